//! What the pages of a decision share: the scored call they stand in, its round, and how
//! an act's refusal comes back. The one rule: whoever may not read evaluations gets "not found"
//! before anything is read.

use crate::{
    domain::{
        access::{Act, Subject},
        call::Call,
        evaluation::line,
        form::FieldRefusal,
        ids::CallId,
        proposal::event::Outcome,
        refusal::Refusal,
        scored::ScoredProgramme,
    },
    http::{Ctx, Fail, Typed},
    queries::{decision, overview},
    render::{Link, Shell, Tone, form::FieldView, parts::Chip, shell::Tabs, words},
    web::officer::parts::group_tabs,
};
use std::sync::Arc;

/// A scored call as the office stands in it.
#[derive(Debug, Clone)]
pub struct ScoredCall {
    /// The call.
    pub call: Call,
    /// Its programme as frozen for it.
    pub programme: Arc<ScoredProgramme>,
    /// The rounds whose results are out.
    pub released: Vec<u32>,
}

impl ScoredCall {
    /// The call, for whoever may read evaluations.
    pub async fn load(ctx: &Ctx, id: CallId) -> Result<Self, Fail> {
        ctx.need(Act::SeeReports, &Subject::Office)?;
        let desk = &ctx.state.desk;
        let conn = desk.database.reads();
        let stored = overview::load(conn, id).await?;
        let programme = desk.scored(&stored)?;
        let released = decision::released(conn, id).await?;
        Ok(Self { call: stored.call, programme, released })
    }
    fn asked(&self, asked: &Typed) -> Option<u32> {
        let round = asked.number::<u32>("round").and_then(|n| n.checked_sub(1));
        round.filter(|round| *round < self.call.rounds())
    }
    /// The round an address names, from one; without it the first whose results are not out, or the
    /// last.
    pub fn round(&self, asked: &Typed) -> u32 {
        let mut all = 0..self.call.rounds();
        let next = all.find(|round| !self.released.contains(round));
        let last = self.call.rounds().saturating_sub(1);
        self.asked(asked).or(next).unwrap_or(last)
    }
    /// The round an address names; without it the newest whose results are out.
    pub fn round_out(&self, asked: &Typed) -> u32 {
        self.asked(asked).or_else(|| self.released.last().copied()).unwrap_or(0)
    }
    /// The tabs of a page that shows one round.
    pub fn tabs(&self, ctx: &Ctx, here: &Link, round: u32) -> Tabs {
        let labels = words::rounds(&self.programme, &self.call);
        group_tabs(ctx, self.call.id, here).rounds(here, labels, round)
    }
    /// The frame of a page in this call.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        ctx.shell(title)
            .back("All calls", Link::OfficerCalls)
            .back(&self.call.title, Link::Standing(self.call.id))
    }
}

/// The call of samples.
pub fn sample_call() -> CallId {
    CallId(uuid::Uuid::nil())
}

/// What a released proposal got.
pub fn outcome_chip(outcome: Outcome) -> Chip {
    let tone = match outcome {
        Outcome::Award | Outcome::GoesOn => Tone::Good,
        Outcome::Reserve => Tone::Info,
        Outcome::BelowLine | Outcome::BelowThreshold | Outcome::Ineligible => Tone::Quiet,
    };
    Chip::new(tone, words::proposal_outcome(outcome))
}

/// What a row of a line would get.
pub fn line_chip(outcome: &line::Outcome) -> Chip {
    match outcome {
        line::Outcome::Funded { .. } => Chip::new(Tone::Good, "funded"),
        line::Outcome::Reserve { place } => Chip::new(Tone::Info, format!("reserve {place}")),
        line::Outcome::BelowLine => Chip::new(Tone::Quiet, "below the line"),
        line::Outcome::BelowThreshold => Chip::new(Tone::Quiet, "below a threshold"),
    }
}

/// What a refusal says about one field.
pub fn field_fault<'r>(refusal: Option<&'r Refusal>, name: &str) -> Option<&'r FieldRefusal> {
    match refusal {
        Some(Refusal::FieldRefused { field, why }) if field == name => Some(why),
        Some(Refusal::ReasonMissing) if name == "reason" => Some(&FieldRefusal::Missing),
        Some(_) | None => None,
    }
}

/// What a refusal says about the page as a whole: nothing when a field shows it.
pub fn page_refusal(refusal: Option<&Refusal>, fields: &[FieldView]) -> Option<String> {
    let shown = fields.iter().any(|field| field.fault_link().is_some());
    refusal.filter(|_| !shown).map(|why| words::refusal(why, crate::domain::moment::BRUSSELS))
}
