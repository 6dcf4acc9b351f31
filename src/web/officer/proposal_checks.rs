//! The check-list of a proposal: admissibility, the whole, each partner. Rules that hold are
//! confirmed in one go and stay folded; what is left is in sight. The one rule: who differs from
//! the rules, or answers what they left open, writes down why.

use super::{
    file::Seen,
    proposal::{self, Opened},
};
use crate::{
    actions::{
        assess_proposal::{CheckLine, Group},
        decision::CheckAnswer,
        proposal_check,
    },
    domain::{
        access::Act,
        application::Version,
        eligibility::{Finding, Outcome},
        ids::ApplicationId,
        moment::BRUSSELS,
        proposal::ProposalStageKind,
        refusal::FieldRefusal,
    },
    http::{Answer, Ctx, Id, Said, Typed},
    queries::proposal_file::Check,
    render::{
        Link, Page, Shell, count_text,
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
pub struct ProposalChecks {
    shell: Shell,
    action: String,
    seen: Seen,
    faults: Vec<FaultLink>,
    groups: Vec<GroupView>,
    writes: bool,
    /// "Confirm 14 rules that hold"; empty when there is none.
    confirm: String,
    /// Something is left that needs an answer by hand.
    left: bool,
}

/// Some rules under one heading.
#[derive(Debug, Serialize)]
struct GroupView {
    title: String,
    rows: Vec<Row>,
    /// Rules that hold, folded.
    kept: Vec<Row>,
    kept_says: String,
}

/// One rule.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
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

/// `GET /office/proposals/{id}/checks`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.page(&page(&ctx, &opened, None))
}

fn stored<'o>(o: &'o Opened, line: &CheckLine) -> Option<&'o Check> {
    o.whole.checks.iter().find(|check| check.key == line.key)
}

/// The rule knows the answer and nobody has given one.
fn clear(o: &Opened, line: &CheckLine) -> bool {
    line.finding.outcome == Outcome::Holds && stored(o, line).is_none()
}

/// The rule holds, and nobody says otherwise: it may stay folded.
fn folds(o: &Opened, line: &CheckLine) -> bool {
    line.finding.outcome == Outcome::Holds && stored(o, line).is_none_or(|check| check.holds)
}

fn page(ctx: &Ctx, o: &Opened, typed: Option<&Typed>) -> ProposalChecks {
    let lines = o.assessed.lines();
    let writes = o.stored.proposal.stage.kind() == ProposalStageKind::Submitted
        && ctx.may(Act::CheckProposal, &o.subject);
    let open = o.standing().open.len();
    let title = match open {
        0 => "The check-list is answered".to_owned(),
        n => format!("{n} of {} checks are open", lines.len()),
    };
    let many = lines.iter().filter(|line| clear(o, line)).count();
    let many = i64::try_from(many).unwrap_or(i64::MAX);
    let confirm = if writes && many > 0 {
        format!("Confirm {}", count_text(many, "rule that holds", "rules that hold"))
    } else {
        String::new()
    };
    let groups = groups(o, &lines, typed);
    let rows = groups.iter().flat_map(|group| group.rows.iter().chain(&group.kept));
    ProposalChecks {
        faults: fault_links(rows.map(|row| &row.note)),
        shell: o
            .shell(ctx, title)
            .back(o.name(), Link::ProposalFile(o.id()))
            .state("A note is needed where you differ from a rule, and where it can't tell."),
        action: Link::ProposalChecks(o.id()).into(),
        seen: o.seen(),
        left: groups.iter().any(|group| !group.rows.is_empty()),
        groups,
        writes,
        confirm,
    }
}

fn groups(o: &Opened, lines: &[CheckLine], typed: Option<&Typed>) -> Vec<GroupView> {
    let mut groups: Vec<(Group, GroupView)> = Vec::new();
    for line in lines {
        let title = match line.group {
            Group::Admissibility => "Admissibility".to_owned(),
            Group::Whole => "Eligibility of the whole".to_owned(),
            Group::Partner(_) => line.partner.to_owned(),
        };
        if groups.last().is_none_or(|(group, _)| *group != line.group) {
            let (rows, kept, kept_says) = (Vec::new(), Vec::new(), String::new());
            groups.push((line.group, GroupView { title, rows, kept, kept_says }));
        }
        let Some((_, group)) = groups.last_mut() else { continue };
        let row = row(o, line, typed);
        if folds(o, line) && row.note.fault_link().is_none() {
            group.kept.push(row);
        } else {
            group.rows.push(row);
        }
    }
    let mut views: Vec<GroupView> = groups.into_iter().map(|(_, group)| group).collect();
    for group in &mut views {
        let open = group.kept.iter().filter(|row| row.answered.is_empty()).count();
        let many = i64::try_from(group.kept.len()).unwrap_or(i64::MAX);
        let rules = count_text(many, "rule holds", "rules hold");
        group.kept_says = match open {
            0 => format!("{rules}, confirmed"),
            open if open == group.kept.len() => format!("{rules}, not confirmed yet"),
            open => format!("{rules}, {open} of them not confirmed yet"),
        };
    }
    views
}

fn names(line: &CheckLine) -> (String, String) {
    (format!("holds.{}", line.key), format!("note.{}", line.key))
}

fn row(o: &Opened, line: &CheckLine, typed: Option<&Typed>) -> Row {
    let finding = line.finding;
    let (holds, note) = names(line);
    let check = stored(o, line);
    let outdated =
        check.is_some_and(|check| proposal_check::outdated(line, check, &o.whole.rounds));
    let answer = match (typed, check) {
        (Some(typed), _) => typed.get(&holds).to_owned(),
        (None, Some(_)) if outdated => OPEN.to_owned(),
        (None, Some(check)) => (if check.holds { KEPT } else { NOT_KEPT }).to_owned(),
        (None, None) => OPEN.to_owned(),
    };
    let text = match typed {
        Some(typed) => typed.get(&note).to_owned(),
        None => check.map_or_else(String::new, |check| check.note.clone()),
    };
    let lacks = typed.is_some() && lacks_note(finding, &answer, &text);
    let options = [(KEPT, "Kept"), (NOT_KEPT, "Not kept"), (OPEN, "Still to look at")];
    let about = line.label();
    Row {
        id: holds.replace(|sign: char| !sign.is_ascii_alphanumeric(), "-"),
        label: finding.label.clone(),
        found: words::outcome(finding.outcome),
        says: finding.says.clone(),
        used: finding.used.iter().map(|(name, value)| Fact::new(name, value)).collect(),
        source: finding.source.clone(),
        answered: check.map_or_else(String::new, |check| {
            let again = if outdated { "; look again, the answers changed since" } else { "" };
            format!("answered by {}, {}{again}", check.by_name, moment_text(check.at, BRUSSELS))
        }),
        answer: FieldView::new(Input::Choice, holds, "Your answer").options(options).value(answer),
        note: FieldView::new(Input::Text, note, format!("Evidence or reason: {about}"))
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

/// `POST /office/proposals/{id}/checks`: all answers that changed, or (`act=confirm`) all whose
/// rule holds and nobody has answered.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.need(Act::CheckProposal, &opened.subject)?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, Version(typed.seen()));
    if typed.get("act") == "confirm" {
        return match proposal_check::confirm_kept(desk, actor, id, seen).await {
            Ok(_) => Ok(ctx.go(&Link::ProposalChecks(id), Said::ChecksSaved)),
            Err(err) => proposal::refused(&ctx, id, typed, "checks", err).await,
        };
    }
    let lines = opened.assessed.lines();
    let wrong = |line: &CheckLine| {
        let (holds, note) = names(line);
        lacks_note(line.finding, typed.get(&holds), typed.get(&note))
    };
    if lines.iter().any(wrong) {
        let page = page(&ctx, &opened, Some(&typed));
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let given: Vec<CheckAnswer> =
        lines.iter().filter_map(|line| changed(&opened, line, &typed)).collect();
    if given.is_empty() {
        return Ok(ctx.go(&Link::ProposalFile(id), Said::ChecksSaved));
    }
    match proposal_check::answer_checks(desk, actor, id, seen, &given).await {
        Ok(()) => Ok(ctx.go(&Link::ProposalFile(id), Said::ChecksSaved)),
        Err(err) => proposal::refused(&ctx, id, typed, "checks", err).await,
    }
}

/// The answer as typed, where it differs from what is stored, or confirms what must be looked at
/// again.
fn changed(o: &Opened, line: &CheckLine, typed: &Typed) -> Option<CheckAnswer> {
    let (holds, note) = names(line);
    let holds = read(typed.get(&holds))?;
    let note = typed.get(&note).trim().to_owned();
    let same = stored(o, line).is_some_and(|there| {
        there.holds == holds
            && there.note == note
            && !proposal_check::outdated(line, there, &o.whole.rounds)
    });
    (!same).then(|| CheckAnswer { key: line.key.clone(), holds, note })
}

impl Page for ProposalChecks {
    const TEMPLATE: &'static str = "pages/officer/proposal_checks.html";
    fn samples() -> Vec<Self> {
        let row = |name: &str, outcome, note: Option<&FieldRefusal>| Row {
            id: format!("holds-{name}"),
            label: "Written in English".to_owned(),
            found: words::outcome(outcome),
            says: "An officer must look. Not known yet: language of the proposal.".to_owned(),
            used: vec![Fact::new("proposal.language", "not known")],
            source: "[meta-seed-faq]".to_owned(),
            answered: String::new(),
            answer: FieldView::new(Input::Choice, format!("holds.{name}"), "Your answer")
                .options([(KEPT, "Kept"), (NOT_KEPT, "Not kept")]),
            note: FieldView::new(Input::Text, format!("note.{name}"), "Evidence").fault(note),
        };
        let group = |rows, kept| GroupView {
            title: "Admissibility".to_owned(),
            rows,
            kept,
            kept_says: "2 rules hold, not confirmed yet".to_owned(),
        };
        let page = |groups: Vec<GroupView>, writes, confirm: &str| Self {
            shell: Shell::sample("1 of 14 checks are open"),
            action: "/office".to_owned(),
            seen: Seen::of(3, "submitted"),
            faults: fault_links(groups.iter().flat_map(|g| &g.rows).map(|row| &row.note)),
            left: groups.iter().any(|group| !group.rows.is_empty()),
            groups,
            writes,
            confirm: confirm.to_owned(),
        };
        let look = Outcome::OfficerMustLook;
        let missing = FieldRefusal::Missing;
        let full = group(
            vec![row("a", look, None), row("b", look, Some(&missing))],
            vec![row("c", Outcome::Holds, None)],
        );
        let short = group(Vec::new(), vec![row("c", Outcome::Holds, None)]);
        vec![page(vec![full], true, "Confirm 1 rule that holds"), page(vec![short], false, "")]
    }
}
