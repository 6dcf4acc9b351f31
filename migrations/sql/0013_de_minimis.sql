-- De minimis aid of calls with national co-funding: what beneficiaries declared, and what was
-- granted. One text for SQLite and PostgreSQL; units as in 0001.

-- One row a Member State: awards of its aid lock it, so two at once never pass the ceiling
-- together.
create table de_minimis_books (
  member_state text primary key not null
);

-- What an organisation declared for a proposal; the last one counts.
create table de_minimis_declarations (
  id uuid primary key not null,
  proposal_id uuid not null references proposals(id),
  organisation_id uuid not null references organisations(id),
  number bigint not null,
  member_state text not null,
  content text not null,
  digest text not null,
  signed_by uuid not null references persons(id),
  signed_at bigint not null,
  constraint de_minimis_declarations_once unique (proposal_id, organisation_id, number)
);
create index de_minimis_declarations_state
  on de_minimis_declarations (member_state, organisation_id, signed_at, id);

-- What was granted, as of the day the legal right arose; never changed. What of it still stands
-- follows from the grant.
create table de_minimis_aid (
  proposal_id uuid not null references proposals(id),
  organisation_id uuid not null references organisations(id),
  member_state text not null,
  granted_on date not null,
  grant_cents bigint not null constraint de_minimis_aid_grant check (grant_cents > 0),
  share bigint not null constraint de_minimis_aid_share check (share > 0 and share <= 10000),
  aid_cents bigint not null constraint de_minimis_aid_amount
    check (aid_cents > 0 and aid_cents <= grant_cents),
  authority text not null,
  instrument text not null,
  regulation text not null,
  sector text not null,
  declaration_id uuid not null references de_minimis_declarations(id),
  primary key (proposal_id, organisation_id)
);
create index de_minimis_aid_register on de_minimis_aid (granted_on, proposal_id, organisation_id);
create index de_minimis_aid_state on de_minimis_aid (member_state, granted_on);

-- The letter about de minimis aid and that of an amendment are two more kinds of paper. The check
-- can't be changed on SQLite, so the table is made anew with what it held.
create table documents_before as select * from documents;
drop table documents;
create table documents (
  id uuid primary key not null,
  kind text not null constraint documents_kind check (kind in
    ('receipt','annex','commitment','agreement','award_letter','refusal_letter','certificate',
     'remittance','grant_agreement','amendment','debit_note','de_minimis')),
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
