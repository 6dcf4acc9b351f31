//! From an organisation's account to the bank and back, by the real verbs: named, confirmed by
//! another person, paid in a batch, and what the bank says of it.

use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    actions::{ActionError, bank_account, bank_file, batch, payment},
    bank::pain001::Version,
    domain::{
        bank::{
            AccountKind, Address, BankAccount, BatchStageKind, CountryCode, HolderName, Iban,
            PayeeOutcome,
        },
        ids::{ApplicationId, BatchId, PaymentId},
        money::Money,
        payment::PaymentStageKind,
    },
    store,
};
use std::sync::Arc;

/// The code of a refusal, the innermost where one holds another.
fn refused<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    let ActionError::Refused(why) = result.unwrap_err() else {
        return "not for you".to_owned();
    };
    let mut why = serde_json::to_value(why).unwrap();
    while why["why"]["code"].is_string() {
        why = why["why"].take();
    }
    why["code"].as_str().unwrap().to_owned()
}

/// The office's own account, and a test app that pays from it.
fn paying(app: &TestApp) -> convoca::actions::Desk {
    let mut desk = app.desk.clone();
    let mut settings = (*desk.settings).clone();
    let payer = &mut settings.payer;
    "Programme office".clone_into(&mut payer.name);
    "Brussels".clone_into(&mut payer.town);
    "BE".clone_into(&mut payer.country);
    "BE31 1111 2222 3333".clone_into(&mut payer.iban);
    desk.settings = Arc::new(settings);
    desk
}

fn account() -> BankAccount {
    let address =
        Address::new().with_town("Porto").unwrap().with_country(CountryCode::parse("PT").unwrap());
    let iban = Iban::parse("PT50 0002 0123 1234 5678 9015 4").unwrap();
    BankAccount {
        holder: HolderName::parse("Tecnotex Lda").unwrap(),
        address,
        kind: AccountKind::of(iban, None).unwrap(),
        lei: None,
    }
}

async fn confirmed(app: &TestApp, kit: &Kit) {
    let (desk, organisation) = (&app.desk, kit.visitor.id);
    let lead = &kit.visitor.lead;
    let id = bank_account::propose(desk, lead, organisation, account()).await.unwrap();
    bank_account::confirm(desk, &kit.office.finance, id, 1, PayeeOutcome::Match).await.unwrap();
    app.told().await;
}

async fn stage(app: &TestApp, id: BatchId) -> (BatchStageKind, i64) {
    let stored = store::batch::load(app.desk.database.reads(), id).await.unwrap();
    (stored.stage.kind(), stored.version)
}

/// A lump sum that waits in an approved batch.
async fn batched(app: &TestApp, kit: &Kit) -> (ApplicationId, PaymentId, BatchId) {
    let desk = paying(app);
    let id = kit.validated(app).await;
    confirmed(app, kit).await;
    let paid = kit.propose(app, id).await.unwrap();
    let on = "2023-03-24".parse().unwrap();
    let made = batch::propose(&desk, &kit.office.finance, &[paid], on).await.unwrap();
    batch::approve(&desk, &kit.office.second_finance, made, 1).await.unwrap();
    app.told().await;
    (id, paid, made)
}

/// What the bank says of one transfer, as a statement of bookings.
fn statement(name: &str, reference: &str, credit: bool, on: &str) -> Vec<u8> {
    let (sign, family, extra) = if credit {
        ("CRDT", "RRTN", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf>")
    } else {
        ("DBIT", "ESCT", "")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>{on}T23:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>{name}</Id><CreDtTm>{on}T23:00:00</CreDtTm>\
         <Acct><Id><IBAN>BE31111122223333</IBAN></Id><Ccy>EUR</Ccy></Acct>\
         <Ntry><NtryRef>{name}</NtryRef><Amt Ccy=\"EUR\">1100.00</Amt><CdtDbtInd>{sign}</CdtDbtInd>\
         <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt>\
         <AcctSvcrRef>REF{name}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd>\
         <SubFmlyCd>{family}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>\
         <Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy=\"EUR\">1100.00</Amt>\
         <CdtDbtInd>{sign}</CdtDbtInd>{extra}</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt>\
         </Document>"
    )
    .into_bytes()
}

async fn reference(app: &TestApp, id: ApplicationId) -> String {
    let all = store::payment::of_application(app.desk.database.reads(), id).await.unwrap();
    all.last().unwrap().bank_reference.clone()
}

both_databases!(an_account_needs_a_second_person_and_the_organisation_hears_of_it, async |app| {
    let kit = Kit::new(app).await;
    app.told().await;
    let (desk, organisation) = (&app.desk, kit.visitor.id);
    let (lead, finance) = (&kit.visitor.lead, &kit.office.finance);
    let stranger = bank_account::propose(desk, &kit.office.stranger, organisation, account()).await;
    assert_eq!(refused(stranger), "not for you");
    let id = bank_account::propose(desk, lead, organisation, account()).await.unwrap();
    let twice = bank_account::propose(desk, lead, organisation, account()).await;
    assert_eq!(refused(twice), "already_done");
    assert_eq!(
        app.told().await,
        ["account_to_confirm > finance", "account_to_confirm > finance-two"]
    );
    let own = bank_account::confirm(desk, lead, id, 1, PayeeOutcome::Match).await;
    assert_eq!(refused(own), "not for you");
    bank_account::confirm(desk, finance, id, 1, PayeeOutcome::Match).await.unwrap();
    assert_eq!(app.told().await, ["account_confirmed > visitor"]);
    // Another account replaces it once it is confirmed, and not before.
    let next = bank_account::propose(desk, lead, organisation, account()).await.unwrap();
    bank_account::reject(desk, finance, next, 1, "The statement names another holder.")
        .await
        .unwrap();
    let all = store::bank_account::of_organisation(desk.database.reads(), organisation).await;
    let codes: Vec<_> = all.unwrap().iter().map(|one| one.state.kind().code()).collect();
    assert_eq!(codes, ["rejected", "confirmed"]);
});

both_databases!(a_batch_is_approved_by_another_person_and_its_file_never_changes, async |app| {
    let kit = Kit::new(app).await;
    let desk = paying(app);
    let (finance, second) = (&kit.office.finance, &kit.office.second_finance);
    let id = kit.validated(app).await;
    let paid = kit.propose(app, id).await.unwrap();
    let on = "2023-03-24".parse().unwrap();
    let no_account = batch::propose(&desk, finance, &[paid], on).await;
    assert_eq!(refused(no_account), "not_for_the_bank");
    confirmed(app, &kit).await;
    assert_eq!(refused(batch::propose(&app.desk, finance, &[paid], on).await), "payer_missing");
    let made = batch::propose(&desk, finance, &[paid], on).await.unwrap();
    assert_eq!(refused(batch::propose(&desk, finance, &[paid], on).await), "stale");
    assert_eq!(refused(batch::approve(&desk, finance, made, 1).await), "same_person");
    let by_hand = payment::export(&desk, second, paid, 1).await;
    assert_eq!(refused(by_hand), "in_batch");
    batch::set_limit(
        &desk,
        &kit.office.admin,
        second.person().unwrap(),
        Money::parse_euro("1099.99").unwrap(),
    )
    .await
    .unwrap();
    assert_eq!(refused(batch::approve(&desk, second, made, 1).await), "over_limit");
    batch::set_limit(
        &desk,
        &kit.office.admin,
        second.person().unwrap(),
        Money::parse_euro("1100.00").unwrap(),
    )
    .await
    .unwrap();
    batch::approve(&desk, second, made, 1).await.unwrap();
    let first = batch::file(&desk, finance, made, Version::V09).await.unwrap();
    let text = String::from_utf8(first.clone()).unwrap();
    assert!(text.contains("<CtrlSum>1100.00</CtrlSum>") && text.contains("<NbOfTxs>1</NbOfTxs>"));
    batch::export(&desk, finance, made).await.unwrap();
    batch::export(&desk, second, made).await.unwrap();
    assert_eq!(batch::file(&desk, finance, made, Version::V09).await.unwrap(), first);
    assert_eq!(app.payments(id).await, [PaymentStageKind::Exported]);
    assert_eq!(refused(batch::cancel(&desk, finance, made, 3, "too late").await), "batch_stage");
});

both_databases!(what_the_bank_says_is_done_once, async |app| {
    let kit = Kit::new(app).await;
    convoca::actions::call::confirm_rates(&app.desk, &kit.office.officer, kit.office.call)
        .await
        .unwrap();
    let (id, _, made) = batched(app, &kit).await;
    let desk = paying(app);
    let finance = &kit.office.finance;
    batch::export(&desk, finance, made).await.unwrap();
    app.on("2023-03-28");
    let reference = reference(app, id).await;
    let paid = statement("S1", &reference, false, "2023-03-24");
    let taken = bank_file::take_in(&desk, finance, &paid).await.unwrap();
    assert_eq!((taken.lines, taken.done, taken.waiting), (1, 1, 0));
    assert_eq!(app.told().await, ["payment_made > visitor"]);
    assert_eq!(stage(app, made).await.0, BatchStageKind::Done);
    assert_eq!(app.payments(id).await, [PaymentStageKind::Settled]);
    let again = bank_file::take_in(&desk, finance, &paid).await.unwrap();
    assert!(again.again && again.done == 0);
    // The bank sends it back: it is owed again, and can be paid to another account.
    let back = statement("S2", &reference, true, "2023-03-27");
    let taken = bank_file::take_in(&desk, finance, &back).await.unwrap();
    assert_eq!((taken.done, taken.waiting), (1, 0));
    assert_eq!(app.stage(id).await, "validated");
    assert_eq!(app.payments(id).await, [PaymentStageKind::Returned]);
    let second = kit.propose(app, id).await.unwrap();
    assert_ne!(self::reference(app, id).await, reference);
    let _ = second;
});

both_databases!(what_fits_nothing_waits_for_a_person, async |app| {
    let kit = Kit::new(app).await;
    let desk = paying(app);
    let finance = &kit.office.finance;
    app.on("2023-03-28");
    let strange = statement("S3", "SOMEBODY-ELSE", false, "2023-03-24");
    let taken = bank_file::take_in(&desk, finance, &strange).await.unwrap();
    assert_eq!((taken.lines, taken.done, taken.waiting), (1, 0, 1));
    let waits = convoca::queries::batches::open_lines(desk.database.reads()).await.unwrap();
    let line = waits[0].id;
    assert_eq!(refused(bank_file::settle_line(&desk, finance, line, " ").await), "reason_missing");
    let auditor = &kit.office.auditor;
    assert_eq!(refused(bank_file::settle_line(&desk, auditor, line, "x").await), "not for you");
    bank_file::settle_line(&desk, finance, line, "A fee of the bank.").await.unwrap();
    let twice = bank_file::settle_line(&desk, finance, line, "A fee of the bank.").await;
    assert_eq!(refused(twice), "already_done");
    assert_eq!(refused(bank_file::take_in(&desk, finance, b"no xml").await), "file_unreadable");
});
