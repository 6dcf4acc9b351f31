//! Adds a counter-signed copy beside a paper of an exchange. The one rule: who may not add one is
//! told so before the file is looked at.

use super::papers;
use crate::{
    actions::{ActionError, signed_copy},
    domain::paper::Paper,
    http::{Answer, Ctx, Fail, Said, upload::Uploaded},
    render::{Link, words},
    web::copies,
};
use axum::{extract::Path, http::StatusCode};

/// `POST /applications/{id}/papers/{paper}/copies`.
pub async fn add(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
    came: Result<Uploaded, Fail>,
) -> Answer {
    let id = id.parse().map_err(|_| Fail::not_found())?;
    let paper = Paper::from_code(&code).ok_or_else(Fail::not_found)?;
    let stored = super::file::permitted(&ctx, id, signed_copy::act(paper)).await?;
    let (_, new) = copies::came(came?);
    let zone = ctx.shell("").zone;
    let again = async |status, why: String| {
        let page = papers::copy_refused(&ctx, stored.application.id, paper, why).await?;
        ctx.page_with(status, &page)
    };
    let Some(new) = new else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "Choose a file first.".to_owned()).await;
    };
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    match signed_copy::add_to_paper(desk, actor, id, paper, new.seen, new.upload).await {
        Ok(_) => Ok(ctx.go(&Link::PaperSign(id, code), Said::CopyAdded)),
        Err(ActionError::Refused(refusal)) => {
            let why = words::refusal(&refusal, zone);
            again(copies::status(&refusal), why).await
        }
        Err(other) => Err(other.into()),
    }
}
