//! Short texts that go to a bank: trimmed, without control signs, and no longer than the format
//! has room for. The one rule: a text too long is refused, never cut, because the payee's bank
//! compares it; and none of them shows itself in a log.

use super::{part::Part, refusal::BankRefusal};
use serde::{Deserialize, Serialize};
use std::fmt;

impl Part {
    /// The text without blanks around it, which may be empty. Refused: control signs
    /// (`PartControl`; line breaks are fine in `OtherDetails`, which no file carries) and more
    /// characters than there is room for (`PartTooLong`).
    pub fn check(self, text: &str) -> Result<String, BankRefusal> {
        let text = text.trim();
        let lines_are_fine = matches!(self, Self::OtherDetails);
        let is_bad = |sign: char| sign.is_control() && !(lines_are_fine && sign == '\n');
        if text.chars().any(is_bad) {
            return Err(BankRefusal::PartControl { part: self });
        }
        let have = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if have > self.most() {
            return Err(BankRefusal::PartTooLong { part: self, most: self.most(), have });
        }
        Ok(text.to_owned())
    }
    /// As [`Part::check`]; an empty text is refused too (`PartMissing`).
    pub fn need(self, text: &str) -> Result<String, BankRefusal> {
        let text = self.check(text)?;
        if text.is_empty() { Err(BankRefusal::PartMissing { part: self }) } else { Ok(text) }
    }
}

macro_rules! text {
    ($($(#[$doc:meta])* $name:ident = $part:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Refused: nothing, control signs, more characters than there is room for.
            pub fn parse(text: &str) -> Result<Self, BankRefusal> {
                Part::$part.need(text).map(Self)
            }
            /// As given, without blanks around it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = BankRefusal;
            fn try_from(text: String) -> Result<Self, BankRefusal> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
        impl fmt::Debug for $name {
            /// Its length alone: these texts are about people.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} characters)"), self.0.chars().count())
            }
        }
    )+};
}

text! {
    /// Who holds the account, as the bank knows the name. 1 to 70 characters.
    HolderName = HolderName,
    /// What the payee reads on the statement. 1 to 140 characters.
    Remittance = Remittance,
    /// How to pay to an account without an IBAN, in words. 1 to 500 characters.
    OtherDetails = OtherDetails,
}
