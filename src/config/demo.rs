//! What the demonstration is made of: places, sectors, cast and texts out of `config/demo/*.toml`.
//! The one rule: the words stand there; the program only picks among them and fills their places.

use serde::Deserialize;
use std::collections::BTreeMap;

mod vouchers; // the second edition

pub use vouchers::{ConsensusTexts, ExpertData, VoucherData, VoucherTexts};

/// All of it.
#[derive(Debug, Clone)]
pub struct DemoData {
    /// Countries and towns.
    pub places: Places,
    /// Sectors.
    pub sectors: Vec<Sector>,
    /// The named parts.
    pub cast: Cast,
    /// What people write.
    pub texts: Texts,
    /// The second edition: three calls for innovation vouchers.
    pub vouchers: VoucherData,
}

/// Countries and towns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// Countries.
    pub countries: Vec<CountryData>,
    /// Real towns.
    pub towns: Vec<Town>,
}

/// A country and how its people and companies are named.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryData {
    /// ISO code.
    pub code: String,
    /// Languages, as a profile names them.
    pub language: String,
    /// Legal form of a small company, put after its name.
    pub company: String,
    /// Form of an account number after the check digits; none where there are no such numbers.
    pub account: Option<String>,
    /// The house number stands before the street.
    #[serde(default)]
    pub number_first: bool,
    /// First names.
    pub given: Vec<String>,
    /// Family names.
    pub family: Vec<String>,
    /// Streets.
    pub streets: Vec<String>,
}

/// A real town.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Town {
    /// Code of its country.
    pub country: String,
    /// Name.
    pub name: String,
    /// A post code of the right form.
    pub post_code: String,
    /// Latitude in decimal degrees.
    pub lat: String,
    /// Longitude in decimal degrees.
    pub lon: String,
    /// NUTS 2 code where it lies in an outermost region.
    #[serde(default)]
    pub region: String,
    /// It has a port.
    #[serde(default)]
    pub coast: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sectors {
    sectors: Vec<Sector>,
}

/// A sector with its invented organisations and its words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sector {
    /// Stable code.
    pub key: String,
    /// As a profile names it.
    pub label: String,
    /// Code of the partnership that serves it.
    pub partnership: String,
    /// How many of its clusters are partners of that partnership.
    pub partners: usize,
    /// Its organisations sit in ports.
    #[serde(default)]
    pub coast: bool,
    /// Clusters, each after the code of its country.
    pub clusters: Vec<String>,
    /// Scaling-up support organisations, likewise.
    pub support: Vec<String>,
    /// Companies, likewise, without legal form.
    pub companies: Vec<String>,
    /// Companies that have just joined: their profiles wait.
    pub newcomers: Vec<String>,
    /// What exchanges are about.
    pub topics: Vec<String>,
    /// What people know.
    pub skills: Vec<String>,
    /// Where they work.
    pub places: Vec<String>,
    /// What may come of it.
    /// The host's view of the outcome.
    /// The host's view of the outcome.
    pub outcomes: Vec<String>,
}

/// The named parts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The password of all who can sign in.
    pub password: String,
    /// Title of the call, without its year.
    pub title: String,
    /// The programme office.
    pub office: Vec<Officer>,
    /// The partnerships.
    pub partnerships: Vec<PartnershipData>,
    /// Organisations with a name of their own.
    pub organisations: Vec<Named>,
    /// Exchanges that must exist.
    pub stories: Vec<Story>,
    /// How many exchanges stand where.
    pub stages: BTreeMap<DemoStage, u32>,
}

/// Somebody in the programme office.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// Code of the post.
    pub role: String,
    /// Full name.
    pub name: String,
    /// Address.
    pub address: String,
    /// What the list of sign-ins calls them.
    pub told_as: String,
}

/// A partnership.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnershipData {
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its two coordinators.
    pub coordinators: Vec<String>,
}

/// An organisation with a name of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Whole name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Key of its sector.
    pub sector: String,
    /// Name of its town.
    pub town: String,
    /// Street with number.
    pub street: String,
    /// Domain of its addresses.
    pub domain: String,
    /// The cluster it belongs to.
    #[serde(default)]
    pub member_of: String,
    /// A partner of its sector's partnership.
    #[serde(default)]
    pub partner: bool,
    /// Who leads it.
    pub lead: String,
    /// What the list of sign-ins calls its lead; without it, they have no password.
    pub told_as: Option<String>,
}

/// An exchange that must exist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// Who visits; any when not said.
    pub visitor: Option<String>,
    /// Who hosts.
    pub host: String,
    /// Where it stands.
    pub stage: DemoStage,
}

/// Where an exchange of the demonstration stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoStage {
    /// Being written.
    Draft,
    /// Written but for the last declaration.
    Ready,
    /// Waits for the host.
    Submitted,
    /// Waits for a decision.
    Matched,
    /// Was ineligible, waits for a decision again.
    Reinstated,
    /// Found ineligible.
    Ineligible,
    /// Refused.
    Refused,
    /// Withdrawn before a decision.
    Withdrawn,
    /// Withdrawn after the award.
    GivenBack,
    /// Awarded, signatures missing.
    Awarded,
    /// All signed, the stay to come.
    Agreed,
    /// The stay is on.
    Running,
    /// The stay is over, no report.
    ReportDue,
    /// The report was sent back.
    SentBack,
    /// The report waits for validation.
    Reported,
    /// Validated, no payment proposed.
    Validated,
    /// Payment proposed.
    Proposed,
    /// Payment approved.
    Approved,
    /// Payment with the bank.
    Exported,
    /// Sent back by the bank after it was paid, proposed again.
    Returned,
    /// The same, and paid again.
    PaidAgain,
    /// Paid.
    Paid,
    /// Online, waits for the host.
    VirtualSubmitted,
    /// Online, to come.
    VirtualAgreed,
    /// Online, over and closed.
    VirtualClosed,
}

/// What people write; names in double braces are filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Codes of purposes of an exchange.
    pub purposes: Vec<String>,
    /// Roles of the person who travels.
    pub roles: Vec<String>,
    /// What a cluster says of itself in its profile.
    pub about_cluster: Vec<String>,
    /// What a support organisation says.
    pub about_support: Vec<String>,
    /// What an SME says.
    pub about_sme: Vec<String>,
    /// What any other organisation says.
    pub about_other: Vec<String>,
    /// What a host offers.
    pub offers: Vec<String>,
    /// Goals of an exchange.
    pub goals: Vec<String>,
    /// What the visitor brings.
    pub visitor_brings: Vec<String>,
    /// What the host brings.
    pub host_brings: Vec<String>,
    /// Lines of a day on the agenda.
    pub agenda: Vec<String>,
    /// Lines of the last day.
    pub agenda_last: String,
    /// What was done, in reports.
    pub activities: Vec<String>,
    /// What came otherwise than planned.
    pub changes: Vec<String>,
    /// What came of it.
    pub results: Vec<String>,
    /// What follows.
    pub next_steps: Vec<String>,
    /// The host's view of the outcome.
    pub outcomes: Vec<String>,
    /// The host's comments.
    pub host_comments: Vec<String>,
    /// Reasons of ineligibility.
    pub ineligible: Vec<String>,
    /// The note of a reinstated check.
    pub reinstated_note: String,
    /// Notes where an officer had to look.
    pub look_notes: Vec<String>,
    /// Reasons of refusals.
    pub refusals: Vec<String>,
    /// Reasons of rejected profiles.
    pub profile_rejections: Vec<String>,
    /// Reasons for sending a report back.
    pub send_back: String,
    /// The bank's reasons.
    pub bank_returns: Vec<String>,
    /// An account SEPA does not reach.
    pub account_elsewhere: String,
    /// Name of a saved choice of columns.
    pub template: String,
    /// The reason of a distance set by hand.
    pub distance_reason: String,
}

impl DemoData {
    /// Reads the compiled-in files.
    pub fn builtin() -> Result<Self, toml::de::Error> {
        let sectors: Sectors = toml::from_str(include_str!("../../config/demo/sectors.toml"))?;
        Ok(Self {
            places: toml::from_str(include_str!("../../config/demo/places.toml"))?,
            sectors: sectors.sectors,
            cast: toml::from_str(include_str!("../../config/demo/cast.toml"))?,
            texts: toml::from_str(include_str!("../../config/demo/texts.toml"))?,
            vouchers: toml::from_str(include_str!("../../config/demo/innosup.toml"))?,
        })
    }
}
