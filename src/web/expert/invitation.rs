//! The invitation to evaluate in a call. The one rule: looking at it answers nothing.

use crate::{
    actions::panel as verbs,
    domain::{
        access::{Act, Subject},
        ids::CallId,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        evaluation::{self as read, Panel},
        panel,
    },
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::Fact,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Invitation {
    shell: Shell,
    facts: Vec<Fact>,
    summary: String,
    open: bool,
    send: Link,
    expert: Link,
    on: Link,
    reason: FieldView,
    faults: Vec<FaultLink>,
}

/// The panel a person is asked to join or has joined; anybody else finds nothing.
pub(super) async fn panel(ctx: &Ctx, call: CallId, act: Act) -> Result<Panel, Fail> {
    let person = ctx.person()?;
    let database = &ctx.state.desk.database;
    let subject: Subject = panel::subject(database.reads(), &ctx.actor, call).await?;
    if !ctx.may(act, &subject) {
        return Err(Fail::not_found());
    }
    let found = read::panels(database, person).await?;
    found.into_iter().find(|panel| panel.call_id == call).ok_or_else(Fail::not_found)
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let found = panel(&ctx, id, Act::AnswerPanel).await?;
    ctx.page(&page(&ctx, &found, false).await?)
}

async fn page(ctx: &Ctx, found: &Panel, lacks_reason: bool) -> Result<Invitation, Fail> {
    let id = found.call_id;
    let desk = &ctx.state.desk;
    let conn = desk.database.reads();
    let call = panel::call(conn, id).await?;
    let programme = desk.scored(&call)?;
    let me = ctx.person()?;
    let member = panel::members(conn, id).await?.into_iter().find(|m| m.person == me);
    let open = !found.is_accepted();
    let title = if open { "Will you evaluate proposals?" } else { "You said yes" };
    let shell = ctx.shell(title).back("My work", Link::Desk).crumb(found.call.clone());
    let load = member.map_or_else(String::new, |m| {
        if m.min_load == 0 {
            format!("at most {}", m.max_load)
        } else {
            format!("{} to {}", m.min_load, m.max_load)
        }
    });
    let field = FieldView::new(Input::Text, "reason", "Why not?").optional();
    let reason = if lacks_reason {
        field.fault(Some(&crate::domain::form::FieldRefusal::Missing))
    } else {
        field
    };
    Ok(Invitation {
        facts: vec![
            Fact::new("Call", found.call.clone()),
            Fact::new("Programme", programme.title.clone()),
            Fact::new("Applications close", moment_text(call.call.deadline, shell.zone)),
            Fact::new("Proposals for you", load),
        ],
        summary: programme.summary.clone(),
        open,
        send: Link::PanelInvitation(id),
        expert: Link::Expert,
        on: if found.contract_at.is_none() {
            Link::ExpertContract(id)
        } else {
            Link::Evaluation(id)
        },
        faults: fault_links([&reason]),
        reason,
        shell,
    })
}

/// Says yes or no.
pub async fn answer(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let found = panel(&ctx, id, Act::AnswerPanel).await?;
    let desk = &ctx.state.desk;
    let back = Link::PanelInvitation(id);
    match typed.get("act") {
        "accept" => {
            verbs::accept(desk, &ctx.actor, id)
                .await
                .map_err(|err| Fail::from_action(err, back))?;
            Ok(ctx.go(&Link::ExpertContract(id), Said::PanelJoined))
        }
        "decline" => match verbs::decline(desk, &ctx.actor, id, typed.get("reason")).await {
            Ok(()) => Ok(ctx.go(&Link::Desk, Said::PanelDeclined)),
            Err(err) if err.refusal() == Some(&Refusal::ReasonMissing) => {
                let page = page(&ctx, &found, true).await?;
                ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            Err(err) => Err(Fail::from_action(err, back)),
        },
        _neither => Ok(ctx.go(&back, Said::NothingChosen)),
    }
}

impl Page for Invitation {
    const TEMPLATE: &'static str = "pages/expert/invitation.html";
    fn samples() -> Vec<Self> {
        let page = |open| {
            let reason = FieldView::new(Input::Text, "reason", "Why not?").optional();
            Self {
                shell: Shell::sample("Will you evaluate proposals?"),
                facts: vec![Fact::new("Call", "Vouchers 2027")],
                summary: "Innovation vouchers.".to_owned(),
                open,
                send: Link::Home,
                expert: Link::Expert,
                on: Link::Home,
                faults: fault_links([&reason]),
                reason,
            }
        };
        vec![page(true), page(false)]
    }
}
