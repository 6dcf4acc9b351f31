//! The house as files and what each path in them leads to. The one rule: a path is followed to the
//! file that owns the name, through `super`, aliases and signposts (`pub use`).

use super::reading::{self, Brought, Reading, Written};
use crate::support::source::Text;
use std::collections::{BTreeMap, BTreeSet};

/// One file of `src/`.
pub struct File {
    /// `src/domain/geo.rs`
    pub path: String,
    /// `["domain", "geo"]`; empty for `lib.rs`, `["main"]` for `main.rs`.
    pub module: Vec<String>,
    /// What it says.
    pub reading: Reading,
}

impl File {
    /// The room it stands in; `None` for `lib.rs`, the map of all rooms.
    pub fn room(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }
}

/// All files, and the crates from outside that Cargo.toml names.
pub struct Tree {
    /// In order of path.
    pub files: Vec<File>,
    crates: BTreeSet<String>,
    by_module: BTreeMap<Vec<String>, usize>,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// In this crate; the path from its root.
    Inside(Vec<String>),
    /// A crate from outside (or `std`); the whole path.
    Outside(Vec<String>),
    /// A local name.
    Local,
}

/// One place where a file leads somewhere else.
pub struct Lead {
    /// The line, from 1.
    pub line: usize,
    /// Where to.
    pub target: Target,
    /// By a `pub use`.
    pub passed_on: bool,
}

fn module_of(path: &str) -> Vec<String> {
    let stem = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

impl Tree {
    /// Reads the files; a file that isn't Rust stops the test with its path.
    pub fn new(files: impl IntoIterator<Item = Text>, crates: BTreeSet<String>) -> Self {
        let files: Vec<File> = files
            .into_iter()
            .map(|file| {
                let ast = syn::parse_file(&file.text)
                    .unwrap_or_else(|fault| panic!("{}: {fault}", file.path));
                let module = module_of(&file.path);
                File { path: file.path, module, reading: reading::read(&ast) }
            })
            .collect();
        let by_module =
            files.iter().enumerate().map(|(at, file)| (file.module.clone(), at)).collect();
        Self { files, crates, by_module }
    }

    /// Names of the rooms.
    pub fn rooms(&self) -> BTreeSet<String> {
        self.files.iter().filter_map(|file| file.room().map(str::to_owned)).collect()
    }

    /// The module a file is a part of: a private child (`mod check;`) is a part of its parent.
    pub fn unit(&self, file: &File) -> Vec<String> {
        let mut module = file.module.clone();
        while module.len() > 1 {
            let (name, parent) = module.split_last().expect("longer than one");
            let declares = |file: usize| self.files[file].reading.private_children.contains(name);
            if !self.by_module.get(parent).copied().is_some_and(declares) {
                break;
            }
            module.pop();
        }
        module
    }

    /// The file at a path from the root of the repository.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// All places where `file` leads somewhere.
    pub fn leads(&self, file: &File) -> Vec<Lead> {
        let from_uses = file.reading.uses.iter().map(|brought| Lead {
            line: brought.path.line,
            target: self.target(file, &brought.path, 0),
            passed_on: brought.passed_on,
        });
        let from_paths = file.reading.paths.iter().map(|path| Lead {
            line: path.line,
            target: self.target(file, path, 0),
            passed_on: false,
        });
        from_uses.chain(from_paths).collect()
    }

    /// Where a path written in `file` leads.
    pub fn target(&self, file: &File, path: &Written, depth: usize) -> Target {
        let Some(first) = path.segments.first() else { return Target::Local };
        let mut module: Vec<String> = file.module.iter().chain(&path.inside).cloned().collect();
        let mut rest = &path.segments[1..];
        match first.as_str() {
            "crate" | "convoca" => module.clear(),
            "self" => {}
            "super" => {
                module.pop();
                while rest.first().is_some_and(|segment| segment == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            _ => return self.plain(file, path, first, module, depth),
        }
        module.extend_from_slice(rest);
        Target::Inside(module)
    }

    fn plain(
        &self,
        file: &File,
        path: &Written,
        first: &str,
        mut module: Vec<String>,
        depth: usize,
    ) -> Target {
        let alias = file.reading.uses.iter().find(|brought| {
            brought.name == first && brought.path.segments.first().is_none_or(|s| s != first)
        });
        if let Some(alias) = alias
            && depth < 4
        {
            let mut longer = alias.path.clone();
            longer.segments.extend_from_slice(&path.segments[1..]);
            return self.target(file, &longer, depth + 1);
        }
        module.push(first.to_owned());
        if self.by_module.contains_key(&module) {
            module.extend_from_slice(&path.segments[1..]);
            Target::Inside(module)
        } else if self.crates.contains(first) || ["std", "core", "alloc"].contains(&first) {
            Target::Outside(path.segments.clone())
        } else {
            Target::Local
        }
    }

    /// The file that owns the end of a path from the root.
    pub fn owner(&self, path: &[String]) -> Option<&File> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let (length, file) = (1..=path.len())
                .rev()
                .find_map(|length| Some((length, *self.by_module.get(&path[..length])?)))?;
            let file = &self.files[file];
            match path.get(length).and_then(|name| self.behind(file, name)) {
                Some(mut further) => {
                    further.extend_from_slice(&path[length + 1..]);
                    path = further;
                }
                None => return Some(file),
            }
        }
        None
    }

    /// What stands behind a name that `file` passes on.
    fn behind(&self, file: &File, name: &str) -> Option<Vec<String>> {
        if file.reading.items.iter().any(|item| item == name) {
            return None;
        }
        let inside = |brought: &Brought| match self.target(file, &brought.path, 0) {
            Target::Inside(path) => Some(path),
            Target::Outside(_) | Target::Local => None,
        };
        let passed_on = || file.reading.uses.iter().filter(|brought| brought.passed_on);
        if let Some(path) = passed_on().find(|brought| brought.name == name).and_then(inside) {
            return Some(path);
        }
        passed_on().filter(|brought| brought.name == "*").filter_map(inside).find_map(|path| {
            let behind = &self.files[*self.by_module.get(&path)?];
            behind.reading.items.iter().any(|item| item == name).then(|| {
                let mut path = path;
                path.push(name.to_owned());
                path
            })
        })
    }
}
