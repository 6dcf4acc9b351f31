//! The names of the short texts that go to a bank, and their room. The one rule: it knows nothing
//! of the checks, so that a refusal can name a text.

use serde::{Deserialize, Serialize};

/// Which text is meant, for the sentence of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Street,
    BuildingNumber,
    PostCode,
    Town,
    HolderName,
    Remittance,
    OtherDetails,
    SuggestedName,
}

impl Part {
    /// The most characters there is room for (domain facts 4.4; the details of accounts outside
    /// the format and the bank's suggestion are bounded by us).
    pub const fn most(self) -> u32 {
        match self {
            Self::BuildingNumber | Self::PostCode => 16,
            Self::Town => 35,
            Self::Street | Self::HolderName => 70,
            Self::Remittance | Self::SuggestedName => 140,
            Self::OtherDetails => 500,
        }
    }
}
