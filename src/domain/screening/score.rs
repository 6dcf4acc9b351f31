//! How alike two names are, in thousandths. The one rule: whole numbers only, and the same
//! whichever name stands first. The measure is our own choice; no source prescribes one.

use super::name::Name;

/// The same name.
pub const FULL: u32 = 1_000;
/// Words less alike than this are different words.
pub(super) const WORD_LEAST: u32 = 700;
/// What a name gets that stands whole within a longer one.
const WITHIN: u32 = 900;
/// Letters a name needs so that standing within a longer one says anything.
const WITHIN_LETTERS: usize = 8;

/// How alike two names are, 0 to 1000: words are paired with the word most like them, each counts
/// with its letters; words written together count as one; a name of two words or more that stands
/// within a longer one counts nine tenths.
pub fn score(one: &Name, other: &Name) -> u32 {
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    if one.words() == other.words() {
        return FULL;
    }
    let paired = pairs(one, other);
    let (in_one, in_other) = (weigh(&paired, |p| p.1), weigh(&paired, |p| p.2));
    let parts = of_parts((one, in_one), (other, in_other));
    // Full marks are for the same name alone.
    parts.max(word(one.joined(), other.joined())).min(FULL - 1)
}

/// What two names get for the parts of them that are paired, in thousandths of letters. More in a
/// part never gives less.
pub(super) fn of_parts(one: (&Name, usize), other: (&Name, usize)) -> u32 {
    let ratio =
        |part: usize, whole: usize| u32::try_from(part / whole.max(1)).unwrap_or(FULL).min(FULL);
    let mut best = ratio(one.1 + other.1, one.0.len() + other.0.len());
    for (name, inside) in [one, other] {
        if name.words().len() >= 2 && name.len() >= WITHIN_LETTERS {
            best = best.max(ratio(inside, name.len()) * WITHIN / FULL);
        }
    }
    best
}

type Pair = (u32, usize, usize);

fn weigh(pairs: &[Pair], letters: fn(&Pair) -> usize) -> usize {
    pairs.iter().map(|pair| letters(pair) * usize::try_from(pair.0).unwrap_or(0)).sum()
}

/// Each word with the one most like it, the likest pair first; each word once.
fn pairs(one: &Name, other: &Name) -> Vec<Pair> {
    let mut all = Vec::new();
    for (i, a) in one.words().iter().enumerate() {
        for (j, b) in other.words().iter().enumerate() {
            let alike = word(a, b);
            if alike >= WORD_LEAST {
                all.push((alike, a.chars().count(), b.chars().count(), i, j));
            }
        }
    }
    // The order must not depend on which name stands first.
    all.sort_by_key(|&(alike, a, b, i, j)| {
        let words = (one.words().get(i), other.words().get(j));
        let words = if words.0 <= words.1 { words } else { (words.1, words.0) };
        (std::cmp::Reverse((alike, a + b)), words, i + j)
    });
    let mut taken = (vec![false; one.words().len()], vec![false; other.words().len()]);
    let mut kept = Vec::new();
    for (alike, a, b, i, j) in all {
        if let (Some(left @ false), Some(right @ false)) = (taken.0.get_mut(i), taken.1.get_mut(j))
        {
            *left = true;
            *right = true;
            kept.push((alike, a, b));
        }
    }
    kept
}

/// How alike two words are: one less the letters to change, over the longer's letters.
pub(super) fn word(one: &str, other: &str) -> u32 {
    if one == other {
        return FULL;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let longer = a.len().max(b.len());
    if a.len().min(b.len()) * 1_000 < longer * 700 {
        return 0;
    }
    let kept = longer - changes(&a, &b);
    u32::try_from(kept * 1_000 / longer.max(1)).unwrap_or(0)
}

/// Letters to change, add or leave out (Levenshtein).
pub(super) fn changes(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let here = if x == y { corner } else { 1 + corner.min(left).min(*cell) };
            corner = *cell;
            *cell = here;
            left = here;
        }
    }
    row.last().copied().unwrap_or_default()
}
