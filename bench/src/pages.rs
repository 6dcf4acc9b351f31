//! What is asked of the servers: the pages as requests. The one rule: both servers are asked under
//! the same path; only the bare one is told how long its body shall be.

use crate::{
    client::{Answer, Ask, Connection},
    fill::Filled,
    serve::{Kind, Started},
};
use anyhow::{Context, ensure};

/// A page that is read.
#[derive(Debug, Clone)]
pub struct PageAsk {
    /// As the report names it.
    pub name: &'static str,
    path: String,
    key: Option<String>,
    gzip: bool,
    bytes: usize,
}

impl PageAsk {
    /// The call's page and the officer's list, each plain and as browsers ask for it.
    pub fn all(filled: &Filled) -> Vec<Self> {
        let (call, list) = Self::plain(filled);
        let zipped = |page: &Self, name| Self { name, gzip: true, ..page.clone() };
        let (call_zip, list_zip) =
            (zipped(&call, "call page, gzip"), zipped(&list, "officer's list, gzip"));
        vec![call, list, call_zip, list_zip]
    }
    /// The call's page and the officer's list.
    pub fn plain(filled: &Filled) -> (Self, Self) {
        let page = |name, path, key| Self { name, path, key, gzip: false, bytes: 0 };
        let (call, key) = (filled.call, Some(filled.reader.clone()));
        (
            page("call page", format!("/calls/{call}"), None),
            page("officer's list", format!("/office/calls/{call}/applications"), key),
        )
    }
    /// An expert's list in a call, and a proposal as the expert reads and scores it.
    pub fn expert(filled: &Filled) -> anyhow::Result<(Self, Self)> {
        let (proposal, key) = filled.drafts.first().context("an expert has a proposal")?;
        let page = |name, path| Self { name, path, key: Some(key.clone()), gzip: false, bytes: 0 };
        Ok((
            page("expert's list", format!("/evaluation/{}", filled.call)),
            page("expert's proposal", format!("/evaluation/proposals/{proposal}")),
        ))
    }
    /// The request.
    pub fn request(&self, kind: Kind) -> Vec<u8> {
        let path = match kind {
            Kind::Product => self.path.clone(),
            Kind::Bare => format!("{}?bytes={}", self.path, self.bytes),
        };
        Ask { path: &path, key: self.key.as_deref(), form: None, gzip: self.gzip }.bytes()
    }
    /// Asks the site once, learns how long the page is, and makes sure it is one.
    pub async fn measure(&mut self, product: &Started) -> anyhow::Result<Answer> {
        let mut connection = Connection::open(product.address).await?;
        let answer = connection.send(&self.request(Kind::Product)).await?;
        ensure!(answer.status == 200, "{} answers {}", self.name, answer.status);
        self.bytes = answer.bytes;
        Ok(answer)
    }
    /// Bytes of the page as it goes over the line.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

/// The requests that hand drafts in.
pub fn submissions(drafts: &[(String, String)]) -> Vec<Vec<u8>> {
    let one = |(id, key): &(String, String)| {
        let path = format!("/applications/{id}/submit");
        Ask { path: &path, key: Some(key), form: Some("seen=1"), gzip: false }.bytes()
    };
    drafts.iter().map(one).collect()
}
