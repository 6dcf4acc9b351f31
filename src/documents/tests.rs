use super::{
    About, Office, Party, Place, Signed,
    agreement::Paragraph,
    amendment::{self, Amendment, Before, Change},
    receipt::{HandedIn, Submission},
};
use crate::{
    config::catalogue::Catalogue,
    domain::{moment::BRUSSELS, moment::Moment, scheme::Scheme},
    queries::application::Snapshot,
};
use uuid::Uuid;

fn office() -> Office {
    Office {
        name: "Convoca".to_owned(),
        address: Vec::new(),
        email: "office@convoca.example".to_owned(),
        web: "convoca.example".to_owned(),
        funding: String::new(),
    }
}

#[test]
fn an_annex_has_every_answer_and_no_whole_account_number() {
    let catalogue = Catalogue::load(None).unwrap();
    let programme = catalogue.all().find_map(Scheme::exchange).unwrap();
    let account = programme.form.fields().find(|field| field.masked).unwrap();
    let text = programme.form.fields().find(|field| field.key == "goals").unwrap();
    let iban = "DK5000400440116243";
    let answers = serde_json::json!({&account.key: iban, &text.key: "We learn to <weave>."});
    let all = serde_json::json!({"visitor": "Tecnotex", "host": "Lodz", "answers": answers});
    let snapshot = Snapshot {
        number: 2,
        at: Moment::from_millis(1_795_353_600_000),
        digest: "9f2c".to_owned(),
        text: all.to_string(),
    };
    let handed_in = HandedIn::read(&snapshot.text).unwrap();
    let office = office();
    let about = About {
        office: &office,
        programme: &programme.title,
        call: "2027",
        reference: "CXC-2027-0001",
        zone: BRUSSELS,
    };
    let submission = Submission {
        about,
        file: Uuid::nil(),
        snapshot: &snapshot,
        handed_in: &handed_in,
        form: &programme.form,
        noun: "application",
    };
    for paper in [submission.annex(), submission.receipt()] {
        let data = paper.data.to_string();
        assert!(!data.contains(iban) && !data.contains("0400"), "{data}");
        assert_eq!((paper.which.version, paper.on.to_string().as_str()), (2, "2026-11-22"));
    }
    let data = submission.annex().data.to_string();
    assert!(data.contains("We learn to <weave>.") && data.contains("DK … 6243"), "{data}");
    assert!(HandedIn::read("{}").is_err());
}

#[test]
fn a_letter_of_amendment_says_old_and_new_why_and_who_signed() {
    let office = office();
    let at = Moment::from_millis(1_795_353_600_000);
    let change = Change { what: "Months".to_owned(), old: "12".to_owned(), new: "14".to_owned() };
    let party = Party {
        part: "lead".to_owned(),
        name: "Tecnotex Lda".to_owned(),
        legal_id: String::new(),
        address: "Portugal".to_owned(),
        share: String::new(),
    };
    let signed = Signed { name: "Ana Sousa".to_owned(), at, digest: "d3ad".to_owned() };
    let place = Place {
        place: "For the grantee".to_owned(),
        organisation: "Tecnotex Lda".to_owned(),
        signed: Some(signed),
    };
    let text = "Everything else stays.".to_owned();
    let paper = amendment::paper(&Amendment {
        about: About {
            office: &office,
            programme: "Vouchers",
            call: "2027",
            reference: "INV-2027-0001",
            zone: BRUSSELS,
        },
        file: Uuid::nil(),
        number: 3,
        signed_at: at,
        digest: "d3ad",
        before: Before { number: 1, signed_at: Moment::from_millis(1_790_000_000_000) },
        parties: vec![party],
        reason: "The machine comes late.",
        changes: vec![change],
        paragraphs: vec![Paragraph { heading: String::new(), text }],
        places: vec![place],
    });
    assert_eq!((paper.which.version, paper.on.to_string().as_str()), (3, "2026-11-22"));
    assert_eq!(paper.name, "INV-2027-0001 amendment 3.pdf");
    let data = &paper.data;
    assert_eq!(data["amends"]["version"], "1");
    assert_eq!(data["amends"]["signed_on"], "21 September 2026");
    assert_eq!(data["changes"][0]["old"], "12");
    assert_eq!(data["changes"][0]["new"], "14");
    assert_eq!(data["reason"], "The machine comes late.");
    assert_eq!(data["version"], "3");
    assert_eq!(data["signatures"][0]["name"], "Ana Sousa");
    assert!(data["signatures"][0]["signed_at"].as_str().unwrap().contains("22 November 2026"));
    // Every key the template asks for is there.
    let sample = include_str!("../../press/samples/amendment.json");
    let sample: serde_json::Value = serde_json::from_str(sample).unwrap();
    for key in sample.as_object().unwrap().keys() {
        assert!(data.get(key).is_some(), "{key}");
    }
}
