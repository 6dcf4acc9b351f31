//! Milestones of a funded project. The one rule: one that is reached stays reached.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    ids::{ApplicationId, MilestoneId},
    moment::Moment,
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Of which proposal.
    pub file_id: ApplicationId,
    /// What is reached with it.
    pub title: String,
    /// The day it should be reached.
    pub due_on: NaiveDate,
    /// How it can be seen that it is; empty while it is not.
    pub shown_by: String,
    /// When it was said to be reached.
    pub done_at: Option<Moment>,
}

/// The milestones of a proposal, by their days.
pub async fn of_file(
    conn: &impl ConnectionTrait,
    file: ApplicationId,
) -> Result<Vec<Milestone>, StoreError> {
    sql::rows(
        conn,
        "select id, file_id, title, due_on, shown_by, done_at from milestones \
         where file_id = $1 order by due_on, id",
        values![file],
    )
    .await
}

/// Adds one.
pub async fn insert(tx: &WriteTx, new: &Milestone) -> Result<(), StoreError> {
    sql::run(
        tx.conn(),
        "insert into milestones (id, file_id, title, due_on, shown_by, done_at) \
         values ($1, $2, $3, $4, '', null)",
        values![new.id, new.file_id, new.title.clone(), new.due_on],
    )
    .await
    .map(|_| ())
}

/// Says that one is reached, and how it can be seen. Nothing when it was reached before.
pub async fn reach(tx: &WriteTx, id: MilestoneId, shown_by: &str) -> Result<bool, StoreError> {
    let rows = sql::run(
        tx.conn(),
        "update milestones set shown_by = $2, done_at = $3 where id = $1 and done_at is null",
        values![id, shown_by, tx.now()],
    )
    .await?;
    Ok(rows == 1)
}
