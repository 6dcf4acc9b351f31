//! Who evaluates what: compute, look at the result with its proof, apply. The one rule: computing
//! assigns nothing; what is applied is the kept result that was looked at.

use super::frame::{self, Office};
use crate::{
    actions::assignment::{self as verbs, Outcome, OutcomePair},
    domain::{
        assignment::proof::Status,
        ids::{CallId, RunId},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::panel::{self as read, File, Member, Run},
    render::{
        Link, Page, Shell, Tone, moment_text,
        parts::{Fact, Tile},
        shell::Tabs,
        words::{self, Chip},
    },
};
use axum::extract::Query;
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
pub struct Assignments {
    shell: Shell,
    tabs: Tabs,
    result: Option<Shown>,
    now: Vec<Row>,
    refused: Option<String>,
    send: Link,
    /// From one.
    round: u32,
    manages: bool,
}

/// A kept result.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    state: Chip,
    tiles: Vec<Tile>,
    facts: Vec<Fact>,
    rows: Vec<Row>,
    loads: Vec<Load>,
    blocked_proposals: Vec<String>,
    blocked_experts: Vec<String>,
    short: u64,
    can_apply: bool,
}

/// A proposal with its evaluators.
#[derive(Debug, Serialize)]
struct Row {
    proposal: String,
    title: String,
    href: Link,
    evaluators: Vec<Evaluator>,
}

#[derive(Debug, Serialize)]
struct Evaluator {
    name: String,
    because: String,
}

#[derive(Debug, Serialize)]
struct Load {
    name: String,
    given: usize,
    takes: String,
}

/// Shows the newest result and what is assigned.
pub async fn show(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = Office::load(&ctx, id).await?;
    ctx.page(&build(&ctx, &office, &Typed(asked), None).await?)
}

async fn build(
    ctx: &Ctx,
    office: &Office,
    asked: &Typed,
    refused: Option<String>,
) -> Result<Assignments, Fail> {
    let id = office.call.call.id;
    let database = &ctx.state.desk.database;
    let conn = database.reads();
    let files = read::files(database, id).await?;
    let round = office.round(asked, &files);
    let members = read::members(conn, id).await?;
    let pairs = read::pairs(conn, id, round).await?;
    let run = read::last_run(conn, id, round).await?;
    let shell = office.shell(ctx, "Who evaluates what");
    let manages = office.manages(ctx);
    let result = match &run {
        Some(run) => Some(shown(run, &files, &members, &shell, manages)?),
        None => None,
    };
    let mut by_file: BTreeMap<&str, Vec<Evaluator>> = BTreeMap::new();
    for pair in &pairs {
        let Some(file) = files.iter().find(|file| file.id == pair.proposal_id) else { continue };
        let because = match pair.origin.as_str() {
            "third" => "one more, by the rule",
            "hand" => "by hand",
            _run => "",
        };
        let name = frame::name(&members, pair.person_id);
        let evaluator = Evaluator { name, because: because.to_owned() };
        by_file.entry(&file.reference).or_default().push(evaluator);
    }
    let admitted = files.iter().filter(|f| f.stage == "admitted" && f.round == i64::from(round));
    let now = admitted.map(|file| Row {
        proposal: file.reference.clone(),
        title: file.title.clone(),
        href: Link::Moderate(file.id),
        evaluators: by_file.remove(file.reference.as_str()).unwrap_or_default(),
    });
    Ok(Assignments {
        now: now.collect(),
        shell,
        tabs: office.tabs(ctx, &Link::Assignment(id), round),
        round: round + 1,
        result,
        refused,
        send: Link::Assignment(id),
        manages,
    })
}

fn shown(
    run: &Run,
    files: &[File],
    members: &[Member],
    shell: &Shell,
    manages: bool,
) -> Result<Shown, Fail> {
    let outcome: Outcome = serde_json::from_str(&run.result)
        .map_err(|err| Fail::from(crate::actions::ActionError::broken(err)))?;
    let feasible = outcome.status != verbs::status_code(Status::Infeasible);
    let is_tried = run.state == "tried";
    let state = match (feasible, is_tried) {
        (false, _) => Chip::new(Tone::Bad, "no assignment meets all demands"),
        (true, true) => Chip::new(Tone::Info, "computed, not applied"),
        (true, false) => Chip::new(Tone::Good, "applied"),
    };
    let file = |id| files.iter().find(|file| file.id == id);
    let named = |id| file(id).map_or_else(String::new, |f| f.reference.clone());
    Ok(Shown {
        id: run.id.to_string(),
        state,
        tiles: tiles(&outcome),
        facts: vec![
            Fact::new("Computed", moment_text(run.at, shell.zone)),
            Fact::new("Digest of what it was computed from", run.input_digest.clone()),
            Fact::new("Digest of the result", run.result_digest.clone()),
        ],
        rows: rows(&outcome, files, members),
        loads: loads(&outcome.pairs, members),
        blocked_proposals: outcome.blocked_proposals.iter().map(|id| named(*id)).collect(),
        blocked_experts: outcome
            .blocked_experts
            .iter()
            .map(|id| frame::name(members, *id))
            .collect(),
        short: outcome.short,
        can_apply: manages && feasible && is_tried,
    })
}

fn tiles(outcome: &Outcome) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let proof = match outcome.status.as_str() {
        "optimal" => "proven: none is better",
        "feasible" => "proven within the gap",
        _infeasible => "proven: there is none",
    };
    let gap = outcome.gap.map_or_else(|| "none".to_owned(), |gap| gap.to_string());
    let least = outcome.bottleneck.map_or_else(|| "none".to_owned(), |least| least.to_string());
    let without = outcome.without_expert.map_or_else(|| "none".to_owned(), |n| n.to_string());
    vec![
        tile("Certificate", "verified".to_owned(), proof),
        tile("Pairs", outcome.pairs.len().to_string(), "reports to be written"),
        tile("Points in all", outcome.total.to_string(), "how well experts fit"),
        tile("Worst pair", least, "points"),
        tile("Without an expert in the matter", without, "proposals"),
        tile("Gap", gap, "points a better one could have"),
    ]
}

fn rows(outcome: &Outcome, files: &[File], members: &[Member]) -> Vec<Row> {
    let row = |file: &File| {
        let mine = outcome.pairs.iter().filter(|pair| pair.proposal == file.id);
        Row {
            proposal: file.reference.clone(),
            title: file.title.clone(),
            href: Link::Moderate(file.id),
            evaluators: mine
                .map(|pair| Evaluator {
                    name: frame::name(members, pair.person),
                    because: because(pair),
                })
                .collect(),
        }
    };
    let in_it = |file: &&File| outcome.pairs.iter().any(|pair| pair.proposal == file.id);
    files.iter().filter(in_it).map(row).collect()
}

fn because(pair: &OutcomePair) -> String {
    let mut parts = Vec::new();
    if !pair.affinity.sectors.is_empty() {
        parts.push(format!("sector {}", pair.affinity.sectors.join(", ")));
    }
    if !pair.affinity.words.is_empty() {
        parts.push(pair.affinity.words.join(", "));
    }
    let why = if parts.is_empty() { String::new() } else { format!(": {}", parts.join("; ")) };
    format!("{} points{why}", pair.affinity.points)
}

fn loads(pairs: &[OutcomePair], members: &[Member]) -> Vec<Load> {
    let ready = members.iter().filter(|member| member.is_cleared());
    ready
        .map(|member| Load {
            name: member.name.clone(),
            given: pairs.iter().filter(|pair| pair.person == member.person).count(),
            takes: format!("{} to {}", member.min_load, member.max_load),
        })
        .collect()
}

/// Computes, or applies the result shown.
pub async fn act(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = Office::load(&ctx, id).await?;
    let desk = &ctx.state.desk;
    let done = if typed.get("act") == "apply" {
        let run: RunId = typed.get("run").parse().map_err(|_| Fail::not_found())?;
        verbs::apply(desk, &ctx.actor, run).await.map(|_| Said::AssignmentApplied)
    } else {
        let files = read::files(&desk.database, id).await?;
        let round = office.round(&typed, &files);
        verbs::compute(desk, &ctx.actor, id, round).await.map(|_| Said::AssignmentComputed)
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::Assignment(id), said)),
        Err(err) => match err.refusal() {
            Some(why) => {
                let says = words::refusal(why, ctx.shell("").zone);
                let page = build(&ctx, &office, &typed, Some(says)).await?;
                ctx.page_with(StatusCode::CONFLICT, &page)
            }
            None => Err(err.into()),
        },
    }
}

impl Page for Assignments {
    const TEMPLATE: &'static str = "pages/panel/assignment.html";
    fn samples() -> Vec<Self> {
        let row = || Row {
            proposal: "INV-2027-0012".to_owned(),
            title: "Closed-loop dye house".to_owned(),
            href: Link::Home,
            evaluators: vec![Evaluator {
                name: "Maria Rossi".to_owned(),
                because: "60 points: sector C13; dyeing".to_owned(),
            }],
        };
        let shown = |can_apply: bool| Shown {
            id: "0".repeat(32),
            state: Chip::new(Tone::Info, "computed, not applied"),
            tiles: Vec::new(),
            facts: vec![Fact::new("Computed", "3 March 2027, 09:00")],
            rows: vec![row()],
            loads: vec![Load {
                name: "Maria Rossi".to_owned(),
                given: 1,
                takes: "0 to 6".to_owned(),
            }],
            blocked_proposals: if can_apply {
                Vec::new()
            } else {
                vec!["INV-2027-0012".to_owned()]
            },
            blocked_experts: if can_apply { Vec::new() } else { vec!["Maria Rossi".to_owned()] },
            short: u64::from(!can_apply),
            can_apply,
        };
        let page = |result, now, manages, refused: Option<&str>| Self {
            shell: Shell::sample("Who evaluates what"),
            tabs: Tabs::new(Vec::new()),
            round: 1,
            result,
            now,
            refused: refused.map(str::to_owned),
            send: Link::Home,
            manages,
        };
        vec![
            page(Some(shown(true)), vec![row()], true, None),
            page(Some(shown(false)), Vec::new(), true, Some("No assignment.")),
            page(None, Vec::new(), false, None),
        ]
    }
}
