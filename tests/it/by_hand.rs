//! Payments no file can carry: listed, approved by another person within the limit, made at the
//! bank and marked with its reference, and sent back like any other.

use crate::{
    office::client::Client,
    support::{app::TestApp, both_databases, kit::Kit, paying::account},
};
use convoca::{
    actions::{ActionError, bank_account, batch, payment},
    domain::{
        bank::{AccountKind, BankAccount, NotJoining, OtherDetails, PayeeOutcome},
        money::Money,
        payment::PaymentStageKind,
    },
    render::Link,
    store,
};

const NUMBER: &str = "220 040 112 334 4000";

/// The innermost code of a refusal.
#[track_caller]
fn no<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    let ActionError::Refused(why) = result.unwrap_err() else { return "not for you".to_owned() };
    let mut why = serde_json::to_value(why).unwrap();
    while why["why"]["code"].is_string() {
        why = why["why"].take();
    }
    why["code"].as_str().unwrap().to_owned()
}

fn without_iban() -> BankAccount {
    let details = OtherDetails::parse(&format!("Bank of Yerevan, {NUMBER}")).unwrap();
    BankAccount { kind: AccountKind::Other { details }, ..account("Ararat Textile") }
}

both_databases!(what_no_file_can_carry_is_paid_by_hand_by_two_people, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let desk = app.paying();
    let (finance, second) = (&kit.office.finance, &kit.office.second_finance);
    let file = kit.validated(app).await;
    let paid = kit.propose(app, file).await.unwrap();
    let listed = async || payment::manual(&desk, finance).await.unwrap();
    assert!(listed().await.is_empty(), "who has no account is no case for the list");
    let firm = kit.visitor.id;
    let named = bank_account::propose(&desk, &kit.visitor.lead, firm, without_iban());
    let named = named.await.unwrap();
    let open = listed().await.remove(0).open;
    let waits = |one: &NotJoining| matches!(one, NotJoining::AccountNotConfirmed { .. });
    assert!(open.iter().any(waits), "{open:?}");
    bank_account::confirm(&desk, finance, named, 1, PayeeOutcome::NotPossible).await.unwrap();
    let one = listed().await.remove(0);
    assert_eq!((one.payment.id, one.open), (paid, vec![]));
    let on = "2023-03-20".parse().unwrap();
    assert_eq!(no(batch::propose(&desk, finance, &[paid], on).await), "not_for_the_bank");
    // Within the limit of who approves, as in a batch.
    let limit = Money::from_cents(109_999);
    let who = finance.person().unwrap();
    batch::set_limit(&desk, &kit.office.admin, who, limit).await.unwrap();
    assert_eq!(no(payment::approve(&desk, finance, paid, 1).await), "over_limit");
    let early = payment::pay_by_hand(&desk, finance, paid, 1, on, "BANK-7").await;
    assert_eq!(no(early), "payment_stage");
    payment::approve(&desk, second, paid, 1).await.unwrap();
    let pay = async |seen, on: &str, said: &str| {
        payment::pay_by_hand(&desk, finance, paid, seen, on.parse().unwrap(), said).await
    };
    assert_eq!(no(pay(2, "2023-03-20", " ").await), "field_refused");
    assert_eq!(no(pay(2, "2023-03-20", &"x".repeat(36)).await), "field_refused");
    assert_eq!(no(pay(2, "2023-03-21", "BANK-7").await), "bank_day_ahead");
    assert_eq!(no(pay(1, "2023-03-20", "BANK-7").await), "stale");
    let auditor = &kit.office.auditor;
    assert_eq!(no(payment::pay_by_hand(&desk, auditor, paid, 2, on, "B").await), "not for you");
    pay(2, "2023-03-20", " BANK-7 ").await.unwrap();
    assert_eq!(app.payments(file).await, [PaymentStageKind::Settled]);
    let said = store::payment::hand_reference(desk.database.reads(), paid).await.unwrap();
    assert_eq!(said.as_deref(), Some("BANK-7"));
    assert_eq!(app.account(file, &format!("payee:{firm}")).await[3], 110_000);
    assert_eq!(no(pay(2, "2023-03-20", "BANK-7").await), "stale");
    assert!(listed().await.is_empty());
    // Sent back, it is owed again, and paid under another reference.
    let seen = kit.payment_seen(app, file, paid).await;
    payment::bank_returned(&desk, finance, paid, seen, on, "account closed").await.unwrap();
    let next = kit.propose(app, file).await.unwrap();
    assert_eq!(listed().await.remove(0).payment.id, next);
    payment::approve(&desk, second, next, 1).await.unwrap();
    payment::pay_by_hand(&desk, finance, next, 2, on, "BANK-8").await.unwrap();
    assert_eq!(app.payments(file).await, [PaymentStageKind::Returned, PaymentStageKind::Settled]);
});

both_databases!(what_a_file_can_carry_is_not_paid_by_hand, async |app: &TestApp| {
    let kit = Kit::new(app).await;
    let desk = app.paying();
    let file = kit.validated(app).await;
    let (lead, firm) = (&kit.visitor.lead, kit.visitor.id);
    let named = bank_account::propose(&desk, lead, firm, account("Tecnotex Lda")).await.unwrap();
    let (finance, second) = (&kit.office.finance, &kit.office.second_finance);
    bank_account::confirm(&desk, finance, named, 1, PayeeOutcome::Match).await.unwrap();
    let paid = kit.propose(app, file).await.unwrap();
    payment::approve(&desk, second, paid, 1).await.unwrap();
    assert!(payment::manual(&desk, finance).await.unwrap().is_empty());
    let on = "2023-03-20".parse().unwrap();
    let by_hand = payment::pay_by_hand(&desk, finance, paid, 2, on, "BANK-7").await;
    assert_eq!(no(by_hand), "file_carries_it");
});

both_databases!(
    the_page_shows_the_number_to_finance_and_marks_what_was_paid,
    async |app: &TestApp| {
        let kit = Kit::new(app).await;
        let office = &kit.office;
        let file = kit.validated(app).await;
        let paid = kit.propose(app, file).await.unwrap().to_string();
        let (lead, firm) = (&kit.visitor.lead, kit.visitor.id);
        let named = bank_account::propose(&app.desk, lead, firm, without_iban()).await.unwrap();
        let sure = PayeeOutcome::NotPossible;
        bank_account::confirm(&app.desk, &office.finance, named, 1, sure).await.unwrap();
        let (page, export) = (Link::ManualPayments, Link::Export("manual".to_owned()));
        let finance = Client::of(app, &office.finance).await;
        for reader in [&office.officer, &office.auditor] {
            let reader = Client::of(app, reader).await;
            for link in [&page, &export] {
                let shown = reader.get(link).await;
                assert_eq!(shown.status, 200);
                assert!(shown.body.contains("finance officers only"), "{}", shown.body);
                assert!(!shown.body.contains(NUMBER), "an account number: {}", shown.body);
            }
        }
        let lead = Client::of(app, lead).await;
        assert_eq!((lead.get(&page).await.status, lead.get(&export).await.status), (404, 404));
        for link in [&page, &export] {
            let shown = finance.get(link).await.body;
            let sum = shown.contains("1,100.00") || shown.contains("1100");
            assert!(shown.contains(NUMBER) && sum, "{shown}");
        }
        let approve = [("payment", paid.as_str()), ("seen", "1"), ("act", "approve")];
        assert_eq!(finance.post(&page, &approve).await.status, 303);
        let mut pay = [
            ("payment", paid.as_str()),
            ("seen", "2"),
            ("act", "pay"),
            ("on", "soon"),
            ("bank_reference", "BANK-7"),
        ];
        let again = finance.post(&page, &pay).await;
        assert!(again.status == 409 && again.body.contains("value=\"BANK-7\""), "{}", again.body);
        pay[3] = ("on", "2023-03-20");
        assert_eq!(finance.post(&page, &pay).await.status, 303);
        let shown = finance.get(&Link::Payment(paid.parse().unwrap())).await.body;
        assert!(shown.contains("BANK-7"), "{shown}");
        assert!(finance.get(&page).await.body.contains("No payment is to be made by hand"));
    }
);

both_databases!(
    an_account_is_named_on_its_page_and_a_slip_stands_at_its_field,
    async |app: &TestApp| {
        let kit = Kit::new(app).await;
        let (lead, page) =
            (Client::of(app, &kit.visitor.lead).await, Link::BankAccount(kit.visitor.id));
        let of =
            store::organisation::load(app.desk.database.reads(), kit.visitor.id).await.unwrap();
        let of = of.organisation;
        let empty = lead.get(&page).await.body;
        for known in [of.name.as_str(), of.address.town.as_str(), of.country.code()] {
            assert!(empty.contains(&format!("value=\"{known}\"")), "{known}: {empty}");
        }
        let typed = |iban, country| {
            [
                ("act", "propose"),
                ("holder", "Somebody else"),
                ("iban", iban),
                ("town", "Porto"),
                ("country", country),
            ]
        };
        let slips = [("PT50 0002 0123 1234 5678 9015 5", "PT", "iban"), ("", "PT", "other")];
        let country = ("PT50 0002 0123 1234 5678 9015 4", "Portugal", "country");
        for (iban, land, field) in slips.into_iter().chain([country]) {
            let wrong = lead.post(&page, &typed(iban, land)).await;
            assert_eq!(wrong.status, 422, "{field}: {}", wrong.body);
            assert!(
                wrong.body.contains(&format!("id=\"f-{field}-why\"")),
                "{field}: {}",
                wrong.body
            );
            assert!(wrong.body.contains("value=\"Somebody else\""), "{}", wrong.body);
        }
        assert_eq!(
            lead.post(&page, &typed("PT50 0002 0123 1234 5678 9015 4", "PT")).await.status,
            303
        );
    }
);
