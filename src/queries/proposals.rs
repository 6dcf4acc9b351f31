//! The list of a scored call's proposals, and what waits in it. The one rule: drafts are nobody's
//! but their own people's, so they are in no list and no count here.

use super::{overview::MOST, queue::like, stage_counts::Counted};
use crate::{
    domain::{
        ids::{ApplicationId, CallId},
        moment::Moment,
        proposal::ProposalStageKind,
    },
    store::{
        StoreError,
        proposal::HANDED_IN,
        sql::{self, values},
    },
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

pub use super::stage_counts::StageCount;

/// Rows on a page.
pub const PAGE: usize = 50;

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this stage.
    pub stage: Option<ProposalStageKind>,
    /// Only this type, by its key; empty for all.
    pub type_key: String,
    /// Part of the reference, the title or a partner's name; letters of both cases are the same.
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
    /// As answered.
    pub title: String,
    /// The voucher type's key.
    pub type_key: String,
    /// Stage by its code.
    pub stage: String,
    /// Last change of stage.
    pub changed_at: Moment,
    /// What all partners ask for.
    pub requested_cents: i64,
    /// The lead organisation.
    pub lead: String,
    /// Its country's code.
    pub lead_country: String,
    /// How many organisations.
    pub partners: i64,
    /// The newest round of clarification: empty, `open`, `answered`, `lapsed`.
    pub asked: String,
}

/// The list from there on, `most` rows, with one more where there are more.
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
    if !filter.type_key.is_empty() {
        wanted += &format!(" and a.type_key = {}", place(filter.type_key.clone().into()));
    }
    if !filter.text.trim().is_empty() {
        let at = place(like(&filter.text).into());
        wanted += &format!(
            " and (lower(a.reference) like {at} escape '!' or lower(a.title) like {at} escape '!' \
             or exists (select 1 from partners p join organisations n on n.id = p.organisation_id \
             where p.proposal_id = a.id and {CLOSED} and lower(n.name) like {at} escape '!'))"
        );
    }
    if let Some((moment, id)) = filter.after {
        let (moment, id) = (place(moment.into()), place(id.into()));
        wanted += &format!(" and (a.changed_at, a.id) < ({moment}, {id})");
    }
    let sql = format!(
        "select a.id, a.reference, a.title, a.type_key, a.stage, a.changed_at, \
         a.requested_cents, o.name as lead, o.country as lead_country, \
         (select count(*) from partners p where p.proposal_id = a.id and {CLOSED}) as partners, \
         coalesce((select c.state from clarifications c where c.proposal_id = a.id \
         order by c.number desc limit 1), '') as asked \
         from proposals a join organisations o on o.id = a.lead_id where a.call_id = $1{wanted} \
         order by a.changed_at desc, a.id desc limit {}",
        most + 1
    );
    sql::rows(conn, &sql, given).await
}

/// Who takes part in what goes on is its own affair until it is handed in again.
const CLOSED: &str = "a.stage not in ('invited','lapsed')";

/// How many proposals stand at each stage.
pub async fn stage_counts(
    conn: &impl ConnectionTrait,
    call: CallId,
) -> Result<Vec<StageCount<ProposalStageKind>>, StoreError> {
    let counted = Counted { table: "proposals", handed_in: HANDED_IN };
    let stages = ProposalStageKind::ALL.into_iter().map(|kind| (kind.code(), kind));
    counted.count(conn, call, stages).await
}

/// What waits in a scored call, each count up to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Waits {
    /// Handed in, and nobody is asked anything: checks to answer, then admit.
    pub to_check: i64,
    /// Since when the oldest of them waits.
    pub oldest_check: Option<Moment>,
    /// Questions that wait for the applicants.
    pub asked: i64,
    /// The next time one of them runs out.
    pub next_due: Option<Moment>,
    /// Answered or run out, and the proposal is still to check.
    pub clarified: i64,
    /// In evaluation.
    pub admitted: i64,
    /// Experts who have not answered their invitation.
    pub invited: i64,
    /// Experts who said yes.
    pub experts: i64,
    /// Of those, how many have not signed or not answered the screen.
    pub uncleared: i64,
    /// Assignments whose report is not delivered.
    pub reports: i64,
    /// Consensus rooms that are open.
    pub consensus: i64,
    /// Rankings that wait for a second signature.
    pub rankings: i64,
    /// Reviews of the procedure to decide.
    pub redress: i64,
}

/// Counts what waits: one statement over indexes.
pub async fn waits(conn: &impl ConnectionTrait, call: CallId) -> Result<Waits, StoreError> {
    let up_to = |what: &str| format!("(select count(*) from (select 1 {what} limit {MOST}) x)");
    let submitted = "from proposals p where p.call_id = $1 and p.stage = 'submitted'";
    let round = |state: &str| {
        format!(
            "exists (select 1 from clarifications c where c.proposal_id = p.id and c.state \
             {state})"
        )
    };
    let panel = "from panel_members m where m.call_id = $1 and m.state =";
    let sql = format!(
        "select {} as to_check, \
         (select min(p.changed_at) {submitted} and not {}) as oldest_check, {} as asked, \
         (select min(c.due_at) from clarifications c join proposals p on p.id = c.proposal_id \
         where p.call_id = $1 and c.state = 'open') as next_due, {} as clarified, \
         {} as admitted, {} as invited, {} as experts, {} as uncleared, {} as reports, \
         {} as consensus, {} as rankings, {} as redress",
        up_to(&format!("{submitted} and not {}", round("= 'open'"))),
        round("= 'open'"),
        up_to(&format!("{submitted} and {}", round("= 'open'"))),
        up_to(&format!(
            "{submitted} and {} and not {}",
            round("in ('answered','lapsed')"),
            round("= 'open'")
        )),
        up_to("from proposals p where p.call_id = $1 and p.stage = 'admitted'"),
        up_to(&format!("{panel} 'invited'")),
        up_to(&format!("{panel} 'accepted'")),
        up_to(&format!("{panel} 'accepted' and (m.contract_at is null or m.screened_at is null)")),
        up_to(
            "from assignments a where a.call_id = $1 and a.ended_at is null and not exists \
             (select 1 from reports r where r.proposal_id = a.proposal_id and r.round = a.round \
             and r.person_id = a.person_id and r.state = 'delivered')"
        ),
        up_to("from consensus k where k.call_id = $1 and k.state = 'open'"),
        up_to("from scenarios s where s.call_id = $1 and s.state = 'proposed'"),
        up_to("from redress r where r.call_id = $1 and r.state = 'open'"),
    );
    sql::row(conn, &sql, values![call]).await?.ok_or(StoreError::Missing { table: "calls" })
}
