//! Who asks, and the frame of the page they get. The one rule: a handler learns of the person only
//! through this, and a page for somebody is never shown to nobody.

use super::{Answer, AppState, Fail, Said};
use crate::{
    actions::account,
    domain::{
        access::{Act, Actor, Subject, may},
        ids::{OrganisationId, PersonId},
        moment::Moment,
        person::StaffRole,
    },
    render::{Link, Page, Shell},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::Cookie;

/// Who asks, for one request.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The desk and the templates.
    pub state: AppState,
    /// Who, with roles and memberships.
    pub actor: Actor,
    /// The person's name.
    pub name: Option<String>,
    /// When the session ends unless renewed.
    pub session_ends: Option<Moment>,
    /// The session's key, for signing out.
    pub key: Option<String>,
    /// Path and query asked for.
    pub path: String,
    said: Option<Said>,
}

const FLASH: &str = "convoca_said";

/// The session cookie's name; the prefix binds it to this host over TLS.
pub const fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-convoca" } else { "convoca" }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

impl Ctx {
    /// Reads the cookies of a request.
    pub async fn load(state: &AppState, headers: &HeaderMap, uri: &Uri) -> Result<Self, Fail> {
        let mut ctx = Self::nobody(state, uri);
        ctx.said = cookie(headers, FLASH).and_then(|code| Said::from_code(&code));
        let Some(key) = cookie(headers, session_cookie(state.secure())) else { return Ok(ctx) };
        if let Some((session, actor)) = account::whose(&state.desk, &key).await? {
            ctx.actor = actor;
            ctx.name = Some(session.name);
            ctx.session_ends = Some(session.expires_at);
            ctx.key = Some(key);
        }
        Ok(ctx)
    }
    /// Nobody in particular.
    pub fn nobody(state: &AppState, uri: &Uri) -> Self {
        Self {
            state: state.clone(),
            actor: Actor::nobody(),
            name: None,
            session_ends: None,
            key: None,
            path: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            said: None,
        }
    }
    /// The signed-in person, or "sign in first".
    pub fn person(&self) -> Result<PersonId, Fail> {
        self.actor.person().ok_or_else(Fail::sign_in)
    }
    /// Stops here unless this is allowed; nobody is asked to sign in.
    pub fn need(&self, act: Act, subject: &Subject) -> Result<(), Fail> {
        self.person()?;
        crate::domain::access::permit(&self.actor, act, subject)?;
        Ok(())
    }
    /// Whether this is allowed; for showing a button.
    pub fn may(&self, act: Act, subject: &Subject) -> bool {
        may(&self.actor, act, subject)
    }
    /// Now.
    pub fn now(&self) -> Moment {
        self.state.desk.now()
    }
    /// A short text that finds this moment in the log.
    pub fn reference(&self) -> String {
        crate::domain::paper::hex(&self.state.desk.chance.bytes::<4>())
    }
    /// The frame of a page with this heading.
    pub fn shell(&self, title: impl Into<String>) -> Shell {
        let mut shell = Shell::new(title, self.now(), &self.state.office());
        shell.demo = self.state.desk.settings.instance.mailbox_page;
        shell.session_ends = self.session_ends;
        shell.flash = self.said.map(Said::flash);
        let here = self.here();
        shell = shell.nav("Calls", Link::Home, &here);
        if let Some(name) = &self.name {
            shell = shell.nav("My work", Link::Desk, &here);
            shell = shell.nav("My organisations", Link::Organisations, &here);
            if self.actor.reads_all() {
                shell = shell.nav("Office", Link::OfficerCalls, &here);
            }
            if self.may(Act::SeePayments, &Subject::Office) {
                shell = shell.nav("Bank", Link::Batches, &here);
            }
            if self.may(Act::ManageOutbox, &Subject::Office) {
                shell = shell.nav("Mails", Link::Outbox, &here);
            }
            if self.may(Act::SeeAudit, &Subject::Office) {
                shell = shell.nav("Audit", Link::AuditLog, &here);
            }
            if self.actor.has(StaffRole::Admin) {
                shell = shell.nav("People", Link::People, &here);
            }
            shell = shell.who(name.clone());
        }
        shell
    }
    /// A page of an organisation that somebody of the office is no member of.
    fn reads_for_the_office(&self, path: &str) -> bool {
        let of = path.split('/').nth(2).and_then(|id| id.parse::<OrganisationId>().ok());
        self.actor.reads_all() && of.is_some_and(|id| self.actor.role_in(id).is_none())
    }
    /// The navigation's entry this page stands under.
    fn here(&self) -> Link {
        let path = self.path.split('?').next().unwrap_or_default();
        match path.split('/').nth(1).unwrap_or_default() {
            // The office reads these of others; only its own stand under what is its own.
            "organisations" if self.reads_for_the_office(path) => Link::OfficerCalls,
            "recoveries" if self.actor.reads_all() => Link::OfficerCalls,
            "desk" | "applications" | "proposals" | "invitations" | "evaluation" | "expert"
            | "reports" | "recoveries" => Link::Desk,
            "organisations" => Link::Organisations,
            "office" if path.ends_with("/outbox") => Link::Outbox,
            "finance" if !path.starts_with("/finance/calls/") => Link::Batches,
            "office" | "finance" => Link::OfficerCalls,
            "audit" => Link::AuditLog,
            "people" => Link::People,
            "" | "calls" => Link::Home,
            _elsewhere => Link::Account,
        }
    }
    /// Renders a page; what was said once is not said again.
    pub fn page<P: Page>(&self, page: &P) -> Answer {
        self.page_with(axum::http::StatusCode::OK, page)
    }
    /// Renders a page with another status, for a form that comes back with faults.
    pub fn page_with<P: Page>(&self, status: axum::http::StatusCode, page: &P) -> Answer {
        let html = self.state.renderer.page(page)?;
        let mut response = (status, Html(html)).into_response();
        if self.said.is_some() {
            self.put_flash(&mut response, "", 0);
        }
        Ok(response)
    }
    /// Goes on to another page, which says this once.
    pub fn go(&self, to: &Link, said: Said) -> Response {
        self.go_to(&to.path(), said)
    }
    /// Goes on to a link with its query (`Link::with`).
    pub fn go_to(&self, path: &str, said: Said) -> Response {
        let mut response = Redirect::to(path).into_response();
        self.put_flash(&mut response, said.code(), 60);
        response
    }
    fn put_flash(&self, response: &mut Response, code: &str, seconds: i64) {
        self.put_cookie(response, FLASH, code, seconds);
    }
    /// Sets a cookie no script can read, for `seconds`; 0 removes it.
    pub fn put_cookie(&self, response: &mut Response, name: &str, value: &str, seconds: i64) {
        let secure = if self.state.secure() { "; Secure" } else { "" };
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

impl FromRequestParts<AppState> for Ctx {
    type Rejection = Fail;
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fail> {
        Self::load(state, &parts.headers, &parts.uri).await
    }
}
