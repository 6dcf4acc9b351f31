//! A voucher call in evaluation with so many proposals, three experts on each. The one rule: the
//! expert whose pages are asked for evaluates the same ten proposals however many there are.

use super::{
    Filled, answers,
    bulk::Bulk,
    person,
    rows::{ORGANISATION, SESSION, session},
};
use crate::serve;
use anyhow::Context;
use convoca::{
    actions::{
        Clock, Desk, account,
        call::{self, NewCall},
    },
    app,
    domain::{
        ids::{ApplicationId, CallId, OrganisationId, PersonId},
        moment::Moment,
        person::StaffRole,
        proposal::ProposalStage,
        scored::ScoredProgramme,
    },
    store::{self, chance::Chance},
};
use sea_orm::{Value, prelude::Uuid};

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Value::from($value)),*] };
}

const DAY: i64 = 24 * 60 * 60 * 1000;
/// What one expert evaluates.
const LOAD: usize = 10;
/// Experts on a proposal.
const EACH: usize = 3;
/// The key of the type every proposal is of.
const TYPE: &str = "demonstration";

struct Panel {
    call: CallId,
    officer: PersonId,
    lead: PersonId,
    experts: Vec<PersonId>,
    now: Moment,
}

/// Fills an empty database; the key is the first expert's, the one draft a proposal of theirs.
pub async fn fill(url: &str, proposals: usize) -> anyhow::Result<Filled> {
    let settings = serve::settings(url)?;
    let desk = app::desk(settings, Clock::Machine, Chance::seeded(7)).await;
    let desk = desk.map_err(|error| serve::told(&error))?;
    desk.database.migrate().await?;
    let panel = panel(&desk, proposals).await?;
    let stored = store::call::load(desk.database.reads(), panel.call).await?;
    let programme = desk.scored(&stored)?;
    let bulk = Bulk::begin(url).await?;
    let all = write_proposals(&bulk, &desk.chance, &panel, proposals).await?;
    write_panel(&bulk, &panel, &all).await?;
    write_texts(&bulk, &panel, &programme, &all).await?;
    write_reports(&bulk, &desk.chance, &panel, &all).await?;
    let key = desk.chance.secret();
    let expert = *panel.experts.first().context("there are experts")?;
    bulk.insert("sessions", &SESSION, vec![session(panel.now, &key, expert)]).await?;
    bulk.commit().await?;
    let (first, _) = *all.first().context("there are proposals")?;
    Ok(Filled { call: panel.call, reader: key.clone(), drafts: vec![(first.to_string(), key)] })
}

async fn panel(desk: &Desk, proposals: usize) -> anyhow::Result<Panel> {
    let officer = person(desk, "officer", StaffRole::Officer).await?;
    let now = desk.now();
    let new = NewCall {
        programme: "innosup_voucher".to_owned(),
        title: "Vouchers, spring round".to_owned(),
        edition: "2026".to_owned(),
        opens_at: Moment::from_millis(now.millis() - 30 * DAY),
        deadline: Moment::from_millis(now.millis() + 30 * DAY),
        places: None,
    };
    let call = call::create(desk, &officer, new).await?;
    call::publish(desk, &officer, call).await?;
    // The first by the real action, who signs in; the others are rows.
    let mut experts = vec![account::add_person(desk, "expert@example.org", "Expert", None).await?];
    experts.extend((1..(proposals * EACH).div_ceil(LOAD)).map(|_| desk.chance.id::<PersonId>(now)));
    let lead = account::add_person(desk, "lead@example.org", "Lead", None).await?;
    let officer = officer.person().context("an officer is a person")?;
    Ok(Panel { call, officer, lead, experts, now })
}

async fn write_proposals(
    bulk: &Bulk,
    chance: &Chance,
    panel: &Panel,
    many: usize,
) -> anyhow::Result<Vec<(ApplicationId, OrganisationId)>> {
    let (now, call) = (panel.now, panel.call);
    let (mut leads, mut files, mut proposals) = (Vec::new(), Vec::new(), Vec::new());
    let (mut partners, mut all) = (Vec::new(), Vec::new());
    let stage = ProposalStage::Admitted { submitted_at: now, at: now, by: panel.officer };
    let facts = serde_json::to_string(&stage)?;
    for n in 0..many {
        let lead: OrganisationId = chance.id(now);
        let id: ApplicationId = chance.id(now);
        let (name, number) = (format!("Enterprise {n}"), format!("REG{n:06}"));
        leads.push(row![
            lead,
            name,
            "sme",
            "PT",
            number,
            "Main Street 1",
            "1000",
            "Town",
            387_223_i64,
            125_683_i64,
            "",
            false,
            1_i64,
            now
        ]);
        files.push(row![id, call, "proposal"]);
        let reference = format!("INV-2026-{:06}", n + 1);
        let title = format!("A closed loop for dye houses, number {n}");
        proposals.push(row![
            id,
            call,
            reference,
            TYPE,
            lead,
            panel.lead,
            title,
            4_000_000_i64,
            0_i64,
            now,
            "admitted",
            facts.clone(),
            1_i64,
            now,
            now
        ]);
        partners.push(row![id, lead, 0_i64, 4_000_000_i64, 0_i64, "", "small", 1_i64]);
        all.push((id, lead));
    }
    bulk.insert("organisations", &ORGANISATION, leads).await?;
    bulk.insert("files", &["id", "call_id", "kind"], files).await?;
    bulk.insert("proposals", &PROPOSAL, proposals).await?;
    bulk.insert("partners", &PARTNER, partners).await?;
    Ok(all)
}

const PROPOSAL: [&str; 15] = [
    "id",
    "call_id",
    "reference",
    "type_key",
    "lead_id",
    "author_id",
    "title",
    "requested_cents",
    "round",
    "submitted_at",
    "stage",
    "stage_facts",
    "version",
    "started_at",
    "changed_at",
];
const PARTNER: [&str; 8] = [
    "proposal_id",
    "organisation_id",
    "position",
    "requested_cents",
    "services_cents",
    "declaration",
    "size",
    "version",
];
const MEMBER: [&str; 12] = [
    "call_id",
    "person_id",
    "state",
    "reason",
    "min_load",
    "max_load",
    "invited_by",
    "invited_at",
    "answered_at",
    "contract_at",
    "screened_at",
    "version",
];
const ASSIGNMENT: [&str; 8] = [
    "proposal_id",
    "person_id",
    "round",
    "call_id",
    "origin",
    "assigned_by",
    "assigned_at",
    "end_reason",
];
const REPORT: [&str; 10] = [
    "id",
    "proposal_id",
    "person_id",
    "round",
    "call_id",
    "state",
    "ai_use",
    "delivered_at",
    "version",
    "changed_at",
];

/// Who evaluates a proposal: the first expert has the first ten alone, the others share the rest
/// evenly, so that nobody has many more than ten.
fn on(panel: &Panel, n: usize) -> impl Iterator<Item = PersonId> + '_ {
    let others = panel.experts.get(1..).unwrap_or_default();
    let first = panel.experts.first().filter(|_| n < LOAD);
    let seats = if first.is_some() { EACH - 1 } else { EACH };
    let rest = (0..seats).filter_map(move |k| others.get((n * EACH + k) % others.len().max(1)));
    first.into_iter().chain(rest).copied()
}

type All = [(ApplicationId, OrganisationId)];

async fn write_panel(bulk: &Bulk, panel: &Panel, all: &All) -> anyhow::Result<()> {
    let (now, call, by) = (panel.now, panel.call, panel.officer);
    let person = |(n, id): (usize, &PersonId)| {
        row![*id, format!("expert-{n}@example.org"), format!("Expert {n}"), now, now]
    };
    let columns = ["id", "address", "name", "verified_at", "created_at"];
    let persons = panel.experts.iter().enumerate().skip(1).map(person).collect();
    bulk.insert("persons", &columns, persons).await?;
    let member = |id: &PersonId| {
        row![call, *id, "accepted", "", 0_i64, 1_000_000_i64, by, now, now, now, now, 1_i64]
    };
    bulk.insert("panel_members", &MEMBER, panel.experts.iter().map(member).collect()).await?;
    let mut rows = Vec::new();
    for (n, (id, _)) in all.iter().enumerate() {
        rows.extend(on(panel, n).map(|who| row![*id, who, 0_i64, call, "run", by, now, ""]));
    }
    bulk.insert("assignments", &ASSIGNMENT, rows).await
}

/// What the experts of the first ten read; the others' texts are asked for by nobody.
async fn write_texts(
    bulk: &Bulk,
    panel: &Panel,
    programme: &ScoredProgramme,
    all: &All,
) -> anyhow::Result<()> {
    let round = programme.round(0).context("a call has a round")?;
    let mut rows = Vec::new();
    for (id, lead) in all.iter().take(LOAD) {
        let part = format!("part:{lead}");
        for (form, fields) in [
            ("round:0", answers::of(&round.form, panel.now)),
            (part.as_str(), answers::of(&programme.partner_form, panel.now)),
        ] {
            let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
            rows.extend(given.map(|(field, value)| {
                row![*id, form.to_owned(), field, value, 1_i64, panel.now, panel.lead]
            }));
        }
    }
    let columns =
        ["application_id", "form", "field", "value", "version", "changed_at", "changed_by"];
    bulk.insert("answers", &columns, rows).await
}

/// Everybody has delivered but the first expert, who has begun one report.
async fn write_reports(
    bulk: &Bulk,
    chance: &Chance,
    panel: &Panel,
    all: &All,
) -> anyhow::Result<()> {
    let (now, call) = (panel.now, panel.call);
    let mut rows = Vec::new();
    for (n, (id, _)) in all.iter().enumerate() {
        for who in on(panel, n) {
            let mine = who == panel.experts[0];
            if mine && n > 0 {
                continue;
            }
            let (state, at) = if mine { ("draft", None) } else { ("delivered", Some(now)) };
            let report: Uuid = chance.id(now);
            rows.push(row![report, *id, who, 0_i64, call, state, "", at, 1_i64, now]);
        }
    }
    bulk.insert("reports", &REPORT, rows).await
}
