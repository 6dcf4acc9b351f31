//! The forms of a grant: what is asked before the agreement, and each report. The one rule: both
//! are saved however incomplete; handing a report in checks it.

use super::{
    file::{self, Opened},
    working,
};
use crate::{
    actions::{
        ActionError,
        project::{self, GrantForm},
    },
    domain::{
        access::Act,
        form::{Answers, Form, Strictness},
        ids::{ApplicationId, DeliveryId},
        proposal::ProposalStageKind,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        grant as read,
        proposal::{ProposalForm, as_map},
    },
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{Clash, FormView, ReadSection, read_form},
        parts::NextLine,
        words,
    },
    web::applicant::saving,
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page of either form.
#[derive(Debug, Serialize)]
pub struct GrantFormPage {
    shell: Shell,
    next: NextLine,
    /// To write, while it is open for the reader.
    form: Option<FormView>,
    /// To read.
    sections: Vec<ReadSection>,
    /// It can be handed in.
    hands_in: bool,
    seen: i64,
    send: Link,
}

/// Which form, with what it needs to be shown.
struct Asked {
    file: Opened,
    which: GrantForm,
    form: Form,
    report: Option<read::Report>,
    is_open: bool,
    send: Link,
}

/// What differs from a plain showing.
#[derive(Default)]
struct Again {
    clashes: Vec<Clash>,
    mine: Answers,
    strict: bool,
    says: Option<String>,
}

async fn contract(ctx: &Ctx, id: ApplicationId) -> Result<Asked, Fail> {
    let file = funded(ctx, id).await?;
    let whole = read::whole(&ctx.state.desk.database, id).await?;
    let newest = whole.agreements.iter().find(|one| one.issued_at.is_some());
    let is_open = newest.is_none_or(|one| {
        one.stage == crate::domain::agreement::AgreementStage::Superseded
            && one.in_force_at.is_none()
    });
    let form = file.programme.contract.clone();
    let (which, send) = (GrantForm::Contract, Link::Contract(id));
    Ok(Asked { file, which, form, report: None, is_open, send })
}

/// The proposal for those who may see its grant, if it is funded.
async fn funded(ctx: &Ctx, id: ApplicationId) -> Result<Opened, Fail> {
    let file = file::open(ctx, id, Act::SeeGrant).await?;
    if file.stage() != ProposalStageKind::Awarded {
        return Err(Fail::not_found());
    }
    Ok(file)
}

async fn report(ctx: &Ctx, id: DeliveryId) -> Result<Asked, Fail> {
    ctx.person()?;
    let report = read::report(&ctx.state.desk.database, id).await?;
    let file = funded(ctx, report.file).await?;
    let form = project::form_of(&file.programme, &report).clone();
    let (which, send) = (GrantForm::Report(id), Link::GrantReport(id));
    Ok(Asked { file, which, form, is_open: report.stage.is_writable(), report: Some(report), send })
}

/// Shows what is asked before the agreement.
pub async fn show_contract(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let asked = contract(&ctx, id).await?;
    ctx.page(&build(&ctx, &asked, Again::default()).await?)
}

/// Saves it.
pub async fn save_contract(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let asked = contract(&ctx, id).await?;
    sent(&ctx, &asked, &typed).await
}

/// Shows a report.
pub async fn show_report(ctx: Ctx, Id(id): Id<DeliveryId>) -> Answer {
    let asked = report(&ctx, id).await?;
    ctx.page(&build(&ctx, &asked, Again::default()).await?)
}

/// Saves a report, and hands it in when asked.
pub async fn save_report(ctx: Ctx, Id(id): Id<DeliveryId>, typed: Typed) -> Answer {
    let asked = report(&ctx, id).await?;
    sent(&ctx, &asked, &typed).await
}

async fn sent(ctx: &Ctx, asked: &Asked, typed: &Typed) -> Answer {
    let (desk, actor, id) = (&ctx.state.desk, &ctx.actor, asked.file.id());
    let fields = saving::shown(&asked.form, typed);
    let saved = match project::save_answers(desk, actor, id, asked.which, &fields).await {
        Ok(saved) => saving::clashes(&fields, saved),
        Err(err) => return working::refused(err, &asked.file, &asked.form, typed),
    };
    if !saved.clashes.is_empty() {
        let again = Again { clashes: saved.clashes, mine: saved.mine, ..Again::default() };
        return ctx.page_with(StatusCode::CONFLICT, &build(ctx, asked, again).await?);
    }
    let Some(report) = asked.report.as_ref().filter(|_| typed.get("then") == "submit") else {
        return Ok(ctx.go(&asked.send, Said::Saved));
    };
    match project::submit(desk, actor, id, report.id, typed.seen()).await {
        Ok(()) => Ok(ctx.go(&Link::Project(id), Said::ReportSubmitted)),
        Err(ActionError::Refused(refusal)) => {
            let incomplete = matches!(refusal, Refusal::FormIncomplete { .. });
            let says = (!incomplete).then(|| words::refusal(&refusal, asked.file.programme.zone));
            let status =
                if incomplete { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
            let again = Again { strict: incomplete, says, ..Again::default() };
            ctx.page_with(status, &build(ctx, asked, again).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(ctx: &Ctx, asked: &Asked, again: Again) -> Result<GrantFormPage, Fail> {
    let (file, database) = (&asked.file, &ctx.state.desk.database);
    let rows = match asked.which {
        GrantForm::Contract => {
            crate::queries::proposal::answers(database, file.id(), ProposalForm::Contract).await?
        }
        GrantForm::Report(id) => read::report_answers(database, file.id(), id).await?,
    };
    let version = |key: &str| rows.iter().find(|row| row.field == key).map_or(0, |row| row.version);
    let seen = asked.form.fields().map(|f| (f.key.clone(), version(&f.key))).collect();
    let given = file::Given { answers: as_map(&rows), seen, rows };
    let writes = asked.is_open && ctx.may(Act::WriteGrant, &file.subject());
    let (title, next) = said(asked, writes);
    let mut shell = working::told(file.shell(ctx, title), &again.clashes)
        .back("Project", Link::Project(file.id()));
    if let Some(says) = again.says {
        shell = shell.flash(Tone::Warn, says);
    }
    let (facts, form) = (&file.weighed.facts, &asked.form);
    let accounts = ctx.may(Act::SeeAccountNumbers, &file.subject());
    let how = if again.strict { Strictness::Strict } else { Strictness::Lenient };
    let sections =
        if writes { Vec::new() } else { read_form(form, &given.answers, facts, accounts) };
    let view = writes.then(|| {
        let (clashes, mine) = (&again.clashes[..], again.mine);
        let around = working::Around { form, facts, given: &given, how, clashes, mine };
        working::view_with_accounts(&shell, around, accounts)
    });
    Ok(GrantFormPage {
        form: view,
        sections,
        next,
        hands_in: asked.report.is_some(),
        seen: asked.report.as_ref().map_or(0, |report| report.version),
        send: asked.send.clone(),
        shell,
    })
}

fn said(asked: &Asked, writes: bool) -> (String, NextLine) {
    let line = |says: String, detail: &str, tone| NextLine {
        says,
        detail: detail.to_owned(),
        action: None,
        tone,
    };
    let Some(report) = &asked.report else {
        let title = "Before the agreement".to_owned();
        if writes {
            let says = "Next: the lead answers these questions".to_owned();
            let detail = "The office needs them to prepare the agreement.";
            return (title, line(says, detail, Tone::Info));
        }
        let says = "These answers stand in the file".to_owned();
        return (title, line(says, "They close when the agreement goes out.", Tone::Quiet));
    };
    let chip = words::report_stage(report.stage);
    let title = format!("{}: {}", report.label, chip.label);
    let next = if report.stage.is_writable() {
        let says = format!("Due on {}", day_text(report.due_on));
        let sent_back = report.stage == crate::domain::delivery::ReportStage::SentBack;
        let detail = if sent_back { report.reason.as_str() } else { "The lead hands it in." };
        line(says, detail, if sent_back { Tone::Warn } else { Tone::Info })
    } else {
        let detail = "What waits for it is due when the office accepts it.";
        line(format!("It is {}", chip.label), detail, Tone::Quiet)
    };
    (title, next)
}

impl Page for GrantFormPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/grant_form.html";
    fn samples() -> Vec<Self> {
        let [full, _empty] = super::samples::forms();
        let page = |form: Option<FormView>, sections, hands_in| Self {
            shell: Shell::sample("Interim report: to be written"),
            next: super::samples::next(),
            form,
            sections,
            hands_in,
            seen: 2,
            send: Link::Home,
        };
        vec![
            page(Some(full.clone()), Vec::new(), true),
            page(Some(full), Vec::new(), false),
            page(None, super::samples::read(), true),
        ]
    }
}
