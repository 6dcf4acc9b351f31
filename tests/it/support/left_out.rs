//! Parts of the suite that need something this machine may lack (PostgreSQL, Chromium). The one
//! rule: a part is never skipped in silence; `tests/zz_left_out.rs` prints each with its reason.

use std::{env, fs, path::PathBuf};

/// Where the reasons are written: one file a part, read and removed by `tests/zz_left_out.rs`.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("left-out")
}

/// Says whether `part` may run. `missing` is the sentence that says what is not there, or `None`
/// when all is there. With `CONVOCA_TEST_ALL=1` (set in `.ci/run`) a missing thing is a failure.
pub fn may_run(part: &str, missing: Option<&str>) -> bool {
    let file = folder().join(format!("{part}.txt"));
    let Some(why) = missing else {
        // A reason from an earlier run no longer holds.
        drop(fs::remove_file(file));
        return true;
    };
    assert!(
        env::var("CONVOCA_TEST_ALL").as_deref() != Ok("1"),
        "{part} may not be left out here (CONVOCA_TEST_ALL=1), but: {why}"
    );
    fs::create_dir_all(folder()).unwrap();
    fs::write(file, why).unwrap();
    false
}
