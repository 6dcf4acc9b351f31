//! When a counter will be full, at the pace it was filled lately. A help to the eye, no rule.

use chrono::{Days, NaiveDate};

/// The day the last of `left` places is taken when `taken` were taken in the `days` before `today`.
/// `None` when nothing was taken, when nothing is left, or when it lies beyond ten years.
pub fn full_on(today: NaiveDate, days: u32, taken: u32, left: u32) -> Option<NaiveDate> {
    if taken == 0 || left == 0 {
        return None;
    }
    let ahead = (u64::from(left) * u64::from(days)).div_ceil(u64::from(taken));
    if ahead > 3_652 { None } else { today.checked_add_days(Days::new(ahead)) }
}

#[cfg(test)]
mod tests {
    use super::full_on;
    use chrono::NaiveDate;

    #[test]
    fn the_last_place_is_taken_when_the_pace_says() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(full_on(today, 90, 90, 1), day(2026, 11, 23));
        // 171 places at 45 in 90 days are 342 days.
        assert_eq!(full_on(today, 90, 45, 171), day(2027, 10, 30));
        // A part of a day is a day more.
        assert_eq!(full_on(today, 10, 3, 1), day(2026, 11, 26));
    }

    #[test]
    fn no_pace_no_place_and_no_century_give_no_day() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(full_on(today, 90, 0, 10), None);
        assert_eq!(full_on(today, 90, 10, 0), None);
        assert_eq!(full_on(today, 90, 1, 500), None);
    }
}
