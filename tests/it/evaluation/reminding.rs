//! By when reports are awaited, who is reminded, and conflicts found when a proposal comes in.

use super::world::{World, employer, save_page};
use crate::{
    checking::verbs::cleared,
    support::{
        app::{TestApp, morning},
        both_databases,
        proposals::Consortium,
        refused,
    },
};
use convoca::{
    actions::{
        account, conflict,
        panel::{self, Invitation},
        proposal_check, report_dates,
    },
    domain::access::Actor,
    store,
};

both_databases!(who_owes_a_report_is_reminded_once_in_the_week_before, async |app| {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill]).await;
    let other = world.proposal(app, 2, &[&world.yard]).await;
    let (anna, bob) = (world.expert(app, "anna").await, world.expert(app, "bob").await);
    for id in [file, other] {
        world.assign(app, id, &anna).await;
        world.assign(app, id, &bob).await;
        world.deliver(app, id, &anna, ["4", "4", "4"]).await;
    }
    let desk = &app.desk;
    let set = async |who: &Actor, day: &str| {
        report_dates::set(desk, who, world.call, 0, morning(day)).await
    };
    assert_eq!(refused(set(&anna, "2023-03-20").await), "forbidden");
    assert_eq!(refused(set(&world.stranger, "2023-03-20").await), "unseen");
    assert_eq!(refused(set(&world.officer, "2023-01-20").await), "form_incomplete");
    set(&world.officer, "2023-03-20").await.unwrap();
    assert_eq!(refused(set(&world.officer, "2023-03-20").await), "already_done");
    app.told().await;
    app.on("2023-03-12");
    assert_eq!(report_dates::remind(desk).await.unwrap(), 0, "too early");
    app.on("2023-03-13");
    // Two processes whose clocks run at the same moment.
    let both = tokio::join!(report_dates::remind(desk), report_dates::remind(desk));
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 1);
    assert_eq!(app.told().await, ["reports_due > bob"]);
    assert_eq!(report_dates::remind(desk).await.unwrap(), 0);
    set(&world.officer, "2023-03-18").await.unwrap();
    assert_eq!(report_dates::remind(desk).await.unwrap(), 0, "once a round");
    assert_eq!(app.told().await, Vec::<String>::new());
});

async fn panellist(app: &TestApp, c: &Consortium, name: &str) -> Actor {
    let address = format!("{name}@{name}.example");
    let id = account::add_person(&app.desk, &address, name, None).await.unwrap();
    let actor = account::actor(&app.desk, id).await.unwrap();
    let form = Invitation { address, name: name.to_owned(), min: 0, max: 3 };
    let (desk, call) = (&app.desk, c.office.call);
    panel::invite(desk, &c.office.officer, call, &form).await.unwrap();
    panel::accept(desk, &actor, call).await.unwrap();
    actor
}

both_databases!(a_conflict_is_found_as_soon_as_the_proposal_comes_in, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let anna = panellist(app, &c, "anna").await;
    save_page(app, &anna, vec![employer("lead Ltd", "PT", "2021-01-01", "")]).await;
    let id = c.ready(app).await;
    let conn = app.desk.database.reads();
    let found = async || store::conflict::of_call(conn, c.office.call).await.unwrap();
    assert!(found().await.is_empty(), "a draft is nobody's to judge");
    c.submit(app, id).await.unwrap();
    let all = found().await;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].proposal, Some(all[0].person)), (id, anna.person()));
    assert!(all[0].bars());
});

both_databases!(a_proposal_is_admitted_while_the_panel_changes, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let anna = panellist(app, &c, "anna").await;
    let id = c.submitted(app).await;
    cleared(app, &c, id).await;
    let (desk, officer, call) = (&app.desk, &c.office.officer, c.office.call);
    let seen = c.seen(app, id).await;
    // One holds the proposal and waits for the call, the other the call: neither waits for ever.
    let (saved, admitted, rechecked) = tokio::join!(
        save_page(app, &anna, vec![employer("lead Ltd", "PT", "2021-01-01", "")]),
        proposal_check::admit(desk, officer, id, seen),
        conflict::recheck(desk, officer, call),
    );
    ((), _) = (saved, rechecked.unwrap());
    admitted.unwrap();
    let all = store::conflict::of_call(desk.database.reads(), call).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.bars()).count(), 1);
});
