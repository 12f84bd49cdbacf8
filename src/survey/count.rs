//! Counts the lines of documents exactly. What does not fit into memory goes to temporary files,
//! parted by hash: memory grows with the number of sources, and with the documents that hold the
//! line that most documents hold, 16 bytes each.

use std::collections::BTreeSet;
use std::io::{self, Read};

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use super::sketch::{LEAD, TITLE};
use super::spool::Spool;
use super::{Seen, Sketch, Survey};

/// Into how many parts lines are put by the first bits of their hashes.
const BUCKETS: usize = 1 << BUCKET_BITS;
const BUCKET_BITS: u32 = 6;
/// Bytes of one bucket that are held in memory before they go to its file.
const HELD: usize = 256 << 10;
/// Bytes of names that are held in memory before they go to their file.
const HELD_NAMES: usize = 4 << 20;
/// Lines that are brought together in memory at a time.
const AT_ONCE: u64 = 4 << 20;
/// Lines that a survey knows; where more stand in several documents, those in the fewest go.
const MOST_LINES: usize = 1 << 20;

/// The count of the documents so far.
#[derive(Debug)]
pub struct Count {
    documents: u32,
    /// How many of them each source has.
    sources: FxHashMap<u64, u32>,
    buckets: Vec<Spool>,
    /// The name of each document, with its length in front.
    names: Spool,
    most_lines: usize,
    at_once: u64,
}

impl Default for Count {
    fn default() -> Self {
        Self {
            documents: 0,
            sources: FxHashMap::default(),
            buckets: (0..BUCKETS).map(|_| Spool::new(HELD)).collect(),
            names: Spool::new(HELD_NAMES),
            most_lines: MOST_LINES,
            at_once: AT_ONCE,
        }
    }
}

/// One line of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    line: u64,
    document: u32,
    roles: u8,
}

impl Entry {
    const BYTES: usize = 13;

    fn write(self, bucket: &mut Spool) -> io::Result<()> {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.line.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.document.to_le_bytes());
        bytes[12] = self.roles;
        bucket.push(&bytes)
    }

    fn read(bytes: &[u8; Self::BYTES]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, roles] = *bytes;
        Self {
            line: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            document: u32::from_le_bytes([i, j, k, l]),
            roles,
        }
    }

    /// Which of so many parts of its bucket it belongs to.
    fn part(self, parts: u64) -> u64 {
        self.line.rotate_left(BUCKET_BITS) % parts
    }
}

impl Count {
    /// Adds a document.
    ///
    /// # Errors
    /// When a temporary file cannot be written, or there are more documents than can be counted.
    pub fn add(&mut self, sketch: &Sketch) -> io::Result<()> {
        let document = self.documents;
        self.documents = document.checked_add(1).ok_or_else(too_many)?;
        *self.sources.entry(sketch.source).or_default() += 1;
        let name = sketch.name.as_bytes();
        self.names.push(&(name.len() as u32).to_le_bytes())?;
        self.names.push(name)?;
        for &(line, roles) in &sketch.lines {
            let entry = Entry {
                line,
                document,
                roles,
            };
            let bucket = (line >> (u64::BITS - BUCKET_BITS)) as usize;
            entry.write(&mut self.buckets[bucket])?;
        }
        Ok(())
    }

    /// Adds what was counted elsewhere, as though its documents came after these.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written, or there are more documents than can be
    /// counted.
    pub fn merge(&mut self, mut other: Self) -> io::Result<()> {
        let before = self.documents;
        let all = before.checked_add(other.documents);
        self.documents = all.ok_or_else(too_many)?;
        for (source, documents) in std::mem::take(&mut other.sources) {
            *self.sources.entry(source).or_default() += documents;
        }
        let mut copied = [0; 1 << 16];
        let mut names = other.names.read()?;
        loop {
            match names.read(&mut copied)? {
                0 => break,
                some => self.names.push(&copied[..some])?,
            }
        }
        for (ours, theirs) in self.buckets.iter_mut().zip(&mut other.buckets) {
            for entry in entries(theirs)? {
                let entry = entry?;
                Entry {
                    document: before + entry.document,
                    ..entry
                }
                .write(ours)?;
            }
        }
        Ok(())
    }

    /// What stands in several documents.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub fn conclude(mut self) -> io::Result<Survey> {
        let mut survey = Survey {
            least: 2,
            sources: std::mem::take(&mut self.sources),
            ..Survey::default()
        };
        for bucket in std::mem::take(&mut self.buckets) {
            self.count_bucket(bucket, &mut survey)?;
        }
        survey.seen.shrink_to_fit();
        let wanted: BTreeSet<u32> = survey
            .seen
            .values()
            .flat_map(|seen| seen.examples)
            .flatten()
            .collect();
        survey.names = self.names_of(&wanted)?;
        Ok(survey)
    }

    fn count_bucket(&self, mut bucket: Spool, survey: &mut Survey) -> io::Result<()> {
        let count = bucket.len()? / Entry::BYTES as u64;
        let parts = count.div_ceil(self.at_once).max(1);
        for part in 0..parts {
            let mut lines = Vec::with_capacity((count / parts) as usize);
            for entry in entries(&mut bucket)? {
                let entry = entry?;
                if parts == 1 || entry.part(parts) == part {
                    lines.push(entry);
                }
            }
            lines.par_sort_unstable();
            for alike in lines.chunk_by(|a, b| a.line == b.line) {
                if alike.len() >= survey.least as usize {
                    survey.seen.insert(alike[0].line, seen(alike));
                }
            }
            while survey.seen.len() > self.most_lines {
                survey.least += 1;
                let least = survey.least;
                survey.seen.retain(|_, seen| seen.documents >= least);
            }
        }
        Ok(())
    }

    fn names_of(&mut self, wanted: &BTreeSet<u32>) -> io::Result<FxHashMap<u32, Box<str>>> {
        let mut names = FxHashMap::default();
        let mut input = self.names.read()?;
        let mut name = Vec::new();
        for document in 0..self.documents {
            let mut length = [0; 4];
            input.read_exact(&mut length)?;
            name.resize(u32::from_le_bytes(length) as usize, 0);
            input.read_exact(&mut name)?;
            if wanted.contains(&document) {
                let name = String::from_utf8_lossy(&name);
                names.insert(document, name.into_owned().into_boxed_str());
            }
        }
        Ok(names)
    }
}

/// The entries of a bucket, in the order in which they came.
fn entries(bucket: &mut Spool) -> io::Result<impl Iterator<Item = io::Result<Entry>> + '_> {
    let count = bucket.len()? / Entry::BYTES as u64;
    let mut input = bucket.read()?;
    Ok((0..count).map(move |_| {
        let mut bytes = [0; Entry::BYTES];
        input.read_exact(&mut bytes)?;
        Ok(Entry::read(&bytes))
    }))
}

fn too_many() -> io::Error {
    io::Error::other("more than 4,294,967,295 documents")
}

/// What the entries of one line say, which stand in the order of their documents.
fn seen(entries: &[Entry]) -> Seen {
    let with = |role: u8| entries.iter().filter(move |entry| entry.roles & role != 0);
    let others = || {
        entries
            .iter()
            .filter(|entry| entry.roles & (TITLE | LEAD) == 0)
    };
    let lead_alone = with(LEAD).filter(|entry| entry.roles & TITLE == 0);
    let mut first = with(TITLE).chain(lead_alone).chain(others());
    let mut example = || first.next().map(|entry| entry.document);
    Seen {
        documents: entries.len() as u32,
        titles: with(TITLE).count() as u32,
        leads: with(LEAD).count() as u32,
        examples: [example(), example(), example()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// Documents of which number `n` holds every line whose number divides it.
    fn sketches() -> Vec<Sketch> {
        let lines = |n: usize| (1..60).filter(move |k| n.is_multiple_of(*k));
        let text = |n| lines(n).map(|k| format!("line {k}\n")).collect::<String>();
        (1..=120)
            .map(|n| {
                Sketch::of(&Document {
                    path: format!("{n}.txt"),
                    ..Document::new(text(n))
                })
            })
            .collect()
    }

    fn concluded(mut count: Count) -> Survey {
        for sketch in sketches() {
            count.add(&sketch).unwrap();
        }
        count.conclude().unwrap()
    }

    #[test]
    fn small_memory_counts_the_same() {
        let large = concluded(Count::default());
        let small = concluded(Count {
            buckets: (0..BUCKETS).map(|_| Spool::new(20)).collect(),
            names: Spool::new(5),
            at_once: 3,
            ..Count::default()
        });
        assert_eq!(large.seen, small.seen);
        assert_eq!(large.names, small.names);
        let mut counts: Vec<u32> = large.seen.values().map(|seen| seen.documents).collect();
        assert_eq!(large.sources.values().copied().collect::<Vec<_>>(), [120]);
        let mut expected: Vec<u32> = (1..60).map(|k| 120 / k).filter(|&n| n >= 2).collect();
        counts.sort_unstable();
        expected.sort_unstable();
        assert_eq!(counts, expected);
    }

    #[test]
    fn counts_of_parts_merge_to_the_count_of_all() {
        let whole = concluded(Count::default());
        for at in [0, 1, 50, 120] {
            let (mut first, mut second) = (Count::default(), Count::default());
            for (n, sketch) in sketches().iter().enumerate() {
                let part = if n < at { &mut first } else { &mut second };
                part.add(sketch).unwrap();
            }
            first.merge(second).unwrap();
            let merged = first.conclude().unwrap();
            assert_eq!(merged.seen, whole.seen);
            assert_eq!(merged.names, whole.names);
        }
    }

    #[test]
    fn beyond_its_memory_a_survey_forgets_the_rarest_lines_and_says_so() {
        let survey = concluded(Count {
            most_lines: 10,
            ..Count::default()
        });
        assert!(survey.seen.len() <= 10 && survey.least > 2);
        assert!(
            survey
                .seen
                .values()
                .all(|seen| seen.documents >= survey.least)
        );
    }
}
