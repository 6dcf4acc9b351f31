//! Addresses as banks take them since November 2026: each part in a field of its own. The one
//! rule: without town and country no address goes into a file (domain facts 4.4, 7.33).

use super::{part::Part, places::CountryCode, refusal::BankRefusal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A postal address in parts; parts may still be missing.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    street: String,
    building_number: String,
    post_code: String,
    town: String,
    country: Option<CountryCode>,
}

impl Address {
    /// No part given yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// With this street, at most 70 characters; may be empty.
    pub fn with_street(self, text: &str) -> Result<Self, BankRefusal> {
        Ok(Self { street: Part::Street.check(text)?, ..self })
    }
    /// With this building number, at most 16 characters; may be empty.
    pub fn with_building_number(self, text: &str) -> Result<Self, BankRefusal> {
        Ok(Self { building_number: Part::BuildingNumber.check(text)?, ..self })
    }
    /// With this post code, at most 16 characters; may be empty.
    pub fn with_post_code(self, text: &str) -> Result<Self, BankRefusal> {
        Ok(Self { post_code: Part::PostCode.check(text)?, ..self })
    }
    /// With this town, at most 35 characters; may be empty.
    pub fn with_town(self, text: &str) -> Result<Self, BankRefusal> {
        Ok(Self { town: Part::Town.check(text)?, ..self })
    }
    /// In this country.
    #[must_use]
    pub fn with_country(self, country: CountryCode) -> Self {
        Self { country: Some(country), ..self }
    }
    /// Street without the building number; empty when not given.
    pub fn street(&self) -> &str {
        &self.street
    }
    /// Building number; empty when not given.
    pub fn building_number(&self) -> &str {
        &self.building_number
    }
    /// Post code; empty when not given.
    pub fn post_code(&self) -> &str {
        &self.post_code
    }
    /// Town; empty when not given.
    pub fn town(&self) -> &str {
        &self.town
    }
    /// Country, when given.
    pub const fn country(&self) -> Option<CountryCode> {
        self.country
    }
    /// Fit for a file; `None` without town or country.
    pub fn full(&self) -> Option<FullAddress> {
        let country = self.country.filter(|_| !self.town.is_empty())?;
        Some(FullAddress { parts: self.clone(), country })
    }
}

impl fmt::Debug for Address {
    /// Its country alone: the rest is about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({:?})", self.country)
    }
}

/// An address with town and country: fit for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullAddress {
    parts: Address,
    country: CountryCode,
}

impl FullAddress {
    /// All parts; the town is not empty.
    pub const fn parts(&self) -> &Address {
        &self.parts
    }
    /// The country.
    pub const fn country(&self) -> CountryCode {
        self.country
    }
}
