//! Who is told what about screening. The one rule: nobody outside the office hears of it, and no
//! mail says who was found; the page does, to those who may read it.

use super::{Addressee, Notice};
use crate::domain::screening::ScreeningEvent;

/// The mails of an event. A find that waits already is not found again, so each is told once.
pub(super) fn notices(what: &ScreeningEvent) -> Vec<(Addressee, Notice)> {
    match what {
        ScreeningEvent::Found { candidate, .. } => {
            let notice = Notice::FindWaits { find: *candidate };
            vec![(Addressee::Officers, notice.clone()), (Addressee::Finance, notice)]
        }
        ScreeningEvent::ListImported { .. }
        | ScreeningEvent::NoListNoted { .. }
        | ScreeningEvent::Lapsed { .. }
        | ScreeningEvent::NotSame { .. }
        | ScreeningEvent::Cleared { .. }
        | ScreeningEvent::SentBack { .. }
        | ScreeningEvent::Matched { .. }
        | ScreeningEvent::WentOn { .. }
        | ScreeningEvent::EdesChecked { .. } => Vec::new(),
    }
}
