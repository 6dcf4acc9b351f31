//! What a file is made from: the payer, the day, and the lines as they were approved. The one rule:
//! it agrees with its seal in count and sum, or it doesn't come to be.

use super::{
    address::FullAddress,
    numbers::{Bic, Iban},
    reference::BankReference,
    refusal::BankRefusal,
    seal::Seal,
    stages::Contents,
    texts::{HolderName, Remittance},
};
use crate::domain::{ids::PaymentId, moment::Moment, money::Money};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The most a control sum can say: 18 digits, two of them decimals.
const TOTAL_MOST: Money = Money::from_cents(999_999_999_999_999_999);

/// Whose account pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    /// Name, as its bank knows it.
    pub name: HolderName,
    /// Where it is.
    pub address: FullAddress,
    /// The account that pays.
    pub iban: Iban,
    /// Its bank, when the bank wants to read its own code.
    pub bic: Option<Bic>,
}

/// One transfer. Only `join` makes one, so it has passed every question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayLine {
    pub(super) payment: PaymentId,
    pub(super) reference: BankReference,
    pub(super) amount: Money,
    pub(super) holder: HolderName,
    pub(super) iban: Iban,
    pub(super) bic: Option<Bic>,
    pub(super) address: FullAddress,
    pub(super) remittance: Remittance,
}

impl PayLine {
    /// The payment it pays.
    pub const fn payment(&self) -> PaymentId {
        self.payment
    }
    /// The reference the bank sends back.
    pub const fn reference(&self) -> &BankReference {
        &self.reference
    }
    /// Above zero, at most 999,999,999.99 euro.
    pub const fn amount(&self) -> Money {
        self.amount
    }
    /// Who is paid.
    pub const fn holder(&self) -> &HolderName {
        &self.holder
    }
    /// Where the payee is.
    pub const fn address(&self) -> &FullAddress {
        &self.address
    }
    /// The account that is paid to, in SEPA.
    pub const fn iban(&self) -> &Iban {
        &self.iban
    }
    /// Its bank, when known.
    pub const fn bic(&self) -> Option<&Bic> {
        self.bic.as_ref()
    }
    /// What the payee reads.
    pub const fn remittance(&self) -> &Remittance {
        &self.remittance
    }
}

/// Count and sum of lines. Refused: no line (`EmptyBatch`), a reference twice (`ReferenceTwice`),
/// a sum that doesn't fit (`TotalTooLarge`).
pub fn contents_of(lines: &[PayLine]) -> Result<Contents, BankRefusal> {
    let mut seen = BTreeSet::new();
    for line in lines {
        if !seen.insert(&line.reference) {
            let reference = line.reference.as_str().to_owned();
            return Err(BankRefusal::ReferenceTwice { reference });
        }
    }
    let total = Money::sum(lines.iter().map(PayLine::amount));
    let count = u32::try_from(lines.len()).ok();
    match total.filter(|total| *total <= TOTAL_MOST).zip(count) {
        None => Err(BankRefusal::TotalTooLarge),
        Some((_, 0)) => Err(BankRefusal::EmptyBatch),
        Some((total, count)) => Ok(Contents { count, total }),
    }
}

/// An approved batch with all a file says. The same value gives the same bytes, whenever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenBatch {
    seal: Seal,
    created_at: Moment,
    execute_on: NaiveDate,
    payer: Payer,
    lines: Vec<PayLine>,
}

impl FrozenBatch {
    /// From the seal of the approval, the instant the file shall say it was made (the approval's
    /// is a good one, as it stays the same), the day the bank shall pay on, the payer, and the
    /// lines in the order of the file. Refused: lines whose count or sum is not the seal's
    /// (`ContentsChanged`), and all that [`contents_of`] refuses.
    pub fn freeze(
        seal: Seal,
        created_at: Moment,
        execute_on: NaiveDate,
        payer: Payer,
        lines: Vec<PayLine>,
    ) -> Result<Self, BankRefusal> {
        let now = contents_of(&lines)?;
        if now != seal.contents {
            return Err(BankRefusal::ContentsChanged { before: seal.contents, now });
        }
        Ok(Self { seal, created_at, execute_on, payer, lines })
    }
    /// Message id, count and control sum.
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }
    /// The instant the file says it was made.
    pub const fn created_at(&self) -> Moment {
        self.created_at
    }
    /// The day the bank shall pay on.
    pub const fn execute_on(&self) -> NaiveDate {
        self.execute_on
    }
    /// Who pays.
    pub const fn payer(&self) -> &Payer {
        &self.payer
    }
    /// The transfers, in the order of the file; at least one.
    pub fn lines(&self) -> &[PayLine] {
        &self.lines
    }
}
