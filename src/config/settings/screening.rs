//! Screening against a list of sanctions. The one rule: what likeness counts is the operator's
//! choice; no source prescribes a number.

use crate::domain::screening::WithoutList;
use serde::Deserialize;
use validator::Validate;

/// Screening against a list of sanctions.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Thousandths of likeness from which a person has to look.
    #[validate(range(min = 700, max = 1000, message = "must lie between 700 and 1000"))]
    pub threshold: u32,
    /// What happens while no list was imported.
    pub without_list: WithoutList,
}
