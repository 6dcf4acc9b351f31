//! Organisations: create, change, members. The one rule: whoever creates one leads it, and no
//! organisation is ever without a lead.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        application::Version,
        event::{Event, Happened},
        geo::Site,
        ids::{OrganisationId, PersonId},
        organisation::{Address, MemberRole, Organisation, OrganisationKind},
        person::{EmailAddress, Person},
        refusal::{FieldRefusal, Refusal},
    },
    store::{Tx, organisation, person},
};

/// An organisation as typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationForm {
    /// Legal name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Country code.
    pub country: String,
    /// Registration number; may be empty.
    pub registration: String,
    /// Street and number.
    pub street: String,
    /// Post code.
    pub post_code: String,
    /// Town.
    pub town: String,
    /// Latitude in degrees.
    pub lat: String,
    /// Longitude in degrees.
    pub lon: String,
    /// NUTS 2 code of an outermost region; mostly empty.
    pub region: String,
    /// Name of the cluster organisation it belongs to; may be empty.
    pub cluster_membership: String,
}

/// All faults of the form at once, or its values.
fn read(form: &OrganisationForm, id: OrganisationId) -> Result<organisation::Stored, Refusal> {
    let mut faults = Vec::new();
    let mut line = |key: &str, label: &str, text: &str, needed: bool| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let have = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let why = match have {
            0 if needed => Some(FieldRefusal::Missing),
            201.. => Some(FieldRefusal::TooLong { have, most: 200 }),
            _fits => None,
        };
        faults.extend(why.map(|why| fault(key, label, why)));
        text
    };
    let name = line("name", "Legal name", &form.name, true);
    let registration = line("registration", "Registration number", &form.registration, false);
    let street = line("street", "Street and number", &form.street, true);
    let post_code = line("post_code", "Post code", &form.post_code, true);
    let town = line("town", "Town", &form.town, true);
    let cluster_membership =
        line("cluster_membership", "Member of the cluster", &form.cluster_membership, false);
    let region = line("region", "Outermost region", &form.region, false);
    let kind = OrganisationKind::from_code(&form.kind);
    if kind.is_none() {
        faults.push(fault("kind", "Kind of organisation", FieldRefusal::NotAChoice));
    }
    let country = form.country.parse().ok();
    if country.is_none() {
        faults.push(fault("country", "Country", FieldRefusal::NotACountry));
    }
    let site = Site::parse(&form.lat, &form.lon);
    if site.is_none() {
        let empty = form.lat.trim().is_empty() || form.lon.trim().is_empty();
        let why = if empty { FieldRefusal::Missing } else { FieldRefusal::NotOnGlobe };
        faults.push(fault("lat", "Position of the site", why));
    }
    match (kind, country) {
        (Some(kind), Some(country)) if faults.is_empty() => Ok(organisation::Stored {
            organisation: Organisation {
                id,
                name,
                kind,
                country,
                registration,
                address: Address { street, post_code, town },
                site,
                cluster_membership,
            },
            region: Some(region).filter(|r| !r.is_empty()),
            host_preapproved: false,
            version: Version(1),
        }),
        _faulty => Err(Refusal::FormIncomplete { faults }),
    }
}

fn fault(field: &str, label: &str, why: FieldRefusal) -> crate::domain::form::Fault {
    crate::domain::form::Fault { field: field.to_owned(), label: label.to_owned(), why }
}

/// Creates an organisation; its creator leads it.
pub async fn create(
    desk: &Desk,
    actor: &Actor,
    form: &OrganisationForm,
) -> Result<OrganisationId, ActionError> {
    let permit = permit(actor, Act::CreateOrganisation, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let id = desk.chance.id(desk.now());
    let stored = read(form, id)?;
    let tx = desk.begin().await?.permit(permit);
    organisation::insert(&tx, &stored).await?;
    organisation::put_member(&tx, id, by, MemberRole::Lead).await?;
    tx.commit(Happened::one(Event::OrganisationCreated { organisation: id, by })).await?;
    Ok(id)
}

/// Changes an organisation seen at `seen`.
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: OrganisationId,
    seen: Version,
    form: &OrganisationForm,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::EditOrganisation, &Subject::Organisation(id))?;
    let tx = desk.begin().await?;
    let there = organisation::load(tx.conn(), id).await?;
    let mut stored = read(form, id)?;
    stored.version = seen;
    stored.host_preapproved = there.host_preapproved;
    let tx = tx.permit(permit);
    organisation::update(&tx, &stored).await?;
    tx.commit(Happened::one(Event::OrganisationChanged { organisation: id })).await?;
    Ok(())
}

/// Adds a colleague by address; one without an account gets one and sets the password by
/// "forgotten password". The answer never says which.
pub async fn add_member(
    desk: &Desk,
    actor: &Actor,
    id: OrganisationId,
    address: &str,
    name: &str,
    role: MemberRole,
) -> Result<PersonId, ActionError> {
    let permit = permit(actor, Act::ManageMembers, &Subject::Organisation(id))?;
    let address = EmailAddress::parse(address).ok_or_else(|| Refusal::FieldRefused {
        field: "address".to_owned(),
        why: FieldRefusal::NotAnAddress,
    })?;
    let tx = desk.begin().await?;
    organisation::lock(&tx, id).await?;
    let there = person::by_address(tx.conn(), &address).await?;
    let tx = tx.permit(permit);
    let person = if let Some(account) = there {
        account.person.id
    } else {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            let why = FieldRefusal::Missing;
            return Err(Refusal::FieldRefused { field: "name".to_owned(), why }.into());
        }
        let new = Person { id: tx.id(), address, name, verified: false };
        person::insert(&tx, &new, None).await?;
        new.id
    };
    organisation::put_member(&tx, id, person, role).await?;
    let event = Event::MemberAdded { organisation: id, person, role };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(person)
}

/// Removes a member; the last lead stays.
pub async fn remove_member(
    desk: &Desk,
    actor: &Actor,
    id: OrganisationId,
    person: PersonId,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageMembers, &Subject::Organisation(id))?;
    let tx = desk.begin().await?.permit(permit);
    // Two leads who remove each other at once would both see two.
    organisation::lock(&tx, id).await?;
    organisation::remove_member(&tx, id, person).await?;
    tx.commit(Happened::one(Event::MemberRemoved { organisation: id, person })).await?;
    Ok(())
}

/// The office pre-approves a host that is no cluster member (domain facts 1.2).
pub async fn preapprove_host(
    desk: &Desk,
    actor: &Actor,
    id: OrganisationId,
    approved: bool,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::ManageCall, &Subject::Office)?;
    let tx = desk.begin().await?;
    let mut stored = organisation::load(tx.conn(), id).await?;
    stored.host_preapproved = approved;
    let tx = tx.permit(permit);
    organisation::update(&tx, &stored).await?;
    tx.commit(Happened::one(Event::OrganisationChanged { organisation: id })).await?;
    Ok(())
}
