//! Which events of a call tell whom what. The one rule: a date that moves is told to those who
//! write, whatever it is that they write.

use super::{Addressee, Notice};
use crate::domain::{ids::CallId, moment::Moment};

/// Dates to hand in by were moved. Before the call is published nobody has a draft to be told of.
pub(super) fn moved(call: CallId, dates: &[Moment], reason: &str) -> Vec<(Addressee, Notice)> {
    let (dates, reason) = (dates.to_vec(), reason.to_owned());
    vec![(Addressee::Drafting(call), Notice::DatesMoved { call, dates, reason })]
}
