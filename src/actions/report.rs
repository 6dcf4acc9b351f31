//! After the stay: evidence, the visitor's report, the host's feedback, validation. The one rule:
//! a report goes in only with the evidence the programme asks for, and validating it makes the
//! lump sum due.

use super::{ActionError, Desk, assess, instalment};
use crate::{
    domain::{
        access::{Act, Actor, permit},
        application::{Stage, StageAct, StageKind, Version, step},
        condition::Answer,
        event::{Event, Happened},
        form::{Strictness, check},
        ids::{ApplicationId, AttachmentId, PersonId},
        ledger::movement,
        money::Money,
        paper::hex,
        payment::due_on,
        programme::Programme,
        refusal::Refusal,
    },
    store::{
        Tx,
        answers::{self, FormKind},
        application, call, evidence, instalment as instalments, ledger,
    },
};
use sha2::{Digest, Sha256};

/// An uploaded file.
#[derive(Debug)]
pub struct Upload {
    /// Which evidence it is.
    pub kind: String,
    /// The name it came with.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Adds evidence: known kind, size and type by its bytes, not too many.
pub async fn add_evidence(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    upload: Upload,
) -> Result<AttachmentId, ActionError> {
    let tx = desk.begin().await?;
    let stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteReport, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stage = stored.application.stage.kind();
    if stage != StageKind::Agreed {
        return Err(Refusal::WrongStage { stage }.into());
    }
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    if !programme.evidence.iter().any(|rule| rule.key == upload.kind) {
        return Err(ActionError::Unseen);
    }
    let there = evidence::list(tx.conn(), id).await?.len();
    let tx = tx.permit(permit);
    let (file, bytes) = checked(desk, tx.id(), (id, by), upload, there)?;
    evidence::add(&tx, &file, bytes).await?;
    let kind = file.kind.clone();
    let event = Event::EvidenceAdded { file: stored.file(), attachment: file.id, kind };
    tx.commit(Happened::one(event)).await?;
    Ok(file.id)
}

/// The row of an uploaded file with its bytes: size and type by its bytes, not too many.
pub(super) fn checked(
    desk: &Desk,
    id: AttachmentId,
    whose: (ApplicationId, PersonId),
    upload: Upload,
    there: usize,
) -> Result<(evidence::Attachment, Vec<u8>), Refusal> {
    checked_as(&desk.settings.limits.upload_kinds, desk, id, whose, (upload, there))
}

/// The same, of these kinds alone.
pub(super) fn checked_as(
    kinds: &[String],
    desk: &Desk,
    id: AttachmentId,
    (application_id, added_by): (ApplicationId, PersonId),
    (upload, there): (Upload, usize),
) -> Result<(evidence::Attachment, Vec<u8>), Refusal> {
    let limits = &desk.settings.limits;
    let length = upload.bytes.len() as u64;
    if length > u64::from(limits.upload_max_bytes) {
        return Err(Refusal::FileTooLarge { max_bytes: limits.upload_max_bytes.into() });
    }
    let kind = infer::get(&upload.bytes).map(|kind| (kind.extension(), kind.mime_type()));
    let Some((_, media_type)) =
        kind.filter(|(_, mime)| kinds.iter().any(|k| mime.ends_with(k.as_str())))
    else {
        return Err(Refusal::FileKind { allowed: kinds.to_vec() });
    };
    if there >= limits.uploads_per_application as usize {
        return Err(Refusal::TooManyFiles { max: limits.uploads_per_application });
    }
    let file = evidence::Attachment {
        id,
        application_id,
        kind: upload.kind,
        name: safe_name(&upload.name),
        media_type: media_type.to_owned(),
        length: i64::try_from(length).unwrap_or(i64::MAX),
        digest: hex(&Sha256::digest(&upload.bytes)),
        added_by,
        added_at: desk.now(),
    };
    Ok((file, upload.bytes))
}

/// The last part of a name without what a header or a path could trip over.
pub(super) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .map(|c| if c.is_control() || "\"<>|:*?%;".contains(c) { '_' } else { c })
        .take(120)
        .collect();
    let plain = plain.trim().trim_start_matches('.').to_owned();
    if plain.is_empty() { "evidence".to_owned() } else { plain }
}

/// Removes evidence, while the report is being written.
pub async fn remove_evidence(
    desk: &Desk,
    actor: &Actor,
    id: AttachmentId,
) -> Result<ApplicationId, ActionError> {
    let tx = desk.begin().await?;
    let file = evidence::load(tx.conn(), id).await?;
    let stored = application::lock(&tx, file.application_id).await?;
    let permit = permit(actor, Act::WriteReport, &stored.subject())?;
    let stage = stored.application.stage.kind();
    if stage != StageKind::Agreed {
        return Err(Refusal::WrongStage { stage }.into());
    }
    let tx = tx.permit(permit);
    evidence::remove(&tx, &file).await?;
    let event = Event::EvidenceRemoved { file: stored.file(), attachment: id };
    tx.commit(Happened::one(event)).await?;
    Ok(file.application_id)
}

/// Labels of the evidence that is asked for and not there.
pub fn missing_evidence(
    programme: &Programme,
    assessed: &assess::Assessment,
    there: &[evidence::Attachment],
) -> Vec<String> {
    programme
        .evidence
        .iter()
        .filter(|rule| rule.needed.as_ref().is_none_or(|c| c.answer(&assessed.facts) != Answer::No))
        .filter(|rule| !there.iter().any(|file| file.kind == rule.key))
        .map(|rule| rule.label.clone())
        .collect()
}

/// Hands the closing report in.
pub async fn submit(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteReport, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    let typed = answers::as_map(&answers::load(tx.conn(), id, FormKind::Application).await?);
    let assessed =
        assess::assess(tx.conn(), desk, &stored, &stored_call, &programme, &typed).await?;
    let report = answers::as_map(&answers::load(tx.conn(), id, FormKind::Report).await?);
    let there = evidence::list(tx.conn(), id).await?;
    let today = desk.now().day_in(programme.zone);
    let ends_on = stored.application.stay.map_or(today, |stay| stay.to);
    let missing_evidence = missing_evidence(&programme, &assessed, &there);
    let act = StageAct::Report { today, ends_on, missing_evidence };
    let stage = step(desk.now(), by, &stored.application.stage, &act)?;
    let faults = check(&programme.report, &report, &assessed.facts, Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    stored.application.stage = stage;
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(Event::ReportSubmitted { file: stored.file() })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Hands the host's feedback in: the stay is over and all of its fields are there. It closes a file
/// that waits for it.
pub async fn submit_host(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::WriteHostReport, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let act = StageAct::HostReport;
    let stage = step(desk.now(), by, &stored.application.stage, &act)?;
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    // The visitor's report may go in on the last day; so may the host's word on the same stay.
    let today = desk.now().day_in(programme.zone);
    if let Some(stay) = stored.application.stay.filter(|stay| today < stay.to) {
        return Err(Refusal::StayNotOver { ends_on: stay.to }.into());
    }
    let typed = answers::as_map(&answers::load(tx.conn(), id, FormKind::Application).await?);
    let assessed =
        assess::assess(tx.conn(), desk, &stored, &stored_call, &programme, &typed).await?;
    let given = answers::as_map(&answers::load(tx.conn(), id, FormKind::HostReport).await?);
    let faults = check(&programme.host_report, &given, &assessed.facts, Strictness::Strict);
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    stored.application.stage = stage;
    stored.host_report_at = Some(desk.now());
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(Event::HostReportSubmitted { file: stored.file() })).await?;
    Ok(())
}

/// Sends a report back for what is missing.
pub async fn send_back(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    reason: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::ValidateReport, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let reason = reason.trim().to_owned();
    let act = StageAct::SendBack { reason: reason.clone() };
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act)?;
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(Event::ReportSentBack { file: stored.file(), reason })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Validates a report: the exchange is counted as done and the lump sum is due.
pub async fn validate(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let mut stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::ValidateReport, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    let today = desk.now().day_in(programme.zone);
    let complete = match &stored.application.stage {
        Stage::Reported { at, .. } => at.day_in(programme.zone),
        Stage::Draft
        | Stage::Submitted { .. }
        | Stage::Ineligible { .. }
        | Stage::Awarded(_)
        | Stage::Agreed { .. }
        | Stage::Validated { .. }
        | Stage::Feedback { .. }
        | Stage::Closed { .. }
        | Stage::Refused { .. }
        | Stage::Withdrawn { .. } => today,
    };
    let ends_on = stored.application.stay.map_or(today, |stay| stay.to);
    let due_on = due_on(ends_on, complete, programme.pay_within_days);
    let feedback_in = !programme.host_report_required || stored.host_report_at.is_some();
    let act = StageAct::Validate { due_on, today, feedback_in };
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act)?;
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    let reserved = ledger::reserved(tx.conn(), id).await?;
    let movements = movement::count(&reserved, || tx.id());
    let reference = stored.application.reference.clone();
    ledger::make(&tx, stored.application.call, &movements, Some(id), &reference).await?;
    let amount = stored.application.stage.award().map_or(Money::ZERO, |award| award.amount);
    for planned in instalments::of_file(tx.conn(), id).await? {
        instalment::make_due(desk, &tx, planned, amount, due_on, &reference).await?;
    }
    let event = Event::ReportValidated { file: stored.file(), amount, due_on };
    tx.commit(Happened::one(event)).await?;
    desk.bell.notify_one();
    Ok(())
}
