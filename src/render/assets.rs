//! Files that go into the binary: templates, and what a browser fetches from `/static/`. The one
//! rule: an address carries the hash of the bytes, so a browser may keep a file for ever.

use super::links::STATIC;
use minijinja::TemplateSource;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{borrow::Cow, fmt::Write as _, path::Path, time::SystemTime};

// Inside the binary in a release build; read from this folder in a debug build.
#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "static"]
struct Static;

/// A file a browser may fetch.
#[derive(Debug, Clone)]
pub struct Asset {
    /// What is in it.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type, from the closed list below.
    pub media_type: &'static str,
    /// Eight bytes of its SHA-256, as hex; also its `ETag`.
    pub hash: String,
}

/// The file with this path under `static/`; `None` for anything else.
pub fn asset(path: &str) -> Option<Asset> {
    let media_type = match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    };
    let file = Static::get(path)?;
    Some(Asset { hash: hash(&file), bytes: file.data, media_type })
}

/// The address of the file with this path under `static/`, with its hash.
pub fn asset_href(path: &str) -> Option<String> {
    let prefix = STATIC.trim_end_matches("{*path}");
    Static::get(path).map(|file| format!("{prefix}{path}?v={}", hash(&file)))
}

/// Paths of all templates, for the test that renders each.
pub fn template_names() -> impl Iterator<Item = Cow<'static, str>> {
    Templates::iter()
}

fn hash(file: &EmbeddedFile) -> String {
    let mut text = String::with_capacity(16);
    for byte in &file.metadata.sha256_hash()[..8] {
        // Writing into a String can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Finds the source of a template for the engine.
#[expect(clippy::unnecessary_wraps, reason = "the engine's signature for a loader")]
pub(super) fn template(name: &str) -> Result<Option<TemplateSource>, minijinja::Error> {
    let Some(file) = Templates::get(name) else { return Ok(None) };
    let source = TemplateSource::new(String::from_utf8_lossy(&file.data).into_owned());
    if !cfg!(debug_assertions) {
        return Ok(Some(source));
    }
    // A debug build asks the disk for the time of the last change, which costs next to nothing.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(name);
    let changed = move || -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    let then = changed();
    Ok(Some(source.with_uptodate_check(move || changed() == then)))
}
