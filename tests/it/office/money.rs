//! Money over all calls and lists as files: what is due, an organisation's money, the ledger
//! narrowed, CSV. The one rule: each figure leads on, and who may not see the page gets no file of
//! it.

use super::client::Client;
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{domain::burn, queries, render::Link};

both_databases!(each_figure_leads_to_its_transfers, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let (office, call) = (&kit.office, kit.office.call);
    let id = kit.validated(app).await;
    let finance = Client::of(app, &office.finance).await;
    // Due: the payee leads to its money, the amount to the transfers of the file.
    let due = finance.get(&Link::DueList).await.body;
    assert!(due.contains("1 instalment is due") && due.contains("1,100.00"), "{due}");
    let money = Link::OrganisationMoney(kit.visitor.id);
    assert!(due.contains(&money.path()), "{due}");
    let of_file = Link::Ledger(call).with(&[("kind", "all"), ("file", &id.to_string())]);
    assert!(due.contains(&of_file.replace('&', "&amp;")), "{due}");
    let narrowed = finance.get_at(&of_file).await.body;
    assert!(narrowed.contains("Shown: file CXC-2023-0001"), "{narrowed}");
    assert!(!narrowed.contains("Budget of the call</a></td><td class=\"num\" data-label"));
    // Each account leads to its own transfers; one that nobody opened is not there.
    for account in ["budget", "payable", &format!("payable:{}", kit.visitor.id), "source"] {
        let one = Link::Ledger(call).with(&[("kind", "all"), ("account", account)]);
        let page = finance.get_at(&one).await;
        assert_eq!(page.status, 200, "{account}: {}", page.body);
        assert!(page.body.contains("Shown: account"), "{}", page.body);
    }
    for account in ["nonsense", "places:none", "payee:7"] {
        let one = Link::Ledger(call).with(&[("account", account)]);
        assert_eq!(finance.get_at(&one).await.status, 404, "{account}");
    }
    // The payee reads the same figures and is not led into the books.
    let own = Client::of(app, &kit.visitor.lead).await.get(&money).await;
    assert!(own.status == 200 && own.body.contains("1,100.00"), "{}", own.body);
    assert!(!own.body.contains("/finance/"), "{}", own.body);
    // Each finds it under the entry of the navigation they came by.
    let marked = |page: &str| {
        let nav = page.split("aria-current=\"page\"").nth(1).unwrap_or_default();
        nav.split('>').nth(1).unwrap_or_default().split('<').next().unwrap_or_default().to_owned()
    };
    assert_eq!(marked(&own.body), "My organisations");
    assert_eq!(marked(&finance.get(&money).await.body), "Office");
    for other in [&kit.host.lead, &office.stranger, &office.coordinator] {
        assert_eq!(Client::of(app, other).await.get(&money).await.status, 404);
        assert_eq!(Client::of(app, other).await.get(&Link::DueList).await.status, 404);
    }
});

both_databases!(a_list_is_a_file_with_the_filter_of_the_screen, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let (office, call) = (&kit.office, kit.office.call.to_string());
    kit.paid(app).await;
    let finance = Client::of(app, &office.finance).await;
    let file = |list: &str, more: &[(&str, &str)]| {
        let asked = [&[("call", call.as_str())][..], more].concat();
        Link::Export(list.to_owned()).with(&asked)
    };
    let paid = finance.get_at(&file("payments", &[("stage", "settled")])).await.body;
    assert!(paid.contains("visitor Ltd,Portugal,CXC-2023-0001"), "{paid}");
    let none = finance.get_at(&file("payments", &[("stage", "proposed")])).await.body;
    assert_eq!(none.lines().count(), 1, "the head alone: {none}");
    let some = finance.get_at(&file("ledger", &[("columns", "why,amount"), ("kind", "all")])).await;
    assert!(some.body.contains("Why,Amount (EUR)"), "{}", some.body);
    assert_eq!(finance.get_at(&file("ledger", &[("columns", "why,iban")])).await.status, 404);
    let all = finance.get_at(&file("applications", &[("stage", "feedback")])).await.body;
    assert!(all.lines().count() == 2 && all.contains("host Ltd"), "{all}");
    let sheet = finance.get_at(&file("applications", &[("format", "xlsx")])).await;
    assert!(sheet.status == 200 && sheet.body.starts_with("PK"));
    assert_eq!(finance.get_at(&file("proposals", &[])).await.status, 404, "no scored call");
    assert_eq!(finance.get_at(&file("secrets", &[])).await.status, 404);
    let stranger = Client::of(app, &office.stranger).await;
    for list in ["payments", "ledger", "due", "applications", "proposals"] {
        let asked = file(list, &[("stage", "settled")]);
        assert_eq!(stranger.get_at(&asked).await.status, 404, "{list}");
        assert_eq!(Client::nobody(app).get_at(&asked).await.status, 303, "{list}");
    }
});

both_databases!(the_months_end_with_what_the_books_say, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let call = kit.office.call;
    let first = kit.with_visitor(app, "another").await;
    first.awarded(app).await;
    kit.paid(app).await;
    let conn = app.desk.database.reads();
    let moved = queries::burn::moved(conn, call).await.unwrap();
    let today = app.desk.now().day_in(convoca::domain::moment::BRUSSELS);
    let last = *burn::months(&moved, today).last().unwrap();
    let view = queries::overview::books(conn, call).await.unwrap().budget();
    assert_eq!(last.given, view.appropriated);
    assert_eq!(last.promised, view.appropriated.checked_sub(view.free).unwrap());
    assert_eq!(last.paid, view.paid);
    let coming = queries::burn::coming(conn, call).await.unwrap();
    let sum: i64 = coming.iter().map(|one| one.cents.cents()).sum();
    assert_eq!(sum, view.committed.cents() + view.due.cents());
    assert!(coming.iter().all(|one| one.day.is_some()), "a stay has an end");
});
