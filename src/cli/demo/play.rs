//! Plays the plan with the real actions under a moved clock. The one rule: nothing is written past
//! the actions; what they refuse stops the demonstration with the step it was at.

use super::{
    cast::{self, Approved, Party},
    claims::{self, ClaimTurn},
    days::Step,
    diary::Diary,
    office::{self, Office},
    pick::Picker,
    plan::{self, Exchange, OPENED},
    vouchers::Vouchers,
    words,
};
use crate::{
    actions::{Clock, Desk, account, budget, organisation, profile, schedule},
    config::demo::DemoData,
    domain::{
        access::Actor,
        ids::{ApplicationId, OrganisationId, PaymentId, ProfileId},
        moment::{BRUSSELS, Moment},
        money::Money,
        organisation::MemberRole,
    },
    store,
};
use anyhow::Context;

/// The seed of all choices.
const SEED: u64 = 2020;

/// An organisation that has joined.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) id: OrganisationId,
    pub(super) lead: Actor,
    /// Who signs.
    pub(super) signer: Actor,
    pub(super) profile: Option<ProfileId>,
}

/// An exchange that has begun.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) id: ApplicationId,
    pub(super) words: words::Words,
    pub(super) payment: Option<PaymentId>,
}

/// What happens at one moment.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Join(usize),
    Offer(usize),
    Accept(usize),
    Reject(usize),
    Exchange(usize, Step),
    Remind,
    TopUp,
    Claim(ClaimTurn),
}

/// Everything that is known while it is played.
pub(super) struct Play<'a> {
    pub(super) desk: &'a Desk,
    pub(super) data: &'a DemoData,
    pub(super) picker: Picker,
    pub(super) parties: Vec<Party>,
    pub(super) office: Office,
    pub(super) members: Vec<Option<Member>>,
    pub(super) files: Vec<Option<File>>,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) diary: Diary,
    pub(super) vouchers: Vouchers,
    places: u32,
}

/// Fills an empty database with `how_many` exchanges (25 at least give every stage its own; above
/// some 700 the programme's places end). The desk's clock must stand, at the latest some 440 days
/// before `now`; it is moved up to the day before `now`. `after` is called after each turn, for
/// sending mails.
pub async fn fill(
    desk: &Desk,
    how_many: usize,
    now: Moment,
    after: impl AsyncFn() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    anyhow::ensure!(matches!(desk.clock, Clock::Set(_)), "the clock must be one that is moved");
    let data = DemoData::builtin().context("the lists of the demonstration")?;
    let picker = Picker::seeded(SEED);
    let today = now.day_in(BRUSSELS);
    let diary = Diary::new(picker.clone(), today);
    let parties = cast::parties(&data, &picker, how_many);
    let planned = plan::plan(&data, &picker, &desk.holidays, &parties, how_many, today)?;
    let opening = office::Opening { places: planned.places, budget: budget_of(planned.places) };
    let mut members = vec![None; parties.len()];
    let office = office::open(desk, &data, &diary, &parties, &mut members, &opening).await?;
    after().await?;
    let files = vec![None; planned.exchanges.len()];
    let turns = turns(&parties, &planned.exchanges, &diary, &picker);
    // A picker of its own: the exchanges stay what they are, whatever is told of the vouchers.
    let vouchers = Vouchers::plan(&data, &diary, &Picker::seeded(SEED + 1), &parties);
    let mut play = Play {
        desk,
        data: &data,
        picker,
        parties,
        office,
        members,
        files,
        exchanges: planned.exchanges,
        diary,
        vouchers,
        places: planned.places,
    };
    play.first_list().await?;
    for (at, _, turn) in turns {
        play.vouchers_until(at, &after).await?;
        desk.clock.move_to(at);
        play.turn(turn).await.with_context(|| play.said(turn))?;
        after().await?;
    }
    play.vouchers_until(now, &after).await?;
    play.bank_day().await.context("payments of both editions in one batch")?;
    play.finds().await?;
    after().await
}

/// Enough for the places at the mean of the rates, in two parts.
fn budget_of(places: u32) -> [Money; 2] {
    let places = i64::from(places);
    [Money::from_cents(places * 52_000), Money::from_cents(places * 24_000)]
}

/// All turns in their order.
fn turns(
    parties: &[Party],
    exchanges: &[Exchange],
    diary: &Diary,
    picker: &Picker,
) -> Vec<(Moment, usize, Turn)> {
    let mut turns = Vec::new();
    let mut needed: Vec<Option<i64>> = vec![None; parties.len()];
    for (number, exchange) in exchanges.iter().enumerate() {
        let steps: Vec<_> = exchange.life.steps.iter().map(|(day, step)| (*day, *step)).collect();
        let first = steps.first().map_or(0, |(day, _)| *day);
        for side in [exchange.visitor, exchange.host] {
            needed[side] = Some(needed[side].map_or(first, |day| day.min(first)));
        }
        turns.extend(
            diary.line(&steps).into_iter().map(|(at, step)| (at, Turn::Exchange(number, step))),
        );
        let over = (exchange.life.stay.to - diary.today()).num_days();
        if over < -1 && plan::holds(exchange.stage) {
            turns.push((diary.early(over + 1), Turn::Remind));
        }
    }
    let mut spare = (exchanges.len() / 8).max(4);
    for (at, party) in parties.iter().enumerate() {
        let days = match needed[at] {
            _any if party.partner => {
                let offer = -OPENED + 1 + picker.between(0, 6);
                vec![(offer, Turn::Offer(at)), (offer + 2, Turn::Accept(at))]
            }
            Some(first) => {
                let accept = first - picker.between(3, 5);
                let offer = accept - picker.between(1, 3);
                vec![
                    (offer - picker.between(0, 3), Turn::Join(at)),
                    (offer, Turn::Offer(at)),
                    (accept, Turn::Accept(at)),
                ]
            }
            None if party.newcomer => {
                let day = -picker.between(1, 6);
                vec![(day - 2, Turn::Join(at)), (day, Turn::Offer(at))]
            }
            None if spare > 0 && party.outsider.is_none() => {
                spare -= 1;
                idle(at, spare, picker)
            }
            None => Vec::new(),
        };
        turns.extend(diary.line(&days));
    }
    turns.push((diary.early(-150), Turn::TopUp));
    turns.extend(claims::TURNS.map(|(day, turn)| (diary.clock(day, 17), Turn::Claim(turn))));
    let mut turns: Vec<_> =
        turns.into_iter().enumerate().map(|(n, (at, turn))| (at, n, turn)).collect();
    turns.sort_by_key(|(at, number, _)| (*at, *number));
    turns
}

/// An organisation without an exchange: one in three was rejected.
fn idle(at: usize, number: usize, picker: &Picker) -> Vec<(i64, Turn)> {
    let day = -picker.between(3, 250);
    let answer = if number.is_multiple_of(3) { Turn::Reject(at) } else { Turn::Accept(at) };
    vec![(day - 5, Turn::Join(at)), (day - 3, Turn::Offer(at)), (day, answer)]
}

impl Play<'_> {
    async fn turn(&mut self, turn: Turn) -> anyhow::Result<()> {
        match turn {
            // It may have come in with a proposal.
            Turn::Join(at) if self.members.get(at).is_some_and(Option::is_some) => {}
            Turn::Join(at) => {
                let party = self.party(at)?;
                let member = join(self.desk, &self.data.cast.password, party).await?;
                self.members[at] = Some(member);
            }
            Turn::Offer(at) => self.offer(at).await?,
            Turn::Accept(at) => self.assess(at, None).await?,
            Turn::Reject(at) => {
                let reason = self.picker.text(&self.data.texts.profile_rejections);
                self.assess(at, Some(reason)).await?;
            }
            Turn::Exchange(number, step) => self.step(number, step).await?,
            Turn::Claim(turn) => self.claim_turn(turn).await?,
            Turn::Remind => {
                schedule::remind_reports(self.desk).await?;
            }
            Turn::TopUp => {
                let (finance, [_, more]) = (self.office.finance(1)?, budget_of(self.places));
                let reason = "Second part of the grant";
                budget::give(self.desk, finance, self.office.call, more, reason).await?;
            }
        }
        Ok(())
    }

    /// Plays what happens to the vouchers before `at`.
    async fn vouchers_until(
        &mut self,
        at: Moment,
        after: &impl AsyncFn() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        while let Some((when, turn)) = self.vouchers.next_before(at) {
            self.desk.clock.move_to(when);
            let day = when.day_in(BRUSSELS);
            self.voucher_turn(turn).await.with_context(|| format!("on {day}, at {turn:?}"))?;
            after().await?;
        }
        Ok(())
    }

    async fn offer(&mut self, at: usize) -> anyhow::Result<()> {
        let (party, member) = (self.party(at)?, self.member(at)?);
        let partnership = self.office.partnership(party.partnership)?.id;
        let form = words::profile(self.data, &self.picker, party, partnership);
        let (desk, call) = (self.desk, self.office.call);
        let id = profile::save(desk, &member.lead, call, member.id, &form).await?;
        profile::submit(desk, &member.lead, id).await?;
        if party.outsider == Some(Approved::Yes) {
            let officer = self.office.officer(at)?;
            organisation::preapprove_host(desk, officer, member.id, true).await?;
        }
        if let Some(member) = self.members.get_mut(at).and_then(Option::as_mut) {
            member.profile = Some(id);
        }
        Ok(())
    }

    async fn assess(&self, at: usize, rejected: Option<&str>) -> anyhow::Result<()> {
        let (party, member) = (self.party(at)?, self.member(at)?);
        let id = member.profile.context("no profile")?;
        let seen = store::profile::load(self.desk.database.reads(), id).await?.version;
        let coordinator = self.office.partnership(party.partnership)?.coordinator(at)?;
        profile::assess(self.desk, coordinator, id, seen, rejected).await?;
        Ok(())
    }

    pub(super) fn party(&self, at: usize) -> anyhow::Result<&Party> {
        self.parties.get(at).context("no such party")
    }

    pub(super) fn member(&self, at: usize) -> anyhow::Result<&Member> {
        self.members.get(at).and_then(Option::as_ref).context("it has not joined")
    }

    /// Where it was when something was refused.
    fn said(&self, turn: Turn) -> String {
        let stage = match turn {
            Turn::Exchange(number, _) => self.exchanges.get(number).map(|exchange| exchange.stage),
            Turn::Join(_)
            | Turn::Offer(_)
            | Turn::Accept(_)
            | Turn::Reject(_)
            | Turn::Remind
            | Turn::Claim(_)
            | Turn::TopUp => None,
        };
        let day = self.desk.now().day_in(BRUSSELS);
        format!("on {day}, at {turn:?} of an exchange that shall be {stage:?}")
    }
}

/// A person registers an organisation, mostly alone.
pub(super) async fn join(desk: &Desk, password: &str, party: &Party) -> anyhow::Result<Member> {
    // Only those who are told may sign in: a password costs time to make.
    let password = party.told_as.is_some().then(|| password.to_owned());
    let lead = account::add_person(desk, &party.lead.address, &party.lead.name, password).await?;
    let lead = account::actor(desk, lead).await?;
    let id = organisation::create(desk, &lead, &party.form).await?;
    let lead = again(desk, &lead).await?;
    let mut signer = lead.clone();
    if let Some(second) = &party.second {
        let (address, name) = (&second.address, &second.name);
        let person = account::add_person(desk, address, name, None).await?;
        let role = MemberRole::Signatory;
        organisation::add_member(desk, &lead, id, address, name, role).await?;
        signer = account::actor(desk, person).await?;
    }
    Ok(Member { id, lead, signer, profile: None })
}

/// The same person with the posts and memberships of now.
pub(super) async fn again(desk: &Desk, actor: &Actor) -> anyhow::Result<Actor> {
    let person = actor.person().context("nobody")?;
    Ok(account::actor(desk, person).await?)
}
