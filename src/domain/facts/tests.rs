use super::*;

#[test]
fn catalogue_is_sorted_named_once_and_no_name_is_a_part_of_another() {
    let names: Vec<_> = CATALOGUE.iter().map(|entry| entry.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted);
    for name in &names {
        assert!(!names.iter().any(|other| other.starts_with(&format!("{name}."))), "{name}");
        assert!(name.split('.').count() <= 2, "{name}: conditions nest one level");
    }
}

#[test]
fn the_manual_carries_the_catalogue() {
    let manual = include_str!("../../../docs/PROGRAMMES.md");
    assert!(
        manual.contains(&as_table()),
        "docs/PROGRAMMES.md lacks this table of facts:\n{}",
        as_table()
    );
}

#[test]
fn a_fact_never_set_or_set_to_none_is_unknown() {
    let mut facts = Facts::default();
    assert_eq!(facts.get("visitor.kind"), &Fact::Unknown);
    facts.set("visitor.kind", None);
    assert_eq!(facts.get("visitor.kind"), &Fact::Unknown);
    facts.set("visitor.kind", Fact::Text("sme".into()));
    assert_eq!(facts.get("visitor.kind").to_string(), "sme");
}

#[test]
fn placeholders_are_filled_and_found() {
    let mut facts = Facts::default();
    facts.set("stay.working_days", Fact::Int(2));
    let text = "The stay has {{ stay.working_days }} working days, not {{x}}; }} {{ open";
    assert_eq!(facts.fill(text), "The stay has 2 working days, not not known; }} {{ open");
    assert_eq!(
        placeholders(text).iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        ["stay.working_days", "x"]
    );
}

#[test]
fn types_take_only_their_own_facts() {
    let country = FactType::Code(Codes::Countries);
    assert!(country.takes(&Fact::Text("XK".into())));
    assert!(!country.takes(&Fact::Text("ZZ".into())));
    assert!(country.takes(&Fact::Unknown));
    assert!(!FactType::Int.takes(&Fact::Bool(true)));
    let kinds = FactType::List(Codes::OrganisationKinds);
    assert!(kinds.takes(&Fact::List(vec!["sme".into()])));
    assert!(!kinds.takes(&Fact::List(vec!["sme".into(), "person".into()])));
}
