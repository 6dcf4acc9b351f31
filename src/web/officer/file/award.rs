//! What an award would do: the budget and each quota before and after, or why there is no room.

use super::{super::parts as office, Opened};
use crate::{
    domain::{
        application::StageKind,
        ledger::chart::count,
        moment::BRUSSELS,
        money::Money,
        quota::{self, PlaceKey},
        refusal::Refusal,
    },
    render::{
        Tone, euro_text, number_text,
        parts::{Chip, Meter},
        words,
    },
};
use serde::Serialize;

/// One line: before and after.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    label: String,
    before: String,
    after: String,
    chip: Option<Chip>,
}

/// What an award would do.
#[derive(Debug, Clone, Serialize)]
pub struct Effects {
    lines: Vec<Line>,
    meters: Vec<Meter>,
    /// Why it would be refused, one sentence each.
    refused: Vec<String>,
}

/// What an award would do; only while a decision is ahead.
pub fn effects(o: &Opened) -> Option<Effects> {
    if !matches!(o.stage(), StageKind::Submitted | StageKind::Ineligible) {
        return None;
    }
    let sums = |key: &PlaceKey| {
        count(o.whole.books.sums(&crate::domain::ledger::chart::AccountName::Taken(key.clone())))
    };
    let meters = quota::meters(&o.programme.quotas, o.whole.call.call.places, &sums);
    let takes: &[PlaceKey] = o.assessed.takes.as_deref().unwrap_or_default();
    let found = quota::after_one_more(&meters, takes);
    let free = office::budget(&o.whole.books).free;
    let needed = o.assessed.sum.as_ref().map_or(Money::ZERO, |sum| sum.amount);
    let mut refused = Vec::new();
    if needed > free {
        refused.push(words::refusal(&Refusal::BudgetShort { needed, free }, BRUSSELS));
    }
    for effect in found.iter().filter(|effect| !effect.fits) {
        let (key, label) = (effect.key.clone(), effect.label.clone());
        refused.push(words::refusal(&Refusal::QuotaFull { key, label, room: 0 }, BRUSSELS));
    }
    let mut lines = vec![budget(free, needed)];
    lines.extend(found.iter().filter_map(|effect| line(&meters, effect)));
    let drawn = found.iter().filter_map(|effect| {
        let meter = meters.iter().find(|meter| meter.key == effect.key)?;
        let shown = office::drawn(meter)?;
        Some(match (meter.aim, effect.share.1, meter.size) {
            (Some(_), Some(after), _) => shown.would_become(after),
            (None, _, Some(size)) => shown.would_add(1, size.into()),
            (Some(_), None, _) | (None, _, None) => shown,
        })
    });
    Some(Effects { lines, meters: drawn.collect(), refused })
}

fn budget(free: Money, needed: Money) -> Line {
    let after = Money::from_cents(free.cents().saturating_sub(needed.cents()));
    Line {
        label: "Budget free".to_owned(),
        before: euro_text(free.cents()),
        after: euro_text(after.cents()),
        chip: after.is_negative().then(|| Chip::new(Tone::Bad, "too little")),
    }
}

fn line(meters: &[quota::Meter], effect: &quota::Effect) -> Option<Line> {
    let meter = meters.iter().find(|meter| meter.key == effect.key)?;
    let chip = (!effect.fits).then(|| Chip::new(Tone::Bad, "no room"));
    let label = effect.label.clone();
    if meter.aim.is_some() {
        let share = |share: Option<crate::domain::money::Percent>| {
            share.map_or_else(|| "nothing counted".to_owned(), |share| share.to_string())
        };
        let chip = chip.or_else(|| {
            let after = effect.share.1?;
            (after < meter.aim?).then(|| Chip::new(Tone::Warn, "under its aim"))
        });
        return Some(Line {
            label,
            before: share(effect.share.0),
            after: share(effect.share.1),
            chip,
        });
    }
    let left = |room: u32| format!("{} left", number_text(room.into()));
    if let (Some(before), Some(after)) = effect.room {
        return Some(Line { label, before: left(before), after: left(after), chip });
    }
    let all = i64::from(meter.count.all());
    let (before, after) = (number_text(all), number_text(all + 1));
    Some(Line { label, before, after, chip })
}

impl Effects {
    /// One for the samples.
    pub fn sample() -> Self {
        let line = |chip| Line {
            label: "Involving an SME".to_owned(),
            before: "49.2 %".to_owned(),
            after: "50.0 %".to_owned(),
            chip,
        };
        Self {
            lines: vec![line(None), line(Some(Chip::new(Tone::Bad, "no room")))],
            meters: vec![Meter::count("Exchanges", 217, 112, 500).would_add(1, 500)],
            refused: vec!["There is no room left.".to_owned()],
        }
    }
}
