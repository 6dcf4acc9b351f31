//! The experts of a call until they read: invitation, answer, loads, contract, screen. The one
//! rule: nothing of a proposal is seen before the contract is signed and the list of organisations
//! answered; and who applies in the call does not evaluate in it.

use super::{
    ActionError, Desk,
    conflict::{self, Word},
};
use crate::{
    config::contract,
    domain::{
        access::{Act, Actor, Subject, permit},
        conflict::{ConflictSource, Weight},
        event::{Event, Happened},
        form::Fault,
        ids::{ApplicationId, CallId, OrganisationId, PersonId},
        panel::{PanelEvent, PanelState},
        paper::digest,
        person::{EmailAddress, Person},
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{
        Tx, assignment, call,
        conflict_facts::{self, Scope},
        panel::{self, Member},
        person,
    },
};
use std::collections::BTreeSet;

/// Most proposals anybody is asked to take.
pub const LOAD_MOST: u32 = 1000;

fn field(name: &str, why: FieldRefusal) -> Refusal {
    Refusal::FieldRefused { field: name.to_owned(), why }
}

fn loads(min: u32, max: u32) -> Result<(u32, u32), Refusal> {
    if max > LOAD_MOST {
        let (least, most) = (Some(0), Some(i64::from(LOAD_MOST)));
        return Err(field("max", FieldRefusal::OutOfRange { least, most }));
    }
    if min > max {
        let (least, most) = (Some(0), Some(i64::from(max)));
        return Err(field("min", FieldRefusal::OutOfRange { least, most }));
    }
    Ok((min, max))
}

/// An invitation as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    /// E-mail address.
    pub address: String,
    /// Name; needed when the address is not known yet.
    pub name: String,
    /// Fewest proposals.
    pub min: u32,
    /// Most proposals.
    pub max: u32,
}

/// Invites an expert by address. One who is not known yet gets an account without a password, and
/// comes in by registering with that address.
pub async fn invite(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    form: &Invitation,
) -> Result<PersonId, ActionError> {
    let tx = desk.begin().await?;
    let permit = permit(actor, Act::ManagePanel, &panel::subject(tx.conn(), actor, call).await?)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(&tx, call).await?;
    desk.scored(&call::load(tx.conn(), call).await?)?;
    let address = EmailAddress::parse(&form.address)
        .ok_or_else(|| field("address", FieldRefusal::NotAnAddress))?;
    let loads = loads(form.min, form.max)?;
    let known = person::by_address(tx.conn(), &address).await?.map(|account| account.person.id);
    if let Some(id) = known {
        let there = panel::find(tx.conn(), call, id).await?.map(|member| member.state);
        if matches!(there, Some(PanelState::Invited | PanelState::Accepted)) {
            return Err(Refusal::from(ScoredRefusal::OnPanelAlready).into());
        }
        if panel::applies(tx.conn(), call, id).await? {
            return Err(Refusal::from(ScoredRefusal::AppliesHere).into());
        }
    }
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if known.is_none() && name.is_empty() {
        return Err(Refusal::from(ScoredRefusal::NameMissing).into());
    }
    let tx = tx.permit(permit);
    let id = if let Some(id) = known {
        id
    } else {
        let new = Person { id: tx.id(), address, name, verified: false };
        person::insert(&tx, &new, None).await?;
        new.id
    };
    panel::invite(&tx, call, id, loads, by).await?;
    let scope = Scope { call, person: Some(id), proposal: None };
    let more = conflict::recompute(&tx, &scope).await?;
    let what = PanelEvent::ExpertInvited { person: id };
    tx.commit(conflict::happened(Event::Panel { call, what }, more)).await?;
    desk.bell.notify_one();
    Ok(id)
}

/// The actor's own standing in a panel, with a permit to change it. The call's lock is taken.
async fn mine(
    tx: &impl Tx,
    actor: &Actor,
    call: CallId,
    act: Act,
) -> Result<(Member, crate::domain::access::Permit), ActionError> {
    let subject = panel::subject(tx.conn(), actor, call).await?;
    let permit = permit(actor, act, &subject)?;
    let Some(person) = permit.person() else { return Err(ActionError::Forbidden) };
    panel::lock_call(tx, call).await?;
    let member = panel::find(tx.conn(), call, person).await?.ok_or(ActionError::Unseen)?;
    Ok((member, permit))
}

/// Says yes to an invitation.
pub async fn accept(desk: &Desk, actor: &Actor, call: CallId) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = mine(&tx, actor, call, Act::AnswerPanel).await?;
    if member.state != PanelState::Invited {
        return Err(Refusal::AlreadyDone.into());
    }
    let person = member.person;
    if panel::applies(tx.conn(), call, person).await? {
        return Err(Refusal::from(ScoredRefusal::AppliesHere).into());
    }
    member.state = PanelState::Accepted;
    member.answered_at = Some(desk.now());
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let scope = Scope { call, person: Some(person), proposal: None };
    let more = conflict::recompute(&tx, &scope).await?;
    let what = PanelEvent::InvitationAccepted { person };
    tx.commit(conflict::happened(Event::Panel { call, what }, more)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Says no to it, with a reason.
pub async fn decline(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    reason: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = mine(&tx, actor, call, Act::AnswerPanel).await?;
    if member.state != PanelState::Invited {
        return Err(Refusal::AlreadyDone.into());
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    member.state = PanelState::Declined;
    member.reason.clone_from(&reason);
    member.answered_at = Some(desk.now());
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let what = PanelEvent::InvitationDeclined { person: member.person, reason };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// An officer's change of one expert.
async fn theirs(
    tx: &impl Tx,
    actor: &Actor,
    call: CallId,
    person: PersonId,
) -> Result<(Member, crate::domain::access::Permit), ActionError> {
    let subject = panel::subject(tx.conn(), actor, call).await?;
    let permit = permit(actor, Act::ManagePanel, &subject)?;
    panel::lock_call(tx, call).await?;
    let member = panel::find(tx.conn(), call, person).await?.ok_or(ActionError::Unseen)?;
    Ok((member, permit))
}

/// Takes an expert out, with a reason. Reports they delivered stand; what was not delivered is
/// taken off them.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    person: PersonId,
    reason: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = theirs(&tx, actor, call, person).await?;
    match member.state {
        PanelState::Invited | PanelState::Accepted => {}
        PanelState::Declined | PanelState::Removed => return Err(Refusal::AlreadyDone.into()),
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    member.state = PanelState::Removed;
    member.reason.clone_from(&reason);
    member.answered_at = Some(desk.now());
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let what = PanelEvent::ExpertRemoved { person, reason: reason.clone() };
    let mut happened = Happened::one(Event::Panel { call, what });
    for open in assignment::open(tx.conn(), call).await? {
        if open.person_id != person || open.delivered {
            continue;
        }
        let (proposal, reason) = (open.proposal_id, reason.clone());
        let round = u32::try_from(open.round).map_err(ActionError::broken)?;
        assignment::end(&tx, assignment::Place { call, round, proposal, person }, &reason).await?;
        let what = PanelEvent::EvaluatorTakenOff { proposal, person, reason };
        happened = happened.and(Event::Panel { call, what });
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Sets how many proposals an expert takes.
pub async fn set_load(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    person: PersonId,
    (min, max): (u32, u32),
    seen: i64,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = theirs(&tx, actor, call, person).await?;
    (member.min_load, member.max_load) = loads(min, max)?;
    member.version = seen;
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let what = PanelEvent::LoadSet { person, min, max };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    Ok(())
}

/// The contract of one expert for one call, with its digest.
pub fn contract_text(member: &Member, call_title: &str) -> (String, String) {
    let text = contract::expert(&member.name, call_title);
    let sum = digest(&text);
    (text, sum)
}

/// Signs the contract whose digest the page showed.
pub async fn sign_contract(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    shown: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = mine(&tx, actor, call, Act::WorkOnPanel).await?;
    if member.contract_at.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let title = call::load(tx.conn(), call).await?.call.title;
    let (_, sum) = contract_text(&member, &title);
    if sum != shown {
        return Err(Refusal::TextChanged.into());
    }
    member.contract_digest = Some(sum.clone());
    member.contract_at = Some(desk.now());
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let what = PanelEvent::ContractSigned { person: member.person, digest: sum };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    Ok(())
}

/// The answer about one organisation of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenAnswer {
    /// Which.
    pub organisation: OrganisationId,
    /// None: no conflict.
    pub conflict: Option<Weight>,
    /// In the expert's words; needed where there is a conflict.
    pub note: String,
}

/// Answers the list of organisations, whole. What was declared once stays; only the office can
/// release it. Organisations that come later are asked about again.
pub async fn answer_screen(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    answers: &[ScreenAnswer],
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (mut member, permit) = mine(&tx, actor, call, Act::WorkOnPanel).await?;
    if member.contract_at.is_none() {
        return Err(Refusal::from(ScoredRefusal::NotCleared).into());
    }
    let person = member.person;
    let asked = panel::applying(tx.conn(), call).await?;
    let mut faults = Vec::new();
    for one in &asked {
        let given = answers.iter().find(|a| a.organisation == one.organisation_id);
        let mut fault = |part: &str| {
            faults.push(Fault {
                field: format!("{part}.{}", one.organisation_id),
                label: one.name.clone(),
                why: FieldRefusal::Missing,
            });
        };
        match given {
            // Answered before, and nothing new of theirs came in since.
            None if member.screened_at.is_some_and(|at| one.since <= at) => {}
            None => fault("org"),
            Some(given) if given.conflict.is_some() && given.note.trim().is_empty() => {
                fault("note");
            }
            Some(_) => {}
        }
    }
    if !faults.is_empty() || asked.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    member.screened_at = Some(desk.now());
    let tx = tx.permit(permit);
    panel::save(&tx, &member).await?;
    let scope = Scope { call, person: Some(person), proposal: None };
    let facts = conflict_facts::proposals(tx.conn(), &scope).await?;
    let with = |organisation: OrganisationId| -> BTreeSet<ApplicationId> {
        let has = |f: &crate::domain::conflict::ProposalFacts| {
            f.parties.iter().any(|party| party.organisation == organisation)
        };
        facts.iter().filter(|(_, f)| has(f)).map(|(id, _)| *id).collect()
    };
    let mut more: Vec<Event> = Vec::new();
    let declared: Vec<_> =
        answers.iter().filter_map(|a| a.conflict.map(|weight| (a, weight))).collect();
    for (answer, weight) in &declared {
        let word = Word {
            source: ConflictSource::Declared,
            weight: *weight,
            party: Some(answer.organisation),
            note: answer.note.trim().to_owned(),
        };
        let proposals = with(answer.organisation);
        let added = conflict::note(&tx, call, person, &proposals, &word).await?;
        more.extend(added.into_iter().map(|what| Event::Panel { call, what }));
    }
    more.extend(conflict::recompute(&tx, &scope).await?);
    let declared = u32::try_from(declared.len()).unwrap_or(u32::MAX);
    let what = PanelEvent::ScreenAnswered { person, declared };
    tx.commit(conflict::happened(Event::Panel { call, what }, more)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Whether a panel is there for this actor at all; for pages.
pub async fn subject(desk: &Desk, actor: &Actor, call: CallId) -> Result<Subject, ActionError> {
    Ok(panel::subject(desk.database.reads(), actor, call).await?)
}
