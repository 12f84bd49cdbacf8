//! Selects what changed according to git: the files of a run, and the rows in them, that are new since a
//! commit or are staged.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::base::problem::Problem;
use crate::io::formats::Format;
use crate::io::formats::{Found, InputFile};
use crate::io::walk::{file, is_one_of};
use crate::run::baseline::whole;

mod git;

use crate::io::formats::LineRanges;
use git::{Git, bytes_of, path_of};

/// Which changes count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// Changes since the last common ancestor of this commit and `HEAD`. Changes that are not committed
    /// yet count too.
    Commit(String),
    /// The content of the next commit.
    Staged,
}

/// The files that changed, in the order in which a walk finds them.
pub struct Changes {
    files: Vec<InputFile>,
    /// Holds the staged content of files that were changed after they were staged.
    _staged: Option<TempDir>,
}

/// Which of the changed files a run wants.
pub struct ChangeRequest<'a> {
    /// The files and folders of the run.
    pub paths: &'a [PathBuf],
    /// The format that the user chose, if any.
    pub format: Option<&'static Format>,
    /// Files of the program itself. They are left out.
    pub own: &'a [PathBuf],
    /// Whether the run writes files. Content that is only staged cannot be written.
    pub writes: bool,
}

/// A file that changed, as git reports it.
#[derive(Debug)]
struct GitChange {
    /// The hash of the old content; `None` if the file is new.
    old: Option<String>,
    /// The hash of the new content; `None` if that is the file on the disk.
    new: Option<String>,
}

impl Changes {
    /// Asks git which files changed.
    ///
    /// # Errors
    /// When there is no repository, no such commit, or a path is outside the repository.
    pub fn find(since: &Since, request: &ChangeRequest) -> Result<Self, Problem> {
        let git = Git::here(since.option())?;
        let changed = git.changed(since)?;
        let mut files = Vec::new();
        for path in request.paths {
            files.extend(below(&git, path, request.format, &changed)?);
        }
        let is_own = is_one_of(request.own);
        files.retain(|(_, file)| !file.path.as_deref().is_some_and(&is_own));
        let differing = match since {
            Since::Staged => git.unstaged(files.iter().map(|(path, _)| path))?,
            Since::Commit(_) => BTreeSet::new(),
        };
        if let (true, Some(first)) = (request.writes, differing.first()) {
            return Err(Problem::new(
                first.to_string_lossy(),
                "the staged content of this file differs from the file on disk; a fix would mix the two",
            )
            .help("stage the other changes or put them aside (git add, git stash), or omit --fix"));
        }
        let staged = git.staged(&differing)?;
        let has_rows = |file: &InputFile| file.format.is_some_and(|format| format.name == "jsonl");
        let of_rows = files.iter().filter(|(_, file)| has_rows(file));
        let rows = git.rows(of_rows.filter_map(|(path, _)| changed.get_key_value(path)))?;
        for (path, file) in &mut files {
            file.rows = rows.get(path).cloned();
            if let (Some(staged), true) = (&staged, differing.contains(path)) {
                file.path = Some(staged.path().join(&*path));
            }
        }
        files.retain(|(_, file)| !file.rows.as_ref().is_some_and(|rows| rows.are_none()));
        Ok(Self {
            files: files.into_iter().map(|(_, file)| file).collect(),
            _staged: staged,
        })
    }

    /// The files, in the order of the input.
    pub fn files(&self) -> impl Iterator<Item = Found> {
        self.files.iter().cloned().map(Found::File)
    }

    /// The size of all files, in bytes.
    pub fn bytes(&self) -> u64 {
        let paths = self.files.iter().filter_map(|file| file.path.as_ref());
        let sizes = paths.filter_map(|path| path.metadata().ok());
        sizes.map(|metadata| metadata.len()).sum()
    }
}

/// The changed files below a path of the run that a walk would find too, with their paths in the
/// repository.
fn below(
    git: &Git,
    path: &Path,
    format: Option<&'static Format>,
    changed: &BTreeMap<PathBuf, GitChange>,
) -> Result<Vec<(PathBuf, InputFile)>, Problem> {
    let is_folder = path.is_dir();
    let full = match is_folder {
        true => path.canonicalize().unwrap_or_else(|_| path.to_owned()),
        false => whole(path),
    };
    let Ok(inside) = full.strip_prefix(&git.root) else {
        let root = git.root.to_string_lossy();
        return Err(Problem::new(
            path.to_string_lossy(),
            format!("this is not in the repository {root}"),
        )
        .help("name files and folders of the repository that you run in"));
    };
    if !is_folder {
        let is_there = changed.contains_key(inside);
        if !is_there && let Err(error) = std::fs::symlink_metadata(path) {
            return Err(Problem::io(path.to_string_lossy(), "open", &error));
        }
        let name = Path::new(path.file_name().unwrap_or_default());
        let named = InputFile {
            is_named: true,
            ..file(path, name, format)
        };
        return Ok(is_there
            .then(|| (inside.to_owned(), named))
            .into_iter()
            .collect());
    }
    let is_hidden = |part: Component| part.as_os_str().as_encoded_bytes().starts_with(b".");
    let found = changed.keys().filter_map(|changed| {
        let rest = changed.strip_prefix(inside).ok()?;
        (!rest.components().any(is_hidden))
            .then(|| (changed.clone(), file(&path.join(rest), rest, format)))
    });
    Ok(found.collect())
}

impl Since {
    /// The option of the command line, for messages.
    fn option(&self) -> String {
        match self {
            Self::Commit(commit) => format!("--since {commit}"),
            Self::Staged => "--staged".into(),
        }
    }
}

impl Git {
    /// The files that changed. The keys are paths in the repository.
    fn changed(&self, since: &Since) -> Result<BTreeMap<PathBuf, GitChange>, Problem> {
        let options = ["--raw", "--no-abbrev", "-z"];
        let said = match since {
            Since::Staged => self.ask(self.diff(&options).chain(["--cached".into()]))?,
            Since::Commit(commit) => {
                let from = self.fork(commit)?;
                self.ask(self.diff(&options).chain([from.into(), "--".into()]))?
            }
        };
        let mut changed: BTreeMap<_, _> = raw_changes(&said).collect();
        if let Since::Commit(_) = since {
            let said = self.ask(["ls-files", "--others", "--exclude-standard", "-z"])?;
            for path in said
                .split(|&byte| byte == 0)
                .filter(|path| !path.is_empty())
            {
                let path = path_of(path);
                let is_file = |metadata: std::fs::Metadata| metadata.is_file();
                if self.root.join(&path).symlink_metadata().is_ok_and(is_file) {
                    changed.insert(
                        path,
                        GitChange {
                            old: None,
                            new: None,
                        },
                    );
                }
            }
        }
        Ok(changed)
    }

    /// The last common ancestor of a commit and `HEAD`, or the commit itself if there is none.
    fn fork(&self, commit: &str) -> Result<String, Problem> {
        let line = |said: Vec<u8>| String::from_utf8_lossy(said.trim_ascii()).into_owned();
        let named = format!("{commit}^{{commit}}");
        let known = self.says([
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &named,
        ])?;
        let Some(known) = known.map(line) else {
            return Err(Problem::new(
                format!("--since {commit}"),
                "git does not know this commit",
            )
            .help("check the name; a shallow clone has only the newest commits: git fetch --unshallow, in CI fetch-depth: 0"));
        };
        let fork = self.says(["merge-base", &known, "HEAD"])?;
        Ok(fork.map_or(known, line))
    }

    /// Those of the files whose content on the disk differs from their staged content.
    fn unstaged<'p>(
        &self,
        files: impl Iterator<Item = &'p PathBuf>,
    ) -> Result<BTreeSet<PathBuf>, Problem> {
        let said = self.ask(self.diff(&["--name-only", "-z"]))?;
        let paths = said
            .split(|&byte| byte == 0)
            .filter(|path| !path.is_empty());
        let unstaged: BTreeSet<_> = paths.map(path_of).collect();
        Ok(files
            .filter(|path| unstaged.contains(*path))
            .cloned()
            .collect())
    }

    /// Writes the staged content of files into a temporary folder.
    fn staged(&self, files: &BTreeSet<PathBuf>) -> Result<Option<TempDir>, Problem> {
        if files.is_empty() {
            return Ok(None);
        }
        let unwritable = |error| {
            let folder = std::env::temp_dir();
            Problem::io(folder.to_string_lossy(), "write the staged content", &error)
                .help("make room there, or name another folder in TMPDIR")
        };
        let folder = tempfile::tempdir().map_err(unwritable)?;
        let mut prefix = OsString::from("--prefix=");
        prefix.push(folder.path());
        prefix.push("/");
        let args = ["checkout-index", "--force", "--quiet", "-z", "--stdin"].map(OsString::from);
        self.tell(args.into_iter().chain([prefix]), names(files.iter()))?;
        Ok(Some(folder))
    }

    /// For files whose rows are lines: the rows that changed, unless the whole file is new.
    fn rows<'c>(
        &self,
        changed: impl Iterator<Item = (&'c PathBuf, &'c GitChange)>,
    ) -> Result<BTreeMap<PathBuf, Arc<LineRanges>>, Problem> {
        let changed: Vec<_> = changed.filter(|(_, change)| change.old.is_some()).collect();
        let mut rows = BTreeMap::new();
        if changed.is_empty() {
            return Ok(rows);
        }
        let filtered = self.filtered(changed.iter().map(|(path, _)| *path))?;
        for (path, change) in changed {
            if !filtered.contains(path)
                && let Some(changed) = self.rows_of(path, change)?
            {
                rows.insert(path.clone(), Arc::new(changed));
            }
        }
        Ok(rows)
    }

    /// The rows of one file that changed; `None` if git does not know rows of it.
    fn rows_of(&self, path: &Path, change: &GitChange) -> Result<Option<LineRanges>, Problem> {
        let old = change.old.clone().unwrap_or_default();
        let new: Vec<OsString> = match &change.new {
            Some(new) => vec![new.into()],
            None => vec!["--".into(), path.into()],
        };
        let options = ["--unified=0", "--inter-hunk-context=0", old.as_str()];
        let mut said = self.stream(self.diff(&options).chain(new))?;
        let rows = LineRanges::read(&mut said.out);
        said.end().map_err(|said| self.failed(&said))?;
        rows.map_err(|error| Problem::io(path.to_string_lossy(), "read the diff of", &error))
    }

    /// The files that git stores through a filter, such as Git LFS. The lines of their diffs are not the
    /// rows of the file.
    fn filtered<'p>(
        &self,
        files: impl Iterator<Item = &'p PathBuf>,
    ) -> Result<BTreeSet<PathBuf>, Problem> {
        let said = self.tell(["check-attr", "-z", "--stdin", "filter"], names(files))?;
        let parts: Vec<&[u8]> = said.split(|&byte| byte == 0).collect();
        let filtered = parts
            .chunks_exact(3)
            .filter(|part| part[2] != b"unspecified");
        Ok(filtered.map(|part| path_of(part[0])).collect())
    }
}

/// The bytes of the paths, with a zero byte after each.
fn names<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Vec<u8> {
    let mut names = Vec::new();
    for path in paths {
        names.extend(bytes_of(path));
        names.push(0);
    }
    names
}

/// Reads the output of `git diff --raw -z`: `:MODE MODE HASH HASH STATUS`, the path, and for a rename the
/// new path. A zero byte ends each of them. Deleted files, files that were only renamed, and entries that
/// are not files are left out.
fn raw_changes(said: &[u8]) -> impl Iterator<Item = (PathBuf, GitChange)> + '_ {
    let mut parts = said.split(|&byte| byte == 0);
    std::iter::from_fn(move || {
        loop {
            let head = std::str::from_utf8(parts.next()?.strip_prefix(b":")?).ok()?;
            let [old_mode, mode, old, new, status] = head.split(' ').collect::<Vec<_>>()[..] else {
                return None;
            };
            let mut path = parts.next()?;
            if status.starts_with(['R', 'C']) {
                path = parts.next()?;
            }
            let is_file = |mode: &str| mode.starts_with("100");
            let known = |hash: &str| {
                hash.bytes()
                    .any(|digit| digit != b'0')
                    .then(|| hash.to_owned())
            };
            if is_file(mode) && status != "R100" {
                let change = GitChange {
                    old: known(old).filter(|_| is_file(old_mode)),
                    new: known(new),
                };
                return Some((path_of(path), change));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_changes_are_read_name_by_name() {
        let (zero, a, b) = ("0".repeat(40), "a".repeat(40), "b".repeat(40));
        let said = format!(
            ":100644 100644 {a} {zero} M\0odd\n\"name\0:100644 000000 {a} {zero} D\0gone.txt\0\
             :000000 120000 {zero} {b} A\0link\0:100644 100644 {a} {b} R090\0old\0new\0\
             :100644 100644 {a} {a} R100\0from\0to\0:000000 100755 {zero} {b} A\0added\0\
             :120000 100644 {a} {b} T\0was a link\0"
        );
        let found: Vec<_> = raw_changes(said.as_bytes())
            .map(|(path, change)| {
                let hash = |hash: Option<String>| hash.map(|hash| hash[..1].to_owned());
                (
                    path.to_str().unwrap().to_owned(),
                    hash(change.old),
                    hash(change.new),
                )
            })
            .collect();
        let row = |path: &str, old: Option<&str>, new: Option<&str>| {
            (
                path.to_owned(),
                old.map(str::to_owned),
                new.map(str::to_owned),
            )
        };
        assert_eq!(
            found,
            [
                row("odd\n\"name", Some("a"), None),
                row("new", Some("a"), Some("b")),
                row("added", None, Some("b")),
                row("was a link", None, Some("b")),
            ]
        );
    }
}
