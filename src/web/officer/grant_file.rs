//! A funded project for the office: reports to accept, invoices to certify, money to propose, the
//! end. The one rule: each button calls one verb, and a refusal brings the page back.

use crate::{
    actions::{ActionError, certificate, grant_end, milestone, payment, project},
    domain::{
        access::{Act, Subject},
        agreement::AgreementStage,
        delivery::ReportStage,
        ids::{ApplicationId, DeliveryId, InstalmentId, OrganisationId},
        instalment::InstalmentStageKind,
        moment::BRUSSELS,
        money::Money,
        refusal::{FieldRefusal, Refusal},
        scored::DueWhen,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::grant::Report,
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FieldView, Input},
        parts::{Chip, Fact, NextLine},
        words,
    },
    web::grant::{self, Deed, FileRow, MilestoneRow, MoneyRow, Opened, ReportRow},
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct GrantFile {
    shell: Shell,
    chip: Chip,
    next: NextLine,
    refused: String,
    facts: Vec<Fact>,
    reports: Vec<ReportRow>,
    money: Vec<MoneyRow>,
    milestones: Vec<MilestoneRow>,
    files: Vec<FileRow>,
    deeds: Vec<Deed>,
    send: Link,
    agreement: Link,
}

async fn open(ctx: &Ctx, id: ApplicationId) -> Result<Opened, Fail> {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    grant::open(ctx, id, Act::SeeGrant).await
}

/// `GET /office/proposals/{id}/project`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let o = open(&ctx, id).await?;
    ctx.page(&page(&ctx, &o, &Typed::default(), None))
}

/// `POST /office/proposals/{id}/project`.
pub async fn post(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    open(&ctx, id).await?;
    match act(&ctx, id, &typed).await {
        Ok(said) => Ok(ctx.go(&Link::GrantFile(id), said)),
        Err(ActionError::Refused(refusal)) => {
            let o = open(&ctx, id).await?;
            ctx.page_with(StatusCode::CONFLICT, &page(&ctx, &o, &typed, Some(&refusal)))
        }
        Err(other) => Err(other.into()),
    }
}

async fn act(ctx: &Ctx, id: ApplicationId, typed: &Typed) -> Result<Said, ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let report = || typed.get("of").parse::<DeliveryId>().map_err(|_| ActionError::Unseen);
    let reason = typed.get("reason");
    let wrong = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    match typed.get("act") {
        "accept" => {
            project::accept(desk, actor, id, (report()?, seen)).await?;
            Ok(Said::GrantReportDecided)
        }
        "send_back" => {
            project::send_back(desk, actor, id, (report()?, seen), reason).await?;
            Ok(Said::GrantReportDecided)
        }
        "extend" => {
            let on = typed.get("due_on").trim().parse();
            let on = on.map_err(|_| wrong("due_on", FieldRefusal::NotADate))?;
            project::extend(desk, actor, id, (report()?, seen), on, reason).await?;
            Ok(Said::Saved)
        }
        "certify" => {
            let organisation: OrganisationId =
                typed.get("of").parse().map_err(|_| ActionError::Unseen)?;
            let amount = Money::parse_euro(typed.get("amount"));
            let amount = amount.ok_or_else(|| wrong("amount", FieldRefusal::NotAnAmount))?;
            certificate::certify(desk, actor, id, organisation, amount).await?;
            Ok(Said::Certified)
        }
        "service" => {
            let organisation: OrganisationId =
                typed.get("organisation").parse().map_err(|_| ActionError::Unseen)?;
            let value = Money::parse_euro(typed.get("value"));
            let value = value.ok_or_else(|| wrong("value", FieldRefusal::NotAnAmount))?;
            milestone::service(desk, actor, id, organisation, value).await?;
            Ok(Said::Saved)
        }
        "propose" => {
            let of: InstalmentId = typed.get("of").parse().map_err(|_| ActionError::Unseen)?;
            payment::propose(desk, actor, of).await?;
            Ok(Said::Proposed)
        }
        "end" => {
            grant_end::end(desk, actor, id, seen, reason).await?;
            Ok(Said::GrantOver)
        }
        "close" => {
            grant_end::close(desk, actor, id).await?;
            Ok(Said::GrantOver)
        }
        _unknown => Err(ActionError::Unseen),
    }
}

fn page(ctx: &Ctx, o: &Opened, typed: &Typed, refusal: Option<&Refusal>) -> GrantFile {
    let newest = o.shown();
    let chip = newest.map_or_else(
        || Chip::new(Tone::Warn, "no agreement yet"),
        |of| words::agreement_stage(of.stage),
    );
    let p = &o.stored.proposal;
    let amount = Money::sum(o.whole.partners.iter().map(|one| one.requested_cents));
    let mut facts = vec![Fact {
        href: Some(super::parts::ledger_file(p.call, p.id)),
        ..Fact::new("Grant", euro_text(amount.unwrap_or_default().cents()))
    }];
    for one in &o.whole.partners {
        facts.push(Fact {
            href: Some(Link::OrganisationMoney(one.organisation_id).into()),
            ..Fact::new(one.name.clone(), euro_text(one.requested_cents.cents()))
        });
    }
    let says = match (&o.whole.consortium, o.lacks_consortium()) {
        (Some(signed), _) => crate::render::day_text(signed.signed_on),
        (None, true) => "missing: nothing can be paid".to_owned(),
        (None, false) => "not needed".to_owned(),
    };
    facts.push(Fact::new("Consortium agreement", says));
    for one in &o.whole.services {
        let whose = format!("Services in kind: {}", o.organisation(one.organisation));
        facts.push(Fact::new(whose, euro_text(one.cents)));
    }
    let officer = ctx.may(Act::ManageGrant, &o.subject());
    GrantFile {
        shell: ctx
            .shell(format!("Project {}: {}", o.name(), chip.label))
            .back(&o.call.call.title, Link::Overview(p.call))
            .back("Grants", Link::Grants(p.call))
            .back(&p.reference, Link::ProposalFile(p.id))
            .crumb("Project"),
        chip,
        next: next(o),
        refused: refusal.map(|why| words::refusal(why, BRUSSELS)).unwrap_or_default(),
        facts,
        reports: grant::reports(ctx, o),
        money: grant::money(ctx, o, true),
        milestones: grant::milestones(ctx, o),
        files: grant::files(o),
        deeds: if officer { deeds(o, typed) } else { Vec::new() },
        send: Link::GrantFile(o.id()),
        agreement: Link::GrantAgreement(o.id()),
    }
}

fn next(o: &Opened) -> NextLine {
    let line = |tone, says: String, detail: &str| NextLine {
        says,
        detail: detail.to_owned(),
        action: None,
        tone,
    };
    let Some(of) = o.at(AgreementStage::InForce) else {
        let says = match o.shown().map(|of| of.stage) {
            Some(AgreementStage::Ended) => "The grant was ended early",
            Some(AgreementStage::Closed) => "The grant is closed",
            Some(AgreementStage::Issued) => "Next: all parties sign the agreement",
            Some(AgreementStage::Draft | AgreementStage::InForce | AgreementStage::Superseded)
            | None => "Next: you prepare the agreement",
        };
        return line(Tone::Quiet, says.to_owned(), "");
    };
    let mut reports = o.whole.reports.iter();
    if let Some(report) = reports.find(|one| one.stage == ReportStage::Submitted) {
        let says = format!("Next: you read the {}", report.label.to_lowercase());
        return line(Tone::Info, says, "Accepting it makes due what waits for it.");
    }
    if o.lacks_consortium() {
        let says = "The consortium agreement is missing".to_owned();
        return line(Tone::Warn, says, "The lead adds it; until then nothing can be paid.");
    }
    let due = |one: &crate::queries::grant::Instalment| {
        one.instalment.stage.kind() == InstalmentStageKind::Due
    };
    if o.whole.instalments.iter().any(due) {
        let says = "Next: what is due is paid".to_owned();
        return line(Tone::Info, says, "Propose each payment; finance approves it.");
    }
    let says = format!("Version {} is in force; nothing waits for you", of.number);
    line(Tone::Good, says, "")
}

fn deeds(o: &Opened, typed: &Typed) -> Vec<Deed> {
    let Some(of) = o.at(AgreementStage::InForce) else { return Vec::new() };
    let mut all: Vec<Deed> =
        o.whole.reports.iter().flat_map(|report| of_report(report, typed)).collect();
    all.extend(certificates(o, typed));
    all.push(service(o, typed));
    let unpaid = o.whole.instalments.iter().any(|one| match one.instalment.stage.kind() {
        InstalmentStageKind::Planned | InstalmentStageKind::Due => true,
        InstalmentStageKind::Paid | InstalmentStageKind::Cancelled => false,
    });
    let open = o.whole.reports.iter().any(|one| one.stage != ReportStage::Accepted);
    if !unpaid && !open {
        let says = "Everything is accepted and paid. It closes by itself over night.";
        all.push(Deed::new("close", "", of.version, "Close the grant").says("Close", says).main());
    }
    let again = typed.get("act") == "end";
    let reason = FieldView::new(Input::Text, "reason", "Why is it ended?").with_id("f-reason-end");
    let reason = reason.value(if again { typed.get("reason") } else { "" });
    let mut end = Deed::new("end", "", of.version, "End the grant")
        .says(
            "End the grant early",
            "What is due is still paid. What is only promised is cancelled and comes free. The \
             organisations are told the reason. This can't be taken back.",
        )
        .ask(reason)
        .grave();
    end.open = again;
    all.push(end);
    all
}

fn service(o: &Opened, typed: &Typed) -> Deed {
    let again = typed.get("act") == "service";
    let kept = |field: &str| if again { typed.get(field) } else { "" };
    let firms = o.whole.partners.iter();
    let firms = firms.map(|one| (one.organisation_id.to_string(), one.name.clone()));
    let whose = FieldView::new(Input::Select, "organisation", "Who had it").options(firms);
    let value = FieldView::new(Input::Amount, "value", "Its value").unit("EUR");
    let mut deed = Deed::new("service", "", 0, "Record the service")
        .says("A service in kind", "Help of the partners of the project, kept beside the money.")
        .ask(whose.value(kept("organisation")))
        .ask(value.value(kept("value")));
    deed.open = again;
    deed
}

fn of_report(report: &Report, typed: &Typed) -> Vec<Deed> {
    let id = report.id.to_string();
    let name = report.label.to_lowercase();
    let again = |act: &str| typed.get("act") == act && typed.get("of") == id;
    let kept = |act: &str, field: &str| {
        if again(act) { typed.get(field).to_owned() } else { String::new() }
    };
    let reason = |act: &'static str, label: &str| {
        let field = FieldView::new(Input::Text, "reason", label);
        field.with_id(format!("f-{act}-{id}")).value(kept(act, "reason"))
    };
    match report.stage {
        ReportStage::Submitted => {
            let accept = Deed::new("accept", &id, report.version, "Accept the report")
                .says(format!("Accept the {name}"), format!("What waits for the {name} is due."))
                .main();
            let mut back = Deed::new("send_back", &id, report.version, "Send it back")
                .says(format!("Send the {name} back"), "The organisations read your reason.")
                .ask(reason("send_back", "What is missing?"));
            back.open = again("send_back");
            vec![accept, back]
        }
        ReportStage::Open | ReportStage::SentBack => {
            let day = FieldView::new(Input::Date, "due_on", "New day");
            let day = day.with_id(format!("f-day-{id}")).value(kept("extend", "due_on"));
            let mut extend = Deed::new("extend", &id, report.version, "Give more time")
                .says(format!("More time for the {name}"), "")
                .ask(day)
                .ask(reason("extend", "Why?"));
            extend.open = again("extend");
            vec![extend]
        }
        ReportStage::Accepted | ReportStage::Dropped => Vec::new(),
    }
}

/// A certificate for each organisation with invoices that wait for one.
fn certificates(o: &Opened, typed: &Typed) -> Vec<Deed> {
    let code = DueWhen::Certificate.code();
    let waiting = o.whole.instalments.iter().filter(|one| {
        let of = &one.instalment;
        of.condition == code && of.stage.kind() == InstalmentStageKind::Planned
    });
    let deed = |one: &crate::queries::grant::Instalment| {
        let payee = one.instalment.payee;
        let open =
            o.whole.invoices.iter().filter(|invoice| {
                invoice.organisation_id == payee && invoice.certified_at.is_none()
            });
        let invoiced = Money::sum(open.map(|invoice| invoice.amount_cents))?;
        if invoiced <= Money::ZERO {
            return None;
        }
        let most = invoiced.min(one.instalment.planned);
        let id = payee.to_string();
        let again = typed.get("act") == "certify" && typed.get("of") == id;
        let amount = if again { typed.get("amount").to_owned() } else { most.to_string() };
        let field = FieldView::new(Input::Amount, "amount", "Certified for payment").unit("EUR");
        let intro = format!(
            "Invoices over {} are in; {} was promised. The rest of the promise comes free.",
            euro_text(invoiced.cents()),
            euro_text(one.instalment.planned.cents())
        );
        let mut deed = Deed::new("certify", &id, 0, "Certify")
            .says(format!("Certify the invoices of {}", o.organisation(payee)), intro)
            .ask(field.with_id(format!("f-amount-{id}")).value(amount));
        deed.open = again;
        Some(deed)
    };
    waiting.filter_map(deed).collect()
}

impl Page for GrantFile {
    const TEMPLATE: &'static str = "pages/officer/grant_file.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            shell: Shell::sample("Project Warm yarn: in force"),
            chip: Chip::new(Tone::Good, "in force"),
            next: super::proposal::sample_next(),
            refused: "This can't be done now.".to_owned(),
            facts: vec![Fact::new("Grant", "€ 50,000.00")],
            reports: grant::sample_reports(),
            money: grant::sample_money(),
            milestones: grant::sample_milestones(),
            files: grant::sample_files(),
            deeds: vec![
                Deed::new("accept", "7", 2, "Accept the report").main(),
                Deed::new("end", "", 2, "End").ask(FieldView::new(Input::Text, "reason", "Why?")),
            ],
            send: Link::Home,
            agreement: Link::Home,
        };
        let bare = Self {
            shell: Shell::sample("Project Warm yarn: no agreement yet"),
            chip: Chip::new(Tone::Warn, "no agreement yet"),
            next: super::proposal::sample_next(),
            refused: String::new(),
            facts: Vec::new(),
            reports: Vec::new(),
            money: Vec::new(),
            milestones: Vec::new(),
            files: Vec::new(),
            deeds: Vec::new(),
            send: Link::Home,
            agreement: Link::Home,
        };
        vec![full, bare]
    }
}
