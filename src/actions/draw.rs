//! The draw between equal proposals. The one rule: list and secret are fixed before the public
//! number is known, and the number is typed by a person from a source that was named before.

use super::{
    ActionError, Desk,
    ranking::draw_from,
    ranking_input::{self, Which},
};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        evaluation::{
            draw::{DrawFault, DrawTerms, Nonce, Ticket},
            scenario::Settings,
        },
        event::{Event, Happened},
        ids::CallId,
        panel::PanelEvent,
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{Tx, draw, release},
};

fn no(field: &str, why: FieldRefusal) -> ActionError {
    Refusal::FieldRefused { field: field.to_owned(), why }.into()
}

/// Fixes who takes part and the secret; the commitment can be published from then on. A draw that
/// was not revealed is replaced, because its list may no longer hold; the audit trail keeps both.
pub async fn commit(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
    source: &str,
) -> Result<String, ActionError> {
    let permit = permit(actor, Act::Rank, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let source = source.trim();
    if source.is_empty() {
        return Err(no("source", FieldRefusal::Missing));
    }
    let tx = desk.begin().await?;
    if release::find(tx.conn(), call, round).await?.is_some() {
        return Err(ScoredRefusal::ReleasedAlready.into());
    }
    let input = ranking_input::load(tx.conn(), desk, call, round, Which::Admitted).await?;
    if input.missing > 0 {
        return Err(ScoredRefusal::MarksMissing { missing: input.missing }.into());
    }
    if input.draw.as_ref().is_some_and(|draw| draw.revealed_at.is_some()) {
        return Err(Refusal::AlreadyDone.into());
    }
    let rules = &input.rules()?.evaluation;
    let settings = Settings::of(rules, input.budget.free, input.stakes());
    let drawn = draw_from(&input, &settings)??;
    let tickets: Vec<Ticket> = drawn
        .ranking
        .to_draw()
        .into_iter()
        .map(|place| Ticket { reference: place.reference.clone(), amount: place.requested })
        .collect();
    let programme = &input.programme;
    let terms = DrawTerms {
        tickets,
        policy: rules.line,
        programme_version: format!("{} {}", programme.slug, programme.version),
        source: source.to_owned(),
    };
    let nonce = Nonce(desk.chance.bytes::<32>());
    let commitment = terms.commitment(&nonce).map_err(fault)?;
    let tx = tx.permit(permit);
    if input.draw.is_some() {
        draw::remove(&tx, call, round).await?;
    }
    draw::insert(&tx, call, round, (&terms, &commitment, nonce), by).await?;
    let what = PanelEvent::DrawCommitted { commitment: commitment.clone() };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    Ok(commitment)
}

/// Types in the public number, which decides the order together with the secret.
pub async fn reveal(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
    public: &str,
) -> Result<(), ActionError> {
    let permit = permit(actor, Act::Rank, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let stored = draw::find(tx.conn(), call, round).await?.ok_or(ActionError::Unseen)?;
    if stored.revealed_at.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let record = stored.terms.clone().draw(&stored.nonce, public.trim()).map_err(fault)?;
    if record.commitment != stored.commitment {
        let why = anyhow::anyhow!("a draw's list is not the one that was committed to");
        return Err(ActionError::broken(why));
    }
    let tx = tx.permit(permit);
    draw::reveal(&tx, call, round, &record.public, &record.order, by).await?;
    let what = PanelEvent::DrawRevealed { commitment: record.commitment };
    tx.commit(Happened::one(Event::Panel { call, what })).await?;
    Ok(())
}

fn fault(fault: DrawFault) -> ActionError {
    match fault {
        // Nothing is undecided between two or more.
        DrawFault::TooFew => Refusal::AlreadyDone.into(),
        DrawFault::NoSource => no("source", FieldRefusal::Missing),
        DrawFault::NoPublic => no("public", FieldRefusal::Missing),
        DrawFault::Twice
        | DrawFault::NotANonce
        | DrawFault::Commitment
        | DrawFault::Order => ActionError::broken(anyhow::anyhow!("draw: {fault}")),
    }
}
