//! Every fact a scored programme's file may name: of the whole proposal and of each partner. The
//! one rule: the tables in `docs/PROGRAMMES.md` are made from these, and a test compares them.

use super::{
    Codes, FactType,
    catalogue::{Entry, entry},
};

const ADDED_UP: &str = "worked out from the partners";
const FILE: &str = "the programme file";
const FORM: &str = "the proposal's form";
const LEDGER: &str = "the ledger of the call";
const PARTNER_ITSELF: &str = "the partner";
const PROFILE: &str = "the partner's profile";
const RECEIPT: &str = "the receipt of the proposal";
const SHEET: &str = "the proposal's budget";
const SME: &str = "the partner's SME declaration";

/// Classes of 2003/361/EC.
const SIZES: [&str; 4] = ["micro", "small", "medium", "large"];

/// Facts of the whole proposal; besides them `answer.<key>` of the round's form.
pub static SCORED: [Entry; 30] = [
    entry(
        "call.edition",
        FactType::Text,
        "Short name of the edition the call belongs to.",
        "the call",
    ),
    entry(
        "limit.ceiling",
        FactType::Cents,
        "Most a proposal of this type may ask for; the lump sum where it has one; the largest number where there is no ceiling.",
        FILE,
    ),
    entry(
        "limit.ceiling_per_partner",
        FactType::Cents,
        "Most one organisation may ask for in a proposal of this type; the largest number where there is no such ceiling.",
        FILE,
    ),
    entry(
        "limit.floor",
        FactType::Cents,
        "Least a proposal of this type may ask for; the lump sum where it has one; 0 where there is no floor.",
        FILE,
    ),
    entry(
        "limit.months_max",
        FactType::Int,
        "Longest duration of this type, in months; the largest number where there is no limit.",
        FILE,
    ),
    entry("limit.partners_max", FactType::Int, "Most organisations in this type.", FILE),
    entry("limit.partners_min", FactType::Int, "Fewest organisations in this type.", FILE),
    entry(
        "limit.per_organisation",
        FactType::Int,
        "Proposals of this type one organisation may lead or join; the largest number where there is no limit.",
        FILE,
    ),
    entry(
        "programme.cap",
        FactType::Cents,
        "Most one organisation may get over the project's life and all types; the largest number where there is no cap.",
        FILE,
    ),
    entry(
        "programme.countries",
        FactType::List(Codes::Countries),
        "Countries that take part.",
        FILE,
    ),
    entry(
        "programme.kinds",
        FactType::List(Codes::OrganisationKinds),
        "Kinds of organisation that take part.",
        FILE,
    ),
    entry(
        "programme.sme_share",
        FactType::Int,
        "Share of the budget that must reach SMEs, in hundredths of a percent: 7,500 is 75 %; 0 where none is asked for.",
        FILE,
    ),
    entry(
        "proposal.all_confirmed",
        FactType::Bool,
        "Every partner has confirmed its part.",
        ADDED_UP,
    ),
    entry(
        "proposal.countries",
        FactType::List(Codes::Countries),
        "Countries of the partners, each once.",
        ADDED_UP,
    ),
    entry("proposal.country_count", FactType::Int, "How many countries these are.", ADDED_UP),
    entry(
        "proposal.in_time",
        FactType::Bool,
        "Handed in before the deadline (or the last cut-off).",
        RECEIPT,
    ),
    entry(
        "proposal.language",
        FactType::Text,
        "Language the proposal is written in, two letters: `en`.",
        RECEIPT,
    ),
    entry(
        "proposal.lead_country",
        FactType::Code(Codes::Countries),
        "Country of the lead.",
        ADDED_UP,
    ),
    entry(
        "proposal.lead_kind",
        FactType::Code(Codes::OrganisationKinds),
        "What the lead is.",
        ADDED_UP,
    ),
    entry("proposal.lead_sme", FactType::Bool, "The lead is an SME.", ADDED_UP),
    entry("proposal.months", FactType::Int, "Duration of the work, in months.", FORM),
    entry(
        "proposal.pages",
        FactType::Int,
        "Pages of the documents added to the proposal, as both sides count them.",
        RECEIPT,
    ),
    entry(
        "proposal.partners",
        FactType::Int,
        "Organisations in the proposal, the lead among them.",
        ADDED_UP,
    ),
    entry(
        "proposal.requested",
        FactType::Cents,
        "What the proposal asks for in all; the lump sum where its type has one.",
        SHEET,
    ),
    entry(
        "proposal.round",
        FactType::Code(Codes::Of(Vec::new())),
        "Round of the call, a `key` of `[[rounds]]`.",
        "the call",
    ),
    entry(
        "proposal.sector_count",
        FactType::Int,
        "How many sectors the partners come from.",
        ADDED_UP,
    ),
    entry(
        "proposal.sectors",
        FactType::Texts,
        "NACE codes of the partners' sectors, each once.",
        ADDED_UP,
    ),
    entry(
        "proposal.sme_share",
        FactType::Int,
        "Share of the requested sum that goes to SMEs, in hundredths of a percent, rounded down.",
        ADDED_UP,
    ),
    entry("proposal.smes", FactType::Int, "How many partners are SMEs.", ADDED_UP),
    entry(
        "proposal.type",
        FactType::Code(Codes::Of(Vec::new())),
        "Voucher type, a `key` of `[[types]]`.",
        "the applicant's choice",
    ),
];

/// Facts of one partner; besides them `answer.<key>` of the partner's own form.
pub static PARTNER: [Entry; 12] = [
    entry(
        "partner.cluster_member",
        FactType::Bool,
        "Belongs to a cluster organisation profiled on ECCP.",
        PROFILE,
    ),
    entry("partner.confirmed", FactType::Bool, "Has confirmed its part.", PARTNER_ITSELF),
    entry(
        "partner.country",
        FactType::Code(Codes::Countries),
        "Country of its place of registration.",
        PROFILE,
    ),
    entry("partner.declared", FactType::Bool, "Has given its SME declaration.", SME),
    entry("partner.kind", FactType::Code(Codes::OrganisationKinds), "What it is.", PROFILE),
    entry("partner.lead", FactType::Bool, "Leads the proposal.", "the proposal"),
    entry(
        "partner.proposals",
        FactType::Int,
        "Other proposals of the same type it leads or joins in this call.",
        LEDGER,
    ),
    entry("partner.requested", FactType::Cents, "What it asks for in this proposal.", SHEET),
    entry(
        "partner.sector",
        FactType::Text,
        "NACE code of its main activity, at the level the call compares: `C13`.",
        PROFILE,
    ),
    entry("partner.size", FactType::Code(Codes::Fixed(&SIZES)), "Class by 2003/361/EC.", SME),
    entry("partner.sme", FactType::Bool, "Is micro, small or medium by 2003/361/EC.", SME),
    entry(
        "partner.used",
        FactType::Cents,
        "Committed or paid to it before, over the project's life and all types; with services in kind where `services_count` says so.",
        LEDGER,
    ),
];

/// The fact is an amount in cents.
pub(super) fn is_amount(name: &str) -> bool {
    SCORED.iter().chain(&PARTNER).any(|entry| entry.name == name && entry.kind == FactType::Cents)
}
