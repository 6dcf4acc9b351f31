//! Final marks as kept, whole. The one rule: the row of the consensus and its version are written
//! together, and the version is never changed.

use super::Opened;
use crate::{
    actions::ActionError,
    domain::{evaluation::score::FinalMarks, ids::PersonId, paper::digest},
    store::{
        Tx, WriteTx,
        consensus::{self, Version},
        report,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Final marks as kept, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The proposal's number.
    pub reference: String,
    /// The round, from nought.
    pub round: u32,
    /// `consensus`, `mean`, `median` or `panel`.
    pub how: String,
    /// The final marks.
    pub marks: FinalMarks,
    /// The text of each criterion, as applicants read it.
    pub comments: BTreeMap<String, String>,
    /// What each evaluator said to it.
    pub positions: Vec<Said>,
    /// Digests of the reports it rests on, in no evaluator's order.
    pub reports: Vec<String>,
    /// Why the panel changed it; empty otherwise.
    pub reason: String,
}

/// What one evaluator said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who.
    pub person: PersonId,
    /// Agrees.
    pub agrees: bool,
    /// The dissent's text.
    pub dissent: String,
}

pub(super) async fn reports(tx: &WriteTx, opened: &Opened) -> Result<Vec<String>, ActionError> {
    let p = &opened.stored.proposal;
    let mut digests = Vec::new();
    for report in report::of_proposal(tx.conn(), p.id, p.round).await? {
        let versions = report::versions(tx.conn(), report.id).await?;
        digests.extend(versions.last().map(|version| version.digest.clone()));
    }
    digests.sort();
    Ok(digests)
}

pub(super) async fn record(
    tx: &WriteTx,
    opened: &Opened,
    kind: &str,
    recorded: &Recorded,
) -> Result<String, ActionError> {
    let p = &opened.stored.proposal;
    let marks = serde_json::to_string(&recorded.marks).map_err(ActionError::broken)?;
    let text = serde_json::to_string_pretty(recorded).map_err(ActionError::broken)?;
    let sum = digest(&text);
    consensus::finish(tx, p.id, p.round, &marks).await?;
    let version = Version {
        number: 0,
        kind: kind.to_owned(),
        at: tx.now(),
        by_person: opened.by,
        reason: recorded.reason.clone(),
        text,
        digest: sum.clone(),
    };
    consensus::keep_version(tx, p.id, p.round, &version).await?;
    Ok(sum)
}
