//! One refusal of each kind of a scored call.

use crate::domain::{
    de_minimis::DeclarationFault, moment::Moment, money::Money, proposal::ProposalStageKind,
    refusal::ScoredRefusal as R,
};

/// All of them.
pub fn all() -> Vec<R> {
    let at = Moment::from_millis(1_801_411_200_000);
    let (one, six) = (Money::from_cents(100_000), Money::from_cents(6_000_000));
    let names = || vec!["Tecnotex Lda".to_owned(), "Dansk Farve A/S".to_owned()];
    vec![
        R::WrongProposalStage { stage: ProposalStageKind::Draft },
        R::PartnersNotConfirmed { names: names() },
        R::PartnerNumber { least: 2, most: 6, now: 1 },
        R::PartnerAlready,
        R::AidNotDeclared { organisations: names() },
        R::AidDeclarationFaults { faults: DeclarationFault::samples() },
        R::AidCeiling {
            organisation: "Tecnotex Lda".to_owned(),
            ceiling: six,
            over: one,
            left: one,
        },
        R::AidCeilingAtOffer { organisation: "Tecnotex Lda".to_owned() },
        R::RulesBroken { says: vec!["The proposal needs two SMEs.".to_owned()] },
        R::NotNext { reference: "INV-2027-0012".to_owned() },
        R::InvitedAlready,
        R::TooManyProposals { most: 2 },
        R::AmountOutside { least: one, most: six },
        R::CapExceeded { organisation: "Tecnotex Lda".to_owned(), cap: six, left: one },
        R::DeclarationIncomplete { faults: vec!["the headcount".to_owned()] },
        R::DocumentsMissing { names: vec!["Signed offer".to_owned()] },
        R::TooManyPages { pages: 12, most: 10 },
        R::ClarificationOpen,
        R::NotAskedFor { field: "goals".to_owned() },
        R::NameMissing,
        R::OnPanelAlready,
        R::AppliesHere,
        R::NotCleared,
        R::InConflict,
        R::Disqualifying,
        R::ConflictsStale,
        R::NoAssignment { proposals: 1, evaluators: 2 },
        R::ReportLocked,
        R::ReportIncomplete { criteria: vec!["Impact".to_owned()] },
        R::OffScale { criterion: "Impact".to_owned() },
        R::ReportsMissing { missing: 1 },
        R::ConsensusFinal,
        R::ConsensusOpen,
        R::ConsensusNotOpen,
        R::MarksByRule,
        R::NoMajority { agree: 1, of: 3 },
        R::NotAnEvaluator,
        R::PositionsMissing { missing: 2 },
        R::MarksMissing { missing: 1 },
        R::TiesUndecided { proposals: 2 },
        R::ScenarioStale,
        R::NotSigned,
        R::ReleasedAlready,
        R::RecipientsDiffer { shown: 12, now: 13 },
        R::CallStillOpen { deadline: at },
        R::RedressLate { until: at },
        R::RedressOpen,
    ]
}
