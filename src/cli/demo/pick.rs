//! Picking with a seeded generator. The one rule: every choice of the demonstration is made here, so
//! that the same seed gives the same demonstration.

use crate::store::chance::Chance;

/// Picks. Has a generator of its own, so that ids drawn meanwhile change nothing.
#[derive(Debug, Clone)]
pub struct Picker(Chance);

impl Picker {
    /// From a number.
    pub fn seeded(seed: u64) -> Self {
        Self(Chance::seeded(seed))
    }
    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&self, n: usize) -> usize {
        let drawn = u32::from_be_bytes(self.0.bytes::<4>()) as usize;
        drawn.checked_rem(n).unwrap_or_default()
    }
    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or_default()
    }
    /// Yes in so many of a hundred cases.
    pub fn percent(&self, yes: usize) -> bool {
        self.below(100) < yes
    }
    /// One of a list; nothing of an empty one.
    pub fn one<'a, T>(&self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
    /// One of a list of texts; an empty text of an empty one.
    pub fn text<'a>(&self, list: &'a [String]) -> &'a str {
        self.one(list).map_or("", String::as_str)
    }
    /// Two different texts of a list, where it has two.
    pub fn two<'a>(&self, list: &'a [String]) -> (&'a str, &'a str) {
        let first = self.below(list.len());
        let second = first + 1 + self.below(list.len().saturating_sub(1));
        let at = |n: usize| list.get(n.checked_rem(list.len()).unwrap_or_default());
        (at(first).map_or("", String::as_str), at(second).map_or("", String::as_str))
    }
    /// So many decimal digits.
    pub fn digits(&self, many: usize) -> String {
        (0..many).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0))).collect()
    }
    /// Mixes a list.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}
