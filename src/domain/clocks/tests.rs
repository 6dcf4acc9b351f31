use super::*;
use crate::domain::moment::BRUSSELS;
use proptest::prelude::*;

/// As the sources have them (domain facts 3, 7.28).
const RULES: ClockRules = ClockRules {
    inform_months: 5,
    sign_months: 3,
    redress_days: 30,
    deemed_read_days: 10,
    warn_days: 14,
};

fn at(text: &str) -> Moment {
    Moment::from_local(text.parse().unwrap(), BRUSSELS)
}

fn utc(moment: Moment) -> String {
    moment.utc().format("%Y-%m-%dT%H:%MZ").to_string()
}

#[test]
fn months_end_on_the_same_number_or_the_last_day() {
    for (deadline, inform, sign) in [
        ("2019-04-03T17:00:00", "2019-09-03", "2019-07-03"),
        ("2019-09-30T17:00:00", "2020-02-29", "2019-12-30"), // no 30 February
        ("2018-09-30T17:00:00", "2019-02-28", "2018-12-30"),
        ("2019-11-30T17:00:00", "2020-04-30", "2020-02-29"),
        ("2019-03-31T17:00:00", "2019-08-31", "2019-06-30"),
        ("2019-01-01T00:00:00", "2019-06-01", "2019-04-01"),
        ("2018-12-31T23:59:59", "2019-05-31", "2019-03-31"),
    ] {
        let limit = RULES.inform_by(at(deadline), BRUSSELS);
        assert_eq!(limit.last_day.to_string(), inform, "{deadline}");
        let limit = RULES.sign_by(at(deadline), false, BRUSSELS).unwrap();
        assert_eq!(limit.last_day.to_string(), sign, "{deadline}");
    }
    assert_eq!(RULES.sign_by(at("2019-04-03T17:00:00"), true, BRUSSELS), None, "reserve exempt");
}

#[test]
fn a_limit_ends_with_its_day_in_the_zone() {
    // Winter to summer: midnight of Brussels is 22:00 UTC the day before.
    let limit = RULES.inform_by(at("2018-12-03T17:00:00"), BRUSSELS);
    assert_eq!(
        (limit.last_day.to_string(), utc(limit.ends_at)),
        ("2019-05-03".into(), "2019-05-03T22:00Z".into())
    );
    let limit = RULES.inform_by(at("2019-07-03T17:00:00"), BRUSSELS);
    assert_eq!(utc(limit.ends_at), "2019-12-03T23:00Z");
    // The day is the zone's: half an hour past midnight in Brussels is the 1st, not the 31st.
    let limit = Limit::days_after(at("2019-08-01T00:30:00"), 30, BRUSSELS);
    assert_eq!(limit.last_day.to_string(), "2019-08-31");
}

#[test]
fn a_clock_runs_warns_and_is_late() {
    let limit = RULES.inform_by(at("2019-04-03T17:00:00"), BRUSSELS);
    for (now, state) in [
        ("2019-04-04T00:00:00", ClockState::Running { days_left: 152 }),
        ("2019-08-19T23:59:59", ClockState::Running { days_left: 15 }),
        ("2019-08-20T00:00:00", ClockState::Warn { days_left: 14 }),
        ("2019-09-03T23:59:59", ClockState::Warn { days_left: 0 }),
        ("2019-09-04T00:00:00", ClockState::Late { days_over: 1 }),
        ("2019-10-03T12:00:00", ClockState::Late { days_over: 30 }),
    ] {
        assert_eq!(limit.state(at(now), None, RULES.warn_days, BRUSSELS), state, "{now}");
    }
    for (done, in_time) in [("2019-09-03T23:59:59", true), ("2019-09-04T00:00:00", false)] {
        let now = at("2020-01-01T00:00:00");
        let state = limit.state(now, Some(at(done)), RULES.warn_days, BRUSSELS);
        assert_eq!(state, ClockState::Met { at: at(done), in_time });
    }
}

#[test]
fn redress_runs_from_the_reading_or_from_the_tenth_day() {
    let sent = at("2019-09-02T10:00:00");
    for (read, access, deemed, last) in [
        (Some("2019-09-02T10:05:00"), "2019-09-02", false, "2019-10-02"),
        (Some("2019-09-05T09:00:00"), "2019-09-05", false, "2019-10-05"),
        (Some("2019-09-12T23:59:59"), "2019-09-12", false, "2019-10-12"),
        (Some("2019-09-13T00:00:00"), "2019-09-12", true, "2019-10-12"), // read too late to matter
        (None, "2019-09-12", true, "2019-10-12"),
    ] {
        let redress = RULES.redress(sent, read.map(at), BRUSSELS);
        let told =
            (redress.access_on.to_string(), redress.deemed, redress.limit.last_day.to_string());
        assert_eq!(told, (access.to_owned(), deemed, last.to_owned()), "{read:?}");
    }
    let read = RULES.redress(sent, Some(at("2019-09-05T09:00:00")), BRUSSELS);
    for (now, open, over) in [
        ("2019-09-05T08:59:59", false, false),
        ("2019-09-05T09:00:00", true, false),
        ("2019-10-05T23:59:59", true, false),
        ("2019-10-06T00:00:00", false, true),
    ] {
        assert_eq!((read.is_open(at(now)), read.is_over(at(now))), (open, over), "{now}");
    }
    let unread = RULES.redress(sent, None, BRUSSELS);
    assert!(
        !unread.is_open(at("2019-09-11T23:59:59")) && unread.is_open(at("2019-09-12T00:00:00"))
    );
}

proptest! {
    #[test]
    fn limits_come_after_their_start_and_reading_earlier_never_gains_time(
        sent in 0i64..4_000_000_000_000, wait in 0i64..2_000_000_000, months in 0u32..40,
    ) {
        let sent = Moment::from_millis(sent);
        prop_assert!(Limit::months_after(sent, months, BRUSSELS).ends_at > sent);
        let read = Moment::from_millis(sent.millis() + wait);
        let (read, unread) =
            (RULES.redress(sent, Some(read), BRUSSELS), RULES.redress(sent, None, BRUSSELS));
        prop_assert!(read.limit <= unread.limit);
        prop_assert!(read.opens_at >= sent && read.opens_at < read.limit.ends_at);
        let days = (read.limit.last_day - read.access_on).num_days();
        prop_assert_eq!(days, 30);
    }
}
