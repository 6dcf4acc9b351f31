//! The stages of an application and the one function that moves between them. The one rule: an
//! act names the stages it is allowed in; whatever is not named is refused.

use super::StageKind;
use crate::domain::{ids::PersonId, moment::Moment, money::Money, refusal::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where an application stands, with what is true there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Being written.
    Draft,
    /// Handed in.
    Submitted {
        /// When.
        at: Moment,
        /// The visitor confirmed the match.
        visitor_confirmed: Option<Confirmed>,
        /// The host confirmed the match.
        host_confirmed: Option<Confirmed>,
    },
    /// Found ineligible.
    Ineligible {
        /// When.
        at: Moment,
        /// By whom.
        by: PersonId,
        /// What the applicant is told.
        reason: String,
        /// The confirmations, kept in case it is reinstated.
        visitor_confirmed: Option<Confirmed>,
        /// Likewise.
        host_confirmed: Option<Confirmed>,
        /// When it had been handed in.
        submitted_at: Moment,
    },
    /// Awarded.
    Awarded(Award),
    /// All papers signed.
    Agreed {
        /// The award.
        award: Award,
        /// When the last signature came.
        at: Moment,
    },
    /// Report and evidence are in.
    Reported {
        /// The award.
        award: Award,
        /// When the last signature had come, kept in case the report is sent back.
        agreed_at: Moment,
        /// When evidence was complete.
        at: Moment,
    },
    /// The report is validated.
    Validated {
        /// The award.
        award: Award,
        /// By whom.
        by: PersonId,
        /// When.
        at: Moment,
        /// The day the lump sum is due.
        due_on: NaiveDate,
    },
    /// Paid, or done without money; the host's feedback is still awaited (domain facts 7.15: it
    /// closes the file, it never holds back the payment).
    Feedback {
        /// The award.
        award: Award,
        /// The bank's day, or the day a virtual exchange was validated.
        on: NaiveDate,
    },
    /// The end.
    Closed {
        /// The award.
        award: Award,
        /// The bank's day, or the day a virtual exchange was validated.
        on: NaiveDate,
    },
    /// Not awarded.
    Refused {
        /// When.
        at: Moment,
        /// By whom.
        by: PersonId,
        /// What the applicant is told.
        reason: String,
    },
    /// Taken back.
    Withdrawn {
        /// When.
        at: Moment,
        /// By whom.
        by: PersonId,
        /// From which stage.
        from: StageKind,
    },
}

/// A confirmation of the match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// What was awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// The lump sum (zero for a virtual exchange).
    pub amount: Money,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// The two sides of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who travels.
    Visitor,
    /// Who receives.
    Host,
}

/// What can be done to an application. Facts come with it; the rule decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageAct {
    /// Hand it in; the visitor's match is confirmed with it.
    Submit { deadline: Moment },
    /// Take it back into writing, until the deadline.
    Reopen { deadline: Moment },
    /// One side confirms the match.
    ConfirmMatch { side: Side },
    /// Find it ineligible.
    FindIneligible { reason: String },
    /// Take that back.
    Reinstate,
    /// Award.
    Award { amount: Money, checks: Checks },
    /// Refuse.
    Refuse { reason: String },
    /// The last signature is in.
    AllSigned,
    /// Report and evidence are in.
    Report { today: NaiveDate, ends_on: NaiveDate, missing_evidence: Vec<String> },
    /// Send the report back for what is missing.
    SendBack { reason: String },
    /// Validate the report. `feedback_in`: the host's feedback is there, or not asked for.
    Validate { due_on: NaiveDate, today: NaiveDate, feedback_in: bool },
    /// The bank has paid.
    Paid { on: NaiveDate, feedback_in: bool },
    /// The host's feedback came.
    HostReport,
    /// The bank sent it back: due again.
    PaymentReturned { due_on: NaiveDate },
    /// Take it back.
    Withdraw,
}

/// The state of the eligibility check-list, by rule key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checks {
    /// Not yet answered by an officer.
    pub open: Vec<String>,
    /// Answered no.
    pub failed: Vec<String>,
}

impl Stage {
    /// The stage's name.
    pub const fn kind(&self) -> StageKind {
        match self {
            Self::Draft => StageKind::Draft,
            Self::Submitted { .. } => StageKind::Submitted,
            Self::Ineligible { .. } => StageKind::Ineligible,
            Self::Awarded(_) => StageKind::Awarded,
            Self::Agreed { .. } => StageKind::Agreed,
            Self::Reported { .. } => StageKind::Reported,
            Self::Validated { .. } => StageKind::Validated,
            Self::Feedback { .. } => StageKind::Feedback,
            Self::Closed { .. } => StageKind::Closed,
            Self::Refused { .. } => StageKind::Refused,
            Self::Withdrawn { .. } => StageKind::Withdrawn,
        }
    }
    /// What was awarded, while an award stands.
    pub const fn award(&self) -> Option<Award> {
        match self {
            Self::Awarded(award)
            | Self::Agreed { award, .. }
            | Self::Reported { award, .. }
            | Self::Validated { award, .. }
            | Self::Feedback { award, .. }
            | Self::Closed { award, .. } => Some(*award),
            Self::Draft
            | Self::Submitted { .. }
            | Self::Ineligible { .. }
            | Self::Refused { .. }
            | Self::Withdrawn { .. } => None,
        }
    }
}

/// Moves an application, or says why not. `by` and `now` are who acts and when.
pub fn step(now: Moment, by: PersonId, stage: &Stage, act: &StageAct) -> Result<Stage, Refusal> {
    match act {
        StageAct::Submit { .. } | StageAct::Reopen { .. } | StageAct::Withdraw => {
            write(now, by, stage, act)
        }
        StageAct::ConfirmMatch { side } => confirm(now, by, stage, *side),
        StageAct::FindIneligible { .. }
        | StageAct::Reinstate
        | StageAct::Award { .. }
        | StageAct::Refuse { .. } => decide(now, by, stage, act),
        StageAct::AllSigned
        | StageAct::Report { .. }
        | StageAct::SendBack { .. }
        | StageAct::Validate { .. }
        | StageAct::Paid { .. }
        | StageAct::HostReport
        | StageAct::PaymentReturned { .. } => deliver(now, by, stage, act),
    }
}

/// What the visitor does: hand in, take back into writing, take back for good.
fn write(now: Moment, by: PersonId, stage: &Stage, act: &StageAct) -> Result<Stage, Refusal> {
    match (act, stage) {
        (StageAct::Submit { deadline }, Stage::Draft)
        | (StageAct::Reopen { deadline }, Stage::Submitted { .. })
            if now > *deadline =>
        {
            Err(Refusal::DeadlinePassed { deadline: *deadline })
        }
        (StageAct::Submit { .. }, Stage::Draft) => Ok(Stage::Submitted {
            at: now,
            visitor_confirmed: Some(Confirmed { by, at: now }),
            host_confirmed: None,
        }),
        (StageAct::Submit { .. }, Stage::Submitted { .. }) => Err(Refusal::AlreadyDone),
        (StageAct::Reopen { .. }, Stage::Submitted { .. }) => Ok(Stage::Draft),
        (
            StageAct::Withdraw,
            Stage::Draft
            | Stage::Submitted { .. }
            | Stage::Ineligible { .. }
            | Stage::Awarded(_)
            | Stage::Agreed { .. },
        ) => Ok(Stage::Withdrawn { at: now, by, from: stage.kind() }),
        _other => Err(Refusal::WrongStage { stage: stage.kind() }),
    }
}

fn confirm(now: Moment, by: PersonId, stage: &Stage, side: Side) -> Result<Stage, Refusal> {
    let Stage::Submitted { at, visitor_confirmed, host_confirmed } = stage else {
        return Err(Refusal::WrongStage { stage: stage.kind() });
    };
    let mine = Some(Confirmed { by, at: now });
    let (visitor, host) = match side {
        Side::Visitor if visitor_confirmed.is_some() => return Err(Refusal::AlreadyDone),
        Side::Host if host_confirmed.is_some() => return Err(Refusal::AlreadyDone),
        Side::Visitor => (mine, *host_confirmed),
        Side::Host => (*visitor_confirmed, mine),
    };
    Ok(Stage::Submitted { at: *at, visitor_confirmed: visitor, host_confirmed: host })
}

/// The officer's decisions.
fn decide(now: Moment, by: PersonId, stage: &Stage, act: &StageAct) -> Result<Stage, Refusal> {
    match (act, stage) {
        (
            StageAct::FindIneligible { reason },
            Stage::Submitted { at, visitor_confirmed, host_confirmed },
        ) => Ok(Stage::Ineligible {
            at: now,
            by,
            reason: given(reason)?,
            visitor_confirmed: *visitor_confirmed,
            host_confirmed: *host_confirmed,
            submitted_at: *at,
        }),
        (
            StageAct::Reinstate,
            Stage::Ineligible { submitted_at, visitor_confirmed, host_confirmed, .. },
        ) => Ok(Stage::Submitted {
            at: *submitted_at,
            visitor_confirmed: *visitor_confirmed,
            host_confirmed: *host_confirmed,
        }),
        (StageAct::Award { amount, checks }, _any) => award(now, by, stage, *amount, checks),
        (StageAct::Refuse { reason }, Stage::Submitted { .. } | Stage::Ineligible { .. }) => {
            Ok(Stage::Refused { at: now, by, reason: given(reason)? })
        }
        _other => Err(Refusal::WrongStage { stage: stage.kind() }),
    }
}

/// A reason, without the space around it.
fn given(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}

fn award(
    now: Moment,
    by: PersonId,
    stage: &Stage,
    amount: Money,
    checks: &Checks,
) -> Result<Stage, Refusal> {
    let Stage::Submitted { visitor_confirmed, host_confirmed, .. } = stage else {
        return Err(Refusal::WrongStage { stage: stage.kind() });
    };
    let mut open = checks.open.clone();
    if visitor_confirmed.is_none() || host_confirmed.is_none() {
        open.insert(0, MATCH_CHECK.to_owned());
    }
    if !open.is_empty() || !checks.failed.is_empty() {
        return Err(Refusal::ChecksNotClear { open, failed: checks.failed.clone() });
    }
    Ok(Stage::Awarded(Award { amount, by, at: now }))
}

/// The check every exchange has beside the programme's own: both sides confirmed the match.
pub const MATCH_CHECK: &str = "match";

/// From the last signature to the payment.
fn deliver(now: Moment, by: PersonId, stage: &Stage, act: &StageAct) -> Result<Stage, Refusal> {
    match (act, stage) {
        (StageAct::AllSigned, Stage::Awarded(award)) => {
            Ok(Stage::Agreed { award: *award, at: now })
        }
        (StageAct::Report { today, ends_on, missing_evidence }, Stage::Agreed { award, at }) => {
            if today < ends_on {
                return Err(Refusal::StayNotOver { ends_on: *ends_on });
            }
            if !missing_evidence.is_empty() {
                return Err(Refusal::EvidenceMissing { kinds: missing_evidence.clone() });
            }
            Ok(Stage::Reported { award: *award, agreed_at: *at, at: now })
        }
        (StageAct::SendBack { reason }, Stage::Reported { award, agreed_at, .. }) => {
            given(reason)?;
            Ok(Stage::Agreed { award: *award, at: *agreed_at })
        }
        (StageAct::Validate { due_on, today, feedback_in }, Stage::Reported { award, .. }) => {
            if award.amount == Money::ZERO {
                return Ok(ended(*award, *today, *feedback_in));
            }
            Ok(Stage::Validated { award: *award, by, at: now, due_on: *due_on })
        }
        (StageAct::Paid { on, feedback_in }, Stage::Validated { award, .. }) => {
            Ok(ended(*award, *on, *feedback_in))
        }
        (StageAct::HostReport, Stage::Feedback { award, on }) => {
            Ok(Stage::Closed { award: *award, on: *on })
        }
        (
            StageAct::HostReport,
            Stage::Agreed { .. }
            | Stage::Reported { .. }
            | Stage::Validated { .. }
            | Stage::Closed { .. },
        ) => Ok(stage.clone()),
        (
            StageAct::PaymentReturned { due_on },
            Stage::Feedback { award, .. } | Stage::Closed { award, .. },
        ) => Ok(Stage::Validated { award: *award, by, at: now, due_on: *due_on }),
        _other => Err(Refusal::WrongStage { stage: stage.kind() }),
    }
}

/// The money is through: closed, or waiting for the host's feedback.
const fn ended(award: Award, on: NaiveDate, feedback_in: bool) -> Stage {
    if feedback_in { Stage::Closed { award, on } } else { Stage::Feedback { award, on } }
}
