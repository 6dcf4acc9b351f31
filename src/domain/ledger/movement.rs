//! The movements of a call, each with its two ends by name. The one rule: nothing here knows an
//! application; it gets ids and amounts, and gives transfers to post in the order given.

use super::{Code, Kind, PositiveAmount, Transfer, chart::AccountName};
use crate::domain::{
    ids::{AccountId, OrganisationId, PartnershipId, TransferId},
    quota::PlaceKey,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A transfer before its accounts are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Id and idempotency key.
    pub id: TransferId,
    /// Where it goes out.
    pub debit: AccountName,
    /// Where it comes in.
    pub credit: AccountName,
    /// How much.
    pub amount: PositiveAmount,
    /// Why.
    pub why: Code,
    /// How.
    pub kind: Kind,
}

/// The account has not been opened in this call's books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the account {0} has not been opened")]
pub struct NotOpen(pub AccountName);

/// The accounts the movements need, for the store to open and lock first.
pub fn accounts(movements: &[Movement]) -> BTreeSet<&AccountName> {
    movements.iter().flat_map(|movement| [&movement.debit, &movement.credit]).collect()
}

/// The movements as transfers, with the accounts' ids from `open`.
pub fn transfers(
    movements: &[Movement],
    open: impl Fn(&AccountName) -> Option<AccountId>,
) -> Result<Vec<Transfer>, NotOpen> {
    let id_of = |name: &AccountName| open(name).ok_or_else(|| NotOpen(name.clone()));
    let transfer = |m: &Movement| {
        let (debit, credit) = (id_of(&m.debit)?, id_of(&m.credit)?);
        Ok(Transfer { id: m.id, debit, credit, amount: m.amount, why: m.why, kind: m.kind })
    };
    movements.iter().map(transfer).collect()
}

/// A pending transfer to be ended later. Kept with the application, so that it can be posted or
/// released by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// The pending transfer.
    pub id: TransferId,
    /// Where it goes out.
    pub debit: AccountName,
    /// Where it comes in.
    pub credit: AccountName,
    /// How much is reserved.
    pub amount: PositiveAmount,
}

impl Reserved {
    /// The movement that makes the reservation.
    fn reserve(&self) -> Movement {
        self.movement(self.id, self.amount, Code::Commitment, Kind::Pending)
    }
    fn movement(&self, id: TransferId, amount: PositiveAmount, why: Code, kind: Kind) -> Movement {
        let (debit, credit) = (self.debit.clone(), self.credit.clone());
        Movement { id, debit, credit, amount, why, kind }
    }
}

/// What an award reserves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// Who gets the lump sum, and how much; none for a virtual exchange.
    pub money: Option<(OrganisationId, PositiveAmount)>,
    /// What the exchange is counted in, see `quota::taken`.
    pub places: Vec<PlaceKey>,
    /// The visitor's partnership; none when the exchange counts for no target (virtual).
    pub partnership: Option<PartnershipId>,
}

/// What is reserved for one exchange.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Commitment {
    /// The lump sum.
    pub money: Option<Reserved>,
    /// Places, and the partnership's exchange.
    pub places: Vec<Reserved>,
}

impl Commitment {
    /// All reservations, money first.
    pub fn all(&self) -> impl Iterator<Item = &Reserved> {
        self.money.iter().chain(&self.places)
    }
}

/// Gives money to the call.
pub fn appropriate(amount: PositiveAmount, id: TransferId) -> Movement {
    let (debit, credit) = (AccountName::Source, AccountName::Budget);
    Movement { id, debit, credit, amount, why: Code::Appropriation, kind: Kind::Posted }
}

/// Opens places of a pool. None for a counter without limit: it has no pool to fill.
pub fn open_places(key: &PlaceKey, amount: PositiveAmount, id: TransferId) -> Option<Movement> {
    let (debit, credit) =
        (AccountName::PlacesSource(key.clone()), AccountName::Places(key.clone()));
    let (why, kind) = (Code::Appropriation, Kind::Posted);
    key.is_limited().then_some(Movement { id, debit, credit, amount, why, kind })
}

/// Reserves the money, a place of each key and the partnership's exchange. All of it is posted in
/// one transaction or nothing is. Places are asked before money: a full quota is the harder no.
pub fn commit(award: &Award, mut ids: impl FnMut() -> TransferId) -> (Commitment, Vec<Movement>) {
    let mut one_piece =
        |debit, credit| Reserved { id: ids(), debit, credit, amount: PositiveAmount::ONE };
    let mut places: Vec<Reserved> = award
        .places
        .iter()
        .map(|key| one_piece(AccountName::pool_of(key), AccountName::Taken(key.clone())))
        .collect();
    places.extend(award.partnership.map(|partnership| {
        one_piece(AccountName::PartnershipSource, AccountName::Partnership(partnership))
    }));
    let money = award.money.map(|(payee, amount)| reserve_money(payee, amount, ids()));
    let movements = places.iter().chain(&money).map(Reserved::reserve).collect();
    (Commitment { money, places }, movements)
}

/// Reserves the money of a consortium, one transfer a payee, and counts it under each key as often
/// as given. Places are asked before money, as in [`commit`].
pub fn commit_parts(
    parts: &[(OrganisationId, PositiveAmount)],
    places: &[(PlaceKey, PositiveAmount)],
    mut ids: impl FnMut() -> TransferId,
) -> Vec<Movement> {
    let mut reserved: Vec<Reserved> = places
        .iter()
        .map(|(key, amount)| Reserved {
            id: ids(),
            debit: AccountName::pool_of(key),
            credit: AccountName::Taken(key.clone()),
            amount: *amount,
        })
        .collect();
    reserved.extend(parts.iter().map(|(payee, amount)| reserve_money(*payee, *amount, ids())));
    reserved.iter().map(Reserved::reserve).collect()
}

fn reserve_money(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Reserved {
    Reserved { id, debit: AccountName::Budget, credit: AccountName::Payable(payee), amount }
}

/// Gives back what is still reserved: all of a commitment when the exchange falls away before it
/// was counted, its money alone after.
pub fn release<'r>(
    reserved: impl IntoIterator<Item = &'r Reserved>,
    mut ids: impl FnMut() -> TransferId,
) -> Vec<Movement> {
    let void = |r: &Reserved| r.movement(ids(), r.amount, Code::Release, Kind::VoidOf(r.id));
    reserved.into_iter().map(void).collect()
}

/// An instalment is due: what was promised is owed. The rest of the promise, if any, comes free.
pub fn make_due(money: &Reserved, amount: PositiveAmount, id: TransferId) -> Movement {
    money.movement(id, amount, Code::Due, Kind::PostOf(money.id))
}

/// A promise in parts: the whole is released and each part promised again, in this order, so that
/// the room it needs is its own. The parts add up to the whole, or less.
pub fn divide(
    whole: &Reserved,
    parts: &[PositiveAmount],
    mut ids: impl FnMut() -> TransferId,
) -> (Vec<Reserved>, Vec<Movement>) {
    let mut movements = release([whole], &mut ids);
    let part = |amount: &PositiveAmount| Reserved { id: ids(), amount: *amount, ..whole.clone() };
    let parts: Vec<Reserved> = parts.iter().map(part).collect();
    movements.extend(parts.iter().map(Reserved::reserve));
    (parts, movements)
}

fn posted(
    (debit, credit): (AccountName, AccountName),
    amount: PositiveAmount,
    why: Code,
    id: TransferId,
) -> Movement {
    Movement { id, debit, credit, amount, why, kind: Kind::Posted }
}

/// The bank has paid what was due.
pub fn pay(payee: OrganisationId, paid: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Payable(payee), AccountName::Payee(payee)), paid, Code::Payment, id)
}

/// A part of a payment that will be kept back for a debt: held until the payment ends, so that two
/// payments can't be set off against the same debt.
pub fn hold_debt(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Reserved {
    Reserved { id, debit: AccountName::Owed(payee), credit: AccountName::Recovered, amount }
}

/// The movement that holds it.
pub fn hold(debt: &Reserved) -> Movement {
    debt.movement(debt.id, debt.amount, Code::SetOff, Kind::Pending)
}

/// The payment that was set off is done: what was kept back counts as paid, and the debt is less.
pub fn set_off(
    payee: OrganisationId,
    debt: &Reserved,
    mut ids: impl FnMut() -> TransferId,
) -> [Movement; 2] {
    let ends = (AccountName::Payable(payee), AccountName::Payee(payee));
    let kept = posted(ends, debt.amount, Code::SetOff, ids());
    [kept, debt.movement(ids(), debt.amount, Code::SetOff, Kind::PostOf(debt.id))]
}

/// Money is claimed back: what was a grant is a debt.
pub fn claim_back(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Payee(payee), AccountName::Owed(payee)), amount, Code::Recovery, id)
}

/// A claim is taken back before the money came.
pub fn forgive(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Owed(payee), AccountName::Payee(payee)), amount, Code::Correction, id)
}

/// Money that was claimed back has come.
pub fn repaid(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Owed(payee), AccountName::Recovered), amount, Code::Repayment, id)
}

/// What was booked as come back never came: it is owed again.
pub fn not_repaid(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Recovered, AccountName::Owed(payee)), amount, Code::Correction, id)
}

/// Money that came back can be committed again.
pub fn reuse(amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Recovered, AccountName::Budget), amount, Code::Reuse, id)
}

/// Money that is free, or came back, goes back to the parent grant when the books are closed.
pub fn give_back(from: AccountName, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((from, AccountName::Source), amount, Code::Closing, id)
}

/// A service in kind was delivered, at its value in cents.
pub fn service(to: OrganisationId, value: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::ServicesSource, AccountName::Services(to)), value, Code::Service, id)
}

/// The exchange is validated: its places are counted as done, and its partnership's exchange.
pub fn count(commitment: &Commitment, mut ids: impl FnMut() -> TransferId) -> Vec<Movement> {
    let post = |r: &Reserved| r.movement(ids(), r.amount, Code::Counted, Kind::PostOf(r.id));
    commitment.places.iter().map(post).collect()
}

/// The bank sent a payment back: the money is owed again.
pub fn bank_return(payee: OrganisationId, amount: PositiveAmount, id: TransferId) -> Movement {
    posted((AccountName::Payee(payee), AccountName::Payable(payee)), amount, Code::Return, id)
}

/// A person puts something right, with a reason kept in the audit line: money or pieces go from
/// one account to another of the same unit.
pub fn correction(
    debit: AccountName,
    credit: AccountName,
    amount: PositiveAmount,
    id: TransferId,
) -> Movement {
    Movement { id, debit, credit, amount, why: Code::Correction, kind: Kind::Posted }
}

#[cfg(test)]
mod tests;
