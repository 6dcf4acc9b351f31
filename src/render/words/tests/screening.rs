//! One refusal of screening of each kind, for the tests of the sentences.

use crate::domain::screening::ScreeningRefusal as S;

/// One of each.
pub fn all() -> Vec<S> {
    let references = vec!["CXC-2026-0412".to_owned(), "CXC-2026-0413".to_owned()];
    let many: Vec<String> = (1..=12).map(|n| format!("CXC-2026-{n:04}")).collect();
    let than = chrono::NaiveDate::from_ymd_opt(2026, 9, 29).unwrap();
    vec![
        S::ScreeningOpen { references: references.clone() },
        S::ScreeningMatch { references: many },
        S::Excluded { references: references.clone() },
        S::NoList { references },
        S::Decided,
        S::SamePerson,
        S::ReasonMissing,
        S::DayAhead,
        S::ListUnreadable { says: "line 3: the entry has no name".to_owned() },
        S::ListOlder { than },
        S::ListInUse,
    ]
}
