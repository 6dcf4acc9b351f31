use super::{domain_key, is_local_number, name_key, registration_key, same_domain};
use crate::domain::country::Country;
use proptest::prelude::*;

#[test]
fn names_that_are_one_fold_to_one() {
    for (one, other) in [
        ("Müller GmbH", "MUELLER"),
        ("Müller & Söhne GmbH & Co. KG", "Muller and Sohne"),
        ("Café Systèmes S.A.S.", "CAFE SYSTEMES"),
        ("Nova Sp. z o.o.", "nova"),
        ("Nova spółka", "NOVA SPOLKA"),
        ("Zdravje d.o.o.", "Zdravje"),
        ("UAB Baltija", "Baltija, UAB"),
        ("Wind A/S", "Wind"),
        ("Šťastný s. r. o.", "Stastny s.r.o."),
        ("Acciaio S.p.A.", "ACCIAIO SPA"),
        ("Blue-Sea Ltd.", "blue sea limited"),
        ("Ελλάς", "ΕΛΛΆΣ"),
    ] {
        if one == "Ελλάς" {
            // Other scripts keep their accents and final letters: no guess about them.
            assert_ne!(name_key(one), name_key(other));
        } else {
            assert_eq!(name_key(one), name_key(other), "{one} | {other}");
        }
    }
    for (one, other) in [("Nova", "Nova Systems"), ("Co", ""), ("AS Roma", "Lazio"), ("SE", "AG")] {
        assert_ne!(name_key(one), name_key(other), "{one} | {other}");
    }
    assert_eq!(name_key("GmbH"), "gmbh");
    assert_eq!(name_key(" .- "), "");
}

#[test]
fn register_numbers_compare_without_their_dress() {
    for (country, text, key) in [
        ("FR", "FR 552 100 554", Some("552100554")),
        ("FR", "552.100.554", Some("552100554")),
        ("CZ", "00123456", Some("123456")),
        ("GR", "EL 094259216", Some("94259216")),
        ("AT", "FN 123456a", Some("FN123456A")),
        ("DE", "HRB 4711", Some("HRB4711")),
        ("BE", "12", None),
        ("BE", "", None),
        ("BE", "0000", None),
    ] {
        let country: Country = country.parse().unwrap();
        assert_eq!(registration_key(country, text).as_deref(), key, "{text}");
    }
    let germany: Country = "DE".parse().unwrap();
    assert!(is_local_number(germany, "HRB4711") && !is_local_number(germany, "811115368"));
}

#[test]
fn hosts_come_out_of_any_address() {
    for (text, key) in [
        ("https://www.Example.eu/contact?x=1", Some("example.eu")),
        ("anna@mail.example.eu", Some("mail.example.eu")),
        (" example.eu. ", Some("example.eu")),
        ("http://example.eu:8080", Some("example.eu")),
        ("localhost", None),
        ("not a host.eu", None),
        ("", None),
    ] {
        assert_eq!(domain_key(text).as_deref(), key, "{text}");
    }
}

#[test]
fn domains_are_one_body_unless_open_to_everybody() {
    for (one, other, same) in [
        ("example.eu", "example.eu", true),
        ("mail.example.eu", "example.eu", true),
        ("example.eu", "badexample.eu", false),
        ("gmail.com", "gmail.com", false),
        ("a.co.uk", "co.uk", false),
        ("a.co.uk", "b.co.uk", false),
        ("cs.uni.ac.uk", "uni.ac.uk", true),
        ("one.github.io", "github.io", false),
    ] {
        assert_eq!(same_domain(one, other), same, "{one} {other}");
        assert_eq!(same_domain(other, one), same, "{other} {one}");
    }
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(name in "[ A-Za-zäöüéčłß.&/-]{0,30}") {
        let once = super::fold(&name);
        prop_assert_eq!(&super::fold(&once), &once);
        prop_assert_eq!(name_key(&name.to_uppercase()), name_key(&name));
        prop_assert_eq!(name_key(&format!("  {name} ")), name_key(&name));
    }
}
