//! A form about a proposal, sent from an old page. The one rule: nothing was changed, nothing
//! typed is lost, and the fresh page is one link away.

use super::stale::{Stale, StaleAbout};
use crate::{
    domain::{
        access::{Act, Subject},
        ids::ApplicationId,
        moment::{BRUSSELS, Moment},
        proposal::ProposalStageKind,
    },
    http::{Answer, Ctx, Typed},
    queries::{file::Line, proposal_file as query},
    render::{Link, parts::Happened, words},
};
use axum::http::StatusCode;

/// The page of a stale form about a proposal.
pub async fn page(ctx: &Ctx, id: ApplicationId, typed: &Typed, act: &str) -> Answer {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let conn = ctx.state.desk.database.reads();
    let (stored, subject) = query::head(conn, &ctx.actor, id).await?;
    ctx.need(Act::SeeProposal, &subject)?;
    let shown = Moment::from_millis(typed.number("shown").unwrap_or_default());
    let since = query::since(conn, id, shown).await?;
    let happened = |line: Line| Happened {
        at: line.at,
        says: line.event.as_ref().map_or_else(String::new, |e| words::event(e, BRUSSELS)),
        who: line.who,
    };
    let saw = ProposalStageKind::from_code(typed.get("stage"));
    let about = StaleAbout {
        reference: stored.proposal.reference.clone(),
        saw: saw.map(words::proposal_stage_staff),
        now: words::proposal_stage_staff(stored.proposal.stage.kind()),
        since: since.into_iter().map(happened).collect(),
        fresh: Link::ProposalFile(id).into(),
    };
    ctx.page_with(StatusCode::CONFLICT, &Stale::new(ctx, typed, act, about))
}
