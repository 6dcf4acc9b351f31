//! What the bank sent: take a file in, and the lines that fit nothing. The one rule: a file and a
//! line are taken once; what nobody can match waits here until a person says what was done.

use super::parts;
use crate::{
    actions::{ActionError, bank_file as verb},
    bank::{matching::Why, status::What},
    domain::{
        access::{Act, Subject},
        ids::BankLineId,
        moment::{BRUSSELS, Moment},
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Said, Typed, upload::Uploaded},
    queries::batches::{self as query, BankLine},
    render::{
        Link, Page, Shell, count_text, day_text, euro_text,
        form::{FieldView, Input},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct BankFiles {
    shell: Shell,
    tabs: Vec<NavItem>,
    refused: Option<String>,
    takes: bool,
    action: String,
    lines: Vec<Row>,
    files: Vec<File>,
}

/// A line that waits.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    says: String,
    why: String,
    reference: String,
    amount: String,
    note: FieldView,
}

/// A file that came.
#[derive(Debug, Serialize)]
struct File {
    name: String,
    kind: &'static str,
    at: Moment,
    lines: String,
}

/// `GET /finance/bank`.
pub async fn get(ctx: Ctx) -> Answer {
    parts::need(&ctx)?;
    let page = page(&ctx, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(ctx: &Ctx, typed: &Typed, why: Option<&Refusal>) -> Result<BankFiles, Fail> {
    let conn = ctx.state.desk.database.reads();
    let lines = query::open_lines(conn).await?;
    let files = query::files(conn).await?;
    let title = match lines.len() {
        0 => "From the bank: nothing waits".to_owned(),
        n => {
            let lines = i64::try_from(n).unwrap_or(i64::MAX);
            format!("From the bank: {} for a person", count_text(lines, "line waits", "lines wait"))
        }
    };
    Ok(BankFiles {
        shell: ctx.shell(title).back("Office", Link::OfficerCalls),
        tabs: parts::tabs(&Link::BankFiles),
        refused: why.map(|why| words::refusal(why, BRUSSELS)),
        takes: ctx.may(Act::HandlePayment, &Subject::Office),
        action: Link::BankFiles.into(),
        lines: lines.into_iter().map(|line| row(&line, typed)).collect(),
        files: files.into_iter().map(file).collect(),
    })
}

fn row(line: &BankLine, typed: &Typed) -> Row {
    let id = line.id.to_string();
    let typed = if typed.get("line") == id { typed.get("note") } else { "" };
    Row {
        says: verb::says(line).map_or_else(String::new, |what| says(&what)),
        why: why_text(&line.why).to_owned(),
        reference: line.end_to_end_id.clone(),
        amount: line.amount.map_or_else(String::new, |amount| euro_text(amount.cents())),
        note: FieldView::new(Input::Line, "note", "What was done about it")
            .with_id(format!("note-{id}"))
            .value(typed),
        id,
    }
}

fn says(what: &What) -> String {
    match what {
        What::Settled { on } => format!("Paid on {}", day_text(*on)),
        What::Rejected { on, code, text } => {
            format!("Not carried out on {}: {text} ({code})", day_text(*on))
        }
        What::Returned { on, code, text } => {
            format!("Sent back on {}: {text} ({code})", day_text(*on))
        }
        What::Pending { code } => format!("Not final yet ({code})"),
        What::Incoming { on, text } => format!("Money came in on {}: {text}", day_text(*on)),
        What::TakenBack { on, text } => {
            format!("Taken back by the bank on {}: {text}", day_text(*on))
        }
    }
}

fn why_text(why: &str) -> &'static str {
    match serde_json::from_str::<Why>(why) {
        Ok(Why::UnknownReference) => "No payment has this reference.",
        Ok(Why::AmountDiffers { .. }) => "The payment is about another sum.",
        Ok(Why::NotOurs) => "It is booked on an account the office does not pay from.",
        Ok(Why::OtherMoney) => "It is no payment of ours: perhaps money somebody gave back.",
        Ok(Why::WrongStage { .. }) => "The payment is not with the bank.",
        Ok(Why::SecondInFile) => "The file says it twice: was it paid twice?",
        Ok(Why::PaidAgain) => "It was paid before: was it paid twice?",
        Ok(Why::Ambiguous) => "Two payments have this reference.",
        Ok(Why::WholeFile) => "It came back for a whole file; the bank does not say for whom.",
        Err(_) => "What it says could not be done, because the payment had changed.",
    }
}

fn file(row: query::File) -> File {
    let waiting = match row.waiting {
        0 => String::new(),
        n => format!(", {n} waiting"),
    };
    File {
        name: row.message_id,
        kind: match row.kind.as_str() {
            "payment_status" => "status report (pain.002)",
            "statement" => "statement (camt.053)",
            _notification => "bookings (camt.054)",
        },
        at: row.added_at,
        lines: format!("{}{waiting}", count_text(row.lines, "line", "lines")),
    }
}

/// `POST /finance/bank/file`: takes a file in.
pub async fn take(ctx: Ctx, came: Result<Uploaded, Fail>) -> Answer {
    parts::need(&ctx)?;
    ctx.need(Act::HandlePayment, &Subject::Office)?;
    let Some((_, bytes)) = came?.file else {
        let why = Refusal::FieldRefused {
            field: "file".to_owned(),
            why: crate::domain::refusal::FieldRefusal::Missing,
        };
        return refused(&ctx, &Typed::default(), &why).await;
    };
    match verb::take_in(&ctx.state.desk, &ctx.actor, &bytes).await {
        Ok(taken) if taken.again => Ok(ctx.go(&Link::BankFiles, Said::WasDone)),
        Ok(_) => Ok(ctx.go(&Link::BankFiles, Said::BankFileTaken)),
        Err(ActionError::Refused(why)) => refused(&ctx, &Typed::default(), &why).await,
        Err(err) => Err(err.into()),
    }
}

/// `POST /finance/bank`: a person settles a line.
pub async fn settle(ctx: Ctx, typed: Typed) -> Answer {
    parts::need(&ctx)?;
    let Ok(line) = typed.get("line").parse::<BankLineId>() else {
        return Err(ActionError::Unseen.into());
    };
    match verb::settle_line(&ctx.state.desk, &ctx.actor, line, typed.get("note")).await {
        Ok(()) => Ok(ctx.go(&Link::BankFiles, Said::LineSettled)),
        Err(ActionError::Refused(why)) => refused(&ctx, &typed, &why).await,
        Err(err) => Err(err.into()),
    }
}

async fn refused(ctx: &Ctx, typed: &Typed, why: &Refusal) -> Answer {
    let page = page(ctx, typed, Some(why)).await?;
    ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

impl Page for BankFiles {
    const TEMPLATE: &'static str = "pages/finance/bank.html";
    fn samples() -> Vec<Self> {
        let row = Row {
            id: "1".to_owned(),
            says: "Money came in on 1 March 2027: refund".to_owned(),
            why: why_text("{\"code\":\"other_money\"}").to_owned(),
            reference: "CXC-2026-0412-1".to_owned(),
            amount: "€ 610.00".to_owned(),
            note: FieldView::new(Input::Line, "note", "What was done about it"),
        };
        let came = File {
            name: "20270301-1".to_owned(),
            kind: "statement (camt.053)",
            at: Moment::from_millis(1_801_411_200_000),
            lines: "3 lines, 1 waiting".to_owned(),
        };
        let page = |lines, files, refused: Option<&str>| Self {
            shell: Shell::sample("From the bank: nothing waits"),
            tabs: parts::tabs(&Link::BankFiles),
            refused: refused.map(str::to_owned),
            takes: true,
            action: "/".to_owned(),
            lines,
            files,
        };
        vec![
            page(vec![row], vec![came], None),
            page(Vec::new(), Vec::new(), Some("This is no file of a bank.")),
        ]
    }
}
