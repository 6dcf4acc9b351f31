//! What an award takes: each partner's share from the budget, its place in the counters, and the
//! room its cap leaves. The one rule: a proposal gets all it asks for or nothing (domain facts
//! 7.27), split as its partners agreed.

use super::{
    ActionError,
    ranking_input::{Candidate, Input, of_partner},
};
use crate::{
    domain::{
        condition::Answer,
        facts::Facts,
        ids::{ApplicationId, OrganisationId, TransferId},
        ledger::{LedgerRefusal, PositiveAmount, chart::AccountName, movement::commit_parts},
        money::Money,
        quota::{PlaceKey, QuotaAim, QuotaRule},
        refusal::{Refusal, ScoredRefusal},
        scored::{ScoredProgramme, counts_partners},
    },
    store::{StoreError, ledger::Batch},
};
use std::{collections::BTreeMap, num::NonZeroU32};

/// Who gets how much of a proposal's grant. A lump sum nobody split goes in equal parts, the odd
/// cents to the lead first.
pub(super) fn shares(candidate: &Candidate) -> Vec<(OrganisationId, Money)> {
    let parts = &candidate.parts;
    let asked = Money::sum(parts.iter().map(|part| part.requested_cents));
    let ids = parts.iter().map(|part| part.organisation_id);
    if asked == Some(candidate.requested) {
        return ids.zip(parts.iter().map(|part| part.requested_cents)).collect();
    }
    let many = u32::try_from(parts.len()).ok().and_then(NonZeroU32::new);
    let split = many.map(|many| candidate.requested.split(many)).unwrap_or_default();
    ids.zip(split).collect()
}

/// Refuses what would bring an organisation above its cap over the project's life, all these
/// winners together (domain facts 7.18 and 7.19).
pub(super) fn within_caps(
    input: &Input,
    winners: &[ApplicationId],
    granted: BTreeMap<OrganisationId, (Money, Money)>,
) -> Result<(), ActionError> {
    let caps = input.programme.caps;
    let Some(cap) = caps.per_organisation else { return Ok(()) };
    let counted = |cash: Money, services: Money| {
        if caps.services_count { cash.checked_add(services) } else { Some(cash) }
    };
    let mut used: BTreeMap<OrganisationId, Money> = granted
        .into_iter()
        .filter_map(|(id, (cash, services))| Some((id, counted(cash, services)?)))
        .collect();
    for id in winners {
        let Some(candidate) = input.candidate(*id) else { continue };
        for ((organisation, cash), part) in shares(candidate).into_iter().zip(&candidate.parts) {
            let before = used.get(&organisation).copied().unwrap_or_default();
            let asks = counted(cash, part.services_cents);
            let after = asks.and_then(|asks| before.checked_add(asks));
            match after {
                Some(after) if after <= cap => {
                    used.insert(organisation, after);
                }
                Some(_) | None => {
                    let left = cap.checked_sub(before).unwrap_or_default().max(Money::ZERO);
                    let organisation = part.name.clone();
                    return Err(ScoredRefusal::CapExceeded { organisation, cap, left }.into());
                }
            }
        }
    }
    Ok(())
}

/// The movements of one award: money for each partner, and a place in every counter.
pub(super) fn batch(
    programme: &ScoredProgramme,
    candidate: &Candidate,
    ids: impl FnMut() -> TransferId,
) -> Result<Batch, ActionError> {
    let positive =
        |(id, share): (OrganisationId, Money)| Some((id, PositiveAmount::new(share.cents())?));
    let parts: Vec<_> = shares(candidate).into_iter().filter_map(positive).collect();
    let places = places(programme, candidate)?;
    Ok(Batch {
        application: Some(candidate.stored.proposal.id),
        movements: commit_parts(&parts, &places, ids),
        note: candidate.stored.proposal.reference.clone(),
    })
}

/// What the proposal is counted in, and how often. What a counter with a limit can't know is for
/// an officer to look at; a counter that only reports leaves it out.
fn places(
    programme: &ScoredProgramme,
    candidate: &Candidate,
) -> Result<Vec<(PlaceKey, PositiveAmount)>, ActionError> {
    let mut keys = Vec::new();
    for rule in &programme.quotas {
        let (is_limited, key) = match &rule.aim {
            QuotaAim::AtMost(_) => (true, PlaceKey::AtMost(rule.key.clone())),
            QuotaAim::AtLeastPercent { .. } | QuotaAim::Report => {
                (false, PlaceKey::Is(rule.key.clone()))
            }
        };
        let Some(number) = counted(rule, candidate) else {
            if is_limited {
                let open = vec![format!("what the counter {} counts", rule.label)];
                return Err(Refusal::ChecksNotClear { open, failed: Vec::new() }.into());
            }
            continue;
        };
        keys.extend(PositiveAmount::new(number).map(|number| (key, number)));
    }
    Ok(keys)
}

/// How often a rule counts the proposal; `None` when that is not known.
fn counted(rule: &QuotaRule, candidate: &Candidate) -> Option<i64> {
    let counts = |facts: &Facts| match rule.counts.as_ref().map_or(Answer::Yes, |w| w.answer(facts))
    {
        Answer::Yes => Some(1),
        Answer::No => Some(0),
        Answer::NotKnown => None,
    };
    if !counts_partners(rule) {
        return counts(&candidate.whole);
    }
    let of_each =
        candidate.partners.iter().map(|partner| counts(&of_partner(&candidate.whole, partner)));
    of_each.sum()
}

/// Says which money or counter has no room.
pub(super) fn no_room(err: StoreError, programme: &ScoredProgramme, needed: Money) -> ActionError {
    let StoreError::Ledger { why: LedgerRefusal::NoRoom { room }, account: Some(account) } = &err
    else {
        return err.into();
    };
    match account {
        AccountName::Budget => {
            Refusal::BudgetShort { needed, free: Money::from_cents(*room) }.into()
        }
        AccountName::Places(key) => {
            let rule = programme.quotas.iter().find(|rule| rule.key == key.rule());
            let label = rule.map_or_else(|| key.rule().to_owned(), |rule| rule.label.clone());
            Refusal::QuotaFull { key: key.to_string(), label, room: *room }.into()
        }
        AccountName::Source
        | AccountName::Payable(_)
        | AccountName::Payee(_)
        | AccountName::Owed(_)
        | AccountName::Recovered
        | AccountName::ServicesSource
        | AccountName::Services(_)
        | AccountName::PlacesSource(_)
        | AccountName::Taken(_)
        | AccountName::PartnershipSource
        | AccountName::Partnership(_) => err.into(),
    }
}
