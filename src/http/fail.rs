//! What a handler answers when it can't: the only mapping from refusals to pages and statuses.
//! The one rule: what a person may not see and what is not there are the same page.

use super::{AppState, Ctx};
use crate::{
    actions::ActionError,
    domain::{access::Denied, refusal::Refusal},
    render::{
        Link, Page, RenderError,
        errors::{Broken, Forbidden, Kept, NotFound, Refused},
        parts::Action,
        words,
    },
    store::StoreError,
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

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
    /// An action's no, with where to go on.
    pub fn from_action(err: ActionError, back: Link) -> Self {
        match err {
            ActionError::Refused(refusal) => Self::refused(refusal, Vec::new(), Some(back)),
            other => other.into(),
        }
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

/// Turns a `Fail` into its page, in the frame of whoever asked.
pub async fn as_page(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = (parts.uri.clone(), parts.headers.clone(), parts.method.clone());
    let wants_json = parts
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json"));
    let response = next.run(Request::from_parts(parts, body)).await;
    let fail = match response.extensions().get::<Fail>() {
        Some(fail) => fail.clone(),
        None => match response.status() {
            // What the router and the layers answer by themselves gets the same pages.
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Fail::not_found(),
            status @ (StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::FORBIDDEN
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::BAD_REQUEST) => Fail::unreadable(status),
            _fine => return response,
        },
    };
    if wants_json {
        // The autosave script reads the status alone.
        return fail.status().into_response();
    }
    let (uri, headers, method) = asked;
    let ctx = Ctx::load(&state, &headers, &uri).await.unwrap_or_else(|_| Ctx::nobody(&state, &uri));
    fail.page(&ctx, method == axum::http::Method::GET)
}

impl Fail {
    fn page(&self, ctx: &Ctx, was_get: bool) -> Response {
        match &*self.0 {
            Why::NotFound => {
                self.show(ctx, &NotFound { shell: ctx.shell("This page is not here") })
            }
            Why::SignIn => {
                let next = if was_get { ctx.path.clone() } else { Link::Desk.path() };
                Redirect::to(&Link::SignIn.with(&[("next", &next)])).into_response()
            }
            Why::Forbidden => {
                let says = "You can see this, but doing it is for someone else: another role in \
                            your organisation, or the programme office."
                    .to_owned();
                self.show(ctx, &Forbidden { shell: ctx.shell("This is not yours to do"), says })
            }
            Why::Refused { refusal, kept, back } => {
                let shell = ctx.shell("This could not be done");
                let says = words::refusal(refusal, shell.zone);
                let link = words::refusal_link(refusal).or_else(|| back.clone());
                let action = link.map(|link| Action::go("Go on from here", link));
                self.show(ctx, &Refused { shell, says, action, kept: kept.clone() })
            }
            Why::Unreadable(status) => {
                let says = match *status {
                    StatusCode::PAYLOAD_TOO_LARGE => {
                        "What was sent is larger than this form takes. Send less at once."
                    }
                    StatusCode::REQUEST_TIMEOUT => {
                        "This took too long and was given up. Nothing was changed; try again."
                    }
                    StatusCode::FORBIDDEN => {
                        "This form came from another site and was not taken. Open the page here \
                         and send it again."
                    }
                    _other => {
                        "What was sent can't be read. Go back, reload the page and try again."
                    }
                };
                let shell = ctx.shell("This could not be read");
                let says = says.to_owned();
                self.show(ctx, &Refused { shell, says, action: None, kept: Vec::new() })
            }
            Why::Broken(err) => {
                let reference = ctx.reference();
                tracing::error!(reference, error = format!("{err:#}"), "a request failed");
                let shell = ctx.shell("Something went wrong on our side");
                self.show(ctx, &Broken { shell, reference, kept: Vec::new() })
            }
        }
    }
    fn show<P: Page>(&self, ctx: &Ctx, page: &P) -> Response {
        match ctx.state.renderer.page(page) {
            Ok(html) => (self.status(), axum::response::Html(html)).into_response(),
            Err(err) => {
                tracing::error!(error = %err, "the error page can't be rendered");
                self.status().into_response()
            }
        }
    }
}
