use super::Country;
use std::collections::BTreeSet;

#[test]
fn every_country_reads_back_by_both_codes() {
    for country in Country::all() {
        assert_eq!(country.code().parse(), Ok(country));
        assert_eq!(country.eu_code().to_lowercase().parse(), Ok(country));
        let json = serde_json::to_string(&country).unwrap();
        assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
    }
}

#[test]
fn names_are_in_order_and_codes_unique() {
    let names: Vec<&str> = Country::all().map(Country::name).collect();
    assert!(names.is_sorted());
    let codes: BTreeSet<&str> = Country::all().map(Country::code).collect();
    assert_eq!(codes.len(), names.len());
}

#[test]
fn the_unions_own_codes_are_read_never_stored() {
    let greece: Country = "EL".parse().unwrap();
    assert_eq!((greece.code(), greece.eu_code()), ("GR", "EL"));
    let kingdom: Country = " uk ".parse().unwrap();
    assert_eq!((kingdom.code(), kingdom.eu_code()), ("GB", "UK"));
    assert_eq!("XK".parse::<Country>().unwrap().name(), "Kosovo");
}

#[test]
fn other_codes_are_refused() {
    for text in ["", "US", "ZZ", "P", "PRT", "XI", "Ö"] {
        assert!(text.parse::<Country>().is_err(), "{text}");
        assert!(serde_json::from_value::<Country>(text.into()).is_err(), "{text}");
    }
}
