//! A limited sample of the documents of a folder, used to count what a rule would find there.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::base::plural::counted;
use crate::io::formats;
use crate::io::formats::ReadOptions;
use crate::io::formats::{Found, InputFile};
use crate::io::walk::walk;
use crate::text::Document;

/// Files of a folder that are listed before some are chosen.
const LISTED: usize = 20_000;
/// The number of documents in a sample, and the bytes of their texts.
const DOCUMENTS: usize = 200;
const BYTES: usize = 4 << 20;
/// The largest record in a sample, in bytes.
const RECORD: usize = 1 << 20;
/// How long taking a sample may last, and how long a sample is used.
const PATIENCE: Duration = Duration::from_secs(3);
const FRESH: Duration = Duration::from_secs(60);

/// Some documents of a folder.
pub struct FolderSample {
    /// The documents.
    pub documents: Vec<Document>,
    /// Whether the sample contains all documents of the folder.
    pub is_whole: bool,
    /// How they were chosen.
    pub about: String,
    root: PathBuf,
    /// The fields that were read with the text.
    fields: Vec<String>,
    taken: Instant,
}

impl FolderSample {
    /// Whether the sample can still be used for a folder.
    pub fn is_for(&self, root: &Path, options: &ReadOptions) -> bool {
        self.root == root && self.fields == options.fields.wanted && self.taken.elapsed() < FRESH
    }

    /// Takes a sample. The files are spread evenly over the folder by name, and from each file the first
    /// documents are taken. `None` if that was cancelled.
    pub fn take(root: &Path, options: &ReadOptions, cancelled: &AtomicBool) -> Option<Self> {
        let taken = Instant::now();
        let roots = [root.to_owned()];
        let mut listed: Vec<InputFile> = walk(&roots, None, &[])
            .take_while(|_| taken.elapsed() < PATIENCE && !cancelled.load(Ordering::Relaxed))
            .filter_map(|found| match found {
                Found::File(file) if file.format.is_some() => Some(file),
                _ => None,
            })
            .take(LISTED + 1)
            .collect();
        let is_cut = listed.len() > LISTED || taken.elapsed() >= PATIENCE;
        listed.truncate(LISTED);
        let chosen = listed.len().min(DOCUMENTS);
        let share = DOCUMENTS.checked_div(chosen).unwrap_or(0).max(1);
        let mut reading = SampleReader {
            options: ReadOptions {
                max_record: RECORD,
                ..options.clone()
            },
            documents: Vec::new(),
            bytes: 0,
            is_whole: !is_cut && chosen == listed.len(),
        };
        let mut read = 0;
        for n in 0..chosen {
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            if taken.elapsed() >= PATIENCE || reading.bytes >= BYTES {
                reading.is_whole = false;
                break;
            }
            reading.file(&listed[n * listed.len() / chosen], share);
            read += 1;
        }
        let SampleReader {
            documents,
            is_whole,
            ..
        } = reading;
        let count = counted(documents.len(), "document");
        let or_more = if is_cut { " or more" } else { "" };
        let about = match is_whole {
            true => format!("All {count} of the folder, each checked alone."),
            false => format!(
                "A sample: {count} from the beginnings of {read} of {}{or_more} files, spread \
                 evenly over the folder; each checked alone.",
                listed.len()
            ),
        };
        Some(Self {
            documents,
            is_whole,
            about,
            root: root.to_owned(),
            fields: options.fields.wanted.clone(),
            taken,
        })
    }
}

struct SampleReader {
    options: ReadOptions,
    documents: Vec<Document>,
    bytes: usize,
    is_whole: bool,
}

impl SampleReader {
    /// Reads at most `share` documents of a file. What cannot be read is left out.
    fn file(&mut self, file: &InputFile, share: usize) {
        let file = InputFile {
            shown: file.inside.to_string_lossy().into_owned(),
            ..file.clone()
        };
        let Ok(Some(mut opened)) = formats::open(&file, &self.options) else {
            self.is_whole = false;
            return;
        };
        let before = self.documents.len();
        loop {
            if self.documents.len() - before >= share || self.bytes >= BYTES {
                self.is_whole &= matches!(opened.reader.next(), Ok(None));
                return;
            }
            match opened.reader.next() {
                Ok(Some(piece)) => {
                    self.is_whole &= !matches!(piece.holds, formats::Holds::Bad(_));
                    let parsed = opened.parser.parse(&piece);
                    for (document, _) in parsed.documents {
                        self.bytes += document.text.len();
                        self.documents.push(document);
                    }
                }
                Ok(None) => return,
                Err(_) => {
                    self.is_whole = false;
                    return;
                }
            }
        }
    }
}
