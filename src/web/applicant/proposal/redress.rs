//! Asking for a review of the procedure. The one rule: a ground of a closed list and what happened;
//! the judgement of the experts is no ground, and the page says so first.

use super::file::{self, Opened};
use crate::{
    actions::{ActionError, letter},
    domain::{
        access::Act,
        ids::ApplicationId,
        redress::{self, Ground, TEXT},
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal as read,
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{FaultLink, FieldView, Input, fault_links},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct RedressPage {
    shell: Shell,
    /// Empty when nothing can be asked any more.
    fields: Vec<FieldView>,
    faults: Vec<FaultLink>,
    until: String,
    send: Link,
    letter: Link,
}

/// Shows the form.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::AskRedress).await?;
    ctx.page(&build(&ctx, &file, &Typed::default(), None).await?)
}

/// Asks.
pub async fn ask(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::AskRedress).await?;
    let (desk, ground, text) = (&ctx.state.desk, typed.get("ground"), typed.get("text"));
    match letter::ask_redress(desk, &ctx.actor, id, ground, text).await {
        Ok(_asked) => Ok(ctx.go(&Link::Letter(id), Said::RedressAsked)),
        Err(ActionError::Refused(Refusal::AlreadyDone)) => {
            Ok(ctx.go(&Link::Letter(id), Said::WasDone))
        }
        Err(ActionError::Refused(refusal)) => {
            let status = if matches!(refusal, Refusal::FieldRefused { .. }) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            ctx.page_with(status, &build(&ctx, &file, &typed, Some(&refusal)).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<RedressPage, Fail> {
    let id = file.id();
    let database = &ctx.state.desk.database;
    let Some(letter) = read::letters(database, id).await?.into_iter().next() else {
        return Err(Fail::not_found());
    };
    let reviews = read::reviews(database, id).await?;
    let zone = file.programme.zone;
    let time = redress::time(file.programme.clocks, letter.released_at, letter.opened_at, zone);
    let can =
        ctx.now() < time.limit.ends_at && !reviews.iter().any(|one| one.letter_id == letter.id);
    let mut shell = file.shell(ctx, "Ask for a review of the procedure");
    let why = match refusal {
        Some(Refusal::FieldRefused { field, why }) => Some((field.as_str(), why)),
        Some(other) => {
            let says = words::refusal(other, shell.zone);
            shell = shell.flash(Tone::Warn, says);
            None
        }
        None => None,
    };
    let fields = if can { fields(typed, why) } else { Vec::new() };
    Ok(RedressPage {
        shell,
        faults: fault_links(&fields),
        fields,
        until: day_text(time.limit.last_day),
        send: Link::RedressAsk(id),
        letter: Link::Letter(id),
    })
}

fn fields(typed: &Typed, why: Option<(&str, &FieldRefusal)>) -> Vec<FieldView> {
    let of = |name: &str| why.filter(|(field, _)| *field == name).map(|(_, why)| why);
    let grounds = Ground::ALL.map(|ground| (ground.code(), words::redress_ground(ground)));
    vec![
        FieldView::new(Input::Choice, "ground", "What went wrong in the procedure?")
            .options(grounds)
            .value(typed.get("ground"))
            .fault(of("ground")),
        FieldView::new(Input::Text, "text", "What happened, and how do you know?")
            .hint("Name the place in the letter or in the rules, and what should have been done.")
            .chars(TEXT.0, TEXT.1)
            .value(typed.get("text"))
            .fault(of("text")),
    ]
}

impl Page for RedressPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/redress.html";
    fn samples() -> Vec<Self> {
        let why = FieldRefusal::TooShort { have: 3, need: TEXT.0 };
        let page = |fields: Vec<FieldView>| Self {
            shell: Shell::sample("Ask for a review of the procedure"),
            faults: fault_links(&fields),
            fields,
            until: "3 April 2027".to_owned(),
            send: Link::Home,
            letter: Link::Home,
        };
        vec![page(fields(&Typed::default(), Some(("text", &why)))), page(Vec::new())]
    }
}
