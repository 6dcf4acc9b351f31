//! What comes in: ids from the path and typed fields from a form. The one rule: an id that is no
//! id is "not found" like any other, and a form keeps every field as typed, in order.

use super::{Fail, state::AppState};
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
};
use std::str::FromStr;

/// An id from the path.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<T: FromStr + Send> FromRequestParts<AppState> for Id<T> {
    type Rejection = Fail;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fail> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Fail::not_found())?;
        text.parse().map(Self).map_err(|_| Fail::not_found())
    }
}

/// The fields of a posted form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The first value of a field; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
    /// All values of a field.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
    /// A number; `None` for anything else.
    pub fn number<N: FromStr>(&self, name: &str) -> Option<N> {
        self.get(name).trim().parse().ok()
    }
    /// The version a page had seen; a page without one is stale.
    pub fn seen(&self) -> i64 {
        self.number("seen").unwrap_or(-1)
    }
}

impl FromRequest<AppState> for Typed {
    type Rejection = Fail;
    async fn from_request(request: Request, state: &AppState) -> Result<Self, Fail> {
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|rejection| Fail::unreadable(rejection.status()))?;
        Ok(Self(fields))
    }
}
