//! Check and hand in; the receipt. The one rule: the page shows everything as it will be handed in
//! and all that is in the way at once; a refusal changes nothing and keeps every text.

use super::{
    attached, documents,
    file::{self, Opened},
    sum::{self, FindingView},
};
use crate::{
    actions::{
        ActionError,
        hand_in::{self, in_the_way},
    },
    domain::{
        access::Act,
        application::Version,
        form::{Fault, Strictness, check},
        ids::ApplicationId,
        proposal::ProposalStageKind,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal as read,
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FaultLink, FieldView, Input, ReadSection, read_form},
        moment_text, number_text,
        parts::{Download, Fact},
        words,
    },
    web::{
        attached::{pages, rows},
        grant::{FileRow, sample_files},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// Everything before it is handed in.
#[derive(Debug, Serialize)]
pub struct Submit {
    shell: Shell,
    faults: Vec<FaultLink>,
    warnings: Vec<FindingView>,
    /// Invitations nobody has answered yet.
    waiting: Vec<String>,
    facts: Vec<Fact>,
    sections: Vec<ReadSection>,
    files: Vec<FileRow>,
    pages: String,
    seen: i64,
    deadline: String,
    /// It can be handed in now.
    ready: bool,
    send: Link,
    edit: Link,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    if file.stage() != ProposalStageKind::Draft {
        return Ok(ctx.go(&Link::Proposal(id), Said::NotWritable));
    }
    ctx.page(&build(&ctx, &file, None).await?)
}

/// Hands it in.
pub async fn hand_in(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    let receipt = Link::ProposalReceipt(id);
    match hand_in::submit(&ctx.state.desk, &ctx.actor, id, Version(typed.seen())).await {
        Ok(_receipt) => Ok(ctx.go(&receipt, Said::Submitted)),
        // Pressed twice: the first one counts, and here is its receipt.
        Err(ActionError::Refused(Refusal::AlreadyDone)) => Ok(ctx.go(&receipt, Said::Submitted)),
        Err(ActionError::Refused(refusal)) => {
            let status = if matches!(refusal, Refusal::FormIncomplete { .. }) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            ctx.page_with(status, &build(&ctx, &file, Some(&refusal)).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(ctx: &Ctx, file: &Opened, refusal: Option<&Refusal>) -> Result<Submit, Fail> {
    let (_, round) = file.kind()?;
    let sent = read::invitations(&ctx.state.desk.database, file.id()).await?;
    let waiting: Vec<String> =
        sent.into_iter().filter(|one| one.state == "sent").map(|one| one.address).collect();
    let shut = file.takes(ctx.now()).err();
    let faults = faults(file)?;
    let title = match faults.len() {
        _any if shut.is_some() => "Not handed in: the text is kept".to_owned(),
        0 => "Ready to hand in".to_owned(),
        1 => "1 thing to mend before you hand in".to_owned(),
        many => {
            let many = number_text(many.try_into().unwrap_or(i64::MAX));
            format!("{many} things to mend before you hand in")
        }
    };
    let mut shell = file.shell(ctx, title);
    // What is in the list of faults need not be said twice.
    let said = refusal
        .filter(|why| !matches!(why, Refusal::FormIncomplete { .. } | Refusal::Scored { .. }));
    if let Some(why) = said.or(shut.as_ref()) {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let partner = |one: &read::Partner| {
        let confirmed = if one.confirmed_at.is_some() { "confirmed" } else { "not confirmed" };
        let asks = euro_text(one.requested_cents.cents());
        let class = super::partners::class(&one.size);
        Fact::new(one.name.clone(), format!("{asks}, {class}, {confirmed}"))
    };
    let mut facts: Vec<Fact> = file.weighed.partners.iter().map(partner).collect();
    facts.push(Fact::new("In all", euro_text(file.weighed.requested.cents())));
    Ok(Submit {
        deadline: moment_text(file.due_at(ctx.now()), shell.zone),
        ready: faults.is_empty() && shut.is_none(),
        faults,
        warnings: sum::warnings(file),
        waiting,
        facts,
        sections: read_form(&round.form, &file.weighed.answers, &file.weighed.facts, false),
        files: rows(file.documents_for(ctx), Some(round), &|id| file.partner_name(id)),
        pages: pages(&file.weighed.documents, Some(round)),
        seen: file.stored.proposal.version.0,
        send: Link::ProposalSubmit(file.id()),
        edit: Link::ProposalEdit(file.id()),
        shell,
    })
}

/// All that is in the way, each with a link to where it is mended.
fn faults(file: &Opened) -> Result<Vec<FaultLink>, Fail> {
    let (kind, round) = file.kind()?;
    let id = file.id();
    let form = check(&round.form, &file.weighed.answers, &file.weighed.facts, Strictness::Strict);
    let mut all = links(id, &form);
    for one in file.weighed.partners.iter().filter(|one| one.confirmed_at.is_none()) {
        all.push(FaultLink {
            href: Link::Part(id, one.organisation_id).with(&[("check", "1")]),
            label: one.name.clone(),
            says: "It has not confirmed its part.".to_owned(),
        });
    }
    for slot in file.weighed.missing_documents(round) {
        all.push(FaultLink {
            href: format!("{}#{}", Link::ProposalAttached(id).path(), attached::anchor(&slot)),
            label: file.weighed.slot_label(&slot),
            says: "This document is missing.".to_owned(),
        });
    }
    for why in in_the_way(kind, &file.weighed) {
        let says = words::refusal(&why.into(), file.programme.zone);
        let href = Link::ProposalPartners(id).path();
        all.push(FaultLink { href, label: "The consortium".to_owned(), says });
    }
    Ok(all)
}

/// The faults of the form with links to the fields, on the page where they are written.
fn links(id: ApplicationId, faults: &[Fault]) -> Vec<FaultLink> {
    let page = Link::ProposalEdit(id).with(&[("check", "1")]);
    let link = |fault: &Fault| {
        let field = FieldView::new(Input::Line, &fault.field, &fault.label);
        let mut link = field.fault(Some(&fault.why)).fault_link()?;
        link.href = format!("{page}{}", link.href);
        Some(link)
    };
    faults.iter().filter_map(link).collect()
}

/// The receipt.
#[derive(Debug, Serialize)]
pub struct Receipt {
    shell: Shell,
    facts: Vec<Fact>,
    digest: String,
    downloads: Vec<Download>,
    next: Vec<String>,
    file: Link,
}

/// Shows the receipt of what was handed in last, to the whole consortium.
pub async fn receipt(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeProposal).await?;
    let Some(snapshot) = read::receipt(&ctx.state.desk.database, id).await? else {
        return Err(Fail::not_found());
    };
    let p = &file.stored.proposal;
    let shell = file.shell(&ctx, format!("Handed in: {}", p.reference));
    let names: Vec<String> = file.weighed.partners.iter().map(|one| one.name.clone()).collect();
    let (kind, _) = file.kind()?;
    let facts = vec![
        Fact::new("Reference", p.reference.clone()),
        Fact::new("Handed in", moment_text(snapshot.at, shell.zone)),
        Fact::new("Voucher", kind.label.clone()),
        Fact::new("Organisations", words::list(&names)),
        Fact::new("Asked for", euro_text(p.requested.cents())),
        Fact::new("Submission", number_text(snapshot.number)),
    ];
    let deadline = moment_text(file.due_at(ctx.now()), shell.zone);
    let next = vec![
        "The programme office checks admissibility and eligibility, and may ask you to clarify."
            .to_owned(),
        "Independent experts evaluate it. All applicants hear the result at the same time, by \
         letter."
            .to_owned(),
        format!("Until {deadline} the lead can take it back into writing and hand it in again."),
    ];
    let downloads = documents::receipt_links(&ctx, &file, snapshot.number).await?;
    let digest = snapshot.digest;
    ctx.page(&Receipt { shell, facts, digest, downloads, next, file: Link::Proposal(id) })
}

impl Page for Submit {
    const TEMPLATE: &'static str = "pages/applicant/proposal/submit.html";
    fn samples() -> Vec<Self> {
        let page = |faults: Vec<FaultLink>| Self {
            shell: Shell::sample("Ready to hand in"),
            ready: faults.is_empty(),
            warnings: if faults.is_empty() { Vec::new() } else { super::samples::findings() },
            waiting: faults.iter().map(|_| "mette@farve.example".to_owned()).collect(),
            faults,
            facts: vec![Fact::new("In all", "\u{20ac}\u{a0}80,000")],
            sections: super::samples::read(),
            files: sample_files(),
            pages: "2 pages count towards a limit of pages.".to_owned(),
            seen: 1,
            deadline: "31 January 2027, 17:00 Brussels".to_owned(),
            send: Link::Home,
            edit: Link::Home,
        };
        let fault = FaultLink {
            href: "#f-title".to_owned(),
            label: "Title of the project".to_owned(),
            says: "Please answer this.".to_owned(),
        };
        vec![page(Vec::new()), page(vec![fault])]
    }
}

impl Page for Receipt {
    const TEMPLATE: &'static str = "pages/applicant/proposal/receipt.html";
    fn samples() -> Vec<Self> {
        vec![Self {
            shell: Shell::sample("Handed in: INV-2027-0012"),
            facts: vec![Fact::new("Reference", "INV-2027-0012")],
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            downloads: crate::web::applicant::samples::downloads(),
            next: vec!["The programme office checks it.".to_owned()],
            file: Link::Home,
        }]
    }
}
