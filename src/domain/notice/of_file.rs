//! Who hears of an exchange. The one rule: the host knows nothing of a draft, and hears nothing of
//! one.

use super::{Addressee, Notice};
use crate::domain::{
    application::{StageKind, stage::Side},
    event::FileRef,
    moment::Moment,
    money::Money,
};
use std::iter;

pub(super) fn reinstated(file: FileRef) -> Vec<(Addressee, Notice)> {
    vec![(Addressee::Organisation(file.visitor), Notice::Reinstated { file })]
}

pub(super) fn report_sent_back(file: FileRef, reason: &str) -> Vec<(Addressee, Notice)> {
    let reason = reason.to_owned();
    vec![(Addressee::Organisation(file.visitor), Notice::ReportSentBack { file, reason })]
}

pub(super) fn ineligible(file: FileRef, reason: &str) -> Vec<(Addressee, Notice)> {
    let reason = reason.to_owned();
    vec![(Addressee::Organisation(file.visitor), Notice::FoundIneligible { file, reason })]
}

pub(super) fn submitted(file: FileRef, digest: &str, at: Moment) -> Vec<(Addressee, Notice)> {
    let receipt = Notice::SubmissionReceipt { file, digest: digest.to_owned(), at };
    vec![
        (Addressee::Organisation(file.visitor), receipt),
        (Addressee::Organisation(file.host), Notice::MatchAsked { file }),
    ]
}

/// The side that was waiting for the other hears of it, and the officers once both are there.
pub(super) fn confirmed(file: FileRef, side: Side, both: bool) -> Vec<(Addressee, Notice)> {
    let waiting = match side {
        Side::Host => file.visitor,
        Side::Visitor => file.host,
    };
    let other = (Addressee::Organisation(waiting), Notice::MatchConfirmed { file });
    let officers = both.then_some((Addressee::Officers, Notice::ApplicationToCheck { file }));
    iter::once(other).chain(officers).collect()
}

pub(super) fn awarded(file: FileRef, amount: Money) -> Vec<(Addressee, Notice)> {
    let sign = Notice::PapersToSign { file };
    vec![
        (Addressee::Organisation(file.visitor), Notice::AwardLetter { file, amount }),
        (Addressee::Signatories(file.host), sign.clone()),
        (Addressee::Coordinators(file.visitor_partnership), sign.clone()),
        (Addressee::Coordinators(file.host_partnership), sign),
    ]
}

/// Both sides, but of a draft the host does not know.
pub(super) fn withdrawn(
    file: FileRef,
    from: StageKind,
    released: Money,
) -> Vec<(Addressee, Notice)> {
    let mut told = both_sides(file, || Notice::ApplicationWithdrawn { file, released });
    if from == StageKind::Draft {
        told.truncate(1);
    }
    told
}

pub(super) fn both_sides(file: FileRef, notice: impl Fn() -> Notice) -> Vec<(Addressee, Notice)> {
    vec![
        (Addressee::Organisation(file.visitor), notice()),
        (Addressee::Organisation(file.host), notice()),
    ]
}
