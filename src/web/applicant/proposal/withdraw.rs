//! Asks once more before a proposal is taken back for good. The one rule: the page says who is told
//! and that it can't be undone.

use super::{file, next};
use crate::{
    actions::proposal,
    domain::{access::Act, application::Version, ids::ApplicationId, proposal::ProposalStageKind},
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::{Link, Page, Shell},
};
use serde::Serialize;

/// The question.
#[derive(Debug, Serialize)]
pub struct Withdraw {
    shell: Shell,
    says: Vec<String>,
    /// It can still be taken back from here.
    can: bool,
    seen: i64,
    send: Link,
    file: Link,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    let can = next::can_withdraw(file.stage());
    let mut says = Vec::new();
    if !can {
        says.push("It has gone too far to be taken back here. Write to the office.".to_owned());
    } else if file.stage() == ProposalStageKind::Draft {
        says.push(
            "The draft ends here. Its partners are told; nobody else has seen it.".to_owned(),
        );
    } else {
        says.push("All partners and the programme office are told by mail.".to_owned());
        says.push(
            "This can\u{2019}t be undone. While the call is open you may apply again.".to_owned(),
        );
    }
    let title = format!("Withdraw {}?", file.stored.proposal.reference);
    let page = Withdraw {
        shell: file.shell(&ctx, title),
        says,
        can,
        seen: file.stored.proposal.version.0,
        send: Link::ProposalWithdraw(id),
        file: Link::Proposal(id),
    };
    ctx.page(&page)
}

/// Takes it back.
pub async fn withdraw(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    proposal::withdraw(&ctx.state.desk, &ctx.actor, id, Version(typed.seen()))
        .await
        .map_err(|err| Fail::from_action(err, Link::Proposal(id)))?;
    Ok(ctx.go(&Link::Proposal(id), Said::Withdrawn))
}

impl Page for Withdraw {
    const TEMPLATE: &'static str = "pages/applicant/proposal/withdraw.html";
    fn samples() -> Vec<Self> {
        let page = |can| Self {
            shell: Shell::sample("Withdraw INV-2027-0012?"),
            says: vec!["All partners are told by mail.".to_owned()],
            can,
            seen: 2,
            send: Link::Home,
            file: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
