use super::*;
use proptest::prelude::*;

fn words() -> Dictionary {
    let mut words = Dictionary::standard();
    words.0.insert(
        "answer.objectives".into(),
        crate::domain::facts::FactType::List(crate::domain::facts::Codes::Of(vec![
            "market".into(),
            "sharing".into(),
        ])),
    );
    words
}

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.set("visitor.kind", Fact::Text("sme".into()));
    facts.set("visitor.country", Fact::Text("PT".into()));
    facts.set("host.country", Fact::Text("DK".into()));
    facts.set("stay.working_days", Fact::Int(5));
    facts.set("stay.from", Fact::Date(chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()));
    facts.set("stay.virtual", Fact::Bool(false));
    facts.set("answer.objectives", Fact::List(vec!["market".into()]));
    facts.set("programme.countries", Fact::List(vec!["PT".into(), "DK".into()]));
    facts.set("distance_km", Fact::Int(2_400));
    facts
}

fn answer_of(source: &str) -> Answer {
    Condition::compile(source, &words()).expect(source).answer(&facts())
}

#[test]
fn answers() {
    use Answer::{No, NotKnown, Yes};
    for (source, answer) in [
        ("true", Yes),
        ("visitor.kind == 'sme'", Yes),
        ("visitor.kind in ['cluster', 'scaling_up']", No),
        ("visitor.country != host.country", Yes),
        ("visitor.country in programme.countries", Yes),
        ("'market' in answer.objectives", Yes),
        ("'sharing' in answer.objectives", No),
        ("stay.working_days >= 3 && distance_km < 200", No),
        ("stay.working_days * 2 - 1 == 9", Yes),
        ("stay.from >= '2027-03-01'", Yes),
        ("stay.from < '2027-03-01'", No),
        ("stay.virtual ? true : distance_km > 10", Yes),
        // the third answer
        ("host.kind == 'sme'", NotKnown),
        ("host.kind == 'sme' || true", Yes),
        ("true || host.kind == 'sme'", Yes),
        ("host.kind == 'sme' && false", No),
        ("false && host.kind == 'sme'", No),
        ("host.kind == 'sme' && true", NotKnown),
        ("!host.cluster_member", NotKnown),
        ("host.cluster_member ? true : true", Yes),
        ("host.cluster_member ? true : false", NotKnown),
        ("host.cluster_member || !host.cluster_member", NotKnown),
        ("stay.working_days * 9223372036854775807 > 0", NotKnown),
    ] {
        assert_eq!(answer_of(source), answer, "{source}");
    }
}

#[test]
fn faults_name_their_place() {
    for (source, line, column, says) in [
        (
            "visitor.coutnry == 'PT'",
            1,
            1,
            "there is no fact `visitor.coutnry`; did you mean `visitor.country`?",
        ),
        ("true &&\n  printer", 2, 3, "there is no fact `printer`"),
        (
            "stay.working_days",
            1,
            1,
            "the whole condition must be yes or no, but this is a whole number",
        ),
        (
            "visitor.kind == 'smee'",
            1,
            14,
            "there is no kind of organisation \"smee\"; did you mean `sme`?",
        ),
        (
            "host.country in ['PT', 'EL']",
            1,
            14,
            "there is no country code \"EL\"; did you mean `GR`?",
        ),
        ("stay.from > '2027-02-30'", 1, 11, "\"2027-02-30\" is not a date of the form 2027-03-01"),
        (
            "distance_km == visitor.country",
            1,
            13,
            "a whole number is never equal to a country code",
        ),
        (
            "distance_km && true",
            1,
            1,
            "each side of `&&`, `||` and `!` must be yes or no, but this is a whole number",
        ),
        ("visitor.kind < 'sme'", 1, 14, "only numbers and dates have an order"),
        ("size(visitor.kind) > 2", 1, 5, "conditions do not know `size`"),
        ("distance_km in 5", 1, 13, "`in` needs a list on its right, but this is a whole number"),
        ("'ñandú' == 'x' && printer", 1, 19, "there is no fact `printer`"),
    ] {
        let faults = Condition::compile(source, &words()).expect_err(source);
        let fault = &faults[0];
        assert_eq!(
            (fault.line, fault.column, fault.says.as_str()),
            (line, column, says),
            "{source}"
        );
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let faults = Condition::compile("visitor.kin == 'sme' && host.contry == 'PT' && 5", &words())
        .unwrap_err();
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn what_is_no_expression_is_refused_and_nothing_panics() {
    for source in [
        "",
        " ",
        "a &&",
        "(",
        "'open",
        "visitor..kind",
        "{1: 2}",
        "[1].all(x, x > 0)",
        "has(visitor.kind)",
        "1.5 > 1.0",
        "b'x' == b'x'",
        "null == null",
        "&&&",
    ] {
        let faults = Condition::compile(source, &words()).expect_err(source);
        assert!(!faults.is_empty(), "{source}");
        assert!(faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1), "{faults:?}");
    }
}

#[test]
fn it_names_its_facts_and_what_is_missing() {
    let condition =
        Condition::compile("host.kind == 'sme' || visitor.kind in ['sme']", &words()).unwrap();
    assert_eq!(condition.names(), ["host.kind", "visitor.kind"]);
    let facts = facts();
    assert_eq!(condition.missing(&facts).collect::<Vec<_>>(), ["host.kind"]);
}

#[test]
fn a_fact_of_another_type_than_documented_is_not_known() {
    let condition = Condition::compile("distance_km < 200", &words()).unwrap();
    let mut facts = Facts::default();
    facts.set("distance_km", Fact::Text("near".into()));
    assert_eq!(condition.answer(&facts), Answer::NotKnown);
}

/// A boolean tree over three facts, to compare with Kleene's tables.
#[derive(Debug, Clone)]
enum Tree {
    Fact(usize),
    Known(bool),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

const NAMES: [&str; 3] = ["visitor.cluster_member", "host.cluster_member", "same_organisation"];

impl Tree {
    fn source(&self) -> String {
        match self {
            Self::Fact(at) => NAMES[*at].to_owned(),
            Self::Known(yes) => yes.to_string(),
            Self::Not(inner) => format!("!({})", inner.source()),
            Self::And(left, right) => format!("({}) && ({})", left.source(), right.source()),
            Self::Or(left, right) => format!("({}) || ({})", left.source(), right.source()),
        }
    }
    /// -1 no, 0 not known, 1 yes: and is the least, or the greatest, not the sign.
    fn kleene(&self, known: [Option<bool>; 3]) -> i8 {
        let sign = |yes: bool| if yes { 1 } else { -1 };
        match self {
            Self::Fact(at) => known[*at].map_or(0, sign),
            Self::Known(yes) => sign(*yes),
            Self::Not(inner) => -inner.kleene(known),
            Self::And(left, right) => left.kleene(known).min(right.kleene(known)),
            Self::Or(left, right) => left.kleene(known).max(right.kleene(known)),
        }
    }
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![(0..3_usize).prop_map(Tree::Fact), any::<bool>().prop_map(Tree::Known)];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
            (inner.clone(), inner.clone()).prop_map(|(l, r)| Tree::And(Box::new(l), Box::new(r))),
            (inner.clone(), inner).prop_map(|(l, r)| Tree::Or(Box::new(l), Box::new(r))),
        ]
    })
}

proptest! {
    #[test]
    fn three_valued_logic_is_kleenes(tree in trees(), known in any::<[Option<bool>; 3]>()) {
        let condition = Condition::compile(&tree.source(), &words()).unwrap();
        let mut facts = Facts::default();
        for (name, value) in NAMES.iter().zip(known) {
            facts.set(name, value.map(Fact::Bool));
        }
        let want = match tree.kleene(known) {
            1 => Answer::Yes,
            0 => Answer::NotKnown,
            _ => Answer::No,
        };
        prop_assert_eq!(condition.answer(&facts), want);
    }

    /// Learning a fact never turns a yes into a no, or back.
    #[test]
    fn learning_more_keeps_what_was_decided(
        tree in trees(),
        known in any::<[Option<bool>; 3]>(),
        at in 0..3_usize,
        value: bool,
    ) {
        let condition = Condition::compile(&tree.source(), &words()).unwrap();
        let mut facts = Facts::default();
        for (name, value) in NAMES.iter().zip(known) {
            facts.set(name, value.map(Fact::Bool));
        }
        let before = condition.answer(&facts);
        if known[at].is_none() {
            facts.set(NAMES[at], Fact::Bool(value));
        }
        let after = condition.answer(&facts);
        prop_assert!(before == Answer::NotKnown || before == after);
    }

    #[test]
    fn any_text_compiles_or_is_refused(source in "[a-z.'&|!()<>= 0-9\\[\\],?:\n]{0,40}") {
        if let Ok(condition) = Condition::compile(&source, &words()) {
            condition.answer(&facts());
        }
    }
}
