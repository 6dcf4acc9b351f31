//! The overview of a scored call: what waits, from the checks to the reviews, and the money. The
//! one rule: a handful of statements, however large the call, and nothing of the evaluation to
//! those who may not see the panel.

use super::parts::{self, ScoredCall};
use crate::{
    domain::{
        access::{Act, Subject},
        clocks::ClockRules,
        ids::CallId,
        ledger::chart::BudgetView,
        moment::BRUSSELS,
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Fail},
    queries::{
        overview,
        proposals::{self as query, StageCount, Waits},
    },
    render::{
        Link, Page, Shell, Tone, euro_text, moment_text,
        parts::{Action, Chip, Fact, Tile, WorkItem},
        shell::NavItem,
        words,
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ScoredOverview {
    shell: Shell,
    tabs: Vec<NavItem>,
    next: Option<Action>,
    tiles: Vec<Tile>,
    waits: Vec<WorkItem>,
    stages: Vec<WorkItem>,
    call: Vec<Fact>,
}

/// The overview of a scored call.
pub async fn show(ctx: &Ctx, office: &ScoredCall) -> Answer {
    let page = page(ctx, office).await?;
    ctx.page(&page)
}

async fn page(ctx: &Ctx, office: &ScoredCall) -> Result<ScoredOverview, Fail> {
    let conn = ctx.state.desk.database.reads();
    let id = office.call.id;
    let waits = query::waits(conn, id).await?;
    let counts = query::stage_counts(conn, id).await?;
    let books = overview::books(conn, id).await?;
    let decides = ctx.may(Act::ManageCall, &Subject::Office);
    let next = (decides && waits.to_check > 0).then(|| Action {
        label: "Check proposals".into(),
        href: to_check(id),
        post: false,
    });
    Ok(ScoredOverview {
        shell: ctx
            .shell(title(&waits))
            .back("All calls", Link::OfficerCalls)
            .crumb(&office.call.title),
        tabs: parts::scored_tabs(ctx, id, &Link::Overview(id)),
        next,
        tiles: tiles(id, parts::budget(&books), &waits),
        waits: work(ctx, id, &waits),
        stages: stages(id, &counts),
        call: call_facts(ctx, office),
    })
}

fn to_check(id: CallId) -> String {
    Link::Proposals(id).with(&[("stage", ProposalStageKind::Submitted.code())])
}

fn title(waits: &Waits) -> String {
    match waits.to_check {
        0 => "No proposal waits for its checks".to_owned(),
        n => {
            let verb = if n == 1 { "waits" } else { "wait" };
            format!("{} {verb} for their checks", parts::things(n, "proposal", "proposals"))
                .replace("waits for their", "waits for its")
        }
    }
}

fn tiles(call: CallId, money: BudgetView, waits: &Waits) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let mut tiles = vec![
        tile("To check", parts::counted(waits.to_check), "handed in, not decided on"),
        tile("In evaluation", parts::counted(waits.admitted), "admitted"),
    ];
    if money.appropriated.cents() > 0 {
        let given = format!("of {} given", euro_text(money.appropriated.cents()));
        tiles.push(parts::money_tile(call, "Money free", money.free, "budget", &given));
    } else {
        tiles.push(tile("Money", "none yet".to_owned(), "finance gives it under Budget"));
    }
    tiles
}

/// What waits and for whom, the office's own work first.
fn work(ctx: &Ctx, id: CallId, waits: &Waits) -> Vec<WorkItem> {
    let now = ctx.now();
    let item = |count: i64, one: &str, many: &str, href: String, detail: String| {
        let label = parts::things(count, one, many);
        (count > 0).then_some(WorkItem { label, href, detail, chip: None })
    };
    let submitted = || to_check(id);
    let mut rows = Vec::new();
    let oldest = waits.oldest_check.map(|since| parts::age(since, now));
    let since = oldest.map_or_else(String::new, |age| format!("the oldest since {age}"));
    rows.push(item(waits.to_check, "proposal to check", "proposals to check", submitted(), since));
    rows.push(item(
        waits.clarified,
        "clarification to read",
        "clarifications to read",
        submitted(),
        "answered, or the time ran out".to_owned(),
    ));
    let due = waits
        .next_due
        .map_or_else(String::new, |at| format!("the next runs out {}", moment_text(at, BRUSSELS)));
    let (one, many) = ("question waits for its applicants", "questions wait for their applicants");
    rows.push(item(waits.asked, one, many, submitted(), due));
    if ctx.may(Act::SeePanel, &Subject::Office) {
        rows.extend(evaluation(id, waits));
    }
    rows.into_iter().flatten().collect()
}

/// What waits between admitting and the results.
fn evaluation(id: CallId, waits: &Waits) -> Vec<Option<WorkItem>> {
    let item = |count: i64, one: &str, many: &str, link: Link, detail: &str| {
        let label = parts::things(count, one, many);
        let (href, detail) = (link.into(), detail.to_owned());
        (count > 0).then_some(WorkItem { label, href, detail, chip: None })
    };
    let panel = || Link::Panel(id);
    let experts = waits.admitted > 0 && waits.experts + waits.invited == 0;
    let none = experts.then(|| WorkItem {
        label: "Nobody evaluates yet".to_owned(),
        href: panel().into(),
        detail: "invite experts to the panel".to_owned(),
        chip: Some(Chip::new(Tone::Warn, "panel")),
    });
    vec![
        none,
        item(waits.invited, "expert has", "experts have", panel(), "not answered the invitation"),
        item(
            waits.uncleared,
            "expert has",
            "experts have",
            panel(),
            "not signed the contract or not answered the screen of organisations",
        ),
        item(waits.reports, "report is", "reports are", panel(), "not delivered"),
        item(waits.consensus, "consensus is", "consensus rooms are", panel(), "open"),
        item(
            waits.rankings,
            "ranking waits",
            "rankings wait",
            Link::Ranking(id),
            "for a second signature",
        ),
        item(
            waits.redress,
            "review of the procedure",
            "reviews of the procedure",
            Link::Redress(id),
            "to decide",
        ),
    ]
}

fn stages(id: CallId, counts: &[StageCount<ProposalStageKind>]) -> Vec<WorkItem> {
    let there = counts.iter().filter(|count| count.count > 0);
    there
        .map(|count| WorkItem {
            label: parts::counted_to(count.count, count.most),
            href: Link::Proposals(id).with(&[("stage", count.stage.code())]),
            detail: String::new(),
            chip: Some(words::proposal_stage_staff(count.stage)),
        })
        .collect()
}

/// Days before a limit from which it is marked.
const WARN_DAYS: u32 = 14;

/// The programme's clocks.
pub fn clocks(programme: &ScoredProgramme) -> ClockRules {
    let rules = programme.clocks;
    ClockRules {
        inform_months: rules.inform_months,
        sign_months: rules.sign_months,
        redress_days: rules.redress_days,
        deemed_read_days: rules.deemed_read_days,
        warn_days: WARN_DAYS,
    }
}

fn call_facts(ctx: &Ctx, office: &ScoredCall) -> Vec<Fact> {
    let (call, zone) = (&office.call, office.programme.zone);
    let inform = clocks(&office.programme).inform_by(call.deadline, zone);
    let chip = parts::call_chip(call, ctx.now());
    vec![
        Fact::new("Stage", chip.label),
        Fact::new("Opens", moment_text(call.opens_at, zone)),
        Fact::new("Deadline", moment_text(call.deadline, zone)),
        Fact::new("All informed by", crate::render::day_text(inform.last_day)),
    ]
}

impl Page for ScoredOverview {
    const TEMPLATE: &'static str = "pages/officer/scored_overview.html";
    fn samples() -> Vec<Self> {
        let item = WorkItem {
            label: "8 proposals to check".to_owned(),
            href: "/office".to_owned(),
            detail: "the oldest since 3 days".to_owned(),
            chip: Some(Chip::new(Tone::Warn, "to check")),
        };
        let full = Self {
            shell: Shell::sample("8 proposals wait for their checks"),
            tabs: parts::sample_tabs(),
            next: Some(Action::go("Check proposals", Link::Home)),
            tiles: vec![Tile::new("To check", "8", "handed in")],
            waits: vec![item.clone()],
            stages: vec![item],
            call: vec![Fact::new("Stage", "open")],
        };
        let empty = Self {
            shell: Shell::sample("No proposal waits for its checks"),
            tabs: Vec::new(),
            next: None,
            tiles: Vec::new(),
            waits: Vec::new(),
            stages: Vec::new(),
            call: Vec::new(),
        };
        vec![full, empty]
    }
}
