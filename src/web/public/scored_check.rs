//! "Am I eligible and how much would I get?" for a scored call, without an account. The one rule:
//! it asks the same functions as the office's checks, prints every rule, and guesses nothing: what
//! is not answered is said to be not answered, or asked later.

mod asked;
mod reasons;

use super::{
    ScoredSeen,
    home::{self, Door},
};
use crate::{
    actions::assess_proposal::{Worked, work_out},
    domain::{
        money::Money,
        scored::{VoucherType, partner_facts},
    },
    http::{Answer, Ctx, Typed},
    render::{
        Link, Page, Shell, Tone, count_text, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::{Action, CalcLine, NextLine},
    },
};
use asked::Asked;
use axum::http::StatusCode;
use reasons::{Reason, State};
use serde::Serialize;

/// The self-check.
#[derive(Debug, Serialize)]
pub(super) struct ScoredCheckPage {
    shell: Shell,
    intro: String,
    faults: Vec<FaultLink>,
    parts: Vec<Part>,
    /// None before anything is asked.
    result: Option<Verdict>,
    start_again: Link,
}

/// Some questions under one heading.
#[derive(Debug, Serialize)]
struct Part {
    key: String,
    title: String,
    fields: Vec<FieldView>,
}

/// What the rules say.
#[derive(Debug, Serialize)]
struct Verdict {
    next: NextLine,
    sum: Vec<CalcLine>,
    sum_note: String,
    groups: Vec<Group>,
}

/// Rules under one heading.
#[derive(Debug, Serialize)]
struct Group {
    title: String,
    reasons: Vec<Reason>,
}

/// The self-check of a scored call.
pub(super) fn show(ctx: &Ctx, seen: &ScoredSeen, typed: Typed) -> Answer {
    let id = seen.call.id;
    let in_time = home::door(&seen.call, ctx.now()) != Door::Past;
    let asked = Asked::read(seen, in_time, typed);
    let parts = asked.parts(&seen.programme);
    let faults = fault_links(parts.iter().flat_map(|part| &part.fields));
    // With answers that can't be read, a verdict over the rest would mislead.
    let result = (asked.anything() && faults.is_empty()).then(|| {
        let worked = work_out(&seen.programme, &asked.known);
        verdict(ctx, seen, &asked, &worked)
    });
    let title = match &result {
        Some(verdict) => verdict.next.says.clone(),
        None if !faults.is_empty() => "Some answers can't be read".to_owned(),
        None => "Am I eligible, and how much would I get?".to_owned(),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ScoredCheckPage {
        shell: ctx
            .shell(title)
            .back("Calls", Link::Home)
            .back(&seen.call.title, Link::Call(id))
            .crumb("Am I eligible?"),
        intro: format!(
            "Answer what you know and leave the rest open. Nothing is stored; the address of the \
             answer can be sent to your partners. The rules are those of {}.",
            seen.call.title
        ),
        faults,
        parts,
        result,
        start_again: Link::CallCheck(id),
    };
    ctx.page_with(status, &page)
}

fn verdict(ctx: &Ctx, seen: &ScoredSeen, asked: &Asked, worked: &Worked) -> Verdict {
    let checked = &worked.checked;
    let whole = |title: &str, findings: &[_]| Group {
        title: title.to_owned(),
        reasons: findings.iter().map(|f| reasons::reason(f, &worked.whole, 0)).collect(),
    };
    let mut groups = vec![
        whole("The application", &checked.admissibility),
        whole("The project", &checked.eligibility),
    ];
    for (at, (findings, facts)) in checked.partners.iter().zip(&worked.partners).enumerate() {
        let facts = partner_facts(&worked.whole, facts);
        let reasons = findings.iter().map(|f| reasons::reason(f, &facts, at)).collect();
        groups.push(Group { title: asked::title(at, checked.partners.len()), reasons });
    }
    groups.retain(|group| !group.reasons.is_empty());
    let (sum, sum_note, amount) = sum(seen, asked);
    Verdict { next: headline(ctx, seen, &groups, amount), sum, sum_note, groups }
}

/// The type's limits, each organisation's, and what that comes to.
fn sum(seen: &ScoredSeen, asked: &Asked) -> (Vec<CalcLine>, String, Option<Money>) {
    let decides = "Money is granted by the ranking, not by this page.";
    let kind = asked.known.type_key.as_deref().and_then(|key| seen.programme.voucher_type(key));
    let Some(kind) = kind else {
        return (Vec::new(), "Choose a type to see what it gives.".to_owned(), None);
    };
    let line = |label: &str, amount: Money| CalcLine {
        label: label.to_owned(),
        figure: euro_text(amount.cents()),
        total: false,
    };
    let mut lines = Vec::new();
    if let Some(sum) = kind.lump_sum {
        lines.push(CalcLine { total: true, ..line("The lump sum of this type", sum) });
        let room = room(seen, asked, kind, 0);
        let short = room.is_some_and(|room| room < sum);
        let note = "With what you had before, the lump sum passes the cap for one organisation.";
        return if short {
            (lines, note.to_owned(), None)
        } else {
            (lines, decides.to_owned(), Some(sum))
        };
    }
    let mut total = Some(Money::ZERO);
    for (at, partner) in asked.known.partners.iter().enumerate() {
        let who = asked::title(at, asked.known.partners.len());
        let most = room(seen, asked, kind, at);
        let gets = match (partner.requested, most) {
            (Some(wanted), Some(most)) => Some(wanted.min(most)),
            (None, Some(most)) => Some(most),
            (wanted, None) => wanted,
        };
        if let Some(gets) = gets {
            let says =
                if partner.requested.is_some_and(|wanted| Some(wanted) > most.or(Some(wanted))) {
                    format!("{who}: at most")
                } else if partner.requested.is_some() {
                    format!("{who}: as asked for")
                } else {
                    format!("{who}: up to")
                };
            lines.push(line(&says, gets));
        }
        total = total.zip(gets).and_then(|(sum, gets)| sum.checked_add(gets));
    }
    if let Some(ceiling) = kind.ceiling {
        lines.push(line("Most this type gives to one project", ceiling));
        total = total.map(|sum| sum.min(ceiling)).or(Some(ceiling));
    }
    if let Some(total) = total {
        let label = "Together, up to".to_owned();
        lines.push(CalcLine { label, figure: euro_text(total.cents()), total: true });
    }
    (lines, decides.to_owned(), total)
}

/// What one organisation may get in this type: its ceiling, and what the cap leaves it. An answer
/// about earlier support that is not given counts as none here, and is asked for among the rules.
fn room(seen: &ScoredSeen, asked: &Asked, kind: &VoucherType, at: usize) -> Option<Money> {
    let used = asked.known.partners.get(at).and_then(|one| one.used).unwrap_or(Money::ZERO);
    let left = seen
        .programme
        .caps
        .per_organisation
        .map(|cap| cap.checked_sub(used).unwrap_or(Money::ZERO).max(Money::ZERO));
    match (kind.ceiling_per_partner, left) {
        (Some(ceiling), Some(left)) => Some(ceiling.min(left)),
        (one, other) => one.or(other),
    }
}

/// What the page says first.
fn headline(ctx: &Ctx, seen: &ScoredSeen, groups: &[Group], amount: Option<Money>) -> NextLine {
    let count = |state: State| {
        let all = groups.iter().flat_map(|group| &group.reasons);
        i64::try_from(all.filter(|reason| reason.state == state).count()).unwrap_or(i64::MAX)
    };
    let get = amount
        .map_or_else(String::new, |amount| format!(" and get up to {}", euro_text(amount.cents())));
    let (broken, open, looks) = (count(State::Broken), count(State::Open), count(State::Officer));
    let (says, detail, tone) = if broken > 0 {
        let rules = count_text(broken, "rule is", "rules are");
        let detail = format!("{rules} not kept; each says below what is wrong.");
        ("Not eligible like this".to_owned(), detail, Tone::Bad)
    } else if open > 0 {
        let rules = count_text(open, "rule waits", "rules wait");
        let detail = format!("{rules} for an answer below.");
        ("Nothing speaks against it so far".to_owned(), detail, Tone::Info)
    } else if looks > 0 {
        let detail = "An officer must look at a point first; see below.".to_owned();
        (format!("You could apply{get}"), detail, Tone::Warn)
    } else {
        let detail = "Every rule asked here is kept; experts then mark the application.".to_owned();
        (format!("You could apply{get}"), detail, Tone::Good)
    };
    let takes_now = home::door(&seen.call, ctx.now()) == Door::Open;
    let action = (broken == 0 && takes_now)
        .then(|| Action::go("Start an application", Link::ProposalNew(seen.call.id)));
    NextLine { says, detail, action, tone }
}

impl Page for ScoredCheckPage {
    const TEMPLATE: &'static str = "pages/public/scored_check.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Am I eligible, and how much would I get?");
        let field = || FieldView::new(Input::Amount, "requested", "How much?").unit("EUR");
        let part = |field: FieldView| {
            vec![Part { key: "p1".to_owned(), title: "Your part".to_owned(), fields: vec![field] }]
        };
        let page = |parts, faults, result| Self {
            shell: shell.clone(),
            intro: "INNOSUP vouchers 2027".to_owned(),
            faults,
            parts,
            result,
            start_again: Link::CallCheck(uuid::Uuid::nil().into()),
        };
        let wrong = field().value("much").error("Write an amount in euro.");
        let verdict = Verdict {
            next: NextLine {
                says: "You could apply".to_owned(),
                detail: "Every rule is kept.".to_owned(),
                action: Some(Action::go("Start", Link::Home)),
                tone: Tone::Good,
            },
            sum: vec![CalcLine {
                label: "Together, up to".to_owned(),
                figure: "€ 60,000.00".to_owned(),
                total: true,
            }],
            sum_note: "Money is granted by the ranking.".to_owned(),
            groups: vec![Group { title: "The project".to_owned(), reasons: reasons::samples() }],
        };
        vec![
            page(part(field()), Vec::new(), None),
            page(part(wrong.clone()), fault_links([&wrong]), None),
            page(part(field().value("60000")), Vec::new(), Some(verdict)),
        ]
    }
}
