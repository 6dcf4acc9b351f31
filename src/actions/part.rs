//! One partner's part of a proposal: its share, its SME declaration, its confirmation. The one
//! rule: what a partner confirmed is what is handed in; any change of it takes the confirmation
//! away. Its own answers are saved by `proposal::save_answers`.

use super::{ActionError, Desk, de_minimis, proposal, weigh};
use crate::{
    domain::{
        access::{Act, Actor},
        caps::{CapBreach, CapLine},
        event::Happened,
        form::{Answers, Strictness, check},
        ids::{ApplicationId, OrganisationId},
        money::Money,
        proposal::event::ProposalEvent,
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
        sme::{self, Declaration, SmeClass, StoredDeclaration},
    },
    store::{Tx, partner},
};

/// Sets what one organisation asks for, in cents. Where the type has a fixed sum, the lead divides
/// it; otherwise each organisation says so itself.
pub async fn share(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    seen: i64,
    amount: Money,
) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let (kind, _) = weigh::of(&file.programme, &file.stored)?;
    let permit = if kind.lump_sum.is_some() {
        file.permit(actor, Act::WriteProposal)?
    } else {
        file.permit_part(actor, organisation, Act::WriteProposal, Act::WritePart)?
    };
    file.drafted()?;
    let mut row = file.partner(organisation)?;
    // More than a hundred million euro is a slip of the finger, whatever the call.
    if amount.is_negative() || amount.cents() > 10_000_000_000 {
        let (field, why) = ("share".to_owned(), FieldRefusal::NotAnAmount);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    if row.requested_cents == amount {
        return Ok(());
    }
    row.requested_cents = amount;
    row.version = seen;
    let event = file.event(ProposalEvent::PartSaved { organisation, requested: amount });
    let tx = file.tx.permit(permit);
    partner::save(&tx, &row).await?;
    proposal::note(&tx, &file.programme, &file.stored).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// Saves an SME declaration, gaps included; the class is worked out once it has no faults.
pub async fn declare(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    seen: i64,
    declaration: &Declaration,
) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit_part(actor, organisation, Act::WriteProposal, Act::WritePart)?;
    file.drafted()?;
    let today = desk.now().day_in(file.programme.zone);
    if declaration.last_closed_on.is_some_and(|day| day > today) {
        let field = "last_closed_on".to_owned();
        return Err(Refusal::FieldRefused { field, why: FieldRefusal::ToCome }.into());
    }
    let mut row = file.partner(organisation)?;
    let stored = StoredDeclaration::from(declaration.clone());
    let text = serde_json::to_string(&stored).map_err(ActionError::broken)?;
    if row.declaration == text {
        return Ok(());
    }
    row.declaration = text;
    row.size = size(declaration).to_owned();
    row.version = seen;
    let requested = row.requested_cents;
    let event = file.event(ProposalEvent::PartSaved { organisation, requested });
    let tx = file.tx.permit(permit);
    partner::save(&tx, &row).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// The code of the size as its column has it; empty while the declaration has gaps.
fn size(declaration: &Declaration) -> &'static str {
    if !sme::faults(declaration).is_empty() {
        return "";
    }
    match sme::assess(declaration).class {
        SmeClass::Micro => "micro",
        SmeClass::Small => "small",
        SmeClass::Medium => "medium",
        SmeClass::NotSme => "not_sme",
        SmeClass::OfficerMustLook => "look",
    }
}

/// The declaration kept in a row, if there is one.
pub fn declared(row: &partner::Partner) -> Result<Option<Declaration>, ActionError> {
    if row.declaration.is_empty() {
        return Ok(None);
    }
    let stored: StoredDeclaration =
        serde_json::from_str(&row.declaration).map_err(ActionError::broken)?;
    Ok(Some(stored.into_declaration()))
}

/// Confirms a part as it stands: by someone who signs for the organisation, once its answers and
/// its declaration are whole and its share is under every cap.
pub async fn confirm(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    seen: i64,
) -> Result<(), ActionError> {
    let file = proposal::lock(desk, actor, id).await?;
    let permit = file.permit_part(actor, organisation, Act::ConfirmLeadPart, Act::ConfirmPart)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.drafted()?;
    file.takes(desk.now())?;
    let row = file.partner(organisation)?;
    if row.confirmed_at.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    if row.version != seen {
        return Err(Refusal::Stale.into());
    }
    let part = (organisation, row.name.as_str());
    de_minimis::declared(file.tx.conn(), &file.programme, id, part).await?;
    let weighed =
        weigh::weigh(file.tx.conn(), desk, &file.stored, &file.call, &file.programme).await?;
    ready(&file.programme, &weighed, &row)?;
    let event = file.event(ProposalEvent::PartConfirmed { organisation });
    let tx = file.tx.permit(permit);
    partner::confirm(&tx, &row, by).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// A part can be confirmed, else what is missing in it.
fn ready(
    programme: &crate::domain::scored::ScoredProgramme,
    weighed: &weigh::Weighed,
    row: &partner::Partner,
) -> Result<(), ActionError> {
    let Some(place) = weighed.place(row.organisation_id) else { return Err(ActionError::Unseen) };
    let none = Answers::new();
    let answers = weighed.parts.get(&row.organisation_id).unwrap_or(&none);
    let own = weighed.of_partners.get(place);
    let facts = own.map(|own| crate::domain::scored::partner_facts(&weighed.facts, own));
    let faults =
        check(&programme.partner_form, answers, &facts.unwrap_or_default(), Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let gaps = match declared(row)? {
        None => vec!["nothing is declared yet".to_owned()],
        Some(declaration) => gaps(&declaration),
    };
    if !gaps.is_empty() {
        return Err(Refusal::from(ScoredRefusal::DeclarationIncomplete { faults: gaps }).into());
    }
    match over(weighed, row.organisation_id) {
        Some(refusal) => Err(Refusal::from(refusal).into()),
        None => Ok(()),
    }
}

/// What is missing or wrong in a declaration, by the codes of its fields.
fn gaps(declaration: &Declaration) -> Vec<String> {
    let code = |fault: &sme::DeclarationFault| {
        let field = serde_json::to_value(fault.field).unwrap_or_default();
        let field = field.as_str().unwrap_or_default().replace('_', " ");
        let related = declaration.related.iter().find(|one| one.key == fault.enterprise);
        related.map_or_else(|| field.clone(), |one| format!("{field} of {}", one.name.trim()))
    };
    let mut all: Vec<String> = sme::faults(declaration).iter().map(code).collect();
    all.dedup();
    all
}

/// The cap of one organisation that what it asks for would break, if it breaks one.
pub fn over(weighed: &weigh::Weighed, who: OrganisationId) -> Option<ScoredRefusal> {
    let breach = weighed.caps.breaches.iter().find_map(|breach| match breach {
        CapBreach::Over { level, organisation, .. } if *organisation == Some(who) => Some(*level),
        CapBreach::Over { .. } | CapBreach::BelowZero { .. } => None,
    })?;
    let line: &CapLine = weighed.caps.of(who).find(|line| line.level == breach)?;
    let partner = weighed.partners.iter().find(|one| one.organisation_id == who)?;
    let left = line.cap.checked_sub(line.used).filter(|left| !left.is_negative());
    Some(ScoredRefusal::CapExceeded {
        organisation: partner.name.clone(),
        cap: line.cap,
        left: left.unwrap_or(Money::ZERO),
    })
}
