//! Writes a ledger. Rows are only added, and they are on the disk before their file is replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::SpooledTempFile;

use crate::io::files::{folder_of, sync_folder};
use crate::run::ledger::entry::{LedgerEntry, Seal};
use crate::run::ledger::folder::{COMPRESSED, FOLDER, is_compressed, make_folder};
use crate::run::ledger::read::check_is_ledger;

/// The largest size of the rows of one file in memory, in bytes. Larger ones go to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// The rows of one file, until it is known whether it will be replaced.
#[derive(Debug)]
pub struct EntryRows {
    rows: SpooledTempFile,
    /// The last entry, which gets the seal.
    last: Option<LedgerEntry>,
}

impl Default for EntryRows {
    fn default() -> Self {
        Self {
            rows: SpooledTempFile::new(IN_MEMORY),
            last: None,
        }
    }
}

impl EntryRows {
    /// Adds an entry. Entries must come in the order of the file.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, entry: LedgerEntry) -> io::Result<()> {
        match self.last.replace(entry) {
            Some(before) => row(&mut self.rows, &before),
            None => Ok(()),
        }
    }
}

fn row(out: &mut impl Write, entry: &LedgerEntry) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(entry)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

/// A ledger that is being written. Its file is made when the first entry comes.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    run: String,
    /// The number of files that this run kept next to the ledger.
    kept: usize,
    out: Option<RowsOut>,
    /// Held as long as the ledger: two runs that write at once would mix their rows.
    lock: Option<File>,
    /// Whether the end of an existing ledger is known to be complete.
    is_whole: bool,
    is_written: bool,
}

#[derive(Debug)]
enum RowsOut {
    Plain(BufWriter<File>),
    Compressed(CompressedOut),
}

/// Each group of files gets its own frame, so that complete groups can be read whatever happens later.
struct CompressedOut(zstd::Encoder<'static, File>);

impl std::fmt::Debug for CompressedOut {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("CompressedOut")
    }
}

impl Ledger {
    /// A ledger at a path that the user chose. It is compressed if the path ends in `.zst`.
    ///
    /// # Errors
    /// When the file cannot be opened for writing.
    pub fn at(path: &Path) -> io::Result<Self> {
        let mut ledger = Self::new(path.to_owned(), now());
        ledger.out = Some(ledger.open()?);
        Ok(ledger)
    }

    /// A new ledger in the [`FOLDER`] of the working directory. Its file is created when it is needed.
    pub fn fresh() -> Self {
        let run = now();
        let name = format!("ledger-{}.jsonl.{COMPRESSED}", run.replace(':', ""));
        Self::new(Path::new(FOLDER).join(name), run)
    }

    fn new(path: PathBuf, run: String) -> Self {
        Self {
            path,
            run,
            kept: 0,
            out: None,
            lock: None,
            is_whole: false,
            is_written: false,
        }
    }

    /// The run that is written, named by its start time.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The path of the ledger, if something was written.
    pub fn written(&self) -> Option<&Path> {
        self.is_written.then_some(self.path.as_path())
    }

    /// Opens the file as the only run that writes to it, and makes sure that it is a ledger.
    fn take_lock(&mut self) -> io::Result<()> {
        if self.lock.is_none() {
            let file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            match file.lock() {
                Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
                _ => self.lock = Some(file),
            }
            check_is_ledger(&self.path)?;
        }
        Ok(())
    }

    fn open(&mut self) -> io::Result<RowsOut> {
        if self.path.starts_with(FOLDER) {
            make_folder()?;
        }
        self.take_lock()?;
        let is_compressed = is_compressed(&self.path);
        if is_compressed && !self.is_whole && self.path.exists() {
            drop_half_a_frame(&self.path)?;
        }
        self.is_whole = true;
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        if is_compressed {
            let mut encoder = zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            encoder.include_checksum(true)?;
            return Ok(RowsOut::Compressed(CompressedOut(encoder)));
        }
        let mut file = BufWriter::new(file);
        if ends_within_a_row(&self.path)? {
            file.write_all(b"\n")?;
        }
        Ok(RowsOut::Plain(file))
    }

    /// Adds the rows of one file. They are safe once [`sync`](Self::sync) returns.
    ///
    /// # Errors
    /// When the ledger cannot be written; the file must then stay as it is.
    pub fn add(&mut self, mut rows: EntryRows, seal: Seal) -> io::Result<()> {
        let Some(mut last) = rows.last.take() else {
            return Ok(());
        };
        last.seal = Some(seal);
        row(&mut rows.rows, &last)?;
        rows.rows.rewind()?;
        if self.out.is_none() {
            self.out = Some(self.open()?);
        }
        match self.out.as_mut().expect("opened above") {
            RowsOut::Plain(out) => io::copy(&mut rows.rows, out)?,
            RowsOut::Compressed(CompressedOut(out)) => io::copy(&mut rows.rows, out)?,
        };
        Ok(())
    }

    /// Waits until what was added is on the disk.
    ///
    /// # Errors
    /// When it cannot be written: nothing that was added since the last call counts.
    pub fn sync(&mut self) -> io::Result<()> {
        // A ledger that failed is opened again, so that what is still buffered is never written.
        let file = match self.out.take() {
            None => return Ok(()),
            Some(RowsOut::Plain(out)) => match out.into_parts() {
                (_, Err(error)) => return Err(io::Error::other(error)),
                (mut file, Ok(buffered)) => file.write_all(&buffered).map(|()| file)?,
            },
            Some(RowsOut::Compressed(CompressedOut(out))) => {
                self.is_whole = false;
                let file = out.finish()?;
                self.is_whole = true;
                file
            }
        };
        file.sync_data()?;
        if !std::mem::replace(&mut self.is_written, true) {
            sync_folder(folder_of(&self.path));
        }
        Ok(())
    }

    /// Drops the rows that are still in memory and not on the disk yet.
    pub fn abandon(&mut self) {
        self.is_whole = false;
        match self.out.take() {
            Some(RowsOut::Plain(out)) => drop(out.into_parts()),
            // The frame has no end, so readers skip it.
            Some(RowsOut::Compressed(out)) => drop(out),
            None => {}
        }
    }

    /// Keeps a copy of a file as it is now next to the ledger; returns its path from the ledger's folder.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn keep(&mut self, file: &Path) -> io::Result<String> {
        if self.path.starts_with(FOLDER) {
            make_folder()?;
        }
        let ledger = self.path.file_name().unwrap_or_default().to_string_lossy();
        // The folder is hidden, so that a walk does not take the files for documents.
        let folder = format!(".{ledger}.originals");
        fs::create_dir_all(folder_of(&self.path).join(&folder))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        loop {
            self.kept += 1;
            let run = self.run.replace(':', "");
            let kept = format!("{folder}/{run}-{}-{name}", self.kept);
            let path = folder_of(&self.path).join(&kept);
            // The file is about to be replaced, so a link to the old one takes no space.
            let linked = match has_other_names(file) {
                // Writing through another name would change the copy too.
                true => Err(io::ErrorKind::Unsupported.into()),
                false => fs::hard_link(file, &path),
            };
            match linked {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(_) => copy_to(file, &path).inspect_err(|_| drop(fs::remove_file(&path)))?,
            }
            sync_folder(&folder_of(&self.path).join(&folder));
            return Ok(kept);
        }
    }
}

fn has_other_names(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(file).is_ok_and(|metadata| metadata.nlink() > 1)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

fn copy_to(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

fn now() -> String {
    humantime::format_rfc3339_micros(SystemTime::now()).to_string()
}

/// Whether a killed run left half a row at the end.
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

/// Cuts off the last frame if a killed run did not end it: nothing after it could be read.
fn drop_half_a_frame(path: &Path) -> io::Result<()> {
    let mut input = BufReader::new(OpenOptions::new().read(true).write(true).open(path)?);
    let length = input.get_ref().metadata()?.len();
    let mut whole = 0;
    while whole < length {
        let mut frame = zstd::Decoder::with_buffer(input)?.single_frame();
        let read = io::copy(&mut frame, &mut io::sink());
        input = frame.finish();
        match read {
            Ok(_) => whole = input.stream_position()?,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return input.get_ref().set_len(whole);
            }
            // Other damage is left alone.
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
