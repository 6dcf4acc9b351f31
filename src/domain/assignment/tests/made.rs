//! Made-up instances, the same on every machine, and real bids where their folder is there.

use super::super::problem::{Load, Problem};

/// Scores and forbidden pairs, made like `instance.py` of the shared data.
pub struct Made {
    proposals: usize,
    evaluators: usize,
    scores: Vec<i64>,
    forbidden: Vec<(usize, usize)>,
}

/// splitmix64.
fn hash(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// 20 topics, 50 institutions.
pub fn instance(proposals: usize, evaluators: usize) -> Made {
    let far = 1_u64 << 32;
    let mut made = Made { proposals, evaluators, scores: Vec::new(), forbidden: Vec::new() };
    for (at, a) in (0..proposals as u64).enumerate() {
        let (first, second) = (hash(a * 8 + 1) % 20, hash(a * 8 + 2) % 20);
        let house = hash(a * 8 + 3) % 50;
        for (who, e) in (0..evaluators as u64).enumerate() {
            let knows = [4, 5, 6].map(|k| hash((e * 8 + k).wrapping_add(far)) % 20);
            let p = hash((a << 20) + e + (1 << 50));
            let of = |topic: u64, worth: i64| if knows.contains(&topic) { worth } else { 0 };
            made.scores.push(i64::try_from(p % 10).unwrap() + of(first, 40) + of(second, 20));
            if (p >> 32) % 100 < 5 || house == hash(e * 8 + 7 + far) % 50 {
                made.forbidden.push((at, who));
            }
        }
    }
    made
}

impl Made {
    /// Sum of all scores: a check that the instance is the same.
    pub fn sum(&self) -> i64 {
        self.scores.iter().sum()
    }
    /// How many pairs are allowed.
    pub fn allowed(&self) -> usize {
        self.scores.len() - self.forbidden.len()
    }
    /// Proposal, evaluator, score.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize, i64)> + '_ {
        let pair =
            |(at, score): (usize, &i64)| (at / self.evaluators, at % self.evaluators, *score);
        self.scores.iter().enumerate().map(pair)
    }
    /// Three evaluators each, loads between 80 % and 110 % of the mean.
    pub fn problem(&self) -> Problem {
        let mean = u32::try_from(3 * self.proposals / self.evaluators).unwrap();
        let load = Load { min: mean * 8 / 10, max: mean * 11 / 10 };
        let (demand, loads) = (vec![3; self.proposals], vec![load; self.evaluators]);
        let mut problem = Problem::dense(self.scores.clone(), demand, loads).unwrap();
        problem.forbid(&self.forbidden).unwrap();
        problem
    }
}

/// Real bids in quarters, from `CONVOCA_DATA` or the shared folder beside the repository.
#[expect(clippy::disallowed_methods, reason = "where the data lies is told by the environment")]
pub fn bids(name: &str, needs: u32, most: u32) -> Option<Problem> {
    let root = env!("CARGO_MANIFEST_DIR");
    let folders = [
        std::env::var("CONVOCA_DATA").unwrap_or_default(),
        format!("{root}/../shared/data"),
        format!("{root}/../../shared/data"),
    ];
    let text = folders.iter().find_map(|folder| {
        std::fs::read_to_string(format!("{folder}/assignment/{name}.in")).ok()
    })?;
    let mut words = text.split_ascii_whitespace();
    let mut size = || words.next().unwrap().parse::<usize>().unwrap();
    let (proposals, evaluators) = (size(), size());
    let quarters = |word: &str| match word.trim_end_matches('0') {
        "" | "0." => 0,
        "0.25" => 1,
        "0.5" => 2,
        "1" | "1." => 4,
        other => panic!("{other}"),
    };
    let affinity = words.map(quarters).collect();
    let load = Load { min: 0, max: most };
    Some(Problem::dense(affinity, vec![needs; proposals], vec![load; evaluators]).unwrap())
}
