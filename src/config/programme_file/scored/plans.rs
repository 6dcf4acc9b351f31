//! Instalment plans, report calendars and the agreement of a scored programme. The one rule: a plan
//! that does not come to 100 %, or waits for a report that is never written, is refused here.

use crate::{
    config::{
        programme_file::{names_in, rules::keys},
        reader::Table,
    },
    domain::{
        money::Percent,
        scored::{
            AGREEMENT_NAMES, AgreementTexts, DueWhen, InstalmentPlan, PlanPart, ReportRule,
            VoucherType,
        },
        suggest::did_you_mean,
    },
};

/// The reports of a type before the final one, in the order of their months.
pub(super) fn reports(kind: &Table<'_, '_>) -> Vec<ReportRule> {
    let tables = kind.tables("reports");
    let keys = keys(kind.source, &tables, "report");
    let mut read: Vec<ReportRule> = Vec::new();
    for (table, key) in tables.into_iter().zip(keys) {
        if key == crate::domain::delivery::FINAL {
            table.fault("key", "the final report is always there: `final` can't be named again");
        }
        let month = table.count("month", 1, None);
        if read.iter().any(|rule| rule.month >= month) {
            table.fault("month", "reports stand in the order of their months");
        }
        read.push(ReportRule { key, label: table.text("label").text, month });
        table.done();
    }
    read
}

/// The ways to pay a type.
pub(super) fn plans(kind: &Table<'_, '_>, reports: &[ReportRule]) -> Vec<InstalmentPlan> {
    let tables = kind.tables("plans");
    let keys = keys(kind.source, &tables, "plan");
    tables.into_iter().zip(keys).map(|(table, key)| plan(table, key, reports)).collect()
}

fn plan(table: Table<'_, '_>, key: String, reports: &[ReportRule]) -> InstalmentPlan {
    let given = table.tables("parts");
    let mut parts = Vec::new();
    for part in given {
        let percent = part.int_opt("percent", 1..101).and_then(|whole| u32::try_from(whole).ok());
        part.required("percent");
        let (label, when) = (part.text("label").text, when(&part, reports));
        parts.extend(percent.map(|whole| PlanPart { percent: Percent::whole(whole), label, when }));
        part.done();
    }
    let sum: u32 = parts.iter().map(|part| part.percent.hundredths()).sum();
    if sum != 10_000 {
        let says = format!("the parts of the plan `{key}` come to {} %, not to 100 %", sum / 100);
        table.source.fault(table.at, says);
    }
    let certified = parts.iter().any(|part| part.when == DueWhen::Certificate);
    if certified && parts.len() > 1 {
        let says = "a plan by certificate has one part: what is certified is what is paid";
        table.source.fault(table.at, says);
    }
    let plan = InstalmentPlan { key, label: table.text("label").text, parts };
    table.done();
    plan
}

fn when(part: &Table<'_, '_>, reports: &[ReportRule]) -> DueWhen {
    let code = part.text("when").text;
    if code.is_empty() {
        return DueWhen::Signature;
    }
    let there = |key: &str| reports.iter().any(|rule| rule.key == key);
    match DueWhen::from_code(&code) {
        Some(DueWhen::Report(key)) if !there(&key) => {
            let near = did_you_mean(&key, reports.iter().map(|rule| rule.key.as_str()));
            part.fault("when", format!("there is no report `{key}`{near}"));
            DueWhen::FinalReport
        }
        Some(when) => when,
        None => {
            let says = "`when` is one of signature, report:<key>, final_report, certificate";
            part.fault("when", format!("{says}, not `{code}`"));
            DueWhen::Signature
        }
    }
}

/// What the agreement says; needed as soon as a type has a plan.
pub(super) fn agreement(top: &Table<'_, '_>, types: &[VoucherType]) -> AgreementTexts {
    let Some(table) = top.table_opt("agreement") else {
        if types.iter().any(|kind| !kind.plans.is_empty()) {
            let says = "a type has a plan, but there is no [agreement] that promises it";
            top.source.fault(top.place_of("types"), says);
        }
        return AgreementTexts::default();
    };
    let paragraphs = |key: &'static str| {
        let read = table.some_texts(key);
        for paragraph in &read {
            names_in(top.source, paragraph, &AGREEMENT_NAMES);
        }
        read.into_iter().map(|paragraph| paragraph.text).collect()
    };
    let texts = AgreementTexts {
        text: paragraphs("text"),
        amendment: paragraphs("amendment"),
        final_report_days: table.count("final_report_days", 1, Some(30)),
    };
    table.done();
    texts
}
