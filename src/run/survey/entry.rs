//! The records that a count keeps of a document: one for each of its lines, and one for its name.

use std::io::{self, BufRead};

use crate::rules::survey::Example;
use crate::run::survey::buckets::Spillable;
use crate::run::survey::spool::Spool;

/// A feature of a document, such as a line, as a record for counting. It takes 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineEntry {
    /// The key of the feature.
    pub line: i64,
    /// The article, and the roles of the feature in it.
    pub example: Example,
}

impl Spillable for LineEntry {
    fn place(&self) -> u64 {
        // Flipping the sign bit keeps the order when signed numbers become unsigned.
        (self.line as u64) ^ (1 << 63)
    }

    fn write(&self, spool: &mut Spool) -> io::Result<()> {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.line.to_le_bytes());
        bytes[8..].copy_from_slice(&self.example.number().to_le_bytes());
        spool.push(&bytes)
    }

    fn read(input: &mut impl BufRead) -> io::Result<Self> {
        let mut bytes = [[0; 8]; 2];
        input.read_exact(bytes.as_flattened_mut())?;
        let [line, example] = bytes.map(i64::from_le_bytes);
        Ok(Self {
            line,
            example: Example::from_number(example).ok_or(io::ErrorKind::InvalidData)?,
        })
    }
}

/// The name of a document, with the article that it is a version of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The key of the article.
    pub article: i64,
    /// The key of the source.
    pub source: i64,
    pub name: Box<str>,
}

impl Spillable for Name {
    fn place(&self) -> u64 {
        (self.article as u64) << (u64::BITS - Example::KEY_BITS)
    }

    fn write(&self, spool: &mut Spool) -> io::Result<()> {
        spool.push(&self.article.to_le_bytes())?;
        spool.push(&self.source.to_le_bytes())?;
        spool.push(&(self.name.len() as u32).to_le_bytes())?;
        spool.push(self.name.as_bytes())
    }

    fn read(input: &mut impl BufRead) -> io::Result<Self> {
        let mut keys = [[0; 8]; 2];
        input.read_exact(keys.as_flattened_mut())?;
        let [article, source] = keys.map(i64::from_le_bytes);
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let mut name = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut name)?;
        let name = String::from_utf8_lossy(&name).into_owned();
        Ok(Self {
            article,
            source,
            name: name.into_boxed_str(),
        })
    }
}
