//! An expert's own work: the panels they are in, the proposals they evaluate, one proposal as they
//! read it. The one rule: each list begins at the expert's own rows, so it costs the same however
//! many applications there are; a proposal a conflict bars is in none of them, nor in a count.

use crate::{
    domain::{
        ids::{ApplicationId, CallId, PersonId},
        moment::Moment,
        panel::PanelState,
    },
    store::{
        Database, StoreError,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::{
    consensus::{self, Consensus, Line as ConsensusLine, Position},
    expert::{Employer, Expert, employers, find as expert},
    panel::{Applying, Member, applying},
    partner::{Partner, list as partners},
    proposal::{Stored, load as load_proposal, tie},
    proposal_document::{Document, list as documents},
    report::{self, Line, Report},
};

/// A call in which a person is, or is asked to be, an expert.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Panel {
    /// The call.
    pub call_id: CallId,
    /// Its title.
    pub call: String,
    state: String,
    /// When the person was asked.
    pub invited_at: Moment,
    /// When the contract was signed.
    pub contract_at: Option<Moment>,
    /// When the screen was answered last.
    pub screened_at: Option<Moment>,
    /// An organisation came in since, or the screen was never answered.
    pub asks: bool,
}

impl Panel {
    /// Said yes.
    pub fn is_accepted(&self) -> bool {
        self.state == PanelState::Accepted.code()
    }
}

/// The panels a person is in or asked to join, newest first. A draft and a withdrawn proposal have
/// no `submitted_at`, so the index on it alone says whether somebody new has come in.
pub async fn panels(database: &Database, person: PersonId) -> Result<Vec<Panel>, StoreError> {
    sql::rows(
        database.reads(),
        "select m.call_id, c.title as call, m.state, m.invited_at, m.contract_at, m.screened_at, \
         coalesce((select max(q.submitted_at) from proposals q where q.call_id = m.call_id), -2) \
         > coalesce(m.screened_at, -1) as asks \
         from panel_members m join calls c on c.id = m.call_id \
         where m.person_id = $1 and m.state in ('invited','accepted') and c.stage <> 'archived' \
         order by m.invited_at desc, m.call_id limit 50",
        values![person],
    )
    .await
}

/// A proposal somebody evaluates.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Mine {
    /// Its id.
    pub proposal_id: ApplicationId,
    /// The call.
    pub call_id: CallId,
    /// The call's title.
    pub call: String,
    /// The proposal's number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Key of its type.
    pub type_key: String,
    /// Code of its stage.
    pub stage: String,
    /// `draft`, `delivered`, or empty while there is no report.
    pub report: String,
    /// `open`, `final`, or empty while there is none.
    pub consensus: String,
    /// The person drafts the consensus.
    pub drafts: bool,
    /// The draft's version; 0 while there is none.
    pub version: i64,
    /// The version the person has answered last; -1 for none.
    pub said: i64,
}

impl Mine {
    /// The consensus is open and the person has not answered its draft.
    pub fn awaits_answer(&self) -> bool {
        self.consensus == "open" && self.said != self.version
    }
}

/// The proposals a person evaluates, in one call or in all, by reference.
pub async fn mine(
    database: &Database,
    person: PersonId,
    call: Option<CallId>,
) -> Result<Vec<Mine>, StoreError> {
    let mut given = values![person];
    let mut only = String::new();
    if let Some(call) = call {
        given.push(call.into());
        only.push_str(" and a.call_id = $2");
    }
    let sql = format!(
        "select a.proposal_id, a.call_id, c.title as call, q.reference, q.title, q.type_key, \
         q.stage, coalesce(r.state, '') as report, coalesce(k.state, '') as consensus, \
         coalesce(k.rapporteur_id = a.person_id, false) as drafts, \
         coalesce(k.version, 0) as version, coalesce(s.seen_version, -1) as said \
         from assignments a join proposals q on q.id = a.proposal_id and q.round = a.round \
         join calls c on c.id = a.call_id \
         join panel_members m on m.call_id = a.call_id and m.person_id = a.person_id \
         and m.state = 'accepted' and m.contract_at is not null and m.screened_at is not null \
         left join reports r on r.proposal_id = a.proposal_id and r.round = a.round \
         and r.person_id = a.person_id \
         left join consensus k on k.proposal_id = a.proposal_id and k.round = a.round \
         left join consensus_positions s on s.proposal_id = a.proposal_id \
         and s.round = a.round and s.person_id = a.person_id \
         where a.person_id = $1{only} and a.ended_at is null \
         and q.stage in ('admitted','awarded','reserve','declined') \
         and not exists (select 1 from conflicts x where x.proposal_id = a.proposal_id \
         and x.person_id = a.person_id and x.ended_at is null) \
         order by q.reference, a.proposal_id limit 1000"
    );
    sql::rows(database.reads(), &sql, given).await
}

/// One answer of a proposal, of whichever form.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Answered {
    /// `round:0`, `part:<organisation>`.
    pub form: String,
    /// The field.
    pub field: String,
    /// As typed.
    pub value: String,
}

/// All answers of a proposal: one statement.
pub async fn answers(
    database: &Database,
    proposal: ApplicationId,
) -> Result<Vec<Answered>, StoreError> {
    sql::rows(
        database.reads(),
        "select form, field, value from answers where application_id = $1 order by form, field",
        values![proposal],
    )
    .await
}
