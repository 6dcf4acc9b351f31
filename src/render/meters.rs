//! A quota's meter as a bar with words. The one rule: pages for applicants and for officers show
//! the same figures from this one place.

use super::parts::Meter;
use crate::domain::quota;

/// The bar of one quota; none for a counter that has neither limit nor aim.
pub fn meter(of: &quota::Meter) -> Option<Meter> {
    let bar = match (of.aim, of.size) {
        (Some(aim), _) => Meter::share(&of.label, of.now, aim),
        (None, Some(size)) => {
            Meter::count(&of.label, of.count.done.into(), of.count.agreed.into(), size.into())
        }
        (None, None) => return None,
    };
    Some(bar.note(&of.note))
}
