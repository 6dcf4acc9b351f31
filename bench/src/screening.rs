//! How long it takes to compare the names of a call with a list of sanctions of real size: 20,000
//! entries with three names each, all made up. The one rule: it prints what was measured and judges
//! nothing.

use anyhow::Context;
use convoca::domain::{
    insight::chance::Chance,
    screening::{Entry, Index, NameKind, SubjectType},
};
use std::{io::Write, time::Instant};

const ENTRIES: usize = 20_000;
const NAMES: usize = 900;
const ROUNDS: usize = 5;

const SYLLABLES: [&str; 40] = [
    "al", "ab", "mo", "ham", "med", "is", "ma", "il", "kha", "lid", "ra", "shid", "ser", "gei",
    "ev", "iv", "an", "ov", "dmi", "tri", "vla", "mir", "ni", "ko", "lai", "kim", "jong", "chol",
    "ri", "su", "far", "had", "ha", "san", "yu", "suf", "pet", "ros", "yan", "en",
];
const FIRMS: [&str; 20] = [
    "trading",
    "company",
    "ltd",
    "llc",
    "industries",
    "group",
    "international",
    "general",
    "holding",
    "bank",
    "shipping",
    "oil",
    "technology",
    "research",
    "institute",
    "centre",
    "factory",
    "construction",
    "joint",
    "stock",
];

/// Builds the index and searches for the names; the median of five rounds.
pub fn report(out: &mut dyn Write) -> anyhow::Result<()> {
    let mut words = Words::new();
    let entries: Vec<Entry> = (0..ENTRIES).map(|id| words.entry(id)).collect();
    let start = Instant::now();
    let index = Index::new(entries);
    let built = start.elapsed();
    let asked: Vec<(NameKind, String)> = (0..NAMES).map(|place| words.asked(place)).collect();
    writeln!(out, "| names | of a list with | index | threshold | search | found |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for threshold in [850, 700] {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found = asked.iter().map(|(kind, name)| index.find(*kind, name, threshold).len()).sum();
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).context("a round was run")?;
        let listed = index.len();
        let cells = format!("{NAMES} | {listed} | {built:.1?} | {threshold} | {median:.1?}");
        writeln!(out, "| {cells} | {found} |")?;
    }
    Ok(())
}

/// Names made of syllables that stand in many names, the common ones more often: harder to tell
/// apart than real ones.
struct Words {
    chance: Chance,
    first: Vec<String>,
    last: Vec<String>,
}

impl Words {
    fn new() -> Self {
        let mut chance = Chance::new(2026);
        let mut word = |least: usize| -> String {
            let many = least + below(&mut chance, 3);
            (0..many).map(|_| one_of(&mut chance, &SYLLABLES)).collect()
        };
        let first = (0..1_500).map(|_| word(1)).collect();
        let last = (0..12_000).map(|_| word(2)).collect();
        Self { chance, first, last }
    }
    fn first(&mut self) -> String {
        let place = (0..3).map(|_| below(&mut self.chance, self.first.len())).min();
        self.first.get(place.unwrap_or_default()).cloned().unwrap_or_default()
    }
    fn last(&mut self) -> String {
        let place = below(&mut self.chance, self.last.len());
        self.last.get(place).cloned().unwrap_or_default()
    }
    fn person(&mut self) -> String {
        let mut all: Vec<String> = (0..=below(&mut self.chance, 3)).map(|_| self.first()).collect();
        all.push(self.last());
        all.join(" ")
    }
    fn firm(&mut self) -> String {
        let mut all = vec![self.last()];
        let more = 1 + below(&mut self.chance, 3);
        all.extend((0..more).map(|_| one_of(&mut self.chance, &FIRMS).to_owned()));
        all.join(" ")
    }
    fn entry(&mut self, id: usize) -> Entry {
        let is_person = below(&mut self.chance, 3) > 0;
        let aliases = (0..3).map(|_| if is_person { self.person() } else { self.firm() }).collect();
        Entry {
            id: id.to_string(),
            subject: if is_person { SubjectType::Person } else { SubjectType::Enterprise },
            aliases,
            births: Vec::new(),
            countries: Vec::new(),
            programme: "TEST".to_owned(),
        }
    }
    fn asked(&mut self, place: usize) -> (NameKind, String) {
        match place % 3 {
            0 => (NameKind::Enterprise, self.firm()),
            1 => (NameKind::Person, self.person()),
            _ => (NameKind::Enterprise, format!("{} {}", self.firm(), self.last())),
        }
    }
}

fn below(chance: &mut Chance, most: usize) -> usize {
    let most = u64::try_from(most).unwrap_or(1).max(1);
    usize::try_from(chance.word() % most).unwrap_or_default()
}

fn one_of<'w>(chance: &mut Chance, words: &[&'w str]) -> &'w str {
    let place = below(chance, words.len());
    words.get(place).copied().unwrap_or_default()
}
