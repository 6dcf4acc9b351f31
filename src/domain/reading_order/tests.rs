use super::reading_order;
use crate::domain::ids::{ApplicationId, CallId, PersonId};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}
fn expert(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}
fn proposals(many: u128) -> Vec<ApplicationId> {
    (1..=many).map(|n| ApplicationId(Uuid::from_u128(n))).collect()
}
fn numbers(order: &[ApplicationId]) -> Vec<u128> {
    order.iter().map(|id| id.0.as_u128()).collect()
}

#[test]
fn the_order_is_fixed_for_ever() {
    // Written down once: a change here would turn every expert's list round in the middle of work.
    // Worked out by another program too: sorted(hashlib.sha256(purpose + call + expert + id)).
    assert_eq!(numbers(&reading_order(call(1), expert(1), &proposals(6))), FIRST);
    assert_eq!(numbers(&reading_order(call(1), expert(2), &proposals(6))), SECOND);
}
const FIRST: [u128; 6] = [6, 2, 4, 1, 3, 5];
const SECOND: [u128; 6] = [4, 2, 6, 1, 5, 3];

#[test]
fn over_many_experts_each_place_falls_to_each_proposal() {
    // 4 proposals, 1,000 experts: each is first about 250 times (six standard deviations: 82).
    let mut first = [0u32; 4];
    for n in 1..=1_000 {
        let order = reading_order(call(1), expert(n), &proposals(4));
        first[usize::try_from(order[0].0.as_u128()).unwrap() - 1] += 1;
    }
    assert!(first.iter().all(|count| (168..=332).contains(count)), "{first:?}");
}

proptest! {
    #[test]
    fn it_is_a_permutation_and_a_newcomer_moves_nobody(
        c in 0u128..9, e in 0u128..9, many in 0u128..30,
    ) {
        let order = reading_order(call(c), expert(e), &proposals(many));
        let all: BTreeSet<_> = order.iter().collect();
        prop_assert_eq!((order.len(), all.len()), (proposals(many).len(), order.len()));
        let mut turned = proposals(many);
        turned.reverse();
        turned.extend(proposals(many));
        prop_assert_eq!(&order, &reading_order(call(c), expert(e), &turned));
        let more = reading_order(call(c), expert(e), &proposals(many + 1));
        let without: Vec<_> = more.into_iter().filter(|id| id.0.as_u128() != many + 1).collect();
        prop_assert_eq!(order, without);
    }
}
