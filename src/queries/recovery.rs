//! Money claimed back, to read: the office's list by stage, one claim with all that hangs on it,
//! and what an organisation owes. The one rule: what was not told to the debtor yet is no debt, and
//! is in no list of an organisation's own.

pub use crate::store::recovery::{
    Kept, Made, MoveKind, Stored as Recovery, Waiver, WaiverState, of_payment_kept as kept_of,
};
use crate::{
    domain::{
        ids::{ApplicationId, CallId, OrganisationId, PaymentId, PersonId, RecoveryId},
        ledger::chart::AccountName,
        money::Money,
        recovery::RecoveryStageKind,
    },
    store::{
        StoreError, ledger, recovery,
        sql::{self, Conn, values},
    },
};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::file;

/// Rows on a page.
pub const PAGE: usize = 50;

/// One claim.
pub async fn one(conn: &impl Conn, id: RecoveryId) -> Result<Recovery, StoreError> {
    recovery::load(conn, id).await
}

/// The claims against a payment.
pub async fn of_payment(conn: &impl Conn, id: PaymentId) -> Result<Vec<Recovery>, StoreError> {
    recovery::of_payment(conn, id).await
}

/// What hangs on a claim.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What became of it.
    pub moves: Vec<Made>,
    /// What somebody asked to waive.
    pub waivers: Vec<Waiver>,
    /// What happened, newest first; names are not filled in.
    pub lines: Vec<file::Line>,
    /// What payments under way keep back of the debtor's debts in the call.
    pub held: Money,
}

/// Reads it: four statements.
pub async fn whole(conn: &impl Conn, claim: &Recovery) -> Result<Whole, StoreError> {
    let owed = AccountName::Owed(claim.debtor);
    Ok(Whole {
        moves: recovery::moves(conn, claim.id).await?,
        waivers: recovery::waivers(conn, claim.id).await?,
        lines: file::trail(conn, "recovery", ApplicationId(claim.id.0), 100).await?,
        held: Money::from_cents(ledger::held(conn, claim.call, &owed).await?),
    })
}

/// A line of the office's list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// The claim.
    pub id: RecoveryId,
    /// Its number.
    pub reference: String,
    /// Who owes it.
    pub debtor: String,
    /// The call's title.
    pub call: String,
    /// Why, by its code.
    pub why: String,
    /// What is claimed, in cents.
    pub amount_cents: i64,
    /// What is left, in cents.
    pub left_cents: i64,
    /// The day to pay it back by.
    pub due_on: NaiveDate,
    /// Stage by its code.
    pub stage: String,
}

/// The claims at a stage by the day they are due, with one row more where there is a next page.
pub async fn list(
    conn: &impl Conn,
    stage: RecoveryStageKind,
    after: Option<(NaiveDate, RecoveryId)>,
) -> Result<Vec<Line>, StoreError> {
    let mut given = values![stage.code()];
    let mut wanted = "";
    if let Some((day, id)) = after {
        given.extend(values![day, id]);
        wanted = " and (r.due_on, r.id) > ($2, $3)";
    }
    let sql = format!(
        "select r.id, r.reference, o.name as debtor, c.title as call, r.why, r.amount_cents, \
         r.amount_cents - r.repaid_cents - r.set_off_cents - r.waived_cents as left_cents, \
         r.due_on, r.stage from recoveries r join organisations o on o.id = r.debtor_id \
         join calls c on c.id = r.call_id where r.stage = $1{wanted} \
         order by r.due_on, r.id limit {}",
        PAGE + 1
    );
    sql::rows(conn, &sql, given).await
}

/// How many claims stand at a stage, and what they leave to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// The stage.
    pub stage: RecoveryStageKind,
    /// How many.
    pub count: i64,
    /// What is claimed, in cents.
    pub cents: i64,
    /// What is left, in cents.
    pub left: i64,
}

/// The totals of every stage, in the order of a claim's life; none is left out.
pub async fn totals(conn: &impl Conn) -> Result<Vec<Total>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        stage: String,
        n: i64,
        cents: i64,
        left_cents: i64,
    }
    let sql = "select stage, count(*) as n, \
               cast(coalesce(sum(amount_cents), 0) as bigint) as cents, \
               cast(coalesce(sum(amount_cents - repaid_cents - set_off_cents - waived_cents), 0) \
               as bigint) as left_cents from recoveries group by stage";
    let found: Vec<Row> = sql::rows(conn, sql, vec![]).await?;
    let total = |stage: RecoveryStageKind| {
        let row = found.iter().find(|row| row.stage == stage.code());
        let (count, cents, left) = row.map_or((0, 0, 0), |row| (row.n, row.cents, row.left_cents));
        Total { stage, count, cents, left }
    };
    Ok(RecoveryStageKind::ALL.into_iter().map(total).collect())
}

/// A claim as its debtor's people see it in a list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Owed {
    /// The claim.
    pub id: RecoveryId,
    /// Its number.
    pub reference: String,
    /// Who owes it.
    pub debtor_id: OrganisationId,
    /// Its name.
    pub debtor: String,
    /// In which call.
    pub call_id: CallId,
    /// What is claimed, in cents.
    pub amount_cents: i64,
    /// What is left, in cents.
    pub left_cents: i64,
    /// The day to pay it back by.
    pub due_on: NaiveDate,
    /// Stage by its code.
    pub stage: String,
}

const OWED: &str = "select r.id, r.reference, r.debtor_id, o.name as debtor, r.call_id, \
     r.amount_cents, \
     r.amount_cents - r.repaid_cents - r.set_off_cents - r.waived_cents as left_cents, \
     r.due_on, r.stage from recoveries r join organisations o on o.id = r.debtor_id \
     where r.stage in ('notified','partly_repaid','settled','waived')";

/// What was claimed back of a file and told to its debtors, by number. Who of them may see which is
/// asked by the page.
pub async fn told_of_file(conn: &impl Conn, id: ApplicationId) -> Result<Vec<Owed>, StoreError> {
    let sql = format!("{OWED} and r.file_id = $1 order by r.reference, r.id limit 100");
    sql::rows(conn, &sql, values![id]).await
}

/// What was claimed back from an organisation and told to it, what is due first at the top.
pub async fn told_to(conn: &impl Conn, id: OrganisationId) -> Result<Vec<Owed>, StoreError> {
    let sql = format!("{OWED} and r.debtor_id = $1 order by r.due_on, r.id limit 100");
    sql::rows(conn, &sql, values![id]).await
}

/// What the organisations of a person owe now, what is due first at the top.
pub async fn owed_by(conn: &impl Conn, person: PersonId) -> Result<Vec<Owed>, StoreError> {
    let sql = format!(
        "{OWED} and r.stage in ('notified','partly_repaid') and r.debtor_id in \
         (select organisation_id from members where person_id = $1) \
         order by r.due_on, r.id limit 100"
    );
    sql::rows(conn, &sql, values![person]).await
}
