//! Invoices of providers and the office's certificate for payment. The one rule: no more is due
//! than was invoiced, and no more than was promised.

use super::{
    ActionError, Desk,
    grant_file::{self, GrantFile},
    instalment, project,
    report::Upload,
};
use crate::{
    domain::{
        access::{Act, Actor},
        event::Happened,
        grant::GrantEvent,
        ids::{ApplicationId, OrganisationId},
        instalment::InstalmentStageKind,
        money::Money,
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
        scored::DueWhen,
    },
    store::{
        Tx,
        delivery::{self, Invoice},
        instalment as instalments,
    },
};

/// A provider's invoice as an organisation hands it in.
#[derive(Debug)]
pub struct NewInvoice {
    /// Who wrote it.
    pub provider: String,
    /// Over how much.
    pub amount: Money,
    /// The document.
    pub upload: Upload,
}

/// Hands in an invoice of a provider, for an organisation whose voucher is paid by certificate.
pub async fn send_invoice(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    new: NewInvoice,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let (own, other) = (Act::WriteGrant, Act::WriteGrantPart);
    let permit = file.permit_part(actor, organisation, own, other)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.in_force()?;
    let waiting = certified(&file, organisation).await?;
    if waiting.is_none() {
        return Err(Refusal::from(MoneyRefusal::NothingDue).into());
    }
    let provider = new.provider.trim().to_owned();
    if provider.is_empty() || provider.chars().count() > 200 {
        let (field, why) = ("provider".to_owned(), FieldRefusal::Missing);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    if new.amount <= Money::ZERO {
        let (field, why) = ("amount".to_owned(), FieldRefusal::NotAnAmount);
        return Err(Refusal::FieldRefused { field, why }.into());
    }
    let event = file.event(GrantEvent::InvoiceSent { organisation, amount: new.amount });
    let tx = file.tx.permit(permit);
    let upload = Upload { kind: project::INVOICE.to_owned(), ..new.upload };
    let row = project::keep(desk, &tx, (id, by), upload).await?;
    let invoice = Invoice {
        id: tx.id(),
        file_id: id,
        organisation_id: organisation,
        provider,
        amount_cents: new.amount,
        attachment_id: row.id,
        sent_at: desk.now(),
        certified_at: None,
    };
    delivery::add_invoice(&tx, &invoice, by).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// The instalment of an organisation that waits for a certificate.
async fn certified(
    file: &GrantFile,
    organisation: OrganisationId,
) -> Result<Option<instalments::Stored>, ActionError> {
    let code = DueWhen::Certificate.code();
    let all = instalments::of_file(file.tx.conn(), file.id()).await?;
    Ok(all.into_iter().find(|one| {
        let of = &one.instalment;
        of.payee == organisation
            && of.condition == code
            && of.stage.kind() == InstalmentStageKind::Planned
    }))
}

/// Certifies what is paid of an organisation's invoices: at most what they come to, and at most
/// what was promised. The sum is due; the rest of the promise comes free.
pub async fn certify(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    organisation: OrganisationId,
    amount: Money,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.in_force()?;
    let waiting = certified(&file, organisation).await?;
    let waiting = waiting.ok_or(Refusal::from(MoneyRefusal::NothingDue))?;
    let invoices = delivery::invoices(file.tx.conn(), id).await?;
    let open = invoices
        .iter()
        .filter(|one| one.organisation_id == organisation && one.certified_at.is_none());
    let invoiced = Money::sum(open.map(|one| one.amount_cents)).unwrap_or_default();
    if amount > invoiced {
        return Err(Refusal::from(MoneyRefusal::OverInvoices { invoiced, asked: amount }).into());
    }
    if amount <= Money::ZERO {
        let planned = waiting.instalment.planned;
        return Err(Refusal::from(MoneyRefusal::InstalmentOver { planned, asked: amount }).into());
    }
    if grant_file::waits_for_consortium(&file.tx, id, file.partners.len()).await? {
        return Err(Refusal::from(MoneyRefusal::ConsortiumMissing).into());
    }
    let (due_on, reference) = (file.pay_by(desk), file.reference().to_owned());
    let happened = Happened::one(file.event(GrantEvent::Certified { organisation, amount }))
        .and(file.event(GrantEvent::InstalmentsDue { amount, due_on }));
    let tx = file.tx.permit(permit);
    instalment::make_due(desk, &tx, waiting, amount, due_on, &reference).await?;
    delivery::certify(&tx, id, organisation, by).await?;
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}
