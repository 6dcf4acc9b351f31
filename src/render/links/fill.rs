//! A pattern with its holes filled. The one rule: what is put in is percent-encoded, whatever it
//! is.

use super::Link;
use std::fmt;

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.path()
    }
}

/// How many holes a pattern has.
pub(super) const fn holes(pattern: &str) -> usize {
    let (bytes, mut at, mut found) = (pattern.as_bytes(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            found += 1;
        }
        at += 1;
    }
    found
}

/// Puts the parts into the holes, in order.
pub(super) fn fill(pattern: &str, parts: &[&dyn fmt::Display]) -> String {
    let mut path = String::with_capacity(pattern.len() + 32 * parts.len());
    let (mut rest, mut parts) = (pattern, parts.iter());
    while let Some((before, hole)) = rest.split_once('{') {
        path.push_str(before);
        let (name, after) = hole.split_once('}').unwrap_or((hole, ""));
        if let Some(part) = parts.next() {
            encode(&part.to_string(), name.starts_with('*'), &mut path);
        }
        rest = after;
    }
    path.push_str(rest);
    path
}

/// Percent-encodes all but the unreserved characters of RFC 3986 (and slashes, where wanted).
pub(super) fn encode(text: &str, slashes: bool, into: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (slashes && byte == b'/') {
            into.push(char::from(byte));
        } else {
            into.push('%');
            into.push(char::from(HEX[usize::from(byte >> 4)]));
            into.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}
