//! The tables of docs/LEDGER.md, done line by line. The one rule: the page is the test; a figure
//! that differs is wrong in one of the two.

use super::{
    super::{forgive, not_repaid},
    AccountName, Call, LedgerRefusal, Money, Movement, OrganisationId, PositiveAmount, Reserved,
    Uuid, appropriate, bank_return, claim_back, divide, give_back, hold, hold_debt, make_due, pay,
    release, repaid, reuse, set_off,
};
use crate::domain::ledger::{Kind, movement::commit_parts};

/// A table's books, with the promises and held debts that are still open.
#[derive(Default)]
struct Table {
    call: Call,
    promised: Vec<Reserved>,
    held: Vec<Reserved>,
}

fn organisation(name: &str) -> OrganisationId {
    OrganisationId(Uuid::from_u128(name.bytes().map(u128::from).sum()))
}

fn amount(text: &str) -> PositiveAmount {
    PositiveAmount::new(text.replace([',', '.'], "").parse().unwrap()).unwrap()
}

fn reserved(made: &Movement) -> Reserved {
    assert_eq!(made.kind, Kind::Pending);
    let (debit, credit) = (made.debit.clone(), made.credit.clone());
    Reserved { id: made.id, debit, credit, amount: made.amount }
}

impl Table {
    /// The first open promise to this organisation of at least so much; one that nobody made where
    /// there is none.
    fn promise_of(&mut self, who: &str, sum: PositiveAmount) -> Reserved {
        let name = AccountName::Payable(organisation(who));
        let fits = |one: &Reserved| one.credit == name && one.amount >= sum;
        if let Some(at) = self.promised.iter().position(fits) {
            return self.promised.remove(at);
        }
        Reserved { id: self.call.id(), debit: AccountName::Budget, credit: name, amount: sum }
    }
    fn movements(&mut self, words: &[&str]) -> Vec<Movement> {
        let id = self.call.id();
        match *words {
            ["give", sum] => vec![appropriate(amount(sum), id)],
            ["promise", who, sum] => {
                commit_parts(&[(organisation(who), amount(sum))], &[], || self.call.id())
            }
            ["divide", who, ref parts @ ..] => {
                let parts: Vec<PositiveAmount> = parts.iter().map(|part| amount(part)).collect();
                let whole = self.promise_of(who, parts[0]);
                divide(&whole, &parts, || self.call.id()).1
            }
            ["due", who, sum] => {
                vec![make_due(&self.promise_of(who, amount(sum)), amount(sum), id)]
            }
            ["pay", who, sum] => vec![pay(organisation(who), amount(sum), id)],
            ["return", who, sum] => vec![bank_return(organisation(who), amount(sum), id)],
            ["claim", who, sum] => vec![claim_back(organisation(who), amount(sum), id)],
            ["not-repaid", who, sum] => vec![not_repaid(organisation(who), amount(sum), id)],
            ["repaid", who, sum] => vec![repaid(organisation(who), amount(sum), id)],
            ["waive", who, sum] => vec![forgive(organisation(who), amount(sum), id)],
            ["hold", who, sum] => vec![hold(&hold_debt(organisation(who), amount(sum), id))],
            ["set-off", who, _] => {
                set_off(organisation(who), &self.held.remove(0), || self.call.id()).to_vec()
            }
            ["release", who, sum] => {
                release([&self.promise_of(who, amount(sum))], || self.call.id())
            }
            ["reuse", sum] => vec![reuse(amount(sum), id)],
            ["close", sum] => vec![give_back(AccountName::Budget, amount(sum), id)],
            ref other => panic!("no such act: {other:?}"),
        }
    }
    fn act(&mut self, words: &[&str]) -> Result<(), LedgerRefusal> {
        let made = self.movements(words);
        self.call.post(&made)?;
        let pending = made.iter().filter(|one| one.kind == Kind::Pending).map(reserved);
        for one in pending {
            if one.credit == AccountName::Recovered {
                self.held.push(one);
            } else {
                self.promised.push(one);
            }
        }
        Ok(())
    }
    fn figures(&self) -> [String; 7] {
        let view = self.call.view();
        [
            view.appropriated,
            view.free,
            view.committed,
            view.due,
            view.paid,
            view.to_recover,
            view.recovered,
        ]
        .map(|sum: Money| crate::render::euro_text(sum.cents()).replace("€\u{a0}", ""))
    }
}

#[test]
fn ledger_md_says_what_the_books_do() {
    let page = include_str!("../../../../../docs/LEDGER.md");
    let (mut table, mut lines) = (Table::default(), 0);
    for line in page.lines() {
        if line.starts_with("| what happens") {
            table = Table::default();
        }
        let Some(rest) = line.strip_prefix("| `") else { continue };
        let (act, rest) = rest.split_once('`').unwrap();
        let cells: Vec<&str> = rest.split('|').map(str::trim).collect();
        // The table of accounts has fewer columns.
        if cells.len() != 9 {
            continue;
        }
        let done = table.act(&act.split(' ').collect::<Vec<_>>());
        assert_eq!(done.is_err(), cells[0] == "refused", "{line}: {done:?}");
        assert_eq!(table.figures(), cells[1..8], "{line}");
        lines += 1;
    }
    assert_eq!(lines, 50, "the page is read wrongly");
}
