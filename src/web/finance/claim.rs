//! Claiming money of a payment back, and what was claimed of it so far. The one rule: what is
//! proposed here is no debt before another person has approved it.

use super::payments::due;
use crate::{
    actions::{ActionError, recovery as verb},
    domain::{
        access::{Act, Subject},
        ids::PaymentId,
        moment::BRUSSELS,
        money::Money,
        payment::PaymentStageKind,
        recovery::{Claim, RecoveryReason},
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        batches,
        payments::{self, Payment},
        recovery as query,
    },
    render::{
        Link, Page, Shell, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::{Chip, Fact},
        words,
    },
    web::officer::parts::AnyCall,
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ClaimPage {
    shell: Shell,
    chip: Chip,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    fields: Vec<FieldView>,
    seen: i64,
    action: String,
}

/// A payment that was made, for who may claim it back.
struct Loaded {
    payment: Payment,
    office: AnyCall,
    payee: String,
    most: Money,
    count: i64,
}

async fn load(ctx: &Ctx, id: PaymentId) -> Result<Loaded, Fail> {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    ctx.need(Act::ProposeRecovery, &Subject::Office)?;
    let conn = ctx.state.desk.database.reads();
    let payment = payments::one(conn, id).await?;
    if payment.stage.kind() != PaymentStageKind::Settled {
        return Err(Fail::not_found());
    }
    let office = AnyCall::load(ctx, payment.call).await?;
    let names = batches::organisations(conn, [payment.payee]).await?;
    let payee = names.get(&payment.payee).cloned().unwrap_or_default();
    let (most, count) = verb::claimable_of(conn, &payment).await?;
    Ok(Loaded { payment, office, payee, most, count })
}

/// `GET /finance/payments/{id}/claim`.
pub async fn get(ctx: Ctx, Id(id): Id<PaymentId>) -> Answer {
    let loaded = load(&ctx, id).await?;
    ctx.page(&page(&ctx, &loaded, &Typed::default(), None))
}

fn page(ctx: &Ctx, l: &Loaded, typed: &Typed, why: Option<&Refusal>) -> ClaimPage {
    let p = &l.payment;
    let fields = fields(typed, why);
    let faults = fault_links(&fields);
    ClaimPage {
        shell: l
            .office
            .shell(ctx, format!("Claim money back from {}", l.payee))
            .back("Payments", Link::Payments(p.call))
            .back(&p.bank_reference, Link::Payment(p.id))
            .crumb("Claim"),
        chip: due(ctx, &l.office, p.stage.kind(), p.due_on),
        refused: why.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS)),
        faults,
        facts: vec![
            Fact::new("Paid to", &l.payee),
            Fact::new("Reference at the bank", &p.bank_reference),
            Fact::new("Paid", euro_text(p.amount.cents())),
            Fact::new("Can be claimed back", euro_text(l.most.cents())),
        ],
        fields,
        // After a refusal the page shows what stands now, so it is sent back as seen.
        seen: l.count,
        action: Link::Claim(p.id).into(),
    }
}

fn fields(typed: &Typed, why: Option<&Refusal>) -> Vec<FieldView> {
    let fault = |name: &str, field: FieldView| match why {
        Some(Refusal::FieldRefused { field: of, why }) if of == name => field.fault(Some(why)),
        Some(why @ Refusal::Money { why: MoneyRefusal::RecoveryOver { .. } })
            if name == "amount" =>
        {
            field.error(words::refusal(why, BRUSSELS))
        }
        Some(why @ Refusal::Money { why: MoneyRefusal::RecoveryDayOver { .. } })
            if name == "due_on" =>
        {
            field.error(words::refusal(why, BRUSSELS))
        }
        Some(Refusal::ReasonMissing) if name == "says" => field.fault(Some(&FieldRefusal::Missing)),
        Some(_) | None => field,
    };
    let reasons = RecoveryReason::ALL.map(|reason| (reason.code(), words::recovery_reason(reason)));
    vec![
        fault(
            "amount",
            FieldView::new(Input::Amount, "amount", "How much")
                .unit("EUR")
                .value(typed.get("amount")),
        ),
        fault(
            "why",
            FieldView::new(Input::Select, "why", "Why").options(reasons).value(typed.get("why")),
        ),
        fault(
            "says",
            FieldView::new(Input::Text, "says", "Why, in words")
                .hint("The grantee reads this, word by word.")
                .value(typed.get("says")),
        ),
        fault(
            "due_on",
            FieldView::new(Input::Date, "due_on", "To be paid back by")
                .hint("The programme names no period. Whoever approves may set another day.")
                .value(typed.get("due_on")),
        ),
    ]
}

fn claim(typed: &Typed) -> Result<Claim, Refusal> {
    let wrong = |field: &str, why| Refusal::FieldRefused { field: field.to_owned(), why };
    let amount = Money::parse_euro(typed.get("amount").trim());
    let why = RecoveryReason::from_code(typed.get("why"));
    let due_on = typed.get("due_on").trim().parse();
    Ok(Claim {
        amount: amount.ok_or_else(|| wrong("amount", FieldRefusal::NotAnAmount))?,
        why: why.ok_or_else(|| wrong("why", FieldRefusal::NotAChoice))?,
        says: typed.get("says").to_owned(),
        due_on: due_on.map_err(|_| wrong("due_on", FieldRefusal::NotADate))?,
    })
}

/// `POST /finance/payments/{id}/claim`.
pub async fn post(ctx: Ctx, Id(id): Id<PaymentId>, typed: Typed) -> Answer {
    let loaded = load(&ctx, id).await?;
    let done = match claim(&typed) {
        Ok(claim) => verb::propose(&ctx.state.desk, &ctx.actor, id, typed.seen(), &claim).await,
        Err(why) => Err(why.into()),
    };
    match done {
        Ok(made) => Ok(ctx.go(&Link::Recovery(made), Said::ClaimProposed)),
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

/// What the page of a payment says of claims: those against it, what it kept back for others, and
/// the way to a new one. Two statements.
pub(super) async fn facts(ctx: &Ctx, payment: &Payment) -> Result<Vec<Fact>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let fact = |label: &str, text: String, to: Link| Fact {
        href: Some(to.into()),
        ..Fact::new(label, text)
    };
    let mut rows = Vec::new();
    for kept in query::kept_of(conn, payment.id).await? {
        let says = format!("{}, {}", kept.reference, euro_text(kept.amount_cents.cents()));
        rows.push(fact("Kept back for the claim", says, Link::Recovery(kept.recovery_id)));
    }
    for claim in query::of_payment(conn, payment.id).await? {
        let chip = words::recovery_stage(claim.stage.kind());
        let says = format!("{}, {}", euro_text(claim.tally.claimed.cents()), chip.label);
        rows.push(fact("Claimed back", says, Link::Recovery(claim.id)));
    }
    let paid = payment.stage.kind() == PaymentStageKind::Settled;
    if paid && ctx.may(Act::ProposeRecovery, &Subject::Office) {
        let says = "Claim money back".to_owned();
        rows.push(fact("If it was paid wrongly", says, Link::Claim(payment.id)));
    }
    Ok(rows)
}

impl Page for ClaimPage {
    const TEMPLATE: &'static str = "pages/finance/claim.html";
    fn samples() -> Vec<Self> {
        let page = |refused: Option<&str>, why: Option<&Refusal>| {
            let fields = fields(&Typed::default(), why);
            Self {
                shell: Shell::sample("Claim money back from Tecnotex Lda"),
                chip: words::payment_stage(PaymentStageKind::Settled),
                refused: refused.map(str::to_owned),
                faults: fault_links(&fields),
                facts: vec![Fact::new("Paid", "€ 610.00")],
                fields,
                seen: 0,
                action: "/".to_owned(),
            }
        };
        vec![
            page(Some("Someone changed it meanwhile."), None),
            page(None, Some(&Refusal::ReasonMissing)),
        ]
    }
}
