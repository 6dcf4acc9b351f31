//! Evaluation: marks, criteria, final scores, the ranking and its budget line. The one rule:
//! recorded scores never change; thresholds look at raw marks, weights order the ranking only.

pub mod rules;
