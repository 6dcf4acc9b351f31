//! The sentences for being told no in a scored call. The one rule: each says what to do next.

use super::{de_minimis as aid, list, proposal::proposal_stage};
use crate::{
    domain::{moment::Moment, money::Money, refusal::ScoredRefusal},
    render::{euro_text, filters::count_text, moment_text},
};
use chrono_tz::Tz;

const PARTNER_ALREADY: &str = "This organisation takes part in the proposal already.";
const INVITED: &str = "This person was invited already. Wait for the answer, or take the \
                       invitation back first.";
const CLARIFICATION: &str = "A clarification is open. Wait for the answer, or for its last day.";
const NOT_ASKED: &str = "This field was not asked for, so it stays as it was handed in.";
const NAME_MISSING: &str = "Nobody with this address is known yet. Give the name, too.";
const ON_PANEL: &str = "This person is on the panel, or was invited already.";
const APPLIES: &str = "This person works for an organisation that applies in this call, and can't \
                       be asked to evaluate here.";
const NOT_CLEARED: &str = "First sign the contract and answer the list of organisations. Then your \
                           proposals open.";
const IN_CONFLICT: &str = "A conflict of interest stands between this expert and this proposal.";
const DISQUALIFYING: &str = "This conflict disqualifies: nobody can release it.";
const CONFLICTS_STALE: &str = "Something changed since the conflicts were computed. Compute them \
                               anew, then try again.";
const LOCKED: &str = "This report was delivered. Change it as a new version, and say why.";
const CONSENSUS_FINAL: &str = "The consensus is final. Marks change only by the panel, with a \
                               reason.";
const CONSENSUS_OPEN: &str = "The consensus is open, so reports and evaluators stay as they are.";
const CONSENSUS_NOT_OPEN: &str = "The consensus is not open yet. It opens when all reports are in.";
const MARKS_BY_RULE: &str = "This programme works the final marks out from the reports by rule.";
const NOT_AN_EVALUATOR: &str = "This person does not evaluate this proposal. Choose one of its \
                                evaluators.";
const SCENARIO_STALE: &str = "Marks, money or proposals changed since this ranking was made. Make \
                              it anew and compare.";
const NOT_SIGNED: &str = "No ranking is signed yet. One officer proposes it, another signs.";
const RELEASED: &str = "The results are out already.";
const REDRESS_OPEN: &str = "A review of the procedure is open and holds this. Decide it first.";

fn above_cap(organisation: &str, cap: Money, left: Money) -> String {
    format!(
        "{organisation} asks for more than it may have: of {} in all, {} is left. Lower its \
         share.",
        euro_text(cap.cents()),
        euro_text(left.cents())
    )
}

fn size_not_complete(faults: &[String]) -> String {
    format!("The declaration of the enterprise's size is not complete: {}.", list(faults))
}

/// The sentence, with instants shown in `zone`.
pub(super) fn scored_refusal(why: &ScoredRefusal, zone: Tz) -> String {
    use ScoredRefusal as R;
    match why {
        R::WrongProposalStage { stage } => {
            let now = proposal_stage(*stage).label;
            format!("This can't be done now, because the proposal is {now}.")
        }
        R::PartnersNotConfirmed { names } => unconfirmed(names),
        R::PartnerNumber { least, most, now } => partner_number(*least, *most, *now),
        R::PartnerAlready => PARTNER_ALREADY.to_owned(),
        R::InvitedAlready => INVITED.to_owned(),
        R::TooManyProposals { most } => too_many_proposals(*most),
        R::AmountOutside { least, most } => amount_outside(*least, *most),
        R::CapExceeded { organisation, cap, left } => above_cap(organisation, *cap, *left),
        R::DeclarationIncomplete { faults } => size_not_complete(faults),
        R::AidNotDeclared { organisations } => aid::not_declared(organisations),
        R::AidDeclarationFaults { faults } => aid::not_complete(faults),
        R::AidCeiling { organisation: who, ceiling, over, left } => {
            aid::above(who, *ceiling, *over, *left)
        }
        R::AidCeilingAtOffer { organisation } => aid::at_offer(organisation),
        R::RulesBroken { says } => format!("It can't be funded as it stands. {}", says.join(" ")),
        R::DocumentsMissing { names } => {
            format!("Before it can be handed in, add what is missing: {}.", list(names))
        }
        R::TooManyPages { pages, most } => too_many_pages(*pages, *most),
        R::ClarificationOpen => CLARIFICATION.to_owned(),
        R::NotAskedFor { field: _ } => NOT_ASKED.to_owned(),
        R::NameMissing => NAME_MISSING.to_owned(),
        R::OnPanelAlready => ON_PANEL.to_owned(),
        R::AppliesHere => APPLIES.to_owned(),
        R::NotCleared => NOT_CLEARED.to_owned(),
        R::InConflict => IN_CONFLICT.to_owned(),
        R::Disqualifying => DISQUALIFYING.to_owned(),
        R::ConflictsStale => CONFLICTS_STALE.to_owned(),
        R::NoAssignment { proposals, evaluators } => no_assignment(*proposals, *evaluators),
        R::ReportLocked => LOCKED.to_owned(),
        R::ReportIncomplete { criteria } => {
            format!("Each criterion needs a mark and a comment. Still missing: {}.", list(criteria))
        }
        R::OffScale { criterion } => {
            format!("This mark is not on the scale for {criterion}. Choose one of those offered.")
        }
        R::ReportsMissing { missing } => reports_missing(*missing),
        R::ConsensusFinal => CONSENSUS_FINAL.to_owned(),
        R::ConsensusOpen => CONSENSUS_OPEN.to_owned(),
        R::ConsensusNotOpen => CONSENSUS_NOT_OPEN.to_owned(),
        R::MarksByRule => MARKS_BY_RULE.to_owned(),
        R::NoMajority { agree, of } => no_majority(*agree, *of),
        R::NotAnEvaluator => NOT_AN_EVALUATOR.to_owned(),
        R::PositionsMissing { missing } => positions_missing(*missing),
        R::MarksMissing { missing } => marks_missing(*missing),
        R::TiesUndecided { proposals } => ties_undecided(*proposals),
        R::ScenarioStale => SCENARIO_STALE.to_owned(),
        R::NotSigned => NOT_SIGNED.to_owned(),
        R::ReleasedAlready => RELEASED.to_owned(),
        R::RecipientsDiffer { shown, now } => recipients_differ(*shown, *now),
        R::CallStillOpen { deadline } => format!(
            "The call is open until {}. This can be done after that.",
            moment_text(*deadline, zone)
        ),
        R::NotNext { reference } => {
            format!("{reference} was handed in earlier. Decide it first, then this one.")
        }
        R::RedressLate { until } => redress_late(*until, zone),
        R::RedressOpen => REDRESS_OPEN.to_owned(),
    }
}

fn too_many_pages(pages: i64, most: u32) -> String {
    let have = count_text(pages, "page", "pages");
    let most = count_text(i64::from(most), "page is", "pages are");
    format!("The document has {have}; {most} allowed. Shorten it and add it again.")
}

fn redress_late(until: Moment, zone: Tz) -> String {
    format!("The time to ask for a review ended on {}.", moment_text(until, zone))
}

fn partner_number(least: u32, most: u32, now: u32) -> String {
    let has = count_text(now.into(), "organisation", "organisations");
    if now < least {
        format!("This voucher needs at least {least} organisations; there is {has}. Invite more.")
    } else {
        format!("This voucher takes at most {most} organisations; there are {has}.")
    }
}

fn amount_outside(least: Money, most: Money) -> String {
    let (least_text, most_text) = (euro_text(least.cents()), euro_text(most.cents()));
    if least == most {
        format!("This voucher is {most_text}, no more and no less.")
    } else {
        format!("Ask for {least_text} to {most_text} in all.")
    }
}

fn unconfirmed(names: &[String]) -> String {
    format!(
        "Not all partners have confirmed their part: {}. Each of them must, before you can \
             hand in.",
        list(names)
    )
}

fn too_many_proposals(most: u32) -> String {
    format!(
        "One organisation may take part in {} of this call. Withdraw another one first.",
        count_text(most.into(), "proposal", "proposals")
    )
}

fn no_assignment(proposals: u32, evaluators: u32) -> String {
    format!(
        "No assignment meets all demands: {} can't be given enough of {}. Invite more \
             experts, raise their loads, or ask for fewer reports.",
        count_text(proposals.into(), "proposal", "proposals"),
        count_text(evaluators.into(), "expert", "experts")
    )
}

fn reports_missing(missing: u32) -> String {
    format!(
        "{} still to be delivered before the consensus can open.",
        count_text(missing.into(), "report is", "reports are")
    )
}

fn no_majority(agree: u32, of: u32) -> String {
    format!(
        "Only {agree} of {} agree with this draft. More than half must; let the rapporteur \
             change it.",
        count_text(of.into(), "evaluator", "evaluators")
    )
}

fn positions_missing(missing: u32) -> String {
    format!(
        "{} neither agreed to this draft nor recorded a dissent.",
        count_text(missing.into(), "evaluator has", "evaluators have")
    )
}

fn marks_missing(missing: u32) -> String {
    format!(
        "{} no final marks yet. Close their consensus first.",
        count_text(missing.into(), "proposal has", "proposals have")
    )
}

fn ties_undecided(proposals: u32) -> String {
    format!(
        "{} equal marks, and the chain of rules ends without deciding. Hold the draw first.",
        count_text(proposals.into(), "proposal has", "proposals have")
    )
}

fn recipients_differ(shown: u32, now: u32) -> String {
    format!(
        "The page showed {shown} recipients, and now there are {now}. Look at the list again, \
             then release."
    )
}
