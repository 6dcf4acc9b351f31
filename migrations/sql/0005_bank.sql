-- Accounts of organisations, batches of payments, and what the bank sends back.
-- One text for SQLite and PostgreSQL; units as in 0001. Account numbers stand in `details`, in the
-- bytes of batch files (blobs) and nowhere else; no index and no log holds them.

create table bank_accounts (
  id uuid primary key not null,
  organisation_id uuid not null references organisations(id),
  details text not null,
  stage text not null constraint bank_accounts_stage check (stage in
    ('proposed','confirmed','rejected','replaced')),
  stage_facts text not null,
  proposed_by uuid not null references persons(id),
  confirmed_by uuid references persons(id),
  payee_check text not null,
  version bigint not null,
  changed_at bigint not null,
  constraint bank_accounts_four_eyes check (confirmed_by is null or confirmed_by <> proposed_by),
  constraint bank_accounts_confirmed check
    (stage not in ('confirmed','replaced') or confirmed_by is not null)
);
create unique index bank_accounts_one_confirmed on bank_accounts (organisation_id)
  where stage = 'confirmed';
create unique index bank_accounts_one_proposed on bank_accounts (organisation_id)
  where stage = 'proposed';
create index bank_accounts_list on bank_accounts (stage, changed_at, id);
create index bank_accounts_organisation on bank_accounts (organisation_id, changed_at);

-- Payments that go to the bank in one file. `file` and `file_03` are the bytes as approved, kept as
-- blobs: a file is given out again byte for byte the same.
create table batches (
  id uuid primary key not null,
  number bigint not null,
  stage text not null constraint batches_stage check (stage in
    ('draft','proposed','approved','exported','done','cancelled')),
  stage_facts text not null,
  pays_on date not null,
  lines bigint not null,
  total_cents bigint not null,
  message_id text not null,
  proposed_by uuid not null references persons(id),
  approved_by uuid references persons(id),
  file text references blobs(digest),
  file_03 text references blobs(digest),
  version bigint not null,
  changed_at bigint not null,
  constraint batches_number_once unique (number),
  constraint batches_message_once unique (message_id),
  constraint batches_four_eyes check (approved_by is null or approved_by <> proposed_by),
  constraint batches_approved check (stage not in ('approved','exported','done')
    or (approved_by is not null and file is not null))
);
create index batches_list on batches (stage, changed_at, id);

alter table payments add column batch_id uuid references batches(id);
create index payments_batch on payments (batch_id) where batch_id is not null;

-- How much a person may approve in one batch, where it differs from the setting.
create table payment_limits (
  person_id uuid primary key not null references persons(id),
  limit_cents bigint not null constraint payment_limits_limit check (limit_cents >= 0)
);

-- Files of the bank, each taken in once.
create table bank_files (
  id uuid primary key not null,
  digest text not null,
  kind text not null,
  message_id text not null,
  lines bigint not null,
  added_by uuid references persons(id),
  added_at bigint not null,
  constraint bank_files_once unique (digest)
);

-- Their lines, each taken in once whichever file brings it. What a line does to payments is done in
-- changes of their own (`bank_acts`); a line that fits nothing waits for a person.
create table bank_lines (
  id uuid primary key not null,
  line_key text not null,
  file_id uuid not null references bank_files(id),
  position bigint not null,
  end_to_end_id text not null,
  amount_cents bigint,
  what text not null,
  state text not null constraint bank_lines_state check (state in
    ('matched','told','waits','settled')),
  why text not null,
  note text not null,
  decided_by uuid references persons(id),
  changed_at bigint not null,
  constraint bank_lines_once unique (line_key)
);
create index bank_lines_state on bank_lines (state, changed_at, id);

create table bank_acts (
  line_id uuid not null references bank_lines(id),
  payment_id uuid not null references payments(id),
  act text not null,
  done_at bigint,
  refused text not null,
  primary key (line_id, payment_id)
);
create index bank_acts_payment on bank_acts (payment_id);
create index bank_acts_due on bank_acts (line_id) where done_at is null;
