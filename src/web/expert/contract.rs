//! The expert's contract for one call. The one rule: what is signed is the text on the page, named
//! by its digest.

use super::invitation::panel;
use crate::{
    actions::panel as verbs,
    domain::{access::Act, ids::CallId},
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::panel as office,
    render::{Link, Page, Shell, moment_text},
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Contract {
    shell: Shell,
    paragraphs: Vec<String>,
    digest: String,
    signed: String,
    send: Link,
    on: Link,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let found = panel(&ctx, id, Act::WorkOnPanel).await?;
    let me = ctx.person()?;
    let conn = ctx.state.desk.database.reads();
    let members = office::members(conn, id).await?;
    let member = members.iter().find(|m| m.person == me).ok_or_else(Fail::not_found)?;
    let (text, digest) = verbs::contract_text(member, &found.call);
    let title = if member.contract_at.is_some() { "Your contract" } else { "Sign the contract" };
    let shell = ctx.shell(title).back("My work", Link::Desk).crumb(found.call.clone());
    let signed = member.contract_at.map_or_else(String::new, |at| {
        format!("Signed by {} on {}", member.name, moment_text(at, shell.zone))
    });
    ctx.page(&Contract {
        shell,
        paragraphs: text.split("\n\n").map(str::to_owned).collect(),
        digest,
        signed,
        send: Link::ExpertContract(id),
        on: if found.asks { Link::Screen(id) } else { Link::Evaluation(id) },
    })
}

/// Signs.
pub async fn sign(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    panel(&ctx, id, Act::WorkOnPanel).await?;
    let back = Link::ExpertContract(id);
    verbs::sign_contract(&ctx.state.desk, &ctx.actor, id, typed.get("digest"))
        .await
        .map_err(|err| Fail::from_action(err, back))?;
    Ok(ctx.go(&Link::Screen(id), Said::Signed))
}

impl Page for Contract {
    const TEMPLATE: &'static str = "pages/expert/contract.html";
    fn samples() -> Vec<Self> {
        let page = |signed: &str| Self {
            shell: Shell::sample("Sign the contract"),
            paragraphs: vec!["1. I judge what is there.".to_owned()],
            digest: "0".repeat(64),
            signed: signed.to_owned(),
            send: Link::Home,
            on: Link::Home,
        };
        vec![page(""), page("Signed by Maria Rossi on 3 February 2027, 09:00")]
    }
}
