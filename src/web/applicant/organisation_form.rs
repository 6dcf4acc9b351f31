//! The fields of an organisation, for a new one and for a change. The one rule: what was typed is
//! shown again as typed, and beside it what is saved when the two differ.

use crate::{
    actions::organisation::OrganisationForm,
    domain::{
        country::Country,
        form::Fault,
        geo::{degrees, parse_degrees},
        organisation::OrganisationKind,
        programme::OUTERMOST,
    },
    http::Typed,
    queries::organisation::Stored,
    render::{
        form::{FieldView, Input, Theirs},
        words,
    },
};

/// One field: its name, its question, its hint, how it is answered.
struct Line(&'static str, &'static str, &'static str, Input);

const LINES: [Line; 11] = [
    Line("name", "Legal name", "As in the register of your country.", Input::Line),
    Line("kind", "Kind of organisation", "", Input::Select),
    Line(
        "country",
        "Country",
        "Where it is registered. The nationality of its people plays no part.",
        Input::Select,
    ),
    Line(
        "registration",
        "Registration number",
        "The number in your country's register, so that an officer can find you there.",
        Input::Line,
    ),
    Line("street", "Street and number", "The site that visits or is visited.", Input::Line),
    Line("post_code", "Post code", "", Input::Line),
    Line("town", "Town", "", Input::Line),
    Line(
        "lat",
        "Latitude of the site",
        "In degrees, for example 41.441900. Find your building on openstreetmap.org, click it with \
         the right button, choose \u{201c}Show address\u{201d}: the first number is the latitude.",
        Input::Line,
    ),
    Line(
        "lon",
        "Longitude of the site",
        "The second number, for example -8.295500; with a minus sign west of Greenwich. The \
         distance to your host is measured between the two sites.",
        Input::Line,
    ),
    Line(
        "region",
        "Outermost region",
        "Only if the site lies in one of these; other rates apply there.",
        Input::Select,
    ),
    Line(
        "cluster_membership",
        "Member of the cluster",
        "Name of the cluster organisation you belong to, as on the European Cluster Collaboration \
         Platform. Leave it empty if you are a cluster organisation yourself or belong to none.",
        Input::Line,
    ),
];

/// The fields as typed.
pub(super) fn read(typed: &Typed) -> OrganisationForm {
    let mut form = OrganisationForm::default();
    for line in &LINES {
        if let Some(place) = place(&mut form, line.0) {
            typed.get(line.0).clone_into(place);
        }
    }
    form
}

/// The fields as saved.
pub(super) fn of(stored: &Stored) -> OrganisationForm {
    let o = &stored.organisation;
    OrganisationForm {
        name: o.name.clone(),
        kind: o.kind.code().to_owned(),
        country: o.country.code().to_owned(),
        registration: o.registration.clone(),
        street: o.address.street.clone(),
        post_code: o.address.post_code.clone(),
        town: o.address.town.clone(),
        lat: o.site.map(|site| degrees(site.lat)).unwrap_or_default(),
        lon: o.site.map(|site| degrees(site.lon)).unwrap_or_default(),
        region: stored.region.clone().unwrap_or_default(),
        cluster_membership: o.cluster_membership.clone(),
    }
}

/// The field of this name.
pub(super) fn place<'f>(form: &'f mut OrganisationForm, name: &str) -> Option<&'f mut String> {
    Some(match name {
        "name" => &mut form.name,
        "kind" => &mut form.kind,
        "country" => &mut form.country,
        "registration" => &mut form.registration,
        "street" => &mut form.street,
        "post_code" => &mut form.post_code,
        "town" => &mut form.town,
        "lat" => &mut form.lat,
        "lon" => &mut form.lon,
        "region" => &mut form.region,
        "cluster_membership" => &mut form.cluster_membership,
        _not_a_field => return None,
    })
}

/// What is saved now, to show beside what was typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saved<'a> {
    /// Its fields.
    pub form: &'a OrganisationForm,
    /// Its version.
    pub version: i64,
}

/// The fields to show. With `saved`, each that differs shows both texts.
pub(super) fn fields(
    form: &OrganisationForm,
    faults: &[Fault],
    saved: Option<Saved>,
) -> Vec<FieldView> {
    let mut form = form.clone();
    let mut theirs = saved.map(|saved| (saved.form.clone(), saved.version));
    // Regions matter in three countries; before a country is chosen the question is there.
    let has_regions = form.country.is_empty()
        || !form.region.is_empty()
        || OUTERMOST.iter().any(|(_, country, _)| *country == form.country);
    let mut out = Vec::with_capacity(LINES.len());
    for line in LINES.iter().filter(|line| has_regions || line.0 != "region") {
        let Some(value) = place(&mut form, line.0).cloned() else { continue };
        let why = faults.iter().find(|fault| fault.field == line.0).map(|fault| &fault.why);
        let mut field = FieldView::new(line.3, line.0, line.1).hint(line.2);
        field = choices(line.0, field).value(&value).fault(why);
        if matches!(line.0, "registration" | "region" | "cluster_membership") {
            field = field.optional();
        }
        if let Some(token) = autocomplete(line.0) {
            field = field.autocomplete(token);
        }
        if let Some((saved, version)) = &mut theirs
            && let Some(there) = place(saved, line.0)
            && !same(line.0, there, &value)
        {
            let at = format!("version {version}");
            let text = reads(line.0, there);
            field = field.theirs(Theirs { text, by: "What is saved now".to_owned(), at });
        }
        out.push(field);
    }
    out
}

/// Both texts mean the same: blanks apart, and a position to the micro-degree.
fn same(name: &str, one: &str, other: &str) -> bool {
    if matches!(name, "lat" | "lon") {
        return parse_degrees(one) == parse_degrees(other);
    }
    one.split_whitespace().eq(other.split_whitespace())
}

/// What a browser may fill in (WCAG 1.3.5).
fn autocomplete(name: &str) -> Option<&'static str> {
    match name {
        "name" => Some("organization"),
        "street" => Some("street-address"),
        "post_code" => Some("postal-code"),
        "town" => Some("address-level2"),
        _other => None,
    }
}

fn choices(name: &str, field: FieldView) -> FieldView {
    match name {
        "kind" => field.options(
            OrganisationKind::ALL.map(|kind| (kind.code(), words::organisation_kind(kind))),
        ),
        "country" => field.options(Country::all().map(|c| (c.code(), c.name()))),
        "region" => {
            field.options(OUTERMOST.map(|(code, _, name)| (code, name))).blank("None of them")
        }
        _text => field,
    }
}

/// A stored code as it reads.
fn reads(name: &str, text: &str) -> String {
    let found = match name {
        "kind" => OrganisationKind::from_code(text).map(words::organisation_kind),
        "country" => text.parse::<Country>().ok().map(Country::name),
        "region" => OUTERMOST.iter().find(|(code, _, _)| *code == text).map(|(_, _, name)| *name),
        _text => None,
    };
    found.unwrap_or(text).to_owned()
}
