//! What the tests of mails share: a folder that goes away, letters of every notice, a small server.

pub(crate) mod letters;
pub(crate) mod server;

mod compose;
mod transport;

use crate::{config::settings::Settings, domain::moment::Moment};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder of its own for a test, removed with all that is in it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("convoca-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed now is in the temporary folder anyway.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}

/// 22 November 2026, 14:20 in Brussels.
pub(crate) const NOW: Moment = Moment::from_millis(1_795_353_600_000);

/// Settings of an office, with more on top.
pub(crate) fn settings(more: &[(&str, &str)]) -> Settings {
    let office = [
        ("CONVOCA_SERVER__PUBLIC_URL", "https://convoca.example"),
        ("CONVOCA_INSTANCE__NAME", "Cluster exchange office"),
        ("CONVOCA_INSTANCE__CONTACT", "office@convoca.example"),
        ("CONVOCA_MAIL__FROM", "Cluster exchange office <no-reply@convoca.example>"),
        ("CONVOCA_MAIL__REPLY_TO", "office@convoca.example"),
    ];
    let kept = office.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let all = kept.chain(more).map(|(name, value)| ((*name).into(), (*value).into()));
    Settings::load(None, all).unwrap()
}
