//! An organisation under screening: where it stands, the checks made, the finds, and EDES. The one
//! rule: only the office reads it, its own people don't.

use super::{parts, screening::need};
use crate::{
    actions::{ActionError, screening as verb},
    domain::{
        access::{Act, Subject},
        ids::OrganisationId,
        moment::{BRUSSELS, Moment},
        refusal::{FieldRefusal, Refusal},
        screening::{EdesResult, Occasion, Outcome},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::screening::{self as query, Candidate, Made},
    render::{
        Link, Page, Shell, day_text,
        form::{FieldView, Input},
        parts::{Chip, Fact},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct OrganisationScreening {
    shell: Shell,
    tabs: Vec<NavItem>,
    chip: Chip,
    refused: Option<String>,
    finds: Vec<FindRow>,
    edes: Vec<Fact>,
    checks: Vec<CheckRow>,
    enters: bool,
    action: String,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct FindRow {
    href: String,
    name: String,
    alias: String,
    score: i64,
    chip: Chip,
}

#[derive(Debug, Serialize)]
struct CheckRow {
    at: Moment,
    occasion: &'static str,
    says: String,
}

/// `GET /organisations/{id}/screening`.
pub async fn get(ctx: Ctx, Id(id): Id<OrganisationId>) -> Answer {
    need(&ctx)?;
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: OrganisationId,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<OrganisationScreening, Fail> {
    let conn = ctx.state.desk.database.reads();
    let organisation = query::organisation(conn, id).await?.organisation;
    let stands = verb::seen(&ctx.state.desk, &ctx.actor, id, Occasion::Payment).await?;
    let finds = query::of(conn, id).await?;
    let edes = query::edes_of(conn, id).await?;
    let names = query::people(conn, edes.iter().map(|one| one.by)).await?;
    let read = |one: &query::EdesCheck| {
        let by = names.get(&one.by).map_or("", String::as_str);
        let says = format!("{}, read by {by}\n{}", words::edes_result(one.result), one.note);
        Fact::new(day_text(one.on), says.trim())
    };
    let made = query::made(conn, id).await?;
    let today = ctx.now().day_in(BRUSSELS).to_string();
    Ok(OrganisationScreening {
        shell: ctx
            .shell(format!("Screening of {}", organisation.name))
            .back("Screening", Link::Screening),
        tabs: parts::tabs(&Link::Screening),
        chip: words::standing(stands),
        refused: why.map(|why| words::refusal(why, BRUSSELS)),
        finds: finds.iter().map(find_row).collect(),
        edes: edes.iter().map(read).collect(),
        checks: made.iter().filter_map(check_row).collect(),
        enters: ctx.may(Act::DecideScreening, &Subject::Office),
        action: Link::OrganisationScreening(id).into(),
        fields: fields(typed, today, why),
    })
}

fn fields(typed: &Typed, today: String, why: Option<&Refusal>) -> Vec<FieldView> {
    let lacks = |name: &str| match why {
        Some(Refusal::FieldRefused { field, why }) if field == name => Some(why.clone()),
        Some(_) | None => None,
    };
    let on = if typed.get("on").is_empty() { today } else { typed.get("on").to_owned() };
    vec![
        FieldView::new(Input::Date, "on", "Read on").value(on).fault(lacks("on").as_ref()),
        FieldView::new(Input::Choice, "result", "What EDES says")
            .options(EdesResult::ALL.map(|one| (one.code(), words::edes_result(one))))
            .value(typed.get("result"))
            .fault(lacks("result").as_ref()),
        FieldView::new(Input::Text, "note", "Note")
            .hint("Needed for an exclusion: the ground and until when.")
            .optional()
            .value(typed.get("note")),
    ]
}

fn find_row(one: &Candidate) -> FindRow {
    FindRow {
        href: Link::ScreeningFind(one.id).into(),
        name: one.named.name.clone(),
        alias: one.alias.clone(),
        score: one.score,
        chip: words::candidate_state(one.state.kind()),
    }
}

fn check_row(made: &Made) -> Option<CheckRow> {
    let found = match Outcome::from_code(&made.outcome)? {
        Outcome::Clear => "nothing found",
        Outcome::Candidates => "names like those on the list",
        Outcome::NoList => "no list in use",
    };
    let list = made.number.map_or_else(String::new, |number| format!(", list {number}"));
    Some(CheckRow {
        at: made.at,
        occasion: words::occasion(Occasion::from_code(&made.occasion)?),
        says: format!("{found}{list}"),
    })
}

async fn done(ctx: &Ctx, id: OrganisationId, typed: &Typed) -> Result<(), ActionError> {
    let field = |name: &str, why| Refusal::FieldRefused { field: name.to_owned(), why };
    let on = typed.get("on").trim().parse();
    let on = on.map_err(|_| field("on", FieldRefusal::NotADate))?;
    let result = EdesResult::from_code(typed.get("result"));
    let result = result.ok_or_else(|| field("result", FieldRefusal::NotAChoice))?;
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    verb::record_edes(desk, actor, id, on, result, typed.get("note")).await
}

/// `POST /organisations/{id}/screening`: what somebody read in EDES.
pub async fn post(ctx: Ctx, Id(id): Id<OrganisationId>, typed: Typed) -> Answer {
    need(&ctx)?;
    ctx.need(Act::DecideScreening, &Subject::Office)?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::OrganisationScreening(id), Said::EdesRecorded)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for OrganisationScreening {
    const TEMPLATE: &'static str = "pages/finance/screening_organisation.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Screening of Tecnotex Lda");
        let page = |full: bool| Self {
            shell: shell.clone(),
            tabs: parts::tabs(&Link::Screening),
            chip: words::standing(crate::domain::screening::Standing::Clear),
            refused: (!full).then(|| "Give a reason.".to_owned()),
            finds: if full {
                vec![FindRow {
                    href: "/".to_owned(),
                    name: "Tecnotex Lda".to_owned(),
                    alias: "Teknotexx".to_owned(),
                    score: 888,
                    chip: words::standing(crate::domain::screening::Standing::Open),
                }]
            } else {
                Vec::new()
            },
            edes: if full { vec![Fact::new("3 March 2026", "excluded")] } else { Vec::new() },
            checks: if full {
                let (at, says) = (shell.now, "nothing found, list 1".to_owned());
                vec![CheckRow { at, occasion: "before a payment", says }]
            } else {
                Vec::new()
            },
            enters: !full,
            action: "/".to_owned(),
            fields: fields(&Typed::default(), "2026-11-22".to_owned(), None),
        };
        vec![page(true), page(false)]
    }
}
