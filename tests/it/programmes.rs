//! Every programme's file walked through the real actions: exchanges to paid and to refused, with
//! answers made from their own forms; scored programmes to awarded and to refused, with those of
//! their own examples. A file that is put into config/programmes is walked without anybody telling.

use crate::support::{
    app::TestApp,
    database::Engine,
    kit::Kit,
    people::{Opening, office},
    refused, source,
    walk::{Walk, Walked},
};
use convoca::{
    actions::{decision, report, rolling},
    domain::{
        evaluation::rules::Mark,
        organisation::OrganisationKind,
        programme::Programme,
        proposal::{ProposalStageKind, event::Outcome},
        scheme::Scheme,
        scored::{Deciding, ScoredProgramme},
    },
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

/// Runs `walk` for every exchange programme of the folder, each with a database of its own.
async fn every(walk: impl AsyncFn(&TestApp, &Kit)) {
    each(async |app, scheme| {
        if let Scheme::Exchange(programme) = scheme {
            let kit = kit(app, &programme).await;
            walk(app, &kit).await;
        }
    })
    .await;
}

/// Runs `walk` for every file of the folder, each with a database of its own.
async fn each(walk: impl AsyncFn(&TestApp, Scheme)) {
    let files = source::files(FOLDER, &[".toml"]);
    assert!(!files.is_empty(), "{FOLDER} is empty");
    for file in files {
        let folder = source::root().join(Path::new(FOLDER));
        let app = TestApp::open_with(Engine::Sqlite, Some(&folder)).await.unwrap();
        let slug = file.text.lines().find_map(|line| line.strip_prefix("slug = ")).unwrap();
        let scheme = app.desk.catalogue.scheme(slug.trim().trim_matches('"')).unwrap().clone();
        walk(&app, scheme).await;
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

/// Takes proposals of one type from the open call to their last letter; the first is marked as high
/// as it gets, the second in the last round as low.
async fn to_the_end(app: &TestApp, walk: &Walk, kind: &str, all: &[Walked; 2]) {
    let programme = &walk.programme;
    let last = u32::try_from(programme.rounds.len() - 1).unwrap();
    for round in 0..=last {
        let scale = programme.round(round).unwrap().evaluation.scale;
        let (best, worst) = (scale.highest.to_string(), scale.lowest.to_string());
        // Equal marks would have to be drawn for.
        let next = Mark::from_tenths(scale.highest.tenths() - scale.step.tenths()).to_string();
        if round > 0 {
            for one in all {
                walk.write(app, one).await;
                walk.submit(app, one).await.unwrap();
            }
        }
        walk.after_round(app, round).await;
        let low = if round == last { &worst } else { &next };
        for (one, mark) in all.iter().zip([&best, low]) {
            walk.admit(app, one).await;
            walk.evaluate(app, one, mark).await;
        }
        if programme.voucher_type(kind).unwrap().decision == Deciding::Ranked {
            walk.sign(app, round, None).await;
            walk.release(app, round).await.unwrap();
            continue;
        }
        for (one, outcome) in all.iter().zip([Outcome::Award, Outcome::BelowThreshold]) {
            let officer = &walk.office.officer;
            rolling::award_rolling(&app.desk, officer, one.id, outcome).await.unwrap();
        }
    }
}

#[tokio::test]
async fn every_scored_programme_leads_to_awarded_and_to_refused_in_each_type() {
    each(async |app, scheme| {
        let Scheme::Scored(programme) = scheme else { return };
        let ScoredProgramme { slug, types, .. } = programme.as_ref();
        // One type a database: the clock of a call runs once.
        for kind in types {
            let folder = source::root().join(FOLDER);
            let own = TestApp::open_with(Engine::Sqlite, Some(&folder)).await.unwrap();
            let walk = Walk::new(&own, slug, 10_000_000_000).await;
            let one = walk.handed_in(&own, &kind.key, "best").await;
            let other = walk.handed_in(&own, &kind.key, "worst").await;
            let all = [one, other];
            to_the_end(&own, &walk, &kind.key, &all).await;
            let stages = [walk.stage(&own, &all[0]).await, walk.stage(&own, &all[1]).await];
            let want = [ProposalStageKind::Awarded, ProposalStageKind::Declined];
            assert_eq!(stages, want, "{slug}, {}", kind.key);
            let letter = walk.letters(&own, &all[0]).await.remove(0);
            assert!(
                walk.budget(&own).await.0 == letter.amount.cents() && letter.amount.cents() > 0
            );
            own.finish().await;
        }
        assert!(!types.is_empty() && app.desk.catalogue.scored(slug).is_some());
    })
    .await;
}
