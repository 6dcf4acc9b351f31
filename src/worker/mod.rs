//! What happens in its own time: mails out of the outbox, and what the clock does. The one rule:
//! the bell and the timer lead to the same round of work, so a lost ring costs seconds, not a mail.
//! Several processes may run this at once.

use crate::{
    actions::{ActionError, Desk, schedule},
    domain::moment::Moment,
    mail::Transport,
    render::Renderer,
};
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

mod outbox; // mails: claim, compose, send, settle

pub use outbox::{Tally, drain};

/// How often the clock's work is looked at.
const ROUND: TimeDelta = TimeDelta::hours(1);

/// Tells the worker to stop.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Stops once `true` is sent, or the sender is gone.
    pub const fn new(asked: watch::Receiver<bool>) -> Self {
        Self(asked)
    }
    /// Whether to stop now.
    pub fn asked(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
    /// Ready when it is time to stop.
    async fn wait(&mut self) {
        // An error means the sender is gone, which is a reason to stop as well.
        let _gone = self.0.wait_for(|stop| *stop).await;
    }
}

/// Works until stopped; the mail in hand is finished first.
pub async fn run(desk: Desk, renderer: Arc<Renderer>, transport: Transport, mut stop: Stop) {
    let poll = Duration::from_secs(desk.settings.worker.poll_seconds.into());
    let mut last: Option<Moment> = None;
    while !stop.asked() {
        let now = desk.now();
        if last.is_none_or(|last| now.since(last) >= ROUND) {
            last = Some(now);
            clock(&desk).await;
        }
        if let Err(error) = outbox::send_due(&desk, &renderer, &transport, &stop).await {
            tracing::error!(error = %chain(&error), "the outbox can't be worked on");
        }
        tokio::select! {
            () = stop.wait() => {}
            () = desk.bell.notified() => {}
            () = tokio::time::sleep(poll) => {}
        }
    }
}

/// What falls due by the clock. One that fails does not keep the others from running.
async fn clock(desk: &Desk) {
    if let Err(error) = schedule::sweep(desk).await {
        tracing::error!(error = %chain(&error), "ended sessions can't be swept");
    }
    match schedule::remind_reports(desk).await {
        Ok(0) => {}
        Ok(reminded) => tracing::info!(reminded, "reminded of reports"),
        Err(error) => tracing::error!(error = %chain(&error), "reports can't be reminded of"),
    }
    match schedule::remind_projects(desk).await {
        Ok(0) => {}
        Ok(reminded) => tracing::info!(reminded, "reminded of projects' reports"),
        Err(error) => tracing::error!(error = %chain(&error), "projects can't be reminded"),
    }
    match crate::actions::report_dates::remind(desk).await {
        Ok(0) => {}
        Ok(reminded) => tracing::info!(reminded, "evaluators reminded of reports"),
        Err(error) => tracing::error!(error = %chain(&error), "evaluators can't be reminded"),
    }
    match schedule::close_grants(desk).await {
        Ok(0) => {}
        Ok(closed) => tracing::info!(closed, "grants closed"),
        Err(error) => tracing::error!(error = %chain(&error), "grants can't be closed"),
    }
    match schedule::lapse_clarifications(desk).await {
        Ok(0) => {}
        Ok(lapsed) => tracing::info!(lapsed, "clarifications ran out"),
        Err(error) => tracing::error!(error = %chain(&error), "clarifications can't be closed"),
    }
    match crate::actions::onward::lapse(desk).await {
        Ok(0) => {}
        Ok(lapsed) => tracing::info!(lapsed, "proposals that went on were not handed in"),
        Err(error) => tracing::error!(error = %chain(&error), "what went on can't be ended"),
    }
    match crate::actions::held::go_on(desk).await {
        Ok(0) => {}
        Ok(many) => tracing::info!(many, "files went on after their check"),
        Err(error) => tracing::error!(error = %chain(&error), "files can't go on"),
    }
    match schedule::settle_reserves(desk).await {
        Ok(0) => {}
        Ok(many) => tracing::info!(many, "reserve lists moved"),
        Err(error) => tracing::error!(error = %chain(&error), "reserve lists can't be settled"),
    }
}

/// An error and its causes on one line.
fn chain(error: &ActionError) -> String {
    let mut says = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        says = format!("{says}: {inner}");
        cause = inner.source();
    }
    says
}

#[cfg(test)]
mod tests;
