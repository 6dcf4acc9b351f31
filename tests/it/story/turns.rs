//! The turns an exchange can take off the straight road: back, aside, online, to an early end.
//! Each says what is told to whom, and what becomes of the money and the places.

use super::books;
use crate::support::{
    app::{TestApp, morning},
    both_databases,
    kit::Kit,
    people, refused,
};
use convoca::{
    actions::{
        ActionError,
        application::{self, Typed},
        call, decision, payment, report, schedule,
    },
    domain::{
        access::{Act, may},
        ids::ApplicationId,
        money::Money,
        organisation::MemberRole,
        paper::Paper,
        payment::PaymentStageKind,
        refusal::Refusal,
    },
    queries::{desk, queue},
    store::{
        self,
        answers::{FormKind, Saved},
    },
};

both_databases!(a_payment_sent_back_is_paid_again, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    let first = kit.exported(app, id).await;
    app.on("2023-03-24");
    kit.settle(app, id, first, "2023-03-24").await.unwrap();
    app.told().await;
    app.on("2023-03-28");
    let seen = kit.payment_seen(app, id, first).await;
    let (desk, finance) = (&app.desk, &kit.office.finance);
    let on = "2023-03-28".parse().unwrap();
    let empty = payment::bank_returned(desk, finance, first, seen, on, " ").await;
    assert_eq!(refused(empty), "reason_missing");
    payment::bank_returned(desk, finance, first, seen, on, "account closed").await.unwrap();
    assert_eq!(app.told().await, ["payment_returned > officer", "payment_returned > visitor"]);
    assert_eq!(app.stage(id).await, "validated");
    // Owed again: what had been paid came back, and the budget never saw it.
    let payable = format!("payable:{}", kit.visitor.id);
    assert_eq!(app.account(id, &payable).await, [0, 110_000, 0, 220_000]);
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
    let second = kit.exported(app, id).await;
    // The feedback came meanwhile; it holds no payment back, and now it closes the file.
    kit.write_feedback(app, id).await;
    report::submit_host(&app.desk, &kit.host.lead, id).await.unwrap();
    assert_eq!(app.stage(id).await, "validated");
    app.on("2023-03-30");
    kit.settle(app, id, second, "2023-03-30").await.unwrap();
    assert_eq!(app.stage(id).await, "closed");
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
    assert_eq!(app.payments(id).await, [PaymentStageKind::Returned, PaymentStageKind::Settled]);
});

both_databases!(a_payment_sent_back_before_it_was_paid_is_proposed_again, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    let first = kit.exported(app, id).await;
    let seen = kit.payment_seen(app, id, first).await;
    app.on("2023-03-24");
    let on = "2023-03-24".parse().unwrap();
    let finance = &kit.office.finance;
    payment::bank_returned(&app.desk, finance, first, seen, on, "no such account").await.unwrap();
    assert_eq!(app.stage(id).await, "validated");
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
    let second = kit.propose(app, id).await.unwrap();
    let seen = kit.payment_seen(app, id, second).await;
    let officer = &kit.office.officer;
    payment::cancel(&app.desk, officer, second, seen, "wrong day").await.unwrap();
    let third = kit.exported(app, id).await;
    app.on("2023-03-30");
    kit.settle(app, id, third, "2023-03-30").await.unwrap();
    assert_eq!(books(app, id).await, [[0, 110_000, 5_000_000], [0, 1, 500]]);
});

both_databases!(withdrawn_after_the_award_frees_all_it_held, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.awarded(app).await;
    kit.sign(app, id, Paper::Agreement, convoca::domain::paper::Signatory::Visitor).await.unwrap();
    app.told().await;
    let seen = kit.seen(app, id).await;
    application::withdraw(&app.desk, &kit.visitor.lead, id, seen).await.unwrap();
    assert_eq!(
        app.told().await,
        ["application_withdrawn > host", "application_withdrawn > visitor"]
    );
    assert_eq!(books(app, id).await, [[0, 0, 5_000_000], [0, 0, 500]]);
    for name in ["taken:exchanges", "taken:is:sme", "taken:is:outside"] {
        assert_eq!(app.account(id, name).await, [0, 0, 0, 0], "{name}");
    }
    // The one funded visit is free again.
    let again = kit.awarded(app).await;
    assert_eq!(books(app, again).await, [[110_000, 0, 5_000_000], [1, 0, 500]]);
});

both_databases!(a_withdrawn_draft_is_told_to_its_own_side_only, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.draft(app).await;
    app.told().await;
    let seen = kit.seen(app, id).await;
    application::withdraw(&app.desk, &kit.visitor.lead, id, seen).await.unwrap();
    assert_eq!(app.told().await, ["application_withdrawn > visitor"]);
    // What was never handed in is not there for anyone else.
    let subject = app.file(id).await.subject();
    let sees = |who: &convoca::domain::access::Actor| may(who, Act::SeeFile, &subject);
    assert!(sees(&kit.visitor.lead));
    assert!(![&kit.host.lead, &kit.office.officer, &kit.office.auditor].into_iter().any(sees));
    let database = &app.desk.database;
    let (call, all) = (kit.office.call, queue::Filter::default());
    assert!(queue::list(database.reads(), call, &all, queue::PAGE).await.unwrap().is_empty());
    let counts = queue::stage_counts(database.reads(), call).await.unwrap();
    assert!(counts.iter().all(|count| count.count == 0), "{counts:?}");
    for (who, files) in [(&kit.host.lead, 0), (&kit.visitor.lead, 1)] {
        let listed = desk::files(database, who.person().unwrap()).await.unwrap();
        assert_eq!(listed.len(), files);
    }
    assert_eq!(app.stage(id).await, "withdrawn");
});

both_databases!(ineligible_and_reinstated, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    app.told().await;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let seen = kit.seen(app, id).await;
    assert_eq!(
        refused(decision::find_ineligible(desk, officer, id, seen, " ").await),
        "reason_missing"
    );
    decision::find_ineligible(desk, officer, id, seen, "no residence").await.unwrap();
    assert_eq!(app.told().await, ["found_ineligible > visitor"]);
    assert_eq!(refused(kit.award(app, id).await), "wrong_stage");
    let stale = decision::reinstate(desk, officer, id, seen).await;
    assert_eq!(refused(stale), "stale");
    let seen = kit.seen(app, id).await;
    decision::reinstate(desk, officer, id, seen).await.unwrap();
    assert_eq!(app.told().await, ["reinstated > visitor"]);
    // Confirmations and checks stand as they stood.
    kit.award(app, id).await.unwrap();
});

both_databases!(refused_with_a_reason_both_are_told, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.submitted(app).await;
    app.told().await;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let seen = kit.seen(app, id).await;
    assert_eq!(refused(decision::refuse(desk, officer, id, seen, "").await), "reason_missing");
    decision::refuse(desk, officer, id, seen, "the goals are too vague").await.unwrap();
    assert_eq!(app.told().await, ["refusal_letter > host", "refusal_letter > visitor"]);
    let seen = kit.seen(app, id).await;
    let withdrawn = application::withdraw(&app.desk, &kit.visitor.lead, id, seen).await;
    assert_eq!(refused(withdrawn), "wrong_stage");
});

both_databases!(a_virtual_exchange_has_no_money_and_counts_apart, async |app| {
    let mut kit = Kit::new(app).await;
    kit.virtual_exchange = true;
    let id = kit.awarded(app).await;
    assert_eq!(app.file(id).await.amount, Some(Money::ZERO));
    let texts = store::papers::texts(app.desk.database.reads(), id).await.unwrap();
    assert_eq!(texts.iter().map(|text| text.paper).collect::<Vec<_>>(), [Paper::Commitment]);
    assert_eq!(books(app, id).await, [[0, 0, 5_000_000], [0, 0, 500]]);
    assert_eq!(app.account(id, "taken:is:virtual").await, [0, 0, 1, 0]);
    kit.sign_all(app, id).await;
    app.on("2023-03-20");
    kit.write_report(app, id).await;
    kit.hand_report_in(app, id).await.unwrap();
    kit.validate(app, id).await.unwrap();
    assert_eq!(app.stage(id).await, "feedback");
    assert_eq!(app.account(id, "taken:is:virtual").await, [0, 0, 0, 1]);
    assert_eq!(refused(kit.propose(app, id).await), "wrong_stage");
});

both_databases!(a_virtual_exchange_leaves_the_funded_visit_free, async |app| {
    let mut kit = Kit::new(app).await;
    kit.virtual_exchange = true;
    kit.awarded(app).await;
    kit.virtual_exchange = false;
    let funded = kit.awarded(app).await;
    assert_eq!(books(app, funded).await, [[110_000, 0, 5_000_000], [1, 0, 500]]);
});

both_databases!(reopened_it_begins_anew, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    app.told().await;
    application::reopen(&app.desk, &kit.visitor.lead, id).await.unwrap();
    assert_eq!(app.told().await, ["application_reopened > host"]);
    assert_eq!(app.stage(id).await, "draft");
    let seen = kit.seen(app, id).await;
    application::submit(&app.desk, &kit.visitor.lead, id, seen).await.unwrap();
    let Err(ActionError::Refused(Refusal::ChecksNotClear { open, failed })) =
        kit.award(app, id).await
    else {
        panic!("awarded without a check")
    };
    let rules = kit.programme(app).await.eligibility.len();
    assert_eq!((open.len(), failed.len()), (rules + 1, 0), "every rule, and the match: {open:?}");
    let snapshot = store::application::last_snapshot(app.desk.database.reads(), id).await.unwrap();
    assert_eq!(snapshot.unwrap().number, 2);
});

both_databases!(nothing_is_reopened_or_handed_in_after_the_deadline, async |app| {
    let kit = Kit::new(app).await;
    let submitted = kit.submitted(app).await;
    let other = kit.with_visitor(app, "late").await;
    let draft = other.draft(app).await;
    app.on("2023-03-01");
    let lead = &other.visitor.lead;
    let seen = other.seen(app, draft).await;
    assert_eq!(refused(application::submit(&app.desk, lead, draft, seen).await), "deadline_passed");
    assert_eq!(app.stage(draft).await, "draft");
    let kept = store::answers::load(app.desk.database.reads(), draft, FormKind::Application).await;
    assert!(kept.unwrap().len() > 10, "every answer is kept");
    let reopened = application::reopen(&app.desk, &kit.visitor.lead, submitted).await;
    assert_eq!(refused(reopened), "deadline_passed");
    // With a later deadline both can be done.
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let later = morning("2023-03-04");
    call::move_deadline(desk, officer, kit.office.call, later, "storm").await.unwrap();
    application::submit(&app.desk, lead, draft, seen).await.unwrap();
    application::reopen(&app.desk, &kit.visitor.lead, submitted).await.unwrap();
});

both_databases!(in_a_closed_call_nothing_is_taken_back_into_writing, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.submitted(app).await;
    call::close(&app.desk, &kit.office.officer, kit.office.call).await.unwrap();
    let reopened = application::reopen(&app.desk, &kit.visitor.lead, id).await;
    assert_eq!(refused(reopened), "deadline_passed");
    assert_eq!(app.stage(id).await, "submitted");
});

async fn type_goals(
    app: &TestApp,
    who: &convoca::domain::access::Actor,
    id: ApplicationId,
    value: &str,
    seen: i64,
) -> Saved {
    let typed = [Typed { field: "goals".into(), value: value.into(), seen }];
    let saved = application::save_answers(&app.desk, who, id, FormKind::Application, &typed).await;
    saved.unwrap().remove(0).1
}

both_databases!(two_tabs_never_lose_text, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.draft(app).await;
    let colleague = people::member(app, &kit.visitor, "colleague", MemberRole::Editor).await;
    let lead = &kit.visitor.lead;
    assert_eq!(type_goals(app, lead, id, "first", 1).await, Saved::Now(2));
    // The other tab still shows version 1.
    let Saved::Conflict(there) = type_goals(app, &colleague, id, "second", 1).await else {
        panic!("it was overwritten")
    };
    assert_eq!(
        (there.value.as_str(), there.version, there.changed_by_name.as_str()),
        ("first", 2, "visitor")
    );
    assert_eq!(type_goals(app, &colleague, id, "first", 1).await, Saved::Unchanged(2));
    assert_eq!(type_goals(app, &colleague, id, "second", 2).await, Saved::Now(3));
    let history = store::sql::scalar::<i64>(
        app.desk.database.reads(),
        "select count(*) from answer_history where field = 'goals'",
        vec![],
    );
    assert_eq!(history.await.unwrap(), Some(2), "the old texts are there");
});

both_databases!(a_report_sent_back_is_written_again, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.reported(app).await;
    app.told().await;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let seen = kit.seen(app, id).await;
    assert_eq!(refused(report::send_back(desk, officer, id, seen, "").await), "reason_missing");
    report::send_back(desk, officer, id, seen, "the boarding pass is missing").await.unwrap();
    assert_eq!(app.told().await, ["report_sent_back > visitor"]);
    assert_eq!(app.stage(id).await, "agreed");
    let files = store::evidence::list(app.desk.database.reads(), id).await.unwrap();
    report::remove_evidence(&app.desk, &kit.visitor.lead, files[0].id).await.unwrap();
    assert_eq!(refused(kit.hand_report_in(app, id).await), "evidence_missing");
    let upload = crate::support::kit::pdf(&files[0].kind);
    report::add_evidence(&app.desk, &kit.visitor.lead, id, upload).await.unwrap();
    kit.hand_report_in(app, id).await.unwrap();
    kit.validate(app, id).await.unwrap();
    assert_eq!(app.stage(id).await, "validated");
});

both_databases!(a_late_report_is_reminded_of_once, async |app| {
    let kit = Kit::new(app).await;
    kit.agreed(app).await;
    app.told().await;
    app.on("2023-03-17");
    assert_eq!(schedule::remind_reports(&app.desk).await.unwrap(), 0, "the stay ends today");
    app.on("2023-03-18");
    assert_eq!(schedule::remind_reports(&app.desk).await.unwrap(), 1);
    assert_eq!(app.told().await, ["report_reminder > visitor"]);
    assert_eq!(schedule::remind_reports(&app.desk).await.unwrap(), 0, "once");
    assert_eq!(app.told().await, [""; 0]);
});
