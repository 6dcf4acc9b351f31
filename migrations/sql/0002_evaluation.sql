-- Scored calls: proposals and their partners, experts and conflicts, evaluation, ranking, release.
-- One text for SQLite and PostgreSQL; units as in 0001. Marks are tenths of a point.

-- ── proposals ──────────────────────────────────────────────────────────────────────────────────

create table proposals (
  id uuid primary key not null references files(id),
  call_id uuid not null references calls(id),
  reference text not null,
  type_key text not null,
  lead_id uuid not null references organisations(id),
  author_id uuid not null references persons(id),
  title text not null,
  requested_cents bigint not null,
  round bigint not null,
  submitted_at bigint,
  stage text not null constraint proposals_stage check (stage in
    ('draft','submitted','ineligible','admitted','invited','lapsed','awarded','reserve','declined',
    'withdrawn')),
  stage_facts text not null,
  version bigint not null,
  started_at bigint not null,
  changed_at bigint not null,
  constraint proposals_reference_once unique (reference),
  constraint proposals_requested check (requested_cents >= 0)
);
create index proposals_list on proposals (call_id, stage, changed_at, id);
create index proposals_all on proposals (call_id, changed_at, id);
create index proposals_lead on proposals (lead_id, call_id, stage);
create index proposals_submitted on proposals (call_id, submitted_at);

-- The lead stands here, too, at position 0.
create table partners (
  proposal_id uuid not null references proposals(id),
  organisation_id uuid not null references organisations(id),
  position bigint not null,
  requested_cents bigint not null constraint partners_requested check (requested_cents >= 0),
  services_cents bigint not null constraint partners_services check (services_cents >= 0),
  declaration text not null,
  size text not null constraint partners_size check (size in
    ('','micro','small','medium','not_sme','look')),
  confirmed_by uuid references persons(id),
  confirmed_at bigint,
  version bigint not null,
  primary key (proposal_id, organisation_id),
  constraint partners_confirmed check ((confirmed_by is null) = (confirmed_at is null))
);
create index partners_organisation on partners (organisation_id, proposal_id);

-- An invitation is a person's: whoever has that address, once it is confirmed, may answer.
create table partner_invitations (
  id uuid primary key not null,
  proposal_id uuid not null references proposals(id),
  person_id uuid not null references persons(id),
  state text not null constraint partner_invitations_state check (state in
    ('sent','accepted','declined','revoked')),
  note text not null,
  invited_by uuid not null references persons(id),
  invited_at bigint not null,
  answered_at bigint,
  organisation_id uuid references organisations(id)
);
create index partner_invitations_proposal on partner_invitations (proposal_id, invited_at);
create index partner_invitations_person on partner_invitations (person_id, state);
create unique index partner_invitations_once on partner_invitations (proposal_id, person_id)
  where state = 'sent';

-- Questions to the lead before the experts; only the named fields open. `before` keeps the old
-- answers as JSON, so that old and new stand side by side.
create table clarifications (
  id uuid primary key not null,
  proposal_id uuid not null references proposals(id),
  number bigint not null,
  question text not null,
  fields text not null,
  before text not null,
  due_at bigint not null,
  asked_by uuid not null references persons(id),
  asked_at bigint not null,
  answered_by uuid references persons(id),
  answered_at bigint,
  state text not null constraint clarifications_state check (state in ('open','answered','lapsed')),
  constraint clarifications_once unique (proposal_id, number)
);
create unique index clarifications_one_open on clarifications (proposal_id) where state = 'open';

-- ── experts ────────────────────────────────────────────────────────────────────────────────────

create table experts (
  person_id uuid primary key not null references persons(id),
  about text not null,
  sectors text not null,
  keywords text not null,
  languages text not null,
  version bigint not null,
  changed_at bigint not null
);

create table expert_employers (
  id uuid primary key not null,
  person_id uuid not null references persons(id),
  organisation_id uuid references organisations(id),
  name text not null,
  country text not null,
  registration text not null,
  domain text not null,
  from_on date not null,
  to_on date
);
create index expert_employers_person on expert_employers (person_id, from_on);

-- Experts of a call: invited, accepted, contract with confidentiality signed, screen answered.
create table panel_members (
  call_id uuid not null references calls(id),
  person_id uuid not null references persons(id),
  state text not null constraint panel_members_state check (state in
    ('invited','accepted','declined','removed')),
  reason text not null,
  min_load bigint not null,
  max_load bigint not null,
  invited_by uuid not null references persons(id),
  invited_at bigint not null,
  answered_at bigint,
  contract_digest text,
  contract_at bigint,
  screened_at bigint,
  version bigint not null,
  primary key (call_id, person_id),
  constraint panel_members_load check (min_load >= 0 and max_load >= min_load)
);
create index panel_members_person on panel_members (person_id, state);

-- A conflict bars while `ended_at` is empty. Ended rows stay.
create table conflicts (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  proposal_id uuid not null references proposals(id),
  person_id uuid not null references persons(id),
  kind text not null,
  severity text not null constraint conflicts_severity check (severity in
    ('disqualifying','potential')),
  source text not null constraint conflicts_source check (source in
    ('detected','declared','officer')),
  evidence text not null,
  pinned boolean not null,
  from_at bigint not null,
  by_person uuid references persons(id),
  ended_at bigint,
  ended_by uuid references persons(id),
  end_reason text not null
);
create index conflicts_person on conflicts (person_id, proposal_id);
create index conflicts_call on conflicts (call_id, proposal_id);

-- ── evaluation ─────────────────────────────────────────────────────────────────────────────────

create table assignment_runs (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  round bigint not null,
  at bigint not null,
  by_person uuid not null references persons(id),
  input text not null,
  input_digest text not null,
  result text not null,
  result_digest text not null,
  state text not null constraint assignment_runs_state check (state in ('tried','applied'))
);
create index assignment_runs_call on assignment_runs (call_id, round, at);

create table assignments (
  proposal_id uuid not null references proposals(id),
  person_id uuid not null references persons(id),
  round bigint not null,
  call_id uuid not null references calls(id),
  origin text not null constraint assignments_origin check (origin in ('run','hand','third')),
  assigned_by uuid not null references persons(id),
  assigned_at bigint not null,
  ended_at bigint,
  end_reason text not null,
  primary key (proposal_id, round, person_id)
);
create index assignments_person on assignments (person_id, call_id, round);
create index assignments_call on assignments (call_id, round, proposal_id);

create table reports (
  id uuid primary key not null,
  proposal_id uuid not null references proposals(id),
  person_id uuid not null references persons(id),
  round bigint not null,
  call_id uuid not null references calls(id),
  state text not null constraint reports_state check (state in ('draft','delivered')),
  ai_use text not null,
  delivered_at bigint,
  version bigint not null,
  changed_at bigint not null,
  constraint reports_once unique (proposal_id, round, person_id),
  constraint reports_delivered check ((state = 'delivered') = (delivered_at is not null))
);
create index reports_call on reports (call_id, round, proposal_id);

create table report_marks (
  report_id uuid not null references reports(id),
  criterion text not null,
  tenths bigint,
  comment text not null,
  version bigint not null,
  comment_version bigint not null default 0,
  changed_at bigint not null,
  primary key (report_id, criterion)
);

-- Append-only (triggers): what was delivered, whole, each time; a later one names its reason.
create table report_versions (
  report_id uuid not null references reports(id),
  number bigint not null,
  at bigint not null,
  by_person uuid not null references persons(id),
  reason text not null,
  text text not null,
  digest text not null,
  primary key (report_id, number)
);

create table consensus (
  proposal_id uuid not null references proposals(id),
  round bigint not null,
  call_id uuid not null references calls(id),
  state text not null constraint consensus_state check (state in ('open','final')),
  rapporteur_id uuid references persons(id),
  final_marks text not null,
  version bigint not null,
  changed_at bigint not null,
  primary key (proposal_id, round)
);
create index consensus_call on consensus (call_id, round, state);

create table consensus_marks (
  proposal_id uuid not null references proposals(id),
  round bigint not null,
  criterion text not null,
  tenths bigint,
  comment text not null,
  version bigint not null,
  comment_version bigint not null default 0,
  changed_at bigint not null,
  primary key (proposal_id, round, criterion)
);

-- Each evaluator agrees to the draft at that version, or records a dissent.
create table consensus_positions (
  proposal_id uuid not null references proposals(id),
  round bigint not null,
  person_id uuid not null references persons(id),
  seen_version bigint not null,
  agrees boolean not null,
  dissent text not null,
  at bigint not null,
  primary key (proposal_id, round, person_id)
);

-- Append-only (triggers): the final marks, and each change of the panel with its reason.
create table consensus_versions (
  proposal_id uuid not null references proposals(id),
  round bigint not null,
  number bigint not null,
  kind text not null constraint consensus_versions_kind check (kind in ('consensus','panel')),
  at bigint not null,
  by_person uuid not null references persons(id),
  reason text not null,
  text text not null,
  digest text not null,
  primary key (proposal_id, round, number)
);

-- ── ranking and release ────────────────────────────────────────────────────────────────────────

-- A ranking tried out. Four eyes is a constraint: who proposed does not sign.
create table scenarios (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  round bigint not null,
  name text not null,
  settings text not null,
  input_digest text not null,
  result text not null,
  state text not null constraint scenarios_state check (state in
    ('kept','proposed','signed','dropped')),
  made_by uuid not null references persons(id),
  made_at bigint not null,
  signed_by uuid references persons(id),
  signed_at bigint,
  version bigint not null,
  constraint scenarios_four_eyes check (signed_by is null or signed_by <> made_by),
  constraint scenarios_signed check ((state = 'signed') = (signed_by is not null))
);
create index scenarios_call on scenarios (call_id, round, made_at);
create unique index scenarios_one_signed on scenarios (call_id, round) where state = 'signed';

create table draws (
  call_id uuid not null references calls(id),
  round bigint not null,
  commitment text not null,
  nonce text not null,
  listed text not null,
  announced text not null,
  public_text text not null,
  committed_by uuid not null references persons(id),
  committed_at bigint not null,
  revealed_by uuid references persons(id),
  revealed_at bigint,
  drawn text not null,
  primary key (call_id, round)
);

-- One release a call and round: it can't be done twice.
create table releases (
  call_id uuid not null references calls(id),
  round bigint not null,
  scenario_id uuid not null references scenarios(id),
  recipients bigint not null,
  digest text not null,
  released_by uuid not null references persons(id),
  released_at bigint not null,
  primary key (call_id, round)
);

create table letters (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  proposal_id uuid not null references proposals(id),
  round bigint not null,
  outcome text not null constraint letters_outcome check (outcome in
    ('award','reserve','below_line','below_threshold','ineligible','goes_on')),
  place bigint,
  amount_cents bigint not null,
  text text not null,
  digest text not null,
  released_at bigint not null,
  opened_at bigint,
  opened_by uuid references persons(id),
  constraint letters_once unique (proposal_id, round)
);
create index letters_call on letters (call_id, round, outcome, place);

-- Append-only (triggers): the life of the reserve list after the release, as JSON events.
create table reserve_journal (
  call_id uuid not null references calls(id),
  round bigint not null,
  number bigint not null,
  at bigint not null,
  by_whom text not null,
  event text not null,
  primary key (call_id, round, number)
);

create table redress (
  id uuid primary key not null,
  call_id uuid not null references calls(id),
  proposal_id uuid not null references proposals(id),
  letter_id uuid not null references letters(id),
  ground text not null,
  text text not null,
  state text not null constraint redress_state check (state in
    ('open','rejected','upheld','withdrawn')),
  asked_by uuid not null references persons(id),
  asked_at bigint not null,
  answer text not null,
  decided_by uuid references persons(id),
  decided_at bigint,
  version bigint not null,
  constraint redress_decided check ((state in ('rejected','upheld')) = (decided_by is not null))
);
create unique index redress_one_open on redress (letter_id) where state = 'open';
create index redress_call on redress (call_id, state, asked_at);
