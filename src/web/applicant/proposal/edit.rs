//! Writing the common form. The one rule: a draft is saved however incomplete, field by field, and
//! nobody's text is overwritten unseen.

use super::{
    file::{self, Opened},
    next, working,
};
use crate::{
    domain::{
        access::Act,
        form::{Answers, Strictness},
        ids::ApplicationId,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::{
        Link, Page, Shell,
        form::{Clash, FormView},
        parts::{Fact, NextLine},
    },
};
use axum::{extract::Query, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct Edit {
    shell: Shell,
    next: NextLine,
    form: FormView,
    about: Vec<Fact>,
    partners: Link,
    /// None where the round asks for no documents.
    documents: Option<Link>,
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
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    if !file.stage().is_open() {
        return Ok(ctx.go(&Link::Proposal(id), Said::NotWritable));
    }
    let how = if asked.check.is_empty() { Strictness::Lenient } else { Strictness::Strict };
    ctx.page(&build(&ctx, &file, how, &[], Answers::new()).await?)
}

/// Saves the page as sent, then shows it, or goes on to check and hand in.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    let (_, round) = file.kind()?;
    let kind = file.round_form();
    let sent = match working::page(&ctx, id, kind, &round.form, &typed).await {
        Ok(sent) => sent,
        Err(err) => return working::refused(err, &file, &round.form, &typed),
    };
    if sent.clashes.is_empty() {
        let check = typed.get("then") == "check";
        let to = if check { Link::ProposalSubmit(id) } else { Link::ProposalEdit(id) };
        return Ok(ctx.go(&to, Said::Saved));
    }
    let page = build(&ctx, &file, Strictness::Lenient, &sent.clashes, sent.mine).await?;
    ctx.page_with(StatusCode::CONFLICT, &page)
}

/// Saves one field for the script.
pub async fn field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    // The script asks; a page to sign in at is no answer for it.
    if ctx.actor.person().is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    // One form is written at a time: that of the round the proposal is in.
    let file = file::open(&ctx, id, Act::WriteProposal).await?;
    let kind = file.round_form();
    working::field(&ctx, id, kind, &typed).await
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    how: Strictness,
    clashes: &[Clash],
    mine: Answers,
) -> Result<Edit, Fail> {
    let (kind, round) = file.kind()?;
    let number = file.round_form();
    let given = file::given(ctx, file, number, &round.form).await?;
    let shell = working::told(file.shell(ctx, file.name()), clashes);
    let (form, facts) = (&round.form, &file.weighed.facts);
    let around = working::Around { form, facts, given: &given, how, clashes, mine };
    let form = working::view(&shell, around);
    Ok(Edit {
        next: next::next(ctx, file, None, None, &shell),
        form,
        about: super::sum::about(kind),
        partners: Link::ProposalPartners(file.id()),
        documents: (!round.documents.is_empty()).then(|| Link::ProposalAttached(file.id())),
        saved: working::saved(&shell, &given),
        send: Link::ProposalEdit(file.id()),
        autosave: Link::ProposalField(file.id()),
        shell,
    })
}

impl Page for Edit {
    const TEMPLATE: &'static str = "pages/applicant/proposal/edit.html";
    fn samples() -> Vec<Self> {
        let page = |form: FormView| Self {
            shell: Shell::sample("Warm yarn from used work wear"),
            next: super::samples::next(),
            form,
            about: vec![Fact::new("Sum", "\u{20ac}\u{a0}20,000 to \u{20ac}\u{a0}250,000")],
            partners: Link::Home,
            documents: Some(Link::Home),
            saved: "Saved 22 November, 14:19:52".to_owned(),
            send: Link::Home,
            autosave: Link::Home,
        };
        super::samples::forms().map(page).into()
    }
}
