//! One proposal as the office reads it: everything that hangs on it, in a fixed number of
//! statements. The one rule: ask [`head`] first and hold its subject against the permissions.

use super::{
    file::{named, trail},
    names,
};
use crate::{
    domain::{
        access::{Actor, Subject},
        ids::{ApplicationId, PersonId},
        moment::Moment,
    },
    store::{StoreError, application, call, checks, clarification, proposal, sql::Conn},
};
use std::collections::BTreeSet;

pub use super::file::Line;
pub use crate::store::{
    application::Snapshot,
    call::{Stored as StoredCall, load as call},
    checks::Check,
    clarification::Clarification,
    partner::Partner,
    partner_use::Use,
    proposal::Stored,
    proposal_document::list as documents,
};

/// The proposal itself, and how the actor stands to it.
pub async fn head(
    conn: &impl Conn,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(proposal::Stored, Subject), StoreError> {
    let stored = proposal::load(conn, id).await?;
    let tie = proposal::tie(conn, actor, &stored).await?;
    let subject = stored.subject(tie);
    Ok((stored, subject))
}

/// What hangs on a proposal beside its partners and answers.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Its call.
    pub call: call::Stored,
    /// What officers answered.
    pub checks: Vec<checks::Check>,
    /// Rounds of clarification, oldest first.
    pub rounds: Vec<clarification::Clarification>,
    /// What happened, newest first, with names.
    pub lines: Vec<Line>,
}

/// Reads it.
pub async fn whole(conn: &impl Conn, stored: &proposal::Stored) -> Result<Whole, StoreError> {
    let p = &stored.proposal;
    let call = call::load(conn, p.call).await?;
    let checks = checks::load(conn, p.id).await?;
    let rounds = clarification::of_proposal(conn, p.id).await?;
    let lines = happened(conn, p.id).await?;
    Ok(Whole { call, checks, rounds, lines })
}

/// Everything that was handed in, oldest first.
pub async fn snapshots(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Snapshot>, StoreError> {
    application::snapshots(conn, id).await
}

/// The check-list of a round that is over.
pub async fn past_checks(
    conn: &impl Conn,
    id: ApplicationId,
    round: u32,
) -> Result<Vec<Check>, StoreError> {
    checks::past(conn, id, round).await
}

/// What happened to it, newest first, with names.
pub async fn happened(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Line>, StoreError> {
    let mut lines = trail(conn, "proposal", id, 200).await?;
    let ids: BTreeSet<PersonId> =
        lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    let people = names::people(conn, &ids).await?;
    named(&mut lines, &people);
    Ok(lines)
}

/// What happened to a proposal since a page was made, oldest first, with names.
pub async fn since(
    conn: &impl Conn,
    id: ApplicationId,
    shown: Moment,
) -> Result<Vec<Line>, StoreError> {
    let mut lines = happened(conn, id).await?;
    lines.retain(|line| line.at >= shown);
    lines.reverse();
    Ok(lines)
}
