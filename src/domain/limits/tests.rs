use super::{Length, LengthFault, Limits, as_counted, length};
use proptest::prelude::*;

#[test]
fn each_line_of_the_table_is_counted_so() {
    let lines = include_str!("cases.table").lines().filter(|line| !line.starts_with('#'));
    let mut cases = 0;
    for line in lines {
        let [chars, words, text]: [&str; 3] =
            line.splitn(3, " | ").collect::<Vec<_>>().try_into().unwrap();
        let text: String = serde_json::from_str(text).unwrap();
        let expected = Length { chars: chars.parse().unwrap(), words: words.parse().unwrap() };
        assert_eq!(length(&text), expected, "{line}");
        cases += 1;
    }
    assert_eq!(cases, 21);
}

#[test]
fn limits_name_what_is_too_much_or_too_little() {
    let limits = Limits { min_chars: Some(3), max_chars: Some(6), max_words: Some(2) };
    for (text, fault) in [
        ("", None),
        ("  ", None),
        ("ab", Some(LengthFault::TooFewChars { have: 2, need: 3 })),
        ("abc", None),
        ("ab def ", None),
        ("a b\r\nc", Some(LengthFault::TooManyWords { have: 3, most: 2 })),
        ("abcdefg", Some(LengthFault::TooManyChars { have: 7, most: 6 })),
    ] {
        assert_eq!(limits.fault(text), fault, "{text:?}");
    }
    assert_eq!(Limits::default().fault(&"a ".repeat(9_999)), None);
}

proptest! {
    #[test]
    fn a_browsers_line_ends_and_blanks_cost_nothing(text in "[a-z é😀\n]{0,40}") {
        let sent = format!(" \r\n{}\r\n\u{a0}", text.replace('\n', "\r\n"));
        prop_assert_eq!(length(&sent), length(&text));
        prop_assert_eq!(as_counted(&as_counted(&sent)), as_counted(&sent));
        let Length { chars, words } = length(&text);
        prop_assert!(words <= chars && chars <= words.max(1) * 40);
    }
}
