//! A forgotten password. The one rule: the answer is the same with an account and without.

use super::{
    From, No,
    form::{FormPage, NoticePage},
    register::password_hint,
};
use crate::{
    actions::account,
    http::{Answer, Ctx, Said, Typed},
    render::{
        Link,
        form::{FieldView, Input},
        parts::Action,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};

fn page(ctx: &Ctx, typed: &Typed, no: Option<&No>) -> FormPage {
    let field = FieldView::new(Input::Email, "address", "Your e-mail address")
        .value(typed.get("address"))
        .fault(no.and_then(|no| no.of_field("address")));
    FormPage::new(ctx.shell("A new password"), Link::Forgot, "Send me a link", vec![field])
        .lead("We send a link to this address. It is good for one hour.")
        .other(Action::go("Back to signing in", Link::SignIn))
        .refused(no)
}

/// `GET /forgot`.
pub(super) async fn ask(ctx: Ctx) -> Answer {
    ctx.page(&page(&ctx, &Typed::default(), None))
}

/// `POST /forgot`.
pub(super) async fn forgot(ctx: Ctx, from: From, typed: Typed) -> Answer {
    match account::forgot(&ctx.state.desk, &from.0, typed.get("address")).await {
        Ok(()) => Ok(Redirect::to(&Link::ForgotSent.path()).into_response()),
        Err(err) => {
            let no = No::from_action(err)?;
            ctx.page_with(no.status, &page(&ctx, &typed, Some(&no)))
        }
    }
}

/// `GET /forgot/sent`.
pub(super) async fn sent(ctx: Ctx) -> Answer {
    let shell = ctx.shell("Look into your mail");
    let says = vec![
        "If there is an account with this address, a link to set a new password is on its way. It \
         is good for one hour."
            .to_owned(),
        "Nothing came? Look into the folder for unwanted mail, or try another address of yours."
            .to_owned(),
    ];
    let action = Some(Action::go("Back to signing in", Link::SignIn));
    ctx.page(&NoticePage { shell, says, action })
}

fn new_password(ctx: &Ctx, token: String, no: Option<&No>) -> FormPage {
    let field = FieldView::new(Input::NewPassword, "password", "Your new password")
        .hint(password_hint())
        .fault(no.and_then(|no| no.of_field("password")));
    let form = FormPage::new(
        ctx.shell("Choose a new password"),
        Link::Reset(token),
        "Set the password",
        vec![field],
    );
    form.lead("You will be signed out everywhere else.")
        .other(Action::go("Ask for another link", Link::Forgot))
        .refused(no)
}

/// `GET /reset/{token}`: the same page for any token.
pub(super) async fn choose(ctx: Ctx, Path(token): Path<String>) -> Answer {
    ctx.page(&new_password(&ctx, token, None))
}

/// `POST /reset/{token}`.
pub(super) async fn reset(ctx: Ctx, Path(token): Path<String>, typed: Typed) -> Answer {
    let password = typed.get("password").to_owned();
    match account::reset(&ctx.state.desk, &token, password).await {
        Ok(()) => Ok(ctx.go(&Link::SignIn, Said::PasswordSet)),
        Err(err) => {
            let no = No::from_action(err)?;
            ctx.page_with(no.status, &new_password(&ctx, token, Some(&no)))
        }
    }
}
