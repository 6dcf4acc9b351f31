//! The letter with the result of a scored call. The one rule: it says what the released letter
//! says, marks and comments among it, and not a word more.

use super::{About, Head, Paper, addressed, joined};
use crate::{
    domain::{
        document::{DocumentKind, Which},
        evaluation::letter::{LetterBody, MarkLine},
        proposal::event::Outcome,
    },
    queries::proposal::Letter,
    render::euro_text,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The kind of print a letter has.
pub const fn kind(outcome: Outcome) -> DocumentKind {
    match outcome {
        Outcome::Award | Outcome::Reserve | Outcome::GoesOn => DocumentKind::AwardLetter,
        Outcome::BelowLine | Outcome::BelowThreshold | Outcome::Ineligible => {
            DocumentKind::RefusalLetter
        }
    }
}

const fn title(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Award => "Your proposal is funded",
        Outcome::Reserve => "Your proposal is on the reserve list",
        Outcome::GoesOn => "Your proposal goes on to the next round",
        Outcome::BelowLine | Outcome::BelowThreshold => "Your proposal was not chosen",
        Outcome::Ineligible => "Your proposal is not admissible or not eligible",
    }
}

/// Which print the letter is.
pub fn which(letter: &Letter) -> Which {
    let subject = letter.proposal.0;
    Which { kind: kind(letter.outcome), subject, version: i64::from(letter.round) }
}

/// The paper: dated by the day of the release.
pub fn paper(about: &About<'_>, letter: &Letter) -> Paper {
    let on = letter.released_at.day_in(about.zone);
    let body = &letter.body;
    let says: Vec<String> = body.opening.iter().chain(&body.missed).cloned().collect();
    let fact = |label: &str, value: String| json!({"label": label, "value": value});
    let mut facts = Vec::new();
    if letter.outcome == Outcome::Award {
        facts.push(fact("Grant", euro_text(letter.amount.cents())));
    }
    if let (Outcome::Reserve, Some(place)) = (letter.outcome, letter.place) {
        facts.push(fact("Place on the reserve list", place.to_string()));
    }
    let own = json!({
        "facts": facts,
        "scores": scores(body),
        "next": [],
        "redress": {"text": body.redress.join("\n\n"), "deadline": "", "to": ""},
    });
    let head =
        Head { title: title(letter.outcome), on, version: String::new(), digest: &letter.digest };
    Paper {
        which: which(letter),
        on,
        name: format!("{} letter.pdf", letter.reference),
        data: about.data(&head, joined(addressed(&letter.lead, &letter.title, &says), own)),
    }
}

fn scores(body: &LetterBody) -> Value {
    let line = |mark: &MarkLine| {
        json!({
            "name": mark.label,
            "score": mark.mark,
            "max": mark.highest,
            "threshold": mark.threshold.clone().unwrap_or_default(),
            "is_met": mark.is_met,
            "comment": mark.comments.join("\n\n"),
        })
    };
    let number = |text: &str| text.parse::<Decimal>().ok();
    let most: Option<Decimal> = body.marks.iter().map(|mark| number(&mark.highest)).sum();
    let total = body.total.as_deref().and_then(number);
    let least = body.threshold.as_deref().and_then(number);
    json!({
        "criteria": body.marks.iter().map(line).collect::<Vec<_>>(),
        "total": body.total.clone().unwrap_or_default(),
        "max": most.map_or_else(String::new, |most| most.normalize().to_string()),
        "threshold": body.threshold.clone().unwrap_or_default(),
        "is_met": total.zip(least).is_none_or(|(total, least)| total >= least),
    })
}
