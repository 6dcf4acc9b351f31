-- By when the reports of a round are awaited. One text for SQLite and PostgreSQL.

create table report_dates (
  call_id uuid not null references calls(id),
  round bigint not null,
  due_at bigint not null,
  set_by uuid not null references persons(id),
  set_at bigint not null,
  primary key (call_id, round)
);

-- Each evaluator is reminded once a round; the key holds it, whoever's clock runs.
create table report_reminders (
  call_id uuid not null references calls(id),
  round bigint not null,
  person_id uuid not null references persons(id),
  reminded_at bigint not null,
  primary key (call_id, round, person_id)
);
