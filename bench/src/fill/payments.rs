//! Payments that wait for the bank, and a ledger with very many transfers. The one rule: as in the
//! rest of the fill, people, call and money come by the real actions, the mass as rows.

use super::{Base, base, bulk::Bulk, person, rows::ORGANISATION};
use crate::serve;
use anyhow::Context;
use convoca::{
    actions::{Clock, Desk, batch},
    app,
    domain::{
        access::Actor,
        bank::{
            AccountKind, AccountState, Address, BankAccount, CountryCode, HolderName, Iban,
            PayeeCheck, PayeeOutcome,
        },
        ids::{ApplicationId, BankAccountId, InstalmentId, OrganisationId, PaymentId},
        instalment::InstalmentStage,
        moment::BRUSSELS,
        money::Money,
        payment::{FourEyes, PaymentStage},
        person::StaffRole,
        screening::WithoutList,
    },
    store::chance::Chance,
};
use sea_orm::{Value, prelude::Uuid};

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Value::from($value)),*] };
}

/// What each payment is over, in cents.
const CENTS: i64 = 78_000;

/// A desk with payments that may go to the bank, and two finance officers.
#[derive(Debug)]
pub struct Waiting {
    /// Over the filled database.
    pub desk: Desk,
    /// Puts the batch together.
    pub finance: Actor,
    /// Approves it.
    pub second: Actor,
    /// All payments.
    pub payments: Vec<PaymentId>,
}

async fn desk(url: &str) -> anyhow::Result<Desk> {
    let mut settings = serve::settings(url)?;
    let payer = &mut settings.payer;
    "Programme office".clone_into(&mut payer.name);
    "Brussels".clone_into(&mut payer.town);
    "BE".clone_into(&mut payer.country);
    "BE31111122223333".clone_into(&mut payer.iban);
    // What a batch costs without a list; comparing names is measured apart.
    settings.screening.without_list = WithoutList::Warn;
    let desk = app::desk(settings, Clock::Machine, Chance::seeded(7)).await;
    let desk = desk.map_err(|error| serve::told(&error))?;
    desk.database.migrate().await?;
    Ok(desk)
}

/// A German account number with its check digits.
fn iban(number: usize) -> anyhow::Result<Iban> {
    let account = format!("37040044{number:010}");
    let mut rest = 0_u64;
    // ISO 7064: the number, then the country's letters as numbers, then two zeros.
    for digit in format!("{account}131400").bytes() {
        rest = (rest * 10 + u64::from(digit - b'0')) % 97;
    }
    Ok(Iban::parse(&format!("DE{:02}{account}", 98 - rest))?)
}

/// Fills an empty database with so many payees, each with one payment.
pub async fn payments(url: &str, many: usize) -> anyhow::Result<Waiting> {
    let desk = desk(url).await?;
    let base = base(&desk).await?;
    let finance = person(&desk, "finance-one", StaffRole::Finance).await?;
    let second = person(&desk, "finance-two", StaffRole::Finance).await?;
    let admin = person(&desk, "admin", StaffRole::Admin).await?;
    let most = Money::from_cents(CENTS * i64::try_from(many)?);
    batch::set_limit(&desk, &admin, second.person().context("a person")?, most).await?;
    let bulk = Bulk::begin(url).await?;
    let rows = rows(&desk.chance, &base, &finance, &second, many)?;
    for (table, columns, rows) in rows.tables {
        bulk.insert(table, columns, rows).await?;
    }
    bulk.commit().await?;
    Ok(Waiting { desk, finance, second, payments: rows.payments })
}

/// A table, its columns, its rows.
type Insert = (&'static str, &'static [&'static str], Vec<Vec<Value>>);

struct Rows {
    tables: Vec<Insert>,
    payments: Vec<PaymentId>,
}

fn rows(
    chance: &Chance,
    base: &Base,
    finance: &Actor,
    second: &Actor,
    many: usize,
) -> anyhow::Result<Rows> {
    let (now, call) = (base.now, base.call);
    let by = finance.person().context("a person")?;
    let people = FourEyes {
        proposed_by: by,
        approved_by: second.person().context("a person")?,
        approved_at: now,
    };
    let state = serde_json::to_string(&AccountState::Confirmed { people })?;
    let check = serde_json::to_string(&PayeeCheck::new(PayeeOutcome::Match, by, now))?;
    let due_on = now.day_in(BRUSSELS);
    let due = InstalmentStage::Due { amount: Money::from_cents(CENTS), since: now, due_on };
    let due = serde_json::to_string(&due)?;
    let stage = PaymentStage::Proposed { by: base.officer, at: now };
    let stage = serde_json::to_string(&stage)?;
    let [mut organisations, mut accounts, mut files, mut instalments, mut payments] =
        [const { Vec::new() }; 5];
    let mut ids = Vec::with_capacity(many);
    for n in 0..many {
        let organisation: OrganisationId = chance.id(now);
        let file: ApplicationId = chance.id(now);
        let instalment: InstalmentId = chance.id(now);
        let payment: PaymentId = chance.id(now);
        let account: BankAccountId = chance.id(now);
        let name = format!("Payee {n:06} GmbH");
        let details = BankAccount {
            holder: HolderName::parse(&name)?,
            address: Address::new().with_town("Köln")?.with_country(CountryCode::parse("DE")?),
            kind: AccountKind::of(iban(n)?, None)?,
            lei: None,
        };
        organisations.push(row![
            organisation,
            name,
            "sme",
            "DE",
            format!("REG{n:06}"),
            "Main Street 1",
            "50667",
            "Köln",
            509_383_i64,
            69_600_i64,
            "",
            false,
            1_i64,
            now
        ]);
        accounts.push(row![
            account,
            organisation,
            serde_json::to_string(&details)?,
            "confirmed",
            state.clone(),
            by,
            people.approved_by,
            check.clone(),
            2_i64,
            now
        ]);
        files.push(row![file, call, "exchange"]);
        instalments.push(row![
            instalment,
            file,
            call,
            organisation,
            1_i64,
            "Lump sum",
            "validated_report",
            CENTS,
            CENTS,
            due_on,
            "due",
            due.clone(),
            1_i64,
            now
        ]);
        payments.push(row![
            payment,
            instalment,
            file,
            call,
            organisation,
            format!("CXC-BENCH-{n:06}-1"),
            CENTS,
            0_i64,
            "proposed",
            stage.clone(),
            base.officer,
            due_on,
            1_i64,
            now
        ]);
        ids.push(payment);
    }
    let tables: Vec<Insert> = vec![
        ("organisations", &ORGANISATION, organisations),
        ("bank_accounts", &ACCOUNT, accounts),
        ("files", &["id", "call_id", "kind"], files),
        ("instalments", &INSTALMENT, instalments),
        ("payments", &PAYMENT, payments),
    ];
    Ok(Rows { tables, payments: ids })
}

const ACCOUNT: [&str; 10] = [
    "id",
    "organisation_id",
    "details",
    "stage",
    "stage_facts",
    "proposed_by",
    "confirmed_by",
    "payee_check",
    "version",
    "changed_at",
];
const INSTALMENT: [&str; 14] = [
    "id",
    "file_id",
    "call_id",
    "payee_id",
    "position",
    "label",
    "condition",
    "planned_cents",
    "due_cents",
    "due_on",
    "stage",
    "stage_facts",
    "version",
    "changed_at",
];
const PAYMENT: [&str; 14] = [
    "id",
    "instalment_id",
    "application_id",
    "call_id",
    "payee_id",
    "bank_reference",
    "amount_cents",
    "set_off_cents",
    "stage",
    "stage_facts",
    "proposed_by",
    "due_on",
    "version",
    "changed_at",
];

/// Fills an empty database with so many transfers over a thousand grantees' accounts, whose sums
/// fit them.
pub async fn transfers(url: &str, many: usize) -> anyhow::Result<Desk> {
    const GRANTEES: usize = 1_000;
    let desk = desk(url).await?;
    let base = base(&desk).await?;
    let bulk = Bulk::begin(url).await?;
    let each = many.div_ceil(GRANTEES);
    let budget: Uuid = desk.chance.id(base.now);
    let account = |id: Uuid, name: String, grantee: Option<&str>, out: usize, come: usize| {
        let sum = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        row![
            id,
            base.call,
            name,
            "cents",
            grantee.map(str::to_owned),
            false,
            0_i64,
            sum(out),
            0_i64,
            sum(come)
        ]
    };
    let mut accounts = vec![account(budget, "bench".to_owned(), None, each * GRANTEES, 0)];
    let grantees: Vec<Uuid> = (0..GRANTEES).map(|_| desk.chance.id(base.now)).collect();
    for id in &grantees {
        accounts.push(account(*id, format!("payee:{id}"), Some("payee"), 0, each));
    }
    let columns = [
        "id",
        "call_id",
        "name",
        "unit",
        "grantee",
        "limited",
        "debits_pending",
        "debits_posted",
        "credits_pending",
        "credits_posted",
    ];
    bulk.insert("accounts", &columns, accounts).await?;
    let columns = ["id", "debit_id", "credit_id", "amount", "why", "kind", "note", "by_whom", "at"];
    for _ in 0..each {
        let rows = grantees.iter().map(|to| {
            let id: Uuid = desk.chance.id(base.now);
            row![id, budget, *to, 1_i64, "payment", "posted", "", "system:bench", base.now]
        });
        bulk.insert("transfers", &columns, rows.collect()).await?;
    }
    bulk.commit().await?;
    Ok(desk)
}
