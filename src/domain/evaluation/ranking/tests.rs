//! The ranking against an oracle of another style, and by hand.

use super::*;
use crate::domain::{
    evaluation::{
        examples::{entry, marks, rules},
        score::{consensus, mean, median},
    },
    moment::Moment,
};

mod oracle; // the rule read aloud: filter, filter, filter
mod properties; // random calls

fn order(ranking: &Ranking<u32>) -> Vec<(u32, u32)> {
    ranking.places.iter().map(|place| (place.place, place.id)).collect()
}

fn topics(names: &[&str]) -> std::collections::BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_weighted_total_comes_first_and_thresholds_keep_out() {
    let entries =
        [entry(1, [30, 30, 40]), entry(2, [50, 50, 25]), entry(3, [40, 45, 40]), entry(4, [45; 3])];
    let ranking = rank(&entries, &rules()).unwrap();
    assert_eq!(order(&ranking), [(1, 4), (2, 3), (3, 1)]);
    assert_eq!(ranking.below[0].id, 2);
    assert_eq!(ranking.below[0].missed.len(), 1);
    let total = |place: usize| ranking.places[place].weighted;
    assert_eq!(ranking.places[0].reason, Reason::Top);
    assert_eq!(ranking.places[1].reason, Reason::Total { above: total(0), here: total(1) });
    assert!(ranking.is_decided() && ranking.to_draw().is_empty());
}

/// H2020: inside one total, first the proposals on topics that no better-ranked one covers; the
/// next looks at what has been covered by then.
#[test]
fn uncovered_topics_come_first_one_by_one() {
    let mut entries = [45, 40, 40, 40, 40].map(|tenths| entry(0, [tenths; 3]));
    for (id, entry) in (1..).zip(&mut entries) {
        entry.id = id;
        entry.reference = format!("INV-{id}");
        entry.submitted_at = Moment::from_millis(i64::from(id));
    }
    entries[0].topics = topics(&["water"]);
    entries[1].topics = topics(&["water"]); // covered from above
    entries[2].topics = topics(&["soil"]);
    entries[3].topics = topics(&["soil"]); // covered once 3 stands
    entries[4].topics = topics(&["air", "water"]);
    let ranking = rank(&entries, &rules()).unwrap();
    assert_eq!(order(&ranking), [(1, 1), (2, 3), (3, 5), (4, 2), (5, 4)]);
    let reasons: Vec<&Reason> = ranking.places[2..].iter().map(|place| &place.reason).collect();
    // 3 and 5 both had a new topic; 3 was handed in earlier.
    let millis = Moment::from_millis;
    assert_eq!(reasons[0], &Reason::Earlier { above: millis(3), here: millis(5) });
    assert_eq!(reasons[1], &Reason::UncoveredTopic { above: topics(&["air"]) });
    assert_eq!(reasons[2], &Reason::Earlier { above: millis(2), here: millis(4) });
}

#[test]
fn each_step_of_the_chain_tells_both_values() {
    let mut first = entry(1, [40, 45, 40]);
    let mut second = entry(2, [45, 45, 35]);
    first.facts.insert("sme_share".to_owned(), 70);
    let ties = |ties: Vec<Tie>| EvaluationRules { ties, ..rules() };
    let reason = |entries: &[Entry<u32>], rules: &EvaluationRules| {
        rank(entries, rules).unwrap().places[1].reason.clone()
    };
    let both = [first.clone(), second.clone()];
    let higher = ties(vec![Tie::Higher("sme_share".to_owned())]);
    let fact = || "sme_share".to_owned();
    assert_eq!(reason(&both, &higher), Reason::Higher { fact: fact(), above: 70, here: 50 });
    let lower = ties(vec![Tie::Lower(fact())]);
    assert_eq!(reason(&both, &lower), Reason::Lower { fact: fact(), above: 50, here: 70 });
    let mark = |tenths| crate::domain::evaluation::rules::Mark::from_tenths(tenths).into();
    let by = ties(vec![Tie::Criterion("excellence".to_owned())]);
    let criterion = "excellence".to_owned();
    let expected = Reason::Criterion { criterion, above: mark(45), here: mark(40) };
    assert_eq!(reason(&both, &by), expected);
    second.countries = topics(&["DE", "IS"]);
    first.countries = topics(&["DE"]);
    let better = entry(3, [50; 3]);
    let three = [better, first.clone(), second.clone()];
    let country = rank(&three, &ties(vec![Tie::UncoveredCountry])).unwrap();
    assert_eq!(country.places[2].reason, Reason::UncoveredCountry { above: topics(&["IS"]) });
    (first.draw, second.draw) = (Some(2), Some(1));
    let drawn = reason(&[first, second], &ties(vec![Tie::Draw]));
    assert_eq!(drawn, Reason::Draw { above: 1, here: 2 });
}

#[test]
fn what_nothing_decides_shares_a_place_until_the_draw() {
    let same = |id| Entry { submitted_at: Moment::from_millis(0), ..entry(id, [40; 3]) };
    let mut entries = vec![same(3), same(1), same(2), entry(4, [40, 40, 35])];
    let ranking = rank(&entries, &rules()).unwrap();
    assert_eq!(order(&ranking), [(1, 1), (1, 2), (1, 3), (4, 4)]);
    assert!(!ranking.is_decided());
    assert_eq!(ranking.undecided().len(), 1);
    assert_eq!(ranking.to_draw().iter().map(|place| place.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(ranking.places[2].reason, Reason::Undecided);
    // Numbers for some only decide nothing.
    (entries[0].draw, entries[1].draw) = (Some(1), Some(2));
    assert!(!rank(&entries, &rules()).unwrap().is_decided());
    entries[2].draw = Some(3);
    let drawn = rank(&entries, &rules()).unwrap();
    assert_eq!(order(&drawn), [(1, 3), (2, 1), (3, 2), (4, 4)]);
    assert!(drawn.is_decided());
}

#[test]
fn all_faults_are_told_at_once() {
    let mut no_fact = entry(1, [40; 3]);
    no_fact.facts.clear();
    let negative = Entry { requested: Money::from_cents(-1), ..entry(2, [40; 3]) };
    let same_id = Entry { id: 2, ..entry(3, [40; 3]) };
    let same_name = Entry { reference: "INV-002".to_owned(), ..entry(4, [40; 3]) };
    let mut extended = rules();
    extended.ties.push(Tie::Criterion("style".to_owned()));
    let faults = rank(&[no_fact, negative, same_id, same_name], &extended).unwrap_err();
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "ties are settled by style, which is no criterion of this programme",
            "INV-003: another proposal has the same id",
            "INV-002: another proposal has the same reference",
            "INV-002: the amount asked for is below nought",
            "INV-001: the fact sme_share, which settles ties, is not known",
        ]
    );
    let twice = [1, 2].map(|id| Entry { draw: Some(7), ..entry(id, [40; 3]) });
    let same = vec![RankFault::SameDraw { reference: "INV-002".to_owned() }];
    assert_eq!(rank(&twice, &rules()), Err(same));
    let nobody = rank::<u32>(&[], &rules()).unwrap();
    assert!(nobody.places.is_empty() && nobody.is_decided());
}
