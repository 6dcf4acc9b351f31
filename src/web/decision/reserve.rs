//! The reserve list after a release: who waits, who has an offer, what the lines have left, and
//! the journal it all follows from. The one rule: offers make themselves; an officer only adds
//! money.

use super::parts::{self, ScoredCall};
use crate::{
    actions::{ActionError, reserve, reserve_list::List},
    domain::{
        access::{Act, Subject},
        evaluation::{
            line::LineName,
            reserve::{Next, ReserveStep, Upheld},
        },
        form::FieldRefusal,
        ids::{ApplicationId, CallId},
        moment::BRUSSELS,
        money::Money,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::decision as query,
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::{Chip, Happened, Tile},
        shell::Tabs,
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
pub struct ReservePage {
    shell: Shell,
    tabs: Tabs,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    next: String,
    tiles: Vec<Tile>,
    waiting: Vec<WaitRow>,
    journal: Vec<Happened>,
    fields: Vec<FieldView>,
    round: u32,
}

/// One that has an offer or waits.
#[derive(Debug, Serialize)]
struct WaitRow {
    place: String,
    reference: String,
    href: String,
    requested: String,
    chip: Chip,
}

/// `GET /office/calls/{id}/reserve`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let page = page(&ctx, id, &Typed(asked), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: CallId,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<ReservePage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let round = office.round_out(typed);
    let conn = ctx.state.desk.database.reads();
    let frame = |title: String| ReservePage {
        shell: office.shell(ctx, title),
        tabs: office.tabs(ctx, &Link::Reserve(id), round),
        action: Link::Reserve(id).into(),
        refused: None,
        faults: Vec::new(),
        next: "The list begins with the release.".to_owned(),
        tiles: Vec::new(),
        waiting: Vec::new(),
        journal: Vec::new(),
        fields: Vec::new(),
        round: round + 1,
    };
    if query::release_of(conn, id, round).await?.is_none() {
        return Ok(frame("There is no reserve list yet".to_owned()));
    }
    if office.programme.round(round).is_some_and(|round| round.goes_on_for.is_some()) {
        let next = "Nobody waits between two stages of a call.".to_owned();
        return Ok(ReservePage { next, ..frame("This round has no reserve list".to_owned()) });
    }
    let list = reserve::standing(&ctx.state.desk, &ctx.actor, id, round).await?;
    let writes = ctx.may(Act::Release, &Subject::Office) && !list.state.is_closed;
    let fields = if writes { fields(&list, typed, refusal) } else { Vec::new() };
    let many = list.state.waiting.len() + list.state.offers.len();
    let title = match many {
        0 => "Nobody waits on the reserve list".to_owned(),
        1 => "1 proposal waits on the reserve list".to_owned(),
        many => format!("{many} proposals wait on the reserve list"),
    };
    let until = format!("The list ends on {}.", moment_text(list.state.expires_at, BRUSSELS));
    Ok(ReservePage {
        refused: parts::page_refusal(refusal, &fields),
        faults: fault_links(&fields),
        next: format!("{} {until}", next(&list, ctx)),
        tiles: tiles(&list),
        waiting: waiting(&list),
        journal: journal(&list),
        fields,
        ..frame(title)
    })
}

fn next(list: &List, ctx: &Ctx) -> String {
    match list.state.next(ctx.now()) {
        Next::Offer { reference, amount, .. } => {
            format!("{} is being offered to {reference}.", euro_text(amount.cents()))
        }
        Next::Suspended { .. } => {
            "A review is open: no offer is made until it is decided.".to_owned()
        }
        Next::Ended => "The list has ended.".to_owned(),
        Next::NobodyWaits => "Nobody waits.".to_owned(),
        Next::NothingFits { lacks, .. } => {
            format!("The next lacks {}.", euro_text(lacks.cents()))
        }
    }
}

fn tiles(list: &List) -> Vec<Tile> {
    let tile = |purse: &crate::domain::evaluation::line::Purse| {
        Tile::new(
            format!("Left in {}", words::ranking::line(&purse.line)),
            euro_text(purse.left.cents()),
            format!("of {}", euro_text(purse.total.cents())),
        )
    };
    list.state.purses.iter().map(tile).collect()
}

fn waiting(list: &List) -> Vec<WaitRow> {
    let offers = list.state.offers.iter().map(|offer| {
        let until = list.offer_until(offer.at);
        let says = format!("offered, to answer by {}", moment_text(until, BRUSSELS));
        (String::new(), &offer.to, Chip::new(Tone::Warn, says))
    });
    let waiting = list
        .state
        .waiting
        .iter()
        .enumerate()
        .map(|(at, one)| ((at + 1).to_string(), one, Chip::new(Tone::Info, "waits")));
    let row = |(place, one, chip): (String, &_, Chip)| {
        let one: &crate::domain::evaluation::reserve::Waiting<ApplicationId> = one;
        WaitRow {
            place,
            reference: one.reference.clone(),
            href: Link::ProposalFile(one.id).into(),
            requested: euro_text(one.requested.cents()),
            chip,
        }
    };
    offers.chain(waiting).map(row).collect()
}

fn journal(list: &List) -> Vec<Happened> {
    let rows = list.scenario.drawn.line.rows.iter();
    let names: BTreeMap<ApplicationId, &str> =
        rows.map(|row| (row.id, row.reference.as_str())).collect();
    let name = |id: &ApplicationId| names.get(id).copied().unwrap_or("a proposal");
    let line = |line: &query::JournalLine| Happened {
        at: line.recorded.at,
        says: says(&line.recorded.step, &name),
        who: if line.by_whom.starts_with("system") {
            "by the clock".to_owned()
        } else {
            String::new()
        },
    };
    list.journal.iter().rev().map(line).collect()
}

fn says<'n>(step: &ReserveStep<ApplicationId>, name: &dyn Fn(&ApplicationId) -> &'n str) -> String {
    use ReserveStep as S;
    match step {
        S::Withdrawn { id } => format!("{} left", name(id)),
        S::Reduced { id, to } => format!("{} was reduced to {}", name(id), euro_text(to.cents())),
        S::MoneyAdded { line, amount } => {
            format!("{} more for {}", euro_text(amount.cents()), words::ranking::line(line))
        }
        S::AppealOpened { id, .. } => format!("A review about {} was opened", name(id)),
        S::AppealRejected { id } => format!("The review about {} was rejected", name(id)),
        S::AppealUpheld { id, result } => {
            let then = match result {
                Upheld::Unchanged => "nothing changes",
                Upheld::Funded { .. } => "it is funded",
                Upheld::Waits { before: Some(_), .. } => "it waits before others",
                Upheld::Waits { before: None, .. } => "it waits at the end",
            };
            format!("The review about {} was upheld: {then}", name(id))
        }
        S::Offered { id } => format!("Money was offered to {}", name(id)),
        S::Accepted { id } => format!("{} took the offer up", name(id)),
        S::Declined { id } => format!("{} turned the offer down", name(id)),
        S::OfferLapsed { id } => format!("The offer to {} ran out", name(id)),
        S::Closed => "The list was closed".to_owned(),
    }
}

fn line_code(name: &LineName) -> String {
    match name {
        LineName::Common => "common".to_owned(),
        LineName::Sub(name) => format!("sub:{name}"),
    }
}

fn line_of(code: &str) -> LineName {
    code.strip_prefix("sub:").map_or(LineName::Common, |name| LineName::Sub(name.to_owned()))
}

fn fields(list: &List, typed: &Typed, refusal: Option<&Refusal>) -> Vec<FieldView> {
    let amount = FieldView::new(Input::Amount, "amount", "Money for the list")
        .hint("Out of what the call's books have free beside the list.")
        .unit("EUR")
        .value(typed.get("amount"))
        .fault(parts::field_fault(refusal, "amount"));
    let lines = list.state.purses.iter().map(|purse| &purse.line);
    let options: Vec<(String, String)> =
        lines.map(|line| (line_code(line), words::ranking::line(line))).collect();
    if options.len() < 2 {
        return vec![amount];
    }
    let chosen = if typed.get("line").is_empty() { "common" } else { typed.get("line") };
    vec![amount, FieldView::new(Input::Choice, "line", "For").options(options).value(chosen)]
}

/// `POST /office/calls/{id}/reserve`: adds money.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let round = office.round_out(&typed);
    ctx.need(Act::Release, &Subject::Office)?;
    let amount = Money::parse_euro(typed.get("amount")).filter(|money| *money > Money::ZERO);
    let line = line_of(typed.get("line"));
    let done = if let Some(amount) = amount {
        reserve::add_money(&ctx.state.desk, &ctx.actor, (id, round), line, amount).await
    } else {
        let why = FieldRefusal::NotAnAmount;
        Err(Refusal::FieldRefused { field: "amount".to_owned(), why }.into())
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Reserve(id), Said::ReserveRaised)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for ReservePage {
    const TEMPLATE: &'static str = "pages/decision/reserve.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let shell = Shell::sample("2 proposals wait on the reserve list");
        let at = shell.now;
        let whole = Self {
            shell,
            tabs: crate::web::officer::parts::sample_group(&Link::Reserve(call)),
            action: "/office".to_owned(),
            refused: Some("The budget has too little room.".to_owned()),
            faults: Vec::new(),
            next: "The next lacks EUR 5,000.00.".to_owned(),
            tiles: vec![Tile::new("Left in the common line", "EUR 15,000.00", "of EUR 100,000.00")],
            waiting: vec![WaitRow {
                place: "1".to_owned(),
                reference: "INV-2026-0003".to_owned(),
                href: "/office".to_owned(),
                requested: "EUR 20,000.00".to_owned(),
                chip: Chip::new(Tone::Info, "waits"),
            }],
            journal: vec![Happened {
                at,
                says: "INV-2026-0001 left".to_owned(),
                who: "by the clock".to_owned(),
            }],
            fields: vec![FieldView::new(Input::Amount, "amount", "Money for the list").unit("EUR")],
            round: 1,
        };
        let empty = Self {
            shell: Shell::sample("There is no reserve list yet"),
            tabs: crate::web::officer::parts::sample_group(&Link::Reserve(call)),
            action: "/office".to_owned(),
            refused: None,
            faults: Vec::new(),
            next: "The list begins with the release.".to_owned(),
            tiles: Vec::new(),
            waiting: Vec::new(),
            journal: Vec::new(),
            fields: Vec::new(),
            round: 1,
        };
        vec![whole, empty]
    }
}
