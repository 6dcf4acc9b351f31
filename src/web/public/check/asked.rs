//! The questions of the self-check and what was answered. The one rule: an answer that can't be
//! read is shown again as typed, with what to write instead, and counts as not answered.

use super::{Part, Seen};
use crate::{
    actions::assess::{Known, SideFacts},
    domain::{
        calendar::{Holidays, Period},
        country::Country,
        facts::day,
        form::{Answers, Choice, Field, FieldKind},
        lump_sum::Place,
        organisation::OrganisationKind,
        programme::{OUTERMOST, Programme},
        refusal::FieldRefusal,
    },
    http::Typed,
    render::{
        form::{FieldView, Input},
        words,
    },
};
use chrono::{Datelike, NaiveDate};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// Half the way round the Earth and a little: no two sites are further apart.
const FURTHEST_KM: u32 = 20_100;
/// More working days than any year has.
const MOST_DAYS: u32 = 366;

/// The questions with a name each, as the address of the page has them.
const NAMES: [&str; 15] = [
    "visitor_kind",
    "visitor_country",
    "visitor_member",
    "visitor_link",
    "visited",
    "visited_before",
    "host_kind",
    "host_country",
    "host_region",
    "host_member",
    "from",
    "to",
    "working_days",
    "distance_km",
    "virtual",
];

/// What was answered.
pub(super) struct Asked {
    typed: Typed,
    faults: BTreeMap<String, FieldRefusal>,
    /// What the rules are asked with.
    pub(super) known: Known,
    /// Answers of the application that a rule asks for.
    pub(super) answers: Answers,
    asks: BTreeSet<String>,
}

impl Asked {
    /// Reads the answers.
    pub(super) fn read(seen: &Seen, holidays: &Holidays, today: NaiveDate, typed: Typed) -> Self {
        let known = Known { edition: seen.call.edition.clone(), ..Known::default() };
        let mut asked = Self {
            typed,
            faults: BTreeMap::new(),
            known,
            answers: Answers::new(),
            asks: BTreeSet::new(),
        };
        asked.known.today = Some(today);
        asked.sides(&seen.programme);
        asked.stay(holidays);
        asked.person(&seen.programme);
        asked
    }
    /// At least one question is answered.
    pub(super) fn anything(&self) -> bool {
        NAMES.iter().any(|name| !self.text(name).is_empty()) || !self.answers.is_empty()
    }
    /// The question was answered, rightly or wrongly.
    pub(super) fn answered(&self, name: &str) -> bool {
        !self.text(name).is_empty() && !self.faults.contains_key(name)
    }

    /// The page asks this question of the application.
    pub(super) fn asks(&self, name: &str) -> bool {
        self.asks.contains(name)
    }

    fn text(&self, name: &str) -> &str {
        self.typed.get(name).trim()
    }

    fn sides(&mut self, programme: &Programme) {
        let link = self.choice("visitor_link", |code| LINKS.iter().find(|(c, _)| *c == code));
        let beneficiary = link.map(|(code, _)| *code == "partner");
        let partner_member = link.map(|(code, _)| *code == "member");
        self.known.visitor = SideFacts {
            kind: self.choice("visitor_kind", OrganisationKind::from_code),
            country: self.country("visitor_country"),
            cluster_member: self.yes_no("visitor_member"),
            beneficiary,
            partner_member,
            region: None,
        };
        let country = self.country("host_country");
        self.known.host = SideFacts {
            kind: self.choice("host_kind", OrganisationKind::from_code),
            country,
            region: Some(self.region(programme, country)),
            cluster_member: self.yes_no("host_member"),
            beneficiary: None,
            partner_member: None,
        };
        self.known.funded_visits = self.yes_no("visited").map(i64::from);
        self.known.funded_visits_elsewhere = self.yes_no("visited_before").map(i64::from);
    }

    fn stay(&mut self, holidays: &Holidays) {
        let virtual_exchange = self.text("virtual") == "yes";
        if !self.text("virtual").is_empty() && !virtual_exchange {
            self.faults.insert("virtual".to_owned(), FieldRefusal::NotAChoice);
        }
        self.known.virtual_exchange = Some(virtual_exchange);
        let (from, to) = (self.day("from"), self.day("to"));
        self.known.stay = from.zip(to).map(|(from, to)| Period { from, to });
        self.known.working_days = self.number("working_days", 1, MOST_DAYS);
        self.known.distance_km = self.number("distance_km", 0, FURTHEST_KM);
        let (Some(stay), Some(host)) = (self.known.stay, self.known.host.country) else { return };
        if stay.from <= stay.to && holidays.working_days(&stay, host).is_err() {
            let says = format!(
                "The public holidays of {} in {} are not known here. Leave both days open and \
                 write the number of working days instead.",
                host.name(),
                stay.to.year()
            );
            self.faults.insert("from".to_owned(), FieldRefusal::Rule { says });
            self.known.stay = None;
        }
    }

    /// What the rules ask of the person who travels.
    fn person(&mut self, programme: &Programme) {
        for (key, _, options) in questions(programme) {
            let name = format!("answer.{key}");
            let text = self.text(&name).to_owned();
            self.asks.insert(name.clone());
            if options.iter().any(|option| option.code == text) {
                self.answers.insert(key.to_owned(), text);
            } else if !text.is_empty() {
                self.faults.insert(name, FieldRefusal::NotAChoice);
            }
        }
    }

    /// One of a closed list; anything else is a fault.
    fn choice<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let found = read(text);
        if found.is_none() {
            self.faults.insert(name.to_owned(), FieldRefusal::NotAChoice);
        }
        found
    }
    fn yes_no(&mut self, name: &'static str) -> Option<bool> {
        self.choice(name, |code| match code {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }
    fn country(&mut self, name: &'static str) -> Option<Country> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let found = Country::from_str(text).ok();
        if found.is_none() {
            self.faults.insert(name.to_owned(), FieldRefusal::NotACountry);
        }
        found
    }
    /// An outermost region of the host's country; empty for none.
    fn region(&mut self, programme: &Programme, host: Option<Country>) -> String {
        let found = self
            .choice("host_region", |code| regions(programme).find(|(region, ..)| *region == code));
        let Some((region, country, name)) = found else { return String::new() };
        if host.is_some_and(|host| host.code() != country) {
            let of = Country::from_str(country).map_or(country, Country::name);
            let says = format!("{name} belongs to {of}. Choose that country, or no region.");
            self.faults.insert("host_region".to_owned(), FieldRefusal::Rule { says });
            return String::new();
        }
        region.to_owned()
    }
    fn day(&mut self, name: &'static str) -> Option<NaiveDate> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let found = day(text);
        if found.is_none() {
            self.faults.insert(name.to_owned(), FieldRefusal::NotADate);
        }
        found
    }
    fn number(&mut self, name: &'static str, least: u32, most: u32) -> Option<u32> {
        // People write "2,600" and "2 600".
        let text: String =
            self.text(name).chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
        if text.is_empty() {
            return None;
        }
        let Ok(number) = text.parse::<i64>() else {
            self.faults.insert(name.to_owned(), FieldRefusal::NotANumber);
            return None;
        };
        let fits = u32::try_from(number).ok().filter(|n| (least..=most).contains(n));
        if fits.is_none() {
            let (least, most) = (Some(least.into()), Some(most.into()));
            self.faults.insert(name.to_owned(), FieldRefusal::OutOfRange { least, most });
        }
        fits
    }

    /// What still has to be answered for an amount.
    pub(super) fn missing_for_sum(&self) -> String {
        let mut missing = Vec::new();
        if self.known.host.country.is_none() {
            missing.push("the host's country".to_owned());
        }
        if self.known.virtual_exchange != Some(true) {
            if self.known.stay.is_none() && self.known.working_days.is_none() {
                missing.push("the days of the stay".to_owned());
            }
            if self.known.distance_km.is_none() {
                missing.push("the distance".to_owned());
            }
        }
        if missing.is_empty() {
            return "For the lump sum, correct the answers that are marked.".to_owned();
        }
        format!("For the lump sum, answer also: {}.", words::list(&missing))
    }

    /// The questions with the answers.
    pub(super) fn parts(&self, programme: &Programme) -> Vec<Part> {
        vec![
            Part { key: "visitor", title: "The visitor", fields: self.visitor() },
            Part { key: "host", title: "The host", fields: self.host(programme) },
            Part { key: "stay", title: "The stay", fields: self.days(programme) },
            Part { key: "person", title: "The person", fields: self.person_fields(programme) },
        ]
    }

    fn field(&self, view: FieldView, name: &str) -> FieldView {
        view.value(self.text(name)).fault(self.faults.get(name))
    }
    fn kinds(&self, name: &str, label: &str) -> FieldView {
        let kinds =
            OrganisationKind::ALL.iter().map(|kind| (kind.code(), words::organisation_kind(*kind)));
        self.field(FieldView::new(Input::Select, name, label).options(kinds).blank(OPEN), name)
    }
    fn countries(&self, name: &str, label: &str) -> FieldView {
        let all = Country::all().map(|country| (country.code(), country.name()));
        let view = FieldView::new(Input::Select, name, label).options(all).blank(OPEN);
        self.field(view, name)
    }
    fn either(&self, name: &str, label: &str, hint: &str) -> FieldView {
        let answers = [("yes", "yes"), ("no", "no")];
        let view = FieldView::new(Input::Select, name, label).hint(hint).options(answers);
        self.field(view.blank(OPEN), name)
    }

    fn visitor(&self) -> Vec<FieldView> {
        let link = FieldView::new(Input::Select, "visitor_link", "Is it linked to a partnership?")
            .hint("The partnerships stand on the call's page. It matters for the quotas only.")
            .options(LINKS)
            .blank(OPEN);
        vec![
            self.kinds("visitor_kind", "What is the visitor?"),
            self.countries("visitor_country", "Where is it registered?"),
            self.either("visitor_member", "Is it a member of a cluster organisation?", MEMBER),
            self.field(link, "visitor_link"),
            self.either("visited", "Has it had a funded visit in this edition?", ""),
            self.either("visited_before", "Has it had one in an earlier edition?", ""),
        ]
    }
    fn host(&self, programme: &Programme) -> Vec<FieldView> {
        let names = regions(programme).map(|(code, _, name)| (code, name));
        let region =
            FieldView::new(Input::Select, "host_region", "Is its site in an outermost region?")
                .options(names)
                .blank("no")
                .optional();
        vec![
            self.kinds("host_kind", "What is the host?"),
            self.countries("host_country", "Where is it registered?"),
            self.field(region, "host_region"),
            self.either("host_member", "Is it a member of a cluster organisation?", MEMBER),
        ]
    }
    fn person_fields(&self, programme: &Programme) -> Vec<FieldView> {
        let view = |(key, field, options): (&str, &Field, &[Choice])| {
            let name = format!("answer.{key}");
            let options = options.iter().map(|option| (&option.code, &option.label));
            let view = FieldView::new(Input::Choice, &name, &field.label)
                .hint(&field.hint)
                .options(options);
            self.field(view, &name)
        };
        questions(programme).map(view).collect()
    }
    fn days(&self, programme: &Programme) -> Vec<FieldView> {
        let date =
            |name: &str, label: &str| self.field(FieldView::new(Input::Date, name, label), name);
        let count = FieldView::new(Input::Number, "working_days", "Or: how many working days?")
            .hint("If the days are not fixed yet. The two days win when they are given.")
            .optional();
        let far = FieldView::new(Input::Number, "distance_km", "How far apart are the two sites?")
            .hint(format!(
                "As the crow flies. Under {} km the lump sum is halved.",
                programme.lump_sum.half_under_km
            ))
            .unit("km");
        let online = FieldView::new(Input::Confirm, "virtual", "It is held online: nobody travels")
            .optional();
        vec![
            date("from", "First day with the host"),
            date("to", "Last day with the host"),
            self.field(count, "working_days"),
            self.field(far, "distance_km"),
            self.field(online, "virtual"),
        ]
    }
}

const OPEN: &str = "not answered";
const MEMBER: &str = "One with a profile on the European Cluster Collaboration Platform.";
const LINKS: [(&str, &str); 3] = [
    ("partner", "it is a partner of one"),
    ("member", "it belongs to a cluster that is a partner"),
    ("none", "neither"),
];

/// The choices of the application that a rule asks for, with key and options.
fn questions(programme: &Programme) -> impl Iterator<Item = (&str, &Field, &[Choice])> {
    let names: BTreeSet<&str> = programme
        .eligibility
        .iter()
        .flat_map(|rule| rule.holds.names())
        .filter_map(|name| name.strip_prefix("answer."))
        .collect();
    let fields = programme.form.sections.iter().flat_map(|section| &section.fields);
    fields.filter_map(move |field| match &field.kind {
        FieldKind::Choice { options } if names.contains(field.key.as_str()) => {
            Some((field.key.as_str(), field, options.as_slice()))
        }
        FieldKind::Choice { .. }
        | FieldKind::Choices { .. }
        | FieldKind::Line { .. }
        | FieldKind::Text { .. }
        | FieldKind::Number { .. }
        | FieldKind::Date
        | FieldKind::Iban
        | FieldKind::Confirm => None,
    })
}

/// The outermost regions the programme has a rate for.
fn regions(
    programme: &Programme,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> + '_ {
    OUTERMOST.into_iter().filter(|(code, ..)| {
        let is = |place: &Place| matches!(place, Place::Region(region) if region == code);
        programme.lump_sum.rates.iter().any(|rate| is(&rate.place))
    })
}
