//! What every handler is given.

use crate::{
    actions::Desk,
    render::{Office, Renderer},
};
use std::sync::Arc;

/// The desk and the templates.
#[derive(Debug, Clone)]
pub struct AppState {
    /// What verbs work with.
    pub desk: Desk,
    /// What pages are made with.
    pub renderer: Arc<Renderer>,
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
