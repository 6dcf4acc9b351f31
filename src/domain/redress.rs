//! Asking for a review of the procedure: on which grounds, and until when. The one rule: a review
//! is of the procedure (domain facts 7.28), so the judgement of the experts is no ground.

use super::{
    clocks::{self, Redress},
    moment::Moment,
    scored::ClockRules,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What went wrong in the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// A fact was overlooked or read wrongly when admissibility or eligibility was checked.
    CheckWrong,
    /// The rules of the call or of the evaluation were not followed.
    RulesNotFollowed,
    /// Someone who evaluated had a conflict of interest.
    ConflictOfInterest,
    /// Marks were added up or compared with a threshold wrongly.
    MarksMiscounted,
    /// A comment says something of the proposal that is plainly not so.
    FactualError,
}

impl Ground {
    /// All grounds, in the order the form shows them.
    pub const ALL: [Self; 5] = [
        Self::CheckWrong,
        Self::RulesNotFollowed,
        Self::ConflictOfInterest,
        Self::MarksMiscounted,
        Self::FactualError,
    ];
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CheckWrong => "check_wrong",
            Self::RulesNotFollowed => "rules_not_followed",
            Self::ConflictOfInterest => "conflict_of_interest",
            Self::MarksMiscounted => "marks_miscounted",
            Self::FactualError => "factual_error",
        }
    }
    /// The ground with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }
}

/// Fewest and most characters of what happened.
pub const TEXT: (u32, u32) = (50, 4_000);

/// The time for a review of one letter.
pub fn time(rules: ClockRules, sent: Moment, read: Option<Moment>, zone: Tz) -> Redress {
    let rules = clocks::ClockRules {
        inform_months: rules.inform_months,
        sign_months: rules.sign_months,
        redress_days: rules.redress_days,
        deemed_read_days: rules.deemed_read_days,
        warn_days: 0,
    };
    rules.redress(sent, read, zone)
}

#[cfg(test)]
mod tests {
    use super::{Ground, time};
    use crate::domain::{moment::BRUSSELS, moment::Moment, scored::ClockRules};
    use chrono::NaiveDate;

    fn at(day: &str, hour: u32) -> Moment {
        let day: NaiveDate = day.parse().unwrap();
        Moment::from_local(day.and_hms_opt(hour, 0, 0).unwrap(), BRUSSELS)
    }

    #[test]
    fn codes_read_back_and_are_what_is_stored() {
        for ground in Ground::ALL {
            assert_eq!(Ground::from_code(ground.code()), Some(ground));
            assert_eq!(serde_json::to_value(ground).unwrap(), ground.code());
        }
    }

    #[test]
    fn the_time_runs_from_the_opening_or_from_the_tenth_day() {
        let rules = ClockRules {
            inform_months: 5,
            sign_months: 3,
            redress_days: 30,
            deemed_read_days: 10,
            pay_within_days: 14,
        };
        let sent = at("2027-03-01", 9);
        let read = time(rules, sent, Some(at("2027-03-04", 12)), BRUSSELS);
        assert!(read.is_open(at("2027-04-03", 23)));
        assert!(!read.is_open(at("2027-04-04", 0)));
        let unread = time(rules, sent, None, BRUSSELS);
        assert!(!unread.is_open(at("2027-03-10", 23)));
        assert!(unread.is_open(at("2027-04-10", 23)));
        assert!(!unread.is_open(at("2027-04-11", 0)));
    }
}
