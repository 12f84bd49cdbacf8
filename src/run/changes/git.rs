//! Runs `git`: what it is asked, and how it fails.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::base::problem::Problem;

/// A repository, in whose uppermost folder `git` is run.
#[derive(Debug)]
pub struct Git {
    pub root: PathBuf,
    /// The option that asked for it, for messages.
    option: String,
}

/// What makes `git` say the same whatever its configuration says.
const PLAIN: &[&str] = &[
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules",
    "-M",
];

/// What helps where git fails, by its words.
const REMEDIES: &[(&str, &str)] = &[
    (
        "not a git repository",
        "run in the repository of the corpus, or leave the option out",
    ),
    (
        "dubious ownership",
        "if you trust the repository: git config --global --add safe.directory FOLDER",
    ),
    (
        "must be run in a work tree",
        "run where files of the repository are checked out",
    ),
];

impl Git {
    /// The repository of the working directory.
    ///
    /// # Errors
    /// There is none, or no `git`.
    pub fn here(option: String) -> Result<Self, Problem> {
        let here = Self {
            root: PathBuf::from("."),
            option,
        };
        let said = here.ask(["rev-parse", "--show-toplevel"])?;
        let root = path_of(said.strip_suffix(b"\n").unwrap_or(&said));
        let root = root
            .canonicalize()
            .map_err(|error| Problem::io(root.to_string_lossy(), "open", &error))?;
        Ok(Self { root, ..here })
    }

    /// What git says to a question that it should have an answer to.
    ///
    /// # Errors
    /// What git says is wrong.
    pub fn ask<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Vec<u8>, Problem> {
        let output = self.command(args).output();
        self.answer(output)
    }

    /// The same with something on its standard input.
    ///
    /// # Errors
    /// As above.
    pub fn tell<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
        input: Vec<u8>,
    ) -> Result<Vec<u8>, Problem> {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let output = command.stderr(Stdio::piped()).spawn().and_then(|mut git| {
            // Written on a thread of its own: git answers before it has read all.
            let stdin = git.stdin.take();
            let writer = std::thread::spawn(move || {
                // A git that fails says why by itself.
                let _ = stdin.map(|mut stdin| stdin.write_all(&input));
            });
            let output = git.wait_with_output();
            let _ = writer.join();
            output
        });
        self.answer(output)
    }

    /// Whether git says yes.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn says<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let output = self.command(args).output();
        let output = output.map_err(|error| self.missing(&error))?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// The options of `git diff` with those given.
    pub fn diff<'a>(&self, more: &'a [&str]) -> impl Iterator<Item = OsString> + use<'a> {
        let args = ["diff"].iter().chain(PLAIN).chain(more);
        args.map(OsString::from)
    }

    /// What git says, to be read as it comes.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn stream<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Stream, Problem> {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| self.missing(&error))?;
        let out = BufReader::with_capacity(1 << 16, child.stdout.take().expect("is piped"));
        Ok(Stream { child, out })
    }

    /// What git said is wrong.
    pub fn failed(&self, said: &[u8]) -> Problem {
        let said = String::from_utf8_lossy(said);
        let first = said.lines().next().unwrap_or("it did not say why");
        let first = first.strip_prefix("fatal: ").unwrap_or(first);
        let problem = Problem::new(&self.option, format!("git failed: {first}"));
        match REMEDIES.iter().find(|(what, _)| first.contains(what)) {
            Some((_, remedy)) => problem.help(remedy),
            None => problem,
        }
    }

    fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new("git");
        // A name is a name, whatever signs are in it; nothing is written to the repository.
        command.args(["--literal-pathspecs", "--no-optional-locks"]);
        command.args(args).current_dir(&self.root);
        // Its messages are told apart by their words.
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    fn answer(&self, output: io::Result<Output>) -> Result<Vec<u8>, Problem> {
        let output = output.map_err(|error| self.missing(&error))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(self.failed(&output.stderr)),
        }
    }

    fn missing(&self, error: &io::Error) -> Problem {
        Problem::new(&self.option, format!("cannot run git: {error}"))
            .help("install git, or leave the option out")
    }
}

/// What git says, as it comes.
pub struct Stream {
    child: Child,
    pub out: BufReader<ChildStdout>,
}

impl Stream {
    /// Waits for git to end, once all was read; what it said went wrong.
    pub fn end(mut self) -> Result<(), Vec<u8>> {
        let mut said = Vec::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = stderr.read_to_end(&mut said);
        }
        match self.child.wait().is_ok_and(|status| status.success()) {
            true => Ok(()),
            false => Err(said),
        }
    }
}

/// A path as git writes it.
pub fn path_of(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A path as git reads it.
pub fn bytes_of(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_owned()
    }
    #[cfg(not(unix))]
    path.to_string_lossy().replace('\\', "/").into_bytes()
}
