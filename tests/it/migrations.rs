//! The schema on both engines: it comes up once, the rules that must hold below the program are
//! there by name, and what is only ever added to can't be changed.

use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::store::{StoreError, sql};
use sea_orm::{ConnectionTrait, TransactionTrait, Value};

/// Runs a statement as someone would who goes round the program.
async fn by_hand(app: &TestApp, text: &str, values: Vec<Value>) -> Result<u64, StoreError> {
    let conn = app.desk.database.reads();
    // A transaction of its own, so that on PostgreSQL a refusal ends nothing else.
    let tx = conn.begin().await.unwrap();
    let done = sql::run(&tx, text, values).await;
    if done.is_ok() {
        tx.commit().await.unwrap();
    }
    done
}

both_databases!(up_and_once_more, async |app| {
    assert_eq!(app.desk.database.pending_migrations().await.unwrap(), 0);
    app.desk.database.migrate().await.unwrap();
    assert_eq!(app.desk.database.pending_migrations().await.unwrap(), 0);
});

both_databases!(what_is_only_added_to_is_never_changed, async |app| {
    let kit = Kit::new(app).await;
    kit.agreed(app).await;
    for (table, column) in
        [("transfers", "note"), ("audit", "event"), ("signatures", "name"), ("snapshots", "text")]
    {
        for text in [format!("update {table} set {column} = 'x'"), format!("delete from {table}")] {
            let said = format!("{:?}", by_hand(app, &text, vec![]).await.unwrap_err());
            assert!(said.contains("append_only"), "{text}: {said}");
        }
        let text = format!("select count(*) from {table}");
        let count = sql::scalar::<i64>(app.desk.database.reads(), &text, vec![]);
        assert!(count.await.unwrap() > Some(0), "{table} is empty, so nothing was tried");
    }
});

both_databases!(the_database_itself_refuses_one_pair_of_eyes, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    kit.propose(app, id).await.unwrap();
    let own = "update payments set approved_by = proposed_by, stage = 'approved'";
    let refused = by_hand(app, own, vec![]).await.unwrap_err();
    assert!(refused.is_constraint("payments_four_eyes"), "{refused:?}");
    let none = by_hand(app, "update payments set stage = 'settled'", vec![]).await.unwrap_err();
    assert!(none.is_constraint("payments_approved"), "{none:?}");
});

both_databases!(the_rules_below_the_program_have_names, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    kit.propose(app, id).await.unwrap();
    let refusals = [
        (
            "update accounts set debits_posted = credits_posted + 1 where name = 'budget'",
            "accounts_room",
        ),
        ("update accounts set debits_pending = -1", "accounts_sums"),
        ("update accounts set unit = 'euro'", "accounts_unit"),
        ("update applications set host_id = visitor_id", "applications_two_sides"),
        ("update applications set stage = 'lost'", "applications_stage"),
        ("update applications set amount_cents = -1", "applications_amount"),
        ("update calls set deadline = opens_at", "calls_times"),
        ("update calls set stage = 'open'", "calls_stage"),
        ("update payments set amount_cents = 0", "payments_amount"),
        ("update members set role = 'boss'", "members_role"),
        (
            "update staff_roles set role = 'officer' where role = 'coordinator'",
            "staff_roles_partnership",
        ),
        ("update outbox set state = 'lost'", "outbox_state"),
        ("update organisations set kind = 'club'", "organisations_kind"),
        ("update profiles set stage = 'seen'", "profiles_stage"),
        ("update partnerships set target = -1", "partnerships_target"),
    ];
    for (text, name) in refusals {
        let refused = by_hand(app, text, vec![]).await.unwrap_err();
        assert!(refused.is_constraint(name), "{text}: {refused:?}");
    }
});

both_databases!(what_is_once_is_once, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.validated(app).await;
    kit.propose(app, id).await.unwrap();
    // A second living payment, a second account of a name, a second end of a reservation.
    let twice = [
        "insert into payments (id, instalment_id, application_id, call_id, payee_id, \
         bank_reference, amount_cents, set_off_cents, stage, stage_facts, proposed_by, due_on, \
         version, changed_at) select $1, instalment_id, application_id, call_id, payee_id, \
         'another', amount_cents, set_off_cents, stage, stage_facts, proposed_by, due_on, version, \
         changed_at from payments",
        "insert into accounts select $1, call_id, name, unit, grantee, limited, 0, 0, 0, 0 \
         from accounts where name = 'budget'",
        "insert into transfers select $1, debit_id, credit_id, amount, why, kind, pending_id, \
         application_id, note, by_whom, at from transfers where kind = 'post_of'",
        "insert into persons select $1, address, name, password_hash, verified_at, created_at \
         from persons where address = 'officer@example.org'",
    ];
    for text in twice {
        let new = uuid::Uuid::from_u128(99);
        let refused = by_hand(app, text, vec![new.into()]).await.unwrap_err();
        assert!(matches!(refused, StoreError::Constraint(_)), "{text}: {refused:?}");
    }
});

both_databases!(nothing_points_to_what_is_not_there, async |app| {
    let kit = Kit::new(app).await;
    kit.submitted(app).await;
    let away = ["delete from persons", "delete from organisations", "delete from calls"];
    for text in away {
        assert!(by_hand(app, text, vec![]).await.is_err(), "{text}");
    }
    assert!(app.desk.database.reads().execute_unprepared("select 1").await.is_ok());
});
