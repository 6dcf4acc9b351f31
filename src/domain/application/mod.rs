//! An application: for ClusterXchange, the file of one exchange from draft to paid.

use serde::{Deserialize, Serialize};

/// The stages by name, for columns, lists and the permission table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Being written.
    Draft,
    /// Handed in; visitor and host confirm the match, then officers check.
    Submitted,
    /// Found ineligible; told; can be reinstated.
    Ineligible,
    /// Awarded: money and places are reserved; papers are being signed.
    Awarded,
    /// All papers are signed; the stay can begin.
    Agreed,
    /// The visitor's report and evidence are in.
    Reported,
    /// The report is validated; the lump sum is due.
    Validated,
    /// Paid (or, for a virtual exchange, done): the end.
    Closed,
    /// Not awarded.
    Refused,
    /// Taken back.
    Withdrawn,
}
