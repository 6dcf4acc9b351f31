//! Finding the entries a name could mean without comparing it with all of them. The one rule: it
//! finds what comparing all pairs would find; words alike only say whom not to compare.

use super::{
    entry::{Entry, SubjectType},
    name::{Name, NameKind},
    score::{FULL, WORD_LEAST, of_parts, score},
    words::Words,
};
use std::collections::BTreeMap;

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
    /// The words of all names.
    words: Words,
    /// All names, each written in one word.
    joined: Words,
}

/// What words alike could give a name at the most, in thousandths of letters: of the name asked for
/// and of the listed one. First of all words so far, then of the one at hand.
#[derive(Debug, Clone, Copy, Default)]
struct Cover {
    mine: usize,
    theirs: usize,
    mine_now: usize,
    theirs_now: usize,
}

impl Cover {
    fn see(&mut self, mine: usize, theirs: usize) {
        self.mine_now = self.mine_now.max(mine);
        self.theirs_now = self.theirs_now.max(theirs);
    }
    const fn next(&mut self) {
        self.mine += self.mine_now;
        self.theirs += self.theirs_now;
        (self.mine_now, self.theirs_now) = (0, 0);
    }
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
        let mut words = name.words().to_vec();
        words.dedup();
        for word in words {
            self.words.add(word, number);
        }
        self.joined.add(name.joined().to_owned(), number);
        self.aliases.push(Alias { entry, text, name });
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
    /// The names that could reach the threshold, by what their words give at the most.
    fn could_be(&self, asked: &Name, threshold: u32) -> Vec<usize> {
        let mut covers = vec![Cover::default(); self.aliases.len()];
        let mut all = Vec::new();
        for one in asked.words() {
            let letters = one.chars().count();
            let mut touched = Vec::new();
            for alike in self.words.alike(one, WORD_LEAST) {
                let score = usize::try_from(alike.score).unwrap_or(0);
                for name in places(alike.names) {
                    if let Some(cover) = covers.get_mut(name) {
                        if cover.mine_now == 0 {
                            touched.push(name);
                        }
                        cover.see(letters * score, alike.letters * score);
                    }
                }
            }
            for name in &touched {
                if let Some(cover) = covers.get_mut(*name) {
                    cover.next();
                }
            }
            all.append(&mut touched);
        }
        all.sort_unstable();
        all.dedup();
        all.retain(|name| {
            let (cover, alias) = (covers.get(*name), self.aliases.get(*name));
            let most = cover
                .zip(alias)
                .map(|(cover, alias)| of_parts((asked, cover.mine), (&alias.name, cover.theirs)));
            most >= Some(threshold)
        });
        for alike in self.joined.alike(asked.joined(), threshold) {
            all.extend(places(alike.names));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn places(names: &[u32]) -> impl Iterator<Item = usize> {
    names.iter().filter_map(|name| usize::try_from(*name).ok())
}
