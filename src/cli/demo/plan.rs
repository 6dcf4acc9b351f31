//! What happens on which day: each exchange gets its two sides, its stay and its steps, so that it
//! stands today where it should. The one rule: days are counted from today; all steps lie before it.

use super::{
    cast::{Approved, Party},
    days::{Life, Wish, life},
    pick::Picker,
};
use crate::{
    config::demo::{DemoData, DemoStage},
    domain::{calendar::Holidays, organisation::OrganisationKind},
};
use anyhow::Context;
use chrono::NaiveDate;

/// Days before today on which the call opened.
pub const OPENED: i64 = 400;
/// Days from today to the deadline.
pub const CLOSES: i64 = 70;

/// One exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Where it stands today.
    pub stage: DemoStage,
    /// Place of the visitor among the parties.
    pub visitor: usize,
    /// Place of the host.
    pub host: usize,
    /// Its days.
    pub life: Life,
    /// Among those of its stage, the how manieth.
    pub nth: usize,
    /// Its visitor comes from a third country.
    pub third_country: bool,
}

/// All exchanges, and how many places the call opens with.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The exchanges.
    pub exchanges: Vec<Exchange>,
    /// Places; few remain.
    pub places: u32,
}

/// The stage holds a place and money, or a place only where the exchange is online.
pub const fn holds(stage: DemoStage) -> bool {
    use DemoStage as S;
    match stage {
        S::Awarded
        | S::Agreed
        | S::Running
        | S::ReportDue
        | S::SentBack
        | S::Reported
        | S::Validated
        | S::Proposed
        | S::Approved
        | S::Exported
        | S::Returned
        | S::PaidAgain
        | S::Paid => true,
        S::Draft
        | S::Ready
        | S::Submitted
        | S::Matched
        | S::Reinstated
        | S::Ineligible
        | S::Refused
        | S::Withdrawn
        | S::GivenBack
        | S::VirtualSubmitted
        | S::VirtualAgreed
        | S::VirtualClosed => false,
    }
}

/// Nobody travels.
pub const fn is_online(stage: DemoStage) -> bool {
    matches!(
        stage,
        DemoStage::VirtualSubmitted | DemoStage::VirtualAgreed | DemoStage::VirtualClosed
    )
}

/// How many of each stage: the listed shape cut to `how_many`, each stage keeping at least one.
pub fn stages(data: &DemoData, how_many: usize) -> Vec<(DemoStage, usize)> {
    let listed = || data.cast.stages.iter().map(|(stage, n)| (*stage, *n as usize));
    let all: usize = listed().map(|(_, n)| n).sum();
    let mut cut: Vec<_> =
        listed().map(|(stage, n)| (stage, (n * how_many / all.max(1)).max(1))).collect();
    // What rounding took or gave is made up where there are most.
    loop {
        let sum: usize = cut.iter().map(|(_, n)| n).sum();
        let Some((_, most)) = cut.iter_mut().max_by_key(|(_, n)| *n) else { return cut };
        match sum.cmp(&how_many) {
            std::cmp::Ordering::Less => *most += 1,
            std::cmp::Ordering::Greater if *most > 1 => *most -= 1,
            std::cmp::Ordering::Greater | std::cmp::Ordering::Equal => return cut,
        }
    }
}

/// Plans `how_many` exchanges among the parties.
pub fn plan(
    data: &DemoData,
    picker: &Picker,
    holidays: &Holidays,
    parties: &[Party],
    how_many: usize,
    today: NaiveDate,
) -> anyhow::Result<Plan> {
    let mut wanted: Vec<(DemoStage, usize)> = stages(data, how_many)
        .into_iter()
        .flat_map(|(stage, n)| (0..n).map(move |nth| (stage, nth)))
        .collect();
    let held = wanted.iter().filter(|(stage, _)| holds(*stage)).count();
    let places = held + (held / 12).max(2);
    picker.shuffle(&mut wanted);
    // One of those found ineligible has been paid before, so that one is planned first.
    wanted.sort_by_key(|(stage, _)| *stage != DemoStage::PaidAgain);
    let mut casting = Casting {
        pairs: Pairs::new(parties, picker),
        // Exchanges without an SME fill their pool but for two places.
        without_sme: (places - places.div_ceil(2)).saturating_sub(2),
        paid_before: None,
        cast: Vec::with_capacity(wanted.len()),
    };
    for story in &data.cast.stories {
        let Some(at) = wanted.iter().position(|(stage, _)| *stage == story.stage) else { continue };
        let (stage, nth) = wanted.remove(at);
        let find = |name: &str| parties.iter().position(|party| party.form.name == name);
        let sides = (story.visitor.as_deref().and_then(find), find(&story.host));
        casting.add(stage, nth, sides)?;
    }
    for (stage, nth) in wanted {
        casting.add(stage, nth, (None, None))?;
    }
    let mut exchanges = Vec::with_capacity(casting.cast.len());
    for (stage, nth, (visitor, host)) in casting.cast {
        let country = parties[host].form.country.parse().ok().context("a host's country")?;
        let too_short = stage == DemoStage::Ineligible && nth == 2;
        let life = life(picker, holidays, today, &Wish { stage, nth, country, too_short })?;
        let third_country = stage == DemoStage::Paid && nth == 2;
        exchanges.push(Exchange { stage, visitor, host, life, nth, third_country });
    }
    Ok(Plan { exchanges, places: u32::try_from(places)? })
}

/// A visitor and a host, by their places among the parties.
type Pair = (usize, usize);

/// Finds the two sides of one exchange after the other.
struct Casting<'a> {
    pairs: Pairs<'a>,
    without_sme: usize,
    paid_before: Option<usize>,
    cast: Vec<(DemoStage, usize, Pair)>,
}

impl Casting<'_> {
    fn add(
        &mut self,
        stage: DemoStage,
        nth: usize,
        (visitor, host): (Option<usize>, Option<usize>),
    ) -> anyhow::Result<()> {
        let sme = if visitor.is_some() {
            true
        } else if holds(stage) {
            self.without_sme == 0
        } else {
            self.pairs.picker.percent(45)
        };
        let special = match (stage, nth) {
            (DemoStage::Ineligible, 0) => {
                self.paid_before.and_then(|visitor| self.pairs.with(Some(visitor), None, true))
            }
            (DemoStage::Ineligible, 1) => self.pairs.at_outsider(Approved::No),
            (DemoStage::Agreed, 1) => self.pairs.at_outsider(Approved::Yes),
            _usual => None,
        };
        let pair = special
            .or_else(|| self.pairs.with(visitor, host, sme))
            .or_else(|| self.pairs.with(visitor, host, !sme))
            .context("too few organisations")?;
        if holds(stage) && !self.pairs.has_sme(pair) {
            self.without_sme = self.without_sme.saturating_sub(1);
        }
        if stage == DemoStage::PaidAgain {
            self.paid_before = Some(pair.0);
        }
        self.cast.push((stage, nth, pair));
        Ok(())
    }
}

/// Brings visitors and hosts together; each visits once.
struct Pairs<'a> {
    parties: &'a [Party],
    picker: &'a Picker,
    /// Those who have not visited yet, in the order they will.
    waiting: Vec<usize>,
}

impl<'a> Pairs<'a> {
    fn new(parties: &'a [Party], picker: &'a Picker) -> Self {
        let mut waiting: Vec<_> = (0..parties.len())
            .filter(|at| {
                let party = &parties[*at];
                party.visits() && party.told_as.is_none() && !party.newcomer
            })
            .collect();
        picker.shuffle(&mut waiting);
        Self { parties, picker, waiting }
    }

    fn has_sme(&self, (visitor, host): (usize, usize)) -> bool {
        self.parties[visitor].is_sme() || self.parties[host].is_sme()
    }

    /// A pair of the given or any sides; `sme` says whether an SME must be among them or must not.
    fn with(&mut self, visitor: Option<usize>, host: Option<usize>, sme: bool) -> Option<Pair> {
        let parties = self.parties;
        let abroad =
            |at: usize| host.is_none_or(|to| parties[to].form.country != parties[at].form.country);
        let place = |of: &dyn Fn(&Party) -> bool| {
            self.waiting.iter().position(|at| of(&parties[*at]) && abroad(*at))
        };
        let visitor = if let Some(given) = visitor {
            given
        } else {
            let near = |party: &Party| host.is_none_or(|to| party.sector == parties[to].sector);
            // Where no SME is left to visit, one hosts.
            let at = place(&|party| party.is_sme() == sme && near(party))
                .or_else(|| place(&|party| party.is_sme() == sme))
                .or_else(|| place(&|_| sme && host.is_none()))?;
            self.waiting.remove(at)
        };
        let host = host.or_else(|| self.host_for(visitor, sme))?;
        Some((visitor, host))
    }

    /// A host abroad, mostly of the same sector.
    fn host_for(&self, visitor: usize, sme: bool) -> Option<usize> {
        let from = &self.parties[visitor];
        let open = |to: &Party| {
            let kind = if from.is_sme() {
                to.kind == OrganisationKind::Cluster || self.picker.percent(30)
            } else {
                to.is_sme() == sme
            };
            let free = to.outsider.is_none() && to.told_as.is_none() && !to.newcomer;
            kind && free && to.form.country != from.form.country
        };
        let (near, far): (Vec<_>, Vec<_>) = (0..self.parties.len())
            .filter(|at| open(&self.parties[*at]))
            .partition(|at| self.parties[*at].sector == from.sector);
        let list = if near.is_empty() || self.picker.percent(15) { &far } else { &near };
        self.picker.one(list).copied()
    }

    /// An SME visits a host that belongs to no cluster.
    fn at_outsider(&mut self, approved: Approved) -> Option<Pair> {
        let host = self.parties.iter().position(|party| party.outsider == Some(approved))?;
        self.with(None, Some(host), true)
    }
}
