//! A scored programme: proposals by one organisation or a consortium, marked by experts, ranked
//! and funded down to a line; INNOSUP-1's vouchers and its parent call. Made from a TOML file with
//! `kind = "scored"`. The one rule: nothing about a scheme is decided in code that could stand here.

use super::{
    condition::Condition,
    country::Country,
    de_minimis::DeMinimisRules,
    eligibility::{EligibilityRule, Outcome},
    evaluation::rules::EvaluationRules,
    facts::Facts,
    form::{Answers, Form},
    money::{Money, Percent},
    organisation::OrganisationKind,
    quota::QuotaRule,
};
use std::collections::{BTreeMap, BTreeSet};

mod document;
mod known;
mod plan;
mod proof;
#[cfg(test)]
mod tests;

pub use document::{DOCUMENT_TYPES, DocumentRule, Slot, missing, pages, slots};
pub use known::{partner_facts, tie_facts};
pub use plan::{AGREEMENT_NAMES, AgreementTexts, DueWhen, InstalmentPlan, PlanPart, ReportRule};
pub use proof::{Checked, prove};

/// Whole numbers a proposal carries that a tie chain may name (`higher:sme_share`): the facts
/// `proposal.<name>`.
pub const TIE_FACTS: [&str; 7] =
    ["partners", "smes", "country_count", "sector_count", "sme_share", "requested", "months"];

/// The names a paragraph of a letter may have in `{{ }}`.
pub const LETTER_NAMES: [&str; 16] = [
    "reference",
    "title",
    "call",
    "lead",
    "type",
    "amount",
    "total",
    "threshold",
    "place",
    "reserve_place",
    "reserve_until",
    "reason",
    "sign_by",
    "redress_days",
    "next_round",
    "next_deadline",
];

/// Answers of a proposal's form that have a meaning for every scored programme.
pub mod answers {
    /// The proposal's title (text, required).
    pub const TITLE: &str = "title";
    /// A few sentences the public list may show after the award (text, required).
    pub const SUMMARY: &str = "summary";
    /// How many months the work takes (number, required).
    pub const MONTHS: &str = "months";
    /// Topics the proposal addresses (choices; a programme may leave it out).
    pub const TOPICS: &str = "topics";
}

/// One scored scheme, whole.
#[derive(Debug, Clone)]
pub struct ScoredProgramme {
    /// Short name in addresses and commands, `innosup_voucher`.
    pub slug: String,
    /// Raised with every change of the file's meaning.
    pub version: u32,
    /// The scheme's name.
    pub title: String,
    /// One sentence for the call page.
    pub summary: String,
    /// Letters before the number in a proposal's reference, `INV`.
    pub reference_prefix: String,
    /// Zone deadlines are set in.
    pub zone: chrono_tz::Tz,
    /// Countries of establishment that may take part.
    pub countries: BTreeSet<Country>,
    /// Kinds of organisation that may take part.
    pub kinds: BTreeSet<OrganisationKind>,
    /// Voucher types; a parent call has one, the grant itself. Never empty.
    pub types: Vec<VoucherType>,
    /// Rounds of writing and evaluating: one, or two in a two-stage call. Never empty.
    pub rounds: Vec<Round>,
    /// Admissibility: complete, readable, in time, within limits. Asked of the whole proposal.
    pub admissibility: Vec<EligibilityRule>,
    /// What must hold for the proposal as a whole.
    pub eligibility: Vec<EligibilityRule>,
    /// What must hold for each partner.
    pub partner_eligibility: Vec<EligibilityRule>,
    /// What each partner answers for its own part (declarations).
    pub partner_form: Form,
    /// Asked of those awarded, before the agreement.
    pub contract: Form,
    /// A report before the final one; no section where there are none.
    pub interim: Form,
    /// The final report.
    pub report: Form,
    /// What the agreement says.
    pub agreement: AgreementTexts,
    /// Caps over more than one proposal.
    pub caps: Caps,
    /// National co-funding under the de minimis rule; none where all money is the Union's.
    pub de_minimis: Option<DeMinimisRules>,
    /// Counters shown on the overview.
    pub quotas: Vec<QuotaRule>,
    /// Share of the whole budget that must reach SMEs (INNOSUP-1: 75 %).
    pub sme_share: Option<Percent>,
    /// How long each party may take.
    pub clocks: ClockRules,
    /// The letters' own paragraphs.
    pub letters: Letters,
    /// Cases the file proves itself with.
    pub examples: Vec<ScoredExample>,
}

/// One kind of voucher, or the one grant of a parent call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherType {
    /// Stable code, `demonstration`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// One or two sentences: for whom, for what.
    pub summary: String,
    /// How proposals come in.
    pub intake: Intake,
    /// How they are decided.
    pub decision: Deciding,
    /// Fewest organisations, the lead among them.
    pub partners_min: u32,
    /// Most organisations.
    pub partners_max: u32,
    /// A fixed sum; then nothing is asked for.
    pub lump_sum: Option<Money>,
    /// Least a proposal may ask for.
    pub floor: Option<Money>,
    /// Most a proposal may ask for.
    pub ceiling: Option<Money>,
    /// Most one organisation may ask for in it.
    pub ceiling_per_partner: Option<Money>,
    /// Longest duration, in months.
    pub months_max: Option<u32>,
    /// Evaluators a proposal of this type gets, where it differs from the round's.
    pub evaluators: Option<u32>,
    /// Proposals one organisation may lead or join in a call; none: without limit.
    pub per_organisation: Option<u32>,
    /// Ways to pay it, the usual one first.
    pub plans: Vec<InstalmentPlan>,
    /// Reports before the final one, by month.
    pub reports: Vec<ReportRule>,
}

impl VoucherType {
    /// The plan with this code.
    pub fn plan(&self, key: &str) -> Option<&InstalmentPlan> {
        self.plans.iter().find(|plan| plan.key == key)
    }
}

/// How proposals come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Until the call's deadline; all are evaluated together.
    Deadline,
    /// Evaluated after each cut-off of the call; the last is the deadline.
    CutOffs,
    /// One by one in the order they come, until the budget is gone.
    Rolling,
}

/// How proposals of a type are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deciding {
    /// Scored, ranked, funded down to the line.
    Ranked,
    /// First come, first served: whatever meets the thresholds is funded while money lasts.
    FirstCome,
}

/// One round of writing and evaluating.
#[derive(Debug, Clone)]
pub struct Round {
    /// Stable code, `full`.
    pub key: String,
    /// `Full proposal`.
    pub label: String,
    /// What applicants write.
    pub form: Form,
    /// Documents they may or must add.
    pub documents: Vec<DocumentRule>,
    /// How it is judged.
    pub evaluation: EvaluationRules,
    /// After this round the threshold is set so that what goes on asks for at most this share of
    /// the budget (300 %: three times); none in the last round.
    pub goes_on_for: Option<Percent>,
}

/// Caps that look beyond one proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caps {
    /// One organisation over the project's life and all voucher types (EUR 60,000).
    pub per_organisation: Option<Money>,
    /// Services in kind count for that cap, too (domain facts 7.18).
    pub services_count: bool,
}

/// How long each party may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockRules {
    /// Months from the deadline until all are informed.
    pub inform_months: u32,
    /// Months from the letter until the agreement is signed.
    pub sign_months: u32,
    /// Calendar days for redress, from access to the notice.
    pub redress_days: u32,
    /// A notice not opened for so many days counts as read.
    pub deemed_read_days: u32,
    /// Calendar days in which an instalment that is due is paid.
    pub pay_within_days: u32,
}

/// The letters' own paragraphs; scores and comments are added by the release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letters {
    /// Awarded.
    pub award: Vec<String>,
    /// On the reserve list.
    pub reserve: Vec<String>,
    /// Above the thresholds, but below the line.
    pub below_line: Vec<String>,
    /// Goes on to the next round; empty in a programme of one round.
    pub goes_on: Vec<String>,
    /// Above the thresholds of a round that is not the last, but not among those that go on; empty
    /// in a programme of one round.
    pub not_further: Vec<String>,
    /// Below a threshold.
    pub below_threshold: Vec<String>,
    /// Not admissible or not eligible.
    pub ineligible: Vec<String>,
    /// How a review of the procedure is asked for; ends every letter that refuses.
    pub redress: Vec<String>,
}

/// A case the file proves itself with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredExample {
    /// What it shows.
    pub name: String,
    /// Line of the file.
    pub line: u32,
    /// Facts of the whole (`proposal.*`).
    pub facts: Facts,
    /// Facts of each partner (`partner.*`, and `answer.*` of the partner's form), the lead first.
    pub partners: Vec<Facts>,
    /// The answers as typed on the form of the example's round, when it speaks of them.
    pub answers: Option<Answers>,
    /// The expected worst outcome of all rules.
    pub eligible: Outcome,
    /// Rules named with their outcome; those not named must hold. A partner's rule is worst over
    /// all partners.
    pub rules: Vec<(String, Outcome)>,
    /// What each counter named counts in it; those not named count nothing.
    pub counts: Option<BTreeMap<String, u32>>,
    /// Keys of exactly the fields a submit would refuse.
    pub faults: Option<BTreeSet<String>>,
}

impl ScoredProgramme {
    /// The voucher type with this code.
    pub fn voucher_type(&self, key: &str) -> Option<&VoucherType> {
        self.types.iter().find(|kind| kind.key == key)
    }
    /// What is written and asked in a round of a call, from nought. A programme of one round has
    /// the same for every cut-off.
    pub fn round(&self, number: u32) -> Option<&Round> {
        self.rounds.get(usize::try_from(self.stage_of(number)).ok()?)
    }
    /// Which of the programme's rounds a round of a call is.
    pub const fn stage_of(&self, number: u32) -> u32 {
        if self.is_staged() { number } else { 0 }
    }
    /// What goes on is written again, for the next round.
    pub const fn is_staged(&self) -> bool {
        self.rounds.len() > 1
    }
    /// Proposals are evaluated after each cut-off.
    pub fn has_cut_offs(&self) -> bool {
        self.types.iter().any(|kind| kind.intake == Intake::CutOffs)
    }
    /// The round with this code.
    pub fn round_of(&self, key: &str) -> Option<&Round> {
        self.rounds.iter().find(|round| round.key == key)
    }
}

/// The counter counts organisations, not proposals: its condition names a fact of a partner.
pub fn counts_partners(rule: &QuotaRule) -> bool {
    let names = rule.counts.iter().flat_map(Condition::names);
    names.into_iter().any(|name| name.starts_with("partner."))
}
