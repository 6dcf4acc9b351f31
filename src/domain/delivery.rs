//! What a funded project delivers: reports with their days, and what makes an instalment due. The
//! one rule: only `step` makes another stage of a report.

use super::{
    calendar::{add_calendar_days, ends_by},
    refusal::{MoneyRefusal, Refusal},
    scored::{DueWhen, ReportRule},
};
use chrono::NaiveDate;

mod kind;
#[cfg(test)]
mod tests;

pub use kind::ReportStage;

/// The key of the final report.
pub const FINAL: &str = "final";

/// What can be done to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAct {
    /// Hand it in.
    Submit,
    /// Send it back for what is missing.
    SendBack,
    /// Accept it.
    Accept,
    /// Give it more time.
    Extend,
    /// The grant ended.
    Drop,
}

impl ReportAct {
    /// All acts.
    pub const ALL: [Self; 5] =
        [Self::Submit, Self::SendBack, Self::Accept, Self::Extend, Self::Drop];
}

/// The next stage of a report, or the stage that does not allow it.
pub fn step(stage: ReportStage, act: ReportAct) -> Result<ReportStage, Refusal> {
    use ReportAct as A;
    use ReportStage as S;
    match (stage, act) {
        (S::Open | S::SentBack, A::Submit) => Ok(S::Submitted),
        (S::Submitted, A::SendBack) => Ok(S::SentBack),
        (S::Submitted, A::Accept) => Ok(S::Accepted),
        (S::Open | S::SentBack, A::Extend) => Ok(stage),
        (S::Open | S::Submitted | S::SentBack, A::Drop) => Ok(S::Dropped),
        (
            S::Open | S::Submitted | S::SentBack | S::Accepted | S::Dropped,
            A::Submit | A::SendBack | A::Accept | A::Extend | A::Drop,
        ) => Err(MoneyRefusal::ReportStage { stage }.into()),
    }
}

/// A report with its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its key; that of the last is [`FINAL`].
    pub key: String,
    /// What people call it.
    pub label: String,
    /// The day it is due.
    pub due_on: NaiveDate,
}

/// The last day of the work.
pub fn ends_on(starts_on: NaiveDate, months: u32) -> NaiveDate {
    let after = ends_by(starts_on, months);
    after.pred_opt().unwrap_or(after)
}

/// All reports of a project, the final one last. A report whose month lies at or after the end of
/// a short project falls into the final one.
pub fn calendar(
    starts_on: NaiveDate,
    months: u32,
    rules: &[ReportRule],
    final_days: u32,
) -> Vec<Planned> {
    let within = rules.iter().filter(|rule| rule.month < months);
    let interim = within.map(|rule| Planned {
        key: rule.key.clone(),
        label: rule.label.clone(),
        due_on: ends_by(starts_on, rule.month),
    });
    let last = Planned {
        key: FINAL.to_owned(),
        label: "Final report".to_owned(),
        due_on: add_calendar_days(ends_on(starts_on, months), final_days),
    };
    interim.chain([last]).collect()
}

/// What an instalment waits for has come: the agreement is in force and these reports are
/// accepted. A report that fell into the final one waits for the final one. A certificate makes
/// its instalments due by itself.
pub fn has_come(when: &DueWhen, reports: &[(&str, ReportStage)]) -> bool {
    let find = |key: &str| reports.iter().find(|(other, _)| *other == key).map(|(_, stage)| *stage);
    let accepted = |key: &str| find(key) == Some(ReportStage::Accepted);
    match when {
        DueWhen::Signature => true,
        DueWhen::Report(key) if find(key).is_some() => accepted(key),
        DueWhen::Report(_) | DueWhen::FinalReport => accepted(FINAL),
        DueWhen::Certificate => false,
    }
}
