//! The questions of `store::invariants` find what they ask for. The one rule: a sum that is one
//! cent off is seen, whichever it is, and nothing is seen where all is well.

use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::store::{invariants, sql};

const ASKED: &str = "1 accounts whose sums differ from their transfers";

both_databases!(each_sum_of_an_account_is_counted_again, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    // Reserved, owed and paid: money stands in every column.
    kit.with_visitor(app, "second").await.awarded(app).await;
    kit.paid(app).await;
    let conn = app.desk.database.reads();
    assert_eq!(invariants::broken(conn).await.unwrap(), Vec::<String>::new());
    let accounts = "select count(*) from accounts where not limited";
    let open: i64 = sql::scalar(conn, accounts, vec![]).await.unwrap().unwrap();
    assert!(open > 1, "one account among others");
    let one = "where id = (select id from accounts where not limited order by name limit 1)";
    for column in ["debits_posted", "credits_posted", "debits_pending", "credits_pending"] {
        let off = format!("update accounts set {column} = {column} + 1 {one}");
        assert_eq!(sql::run(conn, &off, vec![]).await.unwrap(), 1);
        let found = invariants::broken(conn).await.unwrap();
        assert!(found.iter().any(|says| says == ASKED), "{column}: {found:?}");
        let again = format!("update accounts set {column} = {column} - 1 {one}");
        sql::run(conn, &again, vec![]).await.unwrap();
    }
});
