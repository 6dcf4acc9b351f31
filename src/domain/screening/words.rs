//! All words of a list, and those of them that are alike enough to a word. The one rule: what is
//! passed over could not have been alike; lengths and letters rule words out, only counting the
//! letters to change lets one in.

use super::letters::Asked;
use std::collections::{BTreeMap, HashMap};

/// Every word of a list with the names it stands in.
#[derive(Debug, Default)]
pub(super) struct Words {
    groups: BTreeMap<usize, Group>,
    known: HashMap<String, usize>,
}

/// Words with as many letters.
#[derive(Debug, Default)]
struct Group {
    /// Which letters each has; apart from the words, so that all are read in one go.
    marks: Vec<u64>,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    letters: Vec<char>,
    names: Vec<u32>,
}

/// A word of the list that is alike enough.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alike<'w> {
    /// How many letters it has.
    pub letters: usize,
    /// How alike, in thousandths.
    pub score: u32,
    /// The names it stands in.
    pub names: &'w [u32],
}

impl Words {
    /// Notes that the word stands in this name.
    pub fn add(&mut self, word: String, name: u32) {
        let letters: Vec<char> = word.chars().collect();
        let group = self.groups.entry(letters.len()).or_default();
        let place = *self.known.entry(word).or_insert_with(|| {
            group.marks.push(marks(&letters));
            group.words.push(Word { letters, names: Vec::new() });
            group.words.len() - 1
        });
        if let Some(word) = group.words.get_mut(place) {
            word.names.push(name);
        }
    }
    /// The words at least so much alike to this one, in thousandths.
    pub fn alike<'w>(&'w self, word: &str, least: u32) -> Vec<Alike<'w>> {
        let least = usize::try_from(least).unwrap_or(1_000).clamp(1, 1_000);
        let letters: Vec<char> = word.chars().collect();
        let (own, mark) = (letters.len(), marks(&letters));
        let asked = Asked::new(letters);
        let lengths = own * least / 1_000..=own * 1_000 / least;
        let mut found = Vec::new();
        for (&other, group) in self.groups.range(lengths) {
            let longer = own.max(other);
            // The most letters to change between words that are alike.
            let most = longer * (1_000 - least) / 1_000;
            if longer - own.min(other) > most {
                continue;
            }
            for (theirs, word) in group.marks.iter().zip(&group.words) {
                // A letter that one has more often than the other has to be changed.
                let apart = (mark & !theirs).count_ones().max((theirs & !mark).count_ones());
                if usize::try_from(apart).is_ok_and(|apart| apart > most) {
                    continue;
                }
                let changes = asked.changes(&word.letters);
                if changes <= most {
                    let score = u32::try_from((longer - changes) * 1_000 / longer.max(1));
                    let score = score.unwrap_or_default();
                    found.push(Alike { letters: other, score, names: &word.names });
                }
            }
        }
        found
    }
}

/// Two marks for each of 32 kinds of letter: it is there, and it is there again. Letters that share
/// a kind only make words look more alike than they are.
fn marks(letters: &[char]) -> u64 {
    let mut all = 0_u64;
    for letter in letters {
        let there = 1_u64 << ((u32::from(*letter) % 32) * 2);
        all |= if all & there == 0 { there } else { there << 1 };
    }
    all
}
