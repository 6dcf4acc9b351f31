//! One payment: to whom, how much and why, who proposed and approved it, and what can be done. The
//! one rule: the whole account number is shown to finance officers only, and in no list.

use super::{claim, payments::due, remittance};
use crate::{
    actions::{ActionError, payment as verb},
    domain::{
        access::{Act, Subject},
        ids::{PaymentId, PersonId},
        moment::BRUSSELS,
        money::Money,
        payment::{PaymentStage, PaymentStageKind},
        refusal::{FieldRefusal, Refusal},
        scheme::Scheme,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        batches,
        payments::{self as query, Payment},
        proposal_file as proposal,
    },
    render::{
        Link, Page, Shell, Tone, day_text, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::{CalcLine, Chip, Download, Fact, Happened, calc_lines},
        words,
    },
    web::officer::{
        file::{Opened, Seen},
        parts::{self as office, AnyCall},
        stale,
    },
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

mod paid; // what it pays
use paid::{Paid, screened};

/// The page.
#[derive(Debug, Serialize)]
pub struct PaymentPage {
    shell: Shell,
    chip: Chip,
    due: Chip,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    downloads: Vec<Download>,
    account: Vec<Fact>,
    calc: Vec<CalcLine>,
    acts: Vec<ActForm>,
    action: String,
    seen: Seen,
    timeline: Vec<Happened>,
}

/// One thing to do.
#[derive(Debug, Serialize)]
struct ActForm {
    act: &'static str,
    button: &'static str,
    intro: String,
    fields: Vec<FieldView>,
    main: bool,
    open: bool,
}

/// A payment with its file, for whoever may see both.
struct Loaded {
    payment: Payment,
    file: Paid,
    office: AnyCall,
    names: BTreeMap<PersonId, String>,
    payee: String,
    label: String,
    downloads: Vec<Download>,
    claims: Vec<Fact>,
    screened: Fact,
    by_hand: Option<String>,
}

async fn load(ctx: &Ctx, id: PaymentId) -> Result<Loaded, Fail> {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    ctx.need(Act::SeePayments, &Subject::Office)?;
    let conn = ctx.state.desk.database.reads();
    let payment = query::one(conn, id).await?;
    let office = AnyCall::load(ctx, payment.call).await?;
    let file = match &office.scheme {
        Scheme::Exchange(_) => {
            Paid::Exchange(Box::new(Opened::load(ctx, payment.application).await?))
        }
        Scheme::Scored(_) => {
            let (stored, subject) = proposal::head(conn, &ctx.actor, payment.application).await?;
            ctx.need(Act::SeeProposal, &subject)?;
            let lines = proposal::happened(conn, payment.application).await?;
            Paid::Grant { stored: Box::new(stored), lines }
        }
    };
    let ids = [Some(payment.proposed_by), payment.approved_by];
    let names = batches::people(conn, ids.into_iter().flatten()).await?;
    let payees = batches::organisations(conn, [payment.payee]).await?;
    let payee = payees.get(&payment.payee).cloned().unwrap_or_default();
    let label = query::label(conn, &payment).await?;
    let downloads = remittance::links(ctx, &payment).await?;
    let claims = claim::facts(ctx, &payment).await?;
    let screened = screened(ctx, payment.payee).await?;
    let by_hand = query::hand_reference(conn, payment.id).await?;
    Ok(Loaded { payment, file, office, names, payee, label, downloads, claims, screened, by_hand })
}

/// `GET /finance/payments/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<PaymentId>) -> Answer {
    let loaded = load(&ctx, id).await?;
    ctx.page(&page(&ctx, &loaded, &Typed::default(), None))
}

fn page(ctx: &Ctx, l: &Loaded, typed: &Typed, why: Option<&Refusal>) -> PaymentPage {
    let (p, file) = (&l.payment, &l.file);
    let stage = p.stage.kind();
    let chip = words::payment_stage(stage);
    let sum = euro_text(p.amount.cents() - p.set_off.cents());
    let acts = acts(ctx, l, typed, why);
    let faults = fault_links(acts.iter().flat_map(|act| &act.fields));
    let refused = why.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS));
    let line = |line: &proposal::Line| Happened {
        at: line.at,
        says: line.event.as_ref().map_or_else(String::new, |e| words::event(e, BRUSSELS)),
        who: line.who.clone(),
    };
    PaymentPage {
        shell: l
            .office
            .shell(ctx, format!("{sum} to {}: {}", l.payee, chip.label))
            .back("Payments", Link::Payments(p.call))
            .crumb(file.reference()),
        due: due(ctx, &l.office, stage, p.due_on),
        chip,
        refused,
        faults,
        facts: facts(l),
        downloads: l.downloads.clone(),
        account: file.account(ctx, p.payee, &l.payee, &l.screened),
        // The reasoning belongs to the amount only while it gives the same sum.
        calc: match file {
            Paid::Exchange(file) => match &file.assessed.sum {
                Ok(sum) if sum.amount == p.amount => calc_lines(sum),
                Ok(_) | Err(_) => Vec::new(),
            },
            Paid::Grant { .. } => Vec::new(),
        },
        acts,
        action: Link::Payment(p.id).into(),
        seen: Seen::of(p.version, file.stage_code()),
        timeline: file.timeline().iter().take(30).map(line).collect(),
    }
}

fn facts(l: &Loaded) -> Vec<Fact> {
    let p = &l.payment;
    let name = |id| l.names.get(&id).cloned().unwrap_or_default();
    let about = match &l.file {
        Paid::Exchange(file) => Fact {
            href: Some(Link::File(file.application.id).into()),
            ..Fact::new("Exchange", file.name())
        },
        Paid::Grant { stored, .. } => Fact {
            href: Some(Link::ProposalFile(stored.proposal.id).into()),
            ..Fact::new("Project", &stored.proposal.title)
        },
    };
    let mut rows = vec![
        about,
        Fact::new("Instalment", &l.label),
        Fact::new("Reference at the bank", &p.bank_reference),
        Fact::new("Paid to", &l.payee).leading_to(Link::OrganisationMoney(p.payee)),
        Fact::new("Due amount", euro_text(p.amount.cents()))
            .leading_to(office::ledger_file(p.call, p.application)),
        Fact::new("Due", day_text(p.due_on)),
        Fact::new("Proposed by", name(p.proposed_by)),
    ];
    if p.set_off > Money::ZERO {
        rows.push(Fact::new("Kept back for a debt", euro_text(p.set_off.cents())));
    }
    rows.extend(p.batch.map(|batch| {
        Fact::new("Goes to the bank with", "its batch").leading_to(Link::Batch(batch))
    }));
    let approved = |people: &crate::domain::payment::FourEyes| {
        let at = moment_text(people.approved_at, BRUSSELS);
        Fact::new("Approved by", format!("{}, {at}", name(people.approved_by)))
    };
    match &p.stage {
        PaymentStage::Proposed { at, .. } => {
            rows.push(Fact::new("Proposed", moment_text(*at, BRUSSELS)));
        }
        PaymentStage::Approved { people } => rows.push(approved(people)),
        PaymentStage::Exported { people, at, .. } => {
            rows.push(approved(people));
            rows.push(Fact::new("Given to the bank", moment_text(*at, BRUSSELS)));
        }
        PaymentStage::Settled { people, on } => {
            rows.push(approved(people));
            rows.push(Fact::new("Paid on", day_text(*on)));
        }
        PaymentStage::Returned { people, on, reason } => {
            rows.push(approved(people));
            rows.push(Fact::new("Sent back on", day_text(*on)));
            rows.push(Fact::new("Why", reason));
        }
        PaymentStage::Cancelled { at, reason, .. } => {
            rows.push(Fact::new("Cancelled", moment_text(*at, BRUSSELS)));
            rows.push(Fact::new("Why", reason));
        }
    }
    rows.extend(
        l.by_hand.as_ref().map(|said| Fact::new("Paid by hand, the bank's reference", said)),
    );
    rows.extend(l.claims.iter().cloned());
    rows
}

fn act(act: &'static str, button: &'static str, intro: &str, typed: &Typed) -> ActForm {
    let open = typed.get("act") == act;
    ActForm { act, button, intro: intro.to_owned(), fields: Vec::new(), main: false, open }
}

/// What the reader can do at this stage.
fn acts(ctx: &Ctx, l: &Loaded, typed: &Typed, why: Option<&Refusal>) -> Vec<ActForm> {
    let handles = ctx.may(Act::HandlePayment, &Subject::Office);
    let proposes = ctx.may(Act::ProposePayment, &Subject::Office);
    let alone = l.payment.batch.is_none();
    let mut acts = Vec::new();
    match l.payment.stage.kind() {
        PaymentStageKind::Proposed => {
            let own = ctx.actor.person() == Some(l.payment.proposed_by);
            if handles && !own {
                let says = "You have compared amount, payee and account with the file.";
                let form = act("approve", "Approve", says, typed);
                acts.push(ActForm { main: true, ..form });
            }
            if proposes && alone {
                let form = act("cancel", "Cancel the proposal", "Nothing is paid.", typed);
                acts.push(reasoned(form, typed, why));
            }
        }
        PaymentStageKind::Approved if handles && alone => {
            let says = "You have given it to the bank by hand. Payments in euro go in a batch.";
            acts.push(ActForm {
                main: true,
                ..act("export", "Mark as given to the bank", says, typed)
            });
        }
        PaymentStageKind::Exported if handles => {
            let says = "What was due becomes a payment in the ledger.";
            let form = act("settle", "Record that the bank paid", says, typed);
            acts.push(ActForm { main: true, ..dated(form, ctx, typed, why) });
            acts.push(returned(ctx, typed, why));
        }
        PaymentStageKind::Settled if handles => acts.push(returned(ctx, typed, why)),
        PaymentStageKind::Approved
        | PaymentStageKind::Exported
        | PaymentStageKind::Settled
        | PaymentStageKind::Returned
        | PaymentStageKind::Cancelled => {}
    }
    acts
}

fn returned(ctx: &Ctx, typed: &Typed, why: Option<&Refusal>) -> ActForm {
    let says = "The money is owed again, and the payment can be proposed anew.";
    let form = act("return", "Record that the bank sent it back", says, typed);
    reasoned(dated(form, ctx, typed, why), typed, why)
}

/// With the bank's day; today unless typed.
fn dated(mut form: ActForm, ctx: &Ctx, typed: &Typed, why: Option<&Refusal>) -> ActForm {
    let name = format!("on_{}", form.act);
    let today = ctx.now().day_in(BRUSSELS).to_string();
    let value = if form.open { typed.get(&name).to_owned() } else { today };
    let field = FieldView::new(Input::Date, &name, "The bank's day").value(value);
    form.fields.push(match why {
        Some(Refusal::FieldRefused { field: of, why }) if *of == name => field.fault(Some(why)),
        Some(why @ Refusal::BankDayAhead { .. }) if form.open => {
            field.error(words::refusal(why, BRUSSELS))
        }
        Some(_) | None => field,
    });
    form
}

/// With a reason.
fn reasoned(mut form: ActForm, typed: &Typed, why: Option<&Refusal>) -> ActForm {
    let name = format!("reason_{}", form.act);
    let lacks = form.open && why == Some(&Refusal::ReasonMissing);
    let field = FieldView::new(Input::Text, &name, "Reason")
        .hint("It stays in the file and the ledger.")
        .value(typed.get(&name))
        .fault(lacks.then_some(&FieldRefusal::Missing));
    form.fields.push(field);
    form
}

/// The bank's day of an act.
fn bank_day(typed: &Typed, act: &str) -> Result<NaiveDate, ActionError> {
    let field = format!("on_{act}");
    let day = typed.get(&field).trim().parse();
    day.map_err(|_| Refusal::FieldRefused { field, why: FieldRefusal::NotADate }.into())
}

async fn done(ctx: &Ctx, id: PaymentId, typed: &Typed) -> Result<(), ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let reason = |act: &str| typed.get(&format!("reason_{act}")).to_owned();
    match typed.get("act") {
        "approve" => verb::approve(desk, actor, id, seen).await,
        "cancel" => verb::cancel(desk, actor, id, seen, &reason("cancel")).await,
        "export" => verb::export(desk, actor, id, seen).await,
        "settle" => {
            let on = bank_day(typed, "settle")?;
            verb::settle(desk, actor, id, seen, on).await
        }
        "return" => {
            let on = bank_day(typed, "return")?;
            verb::bank_returned(desk, actor, id, seen, on, &reason("return")).await
        }
        _unknown => Err(ActionError::Unseen),
    }
}

/// `POST /finance/payments/{id}`.
pub async fn post(ctx: Ctx, Id(id): Id<PaymentId>, typed: Typed) -> Answer {
    let loaded = load(&ctx, id).await?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::Payment(id), Said::PaymentMoved)),
        Err(ActionError::Refused(Refusal::Stale)) => {
            let fresh = Link::Payment(id);
            match &loaded.file {
                Paid::Exchange(file) => {
                    let file = file.application.id;
                    stale::show(&ctx, file, &typed, typed.get("act"), &fresh).await
                }
                Paid::Grant { .. } => {
                    let page = page(&ctx, &loaded, &typed, Some(&Refusal::Stale));
                    ctx.page_with(StatusCode::CONFLICT, &page)
                }
            }
        }
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &loaded, &typed, Some(&why));
            let status = if page.faults.is_empty() {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            ctx.page_with(status, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for PaymentPage {
    const TEMPLATE: &'static str = "pages/finance/payment.html";
    fn samples() -> Vec<Self> {
        let none = Typed::default();
        let page = |acts: Vec<ActForm>, refused: Option<&str>| Self {
            shell: Shell::sample("€ 610.00 to Tecnotex Lda: waiting for approval"),
            chip: words::payment_stage(PaymentStageKind::Proposed),
            due: Chip::new(Tone::Warn, "due tomorrow"),
            refused: refused.map(str::to_owned),
            faults: Vec::new(),
            facts: vec![Fact::new("Amount", "€ 610.00")],
            downloads: Vec::new(),
            account: vec![Fact::new("Holder", "Tecnotex Lda")],
            calc: Vec::new(),
            acts,
            action: "/".to_owned(),
            seen: Seen::of(1, "validated"),
            timeline: Vec::new(),
        };
        let cancel = reasoned(act("cancel", "Cancel", "Nothing is paid.", &none), &none, None);
        let approve = ActForm { main: true, ..act("approve", "Approve", "Compared.", &none) };
        vec![
            page(vec![approve, cancel], None),
            page(Vec::new(), Some("Another person must do it.")),
        ]
    }
}
