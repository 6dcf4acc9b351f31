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
//! | `papers` | sign |
//! | `report` | add evidence, hand in reports, send back, validate |
//! | `payment` | propose, approve, export, settle, return, cancel |
//! | `roles` | give and take posts |
//! | `expert` | save one's own page as an expert |
//! | `panel` | invite, accept, decline, remove, loads, contract, screen of organisations |
//! | `conflict` | compute anew, enter, release |
//! | `assignment` | compute, apply, assign and take off by hand |
//! | `evaluation` | save marks, deliver, revise a report |
//! | `consensus` | open, draft, agree or dissent, close, change as the panel |
//! | `delivery` | claim, settle, postpone, give up and retry mails |
//! | `schedule` | what the clock does: remind, sweep |

pub mod account;
pub mod application;
pub mod assess;
pub mod assignment;
pub mod budget;
pub mod call;
pub mod clock;
pub mod conflict;
pub mod consensus;
pub mod decision;
pub mod delivery;
pub mod desk;
pub mod error;
pub mod evaluation;
pub mod expert;
pub mod insight;
pub mod organisation;
pub mod panel;
pub mod papers;
pub mod payment;
pub mod profile;
pub mod report;
pub mod roles;
pub mod schedule;

pub use clock::Clock;
pub use desk::Desk;
pub use error::ActionError;
