//! Signing in and out. The one rule: afterwards a person is only ever sent to a path of this
//! site, whatever the address asked for.

use super::{From, No, form::FormPage};
use crate::{
    actions::account,
    http::{Answer, Ctx, Fail, Said, Typed, ctx::session_cookie},
    render::{
        Link,
        form::{FieldView, Input},
        parts::Action,
    },
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};

/// A path of this site, or nothing. Browsers read `//x` and `/\x` as another host and drop tabs
/// and line ends first, so none of these may stand anywhere.
pub(super) fn local(next: &str) -> Option<&str> {
    let safe = next.starts_with('/')
        && !next.starts_with("//")
        && !next.chars().any(|c| c == '\\' || c.is_control());
    safe.then_some(next)
}

fn onward(next: &str) -> Redirect {
    local(next).map_or_else(|| Redirect::to(&Link::Desk.path()), Redirect::to)
}

fn page(ctx: &Ctx, typed: &Typed, no: Option<&No>) -> FormPage {
    let fields = vec![
        FieldView::new(Input::Email, "address", "E-mail address").value(typed.get("address")),
        FieldView::new(Input::Password, "password", "Password"),
    ];
    let next = local(typed.get("next")).unwrap_or_default();
    let lead = if next.is_empty() { "" } else { "Then you go on to the page you wanted." };
    FormPage::new(ctx.shell("Sign in"), Link::SignIn, "Sign in", fields)
        .lead(lead)
        .next(next)
        .other(Action::go("I forgot my password", Link::Forgot))
        .other(Action::go("Create an account", Link::Register))
        .refused(no)
}

/// `GET /sign-in`.
pub(super) async fn ask(
    ctx: Ctx,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let Query(typed) = query.map_err(|_| Fail::unreadable(StatusCode::BAD_REQUEST))?;
    let typed = Typed(typed);
    if ctx.actor.person().is_some() {
        return Ok(onward(typed.get("next")).into_response());
    }
    ctx.page(&page(&ctx, &Typed(vec![("next".to_owned(), typed.get("next").to_owned())]), None))
}

/// `POST /sign-in`.
pub(super) async fn sign_in(ctx: Ctx, from: From, typed: Typed) -> Answer {
    let desk = &ctx.state.desk;
    let (address, password) = (typed.get("address"), typed.get("password"));
    match account::sign_in(desk, &from.0, address, password).await {
        Ok(session) => {
            let mut response = onward(typed.get("next")).into_response();
            let name = session_cookie(ctx.state.secure());
            let seconds = i64::from(desk.settings.session.absolute_hours) * 3600;
            ctx.put_cookie(&mut response, name, &session.key, seconds);
            Ok(response)
        }
        Err(err) => {
            let no = No::from_action(err)?;
            ctx.page_with(no.status, &page(&ctx, &typed, Some(&no)))
        }
    }
}

/// `POST /sign-out`.
pub(super) async fn sign_out(ctx: Ctx) -> Answer {
    if let Some(key) = &ctx.key {
        account::sign_out(&ctx.state.desk, &ctx.actor, key).await?;
    }
    let mut response = ctx.go(&Link::Home, Said::SignedOut);
    ctx.put_cookie(&mut response, session_cookie(ctx.state.secure()), "", 0);
    Ok(response)
}
