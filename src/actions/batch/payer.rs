//! Who pays, as the settings name it. The one rule: nothing goes to a bank before name, town,
//! country and account are there.

use crate::{
    actions::Desk,
    domain::{
        bank::{Address, Bic, CountryCode, HolderName, Iban, Payer},
        refusal::{MoneyRefusal, Refusal},
    },
};

/// The payer, from the settings. Refused while the office has not named its account.
pub(super) fn payer(desk: &Desk) -> Result<Payer, Refusal> {
    let p = &desk.settings.payer;
    if p.iban.trim().is_empty() {
        return Err(MoneyRefusal::PayerMissing.into());
    }
    let country = CountryCode::parse(&p.country)?;
    let address = Address::new()
        .with_street(&p.street)?
        .with_building_number(&p.building_number)?
        .with_post_code(&p.post_code)?
        .with_town(&p.town)?
        .with_country(country);
    let bic = (!p.bic.trim().is_empty()).then(|| Bic::parse(&p.bic)).transpose()?;
    Ok(Payer {
        name: HolderName::parse(&p.name)?,
        address: address.full().ok_or(MoneyRefusal::PayerMissing)?,
        iban: Iban::parse(&p.iban)?,
        bic,
    })
}
