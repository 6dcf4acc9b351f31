//! Money that comes in on a statement and names a claim: booked once, whatever is read again.

use super::{claimed, newest, stands};
use crate::support::{app::TestApp, both_databases, kit::Kit};
use convoca::{
    actions::{Desk, bank_file, recovery},
    queries::batches,
};
use std::sync::Arc;

const OURS: &str = "BE31111122223333";

fn paying(app: &TestApp) -> Desk {
    let mut desk = app.desk.clone();
    let mut settings = (*desk.settings).clone();
    OURS.clone_into(&mut settings.payer.iban);
    desk.settings = Arc::new(settings);
    desk
}

/// A statement with one booking: euro that came in, with what the payer wrote.
fn came_in(name: &str, euro: &str, text: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>2023-03-24T23:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>{name}</Id><CreDtTm>2023-03-24T23:00:00</CreDtTm>\
         <Acct><Id><IBAN>{OURS}</IBAN></Id><Ccy>EUR</Ccy></Acct>\
         <Ntry><NtryRef>{name}</NtryRef><Amt Ccy=\"EUR\">{euro}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
         <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2023-03-24</Dt></BookgDt>\
         <AcctSvcrRef>REF{name}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>\
         <SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>\
         <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy=\"EUR\">{euro}</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls>\
         </Ntry></Stmt></BkToCstmrStmt></Document>"
    )
    .into_bytes()
}

both_databases!(a_statement_that_names_a_claim_pays_it_back_once, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let paid = newest(app, file).await.id;
    let (officer, finance) = (&kit.office.officer, &kit.office.finance);
    let id = claimed(app, (officer, finance), paid, 26_000).await;
    let reference = super::load(app, id).await.reference;
    let desk = paying(app);
    app.told().await;
    // Whatever the payer makes of the number.
    let text = format!("refund {} thanks", reference.to_lowercase().replace('-', "/"));
    let statement = came_in("C1", "100.00", &text);
    let taken = bank_file::take_in(&desk, finance, &statement).await.unwrap();
    assert_eq!((taken.lines, taken.done, taken.waiting), (1, 1, 0));
    assert_eq!(stands(app, id).await, ("partly_repaid", 16_000, [10_000, 0, 0]));
    // The bank's word is not taken back by a person.
    let back = recovery::undo_repayment(&desk, finance, id, 3, 1, "Wrong claim.").await;
    assert_eq!(super::no(back), "repayment_by_bank");
    assert_eq!(stands(app, id).await, ("partly_repaid", 16_000, [10_000, 0, 0]));
    let again = bank_file::take_in(&desk, finance, &statement).await.unwrap();
    assert!(again.again && again.done == 0);
    // The same line in another file.
    let copy = String::from_utf8(statement).unwrap().replace("<MsgId>C1", "<MsgId>C1-COPY");
    let taken = bank_file::take_in(&desk, finance, copy.as_bytes()).await.unwrap();
    assert_eq!((taken.done, taken.waiting), (0, 0));
    // Too much, or without a number, waits for a person; both stay theirs to settle.
    let more = came_in("C2", "160.01", &reference);
    let taken = bank_file::take_in(&desk, finance, &more).await.unwrap();
    assert_eq!((taken.done, taken.waiting), (0, 1));
    let bare = came_in("C3", "160.00", "refund");
    let taken = bank_file::take_in(&desk, finance, &bare).await.unwrap();
    assert_eq!((taken.done, taken.waiting), (0, 1));
    assert_eq!(batches::open_lines(desk.database.reads()).await.unwrap().len(), 2);
    let rest = came_in("C4", "160.00", &reference);
    let taken = bank_file::take_in(&desk, finance, &rest).await.unwrap();
    assert_eq!((taken.done, taken.waiting), (1, 0));
    assert_eq!(stands(app, id).await, ("settled", 0, [26_000, 0, 0]));
    assert_eq!(app.told().await, ["recovery_settled > visitor"]);
});
