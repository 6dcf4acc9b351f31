//! The accounts of those who are paid. The one rule: whoever leads the organisation names it, and a
//! finance officer confirms it, as on the pages.

use super::play::Play;
use crate::{
    actions::{
        bank_account, bank_file, batch,
        export_template::{self, NewTemplate},
        rehearsal,
    },
    domain::{
        access::Actor,
        bank::{
            AccountKind, Address, BankAccount, CountryCode, HolderName, Iban, OtherDetails,
            PayeeOutcome,
        },
        ids::{OrganisationId, PaymentId},
        moment::BRUSSELS,
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

    /// One batch that is over: payments of both schemes, and the bank sent one back. What is left
    /// waits for whoever looks at the demonstration.
    pub(super) async fn bank_day(&self) -> anyhow::Result<()> {
        let desk = self.desk;
        let (one, two) = (self.office.finance(0)?, self.office.finance(1)?);
        let ready: Vec<_> =
            batch::choices(desk, one).await?.into_iter().filter(|one| one.line.is_ok()).collect();
        let (exchanges, vouchers): (Vec<_>, Vec<_>) =
            ready.into_iter().partition(|one| one.payment.call == self.office.call);
        // A third of each, so that every stage of a payment is still to be seen.
        let chosen: Vec<PaymentId> = exchanges[..exchanges.len().div_ceil(3)]
            .iter()
            .chain(&vouchers[..vouchers.len().div_ceil(3)])
            .map(|one| one.payment.id)
            .collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let today = desk.now().day_in(BRUSSELS);
        let made = batch::propose(desk, one, &chosen, today).await?;
        let conn = desk.database.reads();
        let seen = store::batch::load(conn, made).await?.version;
        batch::approve(desk, two, made, seen).await?;
        batch::export(desk, two, made).await?;
        let answer = rehearsal::rehearse(desk, one, made, today, 1).await?;
        bank_file::take_in(desk, one, &answer).await?;
        if let Some(last) = exchanges.last() {
            self.bank_elsewhere(last.payment.payee).await?;
        }
        let keys = ["payee", "file", "due_on", "amount", "payment"];
        let monthly = NewTemplate {
            list: "due".to_owned(),
            name: self.data.texts.template.clone(),
            columns: keys.map(str::to_owned).to_vec(),
            shared: true,
        };
        export_template::save(desk, one, monthly).await?;
        Ok(())
    }

    /// A payee moves its account to a bank SEPA does not reach: its payment is one to make by hand.
    async fn bank_elsewhere(&self, payee: OrganisationId) -> anyhow::Result<()> {
        let (desk, conn) = (self.desk, self.desk.database.reads());
        let member = self.members.iter().flatten().find(|one| one.id == payee);
        let lead = &member.context("a payee nobody leads")?.lead;
        let of = store::organisation::load(conn, payee).await?.organisation;
        let holder: String = of.name.chars().take(70).collect();
        let town = Address::new().with_town(&of.address.town)?;
        let account = BankAccount {
            holder: HolderName::parse(&holder)?,
            address: town.with_country(CountryCode::parse(of.country.code())?),
            kind: AccountKind::Other {
                details: OtherDetails::parse(&self.data.texts.account_elsewhere)?,
            },
            lei: None,
        };
        let id = bank_account::propose(desk, lead, payee, account).await?;
        bank_account::confirm(desk, self.office.finance(0)?, id, 1, PayeeOutcome::Match).await?;
        Ok(())
    }
}
