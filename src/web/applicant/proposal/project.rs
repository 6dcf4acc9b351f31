//! A funded project for its people: what comes next, reports with their days, where the money is,
//! documents. The one rule: everybody of the consortium sees the same page; buttons are for those
//! who may press them.

use crate::{
    actions::{
        ActionError,
        certificate::{self, NewInvoice},
        milestone, project,
        report::Upload as Came,
    },
    domain::{
        access::Act,
        agreement::AgreementStage,
        ids::{ApplicationId, OrganisationId},
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed, upload::Uploaded},
    render::{
        Link, Page, Shell, Tone, day_text, euro_text,
        form::{FieldView, Input, Upload},
        parts::{Action, Chip, Fact, NextLine, WorkItem},
        words,
    },
    web::{
        finance::owed,
        grant::{self, Deed, FileRow, MilestoneRow, MoneyRow, Opened, ReportRow},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

mod add; // what the reader can set or add

use add::{adds, deeds};

/// The page.
#[derive(Debug, Serialize)]
pub struct ProjectPage {
    shell: Shell,
    chip: Option<Chip>,
    next: NextLine,
    refused: String,
    facts: Vec<Fact>,
    reports: Vec<ReportRow>,
    money: Vec<MoneyRow>,
    owed: Vec<WorkItem>,
    milestones: Vec<MilestoneRow>,
    files: Vec<FileRow>,
    deeds: Vec<Deed>,
    adds: Vec<Add>,
    links: Vec<Action>,
    send: Link,
    here: Link,
}

/// A document to add, as a form.
#[derive(Debug, Serialize)]
struct Add {
    kind: &'static str,
    title: String,
    intro: String,
    fields: Vec<FieldView>,
    upload: Upload,
    button: &'static str,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    ctx.page(&build(&ctx, &o, String::new(), &Typed::default()))
}

/// Adds a document.
pub async fn add(ctx: Ctx, Id(id): Id<ApplicationId>, came: Result<Uploaded, Fail>) -> Answer {
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    let came = came?;
    let fields = came.fields;
    let Some((name, bytes)) = came.file else {
        let says = "Choose a file first.".to_owned();
        let page = build(&ctx, &o, says, &fields);
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let upload = Came { kind: String::new(), name, bytes };
    match keep(&ctx, id, &fields, upload).await {
        Ok(()) => Ok(ctx.go(&Link::Project(id), Said::DocumentAdded)),
        Err(ActionError::Refused(refusal)) => {
            let status = if matches!(refusal, Refusal::FileTooLarge { .. }) {
                StatusCode::PAYLOAD_TOO_LARGE
            } else if matches!(refusal, Refusal::FileKind { .. }) {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            } else if matches!(refusal, Refusal::FieldRefused { .. }) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            let says = words::refusal(&refusal, o.programme.zone);
            ctx.page_with(status, &build(&ctx, &o, says, &fields))
        }
        Err(other) => Err(other.into()),
    }
}

/// Sets a milestone, or says that one is reached.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    grant::open(&ctx, id, Act::SeeGrant).await?;
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let done = match typed.get("act") {
        "milestone" => {
            if let Ok(on) = typed.get("due_on").trim().parse() {
                milestone::add(desk, actor, id, typed.get("title"), on).await.map(|_| ())
            } else {
                let (field, why) = ("due_on".to_owned(), FieldRefusal::NotADate);
                Err(Refusal::FieldRefused { field, why }.into())
            }
        }
        "reach" => {
            let which = typed.get("of").parse().map_err(|_| Fail::not_found())?;
            milestone::reach(desk, actor, id, which, typed.get("shown_by")).await
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Project(id), Said::Saved)),
        Err(ActionError::Refused(refusal)) => {
            let o = grant::open(&ctx, id, Act::SeeGrant).await?;
            let says = words::refusal(&refusal, o.programme.zone);
            ctx.page_with(StatusCode::CONFLICT, &build(&ctx, &o, says, &typed))
        }
        Err(other) => Err(other.into()),
    }
}

async fn keep(
    ctx: &Ctx,
    id: ApplicationId,
    typed: &Typed,
    upload: Came,
) -> Result<(), ActionError> {
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let wrong = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    match typed.get("kind") {
        project::CONSORTIUM => {
            let on = typed.get("signed_on").trim().parse();
            let on = on.map_err(|_| wrong("signed_on", FieldRefusal::NotADate))?;
            project::bring_consortium(desk, actor, id, on, upload).await
        }
        project::INVOICE => {
            let organisation: OrganisationId =
                typed.get("organisation").parse().map_err(|_| ActionError::Unseen)?;
            let amount = Money::parse_euro(typed.get("amount"));
            let amount = amount.ok_or_else(|| wrong("amount", FieldRefusal::NotAnAmount))?;
            let provider = typed.get("provider").to_owned();
            let new = NewInvoice { provider, amount, upload };
            certificate::send_invoice(desk, actor, id, organisation, new).await
        }
        _document => project::attach(desk, actor, id, upload).await.map(|_| ()),
    }
}

fn build(ctx: &Ctx, o: &Opened, refused: String, typed: &Typed) -> ProjectPage {
    let chip = o.shown().map(|of| words::agreement_stage(of.stage));
    let amount = Money::sum(o.whole.partners.iter().map(|one| one.requested_cents));
    let mut facts = vec![
        Fact::new("Grant", euro_text(amount.unwrap_or_default().cents())),
        Fact::new("Voucher", o.kind().map_or("", |kind| kind.label.as_str())),
    ];
    if let Some(of) = o.shown() {
        let plan = o.kind().and_then(|kind| kind.plan(&of.plan));
        facts.extend(plan.map(|plan| Fact::new("Paid", plan.label.clone())));
        facts.push(Fact::new("First day of the work", day_text(of.starts_on)));
        let last = crate::domain::delivery::ends_on(of.starts_on, of.months);
        facts.push(Fact::new("Last day of the work", day_text(last)));
    }
    if let Some(signed) = &o.whole.consortium {
        facts.push(Fact::new("Consortium agreement", day_text(signed.signed_on)));
    }
    let mut links = vec![Action::go("The proposal", Link::Proposal(o.id()))];
    if o.shown().is_some() {
        links.push(Action::go("Agreement", Link::Agreement(o.id())));
    }
    if o.is_inside(ctx) {
        links.push(Action::go("Asked before the agreement", Link::Contract(o.id())));
    }
    if ctx.actor.reads_all() {
        links.push(Action::go("Office view", Link::GrantFile(o.id())));
    }
    ProjectPage {
        shell: ctx
            .shell(format!("Project: {}", o.name()))
            .back("My work", Link::Desk)
            .back(o.stored.proposal.reference.clone(), Link::Proposal(o.id()))
            .crumb(o.call.call.title.clone()),
        chip,
        next: next(ctx, o),
        refused,
        facts,
        reports: grant::reports(ctx, o),
        money: grant::money(ctx, o, false),
        owed: owed::shown(ctx, &o.owed),
        milestones: grant::milestones(ctx, o),
        files: grant::files(o),
        deeds: deeds(ctx, o, typed),
        adds: adds(ctx, o, typed),
        links,
        send: Link::ProjectFile(o.id()),
        here: Link::Project(o.id()),
    }
}

/// The one line that says what happens next.
pub(super) fn next(ctx: &Ctx, o: &Opened) -> NextLine {
    let line = |tone, says: String, detail: &str, action| NextLine {
        says,
        detail: detail.to_owned(),
        action,
        tone,
    };
    let writes = ctx.may(Act::WriteGrant, &o.subject());
    let Some(of) = o.shown().filter(|of| of.stage != AgreementStage::Superseded) else {
        let answer = Action::go("Answer", Link::Contract(o.id()));
        let says = "Next: the office prepares the agreement".to_owned();
        let detail = "It needs the answers of the lead to what is asked before it.";
        return line(Tone::Info, says, detail, writes.then_some(answer));
    };
    let agreement = || Some(Action::go("Open the agreement", Link::Agreement(o.id())));
    match of.stage {
        AgreementStage::Issued => {
            let says = "Next: all parties sign the agreement".to_owned();
            return line(Tone::Warn, says, "Each on the page of the agreement.", agreement());
        }
        AgreementStage::Ended => {
            let says = "The grant was ended early".to_owned();
            return line(Tone::Bad, says, &of.end_reason, agreement());
        }
        AgreementStage::Closed => {
            let says = "Done: everything is delivered and paid".to_owned();
            return line(Tone::Good, says, "", None);
        }
        AgreementStage::Draft | AgreementStage::InForce | AgreementStage::Superseded => {}
    }
    if o.lacks_consortium() {
        let says = "Next: the consortium agreement is added".to_owned();
        let detail = "Nothing can be paid before the organisations have signed it among \
                      themselves and it is here.";
        return line(Tone::Warn, says, detail, None);
    }
    let open = o.whole.reports.iter().find(|one| one.stage.is_writable());
    if let Some(report) = open {
        let says = format!("Next: {} by {}", report.label.to_lowercase(), day_text(report.due_on));
        let write = Action::go("Open the report", Link::GrantReport(report.id));
        let late = report.due_on < ctx.now().day_in(o.programme.zone);
        let detail = if late { "The day has passed." } else { "" };
        let tone = if late { Tone::Bad } else { Tone::Info };
        return line(tone, says, detail, writes.then_some(write));
    }
    let says = "Next: the office reads what is in and pays what is due".to_owned();
    line(Tone::Quiet, says, "", None)
}

impl Page for ProjectPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/project.html";
    fn samples() -> Vec<Self> {
        let add = Add {
            kind: project::INVOICE,
            title: "An invoice of a provider".to_owned(),
            intro: "The office certifies it.".to_owned(),
            fields: vec![FieldView::new(Input::Line, "provider", "Who wrote it")],
            upload: Upload {
                name: "file-invoice".to_owned(),
                label: "The document".to_owned(),
                hint: String::new(),
                accept: ".pdf".to_owned(),
                limits: "PDF, at most 10 MB.".to_owned(),
                error: None,
            },
            button: "Send the invoice",
        };
        let full = Self {
            shell: Shell::sample("Project: Warm yarn from used work wear"),
            chip: Some(Chip::new(Tone::Good, "in force")),
            next: super::samples::next(),
            refused: "Choose a file first.".to_owned(),
            facts: vec![Fact::new("Grant", "€ 50,000.00")],
            reports: grant::sample_reports(),
            money: grant::sample_money(),
            owed: owed::samples(),
            milestones: grant::sample_milestones(),
            files: grant::sample_files(),
            deeds: vec![Deed::new("milestone", "", 0, "Add the milestone")],
            adds: vec![add],
            links: vec![Action::go("Agreement", Link::Home)],
            send: Link::Home,
            here: Link::Home,
        };
        let bare = Self {
            shell: Shell::sample("Project: Warm yarn from used work wear"),
            chip: None,
            next: super::samples::next(),
            refused: String::new(),
            facts: Vec::new(),
            reports: Vec::new(),
            money: Vec::new(),
            owed: Vec::new(),
            milestones: Vec::new(),
            files: Vec::new(),
            deeds: Vec::new(),
            adds: Vec::new(),
            links: Vec::new(),
            send: Link::Home,
            here: Link::Home,
        };
        vec![full, bare]
    }
}
