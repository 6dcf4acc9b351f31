//! Every exchange programme's file walked to paid and to refused through the real actions, with
//! answers made from its own forms. A file that is put into config/programmes is walked without
//! anybody telling.

use crate::support::{
    app::TestApp,
    database::Engine,
    kit::Kit,
    people::{Opening, office},
    refused, source,
};
use convoca::{
    actions::{decision, report},
    domain::{organisation::OrganisationKind, programme::Programme},
};
use std::path::Path;

const FOLDER: &str = "config/programmes";

/// A kind that may be on this side, a cluster when that may.
fn kind<'k>(mut kinds: impl Iterator<Item = &'k OrganisationKind>) -> &'static str {
    let all: Vec<&OrganisationKind> = kinds.by_ref().collect();
    let cluster = all.iter().find(|kind| ***kind == OrganisationKind::Cluster);
    cluster.or(all.first()).expect("a programme has parties on both sides").code()
}

async fn kit(app: &TestApp, programme: &Programme) -> Kit {
    let opening = Opening { programme: programme.slug.clone(), ..Opening::default() };
    let office = office(app, &opening).await;
    let visitor = office.visitor_of(app, "visitor", kind(programme.visitors.iter())).await;
    let host = office.host_of(app, "host", kind(programme.hosts.iter())).await;
    let days = crate::support::forms::STAY;
    Kit { office, visitor, host, days, virtual_exchange: false }
}

/// Runs `walk` for every file of the folder, each with a database of its own.
async fn every(walk: impl AsyncFn(&TestApp, &Kit)) {
    let files = source::files(FOLDER, &[".toml"]);
    assert!(!files.is_empty(), "{FOLDER} is empty");
    for file in files {
        let folder = source::root().join(Path::new(FOLDER));
        let app = TestApp::open_with(Engine::Sqlite, Some(&folder)).await.unwrap();
        let slug = file.text.lines().find_map(|line| line.strip_prefix("slug = ")).unwrap();
        let scheme = app.desk.catalogue.scheme(slug.trim().trim_matches('"')).unwrap().clone();
        let Some(programme) = scheme.exchange() else {
            app.finish().await;
            continue;
        };
        let kit = kit(&app, programme).await;
        walk(&app, &kit).await;
        app.finish().await;
    }
}

#[tokio::test]
async fn every_programme_leads_to_paid() {
    every(async |app, kit| {
        let id = kit.paid(app).await;
        if app.stage(id).await == "feedback" {
            kit.write_feedback(app, id).await;
            report::submit_host(&app.desk, &kit.host.lead, id).await.unwrap();
        }
        assert_eq!(app.stage(id).await, "closed");
        let amount = app.file(id).await.amount.unwrap().cents();
        assert_eq!(app.account(id, "budget").await, [0, amount, 0, 5_000_000]);
        assert!(amount > 0, "an exchange of the programme is paid");
    })
    .await;
}

#[tokio::test]
async fn every_programme_leads_to_refused() {
    every(async |app, kit| {
        let id = kit.submitted(app).await;
        let seen = kit.seen(app, id).await;
        let (desk, officer) = (&app.desk, &kit.office.officer);
        decision::refuse(desk, officer, id, seen, "it does not fit").await.unwrap();
        assert_eq!(app.stage(id).await, "refused");
        assert_eq!(refused(kit.award(app, id).await), "wrong_stage");
        assert_eq!(app.account(id, "budget").await, [0, 0, 0, 5_000_000]);
    })
    .await;
}

#[tokio::test]
async fn every_programme_refuses_an_empty_form_field_by_field() {
    every(async |app, kit| {
        let (call, visitor, host) = (kit.office.call, kit.visitor.id, kit.host.id);
        let lead = &kit.visitor.lead;
        let start = convoca::actions::application::start(&app.desk, lead, call, visitor, host);
        let id = start.await.unwrap();
        let seen = kit.seen(app, id).await;
        let no = convoca::actions::application::submit(&app.desk, lead, id, seen).await;
        let Err(convoca::actions::ActionError::Refused(
            convoca::domain::refusal::Refusal::FormIncomplete { faults },
        )) = no
        else {
            panic!("handed in without an answer: {no:?}")
        };
        let programme = kit.programme(app).await;
        let asked = programme.form.fields().filter(|f| f.required && f.show_if.is_none());
        for field in asked {
            assert!(faults.iter().any(|fault| fault.field == field.key), "{}", field.key);
        }
    })
    .await;
}
