//! Final marks without a draft: worked out by the programme's rule, or changed by the panel. The
//! one rule: both are recorded whole like a consensus, the panel's with its reason.

use super::{
    Line, Opened, Recorded, Said, as_moderator, consensus, empty, faulty, lines, record, refused,
    reports,
};
use crate::{
    actions::{ActionError, Desk, evaluation},
    domain::{
        access::Actor,
        evaluation::{
            rules::{Combine, Mark},
            score::{self, ExactMark, FinalMarks, Marks},
        },
        ids::ApplicationId,
        panel::PanelEvent,
        refusal::{Refusal, ScoredRefusal},
    },
    store::{Tx, WriteTx, report},
};
use std::collections::BTreeMap;

/// Works the final marks out as the programme says (mean or median), exactly; for programmes
/// without a written consensus. The texts are the evaluators' own, one after the other.
pub async fn by_rule(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (opened, pairs) = as_moderator(desk, &tx, actor, id).await?;
    let how = match opened.rules.combine {
        Combine::Consensus => return refused(ScoredRefusal::ConsensusNotOpen),
        Combine::Mean => "mean",
        Combine::Median => "median",
    };
    if opened.found(&tx).await?.is_some() {
        return refused(ScoredRefusal::ConsensusFinal);
    }
    opened.all_in(&pairs)?;
    let p = &opened.stored.proposal;
    let all = report::of_proposal(tx.conn(), id, p.round).await?;
    let typed = report::lines_of_proposal(tx.conn(), id, p.round).await?;
    let mut given: Vec<Marks> = Vec::new();
    let mut comments: BTreeMap<String, String> = BTreeMap::new();
    for one in all.iter().filter(|one| one.is_delivered()) {
        let mine = typed.iter().filter(|line| line.report_id == one.id);
        given.push(evaluation::marks(mine.clone()));
        for line in mine.filter(|line| !line.comment.is_empty()) {
            let text = comments.entry(line.criterion.clone()).or_default();
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&line.comment);
        }
    }
    let marks = score::combine(&given, None, &opened.rules).map_err(|faults| faulty(&faults))?;
    let tx = tx.permit(opened.permit.clone());
    consensus::open(&tx, id, p.round, p.call, None).await?;
    put(&tx, &opened, &marks, &comments).await?;
    let recorded = Recorded {
        reference: p.reference.clone(),
        round: p.round,
        how: how.to_owned(),
        marks,
        comments,
        positions: Vec::new(),
        reports: reports(&tx, &opened).await?,
        reason: String::new(),
    };
    let digest = record(&tx, &opened, "consensus", &recorded).await?;
    let what = PanelEvent::ConsensusReached { proposal: id, unanimous: true, digest };
    tx.commit(opened.told(what)).await?;
    Ok(())
}

/// A mark that is no whole tenth is in the final marks alone.
fn tenths(mark: ExactMark) -> Option<i64> {
    (mark.over() == 1).then(|| mark.tenths())
}

async fn put(
    tx: &WriteTx,
    opened: &Opened,
    marks: &FinalMarks,
    comments: &BTreeMap<String, String>,
) -> Result<(), ActionError> {
    let p = &opened.stored.proposal;
    let mut there = lines(tx, opened).await?;
    for (criterion, mark) in marks.all() {
        let line = there.entry(criterion.clone()).or_insert_with(|| empty(criterion, tx));
        let line = Line {
            tenths: tenths(*mark),
            comment: comments.get(criterion).cloned().unwrap_or_default(),
            version: line.version + 1,
            comment_version: line.comment_version + 1,
            ..line.clone()
        };
        consensus::put_line(tx, p.id, p.round, &line).await?;
    }
    consensus::touch(tx, p.id, p.round).await?;
    Ok(())
}

/// What the panel writes for one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLine {
    /// Code of the criterion.
    pub criterion: String,
    /// The mark as typed.
    pub mark: String,
    /// The text applicants read; empty keeps the one there is.
    pub comment: String,
}

/// The marks as typed, all of them, and the texts: new where one was written, else the old.
fn read(
    opened: &Opened,
    there: &BTreeMap<String, Line>,
    typed: &[PanelLine],
) -> Result<(Marks, BTreeMap<String, String>), ActionError> {
    let (mut marks, mut comments, mut criteria) = (Marks::new(), BTreeMap::new(), Vec::new());
    for criterion in &opened.rules.criteria {
        let key = &criterion.key;
        let given = typed.iter().find(|line| line.criterion == *key);
        let old = there.get(key).map_or("", |line| line.comment.as_str());
        let new = given.map_or("", |line| line.comment.as_str());
        let text = if new.trim().is_empty() { old } else { new };
        comments.insert(key.clone(), evaluation::comment(key, text)?);
        let mark = given.map_or("", |line| line.mark.as_str());
        match evaluation::mark(&opened.rules, key, mark)?.map(i32::try_from) {
            Some(Ok(tenths)) => {
                marks.insert(key.clone(), Mark::from_tenths(tenths));
            }
            Some(Err(_)) | None => criteria.push(criterion.label.clone()),
        }
    }
    if criteria.is_empty() {
        Ok((marks, comments))
    } else {
        refused(ScoredRefusal::ReportIncomplete { criteria })
    }
}

/// The panel changes final marks for consistency, with a reason: a new version, never overwritten;
/// not once the results are out.
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
    typed: &[PanelLine],
    reason: &str,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (opened, _) = as_moderator(desk, &tx, actor, id).await?;
    let p = &opened.stored.proposal;
    let Some(found) = opened.found(&tx).await?.filter(consensus::Consensus::is_final) else {
        return refused(ScoredRefusal::ConsensusNotOpen);
    };
    if consensus::is_contested(tx.conn(), id).await? {
        return refused(ScoredRefusal::RedressOpen);
    }
    if consensus::is_released(tx.conn(), p.call, p.round).await? {
        return refused(ScoredRefusal::ReleasedAlready);
    }
    if found.version != seen {
        return Err(Refusal::Stale.into());
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let (marks, comments) = read(&opened, &lines(&tx, &opened).await?, typed)?;
    let marks = score::consensus(&marks, &opened.rules).map_err(|faults| faulty(&faults))?;
    let said = consensus::positions(tx.conn(), id, p.round).await?;
    let positions = said
        .into_iter()
        .map(|one| Said { person: one.person_id, agrees: one.agrees, dissent: one.dissent })
        .collect();
    let tx = tx.permit(opened.permit.clone());
    put(&tx, &opened, &marks, &comments).await?;
    let recorded = Recorded {
        reference: p.reference.clone(),
        round: p.round,
        how: "panel".to_owned(),
        marks,
        comments,
        positions,
        reports: reports(&tx, &opened).await?,
        reason: reason.clone(),
    };
    let digest = record(&tx, &opened, "panel", &recorded).await?;
    tx.commit(opened.told(PanelEvent::PanelChanged { proposal: id, reason, digest })).await?;
    Ok(())
}
