//! The audit trail. The one rule: a line holds the digest of the line before it of the same
//! subject, so that a changed or missing line shows; lines are only ever added.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{access::Who, event::Event, paper::digest};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// The start of every chain.
const START: &str = "";

#[derive(FromQueryResult)]
struct Head {
    seq: i64,
    hash: String,
}

/// A line as stored.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// What kind of subject.
    pub subject_kind: String,
    /// Which.
    pub subject_id: Uuid,
    /// Place in the subject's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who: `person:<id>`, `system:<reason>` or `nobody`.
    pub by_whom: String,
    /// The event as JSON.
    pub event: String,
    /// Digest of the line before.
    pub prev: String,
    /// Digest of this line.
    pub hash: String,
}

/// Who, as a line names them.
pub fn by_whom(who: &Who) -> String {
    match who {
        Who::Nobody => "nobody".to_owned(),
        Who::Person(id) => format!("person:{id}"),
        Who::System(reason) => format!("system:{reason}"),
    }
}

fn line_hash(kind: &str, id: Uuid, seq: i64, at: i64, by: &str, event: &str, prev: &str) -> String {
    // Lengths are written too, so that no two different lines give the same text.
    digest(&format!("{kind}|{id}|{seq}|{at}|{}:{by}|{}:{event}|{prev}", by.len(), event.len()))
}

/// Adds the line of an event.
pub(super) async fn append(tx: &WriteTx, event: &Event) -> Result<(), StoreError> {
    let subject = event.subject();
    let conn = tx.conn();
    let head: Option<Head> = sql::row(
        conn,
        &format!(
            "select seq, hash from audit_heads where subject_kind = $1 and subject_id = $2{}",
            sql::for_update(conn)
        ),
        values![subject.kind, subject.id],
    )
    .await?;
    let (seq, prev) = head.map_or((1, START.to_owned()), |h| (h.seq + 1, h.hash));
    let by = by_whom(tx.permit().who());
    let text =
        serde_json::to_string(event).map_err(|e| StoreError::corrupt("audit", e.to_string()))?;
    let at = tx.now().millis();
    let hash = line_hash(subject.kind, subject.id, seq, at, &by, &text, &prev);
    sql::run(
        conn,
        "insert into audit (subject_kind, subject_id, seq, at, by_whom, event, prev, hash) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![subject.kind, subject.id, seq, at, by, text, prev, hash.clone()],
    )
    .await?;
    sql::run(
        conn,
        "insert into audit_heads (subject_kind, subject_id, seq, hash) values ($1, $2, $3, $4) \
         on conflict (subject_kind, subject_id)
         do update set seq = excluded.seq, hash = excluded.hash",
        values![subject.kind, subject.id, seq, hash],
    )
    .await?;
    Ok(())
}

/// What checking the trail found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Lines read.
    pub lines: u64,
    /// Chains read.
    pub chains: u64,
    /// What is wrong, one sentence each; empty when all is well.
    pub faults: Vec<String>,
}

/// Reads the whole trail in pages and checks every chain against its lines and its head.
pub async fn verify(conn: &impl ConnectionTrait) -> Result<Verified, StoreError> {
    const PAGE: u64 = 1000;
    let mut found = Verified::default();
    let mut after = (String::new(), Uuid::nil(), 0_i64);
    let mut last: Option<Line> = None;
    loop {
        let page: Vec<Line> = sql::rows(
            conn,
            "select subject_kind, subject_id, seq, at, by_whom, event, prev, hash from audit \
             where (subject_kind, subject_id, seq) > ($1, $2, $3) \
             order by subject_kind, subject_id, seq limit 1000",
            values![after.0.clone(), after.1, after.2],
        )
        .await?;
        let full = page.len() as u64 == PAGE;
        for line in page {
            check_line(conn, &mut found, last.as_ref(), &line).await?;
            after = (line.subject_kind.clone(), line.subject_id, line.seq);
            last = Some(line);
        }
        if !full {
            break;
        }
    }
    if let Some(line) = &last {
        check_head(conn, &mut found, line).await?;
    }
    let heads: i64 =
        sql::scalar(conn, "select count(*) from audit_heads", vec![]).await?.unwrap_or_default();
    if u64::try_from(heads).unwrap_or_default() != found.chains {
        found.faults.push(format!("{heads} chains are known, {} have lines", found.chains));
    }
    Ok(found)
}

async fn check_line(
    conn: &impl ConnectionTrait,
    found: &mut Verified,
    last: Option<&Line>,
    line: &Line,
) -> Result<(), StoreError> {
    found.lines += 1;
    let before =
        last.filter(|l| l.subject_kind == line.subject_kind && l.subject_id == line.subject_id);
    if before.is_none() {
        if let Some(end) = last {
            check_head(conn, found, end).await?;
        }
        found.chains += 1;
    }
    let name = format!("{} {} line {}", line.subject_kind, line.subject_id, line.seq);
    let (seq, prev) = before.map_or((1, START), |l| (l.seq + 1, l.hash.as_str()));
    if line.seq != seq {
        found.faults.push(format!("{name}: line {seq} is missing before it"));
    } else if line.prev != prev {
        found.faults.push(format!("{name}: does not follow the line before it"));
    }
    let hash = line_hash(
        &line.subject_kind,
        line.subject_id,
        line.seq,
        line.at,
        &line.by_whom,
        &line.event,
        &line.prev,
    );
    if hash != line.hash {
        found.faults.push(format!("{name}: its content was changed"));
    }
    Ok(())
}

async fn check_head(
    conn: &impl ConnectionTrait,
    found: &mut Verified,
    end: &Line,
) -> Result<(), StoreError> {
    let head: Option<Head> = sql::row(
        conn,
        "select seq, hash from audit_heads where subject_kind = $1 and subject_id = $2",
        values![end.subject_kind.clone(), end.subject_id],
    )
    .await?;
    if head.is_none_or(|h| h.seq != end.seq || h.hash != end.hash) {
        found.faults.push(format!(
            "{} {}: the chain ends at line {}, its head says otherwise",
            end.subject_kind, end.subject_id, end.seq
        ));
    }
    Ok(())
}
