//! Conflicts of interest in a call: what was found, declared, entered, and what was released. The
//! one rule: a disqualifying one has no button to release it.

use super::frame::{self, Office};
use crate::{
    actions::{ActionError, conflict as verbs},
    domain::{
        conflict::{ConflictKind, ConflictSource, Evidence, Weight},
        ids::{ApplicationId, CallId, ConflictId, OrganisationId, PersonId},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::panel::{self as read, Conflict, File, Member},
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{FieldView, Input},
        shell::Tabs,
        words::{self, Chip},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Conflicts {
    shell: Shell,
    tabs: Tabs,
    rows: Vec<Row>,
    ended: Vec<Row>,
    enter: Vec<FieldView>,
    refused: Option<String>,
    send: Link,
    manages: bool,
}

/// One conflict.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    expert: String,
    proposal: String,
    kind: &'static str,
    says: String,
    weight: Chip,
    source: &'static str,
    note: String,
    ended: String,
    can_release: bool,
}

/// Shows them.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let office = Office::load(&ctx, id).await?;
    ctx.page(&build(&ctx, &office, None).await?)
}

async fn build(ctx: &Ctx, office: &Office, refused: Option<String>) -> Result<Conflicts, Fail> {
    let id = office.call.call.id;
    let database = &ctx.state.desk.database;
    let conn = database.reads();
    let all = read::conflicts(conn, id).await?;
    let members = read::members(conn, id).await?;
    let files = read::files(database, id).await?;
    let parties = read::parties(database, id).await?;
    let frame = ctx.shell("");
    let row = |one: &Conflict| row(one, &members, &files, &parties, &frame);
    let rows: Vec<Row> = all.iter().filter(|one| one.bars()).map(row).collect();
    let ended = all.iter().filter(|one| !one.bars()).map(row).collect();
    let title = match rows.len() {
        0 => "No conflict bars anybody".to_owned(),
        1 => "1 conflict bars an expert".to_owned(),
        many => format!("{many} conflicts bar experts"),
    };
    Ok(Conflicts {
        shell: office.shell(ctx, title),
        tabs: crate::web::officer::parts::group_tabs(ctx, id, &Link::Conflicts(id)),
        rows,
        ended,
        enter: entry(&members, &files),
        refused,
        send: Link::Conflicts(id),
        manages: office.manages(ctx),
    })
}

fn row(
    one: &Conflict,
    members: &[Member],
    files: &[File],
    parties: &[(OrganisationId, String)],
    shell: &Shell,
) -> Row {
    let zone = shell.zone;
    let c = &one.conflict;
    let file = files.iter().find(|file| file.id == one.proposal);
    let party = c.found.party.and_then(|id| parties.iter().find(|(other, _)| *other == id));
    let mut says: Vec<String> = party.map(|(_, name)| name.clone()).into_iter().collect();
    says.extend(c.found.evidence.iter().map(shown));
    let ended = match (&c.release, c.ended_at) {
        (Some(release), _) => {
            format!("released {}: {}", day_text(release.at.day_in(zone)), release.reason)
        }
        (None, Some(at)) => format!("no longer found since {}", day_text(at.day_in(zone))),
        (None, None) => String::new(),
    };
    Row {
        id: c.id.to_string(),
        expert: frame::name(members, one.person),
        proposal: file.map_or_else(String::new, |file| file.reference.clone()),
        kind: kind(c.found.kind),
        says: says.join(" · "),
        weight: weight(c.found.weight),
        source: match c.source {
            ConflictSource::Detected => "found",
            ConflictSource::Declared => "declared",
            ConflictSource::Officer => "entered",
        },
        note: c.note.clone(),
        ended,
        can_release: one.bars() && c.found.weight == Weight::Potential,
    }
}

fn weight(weight: Weight) -> Chip {
    match weight {
        Weight::Potential => Chip::new(Tone::Warn, "potential"),
        Weight::Disqualifying => Chip::new(Tone::Bad, "disqualifying"),
    }
}

const fn kind(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::NamedInProposal => "stands in the proposal",
        ConflictKind::OwnOrganisation => "works for a party",
        ConflictKind::LinkedOrganisation => "works for an enterprise linked with a party",
        ConflictKind::Competing => "applies in the same call",
        ConflictKind::SameAccount => "the same bank account",
        ConflictKind::RecentEmployer => "worked for a party in the last three years",
        ConflictKind::SameDomain => "a common mail or web domain",
        ConflictKind::CoApplicant => "applied together in the last three years",
        ConflictKind::PastExchange => "an exchange together in the last three years",
        ConflictKind::SameSignatory => "one person signs for both",
        ConflictKind::Declared => "declared by the expert",
        ConflictKind::Entered => "entered by the office",
    }
}

/// What shows it, in words.
fn shown(evidence: &Evidence) -> String {
    match evidence {
        Evidence::SameId => "the same organisation".to_owned(),
        Evidence::SameRegistration => "the same number in the register".to_owned(),
        Evidence::SameLocalNumber => "the same number in a local register".to_owned(),
        Evidence::Domain { domain } => format!("domain {domain}"),
        Evidence::AlikeName => "a like name".to_owned(),
        Evidence::Person { .. } => "a person of the party".to_owned(),
        Evidence::Application { .. } => "an earlier application".to_owned(),
        Evidence::LinkTo { .. } => "a declared link".to_owned(),
        Evidence::SameDigest => "the same account".to_owned(),
        Evidence::Worked { from, to } => {
            let day = |day: &Option<chrono::NaiveDate>| day.map_or("today".to_owned(), day_text);
            match from {
                Some(from) => format!("{} to {}", day_text(*from), day(to)),
                None => format!("until {}", day(to)),
            }
        }
    }
}

const POTENTIAL: &str = "potential";
const DISQUALIFYING: &str = "disqualifying";

fn entry(members: &[Member], files: &[File]) -> Vec<FieldView> {
    let experts = members.iter().map(|m| (m.person.to_string(), m.name.clone()));
    let proposals =
        files.iter().map(|f| (f.id.to_string(), format!("{}, {}", f.reference, f.lead)));
    let weights = [(DISQUALIFYING, "Disqualifying"), (POTENTIAL, "Potential")];
    vec![
        FieldView::new(Input::Select, "person", "Expert").options(experts),
        FieldView::new(Input::Select, "proposal", "Proposal").options(proposals),
        FieldView::new(Input::Choice, "weight", "How heavy").options(weights).value(DISQUALIFYING),
        FieldView::new(Input::Text, "note", "What it is, and how you know"),
    ]
}

/// Computes anew, enters one, releases one.
pub async fn act(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = Office::load(&ctx, id).await?;
    match done(&ctx, id, &typed).await {
        Ok(said) => Ok(ctx.go(&Link::Conflicts(id), said)),
        Err(err) => match err.refusal() {
            Some(why) => {
                let says = words::refusal(why, ctx.shell("").zone);
                let page = build(&ctx, &office, Some(says)).await?;
                ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            None => Err(err.into()),
        },
    }
}

async fn done(ctx: &Ctx, id: CallId, typed: &Typed) -> Result<Said, ActionError> {
    let desk = &ctx.state.desk;
    match typed.get("act") {
        "release" => {
            let row: ConflictId = typed.get("conflict").parse().map_err(|_| ActionError::Unseen)?;
            verbs::release(desk, &ctx.actor, row, typed.get("reason")).await?;
            Ok(Said::ConflictReleased)
        }
        "enter" => {
            let person: PersonId = typed.get("person").parse().map_err(|_| ActionError::Unseen)?;
            let file: ApplicationId =
                typed.get("proposal").parse().map_err(|_| ActionError::Unseen)?;
            let is_light = typed.get("weight") == POTENTIAL;
            let weight = if is_light { Weight::Potential } else { Weight::Disqualifying };
            verbs::enter(desk, &ctx.actor, file, person, weight, typed.get("note")).await?;
            Ok(Said::Saved)
        }
        _recheck => {
            verbs::recheck(desk, &ctx.actor, id).await?;
            Ok(Said::ConflictsComputed)
        }
    }
}

impl Page for Conflicts {
    const TEMPLATE: &'static str = "pages/panel/conflicts.html";
    fn samples() -> Vec<Self> {
        let row = |ended: &str| Row {
            id: "0".repeat(32),
            expert: "Maria Rossi".to_owned(),
            proposal: "INV-2027-0012".to_owned(),
            kind: kind(ConflictKind::RecentEmployer),
            says: "Tecnotex Lda · a like name".to_owned(),
            weight: weight(Weight::Potential),
            source: "found",
            note: String::new(),
            ended: ended.to_owned(),
            can_release: ended.is_empty(),
        };
        let page = |rows, ended, manages, refused: Option<&str>| Self {
            shell: Shell::sample("1 conflict bars an expert"),
            tabs: Tabs::new(Vec::new()),
            rows,
            ended,
            enter: entry(&[], &[]),
            refused: refused.map(str::to_owned),
            send: Link::Home,
            manages,
        };
        vec![
            page(vec![row("")], vec![row("released 3 March 2027: a talk")], true, None),
            page(vec![row("")], Vec::new(), true, Some("Give a reason.")),
            page(Vec::new(), Vec::new(), false, None),
        ]
    }
}
