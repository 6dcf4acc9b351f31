use super::{
    About, Office,
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
