//! Writing an application. The one rule: a draft is saved however incomplete, field by field, and
//! nobody's text is overwritten unseen.

use super::{
    file::{self, Given, Opened},
    saving,
    sum::{self, Get},
};
use crate::{
    domain::{
        access::Act,
        application::StageKind,
        form::{Answers, Strictness, check},
        ids::ApplicationId,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::application::FormKind,
    render::{
        Link, Page, Shell, Tone,
        form::{Clash, FormView, Typed as Shown, form_view},
        moment_text,
        parts::{Action, NextLine, StepItem, steps},
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct Edit {
    shell: Shell,
    steps: Vec<StepItem>,
    next: NextLine,
    form: FormView,
    get: Get,
    saved: String,
    send: Link,
    autosave: Link,
}

/// Whether all that is missing is shown at its field.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    check: String,
}

/// Shows the form.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>, Query(asked): Query<Asked>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteFile).await?;
    if file.stored.application.stage.kind() != StageKind::Draft {
        return Ok(ctx.go(&Link::Application(id), Said::NotWritable));
    }
    let how = if asked.check.is_empty() { Strictness::Lenient } else { Strictness::Strict };
    let given = file::given(&ctx, &file, FormKind::Application).await?;
    ctx.page(&build(&ctx, &file, &given, how, &[], Answers::new()).await?)
}

/// Saves the page as sent, then shows it, or goes on to check and hand in.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::WriteFile).await?;
    let sent = match saving::page(&ctx, &file, FormKind::Application, &typed).await {
        Ok(sent) => sent,
        Err(err) => return saving::refused(err, &file, FormKind::Application, &typed),
    };
    if sent.clashes.is_empty() {
        return Ok(if typed.get("then") == "check" {
            ctx.go(&Link::ApplicationSubmit(id), Said::Saved)
        } else {
            ctx.go(&Link::ApplicationEdit(id), Said::Saved)
        });
    }
    let given = file::given(&ctx, &file, FormKind::Application).await?;
    let page = build(&ctx, &file, &given, Strictness::Lenient, &sent.clashes, sent.mine).await?;
    ctx.page_with(StatusCode::CONFLICT, &page)
}

/// Saves one field for the script.
pub async fn field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    saving::field(&ctx, id, FormKind::Application, &typed).await
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    given: &Given,
    how: Strictness,
    clashes: &[Clash],
    mine: Answers,
) -> Result<Edit, Fail> {
    let mut answers = given.answers.clone();
    answers.extend(mine);
    let assessed = file.assess(ctx, &answers).await?;
    let faults = check(&file.programme.form, &answers, &assessed.facts, how);
    let form = form_view(
        &file.programme.form,
        &Shown {
            answers: &answers,
            facts: &assessed.facts,
            faults: &faults,
            seen: &given.seen,
            clashes,
            sees_accounts: ctx.may(Act::SeeAccountNumbers, &file.subject()),
            zone: file.programme.zone,
        },
    );
    let left = sum::left(ctx, file).await?;
    let mut shell = file.shell(ctx, format!("A visit to {}", file.host()));
    if !clashes.is_empty() {
        let says = "Someone else changed an answer meanwhile. Both texts stand beside each other \
                    below; everything else is saved.";
        shell = shell.flash(Tone::Warn, says);
    }
    let saved = match given.rows.iter().map(|row| row.changed_at).max() {
        Some(at) => format!("Saved {}", at.in_zone(shell.zone).format("%-d %B, %H:%M:%S")),
        None => "Nothing typed yet; everything you type is saved".to_owned(),
    };
    let (labels, at) = words::visitor_steps(StageKind::Draft);
    Ok(Edit {
        next: next(ctx, file, &shell),
        shell,
        steps: steps(&labels, at),
        form,
        get: sum::get(&assessed, &file.programme, left),
        saved,
        send: Link::ApplicationEdit(file.id()),
        autosave: Link::ApplicationField(file.id()),
    })
}

fn next(ctx: &Ctx, file: &Opened, shell: &Shell) -> NextLine {
    let deadline = moment_text(file.around.call.call.deadline, shell.zone);
    match file.around.call.call.takes(ctx.now()) {
        Ok(()) => NextLine {
            says: format!("Next: hand in before {deadline}"),
            detail: format!("Then {} confirms the match.", file.host()),
            action: Some(Action::go("Check and submit", Link::ApplicationSubmit(file.id()))),
            tone: Tone::Info,
        },
        Err(why) => NextLine {
            says: words::refusal(&why, shell.zone),
            detail: String::new(),
            action: None,
            tone: Tone::Warn,
        },
    }
}

impl Page for Edit {
    const TEMPLATE: &'static str = "pages/applicant/edit.html";
    fn samples() -> Vec<Self> {
        let (labels, at) = words::visitor_steps(StageKind::Draft);
        let page = |form: FormView, get: Get| Self {
            shell: Shell::sample("A visit to Lodz Textile Cluster"),
            steps: steps(&labels, at),
            next: super::samples::next(),
            form,
            get,
            saved: "Saved 22 November, 14:19:52".to_owned(),
            send: Link::Home,
            autosave: Link::Home,
        };
        let [some, none] = sum::samples();
        let [full, empty] = super::samples::forms();
        vec![page(full, some), page(empty, none)]
    }
}
