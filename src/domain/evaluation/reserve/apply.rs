//! One step of the journal. The one rule: money leaves a line only when it is there, and comes back
//! to the line it left.

use super::{
    Appeal, Granted, Next, Offer, Recorded, Reserve, ReserveFault, ReserveStep, Upheld, Waiting,
};
use crate::domain::{evaluation::line::LineName, moment::Moment, money::Money};

/// Takes the first that matches out of a list.
fn take<T>(list: &mut Vec<T>, matches: impl Fn(&T) -> bool) -> Option<T> {
    let at = list.iter().position(matches)?;
    Some(list.remove(at))
}

impl<I: Copy + PartialEq> Reserve<I> {
    pub(super) fn apply(&mut self, recorded: &Recorded<I>) -> Result<(), ReserveFault<I>> {
        let at = recorded.at;
        match &recorded.step {
            ReserveStep::Withdrawn { id } => self.withdraw(*id),
            ReserveStep::Reduced { id, to } => self.reduce(*id, *to),
            ReserveStep::MoneyAdded { line, amount } => self.add(line, *amount),
            ReserveStep::AppealOpened { id, is_suspensive } => self.appeal(*id, *is_suspensive),
            ReserveStep::AppealRejected { id } => self.close_appeal(*id),
            ReserveStep::AppealUpheld { id, result } => {
                self.close_appeal(*id)?;
                self.uphold(*id, result)
            }
            ReserveStep::Offered { id } => self.offer(*id, at),
            ReserveStep::Accepted { id } => {
                let offer = self.take_offer(*id)?;
                let (amount, from) = (offer.to.requested, offer.from);
                let reference = offer.to.reference;
                self.granted.push(Granted { id: *id, reference, amount, from });
                Ok(())
            }
            ReserveStep::Declined { id } | ReserveStep::OfferLapsed { id } => {
                let offer = self.take_offer(*id)?;
                self.give_back(&offer.from, offer.to.requested)?;
                self.gone.push(*id);
                Ok(())
            }
            ReserveStep::Closed => {
                self.is_closed = true;
                Ok(())
            }
        }
    }

    fn withdraw(&mut self, id: I) -> Result<(), ReserveFault<I>> {
        if let Some(granted) = take(&mut self.granted, |granted| granted.id == id) {
            self.give_back(&granted.from, granted.amount)?;
        } else if let Some(offer) = take(&mut self.offers, |offer| offer.to.id == id) {
            self.give_back(&offer.from, offer.to.requested)?;
        } else {
            take(&mut self.waiting, |waiting| waiting.id == id)
                .ok_or(ReserveFault::NotThere { id })?;
        }
        self.gone.push(id);
        Ok(())
    }

    fn reduce(&mut self, id: I, to: Money) -> Result<(), ReserveFault<I>> {
        let granted = self.granted.iter_mut().find(|granted| granted.id == id);
        let granted = granted.ok_or(ReserveFault::NotThere { id })?;
        if to.is_negative() || to >= granted.amount {
            return Err(ReserveFault::Amount);
        }
        let freed = granted.amount.checked_sub(to).ok_or(ReserveFault::Amount)?;
        granted.amount = to;
        let from = granted.from.clone();
        self.give_back(&from, freed)
    }

    fn add(&mut self, line: &LineName, amount: Money) -> Result<(), ReserveFault<I>> {
        if amount <= Money::ZERO {
            return Err(ReserveFault::Amount);
        }
        // The lines together must go on fitting into an amount.
        let all = Money::sum(self.purses.iter().map(|purse| purse.total));
        all.and_then(|all| all.checked_add(amount)).ok_or(ReserveFault::Amount)?;
        let purse = self.purses.iter_mut().find(|purse| purse.line == *line);
        let purse = purse.ok_or_else(|| ReserveFault::NoLine { line: line.clone() })?;
        purse.total = purse.total.checked_add(amount).ok_or(ReserveFault::Amount)?;
        self.give_back(line, amount)
    }

    fn appeal(&mut self, id: I, is_suspensive: bool) -> Result<(), ReserveFault<I>> {
        if self.appeals.iter().any(|appeal| appeal.id == id) {
            return Err(ReserveFault::AppealOpen { id });
        }
        self.appeals.push(Appeal { id, is_suspensive });
        Ok(())
    }

    fn close_appeal(&mut self, id: I) -> Result<(), ReserveFault<I>> {
        let closed = take(&mut self.appeals, |appeal| appeal.id == id);
        closed.map(|_| ()).ok_or(ReserveFault::NotThere { id })
    }

    fn uphold(&mut self, id: I, result: &Upheld<I>) -> Result<(), ReserveFault<I>> {
        let has_money = self.granted.iter().any(|granted| granted.id == id)
            || self.offers.iter().any(|offer| offer.to.id == id);
        match result {
            Upheld::Unchanged => Ok(()),
            Upheld::Funded { .. } | Upheld::Waits { .. } if has_money => {
                Err(ReserveFault::NotThere { id })
            }
            Upheld::Funded { reference, amount, from } => {
                if amount.is_negative() {
                    return Err(ReserveFault::Amount);
                }
                self.hold(from, *amount)?;
                take(&mut self.waiting, |waiting| waiting.id == id);
                let (reference, from) = (reference.clone(), from.clone());
                self.granted.push(Granted { id, reference, amount: *amount, from });
                Ok(())
            }
            Upheld::Waits { entry, before } => self.insert(id, entry, *before),
        }
    }

    fn insert(
        &mut self,
        id: I,
        entry: &Waiting<I>,
        before: Option<I>,
    ) -> Result<(), ReserveFault<I>> {
        if entry.id != id {
            return Err(ReserveFault::NotThere { id: entry.id });
        }
        if entry.requested.is_negative() {
            return Err(ReserveFault::Amount);
        }
        let known = |line: &&LineName| self.purses.iter().any(|purse| purse.line == **line);
        if let Some(line) = entry.lines.iter().find(|line| !known(line)) {
            return Err(ReserveFault::NoLine { line: line.clone() });
        }
        take(&mut self.waiting, |waiting| waiting.id == id);
        let at = match before {
            None => self.waiting.len(),
            Some(other) => {
                let at = self.waiting.iter().position(|waiting| waiting.id == other);
                at.ok_or(ReserveFault::NotThere { id: other })?
            }
        };
        self.waiting.insert(at, entry.clone());
        Ok(())
    }

    fn offer(&mut self, id: I, at: Moment) -> Result<(), ReserveFault<I>> {
        let from = match self.next(at) {
            Next::Offer { id: next, from, .. } if next == id => from,
            next @ (Next::Offer { .. }
            | Next::Suspended { .. }
            | Next::Ended
            | Next::NobodyWaits
            | Next::NothingFits { .. }) => return Err(ReserveFault::NotNext { id, next }),
        };
        let to = take(&mut self.waiting, |waiting| waiting.id == id)
            .ok_or(ReserveFault::NotThere { id })?;
        self.hold(&from, to.requested)?;
        self.offers.push(Offer { to, from, at });
        Ok(())
    }

    fn take_offer(&mut self, id: I) -> Result<Offer<I>, ReserveFault<I>> {
        take(&mut self.offers, |offer| offer.to.id == id).ok_or(ReserveFault::NotThere { id })
    }

    fn hold(&mut self, line: &LineName, amount: Money) -> Result<(), ReserveFault<I>> {
        let purse = self.purses.iter_mut().find(|purse| purse.line == *line);
        let purse = purse.ok_or_else(|| ReserveFault::NoLine { line: line.clone() })?;
        let left = purse.left;
        let rest = left.checked_sub(amount).filter(|rest| !rest.is_negative());
        purse.left = rest.ok_or_else(|| ReserveFault::TooLittle { line: line.clone(), left })?;
        Ok(())
    }

    fn give_back(&mut self, line: &LineName, amount: Money) -> Result<(), ReserveFault<I>> {
        let purse = self.purses.iter_mut().find(|purse| purse.line == *line);
        let purse = purse.ok_or_else(|| ReserveFault::NoLine { line: line.clone() })?;
        purse.left = purse.left.checked_add(amount).ok_or(ReserveFault::Amount)?;
        Ok(())
    }
}
