//! "My organisations", and a new one. The one rule: whoever creates one leads it.

use super::organisation_form;
use crate::{
    actions::{ActionError, organisation},
    domain::{
        country::Country,
        organisation::{MemberRole, OrganisationKind},
        refusal::Refusal,
    },
    http::{Answer, Ctx, Said, Typed},
    queries::organisation::{self as read, Mine},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, fault_links},
        words::{self, Chip},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    shell: Shell,
    rows: Vec<Row>,
    new: Link,
    calls: Link,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    about: String,
    role: Chip,
    href: Link,
    money: Link,
    account: Link,
    people: i64,
}

impl Row {
    fn of(mine: Mine) -> Self {
        let kind = OrganisationKind::from_code(&mine.kind).map(words::organisation_kind);
        let country = mine.country.parse::<Country>().map_or("", Country::name);
        let role = MemberRole::from_code(&mine.role);
        Self {
            name: mine.name,
            about: format!("{} · {}, {country}", kind.unwrap_or_default(), mine.town),
            role: role_chip(role),
            href: Link::OrganisationEdit(mine.id),
            money: Link::OrganisationMoney(mine.id),
            account: Link::BankAccount(mine.id),
            people: mine.members,
        }
    }
}

/// "lead", "editor": the short word of a role.
fn role_chip(role: Option<MemberRole>) -> Chip {
    let (tone, label) = match role {
        Some(MemberRole::Lead) => (Tone::Good, "you lead"),
        Some(MemberRole::Editor) => (Tone::Info, "you write"),
        Some(MemberRole::Signatory) => (Tone::Info, "you sign"),
        Some(MemberRole::Viewer) | None => (Tone::Quiet, "you read"),
    };
    Chip::new(tone, label)
}

/// A new one.
#[derive(Debug, Serialize)]
pub struct New {
    shell: Shell,
    fields: Vec<FieldView>,
    faults: Vec<FaultLink>,
    send: Link,
}

/// Shows the list.
pub async fn list(ctx: Ctx) -> Answer {
    let person = ctx.person()?;
    let mine = read::mine(&ctx.state.desk.database, person).await?;
    let title = match mine.len() {
        0 => "You belong to no organisation yet".to_owned(),
        1 => "Your organisation".to_owned(),
        many => format!("Your {many} organisations"),
    };
    let rows = mine.into_iter().map(Row::of).collect();
    let shell = ctx.shell(title);
    ctx.page(&List { shell, rows, new: Link::OrganisationNew, calls: Link::Home })
}

/// Shows an empty form.
pub async fn new(ctx: Ctx) -> Answer {
    ctx.person()?;
    let fields = organisation_form::fields(&organisation::OrganisationForm::default(), &[], None);
    ctx.page(&New { shell: shell(&ctx), fields, faults: Vec::new(), send: Link::OrganisationNew })
}

/// Creates it, or shows the form again with its faults.
pub async fn create(ctx: Ctx, typed: Typed) -> Answer {
    ctx.person()?;
    let form = organisation_form::read(&typed);
    match organisation::create(&ctx.state.desk, &ctx.actor, &form).await {
        Ok(id) => Ok(ctx.go(&Link::OrganisationEdit(id), Said::OrganisationCreated)),
        Err(ActionError::Refused(Refusal::FormIncomplete { faults })) => {
            let fields = organisation_form::fields(&form, &faults, None);
            let faults = fault_links(&fields);
            let page = New { shell: shell(&ctx), fields, faults, send: Link::OrganisationNew };
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn shell(ctx: &Ctx) -> Shell {
    ctx.shell("A new organisation").back("My organisations", Link::Organisations)
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/applicant/organisations.html";
    fn samples() -> Vec<Self> {
        let row = Row {
            name: "Tecnotex Lda".to_owned(),
            about: "SME · Guimarães, Portugal".to_owned(),
            role: role_chip(Some(MemberRole::Lead)),
            href: Link::Organisations,
            money: Link::Organisations,
            account: Link::Organisations,
            people: 3,
        };
        let page = |title: &str, rows| Self {
            shell: Shell::sample(title),
            rows,
            new: Link::OrganisationNew,
            calls: Link::Home,
        };
        vec![
            page("Your organisation", vec![row]),
            page("You belong to no organisation yet", Vec::new()),
        ]
    }
}

impl Page for New {
    const TEMPLATE: &'static str = "pages/applicant/organisation_new.html";
    fn samples() -> Vec<Self> {
        let form = organisation::OrganisationForm::default();
        let missing = crate::domain::form::Fault {
            field: "name".to_owned(),
            label: "Legal name".to_owned(),
            why: crate::domain::form::FieldRefusal::Missing,
        };
        [Vec::new(), vec![missing]]
            .into_iter()
            .map(|faults| {
                let fields = organisation_form::fields(&form, &faults, None);
                let faults = fault_links(&fields);
                let shell = Shell::sample("A new organisation");
                Self { shell, fields, faults, send: Link::OrganisationNew }
            })
            .collect()
    }
}
