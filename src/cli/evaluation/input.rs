//! What `assign` and `verify` read: the problem as JSON, or as a file of bids. The one rule: ten
//! million affinities are read straight into one list, never into a tree of values.

use super::units::Units;
use crate::domain::assignment::problem::{Load, Problem};
use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, SeqAccess, Visitor},
};
use std::{
    collections::BTreeMap,
    fmt::{self, Formatter},
    io::Read,
    path::{Path, PathBuf},
};

/// How the input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object: proposals, evaluators, affinity, conflicts, `per_proposal`, `max_load`, ..
    Json,
    /// A line with the numbers of proposals and evaluators, then their matrix.
    Bids,
}

/// Where the problem stands.
#[derive(Debug, Clone, Args)]
pub struct InputArgs {
    /// The problem; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// How it is written.
    #[arg(long, value_enum, default_value = "json")]
    pub format: Format,
    /// With bids: how many evaluators each proposal needs.
    #[arg(long, value_name = "N")]
    pub per_proposal: Option<u32>,
    /// With bids: how many proposals an evaluator takes at most.
    #[arg(long, value_name = "N")]
    pub max_load: Option<u32>,
    /// With bids: how many proposals an evaluator takes at least.
    #[arg(long, value_name = "N")]
    pub min_load: Option<u32>,
}

impl InputArgs {
    /// Reads the problem.
    pub fn read(&self) -> anyhow::Result<Problem> {
        let bytes = bytes(&self.input)?;
        let options = [self.per_proposal, self.max_load, self.min_load];
        match self.format {
            Format::Json => {
                ensure!(
                    options.iter().all(Option::is_none),
                    "--per-proposal, --max-load and --min-load go with --format bids; in JSON they \
                     stand in the file"
                );
                json(&bytes)
            }
            Format::Bids => {
                let needs = self.per_proposal.context("--format bids needs --per-proposal")?;
                let max = self.max_load.context("--format bids needs --max-load")?;
                bids(&bytes, needs, Load { min: self.min_load.unwrap_or(0), max })
            }
        }
        .with_context(|| format!("{} can't be used", self.input.display()))
    }
}

/// All of a file; `-` is standard input.
pub fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("standard input can't be read")?;
        return Ok(bytes);
    }
    std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    proposals: usize,
    evaluators: usize,
    affinity: Matrix,
    #[serde(default)]
    conflicts: Vec<(usize, usize)>,
    per_proposal: Counts,
    max_load: Counts,
    #[serde(default)]
    min_load: Option<Counts>,
    #[serde(default)]
    organisations: Option<Vec<Option<House>>>,
    #[serde(default)]
    experts: Vec<(usize, usize)>,
    #[serde(default)]
    pinned: Vec<(usize, usize)>,
    #[serde(default)]
    current: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged, expecting = "an organisation is a text, a whole number or null")]
enum House {
    Number(i64),
    Text(String),
}

fn json(bytes: &[u8]) -> anyhow::Result<Problem> {
    let input: Input = serde_json::from_slice(bytes)?;
    let (proposals, evaluators) = (input.proposals, input.evaluators);
    let Matrix { rows, width, units } = input.affinity;
    ensure!(
        rows == proposals,
        "affinity has {rows} rows for {proposals} proposals: give each proposal one row"
    );
    ensure!(
        rows == 0 || width == evaluators,
        "the rows of affinity have {width} numbers for {evaluators} evaluators: give one for each"
    );
    let demand = input.per_proposal.each("per_proposal", proposals)?;
    let most = input.max_load.each("max_load", evaluators)?;
    let least = input.min_load.unwrap_or(Counts::One(0)).each("min_load", evaluators)?;
    let loads = least.into_iter().zip(most).map(|(min, max)| Load { min, max }).collect();
    let mut problem = Problem::dense(units, demand, loads)?;
    problem.forbid(&input.conflicts)?;
    problem.experts(&input.experts)?;
    problem.pin(&input.pinned)?;
    problem.prefer(&input.current)?;
    if let Some(houses) = input.organisations {
        let mut numbers = BTreeMap::new();
        let of = houses.into_iter().map(|house| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            house.map(|house| *numbers.entry(house).or_insert(next))
        });
        let of: Vec<_> = of.collect();
        problem.organisations(of)?;
    }
    Ok(problem)
}

fn bids(bytes: &[u8], needs: u32, load: Load) -> anyhow::Result<Problem> {
    let text = std::str::from_utf8(bytes).context("a file of bids is plain text")?;
    let mut numbers = text.split_ascii_whitespace();
    let mut size = |what: &str| -> anyhow::Result<usize> {
        let word = numbers.next().unwrap_or_default();
        word.parse()
            .with_context(|| format!("the first line says the number of {what}, not `{word}`"))
    };
    let (proposals, evaluators) = (size("proposals")?, size("evaluators")?);
    let mut units = Vec::new();
    for (at, word) in numbers.enumerate() {
        let Some(Units(number)) = Units::parse(word) else {
            let (row, column) = (at / evaluators.max(1), at % evaluators.max(1));
            bail!("row {row}, column {column}: `{word}` is no number with at most six decimals");
        };
        units.push(number);
    }
    ensure!(
        proposals.checked_mul(evaluators) == Some(units.len()),
        "{proposals} x {evaluators} numbers are announced, and {} are there",
        units.len()
    );
    Ok(Problem::dense(units, vec![needs; proposals], vec![load; evaluators])?)
}

/// Rows of numbers, one after the other.
#[derive(Default)]
struct Matrix {
    rows: usize,
    width: usize,
    units: Vec<i64>,
}

impl<'de> Deserialize<'de> for Matrix {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Matrix, D::Error> {
        from.deserialize_seq(Rows)
    }
}

struct Rows;

impl<'de> Visitor<'de> for Rows {
    type Value = Matrix;
    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a list of rows of numbers")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Matrix, A::Error> {
        let mut matrix = Matrix::default();
        while rows.next_element_seed(Row(&mut matrix.units))?.is_some() {
            let width = matrix.units.len() - matrix.rows * matrix.width;
            if matrix.rows == 0 {
                matrix.width = width;
            } else if width != matrix.width {
                return Err(de::Error::custom(format!(
                    "row {} of affinity has {width} numbers and the rows before have {}",
                    matrix.rows, matrix.width
                )));
            }
            matrix.rows += 1;
        }
        Ok(matrix)
    }
}

struct Row<'a>(&'a mut Vec<i64>);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();
    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a row of numbers")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<(), A::Error> {
        while let Some(Units(number)) = row.next_element()? {
            self.0.push(number);
        }
        Ok(())
    }
}

/// One number for all, or one for each.
enum Counts {
    One(u32),
    Each(Vec<u32>),
}

impl Counts {
    fn each(self, what: &str, number: usize) -> anyhow::Result<Vec<u32>> {
        match self {
            Counts::One(count) => Ok(vec![count; number]),
            Counts::Each(list) => {
                let found = list.len();
                ensure!(found == number, "{what} has {found} numbers, not {number}");
                Ok(list)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Counts, D::Error> {
        from.deserialize_any(CountsVisitor)
    }
}

struct CountsVisitor;

impl<'de> Visitor<'de> for CountsVisitor {
    type Value = Counts;
    fn expecting(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str("a whole number from 0, or a list of them")
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Counts, E> {
        let count = u32::try_from(number).map_err(|_| E::custom(format!("{number} is too large")));
        count.map(Counts::One)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Counts, A::Error> {
        let mut counts = Vec::new();
        while let Some(count) = list.next_element()? {
            counts.push(count);
        }
        Ok(Counts::Each(counts))
    }
}
