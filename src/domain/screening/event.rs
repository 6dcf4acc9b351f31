//! What happens around screening, in the past tense. The one rule: ids, days and reasons only,
//! never a name; its lines hang on subjects that nobody outside the office reads.

use super::standing::EdesResult;
use crate::domain::ids::{ApplicationId, OrganisationId, ScreeningId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields repeat the words of the line above them")]
pub enum ScreeningEvent {
    /// A list was taken in and is in use from now on.
    ListImported { list: Uuid, digest: String, entries: u32, names: u32 },
    /// Somebody noted why no list is in use.
    NoListNoted { note: Uuid, reason: String },
    /// A name is like one on the list: of this organisation, or of one who signs for the project.
    Found {
        candidate: ScreeningId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
        score: u32,
    },
    /// Name or entry have changed, so nobody has to decide any more.
    Lapsed { candidate: ScreeningId },
    /// One person says it is somebody else.
    NotSame { candidate: ScreeningId, reason: String },
    /// Another agrees.
    Cleared { candidate: ScreeningId },
    /// It is open again.
    SentBack { candidate: ScreeningId, reason: String },
    /// It is the one on the list.
    Matched { candidate: ScreeningId, reason: String },
    /// A file that everybody has signed takes effect, now that the check is clear.
    WentOn { file: ApplicationId },
    /// Somebody looked an organisation up in EDES.
    EdesChecked { check: Uuid, organisation: OrganisationId, on: NaiveDate, result: EdesResult },
}

impl ScreeningEvent {
    /// What its audit lines hang on.
    pub(in crate::domain) const fn subject(&self) -> (&'static str, Uuid) {
        match self {
            Self::ListImported { list, .. } => ("screening", *list),
            Self::NoListNoted { note, .. } => ("screening", *note),
            Self::Found { candidate, .. }
            | Self::Lapsed { candidate }
            | Self::NotSame { candidate, .. }
            | Self::Cleared { candidate }
            | Self::SentBack { candidate, .. }
            | Self::Matched { candidate, .. } => ("screening", candidate.0),
            Self::WentOn { file } => ("screening", file.0),
            Self::EdesChecked { check, .. } => ("screening", *check),
        }
    }
}
