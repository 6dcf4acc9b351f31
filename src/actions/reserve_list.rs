//! A reserve list as its journal has it: read, locked, added to. The one rule: the journal is the
//! list; what it does not allow is refused.

use super::{ActionError, Desk};
use crate::{
    domain::{
        clocks::Limit,
        evaluation::reserve::{Recorded, Reserve, ReserveFault, ReserveStep},
        ids::{ApplicationId, CallId},
        moment::Moment,
        money::Money,
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
        scored::ScoredProgramme,
    },
    store::{
        Tx, WriteTx, call,
        ranking::{self, Scenario},
        release::{self, Release},
        reserve,
        sql::Conn,
    },
};
use std::sync::Arc;

/// A reserve list as it stands.
#[derive(Debug, Clone)]
pub struct List {
    /// The release it comes from.
    pub release: Release,
    /// The signed ranking it began with.
    pub scenario: Scenario,
    /// The call's programme.
    pub programme: Arc<ScoredProgramme>,
    /// Where it stands.
    pub state: Reserve<ApplicationId>,
    /// What happened, oldest first.
    pub journal: Vec<reserve::Line>,
}

/// The list of a release, worked out from its journal.
pub(super) async fn list(
    conn: &impl Conn,
    desk: &Desk,
    release: Release,
) -> Result<List, ActionError> {
    let programme = desk.scored(&call::load(conn, release.call_id).await?)?;
    let round = u32::try_from(release.round).unwrap_or_default();
    let rules = programme.round(round).ok_or(ActionError::Unseen)?.evaluation.reserve;
    let scenario = ranking::load(conn, release.scenario_id).await?;
    let journal = reserve::journal(conn, release.call_id, round).await?;
    let until =
        Limit::days_after(release.released_at, rules.expires_after_days, programme.zone).ends_at;
    let steps: Vec<_> = journal.iter().map(|line| line.recorded.clone()).collect();
    let state = Reserve::released(&scenario.drawn.line, release.released_at, until)
        .replay(&steps)
        .map_err(|(at, why)| {
            ActionError::broken(anyhow::anyhow!("the reserve journal breaks at step {at}: {why}"))
        })?;
    Ok(List { release, scenario, programme, state, journal })
}

/// What the lists of a call's other rounds still hold: open offers, and what is left for those who
/// wait. A ranking of this round can't give it away.
pub(super) async fn held(
    conn: &impl Conn,
    desk: &Desk,
    call: CallId,
    but: u32,
) -> Result<Money, ActionError> {
    let mut held = Money::ZERO;
    for round in release::rounds(conn, call).await?.into_iter().filter(|round| *round != but) {
        let Some(release) = release::find(conn, call, round).await? else { continue };
        let List { state, programme, .. } = list(conn, desk, release).await?;
        let gives_money = programme.round(round).is_some_and(|round| round.goes_on_for.is_none());
        if state.is_closed || !gives_money {
            continue;
        }
        let offers = state.offers.iter().map(|offer| offer.to.requested);
        let waits = !state.waiting.is_empty();
        let left = state.purses.iter().filter(|_| waits).map(|purse| purse.left);
        let here = Money::sum(offers.chain(left)).unwrap_or_default();
        held = held.checked_add(here).unwrap_or(held);
    }
    Ok(held)
}

/// The list under lock; none before a release.
pub(super) async fn locked(
    tx: &impl Tx,
    desk: &Desk,
    call: CallId,
    round: u32,
) -> Result<Option<List>, ActionError> {
    match release::lock(tx, call, round).await? {
        Some(release) => Ok(Some(list(tx.conn(), desk, release).await?)),
        None => Ok(None),
    }
}

/// What the journal says no to, as a person reads it.
pub(super) fn fault(why: &ReserveFault<ApplicationId>) -> ActionError {
    match why {
        ReserveFault::TooEarly
        | ReserveFault::NotThere { .. }
        | ReserveFault::NotNext { .. }
        | ReserveFault::TooLittle { .. } => Refusal::Stale.into(),
        ReserveFault::Amount | ReserveFault::NoLine { .. } => {
            let why = FieldRefusal::NotAnAmount;
            Refusal::FieldRefused { field: "amount".to_owned(), why }.into()
        }
        ReserveFault::AppealOpen { .. } => ScoredRefusal::RedressOpen.into(),
    }
}

impl List {
    pub(super) fn round(&self) -> u32 {
        u32::try_from(self.release.round).unwrap_or_default()
    }
    /// Adds a step to the journal, if it may happen.
    pub(super) async fn add(
        &mut self,
        tx: &WriteTx,
        step: ReserveStep<ApplicationId>,
    ) -> Result<(), ActionError> {
        // A clock that was set back must not lock the list.
        let at = tx.now().max(self.state.as_of);
        let recorded = Recorded { at, step };
        self.state = self.state.clone().after(&recorded).map_err(|why| fault(&why))?;
        reserve::append(tx, self.release.call_id, self.round(), &recorded).await?;
        Ok(())
    }
    /// The proposal has money, an offer or a place.
    pub fn knows(&self, id: ApplicationId) -> bool {
        self.state.granted.iter().any(|one| one.id == id)
            || self.state.offers.iter().any(|one| one.to.id == id)
            || self.state.waiting.iter().any(|one| one.id == id)
    }
    /// Until when an offer made at `at` can be taken up: the time to sign runs from it.
    pub fn offer_until(&self, at: Moment) -> Moment {
        let months = self.programme.clocks.sign_months;
        Limit::months_after(at, months, self.programme.zone).ends_at
    }
}
