//! Statistics of a round's reports, worked out beside the requests that wait. No verb: it changes
//! nothing. The one rule: the same reports give the same figures, since the seed is fixed.

use super::ActionError;
use crate::domain::{
    ids::{ApplicationId, PersonId},
    insight::{
        Grade, InsightFault,
        agreement::{Agreement, agreement},
        expected_rank::{ExpectedRanks, Priors, Sampling, expected_ranks},
        severity::{Severity, severity},
    },
};

const SEED: u64 = 1;

type Fault = InsightFault<ApplicationId, PersonId>;

/// What was worked out, or why it can't be.
#[derive(Debug)]
pub struct Insight {
    /// Each expert against co-evaluators.
    pub severity: Result<Vec<Severity<PersonId>>, Fault>,
    /// How far they agree.
    pub agreement: Result<Agreement, Fault>,
    /// Each proposal's expected rank.
    pub ranks: Result<ExpectedRanks<ApplicationId>, Fault>,
}

/// Works all three out from totals over so many criteria.
pub async fn work_out(
    grades: Vec<Grade<ApplicationId, PersonId>>,
    criteria: u32,
) -> Result<Insight, ActionError> {
    let worked = tokio::task::spawn_blocking(move || {
        let priors = Priors::SIX_POINT.sum_of(criteria);
        Insight {
            severity: severity(&grades),
            agreement: agreement(&grades),
            ranks: expected_ranks(&grades, Sampling { priors, ..Sampling::seeded(SEED) }),
        }
    });
    worked.await.map_err(ActionError::broken)
}
