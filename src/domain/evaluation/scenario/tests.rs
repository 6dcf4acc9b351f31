//! Settings, and digests that tell a changed input.

use super::super::examples;
use super::*;
use crate::domain::evaluation::score::consensus;
use uuid::Uuid;

fn entries() -> Vec<Entry<ApplicationId>> {
    [(1, [45, 45, 45]), (2, [40, 40, 40]), (3, [35, 35, 35])]
        .map(|(number, tenths)| {
            let plain = examples::entry(number, tenths);
            Entry {
                id: ApplicationId(Uuid::from_u128(number.into())),
                reference: plain.reference,
                marks: plain.marks,
                requested: plain.requested,
                topics: plain.topics,
                countries: plain.countries,
                sub_line: Some("small".to_owned()),
                facts: plain.facts,
                submitted_at: plain.submitted_at,
                draw: None,
            }
        })
        .into()
}

#[test]
fn the_order_of_the_input_changes_no_digest_and_any_value_does() {
    let rules = examples::rules();
    let (all, mut turned) = (entries(), entries());
    turned.reverse();
    assert_eq!(input_digest(&all, &rules), input_digest(&turned, &rules));
    let mut marks = entries();
    marks[1].marks = consensus(&examples::marks([40, 40, 45]), &rules).unwrap();
    let mut money = entries();
    money[0].requested = Money::from_cents(1);
    let mut fewer = entries();
    fewer.pop();
    let mut drawn = entries();
    drawn[2].draw = Some(1);
    for other in [marks, money, fewer, drawn] {
        assert_ne!(input_digest(&all, &rules), input_digest(&other, &rules));
    }
    let mut other = rules.clone();
    other.line = LinePolicy::Skip;
    assert_ne!(input_digest(&all, &rules), input_digest(&all, &other));
}

#[test]
fn a_type_uses_its_own_money_only_when_some_is_set_for_it() {
    let rules = examples::rules();
    let mut settings = Settings::of(&rules, Money::from_cents(1_000_000), Stakes::Money);
    let plain = drawn(&entries(), &settings, &rules, Stakes::Money).unwrap();
    assert_eq!(plain.line.winners().count(), 1);
    settings.line = Money::ZERO;
    let sub = SubLine { money: Money::from_cents(2_000_000), may_use_common: false };
    settings.sub_lines.insert("small".to_owned(), sub);
    let own = drawn(&entries(), &settings, &rules, Stakes::Money).unwrap();
    assert_eq!(own.line.winners().count(), 2);
    assert_eq!(settings.total(), Some(Money::from_cents(2_000_000)));
}

#[test]
fn an_earlier_round_has_no_reserve_list_and_a_longer_line() {
    let rules = examples::rules();
    let stakes = Stakes::GoingOn(Percent::whole(300));
    let settings = Settings::of(&rules, Money::from_cents(1_000_000), stakes);
    assert_eq!(settings.line, Money::from_cents(3_000_000));
    let all = drawn(&entries(), &settings, &rules, stakes).unwrap();
    assert_eq!((all.line.winners().count(), all.line.reserve().count()), (3, 0));
}

#[test]
fn a_scenario_is_read_back_as_it_was_kept() {
    let rules = examples::rules();
    let settings = Settings::of(&rules, Money::from_cents(2_000_000), Stakes::Money);
    let result = drawn(&entries(), &settings, &rules, Stakes::Money).unwrap();
    let text = serde_json::to_string(&result).unwrap();
    assert_eq!(serde_json::from_str::<Drawn>(&text).unwrap(), result);
}

#[test]
fn lines_that_fit_no_amount_are_refused() {
    let rules = examples::rules();
    let mut settings = Settings::of(&rules, Money::from_cents(i64::MAX), Stakes::Money);
    settings.added = Money::from_cents(1);
    let too_much = drawn(&entries(), &settings, &rules, Stakes::Money);
    assert_eq!(too_much, Err(ScenarioFault::Line(LineFault::TooMuch)));
    assert_eq!(settings.total(), None);
}
