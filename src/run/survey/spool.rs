//! A queue of bytes that uses a temporary file when it becomes too large for memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};

/// Bytes in the order in which they were added. At most `limit` bytes stay in memory.
#[derive(Debug)]
pub struct Spool {
    limit: usize,
    held: Vec<u8>,
    /// The file has no name, so the system removes it when the program ends in any way.
    file: Option<File>,
}

impl Spool {
    /// An empty spool that keeps at most `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            held: Vec::new(),
            file: None,
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// When the temporary file cannot be created or written.
    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(bytes);
        if self.held.len() < self.limit {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }

    /// The number of bytes in the spool.
    ///
    /// # Errors
    /// When the size of the temporary file cannot be read.
    pub fn len(&self) -> io::Result<u64> {
        let written = match &self.file {
            Some(file) => file.metadata()?.len(),
            None => 0,
        };
        Ok(written + self.held.len() as u64)
    }

    /// Reads all bytes, from the first one.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn read(&mut self) -> io::Result<impl BufRead + '_> {
        let written: Box<dyn BufRead> = match &mut self.file {
            Some(file) => {
                file.rewind()?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            None => Box::new(io::empty()),
        };
        Ok(written.chain(&self.held[..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_can_be_read_in_order_several_times() {
        for limit in [3, 1000] {
            let mut spool = Spool::new(limit);
            for n in 0..100_u8 {
                spool.push(&[n, n]).unwrap();
            }
            assert_eq!(spool.len().unwrap(), 200);
            for _ in 0..2 {
                let mut all = Vec::new();
                spool.read().unwrap().read_to_end(&mut all).unwrap();
                assert_eq!(all, (0..100).flat_map(|n| [n, n]).collect::<Vec<u8>>());
            }
        }
    }
}
