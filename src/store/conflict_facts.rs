//! What is known of a call's experts and proposals, as far as conflicts need it. The one rule: a
//! fixed number of statements, however many there are; drafts of others are in none of them.

use super::{StoreError, sql};
use crate::domain::{
    conflict::{Body, CoApplication, Employment, ExpertFacts, Party, PastExchange, ProposalFacts},
    ids::{ApplicationId, CallId, OrganisationId, PersonId},
    moment::{BRUSSELS, Moment},
};
use crate::store::sql::values;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Which pairs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// In this call.
    pub call: CallId,
    /// Only this expert.
    pub person: Option<PersonId>,
    /// Only this proposal.
    pub proposal: Option<ApplicationId>,
}

#[derive(FromQueryResult)]
struct PersonRow {
    person_id: PersonId,
    address: String,
}

#[derive(FromQueryResult)]
struct OwnRow {
    person_id: PersonId,
    organisation_id: OrganisationId,
    name: String,
    country: String,
    registration: String,
}

#[derive(FromQueryResult)]
struct EmployerRow {
    person_id: PersonId,
    organisation_id: Option<OrganisationId>,
    name: String,
    country: String,
    registration: String,
    domain: String,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct JointRow {
    person_id: PersonId,
    proposal_id: ApplicationId,
    call_id: CallId,
    submitted_at: Moment,
    organisation_id: OrganisationId,
}

#[derive(FromQueryResult)]
struct ExchangeRow {
    person_id: PersonId,
    application_id: ApplicationId,
    other_id: OrganisationId,
    stay_to: NaiveDate,
}

#[derive(FromQueryResult)]
struct SignerRow {
    person_id: PersonId,
    signer_id: PersonId,
}

/// The experts asked, by person, in a condition on `m` (the `panel_members`).
fn asked(scope: &Scope) -> (String, Vec<Value>) {
    let mut given = values![scope.call];
    let mut sql = "m.call_id = $1 and m.state in ('invited','accepted')".to_owned();
    if let Some(person) = scope.person {
        given.push(person.into());
        sql.push_str(" and m.person_id = $2");
    }
    (sql, given)
}

/// The experts of a scope: six statements.
pub async fn experts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<BTreeMap<PersonId, ExpertFacts>, StoreError> {
    let (only, given) = asked(scope);
    let sql = format!(
        "select m.person_id, p.address from panel_members m \
         join persons p on p.id = m.person_id where {only}"
    );
    let people: Vec<PersonRow> = sql::rows(conn, &sql, given.clone()).await?;
    let mut found: BTreeMap<PersonId, ExpertFacts> = BTreeMap::new();
    for row in people {
        let mut facts = ExpertFacts::new(row.person_id);
        facts.mail.push(row.address);
        found.insert(row.person_id, facts);
    }
    let sql = format!(
        "select m.person_id, o.id as organisation_id, o.name, o.country, o.registration \
         from panel_members m join members b on b.person_id = m.person_id \
         join organisations o on o.id = b.organisation_id where {only}"
    );
    let own: Vec<OwnRow> = sql::rows(conn, &sql, given.clone()).await?;
    for row in own {
        let Some(facts) = found.get_mut(&row.person_id) else { continue };
        facts.organisations.push(Body {
            id: Some(row.organisation_id),
            name: row.name,
            country: row.country.parse().ok(),
            registration: row.registration,
            ..Body::default()
        });
    }
    worked(conn, &only, given.clone(), &mut found).await?;
    together(conn, &only, given, &mut found).await?;
    Ok(found)
}

async fn worked(
    conn: &impl ConnectionTrait,
    only: &str,
    given: Vec<Value>,
    found: &mut BTreeMap<PersonId, ExpertFacts>,
) -> Result<(), StoreError> {
    let sql = format!(
        "select e.person_id, e.organisation_id, e.name, e.country, e.registration, e.domain, \
         e.from_on, e.to_on from panel_members m \
         join expert_employers e on e.person_id = m.person_id where {only}"
    );
    let employers: Vec<EmployerRow> = sql::rows(conn, &sql, given.clone()).await?;
    for row in employers {
        let Some(facts) = found.get_mut(&row.person_id) else { continue };
        facts.employments.push(Employment {
            body: Body {
                id: row.organisation_id,
                name: row.name,
                country: row.country.parse().ok(),
                registration: row.registration,
                domains: Some(row.domain).filter(|d| !d.is_empty()).into_iter().collect(),
                ..Body::default()
            },
            from: Some(row.from_on),
            to: row.to_on,
        });
    }
    let sql = format!(
        "select m.person_id, s.person_id as signer_id from panel_members m \
         join members b on b.person_id = m.person_id \
         join members s on s.organisation_id = b.organisation_id \
         and s.role in ('lead','signatory') where {only}"
    );
    let signers: Vec<SignerRow> = sql::rows(conn, &sql, given).await?;
    for row in signers {
        if let Some(facts) = found.get_mut(&row.person_id) {
            facts.signatories.insert(row.signer_id);
        }
    }
    Ok(())
}

async fn together(
    conn: &impl ConnectionTrait,
    only: &str,
    given: Vec<Value>,
    found: &mut BTreeMap<PersonId, ExpertFacts>,
) -> Result<(), StoreError> {
    let sql = format!(
        "select m.person_id, q.id as proposal_id, q.call_id, q.submitted_at, r.organisation_id \
         from panel_members m join members b on b.person_id = m.person_id \
         join partners o on o.organisation_id = b.organisation_id \
         join proposals q on q.id = o.proposal_id and q.stage not in ('draft','withdrawn') \
         and q.submitted_at is not null \
         join partners r on r.proposal_id = q.id where {only}"
    );
    let joint: Vec<JointRow> = sql::rows(conn, &sql, given.clone()).await?;
    let mut by_pair: BTreeMap<(PersonId, ApplicationId), CoApplication> = BTreeMap::new();
    for row in joint {
        by_pair
            .entry((row.person_id, row.proposal_id))
            .or_insert_with(|| CoApplication {
                application: row.proposal_id,
                call: row.call_id,
                organisations: BTreeSet::new(),
                on: row.submitted_at.day_in(BRUSSELS),
            })
            .organisations
            .insert(row.organisation_id);
    }
    for ((person, _), joint) in by_pair {
        if let Some(facts) = found.get_mut(&person) {
            facts.applications.push(joint);
        }
    }
    let stages = "('agreed','reported','validated','feedback','closed')";
    let sql = format!(
        "select m.person_id, a.id as application_id, a.stay_to, \
         case when a.visitor_id = b.organisation_id then a.host_id else a.visitor_id end \
         as other_id from panel_members m join members b on b.person_id = m.person_id \
         join applications a on (a.visitor_id = b.organisation_id \
         or a.host_id = b.organisation_id) and a.stage in {stages} and a.stay_to is not null \
         where {only}"
    );
    let exchanges: Vec<ExchangeRow> = sql::rows(conn, &sql, given).await?;
    for row in exchanges {
        if let Some(facts) = found.get_mut(&row.person_id) {
            facts.exchanges.push(PastExchange {
                application: row.application_id,
                organisation: row.other_id,
                ended_on: row.stay_to,
            });
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct PartyRow {
    proposal_id: ApplicationId,
    organisation_id: OrganisationId,
    name: String,
    country: String,
    registration: String,
}

#[derive(FromQueryResult)]
struct MemberRow {
    proposal_id: ApplicationId,
    organisation_id: OrganisationId,
    person_id: PersonId,
    role: String,
    address: String,
}

/// The proposals of a scope that stand handed in: two statements. Who joins what goes on is its own
/// affair until it is handed in again.
pub async fn proposals(
    conn: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<BTreeMap<ApplicationId, ProposalFacts>, StoreError> {
    let mut given = values![scope.call];
    let mut only = "q.call_id = $1 and q.stage not in \
         ('draft','invited','lapsed','withdrawn')"
        .to_owned();
    if let Some(proposal) = scope.proposal {
        given.push(proposal.into());
        only.push_str(" and q.id = $2");
    }
    let sql = format!(
        "select r.proposal_id, r.organisation_id, o.name, o.country, o.registration \
         from proposals q join partners r on r.proposal_id = q.id \
         join organisations o on o.id = r.organisation_id where {only} \
         order by r.proposal_id, r.position, r.organisation_id"
    );
    let parties: Vec<PartyRow> = sql::rows(conn, &sql, given.clone()).await?;
    let mut found: BTreeMap<ApplicationId, ProposalFacts> = BTreeMap::new();
    for row in parties {
        let facts = found.entry(row.proposal_id).or_insert_with(|| ProposalFacts {
            application: row.proposal_id,
            call: scope.call,
            parties: Vec::new(),
        });
        facts.parties.push(Party {
            organisation: row.organisation_id,
            body: Body {
                id: Some(row.organisation_id),
                name: row.name,
                country: row.country.parse().ok(),
                registration: row.registration,
                ..Body::default()
            },
            people: BTreeSet::new(),
            signatories: BTreeSet::new(),
            accounts: BTreeSet::new(),
        });
    }
    let sql = format!(
        "select r.proposal_id, r.organisation_id, b.person_id, b.role, p.address \
         from proposals q join partners r on r.proposal_id = q.id \
         join members b on b.organisation_id = r.organisation_id \
         join persons p on p.id = b.person_id where {only}"
    );
    let members: Vec<MemberRow> = sql::rows(conn, &sql, given).await?;
    for row in members {
        let party = found
            .get_mut(&row.proposal_id)
            .and_then(|f| f.parties.iter_mut().find(|p| p.organisation == row.organisation_id));
        let Some(party) = party else { continue };
        party.people.insert(row.person_id);
        if row.role == "lead" || row.role == "signatory" {
            party.signatories.insert(row.person_id);
        }
        if !party.body.domains.contains(&row.address) {
            party.body.domains.push(row.address);
        }
    }
    Ok(found)
}
