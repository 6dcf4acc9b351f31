-- Lists of sanctions, who was compared with them, and what people decided; what the office read in
-- EDES. One text for SQLite and PostgreSQL; units as in 0001. Nothing here is read outside the office.

create table sanction_lists (
  id uuid primary key not null,
  number bigint not null,
  digest text not null,
  made_on date not null,
  entries bigint not null,
  names bigint not null,
  added_at bigint not null,
  constraint sanction_lists_number_once unique (number),
  constraint sanction_lists_once unique (digest)
);

-- An entry is kept once, however many lists hold it unchanged.
create table sanction_entries (
  digest text primary key not null,
  content text not null
);

create table sanction_list_entries (
  list_id uuid not null references sanction_lists(id),
  entry_id text not null,
  entry_digest text not null references sanction_entries(digest),
  primary key (list_id, entry_id)
);

-- Why no list is in use.
create table sanction_notes (
  id uuid primary key not null,
  note text not null,
  by_id uuid not null references persons(id),
  at bigint not null
);

-- Each check that was made: of whom, when, against which list, with what outcome.
create table screenings (
  id uuid primary key not null,
  organisation_id uuid not null references organisations(id),
  list_id uuid references sanction_lists(id),
  occasion text not null constraint screenings_occasion check (occasion in
    ('award','signature','payment','list')),
  file_id uuid,
  names_digest text not null,
  outcome text not null constraint screenings_outcome check (outcome in
    ('clear','candidates','no_list')),
  at bigint not null
);
create index screenings_organisation on screenings (organisation_id, at, id);

-- A name of a payee that is like a name on the list, and what was decided.
create table screening_candidates (
  id uuid primary key not null,
  organisation_id uuid not null references organisations(id),
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
  constraint screening_candidates_once unique
    (organisation_id, part, of_id, name_key, entry_digest),
  constraint screening_candidates_four_eyes check
    (state <> 'cleared' or (decided_by is not null and decided_by <> proposed_by))
);
create index screening_candidates_list on screening_candidates (state, found_at, id);
create index screening_candidates_organisation on screening_candidates (organisation_id, found_at);

-- What somebody read in EDES, and when.
create table edes_checks (
  id uuid primary key not null,
  organisation_id uuid not null references organisations(id),
  checked_on date not null,
  result text not null constraint edes_checks_result check (result in ('clear','excluded')),
  note text not null,
  by_id uuid not null references persons(id),
  at bigint not null
);
create index edes_checks_organisation on edes_checks (organisation_id, at, id);

-- Files with all signatures that take effect once the check is clear.
create table screening_held (
  file_id uuid primary key not null,
  since bigint not null
);
