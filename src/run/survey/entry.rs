//! The records that a count keeps of a document: one for each of its lines, and one for its name.

use std::io::{self, BufRead};

use crate::rules::survey::Example;
use crate::rules::survey::keys::name_key;
use crate::run::survey::buckets::Spillable;
use crate::run::survey::spool::Spool;

/// A line of a document, as a record for counting. It takes 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineEntry {
    /// The key of the line.
    pub line: i64,
    /// The document, and the roles of the line in it.
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

/// The name of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The hash of the name.
    pub key: i64,
    pub name: Box<str>,
}

impl Spillable for Name {
    fn place(&self) -> u64 {
        (self.key as u64) << (u64::BITS - Example::NAME_BITS)
    }

    fn write(&self, spool: &mut Spool) -> io::Result<()> {
        spool.push(&(self.name.len() as u32).to_le_bytes())?;
        spool.push(self.name.as_bytes())
    }

    fn read(input: &mut impl BufRead) -> io::Result<Self> {
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let mut name = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut name)?;
        let name = String::from_utf8_lossy(&name).into_owned();
        Ok(Self {
            key: name_key(&name),
            name: name.into_boxed_str(),
        })
    }
}
