//! Answering an officer's questions: old and new side by side, only the fields asked for. The one
//! rule: saving sends nothing; the button that sends closes the fields again.

use super::{
    file::{self, Opened},
    working,
};
use crate::{
    actions::{ActionError, clarify},
    domain::{
        access::Act,
        form::{Answers, Form, Section, Strictness},
        ids::ApplicationId,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal::{self as read, Clarification},
    render::{
        Link, Page, Shell, Tone,
        form::{Clash, FormView, ReadSection, read_form},
        moment_text,
        parts::Fact,
        words,
    },
    web::applicant::saving,
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Clarify {
    shell: Shell,
    question: String,
    facts: Vec<Fact>,
    before: Vec<ReadSection>,
    /// To write in, while it is open for the reader.
    form: Option<FormView>,
    now: Vec<ReadSection>,
    earlier: Vec<Fact>,
    send: Link,
    file: Link,
}

/// Shows the newest round.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let (file, all) = open(&ctx, id).await?;
    let how = Strictness::Lenient;
    ctx.page(&build(&ctx, &file, &all, how, (&[], Answers::new()), None).await?)
}

/// Saves the fields as sent; the button may send the answer, too.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let (file, all) = open(&ctx, id).await?;
    let Some(asked) = all.last() else { return Err(Fail::not_found()) };
    let (_, round) = file.kind()?;
    let form = narrowed(&round.form, asked);
    let sent = saving::shown(&form, &typed);
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let saved = match clarify::save(desk, actor, id, &sent).await {
        Ok(saved) => saving::clashes(&sent, saved),
        Err(err) => return working::refused(err, &file, &form, &typed),
    };
    let here = Link::Clarification(id);
    if !saved.clashes.is_empty() {
        let how = Strictness::Lenient;
        let both = (&saved.clashes[..], saved.mine);
        let page = build(&ctx, &file, &all, how, both, None).await?;
        return ctx.page_with(StatusCode::CONFLICT, &page);
    }
    if typed.get("then") != "send" {
        return Ok(ctx.go(&here, Said::Saved));
    }
    match clarify::send(desk, actor, id).await {
        Ok(()) => Ok(ctx.go(&Link::Proposal(id), Said::Clarified)),
        Err(ActionError::Refused(refusal)) => {
            let (file, all) = open(&ctx, id).await?;
            let how = Strictness::Strict;
            let none = (&[][..], Answers::new());
            let page = build(&ctx, &file, &all, how, none, Some(&refusal)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// The proposal with its rounds; there must be one.
async fn open(ctx: &Ctx, id: ApplicationId) -> Result<(Opened, Vec<Clarification>), Fail> {
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    let partners = &file.weighed.partners;
    if !partners.iter().any(|p| ctx.actor.role_in(p.organisation_id).is_some()) {
        return Err(Fail::not_found());
    }
    let all = read::clarifications(&ctx.state.desk.database, id).await?;
    if all.is_empty() { Err(Fail::not_found()) } else { Ok((file, all)) }
}

/// The form with the fields asked for alone.
fn narrowed(form: &Form, asked: &Clarification) -> Form {
    let section = |section: &Section| {
        let mut section = section.clone();
        section.fields.retain(|field| asked.fields.contains(&field.key));
        (!section.fields.is_empty()).then_some(section)
    };
    Form { sections: form.sections.iter().filter_map(section).collect() }
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    all: &[Clarification],
    how: Strictness,
    (clashes, mine): (&[Clash], Answers),
    refusal: Option<&Refusal>,
) -> Result<Clarify, Fail> {
    let Some((asked, earlier)) = all.split_last() else { return Err(Fail::not_found()) };
    let (_, round) = file.kind()?;
    let form = narrowed(&round.form, asked);
    let given = file::given(ctx, file, file.round_form(), &form).await?;
    let facts = &file.weighed.facts;
    let is_open = asked.is_open() && ctx.now() <= asked.due_at;
    let writes = is_open && ctx.may(Act::WriteProposal, &file.subject());
    let title = if is_open { "The office asks for clarification" } else { "Clarification" };
    let mut shell = working::told(file.shell(ctx, title), clashes);
    if let Some(why) = refusal.filter(|why| !matches!(why, Refusal::FormIncomplete { .. })) {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let at = |at| moment_text(at, shell.zone);
    let state = match (asked.answered_at, is_open) {
        (Some(when), _) => format!("answered on {}", at(when)),
        (None, true) => "open".to_owned(),
        (None, false) => "not answered in time".to_owned(),
    };
    let line = |one: &Clarification| {
        let when = one.answered_at.map_or_else(|| "not answered".to_owned(), at);
        Fact::new(format!("Round {}: {}", one.number, one.question), when)
    };
    let earlier = earlier.iter().map(line).collect();
    let answers = &file.weighed.answers;
    let view = writes.then(|| {
        let around = working::Around { form: &form, facts, given: &given, how, clashes, mine };
        working::view(&shell, around)
    });
    Ok(Clarify {
        question: asked.question.clone(),
        facts: vec![
            Fact::new("Asked", at(asked.asked_at)),
            Fact::new("To be answered before", at(asked.due_at)),
            Fact::new("State", state),
        ],
        before: read_form(&form, &asked.before, facts, false),
        now: if writes { Vec::new() } else { read_form(&form, answers, facts, false) },
        form: view,
        earlier,
        send: Link::Clarification(file.id()),
        file: Link::Proposal(file.id()),
        shell,
    })
}

impl Page for Clarify {
    const TEMPLATE: &'static str = "pages/applicant/proposal/clarification.html";
    fn samples() -> Vec<Self> {
        let [full, _empty] = super::samples::forms();
        let page = |open: bool| Self {
            shell: Shell::sample("The office asks for clarification"),
            question: "Which of the two machines is meant?".to_owned(),
            facts: vec![Fact::new("To be answered before", "1 February 2027, 17:00")],
            before: super::samples::read(),
            form: open.then(|| full.clone()),
            now: if open { Vec::new() } else { super::samples::read() },
            earlier: vec![Fact::new("Round 1: Who pays?", "12 January 2027, 09:00")],
            send: Link::Home,
            file: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
