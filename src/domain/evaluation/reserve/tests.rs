//! The reserve list by hand, and through random journals.

use super::*;
use crate::domain::evaluation::line::{
    Line, LineTerms, draw_line,
    tests::{random, ranked, terms},
};
use proptest::{prelude::*, sample::Index};

const RELEASE: Moment = Moment::from_millis(1_000);
const EXPIRY: Moment = Moment::from_millis(9_000);

fn euro(euro: i64) -> Money {
    Money::from_cents(euro * 100)
}

fn released(amounts: &[i64], line: i64, policy: LinePolicy) -> Reserve<u32> {
    let rows: Vec<_> = amounts.iter().map(|euro| (*euro, None)).collect();
    let line = draw_line(&ranked(&rows), &terms(line, policy)).unwrap();
    Reserve::released(&line, RELEASE, EXPIRY)
}

fn steps(steps: &[ReserveStep<u32>]) -> Vec<Recorded<u32>> {
    let at = (2_000..).step_by(10).map(Moment::from_millis);
    at.zip(steps).map(|(at, step)| Recorded { at, step: step.clone() }).collect()
}

fn who(next: &Next<u32>) -> Option<u32> {
    match next {
        Next::Offer { id, .. } => Some(*id),
        Next::Suspended { .. } | Next::Ended | Next::NobodyWaits | Next::NothingFits { .. } => None,
    }
}

const NOW: Moment = Moment::from_millis(5_000);

#[test]
fn freed_money_goes_to_the_first_or_to_the_first_that_fits() {
    // 1 and 2 funded, 10 left; 3 asks for 50, 4 for 20.
    for (policy, next) in [(LinePolicy::Stop, None), (LinePolicy::Skip, Some(4))] {
        let list = released(&[40, 30, 50, 20], 80, policy);
        let list = list.replay(&steps(&[ReserveStep::Reduced { id: 1, to: euro(25) }])).unwrap();
        assert_eq!(who(&list.next(NOW)), next, "{policy:?}: 25 free");
        let list = list.replay(&steps(&[ReserveStep::Withdrawn { id: 2 }])).unwrap();
        assert_eq!(who(&list.next(NOW)), Some(3), "{policy:?}: 55 free");
    }
    let list = released(&[40, 50], 60, LinePolicy::Stop);
    assert_eq!(list.next(NOW), Next::NothingFits { first: 2, lacks: euro(30) });
}

#[test]
fn an_offer_holds_its_money_until_it_is_answered() {
    let list = released(&[40, 30, 30], 45, LinePolicy::Stop);
    let offered = list
        .clone()
        .replay(&steps(&[ReserveStep::Withdrawn { id: 1 }, ReserveStep::Offered { id: 2 }]))
        .unwrap();
    assert_eq!((offered.left(&LineName::Common), offered.committed()), (euro(15), euro(30)));
    assert_eq!(offered.next(NOW), Next::NothingFits { first: 3, lacks: euro(15) });
    let accepted = offered.clone().replay(&steps(&[ReserveStep::Accepted { id: 2 }]));
    assert_eq!(accepted.unwrap_err().1, ReserveFault::TooEarly, "a journal runs forward");
    let later = |step| Recorded { at: NOW, step };
    let accepted = offered.after(&later(ReserveStep::Accepted { id: 2 })).unwrap();
    assert_eq!(accepted.granted.last().unwrap().id, 2);
    for refusal in [ReserveStep::Declined { id: 2 }, ReserveStep::OfferLapsed { id: 2 }] {
        let mut journal =
            steps(&[ReserveStep::Withdrawn { id: 1 }, ReserveStep::Offered { id: 2 }]);
        journal.push(later(refusal));
        let list = list.clone().replay(&journal).unwrap();
        assert_eq!((who(&list.next(NOW)), list.gone.clone()), (Some(3), vec![1, 2]));
    }
}

#[test]
fn an_appeal_that_suspends_stops_offers_until_it_is_decided() {
    let open = |is_suspensive| ReserveStep::AppealOpened { id: 3, is_suspensive };
    let list = released(&[40, 30, 30], 40, LinePolicy::Stop);
    let journal = |is_suspensive| steps(&[ReserveStep::Withdrawn { id: 1 }, open(is_suspensive)]);
    let suspended = list.clone().replay(&journal(true)).unwrap();
    assert_eq!(suspended.next(NOW), Next::Suspended { appeals: vec![3] });
    let offer = Recorded { at: NOW, step: ReserveStep::Offered { id: 2 } };
    let next = Next::Suspended { appeals: vec![3] };
    assert_eq!(suspended.clone().after(&offer), Err(ReserveFault::NotNext { id: 2, next }));
    let again = Recorded { at: NOW, step: open(true) };
    assert_eq!(suspended.clone().after(&again), Err(ReserveFault::AppealOpen { id: 3 }));
    let rejected = Recorded { at: NOW, step: ReserveStep::AppealRejected { id: 3 } };
    assert_eq!(who(&suspended.after(&rejected).unwrap().next(NOW)), Some(2));
    assert_eq!(who(&list.replay(&journal(false)).unwrap().next(NOW)), Some(2));
}

#[test]
fn an_upheld_appeal_gets_money_or_a_place() {
    let list = released(&[40, 30, 30], 40, LinePolicy::Stop);
    let open = ReserveStep::AppealOpened { id: 3, is_suspensive: true };
    let upheld = |result| ReserveStep::AppealUpheld { id: 3, result };
    let funded = || Upheld::Funded {
        reference: "INV-003".to_owned(),
        amount: euro(30),
        from: LineName::Common,
    };
    let none = list.clone().replay(&steps(&[open.clone(), upheld(funded())]));
    let too_little = ReserveFault::TooLittle { line: LineName::Common, left: Money::ZERO };
    assert_eq!(none, Err((1, too_little)));
    let added = ReserveStep::MoneyAdded { line: LineName::Common, amount: euro(30) };
    let given = list.clone().replay(&steps(&[open.clone(), added, upheld(funded())])).unwrap();
    assert_eq!(given.granted.iter().map(|granted| granted.id).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(given.waiting.len(), 1);
    let entry = list.waiting[1].clone();
    let moved = Upheld::Waits { entry, before: Some(2) };
    let moved = list.clone().replay(&steps(&[open.clone(), upheld(moved)])).unwrap();
    assert_eq!(moved.waiting.iter().map(|waiting| waiting.id).collect::<Vec<_>>(), [3, 2]);
    let same = list.clone().replay(&steps(&[open, upheld(Upheld::Unchanged)])).unwrap();
    assert_eq!((same.waiting, same.appeals.len()), (list.waiting, 0));
}

#[test]
fn nothing_is_offered_after_the_end() {
    let list = released(&[40, 30], 40, LinePolicy::Stop);
    let list = list.after(&Recorded { at: NOW, step: ReserveStep::Withdrawn { id: 1 } }).unwrap();
    let last = Moment::from_millis(EXPIRY.millis() - 1);
    assert_eq!((who(&list.next(last)), list.next(EXPIRY)), (Some(2), Next::Ended));
    let late = Recorded { at: EXPIRY, step: ReserveStep::Offered { id: 2 } };
    let fault = ReserveFault::NotNext { id: 2, next: Next::Ended };
    assert_eq!(list.clone().after(&late), Err(fault));
    let closed = list.after(&Recorded { at: NOW, step: ReserveStep::Closed }).unwrap();
    assert_eq!(closed.next(NOW), Next::Ended);
}

#[test]
fn steps_that_cannot_be_are_refused() {
    let list = released(&[40, 30, 30], 80, LinePolicy::Stop);
    let not_there = |id| ReserveFault::NotThere { id };
    let sub = LineName::Sub("a".to_owned());
    for (step, fault) in [
        (ReserveStep::Withdrawn { id: 9 }, not_there(9)),
        (ReserveStep::Reduced { id: 3, to: Money::ZERO }, not_there(3)),
        (ReserveStep::Reduced { id: 1, to: euro(40) }, ReserveFault::Amount),
        (ReserveStep::Reduced { id: 1, to: euro(-1) }, ReserveFault::Amount),
        (ReserveStep::Accepted { id: 3 }, not_there(3)),
        (ReserveStep::Declined { id: 1 }, not_there(1)),
        (ReserveStep::AppealRejected { id: 1 }, not_there(1)),
        (ReserveStep::MoneyAdded { line: LineName::Common, amount: euro(0) }, ReserveFault::Amount),
        (
            ReserveStep::MoneyAdded { line: LineName::Common, amount: Money::from_cents(i64::MAX) },
            ReserveFault::Amount,
        ),
        (
            ReserveStep::MoneyAdded { line: sub.clone(), amount: euro(1) },
            ReserveFault::NoLine { line: sub },
        ),
    ] {
        let recorded = Recorded { at: NOW, step };
        assert_eq!(list.clone().after(&recorded), Err(fault), "{recorded:?}");
    }
}

/// A random wish; it becomes a step that fits the list, if there is one.
#[derive(Debug, Clone)]
struct Wish {
    kind: u8,
    who: Index,
    amount: i64,
    flag: bool,
}

fn wish() -> impl Strategy<Value = Wish> {
    (0..12_u8, any::<Index>(), 0..40_i64, any::<bool>())
        .prop_map(|(kind, who, amount, flag)| Wish { kind, who, amount, flag })
}

fn step(list: &Reserve<u32>, all: &[u32], wish: &Wish, at: Moment) -> ReserveStep<u32> {
    let anybody = *wish.who.get(all);
    let offered = |fallback| list.offers.first().map_or(fallback, |offer| offer.to.id);
    let appealed = list.appeals.first().map_or(anybody, |appeal| appeal.id);
    let line = list.purses[wish.who.index(list.purses.len())].line.clone();
    match wish.kind {
        0 => ReserveStep::Withdrawn { id: anybody },
        1 => ReserveStep::Reduced { id: anybody, to: euro(wish.amount) },
        2 => ReserveStep::MoneyAdded { line, amount: euro(wish.amount) },
        3 => ReserveStep::AppealOpened { id: anybody, is_suspensive: wish.flag },
        4 => ReserveStep::AppealRejected { id: appealed },
        5 => {
            let (amount, reference) = (euro(wish.amount), format!("INV-{appealed:03}"));
            let result = if wish.flag {
                Upheld::Funded { reference, amount, from: line }
            } else {
                let lines = vec![line];
                let entry = Waiting { id: appealed, reference, requested: amount, lines };
                Upheld::Waits { entry, before: list.waiting.first().map(|waiting| waiting.id) }
            };
            ReserveStep::AppealUpheld { id: appealed, result }
        }
        6 => ReserveStep::Accepted { id: offered(anybody) },
        7 => ReserveStep::Declined { id: offered(anybody) },
        8 => ReserveStep::OfferLapsed { id: offered(anybody) },
        9 if wish.amount == 0 => ReserveStep::Closed,
        9 => ReserveStep::Offered { id: anybody },
        _ => ReserveStep::Offered { id: who(&list.next(at)).unwrap_or(anybody) },
    }
}

/// What must hold after every step.
fn check(list: &Reserve<u32>) -> Result<(), TestCaseError> {
    for purse in &list.purses {
        let granted = list.granted.iter().filter(|g| g.from == purse.line).map(|g| g.amount);
        let held = list.offers.iter().filter(|o| o.from == purse.line).map(|o| o.to.requested);
        let given = Money::sum(granted.chain(held)).unwrap();
        prop_assert!(given <= purse.total && !purse.left.is_negative());
        prop_assert_eq!(purse.total.checked_sub(given), Some(purse.left));
    }
    let mut ids: Vec<u32> = list.granted.iter().map(|granted| granted.id).collect();
    ids.extend(list.offers.iter().map(|offer| offer.to.id));
    ids.extend(list.waiting.iter().map(|waiting| waiting.id));
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    prop_assert_eq!(ids.len(), all, "nobody stands in two places");
    Ok(())
}

/// What must hold for an offer that was made.
fn check_offer(before: &Reserve<u32>, id: u32, at: Moment) -> Result<(), TestCaseError> {
    prop_assert!(!before.is_closed && at < before.expires_at);
    prop_assert!(before.appeals.iter().all(|appeal| !appeal.is_suspensive));
    let place = before.waiting.iter().position(|waiting| waiting.id == id).unwrap();
    let chosen = &before.waiting[place];
    let can_pay = |line: &&LineName| before.left(line) >= chosen.requested;
    let payer = chosen.lines.iter().find(can_pay);
    prop_assert!(payer.is_some());
    for better in &before.waiting[..place] {
        match before.policy {
            // The first that fits: nobody better would have fitted.
            LinePolicy::Skip => {
                prop_assert!(better.lines.iter().all(|l| before.left(l) < better.requested));
            }
            // Nobody better waits for a line that pays this one.
            LinePolicy::Stop => {
                let open = chosen.lines.iter().filter(|line| !better.lines.contains(line));
                prop_assert!(open.clone().any(|line| can_pay(&line)));
            }
        }
    }
    Ok(())
}

fn run(
    line: &Line<u32>,
    all: &[u32],
    wishes: &[Wish],
) -> Result<(Reserve<u32>, Vec<Recorded<u32>>), TestCaseError> {
    let mut list = Reserve::released(line, RELEASE, EXPIRY);
    check(&list)?;
    let mut journal = Vec::new();
    for (at, wish) in (2_000..).step_by(200).map(Moment::from_millis).zip(wishes) {
        let recorded = Recorded { at, step: step(&list, all, wish, at) };
        // A refused step leaves no trace in the journal.
        let Ok(after) = list.clone().after(&recorded) else { continue };
        check(&after)?;
        if let ReserveStep::Offered { id } = recorded.step {
            check_offer(&list, id, at)?;
        }
        list = after;
        journal.push(recorded);
    }
    Ok((list, journal))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_list_holds_through_withdrawals_and_appeals(
        (rows, terms) in random(),
        wishes in prop::collection::vec(wish(), 0..40),
    ) {
        prop_assume!(!rows.is_empty());
        let terms: LineTerms = terms;
        let line = draw_line(&ranked(&rows), &terms).unwrap();
        let all: Vec<u32> = line.rows.iter().map(|row| row.id).collect();
        let (list, journal) = run(&line, &all, &wishes)?;
        let again = Reserve::released(&line, RELEASE, EXPIRY).replay(&journal).unwrap();
        prop_assert_eq!(serde_json::to_vec(&list).unwrap(), serde_json::to_vec(&again).unwrap());
        // Through a store and back, both the journal and the list.
        let text = serde_json::to_string(&journal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Recorded<u32>>>(&text).unwrap(), journal);
    }
}
