//! What a letter says, and what it never leaves open.

use super::super::examples;
use super::*;
use crate::domain::evaluation::{
    line::Placed,
    score::{consensus, standing},
};
use crate::domain::{
    form::Form,
    money::{Money, Percent},
};

fn letters() -> Letters {
    let one = |text: &str| vec![text.to_owned()];
    Letters {
        award: one("{{ lead }} gets {{ amount }}."),
        reserve: one("Place {{ reserve_place }}."),
        below_line: one("{{ reason }}"),
        goes_on: one("Write the {{ next_round }}."),
        not_further: one("Others went further."),
        below_threshold: one("{{ total }} of 15, {{ unheard_of }}."),
        ineligible: one("No: {{ reason }}"),
        redress: one("Ask within {{ redress_days }} days."),
    }
}

fn round(goes_on_for: Option<Percent>) -> Round {
    let (key, label) = ("full".to_owned(), "Full proposal".to_owned());
    Round {
        key,
        label,
        form: Form::default(),
        documents: Vec::new(),
        evaluation: examples::rules(),
        goes_on_for,
    }
}

fn body(tenths: [i32; 3], outcome: Outcome) -> LetterBody {
    body_in(&round(None), tenths, outcome)
}

fn body_in(round: &Round, tenths: [i32; 3], outcome: Outcome) -> LetterBody {
    let rules = examples::rules();
    let marks = consensus(&examples::marks(tenths), &rules).unwrap();
    let standing = standing(&marks, &rules).unwrap();
    let comments = [("impact".to_owned(), vec!["Clear.".to_owned()])].into();
    let marked = Marked { marks: &marks, standing: &standing, comments: &comments };
    let value = |name: &str| match name {
        "lead" => Some("Meadow Ltd".to_owned()),
        "amount" => Some("EUR 20,000.00".to_owned()),
        "total" => Some(standing.total.to_string()),
        "redress_days" => Some("30".to_owned()),
        "next_round" => Some("full proposal".to_owned()),
        "reserve_place" => Some("2".to_owned()),
        "reason" => Some(placed(&Placed::DoesNotFit { left: Money::from_cents(700) }, &rules)),
        _unknown => None,
    };
    write(&letters(), round, outcome, Some(&marked), &value)
}

#[test]
fn each_outcome_has_its_own_words_and_all_may_be_contested() {
    let cases = [
        (Outcome::Award, "Meadow Ltd gets EUR 20,000.00."),
        (Outcome::Reserve, "Place 2."),
        (
            Outcome::BelowLine,
            "It asks for more than the EUR 7.00 that were left when its place in the ranking came.",
        ),
        (Outcome::BelowThreshold, "12 of 15, {{ unheard_of }}."),
    ];
    for (outcome, says) in cases {
        let body = body([40, 40, 40], outcome);
        assert_eq!(body.opening, [says]);
        assert_eq!(body.redress, ["Ask within 30 days."]);
    }
}

#[test]
fn marks_stand_in_order_with_their_thresholds_and_comments() {
    let body = body([25, 35, 30], Outcome::BelowThreshold);
    let marks: Vec<_> =
        body.marks.iter().map(|m| (m.criterion.as_str(), m.mark.as_str(), m.is_met)).collect();
    let expected =
        [("excellence", "2.5", false), ("impact", "3.5", true), ("implementation", "3", true)];
    assert_eq!(marks, expected);
    assert_eq!(body.marks[1].comments, ["Clear."]);
    assert_eq!(body.marks[0].threshold.as_deref(), Some("3"));
    assert_eq!(
        body.missed,
        [
            "excellence: 2.5 points where at least 3 are asked for.",
            "All criteria together: 9 points where at least 10 are asked for.",
        ]
    );
}

#[test]
fn a_letter_is_read_back_as_it_was_kept() {
    let body = body([45, 45, 45], Outcome::Award);
    assert_eq!(LetterBody::from_text(&body.to_text()), Some(body.clone()));
    let mut other = body.clone();
    other.marks[0].mark = "5".to_owned();
    assert_ne!(other.digest(), body.digest());
}

#[test]
fn who_stands_above_is_not_named() {
    let ended = Placed::LineEnded { at: "INV-007".to_owned() };
    assert!(!placed(&ended, &examples::rules()).contains("INV"));
}

#[test]
fn before_the_last_round_who_goes_on_and_who_does_not_have_words_of_their_own() {
    let first = round(Some(Percent::whole(300)));
    for (outcome, says) in [
        (Outcome::GoesOn, "Write the full proposal."),
        (Outcome::BelowLine, "Others went further."),
        (Outcome::BelowThreshold, "12 of 15, {{ unheard_of }}."),
    ] {
        assert_eq!(body_in(&first, [40, 40, 40], outcome).opening, [says]);
    }
}
