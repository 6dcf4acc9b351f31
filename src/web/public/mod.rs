//! Pages for everyone: calls, the self-check, static files, health. The one rule: nothing here
//! needs an account, and a draft call is not there for people outside the office.

mod call;
mod check;
mod home;
mod results;
mod scored_call;
mod scored_check;
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
        scheme::Scheme,
        scored::ScoredProgramme,
    },
    http::{Answer, AppState, Ctx, Fail, Id, Typed, route::get},
    queries::{calls, quota},
    render::{
        links,
        page::{SampleCheck, check_samples},
    },
};
use axum::{
    Router,
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
};
use std::sync::Arc;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::HOME, get(home::show))
        .route(links::CALL, get(call_page))
        .route(links::CALL_CHECK, get(check_page))
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
        check_samples::<scored_call::ScoredCallPage>,
        check_samples::<scored_check::ScoredCheckPage>,
        check_samples::<results::Results>,
    ]
}

/// A call of exchanges as its reader may see it, with its programme and its books.
struct Seen {
    call: Call,
    programme: Arc<Programme>,
    books: quota::Books,
}

/// A scored call as its reader may see it.
struct ScoredSeen {
    call: Call,
    programme: Arc<ScoredProgramme>,
    books: quota::Books,
}

/// A call of either kind.
enum AnySeen {
    Exchange(Seen),
    Scored(ScoredSeen),
}

async fn see(ctx: &Ctx, id: CallId) -> Result<AnySeen, Fail> {
    let desk: &Desk = &ctx.state.desk;
    let stored = calls::find(desk.database.reads(), id).await?;
    permit(&ctx.actor, Act::SeeCall, &Subject::Call { public: stored.call.is_public() })?;
    let scheme = desk.scheme(&stored)?;
    let books = quota::own_books(desk.database.reads(), id).await?;
    let call = stored.call;
    Ok(match scheme {
        Scheme::Exchange(programme) => AnySeen::Exchange(Seen { call, programme, books }),
        Scheme::Scored(programme) => AnySeen::Scored(ScoredSeen { call, programme, books }),
    })
}

/// `GET /calls/{id}`.
async fn call_page(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    match see(&ctx, id).await? {
        AnySeen::Exchange(seen) => call::show(&ctx, &seen).await,
        AnySeen::Scored(seen) => scored_call::show(&ctx, &seen),
    }
}

/// `GET /calls/{id}/check`.
async fn check_page(
    ctx: Ctx,
    Id(id): Id<CallId>,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let Query(typed) = query.map_err(|_| Fail::unreadable(StatusCode::BAD_REQUEST))?;
    match see(&ctx, id).await? {
        AnySeen::Exchange(seen) => check::show(&ctx, &seen, Typed(typed)),
        AnySeen::Scored(seen) => scored_check::show(&ctx, &seen, Typed(typed)),
    }
}
