//! What an assignment is made from: proposals and evaluators by number, affinity, forbidden pairs,
//! demand, loads, organisations, experts, work begun. The one rule: what is built here is whole and
//! fits together; everything else refuses nothing.

use thiserror::Error;

/// Most proposals or evaluators of one problem.
pub const MOST: usize = 1 << 20;
/// An affinity lies between minus and plus this many units.
pub const AFFINITY_MOST: i64 = 1 << 40;
/// Largest demand of a proposal and largest load of an evaluator.
pub const SEATS_MOST: u32 = 1 << 20;

/// How many proposals an evaluator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// At least so many. An assignment that can't reach it falls short.
    pub min: u32,
    /// At most so many, always.
    pub max: u32,
}

/// Why no problem can be made from what is given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProblemFault {
    /// More than `MOST`.
    #[error("{what}: {found} are too many, {MOST} is the most")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A list has another length than the things it speaks of.
    #[error("{what}: {expected} entries are needed, {found} are there")]
    Length {
        /// Which list.
        what: &'static str,
        /// How many it needs.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// A pair names a proposal or an evaluator that isn't there.
    #[error(
        "{what}: the pair [{proposal}, {evaluator}] names what isn't there; counting is from 0"
    )]
    NoSuchPair {
        /// Which list.
        what: &'static str,
        /// Its proposal.
        proposal: usize,
        /// Its evaluator.
        evaluator: usize,
    },
    /// A pair has two affinities.
    #[error("the pair [{proposal}, {evaluator}] has two affinities")]
    Twice {
        /// Its proposal.
        proposal: usize,
        /// Its evaluator.
        evaluator: usize,
    },
    /// An affinity beyond `AFFINITY_MOST`.
    #[error("the affinity of [{proposal}, {evaluator}] is too large")]
    Affinity {
        /// Its proposal.
        proposal: usize,
        /// Its evaluator.
        evaluator: usize,
    },
    /// A demand or load beyond `SEATS_MOST`.
    #[error("{what} {number}: {found} is too large, {SEATS_MOST} is the most")]
    Seats {
        /// Proposal or evaluator.
        what: &'static str,
        /// Which one.
        number: usize,
        /// What it says.
        found: u32,
    },
    /// The least load is above the largest.
    #[error("evaluator {evaluator}: the least load {min} is above the largest {max}")]
    LoadsCrossed {
        /// Which one.
        evaluator: usize,
        /// Its least load.
        min: u32,
        /// Its largest.
        max: u32,
    },
    /// Work begun that may not be: forbidden, without affinity, or two of one organisation.
    #[error("the pinned pair [{proposal}, {evaluator}] is not allowed: {why}")]
    Pinned {
        /// Its proposal.
        proposal: usize,
        /// Its evaluator.
        evaluator: usize,
        /// What it breaks.
        why: &'static str,
    },
    /// Sums would leave 64 bits.
    #[error("the affinities are too fine for so many pairs: give them fewer decimals")]
    TooFine,
}

/// A set of pairs (proposal, evaluator), a bit for each.
#[derive(Debug, Clone, Default)]
pub struct PairSet {
    evaluators: usize,
    bits: Vec<u64>,
    count: usize,
}

impl PairSet {
    /// Room for so many proposals and evaluators; nothing in it.
    pub fn new(proposals: usize, evaluators: usize) -> PairSet {
        let words = proposals.saturating_mul(evaluators).div_ceil(64);
        PairSet { evaluators, bits: vec![0; words], count: 0 }
    }
    /// Puts a pair in; says whether it was new.
    pub fn insert(&mut self, proposal: usize, evaluator: usize) -> bool {
        let at = proposal * self.evaluators + evaluator;
        let (word, bit) = (at / 64, 1 << (at % 64));
        let new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        self.count += usize::from(new);
        new
    }
    /// Whether a pair is in it.
    #[inline]
    pub fn contains(&self, proposal: usize, evaluator: usize) -> bool {
        let at = proposal * self.evaluators + evaluator;
        self.count > 0 && self.bits[at / 64] >> (at % 64) & 1 == 1
    }
    /// How many pairs are in it.
    pub fn len(&self) -> usize {
        self.count
    }
    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
    /// The pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let pair = |at: usize| (at / self.evaluators, at % self.evaluators);
        self.bits.iter().enumerate().flat_map(move |(word, &bits)| {
            let set = (0..64).filter(move |bit| bits >> bit & 1 == 1);
            set.map(move |bit| pair(word * 64 + bit))
        })
    }
}

#[derive(Debug, Clone)]
enum Affinity {
    /// Every pair, proposal by proposal.
    Dense(Vec<i64>),
    /// The pairs that may be used; proposal p has `pairs[starts[p]..starts[p + 1]]`, in order.
    Sparse { starts: Vec<usize>, pairs: Vec<(usize, i64)> },
}

/// What is given. Proposals and evaluators are numbers from 0.
#[derive(Debug, Clone)]
pub struct Problem {
    proposals: usize,
    evaluators: usize,
    affinity: Affinity,
    forbidden: PairSet,
    demand: Vec<u32>,
    loads: Vec<Load>,
    organisations: Vec<Option<u32>>,
    experts: PairSet,
    pinned: PairSet,
    current: PairSet,
}

impl Problem {
    /// Every pair has an affinity: `affinity` is one row of all evaluators for each proposal, one
    /// row after the other. Units are the caller's. `demand` is for each proposal, `loads` for each
    /// evaluator.
    pub fn dense(
        affinity: Vec<i64>,
        demand: Vec<u32>,
        loads: Vec<Load>,
    ) -> Result<Problem, ProblemFault> {
        let (expected, found) = (demand.len().saturating_mul(loads.len()), affinity.len());
        if expected != found {
            return Err(ProblemFault::Length { what: "affinity", expected, found });
        }
        let evaluators = loads.len();
        if let Some(at) = affinity.iter().position(|a| a.abs() > AFFINITY_MOST) {
            let (proposal, evaluator) = (at / evaluators, at % evaluators);
            return Err(ProblemFault::Affinity { proposal, evaluator });
        }
        Problem::new(Affinity::Dense(affinity), demand, loads)
    }
    /// Only the pairs that are named may be used: (proposal, evaluator, affinity), in any order.
    pub fn sparse(
        mut named: Vec<(usize, usize, i64)>,
        demand: Vec<u32>,
        loads: Vec<Load>,
    ) -> Result<Problem, ProblemFault> {
        named.sort_unstable();
        let mut starts = vec![0; demand.len() + 1];
        let mut pairs = Vec::with_capacity(named.len());
        let mut last = None;
        for (proposal, evaluator, affinity) in named {
            if proposal >= demand.len() || evaluator >= loads.len() {
                return Err(ProblemFault::NoSuchPair { what: "affinity", proposal, evaluator });
            }
            if last == Some((proposal, evaluator)) {
                return Err(ProblemFault::Twice { proposal, evaluator });
            }
            if affinity.abs() > AFFINITY_MOST {
                return Err(ProblemFault::Affinity { proposal, evaluator });
            }
            last = Some((proposal, evaluator));
            starts[proposal + 1] += 1;
            pairs.push((evaluator, affinity));
        }
        for proposal in 0..demand.len() {
            starts[proposal + 1] += starts[proposal];
        }
        Problem::new(Affinity::Sparse { starts, pairs }, demand, loads)
    }
    fn new(
        affinity: Affinity,
        demand: Vec<u32>,
        loads: Vec<Load>,
    ) -> Result<Problem, ProblemFault> {
        let (proposals, evaluators) = (demand.len(), loads.len());
        for (what, found) in [("proposals", proposals), ("evaluators", evaluators)] {
            if found > MOST {
                return Err(ProblemFault::TooMany { what, found });
            }
        }
        if let Some(number) = demand.iter().position(|d| *d > SEATS_MOST) {
            return Err(ProblemFault::Seats { what: "proposal", number, found: demand[number] });
        }
        for (evaluator, &Load { min, max }) in loads.iter().enumerate() {
            if max > SEATS_MOST {
                return Err(ProblemFault::Seats {
                    what: "evaluator",
                    number: evaluator,
                    found: max,
                });
            }
            if min > max {
                return Err(ProblemFault::LoadsCrossed { evaluator, min, max });
            }
        }
        let none = PairSet::default;
        let (forbidden, experts, pinned, current) = (none(), none(), none(), none());
        let organisations = vec![None; evaluators];
        Ok(Problem {
            proposals,
            evaluators,
            affinity,
            forbidden,
            demand,
            loads,
            organisations,
            experts,
            pinned,
            current,
        })
    }
    /// Pairs that are never used: conflicts of interest, refusals. In any order, twice is once.
    pub fn forbid(&mut self, pairs: &[(usize, usize)]) -> Result<(), ProblemFault> {
        self.forbidden = self.set("conflicts", pairs)?;
        Ok(())
    }
    /// The organisation of each evaluator. No proposal gets two evaluators of one organisation;
    /// `None` is alone.
    pub fn organisations(&mut self, of: Vec<Option<u32>>) -> Result<(), ProblemFault> {
        if of.len() != self.evaluators {
            let (expected, found) = (self.evaluators, of.len());
            return Err(ProblemFault::Length { what: "organisations", expected, found });
        }
        self.organisations = of;
        Ok(())
    }
    /// Pairs in which the evaluator is an expert in the matter of the proposal. Where any are
    /// given, as few proposals as possible stay without one.
    pub fn experts(&mut self, pairs: &[(usize, usize)]) -> Result<(), ProblemFault> {
        self.experts = self.set("experts", pairs)?;
        Ok(())
    }
    /// Work begun: pairs that stay.
    pub fn pin(&mut self, pairs: &[(usize, usize)]) -> Result<(), ProblemFault> {
        self.pinned = self.set("pinned", pairs)?;
        Ok(())
    }
    /// The assignment of today: of two equally good answers, the one that keeps more of it.
    pub fn prefer(&mut self, pairs: &[(usize, usize)]) -> Result<(), ProblemFault> {
        self.current = self.set("current", pairs)?;
        Ok(())
    }
    fn set(&self, what: &'static str, pairs: &[(usize, usize)]) -> Result<PairSet, ProblemFault> {
        let mut set = PairSet::default();
        for &(proposal, evaluator) in pairs {
            if proposal >= self.proposals || evaluator >= self.evaluators {
                return Err(ProblemFault::NoSuchPair { what, proposal, evaluator });
            }
            if set.is_empty() {
                set = PairSet::new(self.proposals, self.evaluators);
            }
            set.insert(proposal, evaluator);
        }
        Ok(set)
    }
}

/// What the solver and the checker ask of a problem.
impl Problem {
    /// How many proposals there are.
    pub fn proposals(&self) -> usize {
        self.proposals
    }
    /// How many evaluators there are.
    pub fn evaluators(&self) -> usize {
        self.evaluators
    }
    /// How many evaluators a proposal needs.
    pub fn demand(&self, proposal: usize) -> u32 {
        self.demand[proposal]
    }
    /// How many proposals an evaluator takes.
    pub fn load(&self, evaluator: usize) -> Load {
        self.loads[evaluator]
    }
    /// Where an evaluator belongs.
    #[inline]
    pub fn organisation(&self, evaluator: usize) -> Option<u32> {
        self.organisations[evaluator]
    }
    /// The affinity of a pair; none if the pair is not among those that may be used.
    pub fn affinity(&self, proposal: usize, evaluator: usize) -> Option<i64> {
        match &self.affinity {
            Affinity::Dense(rows) => rows.get(proposal * self.evaluators + evaluator).copied(),
            Affinity::Sparse { starts, pairs } => {
                let row = &pairs[starts[proposal]..starts[proposal + 1]];
                let at = row.binary_search_by_key(&evaluator, |(evaluator, _)| *evaluator).ok()?;
                Some(row[at].1)
            }
        }
    }
    /// Calls with (evaluator, affinity) for each pair of a proposal, forbidden or not.
    #[inline]
    pub fn each(&self, proposal: usize, mut call: impl FnMut(usize, i64)) {
        match &self.affinity {
            Affinity::Dense(rows) => {
                let row = &rows[proposal * self.evaluators..(proposal + 1) * self.evaluators];
                row.iter().enumerate().for_each(|(evaluator, affinity)| call(evaluator, *affinity));
            }
            Affinity::Sparse { starts, pairs } => {
                let row = &pairs[starts[proposal]..starts[proposal + 1]];
                row.iter().for_each(|(evaluator, affinity)| call(*evaluator, *affinity));
            }
        }
    }
    /// Whether a pair may never be used.
    #[inline]
    pub fn is_forbidden(&self, proposal: usize, evaluator: usize) -> bool {
        self.forbidden.contains(proposal, evaluator)
    }
    /// Whether the evaluator is an expert for the proposal.
    #[inline]
    pub fn is_expert(&self, proposal: usize, evaluator: usize) -> bool {
        self.experts.contains(proposal, evaluator)
    }
    /// Whether any pair counts as expert.
    pub fn has_experts(&self) -> bool {
        !self.experts.is_empty()
    }
    /// Pairs that stay.
    pub fn pinned(&self) -> &PairSet {
        &self.pinned
    }
    /// Pairs of today's assignment.
    pub fn current(&self) -> &PairSet {
        &self.current
    }
}
