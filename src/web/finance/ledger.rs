//! The ledger of a call: its accounts with their four sums, and every transfer. The one rule: each
//! cent and each place is here, with when, why and by whom.

use crate::{
    domain::{
        ids::{CallId, TransferId},
        ledger::{
            Code, Sums, Unit,
            chart::{AccountName, GranteeKind},
        },
        moment::Moment,
        quota::PlaceKey,
        scheme::Scheme,
    },
    http::{Answer, Ctx, Fail, Id, Typed},
    queries::{
        ledger::{self as query, Line, Names, Of, PAGE, Wanted},
        overview::{self, Books},
    },
    render::{
        Link, Page, Shell, Tone, euro_text, number_text,
        parts::{Chip, Export, Fact, Pager},
        shell::NavItem,
        words,
    },
    web::officer::parts::{self, AnyCall},
};
use axum::extract::Query;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Ledger {
    shell: Shell,
    tabs: Vec<NavItem>,
    only: Option<Only>,
    accounts: Vec<Account>,
    kinds: Vec<NavItem>,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// What the list is narrowed to, and the way back to all.
#[derive(Debug, Serialize)]
struct Only {
    says: String,
    all: String,
}

/// An account.
#[derive(Debug, Serialize)]
struct Account {
    name: String,
    href: String,
    reserved_out: String,
    gone_out: String,
    reserved_in: String,
    come_in: String,
}

/// A transfer.
#[derive(Debug, Serialize)]
pub struct Row {
    at: Moment,
    why: &'static str,
    chip: Chip,
    from: Fact,
    to: Fact,
    amount: String,
    reference: String,
    file: Option<String>,
    note: String,
    who: String,
}

/// An account's name as people read it.
pub fn account_name(name: &str, office: &AnyCall, names: &Names) -> String {
    let label = |key: &PlaceKey| {
        let rules = office.quotas();
        let rule = rules.iter().find(|rule| rule.key == key.rule());
        let label = rule.map_or_else(|| key.rule().to_owned(), |rule| rule.label.clone());
        match key {
            PlaceKey::Not(_) => format!("{label} (not counting)"),
            PlaceKey::AtMost(_) | PlaceKey::Is(_) => label,
        }
    };
    match name.parse::<AccountName>() {
        Ok(AccountName::Source) => "Parent grant".to_owned(),
        Ok(AccountName::Budget) => "Budget of the call".to_owned(),
        Ok(AccountName::Payable(id)) => format!("Due to {}", names.organisation(id)),
        Ok(AccountName::Payee(id)) => format!("Paid to {}", names.organisation(id)),
        Ok(AccountName::Owed(id)) => format!("To get back from {}", names.organisation(id)),
        Ok(AccountName::Recovered) => "Got back".to_owned(),
        Ok(AccountName::ServicesSource) => "Services of the project's partners".to_owned(),
        Ok(AccountName::Services(id)) => format!("Services for {}", names.organisation(id)),
        Ok(AccountName::PlacesSource(key)) => format!("Places opened: {}", label(&key)),
        Ok(AccountName::Places(key)) => format!("Places free: {}", label(&key)),
        Ok(AccountName::Taken(key)) => format!("Places taken: {}", label(&key)),
        Ok(AccountName::PartnershipSource) => "Exchanges of all partnerships".to_owned(),
        Ok(AccountName::Partnership(id)) => format!("Exchanges of {}", names.partnership(id)),
        Err(_) => match GranteeKind::from_code(name) {
            Some(GranteeKind::Payable) => "Due to grantees, all together".to_owned(),
            Some(GranteeKind::Payee) => "Paid to grantees, all together".to_owned(),
            Some(GranteeKind::Owed) => "To get back from grantees, all together".to_owned(),
            Some(GranteeKind::Services) => "Services for grantees, all together".to_owned(),
            None => name.to_owned(),
        },
    }
}

/// What an account counts, or the accounts of a kind together.
fn unit_of(name: &str) -> Unit {
    match name.parse::<AccountName>() {
        Ok(name) => name.unit(),
        Err(_) if name == GranteeKind::Services.code() => Unit::Services,
        Err(_) => Unit::Cents,
    }
}

/// An amount in the unit of its account.
fn amount(number: i64, unit: Unit) -> String {
    match unit {
        Unit::Cents | Unit::Services => euro_text(number),
        Unit::Pieces => number_text(number),
    }
}

fn account(name: &str, a: Sums, office: &AnyCall, names: &Names) -> Account {
    let unit = unit_of(name);
    Account {
        name: account_name(name, office, names),
        href: parts::ledger_account(office.call.id, name),
        reserved_out: amount(a.debits_pending, unit),
        gone_out: amount(a.debits_posted, unit),
        reserved_in: amount(a.credits_pending, unit),
        come_in: amount(a.credits_posted, unit),
    }
}

fn accounts(office: &AnyCall, books: &Books, names: &Names) -> Vec<Account> {
    let row = |(name, sums): (&str, Sums)| (unit_of(name), account(name, sums, office, names));
    let mut rows: Vec<(Unit, Account)> = books.all().map(row).collect();
    // Money first, then places.
    rows.sort_by_key(|(unit, _)| match unit {
        Unit::Cents => 0,
        Unit::Services => 1,
        Unit::Pieces => 2,
    });
    rows.into_iter().map(|(_, account)| account).collect()
}

/// A transfer as people read it.
pub fn row(line: Line, office: &AnyCall, names: &Names) -> Row {
    let unit = Unit::from_code(&line.unit).unwrap_or(Unit::Pieces);
    let chip = match line.kind.as_str() {
        "pending" => Chip::new(Tone::Info, "reserved"),
        "post_of" => Chip::new(Tone::Good, "reserved, now final"),
        "void_of" => Chip::new(Tone::Quiet, "released"),
        _posted => Chip::new(Tone::Good, "final"),
    };
    let link = |id| match office.scheme {
        Scheme::Exchange(_) => Link::File(id),
        Scheme::Scored(_) => Link::ProposalFile(id),
    };
    let file = line.application_id.map(|id| link(id).into());
    let end = |name: &str| Fact {
        href: Some(parts::ledger_account(office.call.id, name)),
        ..Fact::new("", account_name(name, office, names))
    };
    Row {
        at: line.at,
        why: Code::from_code(&line.why).map_or("", words::ledger_reason),
        chip,
        from: end(&line.debit),
        to: end(&line.credit),
        amount: amount(line.amount, unit),
        // The note of a file's transfer repeats its reference.
        note: if line.reference.as_deref() == Some(line.note.as_str()) {
            String::new()
        } else {
            line.note
        },
        reference: line.reference.unwrap_or_default(),
        file,
        who: names.who(&line.by_whom),
    }
}

/// What was asked for.
#[derive(Debug)]
pub struct Asked {
    all: bool,
    name: String,
    file: String,
    after: String,
}

impl Asked {
    /// As it stands in the address.
    pub fn of(typed: &Typed) -> Self {
        let text = |name: &str| typed.get(name).trim().to_owned();
        Self {
            all: typed.get("kind") == "all",
            name: text("account"),
            file: text("file"),
            after: text("after"),
        }
    }
    /// The same list of this kind from there on.
    fn address(&self, call: CallId, all: bool, after: &str) -> String {
        let kind = if all { "all" } else { "" };
        let parts =
            [("kind", kind), ("account", &self.name), ("file", &self.file), ("after", after)];
        Link::Ledger(call).with(&parts)
    }
    /// The same list as a file.
    fn export(&self, call: CallId) -> Export {
        let kind = if self.all { "all" } else { "" };
        let call = call.to_string();
        let filter =
            [("call", &*call), ("kind", kind), ("account", &self.name), ("file", &self.file)];
        Export::of("ledger", &filter)
    }
    fn after(&self) -> Option<(Moment, TransferId)> {
        let (at, id) = self.after.split_once('-')?;
        Some((Moment::from_millis(at.parse().ok()?), id.parse().ok()?))
    }
}

/// The accounts that are shown, and what the list is narrowed to. An account nobody opened, or a
/// file that is none, is not there.
pub async fn narrowed(
    ctx: &Ctx,
    call: CallId,
    asked: &Asked,
) -> Result<(Wanted, Option<(String, Sums)>), Fail> {
    let mut wanted = Wanted { money_only: !asked.all, after: asked.after(), ..Wanted::default() };
    if !asked.file.is_empty() {
        wanted.file = Some(asked.file.parse().map_err(|_| Fail::not_found())?);
    }
    if asked.name.is_empty() {
        return Ok((wanted, None));
    }
    if let Some(kind) = GranteeKind::from_code(&asked.name) {
        wanted.of = Some(Of::Kind(kind));
        return Ok((wanted, None));
    }
    let name: AccountName = asked.name.parse().map_err(|_| Fail::not_found())?;
    let found = query::account(ctx.state.desk.database.reads(), call, &name).await?;
    let (id, sums) = found.ok_or_else(Fail::not_found)?;
    wanted.of = Some(Of::One(id));
    Ok((wanted, Some((asked.name.clone(), sums))))
}

/// `GET /finance/calls/{id}/ledger`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = AnyCall::load(&ctx, id).await?;
    let asked = Asked::of(&Typed(asked));
    let conn = ctx.state.desk.database.reads();
    let books = overview::books(conn, id).await?;
    let (wanted, one) = narrowed(&ctx, id, &asked).await?;
    let mut lines = query::transfers(conn, id, &wanted, PAGE).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let of = asked.name.parse::<AccountName>().ok();
    let names = Names::of(conn, id, &lines, of.as_ref()).await?;
    let next = lines.last().filter(|_| more);
    let after = |last: &Line| format!("{}-{}", last.at.millis(), last.id);
    let next = next.map(|last| asked.address(id, asked.all, &after(last)));
    let money = parts::budget(&books);
    let title = format!(
        "Ledger: {} given, {} paid, {} free",
        euro_text(money.appropriated.cents()),
        euro_text(money.paid.cents()),
        euro_text(money.free.cents())
    );
    let shown = lines.len();
    let tab = |label: &str, all: bool| NavItem {
        label: label.to_owned(),
        href: asked.address(id, all, ""),
        current: all == asked.all,
    };
    let page = Ledger {
        shell: office.shell(&ctx, title),
        tabs: office.tabs(&ctx, &Link::Ledger(id)),
        only: only(&office, &asked, &lines, &names),
        accounts: match one {
            Some((name, sums)) => vec![account(&name, sums, &office, &names)],
            None if !asked.name.is_empty() => {
                vec![account(&asked.name, books.named(&asked.name), &office, &names)]
            }
            None if !asked.file.is_empty() => Vec::new(),
            None => accounts(&office, &books, &names),
        },
        kinds: vec![tab("money", false), tab("money and places", true)],
        rows: lines.into_iter().map(|line| row(line, &office, &names)).collect(),
        export: asked.export(id),
        pager: Pager {
            says: format!("{shown} on this page, the newest first"),
            first: wanted.after.is_some().then(|| asked.address(id, asked.all, "")),
            next,
        },
    };
    ctx.page(&page)
}

fn only(office: &AnyCall, asked: &Asked, lines: &[Line], names: &Names) -> Option<Only> {
    let mut says = Vec::new();
    if !asked.name.is_empty() {
        says.push(format!("account \u{201c}{}\u{201d}", account_name(&asked.name, office, names)));
    }
    if !asked.file.is_empty() {
        let reference = lines.first().and_then(|line| line.reference.clone());
        says.push(format!("file {}", reference.unwrap_or_default()).trim_end().to_owned());
    }
    let all = Link::Ledger(office.call.id).into();
    (!says.is_empty()).then(|| Only { says: says.join(", "), all })
}

impl Row {
    /// One for the samples.
    pub fn sample() -> Self {
        Self {
            at: parts::sample_now(),
            why: words::ledger_reason(Code::Commitment),
            chip: Chip::new(Tone::Info, "reserved"),
            from: Fact { href: Some("/".to_owned()), ..Fact::new("", "Budget of the call") },
            to: Fact { href: Some("/".to_owned()), ..Fact::new("", "Due to Tecnotex Lda") },
            amount: "€ 610.00".to_owned(),
            reference: "CXC-2026-0412".to_owned(),
            file: Some("/".to_owned()),
            note: String::new(),
            who: "Maria Keller".to_owned(),
        }
    }
}

impl Page for Ledger {
    const TEMPLATE: &'static str = "pages/finance/ledger.html";
    fn samples() -> Vec<Self> {
        let account = Account {
            name: "Budget of the call".to_owned(),
            href: "/".to_owned(),
            reserved_out: "€ 610.00".to_owned(),
            gone_out: "€ 0.00".to_owned(),
            reserved_in: "€ 0.00".to_owned(),
            come_in: "€ 50,000.00".to_owned(),
        };
        let bare = || Row { file: None, note: "grant of the year".to_owned(), ..Row::sample() };
        let only = || Only { says: "file CXC-2026-0412".to_owned(), all: "/".to_owned() };
        let page = |accounts, rows, narrow: bool| Self {
            shell: Shell::sample("Ledger: € 50,000.00 given"),
            tabs: parts::sample_tabs(),
            only: narrow.then(only),
            accounts,
            kinds: parts::sample_tabs(),
            rows,
            export: Export::default(),
            pager: Pager::default(),
        };
        vec![
            page(vec![account], vec![Row::sample(), bare()], false),
            page(Vec::new(), vec![Row::sample()], true),
            page(Vec::new(), Vec::new(), false),
        ]
    }
}
