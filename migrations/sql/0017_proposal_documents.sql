-- Documents added to a proposal of a scored call, a row for each file. Bytes stand once in `blobs`.
-- One text for SQLite and PostgreSQL. What was handed in once keeps its row when it is taken out
-- of a later draft (`removed_at`): the receipt of that day names its digest.

create table proposal_documents (
  id uuid primary key not null,
  proposal_id uuid not null references proposals(id),
  stage_no bigint not null constraint proposal_documents_stage check (stage_no >= 0),
  organisation_id uuid references organisations(id),
  kind text not null,
  name text not null,
  media_type text not null,
  length bigint not null constraint proposal_documents_length check (length > 0),
  digest text not null references blobs(digest),
  pages bigint constraint proposal_documents_pages check (pages > 0),
  added_by uuid not null references persons(id),
  added_at bigint not null,
  removed_at bigint
);
create index proposal_documents_proposal on proposal_documents (proposal_id, stage_no, added_at);
create index proposal_documents_digest on proposal_documents (digest);
