//! What the bank sends back: files are taken in, and what they say is done, a payment at a time.
//! The one rule: a file, a line and an act are done once, whatever is pressed or read again; what
//! fits nothing waits for a person.

use super::{ActionError, Desk, payment as verb, recovery};
use crate::{
    bank::{
        matching::{Known, OpenPayment, Verdict, match_lines},
        status::{self, About, BankLine, BankReport, LineKey, ReportKind, What},
    },
    domain::{
        access::{Act, Actor, Subject, permit},
        bank::{BankEvent, BankReference, Iban},
        event::{Event, Happened},
        ids::{BankFileId, BankLineId, PaymentId},
        money::Money,
        paper::hex,
        payment::PaymentAct,
        refusal::{MoneyRefusal, Refusal},
    },
    store::{
        OpenTx, StoreError, Tx, WriteTx,
        bank_file::{self, DueAct, Line, LineState, NewFile},
        batch, payment,
    },
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The file.
    pub file: BankFileId,
    /// It had been taken in before; nothing changed.
    pub again: bool,
    /// How many lines it has.
    pub lines: u32,
    /// How many payments it moved on, and how many repayments it brought.
    pub done: u32,
    /// How many lines wait for a person.
    pub waiting: u32,
}

/// Takes a file of the bank in: pain.002, camt.053 or camt.054. The same file again changes
/// nothing. Refused when it can't be read; nothing of it is taken then.
pub async fn take_in(desk: &Desk, actor: &Actor, bytes: &[u8]) -> Result<Taken, ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let most = usize::try_from(desk.settings.payments.bank_file_max_bytes).unwrap_or(usize::MAX);
    let report = status::read(bytes, most)
        .map_err(|fault| Refusal::from(MoneyRefusal::FileUnreadable { says: fault.to_string() }))?;
    let digest = hex(&Sha256::digest(bytes));
    let tx = desk.begin().await?;
    if let Some(file) = bank_file::known(tx.conn(), &digest).await? {
        // SQLite has one writer: what was left to do when a process ended needs it.
        drop(tx);
        let done = do_due(desk, actor).await? + recovery::take_incoming(desk, actor).await?;
        return Ok(Taken { file, again: true, lines: 0, done, waiting: 0 });
    }
    let verdicts = judge(desk, &tx, &report).await?;
    let by = permit.person();
    let tx = tx.permit(permit);
    let (file, lines) = (tx.id(), count(report.lines.len()));
    let kind = kind_code(report.kind);
    let new = NewFile {
        id: file,
        digest: &digest,
        kind,
        message_id: &report.message_id,
        lines: lines.into(),
        by,
    };
    bank_file::insert(&tx, &new).await.map_err(at_once)?;
    let mut waiting = 0;
    for (position, (line, verdict)) in (1_i64..).zip(report.lines.iter().zip(verdicts)) {
        waiting += keep(&tx, file, position, line, verdict).await?;
    }
    let what = BankEvent::FileTaken { file, lines, waiting };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    let done = do_due(desk, actor).await?;
    // What came in and names a claim waited until now, and does no more.
    let came = recovery::take_incoming(desk, actor).await?;
    Ok(Taken {
        file,
        again: false,
        lines,
        done: done + came,
        waiting: waiting.saturating_sub(came),
    })
}

/// Two people brought the same file at the same moment: one of them looks again.
fn at_once(err: StoreError) -> ActionError {
    if err.is_constraint("bank_files_once") {
        return Refusal::Stale.into();
    }
    err.into()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

const fn kind_code(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::PaymentStatus => "payment_status",
        ReportKind::Statement => "statement",
        ReportKind::Notification => "notification",
    }
}

/// What each line is about, by all that is known before it.
async fn judge(desk: &Desk, tx: &OpenTx, report: &BankReport) -> Result<Vec<Verdict>, ActionError> {
    let (mut transfers, mut files) = (Vec::new(), Vec::new());
    for line in &report.lines {
        match &line.about {
            About::Transfer(reference) => transfers.push(reference.clone()),
            About::Batch(reference) => files.push(reference.clone()),
            About::Unnamed => {}
        }
    }
    let mut found: BTreeMap<PaymentId, payment::Stored> = BTreeMap::new();
    for one in payment::with_references(tx.conn(), &transfers).await? {
        found.insert(one.id, one);
    }
    for batch in batch::with_messages(tx.conn(), &files).await? {
        for one in payment::of_batch(tx.conn(), batch.id).await? {
            found.insert(one.id, one);
        }
    }
    let payments = open_payments(tx, found).await?;
    let keys: Vec<String> =
        report.lines.iter().map(|line| line.line_key.as_str().to_owned()).collect();
    let keys = bank_file::keys(tx.conn(), &keys).await?;
    let keys: BTreeSet<LineKey> = keys.iter().map(|key| LineKey::from_stored(key)).collect();
    let accounts: Vec<Iban> = Iban::parse(&desk.settings.payer.iban).into_iter().collect();
    Ok(match_lines(&report.lines, &Known { payments: &payments, keys: &keys, accounts: &accounts }))
}

async fn open_payments(
    tx: &OpenTx,
    found: BTreeMap<PaymentId, payment::Stored>,
) -> Result<Vec<OpenPayment>, ActionError> {
    let ids: Vec<PaymentId> = found.keys().copied().collect();
    let booked: BTreeSet<PaymentId> =
        bank_file::booked(tx.conn(), &ids).await?.into_iter().collect();
    let mut messages = BTreeMap::new();
    let mut payments = Vec::with_capacity(found.len());
    for (id, one) in found {
        let file = match one.batch {
            None => None,
            Some(batch) => {
                if let std::collections::btree_map::Entry::Vacant(free) = messages.entry(batch) {
                    let message = batch::load(tx.conn(), batch).await?.message_id;
                    free.insert(BankReference::parse(&message).map_err(ActionError::broken)?);
                }
                messages.get(&batch).cloned()
            }
        };
        payments.push(OpenPayment {
            payment: id,
            end_to_end_id: BankReference::parse(&one.bank_reference)
                .map_err(ActionError::broken)?,
            file,
            amount: one.amount.checked_sub(one.set_off).unwrap_or(Money::ZERO),
            stage: one.stage.kind(),
            is_booked: booked.contains(&id),
        });
    }
    Ok(payments)
}

/// Keeps a line and what it does; one when it waits for a person.
async fn keep(
    tx: &WriteTx,
    file: BankFileId,
    position: i64,
    line: &BankLine,
    verdict: Verdict,
) -> Result<u32, ActionError> {
    let (state, why, acts) = match verdict {
        Verdict::AlreadyKnown => return Ok(0),
        Verdict::Matched { acts } => (LineState::Matched, String::new(), acts),
        Verdict::Told { .. } => (LineState::Told, String::new(), Vec::new()),
        Verdict::Waits { why } => {
            (LineState::Waits, serde_json::to_string(&why).map_err(ActionError::broken)?, vec![])
        }
    };
    let id: BankLineId = tx.id();
    let row = Line {
        id,
        key: line.line_key.as_str().to_owned(),
        file,
        position,
        end_to_end_id: line.end_to_end_id().unwrap_or_default().to_owned(),
        amount: line.amount,
        what: serde_json::to_string(&line.what).map_err(ActionError::broken)?,
        state,
        why,
        note: String::new(),
        changed_at: tx.now(),
    };
    if !bank_file::insert_line(tx, &row).await? {
        // Another file brought it at the same moment.
        return Ok(0);
    }
    for (payment_id, act) in acts {
        let act = serde_json::to_string(&act).map_err(ActionError::broken)?;
        bank_file::insert_act(tx, &DueAct { line_id: id, payment_id, act }).await?;
    }
    Ok(u32::from(state == LineState::Waits))
}

/// Does what the lines say and is not done yet, each in a change of its own; how many were done. A
/// rule that says no leaves the line for a person.
pub async fn do_due(desk: &Desk, actor: &Actor) -> Result<u32, ActionError> {
    permit(actor, Act::HandlePayment, &Subject::Office)?;
    let mut done = 0;
    for due in bank_file::due_acts(desk.database.reads()).await? {
        match verb::by_bank(desk, actor, &due).await {
            Ok(()) => done += 1,
            Err(ActionError::Refused(why)) => refused(desk, actor, &due, &why).await?,
            Err(err) => return Err(err),
        }
    }
    Ok(done)
}

async fn refused(
    desk: &Desk,
    actor: &Actor,
    due: &DueAct,
    why: &Refusal,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let tx = desk.begin().await?;
    let mut line = bank_file::lock(&tx, due.line_id).await?;
    if !bank_file::lock_act(&tx, due).await? {
        // Another process was here meanwhile.
        return Ok(());
    }
    let tx = tx.permit(permit);
    let why = serde_json::to_string(why).map_err(ActionError::broken)?;
    bank_file::act_done(&tx, due, &why).await?;
    line.state = LineState::Waits;
    bank_file::save(&tx, &line, None).await?;
    let what = BankEvent::ActRefused { file: due.line_id };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// A person has looked at a line that fitted nothing, and says what was done about it.
pub async fn settle_line(
    desk: &Desk,
    actor: &Actor,
    id: BankLineId,
    note: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::HandlePayment, &Subject::Office)?;
    let note = note.trim().to_owned();
    if note.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let by = permit.person();
    let tx = desk.begin().await?;
    let mut line = bank_file::lock(&tx, id).await?;
    if line.state != LineState::Waits {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    line.state = LineState::Settled;
    line.note.clone_from(&note);
    bank_file::save(&tx, &line, by).await?;
    let what = BankEvent::LineSettled { file: line.file, line: id, note };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// What a line says, for pages.
pub fn says(line: &Line) -> Option<What> {
    serde_json::from_str(&line.what).ok()
}

/// What a payment act of a line is, for pages.
pub fn act_of(due: &DueAct) -> Option<PaymentAct> {
    serde_json::from_str(&due.act).ok()
}
