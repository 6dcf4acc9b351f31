//! The ways to be told no in a scored call. The one rule: each carries the facts its sentence in
//! `render/words/scored_refusal.rs` needs.

use crate::domain::{
    de_minimis::DeclarationFault, moment::Moment, money::Money, proposal::ProposalStageKind,
};
use serde::{Deserialize, Serialize};

/// A rule of scored calls said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ScoredRefusal {
    // ── proposals
    /// The proposal is at a stage where this can't be done.
    WrongProposalStage { stage: ProposalStageKind },
    /// These partners have not confirmed their part.
    PartnersNotConfirmed { names: Vec<String> },
    /// Too few or too many organisations for this type of voucher.
    PartnerNumber { least: u32, most: u32, now: u32 },
    /// The organisation takes part already.
    PartnerAlready,
    /// The person was invited already and has not answered.
    InvitedAlready,
    /// The organisation takes part in as many proposals of this call as it may.
    TooManyProposals { most: u32 },
    /// The sum asked for is outside what this type of voucher gives.
    AmountOutside { least: Money, most: Money },
    /// What an organisation asks for is more than a cap leaves it.
    CapExceeded { organisation: String, cap: Money, left: Money },
    /// The SME declaration is missing or has faults; each named as its page shows it.
    DeclarationIncomplete { faults: Vec<String> },
    /// These have not declared their earlier de minimis aid.
    AidNotDeclared { organisations: Vec<String> },
    /// The declaration of de minimis aid has faults.
    AidDeclarationFaults { faults: Vec<DeclarationFault> },
    /// The award would bring the organisation's undertaking above the de minimis ceiling.
    AidCeiling { organisation: String, ceiling: Money, over: Money, left: Money },
    /// The same, to somebody outside the office: without what others were granted.
    AidCeilingAtOffer { organisation: String },
    /// Rules of the programme are broken; each with its sentence.
    RulesBroken { says: Vec<String> },
    /// Documents that must be there are not; each as its page names it.
    DocumentsMissing { names: Vec<String> },
    /// A document has more pages than it may have.
    TooManyPages { pages: i64, most: u32 },
    /// A clarification is open; it must be answered or lapse first.
    ClarificationOpen,
    /// The field was not asked for in this clarification.
    NotAskedFor { field: String },
    // ── experts
    /// Nobody with this address is known; a name is needed to invite them.
    NameMissing,
    /// The expert is on the panel or invited already.
    OnPanelAlready,
    /// The person takes part in this call as an applicant.
    AppliesHere,
    /// The contract is not signed or the screen of organisations is not answered yet.
    NotCleared,
    /// A conflict of interest stands between this expert and this proposal.
    InConflict,
    /// A disqualifying conflict can't be released.
    Disqualifying,
    /// Conflicts must be computed anew before this can be done.
    ConflictsStale,
    /// There is no assignment that meets all demands; the pages name what blocks it.
    NoAssignment { proposals: u32, evaluators: u32 },
    /// The report was delivered; it changes only as a new version with a reason.
    ReportLocked,
    /// Marks or comments are missing, by criterion.
    ReportIncomplete { criteria: Vec<String> },
    /// The mark is not on the scale.
    OffScale { criterion: String },
    /// So many reports are still missing.
    ReportsMissing { missing: u32 },
    /// The consensus is final.
    ConsensusFinal,
    /// The consensus is open, so reports and evaluators stay as they are.
    ConsensusOpen,
    /// The consensus is not open yet.
    ConsensusNotOpen,
    /// This programme works the final marks out by rule; there is no consensus to write.
    MarksByRule,
    /// Fewer than half of the evaluators agree with the draft.
    NoMajority { agree: u32, of: u32 },
    /// The person is no evaluator of this proposal.
    NotAnEvaluator,
    /// Not all evaluators have agreed or recorded their dissent.
    PositionsMissing { missing: u32 },
    // ── ranking and release
    /// So many admitted proposals have no final marks.
    MarksMissing { missing: u32 },
    /// Equal proposals are not ordered; a draw must decide first.
    TiesUndecided { proposals: u32 },
    /// The marks, the money or the proposals changed since this ranking was made.
    ScenarioStale,
    /// No ranking of this round is signed.
    NotSigned,
    /// The results of this round are out already.
    ReleasedAlready,
    /// The number of recipients differs from what was shown; look again.
    RecipientsDiffer { shown: u32, now: u32 },
    /// Applications must be closed before this.
    CallStillOpen { deadline: Moment },
    /// Another proposal came first and is decided first.
    NotNext { reference: String },
    /// A review of the procedure is asked for too late.
    RedressLate { until: Moment },
    /// A review is open and holds this.
    RedressOpen,
}
