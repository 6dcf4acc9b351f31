//! A new account and the confirmation of its address. The one rule: the mailed link only shows a
//! button, because mail scanners follow links; the button confirms.

use super::{
    From, No,
    form::{FormPage, NoticePage},
};
use crate::{
    actions::account::{self, PASSWORD_MIN, Registration},
    http::{Answer, Ctx, Said, Typed},
    render::{
        Link,
        form::{FieldView, Input},
        parts::Action,
        words,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};

/// What a new password has to be, in words.
pub(super) fn password_hint() -> String {
    format!(
        "At least {PASSWORD_MIN} characters. Four unrelated words are easy to keep and hard to \
         guess."
    )
}

fn page(ctx: &Ctx, typed: &Typed, no: Option<&No>) -> FormPage {
    let of = |name: &str| no.and_then(|no| no.of_field(name));
    let fields = vec![
        FieldView::new(Input::Line, "name", "Your full name")
            .hint("It stands under what you sign.")
            .autocomplete("name")
            .value(typed.get("name"))
            .fault(of("name")),
        FieldView::new(Input::Email, "address", "Your e-mail address")
            .hint("We send a link there to confirm it, and later what concerns your applications.")
            .value(typed.get("address"))
            .fault(of("address")),
        FieldView::new(Input::NewPassword, "password", "A password")
            .hint(password_hint())
            .fault(of("password")),
    ];
    FormPage::new(ctx.shell("Create an account"), Link::Register, "Create the account", fields)
        .lead("For yourself, not for your organisation: you add that afterwards, with colleagues.")
        .other(Action::go("I have an account", Link::SignIn))
        .refused(no)
}

/// `GET /register`.
pub(super) async fn ask(ctx: Ctx) -> Answer {
    if ctx.actor.person().is_some() {
        return Ok(Redirect::to(&Link::Desk.path()).into_response());
    }
    ctx.page(&page(&ctx, &Typed::default(), None))
}

/// `POST /register`.
pub(super) async fn register(ctx: Ctx, from: From, typed: Typed) -> Answer {
    let form = Registration {
        address: typed.get("address").to_owned(),
        name: typed.get("name").to_owned(),
        password: typed.get("password").to_owned(),
    };
    match account::register(&ctx.state.desk, &from.0, form).await {
        Ok(()) => Ok(Redirect::to(&Link::VerifySent.path()).into_response()),
        Err(err) => {
            let no = No::from_action(err)?;
            ctx.page_with(no.status, &page(&ctx, &typed, Some(&no)))
        }
    }
}

/// `GET /register/sent`.
pub(super) async fn sent(ctx: Ctx) -> Answer {
    let shell = ctx.shell("Look into your mail");
    let says = vec![
        "We have sent a link to the address you gave. Open it within 48 hours to confirm the \
         address; then you can sign in."
            .to_owned(),
        "Nothing came? Look into the folder for unwanted mail, check the address, and register \
         again if it was mistyped."
            .to_owned(),
    ];
    ctx.page(&NoticePage { shell, says, action: None })
}

/// `GET /verify/{token}`: the same page for any token.
pub(super) async fn confirm(ctx: Ctx, Path(token): Path<String>) -> Answer {
    let shell = ctx.shell("Confirm your address");
    let says = vec!["One press, and your account is ready.".to_owned()];
    let action = Some(Action::act("Confirm my address", Link::Verify(token)));
    ctx.page(&NoticePage { shell, says, action })
}

/// `POST /verify/{token}`.
pub(super) async fn verify(ctx: Ctx, Path(token): Path<String>) -> Answer {
    match account::verify(&ctx.state.desk, &token).await {
        Ok(_) => Ok(ctx.go(&Link::SignIn, Said::Verified)),
        Err(err) => {
            let no = No::from_action(err)?;
            let shell = ctx.shell("This link does not work any more");
            let says = vec![
                words::refusal(&no.refusal, shell.zone),
                "A new password, asked for with the same address, confirms it too.".to_owned(),
            ];
            let action = Some(Action::go("Ask for a new link", Link::Forgot));
            ctx.page_with(no.status, &NoticePage { shell, says, action })
        }
    }
}
