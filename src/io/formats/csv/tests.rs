//! Tests of reading and changing separated values.

use crate::io::formats::csv::fields::{Field, Misplaced, RowFields, without_break};
use crate::io::formats::csv::*;
use crate::io::formats::format::Parser;
use crate::io::formats::options::Fields as Names;
use crate::io::formats::piece::Parsed;
use crate::io::formats::testing;
use crate::text::Edit;
use proptest::prelude::*;

/// The pieces of a file, and their parser.
fn read(bytes: &[u8], max_record: usize, texts: &[&str]) -> (Vec<Piece>, Arc<dyn Parser>) {
    let context = ReadContext {
        path: "a.csv".into(),
        max_record,
        fields: Arc::new(Names {
            texts: texts.iter().map(ToString::to_string).collect(),
            id: "id".into(),
            ..Names::default()
        }),
        ..ReadContext::default()
    };
    testing::pieces(open, bytes, context)
}

/// For each piece, its texts or its problems.
fn read_texts(bytes: &str, max_record: usize) -> Vec<String> {
    let (pieces, parser) = read(bytes.as_bytes(), max_record, &["text"]);
    let read_texts = |piece: &Piece| {
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
    pieces.iter().map(read_texts).collect()
}

#[test]
fn rows_are_cut_outside_quotes_and_read_under_their_header() {
    let bytes = "\u{feff}\"text\";\"a,b\"\r\n\"x;\r\n\"\"y\"\"\";1\r\n\r\nz;\n\"\";\"2\"";
    assert_eq!(read_texts(bytes, 99), ["", "x;\r\n\"y\"", "", "z", ""]);
    assert_eq!(read_texts("", 99), [""; 0]);
    assert_eq!(read_texts("text", 99), [""]);
    assert_eq!(read_texts("id|text\n1|5\" x\"\r\n", 99), ["", "5\" x\""]);
}

#[test]
fn bad_rows_are_named_by_their_line() {
    let bytes = "id,text\n1,a,b\n2\n3,\"a\nb\"c\n4,\"d\n\n\"\n5,\"e\n6,f\n";
    assert_eq!(
        read_texts(bytes, 99),
        [
            "",
            "a.csv:2: the row has 3 fields, the header 2",
            "a.csv:3: the row has 1 fields, the header 2",
            "a.csv:4: there is text after the closing quote of field 2",
            "d\n\n",
            "a.csv:9: a quote in the row never closes",
        ]
    );
}

#[test]
fn a_row_that_is_too_large_passes_through_to_its_end() {
    let bytes = "id,text\n1,\"aaaaaaaa\n2,b\n\"\n3,c\n4,aaaaaaaaaaaaaa\n5,d\n";
    assert_eq!(
        read_texts(bytes, 12),
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
fn a_bad_header_is_reported_once() {
    for (header, message) in [
        ("id,txt\n", "a.csv:1: the header has no column `text`"),
        (
            "text,text\n",
            "a.csv:1: the column `text` occurs more than once in the header",
        ),
        (
            "\"text\"x\n",
            "a.csv:1: there is text after a closing quote in the header",
        ),
    ] {
        let read_texts = read_texts(&format!("{header}1,2\n3,4\n"), 99);
        assert_eq!(read_texts, [message, "", ""]);
    }
    assert_eq!(
        read_texts("\"text\n1,2\n3,4\n", 99),
        ["a.csv:1: a quote in the header never closes"]
    );
}

/// A field as text and in its written form: in quotes if it must be, or if `quoted` is true.
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

/// The fields of a row in their written form.
fn written(row: &str) -> Vec<&str> {
    let row = without_break(row);
    let whole = |field: Result<Field, Misplaced>| {
        let Field { span, is_quoted } = field.ok().unwrap();
        let quote = usize::from(is_quoted);
        &row[span.start - quote..span.end + quote]
    };
    RowFields::new(row, b',').map(whole).collect()
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
                let edit = Edit { span: span.clone(), text: put.0.clone() };
                let in_file = &origin.file_edits(text, &[edit], None)[0];
                let mut edited = row.clone();
                edited.replace_range(in_file.span.clone(), &in_file.text);
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
        fn any_content_passes_through(
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
