//! Sentences for a ranking and a budget line: why a place, why money or none. The one rule: each
//! sentence names both values it compares, so a reader can check it.

use crate::domain::{
    evaluation::{
        line::{LineName, Outcome, Placed, Row},
        rules::EvaluationRules,
        score::Missed,
        third::ThirdReason,
        ties::Reason,
    },
    moment::Moment,
};
use chrono::SecondsFormat;
use std::collections::BTreeSet;

#[cfg(test)]
mod tests;

/// Why a proposal stands below the one above it.
pub fn reason(reason: &Reason, rules: &EvaluationRules) -> String {
    match reason {
        Reason::Top => "Nobody stands above.".to_owned(),
        Reason::Total { above, here } => {
            format!("Weighted total {here}; the one above has {above}.")
        }
        Reason::UncoveredTopic { above } => uncovered(above, "topic", "topics"),
        Reason::UncoveredCountry { above } => uncovered(above, "country", "countries"),
        Reason::Criterion { criterion, above, here } => {
            let label = label(criterion, rules);
            format!("Equal total. {label} {here}; the one above has {above}.")
        }
        Reason::Higher { fact, above, here } => {
            format!(
                "Equal so far. {fact} is {here}; the one above has {above}, and more is better."
            )
        }
        Reason::Lower { fact, above, here } => {
            format!(
                "Equal so far. {fact} is {here}; the one above has {above}, and less is better."
            )
        }
        Reason::Earlier { above, here } => {
            let (above, here) = (instant(*above), instant(*here));
            format!("Equal so far. Handed in at {here}; the one above at {above}.")
        }
        Reason::Draw { above, here } => {
            format!(
                "Equal in everything else. Number {here} in the draw; the one above has {above}."
            )
        }
        Reason::Undecided => {
            "Equal in everything: shares its place with the one above until a draw.".to_owned()
        }
    }
}

/// What a row gets, and by which rule.
pub fn placed<I>(row: &Row<I>, rules: &EvaluationRules) -> String {
    let asked = row.requested;
    match (&row.outcome, &row.rule) {
        (Outcome::Funded { from }, _) => {
            format!("Funded with EUR {asked} from {}.", line(from))
        }
        (Outcome::Reserve { place }, why) => {
            format!("Place {place} on the reserve list: {}", not_funded(row, why, rules))
        }
        (Outcome::BelowLine, why) => {
            format!("No place left on the reserve list: {}", not_funded(row, why, rules))
        }
        (Outcome::BelowThreshold, why) => {
            format!("Below a threshold: {}", not_funded(row, why, rules))
        }
    }
}

fn not_funded<I>(row: &Row<I>, why: &Placed, rules: &EvaluationRules) -> String {
    match why {
        Placed::Fits => "it fits.".to_owned(),
        Placed::DoesNotFit { left } => {
            format!("EUR {} asked for, EUR {left} left.", row.requested)
        }
        Placed::LineEnded { at } => format!("the line ended at {at}, which did not fit."),
        Placed::Missed { missed: all } => {
            all.iter().map(|one| missed(one, rules)).collect::<Vec<_>>().join(" ")
        }
    }
}

/// One threshold that was missed.
pub fn missed(missed: &Missed, rules: &EvaluationRules) -> String {
    let (name, mark, threshold) = match missed {
        Missed::Criterion { criterion, mark, threshold } => {
            (label(criterion, rules), mark, threshold)
        }
        Missed::Total { total, threshold } => ("Total", total, threshold),
    };
    let shown = mark.to_string();
    // Rounded, it may read as the threshold itself.
    if shown.trim_end_matches('0').trim_end_matches('.') == threshold.to_string() {
        let (tenths, over) = (mark.tenths(), 10 * u64::from(mark.over()));
        return format!("{name} {tenths}/{over}, just below the threshold of {threshold}.");
    }
    format!("{name} {shown}, below the threshold of {threshold}.")
}

/// Why one more evaluator is called.
pub fn third(reason: &ThirdReason) -> String {
    match reason {
        ThirdReason::Gap { lowest, highest, gap } => {
            format!("Totals of {lowest} and {highest} are at least {gap} apart.")
        }
        ThirdReason::ThresholdCrossed { met, missed } => {
            format!("Reports that meet all thresholds: {met}; that don't: {missed}.")
        }
    }
}

/// The name of a line.
pub fn line(name: &LineName) -> String {
    match name {
        LineName::Common => "the common line".to_owned(),
        LineName::Sub(name) => format!("the line {name}"),
    }
}

fn uncovered(above: &BTreeSet<String>, one: &str, many: &str) -> String {
    let names: Vec<&str> = above.iter().map(String::as_str).collect();
    let what = if names.len() == 1 { one } else { many };
    let names = names.join(", ");
    format!("Equal so far. The one above brings the {what} {names}, which no better one has.")
}

fn label<'a>(criterion: &'a str, rules: &'a EvaluationRules) -> &'a str {
    rules.criterion(criterion).map_or(criterion, |criterion| criterion.label.as_str())
}

fn instant(at: Moment) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
}
