use super::{
    Award, Movement, Reserved, accounts, appropriate, bank_return, commit, correction, count,
    open_places, pay, release, transfers,
};
use crate::domain::{
    ids::{AccountId, OrganisationId, PartnershipId, TransferId},
    ledger::{
        LedgerRefusal, PositiveAmount, Sums,
        chart::{self, AccountName, BudgetView},
        memory::Memory,
    },
    money::Money,
    quota::{Count, PlaceKey},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One call's books, opening accounts as they are named.
#[derive(Default)]
struct Call {
    books: Memory,
    open: BTreeMap<AccountName, AccountId>,
    drawn: u128,
}

impl Call {
    fn id(&mut self) -> TransferId {
        self.drawn += 1;
        TransferId(Uuid::from_u128(self.drawn))
    }
    /// Posts all or, on a refusal, nothing.
    fn post(&mut self, movements: &[Movement]) -> Result<(), LedgerRefusal> {
        for name in accounts(movements) {
            let next = AccountId(Uuid::from_u128(1_000_000 + self.open.len() as u128));
            let id = *self.open.entry(name.clone()).or_insert(next);
            self.books.open(id, name.unit(), name.limit());
        }
        let mut tried = self.books.clone();
        for transfer in transfers(movements, |name| self.open.get(name).copied()).unwrap() {
            tried.post(&transfer)?;
        }
        self.books = tried;
        Ok(())
    }
    fn sums(&self, name: &AccountName) -> Sums {
        self.open.get(name).map(|id| self.books.sums(*id)).unwrap_or_default()
    }
    fn money(&self) -> [i64; 4] {
        let view = BudgetView::of(self.sums(&AccountName::Source), self.sums(&AccountName::Budget));
        [view.appropriated, view.committed, view.paid, view.free].map(Money::cents)
    }
    fn taken(&self, key: &str) -> (u32, u32) {
        let Count { done, agreed } = chart::count(self.sums(&AccountName::Taken(place(key))));
        (done, agreed)
    }
}

fn place(key: &str) -> PlaceKey {
    key.parse().unwrap()
}

fn cents(amount: i64) -> PositiveAmount {
    PositiveAmount::new(amount).unwrap()
}

fn visitor(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n))
}

fn partnership() -> PartnershipId {
    PartnershipId(Uuid::from_u128(7))
}

/// 2,000.00 euro and two places, one of them for others than SMEs.
fn opened() -> Call {
    let mut call = Call::default();
    let ids = [call.id(), call.id(), call.id()];
    let places = open_places(&place("exchanges"), cents(2), ids[1]).unwrap();
    let others = open_places(&place("not:sme"), cents(1), ids[2]).unwrap();
    call.post(&[appropriate(cents(200_000), ids[0]), places, others]).unwrap();
    call
}

fn award(who: u128, amount: i64, places: &[&str]) -> Award {
    Award {
        money: Some((visitor(who), cents(amount))),
        places: places.iter().map(|key| place(key)).collect(),
        partnership: Some(partnership()),
    }
}

#[test]
fn a_counter_without_limit_has_no_pool() {
    assert_eq!(open_places(&place("is:sme"), cents(5), Call::default().id()), None);
}

#[test]
fn from_award_to_paid() {
    let mut call = opened();
    assert_eq!(call.money(), [200_000, 0, 0, 200_000]);

    let (held, movements) = commit(&award(1, 78_000, &["exchanges", "is:sme"]), || call.id());
    call.post(&movements).unwrap();
    assert_eq!(call.money(), [200_000, 78_000, 0, 122_000]);
    assert_eq!((call.taken("exchanges"), call.taken("is:sme")), ((0, 1), (0, 1)));

    let counted = count(&held, || call.id());
    call.post(&counted).unwrap();
    assert_eq!((call.taken("exchanges"), call.taken("is:sme")), ((1, 0), (1, 0)));
    let of_partnership = chart::count(call.sums(&AccountName::Partnership(partnership())));
    assert_eq!(of_partnership, Count { done: 1, agreed: 0 });

    let paid = pay(held.money.as_ref().unwrap(), cents(78_000), call.id());
    call.post(&[paid]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 78_000, 122_000]);
}

#[test]
fn an_award_without_room_changes_nothing() {
    let mut call = opened();
    let (_, first) = commit(&award(1, 78_000, &["exchanges", "not:sme"]), || call.id());
    call.post(&first).unwrap();
    let before = call.money();
    // The pool of others is full; the place in "exchanges" posted just before it is not kept.
    let (_, second) = commit(&award(2, 61_000, &["exchanges", "not:sme"]), || call.id());
    assert_eq!(call.post(&second), Err(LedgerRefusal::NoRoom { room: 0 }));
    assert_eq!((call.money(), call.taken("exchanges")), (before, (0, 1)));
    // An SME fits, but not for more than the budget has.
    let (_, third) = commit(&award(3, 122_001, &["exchanges", "is:sme"]), || call.id());
    assert_eq!(call.post(&third), Err(LedgerRefusal::NoRoom { room: 122_000 }));
    assert_eq!((call.money(), call.taken("is:sme")), (before, (0, 0)));
    let (_, fourth) = commit(&award(3, 122_000, &["exchanges", "is:sme"]), || call.id());
    assert_eq!(call.post(&fourth), Ok(()));
}

#[test]
fn who_withdraws_gives_all_back_once() {
    let mut call = opened();
    let (held, movements) = commit(&award(1, 78_000, &["exchanges", "not:sme"]), || call.id());
    call.post(&movements).unwrap();
    let released = release(held.all(), || call.id());
    assert_eq!(released.len(), 4);
    call.post(&released).unwrap();
    assert_eq!((call.money(), call.taken("exchanges")), ([200_000, 0, 0, 200_000], (0, 0)));
    // Again under the same ids changes nothing; under new ones it is refused.
    assert_eq!(call.post(&released), Ok(()));
    let again = release(held.all(), || call.id());
    assert_eq!(call.post(&again), Err(LedgerRefusal::AlreadyEnded));
}

#[test]
fn a_returned_payment_is_owed_again() {
    let mut call = opened();
    let (held, movements) = commit(&award(1, 150_000, &["exchanges"]), || call.id());
    call.post(&movements).unwrap();
    let paid = pay(held.money.as_ref().unwrap(), cents(150_000), call.id());
    call.post(&[paid]).unwrap();
    let (again, movements) = bank_return(visitor(1), cents(150_000), || call.id());
    call.post(&movements).unwrap();
    assert_eq!(call.money(), [200_000, 150_000, 0, 50_000]);
    let paid = pay(&again, cents(150_000), call.id());
    call.post(&[paid]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 150_000, 50_000]);
    assert_eq!(call.sums(&AccountName::Payee(visitor(1))).credits_posted, 300_000);
}

#[test]
fn a_correction_takes_back_only_what_is_free() {
    let mut call = opened();
    let (_, movements) = commit(&award(1, 150_000, &["exchanges"]), || call.id());
    call.post(&movements).unwrap();
    let back = |amount, id| correction(AccountName::Budget, AccountName::Source, cents(amount), id);
    let (much, right) = (back(50_001, call.id()), back(50_000, call.id()));
    assert_eq!(call.post(&[much]), Err(LedgerRefusal::NoRoom { room: 50_000 }));
    call.post(&[right]).unwrap();
    assert_eq!(call.money(), [150_000, 150_000, 0, 0]);
}

#[test]
fn a_virtual_exchange_moves_no_money() {
    let mut call = opened();
    let free = Award { money: None, places: vec![place("is:virtual")], partnership: None };
    let (held, movements) = commit(&free, || call.id());
    call.post(&movements).unwrap();
    assert_eq!((held.money, movements.len()), (None, 1));
    assert_eq!((call.taken("is:virtual"), call.money()[1]), ((0, 1), 0));
}

#[test]
fn account_names_read_back() {
    let names = [
        AccountName::Source,
        AccountName::Budget,
        AccountName::Payee(visitor(3)),
        AccountName::PlacesSource(place("not:sme")),
        AccountName::Places(place("exchanges")),
        AccountName::Taken(place("is:sme")),
        AccountName::PartnershipSource,
        AccountName::Partnership(partnership()),
    ];
    for name in names {
        assert_eq!(name.to_string().parse(), Ok(name.clone()));
    }
    assert_eq!(AccountName::Places(place("not:sme")).to_string(), "places:not:sme");
    for text in
        ["", "sources", "source:", "budget:1", "payee", "payee:me", "places:", "partnership:"]
    {
        assert!(text.parse::<AccountName>().is_err(), "{text}");
    }
}

#[test]
fn a_commitment_can_be_kept_as_text() {
    let mut call = opened();
    let (held, _) = commit(&award(1, 78_000, &["exchanges", "not:sme"]), || call.id());
    let text = serde_json::to_string(&held).unwrap();
    assert!(text.contains("\"places:not:sme\""), "{text}");
    assert_eq!(serde_json::from_str::<super::Commitment>(&text).unwrap(), held);
    let broken = text.replace("78000", "0");
    assert!(serde_json::from_str::<super::Commitment>(&broken).is_err());
    assert!(serde_json::from_str::<Reserved>("{}").is_err());
}

#[test]
fn an_account_that_is_not_open_is_named() {
    let movement = appropriate(cents(1), Call::default().id());
    let refused = transfers(&[movement], |_| None).unwrap_err();
    assert_eq!(refused.to_string(), "the account source has not been opened");
}
