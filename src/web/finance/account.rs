//! An organisation's account: its people name it, a finance officer confirms it. The one rule: the
//! whole number is shown to finance officers alone; everybody else reads its last four signs.

use crate::{
    actions::{ActionError, bank_account as verb},
    domain::{
        access::{Act, Subject},
        bank::{
            AccountKind, AccountState, Address, BankAccount, BankRefusal, Bic, CountryCode,
            HolderName, Iban, OtherDetails, Part, PayeeOutcome,
        },
        ids::{BankAccountId, OrganisationId},
        moment::BRUSSELS,
        organisation,
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        batches::{self as query, Account},
        organisation as organisations,
    },
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        moment_text,
        parts::{Chip, Fact},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct AccountPage {
    shell: Shell,
    refused: Option<String>,
    accounts: Vec<AccountView>,
    action: String,
    proposes: bool,
    waits: bool,
    fields: Vec<FieldView>,
}

/// One account.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what a page shows, each asked by itself")]
struct AccountView {
    id: String,
    seen: i64,
    chip: Chip,
    facts: Vec<Fact>,
    confirms: bool,
    own: bool,
    checks: bool,
    decides: bool,
    outcome: FieldView,
    suggested: FieldView,
    reason: FieldView,
}

/// `GET /organisations/{id}/account`.
pub async fn get(ctx: Ctx, Id(id): Id<OrganisationId>) -> Answer {
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: OrganisationId,
    typed: &Typed,
    why: Option<&Refusal>,
) -> Result<AccountPage, Fail> {
    let subject = Subject::Organisation(id);
    ctx.need(Act::SeeOrganisation, &subject)?;
    let conn = ctx.state.desk.database.reads();
    let accounts = query::accounts(conn, id).await?;
    let of = organisations::load(&ctx.state.desk.database, id).await?.organisation;
    let waits = accounts.iter().any(|one| matches!(one.state, AccountState::Proposed { .. }));
    let proposes = ctx.may(Act::ProposeAccount, &subject);
    Ok(AccountPage {
        shell: ctx
            .shell(format!("Bank account of {}", of.name))
            .back("Organisations", Link::Organisations),
        refused: why.map(|why| words::refusal(why, BRUSSELS)),
        accounts: accounts.iter().take(5).map(|one| view(ctx, &subject, one, typed)).collect(),
        action: Link::BankAccount(id).into(),
        proposes: proposes && !waits,
        waits,
        fields: fields((&of.name, &of.address, of.country.code()), typed, why),
    })
}

fn chip(state: &AccountState) -> Chip {
    let tone = match state {
        AccountState::Proposed { .. } => Tone::Warn,
        AccountState::Confirmed { .. } => Tone::Good,
        AccountState::Rejected { .. } => Tone::Bad,
        AccountState::Replaced { .. } => Tone::Quiet,
    };
    Chip::new(tone, words::account_stage(state.kind()))
}

fn view(ctx: &Ctx, subject: &Subject, one: &Account, typed: &Typed) -> AccountView {
    // Who may propose sees numbers of his own making masked: the screen may be looked at by others.
    let finance = ctx.may(Act::HandlePayment, subject);
    let id = one.id.to_string();
    let of_this = |name: &str| {
        if typed.get("account") == id { typed.get(name).to_owned() } else { String::new() }
    };
    let own = Some(one.proposed_by) == ctx.actor.person();
    let is_open = one.check.as_ref().is_some_and(crate::domain::bank::PayeeCheck::is_open);
    let confirmed = matches!(one.state, AccountState::Confirmed { .. });
    let waits = matches!(one.state, AccountState::Proposed { .. });
    let options = [
        ("match", "Name and account match"),
        ("close_match", "Nearly: the bank suggests another name"),
        ("no_match", "They do not match"),
        ("not_possible", "The bank could not say"),
    ];
    AccountView {
        seen: one.version,
        chip: chip(&one.state),
        facts: facts(one, finance),
        confirms: finance && waits && !own,
        own: finance && waits && own,
        checks: finance && confirmed,
        decides: finance && confirmed && is_open,
        outcome: FieldView::new(Input::Choice, "outcome", "What the bank says of name and account")
            .with_id(format!("outcome-{id}"))
            .options(options)
            .value(of_this("outcome")),
        suggested: FieldView::new(Input::Line, "suggested", "The name it suggests")
            .with_id(format!("suggested-{id}"))
            .optional()
            .value(of_this("suggested")),
        reason: FieldView::new(Input::Text, "reason", "Reason")
            .with_id(format!("reason-{id}"))
            .value(of_this("reason")),
        id,
    }
}

fn facts(one: &Account, whole: bool) -> Vec<Fact> {
    let account = &one.account;
    let mut rows = vec![Fact::new("Holder", account.holder.as_str())];
    let number = |iban: &Iban| if whole { iban.as_str().to_owned() } else { iban.masked() };
    match &account.kind {
        AccountKind::Sepa { iban, bic } => {
            rows.push(Fact::new("Account", number(iban)));
            rows.extend(bic.as_ref().map(|bic| Fact::new("Bank", bic.as_str())));
        }
        AccountKind::IbanOutsideSepa { iban, bic } => {
            rows.push(Fact::new("Account", number(iban)));
            rows.push(Fact::new("Bank", bic.as_str()));
            rows.push(Fact::new("Paid", "by hand: SEPA does not reach it"));
        }
        AccountKind::Other { details } => {
            let says = if whole { details.as_str() } else { "shown to finance officers only" };
            rows.push(Fact::new("Account", says));
            rows.push(Fact::new("Paid", "by hand: it has no IBAN"));
        }
    }
    let address = &account.address;
    let line = |a: &str, b: &str| format!("{a} {b}").trim().to_owned();
    let street = line(address.street(), address.building_number());
    let town = line(address.post_code(), address.town());
    rows.push(Fact::new("Address", [street, town].join("\n").trim().to_owned()));
    rows.push(Fact::new("Since", moment_text(one.changed_at, BRUSSELS)));
    if let Some(check) = &one.check {
        let says = match check.outcome() {
            PayeeOutcome::Match => "name and account match".to_owned(),
            PayeeOutcome::CloseMatch { suggested } => format!("nearly; suggested: {suggested}"),
            PayeeOutcome::NoMatch => "name and account do not match".to_owned(),
            PayeeOutcome::NotPossible => "could not say".to_owned(),
        };
        rows.push(Fact::new("The bank says", says));
        rows.extend(check.decision().map(|said| Fact::new("Paid all the same", &said.reason)));
    }
    if let AccountState::Rejected { reason, .. } = &one.state {
        rows.push(Fact::new("Why not", reason));
    }
    rows
}

/// The form: first with what is known of the organisation, then as typed, the refusal at its field.
fn fields(
    (name, home, country): (&str, &organisation::Address, &str),
    typed: &Typed,
    why: Option<&Refusal>,
) -> Vec<FieldView> {
    let wrong = why.and_then(|why| Some((at(why)?, words::refusal(why, BRUSSELS))));
    let field = |input: Input, field: &'static str, label: &str, known: &str| {
        let value = if typed.0.is_empty() { known } else { typed.get(field) };
        let view = FieldView::new(input, field, label).value(value);
        match &wrong {
            Some((at, says)) if *at == field => view.error(says.clone()),
            Some(_) | None => view,
        }
    };
    let line = |name, label: &str, known: &str| field(Input::Line, name, label, known);
    vec![
        line("holder", "Holder, as the bank knows the name", name),
        field(Input::Iban, "iban", "Account (IBAN)", "")
            .hint("Blanks do no harm. Leave it empty where the country has no IBAN.")
            .optional(),
        line("bic", "The bank\u{2019}s code (BIC)", "")
            .hint("Needed outside SEPA only.")
            .optional(),
        line("other", "Account without an IBAN", "")
            .hint("The bank, its code and the account number; it is paid by hand.")
            .optional(),
        line("street", "Street", &home.street).optional(),
        line("building", "Building number", "").optional(),
        line("post_code", "Post code", &home.post_code).optional(),
        line("town", "Town", &home.town),
        line("country", "Country, two letters", country),
    ]
}

/// The field a refusal of the account is about.
const fn at(why: &Refusal) -> Option<&'static str> {
    let Refusal::Money { why: MoneyRefusal::Bank { why } } = why else { return None };
    Some(match why {
        BankRefusal::Iban { .. } => "iban",
        BankRefusal::BicShape | BankRefusal::BicMissing { .. } => "bic",
        BankRefusal::CountryUnknown => "country",
        BankRefusal::PartMissing { part }
        | BankRefusal::PartTooLong { part, .. }
        | BankRefusal::PartControl { part } => match part {
            Part::Street => "street",
            Part::BuildingNumber => "building",
            Part::PostCode => "post_code",
            Part::Town => "town",
            Part::HolderName => "holder",
            Part::OtherDetails => "other",
            Part::Remittance | Part::SuggestedName => return None,
        },
        BankRefusal::LeiShape
        | BankRefusal::LeiCheck
        | BankRefusal::ReferenceShape
        | BankRefusal::SamePerson
        | BankRefusal::ReasonMissing
        | BankRefusal::AccountStage { .. }
        | BankRefusal::NothingToDecide
        | BankRefusal::BatchStage { .. }
        | BankRefusal::EmptyBatch
        | BankRefusal::OverLimit { .. }
        | BankRefusal::ContentsChanged { .. }
        | BankRefusal::LinesOpen { .. }
        | BankRefusal::ReferenceTwice { .. }
        | BankRefusal::TotalTooLarge => return None,
    })
}

/// The account as typed. The first refusal answers.
fn account(typed: &Typed) -> Result<BankAccount, BankRefusal> {
    let text = |name: &str| typed.get(name).trim();
    let bic = match text("bic") {
        "" => None,
        bic => Some(Bic::parse(bic)?),
    };
    let kind = match text("iban") {
        "" => AccountKind::Other { details: OtherDetails::parse(text("other"))? },
        iban => AccountKind::of(Iban::parse(iban)?, bic)?,
    };
    let address = Address::new()
        .with_street(text("street"))?
        .with_building_number(text("building"))?
        .with_post_code(text("post_code"))?
        .with_town(text("town"))?
        .with_country(CountryCode::parse(&text("country").to_uppercase())?);
    if address.town().is_empty() {
        return Err(BankRefusal::PartMissing { part: crate::domain::bank::Part::Town });
    }
    Ok(BankAccount { holder: HolderName::parse(text("holder"))?, address, kind, lei: None })
}

fn outcome(typed: &Typed) -> Result<PayeeOutcome, Refusal> {
    match typed.get("outcome") {
        "match" => Ok(PayeeOutcome::Match),
        "close_match" => Ok(PayeeOutcome::close_match(typed.get("suggested"))?),
        "no_match" => Ok(PayeeOutcome::NoMatch),
        "not_possible" => Ok(PayeeOutcome::NotPossible),
        _unknown => {
            let (field, why) = ("outcome".to_owned(), FieldRefusal::NotAChoice);
            Err(Refusal::FieldRefused { field, why })
        }
    }
}

async fn done(ctx: &Ctx, id: OrganisationId, typed: &Typed) -> Result<(), ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    if typed.get("act") == "propose" {
        let account = account(typed).map_err(Refusal::from)?;
        verb::propose(desk, actor, id, account).await?;
        return Ok(());
    }
    let account: BankAccountId = typed.get("account").parse().map_err(|_| ActionError::Unseen)?;
    match typed.get("act") {
        "confirm" => verb::confirm(desk, actor, account, seen, outcome(typed)?).await,
        "reject" => verb::reject(desk, actor, account, seen, typed.get("reason")).await,
        "check" => verb::record_check(desk, actor, account, seen, outcome(typed)?).await,
        "accept" => verb::accept_payee(desk, actor, account, seen, typed.get("reason")).await,
        _unknown => Err(ActionError::Unseen),
    }
}

/// `POST /organisations/{id}/account`.
pub async fn post(ctx: Ctx, Id(id): Id<OrganisationId>, typed: Typed) -> Answer {
    ctx.need(Act::SeeOrganisation, &Subject::Organisation(id))?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::BankAccount(id), Said::AccountMoved)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/finance/account.html";
    fn samples() -> Vec<Self> {
        let (typed, home) = (Typed::default(), organisation::Address::default());
        let view = |confirms, own, decides| AccountView {
            id: "1".to_owned(),
            seen: 1,
            chip: Chip::new(Tone::Warn, "waiting for a second person"),
            facts: vec![Fact::new("Holder", "Tecnotex Lda")],
            confirms,
            own,
            checks: decides,
            decides,
            outcome: FieldView::new(Input::Choice, "outcome", "What the bank says"),
            suggested: FieldView::new(Input::Line, "suggested", "The name it suggests"),
            reason: FieldView::new(Input::Text, "reason", "Reason"),
        };
        let page = |accounts, proposes, refused: Option<&str>| Self {
            shell: Shell::sample("Bank account of Tecnotex Lda"),
            refused: refused.map(str::to_owned),
            accounts,
            action: "/".to_owned(),
            proposes,
            waits: !proposes,
            fields: fields(("Tecnotex Lda", &home, "PT"), &typed, None),
        };
        vec![
            page(vec![view(true, false, false)], false, None),
            page(vec![view(false, true, true)], false, None),
            page(Vec::new(), true, Some("Give the town.")),
        ]
    }
}
