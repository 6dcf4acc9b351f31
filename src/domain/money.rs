//! Euro as whole cents, exact and checked. No float ever; decimals only at the edge.

use serde::{Deserialize, Serialize};

/// An amount of euro in cents. May be negative (a debt, a correction).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// From whole cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }
    /// In whole cents.
    pub const fn cents(self) -> i64 {
        self.0
    }
}
