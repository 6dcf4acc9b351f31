//! The list of a call's applications. The one rule: it is read by key, fifty at a time, newest
//! change first, so the thousandth page costs what the first does.

use super::stage_counts::Counted;
use crate::{
    domain::{
        application::StageKind,
        country::Country,
        ids::{ApplicationId, CallId},
        moment::Moment,
    },
    store::{
        StoreError,
        application::HANDED_IN,
        sql::{self, values},
    },
};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

pub use super::stage_counts::StageCount;

/// Rows on a page.
pub const PAGE: usize = 50;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this stage.
    pub stage: Option<StageKind>,
    /// Visitor or host of this country.
    pub country: Option<Country>,
    /// Part of the reference or of an organisation's name; letters of both cases are the same.
    pub text: String,
    /// After this row.
    pub after: Option<(Moment, ApplicationId)>,
}

/// A line of the list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Stage by its code.
    pub stage: String,
    /// Last change of stage.
    pub changed_at: Moment,
    /// First day.
    pub stay_from: Option<NaiveDate>,
    /// Last day.
    pub stay_to: Option<NaiveDate>,
    /// Held online.
    pub virtual_exchange: bool,
    /// The sum, once worked out.
    pub amount_cents: Option<i64>,
    /// Who travels.
    pub visitor: String,
    /// Its country's code.
    pub visitor_country: String,
    /// What it is.
    pub visitor_kind: String,
    /// Who receives.
    pub host: String,
    /// Its country's code.
    pub host_country: String,
}

/// The list from there on, `most` rows, with one more where there are more. Drafts are nobody's but
/// their own side's, so they are never here.
pub async fn list(
    conn: &impl ConnectionTrait,
    call: CallId,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Line>, StoreError> {
    let mut given: Vec<Value> = values![call];
    let mut place = |value: Value| {
        given.push(value);
        format!("${}", given.len())
    };
    let mut wanted = format!(" and {HANDED_IN}");
    if let Some(stage) = filter.stage {
        wanted += &format!(" and a.stage = {}", place(stage.code().into()));
    }
    if let Some(country) = filter.country {
        let at = place(country.code().into());
        wanted += &format!(" and (v.country = {at} or h.country = {at})");
    }
    if !filter.text.trim().is_empty() {
        let at = place(like(&filter.text).into());
        wanted += &format!(
            " and (lower(a.reference) like {at} escape '!' or lower(v.name) like {at} escape '!' \
             or lower(h.name) like {at} escape '!')"
        );
    }
    if let Some((moment, id)) = filter.after {
        let (moment, id) = (place(moment.into()), place(id.into()));
        wanted += &format!(" and (a.changed_at, a.id) < ({moment}, {id})");
    }
    let sql = format!(
        "select a.id, a.reference, a.stage, a.changed_at, a.stay_from, a.stay_to, \
         a.virtual_exchange, a.amount_cents, v.name as visitor, v.country as visitor_country, \
         v.kind as visitor_kind, h.name as host, h.country as host_country \
         from applications a join organisations v on v.id = a.visitor_id \
         join organisations h on h.id = a.host_id where a.call_id = $1{wanted} \
         order by a.changed_at desc, a.id desc limit {}",
        most + 1
    );
    sql::rows(conn, &sql, given).await
}

/// The pattern that finds a text anywhere, in small letters.
pub(super) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.trim().to_lowercase().chars().take(100) {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

/// How many applications stand at each stage.
pub async fn stage_counts(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<StageCount<StageKind>>, StoreError> {
    let counted = Counted { table: "applications", handed_in: HANDED_IN };
    counted.count(conn, call, StageKind::ALL.into_iter().map(|kind| (kind.code(), kind))).await
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn signs_that_mean_something_to_like_are_taken_as_typed() {
        assert_eq!(like(" 50%_Lodz! "), "%50!%!_lodz!!%");
    }
}
