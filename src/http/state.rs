//! What every handler is given.

use crate::{
    actions::Desk,
    documents::Documents,
    render::{Office, Renderer},
};
use std::sync::Arc;

/// The desk, the templates of pages, and the press.
#[derive(Debug, Clone)]
pub struct AppState {
    /// What verbs work with.
    pub desk: Desk,
    /// What pages are made with.
    pub renderer: Arc<Renderer>,
    /// What papers are printed with.
    pub documents: Documents,
}

impl AppState {
    /// The office as pages show it.
    pub fn office(&self) -> Office {
        let instance = &self.desk.settings.instance;
        Office { name: instance.name.clone(), email: instance.contact.clone() }
    }
    /// Cookies go over TLS only.
    pub fn secure(&self) -> bool {
        self.desk.settings.server.public_url.starts_with("https://")
    }
}
