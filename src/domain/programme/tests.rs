use super::*;
use crate::domain::{facts::FactType, money::Money};
use chrono::NaiveDate;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, month, day).unwrap()
}

/// As little of a programme as these tests need.
fn programme() -> Programme {
    Programme {
        slug: "small".into(),
        version: 1,
        title: String::new(),
        summary: String::new(),
        reference_prefix: "S".into(),
        zone: chrono_tz::Europe::Brussels,
        countries: ["PT", "DK"].iter().map(|code| code.parse().unwrap()).collect(),
        visitors: BTreeSet::from([OrganisationKind::Sme]),
        hosts: BTreeSet::from([OrganisationKind::Sme, OrganisationKind::Cluster]),
        stay: StayRules { min_working_days: 3, max_months: 1 },
        eligibility: Vec::new(),
        form: Form::default(),
        report: Form::default(),
        host_report: Form::default(),
        host_report_required: true,
        evidence: Vec::new(),
        lump_sum: LumpSumRules {
            rates: Vec::new(),
            ceiling: Money::ZERO,
            half_under_working_days: 5,
            half_under_km: 200,
            source: String::new(),
            derived_default: true,
        },
        quotas: Vec::new(),
        partnership_target: 0,
        pay_within_days: 10,
        pay_warn_days: 7,
        commitment_text: Vec::new(),
        agreement_text: Vec::new(),
        examples: Vec::new(),
    }
}

fn stay() -> Facts {
    let mut facts = Facts::default();
    facts.set("host.country", Fact::Text("PT".into()));
    facts.set("host.region", Fact::Text(String::new()));
    facts.set("stay.from", Fact::Date(day(3, 1)));
    facts.set("stay.to", Fact::Date(day(3, 5)));
    facts.set("distance_km", Fact::Int(1_500));
    facts
}

fn holidays() -> Holidays {
    let mut holidays = Holidays::default();
    holidays.add_year("PT".parse().unwrap(), 2027, BTreeSet::from([day(3, 3)])).unwrap();
    holidays
}

#[test]
fn what_follows_is_derived_and_of_the_documented_type() {
    let mut facts = stay();
    programme().derive(&mut facts, &holidays());
    assert_eq!(facts.get("stay.working_days"), &Fact::Int(4));
    assert_eq!(facts.get("stay.last_allowed"), &Fact::Date(day(4, 1)));
    assert_eq!(facts.get("programme.visitors"), &Fact::List(vec!["sme".into()]));
    let words = crate::domain::facts::Dictionary::standard();
    for (name, fact) in &facts.0 {
        assert!(words.get(name).is_some_and(|kind: &FactType| kind.takes(fact)), "{name} {fact}");
    }
}

#[test]
fn what_was_set_stays_and_a_year_without_holidays_is_not_known() {
    let mut facts = stay();
    facts.set("stay.working_days", Fact::Int(9));
    programme().derive(&mut facts, &holidays());
    assert_eq!(facts.get("stay.working_days"), &Fact::Int(9));
    let mut facts = stay();
    programme().derive(&mut facts, &Holidays::default());
    assert_eq!(facts.get("stay.working_days"), &Fact::Unknown);
    assert!(programme().stay_facts(&facts).is_none());
}

#[test]
fn the_lump_sums_facts_come_from_the_same_facts() {
    let mut facts = stay();
    programme().derive(&mut facts, &holidays());
    let found = programme().stay_facts(&facts).unwrap();
    assert_eq!((found.working_days, found.distance_km, found.on), (4, 1_500, day(3, 1)));
    assert_eq!((found.host_region, found.virtual_exchange), (None, false));
    facts.set("host.region", Fact::Text("PT20".into()));
    facts.set("stay.virtual", Fact::Bool(true));
    let found = programme().stay_facts(&facts).unwrap();
    assert_eq!((found.host_region.as_deref(), found.virtual_exchange), (Some("PT20"), true));
}
