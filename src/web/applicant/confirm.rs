//! The two pages that ask before something final: confirm the match, withdraw. The one rule: what
//! is confirmed stands on the page, in full, with who and when.

use super::{file, file::Opened};
use crate::{
    actions::{ActionError, application},
    domain::{
        access::Act,
        application::{Stage, StageKind, Version, stage::Side},
        ids::ApplicationId,
        programme::answers,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::application::FormKind,
    render::{
        Link, Page, Shell, day_text,
        form::{ReadSection, read_form},
        parts::Fact,
    },
};
use serde::Serialize;

/// What the reader would confirm.
#[derive(Debug, Serialize)]
pub struct Match {
    shell: Shell,
    facts: Vec<Fact>,
    /// Goals and agenda.
    texts: Vec<Fact>,
    sections: Vec<ReadSection>,
    /// The reader can confirm now, for this organisation.
    whom: String,
    seen: i64,
    send: Link,
    file: Link,
}

/// For which side the reader may confirm what is not confirmed yet.
fn side(ctx: &Ctx, file: &Opened) -> Option<Side> {
    let subject = file.subject();
    match &file.stored.application.stage {
        Stage::Submitted { host_confirmed: None, .. } if ctx.may(Act::ConfirmAsHost, &subject) => {
            Some(Side::Host)
        }
        Stage::Submitted { visitor_confirmed: None, .. }
            if ctx.may(Act::ConfirmAsVisitor, &subject) =>
        {
            Some(Side::Visitor)
        }
        Stage::Submitted { .. }
        | Stage::Draft
        | Stage::Ineligible { .. }
        | Stage::Awarded(_)
        | Stage::Agreed { .. }
        | Stage::Reported { .. }
        | Stage::Validated { .. }
        | Stage::Feedback { .. }
        | Stage::Closed { .. }
        | Stage::Refused { .. }
        | Stage::Withdrawn { .. } => None,
    }
}

/// Shows what would be confirmed.
pub async fn show_match(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeFile).await?;
    if file.stored.application.stage.kind() != StageKind::Submitted {
        return Ok(ctx.go(&Link::Application(id), Said::NotWritable));
    }
    let given = file::given(&ctx, &file, FormKind::Application).await?;
    let assessed = file.assess(&ctx, &given.answers).await?;
    let text = |key: &str, label: &str| {
        Fact::new(label, given.answers.get(key).cloned().unwrap_or_default())
    };
    let stay = file.stored.application.stay;
    let days =
        assessed.working_days.map_or_else(String::new, |days| format!(" ({days} working days)"));
    let when = stay.map_or_else(String::new, |stay| {
        format!("{} to {}{days}", day_text(stay.from), day_text(stay.to))
    });
    let whom = match side(&ctx, &file) {
        Some(Side::Host) => file.host().to_owned(),
        Some(Side::Visitor) => file.visitor().to_owned(),
        None => String::new(),
    };
    let title = if whom.is_empty() {
        format!("{} visits {}", file.visitor(), file.host())
    } else {
        format!("Confirm that {} visits {}", file.visitor(), file.host())
    };
    let page = Match {
        shell: file.shell(&ctx, title),
        facts: vec![
            Fact::new("Visitor", file.visitor()),
            Fact::new("Host", file.host()),
            Fact::new("When", when),
            Fact::new("How", if file.stored.virtual_exchange { "online" } else { "in person" }),
        ],
        texts: vec![text(answers::GOALS, "Goals"), text(answers::AGENDA, "Agenda")],
        sections: read_form(
            &file.programme.form,
            &given.answers,
            &assessed.facts,
            ctx.may(Act::SeeAccountNumbers, &file.subject()),
        ),
        whom,
        seen: file.stored.application.version.0,
        send: Link::MatchConfirm(id),
        file: Link::Application(id),
    };
    ctx.page(&page)
}

/// Confirms it for the reader's side.
pub async fn confirm_match(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let file = file::open(&ctx, id, Act::SeeFile).await?;
    let back = Link::Application(id);
    // Without a side to confirm for, the action says why: done already, or not theirs.
    let host = ctx.may(Act::ConfirmAsHost, &file.subject());
    let side = side(&ctx, &file).unwrap_or(if host { Side::Host } else { Side::Visitor });
    let seen = Version(typed.seen());
    match application::confirm_match(&ctx.state.desk, &ctx.actor, id, side, seen).await {
        Ok(()) => Ok(ctx.go(&back, Said::MatchConfirmed)),
        Err(ActionError::Refused(Refusal::AlreadyDone)) => Ok(ctx.go(&back, Said::WasDone)),
        Err(err) => Err(Fail::from_action(err, Link::MatchConfirm(id))),
    }
}

/// Asks once more before an application is taken back for good.
#[derive(Debug, Serialize)]
pub struct Withdraw {
    shell: Shell,
    says: Vec<String>,
    /// It can still be taken back from here.
    can: bool,
    seen: i64,
    send: Link,
    file: Link,
}

/// Shows the question.
pub async fn show_withdraw(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::WriteFile).await?;
    let stage = file.stored.application.stage.kind();
    let can = super::next::can_withdraw(stage);
    let mut says = Vec::new();
    if !can {
        says.push("It has gone too far to be taken back here. Write to the office.".to_owned());
    } else if stage == StageKind::Draft {
        says.push("The draft ends here. Nobody else has seen it, and nobody is told.".to_owned());
    } else {
        says.push(format!("{} and the programme office are told by mail.", file.host()));
        if stage.holds_award() {
            says.push("The money and the places reserved for it go to others.".to_owned());
        }
        says.push(
            "This can\u{2019}t be undone. While the call is open you may apply again.".to_owned(),
        );
    }
    let title = format!("Withdraw {}?", file.stored.application.reference);
    let page = Withdraw {
        shell: file.shell(&ctx, title),
        says,
        can,
        seen: file.stored.application.version.0,
        send: Link::ApplicationWithdraw(id),
        file: Link::Application(id),
    };
    ctx.page(&page)
}

/// Takes it back.
pub async fn withdraw(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    file::permitted(&ctx, id, Act::WriteFile).await?;
    let seen = Version(typed.seen());
    application::withdraw(&ctx.state.desk, &ctx.actor, id, seen)
        .await
        .map_err(|err| Fail::from_action(err, Link::Application(id)))?;
    Ok(ctx.go(&Link::Application(id), Said::Withdrawn))
}

impl Page for Match {
    const TEMPLATE: &'static str = "pages/applicant/match.html";
    fn samples() -> Vec<Self> {
        let page = |whom: &str| Self {
            shell: Shell::sample("Confirm that Tecnotex Lda visits Lodz Textile Cluster"),
            facts: vec![Fact::new("When", "1 March 2027 to 5 March 2027")],
            texts: vec![Fact::new("Goals", "See the dye house.")],
            sections: super::samples::read(),
            whom: whom.to_owned(),
            seen: 2,
            send: Link::Home,
            file: Link::Home,
        };
        vec![page("Lodz Textile Cluster"), page("")]
    }
}

impl Page for Withdraw {
    const TEMPLATE: &'static str = "pages/applicant/withdraw.html";
    fn samples() -> Vec<Self> {
        let page = |can| Self {
            shell: Shell::sample("Withdraw CXC-2026-0412?"),
            says: vec!["The host is told by mail.".to_owned()],
            can,
            seen: 2,
            send: Link::Home,
            file: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
