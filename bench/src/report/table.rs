//! Columns of text. The one rule: a figure is a median with the middle half beside it, and a ratio
//! is the median of the ratios of the rounds, so what a neighbour does meets both sides of each.

use super::growth::Growth;
use crate::{Options, load::Round, serve::Kind};

/// A median with the ends of the middle half (of all, where there are fewer than four).
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    pub median: f64,
    low: f64,
    high: f64,
}

impl Figures {
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let at = |at: usize| values.get(at).copied().unwrap_or_default();
        let quarter = values.len() / 4;
        Self {
            median: at(values.len() / 2),
            low: at(quarter),
            high: at(values.len().saturating_sub(1 + quarter)),
        }
    }
    /// The ratios of what was measured round by round.
    pub fn of_ratios(these: &[Round], those: &[Round]) -> Self {
        Self::of(these.iter().zip(those).map(|(this, that)| this.cpu() / that.cpu()))
    }
    /// "0.66 [0.64-0.70]".
    pub fn span(self) -> String {
        format!("{:.2} [{:.2}-{:.2}]", self.median, self.low, self.high)
    }
}

/// A page on one database, with its rounds.
#[derive(Debug, Clone)]
pub struct Row {
    page: &'static str,
    engine: &'static str,
    bytes: usize,
    statements: Option<(u64, u64)>,
    product: Vec<Round>,
    bare: Vec<Round>,
}

impl Row {
    pub const fn new(
        page: &'static str,
        engine: &'static str,
        bytes: usize,
        statements: Option<(u64, u64)>,
    ) -> Self {
        Self { page, engine, bytes, statements, product: Vec::new(), bare: Vec::new() }
    }
    pub fn add(&mut self, kind: Kind, round: Round) {
        match kind {
            Kind::Product => self.product.push(round),
            Kind::Bare => self.bare.push(round),
        }
    }
    /// What was not answered as wanted, in words.
    pub fn failures(&self) -> Vec<String> {
        let all = self.product.iter().map(|round| ("product", round));
        let all = all.chain(self.bare.iter().map(|round| ("bare", round)));
        all.filter(|(_, round)| round.failed > 0)
            .map(|(kind, round)| {
                let why = round.failure.as_deref().unwrap_or_default();
                format!("{} on {}, {kind}: {} times {why}", self.page, self.engine, round.failed)
            })
            .collect()
    }
    fn rate(&self, kind: Kind) -> Figures {
        Figures::of(self.rounds(kind).iter().map(|round| round.rate))
    }
    fn rounds(&self, kind: Kind) -> &[Round] {
        match kind {
            Kind::Product => &self.product,
            Kind::Bare => &self.bare,
        }
    }
    fn cells(&self) -> [String; 10] {
        let cpu = |kind| Figures::of(self.rounds(kind).iter().map(Round::cpu));
        let app = |kind| Figures::of(self.rounds(kind).iter().map(|round| round.app)).median;
        [
            self.page.to_owned(),
            self.engine.to_owned(),
            if self.bytes == 0 { "-".to_owned() } else { self.bytes.to_string() },
            format!("{:.0}", self.rate(Kind::Product).median),
            cpu(Kind::Product).span(),
            format!("{:.2}", app(Kind::Product)),
            format!("{:.0}", self.rate(Kind::Bare).median),
            cpu(Kind::Bare).span(),
            Figures::of_ratios(&self.product, &self.bare).span(),
            self.statements.map_or_else(String::new, |(p, b)| format!("{p} : {b}")),
        ]
    }
}

/// Pads cells to columns: the first two to the left, figures to the right.
fn lines(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            if at < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The table of pages.
pub fn pages(rows: &[Row]) -> String {
    let head = [
        "page",
        "database",
        "bytes",
        "req/s",
        "CPU ms/req",
        "app",
        "bare req/s",
        "bare CPU ms/req",
        "ratio",
        "SQL",
    ];
    let mut all = vec![head.map(str::to_owned).to_vec()];
    all.extend(rows.iter().map(|row| row.cells().to_vec()));
    lines(&all)
}

/// The table of growth.
pub fn growth(found: &[Growth]) -> String {
    let head = ["growth of", "database", "applications", "CPU ms/req", "to the first"];
    let mut all = vec![head.map(str::to_owned).to_vec()];
    for growth in found {
        let Some((_, first)) = growth.sizes.first() else { continue };
        for (size, rounds) in &growth.sizes {
            all.push(vec![
                growth.page.to_owned(),
                growth.engine.to_owned(),
                size.to_string(),
                Figures::of(rounds.iter().map(Round::cpu)).span(),
                Figures::of_ratios(rounds, first).span(),
            ]);
        }
    }
    lines(&all)
}

/// The disk's speed in the same minute, beside the rate of submissions.
pub fn syncs(engine: &str, syncs: &Figures, submit: &Row) -> String {
    let rate = submit.rate(Kind::Product).median;
    format!(
        "submit on {engine}: 4 KB appended and brought to disk {:.0} times a second [{:.0}-{:.0}] \
         in the same minute; {rate:.0} submissions a second are {:.2} of that",
        syncs.median,
        syncs.low,
        syncs.high,
        rate / syncs.median
    )
}

/// How it was measured.
pub fn foot(options: &Options, rows: &[Row]) -> String {
    let rounds = rows.iter().flat_map(|row| row.product.iter().chain(&row.bare));
    let foreign = Figures::of(rounds.map(|round| round.foreign));
    let build = if cfg!(debug_assertions) { "DEBUG BUILD: the figures say nothing. " } else { "" };
    format!(
        "{build}Medians of {} rounds [the middle half], product and bare by turns, a ratio in each \
         pair; {} connections, {} s a round of a page, {} submissions a round; {} applications. \
         CPU is user and system time of the server and, for PostgreSQL, of its backends; `app` is \
         the server's part. The load program ran on the same processors. Others kept {:.2} \
         processors busy [{:.2}-{:.2}]: rates suffer from that most, milliseconds less, the ratio \
         least.",
        options.rounds,
        options.clients,
        options.round.as_secs(),
        options.drafts,
        options.rows,
        foreign.median,
        foreign.low,
        foreign.high,
    )
}
