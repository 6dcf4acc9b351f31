//! Agreements: prepare, issue, call back, sign. The one rule: the last signature puts it in force,
//! divides what was committed into instalments and opens the calendar of reports, all at once.

use super::{
    ActionError, Desk,
    grant_file::{self, GrantFile},
    screening,
};
use crate::{
    domain::{
        access::{Act, Actor},
        agreement::{AgreementAct, AgreementStage, SignPlace, default_partner, step},
        event::Happened,
        form::{Strictness, check},
        grant::GrantEvent,
        ids::{AgreementId, ApplicationId, ContractingPartnerId, OrganisationId},
        paper,
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
        screening::{Occasion, Screened},
    },
    store::{
        Tx,
        agreement::{self, Change, Signature, Stored},
        answers::{self, ProposalForm},
        contracting::{self, Contracting},
        edes, partner, person,
        screening::Scope,
    },
};
use chrono::NaiveDate;

mod force; // what the last signature does
mod go_on; // what waited for a check
mod parts; // commitments into instalments
mod text; // what the places of a text mean

pub(super) use go_on::go_on;
pub use text::{Terms, filled};

/// What an officer prepares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who gives the grant; the usual one when none is named.
    pub contracting: Option<ContractingPartnerId>,
    /// How it is paid; not changed by an amendment.
    pub plan: String,
    /// The first day of the work.
    pub starts_on: NaiveDate,
    /// How long it takes.
    pub months: u32,
    /// The text with its places; the programme's when it is empty.
    pub template: String,
    /// Why it is amended; the first needs none.
    pub reason: String,
}

fn separate(paragraphs: &[String]) -> String {
    paragraphs.join("\n\n")
}

/// The text an agreement starts from.
pub fn template(programme: &crate::domain::scored::ScoredProgramme, amends: bool) -> String {
    let texts = &programme.agreement;
    separate(if amends { &texts.amendment } else { &texts.text })
}

/// Prepares an agreement, or an amendment of the one in force; what was prepared before is
/// replaced. Nobody outside the office sees it.
pub async fn prepare(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    draft: &Draft,
) -> Result<AgreementId, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    file.awarded()?;
    if file.at(AgreementStage::Issued).is_some() {
        return Err(Refusal::from(MoneyRefusal::AgreementWaits).into());
    }
    let before = file.at(AgreementStage::InForce).cloned();
    if before.is_none()
        && let Some(over) = file.agreements.iter().find(|one| one.in_force_at.is_some())
    {
        return Err(Refusal::from(MoneyRefusal::AgreementStage { stage: over.stage }).into());
    }
    let chosen = choose(&file, draft).await?;
    let plan = before.as_ref().map_or(&draft.plan, |now| &now.plan);
    if file.kind()?.plan(plan).is_none() {
        return Err(Refusal::from(MoneyRefusal::NoPlan).into());
    }
    if draft.months == 0 || draft.months > 120 {
        let (field, why) = ("months".to_owned(), FieldRefusal::NotANumber);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    let (reason, text) = (draft.reason.trim().to_owned(), draft.template.trim());
    if before.is_some() && reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let number = file.agreements.iter().map(|one| one.number).max().unwrap_or_default();
    let old = file.at(AgreementStage::Draft).cloned();
    let mut new = Stored {
        id: AgreementId(desk.chance.id(desk.now())),
        file: id,
        call: file.stored.proposal.call,
        number: old.as_ref().map_or(number + 1, |old| old.number),
        is_amendment: before.is_some(),
        contracting: chosen.id,
        plan: plan.clone(),
        starts_on: draft.starts_on,
        months: draft.months,
        template: text.replace("\r\n", "\n"),
        text: String::new(),
        digest: String::new(),
        reason: if before.is_some() { reason } else { String::new() },
        changes: Vec::new(),
        stage: AgreementStage::Draft,
        issued_at: None,
        in_force_at: None,
        ended_at: None,
        end_reason: String::new(),
        version: 1,
    };
    if new.template.is_empty() {
        new.template = template(&file.programme, new.is_amendment);
    }
    new.changes = changes(&file, before.as_ref(), (&new, &chosen)).await?;
    let event = file.event(GrantEvent::AgreementPrepared { agreement: new.id });
    let tx = file.tx.permit(permit);
    agreement::drop_draft(&tx, id).await?;
    agreement::insert(&tx, &new).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(new.id)
}

/// The partner that signs: the one named, else the usual one.
async fn choose(file: &GrantFile, draft: &Draft) -> Result<Contracting, ActionError> {
    let all = contracting::list(file.tx.conn(), file.stored.proposal.call).await?;
    let places: Vec<(ContractingPartnerId, &str)> =
        all.iter().map(|one| (one.id, one.country.as_str())).collect();
    let country = file.partners.first().map_or("", |lead| lead.country.as_str());
    let wanted = draft.contracting.or_else(|| default_partner(&places, country));
    let found = all.into_iter().find(|one| Some(one.id) == wanted);
    Ok(found.ok_or(Refusal::from(MoneyRefusal::NoContractingPartner))?)
}

/// What differs from the version in force, in words: days and names, as they stand in a letter.
async fn changes(
    file: &GrantFile,
    before: Option<&Stored>,
    (new, signs): (&Stored, &Contracting),
) -> Result<Vec<Change>, ActionError> {
    let Some(before) = before else { return Ok(Vec::new()) };
    let partner = if before.contracting == new.contracting {
        signs.name.clone()
    } else {
        contracting::load(file.tx.conn(), before.contracting).await?.name
    };
    let change = |what: &str, old: String, new: String| {
        (old != new).then(|| Change { what: what.to_owned(), old, new })
    };
    let all = [
        change("First day of the work", text::day(before.starts_on), text::day(new.starts_on)),
        change("Months", before.months.to_string(), new.months.to_string()),
        change("Contracting partner", partner, signs.name.clone()),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// Freezes the text of what was prepared and asks all parties to sign it. Refused while one of them
/// waits for a check against the list of sanctions, is on it, or is excluded.
pub async fn issue(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
) -> Result<(), ActionError> {
    if actor.reads_all() {
        let conn = desk.database.reads();
        let partners = partner::list(conn, id).await?;
        let mut parties: Vec<Screened> =
            partners.iter().map(|one| one.organisation_id.into()).collect();
        let all = agreement::of_file(conn, id).await?;
        let draft = all.iter().find(|one| one.stage == AgreementStage::Draft);
        parties.extend(draft.map(|one| Screened::from(one.contracting)));
        let scope = Scope::These(&parties);
        screening::before(desk, scope, Occasion::Signature, Some(id)).await?;
    }
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let amount = file.awarded()?;
    let mut new =
        file.at(AgreementStage::Draft).cloned().ok_or(Refusal::from(MoneyRefusal::NoAgreement))?;
    if new.version != seen {
        return Err(Refusal::Stale.into());
    }
    contract_is_whole(desk, &file).await?;
    let named = |one: Screened| (one, file.reference().to_owned());
    let parties: Vec<(Screened, String)> =
        who_signs(&file, new.contracting).into_iter().map(named).collect();
    screening::gate(file.tx.conn(), desk, &parties, Occasion::Signature).await?;
    let signs = contracting::load(file.tx.conn(), new.contracting).await?;
    let terms = Terms {
        proposal: &file.stored.proposal,
        call: &file.call.call.title,
        programme: &file.programme,
        partners: &file.partners,
        contracting: &signs,
        amount,
    };
    new.text = filled(&terms, &new)?;
    new.digest = paper::digest(&new.text);
    new.stage = step(new.stage, AgreementAct::Issue)?;
    new.issued_at = Some(desk.now());
    let (digest, signatory) = (new.digest.clone(), signs.person_id);
    let what = GrantEvent::AgreementIssued { agreement: new.id, digest, signatory };
    let event = file.event(what);
    let tx = file.tx.permit(permit);
    agreement::rewrite(&tx, &new).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// All whom an agreement is made with: the organisations, and who signs for the project.
fn who_signs(file: &GrantFile, contracting: ContractingPartnerId) -> Vec<Screened> {
    let firms = file.partners.iter().map(|one| one.organisation_id.into());
    firms.chain([contracting.into()]).collect()
}

/// What is asked before the agreement is answered.
async fn contract_is_whole(desk: &Desk, file: &GrantFile) -> Result<(), ActionError> {
    let (stored, call) = (&file.stored, &file.call);
    let weighed = super::weigh::weigh(file.tx.conn(), desk, stored, call, &file.programme).await?;
    let given = answers::load(file.tx.conn(), file.id(), ProposalForm::Contract).await?;
    let given = answers::as_map(&given);
    let faults = check(&file.programme.contract, &given, &weighed.facts, Strictness::Strict);
    if faults.is_empty() {
        return Ok(());
    }
    let missing = u32::try_from(faults.len()).unwrap_or(u32::MAX);
    Err(Refusal::from(MoneyRefusal::ContractOpen { missing }).into())
}

/// Calls an agreement back that waits for signatures. The version in force, if there is one, stays.
pub async fn recall(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
    reason: &str,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let found = file.at(AgreementStage::Issued).cloned();
    let mut issued = found.ok_or(Refusal::from(MoneyRefusal::NoAgreement))?;
    if issued.version != seen {
        return Err(Refusal::Stale.into());
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    issued.stage = step(issued.stage, AgreementAct::Recall)?;
    issued.ended_at = Some(desk.now());
    issued.end_reason.clone_from(&reason);
    let event = file.event(GrantEvent::AgreementRecalled { agreement: issued.id, reason });
    let tx = file.tx.permit(permit);
    agreement::save_stage(&tx, &issued).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// Signs for one party, under the very text that was on the page. An organisation declares with it
/// that it is still an SME (domain facts 7.30). The last signature puts the agreement in force,
/// unless a check against the list of sanctions is open: then it is once that is clear.
pub async fn sign(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    place: SignPlace,
    seen_digest: &str,
    still_sme: bool,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = match place {
        SignPlace::Contracting => file.permit(actor, Act::SignGrantForProject)?,
        SignPlace::Partner(organisation) => {
            let (own, other) = (Act::SignGrantAsLead, Act::SignGrantAsPartner);
            file.permit_part(actor, organisation, own, other)?
        }
    };
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let found = file.at(AgreementStage::Issued).cloned();
    let issued = found.ok_or(Refusal::from(MoneyRefusal::NoAgreement))?;
    if issued.digest != seen_digest {
        return Err(Refusal::TextChanged.into());
    }
    let signs = contracting::load(file.tx.conn(), issued.contracting).await?;
    if place == SignPlace::Contracting && signs.person_id != by {
        return Err(ActionError::Forbidden);
    }
    let mut there = agreement::signatures(file.tx.conn(), id).await?;
    there.retain(|one| one.agreement == issued.id);
    if there.iter().any(|one| one.place == place) {
        return Err(Refusal::AlreadyDone.into());
    }
    if there.iter().any(|one| one.by == by) {
        return Err(Refusal::SignedForOther.into());
    }
    if place != SignPlace::Contracting && !still_sme {
        let (field, why) = ("still_sme".to_owned(), FieldRefusal::NotConfirmed);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    let name = person::load(file.tx.conn(), by).await?.person.name;
    let text_digest = issued.digest.clone();
    let signature =
        Signature { agreement: issued.id, place, by, name, at: desk.now(), text_digest };
    let ids: Vec<OrganisationId> = file.partners.iter().map(|one| one.organisation_id).collect();
    let needed = SignPlace::all(&ids);
    let missing = needed.iter().filter(|one| **one != place);
    let last = missing.clone().all(|one| there.iter().any(|other| other.place == *one));
    let text_digest = issued.digest.clone();
    let what = GrantEvent::AgreementSigned { agreement: issued.id, place, text_digest };
    let mut happened = Happened::one(file.event(what));
    let all = who_signs(&file, issued.contracting);
    let (clear, looked) =
        screening::passes(file.tx.conn(), desk, &all, Occasion::Signature).await?;
    let coming = force::Coming::of(desk, &file, issued)?;
    let tx = file.tx.permit(permit);
    agreement::sign(&tx, &signature).await?;
    if last {
        for found in screening::record(&tx, looked, Occasion::Signature, Some(id)).await? {
            happened = happened.and(found);
        }
        if clear {
            happened = coming.into_force(desk, &tx, happened).await?;
        } else {
            // Whoever signs is not told: the signature stands, and the office looks.
            edes::hold(&tx, id).await?;
        }
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}
