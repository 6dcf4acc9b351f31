//! The small parts all messages share: amounts, days, references, texts. The one rule: what can't
//! be read for certain is a fault with its line, never a guess.

use super::xml::Node;
use crate::{bank::fault::BankFault, domain::money::Money};
use chrono::NaiveDate;

/// The most characters a reference or code has.
const REFERENCE_MOST: usize = 35;
/// The most characters of the bank's own words that are kept.
const TEXT_MOST: usize = 500;

/// An amount in euro. Refused: another currency or none, a sign, more than two decimals that
/// count, more digits than fit.
pub fn euro(node: &Node) -> Result<Money, BankFault> {
    let line = node.line;
    if node.currency.as_deref() != Some("EUR") {
        return Err(BankFault::Currency { line });
    }
    cents(node.text()).map(Money::from_cents).ok_or(BankFault::Amount { line })
}

fn cents(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > 2 {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// The day of a date, or of an instant as its own zone has it. Refused: all else.
pub fn day(node: &Node) -> Result<NaiveDate, BankFault> {
    let text = node.text();
    let date = text.get(..10).filter(|date| {
        date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    });
    let after = text.get(10..).unwrap_or_default();
    let is_whole = after.is_empty() || after.starts_with(['T', 'Z', '+', '-']);
    date.filter(|_| is_whole)
        .and_then(|date| date.parse().ok())
        .ok_or(BankFault::Day { line: node.line })
}

/// The day of a choice between date (`Dt`) and instant (`DtTm`).
pub fn day_of_choice(node: &Node) -> Result<NaiveDate, BankFault> {
    match node.find("Dt")? {
        Some(date) => day(date),
        None => day(node.need("DtTm")?),
    }
}

/// A reference or code; `None` when missing, empty, or the bank's word for none. Refused: longer
/// than the format allows, because its beginning could be another's reference.
pub fn reference(node: Option<&Node>, what: &'static str) -> Result<Option<String>, BankFault> {
    let Some(node) = node else { return Ok(None) };
    let text = node.text();
    if text.chars().count() > REFERENCE_MOST {
        return Err(BankFault::TooLong { line: node.line, what, most: REFERENCE_MOST });
    }
    let is_given = !text.is_empty() && !text.eq_ignore_ascii_case("NOTPROVIDED");
    Ok(is_given.then(|| text.to_owned()))
}

/// A reference that has to be there.
pub fn need_reference(parent: &Node, what: &'static str) -> Result<String, BankFault> {
    let node = parent.need(what)?;
    reference(Some(node), what)?.ok_or(BankFault::Missing { line: node.line, what })
}

/// Texts joined by a blank, line breaks and other control signs as blanks, at most 500 characters.
pub fn words<'a>(nodes: impl Iterator<Item = &'a Node>) -> String {
    let joined = nodes.map(Node::text).collect::<Vec<_>>().join(" ");
    let mut words = String::new();
    for word in joined.split(|sign: char| sign.is_whitespace() || sign.is_control()) {
        if !word.is_empty() {
            words.push_str(if words.is_empty() { "" } else { " " });
            words.push_str(word);
        }
    }
    words.chars().take(TEXT_MOST).collect()
}

/// The reason inside an element with `Rsn` and `AddtlInf`: its code (the bank's own when it has no
/// common one) and its words.
pub fn reason(node: Option<&Node>) -> Result<(Option<String>, String), BankFault> {
    let Some(node) = node else { return Ok((None, String::new())) };
    let code = match node.find("Rsn")? {
        None => None,
        Some(reason) => match reason.find("Cd")? {
            Some(code) => reference(Some(code), "Cd")?,
            None => reference(reason.find("Prtry")?, "Prtry")?,
        },
    };
    Ok((code, words(node.all("AddtlInf"))))
}
