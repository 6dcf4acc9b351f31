//! Finds conflicts from facts. The one rule: the same facts in any order give the same findings,
//! and nothing that only looks alike disqualifies.

use super::{
    Body, ConflictKind, Employment, Evidence, ExpertFacts, Found, Party, ProposalFacts, Validity,
    Weight,
};
use crate::domain::{
    ids::OrganisationId,
    naming::{
        domain_key, is_local_number, is_public_mail, name_key, registration_key, same_domain,
    },
};
use chrono::{Months, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// How long work and joint work count: three years (domain facts 3, from general knowledge).
pub const LOOK_BACK_YEARS: u32 = 3;

/// All found so far, one for each kind and party.
#[derive(Default)]
struct Finds(BTreeMap<(ConflictKind, Option<OrganisationId>), Found>);

impl Finds {
    fn add(
        &mut self,
        kind: ConflictKind,
        party: Option<OrganisationId>,
        weight: Weight,
        evidence: impl IntoIterator<Item = Evidence>,
        valid: Validity,
    ) {
        let new = Found { kind, party, weight, evidence: evidence.into_iter().collect(), valid };
        self.0
            .entry((kind, party))
            .and_modify(|found| {
                found.weight = found.weight.max(weight);
                found.evidence.extend(new.evidence.iter().cloned());
                found.valid = found.valid.cover(valid);
            })
            .or_insert(new);
    }
}

/// The conflicts between an expert and a proposal that hold on that day, by kind and party.
pub fn detect(expert: &ExpertFacts, proposal: &ProposalFacts, on: NaiveDate) -> Vec<Found> {
    let mut finds = Finds::default();
    for party in &proposal.parties {
        people(expert, party, &mut finds);
        organisations(expert, party, &mut finds);
        employments(expert, party, on, &mut finds);
        domains(expert, party, &mut finds);
        joint_work(expert, proposal, party, on, &mut finds);
    }
    competing(expert, proposal, &mut finds);
    finds.0.into_values().collect()
}

const ALWAYS: Validity = Validity { from: None, to: None };

/// The last day on which something that ended on `last` still counts.
fn counts_until(last: NaiveDate) -> NaiveDate {
    last.checked_add_months(Months::new(12 * LOOK_BACK_YEARS)).unwrap_or(NaiveDate::MAX)
}

fn people(expert: &ExpertFacts, party: &Party, finds: &mut Finds) {
    let who = Some(party.organisation);
    let person = |person| [Evidence::Person { person }];
    if party.people.contains(&expert.person) || party.signatories.contains(&expert.person) {
        let evidence = person(expert.person);
        finds.add(ConflictKind::NamedInProposal, who, Weight::Disqualifying, evidence, ALWAYS);
    }
    for shared in expert.signatories.intersection(&party.signatories) {
        // The expert signing for the party is worse, and stands above.
        if *shared != expert.person {
            let evidence = person(*shared);
            finds.add(ConflictKind::SameSignatory, who, Weight::Potential, evidence, ALWAYS);
        }
    }
    if !expert.accounts.is_disjoint(&party.accounts) {
        let evidence = [Evidence::SameDigest];
        finds.add(ConflictKind::SameAccount, who, Weight::Disqualifying, evidence, ALWAYS);
    }
}

/// What shows that two descriptions are of one organisation, and how sure that is. A name alone is
/// only for an officer to look at; so is a number that counts per court.
fn match_bodies(body: &Body, party: &Party) -> Option<(Weight, BTreeSet<Evidence>)> {
    let mut evidence = BTreeSet::new();
    let mut weight = Weight::Potential;
    if body.id == Some(party.organisation) {
        evidence.insert(Evidence::SameId);
        weight = Weight::Disqualifying;
    }
    if let (Some(country), true) = (body.country, body.country == party.body.country) {
        let key = registration_key(country, &body.registration);
        if let Some(key) = key.filter(|key| {
            registration_key(country, &party.body.registration).as_deref() == Some(key)
        }) {
            if is_local_number(country, &key) {
                evidence.insert(Evidence::SameLocalNumber);
            } else {
                evidence.insert(Evidence::SameRegistration);
                weight = Weight::Disqualifying;
            }
        }
    }
    let other_country = body.country.zip(party.body.country).is_some_and(|(a, b)| a != b);
    let name = name_key(&body.name);
    if !other_country && !name.is_empty() && name == name_key(&party.body.name) {
        evidence.insert(Evidence::AlikeName);
    }
    evidence.extend(shared_domains(&body.domains, &party.body.domains));
    (!evidence.is_empty()).then_some((weight, evidence))
}

/// Domains of one that are the other's; those open to everybody left out.
fn shared_domains(ours: &[String], theirs: &[String]) -> BTreeSet<Evidence> {
    let keys = |texts: &[String]| -> BTreeSet<String> {
        texts.iter().filter_map(|text| domain_key(text)).filter(|d| !is_public_mail(d)).collect()
    };
    let theirs = keys(theirs);
    keys(ours)
        .iter()
        .flat_map(|one| theirs.iter().map(move |other| (one, other)))
        .filter(|(one, other)| same_domain(one, other))
        .map(|(one, other)| if one.len() <= other.len() { one } else { other })
        .map(|domain| Evidence::Domain { domain: domain.clone() })
        .collect()
}

fn organisations(expert: &ExpertFacts, party: &Party, finds: &mut Finds) {
    let who = Some(party.organisation);
    for body in &expert.organisations {
        if let Some((weight, evidence)) = match_bodies(body, party) {
            finds.add(ConflictKind::OwnOrganisation, who, weight, evidence, ALWAYS);
        }
        if let Some(id) = body.id.filter(|id| {
            *id != party.organisation
                && (body.linked.contains(&party.organisation) || party.body.linked.contains(id))
        }) {
            let evidence = [Evidence::LinkTo { organisation: id }];
            finds.add(ConflictKind::LinkedOrganisation, who, Weight::Potential, evidence, ALWAYS);
        }
    }
}

fn employments(expert: &ExpertFacts, party: &Party, on: NaiveDate, finds: &mut Finds) {
    let who = Some(party.organisation);
    for Employment { body, from, to } in &expert.employments {
        let Some((sure, mut evidence)) = match_bodies(body, party) else { continue };
        if from.is_some_and(|from| from > on) {
            continue;
        }
        evidence.insert(Evidence::Worked { from: *from, to: *to });
        match to.filter(|to| *to < on) {
            None => {
                let valid = Validity { from: *from, to: to.map(counts_until) };
                finds.add(ConflictKind::OwnOrganisation, who, sure, evidence, valid);
            }
            Some(last) => {
                let valid = Validity { from: *from, to: Some(counts_until(last)) };
                if valid.holds_on(on) {
                    let kind = ConflictKind::RecentEmployer;
                    finds.add(kind, who, Weight::Potential, evidence, valid);
                }
            }
        }
    }
}

fn domains(expert: &ExpertFacts, party: &Party, finds: &mut Finds) {
    let shared = shared_domains(&expert.mail, &party.body.domains);
    if !shared.is_empty() {
        let who = Some(party.organisation);
        finds.add(ConflictKind::SameDomain, who, Weight::Potential, shared, ALWAYS);
    }
}

fn joint_work(
    expert: &ExpertFacts,
    proposal: &ProposalFacts,
    party: &Party,
    on: NaiveDate,
    finds: &mut Finds,
) {
    let who = Some(party.organisation);
    let own: BTreeSet<_> = expert.organisations.iter().filter_map(|body| body.id).collect();
    if own.contains(&party.organisation) {
        return;
    }
    let mut add = |kind, application, day: NaiveDate| {
        let valid = Validity { from: None, to: Some(counts_until(day)) };
        if valid.holds_on(on) {
            let evidence = [Evidence::Application { application }];
            finds.add(kind, who, Weight::Potential, evidence, valid);
        }
    };
    for joint in &expert.applications {
        let this = joint.application == proposal.application;
        if !this && joint.organisations.contains(&party.organisation) {
            add(ConflictKind::CoApplicant, joint.application, joint.on);
        }
    }
    for exchange in &expert.exchanges {
        if exchange.organisation == party.organisation {
            add(ConflictKind::PastExchange, exchange.application, exchange.ended_on);
        }
    }
}

/// Experts may apply themselves, but never judge their own or a competing proposal (domain facts
/// 3, [ec-experts]): any application of theirs in the same call.
fn competing(expert: &ExpertFacts, proposal: &ProposalFacts, finds: &mut Finds) {
    for own in expert.applications.iter().filter(|own| own.call == proposal.call) {
        let evidence = [Evidence::Application { application: own.application }];
        finds.add(ConflictKind::Competing, None, Weight::Disqualifying, evidence, ALWAYS);
    }
}
