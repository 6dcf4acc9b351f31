//! Adds a counter-signed copy beside an agreement. The one rule: who may not add one is told so
//! before the file is looked at.

use super::agreement;
use crate::{
    actions::{ActionError, signed_copy},
    domain::{access::Act, ids::ApplicationId},
    http::{Answer, Ctx, Fail, Id, Said, upload::Uploaded},
    render::{Link, words},
    web::{copies, grant},
};
use axum::http::StatusCode;

/// `POST /proposals/{id}/agreement/copies`.
pub async fn add(ctx: Ctx, Id(id): Id<ApplicationId>, came: Result<Uploaded, Fail>) -> Answer {
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    if !grant::copies::may_add(&ctx, &o) {
        ctx.need(Act::AddGrantCopy, &o.subject())?;
    }
    let (version, new) = copies::came(came?);
    let again = async |status, why: String| {
        let page = agreement::copy_refused(&ctx, &o, version, why).await?;
        ctx.page_with(status, &page)
    };
    let Some(new) = new else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "Choose a file first.".to_owned()).await;
    };
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    match signed_copy::add_to_grant(desk, actor, id, version, new.seen, new.upload).await {
        Ok(_) => Ok(ctx.go(&Link::Agreement(id), Said::CopyAdded)),
        Err(ActionError::Refused(refusal)) => {
            let why = words::refusal(&refusal, o.programme.zone);
            again(copies::status(&refusal), why).await
        }
        Err(other) => Err(other.into()),
    }
}
