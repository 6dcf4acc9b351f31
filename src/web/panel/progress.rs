//! How far the evaluation of a round is: reports delivered and missing, one more evaluator wanted,
//! consensus, and the order to talk about proposals in. The one rule: it counts, no more.

use super::frame::{self, Office};
use crate::{
    actions::{assignment::demand, evaluation::marks},
    domain::{
        discussion_order::discussion_order,
        evaluation::{
            rules::EvaluationRules,
            score::{FinalMarks, Marks, standing},
            third::{ThirdReason, third_wanted},
        },
        ids::{ApplicationId, CallId, PersonId},
    },
    http::{Answer, Ctx, Fail, Id, Typed},
    queries::panel::{self as read, Consensus, File, Line, Member, Pair, Report},
    render::{Link, Page, Shell, Tone, parts::Tile, shell::Tabs, words::Chip},
};
use axum::extract::Query;
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
    let database = &ctx.state.desk.database;
    let conn = database.reads();
    let mut files = read::files(database, id).await?;
    let round = office.round(&Typed(asked), &files);
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
    ctx.page(&build(&ctx, &office, &board, round)?)
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
        tabs: office.tabs(&Link::Progress(id), round),
        tiles,
        rows,
        order,
        movements,
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
        let page = |rows, order| Self {
            shell: Shell::sample("0 of 2 proposals have final marks"),
            tabs: Tabs::new(Vec::new()),
            tiles: Vec::new(),
            rows,
            order,
            movements: 2,
        };
        vec![
            page(
                vec![row("totals 9 and 12.5 are 3 or more apart"), row("")],
                vec![talk("Jan Novak"), talk("")],
            ),
            page(Vec::new(), Vec::new()),
        ]
    }
}
