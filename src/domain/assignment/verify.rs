//! The separate checker: whether an answer keeps the rules, and whether its certificate proves it.
//! The one rule: nothing of the solver is used here, only the plain values, so each pair is looked
//! at once and the arithmetic can be done again by hand.

use super::{
    problem::Problem,
    proof::{
        Ceiling, Certificate, Choice, Cut, Leaf, Prices, Side, Solution, Status, Weights, Worst,
    },
};
use thiserror::Error;

/// The first thing that is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// Pairs must be in order, each once.
    #[error("pair [{0}, {1}] stands out of order or twice")]
    Order(usize, usize),
    /// A pair of what isn't there.
    #[error(
        "pair [{0}, {1}] names a proposal or an evaluator that isn't there, or has no affinity"
    )]
    NoSuchPair(usize, usize),
    /// A conflict.
    #[error("pair [{0}, {1}] is forbidden")]
    Forbidden(usize, usize),
    /// Two of one organisation.
    #[error("proposal {0} has two evaluators of one organisation, {1} the second")]
    Organisation(usize, usize),
    /// A pinned pair is missing.
    #[error("the pinned pair [{0}, {1}] is missing")]
    Unpinned(usize, usize),
    /// Not as many evaluators as it needs.
    #[error("proposal {proposal} needs {needs} evaluators and has {has}")]
    Demand {
        /// Which one.
        proposal: usize,
        /// What it needs.
        needs: u32,
        /// What it has.
        has: u32,
    },
    /// A load outside its bounds.
    #[error("evaluator {evaluator} has {has} proposals, outside {min} to {max}")]
    Load {
        /// Which one.
        evaluator: usize,
        /// How many he has.
        has: u32,
        /// His least.
        min: u32,
        /// His most.
        max: u32,
    },
    /// A sum that isn't so.
    #[error("{what} is {found}, not {claimed}")]
    Sum {
        /// Which one.
        what: &'static str,
        /// What the pairs give.
        found: i128,
        /// What the answer says.
        claimed: i128,
    },
    /// Status and certificate say different things.
    #[error("the status doesn't fit what the certificate proves")]
    Status,
    /// A later level could outweigh an earlier one.
    #[error("the weights of the certificate don't keep the levels apart")]
    Weights,
    /// Prices of another number of things, or below 0 where they may not be.
    #[error("the prices of the certificate don't fit the problem")]
    Prices,
    /// The branches leave something out.
    #[error("the branches of the certificate don't cover all cases")]
    Branches,
    /// A better answer is not ruled out.
    #[error("the certificate leaves room for a better {0}")]
    NotProven(&'static str),
    /// A pair below the worst.
    #[error("pair [{0}, {1}] is below the least affinity of the certificate")]
    BelowWorst(usize, usize),
    /// The cut names what isn't there, or what it says isn't so.
    #[error("the cut doesn't hold: {found} are missing, not {claimed}")]
    Cut {
        /// What it comes to.
        found: i128,
        /// What it says.
        claimed: i128,
    },
}

/// What was proven of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    /// How far.
    pub status: Status,
    /// Whether the worst pair came first.
    pub bottleneck_first: bool,
    /// Sum of the affinities.
    pub total: i64,
    /// Units of affinity a better answer could have at most besides.
    pub gap: Option<i64>,
}

/// Pairs that stay and what is left beside them.
struct Rest<'a> {
    problem: &'a Problem,
    pinned: Vec<Vec<usize>>,
    need: Vec<i128>,
    begun: Vec<i128>,
}

/// Checks an answer. Gives what it proves, or the first fault.
pub fn verify(problem: &Problem, solution: &Solution) -> Result<Proven, Fault> {
    let loads = rules(problem, solution)?;
    sums(problem, solution)?;
    let rest = Rest::new(problem);
    let proven = |bottleneck_first| Proven {
        status: solution.status,
        bottleneck_first,
        total: solution.total,
        gap: solution.gap,
    };
    match &solution.certificate {
        Certificate::Cut(cut) => {
            if solution.status != Status::Infeasible || solution.gap.is_some() {
                return Err(Fault::Status);
            }
            let found = rest.short(cut, i64::MIN)?;
            let missing = missing(problem, solution, cut.side, &loads);
            let claimed = i128::from(cut.short);
            if found != claimed || found <= 0 {
                return Err(Fault::Cut { found, claimed });
            }
            // The cut says that no answer misses fewer; this one misses no more.
            same("the number of missing seats", missing, claimed)?;
            Ok(proven(false))
        }
        Certificate::Bound { weights, worst, leaves } => {
            apart(problem, *weights)?;
            let mut least = i64::MIN;
            if let Some(worst) = worst {
                least = worst.at_least;
                rest.worst(worst, solution)?;
            }
            let bound = rest.bound(leaves, *weights, least)?;
            let gap = bound - worth(problem, *weights, &solution.pairs, &loads);
            if gap < 0 || (gap == 0) != (solution.status == Status::Optimal) {
                return Err(if gap > 0 { Fault::NotProven("total") } else { Fault::Status });
            }
            if solution.status == Status::Infeasible {
                return Err(Fault::Status);
            }
            let units = gap / i128::from(weights.affinity);
            same("the gap", units, solution.gap.map_or(-1, i128::from))?;
            Ok(proven(worst.is_some()))
        }
    }
}

fn same(what: &'static str, found: i128, claimed: i128) -> Result<(), Fault> {
    if found == claimed { Ok(()) } else { Err(Fault::Sum { what, found, claimed }) }
}

/// Conflicts, organisations, demand, loads, pinned pairs. Gives the loads.
fn rules(problem: &Problem, solution: &Solution) -> Result<Vec<u32>, Fault> {
    let (mut seats, mut loads) =
        (vec![0_u32; problem.proposals()], vec![0_u32; problem.evaluators()]);
    let mut houses: Vec<(usize, u32)> = Vec::new();
    let mut last = None;
    for &(p, e) in &solution.pairs {
        if p >= seats.len() || e >= loads.len() || problem.affinity(p, e).is_none() {
            return Err(Fault::NoSuchPair(p, e));
        }
        if last >= Some((p, e)) {
            return Err(Fault::Order(p, e));
        }
        last = Some((p, e));
        if problem.is_forbidden(p, e) {
            return Err(Fault::Forbidden(p, e));
        }
        if let Some(house) = problem.organisation(e) {
            houses.retain(|(proposal, _)| *proposal == p);
            if houses.contains(&(p, house)) {
                return Err(Fault::Organisation(p, e));
            }
            houses.push((p, house));
        }
        seats[p] += 1;
        loads[e] += 1;
    }
    if let Some((p, e)) =
        problem.pinned().iter().find(|pair| solution.pairs.binary_search(pair).is_err())
    {
        return Err(Fault::Unpinned(p, e));
    }
    let whole = solution.status != Status::Infeasible;
    for (proposal, &has) in seats.iter().enumerate() {
        let needs = problem.demand(proposal);
        if has > needs || whole && has < needs {
            return Err(Fault::Demand { proposal, needs, has });
        }
    }
    for (evaluator, &has) in loads.iter().enumerate() {
        let load = problem.load(evaluator);
        if has > load.max || whole && has < load.min {
            return Err(Fault::Load { evaluator, has, min: load.min, max: load.max });
        }
    }
    Ok(loads)
}

fn sums(problem: &Problem, solution: &Solution) -> Result<(), Fault> {
    let affinities = || solution.pairs.iter().filter_map(|(p, e)| problem.affinity(*p, *e));
    same("the total", affinities().map(i128::from).sum(), solution.total.into())?;
    let or = |least: Option<i64>| least.map_or(i128::MIN, i128::from);
    same("the bottleneck", or(affinities().min()), or(solution.bottleneck))?;
    let without = (problem.proposals() - with_expert(problem, &solution.pairs)) as i128;
    let found = if problem.has_experts() { without } else { -1 };
    let claimed = solution.without_expert.map_or(-1, |number| number as i128);
    same("the number without an expert", found, claimed)
}

fn with_expert(problem: &Problem, pairs: &[(usize, usize)]) -> usize {
    let by_proposal = pairs.chunk_by(|a, b| a.0 == b.0);
    by_proposal.filter(|own| own.iter().any(|(p, e)| problem.is_expert(*p, *e))).count()
}

/// Seats without evaluator, or, when there are none, places below the floors.
fn missing(problem: &Problem, solution: &Solution, side: Side, loads: &[u32]) -> i128 {
    let demand: i128 = (0..problem.proposals()).map(|p| i128::from(problem.demand(p))).sum();
    let seats = demand - solution.pairs.len() as i128;
    let under = |(evaluator, load): (usize, &u32)| {
        i128::from(problem.load(evaluator).min.saturating_sub(*load))
    };
    match side {
        Side::Demand => seats,
        Side::Floor => seats + loads.iter().enumerate().map(under).sum::<i128>(),
    }
}

/// Each level outweighs all that the later ones can give together.
fn apart(problem: &Problem, weights: Weights) -> Result<(), Fault> {
    let Weights { expert, affinity, balance, stability } = weights;
    let seats: i128 = (0..problem.proposals()).map(|p| i128::from(problem.demand(p))).sum();
    let most = (0..problem.evaluators()).map(|e| problem.load(e).max).max().unwrap_or(0);
    let most = i128::from(most).min(problem.proposals() as i128);
    let kept = seats.min(problem.current().len() as i128);
    let (mut low, mut high) = (i64::MAX, i64::MIN);
    for proposal in 0..problem.proposals() {
        problem.each(proposal, |_, a| (low, high) = (low.min(a), high.max(a)));
    }
    let spread = if low > high { 0 } else { i128::from(high) - i128::from(low) };
    let below_balance = i128::from(stability) * kept;
    let below_affinity = below_balance + i128::from(balance) * most * seats;
    let below_expert = below_affinity + i128::from(affinity) * spread * seats;
    let stands = (stability == 1 || stability == 0 && kept == 0)
        && balance >= 0
        && (balance == 0 || i128::from(balance) > below_balance)
        && i128::from(affinity) > below_affinity
        && (expert == 0 && !problem.has_experts() || i128::from(expert) > below_expert);
    if stands { Ok(()) } else { Err(Fault::Weights) }
}

/// What the pairs are worth under the weights.
fn worth(problem: &Problem, weights: Weights, pairs: &[(usize, usize)], loads: &[u32]) -> i128 {
    let pair = |&(p, e): &(usize, usize)| {
        let affinity = problem.affinity(p, e).map_or(0, i128::from);
        let kept = i128::from(problem.current().contains(p, e));
        i128::from(weights.affinity) * affinity + i128::from(weights.stability) * kept
    };
    let squares: i128 = loads.iter().map(|load| i128::from(*load) * i128::from(*load)).sum();
    let experts = with_expert(problem, pairs) as i128;
    pairs.iter().map(pair).sum::<i128>() + i128::from(weights.expert) * experts
        - i128::from(weights.balance) * squares
}

/// Whether the leaves are all ends of one tree of choices.
fn covers(leaves: &[&Leaf], depth: usize) -> bool {
    let Some(first) = leaves.first() else { return false };
    let Some(choice) = first.choices.get(depth) else { return leaves.len() == 1 };
    let same = |leaf: &&&Leaf| {
        leaf.choices.get(depth).is_some_and(|other| {
            (other.proposal, other.organisation) == (choice.proposal, choice.organisation)
        })
    };
    let way = |experts: bool| -> Vec<&Leaf> {
        leaves.iter().filter(|leaf| leaf.choices[depth].experts == experts).copied().collect()
    };
    leaves.iter().filter(same).count() == leaves.len()
        && covers(&way(true), depth + 1)
        && covers(&way(false), depth + 1)
}

impl<'a> Rest<'a> {
    fn new(problem: &'a Problem) -> Rest<'a> {
        let mut pinned = vec![Vec::new(); problem.proposals()];
        let mut begun = vec![0; problem.evaluators()];
        for (proposal, evaluator) in problem.pinned().iter() {
            pinned[proposal].push(evaluator);
            begun[evaluator] += 1;
        }
        let need = |p: usize| i128::from(problem.demand(p)) - pinned[p].len() as i128;
        let need = (0..problem.proposals()).map(need).collect();
        Rest { problem, pinned, need, begun }
    }
    /// The most an evaluator can have: nobody takes a proposal twice.
    fn most(&self, evaluator: usize) -> i128 {
        let max = i128::from(self.problem.load(evaluator).max);
        max.min(self.problem.proposals() as i128)
    }
    /// Whether a pair that is not pinned could be in an answer.
    fn may(&self, proposal: usize, evaluator: usize) -> bool {
        let house = self.problem.organisation(evaluator);
        let met = |other: &usize| {
            *other == evaluator || house.is_some() && self.problem.organisation(*other) == house
        };
        self.need[proposal] > 0
            && self.most(evaluator) > self.begun[evaluator]
            && !self.problem.is_forbidden(proposal, evaluator)
            && !self.pinned[proposal].iter().any(met)
    }
    /// The worst pair can't be better, and no pair is below it.
    fn worst(&self, worst: &Worst, solution: &Solution) -> Result<(), Fault> {
        for &(p, e) in &solution.pairs {
            let below = self.problem.affinity(p, e).is_none_or(|a| a < worst.at_least);
            if below && !self.pinned[p].contains(&e) {
                return Err(Fault::BelowWorst(p, e));
            }
        }
        let experts = with_expert(self.problem, &solution.pairs) as i128;
        let weights = Weights { expert: 1, affinity: 0, balance: 0, stability: 0 };
        if self.problem.has_experts()
            && self.bound(&worst.most_experts, weights, i64::MIN)? > experts
        {
            return Err(Fault::NotProven("number of proposals with an expert"));
        }
        let above = worst.at_least.saturating_add(1);
        let holds = match &worst.ceiling {
            Ceiling::Cut(cut) => self.short(cut, above)? > 0,
            Ceiling::Experts(leaves) => {
                self.problem.has_experts() && self.bound(leaves, weights, above)? < experts
            }
        };
        if holds { Ok(()) } else { Err(Fault::NotProven("worst pair")) }
    }
    /// What a cut comes to, with pairs of at least this affinity.
    fn short(&self, cut: &Cut, least: i64) -> Result<i128, Fault> {
        let problem = self.problem;
        let marks = |named: &[usize], size: usize| {
            let mut marks = vec![false; size];
            for &at in named {
                // Named twice would count twice.
                if at >= size || std::mem::replace(&mut marks[at], true) {
                    return Err(Fault::Cut { found: 0, claimed: cut.short.into() });
                }
            }
            Ok(marks)
        };
        let proposals = marks(&cut.proposals, problem.proposals())?;
        let evaluators = marks(&cut.evaluators, problem.evaluators())?;
        let needs: i128 = cut.proposals.iter().map(|p| self.need[*p]).sum();
        // Seats that pairs across the cut can still give: one for each organisation.
        let mut across = 0;
        for (proposal, &inside) in proposals.iter().enumerate() {
            let counted = match cut.side {
                Side::Demand => inside,
                Side::Floor => !inside,
            };
            if !counted {
                continue;
            }
            let mut houses = Vec::new();
            problem.each(proposal, |evaluator, affinity| {
                let wanted = evaluators[evaluator] == (cut.side == Side::Floor);
                if wanted && affinity >= least && self.may(proposal, evaluator) {
                    match problem.organisation(evaluator) {
                        Some(house) => houses.push(house),
                        None => across += 1,
                    }
                }
            });
            houses.sort_unstable();
            houses.dedup();
            across += houses.len() as i128;
        }
        let floor = |e: &usize| (i128::from(problem.load(*e).min) - self.begun[*e]).max(0);
        Ok(match cut.side {
            Side::Demand => {
                let places = cut.evaluators.iter().map(|e| self.most(*e) - self.begun[*e]);
                needs - places.sum::<i128>() - across
            }
            Side::Floor => cut.evaluators.iter().map(floor).sum::<i128>() - needs - across,
        })
    }
    /// What no assignment is worth more than.
    fn bound(&self, leaves: &[Leaf], weights: Weights, least: i64) -> Result<i128, Fault> {
        if !covers(&leaves.iter().collect::<Vec<_>>(), 0) {
            return Err(Fault::Branches);
        }
        let mut most = i128::MIN;
        for leaf in leaves {
            most = most.max(self.leaf(leaf, weights, least)?);
        }
        Ok(most)
    }
    fn leaf(&self, leaf: &Leaf, weights: Weights, least: i64) -> Result<i128, Fault> {
        let (problem, prices) = (self.problem, &leaf.prices);
        let fits = prices.proposals.len() == problem.proposals()
            && prices.evaluators.len() == problem.evaluators()
            && prices.groups.iter().all(|(p, _, price)| *p < problem.proposals() && *price >= 0)
            && prices.experts.iter().all(|(p, price)| *p < problem.proposals() && *price >= 0)
            && prices.groups.windows(2).all(|two| (two[0].0, two[0].1) < (two[1].0, two[1].1))
            && prices.experts.windows(2).all(|two| two[0].0 < two[1].0);
        if !fits {
            return Err(Fault::Prices);
        }
        let mut bound: i128 = prices.groups.iter().map(|(_, _, price)| i128::from(*price)).sum();
        for (evaluator, price) in prices.evaluators.iter().enumerate() {
            bound += self.places(evaluator, i128::from(*price), i128::from(weights.balance));
        }
        for proposal in 0..problem.proposals() {
            bound += self.seats(proposal, &leaf.choices, prices, weights, least);
        }
        Ok(bound)
    }
    /// The best that an evaluator's places give at a price.
    fn places(&self, evaluator: usize, price: i128, balance: i128) -> i128 {
        let load = self.problem.load(evaluator);
        let from = i128::from(load.min).max(self.begun[evaluator]);
        let to = self.most(evaluator).max(from);
        let at = |places: i128| price * places - balance * places * places;
        if balance == 0 {
            return at(from).max(at(to));
        }
        (from..=to).map(at).max().unwrap_or(0)
    }
    /// What a proposal's seats cost, and what its pairs are worth above all prices.
    fn seats(
        &self,
        proposal: usize,
        choices: &[Choice],
        prices: &Prices,
        weights: Weights,
        least: i64,
    ) -> i128 {
        let problem = self.problem;
        let own = |at: usize| i128::from(prices.experts[at].1);
        let expert = prices.experts.binary_search_by_key(&proposal, |(p, _)| *p).map_or(0, own);
        let start = prices.groups.partition_point(|group| group.0 < proposal);
        let end = prices.groups.partition_point(|group| group.0 <= proposal);
        let groups = &prices.groups[start..end];
        let choices: Vec<&Choice> = choices.iter().filter(|c| c.proposal == proposal).collect();
        let seat = i128::from(prices.proposals[proposal]);
        let mut sum = seat * i128::from(problem.demand(proposal));
        sum += (i128::from(weights.expert) - expert).max(0);
        problem.each(proposal, |evaluator, affinity| {
            let house = problem.organisation(evaluator);
            let is_expert = problem.is_expert(proposal, evaluator);
            let group = groups.iter().find(|group| Some(group.1) == house);
            let kept = i128::from(problem.current().contains(proposal, evaluator));
            let above = i128::from(weights.affinity) * i128::from(affinity)
                + i128::from(weights.stability) * kept
                + if is_expert { expert } else { 0 }
                - group.map_or(0, |group| i128::from(group.2))
                - seat
                - i128::from(prices.evaluators[evaluator]);
            if self.pinned[proposal].contains(&evaluator) {
                sum += above;
                return;
            }
            let against = |choice: &&&Choice| {
                Some(choice.organisation) == house && choice.experts != is_expert
            };
            if above > 0
                && affinity >= least
                && self.may(proposal, evaluator)
                && choices.iter().find(against).is_none()
            {
                sum += above;
            }
        });
        sum
    }
}
