//! The end of a grant: early, with a reason, or when all is delivered and paid. The one rule: what
//! is due stays owed; what was only promised comes free, and nothing is promised any more.

use super::{
    ActionError, Desk,
    grant_file::{self, GrantFile},
    instalment, project,
};
use crate::{
    domain::{
        access::{Act, Actor, Permit},
        agreement::{AgreementAct, AgreementStage, step},
        delivery::{self as rules, ReportAct},
        event::Happened,
        grant::GrantEvent,
        ids::ApplicationId,
        instalment::InstalmentStageKind,
        ledger::{
            Unit,
            movement::{self, Commitment, Movement, Reserved},
        },
        money::Money,
        refusal::{MoneyRefusal, Refusal},
    },
    store::{Tx, WriteTx, agreement, delivery, instalment as instalments, ledger},
};

/// Ends a grant early.
pub async fn end(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
    reason: &str,
) -> Result<Money, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let mut over = file.in_force()?.clone();
    let waiting = file.at(AgreementStage::Issued).cloned();
    over.stage = step(over.stage, AgreementAct::End)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if over.version != seen {
        return Err(Refusal::Stale.into());
    }
    over.ended_at = Some(desk.now());
    over.end_reason.clone_from(&reason);
    let all = instalments::of_file(file.tx.conn(), id).await?;
    // Who has been paid, or is owed, has taken part; a grant nothing came of has not.
    let has_had = all.iter().any(|one| match one.instalment.stage.kind() {
        InstalmentStageKind::Due | InstalmentStageKind::Paid => true,
        InstalmentStageKind::Planned | InstalmentStageKind::Cancelled => false,
    });
    let reserved = ledger::reservations(file.tx.conn(), id).await?;
    let (reports, reference) = (file.reports.clone(), file.reference().to_owned());
    let (proposal, call) = (file.stored.reference(), file.stored.proposal.call);
    let tx = file.tx.permit(permit);
    if let Some(mut waiting) = waiting {
        waiting.stage = step(waiting.stage, AgreementAct::End)?;
        waiting.ended_at = Some(desk.now());
        waiting.end_reason.clone_from(&reason);
        agreement::save_stage(&tx, &waiting).await?;
    }
    agreement::drop_draft(&tx, id).await?;
    agreement::save_stage(&tx, &over).await?;
    instalment::cancel_planned(desk, &tx, id, &reason).await?;
    let (movements, released) = freed(&tx, reserved, has_had);
    ledger::make(&tx, call, &movements, Some(id), &reference).await?;
    for mut report in reports {
        if let Ok(stage) = rules::step(report.stage, ReportAct::Drop) {
            report.stage = stage;
            delivery::save(&tx, &report).await?;
        }
    }
    let what = GrantEvent::Ended { released, reason };
    let event = crate::domain::event::Event::Grant { proposal, what };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(released)
}

/// Promises are given back; places count when something came of the grant, else they come free.
fn freed(tx: &WriteTx, reserved: Vec<Reserved>, counts: bool) -> (Vec<Movement>, Money) {
    let (money, places): (Vec<Reserved>, Vec<Reserved>) =
        reserved.into_iter().partition(|one| one.debit.unit() == Unit::Cents);
    let released = Money::sum(money.iter().map(|one| Money::from_cents(one.amount.get())));
    let mut movements = movement::release(&money, || tx.id());
    if counts {
        let commitment = Commitment { money: None, places };
        movements.extend(movement::count(&commitment, || tx.id()));
    } else {
        movements.extend(movement::release(&places, || tx.id()));
    }
    (movements, released.unwrap_or_default())
}

/// Closes a grant that is done, by an officer.
pub async fn close(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    close_in(desk, file, permit).await
}

/// Closes the grants that are done, as the clock does under its permit. How many.
pub async fn close_done(desk: &Desk, permit: &Permit, most: u32) -> Result<usize, ActionError> {
    let actor = Actor::system("schedule");
    let mut many = 0;
    for id in delivery::done(desk.database.reads(), most).await? {
        let file = grant_file::lock(desk, &actor, id).await?;
        match close_in(desk, file, permit.clone()).await {
            Ok(()) => many += 1,
            // Changed since it was found: the next run looks again.
            Err(ActionError::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(many)
}

async fn close_in(desk: &Desk, file: GrantFile, permit: Permit) -> Result<(), ActionError> {
    let id = file.id();
    let mut done = file.in_force()?.clone();
    let all = instalments::of_file(file.tx.conn(), id).await?;
    let mut open = project::open_reports(&file.reports);
    open.extend(all.iter().filter_map(|one| match one.instalment.stage.kind() {
        InstalmentStageKind::Planned | InstalmentStageKind::Due => {
            Some(format!("the payment \u{201c}{}\u{201d}", one.instalment.label))
        }
        InstalmentStageKind::Paid | InstalmentStageKind::Cancelled => None,
    }));
    if file.at(AgreementStage::Issued).is_some() {
        open.push("an amendment that waits for signatures".to_owned());
    }
    if !open.is_empty() {
        return Err(Refusal::from(MoneyRefusal::GrantOpen { open }).into());
    }
    done.stage = step(done.stage, AgreementAct::Close)?;
    done.ended_at = Some(desk.now());
    let paid = Money::sum(all.iter().filter_map(|one| one.instalment.stage.amount()));
    let paid = paid.unwrap_or_default();
    let reserved = ledger::reservations(file.tx.conn(), id).await?;
    let (call, reference) = (file.stored.proposal.call, file.reference().to_owned());
    let event = file.event(GrantEvent::Closed { paid });
    let tx = file.tx.permit(permit);
    agreement::drop_draft(&tx, id).await?;
    agreement::save_stage(&tx, &done).await?;
    let (movements, _) = freed(&tx, reserved, true);
    ledger::make(&tx, call, &movements, Some(id), &reference).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// What a withdrawal of a funded proposal does to its agreement: nothing is in force, and what
/// waited for signatures is over. Refused once the agreement is in force.
pub(super) async fn withdrawn(
    desk: &Desk,
    tx: &WriteTx,
    id: ApplicationId,
) -> Result<(), ActionError> {
    for mut one in agreement::of_file(tx.conn(), id).await? {
        match one.stage {
            AgreementStage::InForce | AgreementStage::Closed => {
                return Err(Refusal::from(MoneyRefusal::AgreementInForce).into());
            }
            AgreementStage::Issued => {
                one.stage = step(one.stage, AgreementAct::End)?;
                one.ended_at = Some(desk.now());
                agreement::save_stage(tx, &one).await?;
            }
            AgreementStage::Ended if one.in_force_at.is_some() => {
                return Err(Refusal::from(MoneyRefusal::AgreementStage { stage: one.stage }).into());
            }
            AgreementStage::Draft | AgreementStage::Superseded | AgreementStage::Ended => {}
        }
    }
    agreement::drop_draft(tx, id).await?;
    Ok(())
}
