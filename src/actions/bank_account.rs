//! Accounts of organisations: name one, confirm it, reject it, record what the bank says of it. The
//! one rule: nothing is paid to an account until a second person has confirmed it, and the
//! organisation hears of every change.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        bank::{
            AccountAct, AccountState, BankAccount, BankEvent, PayeeCheck, PayeeOutcome,
            step_account,
        },
        event::{Event, Happened},
        ids::{BankAccountId, OrganisationId, PersonId},
        refusal::Refusal,
    },
    store::{OpenTx, StoreError, Tx, bank_account, organisation},
};

/// Names an account for an organisation. One that waits for a second person already is refused; a
/// confirmed one stays in use until the new one is confirmed.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    organisation: OrganisationId,
    account: BankAccount,
) -> Result<BankAccountId, ActionError> {
    let permit = permit(actor, Act::ProposeAccount, &Subject::Organisation(organisation))?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    organisation::lock(&tx, organisation).await?;
    let there = bank_account::of_organisation(tx.conn(), organisation).await?;
    if there.iter().any(|one| matches!(one.state, AccountState::Proposed { .. })) {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    let new = bank_account::Stored {
        id: tx.id(),
        organisation,
        account,
        state: AccountState::Proposed { by, at: desk.now() },
        proposed_by: by,
        check: None,
        version: 1,
        changed_at: desk.now(),
    };
    bank_account::insert(&tx, &new).await?;
    let what = BankEvent::AccountProposed { account: new.id, organisation };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    desk.bell.notify_one();
    Ok(new.id)
}

struct Opened {
    tx: OpenTx,
    stored: bank_account::Stored,
    permit: Permit,
    by: PersonId,
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: BankAccountId,
    seen: i64,
) -> Result<Opened, ActionError> {
    let tx = desk.begin().await?;
    let there = bank_account::load(tx.conn(), id).await?;
    let subject = Subject::Organisation(there.organisation);
    let permit = permit(actor, Act::HandlePayment, &subject)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    organisation::lock(&tx, there.organisation).await?;
    let stored = bank_account::lock(&tx, id).await?;
    if stored.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, stored, permit, by })
}

/// Confirms an account, as another person than who named it, with what the bank said of name and
/// number (domain facts 7.35). The one before it is replaced.
pub async fn confirm(
    desk: &Desk,
    actor: &Actor,
    id: BankAccountId,
    seen: i64,
    outcome: PayeeOutcome,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen).await?;
    let at = desk.now();
    o.stored.state = step_account(&o.stored.state, AccountAct::Confirm { by: o.by, at })
        .map_err(Refusal::from)?;
    o.stored.check = Some(PayeeCheck::new(outcome, o.by, at));
    let organisation = o.stored.organisation;
    let before = bank_account::of_organisation(o.tx.conn(), organisation).await?;
    let tx = o.tx.permit(o.permit);
    for mut old in before {
        if matches!(old.state, AccountState::Confirmed { .. }) {
            let act = AccountAct::Replace { with: id, at };
            old.state = step_account(&old.state, act).map_err(Refusal::from)?;
            bank_account::save(&tx, &old).await?;
        }
    }
    bank_account::save(&tx, &o.stored).await.map_err(four_eyes)?;
    let what = BankEvent::AccountConfirmed { account: id, organisation };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    desk.bell.notify_one();
    Ok(())
}

fn four_eyes(err: StoreError) -> ActionError {
    if err.is_constraint("bank_accounts_four_eyes") {
        return Refusal::SamePerson.into();
    }
    err.into()
}

/// Does not take an account, with a reason the organisation reads.
pub async fn reject(
    desk: &Desk,
    actor: &Actor,
    id: BankAccountId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen).await?;
    let reason = reason.trim().to_owned();
    let act = AccountAct::Reject { by: o.by, at: desk.now(), reason: reason.clone() };
    o.stored.state = step_account(&o.stored.state, act).map_err(Refusal::from)?;
    let organisation = o.stored.organisation;
    let tx = o.tx.permit(o.permit);
    bank_account::save(&tx, &o.stored).await?;
    let what = BankEvent::AccountRejected { account: id, organisation, reason };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Records what the bank says of name and number of a confirmed account, again.
pub async fn record_check(
    desk: &Desk,
    actor: &Actor,
    id: BankAccountId,
    seen: i64,
    outcome: PayeeOutcome,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen).await?;
    o.stored.check = Some(PayeeCheck::new(outcome, o.by, desk.now()));
    let organisation = o.stored.organisation;
    let tx = o.tx.permit(o.permit);
    bank_account::save(&tx, &o.stored).await?;
    let what = BankEvent::PayeeChecked { account: id, organisation };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}

/// Decides to pay to an account whose name does not match, with a reason.
pub async fn accept_payee(
    desk: &Desk,
    actor: &Actor,
    id: BankAccountId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let mut o = open(desk, actor, id, seen).await?;
    let Some(check) = &o.stored.check else {
        return Err(Refusal::from(crate::domain::bank::BankRefusal::NothingToDecide).into());
    };
    o.stored.check = Some(check.proceed(o.by, desk.now(), reason).map_err(Refusal::from)?);
    let (organisation, reason) = (o.stored.organisation, reason.trim().to_owned());
    let tx = o.tx.permit(o.permit);
    bank_account::save(&tx, &o.stored).await?;
    let what = BankEvent::PayeeAccepted { account: id, organisation, reason };
    tx.commit(Happened::one(Event::Bank { what })).await?;
    Ok(())
}
