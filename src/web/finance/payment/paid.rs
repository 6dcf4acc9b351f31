//! What a payment pays: an exchange or a funded project. The one rule: both are read as their own
//! pages read them, under the same rights.

use crate::{
    domain::{access::Act, form::Field, ids::OrganisationId},
    http::Ctx,
    queries::proposal_file as proposal,
    render::{Link, form::read_form, parts::Fact},
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
    pub(super) fn account(&self, ctx: &Ctx, payee: OrganisationId, name: &str) -> Vec<Fact> {
        let to = Link::BankAccount(payee).into();
        let mut rows = vec![Fact { href: Some(to), ..Fact::new("Account of", name) }];
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
