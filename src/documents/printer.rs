//! From a paper to its bytes. The one rule: setting a paper takes a while, so it is done off the
//! threads that answer people; a program built without the feature `pdf` makes none.

use super::{Office, Paper};
use crate::config::settings::Settings;
#[cfg(feature = "pdf")]
use crate::domain::{document::DocumentKind, paper::hex_digest};
#[cfg(feature = "pdf")]
use press::{Press, Template};
#[cfg(feature = "pdf")]
use std::sync::Arc;

/// The press with its templates, and the office whose papers it prints. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Documents {
    office: Office,
    #[cfg(feature = "pdf")]
    press: Arc<Press>,
}

/// A paper as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of it.
    pub digest: String,
}

/// Why there is no print.
#[derive(Debug, thiserror::Error)]
pub enum PrintFault {
    /// This program makes no papers.
    #[error("papers are not made: this program was built without the feature `pdf`")]
    Off,
    /// A template can't be used.
    #[cfg(feature = "pdf")]
    #[error(transparent)]
    Press(#[from] press::Fault),
    /// The thread that printed stopped.
    #[error("printing was stopped")]
    Stopped(#[from] tokio::task::JoinError),
}

impl Documents {
    /// Reads the templates: this program's, over them those of the operator's folder.
    pub fn new(settings: &Settings) -> Result<Self, PrintFault> {
        let url = &settings.server.public_url;
        let own = &settings.documents;
        let office = Office {
            name: settings.instance.name.clone(),
            address: own.address.clone(),
            email: settings.instance.contact.clone(),
            web: url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned(),
            funding: own.funding.clone(),
        };
        Ok(Self {
            office,
            #[cfg(feature = "pdf")]
            press: Arc::new(Press::new(own.folder())?),
        })
    }
    /// Whether this program makes papers.
    pub const fn are_made(&self) -> bool {
        cfg!(feature = "pdf")
    }
    /// Whose papers these are.
    pub const fn office(&self) -> &Office {
        &self.office
    }
}

#[cfg(feature = "pdf")]
impl Documents {
    /// Prints a paper.
    pub async fn print(&self, paper: Paper) -> Result<Print, PrintFault> {
        let press = Arc::clone(&self.press);
        let template = template(paper.which.kind);
        let set = move || press.pdf(template, &paper.data, paper.on);
        let bytes = tokio::task::spawn_blocking(set).await??;
        let digest = hex_digest(&bytes);
        Ok(Print { bytes, digest })
    }
    /// Prints every template with its sample: the name, and the pages or what is wrong.
    pub fn check(&self) -> Vec<(&'static str, Result<usize, PrintFault>)> {
        let one = |template: &Template| {
            let printed = self.press.check(*template).map(|print| print.pages);
            (template.name(), printed.map_err(PrintFault::from))
        };
        Template::ALL.iter().map(one).collect()
    }
}

#[cfg(not(feature = "pdf"))]
impl Documents {
    /// Prints nothing.
    #[expect(clippy::unused_async, reason = "the same face as with the feature")]
    pub async fn print(&self, _paper: Paper) -> Result<Print, PrintFault> {
        Err(PrintFault::Off)
    }
    /// There are no templates.
    pub fn check(&self) -> Vec<(&'static str, Result<usize, PrintFault>)> {
        Vec::new()
    }
}

#[cfg(feature = "pdf")]
const fn template(kind: DocumentKind) -> Template {
    match kind {
        DocumentKind::Receipt => Template::Receipt,
        DocumentKind::Annex => Template::Annex,
        DocumentKind::Commitment => Template::CommitmentToQuality,
        DocumentKind::FinancialAgreement => Template::FinancialAgreement,
        DocumentKind::AwardLetter => Template::AwardLetter,
        DocumentKind::RefusalLetter => Template::RefusalLetter,
        DocumentKind::Certificate => Template::Certificate,
        DocumentKind::Remittance => Template::Remittance,
        DocumentKind::GrantAgreement => Template::Agreement,
        DocumentKind::Amendment => Template::Amendment,
        DocumentKind::DebitNote => Template::DebitNote,
        DocumentKind::DeMinimis => Template::DeMinimis,
    }
}
