//! The network address a request is from, when proxies stand in front. The one rule: anyone can
//! write a header, so it counts only as far as proxies we trust have written it.

use axum::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// What a proxy writes: whom each request is passed on for, the nearest last.
const FORWARDED: &str = "x-forwarded-for";

/// The address a request is from: the peer's, unless it is a trusted proxy; then the last address
/// of the header that is not one. A header that can't be read that far is not believed.
pub(super) fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let known = |address: IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == address);
    let peer = peer.to_canonical();
    if !known(peer) {
        return peer;
    }
    // Several lines of one header are one list, in their order.
    let lines: Vec<_> = headers.get_all(FORWARDED).iter().collect();
    for line in lines.into_iter().rev() {
        let Ok(line) = line.to_str() else { return peer };
        for part in line.rsplit(',') {
            match address(part.trim()) {
                Some(address) if known(address) => {}
                Some(address) => return address,
                None => return peer,
            }
        }
    }
    peer
}

/// An address, which some proxies write with its port.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text.parse::<IpAddr>().ok();
    plain.or_else(|| text.parse::<SocketAddr>().ok().map(|at| at.ip())).map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{FORWARDED, origin};
    use axum::http::{HeaderMap, HeaderValue};

    fn from(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, HeaderValue::from_str(line).unwrap());
        }
        let trusted: Vec<_> = trusted.iter().map(|ip| ip.parse().unwrap()).collect();
        origin(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_can_not_say_that_he_is_someone_else() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(from("203.0.113.9", &["198.51.100.1"], &["10.0.0.1"]), "203.0.113.9");
        // What he wrote himself stands before what the proxy added.
        assert_eq!(from("10.0.0.1", &["1.1.1.1, 203.0.113.9"], &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(from("10.0.0.1", &["1.1.1.1", "203.0.113.9"], &["10.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_counts() {
        let proxies = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(from("10.0.0.1", &["203.0.113.9, 10.0.0.2"], &proxies), "203.0.113.9");
        assert_eq!(from("10.0.0.1", &["203.0.113.9:5123"], &proxies), "203.0.113.9");
        assert_eq!(from("::ffff:10.0.0.1", &["2001:db8::7"], &proxies), "2001:db8::7");
    }

    #[test]
    fn a_header_that_says_nothing_leaves_the_proxy() {
        let proxies = ["10.0.0.1"];
        for lines in [&[][..], &["10.0.0.1"], &["203.0.113.9, unknown"], &[""]] {
            assert_eq!(from("10.0.0.1", lines, &proxies), "10.0.0.1", "{lines:?}");
        }
    }
}
