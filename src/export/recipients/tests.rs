use super::{LeftOut, Nuts2, PersonYear, Recipient, Redress, Who, person_until, publish, table};
use crate::domain::{moment::Moment, money::Money};
use crate::export::table::{Cell, csv};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(in crate::export) fn organisation() -> Recipient {
    Recipient {
        reference: "CX-2026-0042".to_owned(),
        who: Who::Organisation {
            name: "Cluster \"Nord\", e.V.".to_owned(),
            registered_id: Some("DE-CR-HRB1234".to_owned()),
            internal_id: "o-17".to_owned(),
        },
        country: "DE".parse().unwrap(),
        amount: Money::from_cents(231_050),
        title: "Visit to Ghent".to_owned(),
        purpose: "Five days with a host in Ghent.".to_owned(),
        call: "cx-1".to_owned(),
        call_title: "First call".to_owned(),
        signed_on: Some(day("2026-05-04")),
        last_paid_on: None,
        planned: Some((day("2026-06-01"), day("2026-06-05"))),
        redress: Redress::Over,
        withheld: false,
        modified_at: Moment::from_millis(1_777_900_000_123),
    }
}

pub(in crate::export) fn person() -> Recipient {
    let region = Some("BE234".parse().unwrap());
    Recipient {
        reference: "CX-2026-0007".to_owned(),
        who: Who::Person { name: "Ada Peeters".to_owned(), region },
        country: "BE".parse().unwrap(),
        ..organisation()
    }
}

fn left_out(grant: Recipient, today: &str) -> Option<LeftOut> {
    let (list, left) = publish(vec![grant], PersonYear::Award, day(today));
    assert_eq!(list.entries().len() + left.len(), 1);
    left.first().map(|(_, why)| *why)
}

#[test]
fn a_grant_is_listed_only_after_signature_and_redress() {
    let with = |change: fn(&mut Recipient)| {
        let mut grant = organisation();
        change(&mut grant);
        grant
    };
    for (name, grant, today, expected) in [
        ("signed that day", organisation(), "2026-05-04", None),
        ("the day before", organisation(), "2026-05-03", Some(LeftOut::NotSigned)),
        (
            "one party is missing",
            with(|g| g.signed_on = None),
            "2026-06-01",
            Some(LeftOut::NotSigned),
        ),
        (
            "pending",
            with(|g| g.redress = Redress::Pending),
            "2030-01-01",
            Some(LeftOut::RedressOpen),
        ),
        ("security", with(|g| g.withheld = true), "2026-06-01", Some(LeftOut::Withheld)),
        ("no money", with(|g| g.amount = Money::ZERO), "2026-06-01", Some(LeftOut::NoMoney)),
        (
            "security is told first",
            with(|g| (g.withheld, g.signed_on) = (true, None)),
            "2026-06-01",
            Some(LeftOut::Withheld),
        ),
        ("organisations stay", organisation(), "2066-01-01", None),
    ] {
        assert_eq!(left_out(grant, today), expected, "{name}");
    }
    let until = with(|g| g.redress = Redress::Until(day("2026-06-03")));
    assert_eq!(left_out(until.clone(), "2026-06-03"), Some(LeftOut::RedressOpen), "the last day");
    assert_eq!(left_out(until, "2026-06-04"), None, "the day after");
}

#[test]
fn a_person_leaves_the_list_two_years_after_the_year_that_counts() {
    assert_eq!(person_until(2026), Some(day("2028-12-31")));
    assert_eq!(left_out(person(), "2028-12-31"), None);
    assert_eq!(left_out(person(), "2029-01-01"), Some(LeftOut::PersonTooOld));
    let mut paid_later = person();
    paid_later.last_paid_on = Some(day("2027-01-02"));
    assert_eq!(left_out(paid_later.clone(), "2029-01-01"), Some(LeftOut::PersonTooOld));
    for (grant, today, stays) in [
        (paid_later.clone(), "2029-12-31", true),
        (paid_later, "2030-01-01", false),
        (person(), "2028-12-31", true),
        (person(), "2029-01-01", false),
    ] {
        let (list, _) = publish(vec![grant], PersonYear::Payment, day(today));
        assert_eq!(list.entries().len() == 1, stays, "{today}");
    }
}

#[test]
fn a_place_is_never_more_precise_than_nuts_2() {
    for (code, kept) in [
        ("BE234", Some("BE23")),
        ("be23", Some("BE23")),
        (" EL301 ", Some("EL30")),
        ("FRY10", Some("FRY1")),
        ("BE2", None),
        ("BE", None),
        ("BE2345", None),
        ("9000 Gent", None),
        ("12AB", None),
        ("BÉ23", None),
        ("", None),
    ] {
        assert_eq!(code.parse::<Nuts2>().ok().map(|n| n.to_string()).as_deref(), kept, "{code}");
    }
}

#[test]
fn the_table_holds_what_the_rule_names_and_no_more() {
    let (list, _) = publish(vec![organisation(), person()], PersonYear::Award, day("2026-06-01"));
    let table = table(&list).unwrap();
    let keys: Vec<&str> = table.columns().iter().map(|column| column.key.as_str()).collect();
    let expected = [
        "recipient",
        "natural_person",
        "country",
        "country_code",
        "region",
        "amount",
        "title",
        "purpose",
        "call",
        "call_title",
        "signed_on",
        "reference",
    ];
    assert_eq!(keys, expected);
    let shown = |row: usize, key: &str| {
        table.rows()[row][keys.iter().position(|k| *k == key).unwrap()].clone()
    };
    assert_eq!(shown(0, "recipient"), Cell::text("Ada Peeters"), "by day, then reference");
    assert_eq!(shown(0, "region"), Cell::text("BE23"));
    assert_eq!(shown(0, "natural_person"), Cell::Flag(true));
    assert_eq!(shown(1, "region"), Cell::Empty);
    assert_eq!(shown(1, "country"), Cell::text("Germany"));
    assert_eq!(shown(1, "amount"), Cell::Money(Money::from_cents(231_050)));
    assert_eq!(shown(1, "signed_on"), Cell::Day(day("2026-05-04")));
    let file = String::from_utf8(csv(&table)).unwrap();
    for hidden in ["BE234", "o-17", "HRB1234"] {
        assert!(!file.contains(hidden), "{hidden}");
    }
}
