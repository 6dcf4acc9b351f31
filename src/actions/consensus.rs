//! The consensus: opened when all reports are in, drafted by a rapporteur, agreed to or dissented
//! from, closed by a moderator who gives no mark. The one rule: final marks are written by people;
//! only a programme that says so has them worked out, exactly and on record.

use super::{
    ActionError, Desk,
    application::Typed,
    evaluation::{self, Kept, Opened, Part},
};
use crate::{
    domain::{
        access::{Act, Actor},
        evaluation::{
            rules::{Combine, Mark},
            score::{self, Marks},
        },
        event::{Event, Happened},
        ids::{ApplicationId, PersonId},
        panel::{PanelEvent, PanelState},
        refusal::{Refusal, ScoredRefusal},
    },
    store::{
        Tx, WriteTx,
        assignment::{self, Pair},
        consensus::{self, Consensus, Line, Position},
        panel,
    },
};
use std::collections::BTreeMap;

fn refused<T>(why: ScoredRefusal) -> Result<T, ActionError> {
    Err(Refusal::from(why).into())
}

fn few(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl Opened {
    fn told(&self, what: PanelEvent) -> Happened {
        Happened::one(Event::Panel { call: self.stored.proposal.call, what })
    }
    async fn pairs(&self, tx: &impl Tx) -> Result<Vec<Pair>, ActionError> {
        let p = &self.stored.proposal;
        Ok(assignment::of_proposal(tx.conn(), p.id, p.round).await?)
    }
    async fn found(&self, tx: &impl Tx) -> Result<Option<Consensus>, ActionError> {
        let p = &self.stored.proposal;
        Ok(consensus::find(tx.conn(), p.id, p.round).await?)
    }
    /// The consensus, open.
    async fn room(&self, tx: &impl Tx) -> Result<Consensus, ActionError> {
        match self.found(tx).await? {
            None => refused(ScoredRefusal::ConsensusNotOpen),
            Some(found) if found.is_final() => refused(ScoredRefusal::ConsensusFinal),
            Some(found) => Ok(found),
        }
    }
    /// All reports the proposal needs are delivered.
    fn all_in(&self, pairs: &[Pair]) -> Result<(), ActionError> {
        let delivered = few(pairs.iter().filter(|pair| pair.delivered).count());
        let thirds = few(pairs.iter().filter(|pair| pair.origin == "third").count());
        let needed = few(pairs.len()).max(self.rules.evaluators.saturating_add(thirds));
        let missing = needed.saturating_sub(delivered);
        if missing > 0 { refused(ScoredRefusal::ReportsMissing { missing }) } else { Ok(()) }
    }
    /// A moderator gives no mark.
    fn moderates(&self, pairs: &[Pair]) -> Result<(), ActionError> {
        let scores = pairs.iter().any(|pair| pair.person_id == self.by);
        if scores { Err(Refusal::SamePerson.into()) } else { Ok(()) }
    }
}

async fn as_moderator(
    desk: &Desk,
    tx: &impl Tx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(Opened, Vec<Pair>), ActionError> {
    let opened = evaluation::open(desk, tx, actor, id, Act::Moderate).await?;
    let pairs = opened.pairs(tx).await?;
    opened.moderates(&pairs)?;
    Ok((opened, pairs))
}

/// Opens the consensus and names who drafts it.
pub async fn open(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    rapporteur: PersonId,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (opened, pairs) = as_moderator(desk, &tx, actor, id).await?;
    if opened.rules.combine != Combine::Consensus {
        return refused(ScoredRefusal::MarksByRule);
    }
    if let Some(found) = opened.found(&tx).await? {
        let is_final = found.is_final();
        let why =
            if is_final { ScoredRefusal::ConsensusFinal } else { ScoredRefusal::ConsensusOpen };
        return refused(why);
    }
    opened.all_in(&pairs)?;
    if !pairs.iter().any(|pair| pair.person_id == rapporteur) {
        return refused(ScoredRefusal::NotAnEvaluator);
    }
    let p = &opened.stored.proposal;
    let tx = tx.permit(opened.permit.clone());
    consensus::open(&tx, id, p.round, p.call, Some(rapporteur)).await?;
    tx.commit(opened.told(PanelEvent::ConsensusOpened { proposal: id, rapporteur })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Names another rapporteur while the consensus is open.
pub async fn hand_over(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    rapporteur: PersonId,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let (opened, pairs) = as_moderator(desk, &tx, actor, id).await?;
    opened.room(&tx).await?;
    if !pairs.iter().any(|pair| pair.person_id == rapporteur) {
        return refused(ScoredRefusal::NotAnEvaluator);
    }
    let tx = tx.permit(opened.permit.clone());
    consensus::set_rapporteur(&tx, id, opened.stored.proposal.round, rapporteur).await?;
    tx.commit(opened.told(PanelEvent::ConsensusOpened { proposal: id, rapporteur })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Saves fields of the draft, each for itself: `mark.<criterion>`, `comment.<criterion>`. A change
/// takes all agreements away, because they were given to another text.
pub async fn draft(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    typed: &[Typed],
) -> Result<Vec<(String, Kept)>, ActionError> {
    let tx = desk.begin().await?;
    let opened = evaluation::open(desk, &tx, actor, id, Act::DraftConsensus).await?;
    opened.room(&tx).await?;
    let round = opened.stored.proposal.round;
    let tx = tx.permit(opened.permit.clone());
    let out = write(&tx, &opened, typed).await?;
    if out.iter().any(|(_, kept)| matches!(kept, Kept::Now(_))) {
        consensus::touch(&tx, id, round).await?;
    }
    tx.commit(opened.told(PanelEvent::ConsensusSaved { proposal: id })).await?;
    Ok(out)
}

async fn lines(tx: &impl Tx, opened: &Opened) -> Result<BTreeMap<String, Line>, ActionError> {
    let p = &opened.stored.proposal;
    let found = consensus::lines(tx.conn(), p.id, p.round).await?;
    Ok(found.into_iter().map(|line| (line.criterion.clone(), line)).collect())
}

fn empty(criterion: &str, tx: &WriteTx) -> Line {
    Line {
        criterion: criterion.to_owned(),
        tenths: None,
        comment: String::new(),
        version: 0,
        comment_version: 0,
        changed_at: tx.now(),
    }
}

async fn write(
    tx: &WriteTx,
    opened: &Opened,
    typed: &[Typed],
) -> Result<Vec<(String, Kept)>, ActionError> {
    let (rules, p) = (&opened.rules, &opened.stored.proposal);
    let mut lines = lines(tx, opened).await?;
    let mut out = Vec::with_capacity(typed.len());
    for one in typed {
        let Some(part) = Part::parse(&one.field) else { continue };
        let key = part.criterion();
        if rules.criterion(key).is_none() {
            continue;
        }
        let line = lines.entry(key.to_owned()).or_insert_with(|| empty(key, tx));
        let kept = match part {
            Part::Mark(_) => {
                let tenths = evaluation::mark(rules, key, &one.value)?;
                let there = (evaluation::mark_text(line.tenths), line.version, line.changed_at);
                let kept = evaluation::compare(there, tenths == line.tenths, one.seen);
                if let Kept::Now(version) = kept {
                    (line.tenths, line.version) = (tenths, version);
                }
                kept
            }
            Part::Comment(_) => {
                let text = evaluation::comment(key, &one.value)?;
                let there = (line.comment.clone(), line.comment_version, line.changed_at);
                let kept = evaluation::compare(there, text == line.comment, one.seen);
                if let Kept::Now(version) = kept {
                    (line.comment, line.comment_version) = (text, version);
                }
                kept
            }
        };
        if matches!(kept, Kept::Now(_)) {
            consensus::put_line(tx, p.id, p.round, line).await?;
        }
        out.push((one.field.clone(), kept));
    }
    Ok(out)
}

/// The draft's marks and texts; refused while one is missing.
fn complete(
    opened: &Opened,
    lines: &BTreeMap<String, Line>,
) -> Result<(Marks, BTreeMap<String, String>), ActionError> {
    let mark = |line: &Line| i32::try_from(line.tenths?).ok().map(Mark::from_tenths);
    let (mut marks, mut texts, mut criteria) = (Marks::new(), BTreeMap::new(), Vec::new());
    for criterion in &opened.rules.criteria {
        let line = lines.get(&criterion.key);
        match line.and_then(mark).zip(line.map(|line| line.comment.trim())) {
            Some((mark, text)) if !text.is_empty() => {
                marks.insert(criterion.key.clone(), mark);
                texts.insert(criterion.key.clone(), text.to_owned());
            }
            Some(_) | None => criteria.push(criterion.label.clone()),
        }
    }
    if criteria.is_empty() {
        Ok((marks, texts))
    } else {
        refused(ScoredRefusal::ReportIncomplete { criteria })
    }
}

/// An evaluator agrees to the draft at the version seen, or records a dissent with its text.
pub async fn take_position(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
    dissent: Option<&str>,
) -> Result<(), ActionError> {
    let tx = desk.begin().await?;
    let opened = evaluation::open(desk, &tx, actor, id, Act::Evaluate).await?;
    let room = opened.room(&tx).await?;
    complete(&opened, &lines(&tx, &opened).await?)?;
    if room.version != seen {
        return Err(Refusal::Stale.into());
    }
    let text = dissent.map(str::trim);
    if text == Some("") {
        return Err(Refusal::ReasonMissing.into());
    }
    let (person, agrees) = (opened.by, dissent.is_none());
    let tx = tx.permit(opened.permit.clone());
    let position = Position {
        person_id: person,
        seen_version: seen,
        agrees,
        dissent: text.unwrap_or_default().to_owned(),
        at: tx.now(),
    };
    consensus::take_position(&tx, id, opened.stored.proposal.round, &position).await?;
    tx.commit(opened.told(PanelEvent::PositionTaken { proposal: id, person, agrees })).await?;
    Ok(())
}

/// Closes the consensus: by all, or by more than half with the dissent noted.
pub async fn close(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: i64,
) -> Result<bool, ActionError> {
    let tx = desk.begin().await?;
    let (opened, pairs) = as_moderator(desk, &tx, actor, id).await?;
    let room = opened.room(&tx).await?;
    if room.version != seen {
        return Err(Refusal::Stale.into());
    }
    let (marks, comments) = complete(&opened, &lines(&tx, &opened).await?)?;
    let p = &opened.stored.proposal;
    let on_panel = panel::of_call(tx.conn(), p.call).await?;
    let can_answer = |pair: &&Pair| {
        let member = on_panel.iter().find(|member| member.person == pair.person_id);
        member.is_some_and(|member| member.state == PanelState::Accepted)
    };
    let said = consensus::positions(tx.conn(), id, p.round).await?;
    let mut positions = Vec::new();
    let mut missing = 0;
    for pair in pairs.iter().filter(can_answer) {
        let of =
            |one: &&Position| one.person_id == pair.person_id && one.seen_version == room.version;
        match said.iter().find(of) {
            Some(one) => positions.push(Said {
                person: one.person_id,
                agrees: one.agrees,
                dissent: one.dissent.clone(),
            }),
            None => missing += 1,
        }
    }
    if missing > 0 {
        return refused(ScoredRefusal::PositionsMissing { missing });
    }
    let agree = positions.iter().filter(|one| one.agrees).count();
    if agree * 2 <= positions.len() {
        let (agree, of) = (few(agree), few(positions.len()));
        return refused(ScoredRefusal::NoMajority { agree, of });
    }
    let unanimous = agree == positions.len();
    let marks = score::consensus(&marks, &opened.rules).map_err(|faults| faulty(&faults))?;
    let how = "consensus".to_owned();
    let tx = tx.permit(opened.permit.clone());
    let recorded = Recorded {
        reference: p.reference.clone(),
        round: p.round,
        how,
        marks,
        comments,
        positions,
        reports: reports(&tx, &opened).await?,
        reason: String::new(),
    };
    let digest = record(&tx, &opened, "consensus", &recorded).await?;
    tx.commit(opened.told(PanelEvent::ConsensusReached { proposal: id, unanimous, digest }))
        .await?;
    desk.bell.notify_one();
    Ok(unanimous)
}

/// Faults here are ours: every mark was checked when it was written.
fn faulty(faults: &[score::ScoreFault]) -> ActionError {
    ActionError::broken(anyhow::anyhow!("marks that were taken do not count: {faults:?}"))
}

mod record; // final marks as kept
mod rule; // marks by rule, marks changed by the panel
pub use record::{Recorded, Said};
use record::{record, reports};
pub use rule::{PanelLine, by_rule, change};
