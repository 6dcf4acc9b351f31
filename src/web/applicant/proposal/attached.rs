//! Documents of a proposal: what is asked, what is there, adding and removing; and handing one out.
//! The one rule: a document is only ever served as a download, to those who read its proposal: a
//! partner's own to that partner, the lead and the office, and to experts what is marked for them.

use super::file::{self, Opened};
use crate::{
    actions::{ActionError, proposal_document as verbs, report::Upload as Came},
    domain::{
        access::{Act, Subject},
        ids::{ApplicationId, OrganisationId},
        proposal::ProposalStageKind,
        refusal::{Refusal, ScoredRefusal},
        scored::Slot,
    },
    http::{Answer, Ctx, Fail, Id, Said, download::attachment, upload::Uploaded},
    queries::proposal::{self as read, Document},
    render::{
        Link, Page, Shell, Tone,
        form::Upload,
        moment_text,
        parts::{Chip, NextLine},
        words,
    },
    web::{applicant::views::FileLink, attached::pages},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Attached {
    shell: Shell,
    next: NextLine,
    /// Why the last document was not taken; it stands at its place, too.
    refused: String,
    places: Vec<Place>,
    pages: String,
    /// Documents can be added and removed now.
    open: bool,
    send: Link,
    back: Link,
}

/// A place for documents.
#[derive(Debug, Serialize)]
struct Place {
    id: String,
    kind: String,
    /// The partner's id; empty for the whole.
    of: String,
    label: String,
    says: String,
    chip: Chip,
    #[serde(skip)]
    is_missing: bool,
    files: Vec<FileLink>,
    /// None where the reader may not add, or no more fits.
    upload: Option<Upload>,
    writes: bool,
}

/// A document that was not taken: its kind, whose it was to be, and why not.
struct Not {
    kind: String,
    of: Option<OrganisationId>,
    says: String,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeProposal).await?;
    ctx.page(&build(&ctx, &file, None)?)
}

/// Adds a document.
pub async fn add(ctx: Ctx, Id(id): Id<ApplicationId>, came: Result<Uploaded, Fail>) -> Answer {
    // Whether the proposal is theirs comes before whether the file is too large.
    let file = file::open(&ctx, id, Act::SeeProposal).await?;
    let came = came?;
    let kind = came.fields.get("kind").to_owned();
    let of = match came.fields.get("of") {
        "" => None,
        text => Some(text.parse().map_err(|_| Fail::not_found())?),
    };
    let Some((name, bytes)) = came.file else {
        let says = "Choose a file first.".to_owned();
        let again = build(&ctx, &file, Some(&Not { kind, of, says }))?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &again);
    };
    let upload = Came { kind: kind.clone(), name, bytes };
    match verbs::add(&ctx.state.desk, &ctx.actor, id, of, upload).await {
        Ok(_) => Ok(ctx.go(&Link::ProposalAttached(id), Said::DocumentAdded)),
        Err(ActionError::Refused(refusal)) => {
            let status = status(&refusal);
            // Someone may have handed it in meanwhile: the page shows how it is now.
            let file = file::open(&ctx, id, Act::SeeProposal).await?;
            let says = words::refusal(&refusal, file.programme.zone);
            let again = build(&ctx, &file, Some(&Not { kind, of, says }))?;
            ctx.page_with(status, &again)
        }
        Err(other) => Err(other.into()),
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    if matches!(refusal, Refusal::FileTooLarge { .. }) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else if matches!(refusal, Refusal::FileKind { .. }) {
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    } else if matches!(refusal, Refusal::Scored { why: ScoredRefusal::TooManyPages { .. } }) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    }
}

/// Takes a document out.
pub async fn remove(ctx: &Ctx, document: &Document) -> Answer {
    let id = document.proposal_id;
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    if !reads(ctx, &file, document.organisation_id) {
        return Err(Fail::not_found());
    }
    let back = Link::ProposalAttached(id);
    verbs::remove(&ctx.state.desk, &ctx.actor, document.id)
        .await
        .map_err(|err| Fail::from_action(err, back.clone()))?;
    Ok(ctx.go(&back, Said::EvidenceRemoved))
}

/// Sends a document, as a download and nothing else.
pub async fn download(ctx: &Ctx, document: &Document) -> Answer {
    if !may_download(ctx, document).await? {
        return Err(Fail::not_found());
    }
    let bytes = read::document_bytes(&ctx.state.desk.database, document).await?;
    Ok(attachment(&document.name, &document.media_type, bytes))
}

async fn may_download(ctx: &Ctx, document: &Document) -> Result<bool, Fail> {
    let desk = &ctx.state.desk;
    let stored = read::find(&desk.database, document.proposal_id).await?;
    let tie = read::tie(&desk.database, &ctx.actor, &stored).await?;
    let mine = |id| ctx.actor.role_in(id).is_some();
    let lead = stored.proposal.lead;
    let call = read::call(&desk.database, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let now = i64::from(programme.stage_of(stored.proposal.round));
    let subject = stored.subject(tie);
    if mine(lead) || tie.part.is_some() {
        let theirs = document.organisation_id.is_none_or(|id| mine(id) || mine(lead));
        return Ok(theirs && ctx.may(Act::SeeProposal, &subject));
    }
    if ctx.actor.reads_all() {
        // What was handed in for a round that is over stays open to the office.
        // As it was handed in then, whatever is written now.
        let stage = ProposalStageKind::Submitted;
        let then = Subject::Proposal { proposal: stored.reference(), stage, tie };
        let subject = if document.stage_no < now { then } else { subject };
        return Ok(ctx.may(Act::SeeProposal, &subject));
    }
    let rule = programme.round(stored.proposal.round).and_then(|round| {
        round.documents.iter().find(|rule| rule.key == document.kind && rule.experts)
    });
    Ok(rule.is_some() && document.stage_no == now && ctx.may(Act::Evaluate, &subject))
}

/// The reader may read documents of this organisation; none: of the whole.
pub(super) fn reads(ctx: &Ctx, file: &Opened, of: Option<OrganisationId>) -> bool {
    of.is_none_or(|id| file.shows_figures(ctx, id))
}

/// Documents can be added now: it is being written, and the deadline has not passed.
fn is_open(ctx: &Ctx, file: &Opened) -> bool {
    file.stage().is_open() && file.takes(ctx.now()).is_ok()
}

fn build(ctx: &Ctx, file: &Opened, not: Option<&Not>) -> Result<Attached, Fail> {
    let (_, round) = file.kind()?;
    let slots = file.weighed.slots(round);
    let shown = slots.iter().filter(|slot| reads(ctx, file, slot.organisation));
    let places: Vec<Place> = shown.map(|slot| place(ctx, file, slot, not)).collect();
    let open = is_open(ctx, file) && places.iter().any(|place| place.writes);
    let shell = file.shell(ctx, format!("Documents: {}", file.name()));
    Ok(Attached {
        next: next(ctx, file, &places, open, &shell),
        refused: not.map_or_else(String::new, |not| not.says.clone()),
        pages: pages(&file.weighed.documents, Some(round)),
        open,
        places,
        send: Link::ProposalAttached(file.id()),
        back: if open { Link::ProposalEdit(file.id()) } else { Link::Proposal(file.id()) },
        shell,
    })
}

/// Where the place of a slot stands on the page.
pub(super) fn anchor(slot: &Slot<'_>) -> String {
    let of = slot.organisation.map_or_else(String::new, |id| format!("-{id}"));
    format!("file-{}{of}", slot.rule.key)
}

fn place(ctx: &Ctx, file: &Opened, slot: &Slot<'_>, not: Option<&Not>) -> Place {
    let rule = slot.rule;
    let there = file.weighed.documents.iter();
    let there = there.filter(|d| d.kind == rule.key && d.organisation_id == slot.organisation);
    let files: Vec<FileLink> = there.map(FileLink::of_proposal).collect();
    let may = match slot.organisation {
        None => ctx.may(Act::WriteProposal, &file.subject()),
        Some(one) => file.may_part(ctx, one, Act::WriteProposal, Act::WritePart),
    };
    let writes = may && is_open(ctx, file);
    let chip = match (files.is_empty(), rule.required) {
        (false, _) => Chip::new(Tone::Good, "there"),
        (true, true) => Chip::new(Tone::Warn, "missing"),
        (true, false) => Chip::new(Tone::Quiet, "may be added"),
    };
    let error = not.filter(|not| not.kind == rule.key && not.of == slot.organisation);
    let upload = (writes && files.len() < rule.files as usize)
        .then(|| upload(ctx, file, slot, error.map(|not| not.says.clone())));
    let readers = match (slot.organisation, rule.experts) {
        (None, true) => "Read by all of you, the programme office and your experts.",
        (None, false) => "Read by all of you and the programme office; not by the experts.",
        (Some(_), true) => "Read by its people, the lead, the programme office and the experts.",
        (Some(_), false) => "Read by its people, the lead and the programme office; nobody else.",
    };
    Place {
        id: anchor(slot),
        kind: rule.key.clone(),
        of: slot.organisation.map_or_else(String::new, |id| id.to_string()),
        label: file.weighed.slot_label(slot),
        says: format!("{} {readers}", rule.hint).trim().to_owned(),
        chip,
        is_missing: files.is_empty() && rule.required,
        files,
        upload,
        writes,
    }
}

fn upload(ctx: &Ctx, file: &Opened, slot: &Slot<'_>, error: Option<String>) -> Upload {
    let (rule, limits) = (slot.rule, &ctx.state.desk.settings.limits);
    let takes = |kind: &&String| limits.upload_kinds.contains(kind);
    let types: Vec<&String> = rule.types.iter().filter(takes).collect();
    let names: Vec<String> = types.iter().map(|kind| kind.to_uppercase()).collect();
    let most = u64::from(limits.upload_max_bytes);
    let most = rule.max_bytes.map_or(most, |own| own.min(most)) / 1_000_000;
    let mut says = format!("{}, at most {most} MB", words::list(&names));
    if let Some(pages) = rule.max_pages {
        let pages = crate::render::count_text(pages.into(), "page", "pages");
        says = format!("{says} and {pages}");
    }
    if rule.pages_count {
        says.push_str("; its pages count towards the limit");
    }
    let accept: Vec<String> = types.iter().map(|kind| format!(".{kind}")).collect();
    Upload {
        name: anchor(slot),
        label: format!("Add a file: {}", file.weighed.slot_label(slot)),
        hint: String::new(),
        accept: accept.join(","),
        limits: format!("{says}."),
        error,
    }
}

fn next(ctx: &Ctx, file: &Opened, places: &[Place], open: bool, shell: &Shell) -> NextLine {
    let line = |tone, says: String, detail: &str| NextLine {
        says,
        detail: detail.to_owned(),
        action: None,
        tone,
    };
    if !open {
        let says = "These documents can\u{2019}t be changed now".to_owned();
        let detail = "They are changed while the proposal is written, by those who write for it.";
        return line(Tone::Quiet, says, detail);
    }
    let deadline = moment_text(file.due_at(ctx.now()), shell.zone);
    if places.iter().any(|place| place.is_missing) {
        let says = format!("Next: add what is missing before {deadline}");
        return line(Tone::Warn, says, "The proposal can\u{2019}t be handed in without it.");
    }
    let says = format!("Nothing that must be there is missing; changes until {deadline}");
    line(Tone::Good, says, "They are handed in together with the text.")
}

impl Page for Attached {
    const TEMPLATE: &'static str = "pages/applicant/proposal/attached.html";
    fn samples() -> Vec<Self> {
        let upload = |error: Option<&str>| Upload {
            name: "file-offer".to_owned(),
            label: "Add a file: Signed offer".to_owned(),
            hint: String::new(),
            accept: ".pdf".to_owned(),
            limits: "PDF, at most 10 MB.".to_owned(),
            error: error.map(str::to_owned),
        };
        let place = |open: bool| Place {
            id: "file-offer".to_owned(),
            kind: "offer".to_owned(),
            of: String::new(),
            label: "Signed offer".to_owned(),
            says: "Read by all of you.".to_owned(),
            chip: Chip::new(Tone::Warn, "missing"),
            is_missing: true,
            files: vec![FileLink {
                name: "offer.pdf".to_owned(),
                href: Link::Home,
                remove: Link::Home,
                about: "2 pages".to_owned(),
            }],
            upload: open.then(|| upload(Some("Choose a file first."))),
            writes: open,
        };
        let page = |open: bool, places: Vec<Place>| Self {
            shell: Shell::sample("Documents: Warm yarn from used work wear"),
            next: super::samples::next(),
            refused: if open { "Choose a file first.".to_owned() } else { String::new() },
            places,
            pages: "2 pages count towards a limit of pages.".to_owned(),
            open,
            send: Link::Home,
            back: Link::Home,
        };
        vec![page(true, vec![place(true)]), page(false, vec![place(false)]), page(false, vec![])]
    }
}
