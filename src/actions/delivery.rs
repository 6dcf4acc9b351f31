//! Mails out of the outbox. The one rule: a row is claimed for a while and settled afterwards, so
//! a mail is sent at least once and, with its stable Message-ID, shows once.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, may, permit},
        event::{Event, FileRef, Happened},
        ids::{CallId, OutboxId},
        moment::Moment,
        notice::Notice,
        panel::PanelNotice,
        proposal::{ProposalRef, notice::ProposalNotice, round},
    },
    store::{Tx, WriteTx, application, call, organisation, outbox, person, profile, proposal},
};
use chrono::TimeDelta;

/// How long a claim holds before another worker may take the row.
const CLAIM: TimeDelta = TimeDelta::minutes(5);

/// A mail ready to be composed: whom, about what, with the names its text needs.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The outbox row.
    pub id: OutboxId,
    /// Left part of the Message-ID.
    pub message_id: String,
    /// What it says.
    pub notice: Notice,
    /// The receiver's address.
    pub address: String,
    /// The receiver's name.
    pub name: String,
    /// One-time token of its link.
    pub secret: Option<String>,
    /// Names and dates of the file it is about.
    pub file: Option<FileNames>,
    /// Names of the proposal it is about.
    pub proposal: Option<ProposalNames>,
    /// The name of the person the notice names.
    pub person: Option<String>,
    /// Names of the organisation or profile it is about, when it is about no file.
    pub organisation: Option<String>,
    /// Title of the call.
    pub call: Option<String>,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

/// The names a mail about a file needs.
#[derive(Debug, Clone)]
pub struct FileNames {
    /// Everyone it concerns.
    pub file: FileRef,
    /// The application's number.
    pub reference: String,
    /// The visiting organisation.
    pub visitor: String,
    /// The host organisation.
    pub host: String,
    /// The exchange is held online, without money.
    pub virtual_exchange: bool,
    /// The stay.
    pub stay: Option<crate::domain::calendar::Period>,
    /// The call's deadline.
    pub deadline: Moment,
}

/// The names a mail about a proposal needs.
#[derive(Debug, Clone)]
pub struct ProposalNames {
    /// Everyone it concerns.
    pub proposal: ProposalRef,
    /// The proposal's number.
    pub reference: String,
    /// Its title; empty while it has none.
    pub title: String,
    /// The lead organisation.
    pub lead: String,
    /// The date to hand it in by.
    pub deadline: Moment,
}

async fn begin(desk: &Desk) -> Result<WriteTx, ActionError> {
    let actor = Actor::system("mail");
    let permit = permit(&actor, Act::RunSchedule, &Subject::Office)?;
    Ok(desk.begin().await?.permit(permit))
}

/// Claims up to `many` due mails and gathers what their texts need.
pub async fn claim(desk: &Desk, many: u32) -> Result<Vec<Letter>, ActionError> {
    let tx = begin(desk).await?;
    let due = outbox::claim(&tx, many, tx.now().plus(CLAIM)).await?;
    let mut letters = Vec::with_capacity(due.len());
    for row in due {
        match letter(desk, &tx, &row).await {
            Ok(letter) => letters.push(letter),
            Err(err) => {
                tracing::error!(outbox.id = %row.id, error = %err, "a mail can't be read");
                outbox::give_up(&tx, row.id, "unreadable").await?;
            }
        }
    }
    tx.keep_quietly().await?;
    Ok(letters)
}

async fn letter(desk: &Desk, tx: &WriteTx, row: &outbox::Due) -> Result<Letter, ActionError> {
    let notice: Notice = serde_json::from_str(&row.payload).map_err(ActionError::broken)?;
    let person = person::load(tx.conn(), row.person_id).await?.person;
    let mut letter = Letter {
        id: row.id,
        message_id: row.message_id.clone(),
        address: person.address.as_str().to_owned(),
        name: person.name,
        secret: row.secret.clone(),
        file: None,
        proposal: None,
        person: None,
        organisation: None,
        call: None,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        notice,
    };
    if let Some(payment) = letter.notice.payment() {
        let payee = organisation::load(tx.conn(), payment.payee).await?;
        letter.organisation = Some(payee.organisation.name);
    }
    if let Notice::Recovery { recovery, .. } = &letter.notice {
        let debtor = organisation::load(tx.conn(), recovery.debtor).await?;
        letter.organisation = Some(debtor.organisation.name);
        letter.call = Some(call::load(tx.conn(), recovery.call).await?.call.title);
    } else if let Some(proposal) = letter.notice.payment().and_then(|one| one.file.grant()) {
        name_proposal(desk, tx, &mut letter, proposal, &ProposalNotice::ProposalToCheck).await?;
    } else if let Notice::Proposal { proposal, about } = letter.notice.clone() {
        name_proposal(desk, tx, &mut letter, proposal, &about).await?;
    } else if let Notice::Grant { proposal, .. } = letter.notice.clone() {
        name_proposal(desk, tx, &mut letter, proposal, &ProposalNotice::ProposalToCheck).await?;
    } else if let Notice::Panel { call, about } = letter.notice.clone() {
        name_panel(desk, tx, &mut letter, (call, &about)).await?;
    } else if let Notice::DatesMoved { call, .. } = &letter.notice {
        letter.call = Some(call::load(tx.conn(), *call).await?.call.title);
    } else if let Some(file) = letter.notice.file() {
        name_file(tx, &mut letter, file).await?;
    } else if let Notice::MemberAdded { organisation, .. }
    | Notice::AccountToConfirm { organisation }
    | Notice::AccountConfirmed { organisation }
    | Notice::AccountRejected { organisation, .. } = &letter.notice
    {
        let stored = organisation::load(tx.conn(), *organisation).await?;
        letter.organisation = Some(stored.organisation.name);
    } else if let Notice::ProfileToAssess { profile }
    | Notice::ProfileAccepted { profile }
    | Notice::ProfileRejected { profile, .. } = &letter.notice
    {
        let there = profile::load(tx.conn(), profile.profile).await?;
        let organisation = organisation::load(tx.conn(), there.organisation_id).await?;
        letter.organisation = Some(organisation.organisation.name);
        letter.call = Some(call::load(tx.conn(), there.call_id).await?.call.title);
    }
    Ok(letter)
}

/// The names a mail about a call's evaluation needs.
async fn name_panel(
    desk: &Desk,
    tx: &WriteTx,
    letter: &mut Letter,
    (call, about): (CallId, &PanelNotice),
) -> Result<(), ActionError> {
    letter.call = Some(call::load(tx.conn(), call).await?.call.title);
    if let PanelNotice::ExpertAccepted { person } | PanelNotice::ExpertDeclined { person, .. } =
        about
    {
        let person = *person;
        letter.person = Some(person::load(tx.conn(), person).await?.person.name);
    }
    if let PanelNotice::ConsensusToDraft { proposal } = about {
        let names = proposal::load(tx.conn(), *proposal).await?.reference();
        name_proposal(desk, tx, letter, names, &ProposalNotice::ProposalToCheck).await?;
    }
    Ok(())
}

async fn name_file(tx: &WriteTx, letter: &mut Letter, file: FileRef) -> Result<(), ActionError> {
    let stored = application::load(tx.conn(), file.application).await?;
    let (visitor, host) = organisation::load_two(tx.conn(), file.visitor, file.host).await?;
    let call = call::load(tx.conn(), file.call).await?.call;
    letter.call = Some(call.title);
    letter.file = Some(FileNames {
        file,
        reference: stored.application.reference,
        visitor: visitor.organisation.name,
        host: host.organisation.name,
        virtual_exchange: stored.virtual_exchange,
        stay: stored.application.stay,
        deadline: call.deadline,
    });
    Ok(())
}

async fn name_proposal(
    desk: &Desk,
    tx: &WriteTx,
    letter: &mut Letter,
    proposal: ProposalRef,
    about: &ProposalNotice,
) -> Result<(), ActionError> {
    let stored = proposal::load(tx.conn(), proposal.proposal).await?;
    let lead = organisation::load(tx.conn(), proposal.lead).await?;
    let stored_call = call::load(tx.conn(), proposal.call).await?;
    let programme = desk.scored(&stored_call)?;
    let kind = programme.voucher_type(&stored.proposal.type_key);
    let call = stored_call.call;
    let due = |kind| round::due_at(&call, kind, &stored.proposal, tx.now());
    let deadline = kind.map_or(call.deadline, due);
    if let ProposalNotice::PartnerJoined { organisation }
    | ProposalNotice::PartnerLeft { organisation }
    | ProposalNotice::PartConfirmed { organisation } = about
    {
        let there = organisation::load(tx.conn(), *organisation).await?;
        letter.organisation = Some(there.organisation.name);
    }
    letter.call = Some(call.title);
    letter.proposal = Some(ProposalNames {
        proposal,
        reference: stored.proposal.reference,
        title: stored.proposal.title,
        lead: lead.organisation.name,
        deadline,
    });
    Ok(())
}

/// The mail went out.
pub async fn settled(desk: &Desk, id: OutboxId) -> Result<(), ActionError> {
    let tx = begin(desk).await?;
    outbox::sent(&tx, id).await?;
    tx.keep_quietly().await?;
    Ok(())
}

/// It did not; another try at `next_at`. `why` holds no address.
pub async fn postponed(
    desk: &Desk,
    id: OutboxId,
    next_at: Moment,
    why: &str,
) -> Result<(), ActionError> {
    let tx = begin(desk).await?;
    outbox::postpone(&tx, id, next_at, why).await?;
    tx.keep_quietly().await?;
    Ok(())
}

/// It never will; an officer sees it.
pub async fn given_up(
    desk: &Desk,
    id: OutboxId,
    notice: &Notice,
    why: &str,
) -> Result<(), ActionError> {
    let tx = begin(desk).await?;
    outbox::give_up(&tx, id, why).await?;
    let notice = notice.name().to_owned();
    tx.commit(Happened::one(Event::MailGivenUp { outbox: id, notice })).await?;
    Ok(())
}

/// An officer wants a failed mail tried again; an administrator may for those about accounts, the
/// others are not there for them.
pub async fn retry(desk: &Desk, actor: &Actor, id: OutboxId) -> Result<(), ActionError> {
    let accounts_only = !may(actor, Act::SeePanel, &Subject::Office);
    let permit = permit(actor, Act::ManageOutbox, &Subject::Office)?;
    let tx = desk.begin().await?.permit(permit);
    outbox::retry(&tx, id, accounts_only).await?;
    tx.commit(Happened::one(Event::MailRetried { outbox: id })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// When the next mail is due, if any waits.
pub async fn next_due(desk: &Desk) -> Result<Option<Moment>, ActionError> {
    Ok(outbox::next_due(desk.database.reads()).await?)
}
