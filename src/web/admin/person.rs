//! One person and their posts in the office. The one rule: a coordinator is one of a partnership;
//! the other posts are for the whole office.

use crate::{
    actions::{batch, roles},
    domain::{
        access::{Act, Subject},
        ids::{PartnershipId, PersonId},
        money::Money,
        person::StaffRole,
        refusal::FieldRefusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{batches, people},
    render::{
        Link, Page, Shell, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// One person.
#[derive(Debug, Serialize)]
pub(super) struct OnePerson {
    shell: Shell,
    verified: bool,
    posts: Vec<Post>,
    faults: Vec<FaultLink>,
    fields: Vec<FieldView>,
    limit: Option<Limit>,
    here: Link,
}

/// How much a finance officer may approve in one batch.
#[derive(Debug, Serialize)]
struct Limit {
    says: String,
    field: FieldView,
}

/// A post that can be taken.
#[derive(Debug, Serialize)]
struct Post {
    label: String,
    role: &'static str,
    partnership: String,
}

impl Page for OnePerson {
    const TEMPLATE: &'static str = "pages/admin/person.html";
    fn samples() -> Vec<Self> {
        let field = FieldView::new(Input::Select, "role", "Post").options([("officer", "officer")]);
        let page = |posts, field: FieldView| Self {
            shell: Shell::sample("Ana Sousa"),
            verified: false,
            posts,
            faults: fault_links([&field]),
            fields: vec![field],
            limit: Some(Limit {
                says: "€ 250,000.00, as the settings say for everybody".to_owned(),
                field: FieldView::new(Input::Amount, "limit", "Limit of one batch"),
            }),
            here: Link::Person(uuid::Uuid::nil().into()),
        };
        let post = Post {
            label: "programme officer".to_owned(),
            role: "officer",
            partnership: String::new(),
        };
        vec![
            page(vec![post], field.clone()),
            page(Vec::new(), field.error("Choose one of the answers offered.")),
        ]
    }
}

/// A coordinator's partnership stands beside the post, so any will do for its name.
const ANY: PartnershipId = PartnershipId(uuid::Uuid::nil());
const ROLES: [StaffRole; 5] = [
    StaffRole::Officer,
    StaffRole::Finance,
    StaffRole::Auditor,
    StaffRole::Admin,
    StaffRole::Coordinator(ANY),
];

/// The limit of a finance officer; nobody else approves batches.
async fn limit(
    ctx: &Ctx,
    person: &people::Listed,
    typed: &Typed,
    why: Option<&FieldRefusal>,
) -> Result<Option<Limit>, Fail> {
    if !person.posts.iter().any(|(role, _)| *role == StaffRole::Finance) {
        return Ok(None);
    }
    let desk = &ctx.state.desk;
    let own = batches::limit(desk.database.reads(), person.id).await?;
    let usual = desk.settings.payments.approver_limit();
    let says = match own {
        Some(limit) => euro_text(limit.cents()),
        None => format!("{}, as the settings say for everybody", euro_text(usual.cents())),
    };
    let field = FieldView::new(Input::Amount, "limit", "Limit of one batch")
        .unit("EUR")
        .value(typed.get("limit"))
        .fault(why);
    Ok(Some(Limit { says, field }))
}

/// What stands wrong in the form: field and why.
type Wrong = (&'static str, FieldRefusal);

async fn page(
    ctx: &Ctx,
    person: &people::Listed,
    choices: &[people::Choice],
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Answer {
    let of = |name: &str| wrong.filter(|(field, _)| *field == name).map(|(_, why)| why);
    let role = FieldView::new(Input::Choice, "role", "Which post?")
        .options(ROLES.map(|role| (role.code(), words::staff_role(role))))
        .value(typed.get("role"))
        .fault(of("role"));
    let partnership =
        FieldView::new(Input::Select, "partnership", "Partnership, for a coordinator")
            .options(
                choices
                    .iter()
                    .map(|c| (c.id.to_string(), format!("{} ({}), {}", c.name, c.code, c.call))),
            )
            .value(typed.get("partnership"))
            .fault(of("partnership"))
            .optional();
    let fields = vec![role, partnership];
    let limit = limit(ctx, person, typed, of("limit")).await?;
    let posts = person.posts.iter().map(|(role, code)| Post {
        label: match code {
            Some(code) => format!("{} ({code})", words::staff_role(*role)),
            None => words::staff_role(*role).to_owned(),
        },
        role: role.code(),
        partnership: role.partnership().map_or_else(String::new, |id| id.to_string()),
    });
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = OnePerson {
        shell: ctx.shell(person.name.clone()).back("People", Link::People).crumb(&person.address),
        verified: person.verified,
        posts: posts.collect(),
        faults: fault_links(fields.iter().chain(limit.as_ref().map(|limit| &limit.field))),
        fields,
        limit,
        here: Link::Person(person.id),
    };
    ctx.page_with(status, &view)
}

/// `GET /people/{id}`.
pub(super) async fn show(ctx: Ctx, Id(id): Id<PersonId>) -> Answer {
    ctx.need(Act::ManageRoles, &Subject::Office)?;
    let conn = ctx.state.desk.database.reads();
    let (person, choices) = (people::one(conn, id).await?, people::partnerships(conn).await?);
    page(&ctx, &person, &choices, &Typed::default(), None).await
}

/// The post a form names.
fn read(typed: &Typed, choices: &[people::Choice]) -> Result<StaffRole, Wrong> {
    let code = typed.get("role");
    let known = ROLES.iter().find(|role| role.code() == code);
    let Some(known) = known else { return Err(("role", FieldRefusal::NotAChoice)) };
    if known.partnership().is_none() {
        return Ok(*known);
    }
    let id =
        typed.get("partnership").parse().map_err(|_| ("partnership", FieldRefusal::Missing))?;
    if choices.iter().any(|choice| choice.id == id) {
        return Ok(StaffRole::Coordinator(id));
    }
    Err(("partnership", FieldRefusal::NotAChoice))
}

/// `POST /people/{id}`: gives a post, takes one, or sets a limit.
pub(super) async fn change(ctx: Ctx, Id(id): Id<PersonId>, typed: Typed) -> Answer {
    ctx.need(Act::ManageRoles, &Subject::Office)?;
    let desk = &ctx.state.desk;
    let conn = desk.database.reads();
    let (person, choices) = (people::one(conn, id).await?, people::partnerships(conn).await?);
    if typed.get("do") == "limit" {
        let Some(limit) = Money::parse_euro(typed.get("limit").trim()) else {
            let wrong = ("limit", FieldRefusal::NotAnAmount);
            return page(&ctx, &person, &choices, &typed, Some(&wrong)).await;
        };
        batch::set_limit(desk, &ctx.actor, id, limit).await?;
        return Ok(ctx.go(&Link::Person(id), Said::LimitSet));
    }
    let role = match read(&typed, &choices) {
        Ok(role) => role,
        Err(wrong) => return page(&ctx, &person, &choices, &typed, Some(&wrong)).await,
    };
    match typed.get("do") {
        "give" => roles::give(desk, &ctx.actor, id, role).await?,
        "take" => roles::take(desk, &ctx.actor, id, role).await?,
        _neither => return Err(Fail::unreadable(StatusCode::BAD_REQUEST)),
    }
    Ok(ctx.go(&Link::Person(id), Said::RoleChanged))
}
