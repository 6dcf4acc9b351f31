-- Letters of amendment, and counter-signed copies beside agreements. One text for SQLite and
-- PostgreSQL.

-- The letter of amendment is one more kind of paper. The check can't be changed on SQLite, so the
-- table is made anew with what it held.
create table documents_before as select * from documents;
drop table documents;
create table documents (
  id uuid primary key not null,
  kind text not null constraint documents_kind check (kind in
    ('receipt','annex','commitment','agreement','award_letter','refusal_letter','certificate',
     'remittance','grant_agreement','amendment','debit_note')),
  subject_id uuid not null,
  version bigint not null constraint documents_version check (version >= 0),
  digest text not null,
  made_at bigint not null,
  made_on date not null,
  constraint documents_print_once unique (subject_id, kind, version, digest)
);
insert into documents (id, kind, subject_id, version, digest, made_at, made_on)
  select id, kind, subject_id, version, digest, made_at, made_on from documents_before;
drop table documents_before;

-- Counter-signed copies beside agreements: only ever added to. The last one of a paper stands.
-- `version_no` is the version of a grant's agreement, 0 for a paper of an exchange; `text_digest`
-- is that of the frozen text, `digest` that of the bytes.
create table signed_copies (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  paper text not null constraint signed_copies_paper check (paper in
    ('commitment','agreement','grant_agreement')),
  version_no bigint not null,
  number bigint not null constraint signed_copies_number check (number > 0),
  name text not null,
  length bigint not null,
  digest text not null references blobs(digest),
  text_digest text not null,
  added_by uuid not null references persons(id),
  added_by_name text not null,
  added_at bigint not null,
  constraint signed_copies_once unique (file_id, paper, version_no, number),
  constraint signed_copies_version check ((paper = 'grant_agreement') = (version_no > 0))
);
create index signed_copies_digest on signed_copies (digest);
