//! Statements and notices of bookings. The one rule: only what is booked counts as paid or come
//! back; a booking with several transfers becomes one line for each of them.

use super::{
    About, BankLine, BankReport, LineAccount, ReportKind, What,
    key::{Keys, LineKey},
    parts::{day_of_choice, euro, need_reference, reason, reference, words},
    xml::Node,
};
use crate::{
    bank::fault::BankFault,
    domain::{bank::Iban, money::Money},
};
use chrono::NaiveDate;

/// What one of the messages calls its parts.
pub struct Names {
    kind: ReportKind,
    body: &'static str,
    part: &'static str,
}

/// camt.053.
pub const STATEMENT: Names =
    Names { kind: ReportKind::Statement, body: "BkToCstmrStmt", part: "Stmt" };
/// camt.054.
pub const NOTIFICATION: Names =
    Names { kind: ReportKind::Notification, body: "BkToCstmrDbtCdtNtfctn", part: "Ntfctn" };

/// Reads the message inside `Document`.
pub fn read(document: &Node, names: &Names) -> Result<BankReport, BankFault> {
    let body = document.need(names.body)?;
    let message_id = need_reference(body.need("GrpHdr")?, "MsgId")?;
    let mut keys = Keys::default();
    let mut lines = Vec::new();
    for part in body.all(names.part) {
        let account = account(part)?;
        for node in part.all("Ntry") {
            let entry = Entry::read(node)?;
            let details: Vec<&Node> =
                node.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
            if details.is_empty() {
                lines.push(entry.line(&account, None, true, &mut keys)?);
            }
            let is_only = details.len() == 1;
            for detail in details {
                lines.push(entry.line(&account, Some(detail), is_only, &mut keys)?);
            }
        }
    }
    Ok(BankReport { kind: names.kind, message_id, lines })
}

fn account(part: &Node) -> Result<LineAccount, BankFault> {
    let id = part.need("Acct")?.need("Id")?;
    let iban = id.find("IBAN")?.and_then(|node| Iban::parse(node.text()).ok());
    Ok(iban.map_or(LineAccount::OtherKind, LineAccount::Told))
}

/// Which way the money went on the account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

fn way(node: &Node) -> Result<Way, BankFault> {
    match node.text() {
        "DBIT" => Ok(Way::Out),
        "CRDT" => Ok(Way::In),
        _ => Err(BankFault::Value { line: node.line, what: "CdtDbtInd" }),
    }
}

/// A booking, with what holds for all its transfers.
struct Entry<'a> {
    node: &'a Node,
    status: String,
    amount: Money,
    way: Way,
    is_reversal: bool,
    /// When it was booked, or will be; what isn't booked may have no day yet.
    on: Option<NaiveDate>,
}

impl<'a> Entry<'a> {
    fn read(node: &'a Node) -> Result<Self, BankFault> {
        let status = node.need("Sts")?;
        // Up to .06 the code itself, since then a choice.
        let inner = match status.find("Cd")? {
            Some(code) => code,
            None => status.find("Prtry")?.unwrap_or(status),
        };
        let is_reversal = match node.find("RvslInd")? {
            None => false,
            Some(said) => match said.text() {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return Err(BankFault::Value { line: said.line, what: "RvslInd" }),
            },
        };
        let on = match node.find("BookgDt")? {
            Some(booked) => Some(booked),
            None => node.find("ValDt")?,
        };
        Ok(Self {
            node,
            status: reference(Some(inner), "Sts")?
                .ok_or(BankFault::Missing { line: status.line, what: "Sts" })?,
            amount: euro(node.need("Amt")?)?,
            way: way(node.need("CdtDbtInd")?)?,
            is_reversal,
            on: on.map(day_of_choice).transpose()?,
        })
    }

    /// The line for one transfer of the booking, or for the booking itself.
    fn line(
        &self,
        account: &LineAccount,
        detail: Option<&Node>,
        is_only: bool,
        keys: &mut Keys,
    ) -> Result<BankLine, BankFault> {
        let refs = detail.map(|detail| detail.find("Refs")).transpose()?.flatten();
        let amount = self.amount_of(detail, is_only)?;
        let way = match detail.map(|detail| detail.find("CdtDbtInd")).transpose()?.flatten() {
            Some(own) => way(own)?,
            None => self.way,
        };
        let about = self.about(refs, is_only, way)?;
        let own_ref = refs.map(|refs| refs.find("AcctSvcrRef")).transpose()?.flatten();
        let bank_ref = match reference(own_ref, "AcctSvcrRef")? {
            Some(own) => Some(own),
            None => reference(self.node.find("AcctSvcrRef")?, "AcctSvcrRef")?,
        };
        let text = self.text(detail)?;
        let what = self.what(detail, way, &text)?;
        let said = Said { account, about: &about, bank_ref: bank_ref.as_deref(), amount, way };
        let line_key = said.key(self, &text, keys);
        let (account, amount) = (account.clone(), Some(amount));
        Ok(BankLine { account, about, bank_ref, amount, what, line_key })
    }

    /// The transfer's own amount. The booking's stands for it only when there is one transfer, and
    /// also where that one's was told in the payee's currency.
    fn amount_of(&self, detail: Option<&Node>, is_only: bool) -> Result<Money, BankFault> {
        let Some(detail) = detail else { return Ok(self.amount) };
        let own = match detail.find("Amt")? {
            Some(own) => Some(own),
            None => detail.walk(&["AmtDtls", "TxAmt", "Amt"])?,
        };
        match own {
            Some(own) if is_only && own.currency.as_deref().is_some_and(|c| c != "EUR") => {
                Ok(self.amount)
            }
            Some(own) => euro(own),
            None if is_only => Ok(self.amount),
            None => Err(BankFault::Missing { line: detail.line, what: "Amt" }),
        }
    }

    /// By the transfer's reference; else, for money that went out in one booking, by the file's.
    fn about(&self, refs: Option<&Node>, is_only: bool, way: Way) -> Result<About, BankFault> {
        if let Some(refs) = refs
            && let Some(id) = reference(refs.find("EndToEndId")?, "EndToEndId")?
        {
            return Ok(About::Transfer(id));
        }
        if way == Way::In || !is_only {
            return Ok(About::Unnamed);
        }
        let batches = self.node.all("NtryDtls").filter_map(|details| details.all("Btch").next());
        for node in refs.into_iter().chain(batches) {
            for name in ["PmtInfId", "MsgId"] {
                if let Some(file) = reference(node.find(name)?, name)? {
                    return Ok(About::Batch(file));
                }
            }
        }
        Ok(About::Unnamed)
    }

    /// What the payer wrote, or what the bank did.
    fn text(&self, detail: Option<&Node>) -> Result<String, BankFault> {
        let written = detail.map(|detail| detail.find("RmtInf")).transpose()?.flatten();
        let written = written.map(|written| words(written.all("Ustrd"))).unwrap_or_default();
        if !written.is_empty() {
            return Ok(written);
        }
        let said = detail.map(|detail| words(detail.all("AddtlTxInf"))).unwrap_or_default();
        Ok(if said.is_empty() { words(self.node.all("AddtlNtryInf")) } else { said })
    }

    fn what(&self, detail: Option<&Node>, way: Way, text: &str) -> Result<What, BankFault> {
        if self.status != "BOOK" {
            return Ok(What::Pending { code: self.status.clone() });
        }
        let on = self.on.ok_or(BankFault::Missing { line: self.node.line, what: "BookgDt" })?;
        let returned = detail.map(|detail| detail.find("RtrInf")).transpose()?.flatten();
        let kind = self.kind(detail)?;
        let is_back = self.is_reversal || returned.is_some() || kind.as_deref() == Some("RRTN");
        Ok(match (way, is_back) {
            (Way::Out, false) => What::Settled { on },
            (Way::Out, true) => What::TakenBack { on, text: text.to_owned() },
            (Way::In, false) => What::Incoming { on, text: text.to_owned() },
            (Way::In, true) => {
                let (code, why) = reason(returned)?;
                let code = code.or(kind).unwrap_or_else(|| "RVSL".to_owned());
                let text = if why.is_empty() { text.to_owned() } else { why };
                What::Returned { on, code, text }
            }
        })
    }

    /// The last part of the booking's kind (`RRTN` for a transfer that came back), the transfer's
    /// own before the booking's.
    fn kind(&self, detail: Option<&Node>) -> Result<Option<String>, BankFault> {
        for node in detail.into_iter().chain([self.node]) {
            let kind = node.walk(&["BkTxCd", "Domn", "Fmly", "SubFmlyCd"])?;
            if let Some(kind) = reference(kind, "SubFmlyCd")? {
                return Ok(Some(kind));
            }
        }
        Ok(None)
    }
}

/// What the key of a line is made from, beside the day and text.
struct Said<'a> {
    account: &'a LineAccount,
    about: &'a About,
    bank_ref: Option<&'a str>,
    amount: Money,
    way: Way,
}

impl Said<'_> {
    /// With the bank's own reference, that and the figures say it all, in whichever message. A
    /// bank that gives none is told apart by day and text.
    fn key(&self, entry: &Entry<'_>, text: &str, keys: &mut Keys) -> LineKey {
        let account = self.account.iban().map_or("", Iban::as_str);
        let named = match self.about {
            About::Transfer(reference) | About::Batch(reference) => reference.as_str(),
            About::Unnamed => "",
        };
        let cents = self.amount.cents().to_string();
        let way = match self.way {
            Way::Out => "out",
            Way::In => "in",
        };
        let status = entry.status.as_str();
        if let Some(own) = self.bank_ref {
            return keys.key(&["booking", account, status, way, &cents, named, own]);
        }
        let on = entry.on.map(|on| on.to_string()).unwrap_or_default();
        keys.key(&["booking", account, status, way, &cents, named, "", &on, text])
    }
}
