-- Rounds of a call: cut-offs, and the stages of a staged call. One text for SQLite and PostgreSQL.

-- Ends of the rounds beside the deadline, in order: a list of milliseconds of UTC, as JSON.
alter table calls add column other_ends text not null default '[]';

-- The check-list of a round that is over; the next round has one of its own.
create table past_checks (
  application_id uuid not null references files(id),
  round bigint not null,
  key text not null,
  holds boolean not null,
  note text not null,
  by_person uuid not null references persons(id),
  at bigint not null,
  primary key (application_id, round, key)
);
