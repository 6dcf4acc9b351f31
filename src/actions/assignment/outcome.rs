//! What came of a computation, as kept: ids in place of numbers, with the certificate that proves
//! it. The one rule: it can be verified again from the kept input.

use super::Input;
use crate::domain::{
    affinity::Affinity,
    assignment::proof::{Certificate, Cut, Solution, Status},
    ids::{ApplicationId, PersonId},
};
use serde::{Deserialize, Serialize};

/// What came of a computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// `optimal`, `feasible` or `infeasible`.
    pub status: String,
    /// Who would evaluate what.
    pub pairs: Vec<OutcomePair>,
    /// Sum of the points.
    pub total: i64,
    /// The least points of a pair.
    pub bottleneck: Option<i64>,
    /// Proposals without an expert in their matter; none where nobody is one.
    pub without_expert: Option<usize>,
    /// Points a better answer could have at most besides.
    pub gap: Option<i64>,
    /// What blocks, when there is no assignment.
    pub blocked_proposals: Vec<ApplicationId>,
    /// Likewise.
    pub blocked_experts: Vec<PersonId>,
    /// Seats that are missing.
    pub short: u64,
    /// What proves it; the separate checker accepted it before it was kept.
    pub certificate: Certificate,
}

/// One pair with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomePair {
    /// The proposal.
    pub proposal: ApplicationId,
    /// The evaluator.
    pub person: PersonId,
    /// How well they fit.
    pub affinity: Affinity,
}

/// The stable code of a status.
pub const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
    }
}

impl Outcome {
    /// With ids in place of numbers.
    pub(super) fn of(input: &Input, affinities: &[Vec<Affinity>], solution: Solution) -> Self {
        let pair = |(p, e): &(usize, usize)| {
            Some(OutcomePair {
                proposal: input.proposals.get(*p)?.id,
                person: input.experts.get(*e)?.id,
                affinity: affinities.get(*p)?.get(*e)?.clone(),
            })
        };
        let cut: Option<&Cut> = match &solution.certificate {
            Certificate::Cut(cut) => Some(cut),
            Certificate::Bound { .. } => None,
        };
        let proposals = cut.map_or(&[][..], |cut| &cut.proposals);
        let experts = cut.map_or(&[][..], |cut| &cut.evaluators);
        Self {
            status: status_code(solution.status).to_owned(),
            pairs: solution.pairs.iter().filter_map(pair).collect(),
            total: solution.total,
            bottleneck: solution.bottleneck,
            without_expert: solution.without_expert,
            gap: solution.gap,
            blocked_proposals: proposals
                .iter()
                .filter_map(|at| input.proposals.get(*at).map(|p| p.id))
                .collect(),
            blocked_experts: experts
                .iter()
                .filter_map(|at| input.experts.get(*at).map(|e| e.id))
                .collect(),
            short: cut.map_or(0, |cut| cut.short),
            certificate: solution.certificate,
        }
    }
}
