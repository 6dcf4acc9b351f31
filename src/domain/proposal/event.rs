//! What can happen to a proposal, in the past tense. The one rule: ids, amounts and reasons only;
//! no name, no address, no answer.

use crate::domain::{
    ids::{
        AttachmentId, ClarificationId, InvitationId, LetterId, OrganisationId, PersonId, RedressId,
    },
    moment::Moment,
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Why a proposal got what it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Funded.
    Award,
    /// On the reserve list.
    Reserve,
    /// Above the thresholds, below the line, no reserve place.
    BelowLine,
    /// Below a threshold.
    BelowThreshold,
    /// Not admissible or not eligible.
    Ineligible,
    /// Goes on to the next round.
    GoesOn,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 6] = [
        Self::Award,
        Self::Reserve,
        Self::BelowLine,
        Self::BelowThreshold,
        Self::Ineligible,
        Self::GoesOn,
    ];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Reserve => "reserve",
            Self::BelowLine => "below_line",
            Self::BelowThreshold => "below_threshold",
            Self::Ineligible => "ineligible",
            Self::GoesOn => "goes_on",
        }
    }
    /// The outcome with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum ProposalEvent {
    // ── writing
    /// A draft was begun.
    Started,
    /// Quiet: the answers keep their own history.
    AnswersSaved { fields: Vec<String> },
    /// Somebody was invited to bring a partner organisation in.
    PartnerInvited { invitation: InvitationId, person: PersonId },
    /// The invitation was taken back.
    InvitationRevoked { invitation: InvitationId, person: PersonId },
    /// The invited person brought this organisation in.
    PartnerJoined { invitation: InvitationId, organisation: OrganisationId },
    /// The invited person said no.
    PartnerDeclined { invitation: InvitationId },
    /// A partner was taken out, or left; `known`: the office knows it from a round before.
    PartnerRemoved {
        organisation: OrganisationId,
        #[serde(default)]
        known: bool,
    },
    /// A partner's share or declaration was changed; its confirmation falls.
    PartSaved { organisation: OrganisationId, requested: Money },
    /// A partner confirmed its part.
    PartConfirmed { organisation: OrganisationId },
    /// A document was added: of the whole, or of this partner.
    DocumentAdded { attachment: AttachmentId, kind: String, organisation: Option<OrganisationId> },
    /// One was taken out before it was handed in, or taken back.
    DocumentRemoved {
        attachment: AttachmentId,
        kind: String,
        #[serde(default)]
        organisation: Option<OrganisationId>,
    },
    /// A partner declared its earlier de minimis aid; the digest is of what was signed.
    AidDeclared { organisation: OrganisationId, digest: String },
    /// It was handed in; the digest is of its snapshot.
    Submitted { digest: String, at: Moment },
    /// It was taken back into writing.
    Reopened,
    /// It was taken back for good; what was committed is released.
    Withdrawn { from: super::ProposalStageKind, released: Money },
    // ── checks
    /// An officer answered a check.
    CheckAnswered { key: String, holds: bool },
    /// An officer asked for clarification of these fields.
    ClarificationAsked { clarification: ClarificationId, fields: Vec<String>, due_at: Moment },
    /// The lead answered.
    ClarificationAnswered { clarification: ClarificationId },
    /// Nobody answered in time; the fields closed again.
    ClarificationLapsed { clarification: ClarificationId },
    /// It was found not admissible or not eligible, with the reason.
    FoundIneligible { reason: String },
    /// That finding was taken back.
    Reinstated,
    /// It was admitted to evaluation. Quiet for applicants: no mail.
    Admitted,
    // ── release and after
    /// Its letter went out with the release, or after a place of the reserve list came up.
    LetterReleased { letter: LetterId, outcome: Outcome, amount: Money },
    /// De minimis aid was granted to a partner with the award: the national part, in cents.
    AidGranted { organisation: OrganisationId, amount: Money },
    /// Someone of the applicants opened the letter: the redress clock runs from here.
    LetterOpened { letter: LetterId },
    /// Freed money was offered to it.
    OfferMade { amount: Money },
    /// The offer was taken up.
    OfferAccepted { amount: Money },
    /// The offer was turned down, or ran out.
    OfferDeclined,
    /// It went on, but was not handed in before the deadline of the next round.
    Lapsed { deadline: Moment },
    /// The reserve list ended while it still waited.
    ReserveEnded,
    /// A review of the procedure was asked for.
    RedressAsked { redress: RedressId },
    /// The review was decided.
    RedressDecided { redress: RedressId, upheld: bool, reason: String },
}

impl ProposalEvent {
    /// Leaves no audit line of its own.
    pub const fn is_quiet(&self) -> bool {
        matches!(self, Self::AnswersSaved { .. })
    }
}
