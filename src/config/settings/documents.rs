//! Papers as PDF: the operator's templates and letter head.

use serde::Deserialize;
use std::path::Path;

/// Papers as PDF.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// A folder with templates of one's own; empty for the built-in ones only.
    pub templates: String,
    /// The office's address, a line each.
    pub address: Vec<String>,
    /// Who pays, beside the flag of the Union; empty for no flag.
    pub funding: String,
}

impl Documents {
    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        (!self.templates.is_empty()).then(|| Path::new(&self.templates))
    }
}
