//! The overview of a call: budget, quotas with what each waiting decision would do, partnerships,
//! and what waits. The one rule: at most eight statements, however large the call.

mod waiting;

use super::{
    parts::{self, AnyCall, OfficeCall, ScoredCall},
    scored_overview,
};
use crate::{
    domain::{
        access::{Act, Subject},
        ids::CallId,
        ledger::chart::{AccountName, BudgetView, count},
        moment::BRUSSELS,
        money::Money,
        quota::{self, PlaceKey},
        scheme::Scheme,
    },
    http::{Answer, Ctx, Fail, Id},
    queries::overview::{self as query, Books, Partnership, Waits},
    render::{
        Link, Page, Shell, Tone, day_text, number_text,
        parts::{Action, Chip, Fact, Meter, Tile, WorkItem},
        shell::NavItem,
    },
};
use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use serde::Serialize;
use waiting::DecisionRow;

/// How many waiting decisions the page shows.
const SHOWN: u32 = 25;
/// Days the pace is taken over.
const PACE_DAYS: i64 = 90;

/// The page.
#[derive(Debug, Serialize)]
pub struct Overview {
    shell: Shell,
    tabs: Vec<NavItem>,
    next: Option<Action>,
    tiles: Vec<Tile>,
    meters: Vec<Meter>,
    reported: Vec<Fact>,
    waits: Vec<WorkItem>,
    decisions: Vec<DecisionRow>,
    all_decisions: Option<String>,
    partnerships: Vec<Meter>,
    set_up: String,
}

/// `GET /office/calls/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let any = AnyCall::load(&ctx, id).await?;
    match any.scheme {
        Scheme::Exchange(programme) => {
            let office = OfficeCall { call: any.call, programme };
            ctx.page(&page(&ctx, &office).await?)
        }
        Scheme::Scored(programme) => {
            let office = ScoredCall { call: any.call, programme };
            scored_overview::show(&ctx, &office).await
        }
    }
}

async fn page(ctx: &Ctx, office: &OfficeCall) -> Result<Overview, Fail> {
    let conn = ctx.state.desk.database.reads();
    let id = office.call.id;
    let books = query::books(conn, id).await?;
    let waits = query::waits(conn, id).await?;
    let decisions = query::decisions(conn, id, SHOWN).await?;
    let delivered = query::delivered(conn, id, 5).await?;
    let partnerships = query::partnerships(conn, id).await?;
    let meters = parts::meters(&office.programme.quotas, office.call.places, &books);
    let places = parts::places(&meters);
    let since = ctx.now().plus(-TimeDelta::days(PACE_DAYS)).max(office.call.opens_at);
    let pace = match places {
        Some(places) => {
            let pool = AccountName::Places(PlaceKey::AtMost(places.key.clone()));
            query::agreed_since(conn, id, &pool, since).await?
        }
        None => 0,
    };
    let rows = waiting::rows(ctx, office, &meters, parts::budget(&books), decisions);
    let today = ctx.now().day_in(BRUSSELS);
    let days = u32::try_from(ctx.now().since(since).num_days()).unwrap_or_default().max(1);
    let forecast = places.map(|places| forecast(places, today, days, pace));
    let shown = meters.iter().filter_map(|m| drawn(m, forecast.as_deref(), &rows)).collect();
    Ok(Overview {
        shell: shell(ctx, office, places, &waits),
        tabs: parts::tabs(ctx, id, &Link::Overview(id)),
        next: next(ctx, &rows),
        tiles: tiles(id, parts::budget(&books), places, &waits),
        meters: shown,
        reported: meters.iter().filter_map(reported).collect(),
        waits: waiting::work(ctx, office, &waits, &rows, &delivered),
        all_decisions: (waits.decisions > i64::from(SHOWN))
            .then(|| Link::Queue(id).with(&[("stage", "submitted")])),
        decisions: rows,
        partnerships: partnerships.iter().map(|p| partnership(p, &books)).collect(),
        set_up: Link::OfficerCall(id).into(),
    })
}

fn shell(ctx: &Ctx, office: &OfficeCall, places: Option<&quota::Meter>, waits: &Waits) -> Shell {
    let done = places.map_or_else(String::new, |places| {
        let size = number_text(places.size.unwrap_or_default().into());
        format!("{} of {size} exchanges done, ", number_text(places.count.done.into()))
    });
    let decides = ctx.may(Act::ManageCall, &Subject::Office);
    let title = match waits.decisions {
        0 => format!("{done}no decision waits"),
        n => {
            let verb = if n == 1 { "waits" } else { "wait" };
            let whose = if decides { " for you" } else { "" };
            format!("{done}{} {verb}{whose}", parts::things(n, "decision", "decisions"))
        }
    };
    ctx.shell(capital(&title)).back("All calls", Link::OfficerCalls).crumb(&office.call.title)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn next(ctx: &Ctx, rows: &[DecisionRow]) -> Option<Action> {
    let first = rows.first()?;
    ctx.may(Act::ManageCall, &Subject::Office).then(|| Action {
        label: "Decide the next one".into(),
        href: first.href.clone(),
        post: false,
    })
}

fn tiles(
    call: CallId,
    money: BudgetView,
    places: Option<&quota::Meter>,
    waits: &Waits,
) -> Vec<Tile> {
    let tile = |label: &str, sum: Money, account: &str, note: &str| {
        parts::money_tile(call, label, sum, account, note)
    };
    let all = places.map_or(0, |places| i64::from(places.count.all()));
    let spent = money.committed.cents() + money.due.cents() + money.paid.cents();
    // The mean of what was promised and paid, over the exchanges that were counted.
    let more = if all > 0 && spent > 0 {
        let fit = money.free.cents().max(0) * all / spent;
        format!("about {} at today's mean", parts::things(fit, "exchange", "exchanges"))
    } else {
        String::new()
    };
    let to_pay = match waits.to_propose {
        0 => String::new(),
        n => format!("{} to propose", parts::things(n, "payment", "payments")),
    };
    vec![
        tile("Appropriated", money.appropriated, "source", ""),
        tile("Committed", money.committed, "payable", "promised, not yet due"),
        tile("Due", money.due, "payable", "owed, not yet paid"),
        tile("Paid", money.paid, "payee", &to_pay),
        tile("Free", money.free, "budget", &more),
    ]
}

/// What the pace of the last days leads to.
fn forecast(places: &quota::Meter, today: NaiveDate, days: u32, pace: i64) -> String {
    let left = places.room.unwrap_or_default();
    let over = if i64::from(days) < PACE_DAYS {
        "since the call opened".to_owned()
    } else {
        format!("of the last {PACE_DAYS} days")
    };
    if left == 0 {
        return "All places are taken.".to_owned();
    }
    if pace == 0 {
        return format!("No exchange was agreed in the days {over}, so there is no forecast.");
    }
    let size = places.size.unwrap_or_default();
    match quota::full_on(today, days, u32::try_from(pace).unwrap_or(u32::MAX), left) {
        Some(day) => {
            let monday = day - Days::new(day.weekday().num_days_from_monday().into());
            format!(
                "At the pace {over} the last of {} is agreed in the week of {}.",
                number_text(size.into()),
                day_text(monday)
            )
        }
        None => format!("At the pace {over} the last place is not taken within ten years."),
    }
}

/// A meter with a sentence: the forecast under the places, what still fits under a share.
fn drawn(meter: &quota::Meter, forecast: Option<&str>, rows: &[DecisionRow]) -> Option<Meter> {
    let shown = parts::drawn(meter)?;
    if meter.aim.is_none() {
        let says = forecast.unwrap_or_default();
        let full = meter.room == Some(0);
        let shown = shown.note(says);
        return Some(if full { shown.chip(Chip::new(Tone::Bad, "full")) } else { shown });
    }
    let raise = rows.iter().filter(|row| row.raises.contains(&meter.key)).count();
    let mut says = Vec::new();
    if let Some(room) = meter.room {
        says.push(match room {
            0 => "None that does not count fits any more.".to_owned(),
            1 => "1 more that does not count fits before the aim is out of reach.".to_owned(),
            n => format!(
                "{} more that do not count fit before the aim is out of reach.",
                number_text(n.into())
            ),
        });
    }
    if !rows.is_empty() {
        says.push(format!("{raise} of the {} decisions below would raise it.", rows.len()));
    }
    Some(shown.note(says.join(" ")))
}

/// A counter without a limit, in words.
fn reported(meter: &quota::Meter) -> Option<Fact> {
    if meter.aim.is_some() || meter.size.is_some() {
        return None;
    }
    let [done, agreed] = [meter.count.done, meter.count.agreed].map(|n| number_text(n.into()));
    Some(Fact::new(&meter.label, format!("{done} done, {agreed} agreed")))
}

/// A partnership's own target, counted once for the visitor's (domain facts 1.5).
fn partnership(p: &Partnership, books: &Books) -> Meter {
    let counted = count(books.sums(&AccountName::Partnership(p.id)));
    let (done, agreed) = (i64::from(counted.done), i64::from(counted.agreed));
    let meter = Meter::count(format!("{}: {}", p.code, p.name), done, agreed, p.target);
    if done >= p.target { meter.chip(Chip::new(Tone::Good, "reached")) } else { meter }
}

impl Page for Overview {
    const TEMPLATE: &'static str = "pages/officer/overview.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("217 of 500 exchanges done, 1 decision waits for you")
            .back("All calls", Link::OfficerCalls)
            .crumb("ClusterXchange 2026");
        let tile = |label: &str, figure: &str, note: &str| Tile::new(label, figure, note);
        let full = Self {
            shell: shell.clone(),
            tabs: parts::sample_tabs(),
            next: Some(Action::go("Decide the next one", Link::Home)),
            tiles: vec![tile("Free", "€ 151,590.00", "about 196 exchanges at today's mean")],
            meters: vec![Meter::count("Exchanges", 217, 112, 500).note("At this pace: March.")],
            reported: vec![Fact::new("Virtual exchanges", "3 done, 1 agreed")],
            waits: vec![WorkItem {
                label: "Tecnotex Lda visits Lodz Textile Cluster".to_owned(),
                href: "/".to_owned(),
                detail: "decision · € 610.00".to_owned(),
                chip: Some(Chip::new(Tone::Info, "3 days")),
            }],
            decisions: DecisionRow::samples(),
            all_decisions: Some("/office".to_owned()),
            partnerships: vec![Meter::count("CLOTH: Cloth", 12, 8, 100)],
            set_up: "/office".to_owned(),
        };
        let empty = Self {
            shell,
            tabs: Vec::new(),
            next: None,
            tiles: Vec::new(),
            meters: Vec::new(),
            reported: Vec::new(),
            waits: Vec::new(),
            decisions: Vec::new(),
            all_decisions: None,
            partnerships: Vec::new(),
            set_up: "/office".to_owned(),
        };
        vec![full, empty]
    }
}
