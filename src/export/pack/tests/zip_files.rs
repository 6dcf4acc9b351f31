//! Takes a pack apart and puts it together again, changed, as someone with a good tool would: with
//! a plain archive, and a manifest that fits unless the change is to it.

use super::sample::MADE;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn unpacked(pack: &[u8]) -> Files {
    let mut archive = ZipArchive::new(Cursor::new(pack)).unwrap();
    let count = archive.len();
    let read = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(read).collect()
}

pub fn options() -> SimpleFileOptions {
    let at = MADE.utc();
    let date = DateTime::from_date_and_time(2026, 5, 4, 13, 6, 41).unwrap();
    assert_eq!(at.to_rfc3339(), "2026-05-04T13:06:41.123+00:00");
    SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(date)
        .unix_permissions(0o644)
}

pub fn packed(files: &Files) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        archive.start_file(path.as_str(), options()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The manifest made to fit the files again, as a careful forger would.
pub fn with_fitting_manifest(files: &mut Files) {
    let mut manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let list = files.iter().filter(|(path, _)| *path != "manifest.json").map(|(path, bytes)| {
        let sha256: String =
            Sha256::digest(bytes).iter().fold(String::new(), |hex, b| hex + &format!("{b:02x}"));
        serde_json::json!({ "path": path, "bytes": bytes.len(), "sha256": sha256 })
    });
    manifest["files"] = list.collect();
    files.insert("manifest.json".to_owned(), serde_json::to_vec_pretty(&manifest).unwrap());
}
