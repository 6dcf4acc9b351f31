//! Pages for everyone: calls, the self-check, static files, health. The one rule: nothing here
//! needs an account, and a draft call is not there for people outside the office.

mod call;
mod check;
mod home;
mod results;
mod service;
#[cfg(test)]
mod tests;

use crate::{
    actions::Desk,
    domain::{
        access::{Act, Subject, permit},
        call::Call,
        ids::CallId,
        programme::Programme,
    },
    http::{AppState, Ctx, Fail},
    queries::{calls, quota},
    render::{
        links,
        page::{SampleCheck, check_samples},
    },
};
use axum::{Router, routing::get};
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::HOME, get(home::show))
        .route(links::CALL, get(call::show))
        .route(links::CALL_CHECK, get(check::show))
        .route(links::RESULTS, get(results::show))
        .route(links::STATIC, get(service::asset))
        .route(links::HEALTH, get(service::health))
        .route(links::READY, get(service::ready))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    vec![
        check_samples::<home::Home>,
        check_samples::<call::CallPage>,
        check_samples::<check::CheckPage>,
        check_samples::<results::Results>,
    ]
}

/// A call as its reader may see it, with its programme and its books.
struct Seen {
    call: Call,
    programme: Arc<Programme>,
    books: quota::Books,
}

async fn see(ctx: &Ctx, id: CallId) -> Result<Seen, Fail> {
    let desk: &Desk = &ctx.state.desk;
    let stored = calls::find(desk.database.reads(), id).await?;
    permit(&ctx.actor, Act::SeeCall, &Subject::Call { public: stored.call.is_public() })?;
    let programme = desk.programme(&stored)?;
    let books = quota::books(desk.database.reads(), id).await?;
    Ok(Seen { call: stored.call, programme, books })
}
