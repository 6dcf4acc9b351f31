//! The clock: the machine's, or one that the demo and the tests move. The only place that asks
//! the machine for the time.

use crate::domain::moment::Moment;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Where "now" comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// Stands still until moved.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn set_at(at: Moment) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.millis())))
    }
    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Moment {
        match self {
            Self::Machine => Moment::from(chrono::Utc::now()),
            Self::Set(at) => Moment::from_millis(at.load(Ordering::SeqCst)),
        }
    }
    /// Moves a set clock to `at`, never backwards; the machine's can't be moved.
    pub fn move_to(&self, at: Moment) {
        if let Self::Set(now) = self {
            now.fetch_max(at.millis(), Ordering::SeqCst);
        }
    }
}
