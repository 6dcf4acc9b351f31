//! The JSON that `convoca evaluation rank` gives. The one rule: every row has its reason in words
//! and in data; rounded numbers are texts, so nobody works on with them.

use super::input::{RankInput, Read, terms};
use crate::{
    domain::evaluation::{
        line::{Line, LineName, Outcome, Purse, Row, draw_line},
        ranking::Place,
        rules::{Combine, EvaluationRules, LinePolicy},
        score::ExactMark,
        third::third_wanted,
        ties::Reason,
    },
    render::words::ranking as words,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankOutput {
    /// How final marks came about.
    pub combine: Combine,
    /// Final marks were worked out another way than the programme says.
    pub is_trial: bool,
    /// Every place is decided; otherwise nothing may be signed.
    pub is_decided: bool,
    /// Who needs a number of a draw, when something is undecided.
    pub to_draw: Vec<String>,
    /// Policy at the line.
    pub policy: LinePolicy,
    /// Given from all lines.
    pub funded_cents: i64,
    /// The lines.
    pub lines: Vec<LineOutput>,
    /// Ranked applications, best first.
    pub ranking: Vec<Ranked>,
    /// Applications that missed a threshold, by id.
    pub below_threshold: Vec<BelowOutput>,
    /// Applications whose reports call for one more evaluator, with the reason.
    pub third_wanted: BTreeMap<String, String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineOutput {
    /// Its name; none for the common one.
    pub sub_line: Option<String>,
    /// What it had.
    pub total_cents: i64,
    /// What is left.
    pub left_cents: i64,
    /// The application at which it ended.
    pub ended_at: Option<String>,
}

/// A ranked application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranked {
    /// From 1; shared by those nothing has decided between.
    pub place: u32,
    /// Its id.
    pub id: String,
    /// Sum of raw marks, rounded for reading.
    pub total: String,
    /// The same, exact.
    pub total_exact: ExactMark,
    /// Weighted total, rounded for reading.
    pub weighted_total: String,
    /// Number of its group of equal weighted totals.
    pub group: u32,
    /// Shares its place until a draw.
    pub is_undecided: bool,
    /// Why it stands below the one above, in words.
    pub reason: String,
    /// The same in data.
    pub decided_by: Reason,
    /// What it asks for.
    pub requested_cents: i64,
    /// `funded`, `reserve` or `below_line`.
    pub outcome: &'static str,
    /// The line that pays a funded one: `common`, or the name of a sub-line.
    pub paid_from: Option<String>,
    /// Place on the reserve list.
    pub reserve_place: Option<u32>,
    /// What it gets and why, in words.
    pub because: String,
    /// Left in its lines together after this row.
    pub left_cents: i64,
}

/// An application that isn't ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BelowOutput {
    /// Its id.
    pub id: String,
    /// Sum of raw marks, rounded for reading.
    pub total: String,
    /// What it asks for.
    pub requested_cents: i64,
    /// Each threshold it missed, in words.
    pub missed: Vec<String>,
}

/// Draws the line and writes everything down.
pub fn answer(
    rules: &EvaluationRules,
    input: &RankInput,
    read: &Read,
) -> Result<RankOutput, Vec<String>> {
    let ranking = &read.ranking;
    let line = draw_line(ranking, &terms(rules, input)).map_err(|fault| vec![fault.to_string()])?;
    let rows = ranking.places.iter().zip(&line.rows);
    let below = ranking.below.iter().map(|below| BelowOutput {
        id: below.reference.clone(),
        total: below.total.to_string(),
        requested_cents: below.requested.cents(),
        missed: below.missed.iter().map(|missed| words::missed(missed, rules)).collect(),
    });
    let mut third = BTreeMap::new();
    for (application, reports) in input.applications.iter().zip(&read.reports) {
        // Reports with a fault never come so far.
        if let Ok(Some(reason)) = third_wanted(reports, rules) {
            third.insert(application.id.clone(), words::third(&reason));
        }
    }
    Ok(RankOutput {
        combine: rules.combine,
        is_trial: false,
        is_decided: ranking.is_decided(),
        to_draw: ranking.to_draw().iter().map(|place| place.reference.clone()).collect(),
        policy: line.terms.policy,
        funded_cents: line.funded().cents(),
        lines: lines(&line),
        ranking: rows.map(|(place, row)| ranked(place, row, rules)).collect(),
        below_threshold: below.collect(),
        third_wanted: third,
    })
}

fn lines(line: &Line<usize>) -> Vec<LineOutput> {
    let output = |purse: &Purse| LineOutput {
        sub_line: match &purse.line {
            LineName::Common => None,
            LineName::Sub(name) => Some(name.clone()),
        },
        total_cents: purse.total.cents(),
        left_cents: purse.left.cents(),
        ended_at: purse.ended_at.clone(),
    };
    line.purses.iter().map(output).collect()
}

fn ranked(place: &Place<usize>, row: &Row<usize>, rules: &EvaluationRules) -> Ranked {
    let (outcome, paid_from, reserve_place) = match &row.outcome {
        Outcome::Funded { from: LineName::Common } => ("funded", Some("common".to_owned()), None),
        Outcome::Funded { from: LineName::Sub(name) } => ("funded", Some(name.clone()), None),
        Outcome::Reserve { place } => ("reserve", None, Some(*place)),
        Outcome::BelowLine => ("below_line", None, None),
        Outcome::BelowThreshold => ("below_threshold", None, None),
    };
    Ranked {
        place: place.place,
        id: place.reference.clone(),
        total: place.total.to_string(),
        total_exact: place.total,
        weighted_total: place.weighted.to_string(),
        group: place.group,
        is_undecided: place.is_undecided,
        reason: words::reason(&place.reason, rules),
        decided_by: place.reason.clone(),
        requested_cents: place.requested.cents(),
        outcome,
        paid_from,
        reserve_place,
        because: words::placed(row, rules),
        left_cents: row.left.cents(),
    }
}
