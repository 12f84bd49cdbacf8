//! The ledger: a row for each removal, with what is needed to put it back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// The folder for ledgers that the user gave no name; it keeps itself out of git.
pub const FOLDER: &str = ".corpus-lint";

/// One removal or insertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub path: String,
    pub record: Option<u64>,
    pub id: Option<String>,
    pub rule: String,
    /// The run that made the entry, by the time at which it began.
    #[serde(default)]
    pub run: String,
    /// In bytes of the document's text as it was before the run.
    pub start: usize,
    pub end: usize,
    pub removed: String,
    pub inserted: String,
    /// Where the removal begins in the file as it was, in bytes.
    pub at: u64,
    /// The bytes of the file where they differ from the text, as in JSON strings with escapes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_removed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_inserted: Option<String>,
    /// On the last entry of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// Closes the entries of a file: a file without a seal was not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// XXH3-128 of the file before and after the run, in hexadecimal.
    pub before: String,
    pub after: String,
    /// The file that was written, where it is not the file that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
}

impl Entry {
    /// The bytes of the file that were taken out.
    pub fn removed_bytes(&self) -> &str {
        self.raw_removed.as_ref().unwrap_or(&self.removed)
    }

    /// The bytes of the file that were put in.
    pub fn inserted_bytes(&self) -> &str {
        self.raw_inserted.as_ref().unwrap_or(&self.inserted)
    }
}

/// Writes a ledger. The file is made when the first entry comes, and is added to, never replaced:
/// an earlier run must stay restorable.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    run: String,
    file: Option<BufWriter<File>>,
}

impl Ledger {
    /// A ledger at a path of the user's.
    ///
    /// # Errors
    /// When the file cannot be opened for writing.
    pub fn at(path: &Path) -> io::Result<Self> {
        let mut ledger = Self {
            path: path.to_owned(),
            run: now(),
            file: None,
        };
        ledger.open()?;
        Ok(ledger)
    }

    /// A new ledger in the [`FOLDER`] of the working directory, made when it is needed.
    pub fn fresh() -> Self {
        let run = now();
        let name = format!("ledger-{}.jsonl", run.replace(':', ""));
        Self {
            path: Path::new(FOLDER).join(name),
            run,
            file: None,
        }
    }

    /// Where it is, once something was written.
    pub fn written(&self) -> Option<&Path> {
        self.file.is_some().then_some(self.path.as_path())
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        if self.file.is_none() {
            if self.path.starts_with(FOLDER) {
                fs::create_dir_all(FOLDER)?;
                fs::write(Path::new(FOLDER).join(".gitignore"), "*\n")?;
            }
            let file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            let mut file = BufWriter::new(file);
            if ends_within_a_row(&self.path)? {
                file.write_all(b"\n")?;
            }
            self.file = Some(file);
        }
        Ok(self.file.as_mut().expect("opened above"))
    }

    /// Adds the entries of one file and waits until they are on the disk: they must be safe before
    /// the file is replaced.
    ///
    /// # Errors
    /// When the ledger cannot be written; the file must then stay as it is.
    pub fn add(&mut self, mut entries: Vec<Entry>, seal: Seal) -> io::Result<()> {
        let Some(last) = entries.last_mut() else {
            return Ok(());
        };
        last.seal = Some(seal);
        for entry in &mut entries {
            entry.run.clone_from(&self.run);
        }
        let written = self.open().and_then(|file| {
            for entry in &entries {
                serde_json::to_writer(&mut *file, entry)?;
                file.write_all(b"\n")?;
            }
            file.flush()?;
            file.get_ref().sync_data()
        });
        if written.is_err() {
            // What is buffered must not follow later; the next entries begin a row of their own.
            if let Some(file) = self.file.take() {
                let _ = file.into_parts();
            }
        }
        written
    }
}

fn now() -> String {
    humantime::format_rfc3339_millis(SystemTime::now()).to_string()
}

/// Whether a run that was cut short left half a row at the end.
fn ends_within_a_row(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// The newest ledger in the [`FOLDER`] of the working directory.
pub fn newest() -> Option<PathBuf> {
    let ledgers = fs::read_dir(FOLDER).ok()?.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        (name.starts_with("ledger-") && name.ends_with(".jsonl")).then_some(path)
    });
    ledgers.max()
}
