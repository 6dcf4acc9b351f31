use super::{
    Award, Movement, Reserved, accounts, appropriate, bank_return, claim_back, commit, correction,
    count, divide, give_back, hold, hold_debt, make_due, open_places, pay, release, repaid, reuse,
    service, set_off, transfers,
};
use crate::domain::{
    ids::{AccountId, OrganisationId, PartnershipId, TransferId},
    ledger::{
        LedgerRefusal, PositiveAmount, Sums,
        chart::{self, AccountName, BudgetView, GranteeKind},
        memory::Memory,
    },
    money::Money,
    quota::{Count, PlaceKey},
};
use std::collections::BTreeMap;
use uuid::Uuid;

mod ledger_md;

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
    /// Appropriated, committed, paid, free; with what is due, to get back and got back.
    fn view(&self) -> BudgetView {
        let all = |of: &str| {
            let ids = self.open.iter().filter(|(name, _)| {
                let kind = name.of_grantee().map(GranteeKind::code);
                name.to_string() == of || kind == Some(of)
            });
            ids.map(|(_, id)| self.books.sums(*id)).fold(Sums::default(), |a, b| Sums {
                debits_pending: a.debits_pending + b.debits_pending,
                debits_posted: a.debits_posted + b.debits_posted,
                credits_pending: a.credits_pending + b.credits_pending,
                credits_posted: a.credits_posted + b.credits_posted,
            })
        };
        let view = BudgetView::of(all);
        let whole =
            [view.free, view.committed, view.due, view.paid, view.to_recover, view.recovered];
        assert_eq!(Money::sum(whole), Some(view.appropriated), "{view:?}");
        view
    }
    fn money(&self) -> [i64; 4] {
        let view = self.view();
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

    let due = make_due(held.money.as_ref().unwrap(), cents(78_000), call.id());
    call.post(&[due]).unwrap();
    assert_eq!((call.money(), call.view().due), ([200_000, 0, 0, 122_000], euro(78_000)));

    let paid = pay(visitor(1), cents(78_000), call.id());
    call.post(&[paid]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 78_000, 122_000]);
    // Nothing more is due, so nothing more can be paid.
    let again = pay(visitor(1), cents(1), call.id());
    assert_eq!(call.post(&[again]), Err(LedgerRefusal::NoRoom { room: 0 }));
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

/// An award of this sum, due and paid.
fn paid(call: &mut Call, who: u128, amount: i64) {
    let (held, movements) = commit(&award(who, amount, &[]), || call.id());
    call.post(&movements).unwrap();
    let due = make_due(held.money.as_ref().unwrap(), cents(amount), call.id());
    let paid = pay(visitor(who), cents(amount), call.id());
    call.post(&[due, paid]).unwrap();
}

#[test]
fn a_returned_payment_is_owed_again() {
    let mut call = opened();
    paid(&mut call, 1, 150_000);
    let back = bank_return(visitor(1), cents(150_000), call.id());
    call.post(&[back]).unwrap();
    assert_eq!((call.money(), call.view().due), ([200_000, 0, 0, 50_000], euro(150_000)));
    let again = pay(visitor(1), cents(150_000), call.id());
    call.post(&[again]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 150_000, 50_000]);
    assert_eq!(call.sums(&AccountName::Payee(visitor(1))).credits_posted, 300_000);
}

#[test]
fn a_promise_in_parts_needs_no_room_of_its_own() {
    let mut call = opened();
    let (held, movements) = commit(&award(1, 200_000, &[]), || call.id());
    call.post(&movements).unwrap();
    let parts = [cents(80_000), cents(80_000), cents(40_000)];
    let (parts, movements) = divide(held.money.as_ref().unwrap(), &parts, || call.id());
    call.post(&movements).unwrap();
    assert_eq!(call.money(), [200_000, 200_000, 0, 0]);
    // One part comes due with less than was promised: the rest comes free.
    let due = make_due(&parts[1], cents(70_000), call.id());
    call.post(&[due]).unwrap();
    assert_eq!((call.money(), call.view().due), ([200_000, 120_000, 0, 10_000], euro(70_000)));
    let much = make_due(&parts[2], cents(40_001), call.id());
    assert_eq!(call.post(&[much]), Err(LedgerRefusal::AmountDiffers));
}

#[test]
fn a_debt_is_carried_to_the_next_payments() {
    let mut call = opened();
    paid(&mut call, 1, 100_000);
    let claim = claim_back(visitor(1), cents(90_000), call.id());
    call.post(&[claim]).unwrap();
    assert_eq!(call.view().to_recover, euro(90_000));
    // No more is claimed than was paid.
    let much = claim_back(visitor(1), cents(10_001), call.id());
    assert_eq!(call.post(&[much]), Err(LedgerRefusal::NoRoom { room: 10_000 }));

    // The next instalment is smaller than the debt: all of it is kept back.
    let (held, movements) = commit(&award(1, 60_000, &[]), || call.id());
    call.post(&movements).unwrap();
    let due = make_due(held.money.as_ref().unwrap(), cents(60_000), call.id());
    let debt = hold_debt(visitor(1), cents(60_000), call.id());
    call.post(&[due, hold(&debt)]).unwrap();
    // What one payment holds, another can't.
    let other = hold_debt(visitor(1), cents(30_001), call.id());
    assert_eq!(call.post(&[hold(&other)]), Err(LedgerRefusal::NoRoom { room: 30_000 }));
    let kept = set_off(visitor(1), &debt, || call.id());
    call.post(&kept).unwrap();
    let view = call.view();
    assert_eq!((view.due, view.paid), (Money::ZERO, euro(70_000)));
    assert_eq!((view.to_recover, view.recovered), (euro(30_000), euro(60_000)));

    // The rest comes as money, and what came can be given out again.
    let rest = repaid(visitor(1), cents(30_000), call.id());
    let free = reuse(cents(90_000), call.id());
    call.post(&[rest, free]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 70_000, 130_000]);
    let back = give_back(AccountName::Budget, cents(130_000), call.id());
    call.post(&[back]).unwrap();
    assert_eq!(call.money(), [70_000, 0, 70_000, 0]);
}

#[test]
fn services_stand_beside_the_money() {
    let mut call = opened();
    let had = service(visitor(1), cents(15_000), call.id());
    call.post(&[had]).unwrap();
    assert_eq!(call.money(), [200_000, 0, 0, 200_000]);
    assert_eq!(call.sums(&AccountName::Services(visitor(1))).credits_posted, 15_000);
}

fn euro(cents: i64) -> Money {
    Money::from_cents(cents)
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
