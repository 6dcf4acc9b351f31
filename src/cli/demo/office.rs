//! The office before the first exchange: people, posts, partners, the call, its money. The one rule:
//! it happens in the order a real office would do it, each on its day.

use super::{
    cast::{Party, coordinators},
    diary::Diary,
    plan::{CLOSES, OPENED},
    play::{Member, again, join},
};
use crate::{
    actions::{
        Desk, account, budget,
        call::{self, NewCall},
        roles,
    },
    config::demo::DemoData,
    domain::{
        access::Actor,
        ids::{CallId, PartnershipId},
        money::Money,
        person::StaffRole,
    },
};
use anyhow::Context;
use chrono::Datelike;

/// What the call opens with.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Places.
    pub places: u32,
    /// Money: at the opening, and later.
    pub budget: [Money; 2],
}

/// A partnership with its two coordinators.
#[derive(Debug, Clone)]
pub struct Partnership {
    /// Its id.
    pub id: PartnershipId,
    coordinators: Vec<Actor>,
}

impl Partnership {
    /// One of the coordinators, by turns.
    pub fn coordinator(&self, number: usize) -> anyhow::Result<&Actor> {
        by_turns(&self.coordinators, number)
    }
}

/// The office as it stands when the call is open.
#[derive(Debug, Clone)]
pub struct Office {
    /// The call.
    pub call: CallId,
    officers: Vec<Actor>,
    finance: Vec<Actor>,
    partnerships: Vec<Partnership>,
}

impl Office {
    /// One of the officers, by turns.
    pub fn officer(&self, number: usize) -> anyhow::Result<&Actor> {
        by_turns(&self.officers, number)
    }
    /// One of the finance officers, by turns.
    pub fn finance(&self, number: usize) -> anyhow::Result<&Actor> {
        by_turns(&self.finance, number)
    }
    /// A partnership by its place in the list.
    pub fn partnership(&self, at: usize) -> anyhow::Result<&Partnership> {
        self.partnerships.get(at).context("no such partnership")
    }
}

fn by_turns(actors: &[Actor], number: usize) -> anyhow::Result<&Actor> {
    let at = number.checked_rem(actors.len()).context("nobody holds this post")?;
    actors.get(at).context("nobody holds this post")
}

/// Opens the office and the call; the partners among the parties join.
pub(super) async fn open(
    desk: &Desk,
    data: &DemoData,
    diary: &Diary,
    parties: &[Party],
    members: &mut [Option<Member>],
    opening: &Opening,
) -> anyhow::Result<Office> {
    let first = diary.clock(-OPENED - 34, 8);
    anyhow::ensure!(desk.now() <= first, "the clock is too late for the story to begin");
    let on = |day: i64| desk.clock.move_to(diary.office(-OPENED - day));
    desk.clock.move_to(first);
    let (officers, finance) = staff(desk, data).await?;
    let partners = parties.iter().enumerate().filter(|(_, party)| party.partner);
    for (number, (at, party)) in partners.enumerate() {
        // Three a day.
        on(26 - i64::try_from(number / 3)?);
        members[at] = Some(join(desk, &data.cast.password, party).await?);
    }
    let officer = officers.first().context("no officer")?;
    on(16);
    let opens_at = diary.clock(diary.weekday(-OPENED - 2), 9);
    let deadline = diary.clock(diary.weekday(CLOSES), 17);
    let edition = diary.today().year().to_string();
    let new = NewCall {
        programme: "clusterxchange".to_owned(),
        title: format!("{} {edition}", data.cast.title),
        edition,
        opens_at,
        deadline,
        places: Some(opening.places),
    };
    let call = call::create(desk, officer, new).await?;
    on(15);
    let partnerships = partnerships(desk, data, parties, members, officer, call).await?;
    on(13);
    let giver = finance.first().context("no finance officer")?;
    let [first_part, _] = opening.budget;
    budget::give(desk, giver, call, first_part, "First part of the grant").await?;
    on(12);
    call::confirm_rates(desk, officer, call).await?;
    on(10);
    call::publish(desk, officer, call).await?;
    Ok(Office { call, officers, finance, partnerships })
}

/// The people of the office with their posts: officers and finance officers.
async fn staff(desk: &Desk, data: &DemoData) -> anyhow::Result<(Vec<Actor>, Vec<Actor>)> {
    let system = Actor::system("demonstration");
    let (mut officers, mut finance) = (Vec::new(), Vec::new());
    for person in &data.cast.office {
        let role = StaffRole::from_code(&person.role, None).context("no such post")?;
        let password = Some(data.cast.password.clone());
        let id = account::add_person(desk, &person.address, &person.name, password).await?;
        roles::give(desk, &system, id, role).await?;
        let actor = account::actor(desk, id).await?;
        match role {
            StaffRole::Officer => officers.push(actor),
            StaffRole::Finance => finance.push(actor),
            StaffRole::Auditor | StaffRole::Admin | StaffRole::Coordinator(_) => {}
        }
    }
    Ok((officers, finance))
}

async fn partnerships(
    desk: &Desk,
    data: &DemoData,
    parties: &[Party],
    members: &[Option<Member>],
    officer: &Actor,
    call: CallId,
) -> anyhow::Result<Vec<Partnership>> {
    let system = Actor::system("demonstration");
    let mut made = Vec::with_capacity(data.cast.partnerships.len());
    for (number, partnership) in data.cast.partnerships.iter().enumerate() {
        let partners: Vec<_> = parties
            .iter()
            .zip(members)
            .filter(|(party, _)| party.partner && party.partnership == number)
            .filter_map(|(_, member)| member.as_ref().map(|member| member.id))
            .collect();
        let (code, name) = (&partnership.code, &partnership.name);
        let id =
            call::add_partnership(desk, officer, call, code, name, Some(20), &partners).await?;
        let mut posts = Vec::new();
        for someone in coordinators(data, number) {
            let password = Some(data.cast.password.clone());
            let person =
                account::add_person(desk, &someone.address, &someone.name, password).await?;
            roles::give(desk, &system, person, StaffRole::Coordinator(id)).await?;
            posts.push(again(desk, &account::actor(desk, person).await?).await?);
        }
        made.push(Partnership { id, coordinators: posts });
    }
    Ok(made)
}
