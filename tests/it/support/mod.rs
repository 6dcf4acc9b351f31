//! What several tests share: the system under test on both databases, its people, the source tree
//! as values, and the record of what was left out.

pub mod app;
pub mod browser;
pub mod database;
pub mod decided;
pub mod forms;
pub mod kit;
pub mod left_out;
pub mod pages;
pub mod paying;
pub mod pdf;
pub mod people;
pub mod proposals;
pub mod site;
pub mod source;
pub mod walk;

use app::TestApp;
use convoca::actions::ActionError;
use database::Engine;

/// The server for the PostgreSQL half of the suite, without a database's name.
pub fn postgres_server() -> Option<String> {
    let url = std::env::var("CONVOCA_TEST_POSTGRES").ok().filter(|url| !url.is_empty())?;
    let url = url.trim_end_matches('/');
    let host_at = url.find("://").map_or(0, |at| at + 3);
    let end = url[host_at..].find('/').map_or(url.len(), |at| host_at + at);
    Some(url[..end].to_owned())
}

/// The code of the refusal, or `forbidden` or `unseen`; anything else fails the test.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result.unwrap_err() {
        ActionError::Refused(refusal) => {
            serde_json::to_value(refusal).unwrap()["code"].as_str().unwrap().to_owned()
        }
        ActionError::Forbidden => "forbidden".to_owned(),
        ActionError::Unseen => "unseen".to_owned(),
        ActionError::Broken(cause) => panic!("broken: {cause:?}"),
    }
}

/// Runs a test on one engine and asks what must always hold.
pub async fn run(engine: Engine, test: impl AsyncFnOnce(&TestApp)) {
    if engine == Engine::Postgres {
        let missing = "CONVOCA_TEST_POSTGRES does not name a server";
        let missing = postgres_server().is_none().then_some(missing);
        if !left_out::may_run("postgresql", missing) {
            return;
        }
    }
    let app = TestApp::open(engine).await.unwrap();
    test(&app).await;
    app.finish().await;
}

/// One test on both databases: `name::sqlite` and `name::postgres`.
macro_rules! both_databases {
    ($name:ident, $test:expr) => {
        async fn $name(app: &$crate::support::app::TestApp) {
            $crate::support::on(app, $test).await;
        }
        mod $name {
            use $crate::support::{database::Engine, run};
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                run(Engine::Sqlite, super::$name).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                run(Engine::Postgres, super::$name).await;
            }
        }
    };
}
pub(crate) use both_databases;

/// Gives a closure's argument its type.
pub async fn on(app: &TestApp, test: impl AsyncFnOnce(&TestApp)) {
    test(app).await;
}
