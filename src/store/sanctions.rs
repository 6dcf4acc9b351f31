//! Lists of sanctions as imported, and why none is in use. The one rule: an entry is kept once,
//! whichever lists hold it, and the list with the highest number is the one in use.

use super::{StoreError, WriteTx, sql};
use crate::domain::{ids::PersonId, moment::Moment, screening::Entry};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

/// A list that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct List {
    /// Its id.
    pub id: Uuid,
    /// In the order they were taken in, from 1.
    pub number: i64,
    /// Digest of the file.
    pub digest: String,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// How many entries.
    pub entries: i64,
    /// How many names.
    pub names: i64,
    /// When it was taken in.
    pub added_at: Moment,
}

const COLUMNS: &str = "id, number, digest, made_on, entries, names, added_at";

/// The list in use.
pub async fn current(conn: &impl ConnectionTrait) -> Result<Option<List>, StoreError> {
    let sql = format!("select {COLUMNS} from sanction_lists order by number desc limit 1");
    sql::row(conn, &sql, vec![]).await
}

/// The list of a file that was taken in before.
pub async fn with_digest(
    conn: &impl ConnectionTrait,
    digest: &str,
) -> Result<Option<List>, StoreError> {
    let sql = format!("select {COLUMNS} from sanction_lists where digest = $1");
    sql::row(conn, &sql, values![digest]).await
}

/// All entries of a list.
pub async fn entries(conn: &impl ConnectionTrait, list: Uuid) -> Result<Vec<Entry>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        content: String,
    }
    let sql = "select e.content from sanction_list_entries l \
               join sanction_entries e on e.digest = l.entry_digest where l.list_id = $1 \
               order by l.entry_id";
    let found: Vec<Row> = sql::rows(conn, sql, values![list]).await?;
    found.into_iter().map(|row| read(&row.content)).collect()
}

/// The entry with this digest.
pub async fn entry(conn: &impl ConnectionTrait, digest: &str) -> Result<Entry, StoreError> {
    let sql = "select content from sanction_entries where digest = $1";
    let content: Option<String> = sql::scalar(conn, sql, values![digest]).await?;
    read(&content.ok_or(StoreError::Missing { table: "sanction_entries" })?)
}

fn read(content: &str) -> Result<Entry, StoreError> {
    serde_json::from_str(content).map_err(|_| StoreError::corrupt("sanction_entries", "content"))
}

/// How many rows go in with one statement.
const AT_ONCE: usize = 500;

/// Keeps a list with its entries, each once.
pub async fn insert(tx: &WriteTx, list: &List, entries: &[Entry]) -> Result<(), StoreError> {
    let conn = super::Tx::conn(tx);
    sql::run(
        conn,
        "insert into sanction_lists (id, number, digest, made_on, entries, names, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![
            list.id,
            list.number,
            list.digest.clone(),
            list.made_on,
            list.entries,
            list.names,
            list.added_at
        ],
    )
    .await?;
    for some in entries.chunks(AT_ONCE) {
        let mut contents = Vec::with_capacity(some.len() * 2);
        let mut members: Vec<Value> = Vec::with_capacity(some.len() * 3);
        for entry in some {
            let bad = |e: serde_json::Error| StoreError::corrupt("sanction_entries", e.to_string());
            let digest = entry.digest();
            contents.push(Value::from(digest.clone()));
            contents.push(Value::from(serde_json::to_string(entry).map_err(bad)?));
            members.extend(values![list.id, entry.id.clone(), digest]);
        }
        let sql = format!(
            "insert into sanction_entries (digest, content) values {} on conflict do nothing",
            places(some.len(), 2)
        );
        sql::run(conn, &sql, contents).await?;
        let sql = format!(
            "insert into sanction_list_entries (list_id, entry_id, entry_digest) values {}",
            places(some.len(), 3)
        );
        sql::run(conn, &sql, members).await?;
    }
    Ok(())
}

/// "($1, $2), ($3, $4)".
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let cells: Vec<String> =
            (1..=columns).map(|cell| format!("${}", row * columns + cell)).collect();
        format!("({})", cells.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Why no list is in use.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Note {
    /// What was noted.
    pub note: String,
    /// By whom.
    pub by_id: PersonId,
    /// When.
    pub at: Moment,
}

/// The last note.
pub async fn note(conn: &impl ConnectionTrait) -> Result<Option<Note>, StoreError> {
    let sql = "select note, by_id, at from sanction_notes order by at desc, id desc limit 1";
    sql::row(conn, sql, vec![]).await
}

/// Keeps a note.
pub async fn add_note(tx: &WriteTx, id: Uuid, note: &str, by: PersonId) -> Result<(), StoreError> {
    sql::run(
        super::Tx::conn(tx),
        "insert into sanction_notes (id, note, by_id, at) values ($1, $2, $3, $4)",
        values![id, note, by, tx.now()],
    )
    .await
    .map(|_| ())
}
