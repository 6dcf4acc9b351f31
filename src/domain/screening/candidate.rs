//! A find: a name of a payee that is like a name on the list, and what people decided of it. The
//! one rule: "not the same" takes two people, "the same" takes one and is final.

use super::refusal::ScreeningRefusal;
use crate::domain::{ids::PersonId, moment::Moment};
use serde::{Deserialize, Serialize};

/// Where a find stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CandidateState {
    /// Nobody has looked.
    Open,
    /// One person says it is somebody else; another has to agree.
    Proposed { by: PersonId, at: Moment, reason: String },
    /// Two people say it is somebody else.
    Cleared { proposed_by: PersonId, by: PersonId, at: Moment, reason: String },
    /// It is the one on the list.
    Matched { by: PersonId, at: Moment, reason: String },
    /// Name or entry have changed before anybody decided; there is nothing to decide any more.
    Stale { at: Moment },
}

/// The states by name alone, for columns and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CandidateStateKind {
    /// See [`CandidateState::Open`].
    Open,
    /// See [`CandidateState::Proposed`].
    Proposed,
    /// See [`CandidateState::Cleared`].
    Cleared,
    /// See [`CandidateState::Matched`].
    Matched,
    /// See [`CandidateState::Stale`].
    Stale,
}

impl CandidateStateKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Proposed, Self::Cleared, Self::Matched, Self::Stale];
    /// The stable text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Proposed => "proposed",
            Self::Cleared => "cleared",
            Self::Matched => "matched",
            Self::Stale => "stale",
        }
    }
    /// The state with this text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a person, or a newer list, does to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateAct {
    /// Somebody else, says one person.
    NotSame { by: PersonId, at: Moment, reason: String },
    /// Another person agrees.
    Agree { by: PersonId, at: Moment },
    /// It is not clear after all: it is open again.
    SendBack,
    /// It is the one on the list.
    Same { by: PersonId, at: Moment, reason: String },
    /// It is not found any more.
    Lapse { at: Moment },
    /// It is found again.
    Return,
}

impl CandidateState {
    /// The state by name.
    pub const fn kind(&self) -> CandidateStateKind {
        match self {
            Self::Open => CandidateStateKind::Open,
            Self::Proposed { .. } => CandidateStateKind::Proposed,
            Self::Cleared { .. } => CandidateStateKind::Cleared,
            Self::Matched { .. } => CandidateStateKind::Matched,
            Self::Stale { .. } => CandidateStateKind::Stale,
        }
    }
}

/// The next state. Refused: an empty reason, the same person twice, and what the state doesn't
/// allow: a decision is never decided again.
pub fn step_candidate(
    now: &CandidateState,
    act: CandidateAct,
) -> Result<CandidateState, ScreeningRefusal> {
    use CandidateAct as A;
    use CandidateState as S;
    match (now, act) {
        (S::Open, A::NotSame { by, at, reason }) => {
            Ok(S::Proposed { by, at, reason: given(&reason)? })
        }
        (S::Proposed { by, .. }, A::Agree { by: other, .. }) if *by == other => {
            Err(ScreeningRefusal::SamePerson)
        }
        (S::Proposed { by: proposed_by, reason, .. }, A::Agree { by, at }) => {
            let (proposed_by, reason) = (*proposed_by, reason.clone());
            Ok(S::Cleared { proposed_by, by, at, reason })
        }
        (S::Open | S::Proposed { .. }, A::Same { by, at, reason }) => {
            Ok(S::Matched { by, at, reason: given(&reason)? })
        }
        (S::Open | S::Proposed { .. }, A::Lapse { at }) => Ok(S::Stale { at }),
        (S::Proposed { .. }, A::SendBack) | (S::Stale { .. }, A::Return) => Ok(S::Open),
        (
            S::Open | S::Proposed { .. } | S::Cleared { .. } | S::Matched { .. } | S::Stale { .. },
            A::NotSame { .. }
            | A::Agree { .. }
            | A::SendBack
            | A::Same { .. }
            | A::Lapse { .. }
            | A::Return,
        ) => Err(ScreeningRefusal::Decided),
    }
}

/// The reason without blanks around it; refused when nothing is left.
fn given(reason: &str) -> Result<String, ScreeningRefusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(ScreeningRefusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}
