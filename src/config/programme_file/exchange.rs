//! An exchange programme of a file: two matched parties and a lump sum by table. The one rule: what
//! two keys say together (a warning after the payment is due) is checked as well as each by itself.

use super::{countries, forms, kinds, names_in, prefix, rules, slug, zone};
use crate::{
    config::reader::Table,
    domain::{
        calendar::StayRules,
        facts::Dictionary,
        programme::{PAPER_NAMES, Programme},
    },
};

mod examples;
mod lump_sum;

pub(super) fn read(top: Table<'_, '_>) -> Programme {
    let source = top.source;
    let countries = countries(&top);
    let (visitors, hosts) = (kinds(&top, "visitors"), kinds(&top, "hosts"));
    let form = forms::application(&top);
    // Conditions outside the reports speak of the application's answers.
    let mut words = Dictionary::standard();
    form.describe(&mut words);
    let lump_sum = lump_sum::read(&top, &countries);
    let eligibility = rules::eligibility(&top, "eligibility", &words);
    let quotas = rules::quotas(&top, &words);
    let examples = examples::read(&top, &words, &form, &eligibility, &quotas);
    let (commitment_text, agreement_text) = papers(&top);
    let programme = Programme {
        slug: slug(&top),
        version: top.count("version", 1, None),
        title: top.text("title").text,
        summary: top.text("summary").text,
        reference_prefix: prefix(&top),
        zone: zone(&top),
        countries,
        visitors,
        hosts,
        stay: stay(&top),
        eligibility,
        report: forms::form(&top, "report", &Dictionary::standard()),
        host_report: forms::form(&top, "host_report", &Dictionary::standard()),
        host_report_required: top.flag("host_report_required", true),
        evidence: rules::evidence(&top, &words),
        form,
        lump_sum,
        quotas,
        partnership_target: top.count("partnership_target", 0, None),
        pay_within_days: top.count("pay_within_days", 1, None),
        pay_warn_days: top.count("pay_warn_days", 0, None),
        commitment_text,
        agreement_text,
        examples,
    };
    if programme.pay_warn_days > programme.pay_within_days {
        let says = "the warning must not come after the payment is due (`pay_within_days`)";
        source.fault(top.place_of("pay_warn_days"), says);
    }
    top.done();
    programme
}

fn stay(top: &Table<'_, '_>) -> StayRules {
    let Some(stay) = top.table("stay") else {
        return StayRules { min_working_days: 1, max_months: 1 };
    };
    let rules = StayRules {
        min_working_days: stay.count("min_working_days", 1, None),
        max_months: stay.count("max_months", 1, None),
    };
    stay.done();
    rules
}

fn papers(top: &Table<'_, '_>) -> (Vec<String>, Vec<String>) {
    let Some(papers) = top.table("papers") else { return (Vec::new(), Vec::new()) };
    let read = |key| {
        let paragraphs = papers.some_texts(key);
        for paragraph in &paragraphs {
            names_in(top.source, paragraph, &PAPER_NAMES);
        }
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    };
    let texts = (read("commitment"), read("agreement"));
    papers.done();
    texts
}
