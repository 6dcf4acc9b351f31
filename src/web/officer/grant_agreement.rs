//! The office prepares an agreement, reads it as it will be, and sends it out. The one rule: the
//! preview is the text that will be signed, made by the function that freezes it.

use crate::{
    actions::{
        ActionError,
        agreement::{self, Draft, Terms},
    },
    domain::{
        access::{Act, Subject},
        agreement::{AgreementStage, default_partner},
        ids::{ApplicationId, ContractingPartnerId},
        moment::BRUSSELS,
        money::Money,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        grant::{self as read, Agreement, Contracting},
        proposal::{ProposalForm, answers, as_map},
    },
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        moment_text,
        parts::{Chip, Download, Fact, NextLine, Signature},
        words,
    },
    web::grant::{self, Deed, Opened},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct GrantAgreement {
    shell: Shell,
    chip: Chip,
    next: NextLine,
    refused: String,
    facts: Vec<Fact>,
    /// As it will be, or as it is.
    preview: Vec<String>,
    signs: Vec<Signature>,
    downloads: Vec<Download>,
    copies: Link,
    deeds: Vec<Deed>,
    send: Link,
    project: Link,
    contracting: Link,
}

/// `GET /office/proposals/{id}/agreement`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let o = open(&ctx, id).await?;
    let page = page(&ctx, &o, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn open(ctx: &Ctx, id: ApplicationId) -> Result<Opened, Fail> {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    grant::open(ctx, id, Act::SeeGrant).await
}

/// `POST /office/proposals/{id}/agreement`.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    open(&ctx, id).await?;
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let done = match typed.get("act") {
        "prepare" => match draft(&typed) {
            Ok(draft) => {
                agreement::prepare(desk, actor, id, &draft).await.map(|_| Said::AgreementPrepared)
            }
            Err(refusal) => Err(ActionError::Refused(refusal)),
        },
        "issue" => agreement::issue(desk, actor, id, seen).await.map(|()| Said::AgreementIssued),
        "recall" => {
            let reason = typed.get("reason");
            let done = agreement::recall(desk, actor, id, seen, reason).await;
            done.map(|()| Said::AgreementRecalled)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(said) => Ok(ctx.go(&Link::GrantAgreement(id), said)),
        Err(ActionError::Refused(refusal)) => {
            let o = open(&ctx, id).await?;
            let page = page(&ctx, &o, &typed, Some(&refusal)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

fn draft(typed: &Typed) -> Result<Draft, Refusal> {
    let wrong = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    let starts_on = typed.get("starts_on").trim().parse();
    Ok(Draft {
        contracting: typed.get("contracting").parse().ok(),
        plan: typed.get("plan").to_owned(),
        starts_on: starts_on.map_err(|_| wrong("starts_on", FieldRefusal::NotADate))?,
        months: typed.number("months").ok_or_else(|| wrong("months", FieldRefusal::NotANumber))?,
        template: typed.get("template").to_owned(),
        reason: typed.get("reason").to_owned(),
    })
}

async fn page(
    ctx: &Ctx,
    o: &Opened,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<GrantAgreement, Fail> {
    let database = &ctx.state.desk.database;
    let partners = read::contracting(database, o.stored.proposal.call).await?;
    let contract = as_map(&answers(database, o.id(), ProposalForm::Contract).await?);
    let (proposal, draft) = (&o.stored.proposal, o.at(AgreementStage::Draft));
    let newest = o.whole.agreements.first();
    let chip = newest.map_or_else(
        || Chip::new(Tone::Warn, "to prepare"),
        |one| words::agreement_stage(one.stage),
    );
    let officer = ctx.may(Act::ManageGrant, &o.subject());
    let start = Start { contract: &contract, partners: &partners, typed };
    let deeds = if officer { deeds(o, &start) } else { Vec::new() };
    let mut facts = Vec::new();
    if let Some(of) = newest {
        facts.push(Fact::new("Version", of.number.to_string()));
        facts.extend(of.issued_at.map(|at| Fact::new("Sent", moment_text(at, BRUSSELS))));
        facts.extend(of.in_force_at.map(|at| Fact::new("In force", moment_text(at, BRUSSELS))));
        facts.extend(
            of.changes
                .iter()
                .map(|one| Fact::new(one.what.clone(), format!("{} → {}", one.old, one.new))),
        );
    }
    let name = o.name();
    Ok(GrantAgreement {
        shell: ctx
            .shell(format!("Agreement for {name}: {}", chip.label))
            .back(&o.call.call.title, Link::Overview(proposal.call))
            .back("Grants", Link::Grants(proposal.call))
            .back(&proposal.reference, Link::ProposalFile(proposal.id))
            .crumb("Agreement"),
        next: next(o, &partners, &contract, draft),
        refused: refusal.map(|why| words::refusal(why, BRUSSELS)).unwrap_or_default(),
        preview: preview(o, newest),
        signs: o.shown().map(|of| o.signs(of)).unwrap_or_default(),
        downloads: grant::amendment::links(ctx, o).await?,
        copies: Link::Agreement(o.id()),
        facts,
        deeds,
        send: Link::GrantAgreement(o.id()),
        project: Link::GrantFile(o.id()),
        contracting: Link::Contracting(proposal.call),
        chip,
    })
}

/// The text of the newest version: frozen, or filled as it will be frozen.
fn preview(o: &Opened, newest: Option<&Agreement>) -> Vec<String> {
    let given = newest.and_then(|of| Some((of, o.whole.gives(of)?)));
    let Some((of, contracting)) = given else { return Vec::new() };
    let text = if of.stage == AgreementStage::Draft {
        let amount = Money::sum(o.whole.partners.iter().map(|one| one.requested_cents));
        let terms = Terms {
            proposal: &o.stored.proposal,
            call: &o.call.call.title,
            programme: &o.programme,
            partners: &o.whole.partners,
            contracting,
            amount: amount.unwrap_or_default(),
        };
        agreement::filled(&terms, of).unwrap_or_else(|_| of.template.clone())
    } else {
        of.text.clone()
    };
    text.split("\n\n").map(ToOwned::to_owned).collect()
}

fn next(
    o: &Opened,
    partners: &[Contracting],
    contract: &crate::domain::form::Answers,
    draft: Option<&Agreement>,
) -> NextLine {
    let line = |tone, says: &str, detail: &str| NextLine {
        says: says.to_owned(),
        detail: detail.to_owned(),
        action: None,
        tone,
    };
    if o.at(AgreementStage::Issued).is_some() {
        let detail = "Each signs on a page of their own; you see below who is missing.";
        return line(Tone::Quiet, "Next: all parties sign", detail);
    }
    if partners.is_empty() {
        let detail = "Add a contracting partner of the project first.";
        return line(Tone::Warn, "Nobody signs agreements in this call yet", detail);
    }
    if draft.is_some() {
        return line(Tone::Info, "Next: read the preview, then send it out", "");
    }
    if o.at(AgreementStage::InForce).is_some() {
        return line(Tone::Good, "The agreement is in force", "An amendment is a new version.");
    }
    if contract.is_empty() {
        let says = "Next: the lead answers what is asked before the agreement";
        return line(Tone::Quiet, says, "You can prepare it meanwhile.");
    }
    line(Tone::Info, "Next: you prepare the agreement", "")
}

/// What a new draft starts from.
struct Start<'s> {
    contract: &'s crate::domain::form::Answers,
    partners: &'s [Contracting],
    typed: &'s Typed,
}

fn deeds(o: &Opened, start: &Start<'_>) -> Vec<Deed> {
    let typed = start.typed;
    if let Some(issued) = o.at(AgreementStage::Issued) {
        let reason = FieldView::new(Input::Text, "reason", "Why is it called back?");
        let recall = Deed::new("recall", "", issued.version, "Call it back")
            .says("Call it back", "Before all have signed. Prepare a new version then.")
            .ask(reason.value(typed.get("reason")))
            .grave();
        return vec![recall];
    }
    let over = o.whole.agreements.iter().any(|one| match one.stage {
        AgreementStage::Ended => one.in_force_at.is_some(),
        AgreementStage::Closed => true,
        AgreementStage::Draft
        | AgreementStage::Issued
        | AgreementStage::InForce
        | AgreementStage::Superseded => false,
    });
    if over {
        return Vec::new();
    }
    let draft = o.at(AgreementStage::Draft);
    let issue = draft.map(|draft| {
        let intro = "Freezes this text and tells all who sign by mail. It can be called back \
                     until the last has signed.";
        let deed = Deed::new("issue", "", draft.version, "Send it out for signature");
        deed.says("Send it out", intro).main()
    });
    issue.into_iter().chain([prepare(o, start, draft)]).collect()
}

fn prepare(o: &Opened, start: &Start<'_>, draft: Option<&Agreement>) -> Deed {
    let typed = start.typed;
    let before = o.at(AgreementStage::InForce);
    let from = draft.or(before);
    let value = |name: &str, otherwise: String| {
        if typed.get(name).is_empty() { otherwise } else { typed.get(name).to_owned() }
    };
    let places: Vec<(ContractingPartnerId, &str)> =
        start.partners.iter().map(|one| (one.id, one.country.as_str())).collect();
    let lead = o.whole.partners.first().map_or("", |one| one.country.as_str());
    let usual = from.map(|one| one.contracting).or_else(|| default_partner(&places, lead));
    let usual = usual.map(|id| id.to_string()).unwrap_or_default();
    let partners = start.partners.iter().map(|one| (one.id.to_string(), one.name.clone()));
    let plans = o.kind().map(|kind| kind.plans.as_slice()).unwrap_or_default();
    let plan = from.map(|one| one.plan.clone());
    let plan = plan.or_else(|| plans.first().map(|plan| plan.key.clone())).unwrap_or_default();
    let answer = |key: &str| start.contract.get(key).cloned().unwrap_or_default();
    let starts_on = from.map_or_else(|| answer("start_on"), |one| one.starts_on.to_string());
    let months = from.map(|one| one.months.to_string());
    let most = o.kind().and_then(|kind| kind.months_max).unwrap_or(6);
    let template = draft.map_or_else(
        || agreement::template(&o.programme, before.is_some()),
        |one| one.template.clone(),
    );
    let title = match (before.is_some(), draft.is_some()) {
        (true, false) => "Prepare an amendment",
        (false, false) => "Prepare the agreement",
        (_, true) => "Change what is prepared",
    };
    let mut deed = Deed::new("prepare", "", 0, "Keep as a draft")
        .says(title, "Nobody outside the office sees it before it is sent out.")
        .ask(
            FieldView::new(Input::Select, "contracting", "Who signs for the project")
                .options(partners)
                .value(value("contracting", usual)),
        );
    deed.open = draft.is_none() && before.is_none() || typed.get("act") == "prepare";
    if before.is_none() {
        let all = plans.iter().map(|plan| (plan.key.clone(), plan.label.clone()));
        let field = FieldView::new(Input::Select, "plan", "How it is paid").options(all);
        deed = deed.ask(field.value(value("plan", plan)));
    } else {
        let reason = from.map(|one| one.reason.clone()).unwrap_or_default();
        let field = FieldView::new(Input::Text, "reason", "Why is it amended?");
        deed = deed.ask(field.hint("It stands in the text.").value(value("reason", reason)));
    }
    deed.ask(
        FieldView::new(Input::Date, "starts_on", "First day of the work")
            .value(value("starts_on", starts_on)),
    )
    .ask(
        FieldView::new(Input::Number, "months", "How many months")
            .value(value("months", months.unwrap_or_else(|| most.to_string()))),
    )
    .ask(
        FieldView::new(Input::Text, "template", "Text")
            .hint("A blank line begins a new paragraph. Words in {{ }} are filled in.")
            .value(value("template", template)),
    )
}

impl Page for GrantAgreement {
    const TEMPLATE: &'static str = "pages/officer/grant_agreement.html";
    fn samples() -> Vec<Self> {
        let page = |deeds, signs, refused: &str| Self {
            shell: Shell::sample("Agreement for Warm yarn: being prepared"),
            chip: Chip::new(Tone::Quiet, "being prepared"),
            next: super::proposal::sample_next(),
            refused: refused.to_owned(),
            facts: vec![Fact::new("Version", "1")],
            preview: vec!["1. Subject.".to_owned()],
            signs,
            downloads: Vec::new(),
            copies: Link::Home,
            deeds,
            send: Link::Home,
            project: Link::Home,
            contracting: Link::Home,
        };
        let field = FieldView::new(Input::Text, "template", "Text");
        let deeds = vec![
            Deed::new("issue", "", 1, "Send it out").says("Send it out", "Freezes it.").main(),
            Deed::new("prepare", "", 0, "Keep as a draft").ask(field).grave(),
        ];
        let sign = Signature {
            party: "Tecnotex Lda".to_owned(),
            by: None,
            at: None,
            detail: String::new(),
        };
        vec![page(deeds, vec![sign], "Choose one."), page(Vec::new(), Vec::new(), "")]
    }
}
