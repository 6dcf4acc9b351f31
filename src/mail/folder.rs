//! Each mail into two files of a folder: `<id>.eml` as it would be sent, `<id>.json` for the
//! mailbox page. The one rule: a file is written beside its place and then moved there, so nobody
//! ever reads half a mail.

use super::{
    Mail,
    fault::{SendFault, TransportFault},
};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::fs;

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub(super) async fn keep(&self, mail: &Mail, wire: &[u8]) -> Result<(), SendFault> {
        let json = serde_json::to_vec(mail)
            .map_err(|_| SendFault::Permanent("the mail can't be written down".to_owned()))?;
        let both = async {
            make(&self.0).await?;
            put(&self.0.join(format!("{}.eml", mail.id)), wire).await?;
            // Last: the mailbox page looks for this one.
            put(&self.0.join(format!("{}.json", mail.id)), &json).await
        };
        let fault = |error: io::Error| {
            SendFault::Transient(format!("the mail folder can't be written: {}", error.kind()))
        };
        both.await.map_err(fault)
    }

    pub(super) async fn check(&self) -> Result<String, TransportFault> {
        let probe = self.0.join(".probe");
        let tried = async {
            make(&self.0).await?;
            fs::write(&probe, b"").await?;
            fs::remove_file(&probe).await
        };
        let folder = self.0.display();
        match tried.await {
            Ok(()) => Ok(format!("folder {folder}")),
            Err(error) => {
                Err(TransportFault(format!("the folder {folder} can't be written: {error}")))
            }
        }
    }
}

/// Makes the folder, for its owner only: mails hold one-time links.
async fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}

async fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_added_extension("new");
    fs::write(&beside, bytes).await?;
    fs::rename(&beside, path).await
}
