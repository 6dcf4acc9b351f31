use super::*;
use crate::bank::status::read;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

const ACCEPTED: &str = include_str!("../../../tests/data/bank/pain.002.001.10.accepted.xml");
const REJECTED: &str = include_str!("../../../tests/data/bank/pain.002.001.03.rejected.xml");
const REFUSED: &str = include_str!("../../../tests/data/bank/pain.002.001.10.refused-whole.xml");
const STATEMENT: &str = include_str!("../../../tests/data/bank/camt.053.001.08.xml");
const OLD: &str = include_str!("../../../tests/data/bank/camt.053.001.02.xml");
const NOTICE: &str = include_str!("../../../tests/data/bank/camt.054.001.08.xml");

fn lines(text: &str) -> Vec<BankLine> {
    read(text.as_bytes(), 1_000_000).unwrap().lines
}

fn id(n: u128) -> PaymentId {
    PaymentId(Uuid::from_u128(n))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ours() -> Vec<Iban> {
    vec![Iban::parse("BE31111122223333").unwrap()]
}

/// The three payments of the file in the samples, all at this stage.
fn payments(stage: PaymentStageKind) -> Vec<OpenPayment> {
    [61_000, 110_000, 61_000]
        .into_iter()
        .zip(1..)
        .map(|(cents, n)| OpenPayment {
            payment: id(n),
            end_to_end_id: BankReference::parse(&format!("P-2027-00000{n}")).unwrap(),
            file: Some(BankReference::parse("B-2027-0003").unwrap()),
            amount: Money::from_cents(cents),
            stage,
            is_booked: false,
        })
        .collect()
}

fn judge(text: &str, payments: &[OpenPayment]) -> Vec<Verdict> {
    let (keys, accounts) = (BTreeSet::new(), ours());
    match_lines(&lines(text), &Known { payments, keys: &keys, accounts: &accounts })
}

fn settled(n: u128, on: &str) -> (PaymentId, PaymentAct) {
    (id(n), PaymentAct::Settle { on: day(on) })
}

fn returned(n: u128, on: &str, reason: &str) -> (PaymentId, PaymentAct) {
    (id(n), PaymentAct::Return { on: day(on), reason: reason.to_owned() })
}

fn one(act: (PaymentId, PaymentAct)) -> Verdict {
    Verdict::Matched { acts: vec![act] }
}

fn told(all: &[u128]) -> Verdict {
    Verdict::Told { payments: all.iter().copied().map(id).collect() }
}

fn waits(why: Why) -> Verdict {
    Verdict::Waits { why }
}

#[test]
fn a_statement_settles_what_was_paid_and_sends_back_what_came_back() {
    assert_eq!(
        judge(STATEMENT, &payments(PaymentStageKind::Exported)),
        [
            told(&[1]), // it left and came back within the file
            one(settled(2, "2027-03-10")),
            one(settled(3, "2027-03-10")),
            one(returned(1, "2027-03-12", "AC04: Account closed")),
            waits(Why::OtherMoney),
            waits(Why::UnknownReference),
            told(&[]),
        ]
    );
}

#[test]
fn a_status_report_acts_on_the_transfer_before_its_file() {
    let exported = payments(PaymentStageKind::Exported);
    let on = "2027-03-10";
    let all = vec![settled(1, on), settled(2, on), settled(3, on)];
    assert_eq!(judge(ACCEPTED, &exported), [told(&[1, 2, 3]), Verdict::Matched { acts: all }]);
    assert_eq!(
        judge(REJECTED, &exported),
        [
            told(&[1, 2, 3]),
            told(&[1, 2, 3]),
            one(returned(1, on, "AC04: Account closed since 2026")),
            told(&[2]),
            one(settled(3, "2027-03-09")),
        ]
    );
    // The group rejected, one of its transfers named: the file's line speaks of the others.
    let both = REJECTED.replace("<PmtInfSts>PART<", "<PmtInfSts>RJCT<").replace("ACSC", "RJCT");
    let rest = vec![returned(2, on, "RJCT")];
    assert_eq!(judge(&both, &exported)[1], Verdict::Matched { acts: rest });
    let (when, why) = ("2027-03-08", "AM05: Duplicate file");
    let all = vec![returned(1, when, why), returned(2, when, why), returned(3, when, why)];
    assert_eq!(judge(REFUSED, &exported), [Verdict::Matched { acts: all }]);
}

#[test]
fn a_booking_for_a_whole_file_needs_its_reference_and_its_sum() {
    let exported = payments(PaymentStageKind::Exported);
    let on = "2027-03-10";
    let verdicts = judge(OLD, &exported);
    // The third came back in the same file: the booking for all speaks of the other two.
    let acts = vec![settled(1, on), settled(2, on)];
    assert_eq!(verdicts[0], Verdict::Matched { acts });
    assert_eq!(verdicts[1], one(returned(3, "2027-03-11", "RVSL")));
    let short = &exported[..2];
    let expected = Money::from_cents(171_000);
    assert_eq!(judge(OLD, short)[0], waits(Why::AmountDiffers { expected }));
    let by_hand: Vec<_> =
        exported.iter().map(|p| OpenPayment { file: None, ..p.clone() }).collect();
    assert_eq!(judge(OLD, &by_hand)[0], waits(Why::UnknownReference));
}

#[test]
fn each_stage_hears_what_it_can() {
    use PaymentStageKind as S;
    for (stage, paid, rejected) in [
        (S::Exported, one(settled(3, "2027-03-09")), None),
        (S::Settled, told(&[3]), Some(waits(Why::WrongStage { stage: S::Settled }))),
        (S::Returned, waits(Why::WrongStage { stage: S::Returned }), Some(told(&[1]))),
        (S::Proposed, waits(Why::WrongStage { stage: S::Proposed }), None),
        (S::Approved, waits(Why::WrongStage { stage: S::Approved }), None),
        (S::Cancelled, waits(Why::WrongStage { stage: S::Cancelled }), None),
    ] {
        let verdicts = judge(REJECTED, &payments(stage));
        assert_eq!(verdicts[4], paid, "{stage:?}");
        if let Some(rejected) = rejected {
            assert_eq!(verdicts[2], rejected, "{stage:?}");
        }
    }
    let back = one(returned(1, "2027-03-12", "AC04"));
    assert_eq!(judge(NOTICE, &payments(S::Settled)), [back]);
    assert_eq!(judge(NOTICE, &payments(S::Returned)), [told(&[1])]);
}

#[test]
fn an_amount_alone_matches_nothing() {
    let exported = payments(PaymentStageKind::Exported);
    let nameless = STATEMENT.replace("<EndToEndId>P-2027-0", "<EndToEndId>X-2027-0");
    for (at, verdict) in judge(&nameless, &exported).into_iter().enumerate() {
        let is_left = matches!(verdict, Verdict::Waits { .. }) || verdict == told(&[]);
        assert!(is_left, "{at}: {verdict:?}");
    }
    let dearer: Vec<_> = exported
        .iter()
        .map(|p| OpenPayment { amount: Money::from_cents(p.amount.cents() + 1), ..p.clone() })
        .collect();
    let expected = Money::from_cents(61_001);
    assert_eq!(judge(STATEMENT, &dearer)[0], waits(Why::AmountDiffers { expected }));
}

#[test]
fn another_account_another_payment_with_the_reference_and_a_second_payment_wait() {
    let exported = payments(PaymentStageKind::Exported);
    let (keys, none) = (BTreeSet::new(), Vec::new());
    let known = Known { payments: &exported, keys: &keys, accounts: &none };
    for verdict in match_lines(&lines(STATEMENT), &known) {
        assert_eq!(verdict, waits(Why::NotOurs));
    }
    let mut doubled = exported.clone();
    doubled.push(OpenPayment { payment: id(9), ..exported[1].clone() });
    assert_eq!(judge(STATEMENT, &doubled)[1], waits(Why::Ambiguous));
    // The same transfer booked twice in one file.
    let twice = STATEMENT.replace("P-2027-000003", "P-2027-000002").replace("610.00", "1100.00");
    let verdicts = judge(&twice, &exported);
    assert_eq!(verdicts[1], one(settled(2, "2027-03-10")));
    assert_eq!(verdicts[2], waits(Why::SecondInFile));
    // And in another file, after a booking was taken; after a mere status report it is no second.
    let stage = PaymentStageKind::Settled;
    let booked = |is_booked| {
        let all = payments(stage);
        all.into_iter().map(|p| OpenPayment { is_booked, ..p }).collect::<Vec<_>>()
    };
    assert_eq!(judge(STATEMENT, &booked(true))[1], waits(Why::PaidAgain));
    assert_eq!(judge(STATEMENT, &booked(false))[1], told(&[2]));
    assert_eq!(judge(REJECTED, &booked(true))[4], told(&[3]));
}

#[test]
fn reading_again_changes_nothing() {
    let (exported, accounts) = (payments(PaymentStageKind::Exported), ours());
    for (first, second) in [
        (STATEMENT, STATEMENT),
        (STATEMENT, NOTICE),
        (ACCEPTED, ACCEPTED),
        (REJECTED, REJECTED),
        (OLD, OLD),
    ] {
        let keys: BTreeSet<LineKey> = lines(first).into_iter().map(|l| l.line_key).collect();
        let known = Known { payments: &exported, keys: &keys, accounts: &accounts };
        for verdict in match_lines(&lines(second), &known) {
            assert_eq!(verdict, Verdict::AlreadyKnown);
        }
    }
}

static FILES: LazyLock<[Vec<BankLine>; 6]> =
    LazyLock::new(|| [ACCEPTED, REJECTED, REFUSED, STATEMENT, OLD, NOTICE].map(lines));

proptest! {
    #[test]
    fn no_payment_is_acted_on_twice_by_one_file(
        which in prop::collection::vec((0_usize..6, any::<prop::sample::Index>()), 0..24),
        stages in prop::collection::vec(0..PaymentStageKind::ALL.len(), 3),
        booked in any::<bool>(),
    ) {
        let mixed: Vec<BankLine> =
            which.iter().map(|(file, at)| at.get(&FILES[*file]).clone()).collect();
        let mut open = payments(PaymentStageKind::Exported);
        for (payment, stage) in open.iter_mut().zip(stages) {
            payment.stage = PaymentStageKind::ALL[stage];
            payment.is_booked = booked;
        }
        let (keys, accounts) = (BTreeSet::new(), ours());
        let known = Known { payments: &open, keys: &keys, accounts: &accounts };
        let verdicts = match_lines(&mixed, &known);
        prop_assert_eq!(verdicts.len(), mixed.len());
        let mut acted = BTreeSet::new();
        for (verdict, line) in verdicts.iter().zip(&mixed) {
            let Verdict::Matched { acts } = verdict else { continue };
            prop_assert!(!acts.is_empty() && line.about != About::Unnamed);
            for (payment, _) in acts {
                prop_assert!(acted.insert(*payment), "twice: {:?}", payment);
                let stage = open.iter().find(|p| p.payment == *payment).unwrap().stage;
                let can = [PaymentStageKind::Exported, PaymentStageKind::Settled];
                prop_assert!(can.contains(&stage));
            }
        }
    }
}
