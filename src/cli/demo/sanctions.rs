//! A made-up list of sanctions, and two finds on a newer one. The one rule: every name on it is
//! invented or made from a name of this demonstration; nobody real is on it.

use super::play::Play;
use crate::{
    actions::{Desk, batch, sanctions, screening},
    domain::{
        access::Actor,
        moment::BRUSSELS,
        screening::{Part, Party, Screened},
    },
    store::{self, screening::Scope},
};
use anyhow::Context;
use std::fmt::Write as _;

const HEAD: &str = "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;\
                    Entity_Regulation_Programme;NameAlias_WholeName;BirthDate_Year;\
                    Citizenship_CountryIso2Code;Address_CountryIso2Code\n";

/// A list of today: two invented entries, and one for each of these names.
fn list(desk: &Desk, likes: &[String]) -> String {
    let day = desk.now().day_in(BRUSSELS);
    let mut text = HEAD.to_owned();
    let mut row = |id: usize, kind: char, name: &str, rest: &str| {
        let _ = writeln!(text, "{day};{id};{kind};DEMO;{name};{rest}");
    };
    row(101, 'P', "Zebulon Quorblat", "1961;XX;");
    row(101, 'P', "Zebulon Kworblatt", ";;");
    row(102, 'E', "Blatworks Deep Mining OJSC", ";;XX");
    for (id, name) in (201..).zip(likes) {
        row(id, 'E', name, ";;XX");
    }
    text
}

async fn import(desk: &Desk, likes: &[String]) -> anyhow::Result<()> {
    let actor = Actor::system("demonstration");
    let text = list(desk, likes);
    sanctions::import(desk, &actor, text.as_bytes()).await.context("the list of sanctions")?;
    Ok(())
}

impl Play<'_> {
    /// The list the office begins with: nobody of the demonstration is like anybody on it.
    pub(super) async fn first_list(&self) -> anyhow::Result<()> {
        import(self.desk, &[]).await
    }
    /// A newer list: one payee waits for a decision, another was found to be somebody else.
    pub(super) async fn finds(&self) -> anyhow::Result<()> {
        let (desk, conn) = (self.desk, self.desk.database.reads());
        let choices = batch::choices(desk, self.office.finance(0)?).await?;
        let call = self.office.call;
        let ready = choices.iter().rev().filter(|one| one.line.is_ok() && one.payment.call == call);
        let mut payees: Vec<Screened> = Vec::new();
        for choice in ready {
            if !payees.contains(&choice.payment.payee.into()) {
                payees.push(choice.payment.payee.into());
            }
        }
        payees.truncate(2);
        let parties = store::screening::parties(conn, Scope::These(&payees)).await?;
        let names: Vec<String> = parties.iter().filter_map(like).collect();
        import(desk, &names).await?;
        let Some(waits) = payees.first() else { return Ok(()) };
        // The other name is cleared wherever it stands: a payee may be a partner, too, whose
        // partnership signs.
        let mut finds = store::screening::candidates(conn, Scope::Screened).await?;
        finds.retain(|find| find.whom != *waits);
        let why =
            "Another place of registration, and our payee was founded years after the listing.";
        for find in finds {
            let (id, seen) = (find.id, find.version);
            screening::not_same(desk, self.office.officer(0)?, id, seen, why).await?;
            screening::agree(desk, self.office.finance(0)?, id, seen + 1).await?;
        }
        Ok(())
    }
}

/// The organisation's name as somebody else might write it: the longest word ends twice, because a
/// form of company at the end is not compared.
fn like(party: &Party) -> Option<String> {
    let own = party.names.iter().find(|one| one.part == Part::Organisation)?;
    let longest = own.name.split_whitespace().max_by_key(|word| word.chars().count())?;
    let last = longest.chars().last()?;
    Some(own.name.replacen(longest, &format!("{longest}{last}"), 1).to_uppercase())
}
