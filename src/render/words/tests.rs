mod money;
mod scored;
mod screening;

use super::*;
use crate::domain::{
    application::StageKind,
    form::{Fault, FieldRefusal},
    ledger::LedgerRefusal,
    lump_sum::LumpSumRefusal,
    moment::{BRUSSELS, Moment},
    money::Money,
    payment::PaymentStageKind,
    refusal::Refusal,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const AT: Moment = Moment::from_millis(1_801_411_200_000);
const STAGES: [StageKind; 11] = [
    StageKind::Draft,
    StageKind::Submitted,
    StageKind::Ineligible,
    StageKind::Awarded,
    StageKind::Agreed,
    StageKind::Reported,
    StageKind::Validated,
    StageKind::Feedback,
    StageKind::Closed,
    StageKind::Refused,
    StageKind::Withdrawn,
];

fn fields() -> Vec<FieldRefusal> {
    vec![
        FieldRefusal::Missing,
        FieldRefusal::TooShort { have: 108, need: 200 },
        FieldRefusal::TooLong { have: 2_001, most: 2_000 },
        FieldRefusal::NotANumber,
        FieldRefusal::NotADecimal,
        FieldRefusal::OutOfRange { least: Some(1), most: Some(31) },
        FieldRefusal::NotADate,
        FieldRefusal::ToCome,
        FieldRefusal::NotAChoice,
        FieldRefusal::NotACountry,
        FieldRefusal::NotAnAddress,
        FieldRefusal::IbanShape,
        FieldRefusal::IbanLength { country: "PT".to_owned(), need: 25 },
        FieldRefusal::IbanCheck,
        FieldRefusal::NotConfirmed,
        FieldRefusal::NotAnAmount,
        FieldRefusal::PasswordWeak { need: 12 },
        FieldRefusal::Rule { says: "The stay must cross a border.".to_owned() },
        FieldRefusal::NotOnGlobe,
    ]
}

fn ledgers() -> Vec<LedgerRefusal> {
    vec![
        LedgerRefusal::ExistsWithOtherContent,
        LedgerRefusal::SameAccount,
        LedgerRefusal::AccountUnknown,
        LedgerRefusal::UnitsDiffer,
        LedgerRefusal::PendingUnknown,
        LedgerRefusal::NotPending,
        LedgerRefusal::AlreadyEnded,
        LedgerRefusal::AccountsDiffer,
        LedgerRefusal::AmountDiffers,
        LedgerRefusal::NoRoom { room: 38_000 },
        LedgerRefusal::Overflow,
    ]
}

fn refusals() -> Vec<Refusal> {
    let on = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let place = "Norway".to_owned();
    let fault = Fault { field: "goals".into(), label: "Goals".into(), why: FieldRefusal::Missing };
    let mut all = vec![
        Refusal::NotOpenYet { opens_at: AT },
        Refusal::DeadlinePassed { deadline: AT },
        Refusal::CallNotInState { state: "draft".into() },
        Refusal::Stale,
        Refusal::ColumnsGone { columns: vec!["stage".into()] },
        Refusal::FormIncomplete { faults: vec![fault] },
        Refusal::AddressTaken,
        Refusal::SignInFailed,
        Refusal::TooManyTries { again_at: AT },
        Refusal::LinkSpent,
        Refusal::AddressNotVerified,
        Refusal::NoAcceptedProfile,
        Refusal::LastAdministrator,
        Refusal::SameOrganisation,
        Refusal::DraftExists { application: uuid::Uuid::nil().into() },
        Refusal::AlreadyDone,
        Refusal::SignedForOther,
        Refusal::TextChanged,
        Refusal::ChecksNotClear { open: vec!["Membership".into()], failed: vec!["Border".into()] },
        Refusal::ReasonMissing,
        Refusal::BudgetShort { needed: Money::from_cents(61_000), free: Money::from_cents(38_000) },
        Refusal::QuotaFull { key: "non_sme".into(), label: "Without an SME".into(), room: 0 },
        Refusal::VisitUsed,
        Refusal::NoLumpSum { why: LumpSumRefusal::NoRateForPlace { place: place.clone() } },
        Refusal::NoLumpSum { why: LumpSumRefusal::NoRateOnDay { place, on } },
        Refusal::EvidenceMissing { kinds: vec!["travel".into(), "hotel".into()] },
        Refusal::StayNotOver { ends_on: on },
        Refusal::FileTooLarge { max_bytes: 10_000_000 },
        Refusal::FileKind { allowed: vec!["PDF".into(), "JPEG".into(), "PNG".into()] },
        Refusal::TooManyFiles { max: 20 },
        Refusal::SamePerson,
        Refusal::BankDayAhead { on: NaiveDate::from_ymd_opt(2027, 3, 12).unwrap() },
        Refusal::RatesNotConfirmed,
        Refusal::PaymentStage { stage: PaymentStageKind::Exported },
    ];
    all.extend(STAGES.map(|stage| Refusal::WrongStage { stage }));
    all.extend(money::all().into_iter().map(|why| Refusal::Money { why }));
    all.extend(screening::all().into_iter().map(|why| Refusal::Screening { why }));
    all.extend(scored::all().into_iter().map(|why| Refusal::Scored { why }));
    all.extend(ledgers().into_iter().map(|why| Refusal::Ledger { why }));
    all.extend(
        fields().into_iter().map(|why| Refusal::FieldRefused { field: "goals".into(), why }),
    );
    all
}

/// The name of a variant as the source writes it.
fn variant(debug: &str) -> String {
    debug.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The variants of `name` in the source, so that a new one without a line here fails.
fn declared(source: &str, name: &str) -> BTreeSet<String> {
    let start = source.find(&format!("pub enum {name} {{")).unwrap();
    let body = &source[start..start + source[start..].find("\n}").unwrap()];
    let starts =
        |line: &&str| line.starts_with("    ") && line[4..].starts_with(char::is_uppercase);
    body.lines().filter(starts).map(|line| variant(line.trim())).collect()
}

#[test]
fn every_refusal_has_a_line_in_the_table() {
    let seen = |all: Vec<String>| all.iter().map(|one| variant(one)).collect::<BTreeSet<_>>();
    let debug = seen(refusals().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/refusal.rs"), "Refusal"));
    let debug = seen(scored::all().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/refusal/scored.rs"), "ScoredRefusal"));
    let debug = seen(screening::all().iter().map(|one| format!("{one:?}")).collect());
    let source = include_str!("../../domain/screening/refusal.rs");
    assert_eq!(debug, declared(source, "ScreeningRefusal"));
    let debug = seen(money::all().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/refusal/money.rs"), "MoneyRefusal"));
    let debug = seen(money::bank().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/bank/refusal.rs"), "BankRefusal"));
    let debug = seen(money::joining().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/bank/joining.rs"), "NotJoining"));
    let debug = seen(fields().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/form/fault.rs"), "FieldRefusal"));
    let debug = seen(ledgers().iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/ledger/mod.rs"), "LedgerRefusal"));
    let debug = seen(STAGES.iter().map(|one| format!("{one:?}")).collect());
    assert_eq!(debug, declared(include_str!("../../domain/application/mod.rs"), "StageKind"));
}

#[test]
fn sentences_are_whole_and_show_no_code() {
    for why in refusals() {
        let says = refusal(&why, BRUSSELS);
        assert!(says.ends_with('.') && says.len() > 15, "{why:?}: {says}");
        assert!(says.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()), "{says}");
        assert!(!says.contains("  ") && !says.contains('{') && !says.contains("::"), "{says}");
        // A code of the program is snake case or camel case.
        let code = |word: &str| {
            word.contains('_') || word.chars().skip(1).collect::<String>().contains("Not")
        };
        assert!(!says.split_whitespace().any(code), "{why:?}: {says}");
    }
}

#[test]
fn sentences_carry_their_facts() {
    let says = |why: Refusal| refusal(&why, BRUSSELS);
    for (why, fact) in [
        (Refusal::DeadlinePassed { deadline: AT }, "31 January 2027, 17:00 Brussels"),
        (
            Refusal::BudgetShort {
                needed: Money::from_cents(61_000),
                free: Money::from_cents(38_000),
            },
            "€\u{a0}230.00 is missing",
        ),
        (Refusal::FileTooLarge { max_bytes: 10_000_000 }, "10 MB"),
        (Refusal::QuotaFull { key: String::new(), label: "Places".into(), room: 2 }, "only 2 more"),
        (
            Refusal::EvidenceMissing { kinds: vec!["a".into(), "b".into(), "c".into()] },
            "a, b and c",
        ),
    ] {
        assert!(says(why.clone()).contains(fact), "{}", says(why));
    }
    let says = field_refusal(&FieldRefusal::TooShort { have: 108, need: 200 });
    assert_eq!(says, "108 characters; 92 more are needed.");
    let says = field_refusal(&FieldRefusal::TooShort { have: 1, need: 2 });
    assert_eq!(says, "1 character; 1 more is needed.");
    let says = field_refusal(&FieldRefusal::IbanLength { country: "PT".into(), need: 25 });
    assert!(says.contains("Portugal has 25 characters"), "{says}");
}

#[test]
fn stages_have_their_own_codes_and_names() {
    let distinct = |name: fn(Stage) -> &'static str| {
        STAGES.iter().map(|kind| name(stage(*kind))).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(distinct(|s| s.code), StageKind::ALL.len());
    assert_eq!(distinct(|s| s.staff), StageKind::ALL.len());
    assert_eq!(distinct(|s| s.applicant), StageKind::ALL.len());
    for kind in STAGES {
        // The code is the one serde writes.
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", stage(kind).code));
    }
}
