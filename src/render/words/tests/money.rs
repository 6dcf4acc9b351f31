//! One refusal of each kind around instalments, accounts and batches.

use crate::domain::{
    agreement::AgreementStage,
    bank::{AccountStageKind, BankRefusal as B, BatchStageKind, Contents, NotJoining as N, Part},
    delivery::ReportStage,
    form::FieldRefusal,
    instalment::InstalmentStageKind,
    money::Money,
    recovery::RecoveryStageKind,
    refusal::MoneyRefusal as R,
};

/// All of money.
pub fn all() -> Vec<R> {
    let (one, two) = (Money::from_cents(100_000), Money::from_cents(200_000));
    let mut all = vec![
        R::InstalmentOver { planned: one, asked: two },
        R::InstalmentStage { stage: InstalmentStageKind::Planned },
        R::NothingDue,
        R::NothingForTheBank,
        R::InBatch,
        R::FileCarriesIt,
        R::NotForTheBank { reference: "INV-2027-0012-1".to_owned(), why: joining() },
        R::PayerMissing,
        R::PayDayPast { on: chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap() },
        R::FileFault { says: "the town can't be written".to_owned() },
        R::FileUnreadable { says: "line 3: not well-formed".to_owned() },
        R::AgreementStage { stage: AgreementStage::Issued },
        R::ReportStage { stage: ReportStage::Open },
        R::NoAgreement,
        R::AgreementWaits,
        R::AgreementInForce,
        R::NoContractingPartner,
        R::NoSuchAccount,
        R::NoPlan,
        R::ContractOpen { missing: 2 },
        R::TextUnfilled { name: "amount".to_owned() },
        R::NothingChanged,
        R::DayNotLater { than: chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap() },
        R::OverInvoices { invoiced: one, asked: two },
        R::ConsortiumMissing,
        R::GrantOpen { open: vec!["the final report".to_owned()] },
        R::RecoveryStage { stage: RecoveryStageKind::PartlyRepaid },
        R::RecoveryOver { most: one, asked: two },
        R::RecoveryHeld { free: one },
        R::RecoveryDayOver { on: chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap() },
        R::RecoveryUnpaid,
        R::RecoveryStands,
        R::RepaymentByBank,
        R::RepaymentUsed { free: Money::from_cents(100) },
        R::WaiverWaits { waits: true },
        R::WaiverWaits { waits: false },
    ];
    all.extend(bank().into_iter().map(|why| R::Bank { why }));
    all
}

/// All of banks.
pub fn bank() -> Vec<B> {
    let before = Contents { count: 1, total: Money::from_cents(100_000) };
    let now = Contents { count: 2, total: Money::from_cents(200_000) };
    vec![
        B::Iban { why: FieldRefusal::IbanCheck },
        B::BicShape,
        B::BicMissing { country: "Ukraine".to_owned() },
        B::LeiShape,
        B::LeiCheck,
        B::CountryUnknown,
        B::ReferenceShape,
        B::PartMissing { part: Part::Town },
        B::PartTooLong { part: Part::Street, most: 70, have: 71 },
        B::PartControl { part: Part::HolderName },
        B::SamePerson,
        B::ReasonMissing,
        B::AccountStage { stage: AccountStageKind::Rejected },
        B::NothingToDecide,
        B::BatchStage { stage: BatchStageKind::Done },
        B::EmptyBatch,
        B::OverLimit { limit: before.total, total: now.total },
        B::ContentsChanged { before, now },
        B::LinesOpen { count: 2 },
        B::ReferenceTwice { reference: "INV-2027-0012-1".to_owned() },
        B::TotalTooLarge,
    ]
}

/// All reasons why a payment can't go to the bank.
pub fn joining() -> Vec<N> {
    let amount = Money::from_cents(0);
    vec![
        N::AccountNotConfirmed { stage: None },
        N::OutsideSepa,
        N::TownMissing,
        N::CountryMissing,
        N::AmountNotPositive { amount },
        N::AmountTooLarge { amount, most: amount },
        N::PayeeNotChecked,
        N::PayeeCheckOpen,
        N::ScreeningOpen,
        N::ScreeningMatch,
        N::PayeeExcluded,
        N::NoSanctionsList,
    ]
}
