use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn one(on: &str, why: Code, cents: i64) -> Move {
    Move { day: day(on), why, into: Into::Other, cents: Money::from_cents(cents) }
}

#[test]
fn a_month_in_which_nothing_moved_repeats_the_one_before() {
    let moves = [
        one("2026-01-10", Code::Appropriation, 1_000),
        one("2026-01-31", Code::Commitment, 400),
        one("2026-03-01", Code::Payment, 300),
        one("2026-03-02", Code::Return, 300),
        one("2026-03-09", Code::Release, 100),
    ];
    let told: Vec<_> = months(&moves, day("2026-03-15"))
        .iter()
        .map(|s| (s.month.month(), s.given.cents(), s.promised.cents(), s.paid.cents()))
        .collect();
    assert_eq!(told, [(1, 1_000, 400, 0), (2, 1_000, 400, 0), (3, 1_000, 300, 0)]);
    assert!(months(&[], day("2026-03-15")).is_empty());
}

#[test]
fn what_is_late_is_for_this_month_and_what_has_no_day_stands_apart() {
    let euro = Money::from_cents;
    let coming = [
        (Some(day("2026-01-05")), euro(10)),
        (Some(day("2026-03-31")), euro(20)),
        (Some(day("2026-05-01")), euro(30)),
        (None, euro(40)),
    ];
    let told = forecast(&coming, day("2026-03-15"));
    assert_eq!(told.months, [(day("2026-03-01"), euro(30)), (day("2026-05-01"), euro(30))]);
    assert_eq!(told.without_day, euro(40));
}
