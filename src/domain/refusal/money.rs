//! What the rules of money say no to: instalments, agreements, banks, recoveries. The one rule is
//! that of [`Refusal`](super::Refusal): a name and the facts its sentence needs.

use crate::domain::{
    agreement::AgreementStage,
    bank::{BankRefusal, NotJoining},
    delivery::ReportStage,
    instalment::InstalmentStageKind,
    money::Money,
    recovery::RecoveryStageKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why money does not move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MoneyRefusal {
    /// More would be due than was promised, or nothing.
    InstalmentOver { planned: Money, asked: Money },
    /// The instalment is at a stage where this can't be done.
    InstalmentStage { stage: InstalmentStageKind },
    /// Nothing of this file is due.
    NothingDue,
    /// The payment is set off whole against a debt: nothing goes to the bank.
    NothingForTheBank,
    /// The payment goes to the bank with its batch.
    InBatch,
    /// SEPA reaches the account: the payment goes in a batch, and not by hand.
    FileCarriesIt,
    /// A payment may not join a batch.
    NotForTheBank { reference: String, why: Vec<NotJoining> },
    /// The office has not named the account it pays from, with town and country.
    PayerMissing,
    /// The bank can't pay on a day that is over.
    PayDayPast { on: NaiveDate },
    /// The file for the bank can't be written; `says` names the field, never its content.
    FileFault { says: String },
    /// A file of the bank can't be read; `says` names the line.
    FileUnreadable { says: String },
    /// A rule of accounts and batches said no.
    Bank { why: BankRefusal },
    // ── agreements and delivery
    /// The agreement is at a stage where this can't be done.
    AgreementStage { stage: AgreementStage },
    /// The report is at a stage where this can't be done.
    ReportStage { stage: ReportStage },
    /// The proposal is not funded, or its agreement is not in force.
    NoAgreement,
    /// An agreement waits for signatures; it must be signed or called back first.
    AgreementWaits,
    /// The agreement is in force: a grant is ended, not withdrawn.
    AgreementInForce,
    /// The call has no partner who signs agreements, or not this one.
    NoContractingPartner,
    /// Nobody has an account with this address.
    NoSuchAccount,
    /// The type of voucher has no such plan.
    NoPlan,
    /// The lead has not completed what is asked before the agreement.
    ContractOpen { missing: u32 },
    /// A place in the text has no value.
    TextUnfilled { name: String },
    /// Nothing would change.
    NothingChanged,
    /// The new day is not after the one that stands.
    DayNotLater { than: NaiveDate },
    /// More would be certified than was invoiced.
    OverInvoices { invoiced: Money, asked: Money },
    /// The organisations' agreement among themselves is missing.
    ConsortiumMissing,
    /// The grant is not done: what is open, in words of the plan.
    GrantOpen { open: Vec<String> },
    // ── money claimed back
    /// The claim is at a stage where this can't be done.
    RecoveryStage { stage: RecoveryStageKind },
    /// Nothing, or more than this.
    RecoveryOver { most: Money, asked: Money },
    /// A payment that is under way keeps some of the debt back; so much is free.
    RecoveryHeld { free: Money },
    /// The day to pay back by is not ahead.
    RecoveryDayOver { on: NaiveDate },
    /// The payment was not made, so there is nothing to claim back.
    RecoveryUnpaid,
    /// Money of the payment is being claimed back, so it can't have come back from the bank.
    RecoveryStands,
    /// The bank said that this came, so no person takes it back.
    RepaymentByBank,
    /// What came back was given out again; so much of it is there.
    RepaymentUsed { free: Money },
    /// A waiver waits for a second person, or none does.
    WaiverWaits { waits: bool },
}
