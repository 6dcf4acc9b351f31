//! A voucher call with cut-offs: what comes in until one is evaluated, ranked and released
//! together.

use crate::support::{
    app::{TestApp, morning},
    database::Engine,
    left_out,
    people::{Opening, new_call, office_of, staff},
    postgres_server,
    proposals::refused,
    site::{Site, sign_in},
    walk::Walk,
};
use axum::http::Method;
use convoca::{
    actions::{budget, call, call_rounds, proposal, ranking, release},
    domain::{ids::CallId, money::Money, person::StaffRole, proposal::ProposalStageKind as K},
    store,
};
use std::{fs, path::PathBuf};

/// One cut-off in the middle of February; the deadline is the last.
const CUT_OFF: &str = "2023-02-14";
/// A lump sum of a feasibility voucher fits several times.
const BUDGET: i64 = 5_000_000;

/// The vouchers' programme with the feasibility study evaluated after cut-offs.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("convoca-cut-offs-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let text = include_str!("../../../config/programmes/innosup_voucher.toml");
    let text = text.replacen("intake = \"deadline\"", "intake = \"cut_offs\"", 1);
    fs::write(folder.join("innosup_voucher.toml"), text).unwrap();
    folder
}

/// Runs a test on one engine, with that programme.
async fn on(engine: Engine, test: impl AsyncFnOnce(&TestApp)) {
    if engine == Engine::Postgres {
        let missing = "CONVOCA_TEST_POSTGRES does not name a server";
        let missing = postgres_server().is_none().then_some(missing);
        if !left_out::may_run("postgresql", missing) {
            return;
        }
    }
    let app = TestApp::open_with(engine, Some(&folder())).await.unwrap();
    test(&app).await;
    app.finish().await;
}

macro_rules! both {
    ($name:ident, $test:path) => {
        mod $name {
            use super::{Engine, on};
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                on(Engine::Sqlite, $test).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                on(Engine::Postgres, $test).await;
            }
        }
    };
}

/// A published call with one cut-off before its deadline.
async fn walk(app: &TestApp) -> Walk {
    let officer = staff(app, "officer", StaffRole::Officer).await;
    let opening = Opening { programme: "innosup_voucher".into(), ..Opening::default() };
    let id = call::create(&app.desk, &officer, new_call(&opening)).await.unwrap();
    let set =
        async |day: &str| call_rounds::set(&app.desk, &officer, id, vec![morning(day)], "").await;
    assert_eq!(refused(set("2023-03-01").await), "form_incomplete", "after the deadline");
    set(CUT_OFF).await.unwrap();
    call::publish(&app.desk, &officer, id).await.unwrap();
    let office = office_of(app, officer, id).await;
    let given = Money::from_cents(BUDGET);
    budget::give(&app.desk, &office.finance, id, given, "grant").await.unwrap();
    Walk::of(app, office).await
}

async fn page(app: &TestApp, call: CallId) -> String {
    let site = Site::new(app);
    site.ask(&Method::GET, &format!("/calls/{call}"), "", None).await.body
}

async fn each_cut_off_is_decided_as_its_own_round(app: &TestApp) {
    let walk = walk(app).await;
    let call = walk.office.call;
    assert!(page(app, call).await.contains("apply before 14 February 2023"));
    let early = walk.handed_in(app, "feasibility", "early").await;
    let draft = walk.draft(app, "feasibility", "late").await;
    assert_eq!(walk.stored(app, early.id).await.proposal.round, 0);
    walk.after_round(app, 0).await;
    assert!(page(app, call).await.contains("apply before 28 February 2023"));
    // What was handed in stays; a draft goes into the next round.
    let back = proposal::reopen(&app.desk, &early.parties[0].lead, early.id).await;
    assert_eq!(refused(back), "deadline_passed");
    walk.write(app, &draft).await;
    walk.submit(app, &draft).await.unwrap();
    assert_eq!(walk.stored(app, draft.id).await.proposal.round, 1);
    for one in [&early, &draft] {
        walk.admit(app, one).await;
        walk.evaluate(app, one, "4.5").await;
    }
    // The second can't be decided before its cut-off; the first can.
    let (desk, officer) = (&app.desk, &walk.office.officer);
    let tried = ranking::try_out(desk, officer, call, 1, None).await.unwrap();
    let kept = ranking::keep(desk, officer, call, 1, "Early", tried.settings).await.unwrap();
    assert_eq!(refused(ranking::propose(desk, officer, kept, 1).await), "call_still_open");
    assert_eq!(refused(release::preview(desk, officer, call, 1).await), "not_signed");
    walk.sign(app, 0, Some(BUDGET / 2)).await;
    walk.release(app, 0).await.unwrap();
    assert_eq!(
        [walk.stage(app, &early).await, walk.stage(app, &draft).await],
        [K::Awarded, K::Admitted]
    );
    assert_eq!(walk.letters(app, &draft).await.len(), 0, "the second round reads nothing yet");
    let (given, left) = walk.budget(app).await;
    assert_eq!(given + left, BUDGET);
    walk.after_round(app, 1).await;
    ranking::drop(desk, officer, kept, 1).await.unwrap();
    walk.sign(app, 1, None).await;
    walk.release(app, 1).await.unwrap();
    assert_eq!(walk.stage(app, &draft).await, K::Awarded);
    assert_eq!(walk.budget(app).await.0, 2 * given);
    // After the last the call is closed, and everybody who is funded stands in one list.
    let late =
        proposal::start(desk, &early.parties[0].lead, call, early.parties[0].id, "feasibility");
    assert_eq!(refused(late.await), "deadline_passed");
    let site = Site::new(app);
    let list = site.ask(&Method::GET, &format!("/calls/{call}/results"), "", None).await.body;
    for one in [&early, &draft] {
        let reference = walk.stored(app, one.id).await.proposal.reference;
        assert!(list.contains(&reference), "{list}");
    }
}

async fn the_office_chooses_a_cut_off_by_its_day(app: &TestApp) {
    let walk = walk(app).await;
    let call = walk.office.call;
    let (site, key) = (Site::new(app), sign_in(app, &walk.office.officer).await);
    for (page, current) in
        [("ranking", "14 February 2023"), ("ranking?round=2", "28 February 2023")]
    {
        let path = format!("/office/calls/{call}/{page}");
        let body = site.ask(&Method::GET, &path, "", Some(&key)).await.body;
        let mark = format!("aria-current=\"true\">Cut-off of {current}");
        assert!(body.contains(&mark), "{path}: {body}");
    }
    let stored = store::call::load(app.desk.database.reads(), call).await.unwrap();
    assert_eq!(stored.call.rounds(), 2);
    let missing = ranking::try_out(&app.desk, &walk.office.officer, call, 2, None).await;
    assert_eq!(refused(missing), "unseen", "there is no third cut-off");
}

both!(cut_offs, super::each_cut_off_is_decided_as_its_own_round);
both!(cut_off_pages, super::the_office_chooses_a_cut_off_by_its_day);
