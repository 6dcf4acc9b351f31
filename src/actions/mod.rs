//! The verbs of the system; read this folder first. One verb is one transaction: it locks and
//! loads, asks for a permit, lets the pure rules decide, saves, and commits with what happened.
//! Pages, commands, the worker and the demo all call these same verbs.
//!
//! | file | verbs |
//! |---|---|
//! | `account` | register, verify, sign in and out, forgotten password |
//! | `organisation` | create, change, add and remove members |
//! | `call` | create, change, publish, move the deadline, close, partnerships, rates |
//! | `budget` | appropriate money, open places |
//! | `profile` | save, submit, accept, reject |
//! | `application` | start, save answers, submit, reopen, confirm the match, withdraw |
//! | `decision` | answer checks, set the distance, find ineligible, reinstate, award, refuse |
//! | `proposal_check` | answer checks of a proposal, ask, find ineligible, reinstate, admit |
//! | `papers` | sign |
//! | `report` | add evidence, hand in reports, send back, validate |
//! | `payment` | propose, approve, export, settle, return, cancel |
//! | `roles` | give and take posts |
//! | `proposal` | start a proposal, save its answers, reopen, withdraw |
//! | `partner` | invite partners, accept, decline, take out |
//! | `part` | a partner's share, SME declaration, confirmation |
//! | `hand_in` | hand a proposal in |
//! | `clarify` | answer an officer's questions |
//! | `delivery` | claim, settle, postpone, give up and retry mails |
//! | `schedule` | what the clock does: remind, close clarifications, sweep |

pub mod account;
pub mod application;
pub mod assess;
pub mod assess_proposal;
pub mod budget;
pub mod call;
pub mod clarify;
pub mod clock;
pub mod decision;
pub mod delivery;
pub mod desk;
pub mod error;
pub mod hand_in;
pub mod organisation;
pub mod papers;
pub mod part;
pub mod partner;
pub mod payment;
pub mod profile;
pub mod proposal;
pub mod proposal_check;
pub mod report;
pub mod roles;
pub mod schedule;
pub mod weigh;

pub use clock::Clock;
pub use desk::Desk;
pub use error::ActionError;
