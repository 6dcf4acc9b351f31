//! Circles between the files of a room. The one rule: a declaration (`pub mod`) and a signpost
//! (`pub use` of a child) are no use, and a private child may look back at its parent.

use super::resolve::{Target, Tree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Edges = BTreeMap<String, BTreeMap<String, usize>>;

fn edges(tree: &Tree) -> Edges {
    let mut edges = Edges::new();
    for file in &tree.files {
        let Some(room) = file.room() else { continue };
        for lead in tree.leads(file) {
            let Target::Inside(path) = &lead.target else { continue };
            let is_signpost = lead.passed_on && path.starts_with(&file.module);
            if is_signpost || path.first().is_none_or(|first| first != room) {
                continue;
            }
            if let Some(owner) = tree.owner(path)
                && owner.path != file.path
            {
                let line = lead.line;
                let known = edges.entry(file.path.clone()).or_default();
                known.entry(owner.path.clone()).and_modify(|l| *l = line.min(*l)).or_insert(line);
            }
        }
    }
    edges
}

/// The shortest way from one file to another, both included.
fn way(edges: &Edges, from: &str, to: &str) -> Option<Vec<String>> {
    let mut queue = VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = queue.pop_front() {
        let last = way.last()?;
        if last == to {
            return Some(way);
        }
        for next in edges.get(last).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next.clone()) {
                let mut longer = way.clone();
                longer.push(next.clone());
                queue.push_back(longer);
            }
        }
    }
    None
}

/// A private child that looks back at its own parent: two parts of one thing.
fn looks_back(tree: &Tree, from: &str, to: &str) -> bool {
    let (Some(from), Some(to)) = (tree.file(from), tree.file(to)) else { return false };
    from.module.starts_with(&to.module) && tree.unit(from) == tree.unit(to)
}

/// One sentence for each knot of files: its shortest circle.
pub fn circles(tree: &Tree) -> Vec<String> {
    let edges = edges(tree);
    let mut forward = edges.clone();
    for (from, tos) in &mut forward {
        tos.retain(|to, _| !looks_back(tree, from, to));
    }
    let unit = |path: &str| tree.file(path).map(|file| tree.unit(file));
    let mut ways: Vec<Vec<String>> = Vec::new();
    for (from, to) in edges.iter().flat_map(|(from, tos)| tos.keys().map(move |to| (from, to))) {
        // Out of its own unit and back by any way; or round inside it without looking back.
        let is_inside = unit(from) == unit(to);
        let is_forward = forward.get(from).is_some_and(|tos| tos.contains_key(to));
        if !is_inside {
            ways.extend(way(&edges, to, from));
        } else if is_forward {
            ways.extend(way(&forward, to, from));
        }
    }
    ways.sort_by_key(Vec::len);
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for way in ways {
        if way.iter().any(|file| told.contains(file)) {
            continue;
        }
        told.extend(way.iter().cloned());
        let steps: Vec<String> = way
            .iter()
            .zip(way.iter().cycle().skip(1))
            .map(|(from, to)| format!("  {from}:{} uses {to}", edges[from][to]))
            .collect();
        faults.push(format!(
            "these files go in a circle; move what both need to a file of its own:\n{}",
            steps.join("\n")
        ));
    }
    faults
}
