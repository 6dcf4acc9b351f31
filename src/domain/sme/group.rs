//! Who belongs to whom: which enterprises of a declaration are linked, which are partners. The one
//! rule: each enterprise stands in one group only, so it is counted once, in a diamond or a circle
//! of holdings too.
//!
//! Shares held by enterprises of one group are taken together: past a half they link, from a
//! quarter they make a partner. Domain facts 4.2 say so of exempt investors (they lose the exemption past
//! 50 %); for all others it is the cautious reading: it never makes an enterprise look smaller.

use super::enterprise::{Declaration, Direction, EnterpriseKey, EnterpriseKind};
use crate::domain::money::Percent;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A quarter: from here an enterprise is a partner.
const QUARTER: u32 = 2_500;
/// A half: past it an enterprise is linked.
const HALF: u32 = 5_000;

/// Why two enterprises are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum LinkHow {
    /// One controls the other, whatever the share.
    Control,
    /// One holds more than half of the other.
    Majority {
        /// The share.
        share: Percent,
    },
    /// Enterprises that are linked to each other hold more than half between them. Investors who
    /// would be exempt lose the exemption so.
    Together {
        /// What they hold between them.
        share: Percent,
    },
}

/// What an enterprise of the declaration is to the one that declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Role {
    /// The enterprise itself.
    Own,
    /// Linked: counts whole.
    Linked {
        /// The one it is linked by; the enterprise itself, or another of its group.
        through: EnterpriseKey,
        /// Why.
        how: LinkHow,
    },
    /// A partner of the enterprise or of one it is linked to: counts pro rata.
    Partner {
        /// The share taken: the greatest that applies.
        share: Percent,
    },
    /// Linked to a partner: counts at the partner's share.
    LinkedToPartner {
        /// The partner's share.
        share: Percent,
        /// The one of the partner's group it is linked by.
        through: EnterpriseKey,
    },
    /// An exempt investor with a quarter up to a half: doesn't count.
    Exempt {
        /// Its share.
        share: Percent,
    },
    /// A public body as owner: never added; see the test of public control.
    PublicBody {
        /// Its share.
        share: Percent,
    },
    /// Under a quarter: doesn't count.
    Below {
        /// Its share.
        share: Percent,
    },
    /// Further away than a partner, or the tie leads nowhere: doesn't count.
    Distant,
}

impl Role {
    /// The share of its figures that counts; `None` when it doesn't count.
    pub const fn counted(self) -> Option<Percent> {
        match self {
            Self::Own | Self::Linked { .. } => Some(Percent::whole(100)),
            Self::Partner { share } | Self::LinkedToPartner { share, .. } => Some(share),
            Self::Exempt { .. } | Self::PublicBody { .. } | Self::Below { .. } | Self::Distant => {
                None
            }
        }
    }
}

/// One holder and what it holds.
#[derive(Debug, Clone, Copy, Default)]
struct Holding {
    /// Hundredths of a percent, at most 10,000; 0 when not known.
    share: u32,
    control: bool,
}

/// The holdings of a declaration, worked out into groups.
pub(super) struct Groups {
    kinds: BTreeMap<EnterpriseKey, EnterpriseKind>,
    /// By (holder, held).
    holdings: BTreeMap<(EnterpriseKey, EnterpriseKey), Holding>,
    /// The smallest key of the group each enterprise is in.
    group_of: BTreeMap<EnterpriseKey, EnterpriseKey>,
    /// Why groups were joined: both ends, and how.
    links: Vec<(EnterpriseKey, EnterpriseKey, LinkHow)>,
}

/// What `share` is worth as hundredths when it makes sense: 0 to 100 %.
pub(super) fn valid_share(share: Option<Percent>) -> Option<u32> {
    share.map(Percent::hundredths).filter(|share| *share <= 10_000)
}

impl Groups {
    /// Works the groups out. Ties to keys that aren't there, and of an enterprise to itself, are
    /// left out; [`super::faults`] names them.
    pub(super) fn of(declaration: &Declaration) -> Self {
        let mut kinds = BTreeMap::from([(EnterpriseKey::OWN, EnterpriseKind::Ordinary)]);
        for related in &declaration.related {
            kinds.entry(related.key).or_insert(related.kind);
        }
        let mut holdings = BTreeMap::<_, Holding>::new();
        for related in &declaration.related {
            for tie in &related.ties {
                if tie.to == related.key || !kinds.contains_key(&tie.to) {
                    continue;
                }
                let ends = match tie.direction {
                    Direction::Up => (related.key, tie.to),
                    Direction::Down => (tie.to, related.key),
                };
                // Told twice: the greater applies.
                let holding = holdings.entry(ends).or_default();
                holding.share = holding.share.max(valid_share(tie.share).unwrap_or(0));
                holding.control |= tie.control == Some(true);
            }
        }
        let group_of = kinds.keys().map(|key| (*key, *key)).collect();
        let mut groups = Self { kinds, holdings, group_of, links: Vec::new() };
        groups.join_single();
        while groups.join_together() {}
        groups
    }

    fn kind(&self, key: EnterpriseKey) -> EnterpriseKind {
        self.kinds.get(&key).copied().unwrap_or(EnterpriseKind::Ordinary)
    }

    /// The group's name: its smallest key.
    fn group(&self, key: EnterpriseKey) -> EnterpriseKey {
        self.group_of.get(&key).copied().unwrap_or(key)
    }

    pub(super) fn same_group(&self, one: EnterpriseKey, other: EnterpriseKey) -> bool {
        self.group(one) == self.group(other)
    }

    fn join(&mut self, one: EnterpriseKey, other: EnterpriseKey) {
        let (a, b) = (self.group(one), self.group(other));
        let (keep, drop) = (a.min(b), a.max(b));
        for group in self.group_of.values_mut().filter(|group| **group == drop) {
            *group = keep;
        }
    }

    /// A public body as owner joins nobody: what the state holds is no group.
    fn owns_as_enterprise(&self, holder: EnterpriseKey) -> bool {
        self.kind(holder) != EnterpriseKind::PublicBody
    }

    /// Links by one holding alone.
    fn join_single(&mut self) {
        let all: Vec<_> = self.holdings.iter().map(|(ends, holding)| (*ends, *holding)).collect();
        for ((holder, held), holding) in all {
            if !self.owns_as_enterprise(holder) {
                continue;
            }
            let how = if holding.share > HALF {
                LinkHow::Majority { share: Percent::from_hundredths(holding.share) }
            } else if holding.control {
                LinkHow::Control
            } else {
                continue;
            };
            self.links.push((holder, held, how));
            self.join(holder, held);
        }
    }

    /// Shares in each enterprise by groups of holders outside it, those who count by `counts`.
    fn shares_in(
        &self,
        held: EnterpriseKey,
        counts: impl Fn(EnterpriseKey) -> bool,
    ) -> BTreeMap<EnterpriseKey, u32> {
        let mut sums = BTreeMap::new();
        for ((holder, target), holding) in &self.holdings {
            if *target == held && !self.same_group(*holder, held) && counts(*holder) {
                *sums.entry(self.group(*holder)).or_insert(0) += holding.share;
            }
        }
        sums
    }

    /// Joins one group to an enterprise it holds with more than half between its members; says
    /// whether there was one. Groups only grow, so this ends.
    fn join_together(&mut self) -> bool {
        let keys: Vec<_> = self.kinds.keys().copied().collect();
        for held in keys {
            let sums = self.shares_in(held, |holder| self.owns_as_enterprise(holder));
            let Some((group, sum)) = sums.into_iter().find(|(_, sum)| *sum > HALF) else {
                continue;
            };
            let share = Percent::from_hundredths(sum.min(10_000));
            let holders: Vec<_> = self
                .holdings
                .iter()
                .filter(|((holder, target), holding)| {
                    *target == held && self.group(*holder) == group && holding.share > 0
                })
                .map(|((holder, _), _)| *holder)
                .collect();
            for holder in &holders {
                self.links.push((*holder, held, LinkHow::Together { share }));
            }
            self.join(group, held);
            return true;
        }
        false
    }

    /// The share at which another group counts with the one of the enterprise: the greatest of
    /// what that group holds in any of ours and what ours holds in any of it.
    fn partner_share(&self, group: EnterpriseKey) -> u32 {
        let own = self.group(EnterpriseKey::OWN);
        let ordinary = |holder| !self.kind(holder).is_exempt() && self.owns_as_enterprise(holder);
        self.kinds
            .keys()
            .filter_map(|held| {
                if self.group(*held) == own {
                    self.shares_in(*held, ordinary).get(&group).copied()
                } else if self.group(*held) == group {
                    let ours = |holder| self.owns_as_enterprise(holder);
                    self.shares_in(*held, ours).get(&own).copied()
                } else {
                    None
                }
            })
            .max()
            .unwrap_or(0)
    }

    /// The greatest single share between this enterprise and one of ours, either way, and whether
    /// it is one of an owner.
    fn direct_share(&self, key: EnterpriseKey) -> Option<(u32, bool)> {
        self.holdings
            .iter()
            .filter_map(|((holder, held), holding)| {
                if *holder == key && self.same_group(*held, EnterpriseKey::OWN) {
                    Some((holding.share, true))
                } else if *held == key && self.same_group(*holder, EnterpriseKey::OWN) {
                    Some((holding.share, false))
                } else {
                    None
                }
            })
            .max()
    }

    /// For each of a group, by which neighbour it is linked, walking from `start`; nearest first.
    fn walk(&self, start: &[EnterpriseKey]) -> BTreeMap<EnterpriseKey, (EnterpriseKey, LinkHow)> {
        let mut found = BTreeMap::new();
        let mut seen: BTreeSet<_> = start.iter().copied().collect();
        let mut next: VecDeque<_> = start.iter().copied().collect();
        let mut links = self.links.clone();
        links.sort_unstable();
        while let Some(at) = next.pop_front() {
            for (one, other, how) in &links {
                let there = match (*one == at, *other == at) {
                    (true, _) => *other,
                    (false, true) => *one,
                    (false, false) => continue,
                };
                if seen.insert(there) {
                    found.insert(there, (at, *how));
                    next.push_back(there);
                }
            }
        }
        found
    }

    /// What each enterprise is to the one that declares.
    pub(super) fn roles(&self) -> BTreeMap<EnterpriseKey, Role> {
        let own = self.group(EnterpriseKey::OWN);
        let linked = self.walk(&[EnterpriseKey::OWN]);
        let mut roles = BTreeMap::from([(EnterpriseKey::OWN, Role::Own)]);
        let groups: BTreeSet<_> = self.group_of.values().copied().collect();
        for group in groups {
            let members: Vec<_> =
                self.group_of.iter().filter(|(_, of)| **of == group).map(|(key, _)| *key).collect();
            if group == own {
                for key in members.into_iter().filter(|key| *key != EnterpriseKey::OWN) {
                    let role = linked.get(&key).map_or(Role::Distant, |(through, how)| {
                        Role::Linked { through: *through, how: *how }
                    });
                    roles.insert(key, role);
                }
            } else {
                self.roles_outside(group, &members, &mut roles);
            }
        }
        roles
    }

    fn roles_outside(
        &self,
        group: EnterpriseKey,
        members: &[EnterpriseKey],
        roles: &mut BTreeMap<EnterpriseKey, Role>,
    ) {
        let share = self.partner_share(group);
        if share >= QUARTER {
            let share = Percent::from_hundredths(share.min(HALF));
            let direct: Vec<_> = members
                .iter()
                .copied()
                .filter(|key| self.direct_share(*key).is_some_and(|(share, _)| share > 0))
                .collect();
            let walked = self.walk(&direct);
            for key in members {
                let role = match walked.get(key) {
                    Some((through, _)) => Role::LinkedToPartner { share, through: *through },
                    None => Role::Partner { share },
                };
                roles.insert(*key, role);
            }
            return;
        }
        for key in members {
            let role = match self.direct_share(*key) {
                None | Some((0, _)) => Role::Distant,
                Some((share, owner)) => {
                    let (percent, kind) = (Percent::from_hundredths(share), self.kind(*key));
                    if owner && kind == EnterpriseKind::PublicBody {
                        Role::PublicBody { share: percent }
                    } else if owner && kind.is_exempt() && share >= QUARTER {
                        Role::Exempt { share: percent }
                    } else {
                        Role::Below { share: percent }
                    }
                }
            };
            roles.insert(*key, role);
        }
    }

    /// What public bodies hold of the enterprise, directly or through enterprises they hold or
    /// control; 100 % where they control it. Exempt investors aren't public bodies here, even
    /// when they are public.
    pub(super) fn public_share(&self) -> Percent {
        let mut public: BTreeSet<_> = self
            .kinds
            .iter()
            .filter(|(_, kind)| **kind == EnterpriseKind::PublicBody)
            .map(|(key, _)| *key)
            .collect();
        let held = |by: &BTreeSet<EnterpriseKey>, target: EnterpriseKey| {
            let mut of_public =
                self.holdings.iter().filter(|((h, t), _)| *t == target && by.contains(h));
            let sum: u32 = of_public.clone().map(|(_, holding)| holding.share).sum();
            if of_public.any(|(_, holding)| holding.control) { 10_000 } else { sum.min(10_000) }
        };
        loop {
            let more = self.kinds.iter().find(|(key, kind)| {
                **key != EnterpriseKey::OWN
                    && **kind == EnterpriseKind::Ordinary
                    && !public.contains(*key)
                    && held(&public, **key) > HALF
            });
            let Some((key, _)) = more else { break };
            public.insert(*key);
        }
        Percent::from_hundredths(held(&public, EnterpriseKey::OWN))
    }
}

/// From here public control bars the status: 25 % (domain facts 4.2).
pub(super) const PUBLIC_BAR: Percent = Percent::from_hundredths(QUARTER);
