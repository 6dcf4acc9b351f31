//! Digests as the pack writes them. The one rule: SHA-256 in lower-case hex, nothing else.

use sha2::{Digest, Sha256};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let halves = |byte: &u8| [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
    Sha256::digest(bytes).iter().flat_map(halves).map(char::from).collect()
}
