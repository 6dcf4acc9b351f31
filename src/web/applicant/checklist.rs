//! The check-list of evidence: what is asked for, what is there, and where to add it.

use super::{file::Opened, views::FileLink};
use crate::{
    actions::{assess::Assessment, report},
    domain::condition::Answer as Holds,
    http::{Ctx, Fail},
    queries::report as read,
    render::{
        Link, Tone,
        form::Upload,
        words::{self, Chip},
    },
};
use serde::Serialize;

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
