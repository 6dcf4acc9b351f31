//! The levels of the objective, one after the other: coverage, proposals without an expert, the
//! worst pair where it comes first, the sum of affinity, even loads, today's pairs. The one rule:
//! no answer leaves without what proves it.

use super::{
    cut::cut,
    model::{Flow, flow},
    open::{Goal, Open},
    problem::{Problem, ProblemFault},
    proof::{Ceiling, Certificate, Choice, Cut, Leaf, Objective, Solution, Status, Weights, Worst},
};

/// Branches that are tried at most where organisations and experts don't nest; then the answer has
/// a gap.
const BRANCHES: usize = 2000;

/// The best pairs under a goal, and what bounds all others.
struct Best {
    pairs: Vec<(usize, usize)>,
    value: i128,
    bound: i128,
    leaves: Vec<Leaf>,
}

/// What came of a goal.
enum Found {
    Best(Best),
    Short(Vec<(usize, usize)>, Cut),
}

/// Assigns evaluators to proposals as well as can be, and proves it. The same problem gives the
/// same answer, byte for byte.
///
/// Refuses pinned pairs that break the rules, and numbers whose sums would not fit.
pub fn solve(problem: &Problem, objective: &Objective) -> Result<Solution, ProblemFault> {
    check_pinned(problem)?;
    let weights = weights(problem, objective.balance)?;
    let mut goal = Goal { weights, at_least: None };
    let mut found = best(problem, goal, objective.candidates)?;
    let mut worst = None;
    if let Found::Best(first) = &found
        && objective.bottleneck
    {
        worst = bottleneck(problem, &first.pairs)?;
        if let Some(worst) = &worst {
            goal.at_least = Some(worst.at_least);
            found = best(problem, goal, objective.candidates)?;
        }
    }
    Ok(match found {
        Found::Short(pairs, cut) => {
            answer(problem, Status::Infeasible, pairs, None, Certificate::Cut(cut))
        }
        Found::Best(best) => {
            let gap = best.bound - best.value;
            let status = if gap > 0 { Status::Feasible } else { Status::Optimal };
            let units = i64::try_from(gap / i128::from(weights.affinity)).unwrap_or(i64::MAX);
            let certificate = Certificate::Bound { weights, worst, leaves: best.leaves };
            answer(problem, status, best.pairs, Some(units), certificate)
        }
    })
}

fn answer(
    problem: &Problem,
    status: Status,
    mut pairs: Vec<(usize, usize)>,
    gap: Option<i64>,
    certificate: Certificate,
) -> Solution {
    pairs.sort_unstable();
    let affinity = |&(proposal, evaluator): &(usize, usize)| problem.affinity(proposal, evaluator);
    let total = pairs.iter().filter_map(affinity).sum();
    let bottleneck = pairs.iter().filter_map(affinity).min();
    let without_expert =
        problem.has_experts().then(|| problem.proposals() - with_expert(problem, &pairs));
    Solution { status, pairs, total, bottleneck, gap, without_expert, certificate }
}

fn with_expert(problem: &Problem, pairs: &[(usize, usize)]) -> usize {
    let mut with: Vec<usize> =
        pairs.iter().filter(|(p, e)| problem.is_expert(*p, *e)).map(|(p, _)| *p).collect();
    with.sort_unstable();
    with.dedup();
    with.len()
}

/// Pinned pairs must be allowed: no one moves them, so no one could mend them.
fn check_pinned(problem: &Problem) -> Result<(), ProblemFault> {
    let mut places = vec![0_u32; problem.evaluators()];
    let mut here: Vec<usize> = Vec::new();
    let mut on = None;
    for (proposal, evaluator) in problem.pinned().iter() {
        if on != Some(proposal) {
            (on, here) = (Some(proposal), Vec::new());
        }
        let house = problem.organisation(evaluator);
        let colleague =
            house.is_some() && here.iter().any(|other| problem.organisation(*other) == house);
        here.push(evaluator);
        places[evaluator] += 1;
        let seats = u32::try_from(here.len()).unwrap_or(u32::MAX);
        let why = if problem.is_forbidden(proposal, evaluator) {
            "it is forbidden"
        } else if problem.affinity(proposal, evaluator).is_none() {
            "it has no affinity"
        } else if colleague {
            "another evaluator of the organisation is pinned to the proposal"
        } else if seats > problem.demand(proposal) {
            "more are pinned to the proposal than it needs"
        } else if places[evaluator] > problem.load(evaluator).max {
            "more are pinned to the evaluator than the largest load"
        } else {
            continue;
        };
        return Err(ProblemFault::Pinned { proposal, evaluator, why });
    }
    Ok(())
}

/// The largest and the least affinity of all pairs.
fn range(problem: &Problem) -> (i64, i64) {
    let mut range: Option<(i64, i64)> = None;
    for proposal in 0..problem.proposals() {
        problem.each(proposal, |_, affinity| {
            let (low, high) = range.unwrap_or((affinity, affinity));
            range = Some((low.min(affinity), high.max(affinity)));
        });
    }
    range.unwrap_or((0, 0))
}

/// Weights under which no level can outweigh an earlier one.
fn weights(problem: &Problem, balance: bool) -> Result<Weights, ProblemFault> {
    let (low, high) = range(problem);
    let seats: i128 = (0..problem.proposals()).map(|p| i128::from(problem.demand(p))).sum();
    let loads = (0..problem.evaluators()).map(|e| problem.load(e).max).max().unwrap_or(0);
    let most = i128::from(loads).min(problem.proposals() as i128);
    let kept = seats.min(problem.current().len() as i128);
    let even = if balance { kept + 1 } else { 0 };
    let below = kept + even * most * seats;
    let affinity = below + 1;
    let sums = below + affinity * i128::from(high - low) * seats;
    let expert = if problem.has_experts() { sums + 1 } else { 0 };
    let fits = |number: i128| i64::try_from(number).map_err(|_| ProblemFault::TooFine);
    let weights = Weights {
        expert: fits(expert)?,
        affinity: fits(affinity)?,
        balance: fits(even)?,
        stability: i64::from(kept > 0),
    };
    whole(problem, weights)?;
    Ok(weights)
}

/// More than all levels together can give. Refuses what would not fit into the prices.
fn whole(problem: &Problem, weights: Weights) -> Result<i64, ProblemFault> {
    let (low, high) = range(problem);
    let seats: i128 = (0..problem.proposals()).map(|p| i128::from(problem.demand(p))).sum();
    let loads = (0..problem.evaluators()).map(|e| problem.load(e).max).max().unwrap_or(0);
    let most = i128::from(loads).min(problem.proposals() as i128);
    let pair = i128::from(low.abs().max(high.abs())) * i128::from(weights.affinity)
        + i128::from(weights.stability);
    let place = i128::from(weights.balance) * (2 * most + 1);
    let proposals = problem.proposals() as i128;
    let whole = 1 + 2 * (pair + place) * seats + i128::from(weights.expert) * proposals;
    let nodes = 2 * proposals + problem.evaluators() as i128;
    let path = 2 * nodes * (pair + i128::from(weights.expert));
    if 16 * whole + path > 1 << 62 {
        return Err(ProblemFault::TooFine);
    }
    i64::try_from(whole).map_err(|_| ProblemFault::TooFine)
}

/// What pairs are worth under the weights: what the flow makes largest.
fn value(problem: &Problem, weights: Weights, pairs: &[(usize, usize)]) -> i128 {
    let mut loads = vec![0_i128; problem.evaluators()];
    let mut value = 0;
    for &(proposal, evaluator) in pairs {
        let affinity = problem.affinity(proposal, evaluator).unwrap_or(0);
        value += i128::from(weights.affinity) * i128::from(affinity);
        if problem.current().contains(proposal, evaluator) {
            value += i128::from(weights.stability);
        }
        loads[evaluator] += 1;
    }
    let squares: i128 = loads.iter().map(|load| load * load).sum();
    let experts = with_expert(problem, pairs) as i128;
    value + i128::from(weights.expert) * experts - i128::from(weights.balance) * squares
}

/// The first proposal that has two evaluators of one organisation.
fn doubled(open: &Open, pairs: &[(usize, usize)]) -> Option<(usize, u32)> {
    let mut houses: Vec<(usize, u32)> =
        pairs.iter().filter_map(|(p, e)| Some((*p, open.shared(*e)?))).collect();
    houses.sort_unstable();
    houses.windows(2).find(|two| two[0] == two[1]).map(|two| two[0])
}

fn with_pinned(problem: &Problem, pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    pairs.iter().copied().chain(problem.pinned().iter()).collect()
}

/// The best pairs under a goal, or why there are none.
fn best(problem: &Problem, goal: Goal, candidates: Option<usize>) -> Result<Found, ProblemFault> {
    let whole = whole(problem, goal.weights)?;
    let open = Open::new(problem, goal, &[]);
    let flow = flow(&open, whole, candidates);
    let doubled = doubled(&open, &flow.pairs);
    if doubled.is_none() && flow.short == 0 {
        let pairs = with_pinned(problem, &flow.pairs);
        let value = value(problem, goal.weights, &pairs);
        let leaves = vec![Leaf { choices: Vec::new(), prices: flow.prices }];
        return Ok(Found::Best(Best { pairs, value, bound: value + flow.excess, leaves }));
    }
    // Experts apart the rules nest, and the flow says whether there is an assignment at all.
    let nested = if doubled.is_some() { without_experts(problem, goal, candidates)? } else { flow };
    let open = Open::new(problem, goal, &[]);
    if let Some(cut) = cut(&open, &nested.pairs) {
        return Ok(Found::Short(with_pinned(problem, &nested.pairs), cut));
    }
    Ok(Found::Best(branches(problem, goal, whole, candidates, &nested.pairs)))
}

fn without_experts(
    problem: &Problem,
    goal: Goal,
    candidates: Option<usize>,
) -> Result<Flow, ProblemFault> {
    let weights = Weights { expert: 0, ..goal.weights };
    let open = Open::new(problem, Goal { weights, ..goal }, &[]);
    Ok(flow(&open, whole(problem, weights)?, candidates))
}

/// Tries both ways wherever a bound uses an organisation twice, until no bound is above the best.
fn branches(
    problem: &Problem,
    goal: Goal,
    whole: i64,
    candidates: Option<usize>,
    start: &[(usize, usize)],
) -> Best {
    let pairs = with_pinned(problem, start);
    let value_of = |pairs: &[(usize, usize)]| value(problem, goal.weights, pairs);
    let mut best = Best { value: value_of(&pairs), pairs, bound: i128::MIN, leaves: Vec::new() };
    let mut to_do: Vec<Vec<Choice>> = vec![Vec::new()];
    let mut tried = 0;
    while let Some(choices) = to_do.pop() {
        tried += 1;
        let open = Open::new(problem, goal, &choices);
        let flow = flow(&open, whole, candidates);
        let pairs = with_pinned(problem, &flow.pairs);
        let reached = value_of(&pairs);
        let bound = reached - i128::from(whole) * i128::from(flow.short) + flow.excess;
        let doubled = doubled(&open, &flow.pairs);
        if doubled.is_none() && flow.short == 0 && reached > best.value {
            (best.value, best.pairs) = (reached, pairs);
        }
        match doubled {
            Some((proposal, organisation)) if bound > best.value && tried < BRANCHES => {
                for experts in [false, true] {
                    let mut more = choices.clone();
                    more.push(Choice { proposal, organisation, experts });
                    to_do.push(more);
                }
            }
            Some(_) | None => {
                best.bound = best.bound.max(bound);
                best.leaves.push(Leaf { choices, prices: flow.prices });
            }
        }
    }
    best.bound = best.bound.max(best.value);
    best
}

/// The largest least affinity that keeps coverage and experts, and why it is not larger.
fn bottleneck(problem: &Problem, first: &[(usize, usize)]) -> Result<Option<Worst>, ProblemFault> {
    let weights =
        Weights { expert: i64::from(problem.has_experts()), affinity: 0, balance: 0, stability: 0 };
    let goal = Goal { weights, at_least: None };
    let free = Open::new(problem, goal, &[]);
    if free.need.iter().all(|need| *need == 0) {
        return Ok(None);
    }
    let experts = value(problem, weights, first);
    let most_experts = match best(problem, goal, None)? {
        Found::Best(best) if problem.has_experts() => best.leaves,
        Found::Best(_) | Found::Short(..) => Vec::new(),
    };
    let steps = steps(&free);
    // Steps below `low` and `low` itself can be had; `high` and above can't.
    let pinned = |pair: &&(usize, usize)| !problem.pinned().contains(pair.0, pair.1);
    let moved = first.iter().filter(pinned).filter_map(|(p, e)| problem.affinity(*p, *e));
    let reached = moved.min().unwrap_or(i64::MIN);
    let mut low = steps.partition_point(|step| *step < reached);
    let mut high = steps.len();
    let mut ceiling = None;
    loop {
        let middle = if high - low > 1 { usize::midpoint(low, high) } else { high };
        if ceiling.is_some() && middle == high {
            break;
        }
        let at_least = steps.get(middle).copied().unwrap_or(i64::MAX);
        match best(problem, Goal { weights, at_least: Some(at_least) }, None)? {
            Found::Short(_, cut) => {
                (high, ceiling) = (middle, Some(Ceiling::Cut(cut)));
            }
            Found::Best(best) if best.value < experts => {
                (high, ceiling) = (middle, Some(Ceiling::Experts(best.leaves)));
            }
            Found::Best(_) => low = middle,
        }
    }
    Ok(steps.get(low).zip(ceiling).map(|(at_least, ceiling)| Worst {
        at_least: *at_least,
        ceiling,
        most_experts,
    }))
}

/// The different affinities of all open pairs, in order.
fn steps(open: &Open) -> Vec<i64> {
    let (mut steps, mut kept) = (Vec::new(), 0);
    for proposal in 0..open.problem.proposals() {
        open.problem.each(proposal, |evaluator, affinity| {
            if open.pair(proposal, evaluator, affinity) {
                steps.push(affinity);
            }
        });
        if steps.len() > 2 * kept || proposal + 1 == open.problem.proposals() {
            steps.sort_unstable();
            steps.dedup();
            kept = steps.len().max(1 << 16);
        }
    }
    steps
}
