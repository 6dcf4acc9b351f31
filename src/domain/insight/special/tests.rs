//! Quantiles against published tables.

use super::*;

#[test]
fn quantiles_are_those_of_the_printed_tables() {
    for (probability, freedom, printed) in [
        (0.975, 1.0, 12.706),
        (0.975, 2.0, 4.303),
        (0.975, 10.0, 2.228),
        (0.975, 60.0, 2.000),
        (0.95, 5.0, 2.015),
        (0.5, 7.0, 0.0),
    ] {
        let found = t_quantile(probability, freedom);
        assert!((found - printed).abs() < 0.000_6, "t {probability} {freedom}: {found}");
    }
    for (probability, top, bottom, printed) in [
        (0.95, 1.0, 1.0, 161.45),
        (0.95, 5.0, 10.0, 3.325_8),
        (0.975, 15.0, 60.0, 2.061_3),
        (0.975, 3.0, 4.0, 9.979_2),
        (0.95, 120.0, 120.0, 1.351_9),
    ] {
        let found = f_quantile(probability, top, bottom);
        assert!((found - printed).abs() < printed * 3e-4, "F {top} {bottom}: {found}");
    }
}

#[test]
fn the_gamma_function_of_a_whole_number_is_a_factorial() {
    let mut factorial = 1.0_f64;
    for n in 1..20 {
        assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-10, "{n}");
        factorial *= f64::from(n);
    }
    assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
}
