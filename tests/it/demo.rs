//! The demonstration: every stage is there, few places remain, everyone who is told can sign in,
//! and a second run changes nothing. That nothing else is wrong, each test asks at its end.

use crate::support::{
    app::{TestApp, morning},
    both_databases,
    database::Engine,
};
use convoca::{
    actions::account,
    cli::demo,
    config::demo::DemoData,
    domain::{application::StageKind, payment::PaymentStageKind},
    store::{call, ledger, sql},
};
use std::{collections::BTreeSet, path::Path, process::Command};

/// The stages a payment of the story is seen in; none is taken back.
const PAYMENTS: [PaymentStageKind; 5] = [
    PaymentStageKind::Proposed,
    PaymentStageKind::Approved,
    PaymentStageKind::Exported,
    PaymentStageKind::Settled,
    PaymentStageKind::Returned,
];

/// One column of a query.
#[derive(Debug, sea_orm::FromQueryResult)]
struct One {
    value: String,
}

async fn column(app: &TestApp, query: &str) -> Vec<String> {
    let rows: Vec<One> = sql::rows(app.desk.database.reads(), query, vec![]).await.unwrap();
    rows.into_iter().map(|row| row.value).collect()
}

async fn fill(app: &TestApp) {
    demo::fill(&app.paying(), 25, morning("2024-05-15"), async || Ok(())).await.unwrap();
}

async fn an_edition_in_mid_life(app: &TestApp) {
    fill(app).await;
    let stages = column(app, "select stage as value from applications").await;
    assert_eq!(stages.len(), 25);
    let all = |codes: &[&str]| codes.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(BTreeSet::from_iter(stages), all(&StageKind::ALL.map(StageKind::code)));
    let payments = column(app, "select stage as value from payments").await;
    assert_eq!(BTreeSet::from_iter(payments), all(&PAYMENTS.map(PaymentStageKind::code)));
    assert_eq!(column(app, "select stage as value from batches").await, ["done"]);
    let of = "select distinct c.programme as value from payments y \
              join calls c on c.id = y.call_id where y.batch_id is not null order by 1";
    assert_eq!(column(app, of).await.len(), 2, "one batch for both schemes");
    let claims = column(app, "select stage as value from recoveries order by stage").await;
    assert_eq!(claims, ["partly_repaid", "proposed"]);
    let finds = "select state as value from screening_candidates where state <> 'cleared'";
    assert!(column(app, finds).await.len() <= 1, "one find waits, and stops one payment");
    let online = "select reference as value from applications where virtual_exchange = true";
    assert_eq!(column(app, online).await.len(), 3);
    let profiles = column(app, "select stage as value from profiles").await;
    assert_eq!(BTreeSet::from_iter(profiles), all(&["accepted", "rejected", "submitted"]));

    let calls = call::list(app.desk.database.reads(), true).await.unwrap();
    assert_eq!(calls.len(), 4);
    let exchanges = calls.iter().find(|one| one.call.programme == "clusterxchange").unwrap();
    let accounts = ledger::overview(app.desk.database.reads(), exchanges.call.id).await.unwrap();
    let free = |name: &str| {
        let account = accounts.iter().find(|account| account.name == name).unwrap();
        account.credits_posted - account.debits_posted - account.debits_pending
    };
    assert!((1..=3).contains(&free("places:exchanges")), "few places remain");
    assert!((1..=3).contains(&free("places:not:sme")), "few of them without an SME");
    vouchers(app).await;
}

/// The second edition: one call decided, with all that follows; one in evaluation; one open.
async fn vouchers(app: &TestApp) {
    let all = async |sql: &str| BTreeSet::from_iter(column(app, sql).await);
    let codes = |codes: &[&str]| codes.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let handed_in = column(app, "select reference as value from proposals where stage <> 'draft'");
    assert!(handed_in.await.len() >= 70);
    assert_eq!(
        all("select stage as value from proposals").await,
        codes(&["draft", "ineligible", "admitted", "awarded", "reserve", "declined", "withdrawn"])
    );
    assert_eq!(
        all("select outcome as value from letters").await,
        codes(&["award", "reserve", "below_line", "below_threshold"])
    );
    assert_eq!(all("select state as value from redress").await, codes(&["open", "rejected"]));
    assert_eq!(
        all("select state as value from panel_members").await,
        codes(&["invited", "accepted", "declined"])
    );
    assert_eq!(all("select state as value from clarifications").await, codes(&["answered"]));
}

both_databases!(mid_life, an_edition_in_mid_life);

#[tokio::test]
async fn who_is_told_can_sign_in() {
    let app = TestApp::open(Engine::Sqlite).await.unwrap();
    fill(&app).await;
    let data = DemoData::builtin().unwrap();
    for one in demo::sign_ins(&data) {
        let (address, password) = (&one.address, &data.cast.password);
        let signed = account::sign_in(&app.desk, "127.0.0.1", address, password).await;
        assert!(signed.is_ok(), "{one:?}: {signed:?}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_same_day_gives_the_same_trail() {
    let trail = async || {
        let app = TestApp::open(Engine::Sqlite).await.unwrap();
        fill(&app).await;
        let lines =
            column(&app, "select hash as value from audit order by subject_kind, subject_id, seq")
                .await;
        app.finish().await;
        lines
    };
    let first = trail().await;
    assert!(first.len() > 500);
    assert!(first == trail().await, "the trails differ");
}

fn run(dir: &Path) -> String {
    convoca(&["demo", "--seed-only", "--exchanges", "25", "--dir", dir.to_str().unwrap()])
}

fn convoca(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_convoca")).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_second_run_changes_nothing_and_says_the_same() {
    let dir = std::env::temp_dir().join(format!("convoca_demo_{}", std::process::id()));
    // What a run that was stopped leaves is no hindrance.
    std::fs::create_dir_all(dir.join("filling")).unwrap();
    std::fs::write(dir.join("filling/convoca.db"), b"half").unwrap();
    let (first, file) = (run(&dir), dir.join("convoca.db"));
    let filled = std::fs::read(&file).unwrap();
    let second = run(&dir);
    assert!(std::fs::read(&file).unwrap() == filled, "the second run wrote");
    assert!(!dir.join("filling").exists());
    // Its settings serve the other commands: where it lies, and from which account it pays.
    let settings = dir.join("convoca.toml");
    let config = ["--config", settings.to_str().unwrap()];
    let answer = convoca(&[&["payment", "rehearse", "--batch", "latest"][..], &config].concat());
    assert!(answer.contains("BE31111122223333"), "{answer}");
    std::fs::remove_dir_all(&dir).unwrap();
    let told = second.trim_start();
    assert!(told.contains("ines.carvalhal@tecnotex.example"), "{told}");
    assert!(first.ends_with(told), "{first}");
}
