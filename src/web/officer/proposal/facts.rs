//! The head of a proposal's file: what is known, what comes next, the check-list in short, what
//! happened.

use super::Opened;
use crate::{
    domain::{
        access::{Act, Subject},
        event::Event,
        moment::BRUSSELS,
        proposal::{ProposalStage, ProposalStageKind},
    },
    http::Ctx,
    render::{
        Link, Tone, count_text, euro_text, moment_text,
        parts::{Action, Fact, Happened, NextLine},
        words,
    },
};
use serde::Serialize;

/// The check-list in short.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CheckSum {
    says: String,
    open: Vec<String>,
    failed: Vec<String>,
    href: Option<String>,
}

impl CheckSum {
    /// One for the samples.
    pub fn sample() -> Self {
        Self {
            says: "12 of 14 answered".to_owned(),
            open: vec!["Written in English".to_owned()],
            failed: vec!["Is an SME (Tecnotex Lda)".to_owned()],
            href: Some("/office".to_owned()),
        }
    }
}

/// The check-list in short.
pub fn checks(ctx: &Ctx, o: &Opened) -> CheckSum {
    let stands = o.standing();
    let all = o.assessed.lines().len();
    let answered = all - stands.open.len();
    let in_stage = matches!(o.stored.proposal.stage, ProposalStage::Submitted { .. });
    let reads = ctx.may(Act::SeeProposal, &o.subject);
    let (open, failed) = if in_stage { (stands.open, stands.failed) } else { Default::default() };
    CheckSum {
        says: format!("{answered} of {all} answered."),
        open,
        failed,
        href: reads.then(|| Link::ProposalChecks(o.id()).into()),
    }
}

/// The steps of a proposal's life and where it stands.
pub fn steps(stage: ProposalStageKind) -> ([&'static str; 4], Option<usize>) {
    let labels = ["Handed in", "Checks", "Evaluation", "Result"];
    let at = match stage {
        ProposalStageKind::Draft | ProposalStageKind::Invited => Some(0),
        ProposalStageKind::Submitted => Some(1),
        ProposalStageKind::Admitted => Some(2),
        ProposalStageKind::Reserve => Some(3),
        ProposalStageKind::Awarded | ProposalStageKind::Declined => Some(4),
        ProposalStageKind::Ineligible
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Withdrawn => None,
    };
    (labels, at)
}

/// What is known of the proposal.
pub fn facts(o: &Opened) -> Vec<Fact> {
    let p = &o.stored.proposal;
    let kind = o.programme.voucher_type(&p.type_key);
    let limits = kind.map_or_else(String::new, |kind| match (kind.lump_sum, kind.ceiling) {
        (Some(sum), _) => format!(", a lump sum of {}", euro_text(sum.cents())),
        (None, Some(most)) => format!(", up to {}", euro_text(most.cents())),
        (None, None) => String::new(),
    });
    let label = kind.map_or(p.type_key.as_str(), |kind| kind.label.as_str());
    let requested = o.assessed.requested().unwrap_or(p.requested);
    let many = i64::try_from(o.assessed.partners.len()).unwrap_or(i64::MAX);
    let mut rows = vec![
        Fact::new("Reference", &p.reference),
        Fact::new("Type", format!("{label}{limits}")),
        Fact::new("Asked for", euro_text(requested.cents())),
        Fact::new("Organisations", count_text(many, "organisation", "organisations")),
    ];
    if let Some(round) = o.programme.round(p.round).filter(|_| o.programme.rounds.len() > 1) {
        rows.push(Fact::new("Round", &round.label));
    }
    rows.extend(stage_facts(&p.stage));
    rows
}

fn stage_facts(stage: &ProposalStage) -> Vec<Fact> {
    let at = |label: &str, at| Fact::new(label, moment_text(at, BRUSSELS));
    let mut rows: Vec<Fact> =
        stage.submitted_at().map(|handed_in| at("Handed in", handed_in)).into_iter().collect();
    match stage {
        ProposalStage::Ineligible { at: found, reason, .. } => {
            rows.push(at("Found not eligible", *found));
            rows.push(Fact::new("Why", reason));
        }
        ProposalStage::Admitted { at: admitted, .. } => rows.push(at("Admitted", *admitted)),
        ProposalStage::Awarded { amount, at: awarded, .. } => {
            rows.push(Fact::new("Awarded", euro_text(amount.cents())));
            rows.push(at("On", *awarded));
        }
        ProposalStage::Reserve { place, until, .. } => {
            rows.push(Fact::new("Place on the reserve list", place.to_string()));
            rows.push(at("Until", *until));
        }
        ProposalStage::Declined { at: declined, outcome, .. } => {
            rows.push(Fact::new("Result", words::proposal_outcome(*outcome)));
            rows.push(at("On", *declined));
        }
        ProposalStage::Withdrawn { at: withdrawn, .. } => rows.push(at("Withdrawn", *withdrawn)),
        ProposalStage::Invited { at: opened } => rows.push(at("Goes on since", *opened)),
        ProposalStage::Lapsed { at: ended } => rows.push(at("Not handed in; ended", *ended)),
        ProposalStage::Draft | ProposalStage::Submitted { .. } => {}
    }
    rows
}

/// What the office does next; nothing where it is not the office's turn.
pub fn next(ctx: &Ctx, o: &Opened) -> Option<NextLine> {
    let line = |says: &str, detail: String, tone, action| NextLine {
        says: says.to_owned(),
        detail,
        action,
        tone,
    };
    if matches!(o.stored.proposal.stage, ProposalStage::Awarded { .. }) {
        let go = Action::go("Go to the project", Link::GrantFile(o.id()));
        let detail = "Reports, instalments and payments stand on the page of the project.";
        return Some(line("Funded", detail.to_owned(), Tone::Good, Some(go)));
    }
    if !matches!(o.stored.proposal.stage, ProposalStage::Submitted { .. }) {
        return None;
    }
    if let Some(round) = o.whole.rounds.iter().find(|round| round.is_open()) {
        let until = moment_text(round.due_at, BRUSSELS);
        let says = "Next: the applicants answer your question";
        let detail = format!("They have until {until}. Until then nothing is decided.");
        return Some(line(says, detail, Tone::Quiet, None));
    }
    let officer = ctx.may(Act::CheckProposal, &o.subject);
    let list = || officer.then(|| Action::go("Open the check-list", Link::ProposalChecks(o.id())));
    let stands = o.standing();
    if !stands.open.is_empty() {
        let many = i64::try_from(stands.open.len()).unwrap_or(i64::MAX);
        let detail = format!("{} open.", count_text(many, "check is", "checks are"));
        return Some(line("Next: answer the check-list", detail, Tone::Info, list()));
    }
    if !stands.failed.is_empty() {
        let detail = format!("Not kept: {}.", words::list(&stands.failed));
        let says = "Next: find it ineligible, or ask for clarification";
        return Some(line(says, detail, Tone::Warn, None));
    }
    let detail = "All checks are clear, and nothing is asked of the applicants.".to_owned();
    Some(line("Next: admit it to evaluation", detail, Tone::Good, None))
}

/// One for the samples.
pub fn sample_next() -> NextLine {
    NextLine {
        says: "Next: answer the check-list".to_owned(),
        detail: "2 checks are open.".to_owned(),
        action: Some(Action::go("Open the check-list", Link::Home)),
        tone: Tone::Info,
    }
}

/// What happened. Who evaluates and how it is ranked is told to those who may see the panel.
pub fn timeline(ctx: &Ctx, o: &Opened) -> Vec<Happened> {
    let panel = ctx.may(Act::SeePanel, &Subject::Office);
    let shown = |event: Option<&Event>| panel || !matches!(event, Some(Event::Panel { .. }));
    let lines = o.whole.lines.iter().filter(|line| shown(line.event.as_ref()));
    lines
        .map(|line| Happened {
            at: line.at,
            says: line.event.as_ref().map_or_else(String::new, |e| words::event(e, BRUSSELS)),
            who: line.who.clone(),
        })
        .collect()
}
