//! Who evaluates what: the exact assignment of evaluators to proposals, with its proof. The one
//! rule: `verify` shares nothing with `solve` but the plain values, so that a fault of one is seen
//! by the other.
//!
//! `problem` says what is given, `proof` what comes out. `solve` finds the optimum: `model` writes
//! the problem as a flow in a network, `simplex` finds the cheapest flow, `cut` says why there is
//! none. A forbidden pair is in no network, so it is in no answer, not even in one that falls short.

mod cut; // why demand or floors can't be met
mod model; // the problem as a network that grows where its prices ask
mod open; // what is left to assign once the pinned pairs stand
pub mod problem; // what is given
pub mod proof; // what comes out, and what proves it
mod simplex; // the cheapest flow in a network
pub mod solve; // the levels of the objective, one after the other
pub mod verify; // the separate checker

#[cfg(test)]
mod tests;
