-- The spine: people, organisations, calls, applications, ledger, audit, outbox.
-- One text for SQLite and PostgreSQL. Instants are bigint milliseconds of UTC, money is bigint
-- cents, days are date. Closed lists carry a CHECK, open lists (notices, events) do not.

create table persons (
  id uuid primary key not null,
  address text not null,
  name text not null,
  password_hash text,
  verified_at bigint,
  created_at bigint not null,
  constraint persons_address_once unique (address)
);

-- Links from mails: only the digest of the token is kept.
create table tokens (
  digest text primary key not null,
  person_id uuid not null references persons(id),
  purpose text not null constraint tokens_purpose check (purpose in ('confirm','reset')),
  expires_at bigint not null
);
create index tokens_person on tokens (person_id, purpose);

-- Only the digest of the cookie's key is kept.
create table sessions (
  digest text primary key not null,
  person_id uuid not null references persons(id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index sessions_person on sessions (person_id);
create index sessions_expiry on sessions (expires_at);

-- Tries per key (digest of what is limited) in the running window.
create table tries (
  key_digest text primary key not null,
  window_start bigint not null,
  count bigint not null
);

create table organisations (
  id uuid primary key not null,
  name text not null,
  kind text not null constraint organisations_kind check (kind in
    ('cluster','sme','scaling_up','training_provider','large_company','public_authority')),
  country text not null,
  registration text not null,
  street text not null,
  post_code text not null,
  town text not null,
  lat bigint,
  lon bigint,
  region text,
  cluster_membership text not null,
  host_preapproved boolean not null,
  version bigint not null,
  created_at bigint not null
);

create table members (
  organisation_id uuid not null references organisations(id),
  person_id uuid not null references persons(id),
  role text not null constraint members_role check (role in ('lead','editor','signatory','viewer')),
  primary key (organisation_id, person_id)
);
create index members_person on members (person_id);

create table calls (
  id uuid primary key not null,
  programme text not null,
  programme_text text not null,
  title text not null,
  edition text not null,
  opens_at bigint not null,
  deadline bigint not null,
  stage text not null constraint calls_stage check (stage in ('draft','published','closed','archived')),
  places bigint,
  rates_confirmed_by uuid references persons(id),
  rates_confirmed_at bigint,
  next_number bigint not null,
  version bigint not null,
  created_at bigint not null,
  constraint calls_edition_once unique (programme, edition),
  constraint calls_times check (deadline > opens_at)
);

create table partnerships (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  code text not null,
  name text not null,
  target bigint not null constraint partnerships_target check (target >= 0),
  constraint partnerships_code_once unique (call_id, code)
);

create table partnership_partners (
  partnership_id uuid not null references partnerships(id),
  organisation_id uuid not null references organisations(id),
  primary key (partnership_id, organisation_id)
);
create index partnership_partners_organisation on partnership_partners (organisation_id);

create table staff_roles (
  id uuid primary key not null,
  person_id uuid not null references persons(id),
  role text not null constraint staff_roles_role check (role in
    ('officer','finance','auditor','admin','coordinator')),
  partnership_id uuid references partnerships(id),
  constraint staff_roles_partnership check ((role = 'coordinator') = (partnership_id is not null))
);
create unique index staff_roles_once on staff_roles (person_id, role) where partnership_id is null;
create unique index staff_roles_once_partnership on staff_roles (person_id, role, partnership_id);

create table profiles (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  organisation_id uuid not null references organisations(id),
  partnership_id uuid not null references partnerships(id),
  visits boolean not null,
  hosts boolean not null,
  about text not null,
  offers text not null,
  sectors text not null,
  languages text not null,
  stage text not null constraint profiles_stage check (stage in ('draft','submitted','accepted','rejected')),
  reason text not null,
  version bigint not null,
  changed_at bigint not null,
  constraint profiles_once unique (call_id, organisation_id)
);
create index profiles_list on profiles (call_id, stage, changed_at, id);

-- What answers, checks, snapshots, evidence, payments and transfers hang on: the file of one
-- exchange, or one proposal of a scored call.
create table files (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  kind text not null constraint files_kind check (kind in ('exchange','proposal'))
);

create table applications (
  id uuid primary key not null references files(id),
  call_id uuid not null references calls(id),
  reference text not null,
  visitor_id uuid not null references organisations(id),
  host_id uuid not null references organisations(id),
  visitor_partnership_id uuid not null references partnerships(id),
  host_partnership_id uuid not null references partnerships(id),
  author_id uuid not null references persons(id),
  virtual_exchange boolean not null,
  stay_from date,
  stay_to date,
  distance_km bigint,
  distance_reason text,
  amount_cents bigint,
  host_report_at bigint,
  stage text not null constraint applications_stage check (stage in
    ('draft','submitted','ineligible','awarded','agreed','reported','validated','feedback','closed','refused','withdrawn')),
  stage_facts text not null,
  version bigint not null,
  started_at bigint not null,
  changed_at bigint not null,
  constraint applications_reference_once unique (reference),
  constraint applications_two_sides check (visitor_id <> host_id),
  constraint applications_amount check (amount_cents is null or amount_cents >= 0)
);
create index applications_list on applications (call_id, stage, changed_at, id);
create index applications_all on applications (call_id, changed_at, id);
create index applications_visitor on applications (visitor_id, call_id, stage);
create index applications_host on applications (host_id, call_id, stage);

-- Answers as typed; each change raises the field's version and leaves the old text in the history.
create table answers (
  application_id uuid not null references files(id),
  form text not null,
  field text not null,
  value text not null,
  version bigint not null,
  changed_at bigint not null,
  changed_by uuid not null references persons(id),
  primary key (application_id, form, field)
);
create table answer_history (
  application_id uuid not null references files(id),
  form text not null,
  field text not null,
  version bigint not null,
  value text not null,
  changed_at bigint not null,
  changed_by uuid not null references persons(id),
  primary key (application_id, form, field, version)
);

-- What was handed in, whole, each time.
create table snapshots (
  application_id uuid not null references files(id),
  number bigint not null,
  at bigint not null,
  digest text not null,
  text text not null,
  primary key (application_id, number)
);

create table checks (
  application_id uuid not null references files(id),
  key text not null,
  holds boolean not null,
  note text not null,
  by_person uuid not null references persons(id),
  at bigint not null,
  primary key (application_id, key)
);

-- The papers' texts, frozen at the award.
create table papers (
  application_id uuid not null references files(id),
  paper text not null constraint papers_paper check (paper in ('commitment','agreement')),
  text text not null,
  digest text not null,
  primary key (application_id, paper)
);
create table signatures (
  application_id uuid not null references files(id),
  paper text not null constraint signatures_paper check (paper in ('commitment','agreement')),
  place text not null constraint signatures_place check (place in
    ('visitor','host','visitor_partnership','host_partnership')),
  person_id uuid not null references persons(id),
  name text not null,
  at bigint not null,
  text_digest text not null,
  primary key (application_id, paper, place)
);

create table blobs (
  digest text primary key not null,
  bytes bytea not null
);
create table attachments (
  id uuid primary key not null,
  application_id uuid not null references files(id),
  kind text not null,
  name text not null,
  media_type text not null,
  length bigint not null,
  digest text not null references blobs(digest),
  added_by uuid not null references persons(id),
  added_at bigint not null
);
create index attachments_application on attachments (application_id, added_at);

create table accounts (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  name text not null,
  unit text not null constraint accounts_unit check (unit in ('cents','pieces','services')),
  grantee text constraint accounts_grantee check (grantee in ('payable','payee','owed','services')),
  limited boolean not null,
  debits_pending bigint not null,
  debits_posted bigint not null,
  credits_pending bigint not null,
  credits_posted bigint not null,
  constraint accounts_name_once unique (call_id, name),
  constraint accounts_sums check (debits_pending >= 0 and debits_posted >= 0
    and credits_pending >= 0 and credits_posted >= 0),
  constraint accounts_room check (not limited or debits_pending + debits_posted <= credits_posted)
);
-- A call has twenty accounts of its own and some for each grantee: pages ask for the twenty, and for
-- the sums of each kind of the others.
create index accounts_books on accounts (call_id, name) where grantee is null;
create index accounts_grantees on accounts (call_id, grantee, debits_pending, debits_posted,
  credits_pending, credits_posted) where grantee is not null;

-- Append-only (triggers). A pending transfer is ended by the one transfer that names it.
create table transfers (
  id uuid primary key not null,
  debit_id uuid not null references accounts(id),
  credit_id uuid not null references accounts(id),
  amount bigint not null constraint transfers_amount check (amount > 0),
  why text not null,
  kind text not null constraint transfers_kind check (kind in ('posted','pending','post_of','void_of')),
  pending_id uuid references transfers(id),
  application_id uuid references files(id),
  note text not null,
  by_whom text not null,
  at bigint not null,
  constraint transfers_two_ends check (debit_id <> credit_id),
  constraint transfers_pending check ((kind in ('post_of','void_of')) = (pending_id is not null)),
  constraint transfers_ended_once unique (pending_id)
);
create index transfers_debit on transfers (debit_id, at, id);
create index transfers_credit on transfers (credit_id, at, id);
create index transfers_application on transfers (application_id, at);

-- Append-only (triggers). Each subject has its own chain.
create table audit (
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  at bigint not null,
  by_whom text not null,
  event text not null,
  prev text not null,
  hash text not null,
  primary key (subject_kind, subject_id, seq)
);
create index audit_time on audit (at, subject_id, seq);
create table audit_heads (
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  hash text not null,
  primary key (subject_kind, subject_id)
);

create table outbox (
  id uuid primary key not null,
  notice text not null,
  payload text not null,
  person_id uuid not null references persons(id),
  message_id text not null,
  secret text,
  state text not null constraint outbox_state check (state in ('waiting','sent','failed')),
  attempts bigint not null,
  next_at bigint not null,
  error text not null,
  created_at bigint not null,
  sent_at bigint,
  constraint outbox_message_once unique (message_id)
);
create index outbox_due on outbox (state, next_at, id);
