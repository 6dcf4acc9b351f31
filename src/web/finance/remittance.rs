//! What a payment is made of, as PDF. The one rule: for people of the payee, and for the office
//! where it reads payments; to others the payment isn't there, nor is it before the bank paid.

use crate::{
    documents::{About, remittance},
    domain::{
        access::{Act, Subject},
        ids::PaymentId,
        payment::{PaymentStage, PaymentStageKind},
        scheme::Scheme,
    },
    http::{
        Answer, Ctx, Fail, Id,
        pdf::{Offers, send},
    },
    queries::{batches, calls, payments},
    render::{Link, parts::Download},
};

/// `GET /payments/{id}/remittance`.
pub async fn get(ctx: Ctx, Id(id): Id<PaymentId>) -> Answer {
    ctx.person()?;
    let conn = ctx.state.desk.database.reads();
    let payment = payments::one(conn, id).await?;
    let subject = Subject::Organisation(payment.payee);
    ctx.need(Act::SeeOrganisation, &subject)?;
    let PaymentStage::Settled { on, .. } = &payment.stage else { return Err(Fail::not_found()) };
    let call = calls::find(conn, payment.call).await?;
    let scheme = ctx.state.desk.scheme(&call)?;
    let (title, zone) = match &scheme {
        Scheme::Exchange(programme) => (&programme.title, programme.zone),
        Scheme::Scored(programme) => (&programme.title, programme.zone),
    };
    let reference = payments::reference(conn, &payment).await?;
    let names = batches::organisations(conn, [payment.payee]).await?;
    let payee = names.get(&payment.payee).cloned().unwrap_or_default();
    let label = payments::label(conn, &payment).await?;
    let about = About {
        office: ctx.state.documents.office(),
        programme: title,
        call: &call.call.title,
        reference: &reference,
        zone,
    };
    let paper = remittance::paper(&about, &payment, &label, &payee, *on);
    send(&ctx, (Act::SeeOrganisation, &subject), paper).await
}

/// The link to it, once the bank paid.
pub async fn links(ctx: &Ctx, payment: &payments::Payment) -> Result<Vec<Download>, Fail> {
    if payment.stage.kind() != PaymentStageKind::Settled {
        return Ok(Vec::new());
    }
    let offers = Offers::of(ctx, payment.id.0).await?;
    let which = remittance::which(payment);
    let link = offers.link(which, "What was paid", Link::Remittance(payment.id));
    Ok(link.into_iter().collect())
}
