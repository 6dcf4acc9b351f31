//! What a payment pays: an exchange or a funded project. The one rule: both are read as their own
//! pages read them, under the same rights.

use crate::{
    actions::screening,
    domain::{ids::OrganisationId, screening::Occasion},
    http::{Ctx, Fail},
    queries::proposal_file as proposal,
    render::{Link, parts::Fact, words},
    web::officer::file::Opened,
};

/// What it pays.
pub(super) enum Paid {
    Exchange(Box<Opened>),
    Grant { stored: Box<proposal::Stored>, lines: Vec<proposal::Line> },
}

impl Paid {
    pub(super) fn reference(&self) -> &str {
        match self {
            Self::Exchange(file) => &file.application.reference,
            Self::Grant { stored, .. } => &stored.proposal.reference,
        }
    }
    pub(super) fn timeline(&self) -> &[proposal::Line] {
        match self {
            Self::Exchange(file) => &file.whole.lines,
            Self::Grant { lines, .. } => lines,
        }
    }
    pub(super) fn stage_code(&self) -> &'static str {
        match self {
            Self::Exchange(file) => file.stage().code(),
            Self::Grant { stored, .. } => stored.proposal.stage.kind().code(),
        }
    }
}

/// Where the payee stands under screening, with the way to its page.
pub(super) async fn screened(ctx: &Ctx, payee: OrganisationId) -> Result<Fact, Fail> {
    let stands = screening::seen(&ctx.state.desk, &ctx.actor, payee, Occasion::Payment).await?;
    let href = Some(Link::OrganisationScreening(payee).into());
    Ok(Fact { href, ..Fact::new("Screening", words::standing(stands).label) })
}
