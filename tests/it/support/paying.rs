//! What tests of batches share: payees with a confirmed account, payments that wait, and what a
//! bank would answer to a batch. The one rule: each step is the one a person would take.

use super::{app::TestApp, kit::Kit};
use convoca::{
    actions::{ActionError, Desk, bank_account},
    bank::rehearsal::{Booking, statement},
    domain::{
        bank::{AccountKind, Address, BankAccount, CountryCode, HolderName, Iban, PayeeOutcome},
        ids::{ApplicationId, BatchId},
        money::Money,
    },
    store,
};
use sea_orm::FromQueryResult;

/// The account of an organisation in Portugal.
pub fn account(holder: &str) -> BankAccount {
    let address =
        Address::new().with_town("Porto").unwrap().with_country(CountryCode::parse("PT").unwrap());
    let iban = Iban::parse("PT50 0002 0123 1234 5678 9015 4").unwrap();
    BankAccount {
        holder: HolderName::parse(holder).unwrap(),
        address,
        kind: AccountKind::of(iban, None).unwrap(),
        lei: None,
    }
}

/// Files up to a validated report, each of a visitor of its own; the money of each is due, and no
/// payment proposed yet.
pub async fn validated(app: &TestApp, kit: &Kit, many: usize) -> Vec<(ApplicationId, Kit)> {
    let mut files = Vec::new();
    for number in 0..many {
        let one = kit.with_visitor(app, &format!("payee-{number}")).await;
        files.push((one.agreed(app).await, one));
    }
    app.on("2023-03-20");
    for (id, one) in &files {
        one.write_report(app, *id).await;
        one.hand_report_in(app, *id).await.unwrap();
        one.validate(app, *id).await.unwrap();
    }
    // The opening may have confirmed them.
    let officer = &kit.office.officer;
    drop(convoca::actions::call::confirm_rates(&app.desk, officer, kit.office.call).await);
    files
}

/// The same, each visitor with a confirmed account.
pub async fn due(app: &TestApp, kit: &Kit, many: usize) -> Vec<(ApplicationId, Kit)> {
    let files = validated(app, kit, many).await;
    for (_, one) in &files {
        let (desk, lead) = (&app.desk, &one.visitor.lead);
        let named = bank_account::propose(desk, lead, one.visitor.id, account("Tecnotex Lda"));
        let (named, finance) = (named.await.unwrap(), &one.office.finance);
        let check = PayeeOutcome::Match;
        bank_account::confirm(desk, finance, named, 1, check).await.unwrap();
    }
    files
}

/// A statement of that day over these transfers; the ones marked came back.
pub fn booked(desk: &Desk, name: &str, on: &str, transfers: &[(String, Money, bool)]) -> Vec<u8> {
    let payer = Iban::parse(&desk.settings.payer.iban).unwrap();
    let booking = |(reference, amount, returned): &(String, Money, bool)| Booking {
        reference: reference.clone(),
        amount: *amount,
        returned: *returned,
    };
    let bookings: Vec<Booking> = transfers.iter().map(booking).collect();
    statement(name, on.parse().unwrap(), &payer, &bookings)
}

/// A status file (pain.002) in which the bank rejects one transfer of a file.
pub fn rejected(name: &str, message_id: &str, reference: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>2023-03-24T17:30:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId>\
         <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>\
         <OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>\
         <TxInfAndSts><StsId>1</StsId><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>\
         <TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>\
         </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )
    .into_bytes()
}

/// The batches that are not taken back, the oldest first.
pub async fn batches(desk: &Desk) -> Result<Vec<store::batch::Stored>, ActionError> {
    let mut all = store::batch::list(desk.database.reads(), 1_000).await?;
    all.retain(|one| one.stage.kind() != convoca::domain::bank::BatchStageKind::Cancelled);
    all.reverse();
    Ok(all)
}

/// The living payments of a batch: reference, and what goes to the bank.
pub async fn transfers(desk: &Desk, id: BatchId) -> Result<Vec<(String, Money)>, ActionError> {
    let all = store::payment::of_batch(desk.database.reads(), id).await?;
    let cash = |one: &store::payment::Stored| one.amount.checked_sub(one.set_off).unwrap();
    Ok(all.iter().map(|one| (one.bank_reference.clone(), cash(one))).collect())
}

/// A mail of the outbox and where it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Post {
    pub message_id: String,
    pub state: String,
}

/// All mails of the outbox.
pub async fn post(desk: &Desk) -> Vec<Post> {
    let sql = "select message_id, state from outbox order by id";
    store::sql::rows(desk.database.reads(), sql, vec![]).await.unwrap()
}
