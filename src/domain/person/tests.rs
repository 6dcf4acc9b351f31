//! Addresses in one spelling, and posts by their codes.

use super::{EmailAddress, StaffRole};
use crate::domain::ids::PartnershipId;
use proptest::prelude::*;
use uuid::Uuid;

#[test]
fn one_address_has_one_spelling() {
    let spellings = ["Ana.Sousa@Example.ORG", "  ana.sousa@example.org\n", "ANA.SOUSA@EXAMPLE.ORG"];
    for text in spellings {
        assert_eq!(EmailAddress::parse(text).unwrap().as_str(), "ana.sousa@example.org");
    }
}

#[test]
fn what_can_be_no_address_is_refused() {
    let long = format!("{}@example.org", "a".repeat(250));
    let none = [
        "",
        "@",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@.org",
        "ana@example.",
        "ana@-example.org",
        "a na@example.org",
        "ana@exam ple.org",
        "ana@b@example.org",
        "ana@example.org\nBcc: x@y.org",
        "<ana@example.org>",
        "ana,bo@example.org",
        &long,
    ];
    for text in none {
        assert_eq!(EmailAddress::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_post_comes_back_from_its_code() {
    let partnership = PartnershipId(Uuid::from_u128(5));
    let posts = [
        StaffRole::Officer,
        StaffRole::Finance,
        StaffRole::Auditor,
        StaffRole::Admin,
        StaffRole::Coordinator(partnership),
    ];
    for post in posts {
        assert_eq!(StaffRole::from_code(post.code(), post.partnership()), Some(post));
        // A coordinator is one of a partnership, the others of none.
        let other = if post.partnership().is_some() { None } else { Some(partnership) };
        assert_eq!(StaffRole::from_code(post.code(), other), None);
    }
    assert_eq!(StaffRole::from_code("king", None), None);
}

proptest! {
    /// Whatever is typed: an address that is taken reads the same the second time, and could
    /// begin no second header.
    #[test]
    fn what_is_taken_is_taken_again(text in "[ -~\\n]{0,20}@[ -~\\n]{0,20}") {
        if let Some(address) = EmailAddress::parse(&text) {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Some(address.clone()));
            prop_assert!(!address.as_str().contains(['\n', '\r', ' ', '<', '>', ',']));
        }
    }
}
