//! The door to the browser tests in `tests/browser`: is all there, and run this script. The one
//! rule: what is missing is told with the command that brings it.

use super::{left_out, source};
use std::{path::PathBuf, process::Command};

fn folder() -> PathBuf {
    source::root().join("tests/browser")
}

fn missing() -> Option<&'static str> {
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|output| output.status.success()) {
        Some("node isn't there (install nodejs)")
    } else if !PathBuf::from("/usr/bin/chromium").exists() {
        Some("Chromium isn't there (install Debian's chromium)")
    } else if !folder().join("node_modules/playwright-core").exists() {
        Some("its tools aren't there (run: just browser)")
    } else {
        None
    }
}

/// Runs a script of `tests/browser` with arguments and returns what it printed; panics with it when
/// the script fails. `None` when `part` is left out on this machine.
pub fn run(part: &str, script: &str, arguments: &[&str]) -> Option<String> {
    if !left_out::may_run(part, missing()) {
        return None;
    }
    let output =
        Command::new("node").arg(script).args(arguments).current_dir(folder()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} {arguments:?}\n{told}\n{faults}");
    Some(told)
}
