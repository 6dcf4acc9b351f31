//! The ledger against a model that adds up every transfer from the beginning.

use crate::domain::{
    ids::{AccountId, TransferId},
    ledger::{
        Code, Ended, Entry, Kind, LedgerRefusal, Limit, Moved, PositiveAmount, Sums, Transfer,
        Unit, memory::Memory,
    },
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Cents: a source, two limited lines, a payee. Pieces: a source, a limited pool, a counter.
const ACCOUNTS: [(Unit, Limit); 7] = [
    (Unit::Cents, Limit::None),
    (Unit::Cents, Limit::DebitsWithinCredits),
    (Unit::Cents, Limit::DebitsWithinCredits),
    (Unit::Cents, Limit::None),
    (Unit::Pieces, Limit::None),
    (Unit::Pieces, Limit::DebitsWithinCredits),
    (Unit::Pieces, Limit::None),
];

/// What a person or a broken program may try.
#[derive(Debug, Clone)]
enum Try {
    Move {
        debit: usize,
        credit: usize,
        amount: i64,
        pending: bool,
    },
    /// Ends one of the transfers made so far, mostly a pending one, mostly rightly.
    End {
        which: usize,
        post: bool,
        amount: i64,
    },
    /// The same once more.
    Repeat {
        which: usize,
    },
    /// The same id with another amount.
    Reuse {
        which: usize,
    },
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let amount = prop_oneof![8 => 1i64..60, 1 => Just(i64::MAX), 1 => Just(i64::MAX / 2)];
    let account = 0..ACCOUNTS.len();
    let one = prop_oneof![
        4 => (account.clone(), account, amount, any::<bool>())
            .prop_map(|(debit, credit, amount, pending)| Try::Move { debit, credit, amount, pending }),
        3 => (0usize..40, any::<bool>(), 1i64..60)
            .prop_map(|(which, post, amount)| Try::End { which, post, amount }),
        1 => (0usize..40).prop_map(|which| Try::Repeat { which }),
        1 => (0usize..40).prop_map(|which| Try::Reuse { which }),
    ];
    prop::collection::vec(one, 1..60)
}

fn account(at: usize) -> AccountId {
    AccountId(Uuid::from_u128(at as u128 + 1))
}

fn transfer(books: &Memory, number: usize, attempt: &Try) -> Option<Transfer> {
    let id = TransferId(Uuid::from_u128(number as u128 + 1));
    let earlier: Vec<&Transfer> = books.entries.values().map(|entry| &entry.transfer).collect();
    let pick = |which: usize| earlier.get(which % earlier.len().max(1)).map(|t| **t);
    let amount = |amount: i64| PositiveAmount::new(amount);
    match *attempt {
        Try::Move { debit, credit, amount: size, pending } => Some(Transfer {
            id,
            debit: account(debit),
            credit: account(credit),
            amount: amount(size)?,
            why: Code::Commitment,
            kind: if pending { Kind::Pending } else { Kind::Posted },
        }),
        Try::End { which, post, amount: size } => {
            let of = pick(which)?;
            let part = amount(size)?.min(of.amount);
            Some(if post {
                Transfer { id, amount: part, why: Code::Payment, kind: Kind::PostOf(of.id), ..of }
            } else {
                Transfer { id, why: Code::Release, kind: Kind::VoidOf(of.id), ..of }
            })
        }
        Try::Repeat { which } => pick(which),
        Try::Reuse { which } => pick(which)
            .and_then(|of| Some(Transfer { amount: amount(of.amount.get() / 2 + 1)?, ..of })),
    }
}

/// The sums as they must be, added up from all transfers.
fn added_up(entries: &BTreeMap<TransferId, Entry>) -> BTreeMap<AccountId, Sums> {
    let mut all: BTreeMap<AccountId, Sums> = BTreeMap::new();
    for Entry { transfer, ended } in entries.values() {
        let amount = transfer.amount.get();
        let (pending, posted) = match (transfer.kind, ended) {
            (Kind::Posted | Kind::PostOf(_), _) => (0, amount),
            (Kind::Pending, None) => (amount, 0),
            (Kind::Pending, Some(Ended::Posted(_) | Ended::Voided)) | (Kind::VoidOf(_), _) => {
                (0, 0)
            }
        };
        let debit = all.entry(transfer.debit).or_default();
        debit.debits_pending += pending;
        debit.debits_posted += posted;
        let credit = all.entry(transfer.credit).or_default();
        credit.credits_pending += pending;
        credit.credits_posted += posted;
    }
    all
}

fn assert_sound(books: &Memory) {
    let expected = added_up(&books.entries);
    let mut balance: BTreeMap<bool, [i128; 2]> = BTreeMap::new();
    for held in books.accounts.values() {
        let sums = held.sums;
        assert_eq!(sums, expected.get(&held.id).copied().unwrap_or_default());
        let all =
            [sums.debits_pending, sums.debits_posted, sums.credits_pending, sums.credits_posted];
        assert!(all.iter().all(|sum| *sum >= 0));
        if held.limit == Limit::DebitsWithinCredits {
            assert!(sums.room() >= 0, "over its limit: {held:?}");
        }
        let unit = balance.entry(held.unit == Unit::Cents).or_default();
        unit[0] += i128::from(sums.debits_pending) - i128::from(sums.credits_pending);
        unit[1] += i128::from(sums.debits_posted) - i128::from(sums.credits_posted);
    }
    assert!(balance.values().all(|unit| *unit == [0, 0]), "debits are not credits: {balance:?}");
    assert_ended_once(books);
}

/// Each ended transfer is ended by exactly one other, each open one by none.
fn assert_ended_once(books: &Memory) {
    for entry in books.entries.values() {
        let id = entry.transfer.id;
        let ends = |other: &&Entry| matches!(other.transfer.kind, Kind::PostOf(of) | Kind::VoidOf(of) if of == id);
        let count = books.entries.values().filter(ends).count();
        assert_eq!(count, usize::from(entry.ended.is_some()), "{entry:?}");
    }
}

fn fresh() -> Memory {
    let mut books = Memory::default();
    for (at, (unit, limit)) in ACCOUNTS.into_iter().enumerate() {
        books.open(account(at), unit, limit);
    }
    books
}

proptest! {
    #[test]
    fn whatever_is_tried_the_books_are_sound(tries in tries()) {
        let mut books = fresh();
        for (number, attempt) in tries.iter().enumerate() {
            let Some(t) = transfer(&books, number, attempt) else { continue };
            let there = books.entries.get(&t.id).map(|entry| entry.transfer);
            let result = books.post(&t);
            match there {
                Some(same) if same == t => prop_assert_eq!(result, Ok(Moved::Exists)),
                Some(_) => prop_assert_eq!(result, Err(LedgerRefusal::ExistsWithOtherContent)),
                None => prop_assert_ne!(result, Ok(Moved::Exists)),
            }
            if result.is_ok() {
                prop_assert_eq!(books.post(&t), Ok(Moved::Exists));
            }
            assert_sound(&books);
        }
    }

    #[test]
    fn what_is_reserved_can_always_be_posted_whole(tries in tries()) {
        let mut books = fresh();
        for (number, attempt) in tries.iter().enumerate() {
            if let Some(t) = transfer(&books, number, attempt) {
                // Refusals are the other property's business.
                let _ = books.post(&t);
            }
        }
        let open: Vec<Transfer> = books.entries.values()
            .filter(|entry| entry.transfer.kind == Kind::Pending && entry.ended.is_none())
            .map(|entry| entry.transfer)
            .collect();
        for (number, pending) in open.iter().enumerate() {
            let id = TransferId(Uuid::from_u128(1_000 + number as u128));
            let t = Transfer { id, kind: Kind::PostOf(pending.id), ..*pending };
            prop_assert!(books.post(&t).is_ok());
        }
        assert_sound(&books);
    }
}
