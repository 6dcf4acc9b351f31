//! The rows of a ranking: place, marks, sums against the line, and the reason for each place. The
//! one rule: every reason is the ranking's own value, put into words.

use super::parts::line_chip;
use crate::{
    actions::ranking::Tried,
    domain::{
        evaluation::{line::Outcome, ranking::Below, rules::EvaluationRules, scenario::Drawn},
        ids::ApplicationId,
        money::Money,
    },
    render::{Link, Tone, euro_text, parts::Chip, words},
};
use serde::Serialize;

/// One proposal.
#[derive(Debug, Serialize)]
pub struct RankRow {
    place: String,
    reference: String,
    href: String,
    title: String,
    lead: String,
    marks: Vec<String>,
    total: String,
    weighted: String,
    requested: String,
    sum: String,
    chip: Chip,
    why: String,
    rule: String,
}

/// The ranked ones, best first, with what is given so far.
pub fn rows(tried: &Tried, drawn: &Drawn, rules: &EvaluationRules) -> Vec<RankRow> {
    let mut given = Money::ZERO;
    let line = drawn.line.rows.iter();
    line.zip(&drawn.ranking.places)
        .map(|(row, place)| {
            let funded = matches!(row.outcome, Outcome::Funded { .. });
            if funded {
                given = given.checked_add(row.requested).unwrap_or(given);
            }
            let tied = if place.is_undecided { "=" } else { "" };
            RankRow {
                place: format!("{}{tied}", place.place),
                total: place.total.to_string(),
                weighted: place.weighted.to_string(),
                sum: if funded { euro_text(given.cents()) } else { String::new() },
                chip: line_chip(&row.outcome),
                why: words::ranking::reason(&place.reason, rules),
                rule: words::ranking::placed(row, rules),
                ..bare(tried, row.id, &row.reference, row.requested, rules)
            }
        })
        .collect()
}

/// Those below a threshold, by reference.
pub fn below(tried: &Tried, drawn: &Drawn, rules: &EvaluationRules) -> Vec<RankRow> {
    let row = |below: &Below<ApplicationId>| RankRow {
        total: below.total.to_string(),
        weighted: below.weighted.to_string(),
        chip: Chip::new(Tone::Quiet, "below a threshold"),
        why: below
            .missed
            .iter()
            .map(|one| words::ranking::missed(one, rules))
            .collect::<Vec<_>>()
            .join(" "),
        ..bare(tried, below.id, &below.reference, below.requested, rules)
    };
    drawn.ranking.below.iter().map(row).collect()
}

/// What stands in a row whatever became of it.
fn bare(
    tried: &Tried,
    id: ApplicationId,
    reference: &str,
    requested: Money,
    rules: &EvaluationRules,
) -> RankRow {
    let found = tried.input.candidate(id);
    let marks = found.and_then(|one| one.marks.as_ref());
    let mark = |key: &str| {
        let mark = marks.and_then(|marks| marks.get(key));
        mark.map_or_else(String::new, |mark| mark.to_string())
    };
    RankRow {
        place: String::new(),
        reference: reference.to_owned(),
        href: Link::ProposalFile(id).into(),
        title: found.map_or_else(String::new, |one| one.stored.proposal.title.clone()),
        lead: found
            .and_then(|one| one.parts.first())
            .map_or_else(String::new, |lead| format!("{}, {}", lead.name, lead.country)),
        marks: rules.criteria.iter().map(|criterion| mark(&criterion.key)).collect(),
        total: String::new(),
        weighted: String::new(),
        requested: euro_text(requested.cents()),
        sum: String::new(),
        chip: Chip::new(Tone::Quiet, ""),
        why: String::new(),
        rule: String::new(),
    }
}

/// One row for samples.
pub fn sample(place: &str, chip: Chip) -> RankRow {
    RankRow {
        place: place.to_owned(),
        reference: "INV-2026-0001".to_owned(),
        href: "/office".to_owned(),
        title: "Coatings for the cold".to_owned(),
        lead: "Tecnotex Lda, PT".to_owned(),
        marks: ["4.5", "4", "3.5"].map(str::to_owned).to_vec(),
        total: "12".to_owned(),
        weighted: "14".to_owned(),
        requested: "EUR 20,000.00".to_owned(),
        sum: "EUR 20,000.00".to_owned(),
        chip,
        why: "Nobody stands above.".to_owned(),
        rule: "Funded with EUR 20,000.00 from the common line.".to_owned(),
    }
}
