//! A proposal as its applicants' pages and its handing-in weigh it: what the rules say
//! (`assess_proposal`), with the caps and the sum. The one rule: nothing is worked out here that
//! the officer's check-list works out another way.

use super::{ActionError, Desk, assess_proposal};
use crate::{
    domain::{
        caps::{self, Asked, CapReport, Support},
        eligibility::Outcome,
        facts::Facts,
        form::Answers,
        ids::OrganisationId,
        money::Money,
        scored::{Checked, Round, ScoredProgramme, VoucherType},
    },
    store::{
        call, clarification::Clarification, partner::Partner, partner_use::Use, proposal,
        proposal_document::Document, sql::Conn,
    },
};
use std::collections::BTreeMap;

/// A proposal with all that the rules found.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The partners, the lead first.
    pub partners: Vec<Partner>,
    /// What each had before, in the same order.
    pub used: Vec<Use>,
    /// The answers of the round it is in.
    pub answers: Answers,
    /// Each partner's own answers.
    pub parts: BTreeMap<OrganisationId, Answers>,
    /// Documents of the round it is in, oldest first.
    pub documents: Vec<Document>,
    /// Facts of the whole, with its answers.
    pub facts: Facts,
    /// Facts of each partner, with its own answers, in the partners' order.
    pub of_partners: Vec<Facts>,
    /// What every rule found.
    pub checked: Checked,
    /// Caps with what was used and what is asked.
    pub caps: CapReport,
    /// Sum of the shares.
    pub requested: Money,
}

/// The voucher type and the round a proposal is in; both stand in the call's frozen programme.
pub fn of<'p>(
    programme: &'p ScoredProgramme,
    stored: &proposal::Stored,
) -> Result<(&'p VoucherType, &'p Round), ActionError> {
    let p = &stored.proposal;
    programme.voucher_type(&p.type_key).zip(programme.round(p.round)).ok_or_else(|| {
        ActionError::broken(anyhow::anyhow!("the programme has no such type or round"))
    })
}

/// Gathers and asks: five statements.
pub async fn weigh(
    conn: &impl Conn,
    desk: &Desk,
    stored: &proposal::Stored,
    call: &call::Stored,
    programme: &ScoredProgramme,
) -> Result<Weighed, ActionError> {
    handed_in(conn, desk, stored, (call, programme), &[]).await
}

/// The same as the office sees it: what is typed for a question that is not answered yet is left
/// out, with all that would follow from it.
pub async fn handed_in(
    conn: &impl Conn,
    desk: &Desk,
    stored: &proposal::Stored,
    (call, programme): (&call::Stored, &ScoredProgramme),
    rounds: &[Clarification],
) -> Result<Weighed, ActionError> {
    let (kind, _) = of(programme, stored)?;
    let all = assess_proposal::handed_in(conn, desk, stored, call, programme, rounds).await?;
    let caps = check_caps(programme, kind, &all.partners, &all.uses);
    let ids = all.partners.iter().map(|one| one.organisation_id);
    Ok(Weighed {
        requested: sum(&all.partners),
        caps,
        parts: ids.zip(all.parts).collect(),
        used: all.uses,
        answers: all.answers,
        documents: all.documents,
        facts: all.worked.whole,
        of_partners: all.worked.partners,
        checked: all.worked.checked,
        partners: all.partners,
    })
}

/// The sum of the shares. What does not fit is more than any ceiling and stays the largest amount.
pub fn sum(partners: &[Partner]) -> Money {
    let all = Money::sum(partners.iter().map(|partner| partner.requested_cents));
    all.unwrap_or(Money::from_cents(i64::MAX))
}

fn check_caps(
    programme: &ScoredProgramme,
    kind: &VoucherType,
    partners: &[Partner],
    used: &[Use],
) -> CapReport {
    let rules = caps::Caps {
        per_type: kind.ceiling_per_partner,
        per_proposal: kind.lump_sum.or(kind.ceiling),
        per_life: programme.caps.per_organisation,
        per_call: None,
        services_count: programme.caps.services_count,
    };
    let asked: Vec<Asked> = partners
        .iter()
        .map(|partner| Asked {
            organisation: partner.organisation_id,
            support: Support { cash: partner.requested_cents, services: partner.services_cents },
        })
        .collect();
    let before = |one: &Use| {
        let support = Support { cash: one.cash_cents, services: one.services_cents };
        (one.organisation_id, support)
    };
    // The ceiling of a type is for one proposal, so other proposals don't count for it.
    let by_life = used.iter().map(before).collect();
    caps::check(&rules, &asked, &caps::Used { by_life, ..caps::Used::default() })
}

impl Weighed {
    /// The partner organisation and its place in the lists.
    pub fn place(&self, organisation: OrganisationId) -> Option<usize> {
        self.partners.iter().position(|partner| partner.organisation_id == organisation)
    }
    /// The sentences of all rules that are broken, a partner's with its name. Those that an officer
    /// must look at are not among them: they stop nobody.
    pub fn broken(&self) -> Vec<String> {
        let whole = self.checked.admissibility.iter().chain(&self.checked.eligibility);
        let mut all: Vec<String> = whole
            .filter(|finding| finding.outcome == Outcome::Fails)
            .map(|finding| finding.says.clone())
            .collect();
        for (partner, findings) in self.partners.iter().zip(&self.checked.partners) {
            let broken = findings.iter().filter(|finding| finding.outcome == Outcome::Fails);
            all.extend(broken.map(|finding| format!("{}: {}", partner.name, finding.says)));
        }
        all
    }
}
