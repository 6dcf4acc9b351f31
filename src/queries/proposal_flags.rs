//! What an officer should know of a proposal beside the rules: the same organisations elsewhere,
//! possible duplicates. The one rule: for officers only, and drafts of others are in none of it.

use crate::{
    domain::ids::{ApplicationId, CallId, OrganisationId},
    store::{
        StoreError,
        proposal::HANDED_IN,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

/// Most lines of one kind.
const MOST: u32 = 50;

/// An organisation of the proposal in another one that was handed in.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Elsewhere {
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// The other proposal.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its stage by code.
    pub stage: String,
    /// The organisation's share in it.
    pub requested_cents: i64,
    /// Its call.
    pub call_id: CallId,
    /// The call's title.
    pub call: String,
    /// Both calls are of the same programme, so its cap counts them together.
    pub same_programme: bool,
}

/// Where else the organisations of a proposal take part, newest first.
pub async fn elsewhere(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Elsewhere>, StoreError> {
    let sql = format!(
        "select p.organisation_id, q.id, q.reference, q.title, q.stage, p.requested_cents, \
         q.call_id, c.title as call, (c.programme = k.programme) as same_programme \
         from partners m join proposals own on own.id = m.proposal_id \
         join calls k on k.id = own.call_id \
         join partners p on p.organisation_id = m.organisation_id and p.proposal_id <> $1 \
         join proposals q on q.id = p.proposal_id join calls c on c.id = q.call_id \
         where m.proposal_id = $1 and {} order by q.changed_at desc, q.id limit {MOST}",
        HANDED_IN.replace("stage", "q.stage")
    );
    sql::rows(conn, &sql, values![id]).await
}

/// Another organisation with the same number in the same country's register, that takes part in a
/// proposal that was handed in.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Twin {
    /// The organisation of this proposal.
    pub organisation_id: OrganisationId,
    /// The other one.
    pub other_id: OrganisationId,
    /// Its name.
    pub other: String,
    /// The number both gave.
    pub registration: String,
    /// A proposal it is in.
    pub id: ApplicationId,
    /// That proposal's number.
    pub reference: String,
}

/// A registration number without the signs people put between its digits.
fn bare(column: &str) -> String {
    format!(
        "lower(replace(replace(replace(replace({column}, ' ', ''), '-', ''), '.', ''), '/', ''))"
    )
}

/// Organisations that may be the same under another account.
pub async fn twins(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<Twin>, StoreError> {
    let sql = format!(
        "select m.organisation_id, x.id as other_id, x.name as other, x.registration, q.id, \
         q.reference from partners m join organisations o on o.id = m.organisation_id \
         join organisations x on x.country = o.country and x.id <> o.id \
         and {} = {} join partners p on p.organisation_id = x.id \
         join proposals q on q.id = p.proposal_id \
         where m.proposal_id = $1 and {} <> '' and {} order by q.reference limit {MOST}",
        bare("x.registration"),
        bare("o.registration"),
        bare("o.registration"),
        HANDED_IN.replace("stage", "q.stage")
    );
    sql::rows(conn, &sql, values![id]).await
}

/// Another proposal of the call with nearly the same title.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Alike {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its lead.
    pub lead: String,
}

/// The words of a title that say something, longest first: of five letters and more, five at most.
fn telling(title: &str) -> Vec<String> {
    let lower = title.to_lowercase();
    let mut words: Vec<String> = lower
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| word.chars().count() >= 5)
        .map(str::to_owned)
        .collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
    words.dedup();
    words.truncate(5);
    words
}

/// Proposals of the same call that share most of the telling words of the title.
pub async fn alike(
    conn: &impl ConnectionTrait,
    call: CallId,
    id: ApplicationId,
    title: &str,
) -> Result<Vec<Alike>, StoreError> {
    let words = telling(title);
    if words.len() < 2 {
        return Ok(Vec::new());
    }
    let mut given: Vec<Value> = values![call, id];
    let hits: Vec<String> = words
        .iter()
        .map(|word| {
            given.push(format!("%{word}%").into());
            format!("case when lower(q.title) like ${} then 1 else 0 end", given.len())
        })
        .collect();
    // Two words must both be there; of more, one may differ.
    let least = if words.len() == 2 { 2 } else { words.len() - 1 };
    let sql = format!(
        "select q.id, q.reference, q.title, o.name as lead from proposals q \
         join organisations o on o.id = q.lead_id where q.call_id = $1 and q.id <> $2 and {} \
         and ({}) >= {least} order by q.reference limit {MOST}",
        HANDED_IN.replace("stage", "q.stage"),
        hits.join(" + ")
    );
    sql::rows(conn, &sql, given).await
}

#[cfg(test)]
mod tests {
    use super::telling;

    #[test]
    fn the_words_that_say_something_are_the_long_ones() {
        let words = telling("A foil for the coating of Coating machines, 2nd try");
        assert_eq!(words, ["machines", "coating"]);
        assert!(telling("Go on").is_empty());
    }
}
