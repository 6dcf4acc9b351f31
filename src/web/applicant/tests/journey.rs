//! The visitor's way from the organisation to the receipt, by posting forms; what stands in it.

use super::world::{Got, Person, World};
use axum::http::StatusCode;

const GUIMARAES: [(&str, &str); 11] = [
    ("name", "Tecnotex Lda"),
    ("kind", "sme"),
    ("country", "PT"),
    ("registration", "509000000"),
    ("street", "Rua da Fiação 7"),
    ("post_code", "4800-001"),
    ("town", "Guimarães"),
    ("lat", "41.4419"),
    ("lon", "-8.2955"),
    ("region", ""),
    ("cluster_membership", "CLOTH cluster"),
];
const LODZ: [(&str, &str); 11] = [
    ("name", "Lodz Textile Cluster"),
    ("kind", "cluster"),
    ("country", "PL"),
    ("registration", "KRS 1"),
    ("street", "Piotrkowska 270"),
    ("post_code", "90-361"),
    ("town", "Łódź"),
    ("lat", "51.759249"),
    ("lon", "19.455983"),
    ("region", ""),
    ("cluster_membership", ""),
];

/// An organisation made through its form; its id.
pub async fn organisation(world: &World, who: &Person, fields: &[(&str, &str)]) -> String {
    let edit = world.post(who, "/organisations/new", fields).await.location();
    edit.split('/').nth(2).unwrap().to_owned()
}

/// An accepted profile, handed in through its page.
pub async fn profile(world: &World, who: &Person, organisation: &str, side: &str) {
    let about = "We look for partners who work on recycled fibres and want to test them with us \
                 in the mill.";
    let path = format!("/calls/{}/profile", world.call);
    let page = world.get(who, &format!("{path}?organisation={organisation}")).await;
    let partnership = world.partnerships[usize::from(side == "hosts")].to_string();
    let fields = [
        ("organisation", organisation),
        ("seen", &page.hidden("seen")),
        ("partnership", &partnership),
        (side, "yes"),
        ("about", about),
        ("offers", "A dyeing laboratory that is shared by all."),
        ("sectors", "textiles"),
        ("languages", "English"),
        ("then", "submit"),
    ];
    world.post(who, &path, &fields).await.location();
    let office = world.actor(&world.officer).await;
    let call = world.call;
    let database = &world.desk.database;
    let there = crate::queries::profile::of(database, call, organisation.parse().unwrap()).await;
    let there = there.unwrap().unwrap();
    crate::actions::profile::assess(&world.desk, &office, there.id, there.version, None)
        .await
        .unwrap();
}

/// A visitor, a host, and a draft between them.
pub struct Two {
    pub ana: Person,
    pub jan: Person,
    pub visitor: String,
    /// `/applications/…`
    pub file: String,
}

pub async fn two(world: &World) -> Two {
    let ana = world.person("Ana Sousa").await;
    let jan = world.person("Jan Nowak").await;
    let visitor = organisation(world, &ana, &GUIMARAES).await;
    let host = organisation(world, &jan, &LODZ).await;
    profile(world, &ana, &visitor, "visits").await;
    profile(world, &jan, &host, "hosts").await;
    let apply = format!("/calls/{}/apply", world.call);
    let fields = [("organisation", visitor.as_str()), ("host", &host)];
    let edit = world.post(&ana, &apply, &fields).await.location();
    // A second start continues the first.
    assert_eq!(world.post(&ana, &apply, &fields).await.location(), edit);
    let file = edit.strip_suffix("/edit").unwrap().to_owned();
    Two { ana, jan, visitor, file }
}

const LONG: &str = "We want to see how the cluster runs its shared dyeing laboratory, meet three of \
                    its members who could test our recycled fibre, and agree on a trial with one \
                    of them before the summer of next year. What we learn goes to all.";
const IBAN: &str = "PT50 0002 0123 1234 5678 9015 4";

/// All answers of a stay from 1 to 5 March 2027.
pub fn answers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("purpose", "knowledge"),
        ("purpose", "project"),
        ("virtual", ""),
        ("stay_from", "2027-03-01"),
        ("stay_to", "2027-03-05"),
        ("person", "Ana Sousa"),
        ("person_role", "Head of research"),
        ("residence", "participating"),
        ("goals", LONG),
        ("visitor_brings", LONG),
        ("host_brings", LONG),
        ("agenda", LONG),
        ("iban", IBAN),
        ("no_double_funding", "yes"),
        ("honour", "yes"),
    ]
}

/// Sends a form page with these answers under the versions it shows.
pub async fn send(
    world: &World,
    who: &Person,
    path: &str,
    given: &[(&str, &str)],
    then: &str,
) -> Got {
    let page = world.get(who, path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let mut fields: Vec<(String, String)> = vec![("then".to_owned(), then.to_owned())];
    if page.text.contains("name=\"seen\" value=") {
        fields.push(("seen".to_owned(), page.hidden("seen")));
    }
    for (field, value) in given {
        let seen = format!("seen.{field}");
        if page.text.contains(&format!("name=\"{seen}\""))
            && !fields.iter().any(|(f, _)| *f == seen)
        {
            fields.push((seen.clone(), page.hidden(&seen)));
        }
        if !value.is_empty() {
            fields.push(((*field).to_owned(), (*value).to_owned()));
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    world.post(who, path, &fields).await
}

/// Fills the whole form in, twice because some questions show only after others.
pub async fn fill(world: &World, two: &Two) {
    let edit = format!("{}/edit", two.file);
    send(world, &two.ana, &edit, &answers(), "save").await.location();
    send(world, &two.ana, &edit, &answers(), "save").await.location();
}

/// Hands it in by the page's own button.
pub async fn submit(world: &World, two: &Two) -> Got {
    let path = format!("{}/submit", two.file);
    let page = world.get(&two.ana, &path).await;
    assert!(page.text.contains("Ready to hand in"), "{}", page.text);
    world.post(&two.ana, &path, &[("seen", &page.hidden("seen"))]).await
}

#[tokio::test]
async fn a_visitor_goes_from_the_organisation_to_the_receipt() {
    let world = World::new("receipt").await;
    let two = two(&world).await;
    let hosts = world.get(&two.ana, &format!("/calls/{}/hosts?text=dyeing", world.call)).await;
    assert!(hosts.text.contains("Lodz Textile Cluster") && hosts.text.contains("610.00"));
    let none = world.get(&two.ana, &format!("/calls/{}/hosts?country=DK", world.call)).await;
    assert!(none.text.contains("No host fits"));

    let early = world.get(&two.ana, &format!("{}/submit", two.file)).await;
    assert!(early.text.contains("things to mend") && early.text.contains("/edit?check=1#f-goals"));
    fill(&world, &two).await;
    let edit = world.get(&two.ana, &format!("{}/edit", two.file)).await;
    assert!(edit.text.contains("5 working days: not halved") && edit.text.contains("610.00"));
    assert!(edit.text.contains(IBAN.split(' ').next().unwrap()));

    let receipt = submit(&world, &two).await.location();
    assert_eq!(receipt, format!("{}/receipt", two.file));
    // Pressed twice: the same receipt, and nothing twice.
    let again = world.post(&two.ana, &format!("{}/submit", two.file), &[("seen", "1")]).await;
    assert_eq!(again.location(), receipt);
    let page = world.get(&two.ana, &receipt).await;
    assert!(page.text.contains("CXC-2027-0001") && page.text.contains("Brussels"));
    assert!(page.text.contains("SHA-256"));

    // The host confirms; it never sees the account.
    let overview = world.get(&two.jan, &two.file).await;
    assert!(overview.text.contains("Next: you confirm for Lodz Textile Cluster"));
    assert!(!overview.text.contains("9015"), "the account is masked for the host");
    assert!(overview.text.contains("PT … 0154"), "but its ends are there");
    let own = world.get(&two.ana, &two.file).await;
    assert!(own.text.contains("9015") && own.text.contains("Next: Lodz Textile Cluster confirms"));
    let path = format!("{}/match", two.file);
    let page = world.get(&two.jan, &path).await;
    assert!(page.text.contains("1 March 2027 to 5 March 2027 (5 working days)"));
    let seen = page.hidden("seen");
    assert_eq!(world.post(&two.jan, &path, &[("seen", &seen)]).await.location(), two.file);
    assert_eq!(world.post(&two.jan, &path, &[("seen", &seen)]).await.location(), two.file);
    let desk = world.get(&two.jan, "/desk").await;
    assert!(desk.text.contains("Nothing waits for you") && desk.text.contains("Visits to us"));
}

#[tokio::test]
async fn two_tabs_never_lose_a_text() {
    let world = World::new("tabs").await;
    let two = two(&world).await;
    let field = format!("{}/field", two.file);
    let save = |value: &'static str, seen: &'static str| {
        let (world, two, field) = (&world, &two, &field);
        async move {
            let fields = [("field", "goals"), ("value", value), ("seen", seen)];
            world.post(&two.ana, field, &fields).await
        }
    };
    let first = save("First text", "0").await;
    assert_eq!(first.status, StatusCode::OK);
    let json: serde_json::Value = serde_json::from_str(&first.text).unwrap();
    assert_eq!(json["version"], 1);
    let second = save("Second text", "0").await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let json: serde_json::Value = serde_json::from_str(&second.text).unwrap();
    assert_eq!((json["theirs"].as_str(), json["version"].as_i64()), (Some("First text"), Some(1)));
    assert_eq!(json["by"], "Ana Sousa");
    // The same text from an old page is no clash.
    assert_eq!(save("First text", "0").await.status, StatusCode::OK);

    // The same with a page sent whole: both texts stand there, the rest is saved.
    let edit = format!("{}/edit", two.file);
    let fields = [
        ("seen.goals", "0"),
        ("goals", "Second text"),
        ("seen.person", "0"),
        ("person", "Rui Costa"),
    ];
    let page = world.post(&two.ana, &edit, &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for text in ["First text", "Second text", "Rui Costa", "Take theirs"] {
        assert!(page.text.contains(text), "{text}");
    }
    // "Take theirs" leaves the saved text; sending again keeps mine.
    let take = [("take", "goals"), ("seen.goals", "1"), ("goals", "Second text")];
    world.post(&two.ana, &edit, &take).await.location();
    assert!(world.get(&two.ana, &edit).await.text.contains("First text"));
    let keep = [("seen.goals", "1"), ("goals", "Second text")];
    world.post(&two.ana, &edit, &keep).await.location();
    assert!(world.get(&two.ana, &edit).await.text.contains("Second text"));
    let nobody = Person { key: "none".to_owned(), ..two.ana.clone() };
    assert_eq!(world.post(&nobody, &field, &take).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_hidden_looks_like_what_is_not_there() {
    let world = World::new("hidden").await;
    let two = two(&world).await;
    let eve = world.person("Eve Elsewhere").await;
    let unknown = "/applications/00000000000070008000000000000001";
    for page in ["", "/edit", "/submit", "/receipt", "/match", "/papers", "/report", "/withdraw"] {
        let hidden = world.get(&eve, &format!("{}{page}", two.file)).await;
        let missing = world.get(&eve, &format!("{unknown}{page}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(hidden.text, missing.text, "{page}");
        // A draft is the visitor's alone.
        let host = world.get(&two.jan, &format!("{}{page}", two.file)).await;
        assert_eq!(host.status, StatusCode::NOT_FOUND, "{page}");
    }
    for page in ["/edit", "/submit", "/reopen", "/withdraw", "/match", "/report", "/host-report"] {
        let hidden = world.post(&eve, &format!("{}{page}", two.file), &[("seen", "1")]).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{page}");
    }
    let hidden = world.get(&eve, &format!("/organisations/{}/edit", two.visitor)).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn after_the_deadline_the_text_is_kept_and_the_page_says_so() {
    let world = World::new("deadline").await;
    let two = two(&world).await;
    fill(&world, &two).await;
    let path = format!("{}/submit", two.file);
    let seen = world.get(&two.ana, &path).await.hidden("seen");
    world.days_pass(91);
    let again = world.person("Ana Sousa").await;
    let late = world.post(&again, &path, &[("seen", &seen)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text.contains("The deadline was") && late.text.contains("Nothing you typed is lost")
    );
    assert!(late.text.contains(LONG), "the text stands there");
    let there = world.get(&again, &two.file).await;
    assert!(there.text.contains("being written") && there.text.contains(LONG));
}

#[tokio::test]
async fn a_stale_organisation_shows_both_sides() {
    let world = World::new("stale").await;
    let ana = world.person("Ana Sousa").await;
    let id = organisation(&world, &ana, &GUIMARAES).await;
    let path = format!("/organisations/{id}/edit");
    let mut first = GUIMARAES.to_vec();
    first.push(("seen", "1"));
    first[4].1 = "Rua Nova 12";
    assert_eq!(world.post(&ana, &path, &first).await.location(), path);
    let mut second = first.clone();
    second[4].1 = "Avenida 3";
    let page = world.post(&ana, &path, &second).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("Rua Nova 12") && page.text.contains("Avenida 3"));
    assert_eq!(page.text.matches("Take theirs").count(), 1, "41.4419 is 41.441900");
    assert_eq!(page.hidden("seen"), "2");
    let mut wrong = first.clone();
    wrong[0].1 = "";
    wrong[7].1 = "north";
    let page = world.post(&ana, &path, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("#f-name")
            && page.text.contains("#f-lat")
            && page.text.contains("north")
    );
    let people = format!("/organisations/{id}/members");
    let rui = [("address", "rui@test.example"), ("name", "Rui Costa"), ("role", "signatory")];
    world.post(&ana, &people, &rui).await.location();
    assert!(world.get(&ana, &path).await.text.contains("Rui Costa"));
    let bad =
        world.post(&ana, &people, &[("address", "no"), ("name", "X"), ("role", "viewer")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The last lead stays.
    world.post(&ana, &people, &[("remove", &ana.id.to_string())]).await.location();
    assert!(world.get(&ana, &path).await.text.contains("Ana Sousa"));
}
