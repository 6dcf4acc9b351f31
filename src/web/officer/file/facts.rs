//! The head of a file: what is known, what comes next, the check-list in short, what happened.

use super::{super::parts, Opened};
use crate::{
    domain::{
        access::Act,
        application::{Stage, stage::Confirmed},
        eligibility::Outcome,
        moment::BRUSSELS,
        organisation::Organisation,
    },
    http::Ctx,
    render::{
        Link, Tone, day_text, moment_text, number_text,
        parts::{Action, Chip, Fact, Happened, NextLine},
        words,
    },
};
use serde::Serialize;

/// The check-list in short.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckTable {
    says: String,
    rows: Vec<CheckRow>,
    href: Option<String>,
}

/// One rule with what it found and what an officer answered.
#[derive(Debug, Clone, Serialize)]
struct CheckRow {
    label: String,
    found: Chip,
    says: String,
    answer: Option<Chip>,
    note: String,
    by: String,
}

/// The chip of an officer's answer.
pub fn answer_chip(holds: bool) -> Chip {
    if holds { Chip::new(Tone::Good, "kept") } else { Chip::new(Tone::Bad, "not kept") }
}

/// Findings beside answers.
pub fn checks(ctx: &Ctx, o: &Opened) -> CheckTable {
    let row = |finding: &crate::domain::eligibility::Finding| {
        let answered = o.whole.checks.iter().find(|check| check.key == finding.key);
        CheckRow {
            label: finding.label.clone(),
            found: words::outcome(finding.outcome),
            says: finding.says.clone(),
            answer: answered.map(|check| answer_chip(check.holds)),
            note: answered.map_or_else(String::new, |check| check.note.clone()),
            by: answered.map_or_else(String::new, |check| {
                format!("{}, {}", check.by_name, moment_text(check.at, BRUSSELS))
            }),
        }
    };
    let rows: Vec<CheckRow> = o.assessed.findings.iter().map(row).collect();
    let open = rows.iter().filter(|row| row.answer.is_none()).count();
    let look = o.assessed.findings.iter().filter(|f| f.outcome == Outcome::OfficerMustLook).count();
    let answered = rows.len() - open;
    let says = format!(
        "{answered} of {} answered; the rules leave {look} to an officer.",
        number_text(i64::try_from(rows.len()).unwrap_or(i64::MAX))
    );
    let decides =
        ctx.may(Act::Decide, &o.subject) && matches!(o.application.stage, Stage::Submitted { .. });
    CheckTable { says, rows, href: decides.then(|| Link::Checks(o.application.id).into()) }
}

impl CheckTable {
    /// One for the samples.
    pub fn sample() -> Self {
        let row = |answer| CheckRow {
            label: "Visitor and host are in two countries".to_owned(),
            found: words::outcome(Outcome::Holds),
            says: String::new(),
            answer,
            note: String::new(),
            by: "Maria Keller".to_owned(),
        };
        Self {
            says: "1 of 2 answered".to_owned(),
            rows: vec![row(None), row(Some(answer_chip(true)))],
            href: Some("/".to_owned()),
        }
    }
}

fn side(o: &Organisation, region: Option<&String>, partnership: &str) -> String {
    let kind = words::organisation_kind(o.kind);
    let place = format!("{}, {}", o.address.town, o.country.name());
    let region = region.map_or_else(String::new, |region| format!(" (region {region})"));
    let member = if o.cluster_membership.is_empty() {
        String::new()
    } else {
        format!("\nmember of {}", o.cluster_membership)
    };
    format!("{}\n{kind}, {place}{region}{member}\npartnership {partnership}", o.name)
}

/// What is known of the exchange.
pub fn facts(o: &Opened) -> Vec<Fact> {
    let a = &o.application;
    let code = |id| {
        let found = o.whole.partnerships.iter().find(|p| p.id == id);
        found.map_or("", |p| p.code.as_str())
    };
    let (visitor, host) = (&o.whole.visitor, &o.whole.host);
    let stay =
        super::super::queue::stay_text(o.virtual_exchange, a.stay.map(|stay| (stay.from, stay.to)));
    let days = o
        .assessed
        .working_days
        .map_or_else(String::new, |days| format!(", {} working days", number_text(days.into())));
    let mut rows = vec![
        Fact::new(
            "Visitor",
            side(&visitor.organisation, visitor.region.as_ref(), code(a.visitor_partnership)),
        ),
        Fact::new("Host", side(&host.organisation, host.region.as_ref(), code(a.host_partnership))),
        Fact::new("Stay", format!("{stay}{days}")),
        Fact::new("Distance", distance(o)),
    ];
    rows.extend(stage_facts(o));
    rows
}

fn distance(o: &Opened) -> String {
    match (&o.distance, o.assessed.distance_km) {
        (Some((km, reason)), _) => {
            format!("{} km, set by an officer: {reason}", number_text((*km).into()))
        }
        (None, Some(km)) => format!("{} km, great circle", number_text(km.into())),
        (None, None) => "not known: a site has no position".to_owned(),
    }
}

fn confirmed(who: &str, confirmed: Option<&Confirmed>) -> Fact {
    let text = confirmed.map_or_else(|| "not yet".to_owned(), |c| moment_text(c.at, BRUSSELS));
    Fact::new(format!("{who} confirmed"), text)
}

fn stage_facts(o: &Opened) -> Vec<Fact> {
    let at = |label: &str, at| Fact::new(label, moment_text(at, BRUSSELS));
    let file = (o.application.call, o.application.id);
    let sum = |cents: i64| Fact {
        href: Some(parts::ledger_file(file.0, file.1)),
        ..Fact::new("Awarded", crate::render::euro_text(cents))
    };
    let mut rows = Vec::new();
    match &o.application.stage {
        Stage::Draft => {}
        Stage::Submitted { at: handed_in, visitor_confirmed, host_confirmed } => {
            rows.push(at("Handed in", *handed_in));
            rows.push(confirmed("Visitor", visitor_confirmed.as_ref()));
            rows.push(confirmed("Host", host_confirmed.as_ref()));
        }
        Stage::Ineligible { at: found, reason, .. } => {
            rows.push(at("Found ineligible", *found));
            rows.push(Fact::new("Why", reason));
        }
        Stage::Awarded(award) => {
            rows.push(sum(award.amount.cents()));
            rows.push(at("On", award.at));
        }
        Stage::Agreed { award, at: agreed } => {
            rows.push(sum(award.amount.cents()));
            rows.push(at("Agreed", *agreed));
        }
        Stage::Reported { award, at: reported, .. } => {
            rows.push(sum(award.amount.cents()));
            rows.push(at("Report and evidence in", *reported));
        }
        Stage::Validated { award, at: validated, due_on, .. } => {
            rows.push(sum(award.amount.cents()));
            rows.push(at("Validated", *validated));
            rows.push(Fact::new("Lump sum due", day_text(*due_on)));
        }
        Stage::Feedback { award, on } => {
            rows.push(sum(award.amount.cents()));
            rows.push(Fact::new("Paid", day_text(*on)));
        }
        Stage::Closed { award, on } => {
            rows.push(sum(award.amount.cents()));
            rows.push(Fact::new("Closed", day_text(*on)));
        }
        Stage::Refused { at: refused, reason, .. } => {
            rows.push(at("Refused", *refused));
            rows.push(Fact::new("Why", reason));
        }
        Stage::Withdrawn { at: withdrawn, from, .. } => {
            rows.push(at("Withdrawn", *withdrawn));
            rows.push(Fact::new("From", words::stage(*from).staff));
        }
    }
    rows
}

fn line(says: &str, detail: &str, tone: Tone) -> NextLine {
    NextLine { says: says.to_owned(), detail: detail.to_owned(), action: None, tone }
}

/// The one line that says whose turn it is.
pub fn next(ctx: &Ctx, o: &Opened) -> Option<NextLine> {
    let open = o.assessed.findings.len() > o.whole.checks.len();
    let decides = ctx.may(Act::Decide, &o.subject);
    let line = match &o.application.stage {
        Stage::Submitted { host_confirmed: None, .. } => {
            line("Next: the host confirms the match", "Nothing for the office yet.", Tone::Quiet)
        }
        Stage::Submitted { .. } if open && decides => {
            let checks = Action::go("Open the check-list", Link::Checks(o.application.id));
            let says = "Then decide below.";
            NextLine {
                action: Some(checks),
                ..line("Next: answer the check-list", says, Tone::Info)
            }
        }
        Stage::Submitted { .. } => line("Next: the office decides", "", Tone::Info),
        Stage::Awarded(_) => line(
            "Next: the parties sign the papers",
            "Each gets a mail with the link.",
            Tone::Quiet,
        ),
        Stage::Agreed { .. } => {
            let says = "The visitor hands in the report and the evidence after the stay.";
            line("Next: the stay, then the report", says, Tone::Quiet)
        }
        Stage::Reported { .. } => {
            line("Next: the office validates the report", "Look at the evidence first.", Tone::Info)
        }
        Stage::Validated { due_on, .. } => {
            let today = ctx.now().day_in(BRUSSELS);
            let due = parts::due_chip(parts::warns_ahead(&o.programme), *due_on, today);
            let tone = due.tone;
            line("Next: the lump sum is paid", &format!("It is {}.", due.label), tone)
        }
        Stage::Feedback { .. } => {
            let says = "The visitor has its money; the feedback closes the file.";
            line("Next: the host gives its feedback", says, Tone::Quiet)
        }
        Stage::Draft
        | Stage::Ineligible { .. }
        | Stage::Closed { .. }
        | Stage::Refused { .. }
        | Stage::Withdrawn { .. } => return None,
    };
    Some(line)
}

/// One for the samples.
pub fn sample_next() -> NextLine {
    let action = Some(Action::go("Open the check-list", Link::Home));
    NextLine { action, ..line("Next: answer the check-list", "Then decide below.", Tone::Info) }
}

/// What happened, newest first.
pub fn timeline(o: &Opened) -> Vec<Happened> {
    let line = |line: &crate::queries::file::Line| Happened {
        at: line.at,
        says: line.event.as_ref().map_or_else(
            || "Something this version can't read".to_owned(),
            |event| words::event(event, BRUSSELS),
        ),
        who: line.who.clone(),
    };
    o.whole.lines.iter().map(line).collect()
}
