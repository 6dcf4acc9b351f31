//! Where sites are and how far apart. The one rule: great circle between the two sites (domain
//! facts 7.4); coordinates are whole micro-degrees, the distance whole kilometres, rounded down.

use serde::{Deserialize, Serialize};

/// A site: latitude and longitude in micro-degrees (1e-6 of a degree), WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Site {
    /// Latitude, `-90_000_000` to `90_000_000`.
    pub lat: i32,
    /// Longitude, `-180_000_000` to `180_000_000`.
    pub lon: i32,
}

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6_371.008_8;
/// Micro-degrees in a degree.
const MICRO: i32 = 1_000_000;

impl Site {
    /// A site on the globe; `None` when a value lies outside it.
    pub fn new(lat: i32, lon: i32) -> Option<Self> {
        let on_globe = (-90 * MICRO..=90 * MICRO).contains(&lat)
            && (-180 * MICRO..=180 * MICRO).contains(&lon);
        on_globe.then_some(Self { lat, lon })
    }
    /// Reads latitude and longitude as typed in decimal degrees, see [`parse_degrees`].
    pub fn parse(lat: &str, lon: &str) -> Option<Self> {
        Self::new(parse_degrees(lat)?, parse_degrees(lon)?)
    }
    /// Whole kilometres along the great circle (haversine on a sphere of mean radius), rounded
    /// down: "less than 200 km" on the result says the same as on the exact distance.
    pub fn distance_km(self, other: Self) -> u32 {
        let km = haversine_km(self, other);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to half the earth's girth, 20,015 km; cutting off is the rounding down"
        )]
        let whole = km as u32;
        whole
    }
}

/// The only floats of the domain: a great circle needs sines. They never touch money; the result
/// is cut to whole kilometres before any rule sees it.
fn haversine_km(a: Site, b: Site) -> f64 {
    let radians = |micro: i32| (f64::from(micro) / f64::from(MICRO)).to_radians();
    let (lat_a, lat_b) = (radians(a.lat), radians(b.lat));
    let north = ((lat_b - lat_a) / 2.0).sin();
    let east = ((radians(b.lon) - radians(a.lon)) / 2.0).sin();
    let chord = north * north + lat_a.cos() * lat_b.cos() * east * east;
    2.0 * EARTH_RADIUS_KM * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// Reads decimal degrees (`51.759249`, `-9,1393`) into micro-degrees without a float. Digits after
/// the sixth (a tenth of a metre) are cut off. `None` for anything else; the range is
/// [`Site::new`]'s to check.
pub fn parse_degrees(text: &str) -> Option<i32> {
    let text = text.trim();
    let (negative, number) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(number) => (true, number),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let micro = whole.parse::<i32>().ok()?.checked_mul(MICRO)?.checked_add(part.parse().ok()?)?;
    Some(if negative { -micro } else { micro })
}

/// Micro-degrees as decimal degrees with six decimals, `-9.139300`; reads back the same.
pub fn degrees(micro: i32) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let size = micro.unsigned_abs();
    let one = MICRO.unsigned_abs();
    format!("{sign}{}.{:06}", size / one, size % one)
}

#[cfg(test)]
mod tests;
