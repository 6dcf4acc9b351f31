//! The list of recipients as 360Giving open data. The one rule: the file is valid against the
//! standard's own schema (version 1.4, `schema/360-giving-package-schema.json` of
//! `ThreeSixtyGiving/standard`) for each reader, strict about formats or not.
//!
//! Two things follow from how files of open data travel: they are copied, and can't be called back.
//! So a natural person, who must be gone after two years, has no name here and no id that ties two
//! grants together; our own page has the name for as long as the rule says.

use super::recipients::{Entry, List, Recipient, Who, twice};
use crate::domain::{country::Country, moment::Moment, money::Money};
use chrono::{Datelike, NaiveDate, SecondsFormat};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// The version of the standard the file follows. Grants to persons came with 1.2.
pub const VERSION: &str = "1.4";
/// What a natural person is called, as the standard suggests.
pub const UNNAMED: &str = "Individual recipient";

/// Who publishes, and under which terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The prefix 360Giving gave the publisher: `360G-` and letters, digits, hyphens.
    pub prefix: String,
    /// The publisher's id in a public register, as org-id.guide writes it.
    pub publisher_id: String,
    /// The publisher's name.
    pub publisher: String,
    /// Its page: an http or https address.
    pub website: String,
    /// Who gives the money, when it is not the publisher: id and name.
    pub funder: Option<(String, String)>,
    /// The file's title.
    pub title: String,
    /// Canonical address of an open licence.
    pub license: String,
    /// Where the list stands for people to read.
    pub source: String,
    /// Where this file can be fetched.
    pub download: String,
    /// When the file was made.
    pub published_at: Moment,
    /// The grants came from an open call.
    pub from_open_call: bool,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ThreeSixtyFault {
    /// The standard asks for at least one grant.
    #[error("there is no grant to publish")]
    NoGrants,
    /// Not a prefix of 360Giving.
    #[error("{prefix} is not a prefix of 360Giving")]
    Prefix { prefix: String },
    /// Not an address that begins with http or https and has no blanks.
    #[error("{address} is not a web address")]
    Address { address: String },
    /// A reference stands twice, or two become the same id.
    #[error("two grants would have the id {id}")]
    SameId { id: String },
    /// A field of the standard that may not be empty is.
    #[error("the grant {reference} has no {field}")]
    Missing { reference: String, field: &'static str },
    /// A day before year 1 or after 9999, which the format can't write.
    #[error("the grant {reference} has a day that can't be written")]
    Day { reference: String },
    /// The writer of JSON failed; nothing a list can cause.
    #[error("the file could not be written")]
    Writer(#[from] serde_json::Error),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    version: &'static str,
    title: &'a str,
    issued: String,
    modified: String,
    publisher: Publisher<'a>,
    license: &'a str,
    #[serde(rename = "accessURL")]
    access_url: &'a str,
    #[serde(rename = "downloadURL")]
    download_url: &'a str,
    grants: Vec<Grant<'a>>,
}

#[derive(Serialize)]
struct Publisher<'a> {
    identifier: &'a str,
    name: &'a str,
    website: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Grant<'a> {
    id: String,
    title: &'a str,
    description: &'a str,
    currency: &'static str,
    amount_awarded: Box<RawValue>,
    award_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_dates: Option<[Event; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_organization: Option<[Party<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_individual: Option<Party<'a>>,
    beneficiary_location: [Location; 1],
    funding_organization: [Party<'a>; 1],
    #[serde(rename = "grantProgramme")]
    programme: [Programme<'a>; 1],
    from_open_call: &'static str,
    data_source: &'a str,
    date_modified: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    start_date: String,
    end_date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Party<'a> {
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_country: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo_code_type: Option<&'static str>,
}

#[derive(Serialize)]
struct Programme<'a> {
    code: &'a str,
    title: &'a str,
}

/// The list as a 360Giving package. Refuses an empty list (the standard does), a prefix or address
/// that is none, two grants of one id, and a grant without title, purpose or recipient's name.
pub fn json(list: &List, publication: &Publication) -> Result<Vec<u8>, ThreeSixtyFault> {
    check(list, publication)?;
    let mut ids = BTreeSet::new();
    let mut grants = Vec::new();
    for entry in list.entries() {
        let grant = grant(entry, publication)?;
        if !ids.insert(grant.id.clone()) {
            return Err(ThreeSixtyFault::SameId { id: grant.id });
        }
        grants.push(grant);
    }
    let at = instant(publication.published_at);
    let package = Package {
        version: VERSION,
        title: &publication.title,
        issued: at.clone(),
        modified: at,
        publisher: Publisher {
            identifier: &publication.publisher_id,
            name: &publication.publisher,
            website: &publication.website,
        },
        license: &publication.license,
        access_url: &publication.source,
        download_url: &publication.download,
        grants,
    };
    let mut bytes = serde_json::to_vec_pretty(&package)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn check(list: &List, publication: &Publication) -> Result<(), ThreeSixtyFault> {
    if list.entries().is_empty() {
        return Err(ThreeSixtyFault::NoGrants);
    }
    let prefix = &publication.prefix;
    let sign = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !prefix.strip_prefix("360G-").is_some_and(|own| !own.is_empty() && own.chars().all(sign)) {
        return Err(ThreeSixtyFault::Prefix { prefix: prefix.clone() });
    }
    let Publication { website, license, source, download, .. } = publication;
    if let Some(address) = [website, license, source, download].into_iter().find(|a| !is_web(a)) {
        return Err(ThreeSixtyFault::Address { address: address.clone() });
    }
    if let Some(reference) = twice(list) {
        return Err(ThreeSixtyFault::SameId { id: reference.to_owned() });
    }
    Ok(())
}

/// Enough to be a URI for any reader: a scheme, a host, and only the signs a URI may hold.
fn is_web(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let sign = |c: char| c.is_ascii_alphanumeric() || "-._~/?#&=+,;:@!$'()*%".contains(c);
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && rest.chars().all(sign) && escapes_are_whole(rest)
    })
}

fn escapes_are_whole(text: &str) -> bool {
    let hex = |piece: &str| {
        piece.as_bytes().first_chunk::<2>().is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    text.split('%').skip(1).all(hex)
}

fn grant<'a>(entry: &'a Entry, by: &'a Publication) -> Result<Grant<'a>, ThreeSixtyFault> {
    let grant = entry.grant();
    let reference = || grant.reference.clone();
    for (field, text) in [("title", &grant.title), ("purpose", &grant.purpose)] {
        if text.trim().is_empty() {
            return Err(ThreeSixtyFault::Missing { reference: reference(), field });
        }
    }
    let planned = grant.planned.map(|(first, last)| {
        let (start_date, end_date) = day(first).zip(day(last))?;
        Some([Event { start_date, end_date }])
    });
    let planned_dates = planned
        .map_or(Some(None), |dates| dates.map(Some))
        .ok_or_else(|| ThreeSixtyFault::Day { reference: reference() })?;
    let award_date =
        day(entry.signed_on()).ok_or_else(|| ThreeSixtyFault::Day { reference: reference() })?;
    let (recipient_organization, recipient_individual) = recipient(grant, &by.prefix)?;
    let (funder_id, funder) =
        by.funder.as_ref().map_or((&by.publisher_id, &by.publisher), |(id, name)| (id, name));
    Ok(Grant {
        id: own_id(&by.prefix, &[&grant.reference]),
        title: &grant.title,
        description: &grant.purpose,
        currency: "EUR",
        amount_awarded: number(grant.amount)?,
        award_date,
        planned_dates,
        recipient_organization,
        recipient_individual,
        beneficiary_location: [location(grant)],
        funding_organization: [Party {
            id: funder_id.clone(),
            name: funder,
            address_country: None,
        }],
        programme: [Programme { code: &grant.call, title: &grant.call_title }],
        from_open_call: if by.from_open_call { "Yes" } else { "No" },
        data_source: &by.source,
        date_modified: instant(grant.modified_at),
    })
}

type Parties<'a> = (Option<[Party<'a>; 1]>, Option<Party<'a>>);

fn recipient<'a>(grant: &'a Recipient, prefix: &str) -> Result<Parties<'a>, ThreeSixtyFault> {
    match &grant.who {
        Who::Organisation { name, registered_id, internal_id } => {
            if name.trim().is_empty() {
                let reference = grant.reference.clone();
                return Err(ThreeSixtyFault::Missing { reference, field: "recipient's name" });
            }
            let own = || own_id(prefix, &["ORG", internal_id]);
            let id = registered_id.clone().unwrap_or_else(own);
            let address_country = Some(grant.country.name());
            Ok((Some([Party { id, name, address_country }]), None))
        }
        Who::Person { .. } => {
            // By the grant, not by the person: two grants of one person don't tell on each other.
            let id = own_id(prefix, &["IND", &grant.reference]);
            Ok((None, Some(Party { id, name: UNNAMED, address_country: None })))
        }
    }
}

fn location(grant: &Recipient) -> Location {
    let region = match &grant.who {
        Who::Organisation { .. } => None,
        Who::Person { region, .. } => region.as_ref(),
    };
    Location {
        name: grant.country.name().to_owned(),
        country_code: iso(grant.country),
        geo_code_type: region.map(|_| "NUTS2"),
        geo_code: region.map(ToString::to_string),
    }
}

/// XK is no ISO code (only set aside for users), and the standard's list doesn't have it.
fn iso(country: Country) -> Option<&'static str> {
    Some(country.code()).filter(|code| *code != "XK")
}

/// The prefix and the parts, with `_` for each sign the standard's guidance warns of.
fn own_id(prefix: &str, parts: &[&str]) -> String {
    let clean = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' };
    parts.iter().fold(prefix.to_owned(), |mut id, part| {
        id.push('-');
        id.extend(part.chars().map(clean));
        id
    })
}

/// Euro as a JSON number with two decimals, from the cents, never through a float.
fn number(amount: Money) -> Result<Box<RawValue>, serde_json::Error> {
    RawValue::from_string(super::table::plain(amount))
}

/// A day as an instant at midnight UTC. The schema takes `date-time` or `YYYY-MM-DD`, exactly one;
/// a validator that doesn't check formats sees a bare day match both. 360Giving's own converter
/// writes days so. None for a year without four digits.
fn day(day: NaiveDate) -> Option<String> {
    (1..=9999).contains(&day.year()).then(|| format!("{day}T00:00:00+00:00"))
}

fn instant(at: Moment) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests;
