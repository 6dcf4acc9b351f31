//! Lengths as ratchets: what is too long today is listed and may only get shorter; what isn't
//! listed keeps to the limit.

use crate::support::source::Text;
use std::collections::BTreeMap;
use syn::{spanned::Spanned, visit::Visit};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 70;
const LINE_SIGNS: usize = 100;

/// What is measured: `file src/a.rs`, `function src/a.rs name`, `lines src/a.rs`.
pub type Lengths = BTreeMap<String, usize>;

/// The list's entries.
pub fn parse(list: &str) -> Lengths {
    list.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let (what, number) = line.rsplit_once(' ').expect("what, and a number");
            (what.to_owned(), number.parse().expect("a number at the end"))
        })
        .collect()
}

struct Functions<'a> {
    path: &'a str,
    found: &'a mut Lengths,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.span().end().line - signature.span().start().line + 1;
        if lines > FUNCTION_LINES {
            let key = format!("function {} {}", self.path, signature.ident);
            let known = self.found.entry(key).or_insert(lines);
            *known = lines.max(*known);
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !crate::architecture::is_test_only(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

/// Lines before the tests at a file's end.
fn program_lines(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod "))
        .unwrap_or(lines.len())
}

/// All that is over a limit: files and functions of the program, lines of any Rust text.
pub fn measure(program: &[Text], rust: &[Text]) -> Lengths {
    let mut found = Lengths::new();
    for file in program {
        let lines = program_lines(&file.text);
        if lines > FILE_LINES {
            found.insert(format!("file {}", file.path), lines);
        }
        let ast = syn::parse_file(&file.text).unwrap();
        Functions { path: &file.path, found: &mut found }.visit_file(&ast);
    }
    for file in rust {
        // A sentence in quotes reads better whole: it counts as nothing.
        let is_wide = |line: &&str| {
            let code = line.split('"').step_by(2).map(|part| part.chars().count());
            code.sum::<usize>() > LINE_SIGNS
        };
        let wide = file.text.lines().filter(is_wide).count();
        if wide > 0 {
            found.insert(format!("lines {}", file.path), wide);
        }
    }
    found
}

fn too_long(what: &str, number: usize) -> String {
    let parts: Vec<&str> = what.split(' ').collect();
    match parts.as_slice() {
        ["file", path] => format!(
            "{path}: {number} lines; above {FILE_LINES} it has more than one reason: split it"
        ),
        ["function", path, name] => format!(
            "{path}: function `{name}` has {number} lines; above {FUNCTION_LINES} it leaves the \
             screen: name its parts"
        ),
        _ => format!("{what}: {number} lines are wider than {LINE_SIGNS} signs: break them"),
    }
}

/// Faults: new, grown, shrunk without the list being told, gone.
pub fn against_the_list(measured: &Lengths, listed: &Lengths) -> Vec<String> {
    let mut faults = Vec::new();
    for (what, &number) in measured {
        match listed.get(what) {
            None => faults.push(too_long(what, number)),
            Some(&was) if number > was => {
                faults.push(format!("{what} grew from {was} to {number}: it may only shrink"));
            }
            Some(&was) if number < was => faults.push(format!(
                "{what} shrank from {was} to {number}: write {number} in tests/it/ratchet.txt"
            )),
            Some(_) => {}
        }
    }
    for what in listed.keys().filter(|what| !measured.contains_key(*what)) {
        faults.push(format!("{what} keeps to the limit: remove the line in tests/it/ratchet.txt"));
    }
    faults
}
