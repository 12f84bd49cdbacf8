//! Reads bytes as UTF-8, with a clear error.

use crate::base::problem::Problem;

/// Reads bytes as UTF-8. The problem says where they are not; the byte is counted from 0, the line from 1.
pub fn utf8<'b>(bytes: &'b [u8], place: &str) -> Result<&'b str, Problem> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
        Problem::new(
            place,
            format!("not UTF-8: byte {at} (line {line}) is {:#04x}", bytes[at]),
        )
        .help("convert or repair it first; it was left as it was")
    })
}
