//! A programme: one scheme as a value, made from its TOML file by `config/programme_file.rs`.
//! The one rule: nothing about a scheme is decided in code that could stand in this value.

use super::{
    calendar::{Holidays, Period, StayRules},
    condition::Condition,
    country::Country,
    eligibility::{self, EligibilityRule, Finding},
    facts::{Fact, Facts},
    form::Form,
    lump_sum::{LumpSumRules, StayFacts},
    organisation::OrganisationKind,
    quota::QuotaRule,
};
use std::collections::BTreeSet;

mod examples;
#[cfg(test)]
mod tests;

pub use examples::{Example, Expected, Proof, prove};

/// The names a text of a paper may have in `{{ }}`.
pub const PAPER_NAMES: [&str; 12] = [
    "visitor",
    "host",
    "visitor_partnership",
    "host_partnership",
    "from",
    "to",
    "working_days",
    "goals",
    "agenda",
    "amount",
    "reference",
    "pay_within_days",
];

/// The nine outermost regions (domain facts 5.2): NUTS 2 code, or the ISO code where there is
/// none; the country's code; the name.
pub const OUTERMOST: [(&str, &str, &str); 9] = [
    ("ES70", "ES", "Canary Islands"),
    ("FRY1", "FR", "Guadeloupe"),
    ("FRY2", "FR", "Martinique"),
    ("FRY3", "FR", "French Guiana"),
    ("FRY4", "FR", "Réunion"),
    ("FRY5", "FR", "Mayotte"),
    ("MF", "FR", "Saint-Martin"),
    ("PT20", "PT", "Azores"),
    ("PT30", "PT", "Madeira"),
];

/// Answers of the application form that have a meaning for every programme: with these keys, and
/// of these kinds, the stay, the papers and the payment find them.
pub mod answers {
    /// First day of the stay (date, required).
    pub const STAY_FROM: &str = "stay_from";
    /// Last day of the stay (date, required).
    pub const STAY_TO: &str = "stay_to";
    /// The exchange is held online (confirm; a programme may leave it out).
    pub const VIRTUAL: &str = "virtual";
    /// The goals that go into the Commitment to Quality (text, required).
    pub const GOALS: &str = "goals";
    /// The agenda that goes there too (text, required).
    pub const AGENDA: &str = "agenda";
    /// The account the lump sum goes to (IBAN, masked; a programme may leave it out).
    pub const IBAN: &str = "iban";
}

/// One scheme, whole.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Short name in addresses and commands, `clusterxchange`.
    pub slug: String,
    /// Raised with every change of the file's meaning.
    pub version: u32,
    /// The scheme's name.
    pub title: String,
    /// One sentence for the call page.
    pub summary: String,
    /// Letters before the number in an application's reference, `CXC`.
    pub reference_prefix: String,
    /// IANA name of the zone deadlines are set in.
    pub zone: chrono_tz::Tz,
    /// Countries of permanent residence that may take part.
    pub countries: BTreeSet<Country>,
    /// Kinds that may visit.
    pub visitors: BTreeSet<OrganisationKind>,
    /// Kinds that may host.
    pub hosts: BTreeSet<OrganisationKind>,
    /// How long a stay may be.
    pub stay: StayRules,
    /// What must hold, in order.
    pub eligibility: Vec<EligibilityRule>,
    /// What the visitor fills in.
    pub form: Form,
    /// The visitor's closing report.
    pub report: Form,
    /// The host's feedback.
    pub host_report: Form,
    /// Host's feedback is required to close the file (never to pay; domain facts 7.15).
    pub host_report_required: bool,
    /// Evidence asked for with the report.
    pub evidence: Vec<EvidenceRule>,
    /// The lump sum's table and rules.
    pub lump_sum: LumpSumRules,
    /// Counters with their limits and aims.
    pub quotas: Vec<QuotaRule>,
    /// Exchanges a partnership is asked for (domain facts 7.13).
    pub partnership_target: u32,
    /// Calendar days from the later of the stay's end and complete evidence to the payment.
    pub pay_within_days: u32,
    /// Calendar days after which an unpaid lump sum is warned about.
    pub pay_warn_days: u32,
    /// Text of the Commitment to Quality: paragraphs, with `{{ names }}` of facts.
    pub commitment_text: Vec<String>,
    /// Text of the Financial Agreement.
    pub agreement_text: Vec<String>,
    /// Cases the file proves itself with.
    pub examples: Vec<Example>,
}

impl Programme {
    /// Adds what the programme itself says (`programme.*`) and what follows from the stay: the
    /// last day allowed and the working days, unless they are set. A year without holiday data
    /// leaves the working days unknown.
    pub fn derive(&self, facts: &mut Facts, holidays: &Holidays) {
        let kinds = |kinds: &BTreeSet<OrganisationKind>| {
            Fact::List(kinds.iter().map(|kind| kind.code().to_owned()).collect())
        };
        let countries = self.countries.iter().map(|country| country.code().to_owned()).collect();
        facts.set("programme.countries", Fact::List(countries));
        facts.set("programme.visitors", kinds(&self.visitors));
        facts.set("programme.hosts", kinds(&self.hosts));
        facts.set("programme.min_working_days", Fact::Int(self.stay.min_working_days.into()));
        facts.set("programme.max_months", Fact::Int(self.stay.max_months.into()));
        let Fact::Date(from) = *facts.get("stay.from") else { return };
        if *facts.get("stay.last_allowed") == Fact::Unknown {
            facts.set("stay.last_allowed", Fact::Date(self.stay.last_day(from)));
        }
        if *facts.get("stay.working_days") == Fact::Unknown
            && let Fact::Date(to) = *facts.get("stay.to")
            && let Some(country) = country(facts, "host.country")
        {
            let days = holidays.working_days(&Period { from, to }, country).ok();
            facts.set("stay.working_days", days.map(|days| Fact::Int(days.into())));
        }
    }
    /// Asks the eligibility rules; the facts should have been through `derive`.
    pub fn eligibility(&self, facts: &Facts) -> Vec<Finding> {
        eligibility::check(&self.eligibility, facts)
    }
    /// What the lump sum depends on, as far as facts know it: the host's place, working days,
    /// distance, first day. `None` while one of them is not known. A partnership's own ceiling
    /// and the reason of a changed distance are the caller's to add.
    pub fn stay_facts(&self, facts: &Facts) -> Option<StayFacts> {
        let number = |name: &str| match facts.get(name) {
            Fact::Int(number) => u32::try_from(*number).ok(),
            Fact::Text(_) | Fact::Bool(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
        };
        let Fact::Date(on) = *facts.get("stay.from") else { return None };
        Some(StayFacts {
            host_country: country(facts, "host.country")?,
            host_region: match facts.get("host.region") {
                Fact::Text(region) if !region.is_empty() => Some(region.clone()),
                Fact::Text(_)
                | Fact::Bool(_)
                | Fact::Int(_)
                | Fact::Date(_)
                | Fact::List(_)
                | Fact::Unknown => None,
            },
            working_days: number("stay.working_days")?,
            distance_km: number("distance_km")?,
            distance_reason: None,
            on,
            virtual_exchange: *facts.get("stay.virtual") == Fact::Bool(true),
            partnership_ceiling: None,
        })
    }
}

fn country(facts: &Facts, name: &str) -> Option<Country> {
    match facts.get(name) {
        Fact::Text(code) => code.parse().ok(),
        Fact::Bool(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    }
}

/// One kind of evidence.
#[derive(Debug, Clone)]
pub struct EvidenceRule {
    /// Stable code, `travel`.
    pub key: String,
    /// What the person reads.
    pub label: String,
    /// A sentence that says what will do.
    pub hint: String,
    /// When it is needed; without a condition, always.
    pub needed: Option<Condition>,
}
