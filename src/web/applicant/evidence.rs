//! Evidence: the check-list, uploads, and files as downloads. The one rule: a file is only ever
//! served as an attachment, with the type its bytes have, and to those who may see it.

use super::{
    file::{self, Opened},
    report as page,
    views::FileLink,
};
use crate::{
    actions::{ActionError, assess::Assessment, report},
    domain::{
        access::Act,
        application::StageKind,
        condition::Answer as Holds,
        ids::{ApplicationId, AttachmentId},
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, upload::Uploaded},
    queries::{application as files, report as read},
    render::{
        Link, Tone,
        form::Upload,
        words::{self, Chip},
    },
};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Serialize;
use std::fmt::Write as _;

/// What is asked for, and what is there.
#[derive(Debug, Serialize)]
pub struct Checklist {
    says: String,
    items: Vec<Item>,
    /// Nothing can be added or removed any more.
    locked: bool,
    send: Link,
}

#[derive(Debug, Serialize)]
struct Item {
    key: String,
    label: String,
    hint: String,
    chip: Chip,
    files: Vec<FileLink>,
    upload: Option<Upload>,
}

/// The evidence of a file against what its programme asks for.
pub(super) async fn checklist(
    ctx: &Ctx,
    file: &Opened,
    assessed: &Assessment,
    locked: bool,
    refused: Option<&(String, String)>,
) -> Result<Checklist, Fail> {
    let desk = &ctx.state.desk;
    let there = read::evidence(&desk.database, file.id()).await?;
    let missing = report::missing_evidence(&file.programme, assessed, &there);
    let limits = &desk.settings.limits;
    let taken = format!(
        "{}, at most {} MB.",
        words::list(&limits.upload_kinds.iter().map(|k| k.to_uppercase()).collect::<Vec<_>>()),
        limits.upload_max_bytes / 1_000_000
    );
    let accept: Vec<String> = limits.upload_kinds.iter().map(|kind| format!(".{kind}")).collect();
    let items = file.programme.evidence.iter().map(|rule| {
        let files: Vec<FileLink> =
            there.iter().filter(|f| f.kind == rule.key).map(FileLink::of).collect();
        let needed =
            rule.needed.as_ref().is_none_or(|when| when.answer(&assessed.facts) != Holds::No);
        let chip = match (files.is_empty(), needed) {
            (false, _) => Chip::new(Tone::Good, "there"),
            (true, true) => Chip::new(Tone::Warn, "missing"),
            (true, false) => Chip::new(Tone::Quiet, "not needed"),
        };
        let upload = (!locked).then(|| Upload {
            name: format!("file-{}", rule.key),
            label: format!("Add a file: {}", rule.label),
            hint: rule.hint.clone(),
            accept: accept.join(","),
            limits: taken.clone(),
            error: refused.filter(|(key, _)| *key == rule.key).map(|(_, says)| says.clone()),
        });
        Item {
            key: rule.key.clone(),
            label: rule.label.clone(),
            hint: rule.hint.clone(),
            chip,
            files,
            upload,
        }
    });
    Ok(Checklist {
        says: match missing.len() {
            0 => "complete".to_owned(),
            many => format!("{many} missing"),
        },
        items: items.collect(),
        locked,
        send: Link::EvidenceAdd(file.id()),
    })
}

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
    let stored = files::find(database, attachment.application_id).await?;
    // Who sees the file but not its evidence is told nothing either.
    if !ctx.may(Act::SeeEvidence, &stored.subject()) {
        return Err(Fail::not_found());
    }
    ctx.need(act, &stored.subject())?;
    Ok(attachment)
}

/// Sends a file, as a download and nothing else.
pub async fn download(ctx: Ctx, Id(id): Id<AttachmentId>) -> Answer {
    let attachment = seen(&ctx, id, Act::SeeEvidence).await?;
    let bytes = read::bytes(&ctx.state.desk.database, &attachment.digest).await?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, &attachment.media_type);
    put(header::CONTENT_DISPOSITION, &disposition(&attachment.name));
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    Ok(response)
}

/// The name for old and new browsers (RFC 6266, RFC 5987).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' })
        .collect();
    let mut coded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            // Writing into a string can't fail.
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

/// Removes a file while the report is written.
pub async fn remove(ctx: Ctx, Id(id): Id<AttachmentId>) -> Answer {
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

/// For samples.
pub(super) fn sample(locked: bool) -> Checklist {
    let upload = (!locked).then(|| Upload {
        name: "file-travel".to_owned(),
        label: "Add a file: Proof of travel".to_owned(),
        hint: "Boarding passes or tickets for both ways.".to_owned(),
        accept: ".pdf,.png,.jpeg".to_owned(),
        limits: "PDF, PNG and JPEG, at most 10 MB.".to_owned(),
        error: Some("This kind of file is not taken.".to_owned()),
    });
    let item = |files: Vec<FileLink>, chip, upload| Item {
        key: "travel".to_owned(),
        label: "Proof of travel".to_owned(),
        hint: "Boarding passes or tickets for both ways.".to_owned(),
        chip,
        files,
        upload,
    };
    Checklist {
        says: "1 missing".to_owned(),
        items: vec![
            item(vec![super::samples::file()], Chip::new(Tone::Good, "there"), None),
            item(Vec::new(), Chip::new(Tone::Warn, "missing"), upload),
        ],
        locked,
        send: Link::Home,
    }
}
