//! A funded project as its consortium works on it: what is asked before the agreement, reports,
//! documents. The one rule: forms are saved however incomplete; handing in checks them.

use super::{
    ActionError, Desk,
    application::Typed,
    grant_file::{self, GrantFile, Settled},
    report::{Upload, checked},
    weigh,
};
use crate::{
    domain::{
        access::{Act, Actor},
        agreement::AgreementStage,
        delivery::{ReportAct, ReportStage, step},
        event::{Event, Happened},
        form::{Form, Strictness, check, normalise},
        grant::GrantEvent,
        ids::{ApplicationId, AttachmentId, DeliveryId, PersonId},
        money::Money,
        refusal::{MoneyRefusal, Refusal},
        scored::ScoredProgramme,
    },
    store::{
        Tx, WriteTx,
        answers::{self, DeliveryForm, FormCode, ProposalForm, Saved},
        delivery::{self, Report},
        evidence,
    },
};
use chrono::NaiveDate;

/// The kind of a document that shows what was done.
pub const DELIVERABLE: &str = "deliverable";
/// The kind of the organisations' agreement among themselves.
pub const CONSORTIUM: &str = "consortium_agreement";
/// The kind of a provider's invoice.
pub const INVOICE: &str = "invoice";

/// A form of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantForm {
    /// What is asked before the agreement.
    Contract,
    /// A report.
    Report(DeliveryId),
}

impl GrantForm {
    /// As the column names it.
    pub fn code(self) -> FormCode {
        match self {
            Self::Contract => ProposalForm::Contract.into(),
            Self::Report(id) => DeliveryForm(id).into(),
        }
    }
}

/// The form of a report: the final one, or that of the reports before it.
pub fn form_of<'p>(programme: &'p ScoredProgramme, report: &Report) -> &'p Form {
    if report.is_final() { &programme.report } else { &programme.interim }
}

impl GrantFile {
    /// A report of this proposal.
    fn report(&self, id: DeliveryId) -> Result<Report, ActionError> {
        self.reports.iter().find(|one| one.id == id).cloned().ok_or(ActionError::Unseen)
    }
    /// Still to be paid and reported on: nothing is added to a grant that is over.
    fn runs(&self) -> Result<(), Refusal> {
        let over = self.agreements.first().filter(|newest| match newest.stage {
            AgreementStage::Ended | AgreementStage::Closed => true,
            AgreementStage::Draft
            | AgreementStage::Issued
            | AgreementStage::InForce
            | AgreementStage::Superseded => false,
        });
        over.map_or(Ok(()), |over| Err(MoneyRefusal::AgreementStage { stage: over.stage }.into()))
    }
}

/// Saves answers of a form of the grant, each for itself; a field the form does not know is left
/// out. What is asked before the agreement closes when the agreement goes out.
pub async fn save_answers(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    form: GrantForm,
    typed: &[Typed],
) -> Result<Vec<(String, Saved)>, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.awarded()?;
    let declared = match form {
        GrantForm::Contract => {
            let out = file.agreements.iter().find(|one| match one.stage {
                AgreementStage::Draft | AgreementStage::Superseded => false,
                AgreementStage::Issued
                | AgreementStage::InForce
                | AgreementStage::Ended
                | AgreementStage::Closed => true,
            });
            if let Some(out) = out {
                return Err(Refusal::from(MoneyRefusal::AgreementStage { stage: out.stage }).into());
            }
            file.programme.contract.clone()
        }
        GrantForm::Report(report) => {
            let report = file.report(report)?;
            if !report.stage.is_writable() {
                let stage = report.stage;
                return Err(Refusal::from(MoneyRefusal::ReportStage { stage }).into());
            }
            form_of(&file.programme, &report).clone()
        }
    };
    let proposal = file.stored.reference();
    let tx = file.tx.permit(permit);
    let mut out = Vec::with_capacity(typed.len());
    for one in typed {
        let Some(field) = declared.field(&one.field) else { continue };
        let value = normalise(field, &one.value);
        let saved = answers::save(&tx, id, form.code(), &one.field, &value, one.seen, by).await?;
        out.push((one.field.clone(), saved));
    }
    let fields = out.iter().map(|(field, _)| field.clone()).collect();
    let what = GrantEvent::AnswersSaved { fields };
    tx.commit(Happened::one(Event::Grant { proposal, what })).await?;
    Ok(out)
}

/// Hands a report in.
pub async fn submit(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    report: DeliveryId,
    seen: i64,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    let mut report = file.report(report)?;
    file.in_force()?;
    report.stage = step(report.stage, ReportAct::Submit)?;
    let weighed =
        weigh::weigh(file.tx.conn(), desk, &file.stored, &file.call, &file.programme).await?;
    let given = answers::load(file.tx.conn(), id, DeliveryForm(report.id)).await?;
    let form = form_of(&file.programme, &report);
    let faults = check(form, &answers::as_map(&given), &weighed.facts, Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    if report.version != seen {
        return Err(Refusal::Stale.into());
    }
    report.submitted_at = Some(desk.now());
    let event = file.event(GrantEvent::ReportSubmitted { delivery: report.id });
    let tx = file.tx.permit(permit);
    delivery::save(&tx, &report).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Sends a report back for what is missing.
pub async fn send_back(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    (report, seen): (DeliveryId, i64),
    reason: &str,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let mut report = file.report(report)?;
    report.stage = step(report.stage, ReportAct::SendBack)?;
    let reason = named(reason)?;
    if report.version != seen {
        return Err(Refusal::Stale.into());
    }
    report.reason.clone_from(&reason);
    report.decided_at = Some(desk.now());
    let event = file.event(GrantEvent::ReportSentBack { delivery: report.id, reason });
    let tx = file.tx.permit(permit);
    delivery::save(&tx, &report).await?;
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}

fn named(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(reason.to_owned()) }
}

/// Accepts a report: what waited for it is due.
pub async fn accept(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    (report, seen): (DeliveryId, i64),
) -> Result<Money, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let mut report = file.report(report)?;
    report.stage = step(report.stage, ReportAct::Accept)?;
    if report.version != seen {
        return Err(Refusal::Stale.into());
    }
    report.decided_at = Some(desk.now());
    let (delivery, due_on) = (report.id, file.pay_by(desk));
    let (proposal, reference) = (file.stored.reference(), file.reference().to_owned());
    let organisations = file.partners.len();
    let tx = file.tx.permit(permit);
    delivery::save(&tx, &report).await?;
    let settled = Settled { id, organisations, pay_by: due_on, reference: &reference };
    let amount = grant_file::settle_due(desk, &tx, &settled).await?;
    let what = GrantEvent::ReportAccepted { delivery, amount, due_on };
    tx.commit(Happened::one(Event::Grant { proposal, what })).await?;
    desk.bell.notify_one();
    Ok(amount)
}

/// Gives a report more time, with a reason.
pub async fn extend(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    (report, seen): (DeliveryId, i64),
    due_on: NaiveDate,
    reason: &str,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::ManageGrant)?;
    let mut report = file.report(report)?;
    report.stage = step(report.stage, ReportAct::Extend)?;
    if due_on <= report.due_on {
        return Err(Refusal::from(MoneyRefusal::DayNotLater { than: report.due_on }).into());
    }
    let reason = named(reason)?;
    if report.version != seen {
        return Err(Refusal::Stale.into());
    }
    report.due_on = due_on;
    report.extended_why.clone_from(&reason);
    let event = file.event(GrantEvent::ReportExtended { delivery: report.id, due_on, reason });
    let tx = file.tx.permit(permit);
    delivery::save(&tx, &report).await?;
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

pub(super) async fn keep(
    desk: &Desk,
    tx: &WriteTx,
    (file, by): (ApplicationId, PersonId),
    upload: Upload,
) -> Result<evidence::Attachment, ActionError> {
    let there = evidence::list(tx.conn(), file).await?.len();
    let (row, bytes) = checked(desk, tx.id(), (file, by), upload, there)?;
    evidence::add(tx, &row, bytes).await?;
    Ok(row)
}

/// Adds a document that shows what was done.
pub async fn attach(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    upload: Upload,
) -> Result<AttachmentId, ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.awarded()?;
    file.runs()?;
    let proposal = file.stored.reference();
    let tx = file.tx.permit(permit);
    let upload = Upload { kind: DELIVERABLE.to_owned(), ..upload };
    let row = keep(desk, &tx, (id, by), upload).await?;
    let what = GrantEvent::FileAdded { attachment: row.id, kind: row.kind };
    tx.commit(Happened::one(Event::Grant { proposal, what })).await?;
    Ok(row.id)
}

/// Brings the organisations' agreement among themselves: what waited for it is due.
pub async fn bring_consortium(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    signed_on: NaiveDate,
    upload: Upload,
) -> Result<(), ActionError> {
    let file = grant_file::lock(desk, actor, id).await?;
    let permit = file.permit(actor, Act::WriteGrant)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    file.awarded()?;
    file.runs()?;
    if signed_on > file.today(desk) {
        return Err(Refusal::BankDayAhead { on: signed_on }.into());
    }
    if delivery::consortium(file.tx.conn(), id).await?.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let in_force = file.at(AgreementStage::InForce).is_some();
    let (proposal, reference) = (file.stored.reference(), file.reference().to_owned());
    let (organisations, pay_by) = (file.partners.len(), file.pay_by(desk));
    let tx = file.tx.permit(permit);
    let upload = Upload { kind: CONSORTIUM.to_owned(), ..upload };
    let row = keep(desk, &tx, (id, by), upload).await?;
    delivery::record_consortium(&tx, id, signed_on, row.id, by).await?;
    let event = |what| Event::Grant { proposal, what };
    let mut happened = Happened::one(event(GrantEvent::ConsortiumRecorded { on: signed_on }));
    let settled = Settled { id, organisations, pay_by, reference: &reference };
    if in_force {
        let amount = grant_file::settle_due(desk, &tx, &settled).await?;
        if amount > Money::ZERO {
            let what = GrantEvent::InstalmentsDue { amount, due_on: pay_by };
            happened = happened.and(event(what));
        }
    }
    tx.commit(happened).await?;
    desk.bell.notify_one();
    Ok(())
}

/// The reports that are still open, by their labels.
pub(super) fn open_reports(reports: &[Report]) -> Vec<String> {
    let open = reports.iter().filter(|one| match one.stage {
        ReportStage::Open | ReportStage::Submitted | ReportStage::SentBack => true,
        ReportStage::Accepted | ReportStage::Dropped => false,
    });
    open.map(|one| one.label.to_lowercase()).collect()
}
