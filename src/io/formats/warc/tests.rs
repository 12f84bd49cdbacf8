//! Tests of reading and changing web archives.

use sha1::{Digest, Sha1};

use crate::io::formats::testing;
use crate::io::formats::warc::digest::{DIGESTS, FORMS, base32, digest};
use crate::io::formats::warc::*;
use proptest::prelude::*;

fn pieces(bytes: &[u8], max_record: usize) -> Vec<Piece> {
    let context = ReadContext {
        path: "a.warc".into(),
        max_record,
        ..ReadContext::default()
    };
    let (pieces, parser) = testing::pieces(open, bytes, context);
    for piece in &pieces {
        parser.parse(piece);
    }
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
fn bytes_that_are_not_a_record_are_reported_once_and_the_next_record_is_found() {
    let one = record("text");
    let torn = one.replace("Content-Length", "Length");
    let short = one.replace("text\r\n\r\n", "te");
    let bytes = format!("x\ny\n{one}{torn}{one}{short}{one}z");
    assert_eq!(
        kinds(bytes.as_bytes(), 4096),
        [
            "a.warc, byte 0: this is not a WARC record",
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
fn a_large_record_is_reported_only_if_it_has_a_text() {
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
    fn any_content_passes_through(
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
