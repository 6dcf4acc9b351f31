-- What is owed and paid: instalments and payments, for exchanges and proposals alike.
-- One text for SQLite and PostgreSQL; units as in 0001.

-- A payable part of a grant, for one organisation: the lump sum of an exchange, or a part of a
-- voucher. `reserved_id` is the promise in the ledger that its due day turns into a debt of ours.
create table instalments (
  id uuid primary key not null,
  file_id uuid not null references files(id),
  call_id uuid not null references calls(id),
  payee_id uuid not null references organisations(id),
  position bigint not null,
  label text not null,
  condition text not null,
  planned_cents bigint not null constraint instalments_planned check (planned_cents > 0),
  due_cents bigint constraint instalments_due check (due_cents > 0 and due_cents <= planned_cents),
  due_on date,
  reserved_id uuid references transfers(id),
  stage text not null constraint instalments_stage check (stage in
    ('planned','due','paid','cancelled')),
  stage_facts text not null,
  version bigint not null,
  changed_at bigint not null,
  constraint instalments_once unique (file_id, payee_id, position),
  constraint instalments_is_due check ((stage in ('due','paid')) = (due_cents is not null))
);
create index instalments_list on instalments (call_id, stage, due_on, id);
create index instalments_payee on instalments (payee_id, stage, due_on);

-- Four eyes is a constraint, not a habit. `amount_cents` is what was due; `set_off_cents` of it is
-- kept back for a debt. `bank_reference` is the reference the bank gives back (EndToEndId).
create table payments (
  id uuid primary key not null,
  instalment_id uuid not null references instalments(id),
  application_id uuid not null references files(id),
  call_id uuid not null references calls(id),
  payee_id uuid not null references organisations(id),
  bank_reference text not null,
  amount_cents bigint not null constraint payments_amount check (amount_cents > 0),
  set_off_cents bigint not null,
  set_off_id uuid references transfers(id),
  stage text not null constraint payments_stage check (stage in
    ('proposed','approved','exported','settled','returned','cancelled')),
  stage_facts text not null,
  proposed_by uuid not null references persons(id),
  approved_by uuid references persons(id),
  due_on date not null,
  version bigint not null,
  changed_at bigint not null,
  constraint payments_reference_once unique (bank_reference),
  constraint payments_set_off check (set_off_cents >= 0 and set_off_cents <= amount_cents),
  constraint payments_set_off_held check ((set_off_cents > 0) = (set_off_id is not null)),
  constraint payments_four_eyes check (approved_by is null or approved_by <> proposed_by),
  constraint payments_approved check (stage in ('proposed','cancelled') or approved_by is not null)
);
create unique index payments_one_living on payments (instalment_id)
  where stage in ('proposed','approved','exported','settled');
create index payments_list on payments (call_id, stage, changed_at, id);
create index payments_file on payments (application_id, changed_at);
create index payments_payee on payments (payee_id, changed_at);
