//! A programme in plain English, made from the programme alone. The one rule: what is not in the
//! programme is not said, and nothing in it that decides anything is left out.

use crate::domain::{
    eligibility::EligibilityRule,
    form::{Field, FieldKind, Form},
    lump_sum::{LumpSumRules, Place, Rate},
    organisation::OrganisationKind,
    programme::{OUTERMOST, Programme},
    quota::{QuotaAim, QuotaRule},
};
use std::{collections::BTreeMap, fmt::Write as _};

/// The whole text.
pub(super) fn explain(programme: &Programme) -> String {
    let mut text = Text::default();
    text.line(&format!("{} (version {})", programme.title, programme.version));
    text.line(&programme.summary);
    who(programme, &mut text);
    stay(programme, &mut text);
    how_much(&programme.lump_sum, &mut text);
    text.heading("When it is paid");
    text.line(&format!(
        "Within {} calendar days after the later of the stay's end and complete evidence; a warning after {}.",
        programme.pay_within_days, programme.pay_warn_days
    ));
    text.heading("What is checked");
    programme.eligibility.iter().for_each(|rule| eligibility(rule, &mut text));
    text.heading("What is counted");
    programme.quotas.iter().for_each(|quota| counted(quota, &mut text));
    let target = programme.partnership_target;
    text.line(&format!("A partnership is asked for {target} exchanges."));
    form("What the visitor fills in", &programme.form, &mut text);
    form("The visitor's closing report", &programme.report, &mut text);
    text.heading("Evidence");
    for evidence in &programme.evidence {
        let when = evidence.needed.as_ref().map_or_else(
            || "always".to_owned(),
            |needed| format!("when {}", one_line(needed.source())),
        );
        text.line(&format!("- {} ({when})", evidence.label));
    }
    form("The host's feedback", &programme.host_report, &mut text);
    let required = if programme.host_report_required { "It is" } else { "It is not" };
    text.line(&format!("{required} required to close the exchange; it is never required to pay."));
    text.0
}

#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl Text {
    // Writing into a String never fails.
    pub(super) fn line(&mut self, line: &str) {
        let _ = writeln!(self.0, "{line}");
    }
    pub(super) fn heading(&mut self, heading: &str) {
        let _ = writeln!(self.0, "\n{heading}\n{}", "-".repeat(heading.chars().count()));
    }
}

pub(super) fn one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Cluster => "clusters and business networks",
        OrganisationKind::Sme => "SMEs",
        OrganisationKind::ScalingUp => "scaling-up support organisations",
        OrganisationKind::TrainingProvider => "training providers",
        OrganisationKind::LargeCompany => "large companies",
        OrganisationKind::PublicAuthority => "public authorities",
    }
}

fn who(programme: &Programme, text: &mut Text) {
    text.heading("Who");
    let kinds = |all: &std::collections::BTreeSet<OrganisationKind>| {
        all.iter().map(|one| kind(*one)).collect::<Vec<_>>().join(", ")
    };
    text.line(&format!("May visit: {}.", kinds(&programme.visitors)));
    text.line(&format!("May host: {}.", kinds(&programme.hosts)));
    let countries: Vec<&str> = programme.countries.iter().map(|country| country.name()).collect();
    text.line(&format!("From {} countries: {}.", countries.len(), countries.join(", ")));
}

fn stay(programme: &Programme, text: &mut Text) {
    text.heading("How long");
    let months = match programme.stay.max_months {
        1 => "one month".to_owned(),
        months => format!("{months} months"),
    };
    text.line(&format!(
        "At least {} working days (Monday to Friday without the host country's public holidays), at most {months}; travel days not counted.",
        programme.stay.min_working_days
    ));
}

fn how_much(rules: &LumpSumRules, text: &mut Text) {
    text.heading("How much");
    text.line("One lump sum to the visitor, by the host's place, on the first day of the stay:");
    let mut by_rate: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for rate in &rules.rates {
        let days = (std::cmp::Reverse(rate.amount), rate.from, rate.until);
        by_rate.entry(days).or_default().push(place(rate));
    }
    for ((std::cmp::Reverse(amount), from, until), places) in by_rate {
        let until = until.map_or_else(String::new, |until| format!(" until {until}"));
        text.line(&format!("  EUR {amount:>8}  from {from}{until}: {}", places.join(", ")));
    }
    text.line(&format!("Never above EUR {}. A partnership may pay less.", rules.ceiling));
    text.line(&format!(
        "Halved, once, under {} working days and/or under {} km between the two sites. Virtual exchanges are not paid.",
        rules.half_under_working_days, rules.half_under_km
    ));
    text.line(&format!("Source: {}", rules.source));
    if rules.derived_default {
        text.line(
            "The table is a derived default: an officer must confirm it before the first payment.",
        );
    }
}

fn place(rate: &Rate) -> String {
    match &rate.place {
        Place::Country(country) => country.name().to_owned(),
        Place::Region(code) => {
            let name = OUTERMOST.iter().find(|(region, ..)| region == code);
            name.map_or_else(|| code.clone(), |(.., name)| (*name).to_owned())
        }
    }
}

pub(super) fn eligibility(rule: &EligibilityRule, text: &mut Text) {
    text.line(&format!("- {}: {}", rule.label, one_line(rule.holds.source())));
    text.line(&format!("    if not: {}", rule.says));
    if let Some(look) = &rule.look {
        text.line(&format!(
            "    an officer looks when {}: {}",
            one_line(look.source()),
            rule.look_says
        ));
    }
    text.line(&format!("    source: {}", rule.source));
}

pub(super) fn counted(quota: &QuotaRule, text: &mut Text) {
    let aim = match &quota.aim {
        QuotaAim::AtMost(most) => format!("at most {most}"),
        QuotaAim::AtLeastPercent { percent, of } => format!("at least {percent} % of `{of}`"),
        QuotaAim::Report => "only reported".to_owned(),
    };
    text.line(&format!("- {} (`{}`): {aim}. {}", quota.label, quota.key, quota.note));
    if let Some(counts) = &quota.counts {
        text.line(&format!("    counts when {}", one_line(counts.source())));
    }
    text.line(&format!("    source: {}", quota.source));
}

pub(super) fn form(heading: &str, form: &Form, text: &mut Text) {
    text.heading(heading);
    for section in &form.sections {
        text.line(&section.title);
        section.fields.iter().for_each(|one| field(one, text));
    }
}

fn field(field: &Field, text: &mut Text) {
    let required = if field.required { "required" } else { "optional" };
    text.line(&format!("- {} ({}, {required})", field.label, what(&field.kind)));
    if let Some(when) = &field.show_if {
        text.line(&format!("    asked when {}", one_line(when.source())));
    }
    for rule in &field.must {
        text.line(&format!("    must: {}", one_line(rule.holds.source())));
    }
}

fn what(kind: &FieldKind) -> String {
    let chars = |least: u32, most: u32| match least {
        0 => format!("up to {most} characters"),
        _ => format!("{least} to {most} characters"),
    };
    match kind {
        FieldKind::Line { min_chars, max_chars } => {
            format!("one line, {}", chars(*min_chars, *max_chars))
        }
        FieldKind::Text { min_chars, max_chars } => {
            format!("text, {}", chars(*min_chars, *max_chars))
        }
        FieldKind::Number { least, most, unit } => {
            let least = least.map_or_else(String::new, |least| format!(", from {least}"));
            let most = most.map_or_else(String::new, |most| format!(", up to {most}"));
            format!("whole number of {unit}{least}{most}")
        }
        FieldKind::Date => "date".to_owned(),
        FieldKind::Choice { options } => format!("one of {}", options.len()),
        FieldKind::Choices { options } => format!("any of {}", options.len()),
        FieldKind::Iban => "account number".to_owned(),
        FieldKind::Confirm => "box to tick".to_owned(),
    }
}
