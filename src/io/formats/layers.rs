//! The layers between the bytes of a file and its text: compression and encoding. Both are recognised from
//! the content. A file is written back with the layers that it had.

use std::fs::File;
use std::io::{self, Write};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::io::formats::compression::{Compression, Compressor};
use crate::io::formats::encoding::encode;

/// The compression and the encoding of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layers {
    pub compression: Option<Compression>,
    /// The encoding; `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
}

impl Layers {
    /// Whether the file is neither compressed nor in another encoding than UTF-8.
    pub fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the encoding does not have all characters of Unicode.
    pub fn is_legacy(&self) -> bool {
        self.encoding
            .is_some_and(|encoding| ![UTF_16LE, UTF_16BE].contains(&encoding))
    }

    /// Makes a writer that encodes and compresses content.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn encoder(self, out: File) -> io::Result<Encoder> {
        Ok(Encoder {
            compressor: Compressor::new(self.compression, out)?,
            layers: self,
            pending: Vec::new(),
        })
    }
}

/// Writes content, encoded and compressed.
pub struct Encoder {
    compressor: Compressor,
    layers: Layers,
    /// The first bytes of a character that is not complete yet.
    pending: Vec<u8>,
}

impl Encoder {
    /// Ends a member of the compressed file and begins another.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn next_member(self) -> io::Result<Self> {
        let out = self.compressor.finish()?;
        self.layers.encoder(out)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        debug_assert!(self.pending.is_empty());
        self.compressor.finish().map(drop)
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(encoding) = self.layers.encoding else {
            return self.compressor.write(bytes);
        };
        self.pending.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(_) => self.pending.len(),
            Err(error) => error.valid_up_to(),
        };
        let text = std::str::from_utf8(&self.pending[..whole]).expect("checked above");
        let encoded = encode(text, encoding)?;
        self.compressor.write_all(&encoded)?;
        self.pending.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.compressor.flush()
    }
}
