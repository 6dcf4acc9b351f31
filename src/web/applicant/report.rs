//! The closing report with its evidence, and the host's feedback. The one rule: both are saved
//! however incomplete, like the application; handing in checks answers, days and evidence.

use super::{
    checklist::{self, Checklist},
    file::{self, Opened},
    saving,
};
use crate::{
    actions::{ActionError, report},
    domain::{
        access::Act,
        application::{StageKind, Version},
        form::{Answers, Fault, Strictness, check},
        ids::ApplicationId,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::application::FormKind,
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{Clash, FormView, ReadSection, Typed as Shown, form_view, read_form},
        parts::NextLine,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page of either form.
#[derive(Debug, Serialize)]
pub struct Report {
    shell: Shell,
    next: NextLine,
    /// To write; none when it is handed in.
    form: Option<FormView>,
    /// To read, when it is handed in.
    sections: Vec<ReadSection>,
    /// The visitor's evidence; none on the host's page.
    evidence: Option<Checklist>,
    seen: i64,
    send: Link,
    hand_in: Link,
    autosave: Link,
    saved: String,
}

/// What differs from a plain showing.
#[derive(Default)]
struct Again {
    faults: Vec<Fault>,
    clashes: Vec<Clash>,
    mine: Answers,
    says: Option<String>,
    /// An upload that was refused: for which evidence, and why.
    upload: Option<(String, String)>,
}

const fn act(kind: FormKind) -> Act {
    match kind {
        FormKind::Application => Act::WriteFile,
        FormKind::Report => Act::WriteReport,
        FormKind::HostReport => Act::WriteHostReport,
    }
}

/// Shows the visitor's report.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    page(&ctx, id, FormKind::Report).await
}

/// Shows the host's feedback.
pub async fn show_host(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    page(&ctx, id, FormKind::HostReport).await
}

/// Saves the report as sent.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    sent(&ctx, id, FormKind::Report, &typed, false).await
}

/// Saves the report as sent and hands it in.
pub async fn hand_in(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    sent(&ctx, id, FormKind::Report, &typed, true).await
}

/// Saves the host's feedback, and hands it in when asked.
pub async fn save_host(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let hands_in = typed.get("then") == "submit";
    sent(&ctx, id, FormKind::HostReport, &typed, hands_in).await
}

/// Saves one field of the report for the script.
pub async fn field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    saving::field(&ctx, id, FormKind::Report, &typed).await
}

/// Saves one field of the host's feedback for the script.
pub async fn host_field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    saving::field(&ctx, id, FormKind::HostReport, &typed).await
}

async fn page(ctx: &Ctx, id: ApplicationId, kind: FormKind) -> Answer {
    let file = file::open(ctx, id, act(kind)).await?;
    if !file.stored.application.stage.kind().holds_award() {
        return Ok(ctx.go(&Link::Application(id), Said::NotWritable));
    }
    ctx.page(&build(ctx, &file, kind, Again::default()).await?)
}

/// The report again, with why an upload was not taken.
pub(super) async fn upload_refused(
    ctx: &Ctx,
    id: ApplicationId,
    kind: String,
    says: String,
) -> Result<Report, Fail> {
    let file = file::open(ctx, id, Act::WriteReport).await?;
    let again = Again { upload: Some((kind, says)), ..Again::default() };
    build(ctx, &file, FormKind::Report, again).await
}

async fn sent(
    ctx: &Ctx,
    id: ApplicationId,
    kind: FormKind,
    typed: &Typed,
    hands_in: bool,
) -> Answer {
    let file = file::open(ctx, id, act(kind)).await?;
    let here = if kind == FormKind::Report { Link::Report(id) } else { Link::HostReport(id) };
    let came = match saving::page(ctx, &file, kind, typed).await {
        Ok(came) => came,
        // Pressed twice: it is in.
        Err(_) if hands_in && is_in(&file, kind) => return Ok(ctx.go(&here, Said::WasDone)),
        Err(err) => return saving::refused(err, &file, kind, typed),
    };
    if !came.clashes.is_empty() {
        let again = Again { clashes: came.clashes, mine: came.mine, ..Again::default() };
        return ctx.page_with(StatusCode::CONFLICT, &build(ctx, &file, kind, again).await?);
    }
    if !hands_in {
        return Ok(ctx.go(&here, Said::Saved));
    }
    let desk = &ctx.state.desk;
    let done = if kind == FormKind::Report {
        let seen = Version(typed.seen());
        report::submit(desk, &ctx.actor, id, seen).await.map(|()| Said::ReportSubmitted)
    } else {
        report::submit_host(desk, &ctx.actor, id).await.map(|()| Said::HostReportSubmitted)
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::Application(id), said)),
        Err(ActionError::Refused(refusal)) => {
            let mut again = Again::default();
            let mut status = StatusCode::CONFLICT;
            if let Refusal::FormIncomplete { faults } = &refusal {
                status = StatusCode::UNPROCESSABLE_ENTITY;
                again.faults.clone_from(faults);
            } else {
                again.says = Some(words::refusal(&refusal, file.programme.zone));
            }
            ctx.page_with(status, &build(ctx, &file, kind, again).await?)
        }
        Err(other) => Err(other.into()),
    }
}

/// It is handed in already.
fn is_in(file: &Opened, kind: FormKind) -> bool {
    match kind {
        FormKind::Application => false,
        FormKind::Report => file.stored.application.stage.kind() != StageKind::Agreed,
        FormKind::HostReport => file.stored.host_report_at.is_some(),
    }
}

async fn build(ctx: &Ctx, file: &Opened, kind: FormKind, again: Again) -> Result<Report, Fail> {
    let application = file::given(ctx, file, FormKind::Application).await?;
    let assessed = file.assess(ctx, &application.answers).await?;
    let given = file::given(ctx, file, kind).await?;
    let mut answers = given.answers.clone();
    answers.extend(again.mine);
    let declared = file.form(kind);
    let accounts = ctx.may(Act::SeeAccountNumbers, &file.subject());
    let mut faults = again.faults;
    if faults.is_empty() {
        faults = check(declared, &answers, &assessed.facts, Strictness::Lenient);
    }
    let is_in = is_in(file, kind);
    let form = (!is_in).then(|| {
        let shown = Shown {
            answers: &answers,
            facts: &assessed.facts,
            faults: &faults,
            seen: &given.seen,
            clashes: &again.clashes,
            sees_accounts: accounts,
            zone: file.programme.zone,
        };
        form_view(declared, &shown)
    });
    let evidence = match kind {
        FormKind::Report => {
            Some(checklist::checklist(ctx, file, &assessed, is_in, again.upload.as_ref()).await?)
        }
        FormKind::Application | FormKind::HostReport => None,
    };
    let mut shell = file.shell(ctx, title(file, kind, is_in));
    if let Some(says) = again.says {
        shell = shell.flash(Tone::Warn, says);
    }
    let id = file.id();
    let (send, hand_in, autosave) = if kind == FormKind::Report {
        (Link::Report(id), Link::ReportSubmit(id), Link::ReportField(id))
    } else {
        (Link::HostReport(id), Link::HostReport(id), Link::HostReportField(id))
    };
    let saved = given.rows.iter().map(|row| row.changed_at).max().map_or_else(
        || "Everything you type is saved".to_owned(),
        |at| format!("Saved {}", at.in_zone(shell.zone).format("%-d %B, %H:%M:%S")),
    );
    Ok(Report {
        next: next(ctx, file, kind, is_in),
        sections: if is_in {
            read_form(declared, &answers, &assessed.facts, accounts)
        } else {
            Vec::new()
        },
        shell,
        form,
        evidence,
        seen: file.stored.application.version.0,
        send,
        hand_in,
        autosave,
        saved,
    })
}

fn title(file: &Opened, kind: FormKind, is_in: bool) -> String {
    let what = if kind == FormKind::Report { "Report" } else { "Feedback" };
    let state = if is_in { "handed in" } else { "being written" };
    format!("{what} on the visit to {}: {state}", file.host())
}

fn next(ctx: &Ctx, file: &Opened, kind: FormKind, is_in: bool) -> NextLine {
    let quiet = |says: &str, detail: String| NextLine {
        says: says.to_owned(),
        detail,
        action: None,
        tone: Tone::Quiet,
    };
    let today = ctx.now().day_in(file.programme.zone);
    let pays = file.programme.pay_within_days;
    match (kind, is_in, file.stored.application.stay) {
        (FormKind::Report | FormKind::Application, true, _) => quiet(
            "Next: the programme office validates the report",
            format!(
                "The lump sum follows within {pays} days of the end of the stay or of the complete report."
            ),
        ),
        (FormKind::HostReport, true, _) => quiet("Thank you, your feedback is in", String::new()),
        (FormKind::HostReport, false, Some(stay)) if today < stay.to => quiet(
            "Next: the stay comes to its end",
            format!(
                "It ends on {}. You can write now, and hand in from that day.",
                day_text(stay.to)
            ),
        ),
        (FormKind::HostReport, false, _) => NextLine {
            says: "Next: you say how it was; it takes two minutes".to_owned(),
            detail: "It closes the exchange and never holds back the visitor\u{2019}s payment."
                .to_owned(),
            action: None,
            tone: Tone::Info,
        },
        (_report, false, Some(stay)) if today < stay.to => quiet(
            "Next: the stay comes to its end",
            format!(
                "It ends on {}. You can write and add files now, and hand in from that day.",
                day_text(stay.to)
            ),
        ),
        (_report, false, _) => NextLine {
            says: "Next: you hand in the report with the evidence".to_owned(),
            detail: format!("The lump sum is paid within {pays} days after that."),
            action: None,
            tone: Tone::Warn,
        },
    }
}

impl Page for Report {
    const TEMPLATE: &'static str = "pages/applicant/report.html";
    fn samples() -> Vec<Self> {
        let [full, _empty] = super::samples::forms();
        let page = |form, sections, evidence| Self {
            shell: Shell::sample("Report on the visit to Lodz Textile Cluster: being written"),
            next: super::samples::next(),
            form,
            sections,
            evidence,
            seen: 4,
            send: Link::Home,
            hand_in: Link::Home,
            autosave: Link::Home,
            saved: "Saved 8 March, 10:00:00".to_owned(),
        };
        vec![
            page(Some(full.clone()), Vec::new(), Some(checklist::sample(false))),
            page(None, super::samples::read(), Some(checklist::sample(true))),
            page(Some(full), Vec::new(), None),
        ]
    }
}
