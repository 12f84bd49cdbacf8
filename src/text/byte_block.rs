//! Blocks of 64 bytes of a text, with the places where characters begin: a loop over them does not have to decode
//! one character to find the next.

use std::ops::Range;

/// Bytes in a block: one for each bit of a `u64`.
pub const BLOCK: usize = u64::BITS as usize;

/// Bytes after the block that can be read as part of its last character.
pub const AFTER: usize = 2;

/// A part of a text.
pub struct ByteBlock {
    /// Where it begins, in bytes of the text.
    pub at: usize,
    /// Its bytes and those after it that its last character may need.
    bytes: [u8; BLOCK + AFTER],
    /// The bytes at which characters begin, one bit each.
    starts: u64,
}

impl ByteBlock {
    /// The blocks of a part of a text. The part must end at the end of a character.
    pub fn all(text: &str, part: Range<usize>) -> impl Iterator<Item = Self> {
        let bytes = &text.as_bytes()[..part.end];
        part.step_by(BLOCK).map(|at| Self::new(at, &bytes[at..]))
    }

    #[inline]
    fn new(at: usize, rest: &[u8]) -> Self {
        let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
            // No character begins in the padding after the end.
            let mut bytes = [CONTINUES; BLOCK + AFTER];
            bytes[..rest.len()].copy_from_slice(rest);
            bytes
        });
        let eights = bytes.as_chunks::<8>().0.iter().enumerate();
        let starts = eights.fold(0, |bits, (n, eight)| bits | starts(*eight) << (8 * n));
        Self { at, bytes, starts }
    }

    /// The first three bytes of the character that begins at this byte of the block.
    #[inline]
    pub fn first_three(&self, at: usize) -> [u8; 3] {
        std::array::from_fn(|n| self.bytes[at + n])
    }

    /// Where each character begins in the block, and its first two bytes.
    #[inline]
    pub fn chars(&self) -> impl Iterator<Item = (usize, [u8; 2])> {
        let mut starts = self.starts;
        std::iter::from_fn(move || {
            let at = starts.trailing_zeros() as usize;
            (starts != 0).then(|| {
                starts &= starts - 1;
                (at, [self.bytes[at], self.bytes[at + 1]])
            })
        })
    }
}

/// A byte that continues a character.
const CONTINUES: u8 = 0x80;
/// Eight such bytes.
const ALL_CONTINUE: u64 = u64::from_ne_bytes([CONTINUES; 8]);

/// Which of eight bytes begin a character: those that are not `10xxxxxx`.
#[inline]
fn starts(bytes: [u8; 8]) -> u64 {
    let bytes = u64::from_le_bytes(bytes);
    let begin = (!bytes | bytes << 1) & ALL_CONTINUE;
    // Gathers the highest bit of each byte in one byte.
    (begin >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
