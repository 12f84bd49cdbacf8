//! A stream that a separate thread reads ahead, so that checks do not wait for decompression.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// The size of a block, in bytes.
const BLOCK: usize = 1 << 18;
/// The number of blocks that are read ahead.
const WAITING: usize = 4;

/// What the thread sends: a block, or an error. An empty block ends the stream.
type Message = io::Result<Vec<u8>>;

/// A reader of the blocks that the thread has read.
pub struct BackgroundReader {
    blocks: Receiver<Message>,
    block: Vec<u8>,
    /// The number of bytes of the block that were read.
    read: usize,
    is_over: bool,
}

impl BackgroundReader {
    /// Starts to read a stream. The thread ends when the stream ends or fails, or when the reader is dropped.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn new(input: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(WAITING);
        thread::Builder::new()
            .name("read ahead".to_owned())
            .spawn(move || send_blocks(input, &sender))?;
        Ok(Self {
            blocks,
            block: Vec::new(),
            read: 0,
            is_over: false,
        })
    }

    /// Receives the next block.
    fn advance(&mut self) -> io::Result<()> {
        // If the thread ended without a message, the stream is not complete. This must not look like its end.
        let gone = |_| Err(io::Error::other("reading ahead broke off"));
        let message = self.blocks.recv().unwrap_or_else(gone);
        (self.block, self.read) = (message?, 0);
        self.is_over = self.block.is_empty();
        Ok(())
    }
}

impl BufRead for BackgroundReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.block.len() && !self.is_over {
            self.advance()?;
        }
        Ok(&self.block[self.read..])
    }

    fn consume(&mut self, bytes: usize) {
        self.read += bytes;
    }
}

impl Read for BackgroundReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// Reads a stream to its end and sends it block by block.
fn send_blocks(mut input: impl Read, out: &SyncSender<Message>) {
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        let read = input.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        // The bytes that were read before an error belong to the stream.
        let is_last = block.is_empty();
        if (!is_last || read.is_ok()) && out.send(Ok(block)).is_err() {
            return;
        }
        if let Err(error) = read {
            // The reader may have been dropped.
            let _ = out.send(Err(error));
            return;
        }
        if is_last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A stream that breaks after its bytes: with an error, or with a panic.
    struct Broken {
        bytes: Cursor<Vec<u8>>,
        panics: bool,
    }

    impl Read for Broken {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.bytes.read(out)? {
                0 if self.panics => std::panic::resume_unwind(Box::new("broken")),
                0 => Err(io::Error::other("broken")),
                read => Ok(read),
            }
        }
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn the_stream_comes_whole() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK + 7] {
            let mut read = Vec::new();
            let mut ahead = BackgroundReader::new(Cursor::new(bytes(length))).unwrap();
            ahead.read_to_end(&mut read).unwrap();
            assert!(read == bytes(length), "{length}");
            assert_eq!(ahead.read(&mut [0; 9]).unwrap(), 0, "it stays at its end");
        }
    }

    #[test]
    fn a_broken_stream_is_an_error_after_the_bytes_that_were_read() {
        for length in [0, 5, BLOCK, BLOCK + 5] {
            for (panics, message) in [(false, "broken"), (true, "reading ahead broke off")] {
                let bytes = bytes(length);
                let broken = Broken {
                    bytes: Cursor::new(bytes.clone()),
                    panics,
                };
                let mut ahead = BackgroundReader::new(broken).unwrap();
                let mut read = Vec::new();
                let error = ahead.read_to_end(&mut read).unwrap_err();
                assert_eq!(error.to_string(), message);
                // A panic loses the current block; the error reports that.
                let whole = if panics {
                    length - length % BLOCK
                } else {
                    length
                };
                assert!(read == bytes[..whole], "{length}");
                assert!(ahead.read(&mut [0; 9]).is_err(), "an error is no end");
            }
        }
    }

    #[test]
    fn a_stream_without_a_reader_is_dropped() {
        struct Endless {
            _held: SyncSender<()>,
        }
        impl Read for Endless {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                Ok(out.len())
            }
        }
        let (held, gone) = sync_channel::<()>(0);
        let ahead = BackgroundReader::new(Endless { _held: held }).unwrap();
        drop(ahead);
        assert!(
            gone.recv().is_err(),
            "the thread ended, and the stream with it"
        );
    }
}
