//! Reads the mails of the folder, for the demo's mailbox page. The one rule: a file is named by an
//! id that was parsed as one, so no name from outside ever reaches the disk.

use super::Mail;
use crate::domain::ids::OutboxId;
use std::{
    io::{self, ErrorKind},
    path::Path,
};
use tokio::fs;

/// Some mails, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pile {
    /// The mails.
    pub mails: Vec<Mail>,
    /// There are older ones; ask for those before this id.
    pub older: Option<OutboxId>,
}

/// At most `many` mails, newest first, older than `before` if given. Without a folder there are
/// none. Ids are ordered by time, so are file names.
pub async fn list(folder: &Path, before: Option<OutboxId>, many: usize) -> io::Result<Pile> {
    let mut ids = ids(folder).await?;
    ids.retain(|id| before.is_none_or(|before| *id < before));
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let more = ids.len() > many;
    ids.truncate(many);
    let mut pile = Pile { mails: Vec::with_capacity(ids.len()), older: None };
    for id in &ids {
        // Gone since the folder was read: the demo begins anew.
        pile.mails.extend(read(folder, *id).await?);
    }
    pile.older = ids.last().copied().filter(|_| more);
    Ok(pile)
}

/// One mail.
pub async fn read(folder: &Path, id: OutboxId) -> io::Result<Option<Mail>> {
    match fs::read(folder.join(format!("{id}.json"))).await {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn ids(folder: &Path) -> io::Result<Vec<OutboxId>> {
    let mut entries = match fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let id: Option<OutboxId> =
            name.to_str().and_then(|name| name.strip_suffix(".json")?.parse().ok());
        found.extend(id);
    }
    Ok(found)
}
