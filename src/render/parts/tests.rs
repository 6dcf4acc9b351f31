use super::*;
use crate::domain::{lump_sum::Step, money::Money};
use proptest::prelude::*;

#[test]
fn steps_say_what_is_behind_here_and_ahead() {
    use StepState::{Ahead, Done, Now, Off};
    let states = |at| steps(&["a", "b", "c"], at).into_iter().map(|s| s.state).collect::<Vec<_>>();
    assert_eq!(states(Some(1)), [Done, Now, Ahead]);
    assert_eq!(states(Some(3)), [Done, Done, Done]);
    assert_eq!(states(None), [Off, Off, Off]);
}

#[test]
fn a_reasoning_prints_a_figure_only_where_it_changes() {
    let step = |code: &str, says: &str, cents| Step {
        code: code.into(),
        says: says.into(),
        after: Money::from_cents(cents),
    };
    let steps = vec![
        step("rate", "Ceiling for Portugal: 780.00", 78_000),
        step("days", "3 working days, fewer than 5: halved", 78_000),
        step("half", "Halved for the short stay: 390.00", 39_000),
        step("total", "Lump sum: 390.00", 39_000),
    ];
    let lines = calc_lines(&LumpSum { amount: Money::from_cents(39_000), steps });
    let shown: Vec<_> = lines.iter().map(|l| (l.label.as_str(), l.figure.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("Ceiling for Portugal", "780.00"),
            ("3 working days, fewer than 5: halved", ""),
            ("Halved for the short stay", "390.00"),
            ("Lump sum", "€\u{a0}390.00"),
        ]
    );
    assert!(lines[3].total);
}

#[test]
fn a_meter_says_what_it_draws() {
    let meter = Meter::count("Exchanges", 217, 112, 500).would_add(1, 500);
    assert_eq!(meter.says, "217 done · 112 agreed · 171 left of 500");
    assert_eq!((meter.done, meter.held, meter.next_from, meter.next), (434, 224, 658, 6));
    let aim = Percent::whole(25);
    let now = Percent::from_hundredths(2_350);
    let meter =
        Meter::share("Beyond", Some(now), aim).would_become(Percent::from_hundredths(2_300));
    assert!(meter.loss && meter.alt.contains("would make it 23.0\u{a0}%"), "{}", meter.alt);
    assert_eq!(meter.chip.unwrap().label, "1.5 points short");
    assert!(Meter::share("Beyond", None, aim).says.starts_with("nothing counted yet"));
}

proptest! {
    #[test]
    fn no_meter_leaves_its_bar(done in 0..i64::MAX, held in 0..i64::MAX, more in 0..i64::MAX, limit in 0..i64::MAX) {
        let meter = Meter::count("x", done, held, limit).would_add(more, limit);
        prop_assert!(meter.done >= 0 && meter.held >= 0 && meter.next >= 0);
        prop_assert!(meter.done + meter.held <= 1000 && meter.next_from + meter.next <= 1000);
    }
}
