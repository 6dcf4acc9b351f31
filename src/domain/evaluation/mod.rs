//! From delivered reports to a released decision: marks, ranking, line, reserve, draw. The one
//! rule: all of it is a pure function of what was recorded, so anyone can work it out again.

pub mod draw; // who wins a tie, so that anyone can check
pub mod entry; // a proposal with its final marks
#[cfg(test)]
mod examples; // rules and proposals for tests
pub mod letter; // the body of a result letter
pub mod line; // the budget line
pub mod ranking; // who stands where, and why
pub mod reserve; // the reserve list from its journal
pub mod rules; // what a programme says
pub mod scenario; // a ranking tried out
pub mod score; // final marks, totals, thresholds
pub mod third; // when one more evaluator is called
pub mod ties; // the reason for a place
