//! What the rules say of a proposal: facts of the whole and of each partner, findings, caps, the
//! sum. No verb here: the applicants' pages, handing in, and the officer's check-list all ask this
//! one place. The one rule: what nobody has said is not known, never a guess.

use super::{ActionError, Desk};
use crate::{
    domain::{
        caps::{self, Asked, CapReport, Support},
        eligibility::Outcome,
        facts::{Fact, Facts},
        form::{Answers, facts_with_answers},
        ids::OrganisationId,
        money::Money,
        scored::{Checked, Round, ScoredProgramme, VoucherType, partner_facts},
    },
    store::{
        answers::{self, ProposalForm},
        call,
        partner::{self, Partner},
        partner_use::{self, Use},
        proposal,
        sql::Conn,
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

/// Gathers and asks: four statements.
pub async fn weigh(
    conn: &impl Conn,
    desk: &Desk,
    stored: &proposal::Stored,
    call: &call::Stored,
    programme: &ScoredProgramme,
) -> Result<Weighed, ActionError> {
    let p = &stored.proposal;
    let partners = partner::list(conn, p.id).await?;
    let used = partner_use::of_proposal(conn, p.id).await?;
    let form = ProposalForm::Round(p.round);
    let answers = answers::as_map(&answers::load(conn, p.id, form).await?);
    let parts = answers::of_parts(conn, p.id).await?;
    let (kind, round) = of(programme, stored)?;
    let mut facts = Facts::default();
    facts.set("call.edition", Fact::Text(call.call.edition.clone()));
    facts.set("proposal.type", Fact::Text(kind.key.clone()));
    facts.set("proposal.round", Fact::Text(round.key.clone()));
    let at = p.stage.submitted_at().unwrap_or_else(|| desk.now());
    facts.set("proposal.in_time", Fact::Bool(at <= call.call.deadline));
    // No document can be added to a proposal, so there is no page beyond the form's own limits.
    facts.set("proposal.pages", Fact::Int(0));
    let mut of_partners: Vec<Facts> = partners
        .iter()
        .zip(&used)
        .map(|(partner, used)| own_facts(programme, partner, used))
        .collect();
    programme.derive(&mut facts, &mut of_partners);
    let facts = round.facts(&answers, &facts);
    let none = Answers::new();
    for (own, partner) in of_partners.iter_mut().zip(&partners) {
        let typed = parts.get(&partner.organisation_id).unwrap_or(&none);
        let all = facts_with_answers(&programme.partner_form, typed, &partner_facts(&facts, own));
        let keep = |name: &str| name.starts_with("partner.") || name.starts_with("answer.");
        *own = Facts(all.0.into_iter().filter(|(name, _)| keep(name)).collect());
    }
    let checked = programme.check(&facts, &of_partners);
    let requested = sum(&partners);
    let caps = check_caps(programme, kind, &partners, &used);
    Ok(Weighed { partners, used, answers, parts, facts, of_partners, checked, caps, requested })
}

/// The sum of the shares. What does not fit is more than any ceiling and stays the largest amount.
pub fn sum(partners: &[Partner]) -> Money {
    let all = Money::sum(partners.iter().map(|partner| partner.requested_cents));
    all.unwrap_or(Money::from_cents(i64::MAX))
}

fn own_facts(programme: &ScoredProgramme, partner: &Partner, used: &Use) -> Facts {
    let mut facts = Facts::default();
    let text = |text: &str| Fact::Text(text.to_owned());
    facts.set("partner.kind", text(&partner.kind));
    facts.set("partner.country", text(&partner.country));
    facts.set("partner.cluster_member", Fact::Bool(used.cluster_member));
    facts.set("partner.declared", Fact::Bool(!partner.size.is_empty()));
    facts.set("partner.confirmed", Fact::Bool(partner.confirmed_at.is_some()));
    facts.set("partner.requested", Fact::Int(partner.requested_cents.cents()));
    let services = if programme.caps.services_count { used.services_cents } else { Money::ZERO };
    let used_cents = used.cash_cents.checked_add(services).map(Money::cents);
    facts.set("partner.used", used_cents.map(Fact::Int));
    facts.set("partner.proposals", Fact::Int(used.proposals));
    match partner.size.as_str() {
        size @ ("micro" | "small" | "medium") => {
            facts.set("partner.sme", Fact::Bool(true));
            facts.set("partner.size", text(size));
        }
        // Above the ceilings, or under public control: either way no SME, of a size not said.
        "not_sme" => facts.set("partner.sme", Fact::Bool(false)),
        _not_settled => {}
    }
    facts
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
