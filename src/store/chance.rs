//! Where ids and secrets come from: one generator, seeded from the machine or, for demo and
//! tests, from a number, so that a run can be repeated to the byte.

use crate::domain::moment::Moment;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A shared generator.
#[derive(Debug, Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Seeded from the operating system: for real use.
    pub fn from_machine() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }
    /// Seeded from a number: for the demo and tests. Never for real secrets.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }
    /// A new id of version 7: ordered by `now`.
    pub fn id<T: From<Uuid>>(&self, now: Moment) -> T {
        let bytes = self.bytes::<10>();
        let millis = u64::try_from(now.millis()).unwrap_or_default();
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut out);
        out
    }
    /// 256 random bits as 64 hex characters: session keys and mailed tokens.
    pub fn secret(&self) -> String {
        crate::domain::paper::hex(&self.bytes::<32>())
    }
}
