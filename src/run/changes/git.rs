//! Runs `git`: asks it questions, and explains its failures.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::base::problem::Problem;

/// A repository. `git` runs in its top folder.
#[derive(Debug)]
pub struct Git {
    pub root: PathBuf,
    /// The option of the command line that needs git, for messages.
    option: String,
}

/// Options that make the output of `git diff` independent of the user's configuration.
const PLAIN: &[&str] = &[
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules",
    "-M",
];

/// Help for failures of git: words in its message, and what to do.
const REMEDIES: &[(&str, &str)] = &[
    (
        "not a git repository",
        "run in the repository of the corpus, or omit the option",
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
    /// When there is no repository, or no `git`.
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

    /// Runs git and returns its output.
    ///
    /// # Errors
    /// When git cannot be run or fails; the problem holds git's message.
    pub fn ask<A: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = A>,
    ) -> Result<Vec<u8>, Problem> {
        let output = self.command(args).output();
        self.answer(output)
    }

    /// Runs git with bytes on its standard input and returns its output.
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
            // A separate thread writes, because git may answer before it has read everything.
            let stdin = git.stdin.take();
            let writer = std::thread::spawn(move || {
                // If git fails, its own message says why.
                let _ = stdin.map(|mut stdin| stdin.write_all(&input));
            });
            let output = git.wait_with_output();
            let _ = writer.join();
            output
        });
        self.answer(output)
    }

    /// Runs git and returns its output, or `None` if it exits with a failure.
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

    /// The arguments of `git diff`: the options in [`PLAIN`] and those given.
    pub fn diff<'a>(&self, more: &'a [&str]) -> impl Iterator<Item = OsString> + use<'a> {
        let args = ["diff"].iter().chain(PLAIN).chain(more);
        args.map(OsString::from)
    }

    /// Runs git; its output can be read while git runs.
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

    /// The problem for a failure of git with this message.
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
        // Paths are not patterns, whatever symbols they contain. Nothing is written to the repository.
        command.args(["--literal-pathspecs", "--no-optional-locks"]);
        command.args(args).current_dir(&self.root);
        // The messages must be in English, because they are recognised by their words.
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
            .help("install git, or omit the option")
    }
}

/// The output of a running git.
pub struct Stream {
    child: Child,
    pub out: BufReader<ChildStdout>,
}

impl Stream {
    /// Waits for git to end. Call it when all output was read.
    ///
    /// # Errors
    /// The message of git, when it fails.
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

/// A path from the bytes that git writes.
pub fn path_of(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The bytes of a path that git reads.
pub fn bytes_of(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_owned()
    }
    #[cfg(not(unix))]
    path.to_string_lossy().replace('\\', "/").into_bytes()
}
