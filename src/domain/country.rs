//! Countries as the schemes name them: the Member States, the COSME and the Horizon 2020
//! associated countries. The one rule: stored as ISO 3166 codes (XK for Kosovo, as Eurostat and
//! SWIFT use it); EL and UK, the Union's own codes, are read and shown, never stored.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// A country of the table below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Country(&'static str);

/// The code names no country of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not the two-letter code of a country that takes part in these schemes")]
pub struct UnknownCountry(pub String);

/// ISO code and English name, by name.
const TABLE: [(&str, &str); 46] = [
    ("AL", "Albania"),
    ("AM", "Armenia"),
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BA", "Bosnia and Herzegovina"),
    ("BG", "Bulgaria"),
    ("HR", "Croatia"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("FO", "Faroe Islands"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GE", "Georgia"),
    ("DE", "Germany"),
    ("GR", "Greece"),
    ("HU", "Hungary"),
    ("IS", "Iceland"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IT", "Italy"),
    ("XK", "Kosovo"),
    ("LV", "Latvia"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("MT", "Malta"),
    ("MD", "Moldova"),
    ("ME", "Montenegro"),
    ("NL", "Netherlands"),
    ("MK", "North Macedonia"),
    ("NO", "Norway"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("RS", "Serbia"),
    ("SK", "Slovakia"),
    ("SI", "Slovenia"),
    ("ES", "Spain"),
    ("SE", "Sweden"),
    ("CH", "Switzerland"),
    ("TN", "Tunisia"),
    ("TR", "Türkiye"),
    ("UA", "Ukraine"),
    ("GB", "United Kingdom"),
];

impl Country {
    /// All countries, by English name.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(code, _)| Self(code))
    }
    /// The ISO code.
    pub const fn code(self) -> &'static str {
        self.0
    }
    /// The English name.
    pub fn name(self) -> &'static str {
        // Two bytes are compared at once, which a text of any length is not.
        let mine = self.0.as_bytes().first_chunk::<2>();
        let found = TABLE.iter().find(|(code, _)| code.as_bytes().first_chunk() == mine);
        found.map_or(self.0, |(_, name)| name)
    }
    /// The code the Union's own texts use: EL for Greece, UK for the United Kingdom.
    pub fn eu_code(self) -> &'static str {
        match self.0 {
            "GR" => "EL",
            "GB" => "UK",
            code => code,
        }
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;
    /// Takes ISO codes and the Union's EL and UK, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        let iso = match code.as_str() {
            "EL" => "GR",
            "UK" => "GB",
            other => other,
        };
        TABLE
            .iter()
            .find(|(code, _)| *code == iso)
            .map(|(code, _)| Self(code))
            .ok_or_else(|| UnknownCountry(text.to_owned()))
    }
}

// By hand: derived, serde would see the `&'static str` inside and read from static text only.
impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?.parse().map_err(de::Error::custom)
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.0.to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests;
