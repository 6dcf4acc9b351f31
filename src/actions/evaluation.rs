//! An evaluator's own report: marks and comments saved as typed, delivered, revised. The one rule:
//! what was delivered is locked; a later change is a new version with its reason, and only until
//! the consensus opens.

use super::{ActionError, Desk, application::Typed, assignment::demand};
use crate::{
    domain::{
        access::{Act, Actor, Permit, permit},
        evaluation::{
            rules::{EvaluationRules, Mark},
            score::Marks,
        },
        event::{Event, Happened},
        ids::{ApplicationId, PersonId},
        moment::Moment,
        panel::PanelEvent,
        paper::digest,
        proposal::ProposalStageKind,
        refusal::{Refusal, ScoredRefusal},
        scored::ScoredProgramme,
    },
    store::{
        Tx, WriteTx, call, consensus, proposal,
        report::{self, Line, Report},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The field of a report that says which AI tools were used.
pub const AI_USE: &str = "ai_use";
/// What it is called.
pub const AI_USE_LABEL: &str = "Use of AI tools";
mod fields; // one field as typed, and what becomes of it

pub use fields::{COMMENT_MAX, Kept, mark_text};
pub(super) use fields::{Part, comment, compare, mark};

/// The rules for a proposal: the round's, with as many evaluators as its type needs.
pub fn rules_for(
    programme: &ScoredProgramme,
    stored: &proposal::Stored,
) -> Result<EvaluationRules, ActionError> {
    let p = &stored.proposal;
    let round = programme
        .round(p.round)
        .ok_or_else(|| ActionError::broken(anyhow::anyhow!("a round the programme lacks")))?;
    let evaluators = demand(programme, p.round, &p.type_key);
    Ok(EvaluationRules { evaluators, ..round.evaluation.clone() })
}

/// A proposal in evaluation with a permit.
pub(super) struct Opened {
    /// The proposal, locked.
    pub stored: proposal::Stored,
    /// How it is judged.
    pub rules: EvaluationRules,
    /// For the act asked for.
    pub permit: Permit,
    /// Who acts.
    pub by: PersonId,
}

/// Locks a proposal for `act`; refused when it is not in evaluation.
pub(super) async fn open(
    desk: &Desk,
    tx: &impl Tx,
    actor: &Actor,
    id: ApplicationId,
    act: Act,
) -> Result<Opened, ActionError> {
    let stored = proposal::lock(tx, id).await?;
    let tie = proposal::tie(tx.conn(), actor, &stored).await?;
    let permit = permit(actor, act, &stored.subject(tie))?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let stage = stored.proposal.stage.kind();
    if stage != ProposalStageKind::Admitted && !is_anew(tx, &stored).await? {
        return Err(Refusal::from(ScoredRefusal::WrongProposalStage { stage }).into());
    }
    let programme = desk.scored(&call::load(tx.conn(), stored.proposal.call).await?)?;
    let rules = rules_for(&programme, &stored)?;
    Ok(Opened { stored, rules, permit, by })
}

/// An upheld review has opened the consensus once more, after the release.
async fn is_anew(tx: &impl Tx, stored: &proposal::Stored) -> Result<bool, ActionError> {
    let p = &stored.proposal;
    let found = consensus::find(tx.conn(), p.id, p.round).await?;
    Ok(found.is_some_and(|found| !found.is_final()))
}

impl Opened {
    fn event(&self, what: PanelEvent) -> Happened {
        Happened::one(Event::Panel { call: self.stored.proposal.call, what })
    }
}

/// Saves fields of one's own report, each for itself: `mark.<criterion>`, `comment.<criterion>`,
/// `ai_use`. A field nobody knows is left out.
pub async fn save(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    typed: &[Typed],
) -> Result<Vec<(String, Kept)>, ActionError> {
    let tx = desk.begin().await?;
    let opened = open(desk, &tx, actor, id, Act::Evaluate).await?;
    let tx = tx.permit(opened.permit.clone());
    let report = own(&tx, &opened).await?;
    if report.is_delivered() {
        return Err(Refusal::from(ScoredRefusal::ReportLocked).into());
    }
    let out = write(&tx, &opened.rules, &report, typed).await?;
    let what = PanelEvent::ReportSaved { proposal: id, person: opened.by };
    tx.commit(opened.event(what)).await?;
    Ok(out)
}

/// One's own report; begun when it is not there.
async fn own(tx: &WriteTx, opened: &Opened) -> Result<Report, ActionError> {
    let p = &opened.stored.proposal;
    report::begin(tx, p.id, p.round, p.call, opened.by).await?;
    let found = report::find(tx.conn(), p.id, p.round, opened.by).await?;
    found.ok_or(ActionError::Unseen)
}

async fn write(
    tx: &WriteTx,
    rules: &EvaluationRules,
    report: &Report,
    typed: &[Typed],
) -> Result<Vec<(String, Kept)>, ActionError> {
    let mut lines: BTreeMap<String, Line> = report::lines(tx.conn(), report.id)
        .await?
        .into_iter()
        .map(|line| (line.criterion.clone(), line))
        .collect();
    let mut out = Vec::with_capacity(typed.len());
    for one in typed {
        if one.field == AI_USE {
            let text = comment(AI_USE, &one.value)?;
            let there = (report.ai_use.clone(), report.version, report.changed_at);
            let kept = compare(there, text == report.ai_use, one.seen);
            if matches!(kept, Kept::Now(_)) {
                report::put_ai_use(tx, report.id, &text).await?;
            }
            out.push((one.field.clone(), kept));
            continue;
        }
        let Some(part) = Part::parse(&one.field) else { continue };
        let key = part.criterion();
        if rules.criterion(key).is_none() {
            continue;
        }
        let line = lines.entry(key.to_owned()).or_insert_with(|| Line {
            report_id: report.id,
            criterion: key.to_owned(),
            tenths: None,
            comment: String::new(),
            version: 0,
            comment_version: 0,
            changed_at: tx.now(),
        });
        let kept = match part {
            Part::Mark(_) => {
                let tenths = mark(rules, key, &one.value)?;
                let there = (mark_text(line.tenths), line.version, line.changed_at);
                let kept = compare(there, tenths == line.tenths, one.seen);
                if let Kept::Now(version) = kept {
                    (line.tenths, line.version) = (tenths, version);
                }
                kept
            }
            Part::Comment(_) => {
                let text = comment(key, &one.value)?;
                let there = (line.comment.clone(), line.comment_version, line.changed_at);
                let kept = compare(there, text == line.comment, one.seen);
                if let Kept::Now(version) = kept {
                    (line.comment, line.comment_version) = (text, version);
                }
                kept
            }
        };
        if matches!(kept, Kept::Now(_)) {
            report::put_line(tx, line).await?;
        }
        out.push((one.field.clone(), kept));
    }
    Ok(out)
}

/// The marks of a report's lines.
pub fn marks<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Marks {
    let mark = |line: &Line| {
        let tenths = i32::try_from(line.tenths?).ok()?;
        Some((line.criterion.clone(), Mark::from_tenths(tenths)))
    };
    lines.into_iter().filter_map(mark).collect()
}

/// A report as delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The proposal's number.
    pub reference: String,
    /// The round, from nought.
    pub round: u32,
    /// The evaluator.
    pub evaluator: PersonId,
    /// Marks by criterion, in tenths.
    pub marks: Marks,
    /// Comments by criterion.
    pub comments: BTreeMap<String, String>,
    /// What was said about AI tools.
    pub ai_use: String,
    /// When.
    pub at: Moment,
}

/// The labels of what a report still lacks.
pub fn missing(rules: &EvaluationRules, lines: &[Line], ai_use: &str) -> Vec<String> {
    let mut out: Vec<String> = rules
        .criteria
        .iter()
        .filter(|criterion| {
            let line = lines.iter().find(|line| line.criterion == criterion.key);
            line.is_none_or(|line| line.tenths.is_none() || line.comment.trim().is_empty())
        })
        .map(|criterion| criterion.label.clone())
        .collect();
    if ai_use.trim().is_empty() {
        out.push(AI_USE_LABEL.to_owned());
    }
    out
}

async fn whole(
    tx: &WriteTx,
    opened: &Opened,
    report: &Report,
) -> Result<(String, String), ActionError> {
    let lines = report::lines(tx.conn(), report.id).await?;
    let criteria = missing(&opened.rules, &lines, &report.ai_use);
    if !criteria.is_empty() {
        return Err(Refusal::from(ScoredRefusal::ReportIncomplete { criteria }).into());
    }
    let text = serde_json::to_string_pretty(&Delivered {
        reference: opened.stored.proposal.reference.clone(),
        round: opened.stored.proposal.round,
        evaluator: opened.by,
        marks: marks(&lines),
        comments: lines.into_iter().map(|line| (line.criterion, line.comment)).collect(),
        ai_use: report.ai_use.clone(),
        at: tx.now(),
    })
    .map_err(ActionError::broken)?;
    let sum = digest(&text);
    Ok((text, sum))
}

/// Delivers one's own report: every criterion has its mark and its comment, and the use of AI tools
/// is said. It is locked from then on.
pub async fn deliver(desk: &Desk, actor: &Actor, id: ApplicationId) -> Result<String, ActionError> {
    let tx = desk.begin().await?;
    let opened = open(desk, &tx, actor, id, Act::Evaluate).await?;
    let tx = tx.permit(opened.permit.clone());
    let report = own(&tx, &opened).await?;
    if report.is_delivered() {
        return Err(Refusal::from(ScoredRefusal::ReportLocked).into());
    }
    let (text, sum) = whole(&tx, &opened, &report).await?;
    report::deliver(&tx, report.id).await?;
    report::keep_version(&tx, report.id, opened.by, "", &text, &sum).await?;
    let what = PanelEvent::ReportDelivered { proposal: id, person: opened.by, digest: sum.clone() };
    tx.commit(opened.event(what)).await?;
    desk.bell.notify_one();
    Ok(sum)
}

/// Changes a delivered report as a whole, with a reason; only until the consensus opens.
pub async fn revise(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    typed: &[Typed],
    reason: &str,
) -> Result<String, ActionError> {
    let tx = desk.begin().await?;
    let opened = open(desk, &tx, actor, id, Act::Evaluate).await?;
    let p = &opened.stored.proposal;
    match consensus::find(tx.conn(), id, p.round).await? {
        Some(found) if found.is_final() => {
            return Err(Refusal::from(ScoredRefusal::ConsensusFinal).into());
        }
        Some(_) => return Err(Refusal::from(ScoredRefusal::ConsensusOpen).into()),
        None => {}
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let tx = tx.permit(opened.permit.clone());
    let report = own(&tx, &opened).await?;
    if !report.is_delivered() {
        return Err(Refusal::from(ScoredRefusal::ReportsMissing { missing: 1 }).into());
    }
    let saved = write(&tx, &opened.rules, &report, typed).await?;
    if saved.iter().any(|(_, kept)| matches!(kept, Kept::Conflict { .. })) {
        return Err(Refusal::Stale.into());
    }
    let report = own(&tx, &opened).await?;
    let (text, sum) = whole(&tx, &opened, &report).await?;
    report::keep_version(&tx, report.id, opened.by, &reason, &text, &sum).await?;
    let (person, digest) = (opened.by, sum.clone());
    let what = PanelEvent::ReportRevised { proposal: id, person, digest, reason };
    tx.commit(opened.event(what)).await?;
    Ok(sum)
}
