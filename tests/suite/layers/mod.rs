//! The layers of the code: their order, and what keeps the code in them.
//!
//! `cargo test --test suite layers -- --nocapture` prints the structure of the code: the edges between layers, all
//! cycles, and the type names that are used more than once.

mod checks;
mod graph;
mod lookup;
mod report;
mod tokens;
mod tree;
mod units;
mod walk;

use std::path::Path;
use std::sync::LazyLock;

use checks::{AllowedCycle, Order};
use graph::Graph;

/// The folders and files of `src/`, lowest first. Each may name those before it and itself.
const LAYERS: &[&str] = &[
    "base", "text", "rules", "io", "run", "report", "eval", "train", "cli", "server", "program",
];

/// The order inside a folder, for folders that have one: all folders in it have a place, files may.
const WITHIN: &[Order] = &[(
    "rules",
    &[
        "catalog",
        "finding",
        "error",
        "timings",
        "case",
        "survey",
        "spec",
        "matching",
        "prefilter",
        "compile",
        "conditions",
        "detectors",
        "rule",
        "pack",
        "load",
        "selection",
        "policy",
        "rule_set",
        "check",
        "lint",
        "fixing",
    ],
)];

/// Files that may import each other, and why: at most two groups.
const ALLOWED_FILE_CYCLES: &[AllowedCycle] = &[];

/// How many type names may be used more than once.
const MOST_REPEATED_TYPES: usize = 15;

static GRAPH: LazyLock<Graph> =
    LazyLock::new(|| Graph::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")));

fn assert_none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn a_lower_layer_never_names_a_higher_one() {
    assert_none(&checks::upward(&GRAPH, LAYERS, WITHIN));
}

#[test]
fn no_folders_form_a_cycle() {
    assert_none(&checks::folder_cycles(&GRAPH));
}

#[test]
fn at_most_two_files_import_each_other() {
    assert!(
        ALLOWED_FILE_CYCLES.len() <= 2,
        "at most two cycles may be allowed"
    );
    assert_none(&checks::file_cycles(&GRAPH, ALLOWED_FILE_CYCLES));
}

#[test]
fn type_names_are_used_once() {
    let repeated = checks::repeated_types(&GRAPH);
    let list: Vec<_> = repeated
        .iter()
        .map(|(name, places)| format!("`{name}`: {}", places.join(", ")))
        .collect();
    assert!(
        repeated.len() <= MOST_REPEATED_TYPES,
        "{} type names are used more than once; at most {MOST_REPEATED_TYPES} may be. Give types names that \
         say what is special about them:\n{}",
        repeated.len(),
        list.join("\n")
    );
}

/// The other tests see only what the graph holds, so nothing may be missing from it.
#[test]
fn every_file_and_path_is_followed() {
    println!("{}", report::report(&GRAPH));
    let undeclared = GRAPH.undeclared.iter();
    let undeclared = undeclared
        .map(|file| format!("{file}: no module declares this file; declare or delete it"));
    let unresolved = GRAPH.unresolved.iter();
    let unresolved = unresolved.map(|path| {
        format!("{path}: not found; either it is wrong or this test cannot follow it yet")
    });
    assert_none(&undeclared.chain(unresolved).collect::<Vec<_>>());
}
