-- Counter-signed copies beside agreements. One text for SQLite and PostgreSQL.

-- Only ever added to; the last one of a paper stands.
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
