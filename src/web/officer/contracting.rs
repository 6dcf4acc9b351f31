//! Who signs agreements for the project in a call. The one rule: whoever signs has an account, and
//! taking a partner off the list ends nothing that was signed.

use super::parts::{self, ScoredCall};
use crate::{
    actions::{
        ActionError,
        contracting::{self, NewContracting},
    },
    domain::{
        access::{Act, Subject},
        country::Country,
        ids::CallId,
        moment::BRUSSELS,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::grant as read,
    render::{
        Link, Page, Shell,
        form::{FieldView, Input},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ContractingPage {
    shell: Shell,
    tabs: Vec<NavItem>,
    refused: String,
    rows: Vec<Row>,
    /// To add one; empty for those who only read.
    fields: Vec<FieldView>,
    send: Link,
}

/// A partner that signs.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    country: String,
    person: String,
    /// Id for the button that takes it off; empty for those who only read.
    id: String,
}

/// `GET /office/calls/{id}/contracting`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

/// `POST /office/calls/{id}/contracting`.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    ctx.need(Act::ManageCall, &Subject::Office)?;
    let (desk, actor, call) = (&ctx.state.desk, &ctx.actor, office.call.id);
    let done = match typed.get("act") {
        "remove" => {
            let partner = typed.get("of").parse().map_err(|_| Fail::not_found())?;
            contracting::remove(desk, actor, call, partner).await
        }
        _add => {
            let new = NewContracting {
                name: typed.get("name").to_owned(),
                country: typed.get("country").to_owned(),
                address: typed.get("address").to_owned(),
            };
            contracting::add(desk, actor, call, &new).await.map(|_| ())
        }
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Contracting(id), Said::ContractingChanged)),
        Err(ActionError::Refused(refusal)) => {
            let page = page(&ctx, id, &typed, Some(&refusal)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    ctx: &Ctx,
    id: CallId,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<ContractingPage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let all = read::contracting(&ctx.state.desk.database, id).await?;
    let writes = ctx.may(Act::ManageCall, &Subject::Office);
    let title = match all.len() {
        0 => "Nobody signs agreements yet".to_owned(),
        1 => "1 contracting partner".to_owned(),
        many => format!("{many} contracting partners"),
    };
    let row = |one: read::Contracting| Row {
        country: one.country.parse().map_or("", Country::name).to_owned(),
        person: format!("{} ({})", one.person, one.address),
        id: if writes { one.id.to_string() } else { String::new() },
        name: one.name,
    };
    Ok(ContractingPage {
        shell: office.shell(ctx, title),
        tabs: parts::scored_tabs(ctx, id, &Link::Grants(id)),
        refused: refusal.map(|why| words::refusal(why, BRUSSELS)).unwrap_or_default(),
        rows: all.into_iter().map(row).collect(),
        fields: if writes { fields(typed) } else { Vec::new() },
        send: Link::Contracting(id),
    })
}

fn fields(typed: &Typed) -> Vec<FieldView> {
    let countries = Country::all().map(|country| (country.code(), country.name()));
    vec![
        FieldView::new(Input::Line, "name", "Name of the partner").value(typed.get("name")),
        FieldView::new(Input::Select, "country", "Country")
            .options(countries)
            .value(typed.get("country")),
        FieldView::new(Input::Email, "address", "Who signs for it")
            .hint("The e-mail address of an account.")
            .value(typed.get("address")),
    ]
}

impl Page for ContractingPage {
    const TEMPLATE: &'static str = "pages/officer/contracting.html";
    fn samples() -> Vec<Self> {
        let row = |id: &str| Row {
            name: "Cluster Têxtil".to_owned(),
            country: "Portugal".to_owned(),
            person: "Ana Sousa (ana@cluster.example)".to_owned(),
            id: id.to_owned(),
        };
        let page = |rows, fields, refused: &str| Self {
            shell: Shell::sample("2 contracting partners"),
            tabs: parts::sample_tabs(),
            refused: refused.to_owned(),
            rows,
            fields,
            send: Link::Home,
        };
        let refused = "Nobody has an account with this address.";
        vec![
            page(vec![row("7"), row("")], fields(&Typed::default()), refused),
            page(Vec::new(), Vec::new(), ""),
        ]
    }
}
