//! What a payment pays: an exchange or a funded project. The one rule: both are read as their own
//! pages read them, under the same rights.

use crate::{
    actions::screening,
    domain::{access::Act, form::Field, ids::OrganisationId, screening::Occasion},
    http::{Ctx, Fail},
    queries::proposal_file as proposal,
    render::{Link, form::read_form, parts::Fact, words},
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
    /// Where the account is; of an exchange also as the visitor typed it, masked unless the reader
    /// may see it whole.
    pub(super) fn account(
        &self,
        ctx: &Ctx,
        payee: OrganisationId,
        name: &str,
        screened: &Fact,
    ) -> Vec<Fact> {
        let of = Fact::new("Account of", name).leading_to(Link::BankAccount(payee));
        let mut rows = vec![of, screened.clone()];
        if let Self::Exchange(file) = self {
            let whole = ctx.may(Act::SeeAccountNumbers, &file.subject);
            let masked: Vec<&Field> =
                file.programme.form.fields().filter(|field| field.masked).collect();
            let answers = &file.whole.answers.application;
            let sections = read_form(&file.programme.form, answers, &file.assessed.facts, whole);
            let is_account = |fact: &Fact| masked.iter().any(|field| field.label == fact.label);
            rows.extend(sections.into_iter().flat_map(|s| s.rows).filter(is_account));
        }
        rows
    }
}

/// Where the payee stands under screening, with the way to its page.
pub(super) async fn screened(ctx: &Ctx, payee: OrganisationId) -> Result<Fact, Fail> {
    let stands = screening::seen(&ctx.state.desk, &ctx.actor, payee, Occasion::Payment).await?;
    let href = Some(Link::OrganisationScreening(payee).into());
    Ok(Fact { href, ..Fact::new("Screening", words::standing(stands).label) })
}
