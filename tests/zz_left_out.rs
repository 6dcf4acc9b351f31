//! Runs last in `cargo test` (Cargo goes by name) and says which parts of the suite were left out
//! on this machine, and why. Under nextest it lists no test, so it is passed by.

#![expect(clippy::disallowed_methods, reason = "what may be left out is told by the environment")]

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    if env::args().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("left-out");
    let mut parts: Vec<(String, String)> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let part = entry.path().file_stem()?.to_string_lossy().into_owned();
            Some((part, fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    parts.sort();
    drop(fs::remove_dir_all(&folder));
    if parts.is_empty() {
        println!("Nothing was left out.");
        return ExitCode::SUCCESS;
    }
    println!("Left out on this machine:");
    for (part, why) in &parts {
        println!("  {part}: {why}");
    }
    if env::var("CONVOCA_TEST_ALL").as_deref() == Ok("1") {
        println!("Nothing may be left out here (CONVOCA_TEST_ALL=1).");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
