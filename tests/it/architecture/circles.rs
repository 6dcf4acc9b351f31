//! Circles between the files of a room. The one rule: a declaration (`pub mod`) and a signpost
//! (`pub use` of a child) are no use; everything else is.

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

/// The shortest way from `start` back to itself.
fn way_back(edges: &Edges, start: &str) -> Option<Vec<String>> {
    let mut queue = VecDeque::from([vec![start.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = queue.pop_front() {
        for next in way.last().and_then(|last| edges.get(last)).into_iter().flatten() {
            if next.0 == start {
                return Some(way);
            }
            if seen.insert(next.0.clone()) {
                let mut longer = way.clone();
                longer.push(next.0.clone());
                queue.push_back(longer);
            }
        }
    }
    None
}

/// One sentence for each knot of files: its shortest circle.
pub fn circles(tree: &Tree) -> Vec<String> {
    let edges = edges(tree);
    let mut ways: Vec<Vec<String>> =
        edges.keys().filter_map(|start| way_back(&edges, start)).collect();
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
