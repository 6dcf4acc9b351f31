use super::{Publication, ThreeSixtyFault, json};
use crate::domain::{country::Country, moment::Moment, money::Money};
use crate::export::recipients::{
    List, PersonYear, Recipient, Who, publish,
    tests::{organisation, person},
};
use chrono::NaiveDate;
use serde_json::Value;

mod schema;

fn publication() -> Publication {
    Publication {
        prefix: "360G-convoca".to_owned(),
        publisher_id: "BE-BCE_KBO-0123456789".to_owned(),
        publisher: "The office".to_owned(),
        website: "https://office.example/".to_owned(),
        funder: None,
        title: "Grants of the office".to_owned(),
        license: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        source: "https://office.example/recipients".to_owned(),
        download: "https://office.example/recipients.json?year=2026".to_owned(),
        published_at: Moment::from_millis(1_780_000_000_000),
        from_open_call: true,
    }
}

fn list(grants: Vec<Recipient>) -> List {
    let today = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
    let (list, left_out) = publish(grants, PersonYear::Award, today);
    assert_eq!(left_out, []);
    list
}

fn written(grants: Vec<Recipient>) -> Value {
    serde_json::from_slice(&json(&list(grants), &publication()).unwrap()).unwrap()
}

fn refused(grants: Vec<Recipient>, publication: &Publication) -> ThreeSixtyFault {
    json(&list(grants), publication).unwrap_err()
}

#[test]
fn the_file_keeps_to_the_schema() {
    let mut funded = publication();
    funded.funder = Some(("XI-GRID-270925.5".to_owned(), "The Commission".to_owned()));
    funded.from_open_call = false;
    let mut bare = organisation();
    bare.planned = None;
    let bytes = json(&list(vec![bare, person()]), &funded).unwrap();
    for package in
        [written(vec![organisation(), person()]), serde_json::from_slice(&bytes).unwrap()]
    {
        assert_eq!(schema::faults(&package), Vec::<String>::new());
    }
}

#[test]
fn each_country_keeps_to_the_schema() {
    let grants: Vec<Recipient> = Country::all()
        .map(|country| Recipient {
            reference: format!("G-{}", country.code()),
            country,
            ..organisation()
        })
        .collect();
    let package = written(grants);
    assert_eq!(schema::faults(&package), Vec::<String>::new());
    let grants = package["grants"].as_array().unwrap();
    let kosovo = grants.iter().find(|grant| grant["id"] == "360G-convoca-G-XK").unwrap();
    assert_eq!(kosovo["beneficiaryLocation"][0]["name"], "Kosovo");
    assert_eq!(kosovo["beneficiaryLocation"][0].get("countryCode"), None, "XK is no ISO code");
}

#[test]
fn an_organisation_is_named_and_a_person_is_not() {
    let package = written(vec![organisation(), person()]);
    let (person, organisation) = (&package["grants"][0], &package["grants"][1]);
    assert_eq!(organisation["recipientOrganization"][0]["name"], "Cluster \"Nord\", e.V.");
    assert_eq!(organisation["recipientOrganization"][0]["id"], "DE-CR-HRB1234");
    assert_eq!(organisation.get("recipientIndividual"), None);
    assert_eq!(person["recipientIndividual"]["name"], "Individual recipient");
    assert_eq!(person["recipientIndividual"]["id"], "360G-convoca-IND-CX-2026-0007");
    assert_eq!(person.get("recipientOrganization"), None);
    assert_eq!(person["beneficiaryLocation"][0]["geoCode"], "BE23");
    assert!(!package.to_string().contains("Peeters"));
}

#[test]
fn an_organisation_without_public_number_has_an_id_under_our_prefix() {
    let mut grant = organisation();
    let name = "Verein".to_owned();
    grant.who = Who::Organisation { name, registered_id: None, internal_id: "o/17".to_owned() };
    grant.reference = "CX 2026/0042".to_owned();
    let package = written(vec![grant]);
    assert_eq!(package["grants"][0]["id"], "360G-convoca-CX_2026_0042");
    let id = &package["grants"][0]["recipientOrganization"][0]["id"];
    assert_eq!(id, "360G-convoca-ORG-o_17");
}

#[test]
fn amounts_are_numbers_to_the_cent() {
    for (cents, text) in
        [(231_050, "2310.50"), (1, "0.01"), (100, "1.00"), (i64::MAX, "92233720368547758.07")]
    {
        let mut grant = organisation();
        grant.amount = Money::from_cents(cents);
        let bytes = json(&list(vec![grant]), &publication()).unwrap();
        let file = String::from_utf8(bytes).unwrap();
        assert!(file.contains(&format!("\"amountAwarded\": {text},\n")), "{file}");
    }
}

#[test]
fn what_the_standard_would_refuse_is_refused_by_name() {
    let one = || vec![organisation()];
    assert!(matches!(refused(vec![], &publication()), ThreeSixtyFault::NoGrants));
    for prefix in ["", "360G-", "convoca", "360G-a b", "360G-a/b"] {
        let wrong = Publication { prefix: prefix.to_owned(), ..publication() };
        let fault = refused(one(), &wrong);
        assert!(matches!(fault, ThreeSixtyFault::Prefix { .. }), "{prefix}");
    }
    for address in ["", "office.example", "https://", "https://a b", "https://a/%zz", "ftp://a"] {
        let wrong = Publication { license: address.to_owned(), ..publication() };
        let fault = refused(one(), &wrong);
        assert!(matches!(fault, ThreeSixtyFault::Address { .. }), "{address}");
    }
    let fault = refused(vec![organisation(), organisation()], &publication());
    assert!(matches!(fault, ThreeSixtyFault::SameId { .. }));
    let [mut a, mut b] = [organisation(), organisation()];
    (a.reference, b.reference) = ("A/1".to_owned(), "A 1".to_owned());
    let fault = refused(vec![a, b], &publication());
    assert!(matches!(fault, ThreeSixtyFault::SameId { id } if id == "360G-convoca-A_1"));
    let mut untitled = organisation();
    untitled.title = " ".to_owned();
    let fault = refused(vec![untitled], &publication());
    assert!(matches!(fault, ThreeSixtyFault::Missing { field: "title", .. }));
    let mut late = organisation();
    late.planned = Some((NaiveDate::MIN, NaiveDate::MAX));
    assert!(matches!(refused(vec![late], &publication()), ThreeSixtyFault::Day { .. }));
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let made = || json(&list(vec![person(), organisation()]), &publication()).unwrap();
    assert_eq!(made(), made());
}

type Break = fn(&mut Value);

#[test]
fn a_file_that_breaks_the_schema_is_found() {
    let whole = || written(vec![organisation(), person()]);
    let breaks: [(&str, Break); 12] = [
        ("no grants", |p| p["grants"] = Value::Array(vec![])),
        ("version", |p| p["version"] = "1".into()),
        ("publisher", |p| p["publisher"]["name"] = Value::Null),
        ("license", |p| p["license"] = "CC BY".into()),
        ("amount as text", |p| p["grants"][0]["amountAwarded"] = "2310.50".into()),
        ("currency", |p| p["grants"][0]["currency"] = "EURO".into()),
        ("bare day", |p| p["grants"][0]["awardDate"] = "2026-05-04".into()),
        ("modified", |p| p["grants"][0]["dateModified"] = "2026-05-04".into()),
        ("two recipients", |p| {
            p["grants"][0]["recipientOrganization"] =
                p["grants"][1]["recipientOrganization"].clone();
        }),
        ("no recipient", |p| {
            p["grants"][0].as_object_mut().unwrap().remove("recipientIndividual");
        }),
        ("country", |p| p["grants"][0]["beneficiaryLocation"][0]["countryCode"] = "XK".into()),
        ("unknown field", |p| p["grants"][0]["iban"] = "BE71".into()),
    ];
    for (name, change) in breaks {
        let mut package = whole();
        change(&mut package);
        assert_ne!(schema::faults(&package), Vec::<String>::new(), "{name}");
    }
}
