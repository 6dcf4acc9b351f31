//! Meters: where each quota stands, how much still fits, and what one more exchange would do. The
//! one rule: a share is rounded down and its shortfall up, so an aim never looks reached too early.

use super::{Percent, PlaceKey, QuotaAim, QuotaRule, opposite, size_of};
use std::fmt;

/// Exchanges counted under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Done and validated.
    pub done: u32,
    /// Agreed, not yet validated.
    pub agreed: u32,
}

impl Count {
    /// Done and agreed together.
    pub const fn all(self) -> u32 {
        self.done.saturating_add(self.agreed)
    }
}

/// Where one quota stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// The rule's key.
    pub key: String,
    /// The rule's label.
    pub label: String,
    /// What is counted and against what.
    pub note: String,
    /// Exchanges that count.
    pub count: Count,
    /// For a share: exchanges of its whole that do not count.
    pub not: Count,
    /// Places: of the rule itself, or of the share's whole. None for a report.
    pub size: Option<u32>,
    /// For a share: what is asked.
    pub aim: Option<Percent>,
    /// For a share: the percentage of done and agreed together, what the decisions so far lead to.
    pub now: Option<Percent>,
    /// For a share: the percentage of those done and validated (domain facts 7.12).
    pub validated: Option<Percent>,
    /// For a share: points missing to the aim, by `now`; zero when reached or nothing is counted.
    pub short_by: Percent,
    /// How many more fit: for `AtMost`, places left; for a share, exchanges that do not count
    /// before the aim is out of reach (or the places are gone). None for a report.
    pub room: Option<u32>,
}

/// A meter for each rule, in the programme's order. `sums` gives what the ledger has counted.
pub fn meters(
    rules: &[QuotaRule],
    at_most_override: Option<u32>,
    sums: &dyn Fn(&PlaceKey) -> Count,
) -> Vec<Meter> {
    rules.iter().map(|rule| meter(rules, at_most_override, sums, rule)).collect()
}

fn meter(
    rules: &[QuotaRule],
    at_most_override: Option<u32>,
    sums: &dyn Fn(&PlaceKey) -> Count,
    rule: &QuotaRule,
) -> Meter {
    let key = || rule.key.clone();
    let plain = |count: Count, size: Option<u32>| Meter {
        key: key(),
        label: rule.label.clone(),
        note: rule.note.clone(),
        count,
        not: Count::default(),
        size,
        aim: None,
        now: None,
        validated: None,
        short_by: Percent::from_hundredths(0),
        room: size.map(|size| size.saturating_sub(count.all())),
    };
    match &rule.aim {
        QuotaAim::AtMost(_) => {
            plain(sums(&PlaceKey::AtMost(key())), size_of(rules, &rule.key, at_most_override))
        }
        QuotaAim::Report => plain(sums(&PlaceKey::Is(key())), None),
        QuotaAim::AtLeastPercent { percent, of } => {
            let size = size_of(rules, of, at_most_override);
            let (count, not) = (sums(&PlaceKey::Is(key())), sums(&PlaceKey::Not(key())));
            let room = size.map(|size| {
                let places = size.saturating_sub(sums(&PlaceKey::AtMost(of.clone())).all());
                opposite(size, *percent).saturating_sub(not.all()).min(places)
            });
            let aim = Percent::whole(*percent);
            let now = share(count.all(), not.all());
            Meter {
                not,
                aim: Some(aim),
                now,
                validated: share(count.done, not.done),
                short_by: now.map_or(Percent::from_hundredths(0), |now| short(aim, now)),
                room,
                ..plain(count, size)
            }
        }
    }
}

fn share(count: u32, not: u32) -> Option<Percent> {
    Percent::share(u64::from(count), u64::from(count) + u64::from(not))
}

fn short(aim: Percent, now: Percent) -> Percent {
    Percent::from_hundredths(aim.hundredths().saturating_sub(now.hundredths()))
}

/// Which way a decision moves a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The share goes up.
    Raises,
    /// The share goes down.
    Lowers,
    /// The share stays, or the meter has none.
    Keeps,
}

/// What one more exchange would do to one meter. Shows as a clause:
/// "raises Involving an SME from 49.2 % to 50.0 %".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The rule's key.
    pub key: String,
    /// The rule's label.
    pub label: String,
    /// Which way.
    pub direction: Direction,
    /// The share before and after; none where the meter has no share or nothing is counted yet.
    pub share: (Option<Percent>, Option<Percent>),
    /// Places left before and after; none for reports.
    pub room: (Option<u32>, Option<u32>),
    /// Whether it fits: it takes nothing from this meter, or there is room.
    pub fits: bool,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = &self.label;
        if !self.fits {
            return write!(f, "does not fit: {label} has no room");
        }
        match (self.direction, self.share, self.room) {
            (Direction::Raises, (Some(before), Some(after)), _) => {
                write!(f, "raises {label} from {before} to {after}")
            }
            (Direction::Lowers, (Some(before), Some(after)), _) => {
                write!(f, "lowers {label} from {before} to {after}")
            }
            (_, (_, Some(after)), _) => write!(f, "leaves {label} at {after}"),
            (_, _, (_, Some(left))) => write!(f, "leaves {left} for {label}"),
            (_, _, (_, None)) => write!(f, "is counted in {label}"),
        }
    }
}

/// What agreeing one more exchange, counted in `taken`, would do: one effect for each meter it
/// touches, in the meters' order.
pub fn after_one_more(meters: &[Meter], taken: &[PlaceKey]) -> Vec<Effect> {
    let effect = |meter: &Meter| {
        let key = taken.iter().find(|key| key.rule() == meter.key)?;
        let one_more = |count: Count, takes: bool| count.all().saturating_add(u32::from(takes));
        let not = matches!(key, PlaceKey::Not(_));
        let after =
            meter.aim.and_then(|_| share(one_more(meter.count, !not), one_more(meter.not, not)));
        let direction = match (meter.now, after) {
            (Some(before), Some(after)) if after > before => Direction::Raises,
            (Some(before), Some(after)) if after < before => Direction::Lowers,
            (Some(_) | None, _) => Direction::Keeps,
        };
        let takes_room = key.is_limited();
        let room_after = meter.room.map(|room| room.saturating_sub(u32::from(takes_room)));
        Some(Effect {
            key: meter.key.clone(),
            label: meter.label.clone(),
            direction,
            share: (meter.now, after),
            room: (meter.room, room_after),
            fits: !takes_room || meter.room != Some(0),
        })
    };
    meters.iter().filter_map(effect).collect()
}
