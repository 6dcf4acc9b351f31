//! The check-list of a file: each rule with its finding, the facts it used and its source, and the
//! officer's answer. The one rule: who differs from the rules, or answers what they left open,
//! writes down why.

use super::file::{self, Opened, Seen};
use crate::{
    actions::decision::{self, CheckAnswer},
    domain::{
        access::Act,
        application::Version,
        eligibility::{Finding, Outcome},
        ids::ApplicationId,
        moment::BRUSSELS,
        refusal::FieldRefusal,
    },
    http::{Answer, Ctx, Id, Said, Typed},
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::{Chip, Fact},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Checks {
    shell: Shell,
    action: String,
    seen: Seen,
    faults: Vec<FaultLink>,
    rows: Vec<Row>,
    writes: bool,
    clear: bool,
}

/// One rule.
#[derive(Debug, Serialize)]
struct Row {
    label: String,
    found: Chip,
    says: String,
    used: Vec<Fact>,
    source: String,
    answered: String,
    answer: FieldView,
    note: FieldView,
}

const KEPT: &str = "yes";
const NOT_KEPT: &str = "no";
const OPEN: &str = "open";

/// `GET /office/applications/{id}/checks`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.page(&page(&ctx, &opened, None))
}

fn page(ctx: &Ctx, o: &Opened, typed: Option<&Typed>) -> Checks {
    let rows: Vec<Row> = o.assessed.findings.iter().map(|f| row(o, f, typed)).collect();
    let open = o.assessed.findings.iter().filter(|f| stored(o, f).is_none()).count();
    let title = match open {
        0 => "The check-list is answered".to_owned(),
        n => format!("{n} of {} checks are open", rows.len()),
    };
    let shell = o
        .shell(ctx, title)
        .back(o.name(), Link::File(o.application.id))
        .state("A note is needed where you differ from the rules, and where they left it to you.");
    let in_stage = o.stage() == crate::domain::application::StageKind::Submitted;
    Checks {
        shell,
        action: Link::Checks(o.application.id).into(),
        seen: Seen::of(o.application.version.0, o.stage().code()),
        faults: fault_links(rows.iter().map(|row| &row.note)),
        rows,
        writes: in_stage && ctx.may(Act::Decide, &o.subject),
        clear: o.assessed.findings.iter().any(|f| clear(o, f)),
    }
}

/// The rules know the answer and nobody has given one.
fn clear(o: &Opened, finding: &Finding) -> bool {
    finding.outcome == Outcome::Holds && stored(o, finding).is_none()
}

fn stored<'o>(o: &'o Opened, finding: &Finding) -> Option<(bool, &'o str)> {
    let found = o.whole.checks.iter().find(|check| check.key == finding.key);
    found.map(|check| (check.holds, check.note.as_str()))
}

fn names(finding: &Finding) -> (String, String) {
    (format!("holds.{}", finding.key), format!("note.{}", finding.key))
}

fn row(o: &Opened, finding: &Finding, typed: Option<&Typed>) -> Row {
    let (holds, note) = names(finding);
    let there = stored(o, finding);
    let answer = match (typed, there) {
        (Some(typed), _) => typed.get(&holds).to_owned(),
        (None, Some((true, _))) => KEPT.to_owned(),
        (None, Some((false, _))) => NOT_KEPT.to_owned(),
        (None, None) => OPEN.to_owned(),
    };
    let text = match typed {
        Some(typed) => typed.get(&note).to_owned(),
        None => there.map_or_else(String::new, |(_, note)| note.to_owned()),
    };
    let lacks = typed.is_some() && lacks_note(finding, &answer, &text);
    let check = o.whole.checks.iter().find(|check| check.key == finding.key);
    let options = [(KEPT, "Kept"), (NOT_KEPT, "Not kept"), (OPEN, "Still to look at")];
    Row {
        label: finding.label.clone(),
        found: words::outcome(finding.outcome),
        says: finding.says.clone(),
        used: finding.used.iter().map(|(name, value)| Fact::new(name, value)).collect(),
        source: finding.source.clone(),
        answered: check.map_or_else(String::new, |check| {
            format!("answered by {}, {}", check.by_name, moment_text(check.at, BRUSSELS))
        }),
        answer: FieldView::new(Input::Choice, holds, "Your answer").options(options).value(answer),
        note: FieldView::new(Input::Text, note, format!("Evidence or reason: {}", finding.label))
            .optional()
            .value(text)
            .fault(lacks.then_some(&FieldRefusal::Missing)),
    }
}

fn read(answer: &str) -> Option<bool> {
    match answer {
        KEPT => Some(true),
        NOT_KEPT => Some(false),
        _open => None,
    }
}

fn lacks_note(finding: &Finding, answer: &str, note: &str) -> bool {
    let needed = read(answer).is_some_and(|holds| !finding.outcome.agrees(holds));
    needed && note.trim().is_empty()
}

/// `POST /office/applications/{id}/checks`: all answers that changed, or (`act=as_found`) all that
/// the rules call kept and nobody has answered.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    let as_found = typed.get("act") == "as_found";
    let findings = &opened.assessed.findings;
    let given: Vec<CheckAnswer> = if as_found {
        let clear = findings.iter().filter(|f| clear(&opened, f));
        clear
            .map(|f| CheckAnswer { key: f.key.clone(), holds: true, note: String::new() })
            .collect()
    } else {
        findings.iter().filter_map(|f| changed(&opened, f, &typed)).collect()
    };
    ctx.need(Act::Decide, &opened.subject)?;
    let wrong = |f: &Finding| {
        let (holds, note) = names(f);
        lacks_note(f, typed.get(&holds), typed.get(&note))
    };
    if !as_found && findings.iter().any(wrong) {
        let page = page(&ctx, &opened, Some(&typed));
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if given.is_empty() {
        return Ok(ctx.go(&Link::File(id), Said::ChecksSaved));
    }
    let seen = Version(typed.seen());
    match decision::answer_checks(&ctx.state.desk, &ctx.actor, id, seen, &given).await {
        Ok(()) if as_found => Ok(ctx.go(&Link::Checks(id), Said::ChecksSaved)),
        Ok(()) => Ok(ctx.go(&Link::File(id), Said::ChecksSaved)),
        Err(err) => file::refused(&ctx, id, typed, "checks", err).await,
    }
}

/// The answer as typed, where it differs from what is stored.
fn changed(o: &Opened, finding: &Finding, typed: &Typed) -> Option<CheckAnswer> {
    let (holds, note) = names(finding);
    let holds = read(typed.get(&holds))?;
    let note = typed.get(&note).trim().to_owned();
    let same = stored(o, finding).is_some_and(|there| there == (holds, note.as_str()));
    (!same).then(|| CheckAnswer { key: finding.key.clone(), holds, note })
}

impl Page for Checks {
    const TEMPLATE: &'static str = "pages/officer/checks.html";
    fn samples() -> Vec<Self> {
        let row = |note: FieldView| Row {
            label: "Visitor and host are in two countries".to_owned(),
            found: words::outcome(Outcome::OfficerMustLook),
            says: "Ask for the residence permit.".to_owned(),
            used: vec![Fact::new("visitor.country", "PT")],
            source: "[eccp-about]".to_owned(),
            answered: String::new(),
            answer: FieldView::new(Input::Choice, "holds.cross_border", "Your answer")
                .options([(KEPT, "Kept"), (NOT_KEPT, "Not kept")]),
            note,
        };
        let note = || FieldView::new(Input::Text, "note.cross_border", "Evidence or reason");
        let page = |rows: Vec<Row>, writes| Self {
            shell: Shell::sample("1 of 14 checks are open"),
            action: "/office".to_owned(),
            seen: Seen::of(3, "submitted"),
            faults: fault_links(rows.iter().map(|row| &row.note)),
            rows,
            writes,
            clear: writes,
        };
        vec![
            page(vec![row(note()), row(note().fault(Some(&FieldRefusal::Missing)))], true),
            page(vec![row(note())], false),
        ]
    }
}
