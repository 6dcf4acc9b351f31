//! The lump sum's table. The one rule: one day and one place have at most one rate, and every
//! country that takes part has one.

use crate::{
    config::{
        programme_file::country,
        reader::{Table, Text},
    },
    domain::{
        country::Country,
        lump_sum::{LumpSumRules, Place, Rate},
        money::Money,
        programme::OUTERMOST,
        suggest::did_you_mean,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

pub(super) fn read(top: &Table<'_, '_>, countries: &BTreeSet<Country>) -> LumpSumRules {
    let Some(table) = top.table("lump_sum") else { return nothing() };
    let ceiling = table.money("ceiling");
    let rules = LumpSumRules {
        rates: rates(&table, countries),
        ceiling,
        half_under_working_days: table.count("half_under_working_days", 0, None),
        half_under_km: table.count("half_under_km", 0, None),
        source: table.text("source").text,
        derived_default: table.flag("derived_default", false),
    };
    table.done();
    rules
}

/// Stands in while the file is faulty.
fn nothing() -> LumpSumRules {
    LumpSumRules {
        rates: Vec::new(),
        ceiling: Money::ZERO,
        half_under_working_days: 0,
        half_under_km: 0,
        source: String::new(),
        derived_default: true,
    }
}

fn rates(table: &Table<'_, '_>, countries: &BTreeSet<Country>) -> Vec<Rate> {
    let mut found: Vec<(Rate, usize)> = Vec::new();
    for line in table.tables("rates") {
        let (amount, from, until) = (line.money("amount"), line.day("from"), line.day_opt("until"));
        if until.is_some_and(|until| until < from) {
            line.fault("until", "`until` lies before `from`");
        }
        let mut places: Vec<(Place, usize)> = Vec::new();
        for text in line.texts("countries") {
            places.extend(country(table.source, &text).map(|c| (Place::Country(c), text.at.start)));
        }
        for text in line.texts("regions") {
            places.extend(region(table, &text).map(|place| (place, text.at.start)));
        }
        if line.get("countries").is_none() && line.get("regions").is_none() {
            table.source.fault(line.at, "a rate needs `countries`, `regions` or both");
        }
        for (place, at) in places {
            let rate = Rate { place, amount, from, until };
            if let Some((_, other)) = found.iter().find(|(other, _)| overlap(other, &rate)) {
                let (line, column) = table.source.place(*other);
                let place = said(&rate.place);
                let says =
                    format!("{place} has a rate for these days, in line {line}, column {column}");
                table.source.fault(at, says);
            }
            found.push((rate, at));
        }
        line.done();
    }
    for country in countries {
        let place = Place::Country(*country);
        if !found.iter().any(|(rate, _)| rate.place == place) {
            let says = format!("{country} takes part but has no line in [[lump_sum.rates]]");
            table.source.fault(table.at, says);
        }
    }
    found.into_iter().map(|(rate, _)| rate).collect()
}

fn region(table: &Table<'_, '_>, Text { text, at }: &Text) -> Option<Place> {
    if OUTERMOST.iter().any(|(code, ..)| code == text) {
        return Some(Place::Region(text.clone()));
    }
    let near = did_you_mean(text, OUTERMOST.iter().map(|(code, ..)| *code));
    table.source.fault(at.start, format!("`{text}` is no outermost region{near}"));
    None
}

fn said(place: &Place) -> String {
    match place {
        Place::Country(country) => country.code().to_owned(),
        Place::Region(code) => code.clone(),
    }
}

fn overlap(one: &Rate, other: &Rate) -> bool {
    let ends = |rate: &Rate| rate.until.unwrap_or(NaiveDate::MAX);
    one.place == other.place && one.from <= ends(other) && other.from <= ends(one)
}
