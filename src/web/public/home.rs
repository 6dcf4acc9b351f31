//! The list of calls. The one rule: what is open stands first, with its deadline and what is left.

use crate::{
    domain::{
        call::{Call, CallStage},
        moment::{Moment, Zone},
        money::Money,
        quota::Meter,
        scheme::Scheme,
    },
    http::{Answer, Ctx},
    queries::{calls, quota},
    render::{
        Link, Page, Shell, Tone, count_text, day_text, days_between, moment_text,
        words::{self, Chip},
    },
};
use serde::Serialize;

/// The list of calls.
#[derive(Debug, Serialize)]
pub(super) struct Home {
    shell: Shell,
    open: Vec<CallCard>,
    coming: Vec<CallCard>,
    past: Vec<CallCard>,
}

/// One call of the list.
#[derive(Debug, Serialize)]
struct CallCard {
    title: String,
    summary: String,
    href: Link,
    opens_at: Moment,
    deadline: Moment,
    /// The deadline's day, written out.
    closes_on: String,
    /// Its hour with the zone, and how far away it is.
    closes_at: String,
    chip: Chip,
    /// Cents that can still be committed; none while no money is given.
    free: Option<i64>,
    /// "Am I eligible?"
    check: Link,
    /// What only a call of exchanges has.
    exchange: Option<ExchangeCard>,
    /// What only a scored call has.
    scored: Option<ScoredCard>,
}

/// What the list says about a scored call.
#[derive(Debug, Serialize)]
struct ScoredCard {
    /// The most one project gets, in cents, where there is a limit.
    most: Option<i64>,
    /// The types, by name.
    types: String,
}

/// What the list says about a call of exchanges.
#[derive(Debug, Serialize)]
struct ExchangeCard {
    /// Exchanges that still fit, of how many.
    places: Option<(u32, u32)>,
    ceiling: i64,
    pay_within_days: u32,
}

impl Page for Home {
    const TEMPLATE: &'static str = "pages/public/home.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("One call is open");
        let exchange = |places| ExchangeCard { places, ceiling: 110_000, pay_within_days: 10 };
        let card = |chip: Chip, free, exchange: Option<ExchangeCard>| CallCard {
            title: "ClusterXchange 2026".to_owned(),
            summary: "Visit an organisation in another country.".to_owned(),
            href: Link::Call(uuid::Uuid::nil().into()),
            opens_at: shell.now,
            deadline: shell.now,
            closes_on: "31 January 2027".to_owned(),
            closes_at: "17:00 Brussels, in 69 days".to_owned(),
            chip,
            free,
            check: Link::CallCheck(uuid::Uuid::nil().into()),
            scored: Some(ScoredCard {
                most: Some(25_000_000),
                types: "Feasibility voucher".to_owned(),
            })
            .filter(|_| exchange.is_none()),
            exchange,
        };
        let soon = Chip::new(Tone::Good, "open");
        let full = Self {
            open: vec![
                card(soon.clone(), Some(15_159_000), Some(exchange(Some((171, 500))))),
                card(soon.clone(), None, None),
            ],
            coming: vec![card(soon.clone(), None, Some(exchange(None)))],
            past: vec![card(soon, None, None)],
            shell: shell.clone(),
        };
        let empty = Self { shell, open: Vec::new(), coming: Vec::new(), past: Vec::new() };
        vec![full, empty]
    }
}

/// Where a call stands for someone who wants to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Applications come in.
    Open,
    /// Published, not open yet.
    Coming,
    /// Nothing new comes in.
    Past,
    /// Seen by officers only.
    Draft,
}

pub(super) fn door(call: &Call, now: Moment) -> Door {
    match call.stage {
        CallStage::Draft => Door::Draft,
        CallStage::Published if now < call.opens_at => Door::Coming,
        CallStage::Published if call.takes(now).is_ok() => Door::Open,
        CallStage::Published | CallStage::Closed | CallStage::Archived => Door::Past,
    }
}

/// The word about it: "open, in 69 days", "closes tomorrow".
pub(super) fn chip(call: &Call, now: Moment, zone: Zone) -> Chip {
    match door(call, now) {
        Door::Open => {
            let soon = call.deadline.since(now).num_days() < 7;
            let tone = if soon { Tone::Warn } else { Tone::Good };
            Chip::new(tone, format!("open, closes {}", days_between(now, call.deadline, zone)))
        }
        Door::Coming => {
            Chip::new(Tone::Info, format!("opens {}", days_between(now, call.opens_at, zone)))
        }
        Door::Past => Chip::new(Tone::Quiet, "closed"),
        Door::Draft => Chip::new(Tone::Quiet, "draft, seen by the office only"),
    }
}

/// "17:00 Brussels, in 69 days".
fn hour(call: &Call, zone: Zone, now: Moment) -> String {
    let whole = moment_text(call.deadline, zone);
    let hour = whole.split_once(", ").map_or(whole.as_str(), |(_, hour)| hour);
    format!("{hour}, {}", days_between(now, call.deadline, zone))
}

/// Places left and in all, of the counter that limits the call.
pub(super) fn places(meters: &[Meter]) -> Option<(u32, u32)> {
    meters.iter().filter(|meter| meter.aim.is_none()).find_map(|meter| meter.room.zip(meter.size))
}

fn card(call: &Call, scheme: &Scheme, books: Option<&quota::Books>, now: Moment) -> CallCard {
    let zone = scheme.zone();
    CallCard {
        title: call.title.clone(),
        summary: scheme.summary().to_owned(),
        href: Link::Call(call.id),
        opens_at: call.opens_at,
        deadline: call.deadline,
        closes_on: day_text(call.deadline.day_in(zone)),
        closes_at: hour(call, zone, now),
        chip: chip(call, now, zone),
        free: books.map(|books| books.budget().free.cents()),
        check: Link::CallCheck(call.id),
        scored: scheme.scored().map(|programme| {
            let types: Vec<String> = programme.types.iter().map(|t| t.label.clone()).collect();
            ScoredCard {
                most: words::voucher_most(programme).map(Money::cents),
                types: words::list(&types),
            }
        }),
        exchange: scheme.exchange().map(|programme| {
            let meters = books.map(|books| books.meters(&programme.quotas, call.places));
            ExchangeCard {
                places: meters.and_then(|meters| places(&meters)),
                ceiling: programme.lump_sum.ceiling.cents(),
                pay_within_days: programme.pay_within_days,
            }
        }),
    }
}

/// `GET /`.
pub(super) async fn show(ctx: Ctx) -> Answer {
    let desk = &ctx.state.desk;
    let stored = calls::public(desk.database.reads()).await?;
    let books = quota::of_published(desk.database.reads()).await?;
    let now = ctx.now();
    let (mut open, mut coming, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for stored in &stored {
        let (call, scheme) = (&stored.call, desk.scheme(stored)?);
        let books = books.get(&call.id).filter(|books| books.is_open());
        let card = card(call, &scheme, books, now);
        match door(call, now) {
            Door::Open => open.push(card),
            Door::Coming => coming.push(card),
            Door::Past | Door::Draft => past.push(card),
        }
    }
    // The one that closes first stands first.
    open.reverse();
    coming.reverse();
    let title = match open.len() {
        0 => "No call is open now".to_owned(),
        1 => "One call is open".to_owned(),
        many => format!(
            "{} are open",
            count_text(i64::try_from(many).unwrap_or(i64::MAX), "call", "calls")
        ),
    };
    ctx.page(&Home { shell: ctx.shell(title), open, coming, past })
}
