//! The officer's decision. The one rule: an award reserves the money and every place it counts in
//! within the same transaction; when one has no room, nothing is changed and the refusal says
//! which.

use super::{
    ActionError, Desk,
    assess::{self, Assessment},
    instalment, screening,
};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        application::{Stage, StageAct, StageKind, Version, stage::Checks, step},
        event::{Event, Happened},
        ids::{ApplicationId, PersonId},
        ledger::{
            LedgerRefusal, PositiveAmount,
            chart::AccountName,
            movement::{self, commit},
        },
        moment::Moment,
        money::{Money, thousands},
        paper::{Paper, digest, fill, needed},
        programme::{Programme, answers as field},
        quota::{PlaceKey, QuotaRule},
        refusal::Refusal,
        screening::{Occasion, Screened},
    },
    store::{
        OpenTx, StoreError, Tx, WriteTx,
        answers::{self, FormKind},
        application, call, checks, ledger, organisation, papers,
        screening::Scope,
    },
};

/// A file opened for a decision.
struct Opened {
    tx: OpenTx,
    stored: application::Stored,
    permit: Permit,
    by: PersonId,
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<Opened, ActionError> {
    let tx = desk.begin().await?;
    let stored = application::lock(&tx, id).await?;
    let permit = permit(actor, Act::Decide, &stored.subject())?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    if stored.application.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, stored, permit, by })
}

/// Checks and the distance belong to a submitted application.
fn in_checking(stored: &application::Stored) -> Result<(), Refusal> {
    let stage = stored.application.stage.kind();
    if stage == StageKind::Submitted { Ok(()) } else { Err(Refusal::WrongStage { stage }) }
}

/// One answer of the check-list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAnswer {
    /// The rule.
    pub key: String,
    /// The officer's finding.
    pub holds: bool,
    /// Evidence or reason; needed where the officer differs from the rules' own finding, and
    /// where the rules said "an officer must look".
    pub note: String,
}

/// Answers checks; several at once.
pub async fn answer_checks(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    given: &[CheckAnswer],
) -> Result<(), ActionError> {
    let Opened { tx, stored, permit, by } = open(desk, actor, id, seen).await?;
    in_checking(&stored)?;
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    let typed = answers::as_map(&answers::load(tx.conn(), id, FormKind::Application).await?);
    let assessed =
        assess::assess(tx.conn(), desk, &stored, &stored_call, &programme, &typed).await?;
    let file = stored.file();
    let mut happened: Option<Happened> = None;
    let tx = tx.permit(permit);
    for answer in given {
        let Some(finding) = assessed.findings.iter().find(|f| f.key == answer.key) else {
            continue;
        };
        if !finding.outcome.agrees(answer.holds) && answer.note.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        checks::put(&tx, id, &answer.key, answer.holds, answer.note.trim(), by).await?;
        let event = Event::CheckAnswered { file, key: answer.key.clone(), holds: answer.holds };
        happened = Some(match happened {
            None => Happened::one(event),
            Some(before) => before.and(event),
        });
    }
    match happened {
        Some(happened) => tx.commit(happened).await?,
        None => return Err(Refusal::AlreadyDone.into()),
    }
    Ok(())
}

/// Sets the distance in place of the great circle, with a reason (domain facts 7.4).
pub async fn set_distance(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    km: u32,
    reason: &str,
) -> Result<(), ActionError> {
    let Opened { tx, mut stored, permit, .. } = open(desk, actor, id, seen).await?;
    in_checking(&stored)?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    stored.distance_km = Some(km);
    stored.distance_reason = Some(reason.clone());
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    let event = Event::DistanceSet { file: stored.file(), km, reason };
    tx.commit(Happened::one(event)).await?;
    Ok(())
}

/// Finds an application ineligible and tells the applicant why.
pub async fn find_ineligible(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    reason: &str,
) -> Result<(), ActionError> {
    let reason = reason.trim().to_owned();
    let act = StageAct::FindIneligible { reason: reason.clone() };
    decide(desk, actor, id, seen, act, |file| Event::FoundIneligible { file, reason }).await
}

/// Takes a finding of ineligibility back.
pub async fn reinstate(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<(), ActionError> {
    decide(desk, actor, id, seen, StageAct::Reinstate, |file| Event::Reinstated { file }).await
}

/// Refuses an application, with a reason the applicant is told.
pub async fn refuse(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    reason: &str,
) -> Result<(), ActionError> {
    let reason = reason.trim().to_owned();
    let act = StageAct::Refuse { reason: reason.clone() };
    decide(desk, actor, id, seen, act, |file| Event::ApplicationRefused { file, reason }).await
}

async fn decide(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
    act: StageAct,
    event: impl FnOnce(crate::domain::event::FileRef) -> Event,
) -> Result<(), ActionError> {
    let Opened { tx, mut stored, permit, by } = open(desk, actor, id, seen).await?;
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act)?;
    let tx = tx.permit(permit);
    application::save(&tx, &stored).await?;
    tx.commit(Happened::one(event(stored.file()))).await?;
    desk.bell.notify_one();
    Ok(())
}

/// An award as the rules see it, before money and places are asked for.
struct AwardAct {
    step: StageAct,
    sum: Money,
}

fn award_act(assessed: &Assessment, answered: &[checks::Check]) -> Result<AwardAct, Refusal> {
    let mut list = Checks::default();
    for finding in &assessed.findings {
        match answered.iter().find(|check| check.key == finding.key) {
            None => list.open.push(finding.label.clone()),
            Some(check) if !check.holds => list.failed.push(finding.label.clone()),
            Some(_holds) => {}
        }
    }
    let sum = match &assessed.sum {
        Ok(sum) => sum.amount,
        Err(assess::NoSum::Refused(refusal)) => return Err(refusal.clone()),
        Err(assess::NoSum::NotKnownYet) => {
            return Err(Refusal::FormIncomplete { faults: Vec::new() });
        }
    };
    Ok(AwardAct { step: StageAct::Award { amount: sum, checks: list }, sum })
}

/// Why an award would be refused as the file stands; pages show it in place of the button. Money
/// and places are not asked here: the books answer for them when the award is made.
pub fn award_refused(
    now: Moment,
    by: PersonId,
    stage: &Stage,
    assessed: &Assessment,
    answered: &[checks::Check],
) -> Option<Refusal> {
    award_act(assessed, answered).and_then(|act| step(now, by, stage, &act.step)).err()
}

/// Awards: checks clear, one funded visit only, sum worked out anew, money and places reserved,
/// papers frozen; all of it or nothing. Refused while visitor or host waits for a check against the
/// list of sanctions, is on it, or is excluded.
pub async fn award(
    desk: &Desk,
    actor: &Actor,
    id: ApplicationId,
    seen: Version,
) -> Result<Money, ActionError> {
    if actor.reads_all() {
        let there = application::load(desk.database.reads(), id).await?.application;
        let parties = [there.visitor, there.host].map(Screened::from);
        let scope = Scope::These(&parties);
        screening::before(desk, scope, Occasion::Award, Some(id)).await?;
    }
    let Opened { tx, mut stored, permit, by } = open(desk, actor, id, seen).await?;
    let stored_call = call::load(tx.conn(), stored.application.call).await?;
    let programme = desk.programme(&stored_call)?;
    let typed = answers::as_map(&answers::load(tx.conn(), id, FormKind::Application).await?);
    let assessed =
        assess::assess(tx.conn(), desk, &stored, &stored_call, &programme, &typed).await?;
    let answered = checks::load(tx.conn(), id).await?;
    let act = award_act(&assessed, &answered)?;
    stored.application.stage = step(desk.now(), by, &stored.application.stage, &act.step)?;
    let sum = act.sum;
    let a = &stored.application;
    let parties = [a.visitor, a.host].map(|one| (one.into(), a.reference.clone()));
    screening::gate(tx.conn(), desk, &parties, Occasion::Award).await?;
    lock_visitor(&tx, &stored).await?;
    stored.amount = Some(sum);
    let texts = paper_texts(&tx, &stored, &programme, &typed, &assessed, sum).await?;
    // A virtual exchange, too: the programme says that it counts apart.
    let places = assessed.takes.map_err(|rule| Refusal::ChecksNotClear {
        open: vec![format!("what the quota {} counts", rule.key)],
        failed: Vec::new(),
    })?;
    let award = movement::Award {
        money: PositiveAmount::new(sum.cents()).map(|a| (stored.application.visitor, a)),
        places,
        partnership: (!stored.virtual_exchange).then_some(stored.application.visitor_partnership),
    };
    let tx = tx.permit(permit);
    let (held, movements) = commit(&award, || tx.id());
    let reference = stored.application.reference.clone();
    ledger::make(&tx, stored.application.call, &movements, Some(id), &reference)
        .await
        .map_err(|e| no_room(e, &programme.quotas, sum))?;
    if let Some(money) = &held.money {
        let plan = instalment::lump_sum(tx.id(), &stored.file(), sum);
        instalment::promise(&tx, plan, money.id).await?;
    }
    application::save(&tx, &stored).await?;
    for text in &texts {
        papers::keep_text(&tx, id, text).await?;
    }
    tx.commit(Happened::one(Event::Awarded { file: stored.file(), amount: sum })).await?;
    desk.bell.notify_one();
    Ok(sum)
}

/// One funded visit an organisation and edition (domain facts 7.7). The visitor's row is locked,
/// so that two awards to it can't both see none.
async fn lock_visitor(tx: &OpenTx, stored: &application::Stored) -> Result<(), ActionError> {
    if stored.virtual_exchange {
        return Ok(());
    }
    organisation::lock(tx, stored.application.visitor).await?;
    let counts = application::visit_counts(tx.conn(), &stored.application).await?;
    if counts.here > 0 { Err(Refusal::VisitUsed.into()) } else { Ok(()) }
}

/// Says which budget or quota has no room.
fn no_room(err: StoreError, rules: &[QuotaRule], needed: Money) -> ActionError {
    let StoreError::Ledger { why: LedgerRefusal::NoRoom { room }, account: Some(account) } = &err
    else {
        return err.into();
    };
    let refusal = match account {
        AccountName::Budget => Refusal::BudgetShort { needed, free: Money::from_cents(*room) },
        AccountName::Places(key) => {
            let rule = rules.iter().find(|rule| rule.key == key.rule());
            let label = rule.map_or_else(|| key.rule().to_owned(), |rule| rule.label.clone());
            let label = match key {
                PlaceKey::Not(_) => format!("{label}: places for exchanges that don't count"),
                PlaceKey::AtMost(_) | PlaceKey::Is(_) => label,
            };
            Refusal::QuotaFull { key: key.to_string(), label, room: *room }
        }
        AccountName::Source
        | AccountName::Payable(_)
        | AccountName::Payee(_)
        | AccountName::Owed(_)
        | AccountName::Recovered
        | AccountName::ServicesSource
        | AccountName::Services(_)
        | AccountName::PlacesSource(_)
        | AccountName::Taken(_)
        | AccountName::PartnershipSource
        | AccountName::Partnership(_) => return err.into(),
    };
    refusal.into()
}

/// The papers' texts with this exchange's facts, frozen with the award.
async fn paper_texts(
    tx: &OpenTx,
    stored: &application::Stored,
    programme: &Programme,
    typed: &crate::domain::form::Answers,
    assessed: &assess::Assessment,
    sum: Money,
) -> Result<Vec<papers::Text>, ActionError> {
    let a = &stored.application;
    let (visitor, host) = organisation::load_two(tx.conn(), a.visitor, a.host).await?;
    let visitor_partnership = call::partnership(tx.conn(), a.visitor_partnership).await?;
    let host_partnership = call::partnership(tx.conn(), a.host_partnership).await?;
    let day = |pick: fn(&crate::domain::calendar::Period) -> chrono::NaiveDate| {
        a.stay.as_ref().map(|stay| pick(stay).format("%-d %B %Y").to_string())
    };
    let value = |name: &str| -> Option<String> {
        match name {
            "visitor" => Some(visitor.organisation.name.clone()),
            "host" => Some(host.organisation.name.clone()),
            "visitor_partnership" => Some(visitor_partnership.name.clone()),
            "host_partnership" => Some(host_partnership.name.clone()),
            "from" => day(|stay| stay.from),
            "to" => day(|stay| stay.to),
            "working_days" => assessed.working_days.map(|days| thousands(days.into())),
            "goals" => typed.get(field::GOALS).cloned(),
            "agenda" => typed.get(field::AGENDA).cloned(),
            "amount" => Some(format!("EUR {sum}")),
            "reference" => Some(a.reference.clone()),
            "pay_within_days" => Some(programme.pay_within_days.to_string()),
            _unknown => None,
        }
    };
    let texts = needed(sum > Money::ZERO).iter().map(|paper| {
        let text = match paper {
            Paper::Commitment => fill(&programme.commitment_text, &value),
            Paper::Agreement => fill(&programme.agreement_text, &value),
        };
        papers::Text { paper: *paper, digest: digest(&text), text }
    });
    Ok(texts.collect())
}

/// Releases whatever is still reserved for an application.
pub(super) async fn release(
    desk: &Desk,
    tx: &WriteTx,
    id: ApplicationId,
) -> Result<(), ActionError> {
    instalment::cancel_planned(desk, tx, id, "withdrawn").await?;
    let reserved = ledger::reserved(tx.conn(), id).await?;
    let movements = movement::release(reserved.all(), || tx.id());
    if let Subject::File { file, .. } = tx.permit().subject() {
        ledger::make(tx, file.call, &movements, Some(id), "withdrawn").await?;
    }
    Ok(())
}
