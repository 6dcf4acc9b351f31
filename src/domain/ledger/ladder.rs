//! Posting one transfer against the books: a ladder of refusals, then the new sums. The one rule:
//! the first rung that applies answers, in the order of [`LedgerRefusal`], so a repeated request
//! always gets the same answer.

use super::{
    Account, Books, Ended, Entry, Kind, LedgerRefusal, Limit, Moved, PositiveAmount, Sums,
    Transfer, TransferId,
};

/// Decides what `t` changes in `books`, or why it can't be. The same transfer once more is
/// `Moved::Exists`, whatever happened since: the id is the idempotency key.
pub fn post(books: &Books, t: &Transfer) -> Result<Moved, LedgerRefusal> {
    if let Some(there) = books.same_id {
        let same = there.transfer == *t;
        return if same { Ok(Moved::Exists) } else { Err(LedgerRefusal::ExistsWithOtherContent) };
    }
    let (debit, credit) = accounts(books, t)?;
    match t.kind {
        Kind::Posted => {
            room(&debit, t.amount)?;
            moved(&debit, &credit, &Change { pending: 0, posted: t.amount.get() }, None)
        }
        Kind::Pending => {
            room(&debit, t.amount)?;
            moved(&debit, &credit, &Change { pending: t.amount.get(), posted: 0 }, None)
        }
        Kind::PostOf(id) => {
            let reserved = open_pending(books, t, id)?;
            if t.amount > reserved {
                return Err(LedgerRefusal::AmountDiffers);
            }
            // What was reserved had its room then; posting never asks again.
            let change = Change { pending: -reserved.get(), posted: t.amount.get() };
            moved(&debit, &credit, &change, Some(Ended::Posted(t.amount)))
        }
        Kind::VoidOf(id) => {
            let reserved = open_pending(books, t, id)?;
            if t.amount != reserved {
                return Err(LedgerRefusal::AmountDiffers);
            }
            let change = Change { pending: -reserved.get(), posted: 0 };
            moved(&debit, &credit, &change, Some(Ended::Voided))
        }
    }
}

/// The two accounts, apart, known, and in one unit.
fn accounts(books: &Books, t: &Transfer) -> Result<(Account, Account), LedgerRefusal> {
    if t.debit == t.credit {
        return Err(LedgerRefusal::SameAccount);
    }
    let debit = books.debit.filter(|account| account.id == t.debit);
    let credit = books.credit.filter(|account| account.id == t.credit);
    let (Some(debit), Some(credit)) = (debit, credit) else {
        return Err(LedgerRefusal::AccountUnknown);
    };
    if debit.unit != credit.unit {
        return Err(LedgerRefusal::UnitsDiffer);
    }
    Ok((debit, credit))
}

/// The amount still reserved by the pending transfer `id`, between the same accounts.
fn open_pending(
    books: &Books,
    t: &Transfer,
    id: TransferId,
) -> Result<PositiveAmount, LedgerRefusal> {
    let found = books.pending.filter(|entry| entry.transfer.id == id);
    let Some(Entry { transfer: pending, ended }) = found else {
        return Err(LedgerRefusal::PendingUnknown);
    };
    if pending.kind != Kind::Pending {
        return Err(LedgerRefusal::NotPending);
    }
    if ended.is_some() {
        return Err(LedgerRefusal::AlreadyEnded);
    }
    if (pending.debit, pending.credit) != (t.debit, t.credit) {
        return Err(LedgerRefusal::AccountsDiffer);
    }
    Ok(pending.amount)
}

/// A limited account gives no more than came in.
fn room(debit: &Account, amount: PositiveAmount) -> Result<(), LedgerRefusal> {
    let room = debit.sums.room();
    match debit.limit {
        Limit::DebitsWithinCredits if amount.get() > room => Err(LedgerRefusal::NoRoom { room }),
        Limit::DebitsWithinCredits | Limit::None => Ok(()),
    }
}

/// What is added to the pending and the posted sum of both accounts.
struct Change {
    pending: i64,
    posted: i64,
}

impl Change {
    /// Pending and posted after; refused when one would go below zero or the two together would
    /// not fit. The second keeps room for every pending transfer to be posted whole.
    fn apply(&self, pending: i64, posted: i64) -> Result<(i64, i64), LedgerRefusal> {
        let add = |sum: i64, by: i64| sum.checked_add(by).filter(|after| *after >= 0);
        let after = add(pending, self.pending).zip(add(posted, self.posted));
        after
            .filter(|(pending, posted)| pending.checked_add(*posted).is_some())
            .ok_or(LedgerRefusal::Overflow)
    }
}

fn moved(
    debit: &Account,
    credit: &Account,
    change: &Change,
    ended: Option<Ended>,
) -> Result<Moved, LedgerRefusal> {
    let (out, into) = (debit.sums, credit.sums);
    let (debits_pending, debits_posted) = change.apply(out.debits_pending, out.debits_posted)?;
    let (credits_pending, credits_posted) =
        change.apply(into.credits_pending, into.credits_posted)?;
    Ok(Moved::Done {
        debit: Sums { debits_pending, debits_posted, ..out },
        credit: Sums { credits_pending, credits_posted, ..into },
        ended,
    })
}
