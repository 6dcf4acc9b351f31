//! An exchange: screened before the award, at the last signature and before the payment.

use super::{checks, clear, import, only_office_told, open, refused, states};
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    actions::{bank_account, batch, held, payment, screening},
    domain::{
        bank::{
            AccountKind, Address, BankAccount, CountryCode, HolderName, Iban, NotJoining,
            PayeeOutcome,
        },
        screening::EdesResult,
    },
};
use std::sync::Arc;

/// The desk of an office that has named its own account.
fn paying(app: &TestApp) -> convoca::actions::Desk {
    let mut desk = app.desk.clone();
    let mut settings = (*desk.settings).clone();
    "Programme office".clone_into(&mut settings.payer.name);
    "Brussels".clone_into(&mut settings.payer.town);
    "BE".clone_into(&mut settings.payer.country);
    "BE31 1111 2222 3333".clone_into(&mut settings.payer.iban);
    desk.settings = Arc::new(settings);
    desk
}

async fn account(app: &TestApp, kit: &Kit, holder: &str) {
    let country = CountryCode::parse("PT").unwrap();
    let account = BankAccount {
        holder: HolderName::parse(holder).unwrap(),
        address: Address::new().with_town("Porto").unwrap().with_country(country),
        kind: AccountKind::of(Iban::parse("PT50 0002 0123 1234 5678 9015 4").unwrap(), None)
            .unwrap(),
        lei: None,
    };
    let (desk, lead) = (&app.desk, &kit.visitor.lead);
    let id = bank_account::propose(desk, lead, kit.visitor.id, account).await.unwrap();
    bank_account::confirm(desk, &kit.office.finance, id, 1, PayeeOutcome::Match).await.unwrap();
}

both_databases!(what_is_clear_goes_on_and_the_list_is_kept_with_the_check, async |app| {
    let kit = Kit::new(app).await;
    import(&app.desk, "2023-01-31", &["Blatworks"]).await;
    let id = kit.agreed(app).await;
    assert_eq!(app.stage(id).await, "agreed");
    assert_eq!(checks(app, kit.visitor.id).await, ["signature clear 1", "award clear 1"]);
    assert_eq!(checks(app, kit.host.id).await, ["signature clear 1", "award clear 1"]);
    assert!(states(app, kit.visitor.id).await.is_empty());
});

both_databases!(a_find_waits_for_two_people_and_then_lets_the_award_pass, async |app| {
    let kit = Kit::new(app).await;
    import(&app.desk, "2023-01-31", &["Blatworks", "Visitor Trading/VISITOR GmbH"]).await;
    let id = kit.ready(app).await;
    app.told().await;
    assert_eq!(refused(kit.award(app, id).await), "screening_open");
    assert_eq!(app.stage(id).await, "submitted");
    only_office_told(app, 1).await;
    // Asked again, it is the same find.
    assert_eq!(refused(kit.award(app, id).await), "screening_open");
    assert_eq!(app.told().await, Vec::<String>::new(), "one mail a find");
    assert_eq!(states(app, kit.visitor.id).await, ["open"]);
    let find = open(app, kit.visitor.id).await;
    let (desk, officer, finance) = (&app.desk, &kit.office.officer, &kit.office.finance);
    let lead = &kit.visitor.lead;
    let by = |actor, reason: &'static str| {
        screening::not_same(desk, actor, find.id, find.version, reason)
    };
    assert_eq!(refused(by(lead, "me").await), "unseen");
    assert_eq!(refused(by(&kit.office.auditor, "me").await), "forbidden");
    assert_eq!(refused(by(officer, " ").await), "reason_missing");
    by(officer, "another country").await.unwrap();
    assert_eq!(refused(by(officer, "again").await), "stale");
    assert_eq!(refused(kit.award(app, id).await), "screening_open");
    let agree = |actor| screening::agree(desk, actor, find.id, find.version + 1);
    assert_eq!(refused(agree(officer).await), "same_person");
    agree(finance).await.unwrap();
    kit.award(app, id).await.unwrap();
    assert_eq!(states(app, kit.visitor.id).await, ["cleared"]);
    assert_eq!(checks(app, kit.visitor.id).await[0], "award candidates 1");
});

both_databases!(the_last_signature_stands_and_takes_effect_once_the_check_is_clear, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.awarded(app).await;
    import(&app.desk, "2023-01-31", &["Host AG"]).await;
    assert_eq!(states(app, kit.host.id).await, ["open"], "who was screened is screened again");
    app.told().await;
    kit.sign_all(app, id).await;
    assert_eq!(app.stage(id).await, "awarded");
    assert_eq!(app.told().await, Vec::<String>::new(), "nobody is told");
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 0);
    clear(app, kit.host.id, &kit.office.officer, &kit.office.finance).await;
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 1);
    assert_eq!(app.stage(id).await, "agreed");
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 0);
    assert_eq!(app.trail(id).await.last().map(String::as_str), Some("all_signed"));
});

both_databases!(who_signs_for_the_partnerships_is_screened_too, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.awarded(app).await;
    import(&app.desk, "2023-01-31", &["Blatworks", "Partnership of the Noorth"]).await;
    // The name of the other partnership is like it, too.
    let both = [kit.office.partnership, kit.office.host_partnership];
    for partnership in both {
        assert_eq!(states(app, partnership).await, Vec::<&str>::new(), "not screened before");
    }
    app.told().await;
    kit.sign_all(app, id).await;
    assert_eq!(app.stage(id).await, "awarded", "it waits");
    only_office_told(app, 2).await;
    assert!(checks(app, kit.visitor.id).await.contains(&"signature clear 1".to_owned()));
    for partnership in both {
        assert_eq!(held::go_on(&app.desk).await.unwrap(), 0);
        assert_eq!(states(app, partnership).await, ["open"]);
        clear(app, partnership, &kit.office.officer, &kit.office.finance).await;
    }
    assert_eq!(held::go_on(&app.desk).await.unwrap(), 1);
    assert_eq!(app.stage(id).await, "agreed");
});

both_databases!(a_payment_waits_for_who_signed_its_contract, async |app| {
    let kit = Kit::new(app).await;
    let desk = paying(app);
    import(&desk, "2023-01-31", &["Blatworks"]).await;
    let id = kit.validated(app).await;
    account(app, &kit, "visitor Ltd").await;
    let paid = kit.propose(app, id).await.unwrap();
    // A newer list has the name of who signed for the visitor's side, and one like the host's.
    import(&desk, "2023-02-28", &["Blatworks", "Partnership of the North"]).await;
    let seen = kit.payment_seen(app, id, paid).await;
    let finance = &kit.office.finance;
    assert_eq!(refused(payment::approve(&desk, finance, paid, seen).await), "screening_open");
    let on = "2023-03-24".parse().unwrap();
    assert_eq!(refused(batch::propose(&desk, finance, &[paid], on).await), "not_for_the_bank");
    clear(app, kit.office.partnership, &kit.office.officer, finance).await;
    assert_eq!(refused(batch::propose(&desk, finance, &[paid], on).await), "not_for_the_bank");
    clear(app, kit.office.host_partnership, &kit.office.officer, finance).await;
    let made = batch::propose(&desk, finance, &[paid], on).await.unwrap();
    batch::approve(&desk, &kit.office.second_finance, made, 1).await.unwrap();
    // And once more before the file is given out.
    import(&desk, "2023-03-01", &["Blatworks", "Partnership of the North Ltd"]).await;
    assert_eq!(refused(batch::export(&desk, finance, made).await), "screening_open");
    clear(app, kit.office.partnership, &kit.office.officer, finance).await;
    clear(app, kit.office.host_partnership, &kit.office.officer, finance).await;
    batch::export(&desk, finance, made).await.unwrap();
});

both_databases!(a_name_changed_while_a_file_waits_is_found_and_kept, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.awarded(app).await;
    import(&app.desk, "2023-01-31", &["Host AG"]).await;
    kit.sign_all(app, id).await;
    let desk = &app.desk;
    let role = convoca::domain::person::StaffRole::Coordinator(kit.office.host_partnership);
    crate::support::people::staff(app, "Zebulon-Quorblat", role).await;
    clear(app, kit.host.id, &kit.office.officer, &kit.office.finance).await;
    app.told().await;
    assert_eq!(held::go_on(desk).await.unwrap(), 0);
    assert_eq!(states(app, kit.office.host_partnership).await, ["open"]);
    only_office_told(app, 1).await;
    assert_eq!(held::go_on(desk).await.unwrap(), 0);
    assert_eq!(app.told().await, Vec::<String>::new(), "one mail a find");
    clear(app, kit.office.host_partnership, &kit.office.officer, &kit.office.finance).await;
    assert_eq!(held::go_on(desk).await.unwrap(), 1);
});

both_databases!(a_batch_leaves_out_who_waits_or_is_listed_and_says_why, async |app| {
    let kit = Kit::new(app).await;
    let desk = paying(app);
    import(&desk, "2023-01-31", &["Blatworks"]).await;
    let id = kit.validated(app).await;
    account(app, &kit, "visitor Ltd").await;
    let paid = kit.propose(app, id).await.unwrap();
    let (finance, second) = (&kit.office.finance, &kit.office.second_finance);
    let on = "2023-03-24".parse().unwrap();
    let reasons = async || {
        let all = batch::choices(&desk, finance).await.unwrap();
        let one = all.into_iter().find(|choice| choice.payment.id == paid).unwrap();
        one.line.err().unwrap_or_default()
    };
    assert_eq!(reasons().await, []);
    // A newer list has the payee's name: the same page says so at once.
    import(&desk, "2023-02-28", &["Blatworks", "Visitor SA"]).await;
    assert_eq!(reasons().await, [NotJoining::ScreeningOpen]);
    let propose = async || batch::propose(&desk, finance, &[paid], on).await;
    assert_eq!(refused(propose().await), "not_for_the_bank");
    let seen = kit.payment_seen(app, id, paid).await;
    assert_eq!(refused(payment::approve(&desk, finance, paid, seen).await), "screening_open");
    clear(app, kit.visitor.id, &kit.office.officer, finance).await;
    assert_eq!(reasons().await, []);
    let made = propose().await.unwrap();
    batch::approve(&desk, second, made, 1).await.unwrap();
    // Another entry of that name comes between approval and file.
    import(&desk, "2023-03-01", &["Blatworks", "Visitor SA", "Visitor Oy"]).await;
    assert_eq!(refused(batch::export(&desk, finance, made).await), "screening_open");
    let find = open(app, kit.visitor.id).await;
    let version = find.version;
    screening::same(&desk, second, find.id, version, "the same register number").await.unwrap();
    assert_eq!(refused(batch::export(&desk, finance, made).await), "screening_match");
    batch::cancel(&desk, finance, made, 2, "payee is listed").await.unwrap();
    assert_eq!(reasons().await, [NotJoining::ScreeningMatch]);
    // The decision is final, and another name of the organisation does not get round it.
    let again = screening::not_same(&desk, finance, find.id, version + 1, "no").await;
    assert_eq!(refused(again), "decided");
    // Taken off the list, it is free.
    import(&desk, "2023-03-02", &["Blatworks", "Visitor SA"]).await;
    assert_eq!(reasons().await, []);
});

both_databases!(the_holder_of_the_account_is_screened_too, async |app| {
    let kit = Kit::new(app).await;
    let desk = paying(app);
    import(&desk, "2023-01-31", &["Quorblat Holding"]).await;
    let id = kit.validated(app).await;
    account(app, &kit, "Quorblat Holding SA").await;
    let paid = kit.propose(app, id).await.unwrap();
    let seen = kit.payment_seen(app, id, paid).await;
    let approve = payment::approve(&desk, &kit.office.finance, paid, seen).await;
    assert_eq!(refused(approve), "screening_open");
    let find = open(app, kit.visitor.id).await;
    assert_eq!(find.named.part.code(), "holder");
});

both_databases!(an_exclusion_stops_and_a_later_reading_lifts_it, async |app| {
    let kit = Kit::new(app).await;
    let id = kit.ready(app).await;
    let on = "2023-02-01".parse().unwrap();
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let read = async |actor, result, note: &str| {
        screening::record_edes(desk, actor, kit.visitor.id, on, result, note).await
    };
    assert_eq!(refused(read(officer, EdesResult::Excluded, "").await), "reason_missing");
    assert_eq!(refused(read(&kit.visitor.lead, EdesResult::Clear, "").await), "unseen");
    let ahead = "2031-01-01".parse().unwrap();
    let ahead =
        screening::record_edes(desk, officer, kit.visitor.id, ahead, EdesResult::Clear, "").await;
    assert_eq!(refused(ahead), "day_ahead");
    app.told().await;
    read(officer, EdesResult::Excluded, "until 2026").await.unwrap();
    assert_eq!(app.told().await, Vec::<String>::new());
    assert_eq!(refused(kit.award(app, id).await), "excluded");
    app.on("2023-02-02");
    read(officer, EdesResult::Clear, "lifted").await.unwrap();
    kit.award(app, id).await.unwrap();
});
