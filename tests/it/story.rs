//! The thread from the first account to the last cent, through the real actions, on both
//! databases: who is told what, where the money and the places stand, what the trail says.

use crate::support::{
    app::TestApp,
    both_databases, forms,
    kit::Kit,
    people::{self, Opening},
    refused,
};
use convoca::{
    actions::{
        account::{self, Registration},
        application, organisation, payment, profile, report,
    },
    domain::{
        access::Actor,
        application::stage::Side,
        ids::ApplicationId,
        money::Money,
        organisation::MemberRole,
        paper::{Paper, Signatory},
        payment::PaymentStageKind,
    },
    store,
};

mod turns;

/// Registers, confirms by the mailed link, signs in; as everyone does.
async fn sign_up(app: &TestApp, name: &str) -> Actor {
    let address = format!("{name}@example.org");
    let password = "correct horse battery".to_owned();
    let form = Registration { address: address.clone(), name: name.to_owned(), password };
    account::register(&app.desk, "127.0.0.1", form).await.unwrap();
    let mails = app.new_mails().await;
    let [mail] = &mails[..] else { panic!("one mail, not {mails:?}") };
    assert_eq!(
        (mail.notice.as_str(), mail.address.as_str()),
        ("confirm_address", address.as_str())
    );
    let early = account::sign_in(&app.desk, "127.0.0.1", &address, "correct horse battery").await;
    assert!(early.unwrap_err().refusal().is_some(), "nobody signs in before confirming");
    account::verify(&app.desk, mail.secret.as_deref().unwrap()).await.unwrap();
    let session =
        account::sign_in(&app.desk, "127.0.0.1", &address, "correct horse battery").await.unwrap();
    let (found, actor) = account::whose(&app.desk, &session.key).await.unwrap().unwrap();
    assert_eq!((found.person_id, found.name.as_str()), (session.person, name));
    actor
}

/// An organisation of a person who has just signed up.
async fn found(app: &TestApp, name: &str, kind: &str, country: &str) -> people::Party {
    let lead = sign_up(app, name).await;
    let form = people::organisation_form(name, kind, country);
    let id = organisation::create(&app.desk, &lead, &form).await.unwrap();
    people::Party { id, lead: people::again(app, &lead).await }
}

async fn hand_profile_in(app: &TestApp, kit: &Kit, visits: bool) {
    let (party, partnership, coordinator) = if visits {
        (&kit.visitor, kit.office.partnership, &kit.office.coordinator)
    } else {
        (&kit.host, kit.office.host_partnership, &kit.office.host_coordinator)
    };
    let form = people::profile_form(partnership, visits, !visits);
    let id = profile::save(&app.desk, &party.lead, kit.office.call, party.id, &form).await.unwrap();
    profile::submit(&app.desk, &party.lead, id).await.unwrap();
    let name = if visits { "coordinator" } else { "host-coordinator" };
    assert_eq!(app.told().await, [format!("profile_to_assess > {name}")]);
    let seen = store::profile::load(app.desk.database.reads(), id).await.unwrap().version;
    profile::assess(&app.desk, coordinator, id, seen, None).await.unwrap();
}

/// Everyone of the story, each through their own door.
async fn cast(app: &TestApp) -> Kit {
    let office = people::office(app, &Opening::default()).await;
    app.told().await;
    let visitor = found(app, "visitor", "sme", "PT").await;
    let host = found(app, "host", "cluster", "DK").await;
    people::member(app, &visitor, "visitor-viewer", MemberRole::Viewer).await;
    people::member(app, &visitor, "visitor-editor", MemberRole::Editor).await;
    people::member(app, &host, "host-signer", MemberRole::Signatory).await;
    people::member(app, &host, "host-editor", MemberRole::Editor).await;
    assert_eq!(
        app.told().await,
        [
            "member_added > host-editor",
            "member_added > host-signer",
            "member_added > visitor-editor",
            "member_added > visitor-viewer"
        ]
    );
    let kit = Kit { office, visitor, host, days: forms::STAY, virtual_exchange: false };
    hand_profile_in(app, &kit, true).await;
    assert_eq!(
        app.told().await,
        ["profile_accepted > visitor", "profile_accepted > visitor-editor"]
    );
    hand_profile_in(app, &kit, false).await;
    assert_eq!(
        app.told().await,
        [
            "profile_accepted > host",
            "profile_accepted > host-editor",
            "profile_accepted > host-signer"
        ]
    );
    kit
}

/// Budget and places as `[reserved to go out, gone out, come in]`.
async fn books(app: &TestApp, id: ApplicationId) -> [[i64; 3]; 2] {
    let side = |a: [i64; 4]| [a[0], a[1], a[3]];
    [side(app.account(id, "budget").await), side(app.account(id, "places:exchanges").await)]
}

async fn apply_and_match(app: &TestApp, kit: &Kit) -> ApplicationId {
    let id = kit.draft(app).await;
    assert_eq!(app.told().await, [""; 0], "a draft is nobody's business");
    assert_eq!(app.file(id).await.application.reference, "CXC-2023-0001");
    let seen = kit.seen(app, id).await;
    let receipt = application::submit(&app.desk, &kit.visitor.lead, id, seen).await.unwrap();
    let snapshot = store::application::last_snapshot(app.desk.database.reads(), id).await.unwrap();
    assert_eq!(snapshot.unwrap().digest, receipt.digest);
    assert_eq!(app.file(id).await.amount, Some(Money::from_cents(110_000)));
    assert_eq!(
        app.told().await,
        [
            "match_asked > host",
            "match_asked > host-editor",
            "match_asked > host-signer",
            "submission_receipt > visitor",
            "submission_receipt > visitor-editor"
        ]
    );
    kit.host_confirms(app, id).await;
    assert_eq!(
        app.told().await,
        [
            "application_to_check > officer",
            "match_confirmed > visitor",
            "match_confirmed > visitor-editor"
        ]
    );
    id
}

async fn award_and_sign(app: &TestApp, kit: &Kit, id: ApplicationId) {
    assert_eq!(refused(kit.award(app, id).await), "checks_not_clear");
    kit.clear_checks(app, id).await;
    assert_eq!(kit.award(app, id).await.unwrap(), Money::from_cents(110_000));
    assert_eq!(books(app, id).await, [[110_000, 0, 5_000_000], [1, 0, 500]]);
    assert_eq!(
        app.told().await,
        [
            "award_letter > visitor",
            "award_letter > visitor-editor",
            "papers_to_sign > coordinator",
            "papers_to_sign > host",
            "papers_to_sign > host-coordinator",
            "papers_to_sign > host-signer"
        ]
    );
    kit.sign_all(app, id).await;
    assert_eq!(app.stage(id).await, "agreed");
    assert_eq!(
        app.told().await,
        [
            "all_signed > host",
            "all_signed > host-editor",
            "all_signed > host-signer",
            "all_signed > visitor",
            "all_signed > visitor-editor"
        ]
    );
}

async fn report_and_validate(app: &TestApp, kit: &Kit, id: ApplicationId) {
    app.on("2023-03-16");
    kit.write_report(app, id).await;
    assert_eq!(refused(kit.hand_report_in(app, id).await), "stay_not_over");
    app.on("2023-03-20");
    kit.hand_report_in(app, id).await.unwrap();
    assert_eq!(
        app.told().await,
        [
            "host_report_asked > host",
            "host_report_asked > host-editor",
            "host_report_asked > host-signer",
            "report_received > officer"
        ]
    );
    kit.validate(app, id).await.unwrap();
    assert_eq!(
        app.told().await,
        ["report_validated > visitor", "report_validated > visitor-editor"]
    );
    // The place is counted as done; the money is owed and not paid yet.
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
    let owed = format!("payable:{}", kit.visitor.id);
    assert_eq!(app.account(id, &owed).await, [0, 0, 0, 110_000]);
    assert_eq!(app.account(id, "taken:is:sme").await, [0, 0, 0, 1]);
    let partnership = format!("partnership:{}", kit.office.partnership);
    assert_eq!(app.account(id, &partnership).await, [0, 0, 0, 1]);
}

async fn pay(app: &TestApp, kit: &Kit, id: ApplicationId) {
    assert_eq!(refused(kit.propose(app, id).await), "rates_not_confirmed");
    let (desk, officer) = (&app.desk, &kit.office.officer);
    convoca::actions::call::confirm_rates(desk, officer, kit.office.call).await.unwrap();
    let due = kit.propose(app, id).await.unwrap();
    assert_eq!(
        app.told().await,
        ["payment_to_approve > finance", "payment_to_approve > finance-two"]
    );
    assert_eq!(refused(kit.propose(app, id).await), "already_done");
    let seen = kit.payment_seen(app, id, due).await;
    payment::approve(desk, &kit.office.finance, due, seen).await.unwrap();
    let seen = kit.payment_seen(app, id, due).await;
    payment::export(desk, &kit.office.finance, due, seen).await.unwrap();
    assert_eq!(app.told().await, [""; 0]);
    app.on("2023-03-24");
    kit.settle(app, id, due, "2023-03-24").await.unwrap();
    assert_eq!(app.told().await, ["payment_made > visitor", "payment_made > visitor-editor"]);
    assert_eq!(app.stage(id).await, "feedback");
    assert_eq!(app.payments(id).await, [PaymentStageKind::Settled]);
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
}

async fn host_says_how_it_was(app: &TestApp, kit: &Kit, id: ApplicationId) {
    assert_eq!(
        refused(report::submit_host(&app.desk, &kit.host.lead, id).await),
        "form_incomplete"
    );
    kit.write_feedback(app, id).await;
    report::submit_host(&app.desk, &kit.host.lead, id).await.unwrap();
    assert_eq!(app.stage(id).await, "closed");
}

both_databases!(from_the_first_account_to_the_last_cent, async |app| {
    let kit = cast(app).await;
    let id = apply_and_match(app, &kit).await;
    award_and_sign(app, &kit, id).await;
    report_and_validate(app, &kit, id).await;
    pay(app, &kit, id).await;
    host_says_how_it_was(app, &kit, id).await;
    let trail = app.trail(id).await;
    let mut short = trail.clone();
    short.dedup();
    assert_eq!(
        short,
        [
            "application_started",
            "application_submitted",
            "match_confirmed",
            "check_answered",
            "awarded",
            "paper_signed",
            "all_signed",
            "evidence_added",
            "report_submitted",
            "report_validated",
            "payment_proposed",
            "payment_approved",
            "payment_exported",
            "payment_settled",
            "host_report_submitted"
        ]
    );
    let signed = trail.iter().filter(|event| *event == "paper_signed").count();
    assert_eq!(signed, 6, "four places under one paper, two under the other");
});

both_databases!(one_person_signs_for_one_party, async |app| {
    let mut kit = Kit::new(app).await;
    let id = kit.awarded(app).await;
    kit.sign(app, id, Paper::Agreement, Signatory::VisitorPartnership).await.unwrap();
    kit.sign(app, id, Paper::Commitment, Signatory::VisitorPartnership).await.unwrap();
    let twice = kit.sign(app, id, Paper::Commitment, Signatory::VisitorPartnership).await;
    assert_eq!(refused(twice), "already_done");
    // The same coordinator for both partnerships.
    let post = convoca::domain::person::StaffRole::Coordinator(kit.office.host_partnership);
    let person = kit.office.coordinator.person().unwrap();
    let system = Actor::system("test");
    convoca::actions::roles::give(&app.desk, &system, person, post).await.unwrap();
    kit.office.host_coordinator = people::again(app, &kit.office.coordinator).await;
    let other = kit.sign(app, id, Paper::Commitment, Signatory::HostPartnership).await;
    assert_eq!(refused(other), "signed_for_other");
    // A text that was not on the page.
    let lead = &kit.visitor.lead;
    let (paper, place) = (Paper::Commitment, Signatory::Visitor);
    let blind = convoca::actions::papers::sign(&app.desk, lead, id, paper, place, "0").await;
    assert_eq!(refused(blind), "text_changed");
});

both_databases!(a_side_confirms_once, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.submitted(app).await;
    kit.host_confirms(app, id).await;
    let seen = kit.seen(app, id).await;
    for (who, side) in [(&kit.host, Side::Host), (&kit.visitor, Side::Visitor)] {
        let again = application::confirm_match(&app.desk, &who.lead, id, side, seen).await;
        assert_eq!(refused(again), "already_done");
    }
});
