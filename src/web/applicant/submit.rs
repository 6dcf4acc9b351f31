//! Check and hand in; the receipt. The one rule: the page shows everything as it will be handed in
//! and all that is missing at once; a refusal changes nothing and keeps every text.

use super::{
    documents,
    file::{self, Opened},
    sum::{self, Get},
};
use crate::{
    actions::{ActionError, application},
    domain::{
        access::Act,
        application::{StageKind, Version},
        form::{Fault, Strictness, check},
        ids::ApplicationId,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::application::{self as read, FormKind},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, ReadSection, read_form},
        moment_text, number_text,
        parts::{Download, Fact},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// Everything before it is handed in.
#[derive(Debug, Serialize)]
pub struct Submit {
    shell: Shell,
    faults: Vec<FaultLink>,
    sections: Vec<ReadSection>,
    get: Get,
    seen: i64,
    deadline: String,
    /// It can be handed in now.
    ready: bool,
    send: Link,
    edit: Link,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteFile).await?;
    if file.stored.application.stage.kind() != StageKind::Draft {
        return Ok(ctx.go(&Link::Application(id), Said::NotWritable));
    }
    ctx.page(&build(&ctx, &file, None).await?)
}

/// Hands it in.
pub async fn hand_in(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let seen = Version(typed.seen());
    match application::submit(&ctx.state.desk, &ctx.actor, id, seen).await {
        Ok(_receipt) => Ok(ctx.go(&Link::ApplicationReceipt(id), Said::Submitted)),
        // Pressed twice: the first one counts, and here is its receipt.
        Err(ActionError::Refused(Refusal::AlreadyDone)) => {
            Ok(ctx.go(&Link::ApplicationReceipt(id), Said::Submitted))
        }
        Err(ActionError::Refused(refusal)) => {
            let status = if matches!(refusal, Refusal::FormIncomplete { .. }) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            // Opened only here: what went well needs no page.
            let file = file::open(&ctx, id, Act::WriteFile).await?;
            ctx.page_with(status, &build(&ctx, &file, Some(&refusal)).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(ctx: &Ctx, file: &Opened, refusal: Option<&Refusal>) -> Result<Submit, Fail> {
    let given = file::given(ctx, file, FormKind::Application).await?;
    let assessed = file.assess(ctx, &given.answers).await?;
    let faults = check(&file.programme.form, &given.answers, &assessed.facts, Strictness::Strict);
    let shut = file.around.call.call.takes(ctx.now()).err();
    let title = match faults.len() {
        _any if shut.is_some() => "Not handed in: the text is kept".to_owned(),
        0 => "Ready to hand in".to_owned(),
        1 => "1 thing to mend before you hand in".to_owned(),
        many => format!(
            "{} things to mend before you hand in",
            number_text(many.try_into().unwrap_or(i64::MAX))
        ),
    };
    let mut shell = file.shell(ctx, title);
    if let Some(why) = refusal.or(shut.as_ref())
        && !matches!(why, Refusal::FormIncomplete { .. })
    {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let accounts = ctx.may(Act::SeeAccountNumbers, &file.subject());
    Ok(Submit {
        deadline: moment_text(file.around.call.call.deadline, shell.zone),
        shell,
        ready: faults.is_empty() && shut.is_none(),
        faults: links(file.id(), &faults),
        sections: read_form(&file.programme.form, &given.answers, &assessed.facts, accounts),
        get: sum::get(&assessed, &file.programme, sum::left(ctx, file).await?),
        seen: file.stored.application.version.0,
        send: Link::ApplicationSubmit(file.id()),
        edit: Link::ApplicationEdit(file.id()),
    })
}

/// The faults with links to the fields, on the page where they are written.
fn links(id: ApplicationId, faults: &[Fault]) -> Vec<FaultLink> {
    let page = Link::ApplicationEdit(id).with(&[("check", "1")]);
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

/// Shows the receipt of what was handed in last.
pub async fn receipt(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteFile).await?;
    let Some(snapshot) = read::receipt(&ctx.state.desk.database, id).await? else {
        return Err(Fail::not_found());
    };
    let shell = file.shell(&ctx, format!("Handed in: {}", file.stored.application.reference));
    let deadline = file.around.call.call.deadline;
    let amount = match file.stored.amount {
        Some(amount) => crate::render::euro_text(amount.cents()),
        None => "not worked out".to_owned(),
    };
    let facts = vec![
        Fact::new("Reference", file.stored.application.reference.clone()),
        Fact::new("Handed in", moment_text(snapshot.at, shell.zone)),
        Fact::new("Visitor", file.visitor()),
        Fact::new("Host", file.host()),
        Fact::new("Lump sum as worked out", amount),
        Fact::new("Submission", number_text(snapshot.number)),
    ];
    let next = vec![
        format!("{} gets a mail and confirms the match.", file.host()),
        "The programme office checks and decides. You get a mail with the decision.".to_owned(),
        format!(
            "Until {} you can take it back into writing and hand it in again.",
            moment_text(deadline, shell.zone)
        ),
    ];
    let downloads = documents::receipt_links(&ctx, &file, snapshot.number).await?;
    let digest = snapshot.digest;
    ctx.page(&Receipt { shell, facts, digest, downloads, next, file: Link::Application(id) })
}

impl Page for Submit {
    const TEMPLATE: &'static str = "pages/applicant/submit.html";
    fn samples() -> Vec<Self> {
        let [some, none] = sum::samples();
        let page = |faults: Vec<FaultLink>, get: Get| Self {
            shell: Shell::sample("Ready to hand in"),
            ready: faults.is_empty(),
            faults,
            sections: super::samples::read(),
            get,
            seen: 1,
            deadline: "31 January 2027, 17:00 Brussels".to_owned(),
            send: Link::Home,
            edit: Link::Home,
        };
        let fault = FaultLink {
            href: "#f-goals".to_owned(),
            label: "Goals".to_owned(),
            says: "Please answer this.".to_owned(),
        };
        vec![page(Vec::new(), some), page(vec![fault], none)]
    }
}

impl Page for Receipt {
    const TEMPLATE: &'static str = "pages/applicant/receipt.html";
    fn samples() -> Vec<Self> {
        vec![Self {
            shell: Shell::sample("Handed in: CXC-2026-0412"),
            facts: vec![Fact::new("Reference", "CXC-2026-0412")],
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            downloads: super::samples::downloads(),
            next: vec!["Lodz Textile Cluster confirms the match.".to_owned()],
            file: Link::Home,
        }]
    }
}
