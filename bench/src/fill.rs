//! A database with one open call and so many applications. The one rule: people, call, partnerships
//! and budget come by the real actions; only the mass of rows is written as SQL, in one
//! transaction.

use crate::serve;
use anyhow::Context;
use convoca::{
    actions::{
        Clock, Desk, account, budget,
        call::{self, NewCall},
        roles,
    },
    app,
    domain::{
        access::Actor,
        ids::{CallId, PartnershipId, PersonId},
        moment::Moment,
        money::Money,
        person::StaffRole,
    },
    store::{self, chance::Chance},
};

mod answers; // answers that may be handed in
mod bulk; // rows by the thousand
pub mod evaluation; // proposals with their experts
pub mod payments; // payments that wait for the bank, very many transfers
mod rows; // organisations, applications, accounts

/// What a fill leaves for the load.
#[derive(Debug)]
pub struct Filled {
    /// The call.
    pub call: CallId,
    /// The key of the session that reads: an officer's, or an expert's.
    pub reader: String,
    /// Drafts ready to be handed in, each with the key of its author's session; of an evaluation,
    /// the proposal the expert reads.
    pub drafts: Vec<(String, String)>,
}

/// How much to fill in.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Applications behind the list, drafts among them.
    pub applications: usize,
    /// Drafts to be handed in, beside these.
    pub drafts: usize,
}

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What the actions have made, for the rows to hang on.
#[derive(Debug)]
struct Base {
    call: CallId,
    edition: String,
    officer: PersonId,
    partnerships: Vec<PartnershipId>,
    now: Moment,
}

/// Fills an empty database.
pub async fn fill(url: &str, size: Size) -> anyhow::Result<Filled> {
    let settings = serve::settings(url)?;
    // A seed: the same database each time, but for its instants.
    let desk = app::desk(settings, Clock::Machine, Chance::seeded(7)).await;
    let desk = desk.map_err(|error| serve::told(&error))?;
    desk.database.migrate().await?;
    let base = base(&desk).await?;
    let stored = store::call::load(desk.database.reads(), base.call).await?;
    let programme = desk.programme(&stored)?;
    let answers = answers::of(&programme.form, base.now);
    let bulk = bulk::Bulk::begin(url).await?;
    let filled = rows::write(&bulk, &desk.chance, &base, size, &answers).await?;
    bulk.commit().await?;
    Ok(filled)
}

async fn person(desk: &Desk, name: &str, role: StaffRole) -> anyhow::Result<Actor> {
    let id = account::add_person(desk, &format!("{name}@example.org"), name, None).await?;
    roles::give(desk, &Actor::system("bench"), id, role).await?;
    Ok(account::actor(desk, id).await?)
}

async fn base(desk: &Desk) -> anyhow::Result<Base> {
    let officer = person(desk, "officer", StaffRole::Officer).await?;
    let finance = person(desk, "finance", StaffRole::Finance).await?;
    let now = desk.now();
    let new = NewCall {
        programme: "clusterxchange".to_owned(),
        title: "ClusterXchange, spring round".to_owned(),
        edition: "2026".to_owned(),
        opens_at: Moment::from_millis(now.millis() - 30 * DAY),
        deadline: Moment::from_millis(now.millis() + 30 * DAY),
        places: None,
    };
    let edition = new.edition.clone();
    let call = call::create(desk, &officer, new).await?;
    let mut partnerships = Vec::new();
    for code in ["CLOTH", "FOODY", "GREEN", "HEALT", "MACHI", "OCEAN", "PACKS", "SPACE"] {
        let name = format!("Partnership {code}");
        let added = call::add_partnership(desk, &officer, call, code, &name, None, &[]).await?;
        partnerships.push(added);
    }
    call::publish(desk, &officer, call).await?;
    let money = Money::from_cents(2_000_000_000);
    budget::give(desk, &finance, call, money, "grant of the year").await?;
    let officer = officer.person().context("an officer is a person")?;
    Ok(Base { call, edition, officer, partnerships, now })
}
