//! Hands a mail over: to a server, into a folder, or into memory for tests. The one rule: a failure
//! says whether another try can help, and never whom the mail was for.

use super::{
    Mail,
    fault::{SendFault, TransportFault},
    folder::Folder,
    smtp::Smtp,
};
use crate::config::settings::{self, MailTransport};
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

/// A way out for mails. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Transport {
    sender: Sender,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp(Smtp),
    Folder(Folder),
    Memory(Arc<Mutex<Vec<Mail>>>),
}

/// Who writes, and who gets the answers.
#[derive(Debug, Clone)]
struct Sender {
    from: Mailbox,
    reply_to: Mailbox,
}

impl Transport {
    /// The way the settings say. Connects to nothing yet.
    pub fn from_settings(settings: &settings::Mail) -> Result<Self, TransportFault> {
        let from = mailbox("mail.from", &settings.from)?;
        let reply_to = match settings.reply_to.as_str() {
            "" => from.clone(),
            text => mailbox("mail.reply_to", text)?,
        };
        let way = match settings.transport {
            MailTransport::Smtp => Way::Smtp(Smtp::new(settings)?),
            MailTransport::Folder => Way::Folder(Folder::new(&settings.folder)),
        };
        Ok(Self { sender: Sender { from, reply_to }, way })
    }
    /// Keeps mails in memory, for tests; sender as in the settings.
    pub fn memory(settings: &settings::Mail) -> Result<Self, TransportFault> {
        let folder = settings::Mail { transport: MailTransport::Folder, ..settings.clone() };
        let Self { sender, .. } = Self::from_settings(&folder)?;
        Ok(Self { sender, way: Way::Memory(Arc::default()) })
    }
    /// What the transport of tests has taken so far; nothing for the others.
    pub fn taken(&self) -> Vec<Mail> {
        match &self.way {
            Way::Memory(taken) => taken.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Way::Smtp(_) | Way::Folder(_) => Vec::new(),
        }
    }
    /// Hands the mail over.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendFault> {
        let message = message(&self.sender, mail)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await,
            Way::Folder(folder) => folder.keep(mail, &message.formatted()).await,
            Way::Memory(taken) => {
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(())
            }
        }
    }
    /// Whether a mail would get through: the folder can be written, the server answers. Says which.
    pub async fn check(&self) -> Result<String, TransportFault> {
        match &self.way {
            Way::Smtp(smtp) => smtp.check().await,
            Way::Folder(folder) => folder.check().await,
            Way::Memory(_) => Ok("memory".to_owned()),
        }
    }
}

fn mailbox(setting: &str, text: &str) -> Result<Mailbox, TransportFault> {
    text.parse().map_err(|_| TransportFault(format!("`{setting}` is no address mails can have")))
}

/// The mail as it goes over the wire.
fn message(sender: &Sender, mail: &Mail) -> Result<Message, SendFault> {
    let address = mail
        .to
        .parse()
        .map_err(|_| SendFault::Permanent("the address is not one mails can have".to_owned()))?;
    let auto = HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    );
    let at = u64::try_from(mail.at.millis()).unwrap_or_default();
    // The boundary comes from the id, so that the same mail is the same bytes.
    let body = MultiPart::alternative()
        .boundary(format!("convoca-{}", mail.id))
        .singlepart(SinglePart::plain(mail.text.clone()))
        .singlepart(SinglePart::html(mail.html.clone()));
    Message::builder()
        .from(sender.from.clone())
        .reply_to(sender.reply_to.clone())
        .to(Mailbox::new(Some(mail.to_name.clone()), address))
        .subject(mail.subject.clone())
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(at))
        .message_id(Some(format!("<{}>", mail.message_id)))
        .raw_header(auto)
        .multipart(body)
        .map_err(|_| SendFault::Permanent("the mail can't be put together".to_owned()))
}
