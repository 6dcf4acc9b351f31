use super::*;
use crate::domain::facts::Dictionary;

fn condition(source: &str) -> Condition {
    Condition::compile(source, &Dictionary::standard()).expect(source)
}

fn membership() -> EligibilityRule {
    EligibilityRule {
        key: "membership".into(),
        label: "Member of a profiled cluster".into(),
        holds: condition("host.kind != 'sme' || host.cluster_member"),
        says: "An SME that hosts must be a member; this one is a {{ host.kind }}.".into(),
        look: Some(condition("host.preapproved")),
        look_says: "Approved beforehand; see the letter.".into(),
        source: "domain facts 1.2".into(),
    }
}

fn facts(member: Option<bool>, preapproved: Option<bool>) -> Facts {
    let mut facts = Facts::default();
    facts.set("host.kind", Fact::Text("sme".into()));
    facts.set("host.cluster_member", member.map(Fact::Bool));
    facts.set("host.preapproved", preapproved.map(Fact::Bool));
    facts
}

#[test]
fn the_exception_turns_a_no_into_a_look_and_what_is_unknown_is_never_a_no() {
    use Outcome::{Fails, Holds, OfficerMustLook};
    for (member, preapproved, outcome, says) in [
        (Some(true), None, Holds, ""),
        (Some(false), Some(true), OfficerMustLook, "Approved beforehand; see the letter."),
        (Some(false), Some(false), Fails, "An SME that hosts must be a member; this one is a sme."),
        (
            Some(false),
            None,
            OfficerMustLook,
            "An officer must look. Not known yet: the agency has approved this host beforehand, \
             as an exception.",
        ),
        (
            None,
            Some(true),
            OfficerMustLook,
            "An officer must look. Not known yet: the host belongs to a cluster organisation \
             profiled on ECCP.",
        ),
    ] {
        let found = check(&[membership()], &facts(member, preapproved));
        assert_eq!(found[0].outcome, outcome, "{member:?} {preapproved:?}");
        assert_eq!(found[0].says, says);
        assert_eq!(overall(&found), outcome);
    }
}

#[test]
fn a_finding_shows_the_facts_it_used() {
    let found = check(&[membership()], &facts(Some(true), None));
    let used: Vec<_> = found[0].used.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        used,
        [("host.cluster_member", "yes"), ("host.kind", "sme"), ("host.preapproved", "not known")]
    );
}

#[test]
fn one_failure_fails_the_whole_and_no_rule_holds() {
    assert_eq!(overall(&[]), Outcome::Holds);
    let mut strict = membership();
    strict.look = None;
    let found = check(&[membership(), strict], &facts(Some(false), Some(true)));
    assert_eq!(overall(&found), Outcome::Fails);
}
