//! Places under papers, what is missing, and the filling of texts.

use super::{Paper, Signatory, Signature, digest, fill, missing, needed};
use crate::domain::{ids::PersonId, moment::Moment};
use proptest::prelude::*;
use uuid::Uuid;

fn signature((paper, place): (Paper, Signatory)) -> Signature {
    let (by, at) = (PersonId(Uuid::nil()), Moment::from_millis(0));
    Signature { paper, place, by, name: String::new(), at, text_digest: String::new() }
}

#[test]
fn six_signatures_with_money_four_without() {
    for (paid, count) in [(true, 6), (false, 4)] {
        let papers = needed(paid);
        let mut have = Vec::new();
        let all = missing(papers, &have);
        assert_eq!(all.len(), count);
        for place in all {
            assert!(missing(papers, &have).contains(&place));
            have.push(signature(place));
            assert!(!missing(papers, &have).contains(&place));
        }
        assert_eq!(missing(papers, &have), []);
    }
}

#[test]
fn codes_come_back() {
    assert!(Paper::ALL.iter().all(|paper| Paper::from_code(paper.code()) == Some(*paper)));
    let place = |place: &Signatory| Signatory::from_code(place.code()) == Some(*place);
    assert!(Signatory::ALL.iter().all(place));
    assert_eq!((Paper::from_code(""), Signatory::from_code("")), (None, None));
}

#[test]
fn the_digest_is_sha_256() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(digest("abc"), abc);
}

#[test]
fn places_are_filled_and_unknown_ones_stay() {
    let value = |name: &str| match name {
        "visitor" => Some("Ana & Filhos {{ host }}".to_owned()),
        _unknown => None,
    };
    let paragraphs = ["{{ visitor }} visits {{host}}.".to_owned(), "Open {{ end".to_owned()];
    // What was filled in is not read again.
    let wanted = "Ana & Filhos {{ host }} visits {{ host }}.\n\nOpen {{ end";
    assert_eq!(fill(&paragraphs, &value), wanted);
}

proptest! {
    /// Whatever the text: without values nothing of it is lost but blanks inside places.
    #[test]
    fn a_text_without_values_is_itself(text in "[a-z{} ]{0,60}") {
        let blind = |text: &str| text.replace(' ', "");
        let filled = fill(std::slice::from_ref(&text), &|_| None);
        prop_assert_eq!(blind(&filled), blind(&text));
    }
}
