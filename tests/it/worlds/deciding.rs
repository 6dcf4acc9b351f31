//! What the office prepares before a release, and what follows from it. The one rule: before the
//! release nobody outside the office learns anything; after it each consortium learns of itself.

use super::look::{Ids, Look};
use crate::support::{
    app::TestApp,
    both_databases,
    decided::{Decided, given},
    people::again,
};
use convoca::{
    actions::{
        letter, ranking,
        redress::{self, Decision},
        reserve,
    },
    store,
};

const ONE: &[i64] = &[2_000_000];
/// Who reads rankings.
const RANKS: [&str; 3] = ["officer", "second", "auditor"];
/// Who reads proposals that are decided.
const READS: [&str; 4] = ["officer", "second", "auditor", "finance"];

fn and<'n>(office: &[&'n str], more: &[&'n str]) -> Vec<&'n str> {
    office.iter().chain(more).copied().collect()
}

async fn look<'w>(app: &'w TestApp, kit: &Decided) -> Look<'w> {
    let mut leads = Vec::new();
    for party in &kit.leads {
        leads.push(again(app, &party.lead).await);
    }
    let o = &kit.office;
    let who = [
        ("stranger", &o.stranger),
        ("funded", &leads[0]),
        ("first", &leads[1]),
        ("next", &leads[2]),
        ("below", &leads[3]),
        ("officer", &o.officer),
        ("second", &kit.second),
        ("auditor", &o.auditor),
        ("finance", &o.finance),
        ("admin", &o.admin),
    ];
    let ids = Ids {
        calls: vec![o.call.to_string()],
        proposals: kit.proposals.iter().map(ToString::to_string).collect(),
        organisations: vec![kit.leads[1].id.to_string()],
        ..Ids::default()
    };
    Look::new(app, &who, &ids).await
}

async fn letter_opened(app: &TestApp, kit: &Decided, number: usize) {
    let lead = again(app, &kit.leads[number].lead).await;
    letter::open(&app.desk, &lead, kit.proposals[number]).await.unwrap();
}

both_databases!(what_is_decided_is_told_to_those_it_concerns, async |app| {
    let marks = [[45, 45, 45], [42, 42, 42], [40, 40, 40], [20, 40, 40]];
    let kit = Decided::new(app, 2_000_000, &marks.map(|marks| given(marks, ONE))).await;
    let desk = &app.desk;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let settings = kit.settings(app).await;
    let mut look = look(app, &kit).await;
    let keep = async { _ = kit.keep(app, settings.clone()).await };
    look.secret("a kept ranking", &RANKS, keep).await;
    let conn = desk.database.reads();
    let all = store::ranking::list(conn, call, 0).await.unwrap();
    let id = all[0].id;
    let propose = async { kit.propose(app, id).await.unwrap() };
    look.secret("a proposed ranking", &RANKS, propose).await;
    let sign = async { kit.sign(app, id).await.unwrap() };
    look.secret("a signed ranking", &RANKS, sign).await;
    let other = async {
        let all = ranking::keep(desk, officer, call, 0, "Other", settings.clone()).await;
        _ = all.unwrap();
    };
    look.secret("another ranking after it", &RANKS, other).await;
    let dropped = async {
        let all = store::ranking::list(conn, call, 0).await.unwrap();
        let other = all.iter().find(|one| one.name == "Other").unwrap();
        ranking::drop(desk, officer, other.id, other.version).await.unwrap();
    };
    look.secret("that it was dropped", &RANKS, dropped).await;
    look.step(async { _ = kit.release(app).await.unwrap() }).await;

    let opened = letter_opened(app, &kit, 0);
    look.secret("that a letter was read", &and(&READS, &["funded"]), opened).await;
    let opened = letter_opened(app, &kit, 3);
    look.secret("that a refusal was read", &and(&READS, &["below"]), opened).await;
    look.step(letter_opened(app, &kit, 1)).await;
    look.step(letter_opened(app, &kit, 2)).await;
    let below = again(app, &kit.leads[3].lead).await;
    let asked = async {
        let text = "The second criterion was marked against the first one's text.";
        _ = letter::ask_redress(desk, &below, kit.proposals[3], "rules_not_followed", text)
            .await
            .unwrap();
    };
    look.secret("that a review was asked for", &and(&READS, &["below"]), asked).await;
    let decided = async {
        let all = store::redress::of_proposal(conn, kit.proposals[3]).await.unwrap();
        let (id, seen) = (all[0].id, all[0].version);
        let why = "The text was read as it stands.";
        redress::decide(desk, officer, id, seen, Decision::Reject, why).await.unwrap();
    };
    look.secret("what came of it", &and(&READS, &["below"]), decided).await;
    look.step(async { _ = kit.withdraw(app, 0).await.unwrap() }).await;
    let first = again(app, &kit.leads[1].lead).await;
    let seen = kit.seen(app, 1).await;
    let declined = async { reserve::decline(desk, &first, kit.proposals[1], seen).await.unwrap() };
    let concerned = and(&READS, &["first", "next"]);
    look.secret("that an offer was turned down", &concerned, declined).await;
    look.kept(10);
});
