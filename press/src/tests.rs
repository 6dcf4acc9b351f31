//! Tests of the press: what is printed, what is refused, and that nothing runs over an edge.

mod faults;
mod layout;
mod own;
mod runs;

use crate::{Press, Print, Template, template::SAMPLE_MADE_ON as DAY};
use runs::runs;
use serde_json::Value;
use std::sync::LazyLock;

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(None).unwrap());

static SAMPLES: LazyLock<Vec<(&str, Print)>> = LazyLock::new(|| {
    let print = |template: &Template| press().check(*template).unwrap_or_else(|no| panic!("{no}"));
    Template::ALL.iter().map(|template| (template.name(), print(template))).collect()
});

/// The shipped templates.
fn press() -> &'static Press {
    &PRESS
}

/// Each template with its sample, printed once for all tests.
fn samples() -> &'static [(&'static str, Print)] {
    &SAMPLES
}

/// Whether the bytes have this text in them; what a PDF says of itself is not compressed.
fn says(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Every text in the data, with the keys that lead to it.
fn texts(data: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match data {
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| texts(item, path, found)),
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| texts(value, &format!("{path}.{key}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Without spaces and break marks, since a line may end anywhere.
fn tight(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace() && *sign != '\u{200b}').collect()
}

#[test]
fn every_template_prints_its_sample_and_typst_warns_of_nothing() {
    for (name, print) in samples() {
        assert_eq!(print.notes, [], "{name}");
        assert!(print.pdf.starts_with(b"%PDF-1.7"), "{name}");
    }
}

#[test]
fn letters_and_certificates_are_one_page() {
    for (name, print) in samples() {
        let is_short = name.ends_with("_letter")
            || ["receipt", "certificate", "remittance", "debit_note", "de_minimis"].contains(name);
        assert!(!is_short || print.pages == 1, "{name}: {}", print.pages);
    }
}

#[test]
fn all_that_is_in_a_sample_can_be_read_on_the_paper() {
    for template in Template::ALL {
        let sample = template.sample().unwrap();
        let printed: String =
            runs(press(), *template, &sample).iter().map(runs::Run::text).collect();
        let printed = tight(&printed);
        let mut expected = Vec::new();
        texts(&sample, "", &mut expected);
        for (path, text) in expected.iter().filter(|(path, _)| path != ".lang") {
            let is_there = printed.contains(&tight(text));
            assert!(is_there, "{}: {path} is not on the paper: {text}", template.name());
        }
    }
}

#[test]
fn the_same_data_and_day_give_the_same_bytes_in_any_press_and_thread() {
    let other = || Press::new(None).unwrap();
    for (template, (name, first)) in Template::ALL.iter().zip(samples()) {
        let there = std::thread::spawn(move || other().check(*template).unwrap());
        assert!(first.pdf == press().check(*template).unwrap().pdf, "{name} again");
        assert!(first.pdf == there.join().unwrap().pdf, "{name} in another press");
    }
    let sample = Template::Receipt.sample().unwrap();
    let next_day = DAY.succ_opt().unwrap();
    let [today, tomorrow] =
        [DAY, next_day].map(|day| press().pdf(Template::Receipt, &sample, day).unwrap());
    assert!(today != tomorrow, "the day is in the file");
}

#[test]
fn every_paper_is_archivable_and_tagged_with_title_language_and_date() {
    for (name, Print { pdf, .. }) in samples() {
        for mark in [
            "/MarkInfo",
            "/StructTreeRoot",
            "/Lang(en)",
            "/DisplayDocTitle true",
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "<xmp:CreateDate>2026-03-16",
            "<dc:title>",
        ] {
            assert!(says(pdf, mark), "{name}: {mark}");
        }
        assert!(!says(pdf, "/JavaScript"), "{name}");
    }
}

#[test]
fn headings_and_head_cells_are_told_to_a_screen_reader() {
    let pdf = press().check(Template::Agreement).unwrap().pdf;
    for tag in ["/S/H1", "/S/H2", "/S/Table", "/S/TH", "/S/TD", "/S/P"] {
        assert!(says(&pdf, tag), "{tag}");
    }
}

#[test]
fn a_sign_no_font_has_is_shown_by_its_number_and_stops_nothing() {
    let mut data = Template::Annex.sample().unwrap();
    let answer = "Ja \u{1f600}, \u{6f22}\u{5b57}; pay\u{202e}0001\u{e000}\u{0}\u{fe0f}\ttext";
    data["sections"][0]["fields"][0]["answer"] = answer.into();
    let printed: String =
        runs(press(), Template::Annex, &data).iter().map(runs::Run::text).collect();
    let expected =
        "Ja [U+1F600], [U+6F22][U+5B57]; pay[U+202E]0001[U+E000][U+0000] text".replace(' ', "");
    assert!(tight(&printed).contains(&expected), "{printed}");
    press().pdf(Template::Annex, &data, DAY).unwrap();
}

#[test]
fn the_scripts_of_the_countries_that_take_part_print() {
    let mut data = Template::Certificate.sample().unwrap();
    for name in [
        "Жељко Ђорђевић, Київ",
        "Ελευθέριος Ψαρράς",
        "Հայաստան Երևան",
        "საქართველო თბილისი",
        "ירושלים",
        "تونس",
        "Þórður Ægisson Łódź Šiauliai Ġgantija Ţ Ș Őrség İzmir",
        "u\u{308} e\u{301} n\u{303}",
    ] {
        data["visitor"]["person"] = name.into();
        let told = press().pdf(Template::Certificate, &data, DAY);
        assert!(told.is_ok(), "{name}: {told:?}");
        let printed: String =
            runs(press(), Template::Certificate, &data).iter().map(runs::Run::text).collect();
        assert!(!printed.contains("[U+"), "{name} has a sign without a font: {printed}");
    }
}

#[test]
fn markup_in_the_data_stays_text() {
    let mut data = Template::Receipt.sample().unwrap();
    let name = "#panic(\"no\") *bold* $x$ @ref <label> \\ = // /* ` ~ -- ...";
    data["applicant"] = name.into();
    let printed: String =
        runs(press(), Template::Receipt, &data).iter().map(runs::Run::text).collect();
    assert!(tight(&printed).contains(&tight(name)), "{printed}");
}

#[test]
fn a_signature_under_another_text_is_told_and_a_missing_one_too() {
    let warning = tight("This is not the text above: the two SHA-256 differ.");
    let mut data = Template::CommitmentToQuality.sample().unwrap();
    let print = |data: &Value| {
        let runs = runs(press(), Template::CommitmentToQuality, data);
        tight(&runs.iter().map(runs::Run::text).collect::<String>())
    };
    let before = print(&data);
    assert!(!before.contains(&warning));
    assert!(before.contains(&tight("not yet signed")));
    assert!(before.contains(&tight("One signature is missing; until then nobody is bound.")));
    data["signatures"][0]["digest"] = "0".repeat(64).into();
    data["signatures"][3]["signed_at"] = "17 March 2026, 08:00:00 CET (UTC+1)".into();
    data["signatures"][3]["digest"] = data["digest"].clone();
    let after = print(&data);
    assert!(after.contains(&warning));
    assert!(!after.contains(&tight("not yet signed")));
    assert!(after.contains(&tight("All have signed.")));
}
