-- From the award to the last report: who contracts for the project, agreements with their
-- signatures, reports, invoices. One text for SQLite and PostgreSQL; units as in 0001.

-- The partners of the project that sign agreements, each with the person who signs for it.
create table contracting_partners (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  name text not null,
  country text not null,
  person_id uuid not null references persons(id),
  added_at bigint not null,
  removed_at bigint
);
create index contracting_partners_call on contracting_partners (call_id, added_at, id);

-- One version of an agreement. `template` is what the office wrote, `text` the same with its
-- places filled, frozen when it is issued. `changes` is what an amendment changes, old and new.
create table agreements (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  call_id uuid not null references calls(id),
  version_no bigint not null,
  kind text not null constraint agreements_kind check (kind in ('agreement','amendment')),
  contracting_id uuid not null references contracting_partners(id),
  plan_key text not null,
  starts_on date not null,
  months bigint not null constraint agreements_months check (months > 0),
  template text not null,
  text text not null,
  digest text not null,
  reason text not null,
  changes text not null,
  stage text not null constraint agreements_stage check (stage in
    ('draft','issued','in_force','superseded','ended','closed')),
  issued_at bigint,
  in_force_at bigint,
  ended_at bigint,
  end_reason text not null,
  version bigint not null,
  changed_at bigint not null,
  constraint agreements_once unique (file_id, version_no),
  constraint agreements_frozen check (stage = 'draft' or (digest <> '' and issued_at is not null)),
  constraint agreements_amendment check (kind = 'agreement' or reason <> '')
);
create unique index agreements_one_in_force on agreements (file_id) where stage = 'in_force';
create unique index agreements_one_coming on agreements (file_id) where stage in ('draft','issued');
create index agreements_list on agreements (call_id, stage, file_id);

-- Who signed, for whom, and under which text. An organisation declares anew that it is an SME.
create table agreement_signatures (
  agreement_id uuid not null references agreements(id),
  place text not null,
  organisation_id uuid references organisations(id),
  person_id uuid not null references persons(id),
  name text not null,
  at bigint not null,
  text_digest text not null,
  still_sme boolean not null,
  primary key (agreement_id, place),
  constraint agreement_signatures_sme check (organisation_id is null or still_sme)
);

-- The agreement of the organisations among themselves: needed before any payment where there are
-- two or more.
create table consortium_agreements (
  file_id uuid primary key not null references files(id),
  signed_on date not null,
  attachment_id uuid not null references attachments(id),
  recorded_by uuid not null references persons(id),
  recorded_at bigint not null
);

-- Reports of a project; the answers stand with all others. `reminded` is how often the consortium
-- was reminded: once before the day, once on it.
create table delivery_reports (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  call_id uuid not null references calls(id),
  position bigint not null,
  key text not null,
  label text not null,
  due_on date not null,
  planned_on date not null,
  stage text not null constraint delivery_reports_stage check (stage in
    ('open','submitted','sent_back','accepted','dropped')),
  reason text not null,
  extended_why text not null,
  submitted_at bigint,
  decided_at bigint,
  reminded bigint not null,
  version bigint not null,
  changed_at bigint not null,
  constraint delivery_reports_once unique (file_id, key)
);
create index delivery_reports_due on delivery_reports (call_id, stage, due_on, id);

-- Invoices of providers, paid back after an officer's certificate.
create table invoices (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  organisation_id uuid not null references organisations(id),
  provider text not null,
  amount_cents bigint not null constraint invoices_amount check (amount_cents > 0),
  attachment_id uuid not null references attachments(id),
  sent_by uuid not null references persons(id),
  sent_at bigint not null,
  certified_by uuid references persons(id),
  certified_at bigint,
  constraint invoices_certified check ((certified_by is null) = (certified_at is null))
);
create index invoices_file on invoices (file_id, sent_at, id);

-- What a project has set itself to reach. `shown_by` says how it can be seen, once it is reached.
create table milestones (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  title text not null,
  due_on date not null,
  shown_by text not null,
  done_at bigint,
  constraint milestones_done check ((done_at is null) = (shown_by = ''))
);
create index milestones_file on milestones (file_id, due_on, id);
