//! The ledger of a call: its accounts with their four sums, and every transfer. The one rule: each
//! cent and each place is here, with when, why and by whom.

use crate::{
    domain::{
        ids::{CallId, TransferId},
        ledger::{
            Code, Unit,
            chart::{AccountName, GranteeKind},
        },
        moment::Moment,
        quota::PlaceKey,
        scheme::Scheme,
    },
    http::{Answer, Ctx, Id, Typed},
    queries::{
        ledger::{self as query, Line, Names, PAGE},
        overview::{self, Books},
    },
    render::{
        Link, Page, Shell, Tone, euro_text, number_text,
        parts::{Chip, Pager},
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
    accounts: Vec<Account>,
    kinds: Vec<NavItem>,
    rows: Vec<Row>,
    pager: Pager,
}

/// An account.
#[derive(Debug, Serialize)]
struct Account {
    name: String,
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
    from: String,
    to: String,
    amount: String,
    reference: String,
    file: Option<String>,
    note: String,
    who: String,
}

/// An account's name as people read it.
fn account_name(name: &str, office: &AnyCall, names: &Names) -> String {
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
        Err(_) => match GranteeKind::ALL.into_iter().find(|kind| kind.code() == name) {
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

fn accounts(office: &AnyCall, books: &Books, names: &Names) -> Vec<Account> {
    let account = |name: String, unit: Unit, sums: [i64; 4]| {
        let [reserved_out, gone_out, reserved_in, come_in] = sums.map(|sum| amount(sum, unit));
        Account { name, reserved_out, gone_out, reserved_in, come_in }
    };
    let mut rows: Vec<(Unit, Account)> = books
        .all()
        .map(|(name, a)| {
            let unit = unit_of(name);
            let sums = [a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted];
            (unit, account(account_name(name, office, names), unit, sums))
        })
        .collect();
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
    Row {
        at: line.at,
        why: Code::from_code(&line.why).map_or("", words::ledger_reason),
        chip,
        from: account_name(&line.debit, office, names),
        to: account_name(&line.credit, office, names),
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

/// `GET /finance/calls/{id}/ledger`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = AnyCall::load(&ctx, id).await?;
    let asked = Typed(asked);
    let all = asked.get("kind") == "all";
    let after = asked.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<TransferId>().ok()?))
    });
    let conn = ctx.state.desk.database.reads();
    let books = overview::books(conn, id).await?;
    let mut lines = query::transfers(conn, id, !all, after).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let names = Names::of(conn, id, &lines).await?;
    let kind = if all { "all" } else { "" };
    let address =
        |kind: &str, after: &str| Link::Ledger(id).with(&[("kind", kind), ("after", after)]);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| address(kind, &format!("{}-{}", last.at.millis(), last.id)));
    let money = parts::budget(&books);
    let title = format!(
        "Ledger: {} given, {} paid, {} free",
        euro_text(money.appropriated.cents()),
        euro_text(money.paid.cents()),
        euro_text(money.free.cents())
    );
    let shown = lines.len();
    let tab = |label: &str, kind: &str, current: bool| NavItem {
        label: label.to_owned(),
        href: address(kind, ""),
        current,
    };
    let page = Ledger {
        shell: office.shell(&ctx, title),
        tabs: office.tabs(&ctx, &Link::Ledger(id)),
        accounts: accounts(&office, &books, &names),
        kinds: vec![tab("money", "", !all), tab("money and places", "all", all)],
        rows: lines.into_iter().map(|line| row(line, &office, &names)).collect(),
        pager: Pager {
            says: format!("{shown} on this page, the newest first"),
            first: after.is_some().then(|| address(kind, "")),
            next,
        },
    };
    ctx.page(&page)
}

impl Row {
    /// One for the samples.
    pub fn sample() -> Self {
        Self {
            at: parts::sample_now(),
            why: words::ledger_reason(Code::Commitment),
            chip: Chip::new(Tone::Info, "reserved"),
            from: "Budget of the call".to_owned(),
            to: "Tecnotex Lda".to_owned(),
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
            reserved_out: "€ 610.00".to_owned(),
            gone_out: "€ 0.00".to_owned(),
            reserved_in: "€ 0.00".to_owned(),
            come_in: "€ 50,000.00".to_owned(),
        };
        let bare = || Row { file: None, note: "grant of the year".to_owned(), ..Row::sample() };
        let page = |accounts, rows| Self {
            shell: Shell::sample("Ledger: € 50,000.00 given"),
            tabs: parts::sample_tabs(),
            accounts,
            kinds: parts::sample_tabs(),
            rows,
            pager: Pager::default(),
        };
        vec![page(vec![account], vec![Row::sample(), bare()]), page(Vec::new(), Vec::new())]
    }
}
