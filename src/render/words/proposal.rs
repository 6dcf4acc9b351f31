//! The words about proposals, panels and their notices. The one rule: a line of a timeline says
//! the same to everybody who may read it; who evaluates is in no line an applicant sees.

use super::{Chip, because};
use crate::{
    domain::{
        moment::Moment,
        panel::{PanelEvent, PanelNotice},
        proposal::{
            ProposalStageKind,
            event::{Outcome, ProposalEvent},
            notice::ProposalNotice,
        },
        redress::Ground,
    },
    render::{euro_text, moment_text, shell::Tone},
};
use chrono_tz::Tz;

/// A stage as the office calls it.
pub fn proposal_stage_staff(kind: ProposalStageKind) -> Chip {
    let (tone, label) = match kind {
        ProposalStageKind::Draft => (Tone::Quiet, "draft"),
        ProposalStageKind::Submitted => (Tone::Warn, "to check"),
        ProposalStageKind::Ineligible => (Tone::Bad, "not eligible"),
        ProposalStageKind::Admitted => (Tone::Warn, "in evaluation"),
        ProposalStageKind::Invited => (Tone::Info, "goes on, being written"),
        ProposalStageKind::Lapsed => (Tone::Quiet, "went on, not handed in"),
        ProposalStageKind::Awarded => (Tone::Good, "awarded"),
        ProposalStageKind::Reserve => (Tone::Warn, "reserve list"),
        ProposalStageKind::Declined => (Tone::Bad, "not funded"),
        ProposalStageKind::Withdrawn => (Tone::Quiet, "withdrawn"),
    };
    Chip::new(tone, label)
}

/// A stage as its applicants read it.
pub fn proposal_stage(kind: ProposalStageKind) -> Chip {
    let (tone, label) = match kind {
        ProposalStageKind::Draft => (Tone::Quiet, "being written"),
        ProposalStageKind::Submitted => (Tone::Warn, "handed in"),
        ProposalStageKind::Ineligible => (Tone::Bad, "not eligible"),
        ProposalStageKind::Admitted => (Tone::Warn, "in evaluation"),
        ProposalStageKind::Invited => (Tone::Good, "goes on, being written"),
        ProposalStageKind::Lapsed => (Tone::Quiet, "not handed in"),
        ProposalStageKind::Awarded => (Tone::Good, "funded"),
        ProposalStageKind::Reserve => (Tone::Warn, "on the reserve list"),
        ProposalStageKind::Declined => (Tone::Bad, "not funded"),
        ProposalStageKind::Withdrawn => (Tone::Quiet, "withdrawn"),
    };
    Chip::new(tone, label)
}

/// What a proposal got.
pub const fn proposal_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Award => "funded",
        Outcome::Reserve => "on the reserve list",
        Outcome::BelowLine => "above the thresholds, below the budget line",
        Outcome::BelowThreshold => "below a threshold",
        Outcome::Ineligible => "not admissible or not eligible",
        Outcome::GoesOn => "goes on to the next round",
    }
}

/// What happened to a proposal, without a full stop.
pub fn proposal_event(happened: &ProposalEvent, zone: Tz) -> String {
    use ProposalEvent as E;
    let plain = match happened {
        E::Started => "The proposal was begun",
        E::AnswersSaved { .. } => "Answers were saved",
        E::PartnerInvited { .. } => "A partner was invited",
        E::InvitationRevoked { .. } => "An invitation was taken back",
        E::PartnerJoined { .. } => "A partner joined",
        E::PartnerDeclined { .. } => "An invited partner said no",
        E::PartnerRemoved { .. } => "A partner left",
        E::PartSaved { .. } => "A partner's part was changed",
        E::AidDeclared { .. } => "A partner declared its earlier de minimis aid",
        E::AidGranted { .. } => "De minimis aid was granted to a partner",
        E::PartConfirmed { .. } => "A partner confirmed its part",
        E::DocumentAdded { .. } => "A document was added",
        E::DocumentRemoved { .. } => "A document was taken out",
        E::Submitted { .. } => "The proposal was handed in",
        E::Reopened => "The proposal was taken back to write on",
        E::Withdrawn { .. } => "The proposal was withdrawn",
        E::CheckAnswered { holds: true, .. } => "A check was answered with yes",
        E::CheckAnswered { holds: false, .. } => "A check was answered with no",
        E::ClarificationAnswered { .. } => "The clarification was answered",
        E::ClarificationLapsed { .. } => "The time for the clarification ran out without an answer",
        E::Reinstated => "The finding of ineligibility was taken back",
        E::Admitted => "Admitted to evaluation",
        E::LetterOpened { .. } => "The letter was opened",
        E::OfferDeclined => "The offer was turned down, or ran out",
        E::Lapsed { .. } => "It was not handed in before the deadline of the round",
        E::ReserveEnded => "The reserve list ended",
        E::RedressAsked { .. } => "A review of the procedure was asked for",
        E::ClarificationAsked { due_at, .. } => return asked(*due_at, zone),
        E::FoundIneligible { reason } => return because("Found not eligible", reason),
        E::LetterReleased { outcome, .. } => {
            return format!("The letter went out: {}", proposal_outcome(*outcome));
        }
        E::OfferMade { amount } => {
            return format!("{} came free and was offered", euro_text(amount.cents()));
        }
        E::OfferAccepted { amount } => return format!("Taken up: {}", euro_text(amount.cents())),
        E::RedressDecided { upheld: true, reason, .. } => {
            return because("The review was upheld", reason);
        }
        E::RedressDecided { upheld: false, reason, .. } => {
            return because("The review was rejected", reason);
        }
    };
    plain.to_owned()
}

fn asked(due_at: Moment, zone: Tz) -> String {
    format!("Clarification was asked for, by {}", moment_text(due_at, zone))
}

/// What happened in a panel or an evaluation, without a full stop.
pub fn panel_event(happened: &PanelEvent) -> String {
    use PanelEvent as E;
    let plain = match happened {
        E::ExpertInvited { .. } => "An expert was invited",
        E::InvitationAccepted { .. } => "An expert said yes",
        E::InvitationDeclined { reason, .. } => return because("An expert said no", reason),
        E::ExpertRemoved { reason, .. } => return because("An expert was taken out", reason),
        E::LoadSet { min, max, .. } => {
            return format!("An expert's load was set to {min} to {max} proposals");
        }
        E::ContractSigned { .. } => "An expert signed the contract",
        E::ScreenAnswered { declared: 0, .. } => "An expert answered the screen: no conflict",
        E::ScreenAnswered { declared, .. } => {
            return format!("An expert answered the screen: {declared} declared");
        }
        E::ConflictAdded { .. } => "A conflict of interest was noted",
        E::ConflictEnded { reason, .. } => return because("A conflict no longer bars", reason),
        E::AssignmentTried { .. } => "An assignment was computed",
        E::AssignmentApplied { .. } => "An assignment was applied",
        E::EvaluatorAssigned { .. } => "An evaluator was assigned",
        E::EvaluatorTakenOff { reason, .. } => {
            return because("An evaluator was taken off", reason);
        }
        E::ReportSaved { .. } => "A report was saved",
        E::ReportDelivered { .. } => "A report was delivered",
        E::ReportRevised { reason, .. } => return because("A report was revised", reason),
        E::ConsensusOpened { .. } => "The consensus was opened",
        E::ConsensusSaved { .. } => "The consensus draft was changed",
        E::PositionTaken { agrees: true, .. } => "An evaluator agreed to the consensus",
        E::PositionTaken { agrees: false, .. } => "An evaluator recorded a dissent",
        E::ConsensusReached { unanimous: true, .. } => "The consensus is final, by all",
        E::ConsensusReached { unanimous: false, .. } => {
            "The consensus is final, by majority with the dissent noted"
        }
        E::PanelChanged { reason, .. } => return because("The panel changed marks", reason),
        E::ReportsAwaited { due_at, .. } => {
            let until = moment_text(*due_at, crate::domain::moment::BRUSSELS);
            return format!("Reports are awaited until {until}");
        }
        E::ReportsReminded { .. } => "An evaluator was reminded of reports",
        E::ScenarioKept { .. } => "A ranking was tried and kept",
        E::ReserveRaised { amount } => {
            return format!("The reserve list got {} more", euro_text(amount.cents()));
        }
        E::ScenarioDropped { .. } => "A ranking was dropped",
        E::ScenarioProposed { .. } => "A ranking was proposed for signature",
        E::RankingSigned { .. } => "The ranking was signed",
        E::DrawCommitted { .. } => "The draw was committed to",
        E::DrawRevealed { .. } => "The draw was revealed",
        E::ResultsReleased { recipients, .. } => {
            return format!("The results were released to {recipients} recipients");
        }
    };
    plain.to_owned()
}

/// What a mail about a proposal is about, in a few words.
pub const fn proposal_notice(about: &ProposalNotice) -> &'static str {
    match about {
        ProposalNotice::PartnerInvitation { .. } => "Invitation to a proposal",
        ProposalNotice::PartnerJoined { .. } => "A partner joined",
        ProposalNotice::PartnerLeft { .. } => "A partner is out",
        ProposalNotice::PartnerDeclined => "A partner said no",
        ProposalNotice::PartConfirmed { .. } => "A partner confirmed its part",
        ProposalNotice::ProposalReceipt { .. } => "Receipt of a proposal",
        ProposalNotice::ProposalToCheck => "A proposal waits for its checks",
        ProposalNotice::ProposalWithdrawn { .. } => "A proposal was withdrawn",
        ProposalNotice::ClarificationAsked { .. } => "Clarification is asked for",
        ProposalNotice::ClarificationAnswered => "A clarification was answered",
        ProposalNotice::ProposalIneligible { .. } => "Not eligible",
        ProposalNotice::ProposalReinstated => "Eligible after all",
        ProposalNotice::ResultLetter { .. } => "The result of a call",
        ProposalNotice::ReserveOffer { .. } => "An offer from the reserve list",
        ProposalNotice::ProposalLapsed { .. } => "A deadline passed without the proposal",
        ProposalNotice::ReserveEnded => "The reserve list ended",
        ProposalNotice::RedressReceived => "A review of the procedure is asked for",
        ProposalNotice::RedressDecided { .. } => "A review was decided",
    }
}

/// What a mail about a panel is about, in a few words.
pub const fn panel_notice(about: &PanelNotice) -> &'static str {
    match about {
        PanelNotice::ExpertInvitation => "Invitation to evaluate",
        PanelNotice::ExpertAccepted { .. } => "An expert said yes",
        PanelNotice::ExpertDeclined { .. } => "An expert said no",
        PanelNotice::ExpertRemoved { .. } => "You are no longer asked to evaluate",
        PanelNotice::ProposalsAssigned => "Proposals to evaluate",
        PanelNotice::TakenOff { .. } => "A proposal was taken off your list",
        PanelNotice::ConsensusToDraft { .. } => "A consensus to draft",
        PanelNotice::ReportsDue { .. } => "Reports are due",
        PanelNotice::RankingToSign => "A ranking waits for your signature",
    }
}

/// A ground of a review, as the form and the office read it.
pub const fn redress_ground(ground: Ground) -> &'static str {
    match ground {
        Ground::CheckWrong => {
            "A fact was overlooked or read wrongly when admissibility or eligibility was checked"
        }
        Ground::RulesNotFollowed => "The rules of the call or of the evaluation were not followed",
        Ground::ConflictOfInterest => "Someone who evaluated had a conflict of interest",
        Ground::MarksMiscounted => "Marks were added up or compared with a threshold wrongly",
        Ground::FactualError => "A comment says something of the proposal that is plainly not so",
    }
}
