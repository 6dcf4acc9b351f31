//! Student's t and Fisher's F, for intervals. The one rule: quantiles are found by halving the range
//! of the exact probability, so there is no table and no approximation to trust.

#[cfg(test)]
mod tests;

/// Logarithm of the gamma function for positive numbers (Lanczos, g = 7, nine terms).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let base = x + 7.5;
    let mut sum = 0.999_999_999_999_809_9;
    let mut at = x;
    for term in TERMS {
        at += 1.0;
        sum += term / at;
    }
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * base.ln() - base + sum.ln()
}

/// The regularised incomplete beta function, by its continued fraction (Lentz).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on this side; the other side is its mirror.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let log = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln();
    log.exp() / a * fraction(a, b, x)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let safe = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut product = lower;
    for at in 1..500 {
        let step = f64::from(at);
        let twice = a + 2.0 * step;
        for term in [
            step * (b - step) * x / ((twice - 1.0) * twice),
            -(a + step) * (a + b + step) * x / (twice * (twice + 1.0)),
        ] {
            lower = 1.0 / safe(1.0 + term * lower);
            upper = safe(1.0 + term / upper);
            product *= upper * lower;
        }
        if (upper * lower - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

/// Where a rising function reaches `aim`, between 0 and infinity.
fn reach(aim: f64, rising: impl Fn(f64) -> f64) -> f64 {
    let mut high = 1.0;
    while rising(high) < aim && high < 1e12 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if rising(middle) < aim { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The value Student's t stays below with this probability, at least one half.
pub fn t_quantile(probability: f64, freedom: f64) -> f64 {
    let below = |t: f64| 1.0 - 0.5 * beta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    reach(probability, below)
}

/// The value Fisher's F stays below with this probability.
pub fn f_quantile(probability: f64, top: f64, bottom: f64) -> f64 {
    reach(probability, |f| beta(top / 2.0, bottom / 2.0, top * f / (top * f + bottom)))
}
