//! Which payments may join a batch, and all reasons why one may not. The one rule: a line of a file
//! is made here and nowhere else, so no file can hold one that did not pass.

use super::{
    account::{AccountState, BankAccount},
    frozen::PayLine,
    payee_check::PayeeCheck,
    reference::BankReference,
    stages::AccountStageKind,
    texts::Remittance,
};
use crate::domain::{ids::PaymentId, money::Money, screening::Standing};
use serde::{Deserialize, Serialize};

/// The largest amount of one SEPA transfer: 999,999,999.99 euro.
pub const PAY_MOST: Money = Money::from_cents(99_999_999_999);

/// A payment that would join a batch.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The payment.
    pub payment: PaymentId,
    /// Its reference, unique for ever (`EndToEndId`).
    pub reference: &'a BankReference,
    /// What is paid.
    pub amount: Money,
    /// What the payee reads.
    pub remittance: &'a Remittance,
    /// The account with its state, when there is one.
    pub account: Option<(&'a BankAccount, &'a AccountState)>,
    /// The last check of name against account, when one was made.
    pub payee_check: Option<&'a PayeeCheck>,
    /// The check against the lists of sanctions.
    pub screening: Standing,
}

/// Why a payment may not join a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("not in a batch: {self:?}")]
pub enum NotJoining {
    /// No account, or one that no second person has confirmed.
    AccountNotConfirmed { stage: Option<AccountStageKind> },
    /// SEPA doesn't reach the account: it goes on the manual list.
    OutsideSepa,
    /// The address has no town.
    TownMissing,
    /// The address has no country.
    CountryMissing,
    /// Nothing or less than nothing.
    AmountNotPositive { amount: Money },
    /// More than one transfer can carry.
    AmountTooLarge { amount: Money, most: Money },
    /// Nobody has asked the bank about name and account yet.
    PayeeNotChecked,
    /// The bank said "no match", and nobody has decided.
    PayeeCheckOpen,
    /// The check against the lists of sanctions is open.
    ScreeningOpen,
    /// The payee is on a list of sanctions.
    ScreeningMatch,
    /// The payee is excluded (EDES).
    PayeeExcluded,
    /// No list of sanctions is in use.
    NoSanctionsList,
}

/// Whether a payment with these reasons belongs on the manual list: SEPA doesn't reach the payee's
/// account, or it has no IBAN (domain facts 7.32).
pub fn is_manual(why: &[NotJoining]) -> bool {
    why.contains(&NotJoining::OutsideSepa)
}

/// What still keeps a payment of the manual list from being paid by hand: all that would keep it
/// out of a batch, but for what only a file needs.
pub fn open_by_hand(why: &[NotJoining]) -> Vec<NotJoining> {
    let only_file = |one: &&NotJoining| {
        matches!(
            one,
            NotJoining::OutsideSepa | NotJoining::TownMissing | NotJoining::CountryMissing
        )
    };
    why.iter().filter(|one| !only_file(one)).copied().collect()
}

/// The line of a file, or every reason why there is none.
pub fn join(candidate: &Candidate<'_>) -> Result<PayLine, Vec<NotJoining>> {
    let amount = candidate.amount;
    let mut why = Vec::new();
    if amount <= Money::ZERO {
        why.push(NotJoining::AmountNotPositive { amount });
    } else if amount > PAY_MOST {
        why.push(NotJoining::AmountTooLarge { amount, most: PAY_MOST });
    }
    match candidate.payee_check {
        None => why.push(NotJoining::PayeeNotChecked),
        Some(check) if check.is_open() => why.push(NotJoining::PayeeCheckOpen),
        Some(_) => {}
    }
    match candidate.screening {
        Standing::Open => why.push(NotJoining::ScreeningOpen),
        Standing::Match => why.push(NotJoining::ScreeningMatch),
        Standing::Excluded => why.push(NotJoining::PayeeExcluded),
        Standing::NoList => why.push(NotJoining::NoSanctionsList),
        Standing::Clear | Standing::Unlisted => {}
    }
    let stage = candidate.account.map(|(_, state)| state.kind());
    if stage != Some(AccountStageKind::Confirmed) {
        why.push(NotJoining::AccountNotConfirmed { stage });
    }
    let Some((account, _)) = candidate.account else { return Err(why) };
    let in_file = account.kind.in_file();
    if in_file.is_none() {
        why.push(NotJoining::OutsideSepa);
    }
    if account.address.town().is_empty() {
        why.push(NotJoining::TownMissing);
    }
    if account.address.country().is_none() {
        why.push(NotJoining::CountryMissing);
    }
    let (true, Some((iban, bic)), Some(address)) =
        (why.is_empty(), in_file, account.address.full())
    else {
        return Err(why);
    };
    Ok(PayLine {
        payment: candidate.payment,
        reference: candidate.reference.clone(),
        amount,
        holder: account.holder.clone(),
        iban: iban.clone(),
        bic: bic.cloned(),
        address,
        remittance: candidate.remittance.clone(),
    })
}
