//! One voucher of a first-come type: what the rules decide about it, with its letter, and the
//! button that does it. The one rule: the officer confirms what the rules say, or waits.

use super::{
    parts::outcome_chip,
    release::{LetterRow, sample_row},
};
use crate::{
    actions::{
        ActionError,
        rolling::{self, Ruling},
    },
    domain::{
        ids::ApplicationId, moment::BRUSSELS, money::Money, proposal::event::Outcome,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    render::{Link, Page, Shell, euro_text, words},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct RollingPage {
    shell: Shell,
    action: String,
    back: String,
    refused: Option<String>,
    letter: Option<LetterRow>,
    outcome: &'static str,
    free: String,
}

/// `GET /office/proposals/{id}/ruling`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let page = page(&ctx, id, None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: ApplicationId,
    refusal: Option<&Refusal>,
) -> Result<RollingPage, Fail> {
    ctx.person()?;
    let said = |why: &Refusal| words::refusal(why, BRUSSELS);
    let frame = |title: String| RollingPage {
        shell: ctx.shell(title).back("The proposal", Link::ProposalFile(id)),
        action: Link::Rolling(id).into(),
        back: Link::ProposalFile(id).into(),
        refused: refusal.map(said),
        letter: None,
        outcome: "",
        free: String::new(),
    };
    match rolling::preview(&ctx.state.desk, &ctx.actor, id).await {
        Ok(Ruling { draft, free }) => Ok(RollingPage {
            outcome: draft.outcome.code(),
            free: euro_text(free.cents()),
            ..with_letter(frame(title(&draft.reference, draft.outcome)), draft)
        }),
        Err(ActionError::Refused(why)) => {
            let page = frame("This can't be decided now".to_owned());
            let refused = page.refused.clone().or_else(|| Some(said(&why)));
            Ok(RollingPage { refused, ..page })
        }
        Err(err) => Err(err.into()),
    }
}

fn title(reference: &str, outcome: Outcome) -> String {
    format!("By the rules, {reference} is {}", words::proposal_outcome(outcome))
}

fn with_letter(page: RollingPage, draft: crate::actions::result::Draft) -> RollingPage {
    let amount =
        if draft.amount > Money::ZERO { euro_text(draft.amount.cents()) } else { String::new() };
    let letter = LetterRow {
        chip: outcome_chip(draft.outcome),
        place: String::new(),
        amount,
        note: String::new(),
        reference: draft.reference,
        title: draft.title,
        lead: draft.lead,
        body: draft.body,
    };
    RollingPage { letter: Some(letter), ..page }
}

/// `POST /office/proposals/{id}/ruling`.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    ctx.person()?;
    let shown = Outcome::from_code(typed.get("outcome"));
    let done = if let Some(shown) = shown {
        rolling::award_rolling(&ctx.state.desk, &ctx.actor, id, shown).await
    } else {
        // Asked first, so that nobody learns here of a proposal they may not see.
        rolling::preview(&ctx.state.desk, &ctx.actor, id).await?;
        Err(Refusal::Stale.into())
    };
    match done {
        Ok(_outcome) => Ok(ctx.go(&Link::ProposalFile(id), Said::Ruled)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, Some(&why)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for RollingPage {
    const TEMPLATE: &'static str = "pages/decision/rolling.html";
    fn samples() -> Vec<Self> {
        let page = |letter: Option<LetterRow>, refused: Option<&str>| Self {
            shell: Shell::sample("By the rules, INV-2026-0007 is funded"),
            action: "/office".to_owned(),
            back: "/office".to_owned(),
            refused: refused.map(str::to_owned),
            outcome: if letter.is_some() { Outcome::Award.code() } else { "" },
            letter,
            free: "EUR 40,000.00".to_owned(),
        };
        vec![
            page(Some(sample_row()), None),
            page(None, Some("INV-2026-0006 was handed in earlier.")),
        ]
    }
}
