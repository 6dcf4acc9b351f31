//! What follows an award: papers, accounts, reports, payments. The one rule: a grant is its
//! consortium's, the signer's for the project and the office's; an account its organisation's and
//! finance's; who approves a payment is told to nobody but the office.

use super::look::{Ids, Look};
use crate::{
    grants::kit::{Grant, TWO},
    support::{app::TestApp, both_databases, people::again},
};
use convoca::{
    actions::{bank_account, letter, payment},
    domain::bank::{
        AccountKind, Address, BankAccount, CountryCode, HolderName, Iban, PayeeOutcome,
    },
    store,
};

const OFFICE: [&str; 4] = ["officer", "auditor", "finance", "second"];

fn and<'n>(office: &[&'n str], more: &[&'n str]) -> Vec<&'n str> {
    office.iter().chain(more).copied().collect()
}

async fn look<'w>(app: &'w TestApp, grant: &Grant) -> Look<'w> {
    let o = &grant.kit.office;
    let rival = again(app, &grant.kit.leads[1].lead).await;
    let who = [
        ("stranger", &o.stranger),
        ("lead", grant.lead()),
        ("partner", &grant.firms[1].1),
        ("rival", &rival),
        ("signer", &grant.signer),
        ("officer", &o.officer),
        ("auditor", &o.auditor),
        ("finance", &o.finance),
        ("second", &o.second_finance),
        ("admin", &o.admin),
    ];
    let firms = grant.firms.iter().map(|(id, _)| id.to_string());
    let ids = Ids {
        calls: vec![o.call.to_string()],
        proposals: vec![grant.id.to_string(), grant.kit.proposals[1].to_string()],
        organisations: firms.collect(),
        ..Ids::default()
    };
    Look::new(app, &who, &ids).await
}

fn account() -> BankAccount {
    let address =
        Address::new().with_town("Porto").unwrap().with_country(CountryCode::parse("PT").unwrap());
    let iban = Iban::parse("PT50 0002 0123 1234 5678 9015 4").unwrap();
    BankAccount {
        holder: HolderName::parse("partner 1 1 Ltd").unwrap(),
        address,
        kind: AccountKind::of(iban, None).unwrap(),
        lei: None,
    }
}

both_databases!(a_grant_is_told_to_those_who_are_in_it, async |app| {
    let grant = Grant::funded(app, TWO).await;
    let (desk, o) = (&app.desk, &grant.kit.office);
    letter::open(desk, grant.lead(), grant.id).await.unwrap();
    let mut look = look(app, &grant).await;
    let consortium = and(&OFFICE, &["lead", "partner", "signer"]);
    let typed = grant.answer_contract(app);
    look.secret("what is answered before the agreement", &consortium, typed).await;
    let draft = Grant::draft("half_half", 12);
    let prepared = async { grant.prepare(app, &draft).await.unwrap() };
    look.secret("an agreement not issued", &OFFICE, prepared).await;
    let issued = async { grant.issue(app).await.unwrap() };
    look.secret("an agreement issued", &consortium, issued).await;
    look.secret("who signed it", &consortium, Box::pin(grant.sign_all(app))).await;

    let firm = grant.firms[1].0;
    let named = async {
        let by = &grant.firms[1].1;
        _ = bank_account::propose(desk, by, firm, account()).await.unwrap();
    };
    let concerned = ["finance", "second", "partner", "officer", "auditor"];
    look.secret("an account", &concerned, named).await;
    let confirmed = async {
        let conn = desk.database.reads();
        let all = store::bank_account::of_organisation(conn, firm).await.unwrap();
        let outcome = PayeeOutcome::Match;
        bank_account::confirm(desk, &o.finance, all[0].id, 1, outcome).await.unwrap();
    };
    look.secret("that it is confirmed", &concerned, confirmed).await;
    look.step(async { grant.bring_consortium(app).await.unwrap() }).await;
    at_the_bank(app, &grant, &mut look).await;
    look.kept(8);
});

/// A payment from the proposal to the approval.
async fn at_the_bank(app: &TestApp, grant: &Grant, look: &mut Look<'_>) {
    let (desk, o) = (&app.desk, &grant.kit.office);
    let due = grant.instalments(app).await;
    let due = due.iter().find(|one| one.instalment.stage.kind().code() == "due").unwrap();
    let proposed = async {
        _ = payment::propose(desk, grant.officer(), due.instalment.id).await.unwrap();
    };
    // The payee reads where its own payment stands, and never through whose hands it goes.
    let payee = and(&OFFICE, &["partner"]);
    look.secret("a payment proposed", &payee, proposed).await;
    let approved = async {
        let conn = desk.database.reads();
        let sql = "select id from payments";
        let id: Option<uuid::Uuid> = store::sql::scalar(conn, sql, vec![]).await.unwrap();
        let id = convoca::domain::ids::PaymentId(id.unwrap());
        let seen = store::payment::load(conn, id).await.unwrap().version;
        payment::approve(desk, &o.finance, id, seen).await.unwrap();
    };
    look.secret("who approved it", &payee, approved).await;
}
