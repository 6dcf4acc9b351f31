//! The posts of a file's page: award, refuse, find ineligible, reinstate, set the distance,
//! validate, send back, propose the payment. Each calls one verb.

use super::file::{self, Refused};
use crate::{
    actions::{decision, payment, report},
    domain::{application::Version, ids::ApplicationId},
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::Link,
};
use axum::response::{IntoResponse, Redirect};

/// A reload of a refused form comes here by `GET`: on to the file.
pub async fn back(Id(id): Id<ApplicationId>) -> Answer {
    Ok(Redirect::to(&Link::File(id).path()).into_response())
}

/// `POST /office/applications/{id}/decide`.
pub async fn decide(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, Version(typed.seen()));
    let act = typed.get("act").to_owned();
    let reason = typed.get(&format!("reason_{act}")).to_owned();
    let done = match act.as_str() {
        "award" => decision::award(desk, actor, id, seen).await.map(|_| Said::Awarded),
        "ineligible" => {
            decision::find_ineligible(desk, actor, id, seen, &reason).await.map(|()| Said::Decided)
        }
        "refuse" => decision::refuse(desk, actor, id, seen, &reason).await.map(|()| Said::Decided),
        "reinstate" => decision::reinstate(desk, actor, id, seen).await.map(|()| Said::Decided),
        "distance" => {
            let Some(km) = typed.number::<u32>("km").filter(|km| *km <= 20_100) else {
                let says = Some("The distance is a whole number of kilometres.".to_owned());
                let missing = Some("km".to_owned());
                return file::again(&ctx, id, Refused { says, typed, missing }).await;
            };
            decision::set_distance(desk, actor, id, seen, km, &reason).await.map(|()| Said::Saved)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::File(id), said)),
        Err(err) => file::refused(&ctx, id, typed, &act, err).await,
    }
}

/// `POST /office/applications/{id}/validate`.
pub async fn validate(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, Version(typed.seen()));
    let act = typed.get("act").to_owned();
    let done = match act.as_str() {
        "validate" => report::validate(desk, actor, id, seen).await.map(|()| Said::Validated),
        "send_back" => {
            let reason = typed.get("reason_send_back").to_owned();
            report::send_back(desk, actor, id, seen, &reason).await.map(|()| Said::SentBack)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::File(id), said)),
        Err(err) => file::refused(&ctx, id, typed, &act, err).await,
    }
}

/// `POST /office/applications/{id}/propose`.
pub async fn propose(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    match payment::propose_lump_sum(&ctx.state.desk, &ctx.actor, id).await {
        Ok(payment) => Ok(ctx.go(&Link::Payment(payment), Said::Proposed)),
        Err(err) => file::refused(&ctx, id, typed, "propose", err).await,
    }
}
