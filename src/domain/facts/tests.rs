use super::*;

const CATALOGUES: [&[Entry]; 3] = [&CATALOGUE, &SCORED, &PARTNER];

#[test]
fn catalogues_are_sorted_named_once_and_no_name_is_a_part_of_another() {
    for catalogue in CATALOGUES {
        let names: Vec<_> = catalogue.iter().map(|entry| entry.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        for name in &names {
            assert!(!names.iter().any(|other| other.starts_with(&format!("{name}."))), "{name}");
            assert!(name.split('.').count() <= 2, "{name}: conditions nest one level");
        }
    }
    assert!(!SCORED.iter().any(|whole| PARTNER.iter().any(|one| one.name == whole.name)));
}

#[test]
fn the_manual_carries_the_catalogues() {
    let manual = include_str!("../../../docs/PROGRAMMES.md");
    for catalogue in CATALOGUES {
        let table = as_table(catalogue);
        assert!(manual.contains(&table), "docs/PROGRAMMES.md lacks this table of facts:\n{table}");
    }
}

#[test]
fn an_amount_is_shown_in_euro_and_compared_in_cents() {
    let words = Dictionary::scored(vec!["small".into()], vec!["full".into()]).with_partner();
    let mut facts = Facts::default();
    facts.set("partner.used", Fact::Int(5_500_000));
    facts.set("proposal.pages", Fact::Int(12));
    let text = "It has {{ partner.used }}, {{ proposal.pages }} pages, {{ partner.requested }}.";
    assert_eq!(facts.fill(text), "It has EUR 55,000.00, 12 pages, not known.");
    let condition = |source: &str| crate::domain::condition::Condition::compile(source, &words);
    let holds = condition("partner.used + 10000 <= 5510000 && proposal.type == 'small'").unwrap();
    facts.set("proposal.type", Fact::Text("small".into()));
    assert_eq!(holds.answer(&facts), crate::domain::condition::Answer::Yes);
    facts.set("proposal.sectors", Fact::List(vec!["C13".into(), "C30".into()]));
    let sector = condition("'C13' in proposal.sectors && !('C14' in proposal.sectors)").unwrap();
    assert_eq!(sector.answer(&facts), crate::domain::condition::Answer::Yes);
    for wrong in [
        "proposal.type == 'smal'",
        "partner.used == 'much'",
        "partner.size == 'tiny'",
        "proposal.sectors == 'C13'",
        "proposal.sectors == proposal.sectors",
        "proposal.partners in proposal.sectors",
        "answer.goals == ''",
    ] {
        assert!(condition(wrong).is_err(), "{wrong}");
    }
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
