//! One find: the payee's record beside the entry of the list, and the decision. The one rule: one
//! person says "somebody else" and another agrees; "the same" is final.

use super::{parts, screening::need};
use crate::{
    actions::{ActionError, screening as verb},
    domain::{
        access::{Act, Subject},
        country::Country,
        ids::{PersonId, ScreeningId},
        moment::BRUSSELS,
        refusal::Refusal,
        screening::{CandidateState, CandidateStateKind, Entry, SubjectType},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::screening::{self as query, Candidate, Organisation},
    render::{
        Link, Page, Shell,
        form::{FieldView, Input},
        moment_text,
        parts::{Chip, Fact},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what a page shows, each asked by itself")]
pub struct Find {
    shell: Shell,
    tabs: Vec<NavItem>,
    chip: Chip,
    refused: Option<String>,
    payee: Vec<Fact>,
    entry: Vec<Fact>,
    said: Vec<Fact>,
    action: String,
    seen: i64,
    first: bool,
    second: bool,
    own: bool,
    same: bool,
    reason: FieldView,
    back: FieldView,
    grave: FieldView,
}

/// `GET /finance/screening/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<ScreeningId>) -> Answer {
    need(&ctx)?;
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: ScreeningId,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<Find, Fail> {
    let conn = ctx.state.desk.database.reads();
    let find = query::find(conn, id).await?;
    let payee = payee(ctx, &find).await?;
    let entry = query::entry(conn, &find.entry_digest).await?;
    let names = query::people(conn, people(&find.state)).await?;
    let decides = ctx.may(Act::DecideScreening, &Subject::Office);
    let proposer = match &find.state {
        CandidateState::Proposed { by, .. } => Some(*by),
        CandidateState::Open
        | CandidateState::Cleared { .. }
        | CandidateState::Matched { .. }
        | CandidateState::Stale { .. } => None,
    };
    let own = proposer.is_some() && proposer == ctx.actor.person();
    let open = find.state.kind() == CandidateStateKind::Open;
    let text = |act: &str, id: &str, label: &str| {
        let said = if typed.get("act") == act { typed.get("reason") } else { "" };
        FieldView::new(Input::Text, "reason", label).with_id(id.to_owned()).value(said)
    };
    Ok(Find {
        shell: ctx
            .shell(format!("Is {} on the list of sanctions?", find.named.name))
            .back("Screening", Link::Screening),
        tabs: parts::tabs(&Link::Screening),
        chip: words::candidate_state(find.state.kind()),
        refused: why.map(|why| words::refusal(why, BRUSSELS)),
        payee,
        entry: listed(&find, &entry),
        said: said(&find.state, &names),
        action: Link::ScreeningFind(id).into(),
        seen: find.version,
        first: decides && open,
        second: decides && proposer.is_some() && !own,
        own: decides && own,
        same: decides && (open || proposer.is_some()),
        reason: text("not_same", "not-same", "Why it is somebody else"),
        back: text("send_back", "send-back", "Why it is not clear"),
        grave: text("same", "same", "Why it is the one on the list"),
    })
}

fn people(state: &CandidateState) -> Vec<PersonId> {
    match state {
        CandidateState::Open | CandidateState::Stale { .. } => Vec::new(),
        CandidateState::Proposed { by, .. } | CandidateState::Matched { by, .. } => vec![*by],
        CandidateState::Cleared { proposed_by, by, .. } => vec![*proposed_by, *by],
    }
}

/// What is known of whom the find is about.
async fn payee(ctx: &Ctx, find: &Candidate) -> Result<Vec<Fact>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let mut facts = vec![
        Fact::new("Name", &find.named.name),
        Fact::new("Whose name", words::part(find.named.part)),
    ];
    if let Some(id) = find.whom.organisation() {
        facts.extend(firm(&query::organisation(conn, id).await?));
    }
    for one in query::signers(conn, [find.whom].into_iter()).await? {
        facts.push(Fact::new(words::screened(find.whom), &one.name));
        let country: Option<Country> = one.country.parse().ok();
        facts.extend(country.map(|country| Fact::new("Country", country.name())));
        facts.push(Fact::new("Signs in the call", &one.call));
    }
    Ok(facts)
}

fn firm(stored: &Organisation) -> Vec<Fact> {
    let o = &stored.organisation;
    let address = [&o.address.street, &o.address.post_code, &o.address.town];
    let address: Vec<&str> = address.into_iter().map(String::as_str).collect();
    vec![
        Fact {
            href: Some(Link::OrganisationScreening(o.id).into()),
            ..Fact::new("Organisation", &o.name)
        },
        Fact::new("What it is", words::organisation_kind(o.kind)),
        Fact::new("Country", o.country.name()),
        Fact::new("Registered as", &o.registration),
        Fact::new("Address", address.join("\n").trim()),
    ]
}

fn listed(find: &Candidate, entry: &Entry) -> Vec<Fact> {
    let subject = match entry.subject {
        SubjectType::Person => "a person",
        SubjectType::Enterprise => "an enterprise, group or body",
    };
    vec![
        Fact::new("Name most like it", &find.alias),
        Fact::new("Likeness", format!("{} of 1,000", find.score)),
        Fact::new("What is listed", subject),
        Fact::new("All its names", entry.aliases.join("\n")),
        Fact::new("Born", entry.births.join("\n")),
        Fact::new("Countries", entry.countries.join(", ")),
        Fact::new("Programme", &entry.programme),
        Fact::new("Number on the list", &entry.id),
    ]
}

fn said(state: &CandidateState, names: &BTreeMap<PersonId, String>) -> Vec<Fact> {
    let who = |by: &PersonId, at| {
        let name = names.get(by).map_or("", String::as_str);
        format!("{name}, {}", moment_text(at, BRUSSELS))
    };
    match state {
        CandidateState::Open => Vec::new(),
        CandidateState::Stale { at } => vec![Fact::new("Lapsed", moment_text(*at, BRUSSELS))],
        CandidateState::Proposed { by, at, reason } => {
            vec![Fact::new("Somebody else, says", who(by, *at)), Fact::new("Why", reason)]
        }
        CandidateState::Cleared { proposed_by, by, at, reason } => vec![
            Fact::new("Somebody else, said", names.get(proposed_by).map_or("", String::as_str)),
            Fact::new("Why", reason),
            Fact::new("Agreed by", who(by, *at)),
        ],
        CandidateState::Matched { by, at, reason } => {
            vec![Fact::new("The same, says", who(by, *at)), Fact::new("Why", reason)]
        }
    }
}

async fn done(ctx: &Ctx, id: ScreeningId, typed: &Typed) -> Result<(), ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let reason = typed.get("reason");
    match typed.get("act") {
        "not_same" => verb::not_same(desk, actor, id, seen, reason).await,
        "agree" => verb::agree(desk, actor, id, seen).await,
        "send_back" => verb::send_back(desk, actor, id, seen, reason).await,
        "same" => verb::same(desk, actor, id, seen, reason).await,
        _unknown => Err(ActionError::Unseen),
    }
}

/// `POST /finance/screening/{id}`.
pub async fn post(ctx: Ctx, Id(id): Id<ScreeningId>, typed: Typed) -> Answer {
    need(&ctx)?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::ScreeningFind(id), Said::ScreeningDecided)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for Find {
    const TEMPLATE: &'static str = "pages/finance/screening_find.html";
    fn samples() -> Vec<Self> {
        let text = |id: &str| FieldView::new(Input::Text, "reason", "Why").with_id(id.to_owned());
        let page = |kind, first, second, refused: Option<&str>| Self {
            shell: Shell::sample("Is Tecnotex Lda on the list of sanctions?"),
            tabs: parts::tabs(&Link::Screening),
            chip: words::candidate_state(kind),
            refused: refused.map(str::to_owned),
            payee: vec![Fact::new("Name", "Tecnotex Lda")],
            entry: vec![Fact::new("Name most like it", "Teknotexx")],
            said: if first { Vec::new() } else { vec![Fact::new("Why", "Another country")] },
            action: "/".to_owned(),
            seen: 1,
            first,
            second,
            own: !first && !second,
            same: first || second,
            reason: text("not-same"),
            back: text("send-back"),
            grave: text("same"),
        };
        vec![
            page(CandidateStateKind::Open, true, false, Some("Give a reason.")),
            page(CandidateStateKind::Proposed, false, true, None),
            page(CandidateStateKind::Proposed, false, false, None),
        ]
    }
}
