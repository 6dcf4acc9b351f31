//! The pure middle: every rule of the schemes as plain functions over plain values. Nothing here
//! waits, reads a clock, draws a number or touches a file; what a rule needs, it is given.

pub mod access;
pub mod application;
pub mod assignment;
pub mod calendar;
pub mod call;
pub mod cascade;
pub mod clocks;
pub mod condition;
pub mod country;
pub mod eligibility;
pub mod evaluation;
pub mod event;
pub mod facts;
pub mod form;
pub mod geo;
pub mod ids;
pub mod insight;
pub mod ledger;
pub mod lump_sum;
pub mod moment;
pub mod money;
pub mod notice;
pub mod organisation;
pub mod panel;
pub mod paper;
pub mod partnership;
pub mod payment;
pub mod person;
pub mod programme;
pub mod proposal;
pub mod quota;
pub mod refusal;
pub mod scheme;
pub mod scored;
pub mod suggest;
