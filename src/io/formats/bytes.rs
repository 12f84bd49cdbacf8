//! The writer of formats whose files are just the bytes of their pieces.

use std::io::{self, BufWriter, Write};

use crate::io::formats::format::{Writer, WriterSetup};
use crate::io::formats::layers::Encoder;
use crate::io::formats::piece::Piece;

struct ByteWriter {
    out: BufWriter<Encoder>,
}

/// Makes a writer that writes the bytes of the pieces one after another.
pub fn writer(setup: WriterSetup) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(ByteWriter {
        out: BufWriter::with_capacity(1 << 16, setup.layers.encoder(setup.out)?),
    }))
}

impl Writer for ByteWriter {
    fn write(&mut self, piece: &Piece, fixed: Option<&[u8]>) -> io::Result<()> {
        self.out.write_all(fixed.unwrap_or(&piece.bytes))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let out = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        out.finish()
    }
}
