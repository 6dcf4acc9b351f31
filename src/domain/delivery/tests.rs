//! The table of a report's stages, the calendar, and what makes an instalment due.

use super::{FINAL, ReportAct as A, ReportStage as S, calendar, ends_on, has_come, step};
use crate::domain::scored::{DueWhen, ReportRule};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rule(key: &str, month: u32) -> ReportRule {
    ReportRule { key: key.to_owned(), label: key.to_owned(), month }
}

#[test]
fn a_report_moves_as_the_table_says() {
    let allowed = [
        (S::Open, A::Submit, S::Submitted),
        (S::SentBack, A::Submit, S::Submitted),
        (S::Submitted, A::SendBack, S::SentBack),
        (S::Submitted, A::Accept, S::Accepted),
        (S::Open, A::Extend, S::Open),
        (S::SentBack, A::Extend, S::SentBack),
        (S::Open, A::Drop, S::Dropped),
        (S::Submitted, A::Drop, S::Dropped),
        (S::SentBack, A::Drop, S::Dropped),
    ];
    for stage in S::ALL {
        for act in A::ALL {
            let wanted = allowed.iter().find(|(s, a, _)| (*s, *a) == (stage, act));
            assert_eq!(step(stage, act).ok(), wanted.map(|(_, _, to)| *to), "{stage:?} {act:?}");
        }
        assert_eq!(S::from_code(stage.code()), Some(stage));
        assert_eq!(stage.is_writable(), step(stage, A::Submit).is_ok());
    }
}

#[test]
fn the_calendar_counts_from_the_start_and_ends_with_the_final_report() {
    assert_eq!(ends_on(day("2027-01-31"), 1), day("2027-02-27"));
    let days = |months, rules: &[ReportRule]| -> Vec<(String, NaiveDate)> {
        let planned = calendar(day("2027-03-01"), months, rules, 30);
        planned.into_iter().map(|one| (one.key, one.due_on)).collect()
    };
    let rules = [rule("interim", 6)];
    let wanted = [("interim", "2027-09-01"), (FINAL, "2028-03-30")];
    assert_eq!(days(12, &rules), wanted.map(|(key, on)| (key.to_owned(), day(on))));
    // A project of six months has no report in its sixth.
    assert_eq!(days(6, &rules), [(FINAL.to_owned(), day("2027-09-30"))]);
}

#[test]
fn an_instalment_waits_for_its_own_report() {
    let report = |key: &str| DueWhen::Report(key.to_owned());
    let two = [("interim", S::Accepted), (FINAL, S::Submitted)];
    assert!(has_come(&DueWhen::Signature, &[]));
    assert!(has_come(&report("interim"), &two));
    assert!(!has_come(&DueWhen::FinalReport, &two));
    assert!(!has_come(&DueWhen::Certificate, &two));
    // A report that fell into the final one.
    assert!(!has_come(&report("interim"), &[(FINAL, S::Submitted)]));
    assert!(has_come(&report("interim"), &[(FINAL, S::Accepted)]));
}
