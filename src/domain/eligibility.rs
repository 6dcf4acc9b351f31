//! Eligibility: each rule answers yes, no, or "an officer must look", with the sentence that says
//! why and the facts it used.

use super::condition::Condition;

/// One rule of a programme.
#[derive(Debug, Clone)]
pub struct EligibilityRule {
    /// Stable code, `cross_border`.
    pub key: String,
    /// What is checked, as the officer's check-list shows it.
    pub label: String,
    /// Must hold.
    pub holds: Condition,
    /// Sentence shown when it does not hold: what is wrong and what to do.
    pub says: String,
    /// When this holds, the answer is "an officer must look" instead of no (an exception the
    /// programme knows).
    pub look: Option<Condition>,
    /// Sentence for that.
    pub look_says: String,
    /// Where the rule comes from.
    pub source: String,
}
