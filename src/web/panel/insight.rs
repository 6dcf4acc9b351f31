//! What marking looks like: severity against co-evaluators, agreement, expected ranks. The one
//! rule: it informs; no mark and no ranking reads it. A person is told of themselves only from
//! their own proposals whose consensus is open, where they may see the others' reports anyway.

use crate::{
    actions::evaluation::marks,
    domain::{
        evaluation::rules::Mark,
        ids::{ApplicationId, CallId, PersonId},
        insight::{
            Grade, InsightFault,
            severity::{self, Severity},
        },
    },
    http::{Ctx, Fail},
    queries::{
        evaluation,
        panel::{Line, Report},
    },
};

/// Total marks of delivered reports.
pub(super) type Grades = Vec<Grade<ApplicationId, PersonId>>;

/// The total of each delivered report.
pub(super) fn grades(reports: &[Report], lines: &[Line]) -> Grades {
    let total = |report: &Report| {
        let from = lines.partition_point(|line| line.report_id < report.id);
        let mine = lines[from..].iter().take_while(|line| line.report_id == report.id);
        marks(mine).values().map(|mark| mark.tenths()).sum()
    };
    let grade = |report: &Report| Grade {
        proposal: report.proposal_id,
        assessor: report.person_id,
        mark: Mark::from_tenths(total(report)),
    };
    reports.iter().map(grade).collect()
}

/// One expert's severity in a sentence, without a full stop's worth of judgement.
pub(super) fn says(one: &Severity<PersonId>) -> String {
    let where_ = if one.offset.0 < 0 { "below" } else { "above" };
    let offset = crate::domain::insight::Thousandths(one.offset.0.abs());
    format!(
        "{offset} points {where_} the mean of co-evaluators (95 % interval {} to {}, from {} \
         shared proposals)",
        one.interval.low, one.interval.high, one.shared
    )
}

/// Why there is no figure.
pub(super) fn why_not<P, E>(fault: &InsightFault<P, E>) -> String {
    match fault {
        InsightFault::TooFew { has, needs } => {
            format!("Too few marks to say anything: {has}, and {needs} are needed.")
        }
        InsightFault::NotConnected { groups } => format!(
            "The experts fall into {} groups that share no proposal, so nothing compares them.",
            groups.len()
        ),
        InsightFault::TooMany { has, most } => {
            format!("{has} are too many to work out while you wait; {most} are the most.")
        }
        InsightFault::Twice { .. } | InsightFault::Settings => "It can't be worked out.".to_owned(),
    }
}

/// What a person is told about their own marking in a call, or why nothing can be said. A consensus
/// that opens elsewhere, or on a proposal that a conflict bars them from, changes nothing of it.
pub async fn own(ctx: &Ctx, call: CallId, me: PersonId) -> Result<String, Fail> {
    let conn = ctx.state.desk.database.reads();
    let reports = evaluation::report::shared(conn, call, me).await?;
    let lines = evaluation::report::shared_lines(conn, call, me).await?;
    Ok(match severity::severity(&grades(&reports, &lines)) {
        Ok(found) => match found.iter().find(|one| one.assessor == me) {
            Some(one) => format!("Your totals lie {}.", says(one)),
            None => "None of your reports has come to a consensus yet.".to_owned(),
        },
        Err(fault) => why_not(&fault),
    })
}
