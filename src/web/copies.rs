//! Counter-signed copies beside agreements, of both schemes: the list, the form that adds one, the
//! download. The one rule: a copy is only ever sent as a download, to who may see the paper it is
//! of.

use crate::{
    actions::{grant_file, report::Upload as Came, signed_copy::KIND},
    domain::{
        access::Act,
        ids::{ApplicationId, SignedCopyId},
        refusal::Refusal,
        signed_copy::{CopyOf, is_replaced},
    },
    http::{Answer, Ctx, Fail, Id, Typed, download::attachment, upload::Uploaded},
    queries::{
        application as files, proposal as proposals,
        signed_copy::{self as read, SignedCopy},
    },
    render::{Link, Tone, form::Upload, moment_text, parts::Chip},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The copies of one paper.
#[derive(Debug, Clone, Serialize)]
pub struct Copies {
    /// Which version; empty where there is one alone.
    title: String,
    /// The newest first.
    rows: Vec<CopyRow>,
    /// The form, for those who may.
    add: Option<Add>,
    send: Link,
}

#[derive(Debug, Clone, Serialize)]
struct CopyRow {
    name: String,
    href: Link,
    chip: Chip,
    about: String,
    digest: String,
}

#[derive(Debug, Clone, Serialize)]
struct Add {
    version: u32,
    seen: u32,
    upload: Upload,
    open: bool,
}

/// The paper whose copies are shown.
pub struct Shown {
    /// Which one.
    pub of: CopyOf,
    /// What to call it; empty where there is one alone.
    pub title: String,
    /// The reader may add a copy.
    pub may: bool,
    /// Where the form goes.
    pub send: Link,
    /// Why the last file was not taken.
    pub wrong: Option<String>,
}

/// Those of one paper, out of all of its file.
pub fn of(ctx: &Ctx, shown: Shown, all: &[SignedCopy]) -> Copies {
    let same: Vec<&SignedCopy> = all.iter().filter(|one| one.of == shown.of).collect();
    let there = same.first().map_or(0, |one| one.number);
    let zone = ctx.shell("").zone;
    let row = |one: &&SignedCopy| CopyRow {
        name: one.name.clone(),
        href: Link::SignedCopy(one.id),
        chip: if is_replaced(one.number, there) {
            Chip::new(Tone::Quiet, "replaced by a later copy")
        } else {
            Chip::new(Tone::Info, "copy")
        },
        about: format!(
            "added by {} on {}, {} kB",
            one.added_by_name,
            moment_text(one.added_at, zone),
            (one.length / 1000).max(1)
        ),
        digest: one.digest.clone(),
    };
    let open = shown.wrong.is_some();
    let most = ctx.state.desk.settings.limits.upload_max_bytes / 1_000_000;
    let upload = Upload {
        name: format!("copy-{}", shown.of.stem()),
        label: "The signed paper".to_owned(),
        hint: "All pages in one file.".to_owned(),
        accept: format!(".{KIND}"),
        limits: format!("{}, at most {most} MB.", KIND.to_uppercase()),
        error: shown.wrong,
    };
    let (_, version) = shown.of.parts();
    Copies {
        title: shown.title,
        rows: same.iter().map(row).collect(),
        add: shown.may.then_some(Add { version, seen: there, upload, open }),
        send: shown.send,
    }
}

/// A form with a copy: the version it is of, how many the person saw, and the file.
pub struct New {
    /// 0 for a paper of an exchange.
    pub version: u32,
    /// How many copies stood on the page.
    pub seen: u32,
    /// The file.
    pub upload: Came,
}

/// What came; none in place of the file when none was chosen.
pub fn came(came: Uploaded) -> (u32, Option<New>) {
    let number = |typed: &Typed, field: &str| typed.get(field).parse().unwrap_or(0);
    let (version, seen) = (number(&came.fields, "version"), number(&came.fields, "seen"));
    let new = came.file.map(|(name, bytes)| New {
        version,
        seen,
        upload: Came { kind: KIND.to_owned(), name, bytes },
    });
    (version, new)
}

/// The status of a page that says why a copy was not taken.
pub const fn status(refusal: &Refusal) -> StatusCode {
    if matches!(refusal, Refusal::FileTooLarge { .. }) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else if matches!(refusal, Refusal::FileKind { .. }) {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    } else {
        StatusCode::CONFLICT
    }
}

/// `GET /copies/{id}`: one copy, to who may see the paper it is of.
pub async fn download(ctx: Ctx, Id(id): Id<SignedCopyId>) -> Answer {
    ctx.person()?;
    let database = &ctx.state.desk.database;
    let copy = read::load(database, id).await?;
    if !sees(&ctx, &copy).await? {
        return Err(Fail::not_found());
    }
    let bytes = read::bytes(database, &copy).await?;
    Ok(attachment(&copy.name, "application/pdf", bytes))
}

async fn sees(ctx: &Ctx, copy: &SignedCopy) -> Result<bool, Fail> {
    let id: ApplicationId = copy.file;
    let desk = &ctx.state.desk;
    match copy.of {
        CopyOf::Paper(_) => {
            let stored = files::find(&desk.database, id).await?;
            Ok(ctx.may(Act::SeeFile, &stored.subject()))
        }
        CopyOf::Grant(_) => {
            let stored = proposals::find(&desk.database, id).await?;
            let tie = grant_file::tie(desk.database.reads(), &ctx.actor, &stored).await?;
            Ok(ctx.may(Act::SeeGrant, &stored.subject(tie)))
        }
    }
}

impl Copies {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let row = |name: &str, chip| CopyRow {
            name: name.to_owned(),
            href: Link::Home,
            chip,
            about: "added by Ana Sousa on 9 March 2027, 10:12, 48 kB".to_owned(),
            digest: "9f86d081884c7d65".to_owned(),
        };
        let upload = Upload {
            name: "copy-v2".to_owned(),
            label: "The signed paper".to_owned(),
            hint: "All pages in one file.".to_owned(),
            accept: ".pdf".to_owned(),
            limits: "PDF, at most 10 MB.".to_owned(),
            error: Some("Choose a file first.".to_owned()),
        };
        let full = Self {
            title: "Version 2".to_owned(),
            rows: vec![
                row("signed & scanned.pdf", Chip::new(Tone::Info, "copy")),
                row("scan.pdf", Chip::new(Tone::Quiet, "replaced by a later copy")),
            ],
            add: Some(Add { version: 2, seen: 2, upload, open: true }),
            send: Link::Home,
        };
        let bare = Self { title: String::new(), rows: Vec::new(), add: None, send: Link::Home };
        vec![full, bare]
    }
}
