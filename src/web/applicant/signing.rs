//! Who signs what: the places under the papers of a file, signed or missing, and those the reader
//! can sign. The one rule: one person signs for one party.

use super::file::Opened;
use crate::{
    domain::{
        access::Act,
        ids::PersonId,
        paper::{Paper, Signatory, Signature, missing},
    },
    http::{Ctx, Fail},
    queries::papers::{self as read, Text},
    render::parts::Signature as SignatureView,
};

/// The papers of a file with their signatures.
pub(super) struct Papers {
    /// Texts, frozen at the award.
    pub texts: Vec<Text>,
    /// Signatures so far.
    pub signatures: Vec<Signature>,
}

/// Reads them: two statements.
pub(super) async fn load(ctx: &Ctx, file: &Opened) -> Result<Papers, Fail> {
    let (texts, signatures) = read::of(&ctx.state.desk.database, file.id()).await?;
    Ok(Papers { texts, signatures })
}

/// The name of a paper.
pub(super) const fn name(paper: Paper) -> &'static str {
    match paper {
        Paper::Commitment => "Commitment to Quality",
        Paper::Agreement => "Financial Agreement",
    }
}

/// What signing for a place asks for.
pub(super) const fn act(place: Signatory) -> Act {
    match place {
        Signatory::Visitor => Act::SignAsVisitor,
        Signatory::Host => Act::SignAsHost,
        Signatory::VisitorPartnership => Act::SignAsVisitorPartnership,
        Signatory::HostPartnership => Act::SignAsHostPartnership,
    }
}

/// Whom a place stands for.
pub(super) fn party(file: &Opened, place: Signatory) -> &str {
    match place {
        Signatory::Visitor => file.visitor(),
        Signatory::Host => file.host(),
        Signatory::VisitorPartnership => &file.around.visitor_partnership,
        Signatory::HostPartnership => &file.around.host_partnership,
    }
}

/// What a party is in an exchange.
pub(super) const fn role(place: Signatory) -> &'static str {
    match place {
        Signatory::Visitor => "Visitor",
        Signatory::Host => "Host",
        Signatory::VisitorPartnership => "Visitor\u{2019}s partnership",
        Signatory::HostPartnership => "Host\u{2019}s partnership",
    }
}

const fn who_can(place: Signatory) -> &'static str {
    match place {
        Signatory::Visitor | Signatory::Host => "Its lead or a signatory signs.",
        Signatory::VisitorPartnership | Signatory::HostPartnership => "Its coordinator signs.",
    }
}

impl Papers {
    /// Places not signed yet.
    pub(super) fn missing(&self) -> Vec<(Paper, Signatory)> {
        let papers: Vec<Paper> = self.texts.iter().map(|text| text.paper).collect();
        missing(&papers, &self.signatures)
    }
    /// Missing places the reader may sign and has not signed against.
    pub(super) fn mine(&self, ctx: &Ctx, file: &Opened) -> Vec<(Paper, Signatory)> {
        let Some(me) = ctx.actor.person() else { return Vec::new() };
        let free = |place: Signatory| !self.signed_for_other(me, place);
        self.missing()
            .into_iter()
            .filter(|(_, place)| ctx.may(act(*place), &file.subject()) && free(*place))
            .collect()
    }
    /// The person has signed for another party of this exchange.
    pub(super) fn signed_for_other(&self, person: PersonId, place: Signatory) -> bool {
        self.signatures.iter().any(|s| s.by == person && s.place != place)
    }
    /// The places under one paper, as a page shows them.
    pub(super) fn under(&self, file: &Opened, paper: Paper) -> Vec<SignatureView> {
        let view = |place: &Signatory| {
            let signed = self.signatures.iter().find(|s| s.paper == paper && s.place == *place);
            SignatureView {
                party: format!("{}: {}", role(*place), party(file, *place)),
                by: signed.map(|s| s.name.clone()),
                at: signed.map(|s| s.at),
                detail: match signed {
                    Some(s) => {
                        let short: String = s.text_digest.chars().take(16).collect();
                        format!("text {short}…")
                    }
                    None => who_can(*place).to_owned(),
                },
            }
        };
        paper.signatories().iter().map(view).collect()
    }
}
