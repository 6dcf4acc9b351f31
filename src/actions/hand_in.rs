//! Handing a proposal in. The one rule: everything is checked in the transaction that hands it in,
//! the deadline among it; a refusal changes nothing and keeps every text.

use super::{
    ActionError, Desk,
    application::Receipt,
    conflict, part,
    proposal::{Locked, lock},
    weigh::{self, Weighed},
};
use crate::{
    domain::{
        access::{Act, Actor},
        application::Version,
        form::{Answers, Strictness, check},
        ids::{ApplicationId, OrganisationId},
        moment::Moment,
        money::Money,
        paper::digest,
        proposal::{ProposalAct, ProposalStage, event::ProposalEvent, round, step},
        refusal::{Refusal, ScoredRefusal},
        scored::{VoucherType, answers as named},
    },
    store::{
        Tx, application, organisation, partner::Partner, proposal, proposal_document::Document,
    },
};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Snapshot<'a> {
    reference: &'a str,
    kind: &'a str,
    round: u32,
    submitted_at: i64,
    requested: Money,
    answers: &'a Answers,
    partners: Vec<Part<'a>>,
    documents: Vec<Added<'a>>,
}

/// A document as it was there: the digest is of its bytes.
#[derive(Serialize)]
struct Added<'a> {
    kind: &'a str,
    organisation: Option<OrganisationId>,
    name: &'a str,
    media_type: &'a str,
    length: i64,
    pages: Option<i64>,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Part<'a> {
    organisation: OrganisationId,
    name: &'a str,
    country: &'a str,
    kind: &'a str,
    requested: Money,
    services: Money,
    /// As declared, its shape and version among it.
    declaration: Option<Value>,
    size: &'a str,
    answers: Option<&'a Answers>,
    confirmed_at: Option<i64>,
}

/// Hands a draft in: every partner confirmed, strict check of the form, number, sums, caps and
/// rules, deadline; snapshot with its digest, receipt by mail. Where a rule says that an officer
/// must look, it stops nobody.
pub async fn submit(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<Receipt, ActionError> {
    let mut file = lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteProposal)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let now = desk.now();
    let missing = file.partners.iter().filter(|one| one.confirmed_at.is_none());
    let missing = missing.map(|one| one.name.clone()).collect();
    let act = ProposalAct::Submit { deadline: file.closes_at()?, missing };
    let stage = step(now, by, &file.stored.proposal.stage, &act)?;
    file.takes(now)?;
    if file.stored.proposal.version != seen {
        return Err(Refusal::Stale.into());
    }
    // Two proposals of one organisation at once would each find it in one less than it is in.
    let mut all: Vec<OrganisationId> = file.partners.iter().map(|p| p.organisation_id).collect();
    all.sort_unstable();
    for organisation in all {
        organisation::lock(&file.tx, organisation).await?;
    }
    let weighed =
        weigh::weigh(file.tx.conn(), desk, &file.stored, &file.call, &file.programme).await?;
    ready(&file, &weighed)?;
    if file.stored.proposal.stage == ProposalStage::Draft {
        let (kind, _) = weigh::of(&file.programme, &file.stored)?;
        file.stored.proposal.round = round::entered(&file.call.call, kind.intake, now);
    }
    let text = snapshot(&file, &weighed, now.millis())?;
    let sum = digest(&text);
    let p = &mut file.stored.proposal;
    p.stage = stage;
    p.requested = weighed.requested;
    p.title = weighed.answers.get(named::TITLE).map_or("", |text| text.trim()).to_owned();
    let reference = p.reference.clone();
    let event = file.event(ProposalEvent::Submitted { digest: sum.clone(), at: now });
    let tx = file.tx.permit(permit);
    proposal::save(&tx, &file.stored.proposal).await?;
    application::keep_snapshot(&tx, id, &sum, &text).await?;
    // The call's lock comes after the proposal's, here as where it is admitted.
    let more = conflict::of_proposal(&tx, file.stored.proposal.call, id).await?;
    tx.commit(conflict::happened(event, more)).await?;
    desk.bell.notify_one();
    Ok(Receipt { reference, at: now, digest: sum })
}

/// It can be handed in, else the first thing that is in the way.
fn ready(file: &Locked, weighed: &Weighed) -> Result<(), ActionError> {
    let (kind, round) = weigh::of(&file.programme, &file.stored)?;
    let faults = check(&round.form, &weighed.answers, &weighed.facts, Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let missing = weighed.missing_documents(round);
    if !missing.is_empty() {
        let names = missing.iter().map(|slot| weighed.slot_label(slot)).collect();
        return Err(Refusal::from(ScoredRefusal::DocumentsMissing { names }).into());
    }
    match in_the_way(kind, weighed).into_iter().next() {
        Some(refusal) => Err(Refusal::from(refusal).into()),
        None => Ok(()),
    }
}

/// All that is in the way besides the form and the confirmations: number of partners, sums, caps,
/// number of proposals, rules that are broken.
pub fn in_the_way(kind: &VoucherType, weighed: &Weighed) -> Vec<ScoredRefusal> {
    let mut all = Vec::new();
    let now = u32::try_from(weighed.partners.len()).unwrap_or(u32::MAX);
    let (least, most) = (kind.partners_min, kind.partners_max);
    if now < least || now > most {
        all.push(ScoredRefusal::PartnerNumber { least, most, now });
    }
    let largest = Money::from_cents(i64::MAX);
    let least = kind.lump_sum.or(kind.floor).unwrap_or(Money::ZERO);
    let most = kind.lump_sum.or(kind.ceiling).unwrap_or(largest);
    if weighed.requested < least || weighed.requested > most {
        all.push(ScoredRefusal::AmountOutside { least, most });
    }
    all.extend(weighed.partners.iter().filter_map(|one| part::over(weighed, one.organisation_id)));
    if let Some(most) = kind.per_organisation
        && weighed.used.iter().any(|one| one.proposals >= i64::from(most))
    {
        all.push(ScoredRefusal::TooManyProposals { most });
    }
    let says = weighed.broken();
    // What stands above has said the same in its own words.
    if all.is_empty() && !says.is_empty() {
        all.push(ScoredRefusal::RulesBroken { says });
    }
    all
}

fn snapshot(file: &Locked, weighed: &Weighed, at: i64) -> Result<String, ActionError> {
    let part = |one| part_of(one, weighed);
    let partners = weighed.partners.iter().map(part).collect::<Result<_, ActionError>>()?;
    let p = &file.stored.proposal;
    serde_json::to_string_pretty(&Snapshot {
        reference: &p.reference,
        kind: &p.type_key,
        round: p.round,
        submitted_at: at,
        requested: weighed.requested,
        answers: &weighed.answers,
        partners,
        documents: weighed.documents.iter().map(added).collect(),
    })
    .map_err(ActionError::broken)
}

fn added(one: &Document) -> Added<'_> {
    Added {
        kind: &one.kind,
        organisation: one.organisation_id,
        name: &one.name,
        media_type: &one.media_type,
        length: one.length,
        pages: one.pages,
        sha256: &one.digest,
    }
}

fn part_of<'w>(one: &'w Partner, weighed: &'w Weighed) -> Result<Part<'w>, ActionError> {
    let declaration = match one.declaration.as_str() {
        "" => None,
        text => Some(serde_json::from_str(text).map_err(ActionError::broken)?),
    };
    Ok(Part {
        organisation: one.organisation_id,
        name: &one.name,
        country: &one.country,
        kind: &one.kind,
        requested: one.requested_cents,
        services: one.services_cents,
        declaration,
        size: &one.size,
        answers: weighed.parts.get(&one.organisation_id),
        confirmed_at: one.confirmed_at.map(Moment::millis),
    })
}
