//! The one line that says what happens next: what, when, by whom, at every stage and for each
//! reader. The one rule: before the letter is opened no line says its result.

use super::file::Opened;
use crate::{
    domain::{
        access::Act,
        clocks,
        moment::Moment,
        proposal::{ProposalStage, ProposalStageKind, event::Outcome},
    },
    http::Ctx,
    queries::proposal::{Clarification, LetterTimes},
    render::{
        Link, Shell, Tone, day_text, euro_text, moment_text,
        parts::{Action, NextLine},
        words,
    },
};

fn line(tone: Tone, says: impl Into<String>, detail: impl Into<String>) -> NextLine {
    NextLine { says: says.into(), detail: detail.into(), action: None, tone }
}

fn with(mut next: NextLine, label: &str, to: Link) -> NextLine {
    next.action = Some(Action::go(label, to));
    next
}

/// What happens next with this proposal, for this reader.
pub(super) fn next(
    ctx: &Ctx,
    file: &Opened,
    asked: Option<&Clarification>,
    letter: Option<LetterTimes>,
    shell: &Shell,
) -> NextLine {
    let id = file.id();
    let at = |at: Moment| moment_text(at, shell.zone);
    if let Some(LetterTimes { opened_at: None, released_at }) = letter {
        let says = "Next: you open the letter with the result";
        let detail = format!(
            "It went out on {}. With the opening the time for a review begins; a letter nobody \
             opens counts as read after {} days.",
            at(released_at),
            file.programme.clocks.deemed_read_days
        );
        return with(line(Tone::Info, says, detail), "Open the letter", Link::Letter(id));
    }
    if let Some(asked) = asked {
        return clarification(ctx, file, asked, &at(asked.due_at));
    }
    match &file.stored.proposal.stage {
        ProposalStage::Draft | ProposalStage::Invited { .. } => draft(ctx, file, shell),
        ProposalStage::Lapsed { at: when } => line(
            Tone::Warn,
            format!("Not handed in for this round: closed on {}", at(*when)),
            "The deadline of the round passed. What was written is kept and can be read here.",
        ),
        ProposalStage::Submitted { at: since } => {
            let says = "Next: the programme office checks admissibility and eligibility";
            let detail = format!("Handed in on {}. {}", at(*since), informed(file));
            line(Tone::Quiet, says, detail)
        }
        ProposalStage::Ineligible { at: when, reason, .. } => {
            let says = format!("Not eligible, said the programme office on {}", at(*when));
            let more = &shell.office.email;
            line(Tone::Warn, says, format!("{reason} If this is wrong, write to {more}."))
        }
        ProposalStage::Admitted { .. } => {
            let says = "Next: independent experts evaluate it";
            line(Tone::Quiet, says, format!("It is admissible and eligible. {}", informed(file)))
        }
        ProposalStage::Awarded { amount, .. } => {
            let says = format!("Funded: {}", euro_text(amount.cents()));
            let detail = "Next: agreement, reports and money stand on the page of the project.";
            with(line(Tone::Good, says, detail), "Go to the project", Link::Project(id))
        }
        ProposalStage::Reserve { place, until, offer, .. } => {
            let (says, detail) = match offer {
                Some(offer) => (
                    format!("Next: you take up or turn down {}", euro_text(offer.amount.cents())),
                    format!("Money came free and was offered on {}.", at(offer.at)),
                ),
                None => (
                    format!("On the reserve list, place {place}"),
                    format!("If money comes free before {}, you get an offer.", at(*until)),
                ),
            };
            with(line(Tone::Info, says, detail), "Read the letter", Link::Letter(id))
        }
        ProposalStage::Declined { outcome, .. } => declined(*outcome, id),
        ProposalStage::Withdrawn { at: when, .. } => line(
            Tone::Quiet,
            format!("Taken back on {}", at(*when)),
            "Nothing more happens here. While the call is open a new one can be begun.",
        ),
    }
}

fn declined(outcome: Outcome, id: crate::domain::ids::ApplicationId) -> NextLine {
    let says = format!("Not funded: {}", words::proposal_outcome(outcome));
    let detail = "The letter says why, and how a review of the procedure is asked for.";
    with(line(Tone::Warn, says, detail), "Read the letter", Link::Letter(id))
}

/// By when all applicants are told.
fn informed(file: &Opened) -> String {
    let rules = file.programme.clocks;
    let end = file.call.call.round_end(file.stored.proposal.round);
    let zone = file.programme.zone;
    let by = clocks::Limit::months_after(end, rules.inform_months, zone);
    format!("You hear the result by {}.", day_text(by.last_day))
}

fn clarification(ctx: &Ctx, file: &Opened, asked: &Clarification, due: &str) -> NextLine {
    if ctx.now() > asked.due_at {
        let says = format!("The time to answer the office ended on {due}");
        return line(Tone::Warn, says, "The office decides on what it has.");
    }
    if ctx.may(Act::WriteProposal, &file.subject()) {
        let says = format!("Next: you answer the office before {due}");
        let next = line(Tone::Warn, says, "Only the fields asked for are open.");
        return with(next, "Read and answer", Link::Clarification(file.id()));
    }
    let lead = file.weighed.partners.first().map_or("", |lead| lead.name.as_str());
    line(Tone::Quiet, format!("Next: {lead} answers the office before {due}"), "")
}

fn draft(ctx: &Ctx, file: &Opened, shell: &Shell) -> NextLine {
    let id = file.id();
    let deadline = moment_text(file.due_at(ctx.now()), shell.zone);
    if let Err(why) = file.takes(ctx.now()) {
        return line(Tone::Warn, words::refusal(&why, shell.zone), "The text is kept.");
    }
    let partners = &file.weighed.partners;
    let open: Vec<String> = partners
        .iter()
        .filter(|one| one.confirmed_at.is_none())
        .map(|one| one.name.clone())
        .collect();
    let leads = ctx.may(Act::WriteProposal, &file.subject());
    let mine = file.my_parts(ctx).find(|one| one.confirmed_at.is_none());
    if let Some(mine) = mine.filter(|_| !leads) {
        let says = format!("Next: {} confirms its part before {deadline}", mine.name);
        let detail = "Share, SME declaration and your own answers; someone who signs confirms.";
        let to = Link::Part(id, mine.organisation_id);
        return with(line(Tone::Info, says, detail), "Go to our part", to);
    }
    if !leads {
        let lead = partners.first().map_or("", |lead| lead.name.as_str());
        let detail = if open.is_empty() {
            "Every partner has confirmed its part.".to_owned()
        } else {
            format!("Still to confirm: {}.", words::list(&open))
        };
        return line(Tone::Quiet, format!("Next: {lead} hands it in before {deadline}"), detail);
    }
    let says = format!("Next: you hand it in before {deadline}");
    let detail = if open.is_empty() {
        "Every partner has confirmed its part.".to_owned()
    } else {
        format!("Still to confirm their part: {}.", words::list(&open))
    };
    with(line(Tone::Info, says, detail), "Check and submit", Link::ProposalSubmit(id))
}

/// The stages from which a proposal can be taken back.
pub(super) const fn can_withdraw(stage: ProposalStageKind) -> bool {
    match stage {
        ProposalStageKind::Draft
        | ProposalStageKind::Invited
        | ProposalStageKind::Submitted
        | ProposalStageKind::Ineligible
        | ProposalStageKind::Admitted
        | ProposalStageKind::Awarded
        | ProposalStageKind::Reserve => true,
        ProposalStageKind::Declined | ProposalStageKind::Lapsed | ProposalStageKind::Withdrawn => {
            false
        }
    }
}
