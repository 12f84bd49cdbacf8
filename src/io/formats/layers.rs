//! What lies between the bytes of a file and its content: compression and encoding. Both are told
//! by the content itself, and a file is written back in the layers it was read in.

use std::fs::File;
use std::io::{self, Write};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::io::formats::compression::{Compression, Compressor};
use crate::io::formats::encoding::encode;

/// What lies between the bytes of a file and its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layers {
    pub compression: Option<Compression>,
    /// `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
}

impl Layers {
    /// Whether the bytes of the file are its content.
    pub fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the file is in an encoding that cannot hold every text.
    pub fn is_legacy(&self) -> bool {
        self.encoding
            .is_some_and(|encoding| ![UTF_16LE, UTF_16BE].contains(&encoding))
    }

    /// Writes content into a file in these layers.
    ///
    /// # Errors
    /// When the memory for it is not to be had.
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
    /// The bytes of a character that is not yet whole.
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

    /// Ends the file's content.
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
