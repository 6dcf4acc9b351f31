//! Screening against a list of sanctions, and what the office finds in EDES. The one rule: a
//! likeness of names decides nothing; a person decides, and until then nothing is awarded, signed
//! or paid (domain facts 4.5, 7.38, 7.39).

mod candidate;
mod entry;
mod event;
mod fold;
mod letters;
mod name;
mod party;
mod refusal;
mod score;
mod search;
mod standing;
mod words;

pub use candidate::{CandidateAct, CandidateState, CandidateStateKind, step_candidate};
pub use entry::{Entry, Listed, SubjectType};
pub use event::ScreeningEvent;
pub use name::{Name, NameKind};
pub use party::{Named, Part, Party, Screened};
pub use refusal::ScreeningRefusal;
pub use score::{FULL, score};
pub use search::{Found, Index, LOWEST};
pub use standing::{EdesResult, Occasion, Outcome, Standing, StandingFacts, WithoutList, standing};

#[cfg(test)]
mod tests;
