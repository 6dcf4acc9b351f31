//! The solver beside brute force and published totals; the checker beside answers that were
//! tampered with.

use super::{
    problem::{Load, Problem, ProblemFault},
    proof::{Certificate, Cut, Leaf, Objective, Side, Solution, Status, Weights},
    solve::solve,
    verify::{Fault, verify},
};
use brute::{Key, Small, best_of, most_seats, small};
use proptest::prelude::*;

mod brute;
mod made;

const TOTAL: Objective = Objective { bottleneck: false, balance: false, candidates: None };
const WORST: Objective = Objective { bottleneck: true, balance: false, candidates: None };

fn loads(number: usize, min: u32, max: u32) -> Vec<Load> {
    vec![Load { min, max }; number]
}

fn certificate_cut(solution: &Solution) -> &Cut {
    match &solution.certificate {
        Certificate::Cut(cut) => cut,
        Certificate::Bound { .. } => panic!("no cut"),
    }
}

// ── Against brute force ────────────────────────────────────────────────────────────────────────

fn agrees(small: &Small, objective: &Objective) -> Result<(), TestCaseError> {
    let problem = small.problem();
    let solution = solve(&problem, objective).unwrap();
    let proven = verify(&problem, &solution);
    prop_assert!(proven.is_ok(), "{proven:?} of {solution:?}");
    for (proposal, evaluator) in &solution.pairs {
        prop_assert!(!small.forbidden.contains(&(*proposal, *evaluator)));
    }
    match best_of(small, objective) {
        None => {
            prop_assert_eq!(solution.status, Status::Infeasible);
            prop_assert_eq!(solution.pairs.len(), most_seats(small), "the best cover");
        }
        Some(best) => {
            prop_assert_eq!(solution.status, Status::Optimal);
            prop_assert_eq!(Key::of(small, objective, &solution.pairs), best);
        }
    }
    prop_assert_eq!(&solve(&problem, objective).unwrap(), &solution, "the same again");
    Ok(())
}

proptest! {
    #[test]
    fn the_optimum_is_that_of_brute_force(small in small(), bottleneck: bool, balance: bool) {
        agrees(&small, &Objective { bottleneck, balance, candidates: None })?;
    }

    #[test]
    fn candidates_leave_no_larger_gap_than_they_say(small in small(), candidates in 1_usize..4) {
        let mut small = small;
        small.experts.clear();
        small.current.clear();
        let problem = small.problem();
        let objective = Objective { candidates: Some(candidates), ..TOTAL };
        let solution = solve(&problem, &objective).unwrap();
        prop_assert!(verify(&problem, &solution).is_ok());
        match best_of(&small, &TOTAL) {
            None => prop_assert_eq!(solution.status, Status::Infeasible),
            Some(best) => {
                let gap = solution.gap.unwrap();
                prop_assert!(solution.total <= best.total && best.total <= solution.total + gap);
                prop_assert_eq!(gap == 0, solution.status == Status::Optimal);
            }
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        small in small(), bottleneck: bool, seed: u64, way in any::<bool>(),
    ) {
        let objective = Objective { bottleneck, balance: true, candidates: None };
        let first = solve(&small.problem(), &objective).unwrap();
        let turned = small.relabelled(seed);
        let second = solve(&turned.problem(), &objective).unwrap();
        prop_assert_eq!(first.status, second.status);
        prop_assert_eq!(first.pairs.len(), second.pairs.len());
        if first.status == Status::Optimal {
            prop_assert_eq!(
                Key::of(&small, &objective, &first.pairs),
                Key::of(&turned, &objective, &second.pairs)
            );
        }
        let mut shuffled = small.clone();
        for list in [&mut shuffled.forbidden, &mut shuffled.experts, &mut shuffled.current] {
            if way { list.reverse(); }
            let twice = list.clone();
            list.extend(twice);
        }
        prop_assert_eq!(solve(&shuffled.problem(), &objective).unwrap(), first, "byte for byte");
    }

    #[test]
    fn sparse_and_dense_problems_are_answered_alike(small in small()) {
        let mut small = small;
        small.pinned.clear();
        let dense = small.problem();
        let mut pairs = small.named();
        pairs.retain(|(p, e, _)| !small.forbidden.contains(&(*p, *e)));
        pairs.reverse();
        let sparse = small.rest(Problem::sparse(pairs, small.demand.clone(), small.loads.clone()));
        let (one, other) = (solve(&dense, &TOTAL).unwrap(), solve(&sparse, &TOTAL).unwrap());
        prop_assert_eq!(one.status, other.status);
        prop_assert_eq!(one.pairs.len(), other.pairs.len());
        prop_assert!(verify(&sparse, &other).is_ok());
        if one.status == Status::Optimal {
            prop_assert_eq!(one.total, other.total);
        }
    }

    // ── Tampering ──────────────────────────────────────────────────────────────────────────────

    #[test]
    fn no_worse_answer_passes_with_any_certificate(
        small in small(), at in any::<prop::sample::Index>(), by in -3_i64..=3, whom: bool,
    ) {
        let problem = small.problem();
        let solution = solve(&problem, &TOTAL).unwrap();
        let Some(best) = best_of(&small, &TOTAL) else { return Ok(()) };
        let mut priced = solution.clone();
        if let Certificate::Bound { leaves, .. } = &mut priced.certificate {
            let prices = &mut leaves[0].prices;
            let list = if whom { &mut prices.proposals } else { &mut prices.evaluators };
            let at = at.index(list.len());
            list[at] = list[at].saturating_add(by);
        }
        // Another set of prices may prove the same; none proves anything else.
        if let Ok(proven) = verify(&problem, &priced) {
            prop_assert_eq!(proven.total, best.total);
        }
        for (number, &(proposal, evaluator)) in solution.pairs.iter().enumerate() {
            for other in 0..problem.evaluators() {
                let mut swapped = solution.clone();
                swapped.pairs[number].1 = other;
                swapped.pairs.sort_unstable();
                let affinity = |e: usize| problem.affinity(proposal, e).unwrap();
                swapped.total += affinity(other) - affinity(evaluator);
                let least = swapped.pairs.iter().map(|(p, e)| problem.affinity(*p, *e).unwrap());
                swapped.bottleneck = least.min();
                let with = Key::of(&small, &TOTAL, &swapped.pairs).with_expert;
                swapped.without_expert = problem.has_experts().then(|| problem.proposals() - with);
                let checked = verify(&problem, &swapped);
                if small.forbidden.contains(&(proposal, other)) {
                    prop_assert!(checked.is_err());
                }
                if checked.is_ok() {
                    prop_assert_eq!(Key::of(&small, &TOTAL, &swapped.pairs), best.clone());
                }
            }
        }
    }

    #[test]
    fn every_false_claim_is_refused(small in small(), bottleneck: bool) {
        let problem = small.problem();
        let objective = Objective { bottleneck, ..TOTAL };
        let solution = solve(&problem, &objective).unwrap();
        let mut changes: Vec<(&str, Change)> = vec![
            ("total", Box::new(|s| s.total += 1)),
            ("bottleneck", Box::new(|s| s.bottleneck = Some(s.bottleneck.unwrap_or(0) + 1))),
            ("experts", Box::new(|s| s.without_expert = Some(s.without_expert.unwrap_or(0) + 1))),
            ("gap", Box::new(|s| s.gap = Some(s.gap.unwrap_or(0) + 1))),
            ("stranger", Box::new(|s| s.pairs.push((9, 0)))),
            ("cut", Box::new(|s| cut_of(s, |cut| cut.short += 1))),
            ("cut of strangers", Box::new(|s| cut_of(s, |cut| cut.proposals.push(9)))),
            ("cut of nobody", Box::new(|s| cut_of(s, |cut| {
                cut.proposals.clear();
                cut.evaluators.clear();
            }))),
            ("no leaves", Box::new(|s| bound_of(s, |_, leaves| leaves.clear()))),
            ("a leaf twice", Box::new(|s| bound_of(s, |_, leaves| leaves.push(leaves[0].clone())))),
            ("prices", Box::new(|s| bound_of(s, |_, leaves| {
                leaves[0].prices.evaluators.push(0);
            }))),
            ("weights", Box::new(|s| bound_of(s, |weights, _| weights.affinity = 0))),
            ("other kind", Box::new(|s| s.status = match s.status {
                Status::Optimal => Status::Infeasible,
                Status::Feasible | Status::Infeasible => Status::Optimal,
            })),
        ];
        if !solution.pairs.is_empty() {
            changes.push(("twice", Box::new(|s| s.pairs.push(s.pairs[s.pairs.len() - 1]))));
            changes.push(("one less", Box::new(|s| s.pairs.truncate(s.pairs.len() - 1))));
        }
        // Where all places are pinned, no price matters.
        let is_free = |e: &usize| {
            problem.load(*e).max > 0 && small.pinned.iter().all(|pair| pair.1 != *e)
        };
        if let Some(dear) = (0..problem.evaluators()).find(is_free) {
            let price = move |s: &mut Solution| bound_of(s, |_, leaves| {
                leaves[0].prices.evaluators[dear] = 1 << 55;
            });
            changes.push(("a dear evaluator", Box::new(price)));
        }
        for (what, change) in changes {
            let mut tampered = solution.clone();
            change(&mut tampered);
            if tampered != solution {
                prop_assert!(verify(&problem, &tampered).is_err(), "{}: {:?}", what, tampered);
            }
        }
    }
}

type Change = Box<dyn Fn(&mut Solution)>;

fn cut_of(solution: &mut Solution, change: impl Fn(&mut Cut)) {
    if let Certificate::Cut(cut) = &mut solution.certificate {
        change(cut);
    }
}

fn bound_of(solution: &mut Solution, change: impl Fn(&mut Weights, &mut Vec<Leaf>)) {
    if let Certificate::Bound { weights, leaves, .. } = &mut solution.certificate {
        change(weights, leaves);
    }
}

#[test]
fn a_worst_pair_that_could_be_better_is_not_proven() {
    // 5 + 0 is the best total, 2 + 2 has the better worst pair.
    let problem = Problem::dense(vec![5, 2, 2, 0], vec![1, 1], loads(2, 0, 1)).unwrap();
    let total = solve(&problem, &TOTAL).unwrap();
    let worst = solve(&problem, &WORST).unwrap();
    assert_eq!((total.total, total.bottleneck), (5, Some(0)));
    assert_eq!((worst.total, worst.bottleneck), (4, Some(2)));
    let mut claimed = total;
    if let (
        Certificate::Bound { worst: claimed, .. },
        Certificate::Bound { worst: Some(worst), .. },
    ) = (&mut claimed.certificate, &worst.certificate)
    {
        let mut lower = worst.clone();
        lower.at_least = 0;
        *claimed = Some(lower);
    }
    assert_eq!(verify(&problem, &claimed), Err(Fault::NotProven("worst pair")));
}

// ── What a person would ask ────────────────────────────────────────────────────────────────────

#[test]
fn an_impossible_demand_names_who_blocks_it() {
    // Proposals 0 and 1 may only be seen by evaluator 0, who takes one.
    let mut problem = Problem::dense(vec![1; 9], vec![1; 3], loads(3, 0, 1)).unwrap();
    problem.forbid(&[(0, 1), (0, 2), (1, 1), (1, 2)]).unwrap();
    let solution = solve(&problem, &TOTAL).unwrap();
    let cut = Cut { side: Side::Demand, proposals: vec![0, 1], evaluators: vec![0], short: 1 };
    assert_eq!(certificate_cut(&solution), &cut);
    assert_eq!(solution.pairs.len(), 2, "the rest is covered all the same");
    assert!(verify(&problem, &solution).is_ok());
}

#[test]
fn a_floor_that_cannot_be_filled_names_who_stays_idle() {
    let mut problem = Problem::dense(vec![1; 6], vec![1; 2], loads(3, 1, 2)).unwrap();
    let short = solve(&problem, &TOTAL).unwrap();
    let cut = certificate_cut(&short);
    assert_eq!((cut.side, cut.short, &cut.evaluators[..]), (Side::Floor, 1, &[0, 1, 2][..]));
    assert!(verify(&problem, &short).is_ok());
    problem = Problem::dense(vec![1; 6], vec![2, 1], loads(3, 1, 2)).unwrap();
    assert_eq!(solve(&problem, &TOTAL).unwrap().status, Status::Optimal);
    problem.forbid(&[(0, 2), (1, 2)]).unwrap();
    let idle = solve(&problem, &TOTAL).unwrap();
    let cut = Cut { side: Side::Floor, proposals: vec![], evaluators: vec![2], short: 1 };
    assert_eq!(certificate_cut(&idle), &cut);
    assert!(verify(&problem, &idle).is_ok());
}

#[test]
fn two_of_one_house_never_sit_on_one_proposal_even_when_both_are_best() {
    let mut problem = Problem::dense(vec![9, 9, 1, 0], vec![2], loads(4, 0, 1)).unwrap();
    problem.organisations(vec![Some(7), Some(7), None, None]).unwrap();
    let solution = solve(&problem, &TOTAL).unwrap();
    assert_eq!((solution.total, solution.pairs.len()), (10, 2));
    assert!(verify(&problem, &solution).is_ok());
    let mut both = solution;
    (both.pairs, both.total, both.bottleneck) = (vec![(0, 0), (0, 1)], 18, Some(9));
    assert_eq!(verify(&problem, &both), Err(Fault::Organisation(0, 1)));
}

#[test]
fn work_begun_stays_and_may_not_break_the_rules() {
    let mut problem = Problem::dense(vec![0, 5, 5], vec![2], loads(3, 0, 1)).unwrap();
    problem.pin(&[(0, 0)]).unwrap();
    let solution = solve(&problem, &TOTAL).unwrap();
    assert_eq!((solution.total, solution.pairs[0]), (5, (0, 0)));
    let mut moved = solution;
    (moved.pairs, moved.total, moved.bottleneck) = (vec![(0, 1), (0, 2)], 10, Some(5));
    assert_eq!(verify(&problem, &moved), Err(Fault::Unpinned(0, 0)));
    problem.forbid(&[(0, 0)]).unwrap();
    let refused = solve(&problem, &TOTAL).unwrap_err();
    let why = "it is forbidden";
    assert_eq!(refused, ProblemFault::Pinned { proposal: 0, evaluator: 0, why });
}

#[test]
fn an_empty_problem_has_an_empty_answer() {
    for (demand, evaluators) in [(vec![], 0), (vec![], 2), (vec![0, 0], 0), (vec![0, 0], 2)] {
        let affinity = vec![1; demand.len() * evaluators];
        let problem = Problem::dense(affinity, demand, loads(evaluators, 0, 1)).unwrap();
        for objective in [TOTAL, WORST] {
            let solution = solve(&problem, &objective).unwrap();
            assert_eq!((solution.status, solution.total), (Status::Optimal, 0));
            assert!(verify(&problem, &solution).is_ok());
        }
    }
    let alone = Problem::dense(vec![], vec![1], vec![]).unwrap();
    let solution = solve(&alone, &WORST).unwrap();
    assert_eq!(certificate_cut(&solution).proposals, [0]);
    assert!(verify(&alone, &solution).is_ok());
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let dense = |affinity, demand, loads| Problem::dense(affinity, demand, loads).unwrap_err();
    let what = "affinity";
    let length = ProblemFault::Length { what, expected: 2, found: 1 };
    assert_eq!(dense(vec![1], vec![1], loads(2, 0, 1)), length);
    let crossed = ProblemFault::LoadsCrossed { evaluator: 0, min: 2, max: 1 };
    assert_eq!(dense(vec![1], vec![1], loads(1, 2, 1)), crossed);
    let large = ProblemFault::Affinity { proposal: 0, evaluator: 0 };
    assert_eq!(dense(vec![i64::MAX], vec![1], loads(1, 0, 1)), large);
    let seats = ProblemFault::Seats { what: "proposal", number: 0, found: u32::MAX };
    assert_eq!(dense(vec![1], vec![u32::MAX], loads(1, 0, 1)), seats);
    let mut problem = Problem::dense(vec![1], vec![1], loads(1, 0, 1)).unwrap();
    let nobody = ProblemFault::NoSuchPair { what: "conflicts", proposal: 1, evaluator: 0 };
    assert_eq!(problem.forbid(&[(1, 0)]).unwrap_err(), nobody);
    let length = ProblemFault::Length { what: "organisations", expected: 1, found: 0 };
    assert_eq!(problem.organisations(vec![]).unwrap_err(), length);
    let twice = Problem::sparse(vec![(0, 0, 1), (0, 0, 2)], vec![1], loads(1, 0, 1)).unwrap_err();
    assert_eq!(twice, ProblemFault::Twice { proposal: 0, evaluator: 0 });
}

// ── Published totals ───────────────────────────────────────────────────────────────────────────

#[test]
fn a_thousand_proposals_reach_the_published_total() {
    let made = made::instance(1000, 100);
    assert_eq!((made.sum(), made.allowed()), (1_310_098, 92_997), "the same on every machine");
    let problem = made.problem();
    let solution = solve(&problem, &TOTAL).unwrap();
    assert_eq!((solution.status, solution.total), (Status::Optimal, 167_389));
    assert!(verify(&problem, &solution).is_ok());
    let few = solve(&problem, &Objective { candidates: Some(40), ..TOTAL }).unwrap();
    assert!(few.total <= 167_389 && 167_389 <= few.total + few.gap.unwrap());
    assert!(verify(&problem, &few).is_ok());
}

#[test]
fn houses_experts_and_even_loads_are_proven_on_a_middling_call() {
    let made = made::instance(200, 40);
    let mut problem = made.problem();
    problem.organisations((0..40).map(|e| (e % 3 > 0).then_some(e / 4)).collect()).unwrap();
    let experts = made.pairs().filter(|(_, _, score)| *score >= 60).map(|(p, e, _)| (p, e));
    problem.experts(&experts.collect::<Vec<_>>()).unwrap();
    for bottleneck in [false, true] {
        let objective = Objective { bottleneck, balance: true, candidates: None };
        let solution = solve(&problem, &objective).unwrap();
        assert_eq!(solution.status, Status::Optimal);
        assert!(verify(&problem, &solution).is_ok());
        problem.prefer(&solution.pairs).unwrap();
        let again = solve(&problem, &objective).unwrap();
        assert_eq!(again.pairs, solution.pairs, "today's assignment is as good, so it stays");
    }
}

#[test]
fn real_bids_reach_the_published_totals() {
    for (name, most, quarters) in
        [("aamas2015", 12, 5625), ("preflib1", 6, 497), ("preflib2", 7, 566)]
    {
        let Some(problem) = made::bids(name, 3, most) else { return };
        let solution = solve(&problem, &TOTAL).unwrap();
        assert_eq!((solution.status, solution.total), (Status::Optimal, quarters), "{name}");
        assert!(verify(&problem, &solution).is_ok());
        let worst = solve(&problem, &WORST).unwrap();
        assert!(worst.bottleneck >= solution.bottleneck && worst.total <= solution.total);
        assert!(verify(&problem, &worst).is_ok());
    }
}
