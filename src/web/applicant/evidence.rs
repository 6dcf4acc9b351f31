//! Evidence: uploads, and files as downloads. The one rule: a file is only ever
//! served as an attachment, with the type its bytes have, and to those who may see it.

use super::{
    file::{self},
    proposal, report as page,
};
use crate::{
    actions::{ActionError, grant_file, report},
    domain::{
        access::Act,
        application::StageKind,
        ids::{ApplicationId, AttachmentId},
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, download::attachment, upload::Uploaded},
    queries::{StoreError, application as files, proposal as proposals, report as read},
    render::{
        Link,
        words::{self},
    },
};
use axum::http::StatusCode;

/// Adds a file.
pub async fn add(ctx: Ctx, Id(id): Id<ApplicationId>, came: Result<Uploaded, Fail>) -> Answer {
    // Whether the file is theirs comes before whether it is too large.
    file::permitted(&ctx, id, Act::WriteReport).await?;
    let came = came?;
    let kind = came.fields.get("kind").to_owned();
    let Some((name, bytes)) = came.file else {
        let says = "Choose a file first.".to_owned();
        let again = page::upload_refused(&ctx, id, kind, says).await?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &again);
    };
    let upload = report::Upload { kind: kind.clone(), name, bytes };
    match report::add_evidence(&ctx.state.desk, &ctx.actor, id, upload).await {
        Ok(_) => Ok(ctx.go(&Link::Report(id), Said::EvidenceAdded)),
        Err(ActionError::Refused(refusal)) => {
            let status = if matches!(refusal, Refusal::FileTooLarge { .. }) {
                StatusCode::PAYLOAD_TOO_LARGE
            } else if matches!(refusal, Refusal::FileKind { .. }) {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            } else {
                StatusCode::CONFLICT
            };
            let says = words::refusal(&refusal, ctx.shell("").zone);
            let again = page::upload_refused(&ctx, id, kind, says).await?;
            ctx.page_with(status, &again)
        }
        Err(other) => Err(other.into()),
    }
}

/// A file, if the reader may see the evidence of its application.
async fn seen(ctx: &Ctx, id: AttachmentId, act: Act) -> Result<read::Attachment, Fail> {
    ctx.person()?;
    let database = &ctx.state.desk.database;
    let attachment = read::attachment(database, id).await?;
    if act == Act::SeeEvidence
        && let Some(attachment) = of_grant(ctx, &attachment).await?
    {
        return Ok(attachment);
    }
    let stored = files::find(database, attachment.application_id).await?;
    // Who sees the file but not its evidence is told nothing either.
    if !ctx.may(Act::SeeEvidence, &stored.subject()) {
        return Err(Fail::not_found());
    }
    ctx.need(act, &stored.subject())?;
    Ok(attachment)
}

/// A document of a funded project, for those who may see its grant; none when it is of an exchange.
async fn of_grant(
    ctx: &Ctx,
    attachment: &read::Attachment,
) -> Result<Option<read::Attachment>, Fail> {
    let desk = &ctx.state.desk;
    let found = proposals::find(&desk.database, attachment.application_id).await;
    let stored = match found {
        Ok(stored) => stored,
        Err(StoreError::Missing { .. }) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let tie = grant_file::tie(desk.database.reads(), &ctx.actor, &stored).await?;
    if !ctx.may(Act::SeeGrant, &stored.subject(tie)) {
        return Err(Fail::not_found());
    }
    Ok(Some(attachment.clone()))
}

/// Sends a file, as a download and nothing else.
pub async fn download(ctx: Ctx, Id(id): Id<AttachmentId>) -> Answer {
    ctx.person()?;
    if let Some(document) = proposals::document(&ctx.state.desk.database, id).await? {
        return proposal::download_document(&ctx, &document).await;
    }
    let file = seen(&ctx, id, Act::SeeEvidence).await?;
    let bytes = read::bytes(&ctx.state.desk.database, &file.digest).await?;
    Ok(attachment(&file.name, &file.media_type, bytes))
}

/// Removes a file while the report is written.
pub async fn remove(ctx: Ctx, Id(id): Id<AttachmentId>) -> Answer {
    ctx.person()?;
    if let Some(document) = proposals::document(&ctx.state.desk.database, id).await? {
        return proposal::remove_document(&ctx, &document).await;
    }
    let attachment = seen(&ctx, id, Act::WriteReport).await?;
    let back = Link::Report(attachment.application_id);
    let stored = files::find(&ctx.state.desk.database, attachment.application_id).await?;
    if stored.application.stage.kind() != StageKind::Agreed {
        return Ok(ctx.go(&back, Said::NotWritable));
    }
    report::remove_evidence(&ctx.state.desk, &ctx.actor, id)
        .await
        .map_err(|err| Fail::from_action(err, back.clone()))?;
    Ok(ctx.go(&back, Said::EvidenceRemoved))
}
