//! Rules and proposals for the tests of this folder. The one rule: numbers are those of the field
//! (domain facts 3), so a test reads like a call.

use super::{
    entry::Entry,
    rules::{
        Combine, Criterion, EvaluationRules, LinePolicy, Mark, ReserveRules, Scale, ThirdRule, Tie,
        Weight,
    },
    score::{Marks, consensus},
};
use crate::domain::{moment::Moment, money::Money};

/// The criteria, in order.
pub const CRITERIA: [&str; 3] = ["excellence", "impact", "implementation"];

/// 0 to 5 by half points, threshold 3 each and 10 in all, impact times 1.5.
pub fn rules() -> EvaluationRules {
    let criterion = |key: &str| Criterion {
        key: key.to_owned(),
        label: key.to_owned(),
        hint: String::new(),
        weight: if key == "impact" { Weight(15_000) } else { Weight::ONE },
        threshold: Some(Mark::from_tenths(30)),
        anchors: Vec::new(),
    };
    EvaluationRules {
        scale: Scale {
            lowest: Mark::ZERO,
            highest: Mark::from_tenths(50),
            step: Mark::from_tenths(5),
        },
        criteria: CRITERIA.map(criterion).into(),
        total_threshold: Some(Mark::from_tenths(100)),
        evaluators: 2,
        third: Some(ThirdRule { gap: Mark::from_tenths(30), threshold_crossed: true }),
        combine: Combine::Consensus,
        ties: vec![
            Tie::UncoveredTopic,
            Tie::Criterion("impact".to_owned()),
            Tie::Higher("sme_share".to_owned()),
            Tie::Earlier,
        ],
        line: LinePolicy::Stop,
        reserve: ReserveRules { places: None, expires_after_days: 180 },
    }
}

/// Marks in tenths, in the order of the criteria.
pub fn marks(tenths: [i32; 3]) -> Marks {
    let pairs = CRITERIA.iter().zip(tenths);
    pairs.map(|(key, tenths)| ((*key).to_owned(), Mark::from_tenths(tenths))).collect()
}

/// A proposal with a consensus and nothing special; its reference is made of its number.
pub fn entry(id: u32, tenths: [i32; 3]) -> Entry<u32> {
    Entry {
        id,
        reference: format!("INV-{id:03}"),
        marks: consensus(&marks(tenths), &rules()).unwrap(),
        requested: Money::from_cents(1_000_000),
        topics: ["water".to_owned()].into(),
        countries: ["DE".to_owned()].into(),
        sub_line: None,
        facts: [("sme_share".to_owned(), 50)].into(),
        submitted_at: Moment::from_millis(i64::from(id)),
        draw: None,
    }
}
