//! The accounts of those who are paid. The one rule: whoever leads the organisation names it, and a
//! finance officer confirms it, as on the pages.

use super::play::Play;
use crate::{
    actions::bank_account,
    domain::{
        access::Actor,
        bank::{
            AccountKind, Address, BankAccount, CountryCode, HolderName, Iban, OtherDetails,
            PayeeOutcome,
        },
        ids::OrganisationId,
    },
    store,
};
use anyhow::Context;

/// One account in seven still waits for a second person.
const WAITS: usize = 7;

impl Play<'_> {
    /// Names the account of an organisation that will be paid, once, and confirms it.
    pub(super) async fn account(
        &self,
        number: usize,
        organisation: OrganisationId,
        lead: &Actor,
        iban: Option<&str>,
    ) -> anyhow::Result<()> {
        let conn = self.desk.database.reads();
        if !store::bank_account::of_organisation(conn, organisation).await?.is_empty() {
            return Ok(());
        }
        let of = store::organisation::load(conn, organisation).await?.organisation;
        let kind = match iban {
            Some(iban) => {
                let iban = Iban::parse(iban)?;
                match AccountKind::of(iban, None) {
                    Ok(kind) => kind,
                    // Outside SEPA and without the bank's code: told in words, paid by hand.
                    Err(_) => AccountKind::Other { details: OtherDetails::parse(&of.name)? },
                }
            }
            None => AccountKind::Other { details: OtherDetails::parse(&of.name)? },
        };
        let address = Address::new()
            .with_street(&of.address.street)?
            .with_post_code(&of.address.post_code)?
            .with_town(&of.address.town)?
            .with_country(CountryCode::parse(of.country.code())?);
        let holder: String = of.name.chars().take(70).collect();
        let account = BankAccount { holder: HolderName::parse(&holder)?, address, kind, lei: None };
        let id = bank_account::propose(self.desk, lead, organisation, account)
            .await
            .context("naming an account")?;
        if number % WAITS == WAITS - 1 {
            return Ok(());
        }
        let finance = self.office.finance(number)?;
        bank_account::confirm(self.desk, finance, id, 1, PayeeOutcome::Match).await?;
        Ok(())
    }
}
