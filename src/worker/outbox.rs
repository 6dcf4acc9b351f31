//! Mails out of the outbox. The one rule: every claimed mail ends in one of three ways, sent, tried
//! again or given up, and which one is a value that must be settled.

use super::Stop;
use crate::{
    actions::{
        ActionError, Desk,
        delivery::{self, Letter},
    },
    mail::{self, SendFault, Transport},
    render::Renderer,
};
use chrono::TimeDelta;
use tokio::sync::watch;

/// Mails claimed at once. A batch that runs into every timeout still ends before its claim does.
const BATCH: u32 = 5;

/// How mails ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Handed over.
    pub sent: u32,
    /// To be tried again.
    pub postponed: u32,
    /// Given up; an officer sees them.
    pub given_up: u32,
}

/// How one try ended.
#[derive(Debug)]
enum Outcome {
    Sent,
    Retry(String),
    Fail(String),
}

/// Sends all that is due and returns, for the demo and tests.
pub async fn drain(
    desk: &Desk,
    renderer: &Renderer,
    transport: &Transport,
) -> Result<Tally, ActionError> {
    let (_never_asked, stop) = watch::channel(false);
    send_due(desk, renderer, transport, &Stop::new(stop)).await
}

/// Sends all that is due. When asked to stop it finishes the mail in hand and puts back the rest.
pub(super) async fn send_due(
    desk: &Desk,
    renderer: &Renderer,
    transport: &Transport,
    stop: &Stop,
) -> Result<Tally, ActionError> {
    let mut tally = Tally::default();
    while !stop.asked() {
        let letters = delivery::claim(desk, BATCH).await?;
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            if stop.asked() {
                delivery::postponed(desk, letter.id, desk.now(), "stopped before it was sent")
                    .await?;
                continue;
            }
            let outcome = deliver(desk, renderer, transport, &letter).await;
            settle(desk, &letter, outcome, &mut tally).await?;
        }
    }
    Ok(tally)
}

async fn deliver(
    desk: &Desk,
    renderer: &Renderer,
    transport: &Transport,
    letter: &Letter,
) -> Outcome {
    let most = desk.settings.worker.max_attempts;
    if letter.attempts > most {
        // Every try ended the process before it could be settled.
        return Outcome::Fail(format!("{most} tries and none came to an end"));
    }
    let mail = match mail::compose(renderer, &desk.settings, letter, desk.now()) {
        Ok(mail) => mail,
        Err(error) => {
            // The template only: what the engine says may repeat a value.
            tracing::error!(template = error.template, "a mail can't be composed");
            return retry(letter, most, "the mail can't be composed".to_owned());
        }
    };
    match transport.send(&mail).await {
        Ok(()) => Outcome::Sent,
        Err(SendFault::Permanent(why)) => Outcome::Fail(why),
        Err(SendFault::Transient(why)) => retry(letter, most, why),
    }
}

fn retry(letter: &Letter, most: u32, why: String) -> Outcome {
    if letter.attempts >= most { Outcome::Fail(why) } else { Outcome::Retry(why) }
}

async fn settle(
    desk: &Desk,
    letter: &Letter,
    outcome: Outcome,
    tally: &mut Tally,
) -> Result<(), ActionError> {
    let (id, notice) = (letter.id, letter.notice.name());
    match outcome {
        Outcome::Sent => {
            delivery::settled(desk, id).await?;
            tracing::info!(outbox.id = %id, notice, "mail sent");
            tally.sent += 1;
        }
        Outcome::Retry(why) => {
            let wait = pause(&desk.settings.worker.retry_seconds, letter.attempts);
            tracing::warn!(outbox.id = %id, notice, attempts = letter.attempts, why, "mail postponed");
            delivery::postponed(desk, id, desk.now().plus(wait), &why).await?;
            tally.postponed += 1;
        }
        Outcome::Fail(why) => {
            tracing::error!(outbox.id = %id, notice, attempts = letter.attempts, why, "mail given up");
            delivery::given_up(desk, id, &letter.notice, &why).await?;
            tally.given_up += 1;
        }
    }
    Ok(())
}

/// How long to wait after so many tries (1 or more); the last of the list repeats.
pub(super) fn pause(seconds: &[u32], attempts: u32) -> TimeDelta {
    let at = usize::try_from(attempts).unwrap_or(usize::MAX).saturating_sub(1);
    let found = seconds.get(at).or_else(|| seconds.last()).copied().unwrap_or(60);
    TimeDelta::seconds(found.into())
}
