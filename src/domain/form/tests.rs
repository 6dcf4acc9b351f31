use super::*;
use crate::domain::facts::{Fact, Facts};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn field(key: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        key: key.into(),
        label: key.to_uppercase(),
        hint: String::new(),
        kind,
        required,
        show_if: None,
        masked: false,
        must: Vec::new(),
    }
}

fn options(codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice { code: (*code).into(), label: (*code).into() }).collect()
}

/// One field of each kind, one that is shown only to online exchanges, one with a rule.
fn form() -> Form {
    let text = FieldKind::Text { min_chars: 3, max_chars: 10 };
    let mut fields = vec![
        field("line", FieldKind::Line { min_chars: 2, max_chars: 5 }, true),
        field("text", text, true),
        field(
            "number",
            FieldKind::Number { least: Some(1), most: Some(9), unit: "days".into() },
            true,
        ),
        field("from", FieldKind::Date, true),
        field("to", FieldKind::Date, true),
        field("choice", FieldKind::Choice { options: options(&["a", "b"]) }, true),
        field("choices", FieldKind::Choices { options: options(&["a", "b"]) }, false),
        field("virtual", FieldKind::Confirm, false),
        field("iban", FieldKind::Iban, true),
        field("declared", FieldKind::Confirm, true),
    ];
    let section =
        |fields| Section { key: "all".into(), title: String::new(), intro: String::new(), fields };
    let mut words = Dictionary::standard();
    Form { sections: vec![section(fields.clone())] }.describe(&mut words);
    let condition = |source| Condition::compile(source, &words).expect(source);
    fields[8].show_if = Some(condition("!answer.virtual && visitor.country != 'AM'"));
    fields[4].must.push(FieldRule {
        holds: condition("answer.to >= answer.from"),
        says: "The last day, {{ answer.to }}, is before the first.".into(),
    });
    Form { sections: vec![section(fields)] }
}

fn good() -> Answers {
    [
        ("line", "Ana"),
        ("text", "Learn it"),
        ("number", "5"),
        ("from", "2027-03-01"),
        ("to", "2027-03-05"),
        ("choice", "b"),
        ("choices", "b, a"),
        ("iban", "dk50 0040 0440 1162 43"),
        ("declared", "on"),
    ]
    .into_iter()
    .map(|(key, text)| (key.to_owned(), text.to_owned()))
    .collect()
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.country", Fact::Text("DK".into()));
    facts
}

fn why(key: &str, text: &str, how: Strictness) -> Option<FieldRefusal> {
    let mut answers = good();
    answers.insert(key.into(), text.into());
    let faults = check(&form(), &answers, &facts(), how);
    assert!(faults.len() <= 1, "{faults:?}");
    faults.into_iter().next().map(|fault| {
        assert_eq!((fault.field.as_str(), fault.label), (key, key.to_uppercase()));
        fault.why
    })
}

#[test]
fn good_answers_have_no_fault() {
    assert_eq!(check(&form(), &good(), &facts(), Strictness::Strict), []);
}

#[test]
fn each_refusal_by_its_name() {
    use FieldRefusal as R;
    let strict = |key, text| why(key, text, Strictness::Strict);
    assert_eq!(strict("line", " "), Some(R::Missing));
    assert_eq!(strict("line", "x"), Some(R::TooShort { have: 1, need: 2 }));
    assert_eq!(strict("line", "x\r\ny z w"), Some(R::TooLong { have: 8, most: 5 }));
    assert_eq!(strict("text", "a\r\nb\r\nc\r\nd\r\ne"), None, "a line end counts once");
    assert_eq!(strict("text", "ééééééééééé"), Some(R::TooLong { have: 11, most: 10 }));
    assert_eq!(strict("text", "éééééééééé"), None, "scalar values are counted, not bytes");
    assert_eq!(strict("number", "five"), Some(R::NotANumber));
    assert_eq!(strict("number", "10"), Some(R::OutOfRange { least: Some(1), most: Some(9) }));
    assert_eq!(strict("from", "1.3.2027"), Some(R::NotADate));
    assert_eq!(strict("from", "2027-02-30"), Some(R::NotADate));
    assert_eq!(strict("from", "2027-3-1"), Some(R::NotADate));
    assert_eq!(
        strict("to", "2027-02-26"),
        Some(R::Rule { says: "The last day, 2027-02-26, is before the first.".into() })
    );
    assert_eq!(strict("choice", "c"), Some(R::NotAChoice));
    assert_eq!(strict("choices", "a,c"), Some(R::NotAChoice));
    assert_eq!(strict("choices", ""), None);
    assert_eq!(strict("declared", ""), Some(R::NotConfirmed));
    assert_eq!(strict("declared", "maybe"), Some(R::NotConfirmed));
    assert_eq!(strict("iban", ""), Some(R::Missing));
}

#[test]
fn while_typing_nothing_is_missing_and_no_text_is_too_short() {
    for (key, text) in [("line", ""), ("line", "x"), ("declared", ""), ("iban", "")] {
        assert_eq!(why(key, text, Strictness::Lenient), None, "{key}");
    }
    assert_eq!(
        why("text", "far too long a text", Strictness::Lenient),
        Some(FieldRefusal::TooLong { have: 19, most: 10 })
    );
}

#[test]
fn a_field_that_is_not_shown_is_not_asked_for_and_is_no_fact() {
    let mut answers = good();
    answers.insert("iban".into(), "nonsense".into());
    answers.insert("virtual".into(), "yes".into());
    answers.insert("no_such_field".into(), "kept".into());
    assert_eq!(check(&form(), &answers, &facts(), Strictness::Strict), []);
    assert!(!shown(&form(), &answers, &facts()).contains("iban"));
    let known = facts_with_answers(&form(), &answers, &facts());
    assert_eq!(known.get("answer.iban"), &Fact::Unknown);
    assert_eq!(known.get("answer.virtual"), &Fact::Bool(true));
    assert_eq!(known.get("answer.choices"), &Fact::List(vec!["a".into(), "b".into()]));
    assert_eq!(known.get("answer.number"), &Fact::Int(5));
}

#[test]
fn account_numbers() {
    use FieldRefusal as R;
    assert_eq!(check_iban("dk50 0040 0440 1162 43").as_deref(), Ok("DK5000400440116243"));
    assert_eq!(check_iban("PT50000201231234567890154").as_deref(), Ok("PT50000201231234567890154"));
    assert_eq!(check_iban("DK51 0040 0440 1162 43"), Err(R::IbanCheck));
    assert_eq!(
        check_iban("DK50 0040 0440 1162 4"),
        Err(R::IbanLength { country: "DK".into(), need: 18 })
    );
    for shape in ["", "1234", "DKAB0040", "DK50 0040/0440", "AM39 3456 7890", "ÄÖ50", "DK5"] {
        assert_eq!(check_iban(shape), Err(R::IbanShape), "{shape}");
    }
    assert_eq!(mask_iban("dk50 0040 0440 1162 43"), "dk … 6243");
    assert_eq!(mask_iban("short"), "…");
    assert_eq!(mask_iban(""), "");
}

/// Any text for the kinds that take any, and near misses for those that do not.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[ab, ]{0,6}",
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        "(yes|on|no|)[ \r\n]{0,2}",
        "-?[0-9]{0,3}",
        "dk[0-9 ]{10,22}",
        Just("dk50 0040 0440 1162 43".to_owned()),
    ]
}

fn some_answers() -> impl Strategy<Value = Answers> {
    let keys: Vec<String> = form().fields().map(|field| field.key.clone()).collect();
    proptest::collection::btree_map(proptest::sample::select(keys), texts(), 0..10)
}

fn of(faults: &[Fault]) -> BTreeSet<&str> {
    faults.iter().map(|fault| fault.field.as_str()).collect()
}

proptest! {
    #[test]
    fn lenient_faults_are_among_the_strict_ones(answers in some_answers()) {
        let lenient = check(&form(), &answers, &facts(), Strictness::Lenient);
        let strict = check(&form(), &answers, &facts(), Strictness::Strict);
        for fault in &lenient {
            prop_assert!(strict.contains(fault), "{fault:?}");
        }
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in texts()) {
        for field in form().fields() {
            let once = normalise(field, &text);
            prop_assert_eq!(&normalise(field, &once), &once);
        }
    }

    /// Putting a good answer in place of another one removes that field's fault and adds none
    /// (`from` and `virtual` speak for other fields too, so they stay).
    #[test]
    fn mending_one_field_mends_it_and_breaks_no_other(answers in some_answers(), at in 0..9_usize) {
        let keys =
            ["line", "text", "number", "choice", "choices", "iban", "declared", "line", "text"];
        let key = keys[at];
        let before = check(&form(), &answers, &facts(), Strictness::Strict);
        let mut mended = answers;
        mended.insert(key.into(), good()[key].clone());
        let after = check(&form(), &mended, &facts(), Strictness::Strict);
        let mut expected = of(&before);
        expected.remove(key);
        prop_assert_eq!(of(&after), expected);
    }

    #[test]
    fn a_masked_account_shows_at_most_six_of_its_characters(
        text in "[A-Z]{2}[0-9]{2}[0-9A-Z]{8,30}",
    ) {
        let shown = mask_iban(&text);
        prop_assert_eq!(shown.chars().filter(char::is_ascii_alphanumeric).count(), 6);
    }
}
