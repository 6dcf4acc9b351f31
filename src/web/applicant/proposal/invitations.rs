//! Invitations to me: to take part in proposals, and to evaluate. The one rule: nothing is answered
//! by opening a link; each answer is a button, and a no needs no reason here.

use crate::{
    actions::partner,
    domain::ids::{InvitationId, OrganisationId},
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::{
        organisation::{self, Mine},
        proposal::{self as read, Invited, PanelInvited},
    },
    render::{
        Link, Page, Shell,
        form::{FieldView, Input},
        moment_text,
        parts::{Fact, WorkItem},
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Invitations {
    shell: Shell,
    open: Vec<InvitedView>,
    panels: Vec<WorkItem>,
    new_organisation: Link,
    send: Link,
}

#[derive(Debug, Serialize)]
struct InvitedView {
    id: String,
    title: String,
    note: String,
    facts: Vec<Fact>,
    call: Link,
    /// The organisation to bring in; none when the reader writes for no one.
    organisation: Option<FieldView>,
}

/// Shows them.
pub async fn show(ctx: Ctx) -> Answer {
    let person = ctx.person()?;
    let database = &ctx.state.desk.database;
    let open = read::invited(database, person).await?;
    let panels = read::panels(database, person).await?;
    let mut mine = organisation::mine(database, person).await?;
    mine.retain(|one| one.role != "viewer");
    let title = match open.len() + panels.len() {
        0 => "No invitation waits for you".to_owned(),
        1 => "1 invitation waits for you".to_owned(),
        many => format!("{many} invitations wait for you"),
    };
    let shell = ctx.shell(title).back("My work", Link::Desk);
    let open = open.iter().map(|one| view(&shell, one, &mine)).collect();
    let panels = panels.iter().map(|one| panel(&shell, one)).collect();
    let new_organisation = Link::OrganisationNew;
    let send = Link::Invitations;
    ctx.page(&Invitations { shell, open, panels, new_organisation, send })
}

/// Accepts with an organisation, or declines.
pub async fn answer(ctx: Ctx, typed: Typed) -> Answer {
    ctx.person()?;
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let id: InvitationId = typed.get("invitation").parse().map_err(|_| Fail::not_found())?;
    let back = |err| Fail::from_action(err, Link::Invitations);
    if typed.get("do") == "decline" {
        partner::decline(desk, actor, id).await.map_err(back)?;
        return Ok(ctx.go(&Link::Invitations, Said::Declined));
    }
    let who: OrganisationId = typed.get("organisation").parse().map_err(|_| Fail::not_found())?;
    let proposal = partner::accept(desk, actor, id, who).await.map_err(back)?;
    Ok(ctx.go(&Link::Part(proposal, who), Said::Joined))
}

fn view(shell: &Shell, one: &Invited, mine: &[Mine]) -> InvitedView {
    let title = if one.title.trim().is_empty() { &one.reference } else { &one.title };
    let only = match mine {
        [own] => own.id.to_string(),
        _several => String::new(),
    };
    // Each form of the page needs ids of its own.
    let mut field = FieldView::new(Input::Select, "organisation", "With which organisation?")
        .options(mine.iter().map(|own| (own.id.to_string(), own.name.clone())))
        .value(only);
    field = field.with_id(format!("f-organisation-{}", one.id));
    InvitedView {
        id: one.id.to_string(),
        title: format!("{} asks you to take part in {title}", one.lead),
        note: one.note.clone(),
        facts: vec![
            Fact::new("Call", one.call.clone()),
            Fact::new("Invited by", one.by_name.clone()),
            Fact::new("Invited", moment_text(one.invited_at, shell.zone)),
            Fact::new("To be handed in before", moment_text(one.deadline, shell.zone)),
        ],
        call: Link::Call(one.call_id),
        organisation: (!mine.is_empty()).then_some(field),
    }
}

fn panel(shell: &Shell, one: &PanelInvited) -> WorkItem {
    WorkItem {
        label: format!("Evaluate proposals of {}", one.call),
        href: Link::Evaluation(one.call_id).into(),
        detail: format!("asked on {}", moment_text(one.invited_at, shell.zone)),
        chip: None,
    }
}

impl Page for Invitations {
    const TEMPLATE: &'static str = "pages/applicant/proposal/invitations.html";
    fn samples() -> Vec<Self> {
        let view = |organisation| InvitedView {
            id: "1".to_owned(),
            title: "Tecnotex Lda asks you to take part in Warm yarn".to_owned(),
            note: "You dye, we spin.".to_owned(),
            facts: vec![Fact::new("Call", "Vouchers 2027")],
            call: Link::Home,
            organisation,
        };
        let field = FieldView::new(Input::Select, "organisation", "With which organisation?")
            .options([("1", "Dansk Farve A/S")]);
        let page = |title: &str, open, panels| Self {
            shell: Shell::sample(title),
            open,
            panels,
            new_organisation: Link::OrganisationNew,
            send: Link::Invitations,
        };
        vec![
            page("2 invitations wait for you", vec![view(Some(field))], super::samples::work()),
            page("1 invitation waits for you", vec![view(None)], Vec::new()),
            page("No invitation waits for you", Vec::new(), Vec::new()),
        ]
    }
}
