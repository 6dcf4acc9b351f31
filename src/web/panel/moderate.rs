//! The evaluation of one proposal, for the moderator: evaluators, reports side by side, consensus.
//! The one rule: who moderates gives no mark of their own; what is final changes only as a new
//! version with its reason.

use super::{
    frame::{self, Office},
    progress::because,
    side::{self, Side},
};
use crate::{
    actions::{
        ActionError, assignment,
        consensus::{self as verbs, PanelLine},
        evaluation::{mark_text, marks, rules_for},
    },
    domain::{
        evaluation::{
            rules::{Combine, EvaluationRules},
            third::third_wanted,
        },
        ids::{ApplicationId, PersonId},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        evaluation::{Stored, load_proposal},
        panel::{
            self as read, Consensus, ConsensusLine, ConsensusVersion, Line, Member, Pair, Report,
        },
    },
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        marks::{Given, MarkView, sample},
        moment_text, words,
        words::Chip,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Moderate {
    shell: Shell,
    state: Chip,
    evaluators: Vec<Evaluator>,
    third: String,
    add: Option<FieldView>,
    side: Option<Side>,
    /// Names to choose the rapporteur from; to open, or to hand over.
    rapporteur: Option<FieldView>,
    can_open: bool,
    by_rule: bool,
    written: Vec<side::Written>,
    positions: Vec<side::PositionLine>,
    can_close: bool,
    panel: Vec<MarkView>,
    reason: FieldView,
    versions: Vec<Past>,
    seen: i64,
    refused: Option<String>,
    send: Link,
}

/// One evaluator.
#[derive(Debug, Serialize)]
struct Evaluator {
    id: String,
    name: String,
    origin: &'static str,
    state: Chip,
    can_go: bool,
}

/// A version of the final marks.
#[derive(Debug, Serialize)]
struct Past {
    says: String,
    digest: String,
}

/// All that stands around one proposal's evaluation.
struct Around {
    stored: Stored,
    rules: EvaluationRules,
    members: Vec<Member>,
    pairs: Vec<Pair>,
    reports: Vec<Report>,
    lines: Vec<Line>,
    room: Option<Consensus>,
    draft: Vec<ConsensusLine>,
    versions: Vec<ConsensusVersion>,
}

async fn around(ctx: &Ctx, id: ApplicationId) -> Result<(Office, Around), Fail> {
    ctx.person()?;
    let conn = ctx.state.desk.database.reads();
    let stored = load_proposal(conn, id).await?;
    let (call, round) = (stored.proposal.call, stored.proposal.round);
    let office = Office::load(ctx, call).await?;
    // A draft is nobody's but its own consortium's.
    if stored.proposal.stage.submitted_at().is_none() {
        return Err(Fail::not_found());
    }
    let rules = rules_for(&office.programme, &stored)?;
    let around = Around {
        rules,
        members: read::members(conn, call).await?,
        pairs: read::evaluators(conn, id, round).await?,
        reports: read::reports(conn, id, round).await?,
        lines: read::lines_of_proposal(conn, id, round).await?,
        room: read::room(conn, id, round).await?,
        draft: read::room_lines(conn, id, round).await?,
        versions: read::room_versions(conn, id, round).await?,
        stored,
    };
    Ok((office, around))
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let (office, around) = around(&ctx, id).await?;
    ctx.page(&build(&ctx, &office, &around, None).await?)
}

async fn build(
    ctx: &Ctx,
    office: &Office,
    a: &Around,
    refused: Option<String>,
) -> Result<Moderate, Fail> {
    let p = &a.stored.proposal;
    let conn = ctx.state.desk.database.reads();
    let said = read::positions(conn, p.id, p.round).await?;
    let manages = office.manages(ctx);
    let is_final = a.room.as_ref().is_some_and(Consensus::is_final);
    let is_open = a.room.is_some() && !is_final;
    let delivered = a.pairs.iter().filter(|pair| pair.delivered).count();
    let thirds = a.pairs.iter().filter(|pair| pair.origin == "third").count();
    let needed = a.pairs.len().max(a.rules.evaluators as usize + thirds);
    let all_in = delivered >= needed && needed > 0;
    let combines = a.rules.combine != Combine::Consensus;
    let version = a.room.as_ref().map_or(0, |room| room.version);
    let begins = manages && a.room.is_none();
    let shell = office
        .shell(ctx, format!("Evaluation of {}", p.reference))
        .back("Evaluation", Link::Progress(p.call))
        .crumb(p.title.clone());
    Ok(Moderate {
        state: state(a, delivered, needed),
        evaluators: evaluators(a, begins),
        third: if thirds == 0 && a.room.is_none() { third(a) } else { String::new() },
        add: begins.then(|| add(a)),
        side: (delivered > 0).then(|| side::reports(&a.rules, &a.reports, &a.lines)),
        rapporteur: (manages && !combines && (is_open || (begins && all_in)))
            .then(|| rapporteur(a)),
        can_open: begins && all_in && !combines,
        by_rule: begins && all_in && combines,
        written: if a.room.is_some() { side::written(&a.rules, &a.draft) } else { Vec::new() },
        positions: if a.room.is_some() && !combines {
            side::position_lines(&a.reports, &said, version)
        } else {
            Vec::new()
        },
        can_close: manages && is_open,
        panel: if manages && is_final { panel_form(a) } else { Vec::new() },
        reason: FieldView::new(Input::Text, "reason", "Why the panel changes it"),
        versions: a.versions.iter().map(|one| past(one, &a.members, &shell)).collect(),
        seen: version,
        refused,
        send: Link::Moderate(p.id),
        shell,
    })
}

fn state(a: &Around, delivered: usize, needed: usize) -> Chip {
    match &a.room {
        Some(room) if room.is_final() => Chip::new(Tone::Good, "final"),
        Some(_) => Chip::new(Tone::Warn, "consensus open"),
        None => Chip::new(Tone::Info, format!("{delivered} of {needed} reports")),
    }
}

fn evaluators(a: &Around, can_go: bool) -> Vec<Evaluator> {
    let one = |pair: &Pair| Evaluator {
        id: pair.person_id.to_string(),
        name: frame::name(&a.members, pair.person_id),
        origin: match pair.origin.as_str() {
            "third" => "one more, by the rule",
            "hand" => "by hand",
            _run => "computed",
        },
        state: match (pair.delivered, pair.begun) {
            (true, _) => Chip::new(Tone::Good, "delivered"),
            (false, true) => Chip::new(Tone::Warn, "begun"),
            (false, false) => Chip::new(Tone::Warn, "not begun"),
        },
        can_go,
    };
    a.pairs.iter().map(one).collect()
}

fn third(a: &Around) -> String {
    let given: Vec<_> = a
        .reports
        .iter()
        .filter(|report| report.is_delivered())
        .map(|report| marks(a.lines.iter().filter(|line| line.report_id == report.id)))
        .collect();
    let found = third_wanted(&given, &a.rules).ok().flatten();
    found.map_or_else(String::new, because)
}

fn add(a: &Around) -> FieldView {
    let free = a.members.iter().filter(|member| {
        member.is_cleared() && !a.pairs.iter().any(|pair| pair.person_id == member.person)
    });
    let options = free.map(|member| (member.person.to_string(), member.name.clone()));
    FieldView::new(Input::Select, "person", "Expert").options(options)
}

fn rapporteur(a: &Around) -> FieldView {
    let name = |pair: &Pair| (pair.person_id.to_string(), frame::name(&a.members, pair.person_id));
    let now = a.room.as_ref().and_then(|room| room.rapporteur_id);
    FieldView::new(Input::Select, "rapporteur", "Rapporteur, who drafts")
        .options(a.pairs.iter().map(name))
        .value(now.map_or_else(String::new, |id| id.to_string()))
}

fn panel_form(a: &Around) -> Vec<MarkView> {
    let view = |criterion: &crate::domain::evaluation::rules::Criterion| {
        let line = a.draft.iter().find(|line| line.criterion == criterion.key);
        let mark = mark_text(line.and_then(|line| line.tenths));
        let given = Given { mark, seen: 0, error: None };
        let name = format!("comment.{}", criterion.key);
        let label = format!("New text for {} (empty keeps the old one)", criterion.label);
        let comment = FieldView::new(Input::Text, name, label).optional();
        MarkView::new(criterion, &a.rules.scale, given, comment)
    };
    a.rules.criteria.iter().map(view).collect()
}

fn past(one: &ConsensusVersion, members: &[Member], shell: &Shell) -> Past {
    let by = frame::name(members, one.by_person);
    let by = if by.is_empty() { "the office".to_owned() } else { by };
    let how = match one.kind.as_str() {
        "panel" => format!("changed by the panel: {}", one.reason),
        _consensus => "final".to_owned(),
    };
    let at = moment_text(one.at, shell.zone);
    Past { says: format!("{}. {at}, by {by}: {how}", one.number), digest: one.digest.clone() }
}

/// Changes evaluators, opens, hands over, closes, works out by rule, changes as the panel.
pub async fn act(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let (office, a) = around(&ctx, id).await?;
    match done(&ctx, id, &a, &typed).await {
        Ok(said) => Ok(ctx.go(&Link::Moderate(id), said)),
        Err(err) => match err.refusal() {
            Some(why) => {
                let says = words::refusal(why, ctx.shell("").zone);
                let page = build(&ctx, &office, &a, Some(says)).await?;
                ctx.page_with(StatusCode::CONFLICT, &page)
            }
            None => Err(err.into()),
        },
    }
}

async fn done(
    ctx: &Ctx,
    id: ApplicationId,
    a: &Around,
    typed: &Typed,
) -> Result<Said, ActionError> {
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let person = |name: &str| -> Result<PersonId, ActionError> {
        typed.get(name).parse().map_err(|_| {
            crate::domain::refusal::Refusal::from(
                crate::domain::refusal::ScoredRefusal::NotAnEvaluator,
            )
            .into()
        })
    };
    match typed.get("act") {
        "add" | "third" => {
            let is_third = typed.get("act") == "third";
            assignment::add(desk, actor, id, person("person")?, is_third).await?;
            Ok(Said::EvaluatorsChanged)
        }
        "off" => {
            let reason = typed.get("reason");
            assignment::take_off(desk, actor, id, person("person")?, reason).await?;
            Ok(Said::EvaluatorsChanged)
        }
        "open" => {
            verbs::open(desk, actor, id, person("rapporteur")?).await?;
            Ok(Said::ConsensusOpened)
        }
        "hand" => {
            verbs::hand_over(desk, actor, id, person("rapporteur")?).await?;
            Ok(Said::ConsensusOpened)
        }
        "close" => {
            verbs::close(desk, actor, id, typed.seen()).await?;
            Ok(Said::ConsensusClosed)
        }
        "rule" => {
            verbs::by_rule(desk, actor, id).await?;
            Ok(Said::ConsensusClosed)
        }
        "panel" => {
            let line = |criterion: &crate::domain::evaluation::rules::Criterion| PanelLine {
                criterion: criterion.key.clone(),
                mark: typed.get(&format!("mark.{}", criterion.key)).to_owned(),
                comment: typed.get(&format!("comment.{}", criterion.key)).to_owned(),
            };
            let lines: Vec<PanelLine> = a.rules.criteria.iter().map(line).collect();
            let reason = typed.get("reason");
            verbs::change(desk, actor, id, typed.seen(), &lines, reason).await?;
            Ok(Said::PanelChanged)
        }
        _nothing => Ok(Said::NothingChosen),
    }
}

impl Page for Moderate {
    const TEMPLATE: &'static str = "pages/panel/moderate.html";
    fn samples() -> Vec<Self> {
        let select = || FieldView::new(Input::Select, "person", "Expert").options([("1", "Jan")]);
        let page = |is_final: bool, begins: bool| {
            let (side, written, positions) = side::samples();
            Self {
                shell: Shell::sample("Evaluation of INV-2027-0012"),
                state: Chip::new(Tone::Info, "1 of 2 reports"),
                evaluators: vec![Evaluator {
                    id: "0".repeat(32),
                    name: "Maria Rossi".to_owned(),
                    origin: "computed",
                    state: Chip::new(Tone::Good, "delivered"),
                    can_go: begins,
                }],
                third: if begins { "totals 9 and 12.5".to_owned() } else { String::new() },
                add: begins.then(select),
                side: (!begins).then_some(side),
                rapporteur: (!is_final).then(select),
                can_open: begins,
                by_rule: begins,
                written: if begins { Vec::new() } else { written },
                positions: if begins { Vec::new() } else { positions },
                can_close: !is_final && !begins,
                panel: if is_final { vec![sample()] } else { Vec::new() },
                reason: FieldView::new(Input::Text, "reason", "Why the panel changes it"),
                versions: vec![Past { says: "1. final".to_owned(), digest: "0".repeat(64) }],
                seen: 3,
                refused: begins.then(|| "Not yet.".to_owned()),
                send: Link::Home,
            }
        };
        vec![page(false, true), page(false, false), page(true, false)]
    }
}
