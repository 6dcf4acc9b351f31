//! The list of files against the files. The tests change one of the two; what the list says of
//! itself is held by the README, which it seals.

use super::{
    pack,
    tampered::found,
    zip_files::{packed, unpacked},
};
use crate::export::pack::{Fault, ManifestFault, verify};
use serde_json::{Value, json};

#[test]
fn a_file_taken_out_or_put_in_is_found() {
    for path in unpacked(&pack()).into_keys() {
        let mut files = unpacked(&pack());
        files.remove(&path);
        let report = verify(&packed(&files));
        let missing = Fault::Manifest(ManifestFault::Missing { path: path.clone() });
        let unreadable = Fault::Manifest(ManifestFault::Unreadable);
        let expected = if path == "manifest.json" { unreadable } else { missing };
        assert!(report.faults().any(|fault| *fault == expected), "{path}");
    }
    let mut files = unpacked(&pack());
    files.insert("evidence/002-more.pdf".to_owned(), vec![1]);
    let extra = ManifestFault::Extra { path: "evidence/002-more.pdf".to_owned() };
    let report = verify(&packed(&files));
    assert_eq!(report.faults().collect::<Vec<_>>(), [&Fault::Manifest(extra)]);
}

#[test]
fn what_every_pack_needs_is_missed_even_if_the_manifest_does_not_name_it() {
    let faults = found(|files| drop(files.remove("decision.json")));
    let missing = ManifestFault::Missing { path: "decision.json".to_owned() };
    assert_eq!(faults, [Fault::Manifest(missing)]);
}

#[test]
fn a_manifest_that_does_not_fit_is_found() {
    let changed = |change: fn(&mut Value)| {
        let mut files = unpacked(&pack());
        let mut manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        change(&mut manifest);
        files.insert("manifest.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
        verify(&packed(&files)).faults().cloned().collect::<Vec<_>>()
    };
    let path = || "README.txt".to_owned();
    let is = unpacked(&pack())["README.txt"].len() as u64;
    let length = ManifestFault::Length { path: path(), is, named: 1 };
    assert_eq!(changed(|m| m["files"][0]["bytes"] = json!(1)), [length.into()]);
    let digest = ManifestFault::Digest { path: path() };
    assert_eq!(changed(|m| m["files"][0]["sha256"] = json!("00")), [digest.into()]);
    let unknown =
        |format: &str, version| ManifestFault::UnknownFormat { format: format.to_owned(), version };
    assert_eq!(changed(|m| m["version"] = json!(2)), [unknown("convoca-pack", 2).into()]);
    assert_eq!(changed(|m| m["format"] = json!("x")), [unknown("x", 1).into()]);
    assert_eq!(changed(|m| m["more"] = json!(2)), [ManifestFault::Unreadable.into()]);
    let dates = changed(|m| m["made_at"] = json!("2026-05-04T13:06:43.000Z"));
    assert_eq!(dates.len(), unpacked(&pack()).len() + 1, "each file has another date");
    // What no other file of the pack holds stands in the README, to the millisecond.
    let readme = [Fault::from(ManifestFault::OtherReadme)];
    let moment = changed(|m| m["made_at"] = json!("2026-05-04T13:06:41.122Z"));
    assert_eq!(moment, readme);
    assert_eq!(changed(|m| m["reference"] = json!("CX-2026-0043")), readme);
    let swapped = changed(|m| m["files"].as_array_mut().unwrap().swap(0, 1));
    assert_eq!(swapped, [ManifestFault::OutOfOrder { path: path() }.into()]);
}
