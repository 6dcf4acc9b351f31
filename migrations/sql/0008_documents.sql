-- Papers printed as PDF. Their bytes are not kept: they follow from data, template and day, and are
-- made again when asked for. The first row of a paper has the digest of its first print; a further
-- row stands for other bytes, made after a template was changed.

create table documents (
  id uuid primary key not null,
  kind text not null constraint documents_kind check (kind in
    ('receipt','annex','commitment','agreement','award_letter','refusal_letter','certificate',
     'remittance','grant_agreement')),
  subject_id uuid not null,
  version bigint not null constraint documents_version check (version >= 0),
  digest text not null,
  made_at bigint not null,
  made_on date not null,
  constraint documents_print_once unique (subject_id, kind, version, digest)
);
