//! The repository's own text as values, for the tests that read it. The one rule: files are found
//! by walking, never by a list, so a new file is held without anybody telling.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A text file and its path from the root, with `/` between folders.
#[derive(Debug, Clone)]
pub struct Text {
    /// `src/domain/geo.rs`
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl Text {
    /// Test code by its name: `tests.rs`, or a file in a folder `tests`.
    pub fn is_test(&self) -> bool {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        stem.split('/').any(|part| part == "tests")
    }
}

/// All files under `folder` (from the root) whose name ends in one of `endings`, sorted by path.
/// A folder that isn't there has none. Hidden folders, `target` and `node_modules` are passed by.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Text> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root.join(folder), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Text>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let passed_by = ["target", "node_modules", "shots", "demo"].contains(&name.as_str());
            if !passed_by && !name.starts_with('.') {
                walk(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Text { path, text });
        }
    }
}

/// Reads one file from the root.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}
