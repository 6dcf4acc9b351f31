use super::*;
use crate::domain::{
    facts::Facts,
    form::{Answers, Choice, Fault, Field, FieldKind, Form, Section},
    moment::{BRUSSELS, Moment},
};
use std::collections::BTreeMap;

fn field(key: &str, kind: FieldKind, masked: bool) -> Field {
    Field {
        key: key.to_owned(),
        label: format!("Label of {key}"),
        hint: String::new(),
        kind,
        required: true,
        show_if: None,
        masked,
        must: Vec::new(),
    }
}

fn form() -> Form {
    let options =
        ["a", "b", "c"].map(|code| Choice { code: code.into(), label: code.to_uppercase() });
    let fields = vec![
        field("goals", FieldKind::Text { min_chars: 200, max_chars: 2_000 }, false),
        field("aims", FieldKind::Choices { options: options.to_vec() }, false),
        field("from", FieldKind::Date, false),
        field("iban", FieldKind::Iban, true),
    ];
    let section =
        Section { key: "stay".into(), title: "The stay".into(), intro: String::new(), fields };
    let empty =
        Section { key: "x".into(), title: "Empty".into(), intro: String::new(), fields: vec![] };
    Form { sections: vec![section, empty] }
}

fn answers() -> Answers {
    [
        ("goals", "Short."),
        ("aims", "c,a"),
        ("from", "soon"),
        ("iban", "PT50 0002 0123 1234 5678 9015 4"),
    ]
    .into_iter()
    .map(|(key, text)| (key.to_owned(), text.to_owned()))
    .collect()
}

fn typed<'a>(answers: &'a Answers, facts: &'a Facts, seen: &'a BTreeMap<String, i64>) -> Typed<'a> {
    Typed { answers, facts, faults: &[], seen, clashes: &[], sees_accounts: true, zone: BRUSSELS }
}

#[test]
fn what_was_typed_is_shown_again_even_when_it_is_wrong() {
    let (answers, facts, seen) =
        (answers(), Facts::default(), BTreeMap::from([("goals".into(), 7)]));
    let view = form_view(&form(), &typed(&answers, &facts, &seen));
    assert_eq!(view.sections.len(), 1, "a section with nothing to show is left out");
    let fields = &view.sections[0].fields;
    assert_eq!((fields[0].value.as_str(), fields[0].seen), ("Short.", Some(7)));
    assert_eq!(fields[2].value, "soon");
    let chosen: Vec<_> = fields[1].options.iter().map(|option| option.chosen).collect();
    assert_eq!(chosen, [true, false, true]);
}

#[test]
fn faults_link_to_their_fields() {
    let (answers, facts, seen) = (answers(), Facts::default(), BTreeMap::new());
    let why = FieldRefusal::TooShort { have: 6, need: 200 };
    let faults = [Fault { field: "goals".into(), label: "Label of goals".into(), why }];
    let view = form_view(&form(), &Typed { faults: &faults, ..typed(&answers, &facts, &seen) });
    assert_eq!(view.faults.len(), 1);
    assert_eq!(view.faults[0].href, format!("#{}", view.sections[0].fields[0].id()));
    assert_eq!(view.faults[0].says, "6 characters; 194 more are needed.");
}

#[test]
fn an_account_number_is_whole_only_for_those_who_may_see_it() {
    let (answers, facts, seen) = (answers(), Facts::default(), BTreeMap::new());
    let whole = form_view(&form(), &typed(&answers, &facts, &seen));
    assert!(whole.sections[0].fields[3].value.contains("0123"));
    let clashes = [Clash {
        field: "iban".into(),
        theirs: "PT50 0002 0123 1234 5678 9015 4".into(),
        by: "Ana".into(),
        at: Moment::from_millis(0),
        version: 3,
    }];
    let masked =
        Typed { sees_accounts: false, clashes: &clashes, ..typed(&answers, &facts, &seen) };
    let masked = form_view(&form(), &masked);
    let json = serde_json::to_string(&masked).unwrap();
    assert!(!json.contains("0123") && masked.sections[0].fields[3].locked, "{json}");
    let text = |accounts| format!("{:?}", read_form(&form(), &answers, &facts, accounts));
    assert!(text(true).contains("PT50 0002 0123") && !text(false).contains("0123"));
}

#[test]
fn a_clash_keeps_mine_in_the_box_and_carries_their_version() {
    let (answers, facts) = (answers(), Facts::default());
    let seen = BTreeMap::from([("aims".to_owned(), 1)]);
    let clashes = [Clash {
        field: "aims".into(),
        theirs: "b".into(),
        by: "Bo".into(),
        at: Moment::from_millis(1_801_411_200_000),
        version: 2,
    }];
    let view = form_view(&form(), &Typed { clashes: &clashes, ..typed(&answers, &facts, &seen) });
    let field = &view.sections[0].fields[1];
    assert_eq!((field.value.as_str(), field.seen), ("c,a", Some(2)));
    let theirs = field.theirs.as_ref().unwrap();
    assert_eq!(theirs.text, "B");
    assert_eq!(theirs.at, "31 January 2027, 17:00 Brussels");
}

#[test]
fn a_password_is_never_sent_back() {
    let view = FieldView::new(Input::NewPassword, "password", "Password").value("hunter2");
    assert!(!serde_json::to_string(&view).unwrap().contains("hunter2"));
}
