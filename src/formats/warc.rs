//! Web archives (WARC, WET): records one after another, each with headers, a block and two line
//! breaks. The plain text that a crawler took from a page, or that a server gave, is a document.
//! What is no text passes through, and so does what cannot be read as a record.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Write};
use std::ops::Range;
use std::sync::Arc;

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::cut::read_row;
use super::layers::Encoder;
use super::{
    Context, Holds, Input, Origin, Parsed, Parser, Piece, Reader, Reading, Way, Writer, utf8,
};
use crate::document::Document;
use crate::problem::Problem;

/// What the first line of a record begins with.
const START: &[u8] = b"WARC/1.";
/// Bytes of what is no record, or of a record that is too large, that pass through at a time.
const CHUNK: usize = 1 << 20;
/// Bytes that headers may have.
const HEADERS: usize = 1 << 20;

/// Whether a record begins.
pub fn is_start(head: &[u8]) -> bool {
    head.starts_with(START)
}

/// Opens a file of records.
pub fn open(input: Input, context: Arc<Context>) -> Result<Reading, Problem> {
    let reader = Warc {
        input: input.content,
        context: Arc::clone(&context),
        offset: 0,
        begin: 0,
        record: 0,
        ahead: Vec::new(),
        rest: 0,
        is_lost: false,
    };
    Ok((Box::new(reader), Arc::new(Text(context))))
}

struct Warc {
    input: Box<dyn BufRead + Send>,
    context: Arc<Context>,
    /// Bytes of the content that were given so far.
    offset: u64,
    /// Where the record at hand begins, or what is none.
    begin: u64,
    /// Records read so far.
    record: u64,
    /// The first line of the next record, where it was read already.
    ahead: Vec<u8>,
    /// Bytes that are left of the block of a record that is too large.
    rest: u64,
    /// Whether it was said that what follows is no record, up to the next that is one.
    is_lost: bool,
}

impl Warc {
    /// Line breaks before the next record, and whatever is no record.
    fn filler(&mut self) -> io::Result<Vec<u8>> {
        let mut filler = Vec::new();
        while self.ahead.is_empty() && filler.len() < CHUNK {
            let line = filler.len();
            // A line that begins in the chunk has room for its beginning, at the least.
            read_row(&mut *self.input, 2 * CHUNK, &mut filler)?;
            if filler.len() == line {
                break;
            }
            if is_start(&filler[line..]) {
                self.ahead = filler.split_off(line);
            }
        }
        Ok(filler)
    }

    fn judge_filler(&mut self, filler: &[u8]) -> Holds {
        let is_blank = filler.iter().all(|byte| b"\r\n".contains(byte));
        if is_blank || self.is_lost {
            return Holds::Nothing;
        }
        self.bad(
            "something stands here that is not a WARC record",
            "records begin with WARC/1. and are as long as their Content-Length; it was left as \
             it was",
        )
    }

    /// Something that cannot be read; what follows it is not said to be bad, too.
    fn bad(&mut self, message: &str, help: &str) -> Holds {
        self.is_lost = true;
        Holds::Bad(Box::new(Problem::new(self.place(), message).help(help)))
    }

    /// The place of what is at hand, in bytes of the content.
    fn place(&self) -> String {
        format!("{}, byte {}", self.context.path, self.begin)
    }

    /// A record, or as much of one as there may be in memory.
    fn record(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        self.is_lost = false;
        let mut bytes = std::mem::take(&mut self.ahead);
        self.read_headers(&mut bytes)?;
        let length = Headers::read(&bytes, 0).and_then(|headers| headers.length());
        let holds = match length {
            Some(length) => self.block(length, &mut bytes)?,
            None => self.bad(
                "the record has no headers with one Content-Length",
                "without it nobody can tell where the record ends; it was left as it was",
            ),
        };
        self.record += 1;
        Ok((bytes, holds))
    }

    /// Reads what follows the headers of a record.
    ///
    /// Where the length is wrong, the block may have swallowed records. These pass through with it:
    /// to look for them in every block would take a hostile file for ever.
    fn block(&mut self, length: u64, bytes: &mut Vec<u8>) -> io::Result<Holds> {
        let line_break: &[u8] = match bytes.ends_with(b"\r\n") {
            true => b"\r\n",
            false => b"\n",
        };
        let room = self.context.max_record.saturating_sub(bytes.len()) as u64;
        if !self.read(length.min(room), bytes)? {
            return Ok(self.cut_short());
        }
        if length > room {
            self.rest = length - room;
            return Ok(self.too_large(bytes));
        }
        let is_whole = self.end(line_break, bytes)?;
        Ok(match is_whole || self.input.fill_buf()?.is_empty() {
            true => Holds::Record(Some(self.record)),
            false => self.bad(
                "the record does not end where its Content-Length says",
                "give it the length of its block, and two line breaks behind that; it was left as \
                 it was",
            ),
        })
    }

    /// Reads to the empty line behind the headers, if it comes before too many bytes.
    fn read_headers(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let max = self.context.max_record.min(HEADERS).max(bytes.len());
        loop {
            let line = bytes.len();
            read_row(&mut *self.input, max, bytes)?;
            if bytes.len() == line || is_break(&bytes[line..]) {
                return Ok(());
            }
        }
    }

    /// Reads so many bytes; whether there were as many.
    fn read(&mut self, length: u64, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let read = Read::by_ref(&mut self.input)
            .take(length)
            .read_to_end(bytes)?;
        Ok(read as u64 == length)
    }

    /// Takes the two line breaks behind a record, as its headers have them; whether they are there.
    fn end(&mut self, line_break: &[u8], bytes: &mut Vec<u8>) -> io::Result<bool> {
        for byte in line_break.repeat(2) {
            if !self.take(byte, bytes)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn take(&mut self, byte: u8, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let is_there = self.input.fill_buf()?.first() == Some(&byte);
        if is_there {
            self.input.consume(1);
            bytes.push(byte);
        }
        Ok(is_there)
    }

    /// The next part of a record that is too large.
    fn rest(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        let mut bytes = Vec::new();
        let wanted = self.rest.min(CHUNK as u64);
        if !self.read(wanted, &mut bytes)? {
            self.rest = 0;
            return Ok((bytes, self.cut_short()));
        }
        self.rest -= wanted;
        Ok((bytes, Holds::Nothing))
    }

    fn cut_short(&mut self) -> Holds {
        self.bad(
            "the file ends within the record",
            "fetch the rest of the file; the record was left as it was",
        )
    }

    /// Only the loss of a text is worth a word.
    fn too_large(&self, beginning: &[u8]) -> Holds {
        match Record::read(beginning) {
            Some(_) => Holds::Bad(Box::new(self.context.too_large(self.place(), "the record"))),
            None => Holds::Nothing,
        }
    }
}

impl Reader for Warc {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut begins = false;
        if self.rest == 0 {
            self.begin = self.offset;
        }
        let (bytes, holds) = match self.rest {
            0 => match self.filler()? {
                filler if !filler.is_empty() => {
                    let holds = self.judge_filler(&filler);
                    (filler, holds)
                }
                _ if self.ahead.is_empty() => return Ok(None),
                _ => {
                    begins = true;
                    self.record()?
                }
            },
            _ => self.rest()?,
        };
        self.offset += bytes.len() as u64;
        Ok(Some(Piece {
            bytes,
            holds,
            begins_member: begins,
            ..Piece::default()
        }))
    }
}

/// Whether a line is empty.
fn is_break(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// The headers of a record, or of an answer of a server.
struct Headers<'b> {
    bytes: &'b [u8],
    /// Each name with the place of its value.
    all: Vec<(&'b [u8], Range<usize>)>,
    /// Where what follows the headers begins.
    end: usize,
}

impl<'b> Headers<'b> {
    /// Reads the headers behind a first line of another kind, up to an empty line; `None` where
    /// there is none.
    fn read(bytes: &'b [u8], start: usize) -> Option<Self> {
        let bytes = &bytes[..bytes.len().min(start + HEADERS)];
        let mut all: Vec<(&[u8], Range<usize>)> = Vec::new();
        let mut at = next_line(bytes, start)?;
        loop {
            let end = next_line(bytes, at)?;
            let line = &bytes[at..end];
            if is_break(line) {
                return Some(Self { bytes, all, end });
            }
            match all.last_mut() {
                // A line that begins with a blank goes on with the value before it.
                Some((_, value)) if matches!(line[0], b' ' | b'\t') => {
                    *value = trimmed(bytes, value.start..end);
                }
                _ => all.extend(header(bytes, at..end)),
            }
            at = end;
        }
    }

    /// The places of the values of a name.
    fn places<'h>(&'h self, name: &'h str) -> impl Iterator<Item = Range<usize>> + 'h {
        let is_named = move |(n, _): &&(&[u8], _)| n.eq_ignore_ascii_case(name.as_bytes());
        self.all
            .iter()
            .filter(is_named)
            .map(|(_, value)| value.clone())
    }

    fn value(&self, place: Range<usize>) -> Cow<'b, str> {
        String::from_utf8_lossy(&self.bytes[place])
    }

    /// The first value of a name.
    fn get(&self, name: &str) -> Option<Cow<'b, str>> {
        self.places(name).next().map(|place| self.value(place))
    }

    fn has(&self, name: &str) -> bool {
        self.places(name).next().is_some()
    }

    /// The bytes of the block, where the headers say one number.
    fn length(&self) -> Option<u64> {
        let mut places = self.places("Content-Length");
        let length = self.value(places.next()?).parse().ok()?;
        places.next().is_none().then_some(length)
    }
}

fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    Some(at + memchr::memchr(b'\n', &bytes[at..])? + 1)
}

/// The name on a line, and the place of its value.
fn header(bytes: &[u8], line: Range<usize>) -> Option<(&[u8], Range<usize>)> {
    let colon = line.start + memchr::memchr(b':', &bytes[line.clone()])?;
    let name = bytes[line.start..colon].trim_ascii();
    Some((name, trimmed(bytes, colon + 1..line.end)))
}

/// A span without the blanks at its ends.
fn trimmed(bytes: &[u8], span: Range<usize>) -> Range<usize> {
    let inner = bytes[span.clone()].trim_ascii_start();
    let start = span.end - inner.len();
    start..start + inner.trim_ascii_end().len()
}

/// A record that holds a text.
struct Record<'b> {
    headers: Headers<'b>,
    /// What the server said of the text.
    http: Option<Headers<'b>>,
    /// The text, in bytes of the record.
    text: Range<usize>,
}

impl<'b> Record<'b> {
    /// Reads a record, or its beginning; `None` where that holds no text, or a part of one.
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let headers = Headers::read(bytes, 0)?;
        let length = usize::try_from(headers.length()?).ok()?;
        let end = headers.end.saturating_add(length).min(bytes.len());
        let block = &bytes[..end];
        let http = match &*headers.get("WARC-Type")? {
            "conversion" => None,
            "response" if block[headers.end..].starts_with(b"HTTP/") => {
                Some(Headers::read(block, headers.end)?)
            }
            _ => return None,
        };
        let (about, start) = match &http {
            Some(http) => (http, http.end),
            None => (&headers, headers.end),
        };
        let is_text = about.get("Content-Type").is_some_and(|of| is_text(&of));
        let is_other = ["Transfer-Encoding", "Content-Encoding"]
            .iter()
            .any(|name| about.has(name));
        if !is_text || is_other || headers.has("WARC-Segment-Number") {
            return None;
        }
        Some(Self {
            headers,
            http,
            text: start..end,
        })
    }
}

/// Whether a media type is that of plain text in UTF-8, or in an encoding that nobody says.
fn is_text(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let is_utf8 = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let value = value.trim().trim_matches('"');
            ["utf-8", "utf8"]
                .iter()
                .any(|utf8| value.eq_ignore_ascii_case(utf8))
        }
        _ => true,
    };
    parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("text/plain"))
        && parts.all(is_utf8)
}

/// Reads the documents of records.
struct Text(Arc<Context>);

impl Parser for Text {
    fn parse(&self, piece: &Piece) -> Parsed {
        let Some(record) = Record::read(&piece.bytes) else {
            return Parsed::default();
        };
        let start = record.text.start;
        match self.document(piece, &record) {
            Ok(document) => Parsed {
                documents: vec![(document, Origin::Plain { start })],
                problems: Vec::new(),
            },
            Err(problem) => problem.into(),
        }
    }

    /// Mends lengths and digests; all else in the headers stays.
    fn mend(&self, piece: &Piece, rewritten: Vec<u8>) -> Result<Vec<u8>, Problem> {
        match Record::read(&piece.bytes) {
            Some(record) => {
                mended(&piece.bytes, &record, &rewritten).map_err(|name| self.stale(piece, name))
            }
            None => Ok(rewritten),
        }
    }
}

impl Text {
    fn document(&self, piece: &Piece, record: &Record) -> Result<Document, Problem> {
        let header = |name: &str| record.headers.get(name).map(Cow::into_owned);
        let fields = &self.0.fields;
        let id = || {
            Some(
                header("WARC-Record-ID")?
                    .trim_matches(['<', '>'])
                    .to_owned(),
            )
        };
        let field = |name: &String| Some((name.clone(), header(name)?));
        Ok(Document {
            path: self.0.path.clone(),
            record: number(piece),
            id: header(&fields.id).or_else(id),
            fields: fields.wanted.iter().filter_map(field).collect(),
            language: fields.language.as_deref().and_then(header),
            source: header(&fields.source).or_else(|| header("WARC-Target-URI")),
            title: header(&fields.title),
            text: utf8(&piece.bytes[record.text.clone()], &self.place(piece))?.to_owned(),
            ..Document::default()
        })
    }

    fn stale(&self, piece: &Piece, name: &str) -> Problem {
        let message = format!("{name} is not a SHA-1 or SHA-256 digest of the record as it is");
        Problem::new(self.place(piece), message).help(
            "it cannot be made anew, so that the record was left as it was; see whether the              record is damaged, or take the digest out",
        )
    }

    fn place(&self, piece: &Piece) -> String {
        match number(piece) {
            Some(number) => format!("{}[{number}]", self.0.path),
            None => self.0.path.clone(),
        }
    }
}

/// The position of a record in its file.
fn number(piece: &Piece) -> Option<u64> {
    match piece.holds {
        Holds::Record(number) => number,
        _ => None,
    }
}

/// A record with another text, and with the lengths and digests that belong to it.
///
/// # Errors
/// The name of a digest that cannot be made anew.
fn mended(bytes: &[u8], record: &Record, rewritten: &[u8]) -> Result<Vec<u8>, &'static str> {
    let Record {
        headers,
        http,
        text,
    } = record;
    let behind = bytes.len() - text.end;
    let (new, end) = rewritten[text.start..].split_at(rewritten.len() - behind - text.start);
    let old = &bytes[text.clone()];
    let mut changes = Vec::new();
    for place in http.iter().flat_map(|http| http.places("Content-Length")) {
        // Another length than that of the text is not for the text: the crawler may have cut it.
        if bytes[place.clone()] == *old.len().to_string().as_bytes() {
            changes.push((place, new.len().to_string()));
        }
    }
    let mut block = spliced(bytes, headers.end..text.start, changes);
    block.extend_from_slice(new);
    let length = |place| (place, block.len().to_string());
    let mut changes: Vec<_> = headers.places("Content-Length").map(length).collect();
    let digested: [(&str, &[u8], &[u8]); 2] = [
        ("WARC-Block-Digest", &bytes[headers.end..text.end], &block),
        ("WARC-Payload-Digest", old, new),
    ];
    for (name, old, new) in digested {
        for place in headers.places(name) {
            let digest = digest(&headers.value(place.clone()), old, new).ok_or(name)?;
            changes.push((place, digest));
        }
    }
    let mut mended = spliced(bytes, 0..headers.end, changes);
    mended.extend_from_slice(&block);
    mended.extend_from_slice(end);
    Ok(mended)
}

/// A span of bytes with other values in some places.
fn spliced(bytes: &[u8], span: Range<usize>, mut changes: Vec<(Range<usize>, String)>) -> Vec<u8> {
    changes.sort_by_key(|(place, _)| place.start);
    let mut spliced = Vec::with_capacity(span.len());
    let mut at = span.start;
    for (place, value) in changes {
        spliced.extend_from_slice(&bytes[at..place.start]);
        spliced.extend_from_slice(value.as_bytes());
        at = place.end;
    }
    spliced.extend_from_slice(&bytes[at..span.end]);
    spliced
}

type Algorithm = fn(&[u8]) -> Vec<u8>;

/// The digests that can be made anew, by the names that writers give them.
const DIGESTS: &[(&str, Algorithm)] = &[
    ("sha1", |bytes| Sha1::digest(bytes).to_vec()),
    ("sha-1", |bytes| Sha1::digest(bytes).to_vec()),
    ("sha256", |bytes| Sha256::digest(bytes).to_vec()),
    ("sha-256", |bytes| Sha256::digest(bytes).to_vec()),
];

/// The ways in which writers put digests.
const FORMS: &[fn(&[u8]) -> String] = &[
    base32,
    |digest| base32(digest).to_lowercase(),
    |digest| base32(digest).trim_end_matches('=').to_owned(),
    hex,
    |digest| hex(digest).to_uppercase(),
];

/// The digest of new bytes, written as that of the old ones is; `None` where that is none of theirs.
fn digest(written: &str, old: &[u8], new: &[u8]) -> Option<String> {
    let (name, value) = written.split_once(':')?;
    let is_named = |(known, _): &&(&str, _)| name.eq_ignore_ascii_case(known);
    let (_, digest) = DIGESTS.iter().find(is_named)?;
    let before = digest(old);
    let form = FORMS.iter().find(|form| form(&before) == value)?;
    Some(format!("{name}:{}", form(&digest(new))))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base32 as RFC 4648 has it, with its padding.
fn base32(digest: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for five in digest.chunks(5) {
        let mut bytes = [0; 8];
        bytes[3..3 + five.len()].copy_from_slice(five);
        let bits = u64::from_be_bytes(bytes);
        let letters = (five.len() * 8).div_ceil(5);
        for n in 0..8 {
            let letter = LETTERS[(bits >> (35 - 5 * n)) as usize & 31];
            text.push(if n < letters { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Writes records. In a compressed file each is a member of its own, as readers demand that go to a
/// record by its offset.
struct Members {
    /// `None` once a member could not be written.
    out: Option<Encoder>,
    is_compressed: bool,
    /// Whether nothing stands in the member yet.
    is_fresh: bool,
}

/// Makes the writer of a file of records.
pub fn writer(way: Way) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Members {
        is_compressed: way.layers.compression.is_some(),
        out: Some(way.layers.encoder(way.out)?),
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(bytes: &[u8], max_record: usize) -> Vec<Piece> {
        let context = Context {
            path: "a.warc".into(),
            max_record,
            ..Context::default()
        };
        let input = Input {
            content: Box::new(io::BufReader::with_capacity(
                5,
                io::Cursor::new(bytes.to_vec()),
            )),
            file: None,
            bytes_read: Arc::default(),
        };
        let (mut reader, parser) = open(input, Arc::new(context)).unwrap();
        let mut pieces = Vec::new();
        while let Some(piece) = reader.next().unwrap() {
            parser.parse(&piece);
            pieces.push(piece);
        }
        let all: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| piece.bytes.clone())
            .collect();
        assert_eq!(all, bytes);
        pieces
    }

    fn kinds(bytes: &[u8], max_record: usize) -> Vec<String> {
        let kind = |piece: Piece| match piece.holds {
            Holds::Nothing => "nothing".to_owned(),
            Holds::Record(number) => format!("record {}", number.unwrap()),
            Holds::Bad(problem) => problem.to_string(),
        };
        pieces(bytes, max_record).into_iter().map(kind).collect()
    }

    fn record(text: &str) -> String {
        let length = text.len();
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n\
             Content-Length: {length}\r\n\r\n{text}\r\n\r\n"
        )
    }

    #[test]
    fn records_are_cut_where_their_length_says() {
        let one = record("WARC/1.0\r\n\r\n");
        let bytes = format!("{one}{one}\r\n{}", one.trim_end());
        assert_eq!(
            kinds(bytes.as_bytes(), 4096),
            [
                "record 0",
                "record 1",
                "nothing",
                "a.warc, byte 196: the file ends within the record"
            ]
        );
    }

    #[test]
    fn what_is_no_record_is_named_once_and_the_next_record_is_found() {
        let one = record("text");
        let torn = one.replace("Content-Length", "Length");
        let short = one.replace("text\r\n\r\n", "te");
        let bytes = format!("x\ny\n{one}{torn}{one}{short}{one}z");
        assert_eq!(
            kinds(bytes.as_bytes(), 4096),
            [
                "a.warc, byte 0: something stands here that is not a WARC record",
                "record 0",
                "a.warc, byte 92: the record has no headers with one Content-Length",
                "nothing",
                "record 2",
                "a.warc, byte 260: the record does not end where its Content-Length says",
                "nothing",
            ]
        );
    }

    #[test]
    fn only_a_text_that_is_too_large_is_named() {
        let text = record(&"a".repeat(300));
        let image = text.replace("text/plain", "image/png");
        assert_eq!(
            kinds(format!("{image}{text}").as_bytes(), 200),
            [
                "nothing",
                "nothing",
                "nothing",
                "a.warc, byte 385: the record is larger than 0 MiB",
                "nothing",
                "nothing"
            ]
        );
    }

    #[test]
    fn digests_are_written_as_they_were() {
        let (old, new) = (b"old", b"new");
        assert_eq!(
            base32(&Sha1::digest(b"")),
            "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
        );
        assert_eq!(base32(b"f"), "MY======");
        for (name, algorithm) in DIGESTS {
            for form in FORMS {
                let written = |bytes| format!("{name}:{}", form(&algorithm(bytes)));
                assert_eq!(digest(&written(old), old, new), Some(written(new)));
                assert_eq!(digest(&written(new), old, new), None);
            }
        }
        assert_eq!(digest("md5:0", old, new), None);
        assert_eq!(digest("none", old, new), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_stands_in_a_file_passes_through(
            parts in proptest::collection::vec(proptest::sample::select(&[
                "WARC/1.0\r\n", "WARC/1.", "WARC-Type: conversion\r\n", "WARC-Type: response\n",
                "Content-Type: text/plain\r\n", "Content-Length: 9\r\n", "Content-Length: 90\r\n",
                "Content-Length: 18446744073709551615\r\n", "\r\n", "\n", "\r", " a", "a:", "\t",
                "HTTP/1.1 200 OK\r\n", "WARC-Block-Digest: sha1:A\r\n", "text",
            ][..]), 0..24),
            max in 1..200usize,
        ) {
            pieces(parts.concat().as_bytes(), max);
        }
    }
}
