//! Small rules of the office, by their pages and by the actions themselves: what can't be done yet
//! is not offered, and what a page refuses the action behind it refuses too.

use super::client::Client;
use crate::support::{
    app::TestApp,
    both_databases,
    kit::Kit,
    people::{again, party, person, profile_form, staff},
    refused,
};
use convoca::{
    actions::{
        call, payment,
        profile::{self, ProfileForm},
        report, roles,
    },
    domain::{access::Actor, ids::ProfileId, person::StaffRole},
    render::{Link, Renderer},
    store,
};

both_databases!(a_profile_goes_to_the_partnership_with_most_room, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let office = &kit.office;
    let partnership = async |id: ProfileId| {
        let stored = store::profile::load(app.desk.database.reads(), id).await.unwrap();
        stored.partnership_id
    };
    let chosen_none =
        || ProfileForm { partnership: None, ..profile_form(office.partnership, true, false) };
    let new = async |name: &str| {
        let new = party(app, name, "sme", "PT").await;
        profile::save(&app.desk, &new.lead, office.call, new.id, &chosen_none()).await.unwrap()
    };
    // Equal room: the first by code.
    assert_eq!(partnership(new("first").await).await, office.partnership);
    // An agreed exchange counts for the visitor's partnership, which then has one place less.
    kit.awarded(app).await;
    assert_eq!(partnership(new("second").await).await, office.host_partnership);
    let add = call::add_partnership(
        &app.desk,
        &office.officer,
        office.call,
        "WIDE",
        "Wide",
        Some(900),
        &[],
    );
    let wide = add.await.unwrap();
    let third = new("third").await;
    assert_eq!(partnership(third).await, wide);
    // Who has one keeps it, whatever room there is elsewhere.
    let form = ProfileForm { seen: 1, ..chosen_none() };
    let lead = again(app, &kit.visitor.lead).await;
    let form = ProfileForm {
        seen: store::profile::of(app.desk.database.reads(), office.call, kit.visitor.id)
            .await
            .unwrap()
            .unwrap()
            .version,
        ..form
    };
    let own = profile::save(&app.desk, &lead, office.call, kit.visitor.id, &form).await.unwrap();
    assert_eq!(partnership(own).await, office.partnership);
});

both_databases!(an_award_is_offered_once_it_can_be_made, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.submitted(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let button = "name=\"act\" value=\"award\"";
    let page = officer.get(&Link::File(id)).await.body;
    assert!(!page.contains(button), "no button before the checks: {page}");
    assert!(page.contains("It can&#39;t be awarded yet"), "{page}");
    assert!(page.contains("both sides’ confirmation of the match"), "{page}");
    kit.host_confirms(app, id).await;
    kit.clear_checks(app, id).await;
    let page = officer.get(&Link::File(id)).await.body;
    assert!(page.contains(button) && !page.contains("be awarded yet"), "{page}");
});

both_databases!(the_ledger_names_each_partnership, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    kit.awarded(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let all = Link::Ledger(kit.office.call).with(&[("kind", "all")]);
    let page = officer.get_at(&all).await.body;
    let named = "Exchanges of Partnership of the North (NORTH)";
    assert_eq!(page.matches(named).count(), 2, "the account and its transfer: {page}");
    assert!(!page.contains("Exchanges of a partnership"), "{page}");
});

both_databases!(a_stay_that_is_over_is_not_ahead, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.agreed(app).await;
    for (day, says) in [
        ("2023-03-05", "agreed, stay ahead"),
        ("2023-03-06", "agreed, stay under way"),
        ("2023-03-17", "agreed, stay under way"),
        ("2023-03-18", "stay over, report awaited"),
    ] {
        app.on(day);
        let officer = Client::of(app, &kit.office.officer).await;
        for link in [Link::Queue(kit.office.call), Link::File(id)] {
            let page = officer.get(&link).await.body;
            assert!(page.contains(says), "{day}, {}: {page}", link.path());
        }
    }
});

both_databases!(the_bank_s_day_is_never_ahead, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    let due = kit.exported(app, id).await;
    // It is 20 March 2023.
    assert_eq!(refused(kit.settle(app, id, due, "2023-03-21").await), "bank_day_ahead");
    assert_eq!(app.stage(id).await, "validated");
    kit.settle(app, id, due, "2023-03-20").await.unwrap();
    let seen = kit.payment_seen(app, id, due).await;
    let back = async |on: &str| {
        let on = on.parse().unwrap();
        payment::bank_returned(&app.desk, &kit.office.finance, due, seen, on, "Closed.").await
    };
    assert_eq!(refused(back("2023-03-21").await), "bank_day_ahead");
    back("2023-03-20").await.unwrap();
});

both_databases!(the_host_s_feedback_waits_for_the_end_of_the_stay, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let id = kit.agreed(app).await;
    kit.write_feedback(app, id).await;
    app.on("2023-03-16");
    let hand_in = async || report::submit_host(&app.desk, &kit.host.lead, id).await;
    assert_eq!(refused(hand_in().await), "stay_not_over");
    let host = Client::of(app, &kit.host.lead).await;
    let page = host.get(&Link::HostReport(id)).await.body;
    assert!(page.contains("It ends on 17 March 2023"), "{page}");
    assert_eq!(app.file(id).await.host_report_at, None);
    app.on("2023-03-17");
    hand_in().await.unwrap();
});

both_databases!(the_last_administrator_stays, async |app: &TestApp| {
    let first = staff(app, "admin", StaffRole::Admin).await;
    let second = staff(app, "second-admin", StaffRole::Admin).await;
    let take = async |by: &Actor, who: &Actor| {
        roles::take(&app.desk, by, who.person().unwrap(), StaffRole::Admin).await
    };
    // Taking what somebody does not have takes nothing from the others.
    take(&first, &person(app, "nobody").await).await.unwrap();
    take(&first, &second).await.unwrap();
    assert_eq!(refused(take(&first, &first).await), "last_administrator");
    assert!(again(app, &first).await.has(StaffRole::Admin));
    let page = Client::of(app, &first).await;
    let form = [("do", "take"), ("role", "admin"), ("partnership", "")];
    let got = page.post(&Link::Person(first.person().unwrap()), &form).await;
    assert_eq!(got.status, 409);
    assert!(got.body.contains("Nobody else is an administrator"), "{}", got.body);
});

/// A filter narrows by what is filled in; saying of each field that it is optional breaks its row.
#[test]
fn no_field_of_a_filter_says_that_it_is_optional() {
    let renderer = Renderer::new().unwrap();
    let mut filters = 0;
    for check in convoca::web::pages() {
        for shown in check(&renderer).unwrap() {
            for form in shown.html.split("<form class=\"filter\"").skip(1) {
                let form = form.split("</form>").next().unwrap();
                assert!(!form.contains("(optional)"), "{}: {form}", shown.template);
                filters += 1;
            }
        }
    }
    assert!(filters > 3, "{filters} filters were looked at");
}
