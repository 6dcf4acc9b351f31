//! The second edition of the demonstration: three calls for innovation vouchers, one decided, one in
//! evaluation, one open. The one rule: like the exchanges, all of it is done by the real actions, each as a
//! person would do it, on its day.

use super::{
    cast::{self, Party, Someone},
    diary::Diary,
    pick::Picker,
    play::{Play, again, join},
    spelling,
};
use crate::{
    actions::{account, budget, call, schedule},
    config::demo::{DemoData, ExpertData},
    domain::{
        access::Actor,
        ids::{ApplicationId, CallId},
        moment::Moment,
        money::Money,
    },
};
use anyhow::Context;
use chrono::Datelike;
use std::collections::VecDeque;

mod decide; // checks, ranking, release, what follows
mod deliver; // what follows the award
mod judge; // experts, reports, consensus
mod write; // applicants

/// Days before today on which the calls are created. The reserve list of the first lasts 180
/// days from its release, some hundred days ago: it still stands.
const CREATED: [i64; 3] = [-260, -130, -40];
/// Days from a call's creation to what follows.
const OPENS: i64 = 30;
const CLOSES: i64 = 92;
const DECIDED: usize = 0;
const RUNNING: usize = 1;
const OPEN: usize = 2;
/// Divisions of NACE, one for each sector of the lists.
const NACE: [&str; 8] = ["C13", "C30", "C10", "C32", "C29", "M71", "C16", "D35"];
/// Experts invited besides those with a name of their own.
const EXPERTS: usize = 23;

/// An expert of the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Expert {
    someone: Someone,
    sector: usize,
    country: String,
    town: String,
    told_as: Option<String>,
    actor: Option<Actor>,
}

/// What becomes of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Goes the whole way.
    Plain,
    /// Is never handed in.
    Draft,
    /// An officer asks something first.
    Clarified,
    /// Turns out not to be eligible.
    Ineligible,
}

/// A proposal of the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Bid {
    call: usize,
    kind: &'static str,
    /// Places in the list of parties, the lead first.
    firms: Vec<usize>,
    /// Shares in euro, in the same order.
    shares: Vec<i64>,
    fate: Fate,
    /// From 0 to 10: how good it is.
    quality: i64,
    id: Option<ApplicationId>,
}

/// What happens at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    Create(usize),
    Write(usize),
    Submit(usize),
    Close(usize),
    Check(usize),
    Invite(usize),
    Clear(usize, usize),
    Assign(usize),
    Reports(usize),
    Consensus(usize),
    Rank(usize),
    Sign(usize),
    Release(usize),
    Letters(usize),
    Redress(usize),
    GiveBack(usize),
    TakeUp(usize),
    RedressDecided(usize),
    Agreements(usize),
    Signatures(usize),
    Delivery(usize),
}

/// The second edition as it is played.
#[derive(Debug, Default)]
pub(super) struct Vouchers {
    calls: [Option<CallId>; 3],
    experts: Vec<Expert>,
    bids: Vec<Bid>,
    turns: VecDeque<(Moment, Turn)>,
}

impl Vouchers {
    /// Plans both calls among the companies of the parties.
    pub(super) fn plan(data: &DemoData, diary: &Diary, picker: &Picker, parties: &[Party]) -> Self {
        let firms: Vec<usize> = (0..parties.len())
            .filter(|at| {
                let party = &parties[*at];
                party.is_sme() && party.outsider.is_none() && !party.newcomer && !party.partner
            })
            .collect();
        let mut bids = bids(DECIDED, &firms, parties, picker, (26, 16), (25_000, 40_000));
        bids.extend(bids_running(&firms, parties, picker));
        bids.extend(bid_open(parties));
        let experts = experts(data, picker);
        let turns = turns(diary, picker, &bids, experts.len());
        Self { calls: [None; 3], experts, bids, turns: turns.into() }
    }
    /// The next turn that happens before `at`.
    pub(super) fn next_before(&mut self, at: Moment) -> Option<(Moment, Turn)> {
        let due = self.turns.front().is_some_and(|(when, _)| *when < at);
        if due { self.turns.pop_front() } else { None }
    }
    fn call(&self, number: usize) -> anyhow::Result<CallId> {
        self.calls.get(number).copied().flatten().context("no such call")
    }
    fn bid(&self, number: usize) -> anyhow::Result<&Bid> {
        self.bids.get(number).context("no such proposal")
    }
}

/// The proposal the two companies whose leads can sign in have begun together.
fn bid_open(parties: &[Party]) -> Option<Bid> {
    let known = |at: &usize| parties[*at].is_sme() && parties[*at].told_as.is_some();
    let firms: Vec<usize> = (0..parties.len()).filter(known).take(2).collect();
    let (kind, shares, fate) = ("demonstration", vec![24_000, 20_000], Fate::Draft);
    (firms.len() == 2).then_some(Bid {
        call: OPEN,
        kind,
        firms,
        shares,
        fate,
        quality: 8,
        id: None,
    })
}

fn bids_running(firms: &[usize], parties: &[Party], picker: &Picker) -> Vec<Bid> {
    let mut turned = firms.to_vec();
    turned.reverse();
    bids(RUNNING, &turned, parties, picker, (20, 18), (10_000, 18_000))
}

/// So many proposals of one SME, and so many of two from different countries.
fn bids(
    call: usize,
    firms: &[usize],
    parties: &[Party],
    picker: &Picker,
    (single, double): (usize, usize),
    (least, most): (i64, i64),
) -> Vec<Bid> {
    let mut free: VecDeque<usize> = firms.iter().copied().collect();
    let mut made = Vec::new();
    for number in 0..double {
        let Some(lead) = free.pop_front() else { break };
        let country = &parties[lead].form.country;
        let other = free.iter().position(|at| parties[*at].form.country != *country);
        let Some(partner) = other.and_then(|at| free.remove(at)) else { break };
        let share = || picker.between(least / 500, most / 500) * 500;
        let shares = vec![share(), share()];
        let (kind, firms) = ("demonstration", vec![lead, partner]);
        made.push(bid(call, kind, firms, shares, number, picker));
    }
    for number in 0..single {
        let Some(lead) = free.pop_front() else { break };
        made.push(bid(call, "feasibility", vec![lead], vec![10_000], number, picker));
    }
    made
}

fn bid(
    call: usize,
    kind: &'static str,
    firms: Vec<usize>,
    shares: Vec<i64>,
    number: usize,
    picker: &Picker,
) -> Bid {
    let fate = match number {
        3 => Fate::Ineligible,
        5 => Fate::Clarified,
        7 => Fate::Draft,
        _plain => Fate::Plain,
    };
    // One in six misses a threshold; the others make a ranking with close places.
    let quality = if picker.percent(16) { picker.between(3, 5) } else { picker.between(6, 10) };
    Bid { call, kind, firms, shares, fate, quality, id: None }
}

/// The experts: those with a name of their own, then others from the names of the countries.
fn experts(data: &DemoData, picker: &Picker) -> Vec<Expert> {
    let named = data.vouchers.experts.iter().filter_map(|one| named_expert(data, one));
    let mut made: Vec<Expert> = named.collect();
    let countries = &data.places.countries;
    for number in 0..EXPERTS {
        let Some(country) = countries.get(number * 3 % countries.len().max(1)) else { continue };
        let domain = format!("expert{}.example", number + 1);
        let someone = cast::someone(picker, country, &domain);
        let town = data.places.towns.iter().find(|town| town.country == country.code);
        made.push(Expert {
            someone,
            sector: number % data.sectors.len().max(1),
            country: country.code.clone(),
            town: town.map(|town| town.name.clone()).unwrap_or_default(),
            told_as: None,
            actor: None,
        });
    }
    made
}

fn named_expert(data: &DemoData, one: &ExpertData) -> Option<Expert> {
    let town = data.places.towns.iter().find(|town| town.country == one.country)?;
    Some(Expert {
        someone: Someone {
            name: one.name.clone(),
            address: spelling::address(&one.name, &one.domain),
        },
        sector: data.sectors.iter().position(|sector| sector.key == one.sector)?,
        country: one.country.clone(),
        town: town.name.clone(),
        told_as: Some(one.told_as.clone()),
        actor: None,
    })
}

/// All turns in their order.
fn turns(diary: &Diary, picker: &Picker, bids: &[Bid], experts: usize) -> Vec<(Moment, Turn)> {
    let mut turns = Vec::new();
    for (call, created) in CREATED.into_iter().enumerate() {
        let mut on = |day: i64, turn: Turn| turns.push((diary.office(day), turn));
        on(created, Turn::Create(call));
        if call == OPEN {
            continue;
        }
        on(created + CLOSES - 8, Turn::Invite(call));
        on(created + CLOSES + 3, Turn::Close(call));
        for expert in 0..experts {
            on(created + CLOSES + 12 + picker.between(0, 4), Turn::Clear(call, expert));
        }
        on(created + CLOSES + 20, Turn::Assign(call));
    }
    for (number, bid) in bids.iter().enumerate() {
        let created = CREATED[bid.call];
        let last = (CLOSES - OPENS - 8).min(-created - OPENS - 2);
        let written = created + OPENS + picker.between(5, last);
        let mut line = vec![(written, Turn::Write(number))];
        if bid.fate != Fate::Draft {
            line.push((written + picker.between(1, 4), Turn::Submit(number)));
            line.push((created + CLOSES + 5 + picker.between(0, 4), Turn::Check(number)));
            if bid.fate != Fate::Ineligible {
                line.push((created + CLOSES + 23 + picker.between(0, 8), Turn::Reports(number)));
                if bid.call == DECIDED {
                    let day = created + CLOSES + 35 + picker.between(0, 5);
                    line.push((day, Turn::Consensus(number)));
                }
            }
        }
        turns.extend(diary.line(&line));
    }
    let ends = CREATED[DECIDED] + CLOSES;
    let after = [
        (46, Turn::Rank(DECIDED)),
        (50, Turn::Sign(DECIDED)),
        (55, Turn::Release(DECIDED)),
        (58, Turn::Letters(DECIDED)),
        (66, Turn::GiveBack(DECIDED)),
        (70, Turn::TakeUp(DECIDED)),
        (74, Turn::Agreements(DECIDED)),
        (80, Turn::Redress(DECIDED)),
        (84, Turn::Signatures(DECIDED)),
        (96, Turn::RedressDecided(DECIDED)),
        (160, Turn::Delivery(DECIDED)),
    ];
    turns.extend(after.map(|(day, turn)| (diary.office(ends + day), turn)));
    turns.sort_by_key(|(at, _)| *at);
    turns
}

impl Play<'_> {
    /// Plays one turn of the second edition.
    pub(super) async fn voucher_turn(&mut self, turn: Turn) -> anyhow::Result<()> {
        match turn {
            Turn::Create(number) => self.create_voucher_call(number).await,
            Turn::Write(number) => self.write_bid(number).await,
            Turn::Submit(number) => self.submit_bid(number).await,
            Turn::Close(number) => self.close_voucher_call(number).await,
            Turn::Check(number) => self.check_bid(number).await,
            Turn::Invite(number) => self.invite_experts(number).await,
            Turn::Clear(call, expert) => self.clear_expert(call, expert).await,
            Turn::Assign(number) => self.assign_experts(number).await,
            Turn::Reports(number) => self.report_on(number).await,
            Turn::Consensus(number) => self.agree_on(number).await,
            Turn::Rank(number) => self.rank_bids(number).await,
            Turn::Sign(number) => self.sign_ranking(number).await,
            Turn::Release(number) => self.release_results(number).await,
            Turn::Letters(number) => self.open_letters(number).await,
            Turn::GiveBack(number) => self.give_back(number).await,
            Turn::TakeUp(number) => self.take_up(number).await,
            Turn::Redress(number) => self.ask_redress(number).await,
            Turn::RedressDecided(number) => self.decide_redress(number).await,
            Turn::Agreements(number) => self.send_agreements(number).await,
            Turn::Signatures(number) => self.sign_agreements(number).await,
            Turn::Delivery(number) => self.report_projects(number).await,
        }
    }

    async fn create_voucher_call(&mut self, number: usize) -> anyhow::Result<()> {
        let (desk, officer) = (self.desk, self.office.officer(0)?.clone());
        let data = &self.data.vouchers;
        let title = match number {
            DECIDED => &data.decided,
            RUNNING => &data.running,
            _open => &data.open,
        };
        let created = CREATED[number];
        let year = self.diary.clock(created, 9).day_in(crate::domain::moment::BRUSSELS).year();
        let id = call::create(
            desk,
            &officer,
            call::NewCall {
                programme: "innosup_voucher".to_owned(),
                title: format!("{}: {title}", data.title),
                edition: format!("{year}-{}", number + 1),
                opens_at: self.diary.clock(self.diary.weekday(created + OPENS), 9),
                deadline: self.diary.clock(self.diary.weekday(created + CLOSES), 17),
                places: None,
            },
        )
        .await?;
        let money: Money = Money::from_cents(data.budget_euro * 100);
        let giver = self.office.finance(0)?.clone();
        budget::give(desk, &giver, id, money, "Part of the grant for vouchers").await?;
        call::publish(desk, &officer, id).await?;
        self.vouchers.calls[number] = Some(id);
        Ok(())
    }

    async fn close_voucher_call(&mut self, number: usize) -> anyhow::Result<()> {
        let (call, officer) = (self.vouchers.call(number)?, self.office.officer(0)?);
        call::close(self.desk, officer, call).await?;
        schedule::sweep(self.desk).await?;
        Ok(())
    }

    /// The organisation of a party, joined when it has not been yet.
    async fn joined(&mut self, at: usize) -> anyhow::Result<()> {
        if self.members.get(at).is_some_and(Option::is_none) {
            let party = self.party(at)?;
            let member = join(self.desk, &self.data.cast.password, party).await?;
            self.members[at] = Some(member);
        }
        Ok(())
    }

    /// The lead of a party with the memberships of now.
    async fn firm(&self, at: usize) -> anyhow::Result<(crate::domain::ids::OrganisationId, Actor)> {
        let member = self.member(at)?;
        Ok((member.id, again(self.desk, &member.lead).await?))
    }
}

/// The accounts of the experts who can sign in.
pub(super) async fn open_expert(
    desk: &crate::actions::Desk,
    password: &str,
    expert: &Expert,
) -> anyhow::Result<Actor> {
    let password = expert.told_as.is_some().then(|| password.to_owned());
    let (address, name) = (&expert.someone.address, &expert.someone.name);
    let id = account::add_person(desk, address, name, password).await?;
    Ok(account::actor(desk, id).await?)
}
