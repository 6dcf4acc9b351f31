-- Saved export templates: which columns of a list, in which order, under a name of its owner's.
-- One text for SQLite and PostgreSQL.

create table export_templates (
  id uuid primary key not null,
  owner_id uuid not null references persons(id),
  list text not null,
  name text not null constraint export_templates_name check (name <> ''),
  columns text not null constraint export_templates_columns check (columns <> ''),
  shared boolean not null,
  changed_at bigint not null,
  constraint export_templates_once unique (owner_id, list, name)
);
create index export_templates_list on export_templates (list, shared);
