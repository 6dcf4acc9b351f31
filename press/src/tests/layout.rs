//! Data at its worst: very long names, many partners, nothing at all. The one rule: no letter
//! stands outside the margins or on another.

use super::{
    press,
    runs::{collisions, runs},
};
use crate::{Template, template::SAMPLE_MADE_ON as DAY};
use serde_json::{Value, json};

/// 60 signs in words, and 60 without a space.
const LONG: [&str; 2] = [
    "Gesellschaft zur Förderung grenzüberschreitender Webtechniken",
    "WirtschaftsförderungsgesellschaftsverwaltungsbeteiligungsmbH",
];

/// Changes every text that is not part of the frame of a paper.
fn each_text(data: &mut Value, change: &impl Fn(&str, &str) -> Option<String>) {
    match data {
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().and_then(|text| change(key, text)) {
                    Some(text) => *value = text.into(),
                    None => each_text(value, change),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn samples_stay_inside_the_margins() {
    for template in Template::ALL {
        let found = collisions(&runs(press(), *template, &template.sample().unwrap()));
        assert!(found.is_empty(), "{}: {found:#?}", template.name());
    }
}

#[test]
fn names_of_sixty_signs_break_and_overlap_nothing() {
    let names = [
        "name",
        "organisation",
        "part",
        "payee",
        "bank",
        "address",
        "legal_id",
        "role",
        "place",
        "person",
        "country",
        "trigger",
        "due",
        "period",
        "what",
        "old",
        "new",
        "label",
        "value",
        "answer",
        "title",
        "description",
        "subject",
        "host",
        "kind",
        "comment",
        "web",
        "on",
    ];
    for long in LONG {
        assert!((58..=62).contains(&long.chars().count()));
        for template in Template::ALL {
            let mut data = template.sample().unwrap();
            each_text(&mut data, &|key, _| names.contains(&key).then(|| long.to_owned()));
            let found = collisions(&runs(press(), *template, &data));
            assert!(found.is_empty(), "{}: {found:#?}", template.name());
        }
    }
}

#[test]
fn an_agreement_with_fifty_three_partners_prints() {
    let mut data = Template::Agreement.sample().unwrap();
    let name =
        |n: usize| format!("Partner {n}: Συνεταιρισμός Υφαντών Љубљана Straßenübergänge {n}");
    let each = |make: &dyn Fn(usize) -> Value| (1..=53).map(make).collect::<Value>();
    data["parties"] = each(&|n| {
        json!({ "part": "Beneficiary", "name": name(n), "legal_id": format!("EL {n:09}"),
            "address": "Οδός Αργαλειού 5, 382 21 Βόλος, Greece", "share": "EUR 1,132.07" })
    });
    for instalment in 0..3 {
        data["instalments"][instalment]["shares"] =
            each(&|n| json!({ "name": name(n), "amount": "EUR 377.35" }));
    }
    data["accounts"] = each(
        &|n| json!({ "payee": name(n), "account": "GR16 •••• •••• •••• •••0 695", "bank": "" }),
    );
    data["signatures"] = each(&|n| {
        json!({ "place": "For the beneficiary", "organisation": name(n), "name": "", "role": "",
            "signed_at": "", "digest": "" })
    });
    let found = runs(press(), Template::Agreement, &data);
    assert_eq!(collisions(&found), Vec::<String>::new());
    let told = found.iter().filter(|run| run.text().contains("not yet signed")).count();
    assert_eq!(told, 53, "each has a place to sign");
    let pages = found.iter().map(|run| run.page).max().unwrap() + 1;
    for page in 0..pages {
        let foot = format!("Page {} of {pages}", page + 1);
        let is_told = found.iter().any(|run| run.page == page && run.text() == foot);
        assert!(is_told, "{foot}");
    }
}

#[test]
fn a_paper_with_nothing_but_its_title_prints() {
    fn empty(data: &mut Value) {
        match data {
            Value::String(text) => text.clear(),
            Value::Array(items) => items.clear(),
            Value::Object(fields) => fields.values_mut().for_each(empty),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    for template in Template::ALL {
        let mut data = template.sample().unwrap();
        let kept = ["lang", "title"].map(|key| (key, data[key].clone()));
        empty(&mut data);
        for (key, value) in kept {
            data[key] = value;
        }
        let told = press().pdf(*template, &data, DAY);
        assert!(told.is_ok(), "{}: {}", template.name(), told.unwrap_err());
    }
}

#[test]
fn each_text_may_be_empty_where_lists_are_full() {
    for template in Template::ALL {
        let mut data = template.sample().unwrap();
        let kept = ["lang", "title"].map(|key| (key, data[key].clone()));
        each_text(&mut data, &|_, _| Some(String::new()));
        for (key, value) in kept {
            data[key] = value;
        }
        let told = press().pdf(*template, &data, DAY);
        assert!(told.is_ok(), "{}: {}", template.name(), told.unwrap_err());
    }
}

#[test]
fn the_checks_of_this_file_see_a_fault() {
    let wide = "#set page(paper: \"a4\", margin: 25mm)\n#box(width: 1mm, [Too wide]) over it";
    let off = "#set page(paper: \"a4\", margin: 25mm)\n#place(dx: 150mm)[Beyond the edge]";
    for (text, fault) in [(wide, "over each other"), (off, "outside")] {
        let press = press().with_templates([("receipt", text)]).unwrap();
        let found = collisions(&runs(&press, Template::Receipt, &json!({})));
        assert!(found.iter().any(|told| told.starts_with(fault)), "{fault}: {found:?}");
    }
}
