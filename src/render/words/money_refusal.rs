//! The sentences for what the rules of money say no to. The one rule is that of all refusals: the
//! sentence says what to do.

use super::{
    field::field_refusal,
    grant::{agreement_stage, report_stage},
    kinds::instalment_stage,
    list,
};
use crate::{
    domain::{
        bank::{AccountStageKind, BankRefusal, BatchStageKind, NotJoining, Part},
        money::Money,
        refusal::MoneyRefusal,
    },
    render::{day_text, euro_text, filters::count_text},
};

/// The sentence of a refusal.
pub(super) fn money_refusal(why: &MoneyRefusal) -> String {
    use MoneyRefusal as R;
    let plain = match why {
        R::NothingDue => NOTHING_DUE,
        R::NothingForTheBank => NOTHING_FOR_THE_BANK,
        R::InBatch => IN_BATCH,
        R::FileCarriesIt => FILE_CARRIES_IT,
        R::PayerMissing => PAYER_MISSING,
        R::NoAgreement => NO_AGREEMENT,
        R::AgreementWaits => AGREEMENT_WAITS,
        R::AgreementInForce => AGREEMENT_IN_FORCE,
        R::NoContractingPartner => NO_CONTRACTING_PARTNER,
        R::NoSuchAccount => NO_SUCH_ACCOUNT,
        R::NoPlan => NO_PLAN,
        R::NothingChanged => "Nothing differs from the agreement that is in force.",
        R::ConsortiumMissing => CONSORTIUM_MISSING,
        R::InstalmentStage { stage } => {
            return not_now("instalment", &instalment_stage(*stage).label);
        }
        R::AgreementStage { stage } => return not_now("agreement", &agreement_stage(*stage).label),
        R::ReportStage { stage } => return not_now("report", &report_stage(*stage).label),
        R::InstalmentOver { planned, asked } => {
            return format!(
                "An amount of {} can't be due: it must be above zero and at most {}, which is \
                 what was promised.",
                euro_text(asked.cents()),
                euro_text(planned.cents())
            );
        }
        R::NotForTheBank { reference, why } => {
            return not_for_the_bank(reference, why);
        }
        R::PayDayPast { on } => {
            let on = day_text(*on);
            return format!("The bank can't pay on {on}, which is over. Choose today or later.");
        }
        R::FileFault { says } => {
            return format!("The file for the bank can't be written: {says}. Correct the account.");
        }
        R::FileUnreadable { says } => {
            return format!("The file can't be read: {says}. Nothing of it was taken in.");
        }
        R::ContractOpen { missing } => {
            let missing = count_text(i64::from(*missing), "answer is", "answers are");
            return format!("The lead has to say more before the agreement: {missing} missing.");
        }
        R::TextUnfilled { name } => return text_unfilled(name),
        R::DayNotLater { than } => {
            return format!("More time ends after {}: give a later day.", day_text(*than));
        }
        R::OverInvoices { invoiced, asked } => return over_invoices(*invoiced, *asked),
        R::GrantOpen { open } => {
            return format!("The grant is not done. Still open: {}.", list(open));
        }
        R::RecoveryStage { .. }
        | R::RecoveryOver { .. }
        | R::RecoveryHeld { .. }
        | R::RecoveryDayOver { .. }
        | R::RecoveryUnpaid
        | R::RecoveryStands
        | R::RepaymentByBank
        | R::RepaymentUsed { .. }
        | R::WaiverWaits { .. } => return super::recovery::recovery_refusal(why),
        R::Bank { why } => return bank_refusal(why),
    };
    plain.to_owned()
}

fn not_for_the_bank(reference: &str, why: &[NotJoining]) -> String {
    let why: Vec<String> = why.iter().map(not_joining).collect();
    format!("The payment {reference} can't go to the bank: {}.", list(&why))
}

fn text_unfilled(name: &str) -> String {
    format!(
        "The text names \u{201c}{name}\u{201d}, which has no value. Take it out, or correct it."
    )
}

fn over_invoices(invoiced: Money, asked: Money) -> String {
    let (invoiced, asked) = (euro_text(invoiced.cents()), euro_text(asked.cents()));
    format!("Invoices over {invoiced} are in: {asked} can't be certified.")
}

/// What stands at a stage where this can't be done.
fn not_now(what: &str, stage: &str) -> String {
    format!("This can't be done now, because the {what} is {stage}.")
}

const NOTHING_DUE: &str =
    "Nothing is due here yet. An instalment becomes due when what it waits for has come.";
const NOTHING_FOR_THE_BANK: &str =
    "This payment was kept back whole for a debt and never went to the bank.";
const FILE_CARRIES_IT: &str = "A file for the bank can carry this payment. Put it in a batch on the \
    page of payments for the bank.";
const IN_BATCH: &str = "This payment goes to the bank with its batch. Take the batch back first.";
const PAYER_MISSING: &str = "The office has not named the account it pays from. An operator sets \
    it, with town and country, in the section “payer” of the settings.";
const NO_AGREEMENT: &str = "This needs an agreement that all have signed. There is none yet.";
const AGREEMENT_WAITS: &str =
    "An agreement waits for signatures. Let it be signed, or call it back first.";
const AGREEMENT_IN_FORCE: &str = "The agreement is in force, so the proposal can't be taken back \
    any more. Ask the programme office to end the grant.";
const NO_CONTRACTING_PARTNER: &str = "No partner of the project signs agreements in this call \
    yet. Add one on the call's page of contracting partners.";
const NO_SUCH_ACCOUNT: &str =
    "Nobody has an account with this address. The person has to register first.";
const NO_PLAN: &str = "This type of voucher is not paid by that plan. Choose one of the list.";
const CONSORTIUM_MISSING: &str = "The agreement of the organisations among themselves is \
    missing. It is needed before any payment.";

/// Why a payment may not join a batch, as a part of a sentence.
pub fn not_joining(why: &NotJoining) -> String {
    match why {
        NotJoining::AccountNotConfirmed { stage: None } => "the payee has named no account",
        NotJoining::AccountNotConfirmed { stage: Some(_) } => {
            "the payee's account waits for a second person"
        }
        NotJoining::OutsideSepa => "the account is outside SEPA and is paid by hand",
        NotJoining::TownMissing => "the account's address has no town",
        NotJoining::CountryMissing => "the account's address has no country",
        NotJoining::AmountNotPositive { .. } => "nothing is left to pay",
        NotJoining::AmountTooLarge { most, .. } => {
            return format!("one transfer carries at most {}", euro_text(most.cents()));
        }
        NotJoining::PayeeNotChecked => "nobody has asked the bank about name and account",
        NotJoining::PayeeCheckOpen => "name and account do not match, and nobody has decided",
        NotJoining::ScreeningOpen => "the check against the list of sanctions is open",
        NotJoining::ScreeningMatch => "the payee is on the list of sanctions",
        NotJoining::PayeeExcluded => "the payee is excluded (EDES)",
        NotJoining::NoSanctionsList => "no list of sanctions is in use, and nobody has noted why",
    }
    .to_owned()
}

/// The name of a text that goes to a bank.
const fn part(part: Part) -> &'static str {
    match part {
        Part::Street => "street",
        Part::BuildingNumber => "building number",
        Part::PostCode => "post code",
        Part::Town => "town",
        Part::HolderName => "name of the account's holder",
        Part::Remittance => "text for the payee",
        Part::OtherDetails => "description of the account",
        Part::SuggestedName => "name the bank suggests",
    }
}

fn bank_refusal(why: &BankRefusal) -> String {
    match why {
        BankRefusal::Iban { why } => field_refusal(why),
        BankRefusal::BicShape => "The bank's code has 8 or 11 letters and digits. Look it up on a \
             statement of the account."
            .to_owned(),
        BankRefusal::BicMissing { country } => {
            format!("An account in {country} is outside SEPA and needs the bank's code (BIC), too.")
        }
        BankRefusal::LeiShape | BankRefusal::LeiCheck => {
            "This is no legal entity identifier: it has 20 letters and digits. Leave it out if you \
             don't have it."
                .to_owned()
        }
        BankRefusal::CountryUnknown => {
            "This is no country. Give its two letters, such as PT.".to_owned()
        }
        BankRefusal::ReferenceShape => {
            "A reference for the bank has at most 35 plain letters and digits.".to_owned()
        }
        BankRefusal::PartMissing { part: of } => format!("This is missing: {}.", part(*of)),
        BankRefusal::PartTooLong { part: of, most, have } => {
            format!("The {} has {have} characters; the bank takes {most}.", part(*of))
        }
        BankRefusal::PartControl { part: of } => {
            format!("The {} has signs that can't be read. Type it again.", part(*of))
        }
        BankRefusal::SamePerson => "Another person must do it.".to_owned(),
        BankRefusal::ReasonMissing => "Say why: the reason stays with it.".to_owned(),
        BankRefusal::AccountStage { stage } => {
            format!("This can't be done now, because the account is {}.", account_stage(*stage))
        }
        BankRefusal::NothingToDecide => {
            "There is nothing to decide: the bank did not object to this account.".to_owned()
        }
        BankRefusal::BatchStage { stage } => {
            format!("This can't be done now, because the batch is {}.", batch_stage(*stage))
        }
        BankRefusal::EmptyBatch => "Choose at least one payment.".to_owned(),
        BankRefusal::OverLimit { limit, total } => format!(
            "It comes to {} and you may approve {}. Someone with a higher limit must do it.",
            euro_text(total.cents()),
            euro_text(limit.cents())
        ),
        BankRefusal::ContentsChanged { before, now } => format!(
            "The batch was proposed with {} over {}, and now has {} over {}. Take it back and put \
             it together again.",
            count_text(before.count.into(), "payment", "payments"),
            euro_text(before.total.cents()),
            count_text(now.count.into(), "payment", "payments"),
            euro_text(now.total.cents())
        ),
        BankRefusal::LinesOpen { count } => format!(
            "The bank has not answered for {} yet.",
            count_text((*count).into(), "payment", "payments")
        ),
        BankRefusal::ReferenceTwice { reference } => {
            format!("Two payments have the reference {reference}.")
        }
        BankRefusal::TotalTooLarge => {
            "The sum is larger than one file can say. Make two batches.".to_owned()
        }
    }
}

/// Where an account stands, as a part of a sentence.
pub const fn account_stage(stage: AccountStageKind) -> &'static str {
    match stage {
        AccountStageKind::Proposed => "waiting for a second person",
        AccountStageKind::Confirmed => "confirmed",
        AccountStageKind::Rejected => "not taken",
        AccountStageKind::Replaced => "replaced by another",
    }
}

/// Where a batch stands, as a part of a sentence.
pub const fn batch_stage(stage: BatchStageKind) -> &'static str {
    match stage {
        BatchStageKind::Draft => "being put together",
        BatchStageKind::Proposed => "waiting for approval",
        BatchStageKind::Approved => "approved",
        BatchStageKind::Exported => "with the bank",
        BatchStageKind::Done => "answered by the bank",
        BatchStageKind::Cancelled => "taken back",
    }
}
