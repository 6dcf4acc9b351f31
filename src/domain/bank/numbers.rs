//! The numbers banks know accounts, banks and bodies by. The one rule: a value of these types has
//! passed its check, and an account number shows its country and last four signs, nowhere more.

use super::{places::CountryCode, refusal::BankRefusal};
use crate::domain::form::{FieldRefusal, check_iban, mask_iban};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An account number with right length and check digits, in capitals without blanks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban {
    text: String,
    country: CountryCode,
}

impl Iban {
    /// Takes blanks and small letters. Refused (`Iban`) with what to look at first: shape, length,
    /// check digits.
    pub fn parse(text: &str) -> Result<Self, BankRefusal> {
        let text = check_iban(text).map_err(|why| BankRefusal::Iban { why })?;
        let country = text.get(..2).map(CountryCode::parse);
        let Some(Ok(country)) = country else {
            return Err(BankRefusal::Iban { why: FieldRefusal::IbanShape });
        };
        Ok(Self { text, country })
    }
    /// The whole number; only for the file and for those who check it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// The country it starts with.
    pub const fn country(&self) -> CountryCode {
        self.country
    }
    /// Country and last four signs: what all others see.
    pub fn masked(&self) -> String {
        mask_iban(&self.text)
    }
}

impl TryFrom<String> for Iban {
    type Error = BankRefusal;
    fn try_from(text: String) -> Result<Self, BankRefusal> {
        Self::parse(&text)
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.text
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.masked())
    }
}

/// A bank's code (ISO 9362): four letters or digits, the country, two for the place, and three
/// for the branch or none. In capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bic(String);

impl Bic {
    /// Takes small letters and blanks around it. Refused: another shape (`BicShape`), and a
    /// country that doesn't exist (`CountryUnknown`).
    pub fn parse(text: &str) -> Result<Self, BankRefusal> {
        let text = text.trim().to_ascii_uppercase();
        let is_shaped = matches!(text.len(), 8 | 11)
            && text.bytes().all(|sign| sign.is_ascii_alphanumeric())
            && text.bytes().skip(4).take(2).all(|sign| sign.is_ascii_uppercase());
        let (true, Some(country)) = (is_shaped, text.get(4..6)) else {
            return Err(BankRefusal::BicShape);
        };
        CountryCode::parse(country)?;
        Ok(Self(text))
    }
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Bic {
    type Error = BankRefusal;
    fn try_from(text: String) -> Result<Self, BankRefusal> {
        Self::parse(&text)
    }
}

impl From<Bic> for String {
    fn from(bic: Bic) -> Self {
        bic.0
    }
}

/// A legal entity identifier (ISO 17442): a bank may check a legal person by it instead of by its
/// name. In capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lei(String);

impl Lei {
    /// Refused: another shape (`LeiShape`), and check digits that don't fit (`LeiCheck`; ISO 7064
    /// mod 97-10, as with account numbers).
    pub fn parse(text: &str) -> Result<Self, BankRefusal> {
        let text = text.trim().to_ascii_uppercase();
        let is_shaped = text.len() == 20
            && text.bytes().all(|sign| sign.is_ascii_alphanumeric())
            && text.bytes().skip(18).all(|sign| sign.is_ascii_digit());
        if !is_shaped {
            return Err(BankRefusal::LeiShape);
        }
        let rest = text.chars().filter_map(|sign| sign.to_digit(36)).fold(0, |rest, value| {
            let shifted = if value < 10 { rest * 10 } else { rest * 100 };
            (shifted + value) % 97
        });
        if rest == 1 { Ok(Self(text)) } else { Err(BankRefusal::LeiCheck) }
    }
    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Lei {
    type Error = BankRefusal;
    fn try_from(text: String) -> Result<Self, BankRefusal> {
        Self::parse(&text)
    }
}

impl From<Lei> for String {
    fn from(lei: Lei) -> Self {
        lei.0
    }
}
