//! A statement as a bank would send it (camt.053.001.08), made up from a batch: for the
//! demonstration, and for trying the way back before the first real file. The one rule: it says
//! nothing but what was asked for, and bears `REHEARSAL` in its name.

use crate::domain::{bank::Iban, money::Money};
use chrono::NaiveDate;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// One booking of the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The reference of the payment (`EndToEndId`).
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// The bank sent it back: booked out, and in again with the reason.
    pub returned: bool,
}

const SPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

/// The statement of a day over the payer's account.
pub fn statement(name: &str, on: NaiveDate, payer: &Iban, bookings: &[Booking]) -> Vec<u8> {
    let mut out = Statement { writer: Writer::new(Vec::new()), on: on.to_string(), entries: 0 };
    let name: String = format!("REHEARSAL-{name}").chars().take(35).collect();
    out.whole(&name, payer, bookings);
    out.writer.into_inner()
}

struct Statement {
    writer: Writer<Vec<u8>>,
    on: String,
    entries: usize,
}

impl Statement {
    fn event(&mut self, event: Event<'_>) {
        // Writing into bytes can't fail.
        let _ = self.writer.write_event(event);
    }
    fn open(&mut self, names: &[&str]) {
        for name in names {
            self.event(Event::Start(BytesStart::new(*name)));
        }
    }
    fn close(&mut self, names: &[&str]) {
        for name in names {
            self.event(Event::End(BytesEnd::new(*name)));
        }
    }
    fn text(&mut self, name: &str, text: &str) {
        self.open(&[name]);
        self.event(Event::Text(BytesText::new(text)));
        self.close(&[name]);
    }
    fn euro(&mut self, amount: Money) {
        let start = BytesStart::new("Amt").with_attributes([("Ccy", "EUR")]);
        self.event(Event::Start(start));
        let plain = format!("{}.{:02}", amount.cents() / 100, amount.cents() % 100);
        self.event(Event::Text(BytesText::new(&plain)));
        self.close(&["Amt"]);
    }
    fn whole(&mut self, name: &str, payer: &Iban, bookings: &[Booking]) {
        let at = format!("{}T23:00:00", self.on);
        self.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        let start = BytesStart::new("Document").with_attributes([("xmlns", SPACE)]);
        self.event(Event::Start(start));
        self.open(&["BkToCstmrStmt", "GrpHdr"]);
        self.text("MsgId", name);
        self.text("CreDtTm", &at);
        self.close(&["GrpHdr"]);
        self.open(&["Stmt"]);
        self.text("Id", name);
        self.text("CreDtTm", &at);
        self.open(&["Acct", "Id"]);
        self.text("IBAN", payer.as_str());
        self.close(&["Id"]);
        self.text("Ccy", "EUR");
        self.close(&["Acct"]);
        self.balance();
        for booking in bookings {
            self.entry(name, booking, false);
            if booking.returned {
                self.entry(name, booking, true);
            }
        }
        self.close(&["Stmt", "BkToCstmrStmt", "Document"]);
    }
    /// The format wants one; nobody reads it.
    fn balance(&mut self) {
        let on = self.on.clone();
        self.open(&["Bal", "Tp", "CdOrPrtry"]);
        self.text("Cd", "OPBD");
        self.close(&["CdOrPrtry", "Tp"]);
        self.euro(Money::ZERO);
        self.text("CdtDbtInd", "CRDT");
        self.open(&["Dt"]);
        self.text("Dt", &on);
        self.close(&["Dt", "Bal"]);
    }
    fn entry(&mut self, name: &str, booking: &Booking, back: bool) {
        self.entries += 1;
        let number = format!("{}-{:05}", name.chars().take(29).collect::<String>(), self.entries);
        let (sign, family) = if back { ("CRDT", "RRTN") } else { ("DBIT", "ESCT") };
        let on = self.on.clone();
        self.open(&["Ntry"]);
        self.text("NtryRef", &number);
        self.euro(booking.amount);
        self.text("CdtDbtInd", sign);
        self.open(&["Sts"]);
        self.text("Cd", "BOOK");
        self.close(&["Sts"]);
        self.open(&["BookgDt"]);
        self.text("Dt", &on);
        self.close(&["BookgDt"]);
        self.text("AcctSvcrRef", &number);
        self.open(&["BkTxCd", "Domn"]);
        self.text("Cd", "PMNT");
        self.open(&["Fmly"]);
        self.text("Cd", "ICDT");
        self.text("SubFmlyCd", family);
        self.close(&["Fmly", "Domn", "BkTxCd"]);
        self.open(&["NtryDtls", "TxDtls", "Refs"]);
        self.text("EndToEndId", &booking.reference);
        self.close(&["Refs"]);
        self.euro(booking.amount);
        self.text("CdtDbtInd", sign);
        if back {
            self.open(&["RtrInf", "Rsn"]);
            self.text("Cd", "AC04");
            self.close(&["Rsn"]);
            self.text("AddtlInf", "The account is closed.");
            self.close(&["RtrInf"]);
        }
        self.close(&["TxDtls", "NtryDtls", "Ntry"]);
    }
}

#[cfg(test)]
mod tests;
