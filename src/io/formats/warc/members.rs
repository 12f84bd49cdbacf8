//! Writes records. In a compressed file each record is a separate member.

use std::io::{self, Write};

use crate::io::formats::format::{Writer, WriterSetup};
use crate::io::formats::layers::Encoder;
use crate::io::formats::piece::Piece;

/// Writes records. In a compressed file each record is a separate member, because some readers jump to a
/// record by its offset.
struct Members {
    /// `None` once a member could not be written.
    out: Option<Encoder>,
    is_compressed: bool,
    /// Whether the current member is still empty.
    is_fresh: bool,
}

/// Makes the writer of a file of records.
pub fn writer(setup: WriterSetup) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Members {
        is_compressed: setup.layers.compression.is_some(),
        out: Some(setup.layers.encoder(setup.out)?),
        is_fresh: true,
    }))
}

impl Writer for Members {
    fn write(&mut self, piece: &Piece, fixed: Option<&[u8]>) -> io::Result<()> {
        if piece.begins_member && self.is_compressed && !self.is_fresh {
            let out = self.out.take().ok_or_else(lost)?;
            self.out = Some(out.next_member()?);
        }
        self.is_fresh = false;
        let out = self.out.as_mut().ok_or_else(lost)?;
        out.write_all(fixed.unwrap_or(&piece.bytes))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.out.ok_or_else(lost)?.finish()
    }
}

fn lost() -> io::Error {
    io::Error::other("a member of the file could not be written")
}
