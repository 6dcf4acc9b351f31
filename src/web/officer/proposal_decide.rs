//! The posts of a proposal's page: admit, find ineligible, reinstate. Each calls one verb.

use super::proposal;
use crate::{
    actions::proposal_check,
    domain::{application::Version, ids::ApplicationId},
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::Link,
};
use axum::response::{IntoResponse, Redirect};

/// A reload of a refused form comes here by `GET`: on to the file.
pub async fn back(Id(id): Id<ApplicationId>) -> Answer {
    Ok(Redirect::to(&Link::ProposalFile(id).path()).into_response())
}

/// `POST /office/proposals/{id}/decide`.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, Version(typed.seen()));
    let act = typed.get("act").to_owned();
    let done = match act.as_str() {
        "admit" => {
            proposal_check::admit(desk, actor, id, seen).await.map(|()| Said::ProposalAdmitted)
        }
        "ineligible" => {
            let reason = typed.get("reason_ineligible").to_owned();
            let found = proposal_check::find_ineligible(desk, actor, id, seen, &reason).await;
            found.map(|()| Said::ProposalDecided)
        }
        "reinstate" => {
            let done = proposal_check::reinstate(desk, actor, id, seen).await;
            done.map(|()| Said::ProposalDecided)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::ProposalFile(id), said)),
        Err(err) => proposal::refused(&ctx, id, typed, &act, err).await,
    }
}
