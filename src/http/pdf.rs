//! Papers as PDF, offered on pages and sent. The one rule: a paper is sent exactly to who may see
//! the page it belongs to, and the digest of its first print is kept before it leaves.

use super::{Answer, Ctx, Fail, download::attachment};
use crate::{
    actions::document::record,
    documents::{Paper, PrintFault},
    domain::{
        access::{Act, Subject},
        document::{Printed, Which, prints},
        moment::BRUSSELS,
    },
    queries::document,
    render::{Link, moment_text, parts::Download},
};
use uuid::Uuid;

/// The prints of a file's or a payment's papers so far.
#[derive(Debug)]
pub struct Offers {
    are_made: bool,
    prints: Vec<Printed>,
}

impl Offers {
    /// Reads them: one statement, for a page whose permit was asked.
    pub async fn of(ctx: &Ctx, subject: Uuid) -> Result<Self, Fail> {
        let are_made = ctx.state.documents.are_made();
        let database = &ctx.state.desk.database;
        let prints = if are_made { document::of(database, subject).await? } else { Vec::new() };
        Ok(Self { are_made, prints })
    }
    /// The link to a paper with what is known of its prints; none where no papers are made.
    pub fn link(&self, which: Which, label: &str, href: Link) -> Option<Download> {
        let say = |(number, print): (usize, &&Printed)| {
            let (at, digest) = (moment_text(print.made_at, BRUSSELS), &print.digest);
            if number == 0 {
                format!("First made on {at}, SHA-256 {digest}")
            } else {
                format!("Made anew on {at} with another template or changed data, SHA-256 {digest}")
            }
        };
        let notes = prints(which, &self.prints).iter().enumerate().map(say).collect();
        self.are_made.then(|| Download { label: label.to_owned(), href, notes })
    }
}

/// Prints a paper for a reader who may see it by `right`, keeps its digest, and sends it.
pub async fn send(ctx: &Ctx, right: (Act, &Subject), paper: Paper) -> Answer {
    let (which, on, name) = (paper.which, paper.on, paper.name.clone());
    let print = match ctx.state.documents.print(paper).await {
        Ok(print) => print,
        Err(PrintFault::Off) => return Err(Fail::not_found()),
        Err(fault) => return Err(Fail::broken(fault)),
    };
    record(&ctx.state.desk, &ctx.actor, right, which, &print.digest, on).await?;
    Ok(attachment(&name, "application/pdf", print.bytes))
}
