//! Random calls, made so that ties are the rule and not the exception.

use super::{
    oracle::{Raw, rank as oracle},
    *,
};
use crate::domain::evaluation::{
    rules::{Combine, Weight},
    score::FinalMarks,
};
use proptest::{prelude::*, sample::Index};

const WEIGHTS: [[u32; 3]; 4] =
    [[10_000; 3], [10_000, 15_000, 10_000], [10_000, 0, 20_000], [3_333, 3_333, 3_334]];

fn tie() -> impl Strategy<Value = Tie> {
    prop_oneof![
        Just(Tie::UncoveredTopic),
        Just(Tie::UncoveredCountry),
        Just(Tie::Criterion("impact".to_owned())),
        Just(Tie::Higher("sme_share".to_owned())),
        Just(Tie::Lower("sme_share".to_owned())),
        Just(Tie::Earlier),
    ]
}

fn report() -> impl Strategy<Value = [i32; 3]> {
    // Mostly close together, so that totals meet.
    prop::array::uniform3(prop_oneof![4 => Just(40), 2 => Just(35), 1 => Just(45), 1 => Just(25)])
}

fn raw() -> impl Strategy<Value = Raw> {
    let few = || prop::collection::vec(0..4_u8, 0..3);
    let draw = prop_oneof![4 => Just(true), 1 => Just(false)];
    (prop::collection::vec(report(), 3), few(), few(), 0..3_i64, 0..3_i64, draw).prop_map(
        |(reports, topics, countries, fact, millis, draw)| Raw {
            id: 0,
            reference: String::new(),
            reports,
            topics,
            countries,
            fact,
            millis,
            draw: draw.then_some(0),
        },
    )
}

/// A call: proposals with ids, references and numbers that have nothing to do with one another.
fn call() -> impl Strategy<Value = Vec<Raw>> {
    (prop::collection::vec(raw(), 0..24), any::<u64>()).prop_map(|(mut all, seed)| {
        let n = u64::try_from(all.len()).unwrap();
        let scattered = |at: u64, salt: u64| {
            // A permutation of 0..n for each salt.
            let mut order: Vec<u64> = (0..n).collect();
            order.sort_by_key(|x| (x + 1).wrapping_mul(seed.rotate_left(7) ^ salt | 1));
            order[usize::try_from(at).unwrap()]
        };
        for (at, raw) in (0..n).zip(&mut all) {
            raw.id = u32::try_from(scattered(at, 17)).unwrap();
            raw.reference = format!("INV-{:03}", scattered(at, 91));
            raw.draw = raw.draw.map(|_| scattered(at, 53) + 1);
        }
        all
    })
}

fn settings() -> impl Strategy<Value = (Combine, [u32; 3], Vec<Tie>)> {
    let how = prop_oneof![Just(Combine::Mean), Just(Combine::Median), Just(Combine::Consensus)];
    let weights = prop::sample::select(WEIGHTS.to_vec());
    (how, weights, prop::collection::vec(tie(), 0..5), any::<bool>()).prop_map(
        |(how, weights, mut ties, ends)| {
            if ends {
                ties.push(Tie::Draw);
            }
            (how, weights, ties)
        },
    )
}

fn with(how: Combine, weights: [u32; 3], ties: &[Tie]) -> EvaluationRules {
    let mut rules = EvaluationRules { combine: how, ties: ties.to_vec(), ..rules() };
    for (criterion, weight) in rules.criteria.iter_mut().zip(weights) {
        criterion.weight = Weight(weight);
    }
    rules
}

fn final_marks(raw: &Raw, rules: &EvaluationRules) -> FinalMarks {
    let reports: Vec<_> = raw.reports.iter().map(|tenths| marks(*tenths)).collect();
    match rules.combine {
        Combine::Mean => mean(&reports, rules).unwrap(),
        Combine::Median => median(&reports, rules).unwrap(),
        Combine::Consensus => consensus(&reports[0], rules).unwrap(),
    }
}

fn entries(all: &[Raw], rules: &EvaluationRules) -> Vec<Entry<u32>> {
    let names = |numbers: &[u8]| numbers.iter().map(u8::to_string).collect();
    let entry = |raw: &Raw| Entry {
        reference: raw.reference.clone(),
        marks: final_marks(raw, rules),
        topics: names(&raw.topics),
        countries: names(&raw.countries),
        facts: [("sme_share".to_owned(), raw.fact)].into(),
        submitted_at: Moment::from_millis(raw.millis),
        draw: raw.draw,
        ..entry(raw.id, [40; 3])
    };
    all.iter().map(entry).collect()
}

/// The step a reason speaks of, as the oracle counts them.
fn step(reason: &Reason, chain: &[Tie]) -> Option<usize> {
    let at = |is: fn(&Tie) -> bool| chain.iter().position(is).map(|at| at + 1);
    match reason {
        Reason::Top | Reason::Undecided => None,
        Reason::Total { .. } => Some(0),
        Reason::UncoveredTopic { .. } => at(|tie| *tie == Tie::UncoveredTopic),
        Reason::UncoveredCountry { .. } => at(|tie| *tie == Tie::UncoveredCountry),
        Reason::Criterion { .. } => at(|tie| matches!(tie, Tie::Criterion(_))),
        Reason::Higher { .. } => at(|tie| matches!(tie, Tie::Higher(_))),
        Reason::Lower { .. } => at(|tie| matches!(tie, Tie::Lower(_))),
        Reason::Earlier { .. } => at(|tie| *tie == Tie::Earlier),
        Reason::Draw { .. } => at(|tie| *tie == Tie::Draw),
    }
}

/// What doesn't depend on ids.
fn without_ids(ranking: &Ranking<u32>) -> String {
    let places: Vec<_> = ranking
        .places
        .iter()
        .map(|place| (place.place, &place.reference, place.group, &place.reason))
        .collect();
    let below: Vec<_> = ranking.below.iter().map(|b| (&b.reference, &b.missed)).collect();
    format!("{places:?} {below:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_ranking_is_the_oracle_s((how, weights, ties) in settings(), all in call()) {
        let rules = with(how, weights, &ties);
        let ranking = rank(&entries(&all, &rules), &rules).unwrap();
        // The draw is the last step of every chain, named or not.
        let mut chain = ties.clone();
        if !chain.contains(&Tie::Draw) {
            chain.push(Tie::Draw);
        }
        let expected = oracle(&all, how, weights.map(Into::into), &chain);
        let found: Vec<_> = ranking
            .places
            .iter()
            .map(|place| (place.place, place.id, step(&place.reason, &chain)))
            .collect();
        prop_assert_eq!(found, expected);
        // Total: everybody once, and below exactly those who miss a threshold.
        let below: Vec<u32> = ranking.below.iter().map(|below| below.id).collect();
        for raw in &all {
            prop_assert_eq!(below.contains(&raw.id), !raw.passes(how));
        }
        prop_assert_eq!(ranking.places.len() + below.len(), all.len());
    }

    #[test]
    fn neither_order_nor_ids_matter(
        (how, weights, ties) in settings(),
        (all, shuffled) in call().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        mask in any::<u32>(),
    ) {
        let rules = with(how, weights, &ties);
        let one = rank(&entries(&all, &rules), &rules).unwrap();
        let other = rank(&entries(&shuffled, &rules), &rules).unwrap();
        prop_assert_eq!(serde_json::to_vec(&one).unwrap(), serde_json::to_vec(&other).unwrap());
        let mut renamed = shuffled;
        for raw in &mut renamed {
            raw.id ^= mask;
        }
        let renamed = rank(&entries(&renamed, &rules), &rules).unwrap();
        prop_assert_eq!(without_ids(&one), without_ids(&renamed));
    }

    #[test]
    fn a_higher_mark_never_lowers_the_place(
        (how, weights, ties) in settings(),
        all in call(),
        (who, report, criterion) in (any::<Index>(), 0..3_usize, 0..3_usize),
    ) {
        prop_assume!(!all.is_empty());
        let rules = with(how, weights, &ties);
        let place = |all: &[Raw], id: u32| {
            let ranking = rank(&entries(all, &rules), &rules).unwrap();
            let place = ranking.places.iter().find(|place| place.id == id);
            place.map_or(u32::MAX, |place| place.place)
        };
        let mut better = all.clone();
        let raised = who.get(&all).id;
        let mark = &mut who.get_mut(&mut better).reports[report][criterion];
        *mark = (*mark + 5).min(50);
        prop_assert!(place(&better, raised) <= place(&all, raised));
    }
}
