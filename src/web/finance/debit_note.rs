//! What has to be paid back, as PDF. The one rule: for whoever may see the claim, and only once it
//! is a debt.

use super::owed::seen;
use crate::{
    documents::{
        About,
        debit_note::{self, PayTo},
    },
    domain::{
        access::{Act, Subject},
        ids::RecoveryId,
        scheme::Scheme,
    },
    http::{
        Answer, Ctx, Fail, Id,
        pdf::{Offers, send},
    },
    queries::{batches, calls, payments, recovery::Recovery},
    render::{Link, parts::Download},
};

/// `GET /recoveries/{id}/note`.
pub async fn get(ctx: Ctx, Id(id): Id<RecoveryId>) -> Answer {
    let (claim, _) = seen(&ctx, id).await?;
    let Some(people) = claim.stage.people() else { return Err(Fail::not_found()) };
    let conn = ctx.state.desk.database.reads();
    let payment = payments::one(conn, claim.payment).await?;
    let call = calls::find(conn, claim.call).await?;
    let scheme = ctx.state.desk.scheme(&call)?;
    let (title, zone) = match &scheme {
        Scheme::Exchange(programme) => (&programme.title, programme.zone),
        Scheme::Scored(programme) => (&programme.title, programme.zone),
    };
    let reference = payments::reference(conn, &payment).await?;
    let names = batches::organisations(conn, [claim.debtor]).await?;
    let debtor = names.get(&claim.debtor).cloned().unwrap_or_default();
    let about = About {
        office: ctx.state.documents.office(),
        programme: title,
        call: &call.call.title,
        reference: &reference,
        zone,
    };
    let payer = &ctx.state.desk.settings.payer;
    let pay_to = PayTo { name: &payer.name, iban: &payer.iban };
    let on = people.approved_at.day_in(zone);
    let paper = debit_note::paper(&about, &claim, &debtor, &payment.bank_reference, pay_to, on);
    send(&ctx, (Act::SeeRecovery, &Subject::Organisation(claim.debtor)), paper).await
}

/// The link to it, once the claim is a debt.
pub async fn links(ctx: &Ctx, claim: &Recovery) -> Result<Vec<Download>, Fail> {
    if !claim.stage.kind().is_told() {
        return Ok(Vec::new());
    }
    let offers = Offers::of(ctx, claim.id.0).await?;
    let which = debit_note::which(claim);
    Ok(offers.link(which, "Debit note", Link::DebitNote(claim.id)).into_iter().collect())
}
