//! Starting a proposal: for which organisation, for which voucher. The one rule: a draft of the
//! same lead and type that is still open is continued, never doubled.

use super::sum;
use crate::{
    actions::{ActionError, proposal},
    domain::{
        access::{Act, Subject},
        ids::{CallId, OrganisationId},
        refusal::Refusal,
        scored::{ScoredProgramme, VoucherType},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::proposal::{self as read, Mine, StoredCall},
    render::{
        Link, Page, Shell, Tone, count_text, euro_text,
        form::{FieldView, Input},
        moment_text,
        parts::Fact,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Start {
    shell: Shell,
    /// None when the reader writes for no organisation.
    organisation: Option<FieldView>,
    kind: FieldView,
    kinds: Vec<KindView>,
    mine: Vec<Fact>,
    new_organisation: Link,
    send: Link,
    deadline: String,
    is_open: bool,
}

#[derive(Debug, Serialize)]
struct KindView {
    label: String,
    summary: String,
    facts: Vec<Fact>,
}

/// Shows the choice.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    ctx.page(&build(&ctx, id, &Typed::default()).await?)
}

/// Starts the draft, or continues the one that is there.
pub async fn start(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    ctx.person()?;
    let organisation: Option<OrganisationId> = typed.get("organisation").parse().ok();
    let kind = typed.get("type");
    let Some(organisation) = organisation.filter(|_| !kind.is_empty()) else {
        let mut page = build(&ctx, id, &typed).await?;
        page.shell = page.shell.flash(Tone::Warn, "Choose the organisation and the voucher.");
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match proposal::start(&ctx.state.desk, &ctx.actor, id, organisation, kind).await {
        Ok(proposal) => Ok(ctx.go(&Link::Proposal(proposal), Said::ProposalStarted)),
        Err(ActionError::Refused(Refusal::DraftExists { application })) => {
            Ok(ctx.go(&Link::Proposal(application), Said::DraftContinued))
        }
        Err(ActionError::Refused(refusal)) => {
            let mut page = build(&ctx, id, &typed).await?;
            let says = words::refusal(&refusal, page.shell.zone);
            page.shell = page.shell.flash(Tone::Warn, says);
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(ctx: &Ctx, id: CallId, typed: &Typed) -> Result<Start, Fail> {
    let person = ctx.person()?;
    let desk = &ctx.state.desk;
    let call = read::call(&desk.database, id).await?;
    ctx.need(Act::SeeCall, &Subject::Call { public: call.call.is_public() })?;
    let programme = desk.scored(&call)?;
    let mine = read::mine(&desk.database, id, person).await?;
    let shell = ctx
        .shell(format!("Apply: {}", programme.title))
        .back(call.call.title.clone(), Link::Call(id));
    let shell = match call.call.takes(ctx.now()) {
        Ok(()) => shell,
        Err(why) => {
            let says = words::refusal(&why, shell.zone);
            shell.flash(Tone::Warn, says)
        }
    };
    Ok(page(shell, &call, &programme, &mine, typed, call.call.takes(ctx.now()).is_ok()))
}

fn page(
    shell: Shell,
    call: &StoredCall,
    programme: &ScoredProgramme,
    mine: &[Mine],
    typed: &Typed,
    is_open: bool,
) -> Start {
    let only = match mine {
        [one] => one.id.to_string(),
        _several => typed.get("organisation").to_owned(),
    };
    let organisation = FieldView::new(Input::Select, "organisation", "Which organisation leads?")
        .hint("It writes and hands in. Partners are invited afterwards.")
        .options(mine.iter().map(|one| (one.id.to_string(), one.name.clone())))
        .value(only);
    let kind = FieldView::new(Input::Choice, "type", "Which voucher?")
        .options(programme.types.iter().map(|kind| (kind.key.clone(), kind.label.clone())))
        .value(typed.get("type"));
    let used = |one: &Mine| {
        let cap = programme.caps.per_organisation.map_or_else(String::new, |cap| {
            let left = cap.cents().saturating_sub(one.granted_cents.cents()).max(0);
            format!(
                "{} of {} granted before, {} left. ",
                euro_text(one.granted_cents.cents()),
                euro_text(cap.cents()),
                euro_text(left)
            )
        });
        let here = count_text(one.proposals, "proposal", "proposals");
        Fact::new(one.name.clone(), format!("{cap}In {here} of this call."))
    };
    Start {
        deadline: moment_text(call.call.deadline, shell.zone),
        shell,
        organisation: (!mine.is_empty()).then_some(organisation),
        kind,
        kinds: programme.types.iter().map(view).collect(),
        mine: mine.iter().map(used).collect(),
        new_organisation: Link::OrganisationNew,
        send: Link::ProposalNew(call.call.id),
        is_open,
    }
}

fn view(kind: &VoucherType) -> KindView {
    KindView { label: kind.label.clone(), summary: kind.summary.clone(), facts: sum::about(kind) }
}

impl Page for Start {
    const TEMPLATE: &'static str = "pages/applicant/proposal/start.html";
    fn samples() -> Vec<Self> {
        let organisation =
            FieldView::new(Input::Select, "organisation", "Which organisation leads?")
                .options([("1", "Tecnotex Lda")])
                .value("1");
        let kind = FieldView::new(Input::Choice, "type", "Which voucher?")
            .options([("small", "Innovation support voucher")]);
        let page = |organisation, is_open| Self {
            shell: Shell::sample("Apply: INNOSUP-1 vouchers"),
            organisation,
            kind: kind.clone(),
            kinds: vec![KindView {
                label: "Innovation support voucher".to_owned(),
                summary: "For one SME that buys an innovation service.".to_owned(),
                facts: vec![Fact::new("Sum", "\u{20ac}\u{a0}500 to \u{20ac}\u{a0}5,000")],
            }],
            mine: vec![Fact::new("Tecnotex Lda", "In 1 proposal of this call.")],
            new_organisation: Link::OrganisationNew,
            send: Link::Home,
            deadline: "31 January 2027, 17:00 Brussels".to_owned(),
            is_open,
        };
        vec![page(Some(organisation), true), page(None, false)]
    }
}
