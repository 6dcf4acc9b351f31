//! Where a scored call stands: money, stages, clocks, and what reaches SMEs. The one rule: figures
//! come from the ledger and from what was released; nothing here tells a prepared decision.

use super::parts::{self, ScoredCall};
use crate::{
    domain::{
        cascade::{
            CascadeAim, CascadeLine, CascadeMeters, CascadeRow, CascadeSupport, cascade_meters,
        },
        clocks::{ClockState, Limit},
        country::Country,
        ids::CallId,
        ledger::chart::BudgetView,
        moment::Moment,
        money::{Money, Percent},
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Id, Typed},
    queries::{decision as query, overview},
    render::{
        Link, Page, Shell, Tone, count_text, day_text, euro_text, number_text,
        parts::{Chip, Meter, Tile},
        shell::Tabs,
        words,
    },
    web::officer::parts as office,
};
use serde::Serialize;

/// A clock warns so many days before its end.
const WARN_DAYS: u32 = 30;

/// The page.
#[derive(Debug, Serialize)]
pub struct StandingPage {
    shell: Shell,
    tabs: Tabs,
    tiles: Vec<Tile>,
    budget: Option<Meter>,
    stages: Vec<StageRow>,
    clocks: Vec<ClockRow>,
    meters: Vec<Meter>,
    notes: Vec<String>,
    countries: Vec<ReachRow>,
    sectors: Vec<ReachRow>,
}

/// Proposals at one stage.
#[derive(Debug, Serialize)]
struct StageRow {
    label: String,
    many: String,
    requested: String,
}

/// One clock.
#[derive(Debug, Serialize)]
struct ClockRow {
    label: String,
    by: String,
    chip: Chip,
}

/// SMEs of one country or sector.
#[derive(Debug, Serialize)]
struct ReachRow {
    label: String,
    reached: String,
    supported: String,
    cash: String,
    services: String,
}

/// `GET /office/calls/{id}/standing`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let round = office.round(&Typed::default());
    let conn = ctx.state.desk.database.reads();
    let books = overview::books(conn, id).await?;
    let budget = books.budget();
    let stages = query::stages(conn, id).await?;
    let reached = query::reached(conn, id, round).await?;
    let informed = query::informed_at(conn, id).await?;
    let cascade = cascade(&office.programme, budget.appropriated, &reached);
    let total: i64 = stages.iter().map(|one| one.many).sum();
    let title = format!(
        "{} handed in, {} free",
        count_text(total, "proposal", "proposals"),
        euro_text(budget.free.cents())
    );
    let page = StandingPage {
        shell: office.shell(&ctx, title),
        tabs: crate::web::officer::parts::group_tabs(&ctx, id, &Link::Standing(id)),
        tiles: tiles(id, &budget, cascade.as_ref()),
        budget: (budget.appropriated > Money::ZERO).then(|| {
            let euro = |money: Money| money.cents() / 100;
            let given = euro(budget.appropriated);
            Meter::amount("Budget", euro(budget.paid), euro(budget.committed), given)
        }),
        stages: stages.iter().filter_map(stage_row).collect(),
        clocks: clocks(&office, ctx.now(), informed),
        meters: cascade.as_ref().map(|c| meters(&office.programme, c)).unwrap_or_default(),
        notes: notes(&office.programme),
        countries: cascade.as_ref().map(countries).unwrap_or_default(),
        sectors: cascade.as_ref().map(sectors).unwrap_or_default(),
    };
    ctx.page(&page)
}

fn cascade(
    programme: &ScoredProgramme,
    budget: Money,
    reached: &[query::Reached],
) -> Option<CascadeMeters> {
    let rows: Vec<CascadeRow> = reached
        .iter()
        .filter_map(|one| {
            let support = CascadeSupport { cash: one.cash, services: one.services };
            Some(CascadeRow {
                organisation: one.organisation,
                country: one.country.parse::<Country>().ok()?,
                sector: one.sector.clone(),
                is_sme: ["micro", "small", "medium"].contains(&one.size.as_str()),
                funded: one.funded.then_some(support),
            })
        })
        .collect();
    let aim = CascadeAim {
        total_budget: budget,
        sme_partners_budget: Money::ZERO,
        target: programme.sme_share.unwrap_or(Percent::whole(0)),
    };
    cascade_meters(&rows, &aim)
}

fn tiles(call: CallId, budget: &BudgetView, cascade: Option<&CascadeMeters>) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: &str| Tile::new(label, figure, note);
    let money = |label: &str, sum: Money, account: &str, note: &str| {
        office::money_tile(call, label, sum, account, note)
    };
    let mut tiles = vec![
        money("Budget", budget.appropriated, "source", "given to the call"),
        money("Committed", budget.committed, "payable", "awarded, not yet due"),
        money("Due", budget.due, "payable", "owed, not yet paid"),
        money("Paid", budget.paid, "payee", ""),
        money("Free", budget.free, "budget", ""),
    ];
    if let Some(cascade) = cascade {
        let number = |n: u64| number_text(i64::try_from(n).unwrap_or(i64::MAX));
        tiles.push(tile("SMEs reached", number(cascade.all.reached), "each once, however often"));
        tiles.push(tile("SMEs supported", number(cascade.all.supported), "awarded"));
    }
    tiles
}

fn stage_row(count: &query::StageCount) -> Option<StageRow> {
    let stage = ProposalStageKind::from_code(&count.stage)?;
    Some(StageRow {
        label: words::proposal_stage_staff(stage).label,
        many: number_text(count.many),
        requested: euro_text(count.requested.cents()),
    })
}

fn clocks(office: &ScoredCall, now: Moment, informed: Option<Moment>) -> Vec<ClockRow> {
    let (rules, zone) = (office.programme.clocks, office.programme.zone);
    let clock = |label: &str, limit: Limit, met: Option<Moment>| ClockRow {
        label: label.to_owned(),
        by: day_text(limit.last_day),
        chip: clock_chip(limit.state(now, met, WARN_DAYS, zone)),
    };
    let inform = Limit::months_after(office.call.deadline, rules.inform_months, zone);
    let mut all = vec![clock("Inform all applicants", inform, informed)];
    if let Some(at) = informed {
        let sign = Limit::months_after(at, rules.sign_months, zone);
        all.push(clock("Sign the agreements", sign, None));
        let last_read = rules.deemed_read_days.saturating_add(rules.redress_days);
        let redress = Limit::days_after(at, last_read, zone);
        all.push(clock("Reviews can be asked for, at the latest", redress, None));
    }
    all
}

fn clock_chip(state: ClockState) -> Chip {
    match state {
        ClockState::Running { days_left } => {
            Chip::new(Tone::Info, format!("{} left", days(days_left)))
        }
        ClockState::Warn { days_left } => {
            Chip::new(Tone::Warn, format!("{} left", days(days_left)))
        }
        ClockState::Late { days_over } => Chip::new(Tone::Bad, format!("{} over", days(days_over))),
        ClockState::Met { in_time: true, .. } => Chip::new(Tone::Good, "done in time"),
        ClockState::Met { in_time: false, .. } => Chip::new(Tone::Bad, "done late"),
    }
}

fn days(number: u32) -> String {
    count_text(number.into(), "day", "days")
}

fn meters(programme: &ScoredProgramme, cascade: &CascadeMeters) -> Vec<Meter> {
    let Some(aim) = programme.sme_share else { return Vec::new() };
    let meter = |label: &str, share: &crate::domain::cascade::CascadeShare| {
        let note = if share.reached {
            format!("{}: reached.", euro_text(share.amount.cents()))
        } else {
            let (have, short) = (share.amount.cents(), share.short.cents());
            format!("{}; {} short of the aim.", euro_text(have), euro_text(short))
        };
        Meter::share(label, share.share, aim).note(note)
    };
    vec![
        meter("Euro to SMEs, cash alone", &cascade.cash_alone),
        meter("Euro to SMEs, with services in kind", &cascade.with_services_and_partners),
    ]
}

fn notes(programme: &ScoredProgramme) -> Vec<String> {
    match programme.sme_share {
        Some(_) => vec![
            "The base is the money given to this call. The parent project's own base is its total \
             budget, which may be larger."
                .to_owned(),
        ],
        None => Vec::new(),
    }
}

fn reach_row(label: String, line: &CascadeLine) -> ReachRow {
    let number = |n: u64| number_text(i64::try_from(n).unwrap_or(i64::MAX));
    ReachRow {
        label,
        reached: number(line.reached),
        supported: number(line.supported),
        cash: euro_text(line.cash.cents()),
        services: euro_text(line.services.cents()),
    }
}

fn countries(cascade: &CascadeMeters) -> Vec<ReachRow> {
    let rows = cascade.by_country.iter();
    rows.map(|(country, line)| reach_row(country.name().to_owned(), line)).collect()
}

fn sectors(cascade: &CascadeMeters) -> Vec<ReachRow> {
    let label = |code: &Option<String>| code.clone().unwrap_or_else(|| "not known".to_owned());
    cascade.by_sector.iter().map(|(code, line)| reach_row(label(code), line)).collect()
}

impl Page for StandingPage {
    const TEMPLATE: &'static str = "pages/decision/standing.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let row = |label: &str| ReachRow {
            label: label.to_owned(),
            reached: "12".to_owned(),
            supported: "4".to_owned(),
            cash: "EUR 80,000.00".to_owned(),
            services: "EUR 0.00".to_owned(),
        };
        let aim = Percent::whole(75);
        let whole = Self {
            shell: Shell::sample("80 proposals handed in, EUR 20,000.00 free"),
            tabs: crate::web::officer::parts::sample_group(&Link::Standing(call)),
            tiles: vec![Tile::new("Budget", "EUR 100,000.00", "given to the call")],
            budget: Some(Meter::amount("Budget", 10_000, 70_000, 100_000)),
            stages: vec![StageRow {
                label: "in evaluation".to_owned(),
                many: "72".to_owned(),
                requested: "EUR 1,440,000.00".to_owned(),
            }],
            clocks: vec![ClockRow {
                label: "Inform all applicants".to_owned(),
                by: "28 February 2027".to_owned(),
                chip: clock_chip(ClockState::Warn { days_left: 9 }),
            }],
            meters: vec![Meter::share("Euro to SMEs, cash alone", Some(Percent::whole(60)), aim)],
            notes: vec!["The base is the money given to this call.".to_owned()],
            countries: vec![row("Portugal")],
            sectors: vec![row("C13")],
        };
        let empty = Self {
            shell: Shell::sample("0 proposals handed in"),
            tabs: crate::web::officer::parts::sample_group(&Link::Standing(call)),
            tiles: Vec::new(),
            budget: None,
            stages: Vec::new(),
            clocks: Vec::new(),
            meters: Vec::new(),
            notes: Vec::new(),
            countries: Vec::new(),
            sectors: Vec::new(),
        };
        vec![whole, empty]
    }
}
