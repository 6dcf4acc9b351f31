//! An expert's proposals in one call, in the expert's own reading order. The one rule: what a
//! conflict bars is neither listed nor counted.

use super::{invitation::panel, waits::way_in};
use crate::{
    domain::{
        access::Act,
        ids::{ApplicationId, CallId},
        moment::BRUSSELS,
        reading_order::reading_order,
    },
    http::{Answer, Ctx, Id},
    queries::{
        evaluation::{self as read, Mine},
        panel as office,
    },
    render::{
        Link, Page, Shell, Tone, moment_text,
        parts::{Action, NextLine},
        words::Chip,
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct List {
    shell: Shell,
    next: Option<NextLine>,
    /// By when reports are awaited, while one is owed.
    due: Option<String>,
    rows: Vec<Row>,
    expert: Link,
    screen: Link,
    marking: Link,
}

/// One proposal.
#[derive(Debug, Serialize)]
struct Row {
    title: String,
    href: Link,
    reference: String,
    kind: String,
    report: Chip,
    consensus: Option<Chip>,
    room: Option<Link>,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let found = panel(&ctx, id, Act::WorkOnPanel).await?;
    let me = ctx.person()?;
    let desk = &ctx.state.desk;
    let call = office::call(desk.database.reads(), id).await?;
    let programme = desk.scored(&call)?;
    let mine = read::mine(&desk.database, me, Some(id)).await?;
    let ids: Vec<ApplicationId> = mine.iter().map(|one| one.proposal_id).collect();
    let order = reading_order(id, me, &ids);
    let kind = |one: &Mine| {
        let found = programme.voucher_type(&one.type_key);
        found.map_or_else(String::new, |kind| kind.label.clone())
    };
    let rows: Vec<Row> = order
        .iter()
        .filter_map(|id| mine.iter().find(|one| one.proposal_id == *id))
        .map(|one| row(one, kind(one)))
        .collect();
    let left = mine.iter().filter(|one| one.report != "delivered").count();
    let title = match (mine.len(), left) {
        (0, _) => "No proposals for you yet".to_owned(),
        (_, 0) => "All your reports are delivered".to_owned(),
        (all, 1) => format!("1 of {all} reports to deliver"),
        (all, left) => format!("{left} of {all} reports to deliver"),
    };
    let next = way_in(&found).map(|(label, href)| NextLine {
        says: format!("Next: {}{}", label[..1].to_lowercase(), &label[1..]),
        detail: "Proposals open after that.".to_owned(),
        action: Some(Action::go("Go on", href)),
        tone: Tone::Warn,
    });
    let due = office::next_due(desk.database.reads(), id, ctx.now()).await?;
    ctx.page(&List {
        due: due.filter(|_| left > 0).map(|due| moment_text(due, BRUSSELS)),
        shell: ctx.shell(title).back("My work", Link::Desk).crumb(found.call.clone()),
        next,
        rows,
        expert: Link::Expert,
        screen: Link::Screen(id),
        marking: Link::Marking(id),
    })
}

fn row(one: &Mine, kind: String) -> Row {
    let report = match one.report.as_str() {
        "delivered" => Chip::new(Tone::Good, "delivered"),
        "draft" => Chip::new(Tone::Warn, "begun"),
        _none => Chip::new(Tone::Warn, "to read"),
    };
    let consensus = match one.consensus.as_str() {
        "final" => Some(Chip::new(Tone::Good, "consensus final")),
        "open" if one.drafts => Some(Chip::new(Tone::Warn, "you draft the consensus")),
        "open" if one.awaits_answer() => Some(Chip::new(Tone::Warn, "answer the consensus")),
        "open" => Some(Chip::new(Tone::Info, "consensus open")),
        _none => None,
    };
    Row {
        title: if one.title.is_empty() { one.reference.clone() } else { one.title.clone() },
        href: Link::Review(one.proposal_id),
        reference: one.reference.clone(),
        kind,
        report,
        room: consensus.is_some().then_some(Link::Consensus(one.proposal_id)),
        consensus,
    }
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/expert/list.html";
    fn samples() -> Vec<Self> {
        let row = |consensus| Row {
            title: "Closed-loop dye house".to_owned(),
            href: Link::Home,
            reference: "INV-2027-0012".to_owned(),
            kind: "Demonstration voucher".to_owned(),
            report: Chip::new(Tone::Warn, "to read"),
            consensus,
            room: Some(Link::Home),
        };
        let next = NextLine {
            says: "Next: sign".to_owned(),
            detail: String::new(),
            action: Some(Action::go("Go on", Link::Home)),
            tone: Tone::Warn,
        };
        let page = |next, rows: Vec<Row>| Self {
            shell: Shell::sample("1 of 2 reports to deliver"),
            due: rows.first().map(|_| "3 March 2027, 17:00 Brussels".to_owned()),
            next,
            rows,
            expert: Link::Expert,
            screen: Link::Home,
            marking: Link::Home,
        };
        let chip = Chip::new(Tone::Info, "consensus open");
        vec![page(None, vec![row(Some(chip)), row(None)]), page(Some(next), Vec::new())]
    }
}
