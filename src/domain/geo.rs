//! Where sites are and how far apart. The one rule: great circle between the two sites (domain
//! facts 7.4); coordinates are whole micro-degrees, the distance whole kilometres, rounded down.

use serde::{Deserialize, Serialize};

/// A site: latitude and longitude in micro-degrees (1e-6 of a degree), WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Site {
    /// Latitude, -90_000_000 to 90_000_000.
    pub lat: i32,
    /// Longitude, -180_000_000 to 180_000_000.
    pub lon: i32,
}
