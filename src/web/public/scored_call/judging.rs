//! How proposals of a scored call are judged, in words: criteria, thresholds, ties, the line. The
//! one rule: every number is the programme's.

use crate::{
    domain::{
        evaluation::rules::{Criterion, EvaluationRules, LinePolicy, Tie, Weight},
        scored::ScoredProgramme,
    },
    render::{count_text, number_text, parts::Fact},
};
use serde::Serialize;

/// A criterion with what its marks mean.
#[derive(Debug, Serialize)]
pub(super) struct CriterionView {
    label: String,
    hint: String,
    weight: String,
    threshold: String,
    anchors: Vec<Fact>,
}

/// A weight as people say it: "1", "1.5".
fn weight(weight: Weight) -> String {
    let (whole, part) = (weight.0 / 10_000, weight.0 % 10_000);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:04}").trim_end_matches('0').to_owned()
}

/// The criteria.
pub(super) fn criteria(rules: &EvaluationRules) -> Vec<CriterionView> {
    let one = |criterion: &Criterion| CriterionView {
        label: criterion.label.clone(),
        hint: criterion.hint.clone(),
        weight: weight(criterion.weight),
        threshold: criterion.threshold.map_or_else(|| "none".to_owned(), |mark| mark.to_string()),
        anchors: criterion
            .anchors
            .iter()
            .map(|anchor| Fact::new(anchor.mark.to_string(), &anchor.says))
            .collect(),
    };
    rules.criteria.iter().map(one).collect()
}

/// How marks become a ranking, sentence by sentence.
pub(super) fn judged(programme: &ScoredProgramme, rules: &EvaluationRules) -> Vec<String> {
    let scale = rules.scale;
    let mut lines = vec![format!(
        "Marks run from {} to {}, in steps of {}. Thresholds are held against the marks as given; \
         weights count for the ranking only.",
        scale.lowest, scale.highest, scale.step
    )];
    if let Some(total) = rules.total_threshold {
        lines.push(format!("The marks together must reach at least {total}."));
    }
    let by_type: Vec<String> = programme
        .types
        .iter()
        .map(|kind| {
            let many = kind.evaluators.unwrap_or(rules.evaluators);
            format!("{}: {}", kind.label, count_text(many.into(), "expert", "experts"))
        })
        .collect();
    lines.push(format!("Read by independent experts. {}.", by_type.join("; ")));
    let ties: Vec<String> = rules.ties.iter().map(|tie| tie_says(rules, tie)).collect();
    lines.push(format!("Equal marks are ordered by {}.", ties.join(", then ")));
    lines.push(match rules.line {
        LinePolicy::Stop => {
            "The ranking is funded from the top until the next one does not fit; nobody is funded \
             in part."
                .to_owned()
        }
        LinePolicy::Skip => {
            "The ranking is funded from the top; one that does not fit is passed over, and nobody \
             is funded in part."
                .to_owned()
        }
    });
    let days = number_text(rules.reserve.expires_after_days.into());
    lines.push(match rules.reserve.places {
        Some(places) => format!(
            "Up to {} on the reserve list, which ends {days} days after the results.",
            count_text(places.into(), "place", "places")
        ),
        None => format!("A reserve list, which ends {days} days after the results."),
    });
    lines
}

fn tie_says(rules: &EvaluationRules, tie: &Tie) -> String {
    let fact = |name: &str| match name {
        "partners" => "organisations",
        "smes" => "SMEs",
        "country_count" => "countries",
        "sector_count" => "sectors",
        "sme_share" => "share of SMEs",
        "requested" => "sum asked for",
        "months" => "duration",
        _other => "figure",
    };
    match tie {
        Tie::UncoveredTopic => "a topic nobody ranked better covers".to_owned(),
        Tie::UncoveredCountry => "a country nobody ranked better covers".to_owned(),
        Tie::Criterion(key) => {
            let label = rules.criterion(key).map_or(key.as_str(), |found| found.label.as_str());
            format!("the higher mark for {label}")
        }
        Tie::Higher(name) => format!("more by {}", fact(name)),
        Tie::Lower(name) => format!("less by {}", fact(name)),
        Tie::Earlier => "the time of handing in".to_owned(),
        Tie::Draw => "a recorded draw that anyone can run again".to_owned(),
    }
}

impl CriterionView {
    /// One for the samples.
    pub(super) fn sample() -> Self {
        Self {
            label: "Impact".to_owned(),
            hint: "What changes?".to_owned(),
            weight: weight(Weight(15_000)),
            threshold: "3".to_owned(),
            anchors: vec![Fact::new("5", "Excellent.")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::weight;
    use crate::domain::evaluation::rules::Weight;

    #[test]
    fn a_weight_is_said_without_needless_noughts() {
        let said = [10_000, 15_000, 12_500, 5_000].map(|w| weight(Weight(w)));
        assert_eq!(said, ["1", "1.5", "1.25", "0.5"]);
    }
}
