//! The audit trail, newest first. The one rule: it is read by key over an index; a page costs the
//! same on the first line and on the millionth.

use crate::{
    domain::{
        event::{Event, SUBJECT_KINDS},
        moment::Moment,
    },
    store::{
        StoreError, application, proposal,
        sql::{self, Conn, values},
    },
};
use sea_orm::{FromQueryResult, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use uuid::Uuid;

/// One line of the trail.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// What kind of subject.
    pub subject_kind: String,
    /// Which.
    pub subject_id: Uuid,
    /// Place in the subject's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// Who: `person:<id>`, `system:<reason>` or `nobody`.
    pub by_whom: String,
    /// The event as JSON.
    event: String,
}

impl Line {
    /// What happened; none for a line this version does not know.
    pub fn event(&self) -> Option<Event> {
        serde_json::from_str(&self.event).ok()
    }
    /// Where it stands in the list.
    pub const fn mark(&self) -> Mark {
        Mark { at: self.at, subject: self.subject_id, seq: self.seq }
    }
}

/// A place in the list; as text it stands in the address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    at: Moment,
    subject: Uuid,
    seq: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at.millis(), self.subject.simple(), self.seq)
    }
}

impl FromStr for Mark {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let mark = Self {
            at: Moment::from_millis(next()?.parse().map_err(|_| ())?),
            subject: Uuid::parse_str(next()?).map_err(|_| ())?,
            seq: next()?.parse().map_err(|_| ())?,
        };
        if parts.next().is_some() { Err(()) } else { Ok(mark) }
    }
}

const COLUMNS: &str = "subject_kind, subject_id, seq, at, by_whom, event";

/// Whose lines a reader is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of them: the auditor's.
    All,
    /// All but those of drafts, which are their own side's alone: the officer's.
    HandedIn,
}

impl Reach {
    /// What `id` has to meet, as SQL.
    fn sql(self, id: &str) -> String {
        let drafts = |table: &str, handed_in: &str| {
            format!(" and not exists (select 1 from {table} where id = {id} and not ({handed_in}))")
        };
        match self {
            Self::All => String::new(),
            Self::HandedIn => {
                drafts("applications", application::HANDED_IN)
                    + &drafts("proposals", proposal::HANDED_IN)
            }
        }
    }
}

/// At most `many` lines, newest first, of all subjects or of one, older than `before`.
pub async fn page(
    conn: &impl Conn,
    reach: Reach,
    subject: Option<Uuid>,
    before: Option<Mark>,
    many: u32,
) -> Result<Vec<Line>, StoreError> {
    let start = Mark { at: Moment::from_millis(i64::MAX), subject: Uuid::max(), seq: i64::MAX };
    let before = before.unwrap_or(start);
    let mut values = values![before.at, before.subject, before.seq];
    let filter = match subject {
        Some(id) => {
            values.push(Value::from(id));
            // All kinds, so that the lines of one subject are found by the primary key.
            let kinds = SUBJECT_KINDS.map(|kind| format!("'{kind}'")).join(",");
            format!(" and subject_kind in ({kinds}) and subject_id = $4")
        }
        None => String::new(),
    };
    let shown = reach.sql("subject_id");
    let sql = format!(
        "select {COLUMNS} from audit where (at, subject_id, seq) < ($1, $2, $3){filter}{shown} \
         order by at desc, subject_id desc, seq desc limit {many}"
    );
    sql::rows(conn, &sql, values).await
}

/// The application or the claim with this reference.
pub async fn by_reference(
    conn: &impl Conn,
    reach: Reach,
    reference: &str,
) -> Result<Option<Uuid>, StoreError> {
    let shown = reach.sql("f.id");
    let sql = format!(
        "select f.id from (select id, reference from applications \
         union all select id, reference from proposals \
         union all select id, reference from recoveries) f where f.reference = $1{shown} limit 1"
    );
    sql::scalar(conn, &sql, values![reference]).await
}

/// Names of whatever these ids are: people, organisations, calls; applications and claims by their
/// reference, payments to the bank by their number. One query, whatever their number; an id that
/// has no name is left out.
pub async fn names(
    conn: &impl Conn,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    #[derive(FromQueryResult)]
    struct Named {
        id: Uuid,
        name: String,
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    let sql = format!(
        "select id, name from persons where id in ({places}) \
         union all select id, name from organisations where id in ({places}) \
         union all select id, reference as name from applications where id in ({places}) \
         union all select id, reference as name from proposals where id in ({places}) \
         union all select id, reference as name from recoveries where id in ({places}) \
         union all select id, cast(number as text) as name from batches where id in ({places}) \
         union all select id, title as name from calls where id in ({places}) \
         union all select p.id, o.name from profiles p join organisations o \
         on o.id = p.organisation_id where p.id in ({places})"
    );
    let values = ids.iter().map(|id| Value::from(*id)).collect();
    let found: Vec<Named> = sql::rows(conn, &sql, values).await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Mark, Moment};
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_mark_reads_back(at in any::<i64>(), subject in any::<u128>(), seq in any::<i64>()) {
            let subject = Uuid::from_u128(subject);
            let mark = Mark { at: Moment::from_millis(at), subject, seq };
            prop_assert_eq!(mark.to_string().parse(), Ok(mark));
        }
        #[test]
        fn nonsense_is_no_mark(text in "\\PC{0,40}") {
            if let Ok(mark) = text.parse::<Mark>() {
                prop_assert!(text.matches('.').count() == 2, "{mark}");
            }
        }
    }
}
