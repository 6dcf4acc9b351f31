//! Posts in the programme office: give and take. The one rule: administrators and the command
//! line do this, nobody else.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened},
        ids::PersonId,
        person::StaffRole,
        refusal::Refusal,
    },
    store::person,
};

/// Gives a post.
pub async fn give(
    desk: &Desk,
    actor: &Actor,
    person: PersonId,
    role: StaffRole,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageRoles, &Subject::Office)?;
    let tx = desk.begin().await?.permit(permit);
    person::give_role(&tx, person, role).await?;
    tx.commit(Happened::one(Event::RoleGiven { person, role })).await?;
    Ok(())
}

/// Takes a post. The last administrator's is refused: nobody could give posts any more.
pub async fn take(
    desk: &Desk,
    actor: &Actor,
    person: PersonId,
    role: StaffRole,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageRoles, &Subject::Office)?;
    let tx = desk.begin().await?.permit(permit);
    // Locked, so that two administrators can't take each other's post at the same time.
    if role == StaffRole::Admin && person::lock_admins(&tx).await? == [person] {
        return Err(Refusal::LastAdministrator.into());
    }
    person::take_role(&tx, person, role).await?;
    tx.commit(Happened::one(Event::RoleTaken { person, role })).await?;
    Ok(())
}
