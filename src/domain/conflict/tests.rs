use super::*;
use Weight::{Disqualifying, Potential};
use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

fn organisation(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n))
}
fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}
fn application(n: u128) -> ApplicationId {
    ApplicationId(Uuid::from_u128(n))
}
fn call(n: u128) -> CallId {
    CallId(Uuid::from_u128(n))
}
use crate::domain::ids::CallId;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn today() -> NaiveDate {
    day("2022-06-15")
}

/// The one party, a firm of Germany with a register number, web site and two people.
fn party() -> Party {
    Party {
        organisation: organisation(1),
        body: Body {
            id: Some(organisation(1)),
            name: "Müller GmbH".to_owned(),
            country: "DE".parse().ok(),
            registration: "DE 811 115 368".to_owned(),
            domains: vec!["https://www.mueller.example.de".to_owned(), "x@gmail.com".to_owned()],
            linked: [organisation(9)].into(),
        },
        people: [person(10)].into(),
        signatories: [person(11)].into(),
        accounts: [[7; 32]].into(),
    }
}

fn proposal() -> ProposalFacts {
    ProposalFacts { application: application(1), call: call(1), parties: vec![party()] }
}

fn body(name: &str, country: &str) -> Body {
    Body { name: name.to_owned(), country: country.parse().ok(), ..Body::default() }
}

fn job(body: Body, to: Option<&str>) -> Employment {
    Employment { body, from: Some(day("2010-01-01")), to: to.map(day) }
}

fn together(n: u128, in_call: u128, on: &str) -> CoApplication {
    let organisations = [organisation(1), organisation(5)].into();
    CoApplication { application: application(n), call: call(in_call), organisations, on: day(on) }
}

/// What is true, what makes it so, and what is to be found.
type Case = (&'static str, fn(&mut ExpertFacts), &'static [(ConflictKind, Weight)]);

#[test]
fn each_tie_is_found_with_its_weight() {
    use ConflictKind as K;
    let by_id = || Body { id: Some(organisation(1)), ..Body::default() };
    let cases: Vec<Case> = vec![
        ("a stranger", |_| {}, &[]),
        ("stands in it", |e| e.person = person(10), &[(K::NamedInProposal, Disqualifying)]),
        ("signs for it", |e| e.person = person(11), &[(K::NamedInProposal, Disqualifying)]),
        (
            "a member of the party",
            |e| e.organisations = vec![Body { id: Some(organisation(1)), ..Body::default() }],
            &[(K::OwnOrganisation, Disqualifying)],
        ),
        (
            "the same register number, otherwise written",
            |e| {
                let registration = "811115368".to_owned();
                e.organisations = vec![Body { registration, ..body("Other", "DE") }];
            },
            &[(K::OwnOrganisation, Disqualifying)],
        ),
        (
            "the same number in another country",
            |e| {
                let registration = "811115368".to_owned();
                e.organisations = vec![Body { registration, ..body("Other", "FR") }];
            },
            &[],
        ),
        (
            "a name alike, for an officer to look",
            |e| e.organisations = vec![body("MUELLER AG", "DE")],
            &[(K::OwnOrganisation, Potential)],
        ),
        ("a name alike elsewhere", |e| e.organisations = vec![body("Müller", "AT")], &[]),
        (
            "a web site in common",
            |e| {
                let domains = vec!["mueller.example.de".to_owned()];
                e.organisations = vec![Body { domains, ..Body::default() }];
            },
            &[(K::OwnOrganisation, Potential)],
        ),
        (
            "a linked enterprise",
            |e| e.organisations = vec![Body { id: Some(organisation(9)), ..Body::default() }],
            &[(K::LinkedOrganisation, Potential)],
        ),
        (
            "works there now",
            |e| {
                e.employments =
                    vec![job(Body { id: Some(organisation(1)), ..Body::default() }, None)];
            },
            &[(K::OwnOrganisation, Disqualifying)],
        ),
        (
            "the last day of work is today",
            |e| e.employments = vec![job(body("Müller GmbH", "DE"), Some("2022-06-15"))],
            &[(K::OwnOrganisation, Potential)],
        ),
        (
            "left three years ago to the day",
            |e| e.employments = vec![job(body("Müller GmbH", "DE"), Some("2019-06-15"))],
            &[(K::RecentEmployer, Potential)],
        ),
        (
            "left a day earlier",
            |e| e.employments = vec![job(body("Müller GmbH", "DE"), Some("2019-06-14"))],
            &[],
        ),
        (
            "mail of the party",
            |e| e.mail = vec!["e@hr.mueller.example.de".to_owned()],
            &[(K::SameDomain, Potential)],
        ),
        ("mail for everybody", |e| e.mail = vec!["e@gmail.com".to_owned()], &[]),
        (
            "applied together",
            |e| e.applications = vec![together(5, 2, "2020-01-01")],
            &[(K::CoApplicant, Potential)],
        ),
        ("applied together long ago", |e| e.applications = vec![together(5, 2, "2019-06-14")], &[]),
        (
            "applies in this call, with others",
            |e| {
                let organisations = [organisation(5)].into();
                e.applications =
                    vec![CoApplication { organisations, ..together(5, 1, "2022-01-01") }];
            },
            &[(K::Competing, Disqualifying)],
        ),
        (
            "an exchange together",
            |e| {
                let (application, organisation) = (application(6), organisation(1));
                e.exchanges =
                    vec![PastExchange { application, organisation, ended_on: day("2021-01-01") }];
            },
            &[(K::PastExchange, Potential)],
        ),
        (
            "one signs for both",
            |e| e.signatories = [person(11)].into(),
            &[(K::SameSignatory, Potential)],
        ),
        ("one account", |e| e.accounts = [[7; 32]].into(), &[(K::SameAccount, Disqualifying)]),
        ("another account", |e| e.accounts = [[8; 32]].into(), &[]),
    ];
    for (case, tell, expected) in cases {
        let mut expert = ExpertFacts::new(person(1));
        tell(&mut expert);
        let found = detect(&expert, &proposal(), today());
        let told: Vec<_> = found.iter().map(|found| (found.kind, found.weight)).collect();
        assert_eq!(told, expected, "{case}");
    }
    assert!(
        detect(&expert_with(by_id()), &proposal(), today())[0].evidence.contains(&Evidence::SameId)
    );
}

fn expert_with(body: Body) -> ExpertFacts {
    ExpertFacts { organisations: vec![body], ..ExpertFacts::new(person(1)) }
}

#[test]
fn a_number_that_counts_per_court_proves_nothing() {
    let mut proposal = proposal();
    proposal.parties[0].body.registration = "HRB 4711".to_owned();
    let registration = "HRB4711".to_owned();
    let expert = expert_with(Body { registration, ..body("Other", "DE") });
    let found = detect(&expert, &proposal, today());
    assert_eq!((found[0].weight, found[0].evidence.len()), (Potential, 1));
    assert!(found[0].evidence.contains(&Evidence::SameLocalNumber));
}

#[test]
fn evidence_never_holds_an_account_or_a_name() {
    let mut expert = expert_with(body("Müller", "DE"));
    expert.accounts = [[7; 32]].into();
    let told = serde_json::to_string(&detect(&expert, &proposal(), today())).unwrap();
    assert!(told.contains("same_digest") && told.contains("alike_name"), "{told}");
    assert!(!told.contains("[7,7") && !told.to_lowercase().contains("ller"), "{told}");
}

#[test]
fn several_signs_of_one_tie_are_one_finding() {
    let sure = Body { id: Some(organisation(1)), ..Body::default() };
    let mut expert = expert_with(body("Müller", "DE"));
    expert.organisations.push(sure);
    let found = detect(&expert, &proposal(), today());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].weight, Disqualifying);
    assert_eq!(found[0].evidence, [Evidence::SameId, Evidence::AlikeName].into());
}

// ── The record ─────────────────────────────────────────────────────────────────────────────────

fn found(kind: ConflictKind, party: u128, weight: Weight) -> Found {
    let party = Some(organisation(party));
    Found { kind, party, weight, evidence: [].into(), valid: Validity::default() }
}

fn row(id: u128, found: Found) -> Conflict {
    Conflict {
        id: ConflictId(Uuid::from_u128(id)),
        found,
        source: ConflictSource::Detected,
        note: String::new(),
        noted_at: Moment::from_millis(0),
        noted_by: None,
        pinned: false,
        ended_at: None,
        release: None,
    }
}

fn release(by: u128, reason: &str) -> Release {
    Release { by: person(by), at: Moment::from_millis(1), reason: reason.to_owned() }
}

fn released(id: u128, found: Found) -> Conflict {
    row(id, found).released(person(1), release(2, "Left before the firm was founded.")).unwrap()
}

const NOW: Moment = Moment::from_millis(5);

fn told(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| match change {
        Change::Add { found, .. } => format!("add {}", found.kind.code()),
        Change::Update { id, found, drops_release, .. } => {
            format!("update {} {:?} {drops_release}", id.0.as_u128(), found.weight)
        }
        Change::End { id, .. } => format!("end {}", id.0.as_u128()),
    };
    changes.iter().map(line).collect()
}

#[test]
fn recomputing_adds_ends_and_keeps_a_persons_word() {
    let potential = || found(ConflictKind::CoApplicant, 1, Potential);
    let heavy = || found(ConflictKind::CoApplicant, 1, Disqualifying);
    let pinned = |found| Conflict { pinned: true, ..row(1, found) };
    let of = |source, found| Conflict { source, ..row(1, found) };
    let ended = Conflict { ended_at: Some(NOW), ..row(1, potential()) };
    for (case, existing, detected, expected) in [
        ("nothing new", vec![row(1, potential())], vec![potential()], vec![]),
        ("a new one", vec![], vec![potential()], vec!["add co_applicant"]),
        ("no longer true", vec![row(1, potential())], vec![], vec!["end 1"]),
        ("true again", vec![ended], vec![potential()], vec!["add co_applicant"]),
        ("heavier", vec![row(1, potential())], vec![heavy()], vec!["update 1 Disqualifying false"]),
        ("lighter", vec![row(1, heavy())], vec![potential()], vec!["update 1 Potential false"]),
        ("pinned, no longer true", vec![pinned(potential())], vec![], vec![]),
        ("pinned, lighter", vec![pinned(heavy())], vec![potential()], vec![]),
        (
            "pinned, heavier",
            vec![pinned(potential())],
            vec![heavy()],
            vec!["update 1 Disqualifying false"],
        ),
        ("released, still true", vec![released(1, potential())], vec![potential()], vec![]),
        ("released, no longer true", vec![released(1, potential())], vec![], vec![]),
        (
            "released, disqualifying now",
            vec![released(1, potential())],
            vec![heavy()],
            vec!["update 1 Disqualifying true"],
        ),
        ("declared by the expert", vec![of(ConflictSource::Declared, potential())], vec![], vec![]),
        (
            "entered by an officer",
            vec![of(ConflictSource::Officer, potential())],
            vec![potential()],
            vec!["add co_applicant"],
        ),
        (
            "twice in the record",
            vec![row(1, potential()), row(2, potential())],
            vec![potential()],
            vec!["end 2"],
        ),
        (
            "twice, one released",
            vec![row(1, potential()), released(2, potential())],
            vec![potential()],
            vec!["end 1"],
        ),
        (
            "twice, both released",
            vec![released(1, potential()), released(2, potential())],
            vec![],
            vec![],
        ),
    ] {
        assert_eq!(told(&merge(&existing, &detected, NOW)), expected, "{case}");
    }
}

#[test]
fn only_a_potential_one_is_released_by_another_person_with_a_reason() {
    let potential = row(1, found(ConflictKind::CoApplicant, 1, Potential));
    let heavy = row(1, found(ConflictKind::OwnOrganisation, 1, Disqualifying));
    let ended = Conflict { ended_at: Some(NOW), ..potential.clone() };
    for (conflict, by, reason, refused) in [
        (&potential, 2, "Long ago.", None),
        (&potential, 2, "  ", Some(ConflictRefusal::ReasonMissing)),
        (&potential, 1, "I say so.", Some(ConflictRefusal::OwnConflict)),
        (&heavy, 2, "Long ago.", Some(ConflictRefusal::Disqualifying)),
        (&ended, 2, "Long ago.", Some(ConflictRefusal::Ended)),
    ] {
        let outcome = conflict.released(person(1), release(by, reason));
        assert_eq!(outcome.as_ref().err().copied(), refused);
        let after = outcome.unwrap_or_else(|_| conflict.clone());
        let open = conflict.ended_at.is_none();
        assert_eq!(in_effect(&[after], today()), open && refused.is_some());
    }
}

#[test]
fn a_conflict_is_in_effect_while_it_holds() {
    let heavy = found(ConflictKind::OwnOrganisation, 1, Disqualifying);
    let forced = Conflict { release: Some(release(2, "No.")), ..row(1, heavy) };
    assert!(in_effect(&[forced], today()), "a release of a disqualifying one is void");
    let mut timed = row(1, found(ConflictKind::RecentEmployer, 1, Potential));
    timed.found.valid = Validity { from: Some(day("2022-01-01")), to: Some(day("2022-06-15")) };
    for (on, holds) in
        [("2021-12-31", false), ("2022-01-01", true), ("2022-06-15", true), ("2022-06-16", false)]
    {
        assert_eq!(in_effect(std::slice::from_ref(&timed), day(on)), holds, "{on}");
    }
    assert!(!in_effect(&[], today()));
}

#[test]
fn codes_read_back_and_are_what_is_stored() {
    for kind in ConflictKind::ALL {
        assert_eq!(ConflictKind::from_code(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    for source in ConflictSource::ALL {
        assert_eq!(ConflictSource::from_code(source.code()), Some(source));
        assert_eq!(serde_json::to_value(source).unwrap(), source.code());
    }
}

fn any_found() -> impl Strategy<Value = Found> {
    (0usize..12, 1u128..3, any::<bool>()).prop_map(|(kind, party, heavy)| {
        found(ConflictKind::ALL[kind], party, if heavy { Disqualifying } else { Potential })
    })
}

fn any_rows() -> impl Strategy<Value = Vec<Conflict>> {
    prop::collection::vec((any_found(), 0u8..4), 0..6).prop_map(|all| {
        all.into_iter()
            .zip(1u128..)
            .map(|((found, word), id)| match (word, found.weight) {
                (1, Potential) => released(id, found),
                (2, _) => Conflict { pinned: true, ..row(id, found) },
                (3, _) => Conflict { ended_at: Some(NOW), ..row(id, found) },
                (_, _) => row(id, found),
            })
            .collect()
    })
}

/// What the record is after the changes.
fn apply(mut rows: Vec<Conflict>, changes: &[Change]) -> Vec<Conflict> {
    for (change, new) in changes.iter().zip(1_000..) {
        match change {
            Change::Add { found, .. } => rows.push(row(new, found.clone())),
            Change::Update { id, found, drops_release, .. } => {
                let row = rows.iter_mut().find(|row| row.id == *id).unwrap();
                row.found = found.clone();
                row.release = row.release.take().filter(|_| !drops_release);
            }
            Change::End { id, at } => {
                rows.iter_mut().find(|row| row.id == *id).unwrap().ended_at = Some(*at);
            }
        }
    }
    rows
}

proptest! {
    #[test]
    fn any_order_gives_the_same_changes(
        rows in any_rows(), detected in prop::collection::vec(any_found(), 0..6),
    ) {
        let changes = merge(&rows, &detected, NOW);
        let turned: Vec<_> = rows.iter().rev().cloned().collect();
        let turned_found: Vec<_> = detected.iter().rev().cloned().collect();
        prop_assert_eq!(&changes, &merge(&turned, &turned_found, NOW));
        let after = apply(rows, &changes);
        prop_assert_eq!(merge(&after, &detected, NOW), vec![], "a second pass changes nothing");
        for heavy in detected.iter().filter(|found| found.weight == Disqualifying) {
            let held = after.iter().any(|row| row.found.kind == heavy.kind
                && row.found.party == heavy.party && row.is_in_effect(today()));
            prop_assert!(held, "a disqualifying finding is always in effect");
        }
    }

    #[test]
    fn a_persons_word_outlives_recomputing(
        rows in any_rows(), detected in prop::collection::vec(any_found(), 0..6),
    ) {
        let after = apply(rows.clone(), &merge(&rows, &detected, NOW));
        for (before, after) in rows.iter().zip(&after) {
            if before.pinned || before.release.is_some() {
                prop_assert_eq!(before.ended_at, after.ended_at);
                prop_assert!(after.found.weight >= before.found.weight);
                prop_assert!(after.release == before.release
                    || after.found.weight == Disqualifying);
            }
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter(turn in 0usize..6) {
        let mut expert = expert_with(body("Müller", "DE"));
        expert.employments = vec![
            job(body("Müller", "DE"), Some("2020-01-01")),
            job(body("Mueller", "DE"), Some("2021-01-01")),
            job(Body { id: Some(organisation(1)), ..Body::default() }, Some("2019-12-01")),
        ];
        expert.applications = vec![together(5, 2, "2020-01-01"), together(6, 3, "2021-01-01")];
        let before = detect(&expert, &proposal(), today());
        expert.employments.rotate_left(turn % 3);
        expert.applications.rotate_left(turn % 2);
        prop_assert_eq!(before, detect(&expert, &proposal(), today()));
    }
}
