//! The rules for the structure of the crate, each as a function from the graph to the faults that it finds.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, cycles, describe};

/// Children of a folder in their order, lowest first.
pub type Order<'o> = (&'o str, &'o [&'o str]);

/// A group of files that import each other, and why they do.
pub type AllowedCycle<'o> = (&'o [&'o str], &'o str);

/// Names of a higher layer in a lower one, each at the first place in its file; and modules without a layer.
pub fn upward(graph: &Graph, layers: &[&str], within: &[Order]) -> Vec<String> {
    let mut faults = upward_in(graph, "", layers, true);
    for (folder, order) in within {
        faults.extend(upward_in(graph, folder, order, false));
    }
    faults
}

/// Faults in the order of one folder's children. In `src`, all children have a place in the order and what
/// `lib.rs` defines is above them; elsewhere, only folders need a place.
fn upward_in(graph: &Graph, folder: &str, order: &[&str], is_top: bool) -> Vec<String> {
    let path: Vec<String> = folder
        .split('/')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let children: Vec<_> = (0..graph.files.len())
        .map(|file| graph.child(&path, file))
        .collect();
    let root = |child: &str| is_top && ["lib.rs", "main.rs"].contains(&child);
    let rank = |file: usize| {
        let child = children[file].as_deref()?;
        let name = child.trim_end_matches('/').trim_end_matches(".rs");
        let rank = order.iter().position(|listed| *listed == name);
        rank.or_else(|| root(child).then_some(order.len()))
    };
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for (file, child) in children.iter().enumerate() {
        let Some(child) = child else { continue };
        if let Some(rank) = rank(file) {
            listed.insert(rank);
        } else if is_top || child.ends_with('/') {
            faults.push(format!(
                "{}: `{child}` has no place in the order of src/{folder}; give it one in the list",
                graph.place(file)
            ));
        }
    }
    for (rank, name) in order.iter().enumerate() {
        if !listed.contains(&rank) {
            faults.push(format!(
                "src/{folder}: `{name}` is in the list and not in the folder; remove it"
            ));
        }
    }
    let show = |rank: usize| order.get(rank).copied().unwrap_or("lib.rs");
    let mut seen = BTreeSet::new();
    for edge in &graph.edges {
        if let (Some(from), Some(to)) = (rank(edge.from), rank(edge.to))
            && from < to
            && seen.insert((edge.from, edge.to, &edge.name))
        {
            faults.push(format!(
                "{}:{}: `{}` names `{}` of `{}`, which is above it ({}). Move the item down, or the code that \
                 uses it up",
                graph.place(edge.from),
                edge.line,
                show(from),
                edge.path,
                show(to),
                graph.place(edge.to),
            ));
        }
    }
    faults
}

/// Cycles among the direct children of a folder, if one of them is a folder.
pub fn folder_cycles(graph: &Graph) -> Vec<String> {
    let mut faults = Vec::new();
    for folder in &graph.folders {
        let joined = graph.among_children(folder);
        for cycle in cycles(&joined) {
            if cycle.iter().any(|child| child.ends_with('/')) {
                let names: Vec<_> = cycle.iter().map(String::as_str).collect();
                faults.push(format!(
                    "src/{}: {} form a cycle. Move what one takes of another to a place below both:\n{}",
                    folder.join("/"),
                    names.join(", "),
                    describe(&joined, &cycle, String::clone)
                ));
            }
        }
    }
    faults
}

/// Groups of files that import each other and are not allowed to, and allowed ones that are none.
pub fn file_cycles(graph: &Graph, allowed: &[AllowedCycle]) -> Vec<String> {
    let joined = graph.among_files();
    let mut expected: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for (files, reason) in allowed {
        assert!(
            !reason.is_empty(),
            "{files:?}: an allowed cycle needs a reason"
        );
        expected.insert(files.iter().map(|file| format!("src/{file}")).collect());
    }
    let mut faults = Vec::new();
    for cycle in cycles(&joined) {
        let names: BTreeSet<String> = cycle.iter().map(|&file| graph.place(file)).collect();
        if !expected.remove(&names) {
            faults.push(format!(
                "{} import each other. Move what both need to a third file, or join them:\n{}",
                names.into_iter().collect::<Vec<_>>().join(", "),
                describe(&joined, &cycle, |&file| graph.place(file))
            ));
        }
    }
    for files in expected {
        let files: Vec<_> = files.into_iter().collect();
        faults.push(format!(
            "{} are no cycle; remove them from the list",
            files.join(", ")
        ));
    }
    faults
}

/// Type names that are defined more than once, each with its places.
pub fn repeated_types(graph: &Graph) -> BTreeMap<&str, Vec<String>> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for found in &graph.types {
        let place = format!("{}:{}", graph.place(found.file), found.line);
        places.entry(&found.name).or_default().push(place);
    }
    places.retain(|_, places| places.len() > 1);
    places
}
