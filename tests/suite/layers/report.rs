//! The structure of the crate as a text for people.

use std::collections::BTreeSet;

use super::checks::{file_cycles, folder_cycles, repeated_types};
use super::graph::Graph;

/// How many names an edge between layers shows.
const EXAMPLES: usize = 6;

/// Files and lines, the edges between layers, all cycles, and the type names that are repeated.
pub fn report(graph: &Graph) -> String {
    let lines: usize = graph.files.iter().map(|file| file.lines).sum();
    let mut text = format!("{} files, {lines} lines\n\n", graph.files.len());
    text += "Between the folders and files of src/, with the names taken:\n";
    let layers = graph.join(graph.edges.iter(), |file| graph.child(&[], file));
    for ((from, to), names) in &layers {
        let shown: Vec<_> = names.keys().take(EXAMPLES).map(String::as_str).collect();
        let more = names.len() - shown.len();
        let more = if more > 0 {
            format!(", and {more} more")
        } else {
            String::new()
        };
        text += &format!("    {from} -> {to}: {}{more}\n", shown.join(", "));
    }
    text += &section("Cycles of folders", &folder_cycles(graph));
    text += &section("Cycles of files", &file_cycles(graph, &[]));
    let repeated = repeated_types(graph);
    let names: BTreeSet<&str> = graph.types.iter().map(|found| &*found.name).collect();
    text += &format!(
        "\n{} type names, {} of them used more than once:\n",
        names.len(),
        repeated.len()
    );
    for (name, places) in repeated {
        text += &format!("    {name}: {}\n", places.join(", "));
    }
    text
}

fn section(title: &str, faults: &[String]) -> String {
    let mut text = format!("\n{title}: {}\n", faults.len());
    for (at, fault) in faults.iter().enumerate() {
        text += &format!("  {}. {}\n", at + 1, fault.trim_end());
    }
    text
}
