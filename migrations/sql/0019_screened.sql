-- Who signs for the project is screened, and a repayment entered by mistake can be taken back.

-- Screening is about more than organisations: a contracting partner, a partnership. So a check and
-- a find are no longer about an organisation alone. One text for SQLite and PostgreSQL: a reference
-- can't be dropped on SQLite, so both tables are made anew with what they held.

create table screenings_before as select * from screenings;
drop table screenings;
create table screenings (
  id uuid primary key not null,
  whom text not null constraint screenings_whom check (whom in
    ('organisation','contracting','partnership')),
  whom_id uuid not null,
  list_id uuid references sanction_lists(id),
  occasion text not null constraint screenings_occasion check (occasion in
    ('award','signature','payment','list')),
  file_id uuid,
  names_digest text not null,
  outcome text not null constraint screenings_outcome check (outcome in
    ('clear','candidates','no_list')),
  at bigint not null
);
insert into screenings (id, whom, whom_id, list_id, occasion, file_id, names_digest, outcome, at)
  select id, 'organisation', organisation_id, list_id, occasion, file_id, names_digest, outcome, at
  from screenings_before;
drop table screenings_before;
create index screenings_whom_at on screenings (whom_id, at, id);

create table screening_candidates_before as select * from screening_candidates;
drop table screening_candidates;
create table screening_candidates (
  id uuid primary key not null,
  whom text not null constraint screening_candidates_whom check (whom in
    ('organisation','contracting','partnership')),
  whom_id uuid not null,
  part text not null constraint screening_candidates_part check (part in
    ('organisation','holder','signatory')),
  of_id uuid not null,
  name text not null,
  name_key text not null,
  entry_id text not null,
  entry_digest text not null references sanction_entries(digest),
  alias text not null,
  score bigint not null,
  list_id uuid not null references sanction_lists(id),
  state text not null constraint screening_candidates_state check (state in
    ('open','proposed','cleared','matched','stale')),
  state_facts text not null,
  proposed_by uuid references persons(id),
  decided_by uuid references persons(id),
  found_at bigint not null,
  version bigint not null,
  changed_at bigint not null,
  constraint screening_candidates_once unique (whom_id, part, of_id, name_key, entry_digest),
  constraint screening_candidates_four_eyes check
    (state <> 'cleared' or (decided_by is not null and decided_by <> proposed_by))
);
insert into screening_candidates (id, whom, whom_id, part, of_id, name, name_key, entry_id,
    entry_digest, alias, score, list_id, state, state_facts, proposed_by, decided_by, found_at,
    version, changed_at)
  select id, 'organisation', organisation_id, part, of_id, name, name_key, entry_id,
    entry_digest, alias, score, list_id, state, state_facts, proposed_by, decided_by, found_at,
    version, changed_at
  from screening_candidates_before;
drop table screening_candidates_before;
create index screening_candidates_list on screening_candidates (state, found_at, id);
create index screening_candidates_whom_found on screening_candidates (whom_id, found_at);

-- A repayment a person entered by mistake, and its being taken back: the move stays as it was, and
-- `transfer_id` is the transfer that reverses its own. A move is taken back once.
create table recovery_undone (
  recovery_id uuid not null,
  number bigint not null,
  reason text not null constraint recovery_undone_reason check (reason <> ''),
  transfer_id uuid not null references transfers(id),
  by_id uuid not null references persons(id),
  at bigint not null,
  primary key (recovery_id, number),
  foreign key (recovery_id, number) references recovery_moves (recovery_id, number)
);
