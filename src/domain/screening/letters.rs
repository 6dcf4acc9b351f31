//! Letters to change between a word and many others, counted for a whole row of the table at once
//! (Myers 1999, as Hyyrö 2003 wrote it down). The one rule: it counts what the plain table counts.

use super::score::changes;

/// A word that is compared with many.
#[derive(Debug)]
pub(super) struct Asked {
    letters: Vec<char>,
    /// Where each of its letters stands, one bit a place; nothing for a word too long for that.
    places: Option<Places>,
}

#[derive(Debug)]
struct Places {
    plain: [u64; 128],
    other: Vec<(char, u64)>,
}

impl Places {
    fn of(letters: &[char]) -> Option<Self> {
        if letters.is_empty() || letters.len() > 64 {
            return None;
        }
        let mut all = Self { plain: [0; 128], other: Vec::new() };
        for (place, letter) in letters.iter().enumerate() {
            let bit = 1_u64 << place;
            let plain = usize::try_from(u32::from(*letter)).ok();
            match plain.and_then(|plain| all.plain.get_mut(plain)) {
                Some(bits) => *bits |= bit,
                None => match all.other.iter_mut().find(|(one, _)| one == letter) {
                    Some((_, bits)) => *bits |= bit,
                    None => all.other.push((*letter, bit)),
                },
            }
        }
        Some(all)
    }
    fn at(&self, letter: char) -> u64 {
        let plain = usize::try_from(u32::from(letter)).ok();
        plain.and_then(|plain| self.plain.get(plain).copied()).unwrap_or_else(|| {
            let other = self.other.iter().find(|(one, _)| *one == letter);
            other.map_or(0, |(_, bits)| *bits)
        })
    }
}

impl Asked {
    /// The word with these letters.
    pub fn new(letters: Vec<char>) -> Self {
        let places = Places::of(&letters);
        Self { letters, places }
    }
    /// Letters to change, add or leave out to get the other word.
    pub fn changes(&self, other: &[char]) -> usize {
        let Some(places) = &self.places else { return changes(&self.letters, other) };
        // From one letter of this word to the next the count goes up, down or stays: a bit each.
        let last = 1_u64 << (self.letters.len() - 1);
        let (mut up, mut down) = (u64::MAX, 0_u64);
        let mut count = self.letters.len();
        for letter in other {
            let same = places.at(*letter);
            let across = (((same & up).wrapping_add(up)) ^ up) | same | down;
            let (more, less) = (down | !(across | up), up & across);
            count = count + usize::from(more & last != 0) - usize::from(less & last != 0);
            let more = (more << 1) | 1;
            (up, down) = ((less << 1) | !(across | more), more & across);
        }
        count
    }
}
