//! The graph of files: which names what of which other, and the cycles in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tree::{Source, Tree};
use super::walk::walk;

/// The files of the crate outside tests, and what they name of each other.
#[derive(Default)]
pub struct Graph {
    pub files: Vec<File>,
    pub edges: Vec<Edge>,
    pub types: Vec<TypeName>,
    /// Files that no module declares.
    pub undeclared: Vec<String>,
    /// Paths into the crate that lead nowhere: what the checks could not follow.
    pub unresolved: Vec<String>,
    /// The folders, by the names that lead to them; `src` itself is the one without a name.
    pub folders: BTreeSet<Vec<String>>,
}

pub struct File {
    /// Below `src/`.
    pub path: String,
    /// The names that lead to its module from the crate root; `None` for tests.
    pub module: Option<Vec<String>>,
    pub lines: usize,
}

/// One place where a file names what another defines.
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// The item, by its name where it is defined.
    pub name: String,
    /// As it is written.
    pub path: String,
    pub line: usize,
    /// Whether a module only shows an item of a module below it to others. That uses nothing, so it makes no
    /// cycle: whoever uses the item has an edge to the file that defines it.
    pub is_re_export: bool,
}

/// A definition of a type.
pub struct TypeName {
    pub name: String,
    pub file: usize,
    pub line: usize,
}

/// What edges join, and by which names: by from and to, each name with its first place.
pub type Joined<N> = BTreeMap<(N, N), BTreeMap<String, String>>;

impl Graph {
    /// The graph of the files below this folder.
    pub fn read(src: &Path) -> Self {
        let mut sources = Vec::new();
        for entry in walkdir::WalkDir::new(src).sort_by_file_name() {
            let entry = entry.unwrap();
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
            {
                let path = entry.path().strip_prefix(src).unwrap();
                let path = path.to_str().unwrap().replace('\\', "/");
                let text = std::fs::read_to_string(entry.path()).unwrap();
                sources.push(Source::new(&path, &text));
            }
        }
        Self::new(&sources)
    }

    pub fn new(sources: &[Source]) -> Self {
        let mut tree = Tree::new(sources);
        let mut graph = Self::default();
        for (file, source) in sources.iter().enumerate() {
            let module = tree.module_of_file.get(&file);
            if module.is_none() && !tree.is_test(source) {
                graph.undeclared.push(format!("src/{}", source.path));
            }
            graph.files.push(File {
                path: source.path.clone(),
                module: module.map(|&module| tree.modules[module].path.clone()),
                lines: source.lines,
            });
        }
        let modules = graph.files.iter().filter_map(|file| file.module.as_deref());
        let above = modules.flat_map(|module| (0..module.len()).map(|len| module[..len].to_vec()));
        graph.folders = above.chain([Vec::new()]).collect();
        walk(sources, &mut tree, &mut graph);
        graph
    }

    /// A file as messages show it.
    pub fn place(&self, file: usize) -> String {
        format!("src/{}", self.files[file].path)
    }

    fn module(&self, file: usize) -> &[String] {
        self.files[file].module.as_deref().unwrap_or_default()
    }

    pub fn is_below(&self, file: usize, other: usize) -> bool {
        let (inner, outer) = (self.module(file), self.module(other));
        inner.len() > outer.len() && inner.starts_with(outer)
    }

    /// The direct child of a folder that a file is or is in; `None` for a file outside the folder. A folder
    /// ends in `/`. The file of the folder's own module counts as one of its files.
    pub fn child(&self, folder: &[String], file: usize) -> Option<String> {
        let module = self.files[file].module.as_ref()?;
        let inner = module.strip_prefix(folder)?;
        let Some(name) = inner.first() else {
            let path = &self.files[file].path;
            return path.rsplit('/').next().map(str::to_owned);
        };
        let is_folder = self.folders.contains(&module[..=folder.len()]);
        Some(format!("{name}{}", if is_folder { "/" } else { ".rs" }))
    }

    /// The graph among the direct children of a folder.
    pub fn among_children(&self, folder: &[String]) -> Joined<String> {
        let children: Vec<_> = (0..self.files.len())
            .map(|file| self.child(folder, file))
            .collect();
        let uses = self.edges.iter().filter(|edge| !edge.is_re_export);
        self.join(uses, |file| children[file].clone())
    }

    /// The graph among files.
    pub fn among_files(&self) -> Joined<usize> {
        let uses = self.edges.iter().filter(|edge| !edge.is_re_export);
        self.join(uses, Some)
    }

    /// What these edges join, with files grouped to nodes.
    pub fn join<'e, N: Ord>(
        &self,
        edges: impl Iterator<Item = &'e Edge>,
        node: impl Fn(usize) -> Option<N>,
    ) -> Joined<N> {
        let mut joined = Joined::new();
        for edge in edges {
            if let (Some(from), Some(to)) = (node(edge.from), node(edge.to))
                && from != to
            {
                let names: &mut BTreeMap<_, _> = joined.entry((from, to)).or_default();
                let place = || format!("{}:{}", self.place(edge.from), edge.line);
                names.entry(edge.name.clone()).or_insert_with(place);
            }
        }
        joined
    }
}

/// The groups of two or more nodes of which each leads to every other.
pub fn cycles<N: Ord + Clone>(joined: &Joined<N>) -> Vec<BTreeSet<N>> {
    let mut next: BTreeMap<&N, Vec<&N>> = BTreeMap::new();
    for (from, to) in joined.keys() {
        next.entry(from).or_default().push(to);
    }
    let reached: BTreeMap<&N, BTreeSet<&N>> = next
        .keys()
        .map(|&node| (node, reached_from(&next, node)))
        .collect();
    let leads_to = |from: &N, to: &N| reached.get(from).is_some_and(|nodes| nodes.contains(to));
    let mut groups = BTreeSet::new();
    for (&node, others) in &reached {
        let back = others.iter().filter(|other| leads_to(other, node));
        let group: BTreeSet<N> = back.map(|&other| other.clone()).collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

fn reached_from<'j, N: Ord>(next: &BTreeMap<&'j N, Vec<&'j N>>, start: &'j N) -> BTreeSet<&'j N> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for &to in next.get(node).into_iter().flatten() {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}

/// The lines of a report on what joins the nodes of a cycle: from, to, and the names taken.
pub fn describe<N: Ord>(
    joined: &Joined<N>,
    cycle: &BTreeSet<N>,
    show: impl Fn(&N) -> String,
) -> String {
    let mut text = String::new();
    for ((from, to), names) in joined {
        if cycle.contains(from) && cycle.contains(to) {
            let names: Vec<_> = names
                .iter()
                .map(|(name, place)| format!("{name} ({place})"))
                .collect();
            text += &format!("    {} -> {}: {}\n", show(from), show(to), names.join(", "));
        }
    }
    text
}
