//! Mails to a server. The one rule: what a server answers is kept as its number only, since its
//! text repeats the address.

use super::fault::{SendFault, TransportFault};
use crate::config::settings::{Mail, SmtpTls};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{self, PoolConfig, authentication::Credentials},
};
use std::time::Duration;

/// Time for one step of the conversation.
const STEP: Duration = Duration::from_secs(20);
/// Time for a whole mail; the worker's claim on a batch is longer than a batch of these.
const WHOLE: Duration = Duration::from_secs(45);

/// A pool of connections to the server.
#[derive(Debug, Clone)]
pub(super) struct Smtp {
    pool: AsyncSmtpTransport<Tokio1Executor>,
    server: String,
}

impl Smtp {
    pub(super) fn new(settings: &Mail) -> Result<Self, TransportFault> {
        let host = settings.smtp_host.as_str();
        let builder = match settings.smtp_tls {
            SmtpTls::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            SmtpTls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            SmtpTls::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        };
        let mut builder = builder
            .map_err(|_| TransportFault("`mail.smtp_host` is no name of a server".to_owned()))?
            .port(settings.smtp_port)
            .timeout(Some(STEP))
            .pool_config(PoolConfig::new().max_size(4).idle_timeout(Duration::from_secs(30)));
        if !settings.smtp_user.is_empty() {
            let password = settings.smtp_password.expose().to_owned();
            builder = builder.credentials(Credentials::new(settings.smtp_user.clone(), password));
        }
        let server = format!("{host}:{}", settings.smtp_port);
        Ok(Self { pool: builder.build(), server })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), SendFault> {
        match tokio::time::timeout(WHOLE, self.pool.send(message)).await {
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) if final_answer(&error) => Err(SendFault::Permanent(says(&error))),
            Ok(Err(error)) => Err(SendFault::Transient(says(&error))),
            Err(_late) => Err(SendFault::Transient("the server took too long".to_owned())),
        }
    }

    pub(super) async fn check(&self) -> Result<String, TransportFault> {
        let fault = |says: String| TransportFault(format!("{}: {says}", self.server));
        match tokio::time::timeout(WHOLE, self.pool.test_connection()).await {
            Ok(Ok(true)) => Ok(format!("SMTP server {}", self.server)),
            Ok(Ok(false)) => Err(fault("the server does not answer as it should".to_owned())),
            Ok(Err(error)) => Err(fault(says(&error))),
            Err(_late) => Err(fault("the server took too long".to_owned())),
        }
    }
}

/// Whether the server refuses this mail for good. Other answers beginning with 5 are about us, not
/// about the mail (not signed in, command not known), and may be mended by the operator.
fn final_answer(error: &smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    code.is_some_and(|code| matches!(code, 521 | 550 | 551 | 553 | 554 | 556))
}

/// What went wrong, without the server's words.
fn says(error: &smtp::Error) -> String {
    if let Some(code) = error.status() {
        return format!("the server answered {}", u16::from(code));
    }
    if error.is_timeout() {
        return "the server took too long".to_owned();
    }
    if error.is_tls() {
        return "no protected connection could be made".to_owned();
    }
    if error.is_client() {
        return "the server can't do what the mail needs".to_owned();
    }
    "the server can't be reached".to_owned()
}
