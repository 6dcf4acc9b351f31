//! Status reports: what became of a file of ours, told for the file, for its group, or for single
//! transfers. The one rule: each level is a line of its own; what is told for a transfer counts
//! more than what is told for its file.

use super::{
    About, BankLine, BankReport, LineAccount, ReportKind, What,
    key::Keys,
    parts::{day, euro, need_reference, reason, reference},
    xml::Node,
};
use crate::{bank::fault::BankFault, domain::money::Money};
use chrono::NaiveDate;

/// Reads the message inside `Document`.
pub fn read(document: &Node) -> Result<BankReport, BankFault> {
    let report = document.need("CstmrPmtStsRpt")?;
    let header = report.need("GrpHdr")?;
    let group = report.need("OrgnlGrpInfAndSts")?;
    let file = need_reference(group, "OrgnlMsgId")?;
    let mut lines = Lines { on: day(header.need("CreDtTm")?)?, file, keys: Keys::default() };
    let mut told = Vec::new();
    let about = About::Batch(lines.file.clone());
    told.extend(lines.line(group, "GrpSts", about, None)?);
    for payments in report.all("OrgnlPmtInfAndSts") {
        // Our files have one group with the file's own reference.
        let about = About::Batch(need_reference(payments, "OrgnlPmtInfId")?);
        told.extend(lines.line(payments, "PmtInfSts", about, None)?);
        for transfer in payments.all("TxInfAndSts") {
            let id = reference(transfer.find("OrgnlEndToEndId")?, "OrgnlEndToEndId")?;
            let amount =
                transfer.walk(&["OrgnlTxRef", "Amt", "InstdAmt"])?.map(euro).transpose()?;
            let about = id.map_or(About::Unnamed, About::Transfer);
            told.extend(lines.line(transfer, "TxSts", about, amount)?);
        }
    }
    let message_id = need_reference(header, "MsgId")?;
    Ok(BankReport { kind: ReportKind::PaymentStatus, message_id, lines: told })
}

/// What all lines of a report share.
struct Lines {
    on: NaiveDate,
    file: String,
    keys: Keys,
}

impl Lines {
    /// The line for the status in this element; none when it has no status.
    fn line(
        &mut self,
        node: &Node,
        status: &'static str,
        about: About,
        amount: Option<Money>,
    ) -> Result<Option<BankLine>, BankFault> {
        let Some(code) = reference(node.find(status)?, status)? else { return Ok(None) };
        let (why, text) = reason(node.all("StsRsnInf").next())?;
        let what = match code.as_str() {
            "ACSC" | "ACCC" => What::Settled { on: self.settled_on(node)? },
            "RJCT" => {
                let code = why.clone().unwrap_or_else(|| code.clone());
                What::Rejected { on: self.on, code, text }
            }
            _ => What::Pending { code: code.clone() },
        };
        let (level, named) = match &about {
            About::Transfer(reference) => ("transfer", reference.as_str()),
            About::Batch(reference) => (status, reference.as_str()),
            About::Unnamed => ("unnamed", ""),
        };
        let why = why.unwrap_or_default();
        let said = ["status", &self.file, level, named, &code, &why];
        let line_key = self.keys.key(&said);
        let account = LineAccount::NotTold;
        Ok(Some(BankLine { account, about, bank_ref: None, amount, what, line_key }))
    }

    /// The day the bank took the money, or the report's.
    fn settled_on(&self, node: &Node) -> Result<NaiveDate, BankFault> {
        node.find("AccptncDtTm")?.map_or(Ok(self.on), day)
    }
}
