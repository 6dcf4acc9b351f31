//! "What you would get": the lump sum with every step, what the rules find, what is left. The one
//! rule: the figures are the rules' own; this file only puts them into lines.

use super::file::Opened;
use crate::{
    actions::assess::{Assessment, NoSum},
    domain::{
        eligibility::{Finding, Outcome},
        ids::CallId,
        programme::Programme,
        quota::QuotaAim,
    },
    http::{Ctx, Fail},
    queries::quota,
    render::{
        euro_text, number_text,
        parts::{CalcLine, calc_lines},
        words::{self, Chip},
    },
};
use serde::Serialize;

/// The box beside a form.
#[derive(Debug, Clone, Serialize)]
pub struct Get {
    /// The reasoning; empty while there is no sum.
    pub calc: Vec<CalcLine>,
    /// Why there is no sum; empty when there is.
    pub missing: String,
    /// Where the rates come from.
    pub source: String,
    /// Rules that are not kept, or that an officer must look at.
    pub findings: Vec<FindingView>,
    /// "312 of 500 exchanges are free".
    pub left: Vec<String>,
    /// When it is paid.
    pub paid: String,
}

/// One rule that needs attention.
#[derive(Debug, Clone, Serialize)]
pub struct FindingView {
    /// What is checked.
    pub label: String,
    /// Why, and what to do.
    pub says: String,
    /// Broken, or to be looked at.
    pub chip: Chip,
}

impl FindingView {
    fn of(finding: &Finding) -> Self {
        Self {
            label: finding.label.clone(),
            says: finding.says.clone(),
            chip: words::outcome(finding.outcome),
        }
    }
}

/// Puts what the rules say into lines. `left` may be empty.
pub(super) fn get(assessed: &Assessment, programme: &Programme, left: Vec<String>) -> Get {
    let (calc, missing) = match &assessed.sum {
        Ok(sum) => (calc_lines(sum), String::new()),
        Err(NoSum::NotKnownYet) => (
            Vec::new(),
            "Answer the first and the last day of the stay; then the sum and every step to it \
             stand here."
                .to_owned(),
        ),
        Err(NoSum::Refused(why)) => (Vec::new(), words::refusal(why, programme.zone)),
    };
    let open = |finding: &&Finding| match finding.outcome {
        Outcome::Holds => false,
        Outcome::OfficerMustLook | Outcome::Fails => true,
    };
    Get {
        calc,
        missing,
        source: without_marks(&programme.lump_sum.source),
        findings: assessed.findings.iter().filter(open).map(FindingView::of).collect(),
        left,
        paid: format!(
            "Paid to the visitor within {} days after the stay, or after the complete report if \
             that is later.",
            programme.pay_within_days
        ),
    }
}

/// A source without the marks in brackets that lead to the programme file's own list.
fn without_marks(source: &str) -> String {
    let mut plain = String::with_capacity(source.len());
    for part in source.split('[') {
        plain.push_str(part.split_once(']').map_or(part, |(_, behind)| behind));
        plain.truncate(plain.trim_end().len());
        plain.push(' ');
    }
    let plain = plain.replace(" ;", ";").replace(" .", ".").replace(" ,", ",");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is left in the call: places of each counter with a limit, and money.
pub(super) async fn left(ctx: &Ctx, file: &Opened) -> Result<Vec<String>, Fail> {
    let call: CallId = file.stored.application.call;
    let books = quota::own_books(ctx.state.desk.database.reads(), call).await?;
    if !books.is_open() {
        return Ok(Vec::new());
    }
    let rules = &file.programme.quotas;
    let limited = |key: &str| {
        let rule = rules.iter().find(|rule| rule.key == key);
        rule.is_some_and(|rule| matches!(rule.aim, QuotaAim::AtMost(_)))
    };
    let mut lines: Vec<String> = books
        .meters(rules, file.around.call.call.places)
        .into_iter()
        .filter(|meter| limited(&meter.key))
        .filter_map(|meter| {
            let (room, size) = (meter.room?, meter.size?);
            let words = [room, size].map(|n| number_text(n.into()));
            Some(format!("{}: {} of {} are free.", meter.label, words[0], words[1]))
        })
        .collect();
    lines.push(format!("{} of the budget is free.", euro_text(books.budget().free.cents())));
    Ok(lines)
}

/// For samples: a sum, and none yet.
pub(super) fn samples() -> [Get; 2] {
    let line = |label: &str, figure: &str, total| CalcLine {
        label: label.to_owned(),
        figure: figure.to_owned(),
        total,
    };
    let some = Get {
        calc: vec![
            line("Ceiling for Poland on 1 March 2027", "610.00", false),
            line("5 working days: not halved", "", false),
            line("Lump sum", &euro_text(61_000), true),
        ],
        missing: String::new(),
        source: "Derived from the rates of 2024.".to_owned(),
        findings: Vec::new(),
        left: vec!["Exchanges: 171 of 500 are free.".to_owned()],
        paid: "Paid within 10 days.".to_owned(),
    };
    let finding = FindingView {
        label: "Across a border".to_owned(),
        says: "Choose a host in another country.".to_owned(),
        chip: words::outcome(Outcome::Fails),
    };
    let none = Get {
        calc: Vec::new(),
        missing: "Answer the days of the stay.".to_owned(),
        findings: vec![finding],
        left: Vec::new(),
        ..some.clone()
    };
    [some, none]
}
