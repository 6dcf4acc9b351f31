//! A programme: one scheme as a value, made from its TOML file by `config/programme_file.rs`.
//! The one rule: nothing about a scheme is decided in code that could stand in this value.

use super::{
    calendar::StayRules, condition::Condition, country::Country, eligibility::EligibilityRule,
    form::Form, lump_sum::LumpSumRules, organisation::OrganisationKind, quota::QuotaRule,
};
use std::collections::BTreeSet;

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
