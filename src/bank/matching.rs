//! Which line of the bank is about which payment, and what follows. The one rule: an amount alone
//! matches nothing; reference, amount, account and stage must agree, or a person looks. And one
//! file never does two things to one payment.

use super::status::{About, BankLine, LineAccount, LineKey, What};
use crate::domain::{
    bank::{BankReference, Iban},
    ids::PaymentId,
    money::Money,
    payment::{PaymentAct, PaymentStageKind},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A payment a line may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPayment {
    /// The payment.
    pub payment: PaymentId,
    /// Its own reference, unique for ever.
    pub end_to_end_id: BankReference,
    /// The reference of the file it went out in; none when it was paid by hand.
    pub file: Option<BankReference>,
    /// What was to be paid.
    pub amount: Money,
    /// Where it stands.
    pub stage: PaymentStageKind,
    /// Whether a booking of it was taken already. A status report alone is none, nor is a day that
    /// a person typed; so the booking that follows them is no second payment.
    pub is_booked: bool,
}

/// What is known before a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// All payments the lines may be about, and of each file named in a line all its payments,
    /// settled ones too: a line about a whole file is held against their sum.
    pub payments: &'a [OpenPayment],
    /// Keys of lines already taken.
    pub keys: &'a BTreeSet<LineKey>,
    /// The accounts we pay from.
    pub accounts: &'a [Iban],
}

/// What to do about one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// These payments make this step each.
    Matched { acts: Vec<(PaymentId, PaymentAct)> },
    /// About these payments, and nothing follows: the bank is at work, or it says again what is
    /// known, or the same file says more.
    Told { payments: Vec<PaymentId> },
    /// This very line was taken already.
    AlreadyKnown,
    /// A person has to look.
    Waits { why: Why },
}

/// Why a line waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Why {
    /// No payment of ours has this reference, or the line has none.
    UnknownReference,
    /// The amount is another than the payment's, or than the sum of the file's.
    AmountDiffers { expected: Money },
    /// Booked on an account we don't pay from.
    NotOurs,
    /// Money came in, or was taken back after it had come in: no payment of ours.
    OtherMoney,
    /// The payment is not at a stage where the bank could say this.
    WrongStage { stage: PaymentStageKind },
    /// The same file says something about this payment a second time: paid twice?
    SecondInFile,
    /// A booking of this payment was taken already, and this is another one: paid twice?
    PaidAgain,
    /// Two payments have this reference.
    Ambiguous,
    /// Money came back for a whole file; which payments it was the line doesn't say.
    WholeFile,
}

/// One verdict for each line, in the lines' order. Lines about single transfers are judged before
/// lines about their file, and of those a transfer's return before its settlement: a payment that
/// left and came back within one file has come back.
pub fn match_lines(lines: &[BankLine], known: &Known<'_>) -> Vec<Verdict> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| lines.get(*at).map(rank));
    let mut run = Run::new(known);
    let judged: BTreeMap<usize, Verdict> = order
        .into_iter()
        .filter_map(|at| lines.get(at).map(|line| (at, run.judge(line))))
        .collect();
    judged.into_values().collect()
}

fn rank(line: &BankLine) -> u8 {
    match (&line.about, &line.what) {
        (About::Transfer(_), What::Returned { .. } | What::Rejected { .. }) => 0,
        (
            About::Transfer(_),
            What::Settled { .. }
            | What::Pending { .. }
            | What::Incoming { .. }
            | What::TakenBack { .. },
        ) => 1,
        (About::Batch(_) | About::Unnamed, _) => 2,
    }
}

/// What a line means for the payments it is about.
enum Means {
    Act(PaymentAct),
    AtWork,
    Other,
}

fn means(what: &What) -> Means {
    match what {
        What::Settled { on } => Means::Act(PaymentAct::Settle { on: *on }),
        What::Rejected { on, code, text } | What::Returned { on, code, text } => {
            let reason = if text.is_empty() { code.clone() } else { format!("{code}: {text}") };
            Means::Act(PaymentAct::Return { on: *on, reason })
        }
        What::Pending { .. } => Means::AtWork,
        What::Incoming { .. } | What::TakenBack { .. } => Means::Other,
    }
}

/// What this file has done to a payment so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Settled,
    SentBack,
}

/// One file being judged.
struct Run<'a> {
    known: &'a Known<'a>,
    by_reference: BTreeMap<&'a str, Vec<&'a OpenPayment>>,
    by_file: BTreeMap<&'a str, Vec<&'a OpenPayment>>,
    done: BTreeMap<PaymentId, Done>,
    keys: BTreeSet<&'a LineKey>,
}

impl<'a> Run<'a> {
    fn new(known: &'a Known<'a>) -> Self {
        let mut by_reference: BTreeMap<&str, Vec<&OpenPayment>> = BTreeMap::new();
        let mut by_file: BTreeMap<&str, Vec<&OpenPayment>> = BTreeMap::new();
        for payment in known.payments {
            by_reference.entry(payment.end_to_end_id.as_str()).or_default().push(payment);
            if let Some(file) = &payment.file {
                by_file.entry(file.as_str()).or_default().push(payment);
            }
        }
        let (done, keys) = (BTreeMap::new(), known.keys.iter().collect());
        Self { known, by_reference, by_file, done, keys }
    }

    fn judge(&mut self, line: &'a BankLine) -> Verdict {
        if !self.keys.insert(&line.line_key) {
            return Verdict::AlreadyKnown;
        }
        let is_ours = match &line.account {
            LineAccount::Told(iban) => self.known.accounts.contains(iban),
            LineAccount::OtherKind => false,
            LineAccount::NotTold => true,
        };
        let verdict = match (is_ours, means(&line.what)) {
            (false, _) => Err(Why::NotOurs),
            (true, Means::Other) => Err(Why::OtherMoney),
            (true, Means::AtWork) => Ok(self.at_work(line)),
            (true, Means::Act(act)) => match &line.about {
                About::Unnamed => Err(Why::UnknownReference),
                About::Transfer(reference) => self.transfer(line, reference, act),
                About::Batch(file) => self.whole_file(line, file, &act),
            },
        };
        verdict.unwrap_or_else(|why| Verdict::Waits { why })
    }

    /// Unknown ones too ask nothing of a person: what comes of them is told once it is booked.
    fn at_work(&self, line: &BankLine) -> Verdict {
        let found = match &line.about {
            About::Transfer(reference) => self.by_reference.get(reference.as_str()),
            About::Batch(file) => self.by_file.get(file.as_str()),
            About::Unnamed => None,
        };
        let payments = found.into_iter().flatten().map(|payment| payment.payment).collect();
        Verdict::Told { payments }
    }

    fn transfer(
        &mut self,
        line: &BankLine,
        reference: &str,
        act: PaymentAct,
    ) -> Result<Verdict, Why> {
        let found = self.by_reference.get(reference).map_or(&[][..], Vec::as_slice);
        let payment = match found {
            [] => return Err(Why::UnknownReference),
            [payment] => *payment,
            [_, _, ..] => return Err(Why::Ambiguous),
        };
        if line.amount.is_some_and(|amount| amount != payment.amount) {
            return Err(Why::AmountDiffers { expected: payment.amount });
        }
        let done = done_by(&act);
        match self.done.get(&payment.payment) {
            // It left and came back within this file: the return says it all.
            Some(Done::SentBack) if done == Some(Done::Settled) => {
                return Ok(Verdict::Told { payments: vec![payment.payment] });
            }
            Some(_) => return Err(Why::SecondInFile),
            None => {}
        }
        let fit = fits(payment, line)?;
        self.note(payment.payment, done);
        Ok(match fit {
            Fit::News => Verdict::Matched { acts: vec![(payment.payment, act)] },
            Fit::Known => Verdict::Told { payments: vec![payment.payment] },
        })
    }

    /// A line about a file is about all its payments this file has not spoken of one by one.
    fn whole_file(
        &mut self,
        line: &BankLine,
        file: &str,
        act: &PaymentAct,
    ) -> Result<Verdict, Why> {
        if matches!(line.what, What::Returned { .. }) {
            return Err(Why::WholeFile);
        }
        let found = self.by_file.get(file).ok_or(Why::UnknownReference)?.clone();
        let sum = Money::sum(found.iter().map(|payment| payment.amount));
        if let (Some(told), Some(expected)) = (line.amount, sum)
            && told != expected
        {
            return Err(Why::AmountDiffers { expected });
        }
        let rest = found.iter().filter(|payment| !self.done.contains_key(&payment.payment));
        let mut acts = Vec::new();
        for payment in rest {
            match fits(payment, line)? {
                Fit::News => acts.push((payment.payment, act.clone())),
                Fit::Known => {}
            }
        }
        for (payment, act) in &acts {
            self.note(*payment, done_by(act));
        }
        if acts.is_empty() {
            let payments = found.iter().map(|payment| payment.payment).collect();
            return Ok(Verdict::Told { payments });
        }
        Ok(Verdict::Matched { acts })
    }

    fn note(&mut self, payment: PaymentId, done: Option<Done>) {
        if let Some(done) = done {
            self.done.insert(payment, done);
        }
    }
}

fn done_by(act: &PaymentAct) -> Option<Done> {
    match act {
        PaymentAct::Settle { .. } => Some(Done::Settled),
        PaymentAct::Return { .. } => Some(Done::SentBack),
        PaymentAct::Approve { .. }
        | PaymentAct::Export { .. }
        | PaymentAct::SettleBySetOff { .. }
        | PaymentAct::Cancel { .. } => None,
    }
}

enum Fit {
    News,
    Known,
}

/// Whether a payment at its stage can hear this. A payment sent back that is told as paid waits:
/// the bank may have tried again. So does a rejection after the bank had paid.
fn fits(payment: &OpenPayment, line: &BankLine) -> Result<Fit, Why> {
    use PaymentStageKind as S;
    let is_booking = line.account != LineAccount::NotTold;
    match (payment.stage, &line.what) {
        (S::Settled, What::Settled { .. }) if is_booking && payment.is_booked => {
            Err(Why::PaidAgain)
        }
        (S::Exported, What::Settled { .. } | What::Rejected { .. } | What::Returned { .. })
        | (S::Settled, What::Returned { .. }) => Ok(Fit::News),
        (S::Settled, What::Settled { .. })
        | (S::Returned, What::Returned { .. } | What::Rejected { .. }) => Ok(Fit::Known),
        (
            stage @ (S::Proposed
            | S::Approved
            | S::Exported
            | S::Settled
            | S::Returned
            | S::Cancelled),
            What::Settled { .. }
            | What::Rejected { .. }
            | What::Returned { .. }
            | What::Pending { .. }
            | What::Incoming { .. }
            | What::TakenBack { .. },
        ) => Err(Why::WrongStage { stage }),
    }
}

#[cfg(test)]
mod tests;
