//! Chance for the samplers. The one rule: the same seed gives the same numbers, so a statistic can
//! be worked out again. Not for draws that decide: those are in `evaluation::draw`.

/// `SplitMix64` (Steele, Lea, Flood 2014), with normal numbers by Box and Muller.
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
    spare: Option<f64>,
}

impl Chance {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed, spare: None }
    }
    /// The next 64 bits.
    pub fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
    /// Above nought and at most one, evenly.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub fn even(&mut self) -> f64 {
        ((self.word() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }
    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * self.even().ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.even()).sin_cos();
        self.spare = Some(radius * sine);
        radius * cosine
    }
    /// One value of a density on `low..high` by slice sampling, from the last value on. Needs no
    /// constant and no derivative, only the logarithm of the density.
    pub fn slice(&mut self, last: f64, range: (f64, f64), log: impl Fn(f64) -> f64) -> f64 {
        let level = log(last) + self.even().ln();
        let (mut low, mut high) = range;
        // Each miss shrinks the range towards `last`; this many can't be needed.
        for _ in 0..1_000 {
            let value = low + self.even() * (high - low);
            if log(value) >= level {
                return value;
            }
            if value < last { low = value } else { high = value }
        }
        last
    }
}
