//! The browser tests' own test: faults planted in small pages must be found. A harness that sees
//! nothing would pass every page.

use crate::support::browser;

#[test]
fn browser_harness_sees_planted_faults() {
    if let Some(told) = browser::run("Chromium (harness)", "selftest.mjs", &[]) {
        assert!(told.contains("the harness sees"), "{told}");
    }
}
