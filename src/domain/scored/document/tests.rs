//! What is asked, missing and counted, case by case.

use super::{DocumentRule, missing, pages, slots};
use crate::domain::{
    condition::Condition,
    facts::{Dictionary, Fact, Facts},
    ids::OrganisationId,
};
use uuid::Uuid;

/// Kind and pages of what was added.
type There = &'static [(&'static str, Option<i64>)];

fn rule(key: &str) -> DocumentRule {
    DocumentRule {
        key: key.to_owned(),
        label: key.to_owned(),
        hint: String::new(),
        when: None,
        required: true,
        each_partner: false,
        experts: true,
        pages_count: true,
        files: 1,
        max_pages: None,
        max_bytes: None,
        types: vec!["pdf".to_owned()],
    }
}

fn who(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

fn of_type(key: &str) -> Facts {
    let mut facts = Facts::default();
    facts.set("proposal.type", Fact::Text(key.to_owned()));
    facts
}

#[test]
fn a_place_is_there_for_the_whole_or_for_each_partner() {
    let words = Dictionary::scored(vec!["small".to_owned()], Vec::new());
    let when = Condition::compile("proposal.type == 'small'", &words).unwrap();
    let offer = DocumentRule { when: Some(when), ..rule("offer") };
    let accounts = DocumentRule { each_partner: true, required: false, ..rule("accounts") };
    let rules = [offer, accounts];
    let keys = |facts: &Facts| -> Vec<(String, Option<OrganisationId>)> {
        let all = slots(&rules, facts, &[who(1), who(2)]);
        all.into_iter().map(|slot| (slot.rule.key.clone(), slot.organisation)).collect()
    };
    let each = [("accounts".to_owned(), Some(who(1))), ("accounts".to_owned(), Some(who(2)))];
    assert_eq!(keys(&of_type("other")), each);
    assert_eq!(keys(&of_type("small"))[0], ("offer".to_owned(), None));
    // Not known yet: it is asked for.
    assert_eq!(keys(&Facts::default()).len(), 3);
}

#[test]
fn what_is_required_of_a_partner_is_missing_until_that_partner_adds_it() {
    let each = DocumentRule { each_partner: true, ..rule("accounts") };
    let free = DocumentRule { required: false, ..rule("letter") };
    let rules = [each, free];
    let all = slots(&rules, &Facts::default(), &[who(1), who(2)]);
    let left = |there: &[(&str, Option<OrganisationId>)]| -> Vec<_> {
        missing(&all, there).iter().map(|slot| slot.organisation).collect()
    };
    assert_eq!(left(&[]), [Some(who(1)), Some(who(2))]);
    assert_eq!(left(&[("accounts", Some(who(1)))]), [Some(who(2))]);
    assert_eq!(left(&[("accounts", None), ("letter", None)]), [Some(who(1)), Some(who(2))]);
    assert_eq!(left(&[("accounts", Some(who(1))), ("accounts", Some(who(2)))]), []);
}

#[test]
fn pages_are_known_as_long_as_each_document_that_counts_is() {
    let rules = [rule("offer"), DocumentRule { pages_count: false, ..rule("accounts") }];
    let cases: [(There, Option<i64>); 6] = [
        (&[], Some(0)),
        (&[("offer", Some(3))], Some(3)),
        (&[("offer", Some(3)), ("offer", Some(8))], Some(11)),
        (&[("offer", Some(3)), ("accounts", None)], Some(3)),
        (&[("offer", None), ("offer", Some(2))], None),
        (&[("gone", Some(2))], Some(2)),
    ];
    for (there, want) in cases {
        assert_eq!(pages(&rules, there), want, "{there:?}");
    }
}
