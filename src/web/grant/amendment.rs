//! Letters of amendment of a grant's agreement. The one rule: there is one for each later version
//! that all have signed, for good, whatever took its place since.

use super::{Opened, paper};
use crate::{
    documents::{
        About, Paper,
        agreement::Paragraph,
        amendment::{self, Amendment, Before, Change, which},
    },
    http::{Ctx, Fail, pdf::Offers},
    queries::grant::{self, Agreement},
    render::{Link, parts::Download},
};

/// The amendments that were ever in force, the newest first.
pub fn signed(o: &Opened) -> impl Iterator<Item = &Agreement> {
    o.whole.agreements.iter().filter(|one| one.is_amendment && one.in_force_at.is_some())
}

/// The agreement as it went out last and the letters of its amendments, to download: two
/// statements; none while no papers are made.
pub async fn links(ctx: &Ctx, o: &Opened) -> Result<Vec<Download>, Fail> {
    let mut all = paper::links(ctx, o).await?;
    let file = o.id().0;
    let offers = Offers::of(ctx, file).await?;
    let link = |of: &Agreement| {
        let label = format!("Letter of amendment: version {}", of.number);
        offers.link(which(file, of.number), &label, Link::Amendment(o.id(), of.number))
    };
    all.extend(signed(o).filter_map(link));
    Ok(all)
}

/// The letter of one of them.
pub fn paper(ctx: &Ctx, o: &Opened, of: &Agreement) -> Result<Paper, Fail> {
    // The version signed last before it: one that was called back was never in force.
    let mut older = o.whole.agreements.iter().filter(|one| one.number < of.number);
    let before = older
        .find_map(|one| one.in_force_at.map(|signed_at| Before { number: one.number, signed_at }));
    let (before, signed_at) = before.zip(of.in_force_at).ok_or_else(Fail::not_found)?;
    let change = |one: &grant::Change| Change {
        what: one.what.clone(),
        old: one.old.clone(),
        new: one.new.clone(),
    };
    let paragraph = |text: &str| Paragraph { heading: String::new(), text: text.to_owned() };
    Ok(amendment::paper(&Amendment {
        about: About {
            office: ctx.state.documents.office(),
            programme: &o.programme.title,
            call: &o.call.call.title,
            reference: &o.stored.proposal.reference,
            zone: o.programme.zone,
        },
        file: o.id().0,
        number: of.number,
        signed_at,
        digest: &of.digest,
        before,
        parties: paper::parties(o, of),
        reason: &of.reason,
        changes: of.changes.iter().map(change).collect(),
        paragraphs: of.text.split("\n\n").map(paragraph).collect(),
        places: paper::places(o, of),
    }))
}
