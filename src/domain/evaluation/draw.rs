//! The draw that settles what nothing else does, so that anyone can run it again. The one rule: the
//! office commits to list and secret before the public chance is known, so neither can be chosen
//! to fit. `docs/DRAW.md` has the same steps in twenty lines of Python.

use super::rules::LinePolicy;
use crate::domain::{money::Money, paper::hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

mod chance; // numbers out of secret and public chance
#[cfg(test)]
mod tests;

use chance::Chance;

/// One that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its reference.
    pub reference: String,
    /// What it asks for.
    pub amount: Money,
}

/// What is drawn about, fixed before the public chance is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawTerms {
    /// Who takes part, in the order of the list.
    pub tickets: Vec<Ticket>,
    /// What happens at the line.
    pub policy: LinePolicy,
    /// The frozen programme the call runs on, `innosup-voucher 3`.
    pub programme_version: String,
    /// Where the public chance will come from, and when: `drand round 4 812 345`.
    pub source: String,
}

/// The secret of the office until it is revealed: 32 bytes from the machine's chance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub [u8; 32]);

impl std::fmt::Debug for Nonce {
    /// Never the bytes: they decide the draw until they are revealed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nonce(..)")
    }
}

/// A draw that was held, with everything to run it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// What was drawn about.
    pub terms: DrawTerms,
    /// Published before: SHA-256 over terms and nonce, in lower-case hex.
    pub commitment: String,
    /// The public chance, byte for byte as it was typed.
    pub public: String,
    /// The secret, in lower-case hex.
    pub nonce: String,
    /// References in the order they were drawn; the first has number 1.
    pub order: Vec<String>,
}

/// Why a draw can't be held, or doesn't hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DrawFault {
    /// Fewer than two take part.
    #[error("a draw needs at least two that take part")]
    TooFew,
    /// A reference stands twice on the list.
    #[error("a reference stands twice on the list")]
    Twice,
    /// No source of public chance was named.
    #[error("no source of the public chance was named")]
    NoSource,
    /// No public chance was typed, or it has a line break in it.
    #[error("the public chance is empty or has a line break in it")]
    NoPublic,
    /// The nonce isn't 64 hex digits.
    #[error("the nonce is not 64 hexadecimal digits in lower case")]
    NotANonce,
    /// List, terms or nonce aren't the ones that were committed to.
    #[error("the commitment does not belong to this list and this nonce")]
    Commitment,
    /// The order isn't the one the chance gives.
    #[error("the order is not the one the chance gives")]
    Order,
}

impl DrawTerms {
    /// The bytes that are committed to: each field as `length:bytes,`, so no two lists share them.
    pub fn canonical(&self, nonce: &Nonce) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut field = |value: &[u8]| {
            bytes.extend_from_slice(value.len().to_string().as_bytes());
            bytes.push(b':');
            bytes.extend_from_slice(value);
            bytes.push(b',');
        };
        field(b"convoca-draw-1");
        field(self.programme_version.as_bytes());
        field(match self.policy {
            LinePolicy::Stop => b"stop",
            LinePolicy::Skip => b"skip",
        });
        field(self.source.as_bytes());
        field(self.tickets.len().to_string().as_bytes());
        for ticket in &self.tickets {
            field(ticket.reference.as_bytes());
            field(ticket.amount.cents().to_string().as_bytes());
        }
        field(&nonce.0);
        bytes
    }
    /// What is published before the public chance is known, in lower-case hex.
    pub fn commitment(&self, nonce: &Nonce) -> Result<String, DrawFault> {
        self.check()?;
        Ok(hex(&self.digest(nonce)))
    }
    /// Holds the draw. The public chance counts byte for byte as it is typed.
    pub fn draw(self, nonce: &Nonce, public: &str) -> Result<DrawRecord, DrawFault> {
        self.check()?;
        if public.is_empty() || public.contains(['\n', '\r']) {
            return Err(DrawFault::NoPublic);
        }
        let digest = self.digest(nonce);
        let order = order(&self.tickets, &digest, nonce, public);
        let (commitment, nonce) = (hex(&digest), hex(&nonce.0));
        Ok(DrawRecord { terms: self, commitment, public: public.to_owned(), nonce, order })
    }
    fn digest(&self, nonce: &Nonce) -> [u8; 32] {
        Sha256::digest(self.canonical(nonce)).into()
    }
    fn check(&self) -> Result<(), DrawFault> {
        if self.tickets.len() < 2 {
            return Err(DrawFault::TooFew);
        }
        let different: BTreeSet<&str> = self.tickets.iter().map(|t| t.reference.as_str()).collect();
        if different.len() != self.tickets.len() {
            return Err(DrawFault::Twice);
        }
        if self.source.trim().is_empty() { Err(DrawFault::NoSource) } else { Ok(()) }
    }
}

impl DrawRecord {
    /// Runs the draw again from the revealed nonce and compares all of it.
    pub fn verify(&self) -> Result<(), DrawFault> {
        let nonce = Nonce::from_hex(&self.nonce)?;
        let again = self.terms.clone().draw(&nonce, &self.public)?;
        if again.commitment != self.commitment {
            return Err(DrawFault::Commitment);
        }
        if again.order == self.order { Ok(()) } else { Err(DrawFault::Order) }
    }
    /// References with the numbers the ranking takes, first drawn first.
    pub fn numbers(&self) -> impl Iterator<Item = (&str, u64)> {
        self.order.iter().map(String::as_str).zip(1..)
    }
}

impl Nonce {
    /// From 64 hexadecimal digits in lower case.
    pub fn from_hex(text: &str) -> Result<Self, DrawFault> {
        let mut bytes = [0; 32];
        let digit = |sign: u8| match sign {
            b'0'..=b'9' => Ok(sign - b'0'),
            b'a'..=b'f' => Ok(sign - b'a' + 10),
            _ => Err(DrawFault::NotANonce),
        };
        if text.len() != 64 {
            return Err(DrawFault::NotANonce);
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let &[high, low] = pair else { return Err(DrawFault::NotANonce) };
            *byte = digit(high)? * 16 + digit(low)?;
        }
        Ok(Self(bytes))
    }
    /// As lower-case hex; only for the vault and, later, the reveal.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }
}

/// Fisher and Yates from the end: each of the orders is equally likely.
fn order(tickets: &[Ticket], commitment: &[u8; 32], nonce: &Nonce, public: &str) -> Vec<String> {
    let mut order: Vec<String> = tickets.iter().map(|ticket| ticket.reference.clone()).collect();
    let mut chance = Chance::new(&nonce.0, commitment, public.as_bytes());
    for last in (1..order.len()).rev() {
        order.swap(last, chance.below(last + 1));
    }
    order
}
