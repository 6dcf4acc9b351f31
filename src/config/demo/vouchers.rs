//! What the second edition of the demonstration is made of, out of `config/demo/innosup.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The second edition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherData {
    /// What the calls' titles begin with.
    pub title: String,
    /// Title of the decided call.
    pub decided: String,
    /// Title of the call in evaluation.
    pub running: String,
    /// Title of the open call.
    pub open: String,
    /// Money of each call, in whole euro.
    pub budget_euro: i64,
    /// What an officer notes where a rule can't tell.
    pub officer_note: String,
    /// Experts with a name of their own.
    pub experts: Vec<ExpertData>,
    /// What applicants and experts write.
    pub texts: VoucherTexts,
    /// Comments of reports, by criterion and band of marks.
    pub comments: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What is written in consensus, checks and reviews.
    pub consensus: ConsensusTexts,
}

/// An expert with a name of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpertData {
    /// Full name.
    pub name: String,
    /// Code of the country.
    pub country: String,
    /// Domain of the address.
    pub domain: String,
    /// Key of the sector.
    pub sector: String,
    /// What the list of sign-ins calls them.
    pub told_as: String,
}

/// What applicants and experts write.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherTexts {
    /// Employers of experts.
    pub employers: Vec<String>,
    /// What experts know.
    pub keywords: Vec<String>,
    /// What experts say of themselves.
    pub about: Vec<String>,
    /// Titles of proposals.
    pub titles: Vec<String>,
    /// Summaries.
    pub summaries: Vec<String>,
    /// Long answers.
    pub long: Vec<String>,
}

/// What is written in consensus, checks and reviews.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsensusTexts {
    /// A dissent.
    pub dissent: String,
    /// Why a proposal is not eligible.
    pub ineligible: String,
    /// Why a review of the procedure is asked for.
    pub redress: String,
    /// How it is answered.
    pub redress_answer: String,
    /// Where the public number of the draw comes from.
    pub draw_source: String,
    /// That number.
    pub draw_number: String,
    /// What an officer asks before the evaluation.
    pub clarification: String,
}
