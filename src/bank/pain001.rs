//! The file of payments for the bank: pain.001.001.09, or .03 on request (domain facts 7.34), by
//! the crate `sepa`, which only this file knows. The one rule: the bytes come from the frozen batch
//! alone, so the same batch always gives the same file.

use super::fault::{BankFault, Unwritable};
use crate::domain::bank::{Address, Bic, FrozenBatch, FullAddress, Iban, PayLine};
use chrono::{Datelike, NaiveDateTime, Timelike};
use sepa::{
    BuildError, CharsetPolicy, CreditTransferEntry, CreditTransferGroup, CreditTransferSchema,
    IsoDate, IsoDateTime, Pain001Builder, PostalAddress, Transliteration, ValidationError,
};

/// Which version of the format the bank takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// pain.001.001.09, what SEPA asks for.
    #[default]
    V09,
    /// pain.001.001.03, which some banks still ask for.
    V03,
}

/// One character for one, as the scheme's own table has it (EPC217-08). The German way (ü to ue)
/// is wrong for Finnish or Turkish names, and it makes texts longer.
const LETTERS: Transliteration = Transliteration::Epc;

/// The file: one group of transfers with structured addresses, charges shared, one booking asked
/// for each transfer so that each can be found again. Refused (`Unwritable`) with the payment's
/// reference and the field: what the format can't hold. Names and texts are never cut.
pub fn write(batch: &FrozenBatch, version: Version) -> Result<Vec<u8>, BankFault> {
    let payer = batch.payer();
    let whole = |field, why| BankFault::Unwritable { reference: None, field, why };
    let created_at = instant(batch.created_at().utc().naive_utc())
        .ok_or_else(|| whole("CreDtTm", Unwritable::Day))?;
    let execute_on =
        day(batch.execute_on()).ok_or_else(|| whole("ReqdExctnDt", Unwritable::Day))?;
    let name = letters(payer.name.as_str(), "Dbtr/Nm", None)?;
    let message_id = batch.seal().message_id.as_str();
    let mut group = CreditTransferGroup::new(&name, &number(&payer.iban, None)?, execute_on)
        .payment_info_id(message_id)
        .batch_booking(false)
        .debtor_address(address(&payer.address, None)?);
    if let Some(bic) = &payer.bic {
        group = group.debtor_bic(bank_code(bic, None)?);
    }
    for line in batch.lines() {
        group = group.add_entry(entry(line)?);
    }
    let file = Pain001Builder::new(&name, message_id)
        .created_at(created_at)
        .schema(match version {
            Version::V09 => CreditTransferSchema::IsoV9,
            Version::V03 => CreditTransferSchema::IsoV3,
        })
        .charset(CharsetPolicy::Strict) // all is in its letters by now
        .add_group(group);
    file.build().map(String::into_bytes).map_err(|error| refused(batch, &error))
}

fn entry(line: &PayLine) -> Result<CreditTransferEntry, BankFault> {
    let of = Some(line);
    let name = letters(line.holder().as_str(), "Cdtr/Nm", of)?;
    let reference = line.reference().as_str();
    let iban = number(line.iban(), of)?;
    let entry = CreditTransferEntry::new(name, iban, line.amount().cents(), reference)
        .with_creditor_address(address(line.address(), of)?)
        .with_description(letters(line.remittance().as_str(), "RmtInf/Ustrd", of)?);
    match line.bic() {
        Some(bic) => Ok(entry.with_bic(bank_code(bic, of)?)),
        None => Ok(entry),
    }
}

fn unwritable(of: Option<&PayLine>, field: &'static str, why: Unwritable) -> BankFault {
    let reference = of.map(|line| line.reference().as_str().to_owned());
    BankFault::Unwritable { reference, field, why }
}

/// The text in the letters of SEPA. Signs without a counterpart become a full stop, as the scheme
/// says; a letter or digit that would is refused, because the name would be another one.
fn letters(text: &str, field: &'static str, of: Option<&PayLine>) -> Result<String, BankFault> {
    let mut written = String::with_capacity(text.len());
    for sign in text.chars() {
        let mut buffer = [0; 4];
        let one = sepa::transliterate(sign.encode_utf8(&mut buffer), LETTERS);
        if one == "." && sign.is_alphanumeric() {
            return Err(unwritable(of, field, Unwritable::Letter));
        }
        written.push_str(&one);
    }
    Ok(written)
}

fn number(iban: &Iban, of: Option<&PayLine>) -> Result<sepa::Iban, BankFault> {
    sepa::validate_iban(iban.as_str()).map_err(|_| unwritable(of, "IBAN", Unwritable::Number))
}

fn bank_code(bic: &Bic, of: Option<&PayLine>) -> Result<sepa::Bic, BankFault> {
    sepa::validate_bic(bic.as_str()).map_err(|_| unwritable(of, "BICFI", Unwritable::Number))
}

fn address(full: &FullAddress, of: Option<&PayLine>) -> Result<PostalAddress, BankFault> {
    type Put = fn(PostalAddress, String) -> PostalAddress;
    let parts: &Address = full.parts();
    let town = letters(parts.town(), "PstlAdr/TwnNm", of)?;
    let mut address = PostalAddress::new(town, full.country().as_str())
        .map_err(|_| unwritable(of, "PstlAdr", Unwritable::Rule))?;
    let rest: [(&str, &'static str, Put); 3] = [
        (parts.street(), "PstlAdr/StrtNm", PostalAddress::street),
        (parts.building_number(), "PstlAdr/BldgNb", PostalAddress::building_number),
        (parts.post_code(), "PstlAdr/PstCd", PostalAddress::post_code),
    ];
    for (text, field, put) in rest {
        if !text.is_empty() {
            address = put(address, letters(text, field, of)?);
        }
    }
    Ok(address)
}

fn day(day: chrono::NaiveDate) -> Option<IsoDate> {
    let year = u16::try_from(day.year()).ok()?;
    IsoDate::new(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

/// To the second, in UTC.
fn instant(at: NaiveDateTime) -> Option<IsoDateTime> {
    let part = |value: u32| u8::try_from(value).ok();
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    let at = IsoDateTime::new(day(at.date())?, hour, minute, second).ok()?;
    Some(at.in_utc())
}

/// The crate's refusal in our words; its own text repeats what stands in the field.
#[expect(clippy::wildcard_enum_match_arm, reason = "the crate's enum is open")]
fn refused(batch: &FrozenBatch, error: &BuildError) -> BankFault {
    use ValidationError as V;
    let line = error.location.transaction.and_then(|at| batch.lines().get(at));
    let (field, why) = match &error.kind {
        V::Empty { field } => (*field, Unwritable::Empty),
        V::TooLong { field, max, actual } => {
            (*field, Unwritable::TooLong { most: *max, have: *actual })
        }
        V::InvalidCharacter { field, .. } | V::InvalidXmlCharacter { field, .. } => {
            (*field, Unwritable::Letter)
        }
        V::SchemaPattern { field, .. } => (*field, Unwritable::Number),
        V::AmountOutOfRange { field, .. } => (*field, Unwritable::Amount),
        V::ControlSumOverflow => ("CtrlSum", Unwritable::Amount),
        _ => ("CstmrCdtTrfInitn", Unwritable::Rule),
    };
    unwritable(line, field, why)
}

#[cfg(test)]
mod tests;
