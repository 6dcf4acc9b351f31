//! Money to pay back, as lines of other pages: of a file, of an organisation, of a person's work.
//! The one rule: an organisation's debt is shown to its own people and to the office; its partners,
//! its host and the coordinators find nothing of it.

use super::recoveries::chip;
use crate::{
    domain::{
        access::{Act, Subject},
        ids::{ApplicationId, OrganisationId, PersonId, RecoveryId},
        moment::BRUSSELS,
        recovery::RecoveryStageKind,
    },
    http::{Ctx, Fail},
    queries::recovery::{self as query, Owed, Recovery},
    render::{Link, day_text, euro_text, parts::WorkItem},
};

/// The claim, and whether the reader sees it as the office does. To the debtor's people it is not
/// there before it was told to them.
pub(super) async fn seen(ctx: &Ctx, id: RecoveryId) -> Result<(Recovery, bool), Fail> {
    ctx.person()?;
    let claim = query::one(ctx.state.desk.database.reads(), id).await?;
    ctx.need(Act::SeeRecovery, &Subject::Organisation(claim.debtor))?;
    let office = ctx.may(Act::SeePayments, &Subject::Office);
    if !office && !claim.stage.kind().is_told() {
        return Err(Fail::not_found());
    }
    Ok((claim, office))
}

/// The claims of a file that the reader may see: one statement.
pub async fn of_file(ctx: &Ctx, id: ApplicationId) -> Result<Vec<WorkItem>, Fail> {
    let all = query::told_of_file(ctx.state.desk.database.reads(), id).await?;
    Ok(shown(ctx, &all))
}

/// Those of them the reader may see.
pub fn shown(ctx: &Ctx, all: &[Owed]) -> Vec<WorkItem> {
    let mine = |one: &&Owed| ctx.actor.role_in(one.debtor_id).is_some();
    all.iter().filter(mine).map(|one| item(ctx, one)).collect()
}

fn item(ctx: &Ctx, one: &Owed) -> WorkItem {
    let stage = RecoveryStageKind::from_code(&one.stage).unwrap_or(RecoveryStageKind::Notified);
    let today = ctx.now().day_in(BRUSSELS);
    let label = if stage.is_owed() {
        format!("{} by {}", euro_text(one.left_cents), day_text(one.due_on))
    } else {
        euro_text(one.amount_cents)
    };
    WorkItem {
        label,
        href: Link::Recovery(one.id).into(),
        detail: format!("{} owes it: why, and how to pay ({})", one.debtor, one.reference),
        chip: Some(chip(stage, one.due_on, today)),
    }
}

/// What was claimed back from an organisation, for a page that only its people and the office see:
/// one statement.
pub async fn of_organisation(ctx: &Ctx, id: OrganisationId) -> Result<Vec<WorkItem>, Fail> {
    let all = query::told_to(ctx.state.desk.database.reads(), id).await?;
    Ok(all.iter().map(|one| item(ctx, one)).collect())
}

/// What the reader's organisations owe now, as work: one statement.
pub async fn waits(ctx: &Ctx, person: PersonId) -> Result<Vec<WorkItem>, Fail> {
    let all = query::owed_by(ctx.state.desk.database.reads(), person).await?;
    let work = |one: &Owed| {
        let item = item(ctx, one);
        WorkItem { label: format!("Pay back {}", item.label), ..item }
    };
    Ok(all.iter().map(work).collect())
}

/// For samples.
pub fn samples() -> Vec<WorkItem> {
    vec![WorkItem {
        label: "€ 160.00 by 1 March 2027".to_owned(),
        href: "/".to_owned(),
        detail: "CXC-2026-0412-R1".to_owned(),
        chip: None,
    }]
}
