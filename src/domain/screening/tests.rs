//! Names that are the same, names that are not, and the search against comparing all pairs.

use super::{letters::Asked, score::changes, *};
use crate::domain::{ids::PersonId, moment::Moment};
use proptest::prelude::*;
use uuid::Uuid;

fn alike(one: &str, other: &str) -> u32 {
    let name = |text| Name::new(NameKind::Enterprise, text);
    score(&name(one), &name(other))
}

fn key(text: &str) -> String {
    Name::new(NameKind::Enterprise, text).key()
}

#[test]
fn one_name_written_in_many_ways_is_one_name() {
    // one a line: as written | as it is compared
    let table = "
        Tecnotex, Lda. | tecnotex
        TECNOTEX S.A. | tecnotex
        Łódź Żeliwo Sp. z o.o. | lodz z zeliwo
        Müller & Söhne GmbH | muller sohne
        Straße Straße | strasse strasse
        Νικόλαος Παπαδόπουλος | nikolaos papadopoylos
        Владимир Иванов | ivanov vladimir
        O'Neill Trading Limited | oneill trading
        J.Smith | j smith
        S.p.A. | spa
        Company Limited | company limited
        A-B 12 | 12 a b";
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, words) = line.split_once(" | ").unwrap();
        assert_eq!(key(text), words, "{text}");
    }
    assert!(Name::new(NameKind::Person, "…").is_empty());
}

#[test]
fn likeness_has_its_order() {
    // one a line: name | name | at least | at most
    let table = "
        Tecnotex Lda | TECNOTEX SA | 1000 | 1000
        Anna Kovač | Kovac, Anna | 1000 | 1000
        Mueller Anna | Müller Anna | 850 | 999
        Techno Tex | Technotex | 850 | 999
        Saddam Hussein | Saddam Hussein Al-Tikriti | 850 | 900
        Nordlicht Optik | Nordlicht Optics | 850 | 999
        Anna Kovač | Peter Kovač | 0 | 849
        Tecnotex | Agrotex | 0 | 849
        Alfa | Alfa Steel Works | 0 | 849
        Alfa Beta | Gamma Delta | 0 | 700";
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [one, other, least, most] = cells.as_slice() else { panic!("{line}") };
        let range = least.parse::<u32>().unwrap()..=most.parse::<u32>().unwrap();
        let found = alike(one, other);
        assert!(range.contains(&found), "{one} / {other}: {found}");
    }
}

fn entry(id: usize, subject: SubjectType, aliases: Vec<String>) -> Entry {
    let (births, countries) = (Vec::new(), Vec::new());
    let (id, programme) = (id.to_string(), "TEST".to_owned());
    Entry { id, subject, aliases, births, countries, programme }.tidy()
}

#[test]
fn a_person_is_sought_among_persons_and_a_firm_among_all() {
    let index = Index::new(vec![
        entry(1, SubjectType::Person, vec!["Ivan Quorblat".to_owned()]),
        entry(2, SubjectType::Enterprise, vec!["Quorblat Ivan OOO".to_owned()]),
    ]);
    let ids = |kind| -> Vec<String> {
        let found = index.find(kind, "Иван Quorblat", 850);
        found.iter().map(|one| one.entry.id.clone()).collect()
    };
    assert_eq!(ids(NameKind::Person), ["1"]);
    assert_eq!(ids(NameKind::Enterprise), ["1", "2"]);
}

#[test]
fn an_entry_with_the_same_content_has_the_same_digest() {
    let names = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let one = entry(1, SubjectType::Person, names(&["A", "C", "B", "C"]));
    assert_eq!(one, entry(1, SubjectType::Person, names(&["A", "B", "C"])));
    assert_eq!(one.digest(), entry(1, SubjectType::Person, names(&["A", "B", "C"])).digest());
    assert_ne!(one.digest(), entry(1, SubjectType::Enterprise, one.aliases.clone()).digest());
    assert_ne!(one.digest(), entry(1, SubjectType::Person, names(&["A", "B"])).digest());
}

const AT: Moment = Moment::from_millis(0);

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

#[test]
fn clearing_takes_two_people_and_a_match_is_final() {
    let reason = || "born in another year".to_owned();
    let said = CandidateAct::NotSame { by: person(1), at: AT, reason: reason() };
    let proposed = step_candidate(&CandidateState::Open, said.clone()).unwrap();
    let agree = |n| CandidateAct::Agree { by: person(n), at: AT };
    assert_eq!(step_candidate(&proposed, agree(1)), Err(ScreeningRefusal::SamePerson));
    let cleared = step_candidate(&proposed, agree(2)).unwrap();
    assert_eq!(cleared.kind(), CandidateStateKind::Cleared);
    assert_eq!(step_candidate(&cleared, said.clone()), Err(ScreeningRefusal::Decided));
    assert_eq!(step_candidate(&proposed, CandidateAct::SendBack), Ok(CandidateState::Open));
    let blank = CandidateAct::Same { by: person(1), at: AT, reason: "  ".to_owned() };
    assert_eq!(step_candidate(&CandidateState::Open, blank), Err(ScreeningRefusal::ReasonMissing));
    let same = CandidateAct::Same { by: person(1), at: AT, reason: reason() };
    let matched = step_candidate(&proposed, same).unwrap();
    for act in [said, agree(2), CandidateAct::SendBack, CandidateAct::Lapse { at: AT }] {
        assert_eq!(step_candidate(&matched, act), Err(ScreeningRefusal::Decided));
    }
}

#[test]
fn codes_read_back() {
    for kind in CandidateStateKind::ALL {
        assert_eq!(CandidateStateKind::from_code(kind.code()), Some(kind));
    }
    for one in Occasion::ALL {
        assert_eq!(Occasion::from_code(one.code()), Some(one));
    }
    for one in Outcome::ALL {
        assert_eq!(Outcome::from_code(one.code()), Some(one));
    }
    for one in EdesResult::ALL {
        assert_eq!(EdesResult::from_code(one.code()), Some(one));
    }
    for part in Part::ALL {
        assert_eq!(Part::from_code(part.code()), Some(part));
    }
}

#[test]
fn what_stops_stops_and_without_a_list_the_setting_decides() {
    use Occasion::{Award, Payment};
    let nothing = StandingFacts {
        excluded: false,
        matched: false,
        open: false,
        has_list: false,
        has_note: false,
    };
    let at = |facts: StandingFacts, occasion, without| standing(&facts, occasion, without);
    let (refuse, note, warn) = (WithoutList::Refuse, WithoutList::Note, WithoutList::Warn);
    assert_eq!(at(nothing, Award, refuse), Standing::NoList);
    assert_eq!(at(nothing, Award, note), Standing::Unlisted);
    assert_eq!(at(nothing, Payment, note), Standing::NoList);
    assert_eq!(at(StandingFacts { has_note: true, ..nothing }, Payment, note), Standing::Unlisted);
    assert_eq!(at(nothing, Payment, warn), Standing::Unlisted);
    let listed = StandingFacts { has_list: true, ..nothing };
    assert_eq!(at(listed, Payment, refuse), Standing::Clear);
    let open = StandingFacts { open: true, ..listed };
    assert_eq!(at(open, Award, warn), Standing::Open);
    let matched = StandingFacts { matched: true, ..open };
    assert_eq!(at(matched, Award, warn), Standing::Match);
    assert_eq!(at(StandingFacts { excluded: true, ..matched }, Award, warn), Standing::Excluded);
    assert_eq!(at(StandingFacts { excluded: true, ..nothing }, Payment, warn), Standing::Excluded);
}

fn some_name() -> impl Strategy<Value = String> {
    // Few letters and short words, so that likenesses are common; now and then a long name.
    let word = prop_oneof![12 => "[abc]{1,7}", 3 => "[ab]{8,14}", 1 => "[ab]{60,75}"];
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn likeness_is_the_same_both_ways_and_full_only_for_the_same_words(
        one in some_name(), other in some_name(),
    ) {
        let name = |text: &str| Name::new(NameKind::Person, text);
        let (a, b) = (name(&one), name(&other));
        prop_assert_eq!(score(&a, &b), score(&b, &a));
        prop_assert!(score(&a, &b) <= FULL);
        prop_assert_eq!(score(&a, &b) == FULL, a.words() == b.words());
    }

    #[test]
    fn word_order_and_case_change_nothing(words in prop::collection::vec("[a-zé]{1,9}", 1..5)) {
        let turned: Vec<String> = words.iter().rev().map(|word| word.to_uppercase()).collect();
        prop_assert_eq!(key(&words.join(" ")), key(&turned.join(", ")));
    }

    #[test]
    fn letters_to_change_are_counted_as_the_plain_table_counts_them(
        one in "[abж]{1,70}", other in "[abcжшß]{0,70}", at in 0..70_usize,
    ) {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        let (one, mut other) = (letters(&one), letters(&other));
        let count = |other: &[char]| Asked::new(one.clone()).changes(other);
        prop_assert_eq!(count(&other), changes(&one, &other));
        // Nearly the same word, too.
        other = one.clone();
        other.insert(at.min(one.len()), 'b');
        prop_assert_eq!(count(&other), changes(&one, &other));
    }

    #[test]
    fn the_search_finds_what_comparing_all_pairs_finds(
        listed in prop::collection::vec(
            (prop::collection::vec(some_name(), 1..4), any::<bool>()), 1..25,
        ),
        asked in some_name(),
        threshold in LOWEST..=FULL,
        is_person in any::<bool>(),
    ) {
        let subject = |is| if is { SubjectType::Person } else { SubjectType::Enterprise };
        let kind = |is| if is { NameKind::Person } else { NameKind::Enterprise };
        let entries: Vec<Entry> = listed
            .iter()
            .enumerate()
            .map(|(id, (names, is))| entry(id, subject(*is), names.clone()))
            .collect();
        let name = Name::new(kind(is_person), &asked);
        let mut all: Vec<(u32, String)> = entries
            .iter()
            .filter(|one| !is_person || one.subject == SubjectType::Person)
            .map(|one| {
                let own = kind(one.subject == SubjectType::Person);
                let scores = one.aliases.iter().map(|alias| score(&name, &Name::new(own, alias)));
                (scores.max().unwrap(), one.id.clone())
            })
            .filter(|(alike, _)| *alike >= threshold)
            .collect();
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let index = Index::new(entries);
        let found: Vec<(u32, String)> = index
            .find(kind(is_person), &asked, threshold)
            .iter()
            .map(|one| (one.score, one.entry.id.clone()))
            .collect();
        prop_assert_eq!(found, all);
    }
}
