//! The order in which an expert is offered proposals: random, so that none is always read first or
//! last. The one rule: it follows from the ids alone, so it is the same everywhere and always, and
//! a proposal that comes or goes moves no other.

use super::ids::{ApplicationId, CallId, PersonId};
use sha2::{Digest, Sha256};

/// Parts this use of the digest from any other; a change of the method gets a new number.
const PURPOSE: &[u8] = b"convoca reading order 1";

/// The proposals in this expert's order for this call; each once.
pub fn reading_order(
    call: CallId,
    expert: PersonId,
    proposals: &[ApplicationId],
) -> Vec<ApplicationId> {
    let mut keyed: Vec<([u8; 32], ApplicationId)> = proposals
        .iter()
        .map(|proposal| {
            let digest = Sha256::new()
                .chain_update(PURPOSE)
                .chain_update(call.0.as_bytes())
                .chain_update(expert.0.as_bytes())
                .chain_update(proposal.0.as_bytes())
                .finalize();
            (digest.into(), *proposal)
        })
        .collect();
    keyed.sort_unstable();
    keyed.dedup();
    keyed.into_iter().map(|(_, proposal)| proposal).collect()
}

#[cfg(test)]
mod tests;
