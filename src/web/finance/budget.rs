//! The budget of a call: what was given, with each reason, and the places opened with it. The one
//! rule: money comes from the parent grant by a finance officer who says why.

use super::{
    burn::{self, Burn},
    ledger::{Row, row},
};
use crate::{
    actions::{ActionError, budget as verb},
    domain::{
        access::{Act, Subject},
        ids::CallId,
        moment::BRUSSELS,
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        ledger::{self as query, Names},
        overview,
    },
    render::{
        Link, Page, Shell, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        number_text,
        parts::{Fact, Tile},
        shell::NavItem,
        words,
    },
    web::officer::parts::{self, AnyCall},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Budget {
    shell: Shell,
    tabs: Vec<NavItem>,
    tiles: Vec<Tile>,
    burn: Option<Burn>,
    places: Vec<Fact>,
    rows: Vec<Row>,
    gives: bool,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    fields: Vec<FieldView>,
}

/// `GET /finance/calls/{id}/budget`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let office = AnyCall::load(&ctx, id).await?;
    let page = page(&ctx, &office, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    office: &AnyCall,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<Budget, Fail> {
    let conn = ctx.state.desk.database.reads();
    let id = office.call.id;
    let books = overview::books(conn, id).await?;
    let lines = query::appropriations(conn, id).await?;
    let names = Names::of(conn, id, &lines, None).await?;
    let money = parts::budget(&books);
    let tile = |label: &str, sum: Money, account: &str, note: &str| {
        parts::money_tile(id, label, sum, account, note)
    };
    let fields = fields(typed, why);
    let faults = fault_links(&fields);
    let title = if lines.is_empty() {
        "No money was given to this call yet".to_owned()
    } else {
        format!(
            "{} of {} is free",
            euro_text(money.free.cents()),
            euro_text(money.appropriated.cents())
        )
    };
    Ok(Budget {
        shell: office.shell(ctx, title),
        tabs: office.tabs(ctx, &Link::Budget(id)),
        tiles: vec![
            tile("Appropriated", money.appropriated, "source", "given to the call"),
            tile("Free", money.free, "budget", "can still be promised"),
            tile("Committed", money.committed, "payable", "promised, not yet due"),
            tile("Due", money.due, "payable", "owed, not yet paid"),
            tile("Paid", money.paid, "payee", "less what came back"),
            tile("To get back", money.to_recover, "owed", "claimed, not yet there"),
            tile("Got back", money.recovered, "recovered", "not given out again"),
        ],
        burn: burn::of(ctx, id).await?,
        places: places(office, &books),
        rows: lines.into_iter().map(|line| row(line, office, &names)).collect(),
        gives: ctx.may(Act::Appropriate, &Subject::Office),
        action: Link::Budget(id).into(),
        refused: why.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS)),
        faults,
        fields,
    })
}

/// The places of each limited counter; they open with the first money.
fn places(office: &AnyCall, books: &overview::Books) -> Vec<Fact> {
    let meters = parts::meters(office.quotas(), office.call.places, books);
    let fact = |meter: &crate::domain::quota::Meter| {
        let room = meter.room?;
        let size = meter.size?;
        let says = match meter.aim {
            Some(aim) => {
                format!("aim {aim}; {} more that do not count fit", number_text(room.into()))
            }
            None => {
                format!("{} of {} left", number_text(room.into()), number_text(size.into()))
            }
        };
        Some(Fact::new(&meter.label, says))
    };
    if books.is_open() { meters.iter().filter_map(fact).collect() } else { Vec::new() }
}

fn fields(typed: &Typed, why: Option<&Refusal>) -> Vec<FieldView> {
    let amount = match why {
        Some(Refusal::FieldRefused { field, why }) if field == "amount" => Some(why),
        Some(_) | None => None,
    };
    let lacks = why == Some(&Refusal::ReasonMissing);
    vec![
        FieldView::new(Input::Amount, "amount", "Amount")
            .unit("EUR")
            .value(typed.get("amount"))
            .fault(amount),
        FieldView::new(Input::Text, "reason", "Where does it come from?")
            .hint("For example the grant agreement and its instalment. It stays in the ledger.")
            .value(typed.get("reason"))
            .fault(lacks.then_some(&FieldRefusal::Missing)),
    ]
}

/// `POST /finance/calls/{id}/budget`.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = AnyCall::load(&ctx, id).await?;
    ctx.need(Act::Appropriate, &Subject::Office)?;
    let done = if let Some(amount) = Money::parse_euro(typed.get("amount").trim()) {
        verb::give(&ctx.state.desk, &ctx.actor, id, amount, typed.get("reason")).await
    } else {
        let (field, why) = ("amount".to_owned(), FieldRefusal::NotAnAmount);
        Err(Refusal::FieldRefused { field, why }.into())
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Budget(id), Said::Appropriated)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &office, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for Budget {
    const TEMPLATE: &'static str = "pages/finance/budget.html";
    fn samples() -> Vec<Self> {
        let page = |rows, gives: bool, refused: Option<&str>, why: Option<&Refusal>| {
            let fields = fields(&Typed::default(), why);
            Self {
                shell: Shell::sample("€ 49,390.00 of € 50,000.00 is free"),
                tabs: parts::sample_tabs(),
                tiles: Vec::new(),
                burn: gives.then(Burn::sample),
                places: vec![Fact::new("Exchanges", "499 of 500 left")],
                rows,
                gives,
                action: "/".to_owned(),
                refused: refused.map(str::to_owned),
                faults: fault_links(&fields),
                fields,
            }
        };
        let mut empty = page(Vec::new(), false, Some("This can't be done."), None);
        empty.places.clear();
        vec![page(vec![Row::sample()], true, None, Some(&Refusal::ReasonMissing)), empty]
    }
}
