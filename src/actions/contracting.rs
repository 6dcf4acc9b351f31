//! Who signs agreements for the project in a call. The one rule: whoever signed keeps standing
//! under what was signed; taking a partner off the list ends nothing.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        country::Country,
        event::{Event, Happened},
        ids::{CallId, ContractingPartnerId},
        person::EmailAddress,
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
    },
    store::{Tx, call, contracting, person},
};

/// A partner of the project as an officer enters it.
#[derive(Debug, Clone)]
pub struct NewContracting {
    /// Its name.
    pub name: String,
    /// Its country's code.
    pub country: String,
    /// The address of the account of who signs for it.
    pub address: String,
}

fn field(name: &str, why: FieldRefusal) -> Refusal {
    Refusal::FieldRefused { field: name.to_owned(), why }
}

/// Adds a partner who signs.
pub async fn add(
    desk: &Desk,
    actor: &Actor,
    id: CallId,
    new: &NewContracting,
) -> Result<ContractingPartnerId, ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let tx = desk.begin().await?;
    let stored = call::load(tx.conn(), id).await?;
    desk.scored(&stored)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(field("name", FieldRefusal::Missing).into());
    }
    let country: Country =
        new.country.parse().map_err(|_| field("country", FieldRefusal::NotAChoice))?;
    let nobody = || Refusal::from(MoneyRefusal::NoSuchAccount);
    let address = EmailAddress::parse(&new.address).ok_or_else(nobody)?;
    let account = person::by_address(tx.conn(), &address).await?.ok_or_else(nobody)?;
    let tx = tx.permit(permit);
    let partner = tx.id();
    let said = (name, country.code());
    contracting::add(&tx, partner, id, said, account.person.id).await?;
    tx.commit(Happened::one(Event::ContractingChanged { call: id })).await?;
    Ok(partner)
}

/// Takes one off the list.
pub async fn remove(
    desk: &Desk,
    actor: &Actor,
    id: CallId,
    partner: ContractingPartnerId,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let tx = desk.begin().await?.permit(permit);
    contracting::remove(&tx, id, partner).await?;
    tx.commit(Happened::one(Event::ContractingChanged { call: id })).await?;
    Ok(())
}
