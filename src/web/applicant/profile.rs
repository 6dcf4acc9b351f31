//! My organisation's profile in a call. The one rule: a draft is saved however incomplete; handing
//! it in checks it, and a change of one that was accepted is assessed again.

use super::profile_form::{self as form, Shown};
use crate::{
    actions::{ActionError, profile},
    domain::{
        access::{Act, Subject},
        ids::{CallId, OrganisationId},
        organisation::MemberRole,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::profile::{self as read, MineInCall, PartnershipRow, Profile, StoredCall},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, fault_links},
        parts::{Fact, NextLine, WorkItem},
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct ProfilePage {
    shell: Shell,
    /// Organisations to choose from, when several come into question.
    choose: Vec<WorkItem>,
    next: Option<NextLine>,
    /// The profile to read.
    facts: Vec<Fact>,
    /// Makes it writable again.
    change: Option<String>,
    form: Option<FormPart>,
    faults: Vec<FaultLink>,
    new_organisation: Link,
}

#[derive(Debug, Serialize)]
struct FormPart {
    organisation: String,
    seen: i64,
    fields: Vec<FieldView>,
    send: Link,
}

/// Which organisation, and whether to write.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    change: String,
}

/// All that is read for the page.
struct Here {
    call: StoredCall,
    mine: Vec<MineInCall>,
    partnerships: Vec<PartnershipRow>,
}

async fn here(ctx: &Ctx, id: CallId) -> Result<Here, Fail> {
    let person = ctx.person()?;
    let database = &ctx.state.desk.database;
    let call = read::call(database, id).await?;
    ctx.need(Act::SeeCall, &Subject::Call { public: call.call.is_public() })?;
    let mut mine = read::mine_in_call(database, id, person).await?;
    mine.retain(|o| MemberRole::from_code(&o.role).is_some_and(MemberRole::writes));
    let partnerships = read::partnerships(database, id).await?;
    Ok(Here { call, mine, partnerships })
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>, Query(asked): Query<Asked>) -> Answer {
    let here = here(&ctx, id).await?;
    let chosen = match (asked.organisation.parse::<OrganisationId>().ok(), &here.mine[..]) {
        (None, [one]) => Some(one.id),
        (asked, _several) => asked,
    };
    let Some(organisation) = here.mine.iter().find(|o| Some(o.id) == chosen) else {
        return ctx.page(&chooser(&ctx, &here));
    };
    let there = read::of(&ctx.state.desk.database, id, organisation.id).await?;
    let stage = there.as_ref().map_or("", |p| p.stage.as_str());
    let is_open = here.call.call.takes(ctx.now()).is_ok();
    let writes =
        is_open && (matches!(stage, "" | "draft" | "rejected") || !asked.change.is_empty());
    let typed = writes.then(|| form::of(there.as_ref()));
    ctx.page(&page(&ctx, &here, organisation, there.as_ref(), typed.as_ref(), &Shown::default()))
}

/// Saves it, and hands it in when asked.
pub async fn save(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let here = here(&ctx, id).await?;
    let chosen = typed.get("organisation").parse::<OrganisationId>().ok();
    let Some(organisation) = here.mine.iter().find(|o| Some(o.id) == chosen) else {
        return Err(Fail::not_found());
    };
    let desk = &ctx.state.desk;
    let mut mine = form::read(&typed);
    let there = read::of(&desk.database, id, organisation.id).await?;
    if form::take(&mut mine, typed.get("take"), there.as_ref()) {
        let shown = Shown { is_stale: true, ..Shown::default() };
        return ctx.page(&page(&ctx, &here, organisation, there.as_ref(), Some(&mine), &shown));
    }
    let saved = profile::save(desk, &ctx.actor, id, organisation.id, &mine).await;
    let handed_in = match saved {
        Ok(profile) if typed.get("then") == "submit" => {
            profile::submit(desk, &ctx.actor, profile).await.map(|()| Said::ProfileSubmitted)
        }
        Ok(_draft) => Ok(Said::Saved),
        Err(err) => Err(err),
    };
    let refusal = match handed_in {
        Ok(said) => {
            let to = Link::Profile(id).with(&[("organisation", &organisation.id.to_string())]);
            return Ok(ctx.go_to(&to, said));
        }
        Err(ActionError::Refused(refusal)) => refusal,
        Err(other) => return Err(other.into()),
    };
    let there = read::of(&desk.database, id, organisation.id).await?;
    let mut shown = Shown::default();
    let mut status = StatusCode::CONFLICT;
    if let Refusal::FormIncomplete { faults } = &refusal {
        status = StatusCode::UNPROCESSABLE_ENTITY;
        shown.faults.clone_from(faults);
        // It is saved already; the next sending is from the version there now.
        mine.seen = there.as_ref().map_or(0, |p| p.version);
    } else {
        shown.is_stale = matches!(refusal, Refusal::Stale);
    }
    let mut page = page(&ctx, &here, organisation, there.as_ref(), Some(&mine), &shown);
    if shown.faults.is_empty() {
        let says = words::refusal(&refusal, page.shell.zone);
        page.shell = page.shell.flash(Tone::Warn, says);
    }
    ctx.page_with(status, &page)
}

fn chooser(ctx: &Ctx, here: &Here) -> ProfilePage {
    let call = here.call.call.id;
    let item = |o: &MineInCall| WorkItem {
        label: o.name.clone(),
        href: Link::Profile(call).with(&[("organisation", &o.id.to_string())]),
        detail: String::new(),
        chip: Some(form::stage_chip(o.stage.as_deref())),
    };
    let title = if here.mine.is_empty() {
        "Add your organisation first"
    } else {
        "Which organisation takes part?"
    };
    ProfilePage {
        shell: ctx.shell(title).back(here.call.call.title.clone(), Link::Call(call)),
        choose: here.mine.iter().map(item).collect(),
        next: None,
        facts: Vec::new(),
        change: None,
        form: None,
        faults: Vec::new(),
        new_organisation: Link::OrganisationNew,
    }
}

fn page(
    ctx: &Ctx,
    here: &Here,
    organisation: &MineInCall,
    there: Option<&Profile>,
    typed: Option<&profile::ProfileForm>,
    shown: &Shown,
) -> ProfilePage {
    let call = &here.call.call;
    let title = form::title(&organisation.name, there);
    let shell = ctx.shell(title).back(call.title.clone(), Link::Call(call.id));
    let deadline = crate::render::moment_text(call.deadline, shell.zone);
    let next = form::next(there, call.id, call.takes(ctx.now()).err(), &deadline, &shell);
    let id = organisation.id.to_string();
    let change = Link::Profile(call.id).with(&[("organisation", &id), ("change", "1")]);
    let mut built = build(shell, &here.partnerships, there, typed, shown);
    built.next = Some(next);
    if built.form.is_none() && call.takes(ctx.now()).is_ok() {
        built.change = Some(change);
    }
    if let Some(form) = &mut built.form {
        form.organisation = id;
        form.send = Link::Profile(call.id);
    }
    built
}

fn build(
    shell: Shell,
    partnerships: &[PartnershipRow],
    there: Option<&Profile>,
    typed: Option<&profile::ProfileForm>,
    shown: &Shown,
) -> ProfilePage {
    let form = typed.map(|typed| FormPart {
        organisation: String::new(),
        seen: if shown.is_stale { there.map_or(0, |p| p.version) } else { typed.seen },
        fields: form::fields(typed, partnerships, there, shown, &shell),
        send: Link::Home,
    });
    let faults = form.as_ref().map(|form| fault_links(&form.fields)).unwrap_or_default();
    let facts = match (there, typed) {
        (Some(there), None) => form::facts(there, partnerships),
        _writing => Vec::new(),
    };
    ProfilePage {
        shell,
        choose: Vec::new(),
        next: None,
        facts,
        change: None,
        form,
        faults,
        new_organisation: Link::OrganisationNew,
    }
}

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "pages/applicant/profile.html";
    fn samples() -> Vec<Self> {
        let there = super::samples::profile("rejected");
        let partnerships = super::samples::partnerships();
        let typed = form::of(Some(&there));
        let shell = |title: &str| Shell::sample(title);
        let mut stale = typed.clone();
        "We weave recycled cotton.".clone_into(&mut stale.about);
        let shown = Shown { faults: profile::faults(&there), is_stale: true };
        let plain = Shown::default();
        let read = build(
            shell("Tecnotex Lda: profile accepted"),
            &partnerships,
            Some(&there),
            None,
            &plain,
        );
        let next = form::next(Some(&there), there.call_id, None, "31 January 2027", &read.shell);
        vec![
            Self { next: Some(next), change: Some("#x".to_owned()), ..read },
            build(shell("Tecnotex Lda: a new profile"), &partnerships, None, Some(&typed), &plain),
            build(shell("Tecnotex Lda"), &partnerships, Some(&there), Some(&stale), &shown),
            Self {
                choose: super::samples::work(),
                ..build(shell("Which organisation takes part?"), &[], None, None, &plain)
            },
            build(shell("Add your organisation first"), &[], None, None, &plain),
        ]
    }
}
