//! Applying together: a consortium writes, confirms, hands in. The one rule: every verb on both
//! databases, and what a person may not see is not there for them.

mod answers;
mod documents;
mod pages;
mod parts;
mod together;
