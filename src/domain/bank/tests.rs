use super::*;
use crate::domain::{
    form::FieldRefusal,
    ids::{BankAccountId, PaymentId, PersonId},
    moment::Moment,
    money::Money,
    screening::Standing,
};
use proptest::prelude::*;
use uuid::Uuid;

const AT: &str = "AT411111122222233333";
const TR: &str = "TR851111102222333344445555";

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn at(n: i64) -> Moment {
    Moment::from_millis(n)
}

fn euro(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn reference(text: &str) -> BankReference {
    BankReference::parse(text).unwrap()
}

// ── numbers, texts, addresses ──────────────────────────────────────────────────────────────────

#[test]
fn account_numbers_are_taken_whole_and_shown_in_part() {
    let iban = Iban::parse(" at41 1111 1222 2223 3333 ").unwrap();
    assert_eq!(iban.as_str(), AT);
    assert_eq!(iban.country().as_str(), "AT");
    assert_eq!(iban.masked(), "AT … 3333");
    let shown = format!("{iban:?} {:?}", AccountKind::of(iban.clone(), None));
    assert!(!shown.contains("1111"), "{shown}");
    for (text, why) in [
        ("", FieldRefusal::IbanShape),
        ("AM68111122223333444", FieldRefusal::IbanShape),
        ("AT41111112222223333", FieldRefusal::IbanLength { country: "AT".into(), need: 20 }),
        ("AT421111122222233333", FieldRefusal::IbanCheck),
    ] {
        assert_eq!(Iban::parse(text), Err(BankRefusal::Iban { why }), "{text}");
    }
    assert!(serde_json::from_str::<Iban>("\"AT421111122222233333\"").is_err());
    let kept = serde_json::to_string(&iban).unwrap();
    assert_eq!(serde_json::from_str::<Iban>(&kept).unwrap(), iban);
}

#[test]
fn sepa_reaches_these_countries_and_not_those() {
    for code in ["AT", "IS", "CH", "MC", "SM", "GB", "AD", "VA", "AL", "ME", "MK", "MD", "RS", "GI"]
    {
        assert!(CountryCode::parse(code).unwrap().is_in_sepa(), "{code}");
    }
    for code in ["BA", "XK", "TR", "UA", "AM", "FO", "GE", "IL", "TN", "US"] {
        assert!(!CountryCode::parse(code).unwrap().is_in_sepa(), "{code}");
    }
    for code in ["", "A", "EL", "UK", "ZZ", "DA", "AUT"] {
        assert_eq!(CountryCode::parse(code), Err(BankRefusal::CountryUnknown), "{code}");
    }
}

#[test]
fn a_bank_code_has_its_shape_and_a_country() {
    for text in ["XXXXATW1", "xxxxatw1abc", " XXXXXKPR ", "X1X2DEFF"] {
        assert!(Bic::parse(text).is_ok(), "{text}");
    }
    for (text, why) in [
        ("", BankRefusal::BicShape),
        ("XXXXATW", BankRefusal::BicShape),
        ("XXXXATW1A", BankRefusal::BicShape),
        ("XXXXA1W1", BankRefusal::BicShape),
        ("XXXX-TW1", BankRefusal::BicShape),
        ("XXXXZZW1", BankRefusal::CountryUnknown),
        ("ÄÄÄÄ", BankRefusal::BicShape),
    ] {
        assert_eq!(Bic::parse(text), Err(why), "{text}");
    }
}

#[test]
fn a_legal_entity_identifier_has_check_digits() {
    assert_eq!(Lei::parse("000000madeupconvoc21").unwrap().as_str(), "000000MADEUPCONVOC21");
    for (text, why) in [
        ("000000MADEUPCONVOC22", BankRefusal::LeiCheck),
        ("000000MADEUPCONVOCXX", BankRefusal::LeiShape),
        ("000000MADEUPCONVO21", BankRefusal::LeiShape),
    ] {
        assert_eq!(Lei::parse(text), Err(why), "{text}");
    }
}

#[test]
fn references_come_back_as_they_went() {
    for text in ["P-2027-000123", "a", "CX/27/1", "(1):?.,'+ x", &"x".repeat(35)] {
        assert_eq!(BankReference::parse(text).unwrap().as_str(), text);
    }
    let long = "x".repeat(36);
    for text in ["", " a", "a ", "/a", "a/", "a//b", "ä", "a&b", "a\nb", "NotProvided", &long] {
        assert_eq!(BankReference::parse(text), Err(BankRefusal::ReferenceShape), "{text:?}");
    }
}

#[test]
fn texts_have_room_to_the_last_character_and_no_more() {
    let parts = [
        (Part::Street, 70),
        (Part::BuildingNumber, 16),
        (Part::PostCode, 16),
        (Part::Town, 35),
        (Part::HolderName, 70),
        (Part::Remittance, 140),
        (Part::OtherDetails, 500),
        (Part::SuggestedName, 140),
    ];
    for (part, most) in parts {
        let full = "ß".repeat(most);
        assert_eq!(part.need(&format!(" {full} ")), Ok(full.clone()));
        let (have, most) = (most + 1, u32::try_from(most).unwrap());
        let have = u32::try_from(have).unwrap();
        let why = BankRefusal::PartTooLong { part, most, have };
        assert_eq!(part.check(&format!("{full}x")), Err(why));
        assert_eq!(part.need("  "), Err(BankRefusal::PartMissing { part }));
        assert_eq!(part.check("a\u{0}b"), Err(BankRefusal::PartControl { part }));
    }
    assert!(HolderName::parse("a\nb").is_err() && OtherDetails::parse("a\nb").is_ok());
    let name = HolderName::parse("Made Up Ltd").unwrap();
    assert_eq!(format!("{name:?}"), "HolderName(11 characters)");
}

#[test]
fn without_town_and_country_no_address_is_fit_for_a_file() {
    let town = Address::new().with_town("Musterstadt").unwrap();
    let at = CountryCode::parse("AT").unwrap();
    assert_eq!(town.full(), None);
    assert_eq!(Address::new().with_country(at).full(), None);
    assert_eq!(town.clone().with_country(at).full().unwrap().country(), at);
    assert_eq!(format!("{:?}", town.with_country(at)), "Address(Some(AT))");
}

// ── accounts and checks of payees ──────────────────────────────────────────────────────────────

#[test]
fn the_country_says_how_an_account_is_paid_to() {
    let iban = |text| Iban::parse(text).unwrap();
    let bic = || Some(Bic::parse("XXXXTRIS").unwrap());
    assert!(AccountKind::of(iban(AT), None).unwrap().in_file().is_some());
    for text in [TR, "XK201111222233334444", "BA791112223333333344", "FO8911112222333344"] {
        assert!(AccountKind::of(iban(text), bic()).unwrap().in_file().is_none(), "{text}");
    }
    let why = BankRefusal::BicMissing { country: "TR".into() };
    assert_eq!(AccountKind::of(iban(TR), None), Err(why));
    // Kept under the wrong kind it stays out all the same.
    assert_eq!(AccountKind::Sepa { iban: iban(TR), bic: None }.in_file(), None);
}

fn confirmed() -> AccountState {
    let proposed = AccountState::Proposed { by: person(1), at: at(1) };
    step_account(&proposed, AccountAct::Confirm { by: person(2), at: at(2) }).unwrap()
}

#[test]
fn an_account_takes_two_people() {
    let proposed = AccountState::Proposed { by: person(1), at: at(1) };
    let confirm = |by| AccountAct::Confirm { by: person(by), at: at(2) };
    let reject =
        |reason: &str| AccountAct::Reject { by: person(1), at: at(2), reason: reason.to_owned() };
    let replace = || AccountAct::Replace { with: BankAccountId(Uuid::from_u128(9)), at: at(3) };
    assert_eq!(step_account(&proposed, confirm(1)), Err(BankRefusal::SamePerson));
    assert_eq!(step_account(&proposed, reject(" ")), Err(BankRefusal::ReasonMissing));
    let rejected = step_account(&proposed, reject("typing error")).unwrap();
    let replaced = step_account(&confirmed(), replace()).unwrap();
    for (state, act) in [
        (&proposed, replace()),
        (&confirmed(), confirm(3)),
        (&confirmed(), reject("late")),
        (&rejected, confirm(2)),
        (&rejected, replace()),
        (&replaced, confirm(3)),
        (&replaced, replace()),
    ] {
        let why = BankRefusal::AccountStage { stage: state.kind() };
        assert_eq!(step_account(state, act), Err(why));
    }
    for kind in AccountStageKind::ALL {
        assert_eq!(AccountStageKind::from_code(kind.code()), Some(kind));
    }
}

#[test]
fn only_no_match_waits_for_a_decision() {
    let check = |outcome| PayeeCheck::new(outcome, person(1), at(1));
    let close = PayeeOutcome::close_match("Made Up GmbH").unwrap();
    assert!(!format!("{close:?}").contains("Made"));
    for outcome in [PayeeOutcome::Match, close.clone(), PayeeOutcome::NotPossible] {
        assert!(!check(outcome).is_open());
    }
    let open = check(PayeeOutcome::NoMatch);
    assert!(open.is_open());
    assert_eq!(open.proceed(person(2), at(2), " "), Err(BankRefusal::ReasonMissing));
    let decided = open.proceed(person(2), at(2), "new name, register seen").unwrap();
    assert!(!decided.is_open());
    assert_eq!(decided.decision().unwrap().by, person(2));
    let nothing = Err(BankRefusal::NothingToDecide);
    assert_eq!(decided.proceed(person(3), at(3), "again"), nothing);
    assert_eq!(check(PayeeOutcome::Match).proceed(person(2), at(2), "why"), nothing);
    assert!(check(close).proceed(person(2), at(2), "short form of the name").is_ok());
}

// ── joining and freezing ───────────────────────────────────────────────────────────────────────

fn address() -> Address {
    let address = Address::new().with_street("Erfundene Gasse").unwrap();
    let address = address.with_town("Musterstadt").unwrap();
    address.with_country(CountryCode::parse("AT").unwrap())
}

fn account(iban: &str, address: Address) -> BankAccount {
    let bic = Bic::parse("XXXXTRIS").unwrap();
    BankAccount {
        holder: HolderName::parse("Made Up Ltd").unwrap(),
        address,
        kind: AccountKind::of(Iban::parse(iban).unwrap(), Some(bic)).unwrap(),
        lei: None,
    }
}

fn line(name: &str, cents: i64) -> PayLine {
    let (account, state) = (account(AT, address()), confirmed());
    let check = PayeeCheck::new(PayeeOutcome::Match, person(1), at(1));
    join(&Candidate {
        payment: PaymentId(Uuid::from_u128(1)),
        reference: &reference(name),
        amount: euro(cents),
        remittance: &Remittance::parse("Lump sum").unwrap(),
        account: Some((&account, &state)),
        payee_check: Some(&check),
        screening: Standing::Clear,
    })
    .unwrap()
}

#[test]
fn a_payment_joins_only_when_nothing_is_open() {
    use NotJoining as N;
    let (name, text) = (reference("P-1"), Remittance::parse("Lump sum").unwrap());
    let (fine, waiting) = (confirmed(), AccountState::Proposed { by: person(1), at: at(1) });
    let (good, outside) = (account(AT, address()), account(TR, address()));
    let no_town = account(AT, address().with_town("").unwrap());
    let no_country = account(AT, Address::new().with_town("Musterstadt").unwrap());
    let check = |outcome| PayeeCheck::new(outcome, person(1), at(1));
    let (matched, unmatched) = (check(PayeeOutcome::Match), check(PayeeOutcome::NoMatch));
    let base = Candidate {
        payment: PaymentId(Uuid::from_u128(1)),
        reference: &name,
        amount: euro(1),
        remittance: &text,
        account: Some((&good, &fine)),
        payee_check: Some(&matched),
        screening: Standing::Clear,
    };
    let made = join(&base).unwrap();
    assert_eq!((made.amount(), made.iban().as_str(), made.reference()), (euro(1), AT, &name));
    assert!(join(&Candidate { amount: PAY_MOST, ..base }).is_ok());
    let (zero, over) = (Money::ZERO, euro(PAY_MOST.cents() + 1));
    let proposed = Some(AccountStageKind::Proposed);
    for (candidate, why) in [
        (Candidate { amount: zero, ..base }, vec![N::AmountNotPositive { amount: zero }]),
        (
            Candidate { amount: over, ..base },
            vec![N::AmountTooLarge { amount: over, most: PAY_MOST }],
        ),
        (Candidate { account: None, ..base }, vec![N::AccountNotConfirmed { stage: None }]),
        (
            Candidate { account: Some((&good, &waiting)), ..base },
            vec![N::AccountNotConfirmed { stage: proposed }],
        ),
        (Candidate { account: Some((&outside, &fine)), ..base }, vec![N::OutsideSepa]),
        (Candidate { account: Some((&no_town, &fine)), ..base }, vec![N::TownMissing]),
        (Candidate { account: Some((&no_country, &fine)), ..base }, vec![N::CountryMissing]),
        (Candidate { payee_check: None, ..base }, vec![N::PayeeNotChecked]),
        (Candidate { payee_check: Some(&unmatched), ..base }, vec![N::PayeeCheckOpen]),
        (Candidate { screening: Standing::Open, ..base }, vec![N::ScreeningOpen]),
        (
            Candidate {
                screening: Standing::Open,
                payee_check: None,
                account: Some((&outside, &waiting)),
                ..base
            },
            vec![
                N::PayeeNotChecked,
                N::ScreeningOpen,
                N::AccountNotConfirmed { stage: proposed },
                N::OutsideSepa,
            ],
        ),
    ] {
        assert_eq!(join(&candidate), Err(why));
    }
}

fn seal(count: u32, total: i64) -> Seal {
    Seal { message_id: reference("B-1"), contents: Contents { count, total: euro(total) } }
}

fn freeze(seal: Seal, lines: Vec<PayLine>) -> Result<FrozenBatch, BankRefusal> {
    let payer = Payer {
        name: HolderName::parse("Office").unwrap(),
        address: address().full().unwrap(),
        iban: Iban::parse("BE31111122223333").unwrap(),
        bic: None,
    };
    FrozenBatch::freeze(seal, at(1), "2027-03-10".parse().unwrap(), payer, lines)
}

#[test]
fn what_is_frozen_agrees_with_its_seal() {
    let two = || vec![line("P-1", 10), line("P-2", 20)];
    assert_eq!(freeze(seal(2, 30), two()).unwrap().lines().len(), 2);
    let now = Contents { count: 2, total: euro(30) };
    for wrong in [seal(2, 31), seal(3, 30)] {
        let why = BankRefusal::ContentsChanged { before: wrong.contents, now };
        assert_eq!(freeze(wrong, two()), Err(why));
    }
    assert_eq!(freeze(seal(0, 0), vec![]), Err(BankRefusal::EmptyBatch));
    let twice = vec![line("P-1", 10), line("P-1", 20)];
    let why = BankRefusal::ReferenceTwice { reference: "P-1".into() };
    assert_eq!(freeze(seal(2, 30), twice), Err(why));
}

// ── a batch's life ─────────────────────────────────────────────────────────────────────────────

fn draft() -> BatchStage {
    BatchStage::Draft { by: person(1), at: at(1) }
}

fn propose(count: u32, total: i64) -> BatchAct {
    BatchAct::Propose { by: person(1), at: at(2), contents: seal(count, total).contents }
}

fn approve(by: u128, seal: Seal, limit: i64) -> BatchAct {
    BatchAct::Approve { by: person(by), at: at(3), seal, limit: euro(limit) }
}

#[test]
fn a_batch_goes_from_draft_to_done() {
    let proposed = step_batch(&draft(), propose(2, 30)).unwrap();
    let approved = step_batch(&proposed, approve(2, seal(2, 30), 30)).unwrap();
    let export = BatchAct::Export { by: person(1), at: at(4) };
    let exported = step_batch(&approved, export.clone()).unwrap();
    let why = BankRefusal::LinesOpen { count: 1 };
    assert_eq!(step_batch(&exported, BatchAct::Finish { at: at(5), open: 1 }), Err(why));
    let done = step_batch(&exported, BatchAct::Finish { at: at(5), open: 0 }).unwrap();
    for stage in [&approved, &exported, &done] {
        assert_eq!(stage.seal(), Some(&seal(2, 30)));
    }
    let cancel =
        |reason: &str| BatchAct::Cancel { by: person(2), at: at(6), reason: reason.to_owned() };
    for stage in [&exported, &done] {
        let why = BankRefusal::BatchStage { stage: stage.kind() };
        assert_eq!(step_batch(stage, cancel("too late")), Err(why.clone()));
        assert_eq!(step_batch(stage, export.clone()), Err(why));
    }
    for stage in [&draft(), &proposed, &approved] {
        assert_eq!(step_batch(stage, cancel(" ")), Err(BankRefusal::ReasonMissing));
        let cancelled = step_batch(stage, cancel("wrong day")).unwrap();
        assert_eq!(cancelled.kind(), BatchStageKind::Cancelled);
        assert_eq!(cancelled.seal(), None);
    }
    let reopened = step_batch(&proposed, BatchAct::Reopen { by: person(1), at: at(7) }).unwrap();
    assert_eq!(reopened.kind(), BatchStageKind::Draft);
    for kind in BatchStageKind::ALL {
        assert_eq!(BatchStageKind::from_code(kind.code()), Some(kind));
    }
}

#[test]
fn an_approval_needs_another_person_the_same_figures_and_a_limit() {
    let proposed = step_batch(&draft(), propose(2, 30)).unwrap();
    let (before, now) = (seal(2, 30).contents, seal(2, 29).contents);
    for (act, why) in [
        (approve(1, seal(2, 30), 99), BankRefusal::SamePerson),
        (approve(2, seal(2, 29), 99), BankRefusal::ContentsChanged { before, now }),
        (approve(2, seal(2, 30), 29), BankRefusal::OverLimit { limit: euro(29), total: euro(30) }),
    ] {
        assert_eq!(step_batch(&proposed, act), Err(why));
    }
    for (count, total) in [(0, 0), (1, 0), (0, 5), (1, -1)] {
        assert_eq!(step_batch(&draft(), propose(count, total)), Err(BankRefusal::EmptyBatch));
    }
}

fn acts() -> impl Strategy<Value = BatchAct> {
    let figures = || (0_u32..3, -1_i64..4);
    let seals = figures().prop_map(|(count, total)| seal(count, total));
    let who = || (1_u128..4).prop_map(person);
    prop_oneof![
        (who(), figures()).prop_map(|(by, (count, total))| BatchAct::Propose {
            by,
            at: at(1),
            contents: seal(count, total).contents
        }),
        who().prop_map(|by| BatchAct::Reopen { by, at: at(1) }),
        (who(), seals, 0_i64..4).prop_map(|(by, seal, limit)| BatchAct::Approve {
            by,
            at: at(1),
            seal,
            limit: euro(limit)
        }),
        who().prop_map(|by| BatchAct::Export { by, at: at(1) }),
        (0_u32..2).prop_map(|open| BatchAct::Finish { at: at(1), open }),
        who().prop_map(|by| BatchAct::Cancel { by, at: at(1), reason: "why".into() }),
    ]
}

proptest! {
    #[test]
    fn no_way_leads_round_four_eyes_or_the_seal(acts in prop::collection::vec(acts(), 0..24)) {
        let mut stage = draft();
        for act in acts {
            let limit =
                if let BatchAct::Approve { limit, .. } = &act { *limit } else { Money::ZERO };
            let Ok(next) = step_batch(&stage, act) else { continue };
            if let BatchStage::Approved { people, seal }
                | BatchStage::Exported { people, seal, .. }
                | BatchStage::Done { people, seal, .. } = &next
            {
                prop_assert_ne!(people.proposed_by, people.approved_by);
                prop_assert!(seal.contents.count > 0 && seal.contents.total > Money::ZERO);
                match stage.seal() {
                    Some(before) => prop_assert_eq!(before, seal),
                    None => prop_assert!(seal.contents.total <= limit),
                }
            }
            stage = next;
        }
    }

    #[test]
    fn count_and_sum_are_those_of_the_lines(
        all in prop::collection::vec(1..=PAY_MOST.cents(), 1..9),
    ) {
        let lines: Vec<PayLine> =
            all.iter().enumerate().map(|(n, cents)| line(&format!("P-{n}"), *cents)).collect();
        let contents = contents_of(&lines).unwrap();
        prop_assert_eq!(contents.total.cents(), all.iter().sum::<i64>());
        prop_assert_eq!(usize::try_from(contents.count).unwrap(), all.len());
    }
}

#[test]
fn by_hand_goes_what_no_file_can_carry_and_nothing_that_is_open() {
    use NotJoining as N;
    let waits = N::AccountNotConfirmed { stage: None };
    for (why, manual, open) in [
        (vec![], false, vec![]),
        (vec![N::OutsideSepa], true, vec![]),
        (vec![N::OutsideSepa, N::TownMissing, N::CountryMissing], true, vec![]),
        (vec![N::TownMissing], false, vec![]),
        (vec![waits], false, vec![waits]),
        (vec![N::PayeeCheckOpen, N::OutsideSepa], true, vec![N::PayeeCheckOpen]),
        (vec![N::ScreeningMatch, N::OutsideSepa, waits], true, vec![N::ScreeningMatch, waits]),
    ] {
        assert_eq!((is_manual(&why), open_by_hand(&why)), (manual, open), "{why:?}");
    }
}
