//! The letters of a round before they go out: what each proposal gets and what its letter says.
//! The one rule: every value comes from the ranking and the final marks; the same input gives the
//! same letters, so what was previewed is what is released.

use super::{
    ActionError,
    ranking_input::{Candidate, Input},
};
use crate::{
    domain::{
        clocks::Limit,
        evaluation::{
            letter::{self, LetterBody, Marked},
            line::{self, Placed},
            scenario::{Drawn, Stakes},
            score::standing,
        },
        ids::{ApplicationId, LetterId},
        moment::Moment,
        money::Money,
        proposal::event::Outcome,
    },
    store::{letter::Letter, release::Comment},
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What one proposal gets, with its letter.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Which.
    pub proposal: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Name of its lead.
    pub lead: String,
    /// What it gets.
    pub outcome: Outcome,
    /// Place in the ranking, from 1.
    pub place: Option<u32>,
    /// Place on the reserve list, from 1.
    pub reserve_place: Option<u32>,
    /// The grant.
    pub amount: Money,
    /// The letter.
    pub body: LetterBody,
}

/// What was said, by proposal and criterion.
pub(super) type Comments = BTreeMap<ApplicationId, BTreeMap<String, Vec<String>>>;

/// Puts the rows of the store in order.
pub(super) fn comments(rows: Vec<Comment>) -> Comments {
    let mut all = Comments::new();
    for row in rows {
        let of = all.entry(row.proposal_id).or_default();
        of.entry(row.criterion).or_default().push(row.comment);
    }
    all
}

/// When the reserve list of a release at `now` ends.
pub(super) fn reserve_until(input: &Input, now: Moment) -> Result<Moment, ActionError> {
    let days = input.rules()?.evaluation.reserve.expires_after_days;
    Ok(Limit::days_after(now, days, input.programme.zone).ends_at)
}

/// All letters of a ranking, funded ones first, as the line has them.
pub(super) fn drafts(
    input: &Input,
    drawn: &Drawn,
    comments: &Comments,
    now: Moment,
) -> Result<Vec<Draft>, ActionError> {
    let over_the_line = match input.stakes() {
        Stakes::Money => Outcome::Award,
        Stakes::GoingOn(_) => Outcome::GoesOn,
    };
    let rows = drawn.line.rows.iter();
    rows.map(|row| {
        let candidate = input.candidate(row.id).ok_or_else(gone)?;
        let (outcome, reserve_place) = match &row.outcome {
            line::Outcome::Funded { .. } => (over_the_line, None),
            line::Outcome::Reserve { place } => (Outcome::Reserve, Some(*place)),
            line::Outcome::BelowLine => (Outcome::BelowLine, None),
            line::Outcome::BelowThreshold => (Outcome::BelowThreshold, None),
        };
        let told = Told { outcome, place: row.place, reserve_place, why: Some(&row.rule) };
        draft(input, candidate, &told, comments, now)
    })
    .collect()
}

fn gone() -> ActionError {
    ActionError::broken(anyhow::anyhow!("a ranked proposal is not in the round"))
}

/// What a letter tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) outcome: Outcome,
    pub(super) place: Option<u32>,
    pub(super) reserve_place: Option<u32>,
    pub(super) why: Option<&'a Placed>,
}

/// One letter.
pub(super) fn draft(
    input: &Input,
    candidate: &Candidate,
    told: &Told<'_>,
    comments: &Comments,
    now: Moment,
) -> Result<Draft, ActionError> {
    let round = input.rules()?;
    let rules = &round.evaluation;
    let marks = candidate.marks.as_ref().ok_or_else(gone)?;
    let standing = standing(marks, rules).map_err(|_| gone())?;
    let none = BTreeMap::new();
    let p = &candidate.stored.proposal;
    let said = comments.get(&p.id).unwrap_or(&none);
    let marked = Marked { marks, standing: &standing, comments: said };
    let amount = match told.outcome {
        Outcome::Award => candidate.requested,
        Outcome::Reserve
        | Outcome::BelowLine
        | Outcome::BelowThreshold
        | Outcome::Ineligible
        | Outcome::GoesOn => Money::ZERO,
    };
    let lead = candidate.parts.first().map_or_else(String::new, |part| part.name.clone());
    let programme = &input.programme;
    let last_day = |limit: Limit| Some(day(limit.last_day));
    let until = Limit::days_after(now, rules.reserve.expires_after_days, programme.zone);
    let sign_by = Limit::months_after(now, programme.clocks.sign_months, programme.zone);
    let next_round = round.goes_on_for.and_then(|_| programme.round(input.round + 1));
    let next_end = input.call.call.round_end(input.round + 1);
    let value = |name: &str| -> Option<String> {
        match name {
            "reference" => Some(p.reference.clone()),
            "title" => Some(p.title.clone()),
            "call" => Some(input.call.call.title.clone()),
            "lead" => Some(lead.clone()),
            "type" => programme.voucher_type(&p.type_key).map(|kind| kind.label.clone()),
            "amount" => Some(format!("EUR {}", candidate.requested)),
            "total" => Some(standing.total.to_string()),
            "threshold" => rules.total_threshold.map(|mark| mark.to_string()),
            "place" => told.place.map(|place| place.to_string()),
            "reserve_place" => told.reserve_place.map(|place| place.to_string()),
            "reserve_until" => last_day(until),
            "reason" => told.why.map(|why| letter::placed(why, rules)),
            "sign_by" => last_day(sign_by),
            "next_round" => next_round.map(|next| next.label.to_lowercase()),
            "next_deadline" => next_round.map(|_| at(next_end, programme.zone)),
            "redress_days" => Some(programme.clocks.redress_days.to_string()),
            _unknown => None,
        }
    };
    Ok(Draft {
        proposal: p.id,
        reference: p.reference.clone(),
        title: p.title.clone(),
        lead: lead.clone(),
        outcome: told.outcome,
        place: told.place,
        reserve_place: told.reserve_place,
        amount,
        body: letter::write(&programme.letters, round, told.outcome, Some(&marked), &value),
    })
}

/// An instant as a letter says it: `30 June 2027, 17:00 Brussels`.
fn at(at: Moment, zone: Tz) -> String {
    let place = zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ");
    format!("{} {place}", at.in_zone(zone).format("%-d %B %Y, %H:%M"))
}

fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A draft as the letter that is kept.
pub(super) fn letter(input: &Input, draft: &Draft, id: LetterId, now: Moment) -> Letter {
    Letter {
        id,
        call: input.call.call.id,
        proposal: draft.proposal,
        round: input.round,
        reference: draft.reference.clone(),
        title: draft.title.clone(),
        lead: draft.lead.clone(),
        outcome: draft.outcome,
        place: draft.place,
        amount: draft.amount,
        digest: draft.body.digest(),
        body: draft.body.clone(),
        released_at: now,
        opened_at: None,
    }
}
