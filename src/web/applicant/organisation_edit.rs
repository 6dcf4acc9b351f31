//! An organisation: its fields and its people. The one rule: a change made from an old page never
//! overwrites a newer one; both texts are shown and nothing typed is lost.

use super::organisation_form::{self as form, Saved};
use crate::{
    actions::{ActionError, organisation},
    domain::{
        access::{Act, Subject},
        application::Version,
        form::Fault,
        ids::{OrganisationId, PersonId},
        organisation::MemberRole,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::organisation::{self as read, Member, Stored},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, fault_links},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Edit {
    shell: Shell,
    /// The reader may change the fields.
    writes: bool,
    /// The reader may add and remove people.
    leads: bool,
    seen: i64,
    fields: Vec<FieldView>,
    faults: Vec<FaultLink>,
    members: Vec<Person>,
    add: Vec<FieldView>,
    send: Link,
    send_member: Link,
}

#[derive(Debug, Serialize)]
struct Person {
    id: String,
    name: String,
    address: String,
    role: String,
    /// A button removes this one.
    removable: bool,
}

/// What differs from a plain showing.
#[derive(Default)]
struct Again {
    /// The organisation as typed.
    typed: Option<organisation::OrganisationForm>,
    faults: Vec<Fault>,
    /// Someone changed it meanwhile.
    is_stale: bool,
    /// A colleague as typed, with what is wrong.
    colleague: Option<(Typed, String, String)>,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<OrganisationId>) -> Answer {
    let page = build(&ctx, id, Again::default()).await?;
    ctx.page(&page)
}

/// Saves the fields.
pub async fn change(ctx: Ctx, Id(id): Id<OrganisationId>, typed: Typed) -> Answer {
    ctx.need(Act::EditOrganisation, &Subject::Organisation(id))?;
    let desk = &ctx.state.desk;
    let mut mine = form::read(&typed);
    let take = typed.get("take");
    if !take.is_empty() {
        let mut there = form::of(&read::load(&desk.database, id).await?);
        if let (Some(from), Some(into)) =
            (form::place(&mut there, take), form::place(&mut mine, take))
        {
            from.clone_into(into);
        }
        let again = Again { typed: Some(mine), is_stale: true, ..Again::default() };
        return ctx.page(&build(&ctx, id, again).await?);
    }
    let seen = Version(typed.seen());
    match organisation::change(desk, &ctx.actor, id, seen, &mine).await {
        Ok(()) => Ok(ctx.go(&Link::OrganisationEdit(id), Said::Saved)),
        Err(ActionError::Refused(Refusal::FormIncomplete { faults })) => {
            let again = Again { typed: Some(mine), faults, ..Again::default() };
            let page = Edit { seen: seen.0, ..build(&ctx, id, again).await? };
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(ActionError::Refused(Refusal::Stale)) => {
            let again = Again { typed: Some(mine), is_stale: true, ..Again::default() };
            let mut page = build(&ctx, id, again).await?;
            page.shell =
                page.shell.flash(Tone::Warn, words::refusal(&Refusal::Stale, ctx.shell("").zone));
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// Adds or removes a colleague.
pub async fn members(ctx: Ctx, Id(id): Id<OrganisationId>, typed: Typed) -> Answer {
    ctx.need(Act::ManageMembers, &Subject::Organisation(id))?;
    let desk = &ctx.state.desk;
    let back = Link::OrganisationEdit(id);
    let leaver = typed.get("remove");
    if !leaver.is_empty() {
        let leaver: PersonId = leaver.parse().map_err(|_| Fail::not_found())?;
        return match organisation::remove_member(desk, &ctx.actor, id, leaver).await {
            Ok(()) => Ok(ctx.go(&back, Said::MemberChanged)),
            // Gone already, or the last lead, who stays; the list shows which.
            Err(ActionError::Refused(Refusal::Stale)) => Ok(ctx.go(&back, Said::LeadStays)),
            Err(other) => Err(other.into()),
        };
    }
    let Some(role) = MemberRole::from_code(typed.get("role")) else {
        return refused(&ctx, id, typed, "role", "Choose one of the answers offered.").await;
    };
    let (address, name) = (typed.get("address"), typed.get("name"));
    match organisation::add_member(desk, &ctx.actor, id, address, name, role).await {
        Ok(_) => Ok(ctx.go(&back, Said::MemberChanged)),
        Err(ActionError::Refused(Refusal::FieldRefused { field, why })) => {
            let says = words::field_refusal(&why);
            refused(&ctx, id, typed, &field, &says).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(ctx: &Ctx, id: OrganisationId, typed: Typed, field: &str, says: &str) -> Answer {
    let colleague = Some((typed, field.to_owned(), says.to_owned()));
    let page = build(ctx, id, Again { colleague, ..Again::default() }).await?;
    ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn build(ctx: &Ctx, id: OrganisationId, again: Again) -> Result<Edit, Fail> {
    let subject = Subject::Organisation(id);
    ctx.need(Act::SeeOrganisation, &subject)?;
    let database = &ctx.state.desk.database;
    let stored = read::load(database, id).await?;
    let members = read::members(database, id).await?;
    let title = stored.organisation.name.clone();
    let shell = ctx.shell(title).back("My organisations", Link::Organisations).state(format!(
        "{}, {}. {}",
        stored.organisation.address.town,
        stored.organisation.country.name(),
        words::organisation_kind(stored.organisation.kind)
    ));
    let may = (ctx.may(Act::EditOrganisation, &subject), ctx.may(Act::ManageMembers, &subject));
    Ok(page(shell, id, &stored, &members, may, &again))
}

fn page(
    shell: Shell,
    id: OrganisationId,
    stored: &Stored,
    members: &[Member],
    (writes, leads): (bool, bool),
    again: &Again,
) -> Edit {
    let there = form::of(stored);
    let saved = again.is_stale.then_some(Saved { form: &there, version: stored.version.0 });
    let fields = form::fields(again.typed.as_ref().unwrap_or(&there), &again.faults, saved);
    let fields: Vec<FieldView> =
        if writes { fields } else { fields.into_iter().map(FieldView::locked).collect() };
    let add = add_fields(again.colleague.as_ref());
    let faults = fault_links(fields.iter().chain(&add));
    let leaders = members.iter().filter(|m| m.role == MemberRole::Lead.code()).count();
    let person = |m: &Member| {
        let role = MemberRole::from_code(&m.role);
        Person {
            id: m.person_id.to_string(),
            name: m.name.clone(),
            address: m.address.clone(),
            role: role.map(words::member_role).unwrap_or_default().to_owned(),
            removable: leads && (role != Some(MemberRole::Lead) || leaders > 1),
        }
    };
    Edit {
        shell,
        writes,
        leads,
        seen: stored.version.0,
        fields,
        faults,
        members: members.iter().map(person).collect(),
        add,
        send: Link::OrganisationEdit(id),
        send_member: Link::OrganisationMembers(id),
    }
}

fn add_fields(again: Option<&(Typed, String, String)>) -> Vec<FieldView> {
    let roles = MemberRole::ALL.map(|role| (role.code(), words::member_role(role)));
    let fields = [
        FieldView::new(Input::Email, "address", "E-mail address of a colleague")
            .autocomplete("off")
            .hint("Someone without an account gets one and is told by mail how to get in."),
        FieldView::new(Input::Line, "name", "Name").autocomplete("off"),
        FieldView::new(Input::Choice, "role", "What they may do").options(roles),
    ];
    let names = ["address", "name", "role"];
    let fill = |(field, name): (FieldView, &str)| match again {
        None => field,
        Some((typed, wrong, says)) => {
            let field = field.value(typed.get(name));
            if wrong == name { field.error(says) } else { field }
        }
    };
    fields.into_iter().zip(names).map(fill).collect()
}

impl Page for Edit {
    const TEMPLATE: &'static str = "pages/applicant/organisation_edit.html";
    fn samples() -> Vec<Self> {
        let Some(stored) = super::samples::tecnotex() else { return Vec::new() };
        let members = [("Ana Sousa", "lead"), ("Rui Costa", "editor")].map(|(name, role)| Member {
            person_id: PersonId(uuid::Uuid::nil()),
            name: name.to_owned(),
            address: "ana@tecnotex.example".to_owned(),
            role: role.to_owned(),
        });
        let show = |may, again: Again| {
            let id = stored.organisation.id;
            page(Shell::sample("Tecnotex Lda"), id, &stored, &members, may, &again)
        };
        let mut typed = form::of(&stored);
        "Rua Nova 12".clone_into(&mut typed.street);
        let stale = Again { typed: Some(typed), is_stale: true, ..Again::default() };
        let wrong = (Typed(Vec::new()), "address".to_owned(), "Write one address.".to_owned());
        let colleague = Again { colleague: Some(wrong), ..Again::default() };
        vec![
            show((true, true), Again::default()),
            show((false, false), Again::default()),
            show((true, true), stale),
            show((true, true), colleague),
        ]
    }
}
