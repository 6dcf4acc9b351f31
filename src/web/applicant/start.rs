//! Starting an application: who visits, and whom. The one rule: a draft of the same two that is
//! still open is continued, never doubled.

use super::hosts::{self, HostView};
use crate::{
    actions::{ActionError, application},
    domain::{
        access::{Act, Subject},
        ids::{CallId, OrganisationId},
        organisation::MemberRole,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::profile::{self as read, MineInCall, StoredCall},
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        moment_text, words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct Start {
    shell: Shell,
    /// The visitor: locked when there is one, else a choice; none when nobody may visit.
    visitor: Option<FieldView>,
    /// The only one that may visit.
    only: Option<String>,
    host: Option<HostView>,
    host_id: String,
    hosts: Link,
    profile: Link,
    send: Link,
    days: u32,
    deadline: String,
}

/// Who visits whom.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    host: String,
    #[serde(default)]
    organisation: String,
}

/// Shows the choice.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>, Query(asked): Query<Asked>) -> Answer {
    let page = build(&ctx, id, &asked).await?;
    ctx.page(&page)
}

/// Starts the draft, or continues the one that is there.
pub async fn start(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    ctx.person()?;
    let asked = Asked {
        host: typed.get("host").to_owned(),
        organisation: typed.get("organisation").to_owned(),
    };
    let visitor: Option<OrganisationId> = asked.organisation.parse().ok();
    let (Some(visitor), Ok(host)) = (visitor, asked.host.parse()) else {
        let mut page = build(&ctx, id, &asked).await?;
        page.shell = page.shell.flash(Tone::Warn, "Choose who visits and whom.");
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match application::start(&ctx.state.desk, &ctx.actor, id, visitor, host).await {
        Ok(application) => Ok(ctx.go(&Link::ApplicationEdit(application), Said::DraftStarted)),
        Err(ActionError::Refused(Refusal::DraftExists { application })) => {
            Ok(ctx.go(&Link::ApplicationEdit(application), Said::DraftContinued))
        }
        Err(ActionError::Refused(refusal)) => {
            let mut page = build(&ctx, id, &asked).await?;
            let says = words::refusal(&refusal, page.shell.zone);
            page.shell = page.shell.flash(Tone::Warn, says);
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(ctx: &Ctx, id: CallId, asked: &Asked) -> Result<Start, Fail> {
    let person = ctx.person()?;
    let desk = &ctx.state.desk;
    let call = read::call(&desk.database, id).await?;
    ctx.need(Act::SeeCall, &Subject::Call { public: call.call.is_public() })?;
    let mut mine = read::mine_in_call(&desk.database, id, person).await?;
    mine.retain(|o| {
        o.may_visit() && MemberRole::from_code(&o.role).is_some_and(MemberRole::writes)
    });
    let me = hosts::visitor(&mine, asked.organisation.parse().ok());
    let row = match asked.host.parse() {
        Ok(host) => hosts::one(ctx, id, host).await?,
        Err(_none) => None,
    };
    let host = match &row {
        None => None,
        Some(row) => {
            let programme = desk.programme(&call)?;
            let today = ctx.now().day_in(programme.zone);
            let from = me.and_then(MineInCall::site);
            Some(hosts::host_view(&programme, row, from, today, None))
        }
    };
    let shell =
        ctx.shell(title(host.as_ref(), &mine)).back(call.call.title.clone(), Link::Call(id));
    let host_id = row.map(|row| row.organisation_id.to_string()).unwrap_or_default();
    Ok(page(shell, &call, &mine, me, host, host_id))
}

fn title(host: Option<&HostView>, mine: &[MineInCall]) -> String {
    match (host, mine.is_empty()) {
        (_, true) => "Before you apply".to_owned(),
        (Some(host), false) => format!("Apply for a visit to {}", host.name()),
        (None, false) => "Apply: choose a host".to_owned(),
    }
}

fn page(
    shell: Shell,
    call: &StoredCall,
    mine: &[MineInCall],
    me: Option<&MineInCall>,
    host: Option<HostView>,
    host_id: String,
) -> Start {
    let id = call.call.id;
    let chosen = me.map(|o| o.id.to_string()).unwrap_or_default();
    let field = FieldView::new(Input::Select, "organisation", "Who visits?")
        .options(mine.iter().map(|o| (o.id.to_string(), o.name.clone())))
        .value(&chosen);
    let (visitor, only) = match mine {
        [] => (None, None),
        [one] => {
            let shown = FieldView::new(Input::Line, "visitor", "Who visits").value(&one.name);
            (Some(shown.locked()), Some(chosen))
        }
        _several => (Some(field), None),
    };
    Start {
        deadline: moment_text(call.call.deadline, shell.zone),
        shell,
        visitor,
        only,
        host,
        host_id,
        hosts: Link::Hosts(id),
        profile: Link::Profile(id),
        send: Link::ApplicationNew(id),
        days: hosts::DAYS,
    }
}

impl Page for Start {
    const TEMPLATE: &'static str = "pages/applicant/start.html";
    fn samples() -> Vec<Self> {
        let page = |title: &str, visitor, host| Self {
            shell: Shell::sample(title),
            visitor,
            only: Some("1".to_owned()),
            host,
            host_id: "2".to_owned(),
            hosts: Link::Home,
            profile: Link::Home,
            send: Link::Home,
            days: hosts::DAYS,
            deadline: "31 January 2027, 17:00 Brussels".to_owned(),
        };
        let me = FieldView::new(Input::Line, "visitor", "Who visits").value("Tecnotex Lda");
        vec![
            page("Apply for a visit", Some(me.clone().locked()), Some(hosts::sample())),
            Self { only: None, ..page("Apply: choose a host", Some(me), None) },
            page("Before you apply", None, None),
        ]
    }
}
