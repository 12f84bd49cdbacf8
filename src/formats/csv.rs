//! Separated values (RFC 4180), such as CSV and TSV: a record a row, under a header that names the
//! columns. Only the fields of the text columns are ever changed.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::ops::Range;
use std::sync::Arc;

use super::{Context, Holds, Input, Origin, Parsed, Parser, Piece, Reader, Reading, utf8};
use crate::document::{Document, OffsetMap};
use crate::names::nearest;
use crate::problem::Problem;

/// Bytes that a header may have.
const HEADER: usize = 1 << 20;
/// Bytes of a row that is larger than allowed which pass through at a time.
const CHUNK: usize = 1 << 20;
/// Columns that a problem names at most.
const NAMED: usize = 12;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Opens a file whose header tells what stands between its fields.
pub fn open(input: Input, context: Arc<Context>) -> Result<Reading, Problem> {
    open_with(input, context, b",;\t|")
}

/// Opens a file with tabs between the fields.
pub fn open_tabs(input: Input, context: Arc<Context>) -> Result<Reading, Problem> {
    open_with(input, context, b"\t")
}

/// Reads the header, which says how all else is read.
fn open_with(
    input: Input,
    context: Arc<Context>,
    delimiters: &'static [u8],
) -> Result<Reading, Problem> {
    let unreadable = |error| Problem::io(&context.path, "read", &error);
    let mut rows = Rows {
        input: input.content,
        delimiters: delimiters.to_vec(),
        state: State::Start,
    };
    let header = rows
        .header(context.max_record.min(HEADER))
        .map_err(unreadable)?;
    let (columns, holds) = match columns(&header, delimiters, rows.state, &context) {
        Ok(columns) => (Some(columns), Holds::Nothing),
        Err(problem) => (None, Holds::Bad(Box::new(problem))),
    };
    if let Some(columns) = &columns {
        rows.delimiters = vec![columns.delimiter];
    }
    let reader = Csv {
        is_readable: columns.is_some(),
        line: 1 + breaks(&header),
        header: (!header.is_empty()).then_some(Piece {
            bytes: header,
            holds,
            line: 1,
            ..Piece::default()
        }),
        rows,
        context: Arc::clone(&context),
        record: 0,
        is_within: false,
    };
    let columns = columns.unwrap_or_default();
    Ok((Box::new(reader), Arc::new(Row { columns, context })))
}

/// Where reading stands in a row.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a field.
    #[default]
    Start,
    /// In a field without quotes; also behind a field in quotes, where nothing may stand.
    Bare,
    /// In a field in quotes.
    Quoted,
    /// Behind a quote that ends a field, unless another quote follows.
    Closed,
}

impl State {
    fn after(self, byte: u8, delimiters: &[u8]) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::Start | Self::Closed, b'"') => Self::Quoted,
            (_, b'\n') => Self::Start,
            (_, byte) if delimiters.contains(&byte) => Self::Start,
            _ => Self::Bare,
        }
    }
}

/// Cuts content into rows.
struct Rows {
    input: Box<dyn BufRead + Send>,
    /// What stands between fields; all that may, as long as the header has not told.
    delimiters: Vec<u8>,
    state: State,
}

impl Rows {
    /// The first row, with the mark of UTF-8 where there is one.
    fn header(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut header = Vec::new();
        // The beginning of the content is at hand as a whole.
        if self.input.fill_buf()?.starts_with(BOM) {
            header.extend_from_slice(BOM);
            self.input.consume(BOM.len());
        }
        self.next(max, &mut header)?;
        Ok(header)
    }

    /// Reads to the end of the row, or so many bytes; whether the row ended.
    fn next(&mut self, max: usize, row: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            let bytes = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                bytes => bytes?,
            };
            if bytes.is_empty() {
                return Ok(true);
            }
            let room = bytes.len().min(max.saturating_sub(row.len()));
            let end = row_end(&mut self.state, &bytes[..room], &self.delimiters);
            let n = end.unwrap_or(room);
            row.extend_from_slice(&bytes[..n]);
            self.input.consume(n);
            if end.is_some() || row.len() >= max {
                return Ok(end.is_some());
            }
        }
    }
}

/// Reads on in a row; the number of bytes up to and with its line break, if it ends here.
fn row_end(state: &mut State, bytes: &[u8], delimiters: &[u8]) -> Option<usize> {
    for (at, &byte) in bytes.iter().enumerate() {
        let ends = byte == b'\n' && *state != State::Quoted;
        *state = state.after(byte, delimiters);
        if ends {
            return Some(at + 1);
        }
    }
    None
}

/// What the header says.
#[derive(Debug, Default)]
struct Columns {
    delimiter: u8,
    count: usize,
    /// The columns that hold text with their names, in the order of the row.
    texts: Vec<(usize, String)>,
    id: Option<usize>,
    language: Option<usize>,
    source: Option<usize>,
    title: Option<usize>,
    /// The columns that scopes of rules ask for.
    wanted: Vec<(usize, String)>,
}

/// Reads the header, which reading left in this state.
fn columns(
    header: &[u8],
    delimiters: &[u8],
    state: State,
    context: &Context,
) -> Result<Columns, Problem> {
    let place = format!("{}:1", context.path);
    let broken = |message: &str| {
        Problem::new(&place, message).help("mend the header; the file was left as it was")
    };
    if state == State::Quoted {
        return Err(broken("a quote in the header never closes"));
    }
    if header.len() >= context.max_record.min(HEADER) {
        return Err(broken("the header is larger than 1 MiB"));
    }
    let all = utf8(header, &place)?.trim_start_matches('\u{feff}');
    let row = without_break(all);
    let delimiter = delimiter(row, delimiters);
    let names: Vec<String> = Fields::new(row, delimiter)
        .map(|field| field.map(|field| field.text(row).into_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| broken("text stands behind a closing quote in the header"))?;
    let fields = &context.fields;
    let place_of = |name: &str| names.iter().position(|column| column == name);
    let places_of = |wanted: &[String]| {
        let is_wanted = |(_, name): &(usize, &String)| wanted.contains(name);
        let found = names.iter().enumerate().filter(is_wanted);
        found.map(|(n, name)| (n, name.clone())).collect::<Vec<_>>()
    };
    let texts = places_of(&fields.texts);
    if texts.is_empty() {
        return Err(no_text(&place, &fields.texts[0], &names));
    }
    if let Some((_, name)) = texts
        .iter()
        .find(|(n, name)| place_of(name).is_some_and(|first| first < *n))
    {
        return Err(broken(&format!(
            "the column `{name}` stands in the header more than once"
        )));
    }
    Ok(Columns {
        delimiter,
        count: names.len(),
        texts,
        id: place_of(&fields.id),
        language: fields.language.as_deref().and_then(place_of),
        source: place_of(&fields.source),
        title: place_of(&fields.title),
        wanted: places_of(&fields.wanted),
    })
}

/// The delimiter that occurs most outside quotes; the first of those that occur as often.
fn delimiter(header: &str, delimiters: &[u8]) -> u8 {
    let mut state = State::Start;
    let mut counts = vec![0; delimiters.len()];
    for byte in header.bytes() {
        let which = delimiters.iter().position(|&delimiter| delimiter == byte);
        if let (Some(n), true) = (which, state != State::Quoted) {
            counts[n] += 1;
        }
        state = state.after(byte, delimiters);
    }
    let most = (0..delimiters.len()).rev().max_by_key(|&n| counts[n]);
    delimiters[most.unwrap_or(0)]
}

fn no_text(place: &str, name: &str, names: &[String]) -> Problem {
    let near = nearest(name, names.iter().map(String::as_str));
    let hint = match near {
        Some(near) => format!("did you mean --text-field {near}? "),
        None => "name the column that holds the text with --text-field; ".to_owned(),
    };
    let more = if names.len() > NAMED { ", …" } else { "" };
    let listed = names[..names.len().min(NAMED)].join(", ");
    Problem::new(place, format!("the header has no column `{name}`")).help(format!(
        "{hint}the header has: {listed}{more}; the file was left as it was"
    ))
}

/// A field of a row.
struct Field {
    /// Its bytes in the row, without the quotes around it.
    span: Range<usize>,
    is_quoted: bool,
}

impl Field {
    fn text<'r>(&self, row: &'r str) -> Cow<'r, str> {
        let written = &row[self.span.clone()];
        match self.is_quoted {
            true => written.replace("\"\"", "\"").into(),
            false => written.into(),
        }
    }

    fn document(&self, row: &str, delimiter: u8) -> (String, Origin) {
        let span = self.span.clone();
        let written = &row[span.clone()];
        if !self.is_quoted {
            return (written.to_owned(), Origin::CsvBare { span, delimiter });
        }
        let (text, map) = undouble(written);
        let start = span.start;
        (text, Origin::CsvQuoted { start, map })
    }
}

/// Reads what stands between quotes: the text, and where each character stands.
fn undouble(written: &str) -> (String, OffsetMap) {
    let mut text = String::with_capacity(written.len());
    let mut map = OffsetMap::default();
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', &written.as_bytes()[at..]) {
        text.push_str(&written[at..=at + quote]);
        at += quote + 2;
        map.push(text.len(), at);
    }
    text.push_str(&written[at..]);
    (text, map)
}

/// The fields of a row without its line break.
struct Fields<'r> {
    row: &'r [u8],
    delimiter: u8,
    /// Where the next begins; `None` behind the last.
    at: Option<usize>,
}

/// Something other than a delimiter stands behind a closing quote.
struct Misplaced;

impl<'r> Fields<'r> {
    fn new(row: &'r str, delimiter: u8) -> Self {
        Self {
            row: row.as_bytes(),
            delimiter,
            at: Some(0),
        }
    }

    /// The quote that ends a field in quotes, from its first byte on.
    fn closing(&self, mut at: usize) -> Option<usize> {
        loop {
            at += memchr::memchr(b'"', &self.row[at..])?;
            match self.row.get(at + 1) {
                Some(b'"') => at += 2,
                _ => return Some(at),
            }
        }
    }
}

impl Iterator for Fields<'_> {
    type Item = Result<Field, Misplaced>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at.take()?;
        let is_quoted = self.row.get(start) == Some(&b'"');
        let (span, end) = match is_quoted {
            true => match self.closing(start + 1) {
                Some(close) => (start + 1..close, close + 1),
                None => return Some(Err(Misplaced)),
            },
            false => {
                let end = memchr::memchr(self.delimiter, &self.row[start..]);
                let end = end.map_or(self.row.len(), |length| start + length);
                (start..end, end)
            }
        };
        match self.row.get(end) {
            Some(&byte) if byte != self.delimiter => return Some(Err(Misplaced)),
            Some(_) => self.at = Some(end + 1),
            None => {}
        }
        Some(Ok(Field { span, is_quoted }))
    }
}

/// A row without the line break that ends it.
fn without_break(row: &str) -> &str {
    match row.strip_suffix('\n') {
        Some(row) => row.strip_suffix('\r').unwrap_or(row),
        None => row,
    }
}

/// Line breaks in bytes.
fn breaks(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

struct Csv {
    rows: Rows,
    context: Arc<Context>,
    /// The header, until it is given.
    header: Option<Piece>,
    /// Whether the header could be read; else all rows pass through.
    is_readable: bool,
    /// The line at hand, from 1.
    line: u64,
    /// Records read so far; empty rows are none.
    record: u64,
    /// Whether a row that is larger than allowed is passing through.
    is_within: bool,
}

impl Csv {
    /// What a row holds, or as much of one as was read.
    fn judge(&self, bytes: &[u8], is_whole: bool) -> Holds {
        let is_open = self.rows.state == State::Quoted;
        let place = format!("{}:{}", self.context.path, self.line);
        let problem = match (is_whole, is_open) {
            _ if bytes.iter().all(|byte| b"\r\n".contains(byte)) => return Holds::Nothing,
            (true, false) => return Holds::Record(Some(self.record)),
            (true, true) => Problem::new(place, "a quote in the row never closes").help(
                "close it, or write it twice if it is text; the row and all that follows it was \
                 left as it was",
            ),
            (false, true) => {
                let what = "the row, in which a quote is still open,";
                self.context.too_large(place, what).help(
                    "close the quote if it should be closed, or allow larger rows with \
                     --max-record; all up to where it closes was left as it was",
                )
            }
            (false, false) => self.context.too_large(place, "the row"),
        };
        Holds::Bad(Box::new(problem))
    }
}

impl Reader for Csv {
    /// A row that is larger than allowed passes through to its end, and that is where its quote
    /// closes, be it at the end of the file: as long as a quote is open, what looks like rows may be
    /// lines of that very field, and nothing in a row that cannot be read may change.
    fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some(header) = self.header.take() {
            return Ok(Some(header));
        }
        let mut bytes = Vec::new();
        let was_within = self.is_within;
        let max = if was_within {
            CHUNK
        } else {
            self.context.max_record
        };
        let is_whole = self.rows.next(max, &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.is_within = !is_whole;
        let holds = match self.is_readable && !was_within {
            true => self.judge(&bytes, is_whole),
            false => Holds::Nothing,
        };
        self.record += u64::from(!matches!(holds, Holds::Nothing));
        let line = self.line;
        self.line += breaks(&bytes);
        Ok(Some(Piece {
            bytes,
            holds,
            line,
            ..Piece::default()
        }))
    }
}

/// Reads the documents of a row.
struct Row {
    columns: Columns,
    context: Arc<Context>,
}

impl Parser for Row {
    fn parse(&self, piece: &Piece) -> Parsed {
        self.read(piece).unwrap_or_else(Parsed::from)
    }
}

impl Row {
    fn read(&self, piece: &Piece) -> Result<Parsed, Problem> {
        let Holds::Record(record) = piece.holds else {
            return Ok(Parsed::default());
        };
        let place = format!("{}:{}", self.context.path, piece.line);
        let row = without_break(utf8(&piece.bytes, &place)?);
        let fields = self.fields(row, &place)?;
        let text = |n: &usize| fields[*n].text(row).into_owned();
        let columns = &self.columns;
        let template = Document {
            path: self.context.path.clone(),
            record,
            id: columns.id.as_ref().map(text),
            fields: columns
                .wanted
                .iter()
                .map(|(n, name)| (name.clone(), text(n)))
                .collect(),
            language: columns.language.as_ref().map(text),
            source: columns.source.as_ref().map(text),
            title: columns.title.as_ref().map(text),
            encoding: self.context.encoding.filter(|_| record == Some(0)),
            ..Document::default()
        };
        let document = |(n, name): &(usize, String)| {
            let (text, origin) = fields[*n].document(row, columns.delimiter);
            let document = Document {
                field: self.context.fields.label(name),
                text,
                ..template.clone()
            };
            (document, origin)
        };
        Ok(Parsed {
            documents: columns.texts.iter().map(document).collect(),
            problems: Vec::new(),
        })
    }

    /// The fields of a row, if they are as many as the columns.
    fn fields(&self, row: &str, place: &str) -> Result<Vec<Field>, Problem> {
        let (mut fields, mut found) = (Vec::new(), 0);
        for field in Fields::new(row, self.columns.delimiter) {
            found += 1;
            let field = field.map_err(|Misplaced| {
                let message = format!("text stands behind the closing quote of field {found}");
                Problem::new(place, message).help(
                    "quotes within a field in quotes are written twice; the row was left as it was",
                )
            })?;
            // A hostile row may have any number of fields.
            if found <= self.columns.count {
                fields.push(field);
            }
        }
        match found == self.columns.count {
            true => Ok(fields),
            false => Err(Problem::new(
                place,
                format!(
                    "the row has {found} fields, the header {}",
                    self.columns.count
                ),
            )
            .help("a delimiter or a quote is missing or too many; the row was left as it was")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Change, Fields as Names};
    use proptest::prelude::*;

    /// The pieces of a file and what reads them.
    fn read(bytes: &[u8], max_record: usize, texts: &[&str]) -> (Vec<Piece>, Arc<dyn Parser>) {
        let context = Context {
            path: "a.csv".into(),
            max_record,
            fields: Arc::new(Names {
                texts: texts.iter().map(ToString::to_string).collect(),
                id: "id".into(),
                ..Names::default()
            }),
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
            pieces.push(piece);
        }
        let all: Vec<u8> = pieces
            .iter()
            .flat_map(|piece| piece.bytes.clone())
            .collect();
        assert_eq!(all, bytes);
        (pieces, parser)
    }

    /// For each piece the texts in it, or what is said of it.
    fn told(bytes: &str, max_record: usize) -> Vec<String> {
        let (pieces, parser) = read(bytes.as_bytes(), max_record, &["text"]);
        let told = |piece: &Piece| {
            let Parsed {
                documents,
                problems,
            } = match &piece.holds {
                Holds::Bad(problem) => (**problem).clone().into(),
                _ => parser.parse(piece),
            };
            let texts = documents.into_iter().map(|(document, _)| document.text);
            let problems = problems.iter().map(ToString::to_string);
            texts.chain(problems).collect::<String>()
        };
        pieces.iter().map(told).collect()
    }

    #[test]
    fn rows_are_cut_outside_quotes_and_read_under_their_header() {
        let bytes = "\u{feff}\"text\";\"a,b\"\r\n\"x;\r\n\"\"y\"\"\";1\r\n\r\nz;\n\"\";\"2\"";
        assert_eq!(told(bytes, 99), ["", "x;\r\n\"y\"", "", "z", ""]);
        assert_eq!(told("", 99), [""; 0]);
        assert_eq!(told("text", 99), [""]);
        assert_eq!(told("id|text\n1|5\" x\"\r\n", 99), ["", "5\" x\""]);
    }

    #[test]
    fn bad_rows_are_named_by_their_line() {
        let bytes = "id,text\n1,a,b\n2\n3,\"a\nb\"c\n4,\"d\n\n\"\n5,\"e\n6,f\n";
        assert_eq!(
            told(bytes, 99),
            [
                "",
                "a.csv:2: the row has 3 fields, the header 2",
                "a.csv:3: the row has 1 fields, the header 2",
                "a.csv:4: text stands behind the closing quote of field 2",
                "d\n\n",
                "a.csv:9: a quote in the row never closes",
            ]
        );
    }

    #[test]
    fn a_row_that_is_too_large_passes_through_to_its_end() {
        let bytes = "id,text\n1,\"aaaaaaaa\n2,b\n\"\n3,c\n4,aaaaaaaaaaaaaa\n5,d\n";
        assert_eq!(
            told(bytes, 12),
            [
                "",
                "a.csv:2: the row, in which a quote is still open, is larger than 0 MiB",
                "",
                "c",
                "a.csv:6: the row is larger than 0 MiB",
                "",
                "d"
            ]
        );
    }

    #[test]
    fn a_header_that_does_not_serve_is_named_once() {
        for (header, message) in [
            ("id,txt\n", "a.csv:1: the header has no column `text`"),
            (
                "text,text\n",
                "a.csv:1: the column `text` stands in the header more than once",
            ),
            (
                "\"text\"x\n",
                "a.csv:1: text stands behind a closing quote in the header",
            ),
        ] {
            let told = told(&format!("{header}1,2\n3,4\n"), 99);
            assert_eq!(told, [message, "", ""]);
        }
        assert_eq!(
            told("\"text\n1,2\n3,4\n", 99),
            ["a.csv:1: a quote in the header never closes"]
        );
    }

    /// Fields as text and as they are written: in quotes if they must be, or if `quoted` says so.
    fn field() -> impl Strategy<Value = (String, String)> {
        let texts = proptest::collection::vec(
            proptest::sample::select(&["a", "ب", "\"", ",", "\n", "\r\n", " ", "😀", ";"][..]),
            0..8,
        );
        (texts, any::<bool>()).prop_map(|(parts, quoted)| {
            let text = parts.concat();
            let must = text.starts_with('"') || text.contains([',', '\n', '\r']);
            let written = match quoted || must {
                true => format!("\"{}\"", text.replace('"', "\"\"")),
                false => text.clone(),
            };
            (text, written)
        })
    }

    /// What stands in the fields of a row as they are written.
    fn written(row: &str) -> Vec<&str> {
        let row = without_break(row);
        let whole = |field: Result<Field, Misplaced>| {
            let Field { span, is_quoted } = field.ok().unwrap();
            let quote = usize::from(is_quoted);
            &row[span.start - quote..span.end + quote]
        };
        Fields::new(row, b',').map(whole).collect()
    }

    proptest! {
            #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn edits_change_their_field_alone(
                before in field(), title in field(), between in field(), text in field(), after in field(),
                put in field(),
                crlf in any::<bool>(),
                places in any::<(prop::sample::Index, prop::sample::Index)>(),
            ) {
                let fields = [&before, &title, &between, &text, &after].map(|(_, written)| written.as_str());
                let end = if crlf { "\r\n" } else { "\n" };
                let row = fields.join(",") + end;
                let file = format!("a,title,b,text,c{end}{row}");
                let (pieces, parser) = read(file.as_bytes(), 999, &["text", "title"]);
                prop_assert_eq!(pieces.len(), 2);
                let parsed = parser.parse(&pieces[1]);
                prop_assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
                let texts: Vec<_> = parsed.documents.iter().map(|(document, _)| &document.text).collect();
                prop_assert_eq!(texts, [&title.0, &text.0]);
                for ((document, origin), column) in parsed.documents.iter().zip([1, 3]) {
                    let text = &document.text;
                    let mut ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
                    ends.push(text.len());
                    let (a, b) = (*places.0.get(&ends), *places.1.get(&ends));
                    let span = a.min(b)..a.max(b);
                    let bytes = origin.bytes(span.clone());
    prop_assert_eq!(&row[bytes], origin.encode(&text[span.clone()]));
                    let change = Change { span: span.clone(), content: &put.0, written: None };
                    let raw = &origin.raw(text, &[change])[0];
                    let mut edited = row.clone();
                    edited.replace_range(raw.span.clone(), &raw.content);
                    let mut expected = text.clone();
                    expected.replace_range(span, &put.0);
                    let now = written(&edited);
                    prop_assert_eq!(now.len(), fields.len());
                    for n in (0..fields.len()).filter(|&n| n != column) {
                        prop_assert_eq!(now[n], fields[n]);
                    }
                    let file = format!("a,title,b,text,c{end}{edited}");
                    let (pieces, parser) = read(file.as_bytes(), 999, &["text", "title"]);
                    prop_assert_eq!(pieces.len(), 2, "{}", edited);
                    let reread = parser.parse(&pieces[1]);
                    prop_assert_eq!(&reread.documents[column / 2].0.text, &expected);
                }
            }

            #[test]
            fn whatever_stands_in_a_file_passes_through(
                header in "(id,text)?[\"\n,;a-]{0,4}",
                rest in "[\"\n\r,;a-cب]{0,60}",
                max in 1..80usize,
            ) {
                let (pieces, parser) = read(format!("{header}\n{rest}").as_bytes(), max, &["text", "id"]);
                for piece in &pieces {
                    parser.parse(piece);
                }
            }
        }
}
