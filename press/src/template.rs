//! The templates of this program and a sample of the data each takes. The one rule: a template and
//! its sample have the same name, and the sample has every key the template asks for.

use crate::Fault;
use chrono::NaiveDate;
use serde_json::Value;

/// What all templates share: letter head, tables, signatures, foot of the page.
const PARTS: &str = "parts";

/// The day samples are printed on.
pub(crate) const SAMPLE_MADE_ON: NaiveDate = match NaiveDate::from_ymd_opt(2026, 3, 16) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

macro_rules! templates {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        /// A kind of paper or letter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Template {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Template {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code; also the name of the file, without `.typ`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// Its text as shipped.
            const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../templates/", $code, ".typ")),)+
                }
            }

            /// Believable data for it, as JSON text: what an editor of the template is shown.
            pub const fn sample_text(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("../samples/", $code, ".json")),)+
                }
            }
        }
    };
}

templates! {
    /// Sub-grant agreement of a contracting partner with an SME or a consortium of SMEs.
    Agreement = "agreement";
    /// Change of a signed agreement: what was, what is.
    Amendment = "amendment";
    /// An application as it was handed in: fields and answers.
    Annex = "annex";
    /// The decision to fund.
    AwardLetter = "award_letter";
    /// Certificate of exchange, for the visitor and the host.
    Certificate = "certificate";
    /// ClusterXchange: goals and agenda, signed by visitor, host and both partnerships.
    CommitmentToQuality = "commitment_to_quality";
    /// That a grant is de minimis aid.
    DeMinimis = "de_minimis";
    /// What has to be paid back, why and until when.
    DebitNote = "debit_note";
    /// ClusterXchange: the lump sum, signed by the visitor and its partnership.
    FinancialAgreement = "financial_agreement";
    /// That an application came in, when, and with what in it.
    Receipt = "receipt";
    /// The decision not to fund.
    RefusalLetter = "refusal_letter";
    /// What a payment is made of.
    Remittance = "remittance";
}

impl Template {
    /// The template with this name.
    pub fn from_name(name: &str) -> Result<Self, Fault> {
        let found = Self::ALL.iter().copied().find(|template| template.name() == name);
        found.ok_or_else(|| Fault::unknown(name))
    }

    /// Believable data for it.
    pub fn sample(self) -> Result<Value, Fault> {
        serde_json::from_str(self.sample_text())
            .map_err(|source| Fault::Sample { name: self.name(), source })
    }

    /// Its file.
    pub(crate) fn file(self) -> String {
        format!("{}.typ", self.name())
    }
}

/// The names a template's file can have, without `.typ`.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    Template::ALL.iter().map(|template| template.name()).chain([PARTS])
}

/// The file with this name, given with or without `.typ`.
pub(crate) fn file(name: &str) -> Result<String, Fault> {
    let stem = name.strip_suffix(".typ").unwrap_or(name);
    let known = names().find(|known| *known == stem).ok_or_else(|| Fault::unknown(name))?;
    Ok(format!("{known}.typ"))
}

/// Name and text of everything shipped.
pub(crate) fn ours() -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts = (PARTS, include_str!("../templates/parts.typ"));
    Template::ALL.iter().map(|template| (template.name(), template.text())).chain([parts])
}
