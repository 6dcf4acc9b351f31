//! The pages by hand, without a script: an expert from the invitation to the consensus, an officer
//! from the panel to the final marks. And what nobody may see is not there, byte for byte.

use super::world::World;
use crate::support::{
    app::TestApp,
    both_databases,
    database::Engine,
    site::{Reply, Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::conflict,
    domain::{conflict::Weight, ids::ApplicationId},
    render::Link,
    store,
};

async fn get(site: &Site, link: &Link, key: &str) -> Reply {
    site.ask(&Method::GET, &link.path(), "", Some(key)).await
}

/// Posts a form; goes on to where it leads.
async fn post(site: &Site, link: &Link, key: &str, form: &[(&str, &str)]) -> Reply {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            out.push_str(&format!("%{byte:02X}"));
            out
        })
    };
    let body: Vec<String> =
        form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let reply = site.ask(&Method::POST, &link.path(), &body.join("&"), Some(key)).await;
    if reply.status != 303 {
        return reply;
    }
    let to = reply.headers.get("location").unwrap().to_str().unwrap().to_owned();
    let said = reply.headers.get_all("set-cookie").iter().find_map(|cookie| {
        let said = cookie.to_str().ok()?.strip_prefix("convoca_said=")?;
        Some(said.split(';').next()?.to_owned())
    });
    let with = format!("{key}; convoca_said={}", said.unwrap_or_default());
    site.ask(&Method::GET, &to, "", Some(&with)).await
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = page.find(&mark).unwrap_or_else(|| panic!("no {name} in {page}")) + mark.len();
    page[from..].split('"').next().unwrap().to_owned()
}

#[track_caller]
fn ok(reply: &Reply, says: &str) {
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body.contains(says), "no {says:?} in {}", reply.body);
}

both_databases!(from_the_invitation_to_the_final_marks_by_hand, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let site = Site::new(app);
    let office = sign_in(app, &world.officer).await;
    let (panel, call) = (Link::Panel(world.call), world.call);
    let (anna, bob) = (world.somebody(app, "anna").await, world.somebody(app, "bob").await);
    let keys = [sign_in(app, &anna).await, sign_in(app, &bob).await];
    ok(&get(&site, &panel, &office).await, "Nobody is asked yet");
    let nameless = [("act", "invite"), ("address", "new@new.example"), ("max", "3")];
    let reply = post(&site, &panel, &office, &nameless).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("Give the name"), "{}", reply.body);
    for name in ["anna", "bob"] {
        let address = format!("{name}@{name}.example");
        let form = [("act", "invite"), ("address", &address), ("min", "0"), ("max", "3")];
        ok(&post(&site, &panel, &office, &form).await, "The invitation is on its way");
    }
    for key in &keys {
        way_in(&site, key, &world, file).await;
    }
    ok(&get(&site, &panel, &office).await, "2 of 2 experts are ready");
    let assignment = Link::Assignment(call);
    let computed = post(&site, &assignment, &office, &[("act", "compute")]).await;
    ok(&computed, "computed, not applied");
    ok(&computed, "proven: none is better");
    let run = hidden(&computed.body, "run");
    ok(&post(&site, &assignment, &office, &[("act", "apply"), ("run", &run)]).await, "Applied");
    for (key, marks) in keys.iter().zip([["4", "4", "4"], ["3", "3.5", "4"]]) {
        scores(&site, key, &world, file, marks).await;
    }
    consensus(app, &site, &office, &keys, &world, file).await;
});

async fn way_in(site: &Site, key: &str, world: &World, file: ApplicationId) {
    let call = world.call;
    ok(&get(site, &Link::Desk, key).await, "Answer the invitation to evaluate");
    let invitation = Link::PanelInvitation(call);
    ok(&get(site, &invitation, key).await, "Will you evaluate proposals?");
    let silent = post(site, &invitation, key, &[("act", "decline")]).await;
    assert_eq!(silent.status, 422);
    let contract = post(site, &invitation, key, &[("act", "accept")]).await;
    ok(&contract, "Confidentiality");
    let digest = hidden(&contract.body, "digest");
    let contract = Link::ExpertContract(call);
    let screen = post(site, &contract, key, &[("digest", &digest)]).await;
    ok(&screen, "mill Ltd");
    // No title and no number of a proposal stands on the screen.
    assert!(!screen.body.contains("closed loop") && !screen.body.contains("INV-2023"));
    let link = Link::Screen(call);
    let empty = post(site, &link, key, &[]).await;
    assert_eq!(empty.status, 422);
    assert_eq!(get(site, &Link::Review(file), key).await.status, 404);
    let none = format!("org.{}", world.mill.id);
    ok(&post(site, &link, key, &[(&none, "none")]).await, "Nothing is assigned to you yet");
}

async fn scores(site: &Site, key: &str, world: &World, file: ApplicationId, marks: [&str; 3]) {
    ok(&get(site, &Link::Evaluation(world.call), key).await, "1 of 1 reports to deliver");
    let review = Link::Review(file);
    let page = get(site, &review, key).await;
    ok(&page, "Half the water of today");
    ok(&page, "What the marks mean");
    let mut form = vec![("ai_use", "None."), ("seen.ai_use", "0")];
    let names: Vec<(String, String, &str)> = ["excellence", "impact", "implementation"]
        .iter()
        .zip(marks)
        .map(|(c, mark)| (format!("mark.{c}"), format!("comment.{c}"), mark))
        .collect();
    let seen: Vec<(String, String)> =
        names.iter().map(|(m, c, _)| (format!("seen.{m}"), format!("seen.{c}"))).collect();
    for ((mark, comment, value), (seen_mark, seen_comment)) in names.iter().zip(&seen) {
        form.extend([(mark.as_str(), *value), (comment.as_str(), "Well measured.")]);
        form.extend([(seen_mark.as_str(), "0"), (seen_comment.as_str(), "0")]);
    }
    let half = [("mark.impact", "2"), ("seen.mark.impact", "0"), ("then", "deliver")];
    let early = post(site, &review, key, &half).await;
    assert_eq!(early.status, 409, "{}", early.body);
    // The form is there again, with what is missing.
    for text in ["Still missing", "name=\"mark.impact\"", "Deliver the report"] {
        assert!(early.body.contains(text), "{text}: {}", early.body);
    }
    // The first page is old now: what it shows of the mark is not overwritten unseen.
    let stale = post(site, &review, key, &form).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Another tab set 2"), "{}", stale.body);
    let seen_impact = hidden(&stale.body, "seen.mark.impact");
    for (name, value) in &mut form {
        let is_saved = name.starts_with("seen.") && *name != "seen.mark.impact";
        *value = match *name {
            "seen.mark.impact" => &seen_impact,
            _ if is_saved => "1",
            _ => value,
        };
    }
    form.push(("then", "deliver"));
    ok(&post(site, &review, key, &form).await, "The report is delivered and locked");
    ok(&get(site, &review, key).await, "and locked");
    ok(&get(site, &Link::Review(file), key).await, "Change it, with a reason");
}

async fn consensus(
    app: &TestApp,
    site: &Site,
    office: &str,
    keys: &[String; 2],
    world: &World,
    file: ApplicationId,
) {
    let room = Link::Consensus(file);
    // Not before it is open.
    assert_eq!(get(site, &room, &keys[0]).await.status, 404);
    let moderate = Link::Moderate(file);
    ok(&get(site, &moderate, office).await, "Open the consensus");
    let anna = store::report::of_proposal(app.desk.database.reads(), file, 0).await.unwrap();
    let anna = anna.iter().find(|report| report.name == "anna").unwrap().person_id.to_string();
    let open = [("act", "open"), ("rapporteur", anna.as_str())];
    ok(&post(site, &moderate, office, &open).await, "The consensus is open");
    ok(&get(site, &room, &keys[1]).await, "anna drafts the marks and texts");
    let page = get(site, &room, &keys[0]).await;
    ok(&page, "0.5 apart");
    ok(&page, "Your draft");
    let mut form = vec![("act".to_owned(), "draft".to_owned())];
    for criterion in ["excellence", "impact", "implementation"] {
        form.push((format!("mark.{criterion}"), "4".to_owned()));
        form.push((format!("comment.{criterion}"), "Agreed.".to_owned()));
        form.push((format!("seen.mark.{criterion}"), "0".to_owned()));
        form.push((format!("seen.comment.{criterion}"), "0".to_owned()));
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let refused = post(site, &room, &keys[1], &form).await;
    assert_eq!(refused.status, 403);
    ok(&post(site, &room, &keys[0], &form).await, "Saved");
    for key in keys {
        let seen = hidden(&get(site, &room, key).await.body, "seen");
        let agree = [("act", "agree"), ("seen", seen.as_str())];
        ok(&post(site, &room, key, &agree).await, "Your answer to the draft is recorded");
    }
    let page = get(site, &moderate, office).await;
    let seen = hidden(&page.body, "seen");
    let close = [("act", "close"), ("seen", seen.as_str())];
    ok(&post(site, &moderate, office, &close).await, "The marks are final");
    let progress = get(site, &Link::Progress(world.call), office).await;
    ok(&progress, "1 of 1 proposals have final marks");
    ok(&get(site, &Link::Chair(world.call), office).await, "Too few marks");
    ok(&get(site, &Link::Marking(world.call), &keys[0]).await, "Too few marks");
    ok(&get(site, &room, &keys[0]).await, "The final marks");
    // Too late for a dissent; what was written comes back to be copied.
    let late = [("act", "dissent"), ("seen", seen.as_str()), ("dissent", "The loop never ran.")];
    let late = post(site, &room, &keys[1], &late).await;
    assert!(late.status == 409 && late.body.contains("The loop never ran."), "{}", late.body);
}

/// A page without the reference that finds the moment in the log, and without the id asked for.
fn plain(reply: &Reply, id: &str) -> (u16, String) {
    let mut body = reply.body.replace(id, "ID");
    if let Some(at) = body.find("data-reference=\"") {
        let from = at + "data-reference=\"".len();
        let reference = body[from..].split('"').next().unwrap().to_owned();
        body = body.replace(&reference, "REFERENCE");
    }
    (reply.status, body)
}

#[tokio::test]
async fn a_barred_expert_is_answered_as_if_there_were_no_proposal() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    let world = World::new(&app).await;
    let barred = world.proposal(&app, 1, &[&world.mill]).await;
    let other = world.proposal(&app, 2, &[&world.dairy]).await;
    let anna = world.expert(&app, "anna").await;
    world.assign(&app, barred, &anna).await;
    let id = anna.person().unwrap();
    let heavy = Weight::Disqualifying;
    conflict::enter(&app.desk, &world.officer, barred, id, heavy, "sister").await.unwrap();
    let site = Site::new(&app);
    let nothing = "01860000000070008000000000000001";
    let none: ApplicationId = nothing.parse().unwrap();
    let key = sign_in(&app, &anna).await;
    let mill = sign_in(&app, &world.mill.lead).await;
    let links: [fn(ApplicationId) -> Link; 5] =
        [Link::Review, Link::ReviewField, Link::Consensus, Link::ConsensusField, Link::Moderate];
    for link in links {
        for method in [Method::GET, Method::POST] {
            let missing = site.ask(&method, &link(none).path(), "", Some(&key)).await;
            assert_eq!(missing.status, 404);
            for hidden in [barred, other] {
                let reply = site.ask(&method, &link(hidden).path(), "", Some(&key)).await;
                assert_eq!(plain(&reply, &hidden.to_string()), plain(&missing, nothing));
                // The applicant has no page here either.
                let reply = site.ask(&method, &link(hidden).path(), "", Some(&mill)).await;
                assert_eq!(reply.status, 404, "{method} {}", link(hidden));
            }
        }
    }
    let list = get(&site, &Link::Evaluation(world.call), &key).await;
    ok(&list, "No proposals for you yet");
    let links: [fn(convoca::domain::ids::CallId) -> Link; 5] =
        [Link::Panel, Link::Conflicts, Link::Assignment, Link::Progress, Link::Chair];
    for link in links {
        for key in [&key, &mill] {
            assert_eq!(get(&site, &link(world.call), key).await.status, 404);
        }
        let auditor = sign_in(&app, &world.auditor).await;
        assert_eq!(get(&site, &link(world.call), &auditor).await.status, 200);
        let act = site.ask(&Method::POST, &link(world.call).path(), "", Some(&auditor)).await;
        assert!(matches!(act.status, 403 | 404), "{}", link(world.call));
    }
    app.finish().await;
}
