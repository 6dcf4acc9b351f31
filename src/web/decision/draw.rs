//! The draw between equal proposals: commit, publish, reveal. The one rule: the secret is on no
//! page before the reveal.

use super::parts::{self, ScoredCall};
use crate::{
    actions::{ActionError, draw},
    domain::{
        access::{Act, Subject},
        ids::CallId,
        moment::BRUSSELS,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::decision as query,
    render::{
        Link, Page, Shell, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::Fact,
        shell::Tabs,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct DrawPage {
    shell: Shell,
    tabs: Tabs,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    tickets: Vec<Ticket>,
    order: Vec<String>,
    commit: Option<FieldView>,
    reveal: Option<FieldView>,
    round: u32,
}

/// Who takes part.
#[derive(Debug, Serialize)]
struct Ticket {
    reference: String,
    amount: String,
}

/// `GET /office/calls/{id}/draw`.
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
) -> Result<DrawPage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let round = office.round(typed);
    let conn = ctx.state.desk.database.reads();
    let found = query::draw_of(conn, id, round).await?;
    let released = query::release_of(conn, id, round).await?.is_some();
    let writes = ctx.may(Act::Rank, &Subject::Office) && !released;
    let held = found.as_ref().is_some_and(|draw| draw.revealed_at.is_some());
    let commit = (writes && !held).then(|| {
        FieldView::new(Input::Line, "source", "Where the public number comes from, and when")
            .hint(
                "For example: drand round 4 812 345, or the lottery numbers of a coming Saturday.",
            )
            .value(typed.get("source"))
            .fault(parts::field_fault(refusal, "source"))
    });
    let reveal = (writes && !held && found.is_some()).then(|| {
        FieldView::new(Input::Line, "public", "The public number, exactly as it was published")
            .value(typed.get("public"))
            .fault(parts::field_fault(refusal, "public"))
    });
    let fields: Vec<FieldView> = commit.iter().chain(&reveal).cloned().collect();
    let tickets = found.as_ref().map(|draw| draw.terms.tickets.as_slice()).unwrap_or_default();
    Ok(DrawPage {
        shell: office.shell(ctx, title(found.as_ref())).state(
            "Only where marks, topics and all other rules leave proposals equal. Anyone can run \
             it again.",
        ),
        tabs: office.tabs(ctx, &Link::Draw(id), round),
        action: Link::Draw(id).into(),
        refused: parts::page_refusal(refusal, &fields),
        faults: fault_links(&fields),
        facts: found.as_ref().map(facts).unwrap_or_default(),
        tickets: tickets
            .iter()
            .map(|ticket| Ticket {
                reference: ticket.reference.clone(),
                amount: euro_text(ticket.amount.cents()),
            })
            .collect(),
        order: found.map(|draw| draw.order).unwrap_or_default(),
        commit,
        reveal,
        round: round + 1,
    })
}

fn title(draw: Option<&query::Draw>) -> &'static str {
    match draw {
        None => "No draw yet",
        Some(draw) if draw.revealed_at.is_some() => "The draw is held",
        Some(_) => "The draw is committed; the public number is awaited",
    }
}

/// What may be published now: the commitment at once, the secret with the reveal.
pub(super) fn facts(draw: &query::Draw) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Commitment (SHA-256)", &draw.commitment),
        Fact::new("Committed", moment_text(draw.committed_at, BRUSSELS)),
        Fact::new("Source of the public number", &draw.terms.source),
        Fact::new("Programme", &draw.terms.programme_version),
    ];
    if let (Some(record), Some(at)) = (query::record(draw), draw.revealed_at) {
        facts.push(Fact::new("Revealed", moment_text(at, BRUSSELS)));
        facts.push(Fact::new("Public number", record.public));
        facts.push(Fact::new("Secret", record.nonce));
    }
    facts
}

/// `POST /office/calls/{id}/draw`.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let round = office.round(&typed);
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let (done, said) = match typed.get("act") {
        "commit" => {
            let done = draw::commit(desk, actor, id, round, typed.get("source")).await;
            (done.map(|_| ()), Said::DrawCommitted)
        }
        "reveal" => {
            let done = draw::reveal(desk, actor, id, round, typed.get("public")).await;
            (done, Said::DrawRevealed)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Draw(id), said)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for DrawPage {
    const TEMPLATE: &'static str = "pages/decision/draw.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let field = |name: &str, label: &str| FieldView::new(Input::Line, name, label);
        let page = |facts: Vec<Fact>, order: Vec<String>, writes: bool| Self {
            shell: Shell::sample("The draw is held"),
            tabs: crate::web::officer::parts::sample_group(&Link::Draw(call)),
            action: "/office".to_owned(),
            refused: None,
            faults: Vec::new(),
            tickets: if facts.is_empty() {
                Vec::new()
            } else {
                let amount = "EUR 20,000.00".to_owned();
                vec![Ticket { reference: "INV-2026-0001".to_owned(), amount }]
            },
            facts,
            order,
            commit: writes.then(|| field("source", "Where the public number comes from")),
            reveal: writes.then(|| field("public", "The public number")),
            round: 1,
        };
        let facts = || vec![Fact::new("Commitment (SHA-256)", "9f86d081884c7d659a2feaa0c55ad015")];
        let mut refused = page(Vec::new(), Vec::new(), true);
        refused.refused = Some("This was done already.".to_owned());
        vec![
            page(facts(), vec!["INV-2026-0001".to_owned()], false),
            page(facts(), Vec::new(), true),
            refused,
        ]
    }
}
