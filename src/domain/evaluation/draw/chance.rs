//! Numbers out of the office's secret and the public chance. The one rule: a number that would
//! favour some is thrown away, so every choice is equally likely.

use sha2::{Digest, Sha256};

const BLOCK: usize = 64;

/// HMAC of RFC 2104 with SHA-256, for keys of at most 64 bytes.
pub fn hmac(key: &[u8; 32], message: &[&[u8]]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let mut inner = Sha256::new();
    inner.update(pad(0x36));
    for part in message {
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(pad(0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

/// A stream of 64-bit numbers: HMAC(seed, 0), HMAC(seed, 1), .. in pieces of eight bytes.
#[derive(Debug)]
pub struct Chance {
    seed: [u8; 32],
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Chance {
    /// The seed is HMAC(nonce, commitment and public chance).
    pub fn new(nonce: &[u8; 32], commitment: &[u8; 32], public: &[u8]) -> Self {
        let seed = hmac(nonce, &[commitment, public]);
        Self { seed, counter: 0, block: [0; 32], used: 32 }
    }
    fn word(&mut self) -> u64 {
        if self.used == self.block.len() {
            self.block = hmac(&self.seed, &[&self.counter.to_be_bytes()]);
            self.counter += 1;
            self.used = 0;
        }
        let mut word = [0; 8];
        word.copy_from_slice(&self.block[self.used..self.used + 8]);
        self.used += 8;
        u64::from_be_bytes(word)
    }
    /// A number below this one, each equally likely; nought for nought.
    pub fn below(&mut self, most: usize) -> usize {
        let Some(most) = u64::try_from(most).ok().filter(|most| *most > 0) else { return 0 };
        // 2^64 mod most: the words from the end that would favour low numbers.
        let rest = (u64::MAX % most + 1) % most;
        loop {
            let word = self.word();
            if word <= u64::MAX - rest {
                return usize::try_from(word % most).unwrap_or_default();
            }
        }
    }
}
