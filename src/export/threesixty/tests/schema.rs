//! What the schema of 360Giving says about the fields we write, as checks of our own: release 1.4.3
//! of `ThreeSixtyGiving/standard`, `schema/360-giving-package-schema.json` and
//! `schema/360-giving-schema.json`. The one rule: at least as strict as the schema. Where it knows
//! more fields than we write, a field not named here is a fault, so that a new one gets its check.

use serde_json::{Map, Value};

type Check = fn(&Value) -> bool;
/// Field, whether it must be there, its check.
type Field = (&'static str, bool, Check);

const PACKAGE: &[Field] = &[
    ("version", true, version),
    ("title", true, text),
    ("issued", true, instant),
    ("modified", true, instant),
    ("publisher", true, |v| object(v, PUBLISHER)),
    ("license", true, uri),
    ("accessURL", true, uri),
    ("downloadURL", true, uri),
    ("grants", true, |v| some(v, grant)),
];
const PUBLISHER: &[Field] =
    &[("identifier", true, text), ("name", true, text), ("website", true, uri)];
const GRANT: &[Field] = &[
    ("id", true, text),
    ("title", true, text),
    ("description", true, text),
    ("currency", true, |v| v == "EUR"),
    ("amountAwarded", true, Value::is_number),
    ("awardDate", true, instant),
    ("plannedDates", false, |v| some(v, |v| object(v, EVENT))),
    ("recipientOrganization", false, |v| some(v, |v| object(v, ORGANISATION))),
    ("recipientIndividual", false, |v| object(v, PERSON)),
    ("beneficiaryLocation", true, |v| some(v, |v| object(v, LOCATION))),
    ("fundingOrganization", true, |v| some(v, |v| object(v, ORGANISATION))),
    ("grantProgramme", true, |v| some(v, |v| object(v, PROGRAMME))),
    ("fromOpenCall", true, |v| v == "Yes" || v == "No"),
    ("dataSource", true, uri),
    ("dateModified", true, instant),
];
const EVENT: &[Field] = &[("startDate", true, instant), ("endDate", true, instant)];
const ORGANISATION: &[Field] =
    &[("id", true, text), ("name", true, text), ("addressCountry", false, text)];
const PERSON: &[Field] = &[("id", true, text), ("name", true, text)];
const LOCATION: &[Field] = &[
    ("name", true, text),
    ("countryCode", false, iso_country),
    ("geoCode", false, text),
    ("geoCodeType", false, text),
];
const PROGRAMME: &[Field] = &[("code", true, text), ("title", true, text)];

fn text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// `^(\d+\.)(\d+)$`
fn version(value: &Value) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    value.as_str().and_then(|v| v.split_once('.')).is_some_and(|(a, b)| digits(a) && digits(b))
}

/// The format `date-time`. Where the schema also takes a bare day, exactly one of the two may
/// match; only a full instant does so for a reader that doesn't check formats.
fn instant(value: &Value) -> bool {
    value.as_str().is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok())
}

fn uri(value: &Value) -> bool {
    let sign = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    value.as_str().is_some_and(|text| text.starts_with("https://") && text.chars().all(sign))
}

/// The codes of the schema's list that we know as countries; Kosovo isn't among them.
fn iso_country(value: &Value) -> bool {
    const CODES: &str = "AL AM AT BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GE GR HR HU IE IL IS IT \
                         LI LT LU LV MD ME MK MT NL NO PL PT RO RS SE SI SK TN TR UA";
    value.as_str().is_some_and(|code| CODES.split(' ').any(|known| known == code))
}

/// An array of at least one, all of which pass.
fn some(value: &Value, check: Check) -> bool {
    value.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(check))
}

fn wrong(object: &Map<String, Value>, fields: &[Field]) -> Vec<String> {
    let known = |name: &str| fields.iter().find(|(field, _, _)| *field == name);
    let missing = fields.iter().filter(|(name, must, _)| *must && !object.contains_key(*name));
    let failed = object.iter().filter(|(name, v)| !known(name).is_some_and(|f| (f.2)(v)));
    missing.map(|(name, ..)| (*name).to_owned()).chain(failed.map(|(n, _)| n.clone())).collect()
}

fn object(value: &Value, fields: &[Field]) -> bool {
    value.as_object().is_some_and(|object| wrong(object, fields).is_empty())
}

/// A grant has exactly one of the two kinds of recipient.
fn grant(value: &Value) -> bool {
    let recipients = ["recipientOrganization", "recipientIndividual"];
    let one = recipients.iter().filter(|name| value.get(**name).is_some()).count() == 1;
    one && object(value, GRANT)
}

/// The fields of the package that break the schema; and the grants, if two are the same.
pub fn faults(package: &Value) -> Vec<String> {
    let Some(object) = package.as_object() else {
        return vec!["not an object".to_owned()];
    };
    let mut faults = wrong(object, PACKAGE);
    let grants = object.get("grants").and_then(Value::as_array);
    let same = |all: &Vec<Value>| (1..all.len()).any(|at| all[..at].contains(&all[at]));
    if grants.is_some_and(same) {
        faults.push("grants twice".to_owned());
    }
    faults
}
