//! Asking the applicants for clarification: a question, the fields that open for the answer, and
//! until when. The one rule: only what is ticked can be changed, and how it stood is kept.

use super::{
    calls::moment,
    file::Seen,
    proposal::{self, Opened, RoundView},
};
use crate::{
    actions::{
        ActionError,
        proposal_check::{self, Question},
    },
    domain::{
        access::Act,
        application::Version,
        form,
        ids::ApplicationId,
        moment::BRUSSELS,
        proposal::ProposalStageKind,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Id, Said, Typed},
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
        words,
    },
};
use axum::http::StatusCode;
use chrono::Days;
use serde::Serialize;

/// Days the page offers for the answer.
const DAYS: u64 = 7;

/// The page.
#[derive(Debug, Serialize)]
pub struct Ask {
    shell: Shell,
    action: String,
    seen: Seen,
    /// Why nothing can be asked now; empty when it can.
    closed: String,
    faults: Vec<FaultLink>,
    fields: Vec<FieldView>,
    rounds: Vec<RoundView>,
}

/// `GET /office/proposals/{id}/clarification`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.need(Act::CheckProposal, &opened.subject)?;
    ctx.page(&page(&ctx, &opened, None, &[], None))
}

/// What is wrong with the field of this name.
type Wrong = (String, FieldRefusal);

fn page(
    ctx: &Ctx,
    o: &Opened,
    typed: Option<&Typed>,
    wrong: &[Wrong],
    refusal: Option<&Refusal>,
) -> Ask {
    let fields = fields(ctx, o, typed, wrong);
    let closed = match (refusal, o.stored.proposal.stage.kind()) {
        (Some(refusal), _) => words::refusal(refusal, BRUSSELS),
        (None, ProposalStageKind::Submitted) => {
            let open = o.whole.rounds.iter().any(|r| r.is_open() && ctx.now() <= r.due_at);
            let says = "A question is open. Wait for the answer, or for its last day.";
            if open { says.to_owned() } else { String::new() }
        }
        (None, _) => "Clarification is asked for while a proposal is being checked.".to_owned(),
    };
    Ask {
        shell: o
            .shell(ctx, "Ask for clarification")
            .back(o.name(), Link::ProposalFile(o.id()))
            .state("Clarify what was handed in; nothing may be made better than it was."),
        action: Link::ProposalAsk(o.id()).into(),
        seen: o.seen(),
        faults: fault_links(&fields),
        closed,
        fields,
        rounds: proposal::rounds_of(o),
    }
}

fn fields(ctx: &Ctx, o: &Opened, typed: Option<&Typed>, wrong: &[Wrong]) -> Vec<FieldView> {
    let fault = |name: &str| wrong.iter().find(|(field, _)| field == name).map(|(_, why)| why);
    let mine = |name: &str| typed.map_or("", |typed| typed.get(name)).to_owned();
    let round = o.programme.round(o.stored.proposal.round);
    let options: Vec<(String, String)> = round
        .map(|round| {
            let shown = form::shown(&round.form, &o.assessed.answers, &o.assessed.worked.whole);
            let fields = round.form.fields().filter(|field| shown.contains(field.key.as_str()));
            fields.map(|field| (field.key.clone(), field.label.clone())).collect()
        })
        .unwrap_or_default();
    let chosen = typed.map(|typed| typed.all("fields").collect::<Vec<_>>().join(","));
    let today = ctx.now().day_in(BRUSSELS);
    let due = today.checked_add_days(Days::new(DAYS)).unwrap_or(today).to_string();
    let (day, time) = match typed {
        Some(_) => (mine("due_day"), mine("due_time")),
        None => (due, "17:00".to_owned()),
    };
    vec![
        FieldView::new(Input::Text, "question", "What do you want to know?")
            .hint("The lead reads it as you write it, by mail and on the page of the answer.")
            .value(mine("question"))
            .fault(fault("question")),
        FieldView::new(Input::Choices, "fields", "Which answers open for it?")
            .hint("Only these can be changed. How they stand now is kept beside the new ones.")
            .options(options)
            .value(chosen.unwrap_or_default())
            .fault(fault("fields")),
        FieldView::new(Input::Date, "due_day", "Answer until, day")
            .value(day)
            .fault(fault("due_day")),
        FieldView::new(Input::Line, "due_time", "Answer until, time")
            .hint("Brussels time, for example 17:00.")
            .value(time)
            .fault(fault("due_time")),
    ]
}

/// `POST /office/proposals/{id}/clarification`.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.need(Act::CheckProposal, &opened.subject)?;
    let mut faults = Vec::new();
    let due_at = moment(&typed, "due", &mut faults);
    let mut wrong: Vec<Wrong> = faults.into_iter().map(|fault| (fault.field, fault.why)).collect();
    if typed.get("question").trim().is_empty() {
        wrong.push(("question".to_owned(), FieldRefusal::Missing));
    }
    if typed.all("fields").next().is_none() {
        wrong.push(("fields".to_owned(), FieldRefusal::Missing));
    }
    let mut refused = None;
    if let (Some(due_at), true) = (due_at, wrong.is_empty()) {
        let fields = typed.all("fields").map(str::to_owned).collect();
        let question = Question { text: typed.get("question").to_owned(), fields, due_at };
        let (desk, seen) = (&ctx.state.desk, Version(typed.seen()));
        match proposal_check::ask(desk, &ctx.actor, id, seen, &question).await {
            Ok(_) => return Ok(ctx.go(&Link::ProposalFile(id), Said::ClarificationAsked)),
            Err(ActionError::Refused(Refusal::FieldRefused { field, why })) => {
                wrong.push(match field.as_str() {
                    "due" => ("due_day".to_owned(), in_the_past()),
                    _other => (field, why),
                });
            }
            Err(ActionError::Refused(Refusal::Stale)) => {
                return super::proposal_stale::page(&ctx, id, &typed, "ask").await;
            }
            Err(ActionError::Refused(refusal)) => refused = Some(refusal),
            Err(err) => return Err(err.into()),
        }
    }
    let status =
        if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&ctx, &opened, Some(&typed), &wrong, refused.as_ref());
    ctx.page_with(status, &page)
}

fn in_the_past() -> FieldRefusal {
    FieldRefusal::Rule { says: "The time for the answer must lie ahead.".to_owned() }
}

impl Page for Ask {
    const TEMPLATE: &'static str = "pages/officer/proposal_ask.html";
    fn samples() -> Vec<Self> {
        let field = |fault: Option<&FieldRefusal>| {
            FieldView::new(Input::Text, "question", "What do you want to know?").fault(fault)
        };
        let page = |closed: &str, field: FieldView, rounds| Self {
            shell: Shell::sample("Ask for clarification"),
            action: "/office".to_owned(),
            seen: Seen::of(3, "submitted"),
            closed: closed.to_owned(),
            faults: field.fault_link().into_iter().collect(),
            fields: vec![field],
            rounds,
        };
        vec![
            page("", field(Some(&FieldRefusal::Missing)), Vec::new()),
            page("A question is open.", field(None), RoundView::samples()),
        ]
    }
}
