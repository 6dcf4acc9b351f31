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
