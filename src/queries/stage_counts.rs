//! How many files of a call stand at each stage. The one rule: counting stops early in a call with
//! very many, because counting ten thousand rows would cost more than all the rest of a page.

use super::overview::MOST;
use crate::{
    domain::ids::CallId,
    store::{
        StoreError,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A call with more files than this is counted only up to `FEW` a stage.
const MANY: i64 = 2000;
/// Where counting stops in such a call.
const FEW: i64 = 100;

/// How many files stand at a stage; drafts are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageCount<K> {
    /// The stage.
    pub stage: K,
    /// How many, up to `most`.
    pub count: i64,
    /// Where counting stopped.
    pub most: i64,
}

/// What is counted: a table of files with its own words for what was handed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// `applications` or `proposals`.
    pub table: &'static str,
    /// What says that a file was handed in, as SQL.
    pub handed_in: &'static str,
}

impl Counted {
    /// Counts each of these stages, by its code; `draft` is never among them.
    pub(super) async fn count<K>(
        self,
        conn: &impl ConnectionTrait,
        call: CallId,
        stages: impl Iterator<Item = (&'static str, K)>,
    ) -> Result<Vec<StageCount<K>>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            stage: String,
            n: i64,
            most: i64,
        }
        let mut stages: Vec<_> = stages.filter(|(code, _)| *code != "draft").collect();
        let each: Vec<String> = stages.iter().map(|(code, _)| self.one(code)).collect();
        // References are numbered on, so the next number says how many there are without counting.
        let sql = format!(
            "with most as (select cast(case when next_number > {MANY} then {FEW} else {MOST} end \
             as bigint) as n from calls where id = $1) {}",
            each.join(" union all ")
        );
        let found: Vec<Row> = sql::rows(conn, &sql, values![call]).await?;
        let read = |row: Row| {
            let at = stages.iter().position(|(code, _)| *code == row.stage)?;
            let (_, stage) = stages.swap_remove(at);
            Some(StageCount { stage, count: row.n, most: row.most })
        };
        Ok(found.into_iter().filter_map(read).collect())
    }
    fn one(self, code: &str) -> String {
        // Only a withdrawn file may never have been handed in. Of the other stages none is asked:
        // that would fetch each row beside its index.
        let known = match code {
            "withdrawn" => format!(" and {}", self.handed_in),
            _handed_in => String::new(),
        };
        format!(
            "select '{code}' as stage, count(*) as n, (select n from most) as most \
             from (select 1 from {} where call_id = $1 and stage = '{code}'{known} \
             limit (select n from most)) x",
            self.table
        )
    }
}
