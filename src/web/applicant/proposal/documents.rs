//! Papers of a proposal as PDF. The one rule: each is asked for with the permit of the page it
//! stands on; of a letter nobody has opened yet there is nothing to download.

use super::file::{self, Opened};
use crate::{
    documents::{
        About, Paper, letter,
        receipt::{HandedIn, Submission},
    },
    domain::{
        access::Act,
        document::{DocumentKind, Which},
        ids::ApplicationId,
    },
    http::{
        Answer, Ctx, Fail,
        pdf::{Offers, send},
    },
    queries::proposal as read,
    render::{Link, parts::Download},
    web::grant,
};
use axum::extract::Path;

/// `GET /proposals/{id}/documents/{document}`.
pub async fn show(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Answer {
    ctx.person()?;
    let id: ApplicationId = id.parse().map_err(|_| Fail::not_found())?;
    let kind = DocumentKind::from_code(&code).ok_or_else(Fail::not_found)?;
    let (act, file, paper) = match kind {
        DocumentKind::Receipt | DocumentKind::Annex => {
            let file = file::open(&ctx, id, Act::SeeProposal).await?;
            let paper = handed_in(&ctx, &file, kind).await?;
            (Act::SeeProposal, file, paper)
        }
        DocumentKind::AwardLetter | DocumentKind::RefusalLetter => {
            let file = file::open(&ctx, id, Act::SeeLetter).await?;
            let paper = result(&ctx, &file, kind).await?;
            (Act::SeeLetter, file, paper)
        }
        DocumentKind::Commitment
        | DocumentKind::FinancialAgreement
        | DocumentKind::Certificate
        | DocumentKind::Remittance
        | DocumentKind::Amendment
        | DocumentKind::DebitNote
        | DocumentKind::DeMinimis => return Err(Fail::not_found()),
        DocumentKind::GrantAgreement => {
            let o = grant::open(&ctx, id, Act::SeeGrant).await?;
            let of = o.shown().ok_or_else(Fail::not_found)?;
            let paper = grant::paper::paper(&ctx, &o, of);
            return send(&ctx, (Act::SeeGrant, &o.subject()), paper).await;
        }
    };
    send(&ctx, (act, &file.subject()), paper).await
}

/// `GET /proposals/{id}/amendments/{number}`.
pub async fn amendment(ctx: Ctx, Path((id, number)): Path<(String, String)>) -> Answer {
    let id: ApplicationId = id.parse().map_err(|_| Fail::not_found())?;
    let number: u32 = number.parse().map_err(|_| Fail::not_found())?;
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    let of = grant::amendment::signed(&o).find(|one| one.number == number);
    let paper = grant::amendment::paper(&ctx, &o, of.ok_or_else(Fail::not_found)?)?;
    send(&ctx, (Act::SeeGrant, &o.subject()), paper).await
}

fn about<'a>(ctx: &'a Ctx, file: &'a Opened) -> About<'a> {
    About {
        office: ctx.state.documents.office(),
        programme: &file.programme.title,
        call: &file.call.call.title,
        reference: &file.stored.proposal.reference,
        zone: file.programme.zone,
    }
}

async fn handed_in(ctx: &Ctx, file: &Opened, kind: DocumentKind) -> Result<Paper, Fail> {
    let snapshot = read::receipt(&ctx.state.desk.database, file.id()).await?;
    let snapshot = snapshot.ok_or_else(Fail::not_found)?;
    let handed_in = HandedIn::read(&snapshot.text).map_err(Fail::broken)?;
    let (_, round) = file.kind()?;
    let submission = Submission {
        about: about(ctx, file),
        file: file.id().0,
        snapshot: &snapshot,
        handed_in: &handed_in,
        form: &round.form,
        noun: "proposal",
    };
    let is_annex = kind == DocumentKind::Annex;
    Ok(if is_annex { submission.annex() } else { submission.receipt() })
}

async fn result(ctx: &Ctx, file: &Opened, kind: DocumentKind) -> Result<Paper, Fail> {
    let letters = read::letters(&ctx.state.desk.database, file.id()).await?;
    let newest = letters.into_iter().next().ok_or_else(Fail::not_found)?;
    let closed = file.is_inside(ctx) && newest.opened_at.is_none();
    if closed || letter::kind(newest.outcome) != kind {
        return Err(Fail::not_found());
    }
    Ok(letter::paper(&about(ctx, file), &newest))
}

fn link(offers: &Offers, file: &Opened, which: Which, label: &str) -> Option<Download> {
    let code = which.kind.code().to_owned();
    offers.link(which, label, Link::ProposalDocument(file.id(), code))
}

/// The receipt and the annex, for the page of the receipt.
pub(super) async fn receipt_links(
    ctx: &Ctx,
    file: &Opened,
    number: i64,
) -> Result<Vec<Download>, Fail> {
    let offers = Offers::of(ctx, file.id().0).await?;
    let which = |kind| Which { kind, subject: file.id().0, version: number };
    let all = [
        link(&offers, file, which(DocumentKind::Receipt), "Receipt"),
        link(&offers, file, which(DocumentKind::Annex), "What was handed in"),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// The letter, for its page.
pub(super) async fn letter_links(
    ctx: &Ctx,
    file: &Opened,
    letter: &read::Letter,
) -> Result<Vec<Download>, Fail> {
    let offers = Offers::of(ctx, file.id().0).await?;
    Ok(link(&offers, file, letter::which(letter), "The letter").into_iter().collect())
}
