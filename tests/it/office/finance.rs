//! Payments, ledger and budget by their pages: two people, the bank's day, each cent.

use super::client::{Client, Got};
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    domain::{access::Actor, ids::PaymentId},
    render::Link,
};

/// Posts to a payment as its page would, with the version that stands now.
async fn post(
    app: &TestApp,
    who: &Actor,
    id: PaymentId,
    seen: i64,
    fields: &[(&str, &str)],
) -> Got {
    let seen = seen.to_string();
    let mut all = vec![("seen", seen.as_str()), ("shown", "0")];
    all.extend_from_slice(fields);
    Client::of(app, who).await.post(&Link::Payment(id), &all).await
}

both_databases!(two_people_pay_and_settling_closes_the_file, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let office = &kit.office;
    let file = kit.reported(app).await;
    let officer = Client::of(app, &office.officer).await;
    let overview = officer.get(&Link::Overview(office.call)).await;
    assert!(overview.body.contains("Closing report: visitor Ltd visits host Ltd"));
    let seen = kit.seen(app, file).await.0.to_string();
    let validated = [("act", "validate"), ("seen", seen.as_str())];
    assert_eq!(officer.post(&Link::Validate(file), &validated).await.status, 303);
    // The table is a derived default: nothing is paid before someone confirms it.
    let early = officer.post(&Link::Propose(file), &[("act", "propose")]).await;
    assert_eq!(early.status, 409);
    assert!(early.body.contains("Nobody has confirmed the rate table"), "{}", early.body);
    let rates = officer.post(&Link::OfficerCall(office.call), &[("act", "rates")]).await;
    assert_eq!(rates.status, 303);
    let proposed = officer.post(&Link::Propose(file), &[("act", "propose")]).await;
    let to = proposed.to.unwrap();
    let id: PaymentId = to.rsplit('/').next().unwrap().parse().unwrap();
    // The officer can't approve, the auditor can do nothing, and neither sees the account whole.
    assert_eq!(post(app, &office.officer, id, 1, &[("act", "approve")]).await.status, 403);
    assert_eq!(post(app, &office.auditor, id, 1, &[("act", "approve")]).await.status, 403);
    assert_eq!(Client::of(app, &office.stranger).await.get_at(&to).await.status, 404);
    let whole = Client::of(app, &office.finance).await.get_at(&to).await.body;
    let masked = officer.get_at(&to).await.body;
    let iban = whole.split("(IBAN)</dt><dd>").nth(1).unwrap().split('<').next().unwrap();
    assert!(iban.starts_with("PT") && iban.len() > 25, "{iban}");
    assert!(!masked.contains(iban));
    assert_eq!(post(app, &office.finance, id, 1, &[("act", "approve")]).await.status, 303);
    assert_eq!(post(app, &office.finance, id, 1, &[("act", "export")]).await.status, 409, "stale");
    assert_eq!(post(app, &office.finance, id, 2, &[("act", "export")]).await.status, 303);
    let late = [("act", "settle"), ("on_settle", "2031-01-01")];
    let late = post(app, &office.finance, id, 3, &late).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("can&#39;t lie in the future"), "{}", late.body);
    let paid = [("act", "settle"), ("on_settle", "2023-03-20")];
    assert_eq!(post(app, &office.finance, id, 3, &paid).await.status, 303);
    assert_eq!(app.stage(file).await, "feedback");
    let list = officer.get_at(&Link::Payments(office.call).with(&[("stage", "settled")])).await;
    assert!(list.body.contains("€\u{a0}1,100.00 paid") && list.body.contains(&to), "{}", list.body);
    let ledger = officer.get_at(&Link::Ledger(office.call).with(&[("kind", "all")])).await.body;
    for part in
        ["Budget of the call", "visitor Ltd", "grant of the year", "Places taken: Exchanges"]
    {
        assert!(ledger.contains(part), "{part}: {ledger}");
    }
    let back =
        [("act", "return"), ("on_return", "2023-03-20"), ("reason_return", "Account closed.")];
    assert_eq!(post(app, &office.finance, id, 4, &back).await.status, 303);
    assert_eq!(app.stage(file).await, "validated");
    assert!(officer.get_at(&to).await.body.contains("Account closed."));
});

both_databases!(whoever_proposed_does_not_approve, async |app: &TestApp| {
    use convoca::{actions::roles, domain::person::StaffRole};
    let kit = Kit::new(app).await;
    let file = kit.validated(app).await;
    let person = kit.office.officer.person().unwrap();
    roles::give(&app.desk, &Actor::system("test"), person, StaffRole::Finance).await.unwrap();
    let id = kit.propose(app, file).await.unwrap();
    let both = crate::support::people::again(app, &kit.office.officer).await;
    let page = Client::of(app, &both).await.get(&Link::Payment(id)).await;
    assert!(!page.body.contains("value=\"approve\""), "no button: {}", page.body);
    let refused = post(app, &both, id, 1, &[("act", "approve")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("You proposed this yourself"), "{}", refused.body);
    let bare = post(app, &both, id, 1, &[("act", "cancel"), ("reason_cancel", "")]).await;
    assert_eq!(bare.status, 422);
    let gone = [("act", "cancel"), ("reason_cancel", "Wrong account.")];
    assert_eq!(post(app, &both, id, 1, &gone).await.status, 303);
});

both_databases!(money_is_given_with_a_reason_by_finance_only, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let budget = Link::Budget(kit.office.call);
    let fields = [("amount", "1,250.50"), ("reason", "second instalment")];
    let officer = Client::of(app, &kit.office.officer).await;
    assert_eq!(officer.post(&budget, &fields).await.status, 403);
    let finance = Client::of(app, &kit.office.finance).await;
    assert_eq!(finance.post(&budget, &[("amount", "much"), ("reason", "x")]).await.status, 422);
    let bare = finance.post(&budget, &[("amount", "5"), ("reason", " ")]).await;
    assert_eq!(bare.status, 422);
    assert!(bare.body.contains("href=\"#f-reason\"") && bare.body.contains("value=\"5\""));
    let done =
        finance.post(&budget, &[("amount", "1250.50"), ("reason", "second instalment")]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = officer.get(&budget).await.body;
    assert!(page.contains("€\u{a0}51,250.50") && page.contains("second instalment"), "{page}");
});

both_databases!(a_call_is_set_up_published_and_extended, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let new = [
        ("programme", "clusterxchange"),
        ("title", "ClusterXchange 2024"),
        ("edition", "2024"),
        ("opens_day", "2024-01-15"),
        ("opens_time", "09:00"),
        ("deadline_day", "2024-01-10"),
        ("deadline_time", "17:00"),
    ];
    let bad = officer.post(&Link::OfficerCalls, &new).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("href=\"#f-deadline-day\""), "{}", bad.body);
    assert!(bad.body.contains("value=\"ClusterXchange 2024\""), "typed text is kept");
    let mut good = new;
    good[5] = ("deadline_day", "2024-02-28");
    let made = officer.post(&Link::OfficerCalls, &good).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let to = made.to.unwrap();
    let call = to.trim_end_matches("/manage").rsplit('/').next().unwrap().parse().unwrap();
    let set_up = Link::OfficerCall(call);
    let early = officer.post(&set_up, &[("act", "publish")]).await;
    assert_eq!(early.status, 409, "a call without partnerships is not published");
    let add = [("act", "partnership"), ("code", "CLOTH"), ("name", "Cloth"), ("target", "12")];
    assert_eq!(officer.post(&set_up, &add).await.status, 303);
    assert_eq!(officer.post(&set_up, &add).await.status, 422, "a code is there once");
    assert_eq!(officer.post(&set_up, &[("act", "publish")]).await.status, 303);
    let day = [("deadline_day", "2024-03-31"), ("deadline_time", "17:00")];
    let bare = [&[("act", "deadline")][..], &day[..]].concat();
    assert_eq!(officer.post(&set_up, &bare).await.status, 422, "moving it needs a reason");
    let moved = [&bare[..], &[("reason", "The platform was down.")][..]].concat();
    assert_eq!(officer.post(&set_up, &moved).await.status, 303);
    let page = officer.get(&set_up).await.body;
    assert!(page.contains("31 March 2024, 17:00 Brussels") && page.contains("CLOTH"), "{page}");
    assert_eq!(officer.post(&set_up, &[("act", "close")]).await.status, 303);
    let finance = Client::of(app, &kit.office.finance).await;
    assert_eq!(finance.post(&set_up, &[("act", "publish")]).await.status, 403);
});

both_databases!(a_profile_is_read_and_sent_back_with_a_reason, async |app: &TestApp| {
    use crate::support::people::{party, profile_form};
    use convoca::actions::profile;
    let kit = Kit::new(app).await;
    let new = party(app, "newcomer", "sme", "PT").await;
    let form = profile_form(kit.office.partnership, true, false);
    let id = profile::save(&app.desk, &new.lead, kit.office.call, new.id, &form).await.unwrap();
    profile::submit(&app.desk, &new.lead, id).await.unwrap();
    let link = Link::ProfileDecide(id);
    let coordinator = Client::of(app, &kit.office.coordinator).await;
    let page = coordinator.get(&link).await;
    assert_eq!(page.status, 200, "its coordinator reads it: {}", page.body);
    for other in [&kit.office.host_coordinator, &new.lead, &kit.office.stranger] {
        assert_eq!(Client::of(app, other).await.get(&link).await.status, 404);
    }
    let list =
        Client::of(app, &kit.office.auditor).await.get(&Link::Profiles(kit.office.call)).await;
    assert!(list.body.contains("1 profile to assess") && list.body.contains("newcomer Ltd"));
    let auditor = Client::of(app, &kit.office.auditor).await;
    assert_eq!(auditor.post(&link, &[("act", "accept"), ("seen", "2")]).await.status, 403);
    let bare = coordinator.post(&link, &[("act", "reject"), ("seen", "2"), ("reason", " ")]).await;
    assert_eq!(bare.status, 422);
    let said = [("act", "reject"), ("seen", "2"), ("reason", "Say which machines.")];
    assert_eq!(coordinator.post(&link, &said).await.status, 303);
    assert!(coordinator.get(&link).await.body.contains("Say which machines."));
});
