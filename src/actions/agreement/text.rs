//! What the places of an agreement's text mean. The one rule: a place without a value keeps the
//! text from being issued, so nobody signs a gap.

use crate::{
    domain::{
        country::Country,
        delivery::{calendar, ends_on},
        facts,
        money::Money,
        paper,
        proposal::Proposal,
        refusal::{MoneyRefusal, Refusal},
        scored::ScoredProgramme,
    },
    store::{agreement::Stored, contracting::Contracting, partner::Partner},
};
use chrono::NaiveDate;

/// What an agreement speaks of.
#[derive(Debug)]
pub struct Terms<'t> {
    /// The proposal.
    pub proposal: &'t Proposal,
    /// The call's title.
    pub call: &'t str,
    /// The programme as frozen.
    pub programme: &'t ScoredProgramme,
    /// The organisations, the lead first.
    pub partners: &'t [Partner],
    /// Who gives the grant.
    pub contracting: &'t Contracting,
    /// The grant.
    pub amount: Money,
}

/// A day as agreements write it.
pub(super) fn day(on: NaiveDate) -> String {
    on.format("%-d %B %Y").to_string()
}

fn euro(amount: Money) -> String {
    format!("EUR {amount}")
}

fn country(code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |country: Country| country.name().to_owned())
}

/// The text of a version with every place filled; the first place without a value is refused.
pub fn filled(terms: &Terms<'_>, of: &Stored) -> Result<String, Refusal> {
    let paragraphs: Vec<String> = of.template.split("\n\n").map(ToOwned::to_owned).collect();
    let unknown = paragraphs.iter().flat_map(|text| facts::placeholders(text));
    for (_, name) in unknown {
        if value(terms, of, name).is_none() {
            return Err(MoneyRefusal::TextUnfilled { name: name.to_owned() }.into());
        }
    }
    Ok(paper::fill(&paragraphs, &|name| value(terms, of, name)))
}

fn value(terms: &Terms<'_>, of: &Stored, name: &str) -> Option<String> {
    let (p, programme) = (terms.proposal, terms.programme);
    let kind = programme.voucher_type(&p.type_key)?;
    let each = |text: &dyn Fn(&Partner) -> String| {
        terms.partners.iter().map(text).collect::<Vec<_>>().join("; ")
    };
    let said = match name {
        "reference" => p.reference.clone(),
        "title" => p.title.clone(),
        "call" => terms.call.to_owned(),
        "programme" => programme.title.clone(),
        "lead" => terms.partners.first()?.name.clone(),
        "partners" => each(&|one| format!("{} ({})", one.name, country(&one.country))),
        "contracting_partner" => terms.contracting.name.clone(),
        "contracting_country" => country(&terms.contracting.country),
        "type" => kind.label.clone(),
        "amount" => euro(terms.amount),
        "shares" => each(&|one| format!("{} {}", one.name, euro(one.requested_cents))),
        "plan" => plan(kind.plan(&of.plan)?),
        "starts_on" => day(of.starts_on),
        "ends_on" => day(ends_on(of.starts_on, of.months)),
        "months" => of.months.to_string(),
        "reports" => reports(terms, of, &kind.reports),
        "pay_within_days" => programme.clocks.pay_within_days.to_string(),
        "version" => of.number.to_string(),
        "reason" => Some(of.reason.clone()).filter(|reason| !reason.is_empty())?,
        _unknown => return None,
    };
    Some(said)
}

fn plan(plan: &crate::domain::scored::InstalmentPlan) -> String {
    use crate::domain::scored::DueWhen as W;
    let part = |part: &crate::domain::scored::PlanPart| {
        let when = match &part.when {
            W::Signature => "after all have signed",
            W::Report(_) => "after the interim report is accepted",
            W::FinalReport => "after the final report is accepted",
            W::Certificate => "against invoices, after a certificate for payment",
        };
        format!("{} % {when}", part.percent.hundredths() / 100)
    };
    plan.parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn reports(terms: &Terms<'_>, of: &Stored, rules: &[crate::domain::scored::ReportRule]) -> String {
    let days = terms.programme.agreement.final_report_days;
    let all = calendar(of.starts_on, of.months, rules, days);
    let one = |one: &crate::domain::delivery::Planned| {
        format!("{} by {}", one.label.to_lowercase(), day(one.due_on))
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}
