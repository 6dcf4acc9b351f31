//! The rankings that were kept, and what two of them differ in.

use super::{parts::line_chip, what_if};
use crate::{
    actions::ranking::Tried,
    domain::{
        evaluation::{
            line::{Change, Line, Position, compare},
            rules::LinePolicy,
        },
        ids::{ApplicationId, CallId},
        moment::BRUSSELS,
        person::StaffRole,
    },
    http::Ctx,
    queries::decision::Scenario,
    render::{Link, Tone, count_text, euro_text, moment_text, parts::Chip},
};
use serde::Serialize;

/// One kept ranking.
#[derive(Debug, Serialize)]
pub struct KeptRow {
    name: String,
    made: String,
    signed: String,
    chip: Chip,
    stale: bool,
    line: String,
    funded: String,
    open: String,
    compare: String,
    id: String,
    version: i64,
    acts: Vec<KeptAct>,
}

/// Something to do with it.
#[derive(Debug, Serialize)]
pub struct KeptAct {
    act: &'static str,
    label: &'static str,
    grave: bool,
}

/// What two rankings differ in.
#[derive(Debug, Serialize)]
pub struct Compared {
    title: String,
    by: String,
    groups: Vec<Group>,
}

/// Those that enter, leave or move.
#[derive(Debug, Serialize)]
pub struct Group {
    title: &'static str,
    rows: Vec<Moved>,
}

/// One that stands elsewhere.
#[derive(Debug, Serialize)]
pub struct Moved {
    reference: String,
    href: String,
    before: String,
    after: String,
}

fn where_it_stands(position: Option<&Position>) -> String {
    position.map_or_else(
        || "not there".to_owned(),
        |position| {
            let place = position.place.map(|place| format!("place {place}, ")).unwrap_or_default();
            format!("{place}{}", line_chip(&position.outcome).label)
        },
    )
}

/// Who enters and leaves between a kept ranking and the one on the page.
pub fn compared(name: &str, before: &Line<ApplicationId>, after: &Line<ApplicationId>) -> Compared {
    let changes = compare(before, after);
    let moved = |change: &Change<ApplicationId>| Moved {
        reference: change.reference.clone(),
        href: Link::ProposalFile(change.id).into(),
        before: where_it_stands(change.before.as_ref()),
        after: where_it_stands(change.after.as_ref()),
    };
    let group = |title, all: &[Change<ApplicationId>]| Group {
        title,
        rows: all.iter().map(moved).collect(),
    };
    let more = changes.funded_by;
    let by = if more.is_negative() {
        format!("{} less is given", euro_text(-more.cents()))
    } else {
        format!("{} more is given", euro_text(more.cents()))
    };
    Compared {
        title: format!("Against \u{201c}{name}\u{201d}"),
        by,
        groups: vec![
            group("Would be funded", &changes.enters),
            group("Would no longer be funded", &changes.leaves),
            group("Would stand elsewhere", &changes.moves),
        ],
    }
}

/// All kept rankings as rows.
pub fn rows(ctx: &Ctx, call: CallId, tried: &Tried, all: &[Scenario], out: bool) -> Vec<KeptRow> {
    let round = (tried.input.round + 1).to_string();
    all.iter().map(|scenario| row(ctx, call, tried, scenario, (&round, out))).collect()
}

fn row(
    ctx: &Ctx,
    call: CallId,
    tried: &Tried,
    scenario: &Scenario,
    (round, out): (&str, bool),
) -> KeptRow {
    let id = scenario.id.to_string();
    let stale = !out && scenario.input_digest != tried.digest;
    let pairs = what_if::pairs(&tried.settings);
    let mut query: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    query.extend([("compare", id.as_str()), ("round", round)]);
    let settings = &scenario.settings;
    let policy = match settings.policy {
        LinePolicy::Stop => "stops",
        LinePolicy::Skip => "skips",
    };
    let line = &scenario.drawn.line;
    let winners = i64::try_from(line.winners().count()).unwrap_or(i64::MAX);
    let total = settings.total().unwrap_or_default();
    KeptRow {
        name: scenario.name.clone(),
        made: format!("{}, {}", scenario.made_by_name, moment_text(scenario.made_at, BRUSSELS)),
        signed: match (&scenario.signed_by_name, scenario.signed_at) {
            (Some(name), Some(at)) => format!("{name}, {}", moment_text(at, BRUSSELS)),
            (Some(_) | None, _) => String::new(),
        },
        chip: chip(&scenario.state),
        stale,
        line: format!("{}, {policy}", euro_text(total.cents())),
        funded: format!(
            "{}, {}",
            count_text(winners, "proposal", "proposals"),
            euro_text(line.funded().cents())
        ),
        open: Link::Ranking(call).with(&[("from", &id), ("round", round)]),
        compare: Link::Ranking(call).with(&query),
        version: scenario.version,
        acts: if out { Vec::new() } else { acts(ctx, scenario, stale) },
        id,
    }
}

fn chip(state: &str) -> Chip {
    match state {
        "proposed" => Chip::new(Tone::Warn, "waits for a signature"),
        "signed" => Chip::new(Tone::Good, "signed"),
        _kept => Chip::new(Tone::Quiet, "kept"),
    }
}

/// What the reader may do with it.
fn acts(ctx: &Ctx, scenario: &Scenario, stale: bool) -> Vec<KeptAct> {
    if !ctx.actor.has(StaffRole::Officer) {
        return Vec::new();
    }
    let drop = KeptAct { act: "drop", label: "Drop it", grave: true };
    let own = ctx.actor.person() == Some(scenario.made_by);
    let main = match scenario.state.as_str() {
        "kept" if !stale => {
            Some(KeptAct { act: "propose", label: "Propose for signature", grave: false })
        }
        "proposed" if !stale && !own => {
            Some(KeptAct { act: "sign", label: "Sign this ranking", grave: false })
        }
        _other => None,
    };
    main.into_iter().chain([drop]).collect()
}

/// One row for samples.
pub fn sample_row() -> KeptRow {
    KeptRow {
        name: "As it is".to_owned(),
        made: "Jan Officer, 22 November 2026, 14:20".to_owned(),
        signed: String::new(),
        chip: chip("proposed"),
        stale: true,
        line: "EUR 100,000.00, stops".to_owned(),
        funded: "3 proposals, EUR 90,000.00".to_owned(),
        open: "/office".to_owned(),
        compare: "/office".to_owned(),
        id: "1".to_owned(),
        version: 1,
        acts: vec![
            KeptAct { act: "sign", label: "Sign this ranking", grave: false },
            KeptAct { act: "drop", label: "Drop it", grave: true },
        ],
    }
}

/// A comparison for samples.
pub fn sample_compared() -> Compared {
    let moved = Moved {
        reference: "INV-2026-0002".to_owned(),
        href: "/office".to_owned(),
        before: "place 2, funded".to_owned(),
        after: "place 2, reserve 1".to_owned(),
    };
    Compared {
        title: "Against \u{201c}As it is\u{201d}".to_owned(),
        by: "EUR 20,000.00 less is given".to_owned(),
        groups: vec![
            Group { title: "Would be funded", rows: Vec::new() },
            Group { title: "Would no longer be funded", rows: vec![moved] },
        ],
    }
}
