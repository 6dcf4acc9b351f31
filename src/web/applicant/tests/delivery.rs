//! From the award to the report: who signs, what can be uploaded, who may read it.

use super::{
    journey::{Two, answers, fill, send, submit, two},
    world::{Person, World},
};
use crate::{
    actions::{decision, roles},
    domain::{access::Actor, application::Version, ids::ApplicationId, person::StaffRole},
    queries::{application, report},
};
use axum::http::{StatusCode, header};

fn id(two: &Two) -> ApplicationId {
    two.file.rsplit('/').next().unwrap().parse().unwrap()
}

async fn seen(world: &World, two: &Two) -> Version {
    application::find(&world.desk.database, id(two)).await.unwrap().application.version
}

/// Handed in, confirmed by the host, checked and awarded.
async fn awarded(name: &str) -> (World, Two) {
    let world = World::new(name).await;
    let two = two(&world).await;
    fill(&world, &two).await;
    submit(&world, &two).await.location();
    let path = format!("{}/match", two.file);
    let page = world.get(&two.jan, &path).await;
    world.post(&two.jan, &path, &[("seen", &page.hidden("seen"))]).await.location();
    let office = world.actor(&world.officer).await;
    let programme = world.desk.catalogue.exchange("clusterxchange").unwrap();
    let yes: Vec<_> = programme
        .eligibility
        .iter()
        .map(|rule| decision::CheckAnswer {
            key: rule.key.clone(),
            holds: true,
            note: "seen".to_owned(),
        })
        .collect();
    let version = seen(&world, &two).await;
    decision::answer_checks(&world.desk, &office, id(&two), version, &yes).await.unwrap();
    let version = seen(&world, &two).await;
    decision::award(&world.desk, &office, id(&two), version).await.unwrap();
    (world, two)
}

/// Signs a paper for a place by its page's form.
async fn sign(world: &World, two: &Two, who: &Person, paper: &str, place: &str) -> StatusCode {
    let path = format!("{}/papers/{paper}", two.file);
    let page = world.get(who, &path).await;
    let digest =
        if page.text.contains("name=\"digest\"") { page.hidden("digest") } else { String::new() };
    let agree = format!("agree-{place}");
    let fields = [("place", place), ("digest", &digest), (&agree, "yes")];
    world.post(who, &path, &fields).await.status
}

async fn coordinator(world: &World, name: &str, partnership: usize) -> Person {
    let person = world.person(name).await;
    let role = StaffRole::Coordinator(world.partnerships[partnership]);
    roles::give(&world.desk, &Actor::system("test"), person.id, role).await.unwrap();
    person
}

/// All papers signed.
async fn agreed(name: &str) -> (World, Two, Person) {
    let (world, two) = awarded(name).await;
    let cloth = coordinator(&world, "Clara Cloth", 0).await;
    let wood = coordinator(&world, "Walter Wood", 1).await;
    for (who, paper, place) in [
        (&two.ana, "commitment", "visitor"),
        (&two.jan, "commitment", "host"),
        (&cloth, "commitment", "visitor_partnership"),
        (&wood, "commitment", "host_partnership"),
        (&two.ana, "agreement", "visitor"),
        (&cloth, "agreement", "visitor_partnership"),
    ] {
        let came = sign(&world, &two, who, paper, place).await;
        assert_eq!(came, StatusCode::SEE_OTHER, "{paper} {place}");
    }
    (world, two, cloth)
}

#[tokio::test]
async fn papers_are_signed_by_the_four_parties_and_by_nobody_twice() {
    let (world, two) = awarded("papers").await;
    let cloth = coordinator(&world, "Clara Cloth", 0).await;
    let desk = world.get(&cloth, "/desk").await;
    assert!(desk.text.contains("Sign the Commitment to Quality"), "{}", desk.text);
    let path = format!("{}/papers/commitment", two.file);
    let page = world.get(&cloth, &path).await;
    assert!(page.text.contains("I sign for Clothing and textiles as Clara Cloth"));
    assert!(page.text.contains("4 signatures are missing"));
    let digest = page.hidden("digest");
    let unticked = [("place", "visitor_partnership"), ("digest", digest.as_str())];
    let came = world.post(&cloth, &path, &unticked).await;
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(came.text.contains("Tick the box to confirm."));
    let other =
        [("place", "visitor_partnership"), ("digest", "0"), ("agree-visitor_partnership", "yes")];
    assert_eq!(world.post(&cloth, &path, &other).await.status, StatusCode::CONFLICT);
    let came = sign(&world, &two, &cloth, "commitment", "visitor_partnership").await;
    assert_eq!(came, StatusCode::SEE_OTHER);
    // Not for a party that is not theirs, and not twice.
    let came = sign(&world, &two, &cloth, "commitment", "host").await;
    assert_eq!(came, StatusCode::FORBIDDEN);
    let twice = [
        ("place", "visitor_partnership"),
        ("digest", &digest),
        ("agree-visitor_partnership", "yes"),
    ];
    assert_eq!(world.post(&cloth, &path, &twice).await.status, StatusCode::CONFLICT);
    // The same person coordinates the other partnership too: another must sign for it.
    let role = StaffRole::Coordinator(world.partnerships[1]);
    roles::give(&world.desk, &Actor::system("test"), cloth.id, role).await.unwrap();
    let page = world.get(&cloth, &path).await;
    assert!(page.text.contains("You have signed for another party"), "{}", page.text);
    let came = sign(&world, &two, &cloth, "commitment", "host_partnership").await;
    assert_eq!(came, StatusCode::CONFLICT);
}

#[tokio::test]
async fn evidence_is_taken_by_its_bytes_and_read_by_those_who_may() {
    let (world, two, cloth) = agreed("evidence").await;
    let path = format!("{}/evidence", two.file);
    let html = b"<!doctype html><script>alert(1)</script>";
    let wrong = world.upload(&two.ana, &path, "travel", "ticket.pdf", html).await;
    assert_eq!(wrong.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(wrong.text.contains("This kind of file is not taken"), "{}", wrong.text);
    let large = vec![b'x'; 10_485_760 + 1];
    let wrong = world.upload(&two.ana, &path, "travel", "ticket.pdf", &large).await;
    assert_eq!(wrong.status, StatusCode::PAYLOAD_TOO_LARGE);
    let seen = "Evidence was added";
    let none = world.upload(&two.ana, &path, "travel", "ticket.pdf", b"").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    let name = "Flüge \u{201c}hin\u{201d}.pdf";
    world.upload(&two.ana, &path, "travel", name, pdf).await.location();
    let file = report::evidence(&world.desk.database, id(&two)).await.unwrap().remove(0);
    let link = format!("/attachments/{}", file.id);

    let got = world.get(&cloth, &link).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.text.as_bytes(), pdf);
    assert_eq!(got.headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(got.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(got.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    let how = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(
        how.starts_with("attachment; filename=\"Fl_ge ")
            && how.contains("filename*=UTF-8''Fl%C3%BCge%20")
    );

    // The host sees the file but not its evidence; an outsider sees neither. What the office
    // weighed is in nobody's timeline but its own.
    let (visitor, host) =
        (world.get(&two.ana, &two.file).await, world.get(&two.jan, &two.file).await);
    assert!(visitor.text.contains(seen) && !host.text.contains(seen));
    for page in [&visitor.text, &host.text] {
        assert!(page.contains("programme office") && !page.contains("Olga Officer"));
        assert!(page.contains("Clara Cloth"));
    }
    let missing = world.get(&two.jan, "/attachments/00000000000070008000000000000001").await;
    let hidden = world.get(&two.jan, &link).await;
    assert_eq!((hidden.status, &hidden.text), (StatusCode::NOT_FOUND, &missing.text));
    let remove = format!("{link}/remove");
    assert_eq!(world.post(&two.jan, &remove, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&cloth, &remove, &[]).await.status, StatusCode::FORBIDDEN);
    world.post(&two.ana, &remove, &[]).await.location();
    assert_eq!(world.get(&two.ana, &link).await.status, StatusCode::NOT_FOUND);
}

/// The report of a stay that went as agreed.
const REPORT: [(&str, &str); 7] = [
    ("took_place", "as_agreed"),
    ("actual_from", "2027-03-01"),
    ("actual_to", "2027-03-05"),
    ("activities", ""),
    ("goals_reached", "all"),
    ("results", ""),
    ("true_report", "yes"),
];

#[tokio::test]
async fn the_report_goes_in_with_its_evidence_after_the_stay() {
    let (world, two, _) = agreed("report").await;
    let path = format!("{}/report", two.file);
    let hand_in = format!("{path}/submit");
    let long = answers().iter().find(|(key, _)| *key == "goals").unwrap().1;
    let mut given = REPORT.to_vec();
    given[3].1 = long;
    given[5].1 = long;
    send(&world, &two.ana, &path, &given, "save").await.location();
    let page = world.get(&two.ana, &path).await;
    assert!(
        page.text.contains("Next: the stay comes to its end") && page.text.contains("3 missing")
    );
    let seen = page.hidden("seen");
    let early = world.post(&two.ana, &hand_in, &[("seen", &seen)]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("The stay ends on 5 March 2027"));

    world.days_pass(130);
    let (ana, jan) = (world.person("Ana Sousa").await, world.person("Jan Nowak").await);
    let desk = world.get(&ana, "/desk").await;
    assert!(desk.text.contains("Hand in the report"));
    let bare = world.post(&ana, &hand_in, &[("seen", &seen)]).await;
    assert_eq!(bare.status, StatusCode::CONFLICT);
    assert!(bare.text.contains("Proof of travel") && bare.text.contains("Add the evidence"));
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    for kind in ["travel", "accommodation", "attendance"] {
        let path = format!("{}/evidence", two.file);
        world.upload(&ana, &path, kind, "proof.pdf", pdf).await.location();
    }
    assert!(world.get(&ana, &path).await.text.contains("Evidence: complete"));
    let came = world.post(&ana, &hand_in, &[("seen", &seen)]).await;
    assert_eq!(came.location(), two.file);
    let again = world.post(&ana, &hand_in, &[("seen", &seen)]).await;
    assert_eq!(again.location(), path);
    assert!(world.get(&ana, &path).await.text.contains("What was handed in"));

    let host = format!("{}/host-report", two.file);
    let given = [("visitor_came", "yes"), ("useful", "very"), ("again", "yes")];
    let open = world
        .post(&jan, &host, &[("then", "submit"), ("seen.useful", "0"), ("useful", "very")])
        .await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(open.text.contains("#f-again"));
    assert_eq!(send(&world, &jan, &host, &given, "submit").await.location(), two.file);
    assert!(world.get(&jan, &host).await.text.contains("Thank you, your feedback is in"));
    assert_eq!(world.get(&ana, &host).await.status, StatusCode::FORBIDDEN);
}
