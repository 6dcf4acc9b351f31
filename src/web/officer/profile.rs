//! One profile: read it, accept it or send it back with a reason. Officers and the coordinators of
//! its partnership do so. The one rule: who sends it back says why, and the organisation reads it.

use super::{file::Seen, profiles::wants};
use crate::{
    actions::{ActionError, profile as verb},
    domain::{
        access::{Act, Subject},
        ids::ProfileId,
        moment::BRUSSELS,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::profiles::{self as query, Whole},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::{Chip, Fact},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Profile {
    shell: Shell,
    chip: Chip,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    organisation: Vec<Fact>,
    action: Option<String>,
    seen: Seen,
    reason: FieldView,
}

/// The profile, for whoever may read it.
async fn load(ctx: &Ctx, id: ProfileId) -> Result<(Whole, Subject), Fail> {
    ctx.person()?;
    let conn = ctx.state.desk.database.reads();
    let profile = query::head(conn, id).await?;
    let subject = verb::subject(&profile);
    // The page of the office: other members and the public have pages of their own.
    let reads = ctx.may(Act::AssessProfile, &subject) || ctx.may(Act::SeeOffice, &Subject::Office);
    if !reads {
        return Err(Fail::not_found());
    }
    ctx.need(Act::SeeProfile, &subject)?;
    Ok((query::whole(conn, profile).await?, subject))
}

/// `GET /office/profiles/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<ProfileId>) -> Answer {
    let (whole, subject) = load(&ctx, id).await?;
    ctx.page(&page(&ctx, &whole, &subject, &Typed::default(), None))
}

fn page(ctx: &Ctx, w: &Whole, subject: &Subject, typed: &Typed, why: Option<&Refusal>) -> Profile {
    let (p, o) = (&w.profile, &w.organisation.organisation);
    let (chip, title) = stage(&p.stage, &o.name);
    let mut shell = ctx.shell(title).crumb(&w.call.call.title);
    if ctx.may(Act::SeeOffice, &Subject::Office) {
        shell = shell.back("Profiles", Link::Profiles(p.call_id));
    }
    let lacks = why == Some(&Refusal::ReasonMissing);
    let reason = FieldView::new(Input::Text, "reason", "What must change before it is accepted?")
        .hint("The organisation reads it, mends the profile and hands it in again.")
        .value(typed.get("reason"))
        .fault(lacks.then_some(&FieldRefusal::Missing));
    let assesses = p.stage == "submitted" && ctx.may(Act::AssessProfile, subject);
    let mut facts = vec![
        Fact::new("Wants to", wants(p.visits, p.hosts)),
        Fact::new("Who they are and why", text(&p.about)),
        Fact::new("What a visitor finds there", text(&p.offers)),
        Fact::new("Sectors", text(&p.sectors)),
        Fact::new("Languages", text(&p.languages)),
        Fact::new("Changed", moment_text(p.changed_at, BRUSSELS)),
    ];
    if p.stage == "rejected" {
        facts.push(Fact::new("Sent back because", text(&p.reason)));
    }
    let place = format!("{}, {}", o.address.town, o.country.name());
    Profile {
        shell,
        chip,
        refused: why.filter(|_| !lacks).map(|why| words::refusal(why, BRUSSELS)),
        faults: fault_links([&reason]),
        facts,
        organisation: vec![
            Fact::new("Name", &o.name),
            Fact::new("Kind", words::organisation_kind(o.kind)),
            Fact::new("Place", place),
            Fact::new("Registration", text(&o.registration)),
            Fact::new("Member of the cluster", text(&o.cluster_membership)),
            Fact::new("Partnership", format!("{}: {}", w.partnership.code, w.partnership.name)),
        ],
        action: assesses.then(|| Link::ProfileDecide(p.id).into()),
        seen: Seen::of(p.version, &p.stage),
        reason,
    }
}

fn text(text: &str) -> &str {
    if text.trim().is_empty() { "not given" } else { text }
}

fn stage(code: &str, name: &str) -> (Chip, String) {
    match code {
        "submitted" => (Chip::new(Tone::Info, "to assess"), format!("{name}: profile to assess")),
        "accepted" => (Chip::new(Tone::Good, "accepted"), format!("{name}: profile accepted")),
        "rejected" => (Chip::new(Tone::Bad, "sent back"), format!("{name}: profile sent back")),
        _draft => {
            (Chip::new(Tone::Quiet, "being written"), format!("{name}: profile being written"))
        }
    }
}

/// `POST /office/profiles/{id}`.
pub async fn post(ctx: Ctx, Id(id): Id<ProfileId>, typed: Typed) -> Answer {
    let (whole, subject) = load(&ctx, id).await?;
    let because = match typed.get("act") {
        "accept" => None,
        "reject" => Some(typed.get("reason")),
        _unknown => return Err(Fail::not_found()),
    };
    match verb::assess(&ctx.state.desk, &ctx.actor, id, typed.seen(), because).await {
        Ok(()) => Ok(ctx.go(&Link::ProfileDecide(id), Said::ProfileAssessed)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &whole, &subject, &typed, Some(&why));
            let status = if why == Refusal::ReasonMissing {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            ctx.page_with(status, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for Profile {
    const TEMPLATE: &'static str = "pages/officer/profile.html";
    fn samples() -> Vec<Self> {
        let page = |action: Option<&str>, reason: FieldView, refused: Option<&str>| Self {
            shell: Shell::sample("Tecnotex Lda: profile to assess"),
            chip: Chip::new(Tone::Info, "to assess"),
            refused: refused.map(str::to_owned),
            faults: fault_links([&reason]),
            facts: vec![Fact::new("Wants to", "visit")],
            organisation: vec![Fact::new("Name", "Tecnotex Lda")],
            action: action.map(str::to_owned),
            seen: Seen::of(1, "submitted"),
            reason,
        };
        let reason = || FieldView::new(Input::Text, "reason", "What must change?");
        let wrong = reason().fault(Some(&FieldRefusal::Missing));
        vec![page(Some("/"), wrong, None), page(None, reason(), Some("Someone changed this."))]
    }
}
