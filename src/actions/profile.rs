//! Profiles: an organisation's wish to visit, host or both. The one rule: only an accepted profile
//! is seen by others and can take part in an exchange.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        event::{Event, Happened, ProfileRef},
        form::Fault,
        ids::{CallId, OrganisationId, PartnershipId, ProfileId},
        ledger::chart::{AccountName, count},
        refusal::{FieldRefusal, Refusal},
    },
    store::{Tx, call, ledger, profile},
};
use std::cmp::Reverse;

/// A profile as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileForm {
    /// The partnership chosen. Without one the profile keeps its own, and a new profile gets the
    /// one with most room.
    pub partnership: Option<PartnershipId>,
    /// Wants to visit.
    pub visits: bool,
    /// Offers to host.
    pub hosts: bool,
    /// Who they are and why.
    pub about: String,
    /// What a visitor finds there.
    pub offers: String,
    /// Sectors.
    pub sectors: String,
    /// Languages.
    pub languages: String,
    /// The version the page showed; 0 for a new one.
    pub seen: i64,
}

/// Fewest characters of "about" when handed in.
pub const ABOUT_MIN: u32 = 80;
const TEXT_MAX: u32 = 2000;

/// As the subject of an act.
pub fn subject(p: &profile::Profile) -> Subject {
    Subject::Profile {
        organisation: p.organisation_id,
        partnership: p.partnership_id,
        accepted: p.stage == "accepted",
    }
}

const fn reference(p: &profile::Profile) -> ProfileRef {
    ProfileRef {
        profile: p.id,
        call: p.call_id,
        organisation: p.organisation_id,
        partnership: p.partnership_id,
    }
}

/// Saves a profile however incomplete; a changed accepted profile is assessed again.
pub async fn save(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    organisation: OrganisationId,
    form: &ProfileForm,
) -> Result<ProfileId, ActionError> {
    let permit = permit(actor, Act::WriteProfile, &Subject::Organisation(organisation))?;
    let tx = desk.begin().await?;
    let stored_call = call::load(tx.conn(), call).await?;
    stored_call.call.takes(desk.now())?;
    let there = profile::of(tx.conn(), call, organisation).await?;
    let partnerships = call::partnerships(tx.conn(), call).await?;
    let chosen = form.partnership.or(there.as_ref().map(|p| p.partnership_id));
    let chosen = chosen.filter(|id| partnerships.iter().any(|p| p.id == *id));
    let chosen = match chosen {
        Some(chosen) => Some(chosen),
        None => most_room(&partnerships, &ledger::own(tx.conn(), call).await?),
    };
    let Some(partnership) = chosen else {
        return Err(Refusal::CallNotInState { state: "without partnerships".to_owned() }.into());
    };
    if there.as_ref().map_or(0, |p| p.version) != form.seen {
        return Err(Refusal::Stale.into());
    }
    let tx = tx.permit(permit);
    let id = there.as_ref().map_or_else(|| tx.id(), |p| p.id);
    let new = profile::Profile {
        id,
        call_id: call,
        organisation_id: organisation,
        partnership_id: partnership,
        visits: form.visits,
        hosts: form.hosts,
        about: form.about.trim().to_owned(),
        offers: form.offers.trim().to_owned(),
        sectors: form.sectors.trim().to_owned(),
        languages: form.languages.trim().to_owned(),
        stage: "draft".to_owned(),
        reason: String::new(),
        version: form.seen,
        changed_at: desk.now(),
    };
    profile::save(&tx, &new).await?;
    tx.commit(Happened::one(Event::ProfileSaved { profile: reference(&new) })).await?;
    Ok(id)
}

/// The partnership that is furthest from its target, by the exchanges the books count for it, done
/// or agreed. Among equals the first by code, which is the order they come in.
fn most_room(
    partnerships: &[call::PartnershipRow],
    books: &[ledger::Named],
) -> Option<PartnershipId> {
    let room = |row: &call::PartnershipRow| {
        let name = AccountName::Partnership(row.id).to_string();
        let account = books.iter().find(|account| account.name == name);
        let counted = account.map_or(0, |account| count(account.sums()).all());
        row.target.saturating_sub(counted.into())
    };
    partnerships.iter().min_by_key(|row| Reverse(room(row))).map(|row| row.id)
}

/// All that is missing before a profile can be handed in.
pub fn faults(p: &profile::Profile) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut check = |field: &str, label: &str, text: &str, need: u32| {
        let have = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
        let why = if have == 0 && need > 0 {
            FieldRefusal::Missing
        } else if have < need {
            FieldRefusal::TooShort { have, need }
        } else if have > TEXT_MAX {
            FieldRefusal::TooLong { have, most: TEXT_MAX }
        } else {
            return;
        };
        faults.push(Fault { field: field.to_owned(), label: label.to_owned(), why });
    };
    check("about", "Who you are and why you take part", &p.about, ABOUT_MIN);
    check("offers", "What a visitor finds at your place", &p.offers, if p.hosts { 20 } else { 0 });
    check("sectors", "Sectors", &p.sectors, 2);
    check("languages", "Languages", &p.languages, 2);
    if !p.visits && !p.hosts {
        faults.push(Fault {
            field: "visits".to_owned(),
            label: "Visit, host or both".to_owned(),
            why: FieldRefusal::Missing,
        });
    }
    faults
}

/// Hands a profile in; its partnership assesses it.
pub async fn submit(desk: &Desk, actor: &Actor, id: ProfileId) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut p = profile::load(tx.conn(), id).await?;
    let permit = permit(actor, Act::WriteProfile, &subject(&p))?;
    match p.stage.as_str() {
        "draft" | "rejected" => {}
        _handed_in => return Err(Refusal::AlreadyDone.into()),
    }
    let faults = faults(&p);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    "submitted".clone_into(&mut p.stage);
    let tx = tx.permit(permit);
    profile::save(&tx, &p).await?;
    tx.commit(Happened::one(Event::ProfileSubmitted { profile: reference(&p) })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Accepts a profile, or rejects it with a reason.
pub async fn assess(
    desk: &Desk,
    actor: &Actor,
    id: ProfileId,
    seen: i64,
    rejected_because: Option<&str>,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut p = profile::load(tx.conn(), id).await?;
    let permit = permit(actor, Act::AssessProfile, &subject(&p))?;
    if p.stage != "submitted" {
        return Err(Refusal::AlreadyDone.into());
    }
    if p.version != seen {
        return Err(Refusal::Stale.into());
    }
    let event = match rejected_because.map(str::trim) {
        Some("") => return Err(Refusal::ReasonMissing.into()),
        Some(reason) => {
            "rejected".clone_into(&mut p.stage);
            reason.clone_into(&mut p.reason);
            Event::ProfileRejected { profile: reference(&p), reason: reason.to_owned() }
        }
        None => {
            "accepted".clone_into(&mut p.stage);
            p.reason.clear();
            Event::ProfileAccepted { profile: reference(&p) }
        }
    };
    let tx = tx.permit(permit);
    profile::save(&tx, &p).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}
