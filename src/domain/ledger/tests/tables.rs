//! Reads the text tables beside `ledger/`. The head of `life.table` explains the language.

use crate::domain::{
    ids::{AccountId, TransferId},
    ledger::{
        Code, Kind, LedgerRefusal, Limit, Moved, PositiveAmount, Sums, Transfer, Unit,
        memory::Memory,
    },
};
use uuid::Uuid;

/// A short name as an id; the same name is the same id.
fn id(name: &str) -> Uuid {
    assert!(name.len() <= 16, "{name} is too long for a name");
    Uuid::from_u128(name.bytes().fold(0, |number, byte| (number << 8) | u128::from(byte)))
}

fn transfer(words: &[&str]) -> Transfer {
    let [name, debit, ">", credit, amount, kind @ ..] = words else {
        panic!("not a transfer: {words:?}")
    };
    let (kind, why) = match kind {
        ["posted"] => (Kind::Posted, Code::Appropriation),
        ["pending"] => (Kind::Pending, Code::Commitment),
        ["post", of] => (Kind::PostOf(TransferId(id(of))), Code::Payment),
        ["void", of] => (Kind::VoidOf(TransferId(id(of))), Code::Release),
        ["corrected"] => (Kind::Posted, Code::Correction),
        _ => panic!("not a kind: {kind:?}"),
    };
    let amount = if *amount == "max" { i64::MAX } else { amount.parse().unwrap() };
    Transfer {
        id: TransferId(id(name)),
        debit: AccountId(id(debit)),
        credit: AccountId(id(credit)),
        amount: PositiveAmount::new(amount).unwrap(),
        why,
        kind,
    }
}

fn print(result: Result<Moved, LedgerRefusal>) -> String {
    match result {
        Ok(Moved::Done { .. }) => "done".to_owned(),
        Ok(Moved::Exists) => "exists".to_owned(),
        Err(refusal) => {
            let json = serde_json::to_value(refusal).unwrap();
            let code = json["code"].as_str().unwrap();
            json.get("room").map_or_else(|| code.to_owned(), |room| format!("{code} {room}"))
        }
    }
}

/// One line, on `books`. Returns whether it was a transfer with its result.
fn line(books: &mut Memory, text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        ["account", name, unit, ref limit @ ..] => {
            let unit = if unit == "cents" { Unit::Cents } else { Unit::Pieces };
            let limited = limit == ["limited"];
            let limit = if limited { Limit::DebitsWithinCredits } else { Limit::None };
            books.open(AccountId(id(name)), unit, limit);
            false
        }
        ["sums", name, dp, d, cp, c] => {
            let number = |text: &str| if text == "max" { i64::MAX } else { text.parse().unwrap() };
            let expected = Sums {
                debits_pending: number(dp),
                debits_posted: number(d),
                credits_pending: number(cp),
                credits_posted: number(c),
            };
            assert_eq!(books.sums(AccountId(id(name))), expected, "{text}");
            false
        }
        _ => {
            let (given, expected) = text.split_once('=').unwrap_or((text, "done"));
            let given: Vec<&str> = given.split_whitespace().collect();
            let result = print(books.post(&transfer(&given)));
            assert_eq!(result, expected.trim(), "{text}");
            true
        }
    }
}

/// Runs a table; the number of cases.
fn run(table: &str) -> usize {
    let mut setup = Memory::default();
    let mut cases = 0;
    let mut books: Option<Memory> = None;
    for text in table.lines().map(|l| l.split('#').next().unwrap_or("").trim()) {
        if text.is_empty() {
            continue;
        }
        if let Some(rest) = text.strip_prefix("case ") {
            let (_name, first) = rest.split_once(':').unwrap_or((rest, ""));
            let mut fresh = setup.clone();
            if !first.trim().is_empty() {
                assert!(line(&mut fresh, first.trim()), "{text}");
            }
            books = Some(fresh);
            cases += 1;
        } else {
            line(books.as_mut().unwrap_or(&mut setup), text);
        }
    }
    cases
}

#[test]
fn the_life_of_transfers() {
    assert!(run(include_str!("../life.table")) >= 30, "the table lost cases");
}

#[test]
fn refusals_in_their_order() {
    assert!(run(include_str!("../refusals.table")) >= 50, "the table lost cases");
}
