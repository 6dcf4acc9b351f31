//! Payments for the bank in one file: put together, approved by another person, given out. The one
//! rule: what is approved is frozen. The bytes are kept, so the same file can be given out again,
//! and nothing that is pressed twice pays twice.

use super::{ActionError, Desk, screening};
use crate::{
    bank::pain001::{self, Version},
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        bank::{
            BankAccount, BankEvent, BankReference, BankRefusal, BatchAct, BatchStage, Candidate,
            FrozenBatch, NotJoining, PayLine, Remittance, Seal, contents_of, join, step_batch,
        },
        event::{Event, Happened},
        ids::{BatchId, OrganisationId, PaymentId, PersonId},
        money::Money,
        paper::hex,
        payment::{PaymentAct, PaymentStageKind, step},
        refusal::{MoneyRefusal, Refusal},
        screening::{Occasion, Screened},
    },
    store::{
        OpenTx, StoreError, Tx, bank_account, batch, payment,
        screening::{Payments, Scope},
        sql::Conn,
    },
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

mod payer; // who pays, from the settings
mod stands; // payees and signers against the list of sanctions
use payer::payer;
use stands::{Stands, named, stands};

/// Most payments of one file; a bank takes more, a person can't look at more.
pub const MOST: usize = 20_000;

/// A payment that could go to the bank, with all reasons why it may not.
#[derive(Debug)]
pub struct Choice {
    /// The payment.
    pub payment: payment::Stored,
    /// The payee's account, confirmed or waiting for a second person.
    pub account: Option<BankAccount>,
    /// Its line of a file, or why there is none.
    pub line: Result<PayLine, Vec<NotJoining>>,
}

/// The payments that are free to join a batch, by due day, each with its line or the reasons why
/// there is none.
pub async fn choices(desk: &Desk, actor: &Actor) -> Result<Vec<Choice>, ActionError> {
    permit(actor, Act::SeePayments, &Subject::Office)?;
    let conn = desk.database.reads();
    let free = payment::free(conn, MOST).await?;
    let accounts = bank_account::of_payees(conn, None).await?;
    let stands = stands(conn, desk, Payments::Free).await?;
    judged(free, &by_payee(accounts), &stands)
}

type Accounts = BTreeMap<OrganisationId, bank_account::Stored>;

/// The account of each payee: the confirmed one, else the one that waits.
fn by_payee(accounts: Vec<bank_account::Stored>) -> Accounts {
    let mut all = Accounts::new();
    // Confirmed stands before proposed.
    for account in accounts {
        all.entry(account.organisation).or_insert(account);
    }
    all
}

fn judged(
    payments: Vec<payment::Stored>,
    accounts: &Accounts,
    stands: &Stands,
) -> Result<Vec<Choice>, ActionError> {
    payments.into_iter().map(|payment| judge(payment, accounts, stands)).collect()
}

fn judge(
    payment: payment::Stored,
    accounts: &Accounts,
    stands: &Stands,
) -> Result<Choice, ActionError> {
    let reference = BankReference::parse(&payment.bank_reference).map_err(ActionError::broken)?;
    let remittance = Remittance::parse(&payment.bank_reference).map_err(ActionError::broken)?;
    let account = accounts.get(&payment.payee);
    let amount = payment.amount.checked_sub(payment.set_off).unwrap_or(Money::ZERO);
    let line = join(&Candidate {
        payment: payment.id,
        reference: &reference,
        amount,
        remittance: &remittance,
        account: account.map(|stored| (&stored.account, &stored.state)),
        payee_check: account.and_then(|stored| stored.check.as_ref()),
        screening: stands.at(&payment),
    });
    let account = account.map(|stored| stored.account.clone());
    Ok(Choice { payment, account, line })
}

/// Puts payments together for the bank, to be paid on `pays_on`, and proposes them to a second
/// person. Refused when one of them may not join, or has meanwhile joined another.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    chosen: &[PaymentId],
    pays_on: NaiveDate,
) -> Result<BatchId, ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    payer(desk)?;
    let today = desk.now().day_in(crate::domain::moment::BRUSSELS);
    if pays_on < today {
        return Err(Refusal::from(MoneyRefusal::PayDayPast { on: pays_on }).into());
    }
    let free = payment::free(desk.database.reads(), MOST).await?;
    let free: Vec<_> = free.into_iter().filter(|one| chosen.contains(&one.id)).collect();
    let all = named(desk.database.reads(), &free, Payments::Free).await?;
    let all: BTreeSet<Screened> = all.into_iter().map(|(whom, _)| whom).collect();
    let all: Vec<Screened> = all.into_iter().collect();
    screening::before(desk, Scope::These(&all), Occasion::Payment, None).await?;
    let tx = desk.begin().await?;
    let mut lines = Vec::new();
    for choice in free_of(desk, tx.conn(), chosen).await? {
        lines.push(joined(choice)?);
    }
    if lines.len() != chosen.len() {
        return Err(Refusal::Stale.into());
    }
    let contents = contents_of(&lines).map_err(Refusal::from)?;
    let at = desk.now();
    let draft = BatchStage::Draft { by, at };
    let act = BatchAct::Propose { by, at, contents };
    let stage = step_batch(&draft, act).map_err(Refusal::from)?;
    let number = batch::next_number(&tx).await?;
    let tx = tx.permit(permit);
    let new = batch::Stored {
        id: tx.id(),
        number,
        stage,
        pays_on,
        lines: contents.count.into(),
        total: contents.total,
        message_id: format!("CONVOCA-{}-{number}", today.format("%Y%m%d")),
        file: None,
        file_03: None,
        version: 1,
        changed_at: at,
    };
    batch::insert(&tx, &new, by).await.map_err(taken)?;
    if batch::take_in(&tx, new.id, chosen).await? != u64::from(contents.count) {
        return Err(Refusal::Stale.into());
    }
    let (lines, total) = (contents.count, contents.total);
    let what = BankEvent::BatchProposed { batch: new.id, lines, total };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    desk.bell.notify_one();
    Ok(new.id)
}

/// Two people began a batch at the same moment: one of them looks again.
fn taken(err: StoreError) -> ActionError {
    if err.is_constraint("batches_number_once") || err.is_constraint("batches_message_once") {
        return Refusal::Stale.into();
    }
    err.into()
}

/// The chosen payments that are still free, judged.
pub(super) async fn free_of(
    desk: &Desk,
    conn: &impl Conn,
    chosen: &[PaymentId],
) -> Result<Vec<Choice>, ActionError> {
    let free = payment::free(conn, MOST).await?;
    let wanted: BTreeSet<PaymentId> = chosen.iter().copied().collect();
    let free = free.into_iter().filter(|payment| wanted.contains(&payment.id)).collect();
    let accounts = bank_account::of_payees(conn, None).await?;
    let stands = stands(conn, desk, Payments::Free).await?;
    judged(free, &by_payee(accounts), &stands)
}

fn joined(choice: Choice) -> Result<PayLine, Refusal> {
    let reference = choice.payment.bank_reference;
    choice.line.map_err(|why| MoneyRefusal::NotForTheBank { reference, why }.into())
}

struct Opened {
    tx: OpenTx,
    stored: batch::Stored,
    permit: Permit,
    by: PersonId,
}

async fn open(desk: &Desk, actor: &Actor, id: BatchId, seen: i64) -> Result<Opened, ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored = batch::lock(&tx, id).await?;
    if stored.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, stored, permit, by })
}

/// The lines of a batch as its payments and their accounts stand now.
async fn lines_of(
    desk: &Desk,
    conn: &impl Conn,
    id: BatchId,
) -> Result<Vec<(payment::Stored, PayLine)>, ActionError> {
    let payments = payment::of_batch(conn, id).await?;
    let accounts = bank_account::of_payees(conn, Some(id)).await?;
    let stands = stands(conn, desk, Payments::Batch(id)).await?;
    let mut lines = Vec::with_capacity(payments.len());
    for choice in judged(payments, &by_payee(accounts), &stands)? {
        let payment = choice.payment.clone();
        lines.push((payment, joined(choice)?));
    }
    Ok(lines)
}

/// Approves a batch as another person than its proposer, within the person's limit. From here on it
/// is frozen: the file is made and kept.
pub async fn approve(
    desk: &Desk,
    actor: &Actor,
    id: BatchId,
    seen: i64,
) -> Result<(), ActionError> {
    if actor.reads_all() {
        screening::before(desk, Scope::Of(Payments::Batch(id)), Occasion::Payment, None).await?;
    }
    let mut o = open(desk, actor, id, seen).await?;
    let payer = payer(desk)?;
    let at = desk.now();
    let limit = limit_of(desk, o.tx.conn(), o.by).await?;
    let lines = lines_of(desk, o.tx.conn(), id).await?;
    let message_id = BankReference::parse(&o.stored.message_id).map_err(Refusal::from)?;
    let pay_lines: Vec<PayLine> = lines.iter().map(|(_, line)| line.clone()).collect();
    let contents = contents_of(&pay_lines).map_err(Refusal::from)?;
    let seal = Seal { message_id, contents };
    let act = BatchAct::Approve { by: o.by, at, seal: seal.clone(), limit };
    o.stored.stage = step_batch(&o.stored.stage, act).map_err(Refusal::from)?;
    let frozen =
        FrozenBatch::freeze(seal, at, o.stored.pays_on, payer, pay_lines).map_err(Refusal::from)?;
    let tx = o.tx.permit(o.permit);
    for (mut payment, _) in lines {
        if payment.stage.kind() == PaymentStageKind::Proposed {
            payment.stage = step(&payment.stage, PaymentAct::Approve { by: o.by, at })?;
            payment.approved_by = Some(o.by);
            payment::save(&tx, &payment).await?;
        }
    }
    o.stored.file = Some(keep(&tx, &frozen, Version::V09).await?);
    o.stored.file_03 = Some(keep(&tx, &frozen, Version::V03).await?);
    batch::save(&tx, &o.stored).await?;
    let what = BankEvent::BatchApproved { batch: id, total: o.stored.total };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// How much a person may approve at once: a limit of one's own, or the setting.
pub(super) async fn limit_of(
    desk: &Desk,
    conn: &impl Conn,
    by: PersonId,
) -> Result<Money, ActionError> {
    let own = batch::limit(conn, by).await?;
    Ok(own.unwrap_or_else(|| desk.settings.payments.approver_limit()))
}

async fn keep(
    tx: &crate::store::WriteTx,
    frozen: &FrozenBatch,
    version: Version,
) -> Result<String, ActionError> {
    let bytes = pain001::write(frozen, version)
        .map_err(|fault| MoneyRefusal::FileFault { says: fault.to_string() })
        .map_err(Refusal::from)?;
    let digest = hex(&Sha256::digest(&bytes));
    batch::keep_file(tx, &digest, bytes).await?;
    Ok(digest)
}

/// Takes a batch back before its file was given out; its payments are free again.
pub async fn cancel(
    desk: &Desk,
    actor: &Actor,
    id: BatchId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen).await?;
    let reason = reason.trim().to_owned();
    let act = BatchAct::Cancel { by: o.by, at: desk.now(), reason: reason.clone() };
    o.stored.stage = step_batch(&o.stored.stage, act).map_err(Refusal::from)?;
    let tx = o.tx.permit(o.permit);
    batch::let_go(&tx, id).await?;
    batch::save(&tx, &o.stored).await?;
    let what = BankEvent::BatchCancelled { batch: id, reason };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// Gives the file out; its payments are with the bank from now on. Doing it again changes nothing.
/// Refused when a payee has got onto the list of sanctions since the approval, or might have.
pub async fn export(desk: &Desk, actor: &Actor, id: BatchId) -> Result<(), ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let before = batch::load(desk.database.reads(), id).await?;
    if matches!(before.stage, BatchStage::Approved { .. }) {
        screening::before(desk, Scope::Of(Payments::Batch(id)), Occasion::Payment, None).await?;
    }
    let tx = desk.begin().await?;
    let mut stored = batch::lock(&tx, id).await?;
    let at = desk.now();
    let by = match (&stored.stage, permit.person()) {
        (BatchStage::Exported { .. } | BatchStage::Done { .. }, _) => return Ok(()),
        // A command gives it out in the name of who approved it.
        (BatchStage::Approved { people, .. }, None) => people.approved_by,
        (_, Some(by)) => by,
        (_, None) => return Err(ActionError::Forbidden),
    };
    stored.stage = step_batch(&stored.stage, BatchAct::Export { by, at }).map_err(Refusal::from)?;
    let payments = payment::of_batch(tx.conn(), id).await?;
    let parties = named(tx.conn(), &payments, Payments::Batch(id)).await?;
    screening::gate(tx.conn(), desk, &parties, Occasion::Payment).await?;
    let tx = tx.permit(permit);
    for mut payment in payments {
        payment.stage = step(&payment.stage, PaymentAct::Export { by, at })?;
        payment::save(&tx, &payment).await?;
    }
    batch::save(&tx, &stored).await?;
    let what = BankEvent::BatchExported { batch: id };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// The file of a batch, byte for byte as it was approved.
pub async fn file(
    desk: &Desk,
    actor: &Actor,
    id: BatchId,
    version: Version,
) -> Result<Vec<u8>, ActionError> {
    permit(actor, Act::HandlePayment, &Subject::Office)?;
    let conn = desk.database.reads();
    let stored = batch::load(conn, id).await?;
    let digest = match version {
        Version::V09 => &stored.file,
        Version::V03 => &stored.file_03,
    };
    let Some(digest) = digest else {
        let stage = stored.stage.kind();
        return Err(Refusal::from(BankRefusal::BatchStage { stage }).into());
    };
    Ok(batch::file(conn, digest).await?)
}

/// Closes a batch once the bank has answered for each of its payments.
pub(super) async fn finish(
    desk: &Desk,
    tx: &crate::store::WriteTx,
    id: BatchId,
) -> Result<Option<Event>, ActionError> {
    let mut stored = batch::lock(tx, id).await?;
    if batch::open_lines(tx.conn(), id).await? > 0 {
        return Ok(None);
    }
    let BatchStage::Exported { .. } = stored.stage else { return Ok(None) };
    let act = BatchAct::Finish { at: desk.now(), open: 0 };
    stored.stage = step_batch(&stored.stage, act).map_err(Refusal::from)?;
    batch::save(tx, &stored).await?;
    Ok(Some(Event::Bank { what: BankEvent::BatchDone { batch: id } }))
}

/// Sets how much a person may approve in one batch.
pub async fn set_limit(
    desk: &Desk,
    actor: &Actor,
    person: PersonId,
    limit: Money,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageRoles, &Subject::Office)?;
    if limit < Money::ZERO {
        let why = crate::domain::refusal::FieldRefusal::NotAnAmount;
        return Err(Refusal::FieldRefused { field: "limit".to_owned(), why }.into());
    }
    let tx = desk.begin().await?.permit(permit);
    batch::set_limit(&tx, person, limit).await?;
    let what = BankEvent::LimitSet { person, limit };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}
