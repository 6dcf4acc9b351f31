//! The consensus room of one proposal, for its evaluators: reports side by side, differences
//! marked, the draft, who agrees. The one rule: nobody sees another's report before their own is
//! delivered and the room is open.

use super::{
    file::{self, Opened},
    review,
    saving::{self, Clash, State},
};
use crate::{
    actions::consensus as verbs,
    domain::{
        access::Act,
        ids::{ApplicationId, PersonId},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        evaluation::{ConsensusLine, consensus},
        panel::{self as office, Member},
    },
    render::{
        Link, Page, Shell, Tone,
        errors::Kept,
        form::{FieldView, Input},
        marks::{MarkView, sample},
        parts::NextLine,
    },
    web::panel::side::{self, Side},
};
use axum::{http::StatusCode, response::IntoResponse};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the field of a dissent is called.
const DISSENT: &str = "Your dissent";

/// The page.
#[derive(Debug, Serialize)]
pub struct Room {
    shell: Shell,
    next: NextLine,
    side: Side,
    /// The draft as a form, for the rapporteur.
    criteria: Vec<MarkView>,
    /// The draft to read, for the others.
    draft: Vec<side::Written>,
    positions: Vec<side::PositionLine>,
    answers: bool,
    seen: i64,
    dissent: FieldView,
    saved: String,
    send: Link,
    autosave: Link,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id).await?;
    let page = build(&ctx, &file, &BTreeMap::new(), false).await?;
    ctx.page(&page)
}

/// Saves the draft, agrees, or records a dissent.
pub async fn save(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id).await?;
    let desk = &ctx.state.desk;
    let back = Link::Consensus(id);
    let from = |err| Fail::from_action(err, Link::Consensus(id));
    match typed.get("act") {
        "draft" => {
            let sent = saving::shown(&file.rules, &typed, &[]);
            let saved = match verbs::draft(desk, &ctx.actor, id, &sent).await {
                Ok(saved) => saved,
                Err(err) => return review::refused(err, review::kept(&file, &sent), back),
            };
            let clashes = saving::clashes(&sent, saved);
            if clashes.is_empty() {
                return Ok(ctx.go(&back, Said::Saved));
            }
            let page = build(&ctx, &file, &clashes, false).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        "agree" => {
            verbs::take_position(desk, &ctx.actor, id, typed.seen(), None).await.map_err(from)?;
            Ok(ctx.go(&back, Said::PositionTaken))
        }
        "dissent" => {
            let text = typed.get("dissent");
            if text.trim().is_empty() {
                let page = build(&ctx, &file, &BTreeMap::new(), true).await?;
                return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            match verbs::take_position(desk, &ctx.actor, id, typed.seen(), Some(text)).await {
                Ok(()) => Ok(ctx.go(&back, Said::PositionTaken)),
                Err(err) => {
                    let kept = Kept { label: DISSENT.to_owned(), text: text.to_owned() };
                    review::refused(err, vec![kept], back)
                }
            }
        }
        _neither => Ok(ctx.go(&back, Said::NothingChosen)),
    }
}

/// Saves one field of the draft for the script.
pub async fn field(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    if ctx.actor.person().is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    // Whoever may not read the proposal finds nothing; its other evaluators may not draft.
    file::open(&ctx, id).await?;
    let one = saving::sent(&typed);
    let saved = verbs::draft(&ctx.state.desk, &ctx.actor, id, &[one]).await?;
    Ok(saving::told(&ctx, saved))
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    clashes: &BTreeMap<String, Clash>,
    lacks_text: bool,
) -> Result<Room, Fail> {
    let (me, p) = (ctx.person()?, &file.stored.proposal);
    let conn = ctx.state.desk.database.reads();
    let room = consensus::find(conn, p.id, p.round).await?.ok_or_else(Fail::not_found)?;
    let reports = office::reports(conn, p.id, p.round).await?;
    let own = reports.iter().find(|report| report.person_id == me);
    if !own.is_some_and(crate::queries::evaluation::Report::is_delivered) {
        return Err(Fail::not_found());
    }
    let lines = office::lines_of_proposal(conn, p.id, p.round).await?;
    let draft = consensus::lines(conn, p.id, p.round).await?;
    let said = consensus::positions(conn, p.id, p.round).await?;
    let members = office::members(conn, p.call).await?;
    let name = |id: PersonId| {
        let found: Option<&Member> = members.iter().find(|member| member.person == id);
        found.map_or_else(String::new, |member| member.name.clone())
    };
    let positions = side::position_lines(&reports, &said, room.version);
    let drafts = !room.is_final() && ctx.may(Act::DraftConsensus, &file.subject());
    let criteria = if drafts {
        let state = |key: &str| state(&draft, key);
        saving::criteria(ctx, &file.rules, "Agreed text", &state, clashes)
    } else {
        Vec::new()
    };
    let zone = ctx.shell("").zone;
    let dissent = FieldView::new(Input::Text, "dissent", DISSENT);
    let title = if room.is_final() { "The consensus is final" } else { "Consensus" };
    let latest = draft.iter().map(|line| line.changed_at).max();
    Ok(Room {
        shell: file
            .shell(ctx, format!("{title}: {}", p.title))
            .back(p.reference.clone(), Link::Review(p.id)),
        next: next(&room, room.rapporteur_id.map(name), drafts, &positions),
        side: side::reports(&file.rules, &reports, &lines),
        draft: if drafts { Vec::new() } else { side::written(&file.rules, &draft) },
        criteria,
        positions,
        answers: !room.is_final(),
        seen: room.version,
        dissent: if lacks_text {
            dissent.fault(Some(&crate::domain::form::FieldRefusal::Missing))
        } else {
            dissent
        },
        saved: latest.map_or_else(String::new, |at| {
            format!("Saved {}", at.in_zone(zone).format("%-d %B, %H:%M:%S"))
        }),
        send: Link::Consensus(p.id),
        autosave: Link::ConsensusField(p.id),
    })
}

fn state(lines: &[ConsensusLine], key: &str) -> State {
    let found = lines.iter().find(|line| line.criterion == key);
    found.map_or_else(State::default, |line| State {
        mark: crate::actions::evaluation::mark_text(line.tenths),
        mark_version: line.version,
        comment: line.comment.clone(),
        comment_version: line.comment_version,
    })
}

fn next(
    room: &crate::queries::evaluation::Consensus,
    rapporteur: Option<String>,
    drafts: bool,
    positions: &[side::PositionLine],
) -> NextLine {
    let waiting = positions.iter().filter(|line| line.waits).count();
    let (says, tone) = if room.is_final() {
        ("These marks and texts are final.".to_owned(), Tone::Good)
    } else if drafts {
        ("You draft: marks and texts on which all can agree.".to_owned(), Tone::Warn)
    } else {
        (format!("{} drafts the marks and texts.", rapporteur.unwrap_or_default()), Tone::Info)
    };
    let detail = if room.is_final() || waiting == 0 {
        String::new()
    } else {
        format!("{waiting} of {} have not answered this draft yet.", positions.len())
    };
    NextLine { says, detail, action: None, tone }
}

impl Page for Room {
    const TEMPLATE: &'static str = "pages/expert/room.html";
    fn samples() -> Vec<Self> {
        let page = |drafts: bool, answers: bool| {
            let (side, draft, positions) = side::samples();
            Self {
                shell: Shell::sample("Consensus: Closed-loop dye house"),
                next: NextLine {
                    says: "You draft.".to_owned(),
                    detail: String::new(),
                    action: None,
                    tone: Tone::Warn,
                },
                side,
                criteria: if drafts { vec![sample()] } else { Vec::new() },
                draft: if drafts { Vec::new() } else { draft },
                positions,
                answers,
                seen: 3,
                dissent: FieldView::new(Input::Text, "dissent", DISSENT),
                saved: "Saved 22 November, 14:19:52".to_owned(),
                send: Link::Home,
                autosave: Link::Home,
            }
        };
        vec![page(true, true), page(false, true), page(false, false)]
    }
}
