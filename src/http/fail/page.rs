//! A `Fail` as the page a person sees, in the frame of whoever asked. The one rule: the page says
//! what to do next; what broke is in the log, under the reference the page shows.

use super::{Fail, Why};
use crate::{
    http::{AppState, Ctx},
    render::{
        Link, Page,
        errors::{Broken, Forbidden, NotFound, Refused},
        parts::Action,
        words,
    },
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

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
        // A page with its own words: a form that comes back with what is wrong.
        None if is_page(&response) => return response,
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

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
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
