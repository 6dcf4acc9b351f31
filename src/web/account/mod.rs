//! Accounts: register, confirm, sign in and out, a forgotten password, one's own page. The one
//! rule: no answer tells whether an address has an account.

mod form;
mod mine;
mod origin;
mod register;
mod reset;
mod sign_in;
#[cfg(test)]
mod tests;

use crate::{
    actions::ActionError,
    domain::refusal::{FieldRefusal, Refusal},
    http::{
        AppState, Fail,
        route::{both, get, post},
    },
    render::{
        links,
        page::{SampleCheck, check_samples},
    },
};
use axum::{
    Router,
    extract::{ConnectInfo, FromRequestParts},
    http::{StatusCode, request::Parts},
};
use std::net::SocketAddr;

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::REGISTER, both(register::ask, register::register))
        .route(links::VERIFY_SENT, get(register::sent))
        .route(links::VERIFY, both(register::confirm, register::verify))
        .route(links::SIGN_IN, both(sign_in::ask, sign_in::sign_in))
        .route(links::SIGN_OUT, post(sign_in::sign_out))
        .route(links::FORGOT, both(reset::ask, reset::forgot))
        .route(links::FORGOT_SENT, get(reset::sent))
        .route(links::RESET, both(reset::choose, reset::reset))
        .route(links::ACCOUNT, get(mine::show))
}

/// The sample checks of its pages.
pub fn pages() -> Vec<SampleCheck> {
    vec![
        check_samples::<form::FormPage>,
        check_samples::<form::NoticePage>,
        check_samples::<mine::MyAccount>,
    ]
}

/// The network address a request came from, for the limits on tries.
struct From(String);

impl FromRequestParts<AppState> for From {
    type Rejection = Fail;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fail> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Ok(Self("unknown".to_owned()));
        };
        let trusted = &state.desk.settings.server.trusted_proxy;
        Ok(Self(origin::origin(peer.ip(), &parts.headers, trusted).to_string()))
    }
}

/// Why a form comes back.
struct No {
    status: StatusCode,
    refusal: Refusal,
}

impl No {
    /// A refusal the form shows; anything else is a page of its own.
    fn from_action(err: ActionError) -> Result<Self, Fail> {
        match err {
            ActionError::Refused(refusal) => {
                let many = matches!(refusal, Refusal::TooManyTries { .. });
                let status = if many {
                    StatusCode::TOO_MANY_REQUESTS
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                Ok(Self { status, refusal })
            }
            other @ (ActionError::Forbidden | ActionError::Unseen | ActionError::Broken(_)) => {
                Err(other.into())
            }
        }
    }
    /// Why this field was not taken.
    fn of_field(&self, name: &str) -> Option<&FieldRefusal> {
        let Refusal::FieldRefused { field, why } = &self.refusal else { return None };
        (field == name).then_some(why)
    }
}
