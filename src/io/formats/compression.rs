//! The compressions of files, recognised by the first bytes of a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};

use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use liblzma::stream::{CONCATENATED, Check, Stream};

use crate::base::names::named;

/// The memory that decompression of an `.xz` file may use, in bytes. A file from `xz -9` needs 65 MiB.
const XZ_MEMORY: u64 = 128 << 20;
/// The default levels of the commands `xz` and `zstd`.
const XZ_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 3;

named! {
    /// A compression. Its name is also the extension of file names.
    pub enum Compression {
        Gz = "gz", "gzip, of any number of members";
        Zst = "zst", "Zstandard, of any number of frames";
        Bz2 = "bz2", "bzip2";
        Xz = "xz", "xz";
    }
}

impl Compression {
    /// A file name without the extension of a compression.
    pub fn strip(name: &str) -> &str {
        let ending = |c: &&Self| {
            name.rsplit_once('.')
                .is_some_and(|(_, ending)| ending == c.name())
        };
        match Self::ALL.iter().find(ending) {
            Some(c) => &name[..name.len() - c.name().len() - 1],
            None => name,
        }
    }

    /// The compression of a file that begins with these bytes.
    pub fn of_content(head: &[u8]) -> Option<Self> {
        let is_bzip2 = || head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY");
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zst),
            // A skippable frame, which some programs write first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zst),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ if is_bzip2() => Some(Self::Bz2),
            _ => None,
        }
    }

    /// Makes a reader of the decompressed bytes.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn decoder(self, input: impl BufRead + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Gz => Box::new(MultiGzDecoder::new(input)),
            Self::Zst => Box::new(zstd::Decoder::with_buffer(input)?),
            Self::Bz2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
            Self::Xz => {
                let stream = Stream::new_stream_decoder(XZ_MEMORY, CONCATENATED)?;
                Box::new(liblzma::bufread::XzDecoder::new_stream(input, stream))
            }
        })
    }
}

/// Writes bytes to a file, compressed or not.
pub enum Compressor {
    Plain(File),
    Gz(GzEncoder<File>),
    Zst(zstd::Encoder<'static, File>),
    Bz2(bzip2::write::BzEncoder<File>),
    Xz(liblzma::write::XzEncoder<File>),
}

impl Compressor {
    /// Begins a stream, compressed at the default level of the usual command.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub fn new(compression: Option<Compression>, out: File) -> io::Result<Self> {
        Ok(match compression {
            None => Self::Plain(out),
            Some(Compression::Gz) => Self::Gz(GzEncoder::new(out, flate2::Compression::default())),
            Some(Compression::Zst) => {
                let mut encoder = zstd::Encoder::new(out, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Self::Zst(encoder)
            }
            Some(Compression::Bz2) => Self::Bz2(bzip2::write::BzEncoder::new(
                out,
                bzip2::Compression::best(),
            )),
            Some(Compression::Xz) => {
                let stream = Stream::new_easy_encoder(XZ_LEVEL, Check::Crc64)?;
                Self::Xz(liblzma::write::XzEncoder::new_stream(out, stream))
            }
        })
    }

    /// Ends the stream and returns the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<File> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gz(encoder) => encoder.finish(),
            Self::Zst(encoder) => encoder.finish(),
            Self::Bz2(encoder) => encoder.finish(),
            Self::Xz(encoder) => encoder.finish(),
        }
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(out) => out,
            Self::Gz(encoder) => encoder,
            Self::Zst(encoder) => encoder,
            Self::Bz2(encoder) => encoder,
            Self::Xz(encoder) => encoder,
        }
    }
}

impl Write for Compressor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

/// Buffers an input in blocks of 64 KiB.
pub fn buffered(input: impl Read + Send + 'static) -> impl BufRead + Send + 'static {
    BufReader::with_capacity(1 << 16, input)
}
