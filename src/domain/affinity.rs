//! How well an expert's knowledge fits a proposal: whole points with the reasons behind them. The
//! one rule: it only ever prefers one permitted evaluator to another; no rule of a scheme reads it.
//! The points are ours (no source sets any): a common division of NACE weighs two common words.

use super::naming::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// For a common NACE division (`C13`).
const DIVISION: i64 = 40;
/// For a common NACE section (`C`) only.
const SECTION: i64 = 10;
/// For each of the expert's words found in the proposal.
const WORD: i64 = 20;
/// Words counted at most.
const WORDS_MOST: usize = 5;

/// What an expert knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Knows {
    /// NACE codes.
    pub sectors: BTreeSet<String>,
    /// Words of their field.
    pub keywords: BTreeSet<String>,
    /// Codes of languages; empty: not said.
    pub languages: BTreeSet<String>,
}

/// What a proposal is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// NACE codes of its partners.
    pub sectors: BTreeSet<String>,
    /// Title, summary and the labels of its topics.
    pub text: String,
    /// Code of its language; empty: not said.
    pub language: String,
}

/// Points with their reasons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Affinity {
    /// The sum.
    pub points: i64,
    /// Sectors in common, as codes.
    pub sectors: Vec<String>,
    /// Words in common.
    pub words: Vec<String>,
}

impl Affinity {
    /// A common division or at least two words: an expert in the matter.
    pub fn is_expert(&self) -> bool {
        self.points >= DIVISION
    }
}

/// The parts of a list typed with commas, semicolons or line ends, trimmed, none empty.
pub fn list(text: &str) -> BTreeSet<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A NACE code in one spelling: a letter of a section (A to U) and at most four digits; the dots
/// go. `None` for anything else.
pub fn nace(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let code = code.to_uppercase();
    let (section, digits) = code.split_at_checked(1)?;
    let is_code = matches!(section.as_bytes().first(), Some(b'A'..=b'U'))
        && digits.len() <= 4
        && digits.len() != 1
        && digits.bytes().all(|b| b.is_ascii_digit());
    is_code.then_some(code)
}

fn division(code: &str) -> Option<&str> {
    code.get(..3)
}

/// The points of a pair.
pub fn affinity(knows: &Knows, about: &About) -> Affinity {
    let mut found = Affinity::default();
    let mut section_only = false;
    for mine in &knows.sectors {
        for theirs in &about.sectors {
            if division(mine).is_some() && division(mine) == division(theirs) {
                found.sectors.push(division(mine).unwrap_or_default().to_owned());
            } else if mine.get(..1) == theirs.get(..1) {
                section_only = true;
            }
        }
    }
    found.sectors.sort();
    found.sectors.dedup();
    if !found.sectors.is_empty() {
        found.points += DIVISION;
    } else if section_only {
        found.points += SECTION;
    }
    let text = format!(" {} ", plain(&about.text));
    let is_in = |word: &&String| {
        let word = plain(word);
        !word.is_empty() && text.contains(&format!(" {word} "))
    };
    found.words = knows.keywords.iter().filter(is_in).take(WORDS_MOST).cloned().collect();
    found.points += WORD * i64::try_from(found.words.len()).unwrap_or_default();
    found
}

/// The expert can't read it: both sides say a language, and they differ.
pub fn is_foreign(knows: &Knows, about: &About) -> bool {
    !knows.languages.is_empty()
        && !about.language.is_empty()
        && !knows.languages.contains(&about.language)
}

/// Words without accents, case and marks, one space between.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{About, Affinity, Knows, affinity, is_foreign, list, nace};

    fn knows(sectors: &str, keywords: &str) -> Knows {
        Knows { sectors: list(sectors), keywords: list(keywords), languages: list("en, fr") }
    }
    fn about(sectors: &str, text: &str) -> About {
        About { sectors: list(sectors), text: text.to_owned(), language: "en".to_owned() }
    }

    #[test]
    fn a_division_weighs_more_than_a_section_and_words_add_up() {
        let mill = about("C13.3, J62", "Closed-loop dyeing for small textile mills");
        let points = |s, k| affinity(&knows(s, k), &mill).points;
        assert_eq!(points("C13", ""), 40);
        assert_eq!(points("C20", ""), 10);
        assert_eq!(points("A01", ""), 0);
        assert_eq!(points("", "dyeing, Textile Mills, robots"), 40);
        assert_eq!(points("C13", "closed loop"), 60);
        // A part of a word is no word.
        assert_eq!(points("", "mill"), 0);
    }

    #[test]
    fn the_reasons_are_named_once() {
        let found = affinity(&knows("C13, C131", "dyeing"), &about("C13, C132", "Dyeing, dyeing"));
        let expected =
            Affinity { points: 60, sectors: vec!["C13".into()], words: vec!["dyeing".into()] };
        assert_eq!(found, expected);
        assert!(found.is_expert() && !Affinity::default().is_expert());
    }

    #[test]
    fn a_language_bars_only_where_both_sides_say_one() {
        let mut mill = about("", "");
        assert!(!is_foreign(&knows("", ""), &mill));
        mill.language = "de".to_owned();
        assert!(is_foreign(&knows("", ""), &mill));
        assert!(!is_foreign(&Knows::default(), &mill));
    }

    #[test]
    fn codes_come_in_one_spelling() {
        assert_eq!(nace(" c13.30 ").as_deref(), Some("C1330"));
        assert_eq!(nace("J").as_deref(), Some("J"));
        for wrong in ["", "13", "C1", "Z10", "C13300", "Cx"] {
            assert_eq!(nace(wrong), None, "{wrong}");
        }
    }
}
