//! Which events of a call tell whom what. The one rule: a date that moves is told to those who
//! write, whatever it is that they write.

use super::{Addressee, Notice};
use crate::domain::{event::Event, ids::CallId, moment::Moment};

/// Who is told of dates that moved; nobody by other events.
pub(super) fn notices(event: &Event) -> Vec<(Addressee, Notice)> {
    if let Event::DeadlineMoved { call, deadline, reason } = event {
        return moved(*call, &[*deadline], reason);
    }
    if let Event::RoundsSet { call, ends, reason } = event {
        return moved(*call, ends, reason);
    }
    Vec::new()
}

/// Before the call is published nobody has a draft to be told of.
fn moved(call: CallId, dates: &[Moment], reason: &str) -> Vec<(Addressee, Notice)> {
    let (dates, reason) = (dates.to_vec(), reason.to_owned());
    vec![(Addressee::Drafting(call), Notice::DatesMoved { call, dates, reason })]
}
