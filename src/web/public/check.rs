//! "Am I eligible and how much would I get?", without an account. The one rule: it asks the same
//! functions as the award, prints every rule and every step, and guesses nothing: what is not
//! answered is said to be not answered.

mod asked;
mod reasons;

use super::{Seen, home};
use crate::{
    actions::assess::{Assessment, NoSum, work_out},
    domain::quota::{Effect, after_one_more},
    http::{Answer, Ctx, Typed},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        meters, number_text,
        parts::{Action, CalcLine, Fact, Meter, NextLine, calc_lines},
        words,
    },
};
use asked::Asked;
use axum::http::StatusCode;
use reasons::Reason;
use serde::Serialize;

/// The self-check.
#[derive(Debug, Serialize)]
pub(super) struct CheckPage {
    shell: Shell,
    intro: String,
    faults: Vec<FaultLink>,
    parts: Vec<Part>,
    /// None before anything is asked.
    result: Option<Verdict>,
    meters: Vec<Meter>,
    start_again: Link,
}

/// Some questions under one heading.
#[derive(Debug, Serialize)]
struct Part {
    key: &'static str,
    title: &'static str,
    fields: Vec<FieldView>,
}

/// What the rules say.
#[derive(Debug, Serialize)]
struct Verdict {
    next: NextLine,
    sum: Vec<CalcLine>,
    sum_note: String,
    reasons: Vec<Reason>,
    counts: Vec<Fact>,
    counts_note: String,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "pages/public/check.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Am I eligible, and how much would I get?");
        let field = || FieldView::new(Input::Number, "distance_km", "How far apart?").unit("km");
        let part =
            |field: FieldView| vec![Part { key: "stay", title: "The stay", fields: vec![field] }];
        let page = |fields: Vec<Part>, faults, result| Self {
            shell: shell.clone(),
            intro: "ClusterXchange 2026".to_owned(),
            faults,
            parts: fields,
            result,
            meters: vec![Meter::count("Exchanges", 217, 112, 500)],
            start_again: Link::CallCheck(uuid::Uuid::nil().into()),
        };
        let wrong = field().value("far").error("Write a whole number in digits.");
        let verdict = Verdict {
            next: NextLine {
                says: "You could take part".to_owned(),
                detail: "Every rule is kept.".to_owned(),
                action: None,
                tone: Tone::Good,
            },
            sum: vec![CalcLine {
                label: "Lump sum".to_owned(),
                figure: "€ 780.00".to_owned(),
                total: true,
            }],
            sum_note: String::new(),
            reasons: reasons::samples(),
            counts: vec![Fact::new("Exchanges", "170 left after it")],
            counts_note: String::new(),
        };
        vec![
            page(part(field()), Vec::new(), None),
            page(part(wrong.clone()), fault_links([&wrong]), None),
            page(part(field().value("2600")), Vec::new(), Some(verdict)),
        ]
    }
}

/// The self-check of a call of exchanges.
pub(super) fn show(ctx: &Ctx, seen: &Seen, typed: Typed) -> Answer {
    let id = seen.call.id;
    let today = ctx.now().day_in(seen.programme.zone);
    let asked = Asked::read(seen, &ctx.state.desk.holidays, today, typed);
    let parts = asked.parts(&seen.programme);
    let faults = fault_links(parts.iter().flat_map(|part| &part.fields));
    let bars = seen.books.meters(&seen.programme.quotas, seen.call.places);
    // With answers that can't be read, a verdict over the rest would mislead.
    let result = (asked.anything() && faults.is_empty())
        .then(|| work_out(&seen.programme, &ctx.state.desk.holidays, &asked.known, &asked.answers))
        .map(|found| verdict(ctx, seen, &asked, &found));
    let title = match &result {
        Some(verdict) => verdict.next.says.clone(),
        None if !faults.is_empty() => "Some answers can't be read".to_owned(),
        None => "Am I eligible, and how much would I get?".to_owned(),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CheckPage {
        shell: ctx
            .shell(title)
            .back("Calls", Link::Home)
            .back(&seen.call.title, Link::Call(id))
            .crumb("Am I eligible?"),
        intro: format!(
            "Answer what you know and leave the rest open. Nothing is stored; the address of the \
             answer can be sent to your host. The rules are those of {}.",
            seen.call.title
        ),
        faults,
        parts,
        result,
        meters: bars.iter().filter_map(meters::meter).collect(),
        start_again: Link::CallCheck(id),
    };
    ctx.page_with(status, &page)
}

fn verdict(ctx: &Ctx, seen: &Seen, asked: &Asked, found: &Assessment) -> Verdict {
    let reasons: Vec<Reason> =
        found.findings.iter().map(|f| reasons::reason(f, &found.facts, asked)).collect();
    let zone = seen.programme.zone;
    let (sum, sum_note) = match &found.sum {
        Ok(sum) => (calc_lines(sum), sum_note(seen)),
        Err(NoSum::NotKnownYet) => (Vec::new(), asked.missing_for_sum()),
        Err(NoSum::Refused(refusal)) => (Vec::new(), words::refusal(refusal, zone)),
    };
    let bars = seen.books.meters(&seen.programme.quotas, seen.call.places);
    let effects = found.takes.as_ref().map(|takes| after_one_more(&bars, takes));
    let counts_note = match (seen.books.is_open(), effects.is_err()) {
        (false, _) => "Money and places are not given to this call yet.".to_owned(),
        (true, true) => "Answer what each side is, and how the visitor is linked to the \
                         partnerships, to see what this exchange would count in."
            .to_owned(),
        (true, false) => String::new(),
    };
    let effects = effects.unwrap_or_default();
    let open = seen.books.is_open();
    Verdict {
        next: headline(ctx, seen, &reasons, found, &effects),
        sum,
        sum_note,
        reasons,
        counts: effects.iter().filter(|_| open).map(count_line).collect(),
        counts_note,
    }
}

/// What an award of this exchange would do to one counter.
fn count_line(effect: &Effect) -> Fact {
    let says = match (effect.fits, effect.share, effect.room) {
        (false, ..) => "no room is left".to_owned(),
        (true, (Some(before), Some(after)), _) => format!("from {before} to {after}"),
        (true, (None, Some(after)), _) => format!("{after}, the first that counts"),
        (true, (_, None), (_, Some(left))) => {
            format!("{} left after it", number_text(left.into()))
        }
        (true, (_, None), (_, None)) => "is counted here".to_owned(),
    };
    Fact::new(&effect.label, says)
}

fn sum_note(seen: &Seen) -> String {
    let decides = "The office decides on the application, not this page.";
    if seen.programme.lump_sum.derived_default && !seen.call.rates_confirmed {
        return format!(
            "The office still has to confirm the rate table before the first payment. {decides}"
        );
    }
    decides.to_owned()
}

/// What the page says first.
fn headline(
    ctx: &Ctx,
    seen: &Seen,
    reasons: &[Reason],
    found: &Assessment,
    effects: &[Effect],
) -> NextLine {
    let amount = found.sum.as_ref().ok().map(|sum| sum.amount);
    let get = match amount {
        Some(amount) if amount.cents() > 0 => format!(" and get {}", euro_text(amount.cents())),
        Some(_) => ", unpaid".to_owned(),
        None => String::new(),
    };
    let number = |many: usize| number_text(i64::try_from(many).unwrap_or(i64::MAX));
    let broken = reasons.iter().filter(|reason| reason.is_broken()).count();
    let open = reasons.iter().filter(|reason| reason.is_open()).count();
    let looks = reasons.iter().filter(|reason| reason.needs_officer()).count();
    let full = effects.iter().find(|effect| !effect.fits);
    let (says, detail, tone) = if broken > 0 {
        let rules = if broken == 1 {
            "One rule is".to_owned()
        } else {
            format!("{} rules are", number(broken))
        };
        (
            "Not eligible like this".to_owned(),
            format!("{rules} not kept; each says below what to change."),
            Tone::Bad,
        )
    } else if let Some(full) = full {
        let says = format!("Eligible so far, but {} is full", full.label);
        (says, "An award needs room there. A place may come free again.".to_owned(), Tone::Warn)
    } else if open > 0 {
        let questions = if open == 1 {
            "One rule waits".to_owned()
        } else {
            format!("{} rules wait", number(open))
        };
        (
            format!(
                "Nothing speaks against it so far{}",
                amount.map_or_else(String::new, |_| get.replacen(" and get", ": it would be", 1))
            ),
            format!("{questions} for an answer below."),
            Tone::Info,
        )
    } else if looks > 0 {
        (
            format!("You could take part{get}"),
            "An officer must look at a point first; see below.".to_owned(),
            Tone::Warn,
        )
    } else {
        (
            format!("You could take part{get}"),
            "Every rule asked here is kept.".to_owned(),
            Tone::Good,
        )
    };
    let takes_now = home::door(&seen.call, ctx.now()) == home::Door::Open;
    let action = (broken == 0 && takes_now)
        .then(|| Action::go("Start an application", Link::ApplicationNew(seen.call.id)));
    NextLine { says, detail, action, tone }
}
