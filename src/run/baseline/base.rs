//! Paths as a baseline stores them: relative to the folder of the baseline and with `/`, whatever the
//! working directory of the run is.

use std::path::{Component, Path, PathBuf};

use crate::io::files::folder_of;

/// The folder of a baseline.
#[derive(Debug)]
pub struct Base(PathBuf);

impl Base {
    pub fn new(baseline: &Path) -> Self {
        Self(resolved(folder_of(baseline)))
    }

    /// A path relative to the folder. A path outside it begins with `..`. Standard input (`-`) stays as it is.
    pub fn path(&self, path: &str) -> String {
        if path == "-" {
            return path.to_owned();
        }
        let full = whole(Path::new(path));
        let mut theirs = full.components().peekable();
        let mut ours = self.0.components().peekable();
        while theirs.peek().is_some() && theirs.peek() == ours.peek() {
            theirs.next();
            ours.next();
        }
        let up = ours.map(|_| "..".into());
        let down = theirs.map(|part| part.as_os_str().to_string_lossy());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// The file for a path relative to the folder.
    pub fn file(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

/// The full path of a file, with all links in its folder resolved. The file itself may be a link: it keeps
/// its name.
pub fn whole(path: &Path) -> PathBuf {
    match path.components().next_back() {
        Some(Component::Normal(name)) => resolved(folder_of(path)).join(name),
        _ => resolved(path),
    }
}

fn resolved(folder: &Path) -> PathBuf {
    let absolute = || std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    folder.canonicalize().unwrap_or_else(|_| absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_of_the_baseline() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["news/a", "checks"] {
            std::fs::create_dir_all(root.join(name)).unwrap();
        }
        for (baseline, path, expected) in [
            ("base.jsonl", "news/a/x.txt", "news/a/x.txt"),
            ("base.jsonl", "news/../news/a/x.txt", "news/a/x.txt"),
            ("checks/base.jsonl", "news/x.txt", "../news/x.txt"),
            ("news/base.jsonl", "news/a/x.txt", "a/x.txt"),
            ("news/base.jsonl", "news/a", "a"),
        ] {
            let base = Base::new(&root.join(baseline));
            let path = root.join(path);
            assert_eq!(base.path(path.to_str().unwrap()), expected);
        }
        assert_eq!(Base::new(Path::new("base.jsonl")).path("-"), "-");
        let here = Base::new(Path::new("base.jsonl"));
        assert_eq!(here.path("src/lib.rs"), "src/lib.rs");
    }
}
