//! Finding the entries a name could mean without comparing it with all of them. The one rule: it
//! finds what comparing all pairs would find; three letters in a row only say whom not to compare.

use super::{
    entry::{Entry, SubjectType},
    name::{Name, NameKind},
    score::{FULL, WORD_LEAST, score, word},
};
use std::collections::{BTreeMap, HashMap};

/// The lowest threshold a search takes; below it words that differ would have to be compared, too.
pub const LOWEST: u32 = WORD_LEAST;

/// Something found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'i> {
    /// The entry.
    pub entry: &'i Entry,
    /// Which of its names is most like the name asked for.
    pub alias: &'i str,
    /// How alike, in thousandths.
    pub score: u32,
}

#[derive(Debug)]
struct Alias {
    entry: usize,
    text: String,
    name: Name,
}

/// A list of sanctions, ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    aliases: Vec<Alias>,
    /// Every word and every name written in one word, with the names it stands in.
    words: Vec<(String, Vec<u32>)>,
    known: HashMap<String, usize>,
    /// Three letters in a row, with the words they stand in.
    grams: HashMap<[char; 3], Vec<u32>>,
}

impl Index {
    /// An index over these entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut index = Self { entries, ..Self::default() };
        for place in 0..index.entries.len() {
            let Some(entry) = index.entries.get(place) else { continue };
            let kind = match entry.subject {
                SubjectType::Person => NameKind::Person,
                SubjectType::Enterprise => NameKind::Enterprise,
            };
            for text in entry.aliases.clone() {
                index.add(place, kind, text);
            }
        }
        index
    }
    fn add(&mut self, entry: usize, kind: NameKind, text: String) {
        let name = Name::new(kind, &text);
        if name.is_empty() {
            return;
        }
        let number = u32::try_from(self.aliases.len()).unwrap_or(u32::MAX);
        let mut words: Vec<String> = name.words().to_vec();
        words.push(name.joined().to_owned());
        words.sort();
        words.dedup();
        for word in words {
            let place = self.word(word);
            if let Some((_, names)) = self.words.get_mut(place) {
                names.push(number);
            }
        }
        self.aliases.push(Alias { entry, text, name });
    }
    fn word(&mut self, word: String) -> usize {
        if let Some(&place) = self.known.get(&word) {
            return place;
        }
        let place = self.words.len();
        for gram in grams(&word) {
            self.grams.entry(gram).or_default().push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        self.known.insert(word.clone(), place);
        self.words.push((word, Vec::new()));
        place
    }
    /// How many names it holds.
    pub const fn len(&self) -> usize {
        self.aliases.len()
    }
    /// Holds nothing.
    pub const fn is_empty(&self) -> bool {
        self.aliases.is_empty()
    }
    /// The entries a name could mean: the likest first, each once, none below `threshold`
    /// thousandths (at least [`LOWEST`]). A person's name is sought among persons alone.
    pub fn find(&self, kind: NameKind, text: &str, threshold: u32) -> Vec<Found<'_>> {
        let (asked, threshold) = (Name::new(kind, text), threshold.clamp(LOWEST, FULL));
        let mut best: BTreeMap<usize, (u32, usize)> = BTreeMap::new();
        for number in self.could_be(&asked, threshold) {
            let Some(alias) = self.aliases.get(number) else { continue };
            let Some(entry) = self.entries.get(alias.entry) else { continue };
            if kind == NameKind::Person && entry.subject != SubjectType::Person {
                continue;
            }
            let alike = score(&asked, &alias.name);
            let kept = best.get(&alias.entry).is_some_and(|(before, _)| *before >= alike);
            if alike >= threshold && !kept {
                best.insert(alias.entry, (alike, number));
            }
        }
        let mut found: Vec<Found<'_>> = best
            .into_values()
            .filter_map(|(score, number)| {
                let alias = self.aliases.get(number)?;
                let entry = self.entries.get(alias.entry)?;
                Some(Found { entry, alias: &alias.text, score })
            })
            .collect();
        found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.entry.id.cmp(&b.entry.id)));
        found
    }
    /// The names that could reach the threshold, by what their words cover at the most.
    fn could_be(&self, asked: &Name, threshold: u32) -> Vec<usize> {
        // Letters of the asked name and of the listed one that words alike could cover.
        let mut covered: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        let mut together = Vec::new();
        for one in asked.words() {
            let mut here: HashMap<u32, usize> = HashMap::new();
            for (listed, names) in self.alike(one) {
                let letters = listed.chars().count();
                for &name in names {
                    let most = here.entry(name).or_default();
                    *most = (*most).max(letters);
                }
            }
            let letters = one.chars().count();
            for (name, most) in here {
                let sum = covered.entry(name).or_default();
                *sum = (sum.0 + letters, sum.1 + most);
            }
        }
        for (_, names) in self.alike(asked.joined()) {
            together.extend(names.iter().filter_map(|name| usize::try_from(*name).ok()));
        }
        let least = usize::try_from(threshold).unwrap_or(1_000);
        let reach = |part: usize, whole: usize| part * 1_000 >= least * whole;
        let fits = |(name, (mine, theirs)): (u32, (usize, usize))| {
            let name = usize::try_from(name).ok()?;
            let (own, other) = (asked.len(), self.aliases.get(name)?.name.len());
            let could = reach(mine + theirs, own + other)
                || reach(mine * 9 / 10 + 1, own)
                || reach(theirs * 9 / 10 + 1, other);
            could.then_some(name)
        };
        let mut all: Vec<usize> = covered.into_iter().filter_map(fits).collect();
        all.extend(together);
        all.sort_unstable();
        all.dedup();
        all
    }
    /// The listed words alike enough to a word, with the names they stand in.
    fn alike<'i>(&'i self, one: &'i str) -> impl Iterator<Item = (&'i str, &'i [u32])> {
        let letters = one.chars().count();
        let mut shared: HashMap<u32, usize> = HashMap::new();
        let own = grams(one);
        let groups = own.len();
        for gram in own {
            for place in self.grams.get(&gram).into_iter().flatten() {
                *shared.entry(*place).or_default() += 1;
            }
        }
        shared.into_iter().filter_map(move |(place, many)| {
            let (listed, names) = self.words.get(usize::try_from(place).ok()?)?;
            let longer = letters.max(listed.chars().count());
            // A changed letter spoils three groups at the most.
            let least = groups.saturating_sub(3 * (longer * 3 / 10));
            (many >= least && word(one, listed) >= WORD_LEAST)
                .then_some((listed.as_str(), names.as_slice()))
        })
    }
}

/// Each three letters in a row, blanks before and after; each once.
fn grams(word: &str) -> Vec<[char; 3]> {
    let blank = ['\0', '\0'];
    let letters: Vec<char> = blank.into_iter().chain(word.chars()).chain(blank).collect();
    let mut all: Vec<[char; 3]> =
        letters.windows(3).filter_map(|three| three.try_into().ok()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
