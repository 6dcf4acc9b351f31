//! Milestones of a funded project, and services in kind beside its money. The one rule: the lead
//! says what is reached; the office says what was delivered in kind, and the books keep its value.

use super::{
    ActionError, Desk,
    grant_file::{self, GrantFile},
    instalment::positive,
};
use crate::{
    domain::{
        access::{Act, Actor},
        event::Happened,
        grant::GrantEvent,
        ids::{ApplicationId, MilestoneId, OrganisationId},
        ledger::movement,
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    store::{
        Tx, ledger,
        milestone::{self, Milestone},
    },
};
use chrono::NaiveDate;

/// Most milestones of a project.
const MOST: u32 = 40;

fn text(field: &str, typed: &str, most: usize) -> Result<String, Refusal> {
    let typed = typed.trim();
    let have = typed.chars().count();
    let why = if have == 0 {
        FieldRefusal::Missing
    } else if have > most {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        FieldRefusal::TooLong { have: number(have), most: number(most) }
    } else {
        return Ok(typed.to_owned());
    };
    Err(Refusal::FieldRefused { field: field.to_owned(), why })
}

/// The agreement is in force.
fn runs(file: &GrantFile) -> Result<(), Refusal> {
    file.in_force().map(|_| ())
}

/// Adds a milestone.
pub async fn add(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    title: &str,
    due_on: NaiveDate,
) -> Result<MilestoneId, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    runs(&file)?;
    let title = text("title", title, 200)?;
    if milestone::of_file(file.tx.conn(), id).await?.len() >= MOST as usize {
        return Err(Refusal::TooManyFiles { max: MOST }.into());
    }
    let new = Milestone {
        id: MilestoneId(desk.chance.id(desk.now())),
        file_id: id,
        title,
        due_on,
        shown_by: String::new(),
        done_at: None,
    };
    let event = file.event(GrantEvent::MilestoneSet { milestone: new.id, due_on });
    let tx = file.tx.permit(permit);
    milestone::insert(&tx, &new).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(new.id)
}

/// Says that a milestone is reached, and how it can be seen.
pub async fn reach(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    which: MilestoneId,
    shown_by: &str,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    runs(&file)?;
    let all = milestone::of_file(file.tx.conn(), id).await?;
    if !all.iter().any(|one| one.id == which) {
        return Err(ActionError::Unseen);
    }
    let shown_by = text("shown_by", shown_by, 1_000)?;
    let event = file.event(GrantEvent::MilestoneReached { milestone: which });
    let tx = file.tx.permit(permit);
    if !milestone::reach(&tx, which, &shown_by).await? {
        return Err(Refusal::AlreadyDone.into());
    }
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// Records a service in kind that an organisation had, at its value: it stands in the books in a
/// unit of its own, beside the money.
pub async fn service(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    value: Money,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    runs(&file)?;
    if !file.partners.iter().any(|one| one.organisation_id == organisation) {
        return Err(ActionError::Unseen);
    }
    // More than a hundred million euro is a slip of the finger.
    if value <= Money::ZERO || value.cents() > 10_000_000_000 {
        let (field, why) = ("value".to_owned(), FieldRefusal::NotAnAmount);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    let event = file.event(GrantEvent::ServiceHad { organisation, value });
    let (call, reference) = (file.stored.proposal.call, file.reference().to_owned());
    let tx = file.tx.permit(permit);
    let movements = [movement::service(organisation, positive(value)?, tx.id())];
    ledger::make(&tx, call, &movements, Some(id), &reference).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}
