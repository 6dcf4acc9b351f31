//! What a handler answers when it can't: the only mapping from refusals to pages and statuses.
//! The one rule: what a person may not see and what is not there are the same page.

use crate::{
    actions::ActionError,
    domain::{access::Denied, refusal::Refusal},
    render::{Link, RenderError, errors::Kept},
    store::StoreError,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use std::sync::Arc;

mod page;
pub use page::as_page;

/// Why there is no page.
#[derive(Debug, Clone)]
pub struct Fail(Arc<Why>);

#[derive(Debug)]
enum Why {
    NotFound,
    SignIn,
    Forbidden,
    Refused { refusal: Refusal, kept: Vec<Kept>, back: Option<Link> },
    Unreadable(StatusCode),
    Broken(anyhow::Error),
}

impl Fail {
    /// Not there, or not for this person.
    pub fn not_found() -> Self {
        Self(Arc::new(Why::NotFound))
    }
    /// Nobody is signed in and the page is for somebody.
    pub fn sign_in() -> Self {
        Self(Arc::new(Why::SignIn))
    }
    /// The body can't be read: too large, cut off, of the wrong type.
    pub fn unreadable(status: StatusCode) -> Self {
        Self(Arc::new(Why::Unreadable(status)))
    }
    /// A rule said no; `kept` is what was typed, `back` where to go on.
    pub fn refused(refusal: Refusal, kept: Vec<Kept>, back: Option<Link>) -> Self {
        Self(Arc::new(Why::Refused { refusal, kept, back }))
    }
    /// The machine failed; it is logged and the person gets a number to name.
    pub fn broken(fault: impl Into<anyhow::Error>) -> Self {
        Self(Arc::new(Why::Broken(fault.into())))
    }
    /// An action's no, with where to go on.
    pub fn from_action(err: ActionError, back: Link) -> Self {
        if let ActionError::Refused(refusal) = err {
            return Self::refused(refusal, Vec::new(), Some(back));
        }
        err.into()
    }
    fn status(&self) -> StatusCode {
        match &*self.0 {
            Why::NotFound => StatusCode::NOT_FOUND,
            Why::SignIn => StatusCode::SEE_OTHER,
            Why::Forbidden => StatusCode::FORBIDDEN,
            Why::Refused { refusal: Refusal::TooManyTries { .. }, .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Why::Refused { refusal: Refusal::FileTooLarge { .. }, .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Why::Refused { refusal: Refusal::FileKind { .. }, .. } => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Why::Refused {
                refusal: Refusal::FormIncomplete { .. } | Refusal::FieldRefused { .. },
                ..
            } => StatusCode::UNPROCESSABLE_ENTITY,
            Why::Refused { .. } => StatusCode::CONFLICT,
            Why::Unreadable(status) => *status,
            Why::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<ActionError> for Fail {
    fn from(err: ActionError) -> Self {
        match err {
            ActionError::Refused(refusal) => Self::refused(refusal, Vec::new(), None),
            ActionError::Forbidden => Self(Arc::new(Why::Forbidden)),
            ActionError::Unseen => Self::not_found(),
            ActionError::Broken(err) => Self(Arc::new(Why::Broken(err))),
        }
    }
}

impl From<Denied> for Fail {
    fn from(denied: Denied) -> Self {
        ActionError::from(denied).into()
    }
}

impl From<StoreError> for Fail {
    fn from(err: StoreError) -> Self {
        ActionError::from(err).into()
    }
}

impl From<RenderError> for Fail {
    fn from(err: RenderError) -> Self {
        Self(Arc::new(Why::Broken(err.into())))
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
