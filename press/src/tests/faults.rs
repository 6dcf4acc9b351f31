//! Faults told so that an officer finds them: the file, the line, the key.

use super::press;
use crate::{Fault, Template, template::SAMPLE_MADE_ON as DAY};
use chrono::NaiveDate;
use serde_json::json;

fn told(text: &str) -> Fault {
    let press = press().with_templates([("receipt.typ", text)]).unwrap();
    press.pdf(Template::Receipt, &json!({ "name": "x" }), DAY).unwrap_err()
}

#[test]
fn a_fault_says_file_line_column_and_what_might_help() {
    for (text, says) in [
        ("= Title\n\n#let x = ", "receipt.typ line 3, column 9: expected expression"),
        ("= Title\n#nam", "receipt.typ line 2, column 2: unknown variable: nam"),
        ("Größe #emph(1)", "receipt.typ line 1, column 13: expected content, found integer"),
        ("#import \"part.typ\": *", "receipt.typ line 1, column 9: file not found"),
        ("#read(\"/etc/passwd\")", "receipt.typ line 1, column 7: file not found"),
        ("#import \"@preview/a:1.0.0\": *", "receipt.typ line 1, column 9: file not found"),
        (
            "#let a = 1\n#a-b",
            "unknown variable: a-b (if you meant to use subtraction, try adding spaces",
        ),
    ] {
        let fault = told(text);
        assert!(matches!(fault, Fault::Template { .. }), "{fault:?}");
        assert!(fault.to_string().contains(says), "{text}\n{fault}");
    }
}

#[test]
fn a_fault_in_a_shared_part_says_where_it_is_used_from() {
    let parts = press().text("parts").unwrap().replace("data.version !=", "data.versoin !=");
    let press = press().with_templates([("parts", parts.as_str())]).unwrap();
    let fault = press.check(Template::Receipt).unwrap_err();
    let Fault::MissingKey { key, at } = &fault else { panic!("{fault:?}") };
    assert_eq!(key, "versoin");
    assert_eq!(at.place.as_ref().map(|place| place.file.as_str()), Some("parts.typ"));
}

#[test]
fn without_a_title_there_is_no_paper() {
    let fault = told("Only text");
    assert!(fault.to_string().contains("missing document title"), "{fault}");
}

#[test]
fn every_key_of_a_sample_is_asked_for_and_missed_by_its_name() {
    let press = press();
    for template in Template::ALL {
        let sample = template.sample().unwrap();
        for gone in sample.as_object().unwrap().keys() {
            let mut data = sample.clone();
            data.as_object_mut().unwrap().remove(gone);
            let Err(fault) = press.pdf(*template, &data, DAY) else {
                panic!("{} does without {gone}", template.name());
            };
            let Fault::MissingKey { key, at } = &fault else { panic!("{gone}: {fault:?}") };
            assert_eq!(key, gone, "{fault}");
            assert!(at.place.is_some(), "{fault}");
            assert!(fault.to_string().ends_with(&format!(": the data has no {gone:?}")), "{fault}");
        }
    }
}

#[test]
fn a_name_nobody_knows_is_refused() {
    let fault = Template::from_name("agrement").unwrap_err();
    assert!(matches!(&fault, Fault::UnknownTemplate { name, .. } if name == "agrement"));
    assert!(fault.to_string().contains("agreement, amendment, annex"), "{fault}");
    for name in ["agrement.typ", "../parts.typ", "data.json", ""] {
        let told = press().with_templates([(name, "x")]);
        assert!(matches!(told, Err(Fault::UnknownTemplate { .. })), "{name}");
    }
    for template in Template::ALL {
        assert_eq!(Template::from_name(template.name()).unwrap(), *template);
    }
}

#[test]
fn a_day_beyond_four_digits_is_refused() {
    let sample = Template::Receipt.sample().unwrap();
    for (year, is_possible) in [(2026, true), (9999, true), (10000, false), (-1, false)] {
        let on = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let told = press().pdf(Template::Receipt, &sample, on);
        assert_eq!(told.is_ok(), is_possible, "{year}");
        assert!(is_possible || matches!(told, Err(Fault::Day { .. })), "{year}");
    }
}
