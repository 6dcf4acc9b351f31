//! What was handed in for a round that is over, as the office reads it: from the snapshot of that
//! round and its own check-list. The one rule: what its consortium writes for the next round is on
//! no page of the office before it is handed in.

use crate::{
    domain::{
        access::{Act, Subject},
        facts::{Fact as Known, Facts},
        form::Answers,
        ids::{ApplicationId, OrganisationId},
        moment::BRUSSELS,
        money::Money,
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Fail},
    queries::proposal_file::{self as query, Check, Snapshot, Stored},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{ReadSection, read_form},
        moment_text,
        parts::{Chip, Fact},
        words,
    },
    web::{
        attached::rows,
        grant::{FileRow, sample_files},
    },
};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct PastRound {
    shell: Shell,
    chip: Chip,
    says: String,
    facts: Vec<Fact>,
    partners: Vec<Fact>,
    answers: Vec<ReadSection>,
    files: Vec<FileRow>,
    checks: Vec<CheckRow>,
}

/// One answer of that round's check-list.
#[derive(Debug, Serialize)]
struct CheckRow {
    label: String,
    chip: Chip,
    note: String,
    who: String,
}

/// As far as a snapshot is read.
#[derive(Debug, Deserialize)]
struct HandedIn {
    round: u32,
    requested: Money,
    answers: Answers,
    partners: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    organisation: uuid::Uuid,
    name: String,
    country: String,
    requested: Money,
}

/// The page of a round before the one a proposal is in. `round` counts from nought.
pub async fn page(ctx: &Ctx, id: ApplicationId, round: u32) -> Answer {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let desk = &ctx.state.desk;
    let conn = desk.database.reads();
    let (stored, subject) = query::head(conn, &ctx.actor, id).await?;
    let Subject::Proposal { proposal, tie, .. } = subject else { return Err(Fail::not_found()) };
    // As it was handed in then, whatever became of it since.
    let stage = ProposalStageKind::Submitted;
    ctx.need(Act::SeeProposal, &Subject::Proposal { proposal, stage, tie })?;
    if round >= stored.proposal.round {
        return Err(Fail::not_found());
    }
    let call = query::call(conn, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let all = query::snapshots(conn, id).await?;
    let (snapshot, then) = all
        .into_iter()
        .filter_map(|one| serde_json::from_str(&one.text).ok().map(|then| (one, then)))
        .rfind(|(_, then): &(Snapshot, HandedIn)| then.round == round)
        .ok_or_else(Fail::not_found)?;
    let checks = query::past_checks(conn, id, round).await?;
    let mut documents = query::documents(conn, id).await?;
    documents.retain(|one| one.stage_no == i64::from(programme.stage_of(round)));
    let label = programme.round(round).map_or("", |round| round.label.as_str());
    let shell = ctx
        .shell(format!("{}: {label}", stored.proposal.reference))
        .back(&call.call.title, Link::Overview(call.call.id))
        .back("Proposals", Link::Proposals(call.call.id));
    ctx.page(&PastRound {
        chip: words::proposal_stage_staff(stored.proposal.stage.kind()),
        says: says(&stored, &programme),
        facts: vec![
            Fact::new("Reference", &stored.proposal.reference),
            Fact::new("Handed in", moment_text(snapshot.at, BRUSSELS)),
            Fact::new("Asked for", euro_text(then.requested.cents())),
            Fact::new("SHA-256", snapshot.digest),
        ],
        partners: then.partners.iter().map(partner).collect(),
        answers: answers(&stored, &programme, round, &then.answers),
        files: rows(&documents, programme.round(round), &|id| called(&then.partners, id)),
        checks: checks.iter().map(|check| row(&programme, &then.partners, check)).collect(),
        shell,
    })
}

fn says(stored: &Stored, programme: &ScoredProgramme) -> String {
    let next = programme.round(stored.proposal.round).map_or("", |round| round.label.as_str());
    if stored.proposal.stage.kind() == ProposalStageKind::Invited {
        return format!("It goes on, and is being written for the round \u{201c}{next}\u{201d}.");
    }
    "This is what was handed in for a round that is over.".to_owned()
}

fn partner(part: &Part) -> Fact {
    let sum = euro_text(part.requested.cents());
    Fact::new(format!("{}, {}", part.name, part.country), sum)
}

/// What a partner was called then.
fn called(partners: &[Part], id: OrganisationId) -> String {
    let found = partners.iter().find(|part| part.organisation == id.0);
    found.map_or_else(String::new, |part| part.name.clone())
}

fn answers(
    stored: &Stored,
    programme: &ScoredProgramme,
    number: u32,
    typed: &Answers,
) -> Vec<ReadSection> {
    let Some(round) = programme.round(number) else { return Vec::new() };
    let mut facts = Facts::default();
    facts.set("proposal.type", Known::Text(stored.proposal.type_key.clone()));
    facts.set("proposal.round", Known::Text(round.key.clone()));
    let facts = round.facts(typed, &facts);
    read_form(&round.form, typed, &facts, false)
}

fn row(programme: &ScoredProgramme, partners: &[Part], check: &Check) -> CheckRow {
    let (key, of) = check.key.split_once('@').unwrap_or((&check.key, ""));
    let whole = programme.admissibility.iter().chain(&programme.eligibility);
    let rule = whole.chain(&programme.partner_eligibility).find(|rule| rule.key == key);
    let label = rule.map_or(key, |rule| rule.label.as_str());
    let partner = partners.iter().find(|part| part.organisation.to_string() == of);
    CheckRow {
        label: partner.map_or_else(|| label.to_owned(), |part| format!("{label} ({})", part.name)),
        chip: if check.holds {
            Chip::new(Tone::Good, "holds")
        } else {
            Chip::new(Tone::Bad, "does not hold")
        },
        note: check.note.clone(),
        who: format!("{}, {}", check.by_name, moment_text(check.at, BRUSSELS)),
    }
}

impl Page for PastRound {
    const TEMPLATE: &'static str = "pages/officer/proposal_past.html";
    fn samples() -> Vec<Self> {
        let page = |checks, answers| Self {
            shell: Shell::sample("INP-2027-0004: Outline"),
            chip: Chip::new(Tone::Info, "goes on, being written"),
            says: "It goes on, and is being written for the round.".to_owned(),
            facts: vec![Fact::new("Reference", "INP-2027-0004")],
            partners: vec![Fact::new("Meadow Ltd, PT", "\u{20ac}\u{a0}1,000,000.00")],
            answers,
            files: sample_files(),
            checks,
        };
        let check = CheckRow {
            label: "At least three partners (Meadow Ltd)".to_owned(),
            chip: Chip::new(Tone::Good, "holds"),
            note: "Register of companies.".to_owned(),
            who: "Ana Sousa, 3 March 2027".to_owned(),
        };
        let read = ReadSection { title: "Idea".into(), rows: vec![Fact::new("Why", "x")] };
        vec![page(vec![check], vec![read]), page(Vec::new(), Vec::new())]
    }
}
