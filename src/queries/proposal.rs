//! One proposal with what its applicants' pages show. The one rule: `find` first, then the tie and
//! the permit, then the rest; nothing is read for somebody who may not see it.

use crate::{
    domain::{
        access::Actor,
        ids::{ApplicationId, AttachmentId, CallId, InvitationId, OrganisationId, PersonId},
        moment::Moment,
        money::Money,
        panel::PanelState,
        proposal::{ProposalStage, Tie},
    },
    store::{
        Database, StoreError, answers, application, call, clarification, evidence, letter, partner,
        proposal, proposal_document, redress,
        sql::{self, values},
    },
};
use sea_orm::FromQueryResult;

pub use crate::store::{
    answers::{Answer, ProposalForm, Saved, as_map},
    application::Snapshot,
    call::Stored as StoredCall,
    clarification::Clarification,
    letter::Letter,
    partner::{Invitation, Partner},
    proposal::Stored,
    proposal_document::Document,
    redress::Redress,
};

/// The proposal alone: enough, with the tie, to ask for a permit.
pub async fn find(database: &Database, id: ApplicationId) -> Result<Stored, StoreError> {
    proposal::load(database.reads(), id).await
}

/// How the reader stands to it.
pub async fn tie(database: &Database, actor: &Actor, stored: &Stored) -> Result<Tie, StoreError> {
    proposal::tie(database.reads(), actor, stored).await
}

/// Its call.
pub async fn call(database: &Database, id: CallId) -> Result<StoredCall, StoreError> {
    call::load(database.reads(), id).await
}

/// The answers of one form with their versions.
pub async fn answers(
    database: &Database,
    id: ApplicationId,
    form: ProposalForm,
) -> Result<Vec<Answer>, StoreError> {
    answers::load(database.reads(), id, form).await
}

/// What was handed in last.
pub async fn receipt(
    database: &Database,
    id: ApplicationId,
) -> Result<Option<Snapshot>, StoreError> {
    application::last_snapshot(database.reads(), id).await
}

/// The documents of all its rounds, oldest first.
pub async fn documents(
    database: &Database,
    id: ApplicationId,
) -> Result<Vec<Document>, StoreError> {
    proposal_document::list(database.reads(), id).await
}

/// One document's row, if there is such a document.
pub async fn document(
    database: &Database,
    id: AttachmentId,
) -> Result<Option<Document>, StoreError> {
    match proposal_document::load(database.reads(), id).await {
        Ok(found) => Ok(Some(found)),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A document's bytes.
pub async fn document_bytes(database: &Database, of: &Document) -> Result<Vec<u8>, StoreError> {
    evidence::bytes(database.reads(), &of.digest).await
}

/// All invitations to it, oldest first.
pub async fn invitations(
    database: &Database,
    id: ApplicationId,
) -> Result<Vec<Invitation>, StoreError> {
    partner::invitations(database.reads(), id).await
}

/// All rounds of clarification, oldest first.
pub async fn clarifications(
    database: &Database,
    id: ApplicationId,
) -> Result<Vec<Clarification>, StoreError> {
    clarification::of_proposal(database.reads(), id).await
}

/// When the letter of a proposal went out and was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct LetterTimes {
    /// When it went out.
    pub released_at: Moment,
    /// When somebody opened it.
    pub opened_at: Option<Moment>,
}

/// The newest letter of a proposal; none before the release.
pub async fn letter_times(
    database: &Database,
    id: ApplicationId,
) -> Result<Option<LetterTimes>, StoreError> {
    sql::row(
        database.reads(),
        "select released_at, opened_at from letters where proposal_id = $1 \
         order by round desc limit 1",
        values![id],
    )
    .await
}

/// The letters of a proposal, newest round first; none before the release.
pub async fn letters(database: &Database, id: ApplicationId) -> Result<Vec<Letter>, StoreError> {
    letter::of_proposal(database.reads(), id).await
}

/// The reviews asked for about a proposal, newest first.
pub async fn reviews(database: &Database, id: ApplicationId) -> Result<Vec<Redress>, StoreError> {
    redress::of_proposal(database.reads(), id).await
}

/// An organisation the person writes for, with what it was granted in the programme of a call and
/// in how many of the call's proposals it is.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Mine {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Granted in cash before, over all calls and types.
    pub granted_cents: Money,
    /// Proposals of this call it leads or has joined, those taken back left out.
    pub proposals: i64,
}

/// The person's organisations in a call, by name.
pub async fn mine(
    database: &Database,
    call: CallId,
    person: PersonId,
) -> Result<Vec<Mine>, StoreError> {
    sql::rows(
        database.reads(),
        "select o.id, o.name, \
         (select cast(coalesce(sum(x.requested_cents), 0) as bigint) from partners x \
         join proposals q on q.id = x.proposal_id join calls k on k.id = q.call_id \
         where x.organisation_id = o.id and q.stage = 'awarded' \
         and k.programme = (select programme from calls where id = $2)) as granted_cents, \
         (select count(*) from partners x join proposals q on q.id = x.proposal_id \
         where x.organisation_id = o.id and q.call_id = $2 \
         and q.stage not in ('lapsed','withdrawn')) as proposals \
         from members m join organisations o on o.id = m.organisation_id \
         where m.person_id = $1 and m.role <> 'viewer' order by o.name, o.id limit 200",
        values![person, call],
    )
    .await
}

/// A proposal of one of the person's organisations.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MyProposal {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title; empty while it has none.
    pub title: String,
    stage_facts: String,
    /// The call's title.
    pub call: String,
    deadline: Moment,
    other_ends: String,
    round: i64,
    /// The lead.
    pub lead_id: OrganisationId,
    /// Its name.
    pub lead: String,
    /// The reader's organisation in it.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Code of the reader's role there.
    pub role: String,
    /// When its part was confirmed.
    pub confirmed_at: Option<Moment>,
    /// Last change of stage.
    pub changed_at: Moment,
    /// A clarification waits for its answer until then.
    pub asked_until: Option<Moment>,
    /// A letter went out that nobody has opened.
    pub unread: bool,
}

impl MyProposal {
    /// The stage with its facts.
    pub fn stage(&self) -> Result<ProposalStage, StoreError> {
        serde_json::from_str(&self.stage_facts)
            .map_err(|_| StoreError::corrupt("proposals", "stage facts"))
    }
    /// Until when it can be handed in: the call's deadline, or the end of the round it went on to.
    pub fn due_at(&self) -> Result<Moment, StoreError> {
        if !matches!(self.stage()?, ProposalStage::Invited { .. }) {
            return Ok(self.deadline);
        }
        let ends = call::round_ends(self.deadline, &self.other_ends)?;
        let place = usize::try_from(self.round).ok();
        Ok(place.and_then(|at| ends.get(at).copied()).unwrap_or(self.deadline))
    }
}

/// Proposals of the person's organisations, newest change first; one line for each of their
/// organisations in it.
pub async fn of_person(
    database: &Database,
    person: PersonId,
) -> Result<Vec<MyProposal>, StoreError> {
    sql::rows(
        database.reads(),
        "select q.id, q.reference, q.title, q.stage_facts, c.title as call, c.deadline, \
         c.other_ends, q.round, q.lead_id, l.name as lead, p.organisation_id, \
         o.name as organisation, m.role, p.confirmed_at, q.changed_at, \
         (select k.due_at from clarifications k where k.proposal_id = q.id \
         and k.state = 'open') as asked_until, \
         exists (select 1 from letters t where t.proposal_id = q.id and t.opened_at is null) \
         as unread \
         from members m join partners p on p.organisation_id = m.organisation_id \
         join proposals q on q.id = p.proposal_id join calls c on c.id = q.call_id \
         join organisations l on l.id = q.lead_id \
         join organisations o on o.id = p.organisation_id \
         where m.person_id = $1 order by q.changed_at desc, q.id, p.position limit 200",
        values![person],
    )
    .await
}

/// An invitation the person has not answered, to a proposal that is still written.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Invited {
    /// Its id.
    pub id: InvitationId,
    /// The proposal's number.
    pub reference: String,
    /// Its title; empty while it has none.
    pub title: String,
    /// The lead's name.
    pub lead: String,
    /// Who invited.
    pub by_name: String,
    /// What they wrote.
    pub note: String,
    /// When.
    pub invited_at: Moment,
    /// The call.
    pub call_id: CallId,
    /// Its title.
    pub call: String,
    /// Its deadline.
    pub deadline: Moment,
}

/// Invitations to take part, oldest first.
pub async fn invited(database: &Database, person: PersonId) -> Result<Vec<Invited>, StoreError> {
    sql::rows(
        database.reads(),
        "select i.id, q.reference, q.title, l.name as lead, b.name as by_name, i.note, \
         i.invited_at, q.call_id, c.title as call, c.deadline \
         from partner_invitations i join proposals q on q.id = i.proposal_id \
         join organisations l on l.id = q.lead_id join persons b on b.id = i.invited_by \
         join calls c on c.id = q.call_id \
         where i.person_id = $1 and i.state = 'sent' and q.stage in ('draft','invited') \
         order by i.invited_at, i.id limit 100",
        values![person],
    )
    .await
}

/// A call whose panel the person was asked to join.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PanelInvited {
    /// The call.
    pub call_id: CallId,
    /// Its title.
    pub call: String,
    /// When.
    pub invited_at: Moment,
}

/// Invitations to evaluate that were not answered, oldest first.
pub async fn panels(
    database: &Database,
    person: PersonId,
) -> Result<Vec<PanelInvited>, StoreError> {
    sql::rows(
        database.reads(),
        "select m.call_id, c.title as call, m.invited_at from panel_members m \
         join calls c on c.id = m.call_id where m.person_id = $1 and m.state = $2 \
         order by m.invited_at, m.call_id limit 100",
        values![person, PanelState::Invited.code()],
    )
    .await
}
