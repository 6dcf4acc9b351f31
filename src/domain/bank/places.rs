//! Countries as banks name them: any of ISO 3166, and XK. The one rule: this is wider than
//! [`crate::domain::country::Country`], which holds those of the schemes; a bank may be anywhere.

use super::refusal::BankRefusal;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;

/// ISO 3166-1 alpha-2, with XK for Kosovo as SWIFT uses it; two letters each.
const CODES: &str = "\
ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCN\
COCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHM\
HNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMK\
MLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURW\
SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI\
VNVUWFWSXKYEYTZAZMZW";

/// Countries whose account numbers SEPA reaches: EU, EEA, CH, MC, SM, UK, AD, VA; AL, ME, MK, MD
/// and RS since 2024 and 2025 (domain facts 4.4); GI, which has account numbers of its own
/// (EPC409-09 v8.0). Outside though they have IBANs: BA, FO, GE, IL, TN, TR, UA, XK.
const SEPA: [&str; 42] = [
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI",
    "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL",
    "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
];

/// A country's two letters, in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct CountryCode(&'static str);

impl CountryCode {
    /// Takes ISO codes and XK in any case. Refused (`CountryUnknown`): all else, and the Union's
    /// own EL and UK, which no bank reads.
    pub fn parse(text: &str) -> Result<Self, BankRefusal> {
        let code = text.trim().to_ascii_uppercase();
        let starts = (0..CODES.len()).step_by(2);
        let found = starts.filter_map(|at| CODES.get(at..at + 2)).find(|known| **known == *code);
        found.map(Self).ok_or(BankRefusal::CountryUnknown)
    }
    /// The two letters.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
    /// Whether a SEPA transfer reaches accounts of this country.
    pub fn is_in_sepa(self) -> bool {
        SEPA.contains(&self.0)
    }
}

// By hand: derived, serde would see the `&'static str` inside and read from static text only.
impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(reader)?).map_err(de::Error::custom)
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.0.to_owned()
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
