//! Every fact an exchange programme's file may name, with its type, its meaning and who knows it.
//! The one rule: the table in `docs/PROGRAMMES.md` is made from this one, and a test compares them.

use super::{Codes, FactType};
use std::fmt::Write as _;

/// One line of the catalogue.
#[derive(Debug)]
pub struct Entry {
    /// The dotted name.
    pub name: &'static str,
    /// What values it takes.
    pub kind: FactType,
    /// What it means, with its unit.
    pub means: &'static str,
    /// Where the value comes from.
    pub known_by: &'static str,
}

pub(super) const fn entry(
    name: &'static str,
    kind: FactType,
    means: &'static str,
    known_by: &'static str,
) -> Entry {
    Entry { name, kind, means, known_by }
}

const VISITOR: &str = "the visitor's profile";
const HOST: &str = "the host's profile";
const OFFICER: &str = "an officer, from evidence";
const LEDGER: &str = "the ledger of the call";
const FORM: &str = "the application form";
const CALENDAR: &str = "worked out from the stay and the host country's holidays";
const FILE: &str = "the programme file";

/// Every fact but the answers of the form, which are `answer.<key of the field>`.
pub static CATALOGUE: [Entry; 28] = [
    entry(
        "call.edition",
        FactType::Text,
        "Short name of the edition the call belongs to.",
        "the call",
    ),
    entry(
        "distance_km",
        FactType::Int,
        "Kilometres between the two sites, great circle, rounded down; or what an officer set, with a reason.",
        "worked out from the two sites",
    ),
    entry(
        "host.cluster_member",
        FactType::Bool,
        "The host belongs to a cluster organisation profiled on ECCP.",
        HOST,
    ),
    entry(
        "host.country",
        FactType::Code(Codes::Countries),
        "Country of the host's permanent residence: its place of registration.",
        HOST,
    ),
    entry(
        "host.direct_beneficiary",
        FactType::Bool,
        "The host is itself a partner of a consortium funded by the call.",
        OFFICER,
    ),
    entry("host.kind", FactType::Code(Codes::OrganisationKinds), "What the host is.", HOST),
    entry(
        "host.partner_cluster_member",
        FactType::Bool,
        "The host is a member of a cluster that is a partner of a funded consortium.",
        OFFICER,
    ),
    entry(
        "host.preapproved",
        FactType::Bool,
        "The agency has approved this host beforehand, as an exception.",
        OFFICER,
    ),
    entry(
        "host.region",
        FactType::Text,
        "Outermost region of the host's site (NUTS 2 code, or the ISO code where it has none); empty when it lies in none.",
        HOST,
    ),
    entry(
        "programme.countries",
        FactType::List(Codes::Countries),
        "Countries that take part.",
        FILE,
    ),
    entry(
        "programme.hosts",
        FactType::List(Codes::OrganisationKinds),
        "Kinds of organisation that may host.",
        FILE,
    ),
    entry("programme.max_months", FactType::Int, "Longest stay, in calendar months.", FILE),
    entry("programme.min_working_days", FactType::Int, "Fewest working days of a stay.", FILE),
    entry(
        "programme.visitors",
        FactType::List(Codes::OrganisationKinds),
        "Kinds of organisation that may visit.",
        FILE,
    ),
    entry(
        "same_organisation",
        FactType::Bool,
        "Visitor and host are the same organisation.",
        "the two profiles",
    ),
    entry("stay.from", FactType::Date, "First day of the stay; travel days lie outside.", FORM),
    entry(
        "stay.last_allowed",
        FactType::Date,
        "Last day a stay that starts on `stay.from` may have.",
        CALENDAR,
    ),
    entry("stay.to", FactType::Date, "Last day of the stay.", FORM),
    entry("stay.virtual", FactType::Bool, "Nobody travels; the exchange is held online.", FORM),
    entry(
        "stay.working_days",
        FactType::Int,
        "Monday to Friday from the first to the last day, minus public holidays of the host country.",
        CALENDAR,
    ),
    entry(
        "visitor.cluster_member",
        FactType::Bool,
        "The visitor belongs to a cluster organisation profiled on ECCP.",
        VISITOR,
    ),
    entry(
        "visitor.country",
        FactType::Code(Codes::Countries),
        "Country of the visitor's permanent residence: its place of registration.",
        VISITOR,
    ),
    entry(
        "visitor.direct_beneficiary",
        FactType::Bool,
        "The visitor is itself a partner of a consortium funded by the call.",
        OFFICER,
    ),
    entry(
        "visitor.funded_visits",
        FactType::Int,
        "Physical, funded visits the visitor already has in this edition, without this one.",
        LEDGER,
    ),
    entry(
        "visitor.funded_visits_elsewhere",
        FactType::Int,
        "Physical, funded visits the visitor had in other editions.",
        LEDGER,
    ),
    entry(
        "visitor.kind",
        FactType::Code(Codes::OrganisationKinds),
        "What the visitor is.",
        VISITOR,
    ),
    entry(
        "visitor.partner_cluster_member",
        FactType::Bool,
        "The visitor is a member of a cluster that is a partner of a funded consortium.",
        OFFICER,
    ),
    entry(
        "visitor.partnership_room",
        FactType::Int,
        "Exchanges the visitor's partnership may still take before it reaches its target; may be negative.",
        LEDGER,
    ),
];

/// A catalogue as its Markdown table in `docs/PROGRAMMES.md`.
pub fn as_table(entries: &[Entry]) -> String {
    let mut table = String::from("| Fact | Type | Meaning | Known by |\n|---|---|---|---|\n");
    for Entry { name, kind, means, known_by } in entries {
        // Writing into a String never fails.
        let _ = writeln!(table, "| `{name}` | {} | {means} | {known_by} |", kind.says());
    }
    table
}
