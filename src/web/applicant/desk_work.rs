//! What of a person's files waits for that very person. The one rule: only what they may do now is
//! listed; what others must do stands on the file's own page.

use super::signing;
use crate::{
    domain::{
        access::{Act, Subject},
        application::Stage,
        event::FileRef,
        ids::PersonId,
        paper::Signatory,
    },
    http::Ctx,
    queries::{
        StoreError,
        desk::{FileRow, Signed},
    },
    render::{Link, Tone, day_text, moment_text, parts::WorkItem, words::Chip},
};
use chrono::NaiveDate;

/// Work in the person's files and in those of their partnerships.
pub(super) fn of_files(
    ctx: &Ctx,
    files: &[FileRow],
    led: &[FileRow],
    signed: &[Signed],
) -> Result<Vec<WorkItem>, StoreError> {
    let mut out = Vec::new();
    for row in files {
        out.extend(of_file(ctx, row, signed)?);
    }
    for row in led.iter().filter(|row| !files.iter().any(|mine| mine.id == row.id)) {
        out.extend(of_file(ctx, row, signed)?);
    }
    out.sort_by_key(|(due, _)| *due);
    Ok(out.into_iter().map(|(_, item)| item).collect())
}

type Due = Option<NaiveDate>;

/// A file as the subject of an act. Who began it decides nothing here.
fn subject(row: &FileRow, stage: &Stage) -> Subject {
    let file = FileRef {
        application: row.id,
        call: row.call_id,
        visitor: row.visitor_id,
        host: row.host_id,
        visitor_partnership: row.visitor_partnership_id,
        host_partnership: row.host_partnership_id,
        author: row.author_id,
    };
    Subject::File { file, stage: stage.kind() }
}

fn of_file(
    ctx: &Ctx,
    row: &FileRow,
    signed: &[Signed],
) -> Result<Vec<(Due, WorkItem)>, StoreError> {
    let stage = row.stage()?;
    let subject = subject(row, &stage);
    let zone = ctx.shell("").zone;
    let today = ctx.now().day_in(zone);
    let item = |label: &str, href: Link, chip: Option<Chip>| WorkItem {
        label: label.to_owned(),
        href: href.into(),
        detail: format!("{} · {} visits {}", row.reference, row.visitor, row.host),
        chip,
    };
    let warn = |says: String| Some(Chip::new(Tone::Warn, says));
    let mut out = Vec::new();
    match &stage {
        Stage::Draft if ctx.now() <= row.deadline && ctx.may(Act::WriteFile, &subject) => {
            let by = format!("before {}", moment_text(row.deadline, zone));
            let draft =
                item("Finish and hand in the application", Link::ApplicationEdit(row.id), warn(by));
            out.push((Some(row.deadline.day_in(zone)), draft));
        }
        Stage::Submitted { at, visitor_confirmed, host_confirmed } => {
            let host = host_confirmed.is_none() && ctx.may(Act::ConfirmAsHost, &subject);
            let visitor = visitor_confirmed.is_none() && ctx.may(Act::ConfirmAsVisitor, &subject);
            if host || visitor {
                let since = format!("since {}", day_text(at.day_in(zone)));
                let item = item("Confirm the match", Link::MatchConfirm(row.id), warn(since));
                out.push((Some(at.day_in(zone)), item));
            }
        }
        Stage::Awarded(_) => {
            if let Some(me) = ctx.actor.person() {
                for paper in to_sign(ctx, &subject, row, signed, me) {
                    let by = row.stay_from.map(|day| format!("before {}", day_text(day)));
                    let label = format!("Sign the {}", signing::name(paper));
                    let to = Link::PaperSign(row.id, paper.code().to_owned());
                    out.push((row.stay_from, item(&label, to, by.and_then(warn))));
                }
            }
        }
        Stage::Agreed { .. } => {
            let over = row.stay_to.is_none_or(|to| to <= today);
            if over && ctx.may(Act::WriteReport, &subject) {
                let since = row.stay_to.map(|to| format!("stay ended {}", day_text(to)));
                let item = item("Hand in the report", Link::Report(row.id), since.and_then(warn));
                out.push((row.stay_to, item));
            }
        }
        Stage::Feedback { on, .. } => {
            if ctx.may(Act::WriteHostReport, &subject) {
                let since = Some(Chip::new(Tone::Info, format!("since {}", day_text(*on))));
                out.push((
                    Some(*on),
                    item("Give your feedback as host", Link::HostReport(row.id), since),
                ));
            }
        }
        Stage::Draft
        | Stage::Ineligible { .. }
        | Stage::Reported { .. }
        | Stage::Validated { .. }
        | Stage::Closed { .. }
        | Stage::Refused { .. }
        | Stage::Withdrawn { .. } => {}
    }
    Ok(out)
}

/// Papers of a file this person can sign: a place that is free, theirs, and of no other party.
fn to_sign(
    ctx: &Ctx,
    subject: &Subject,
    row: &FileRow,
    signed: &[Signed],
    me: PersonId,
) -> Vec<crate::domain::paper::Paper> {
    let here: Vec<&Signed> = signed.iter().filter(|s| s.application == row.id).collect();
    let other = |place: Signatory| {
        here.iter().any(|s| s.signed.is_some_and(|(p, by)| by == me && p != place))
    };
    let mut papers: Vec<_> = here.iter().map(|s| s.paper).collect();
    papers.sort_unstable();
    papers.dedup();
    papers.retain(|paper| {
        paper.signatories().iter().any(|place| {
            let free = !here
                .iter()
                .any(|s| s.paper == *paper && s.signed.is_some_and(|(p, _)| p == *place));
            free && !other(*place) && ctx.may(signing::act(*place), subject)
        })
    });
    papers
}
