-- Money claimed back from grantees. One text for SQLite and PostgreSQL; units as in 0001. Four eyes
-- is a constraint, for the claim and for each waiver. No interest stands anywhere.

-- A claim against one payment. `claim_id` is the transfer that made the debt; the three sums are
-- those of its moves, kept for lists and held against them by `convoca doctor`.
create table recoveries (
  id uuid primary key not null,
  payment_id uuid not null references payments(id),
  file_id uuid not null references files(id),
  call_id uuid not null references calls(id),
  debtor_id uuid not null references organisations(id),
  reference text not null,
  why text not null constraint recoveries_why check (why in
    ('stay_cut_short','evidence_not_sustained','ineligible_cost','double_funding',
     'returned_by_grantee','other')),
  says text not null constraint recoveries_says check (says <> ''),
  amount_cents bigint not null constraint recoveries_amount check (amount_cents > 0),
  repaid_cents bigint not null,
  set_off_cents bigint not null,
  waived_cents bigint not null,
  due_on date not null,
  stage text not null constraint recoveries_stage check (stage in
    ('proposed','rejected','withdrawn','notified','partly_repaid','settled','waived')),
  stage_facts text not null,
  proposed_by uuid not null references persons(id),
  approved_by uuid references persons(id),
  approved_at bigint,
  claim_id uuid references transfers(id),
  version bigint not null,
  changed_at bigint not null,
  constraint recoveries_reference_once unique (reference),
  constraint recoveries_four_eyes check (approved_by is null or approved_by <> proposed_by),
  constraint recoveries_approved check (stage in ('proposed','rejected','withdrawn')
    or (approved_by is not null and approved_at is not null and claim_id is not null)),
  constraint recoveries_sums check (repaid_cents >= 0 and set_off_cents >= 0 and waived_cents >= 0
    and repaid_cents + set_off_cents + waived_cents <= amount_cents),
  constraint recoveries_done check ((stage in ('settled','waived')) =
    (repaid_cents + set_off_cents + waived_cents = amount_cents))
);
create index recoveries_list on recoveries (stage, due_on, id);
create index recoveries_debtor on recoveries (debtor_id, call_id, stage, approved_at, id);
create index recoveries_payment on recoveries (payment_id);
create index recoveries_file on recoveries (file_id);

-- What became of a claim, move by move: only ever added to. `payment_id` is the payment it was kept
-- back from, `line_id` the line of the bank that brought it.
create table recovery_moves (
  recovery_id uuid not null references recoveries(id),
  number bigint not null,
  kind text not null constraint recovery_moves_kind check (kind in ('repaid','set_off','waived')),
  amount_cents bigint not null constraint recovery_moves_amount check (amount_cents > 0),
  happened_on date not null,
  payment_id uuid references payments(id),
  line_id uuid references bank_lines(id),
  transfer_id uuid not null references transfers(id),
  note text not null,
  by_whom text not null,
  at bigint not null,
  primary key (recovery_id, number),
  constraint recovery_moves_set_off check ((kind = 'set_off') = (payment_id is not null)),
  constraint recovery_moves_line check (line_id is null or kind = 'repaid')
);
create unique index recovery_moves_payment_once on recovery_moves (recovery_id, payment_id)
  where payment_id is not null;
create unique index recovery_moves_line_once on recovery_moves (line_id) where line_id is not null;

-- What somebody asked not to claim any more, and what another person said to it.
create table recovery_waivers (
  recovery_id uuid not null references recoveries(id),
  number bigint not null,
  amount_cents bigint not null constraint recovery_waivers_amount check (amount_cents > 0),
  reason text not null constraint recovery_waivers_reason check (reason <> ''),
  state text not null constraint recovery_waivers_state check (state in
    ('asked','granted','refused')),
  asked_by uuid not null references persons(id),
  asked_at bigint not null,
  decided_by uuid references persons(id),
  decided_at bigint,
  answer text not null,
  primary key (recovery_id, number),
  constraint recovery_waivers_decided check ((state = 'asked') = (decided_by is null)),
  constraint recovery_waivers_four_eyes check (state <> 'granted' or decided_by <> asked_by)
);
create unique index recovery_waivers_one_asked on recovery_waivers (recovery_id)
  where state = 'asked';

-- The debit note is one more kind of paper. The check can't be changed on SQLite, so the table is
-- made anew with what it held.
create table documents_before as select * from documents;
drop table documents;
create table documents (
  id uuid primary key not null,
  kind text not null constraint documents_kind check (kind in
    ('receipt','annex','commitment','agreement','award_letter','refusal_letter','certificate',
     'remittance','grant_agreement','debit_note')),
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
