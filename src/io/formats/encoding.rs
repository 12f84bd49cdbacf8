//! Encodings other than UTF-8: recognises, decodes and encodes them.

use std::io::{self, BufRead, Read};

use chardetng::EncodingDetector;
use encoding_rs::{DecoderResult, EncoderResult, Encoding, UTF_16BE, UTF_16LE};

/// The encoding of content that begins with these bytes; `None` if it is UTF-8 or unknown. `is_whole` says
/// whether `head` is all of the content.
///
/// UTF-16 is recognised by its byte order mark. Other encodings are guessed. Content that is UTF-8 with a few
/// damaged bytes is not decoded in another encoding; its owner must repair it.
pub fn sniff(head: &[u8], is_whole: bool) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    if head.contains(&0) || !is_foreign(head, is_whole) {
        return None;
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, is_whole);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    if !is_whole {
        // A single-byte encoding always restores the same bytes. Other encodings may not, and a part of
        // the content is not enough to check this.
        return encoding.is_single_byte().then_some(encoding);
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(head)?;
    let back = encode(&text, encoding).ok()?;
    (back == head).then_some(encoding)
}

/// Whether content has more sequences that are not UTF-8 than valid characters outside ASCII.
fn is_foreign(head: &[u8], is_whole: bool) -> bool {
    let (mut damaged, mut whole) = (0, 0);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let is_cut = chunks.peek().is_none() && !is_whole;
        damaged += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    damaged > whole
}

/// Reads bytes in an encoding as UTF-8.
pub struct Decoder<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    encoding: &'static Encoding,
    /// Decoded bytes.
    ready: Vec<u8>,
    /// The number of decoded bytes that were returned.
    given: usize,
    is_over: bool,
}

impl<R: BufRead> Decoder<R> {
    /// A decoder of this input.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            encoding,
            ready: Vec::new(),
            given: 0,
            is_over: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let bytes = self.input.fill_buf()?;
        let is_last = bytes.is_empty();
        let room = self
            .decoder
            .max_utf8_buffer_length_without_replacement(bytes.len());
        self.ready.clear();
        self.given = 0;
        self.ready.resize(room.unwrap_or(0), 0);
        let (result, read, written) =
            self.decoder
                .decode_to_utf8_without_replacement(bytes, &mut self.ready, is_last);
        self.input.consume(read);
        self.ready.truncate(written);
        self.is_over = is_last;
        match result {
            DecoderResult::Malformed(..) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("a byte that is not valid in {}", self.encoding.name()),
            )),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_over {
            self.fill()?;
        }
        let n = out.len().min(self.ready.len() - self.given);
        out[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// Encodes text.
///
/// # Errors
/// When the encoding does not have a character of the text.
pub fn encode(text: &str, encoding: &'static Encoding) -> io::Result<Vec<u8>> {
    if encoding == UTF_16LE {
        return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let mut encoder = encoding.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
    let mut bytes = Vec::with_capacity(room.unwrap_or(0));
    match encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, false) {
        (EncoderResult::Unmappable(c), _) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "a fix inserts {c:?}, which {} cannot encode; --unsafe-fixes writes UTF-8",
                encoding.name()
            ),
        )),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: &str = "أعيد فتح الميناء صباح اليوم بعد عاصفة أبقت السفن في عرض البحر ثلاثة أيام.\r\nوقال المدير إن السفن عادت واحدة بعد أخرى.\r\n";

    fn read(bytes: &[u8], encoding: &'static Encoding) -> io::Result<String> {
        let mut text = String::new();
        // A small buffer splits characters.
        let input = io::BufReader::with_capacity(3, bytes);
        Decoder::new(input, encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn encodings_are_recognised_decoded_and_encoded() {
        for name in ["windows-1256", "iso-8859-6", "utf-16le", "utf-16be"] {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let text = match name.starts_with("utf") {
                true => format!("\u{feff}{ARABIC}"),
                false => ARABIC.to_owned(),
            };
            let bytes = encode(&text, encoding).unwrap();
            assert_eq!(sniff(&bytes, true), Some(encoding), "{name}");
            assert_eq!(read(&bytes, encoding).unwrap(), text, "{name}");
        }
    }

    #[test]
    fn utf8_is_utf8_even_if_cut_or_damaged() {
        let bytes = ARABIC.as_bytes();
        assert_eq!(sniff(bytes, true), None);
        assert_eq!(sniff(&bytes[..31], false), None);
        let damaged = [&bytes[..31], b"\xff", &bytes[32..]].concat();
        assert_eq!(sniff(&damaged, true), None);
        assert_eq!(sniff(b"plain ASCII\n", true), None);
        assert_eq!(sniff(b"\x00\xff\xfe\x01", true), None);
    }

    #[test]
    fn characters_that_an_encoding_does_not_have_are_errors() {
        let encoding = Encoding::for_label(b"iso-8859-6").unwrap();
        assert!(read(b"\xc7\xff", encoding).is_err());
        assert!(encode("漢", encoding).is_err());
        assert!(read(b"\xff\xfea", UTF_16LE).is_err());
    }
}
