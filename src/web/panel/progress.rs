//! How far the evaluation of a round is: reports delivered and missing, one more evaluator wanted,
//! consensus, and the order to talk about proposals in. The one rule: it counts, no more.

use super::frame::{self, Office};
use crate::{
    actions::{ActionError, assignment::demand, evaluation::marks, report_dates},
    domain::{
        access::{Act, Subject},
        discussion_order::discussion_order,
        evaluation::{
            rules::EvaluationRules,
            score::{FinalMarks, Marks, standing},
            third::{ThirdReason, third_wanted},
        },
        form::Fault,
        ids::{ApplicationId, CallId, PersonId},
        moment::{BRUSSELS, Moment},
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::panel::{self as read, Consensus, File, Line, Member, Pair, Report},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::Tile,
        shell::Tabs,
        words::Chip,
    },
    web::officer::{
        call_acts::{self, ActForm},
        calls::moment,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The page.
#[derive(Debug, Serialize)]
pub struct Progress {
    shell: Shell,
    tabs: Tabs,
    tiles: Vec<Tile>,
    rows: Vec<Row>,
    order: Vec<Talk>,
    movements: u32,
    /// By when reports are awaited.
    due: Option<String>,
    faults: Vec<FaultLink>,
    dates: Option<ActForm>,
    here: String,
}

/// One proposal.
#[derive(Debug, Serialize)]
struct Row {
    reference: String,
    title: String,
    lead: String,
    href: Link,
    reports: Chip,
    missing: String,
    third: String,
    state: Chip,
    total: String,
}

/// A proposal in the order of talking.
#[derive(Debug, Serialize)]
struct Talk {
    reference: String,
    leave: String,
}

/// Everything of a round.
struct Board {
    files: Vec<File>,
    members: Vec<Member>,
    pairs: Vec<Pair>,
    reports: Vec<Report>,
    lines: Vec<Line>,
    rooms: Vec<Consensus>,
    barred: BTreeMap<ApplicationId, BTreeSet<PersonId>>,
}

/// Shows it.
pub async fn show(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = Office::load(&ctx, id).await?;
    ctx.page(&page(&ctx, &office, &Typed(asked), Sent::default()).await?)
}

/// Sets by when the reports of the round are awaited.
pub async fn act(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
    typed: Typed,
) -> Answer {
    let office = Office::load(&ctx, id).await?;
    ctx.need(Act::ManagePanel, &Subject::Office)?;
    let mut faults = Vec::new();
    let asked = Typed(asked);
    let due_at = moment(&typed, "due", &mut faults);
    let files = read::files(&ctx.state.desk.database, id).await?;
    let round = office.round(&asked, &files);
    let done = match due_at {
        Some(due_at) => report_dates::set(&ctx.state.desk, &ctx.actor, id, round, due_at).await,
        None => Err(Refusal::FormIncomplete { faults }.into()),
    };
    let why = match done {
        Ok(()) => return Ok(ctx.go(&Link::Progress(id), Said::Saved)),
        Err(ActionError::Refused(Refusal::AlreadyDone)) => {
            return Ok(ctx.go(&Link::Progress(id), Said::WasDone));
        }
        Err(ActionError::Refused(why)) => why,
        Err(other) => return Err(other.into()),
    };
    let faults = if let Refusal::FormIncomplete { faults } = why { faults } else { Vec::new() };
    let sent = Sent { typed, faults };
    let page = page(&ctx, &office, &asked, sent).await?;
    ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// A sent form that comes back.
#[derive(Default)]
struct Sent {
    typed: Typed,
    faults: Vec<Fault>,
}

async fn page(ctx: &Ctx, office: &Office, asked: &Typed, sent: Sent) -> Result<Progress, Fail> {
    let id = office.call.call.id;
    let database = &ctx.state.desk.database;
    let conn = database.reads();
    let mut files = read::files(database, id).await?;
    let round = office.round(asked, &files);
    files.retain(|file| file.stage == "admitted" && file.round == i64::from(round));
    let mut barred: BTreeMap<ApplicationId, BTreeSet<PersonId>> = BTreeMap::new();
    for one in read::conflicts(conn, id).await?.iter().filter(|one| one.bars()) {
        barred.entry(one.proposal).or_default().insert(one.person);
    }
    let board = Board {
        members: read::members(conn, id).await?,
        pairs: read::pairs(conn, id, round).await?,
        reports: read::delivered(conn, id, round).await?,
        lines: read::delivered_lines(conn, id, round).await?,
        rooms: read::rooms(conn, id, round).await?,
        files,
        barred,
    };
    let mut page = build(ctx, office, &board, round)?;
    let due = read::reports_due(conn, id, round).await?;
    page.due = due.map(|due| moment_text(due, BRUSSELS));
    if office.manages(ctx) {
        let form = dates(due, &sent);
        page.faults = fault_links(form.fields());
        page.dates = Some(form);
    }
    Ok(page)
}

/// The form for the date by which reports are awaited.
fn dates(due: Option<Moment>, sent: &Sent) -> ActForm {
    let says = "Evaluators see the date. Who still owes a report a week before is reminded once.";
    let title = "By when reports are awaited";
    let form = call_acts::act("due", title, "Set the date", says, &sent.typed);
    let there = due.map(|due| due.in_zone(BRUSSELS));
    let field = |kind, part: &str, pattern: &str| {
        let name = format!("due_{part}");
        let kept = there.map_or_else(String::new, |at| at.format(pattern).to_string());
        let value = if form.open { sent.typed.get(&name).to_owned() } else { kept };
        let why = sent.faults.iter().find(|fault| fault.field == name).map(|fault| &fault.why);
        FieldView::new(kind, name, format!("Awaited until, {part}")).value(value).fault(why)
    };
    let fields = vec![
        field(Input::Date, "day", "%Y-%m-%d"),
        field(Input::Line, "time", "%H:%M").hint("Brussels time, for example 17:00."),
    ];
    form.asks(fields)
}

fn build(ctx: &Ctx, office: &Office, board: &Board, round: u32) -> Result<Progress, Fail> {
    let id = office.call.call.id;
    let rules = office.programme.round(round).ok_or_else(Fail::not_found)?.evaluation.clone();
    let rows: Vec<Row> = board
        .files
        .iter()
        .map(|file| {
            let evaluators = demand(&office.programme, round, &file.type_key);
            row(board, file, &EvaluationRules { evaluators, ..rules.clone() })
        })
        .collect();
    let is_final = board.rooms.iter().filter(|room| room.is_final()).count();
    let delivered = board.pairs.iter().filter(|pair| pair.delivered).count();
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let thirds = rows.iter().filter(|row| !row.third.is_empty()).count();
    let tiles = vec![
        tile("Proposals", rows.len().to_string(), "in evaluation"),
        tile("Reports", format!("{delivered} of {}", board.pairs.len()), "delivered"),
        tile("One more evaluator", thirds.to_string(), "wanted by the rule"),
        tile("Final", is_final.to_string(), "proposals with final marks"),
    ];
    let (order, movements) = talk(board);
    let title = format!("{is_final} of {} proposals have final marks", rows.len());
    Ok(Progress {
        shell: office.shell(ctx, title),
        tabs: office.tabs(ctx, &Link::Progress(id), round),
        tiles,
        rows,
        order,
        movements,
        due: None,
        faults: Vec::new(),
        dates: None,
        here: Link::Progress(id).with(&[("round", &(round + 1).to_string())]),
    })
}

/// The marks of each delivered report of a proposal.
fn given(board: &Board, id: ApplicationId) -> Vec<Marks> {
    let from = board.reports.partition_point(|report| report.proposal_id < id);
    let mine = board.reports[from..].iter().take_while(|report| report.proposal_id == id);
    mine.map(|report| {
        let from = board.lines.partition_point(|line| line.report_id < report.id);
        marks(board.lines[from..].iter().take_while(|line| line.report_id == report.id))
    })
    .collect()
}

fn row(board: &Board, file: &File, rules: &EvaluationRules) -> Row {
    let mine: Vec<&Pair> = board.pairs.iter().filter(|pair| pair.proposal_id == file.id).collect();
    let delivered = mine.iter().filter(|pair| pair.delivered).count();
    let thirds = mine.iter().filter(|pair| pair.origin == "third").count();
    let needed = mine.len().max(rules.evaluators as usize + thirds);
    let waiting = mine.iter().filter(|pair| !pair.delivered);
    let names: Vec<String> =
        waiting.map(|pair| frame::name(&board.members, pair.person_id)).collect();
    let room = board.rooms.iter().find(|room| room.proposal_id == file.id);
    let reports = given(board, file.id);
    let third = match (room, third_wanted(&reports, rules)) {
        (None, Ok(Some(why))) if thirds == 0 => because(why),
        (_, Ok(_) | Err(_)) => String::new(),
    };
    let tone = if delivered >= needed { Tone::Good } else { Tone::Warn };
    let state = match room {
        Some(room) if room.is_final() => Chip::new(Tone::Good, "final"),
        Some(_) => Chip::new(Tone::Warn, "consensus open"),
        None if delivered >= needed => Chip::new(Tone::Warn, "consensus to open"),
        None if mine.is_empty() => Chip::new(Tone::Bad, "nobody assigned"),
        None => Chip::new(Tone::Info, "being read"),
    };
    Row {
        reference: file.reference.clone(),
        title: file.title.clone(),
        lead: file.lead.clone(),
        href: Link::Moderate(file.id),
        reports: Chip::new(tone, format!("{delivered} of {needed}")),
        missing: names.join(", "),
        third,
        state,
        total: room.map_or_else(String::new, |room| total(room, rules)),
    }
}

/// Why the rule wants one more evaluator.
pub(super) fn because(why: ThirdReason) -> String {
    match why {
        ThirdReason::Gap { lowest, highest, gap } => {
            format!("totals {lowest} and {highest} are {gap} or more apart")
        }
        ThirdReason::ThresholdCrossed { met, missed } => {
            format!("{met} above the thresholds, {missed} below")
        }
    }
}

fn total(room: &Consensus, rules: &EvaluationRules) -> String {
    let marks: Option<FinalMarks> = serde_json::from_str(&room.final_marks).ok();
    let found = marks.and_then(|marks| standing(&marks, rules).ok());
    found.map_or_else(String::new, |found| found.total.to_string())
}

/// The order of talking: as few people as can be leave the room and come in between neighbours.
fn talk(board: &Board) -> (Vec<Talk>, u32) {
    let ready: BTreeSet<PersonId> =
        board.members.iter().filter(|member| member.is_cleared()).map(|m| m.person).collect();
    let leaving = board
        .files
        .iter()
        .map(|file| {
            let all = board.barred.get(&file.id).cloned().unwrap_or_default();
            (file.id, all.intersection(&ready).copied().collect())
        })
        .collect();
    let found = discussion_order(&leaving);
    let line = |id: &ApplicationId| {
        let file = board.files.iter().find(|file| file.id == *id)?;
        let out = leaving.get(id)?;
        let names: Vec<String> =
            out.iter().map(|person| frame::name(&board.members, *person)).collect();
        Some(Talk { reference: file.reference.clone(), leave: names.join(", ") })
    };
    (found.order.iter().filter_map(line).collect(), found.movements)
}

impl Page for Progress {
    const TEMPLATE: &'static str = "pages/panel/progress.html";
    fn samples() -> Vec<Self> {
        let row = |third: &str| Row {
            reference: "INV-2027-0012".to_owned(),
            title: "Closed-loop dye house".to_owned(),
            lead: "Tecnotex Lda".to_owned(),
            href: Link::Home,
            reports: Chip::new(Tone::Warn, "1 of 2"),
            missing: "Jan Novak".to_owned(),
            third: third.to_owned(),
            state: Chip::new(Tone::Info, "being read"),
            total: "11.5".to_owned(),
        };
        let talk =
            |leave: &str| Talk { reference: "INV-2027-0012".to_owned(), leave: leave.to_owned() };
        let page = |rows, order, with_form: bool| Self {
            shell: Shell::sample("0 of 2 proposals have final marks"),
            tabs: Tabs::new(Vec::new()),
            tiles: Vec::new(),
            rows,
            order,
            movements: 2,
            due: with_form.then(|| "3 March 2027, 17:00 Brussels".to_owned()),
            faults: Vec::new(),
            dates: with_form.then(|| dates(None, &Sent::default())),
            here: "/office/calls".to_owned(),
        };
        vec![
            page(
                vec![row("totals 9 and 12.5 are 3 or more apart"), row("")],
                vec![talk("Jan Novak"), talk("")],
                true,
            ),
            page(Vec::new(), Vec::new(), false),
        ]
    }
}
