//! The settings of an instance: `config/default.toml`, overlaid by a file and by `CONVOCA_*`
//! variables. The one rule: `config/default.toml` is the list of all settings; what is not in it is
//! refused, with the line or the variable where it stands.

use crate::domain::money::Money;
use serde::Deserialize;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::Path,
};
use validator::{Validate, ValidateEmail, ValidationError};

mod documents;
mod overlay;
mod payer;
mod screening;
#[cfg(test)]
mod tests;

pub use documents::Documents;
pub use payer::Payer;
pub use screening::Screening;

/// The defaults, with a sentence for each.
pub const DEFAULT: &str = include_str!("../../config/default.toml");

/// All settings.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The HTTP server.
    #[validate(nested)]
    pub server: Server,
    /// The database.
    #[validate(nested)]
    pub database: Database,
    /// Mails out.
    #[validate(nested)]
    pub mail: Mail,
    /// How long people stay signed in.
    #[validate(nested)]
    pub session: Session,
    /// Tries and uploads.
    #[validate(nested)]
    pub limits: Limits,
    /// Work in its own time.
    #[validate(nested)]
    pub worker: Worker,
    /// Where programmes come from.
    pub programmes: Programmes,
    /// Logging.
    #[validate(nested)]
    pub log: Log,
    /// What people see of the office.
    #[validate(nested)]
    pub instance: Instance,
    /// Who pays.
    pub payer: Payer,
    /// Payments to the bank.
    #[validate(nested)]
    pub payments: Payments,
    /// Screening against a list of sanctions.
    #[validate(nested)]
    pub screening: Screening,
    /// Lists of recipients for the public.
    pub publication: Publication,
    /// Papers as PDF.
    pub documents: Documents,
}

/// Who publishes the list of recipients.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The prefix 360Giving gave the publisher.
    pub prefix: String,
    /// The publisher's id in a public register, as org-id.guide writes it.
    pub publisher_id: String,
    /// Address of an open licence.
    pub license: String,
}

/// Payments to the bank.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    /// Whole euro one person may approve in one batch.
    #[validate(range(
        min = 1,
        max = 1_000_000_000,
        message = "must lie between 1 and 1000000000"
    ))]
    pub approver_limit_euro: u32,
    /// Largest file of the bank that is read, in bytes.
    #[validate(range(min = 1024, message = "must be at least 1024"))]
    pub bank_file_max_bytes: u32,
}

impl Payments {
    /// The limit for one person and batch.
    pub fn approver_limit(&self) -> Money {
        Money::from_cents(i64::from(self.approver_limit_euro) * 100)
    }
}

/// The HTTP server.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Where links begin; no slash at the end.
    #[validate(custom(function = web_address))]
    pub public_url: String,
    /// Proxies that are believed whom a request is from.
    pub trusted_proxy: Vec<IpAddr>,
    /// Largest body of a request that is no upload, in bytes.
    #[validate(range(min = 1024, message = "must be at least 1024"))]
    pub max_body_bytes: u32,
    /// Seconds after which a request is given up.
    #[validate(range(min = 1, max = 600, message = "must lie between 1 and 600"))]
    pub timeout_seconds: u32,
}

/// The database.
#[derive(Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:` or `postgres://`; may hold a password, so `Debug` does not show it.
    #[validate(custom(function = database_address))]
    pub url: String,
    /// Connections for reading.
    #[validate(range(min = 1, max = 200, message = "must lie between 1 and 200"))]
    pub readers: u32,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.url.split(':').next().unwrap_or("");
        f.debug_struct("Database")
            .field("url", &format_args!("{scheme}:…"))
            .field("readers", &self.readers)
            .finish()
    }
}

/// Mails out.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = smtp_is_whole))]
pub struct Mail {
    /// Folder or server.
    pub transport: MailTransport,
    /// The folder for `folder`.
    pub folder: String,
    /// Sender of every mail.
    #[validate(custom(function = sender))]
    pub from: String,
    /// Where answers go; empty for the sender.
    #[validate(custom(function = sender_or_empty))]
    pub reply_to: String,
    /// The SMTP server.
    pub smtp_host: String,
    /// Its port.
    #[validate(range(min = 1, message = "must lie between 1 and 65535"))]
    pub smtp_port: u16,
    /// Name for the server; empty when it asks for none.
    pub smtp_user: String,
    /// Password for the server.
    pub smtp_password: Secret,
    /// How the connection is protected.
    pub smtp_tls: SmtpTls,
}

/// Where mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Each into a file.
    Folder,
    /// To a server.
    Smtp,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Plain, then TLS, or nothing is sent.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all.
    None,
}

/// A password: shown to nobody, in no log.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The password itself; for the one who has to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How long people stay signed in.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Minutes without a request.
    #[validate(range(min = 1, max = 10080, message = "must lie between 1 and 10080 (a week)"))]
    pub idle_minutes: u32,
    /// Hours in any case.
    #[validate(range(min = 1, max = 720, message = "must lie between 1 and 720 (30 days)"))]
    pub absolute_hours: u32,
}

/// Tries and uploads.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Failed tries for one account within the window.
    #[validate(range(min = 1, max = 1000, message = "must lie between 1 and 1000"))]
    pub sign_in_tries_per_account: u32,
    /// Failed tries for one network address within the window.
    #[validate(range(min = 1, max = 100_000, message = "must lie between 1 and 100000"))]
    pub sign_in_tries_per_address: u32,
    /// Minutes of the window.
    #[validate(range(min = 1, max = 1440, message = "must lie between 1 and 1440"))]
    pub sign_in_window_minutes: u32,
    /// Largest file, in bytes.
    #[validate(range(
        min = 1024,
        max = 104_857_600,
        message = "must lie between 1024 and 104857600 (100 MiB)"
    ))]
    pub upload_max_bytes: u32,
    /// Files of one application.
    #[validate(range(min = 1, max = 1000, message = "must lie between 1 and 1000"))]
    pub uploads_per_application: u32,
    /// Kinds of files, of [`UPLOAD_KINDS`].
    #[validate(custom(function = upload_kinds))]
    pub upload_kinds: Vec<String>,
}

/// The kinds of files Convoca can tell by their bytes.
pub const UPLOAD_KINDS: [&str; 3] = ["pdf", "png", "jpeg"];

/// Work in its own time.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Seconds between two looks for work.
    #[validate(range(min = 1, max = 3600, message = "must lie between 1 and 3600"))]
    pub poll_seconds: u32,
    /// Seconds after the first, second, ... failed try; the last one repeats.
    #[validate(length(min = 1, message = "must not be empty"))]
    pub retry_seconds: Vec<u32>,
    /// Tries before an officer is told.
    #[validate(range(min = 1, max = 100, message = "must lie between 1 and 100"))]
    pub max_attempts: u32,
}

/// Where programmes come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programmes {
    /// A folder of one's own; empty for the built-in programmes only.
    pub folder: String,
}

impl Programmes {
    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        (!self.folder.is_empty()).then(|| Path::new(&self.folder))
    }
}

/// Logging.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// A level, or levels by module.
    #[validate(length(min = 1, message = "must not be empty"))]
    pub filter: String,
    /// One JSON object a line.
    pub json: bool,
}

/// What people see of the office.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Name of the office.
    #[validate(length(min = 1, max = 80, message = "must have 1 to 80 characters"))]
    pub name: String,
    /// Address people may write to.
    #[validate(custom(function = sender))]
    pub contact: String,
    /// Shows the mails of the folder on a page.
    pub mailbox_page: bool,
}

/// What is wrong with a setting, and where it was set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{origin}: {says}")]
pub struct SettingsFault {
    /// `convoca.toml:12`, or the name of a variable.
    pub origin: String,
    /// What is wrong and what would be right.
    pub says: String,
}

impl Settings {
    /// The defaults, overlaid by `file` and by the `CONVOCA_*` variables in `env` (which win).
    /// Variables without two underscores in their name are left alone. All faults at once.
    pub fn load(
        file: Option<&Path>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<SettingsFault>> {
        let Some(path) = file else { return overlay::load(None, env) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![SettingsFault { origin: name.clone(), says: format!("can't be read: {error}") }]
        })?;
        overlay::load(Some((&name, &text)), env)
    }
}

fn refused(says: &'static str) -> ValidationError {
    ValidationError::new("refused").with_message(says.into())
}

fn web_address(url: &str) -> Result<(), ValidationError> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => {
            if url.ends_with('/') { Err(refused("must not end with a slash")) } else { Ok(()) }
        }
        Some(_) | None => Err(refused("must begin with http:// or https:// and name a host")),
    }
}

fn database_address(url: &str) -> Result<(), ValidationError> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(());
    }
    Err(refused("must begin with sqlite: or postgres://"))
}

/// `name@example.org`, or `Name <name@example.org>`.
fn sender(text: &str) -> Result<(), ValidationError> {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or(""),
        None => text,
    };
    if address.validate_email() {
        return Ok(());
    }
    Err(refused("must be an e-mail address, or a name with an address in angle brackets"))
}

fn sender_or_empty(text: &str) -> Result<(), ValidationError> {
    if text.is_empty() { Ok(()) } else { sender(text) }
}

fn upload_kinds(kinds: &[String]) -> Result<(), ValidationError> {
    if !kinds.is_empty() && kinds.iter().all(|kind| UPLOAD_KINDS.contains(&kind.as_str())) {
        return Ok(());
    }
    Err(refused("must be one or more of pdf, png, jpeg"))
}

/// Whole or not at all: a server needs a host, a name needs a password.
fn smtp_is_whole(mail: &Mail) -> Result<(), ValidationError> {
    match mail.transport {
        MailTransport::Smtp if mail.smtp_host.is_empty() => {
            Err(refused("`mail.transport` is smtp, so `mail.smtp_host` must name the server"))
        }
        MailTransport::Folder if mail.folder.is_empty() => {
            Err(refused("`mail.transport` is folder, so `mail.folder` must name one"))
        }
        MailTransport::Smtp if mail.smtp_user.is_empty() != mail.smtp_password.0.is_empty() => {
            Err(refused("`mail.smtp_user` and `mail.smtp_password` go together"))
        }
        MailTransport::Smtp | MailTransport::Folder => Ok(()),
    }
}
