//! Separated values, web archives and compressed files: only texts change, all else stays to the
//! byte, and what was fixed comes back.

mod common;

use std::fs;
use std::io::{Read, Write};

use common::{err, out, run};
use sha1::{Digest, Sha1};
use sha2::Sha256;

const RESIDUE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";
const CLEANED: &str = "أعيد فتح الميناء.\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Fixes a file; what became of it, and what was said.
fn fixed(name: &str, bytes: &[u8], args: &[&str], code: i32) -> (Vec<u8>, String) {
    let folder = folder(&[(name, bytes)]);
    let args = [&["--fix", name][..], args].concat();
    let got = run(folder.path(), &args);
    assert_eq!(got.status.code(), Some(code), "{name}: {}", err(&got));
    let fixed = fs::read(folder.path().join(name)).unwrap();
    if folder.path().join(".corpus-lint").exists() {
        let got = run(folder.path(), &["restore"]);
        assert_eq!(got.status.code(), Some(0), "{name}: {}", err(&got));
        assert!(
            fs::read(folder.path().join(name)).unwrap() == bytes,
            "{name} did not come back as it was"
        );
    }
    (fixed, err(&got))
}

/// As [`fixed()`], for text.
fn fixed_text(name: &str, text: &str, args: &[&str], code: i32) -> (String, String) {
    let (bytes, said) = fixed(name, text.as_bytes(), args, code);
    (String::from_utf8(bytes).unwrap(), said)
}

/// Compresses content in two members, as far as the compression has any.
fn compressed(ending: &str, content: &[u8]) -> Vec<u8> {
    let (a, b) = content.split_at(content.len() / 2);
    let one = |part: &[u8]| -> Vec<u8> {
        match ending {
            ".gz" => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), Default::default());
                out.write_all(part).unwrap();
                out.finish().unwrap()
            }
            ".bz2" => {
                let mut out = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
                out.write_all(part).unwrap();
                out.finish().unwrap()
            }
            ".xz" => liblzma::encode_all(part, 6).unwrap(),
            _ => zstd::encode_all(part, 3).unwrap(),
        }
    };
    match ending {
        "" => content.to_owned(),
        _ => [one(a), one(b)].concat(),
    }
}

/// The members of compressed bytes, each as its content.
fn members(ending: &str, mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut members = Vec::new();
    while !bytes.is_empty() {
        let mut member = Vec::new();
        match ending {
            ".gz" => {
                let mut input = flate2::bufread::GzDecoder::new(bytes);
                input.read_to_end(&mut member).unwrap();
                bytes = input.into_inner();
            }
            ".bz2" => {
                let mut input = bzip2::bufread::BzDecoder::new(bytes);
                input.read_to_end(&mut member).unwrap();
                bytes = input.into_inner();
            }
            ".xz" => {
                let mut input = liblzma::bufread::XzDecoder::new(bytes);
                input.read_to_end(&mut member).unwrap();
                bytes = input.into_inner();
            }
            ".zst" => {
                let mut input = zstd::Decoder::with_buffer(bytes).unwrap().single_frame();
                input.read_to_end(&mut member).unwrap();
                bytes = input.finish();
            }
            _ => member.extend_from_slice(std::mem::take(&mut bytes)),
        }
        members.push(member);
    }
    members
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A record as a crawler writes it: `more` are headers of its own.
fn record(kind: &str, media_type: &str, more: &str, block: &str) -> String {
    let digest = hex(&Sha1::digest(block));
    let length = block.len();
    format!(
        "WARC/1.0\r\nwarc-type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\n\
         Content-Type:  {media_type} \r\n{more}WARC-Block-Digest: sha1:{digest}\r\n\
         content-length: {length}\r\nX-Mine: ä; b\r\n\r\n{block}\r\n\r\n"
    )
}

fn conversion(text: &str) -> String {
    record(
        "conversion",
        "text/plain",
        "WARC-Target-URI: https://www.harbour.example/a\r\n",
        text,
    )
}

fn response(media_type: &str, more: &str, text: &str) -> String {
    let payload = hex(&Sha256::digest(text)).to_lowercase();
    let length = text.len();
    record(
        "response",
        "application/http; msgtype=response",
        &format!("WARC-Payload-Digest: sha256:{payload}\r\n"),
        &format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{more}\
             Server: x\r\n\r\n{text}"
        ),
    )
}

/// A file of each format, with a text of residue in it or with that text cleaned.
fn files(text: &str) -> Vec<(&'static str, String)> {
    let row = |n: usize, text: &str| format!("{{\"id\": {n},  \"text\":{}}}\n", json(text));
    vec![
        ("a.txt", text.to_owned()),
        ("a.jsonl", row(1, text) + "\n" + &row(2, "x")),
        (
            "a.json",
            format!("[\n {},{}]\n", row(1, text), row(2, text)),
        ),
        (
            "a.csv",
            format!("\u{feff}n;text;\"a;\"\r\n1.50;\"{text}\";\"x\"\r\n\r\n\"2\";y;\"\"\"\"\r\n"),
        ),
        ("a.tsv", format!("id\ttext\n1\t\"{text}\"\n\"2\"\t5\" x")),
        (
            "a.warc",
            [
                record("warcinfo", "application/warc-fields", "", "a: b\r\n"),
                conversion(text),
                response("text/plain; charset=\"UTF-8\"", "", text),
                response("text/html", "", RESIDUE),
                response("text/plain; charset=windows-1256", "", RESIDUE),
                response("text/plain", "Transfer-Encoding: chunked\r\n", RESIDUE),
                response("text/plain", "Content-Encoding: gzip\r\n", RESIDUE),
                record("metadata", "text/plain", "", RESIDUE),
                record("conversion", "text/html", "", RESIDUE),
                record(
                    "conversion",
                    "text/plain",
                    "WARC-Segment-Number: 1\r\n",
                    RESIDUE,
                ),
                conversion("x"),
            ]
            .concat(),
        ),
    ]
}

const ENDINGS: &[&str] = &["", ".gz", ".bz2", ".xz", ".zst"];

/// A file of each format in each compression: name, ending and content.
fn all_files(text: &str) -> Vec<(String, &'static str, String)> {
    let in_all = |(name, content): (&'static str, String)| {
        let one =
            move |ending: &&'static str| (format!("{name}{ending}"), *ending, content.clone());
        ENDINGS.iter().map(one).collect::<Vec<_>>()
    };
    files(text).into_iter().flat_map(in_all).collect()
}

#[test]
fn only_texts_change_in_any_format_and_compression() {
    let folder = folder(&[]);
    let path = |name: &str| folder.path().join(name);
    for (name, ending, content) in all_files(RESIDUE) {
        fs::write(path(&name), compressed(ending, content.as_bytes())).unwrap();
    }
    let got = run(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    for (name, ending, after) in all_files(CLEANED) {
        let members = members(ending, &fs::read(path(&name)).unwrap());
        let content = String::from_utf8(members.concat()).unwrap();
        assert_eq!(content, after, "{name}");
        if name.starts_with("a.warc.") {
            assert_eq!(members.len(), 11, "{name}");
            let begins = |member: &Vec<u8>| member.starts_with(b"WARC/1.0\r\n");
            assert!(members.iter().all(begins), "{name}");
        }
    }
    let got = run(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    for (name, ending, content) in all_files(RESIDUE) {
        let before = compressed(ending, content.as_bytes());
        assert!(fs::read(path(&name)).unwrap() == before, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_findings_is_not_written() {
    use std::os::unix::fs::MetadataExt;
    let folder = folder(&[]);
    let told = |name: &String| {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let mut names = Vec::new();
    for (name, ending, content) in all_files(CLEANED) {
        fs::write(
            folder.path().join(&name),
            compressed(ending, content.as_bytes()),
        )
        .unwrap();
        names.push(name);
    }
    let before: Vec<_> = names.iter().map(told).collect();
    let got = run(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert_eq!(names.iter().map(told).collect::<Vec<_>>(), before);
}

#[test]
fn bad_rows_are_named_and_pass_through() {
    let good = |text: &str| format!("1,\"{text}\"\n");
    let bad = "2\n3,a,b\n4,\"x\" y\n5,\"x\n\"y,z\n\n";
    let (got, said) = fixed_text(
        "a.csv",
        &format!("id,text\n{}{bad}{}", good(RESIDUE), good(RESIDUE)),
        &[],
        2,
    );
    assert_eq!(
        got,
        format!("id,text\n{}{bad}{}", good(CLEANED), good(CLEANED))
    );
    for place in [
        "a.csv:5: the row has 1 fields, the header 2",
        "a.csv:6: the row has 3 fields, the header 2",
        "a.csv:7: text stands behind the closing quote of field 2",
        "a.csv:8: text stands behind the closing quote of field 2",
    ] {
        assert!(said.contains(place), "{place}\n{said}");
    }
    let rows = [b"id,text\n1,\xff\n", good(RESIDUE).as_bytes()].concat();
    let (got, said) = fixed("a.csv", &rows, &[], 2);
    assert!(said.contains("a.csv:2: not UTF-8: byte 2"), "{said}");
    assert_eq!(
        got,
        [b"id,text\n1,\xff\n", good(CLEANED).as_bytes()].concat()
    );
}

#[test]
fn a_quote_that_never_closes_keeps_what_follows_it_as_it_was() {
    let good = |text: &str| format!("1,\"{text}\"\n");
    let open = "2,\"x\n3,y\n4,z\n";
    let (got, said) = fixed_text(
        "a.csv",
        &format!("id,text\n{}{open}", good(RESIDUE)),
        &[],
        2,
    );
    assert_eq!(got, format!("id,text\n{}{open}", good(CLEANED)));
    assert!(
        said.contains("a.csv:5: a quote in the row never closes"),
        "{said}"
    );
    let open = open.to_owned() + &"5,z\n".repeat(600_000);
    let (got, said) = fixed_text(
        "a.csv",
        &format!("id,text\n{}{open}", good(RESIDUE)),
        &["--max-record", "1"],
        2,
    );
    assert!(got == format!("id,text\n{}{open}", good(CLEANED)));
    let message = "a.csv:5: the row, in which a quote is still open, is larger than 1 MiB";
    assert!(said.contains(message), "{said}");
}

#[test]
fn a_file_without_the_column_is_named_once() {
    let rows = format!("id,txt,body\n1,\"{RESIDUE}\",x\n2,\"{RESIDUE}\",x\n");
    let (got, said) = fixed_text("a.csv", &rows, &[], 2);
    assert_eq!(got, rows);
    assert_eq!(said.matches("no column `text`").count(), 1, "{said}");
    let help = "did you mean --text-field txt? the header has: id, txt, body";
    assert!(said.replace("\n        ", " ").contains(help), "{said}");
}

#[test]
fn several_columns_may_hold_text() {
    let rows = |text: &str| {
        format!("body,n,title\n\"{text}\",\"a, b\",\"{text}\"\n,,\nأعيد,\"\",\"{text}\"\n")
    };
    for name in ["a.csv", "a.csv.gz"] {
        let (got, _) = fixed(
            name,
            &compressed(&name[5..], rows(RESIDUE).as_bytes()),
            &["--text-field", "title,body"],
            0,
        );
        let got = members(&name[5..], &got).concat();
        assert_eq!(String::from_utf8(got).unwrap(), rows(CLEANED));
    }
    let jsonl = format!("{{\"title\":{0},\"body\":{0}}}\n", json(RESIDUE));
    let (got, _) = fixed_text("a.jsonl", &jsonl, &["--text-field", "title,body"], 0);
    assert_eq!(got, jsonl.replace(&json(RESIDUE), &json(CLEANED)));
}

#[test]
fn a_record_that_is_too_large_passes_through() {
    let large = format!("{}{RESIDUE}", "The harbour. ".repeat(170_000));
    let row = |text: &str| format!("1,\"{text}\"\n");
    let csv = |text: &str| format!("id,text\n{}{}{}", row(text), row(&large), row(text));
    let (got, said) = fixed_text("a.csv", &csv(RESIDUE), &["--max-record", "1"], 2);
    assert!(got == csv(CLEANED));
    assert!(said.contains("a.csv:5: the row, in which"), "{said}");
    let warc = |text: &str| {
        let image = response("image/png", "", &large);
        [
            conversion(text),
            image,
            conversion(&large),
            conversion(text),
        ]
        .concat()
    };
    for ending in ["", ".gz"] {
        let bytes = compressed(ending, warc(RESIDUE).as_bytes());
        let (got, said) = fixed("a.wet", &bytes, &["--max-record", "1"], 2);
        let members = members(ending, &got);
        assert!(members.concat() == warc(CLEANED).as_bytes());
        assert_eq!(members.len(), if ending.is_empty() { 1 } else { 4 });
        assert_eq!(said.matches("the record is larger").count(), 1, "{said}");
        let at = warc(RESIDUE).match_indices("WARC/1.0").nth(2).unwrap().0;
        let place = format!("a.wet, byte {at}: the record is larger than 1 MiB");
        assert!(said.contains(&place), "{said}");
    }
}

#[test]
fn a_compressed_file_that_is_cut_short_stays_as_it_was() {
    for ending in &ENDINGS[1..] {
        let whole = compressed(ending, RESIDUE.repeat(300).as_bytes());
        let cut = &whole[..whole.len() - 9];
        let (got, said) = fixed("a.txt", cut, &[], 2);
        assert_eq!(got, cut);
        assert!(said.contains("a.txt: cannot read"), "{said}");
        assert!(said.contains("left as it was"), "{said}");
    }
}

#[test]
fn what_is_no_record_is_named_with_its_place_and_passes_through() {
    let torn = conversion(RESIDUE).replace("content-length", "length");
    let file = |text: &str| {
        let one = conversion(text);
        format!("{one}junk\r\n{one}{torn}{one}{}", &torn[..40])
    };
    let (got, said) = fixed_text("a.warc", &file(RESIDUE), &[], 2);
    assert_eq!(got, file(CLEANED));
    let one = conversion(RESIDUE).len();
    for (at, message) in [
        (one, "something stands here that is not a WARC record"),
        (
            2 * one + 6,
            "the record has no headers with one Content-Length",
        ),
    ] {
        let place = format!("a.warc, byte {at}: {message}");
        assert!(said.contains(&place), "{place}\n{said}");
    }
}

#[test]
fn a_record_whose_digest_cannot_be_made_anew_stays_as_it_was() {
    let changed = |from: &str, to: &str| conversion(RESIDUE).replace(from, to);
    for (file, place) in [
        (
            changed("sha1:", "md5:") + &conversion("x"),
            "a.warc[0]: WARC-Block-Digest is not a SHA-1 or SHA-256 digest",
        ),
        (
            changed("أعيد", "أعاد"),
            "a.warc[0]: WARC-Block-Digest is not a SHA-1 or SHA-256 digest",
        ),
        (
            changed("content-length: 60", "content-length: 59"),
            "a.warc, byte 0: the record does not end where its Content-Length says",
        ),
    ] {
        let (got, said) = fixed_text("a.warc", &file, &[], 2);
        assert_eq!(got, file);
        assert!(said.contains(place), "{place}\n{said}");
    }
    let latin: Vec<u8> = conversion("caf_")
        .bytes()
        .map(|byte| if byte == b'_' { 0xe9 } else { byte })
        .collect();
    let (got, said) = fixed("a.warc", &latin, &[], 2);
    assert_eq!(got, latin);
    assert!(said.contains("a.warc[0]: not UTF-8: byte 3"), "{said}");
}

#[test]
fn headers_of_a_record_are_its_fields() {
    let pack = "[pack]\nname = \"mine\"\nabout = \"x\"\n[[rule]]\nid = \"mine-buy\"\nkind = \"line\"\n\
        category = \"ad\"\nsummary = \"s\"\nwhy = \"w\"\nphrases = [\"Buy the print edition\"]\n\
        when = { field = \"WARC-Target-URI\", host = \"harbour.example\" }\n\
        [[rule.test]]\nflag = [\"⟦Buy the print edition⟧\\n\"]\nclean = [\"x\\n\"]\n";
    let text = "Ships are back.\nBuy the print edition\n";
    let here = conversion(text);
    let there = here.replace("harbour.example", "river.example");
    let folder = folder(&[
        ("p.toml", pack.as_bytes()),
        ("a.wet", (there + &here).as_bytes()),
    ]);
    let lint = |more: &[&str]| {
        let args = [
            "a.wet",
            "--rules",
            "p.toml",
            "--output-format",
            "json-lines",
        ];
        let got = run(folder.path(), &[&args[..], more].concat());
        let rows = out(&got);
        let row: serde_json::Value = serde_json::from_str(rows.trim()).unwrap();
        assert_eq!(row["record"], 1);
        row["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(lint(&[]), "urn:uuid:conversion");
    assert_eq!(
        lint(&["--id-field", "warc-target-uri"]),
        "https://www.harbour.example/a"
    );
}

/// Rules that put text in, of which a bare field must get quotes.
const PUTS_IN: &str = "[pack]\nname = \"mine\"\nabout = \"x\"\n\
    [[rule]]\nid = \"mine-comma\"\nkind = \"span\"\ncategory = \"ad\"\nsummary = \"s\"\nwhy = \"w\"\n\
    fix = \"safe\"\nphrases = [\"COMMA\"]\nreplace = \",\"\n\
    [[rule.test]]\nflag = [\"a ⟦COMMA⟧ b c d\\n\"]\nfixed = \"a , b c d\\n\"\nclean = [\"x\\n\"]\n\
    [[rule]]\nid = \"mine-word\"\nkind = \"span\"\ncategory = \"ad\"\nsummary = \"s\"\nwhy = \"w\"\n\
    fix = \"safe\"\nphrases = [\"WORD\"]\nreplace = \"w\"\n\
    [[rule.test]]\nflag = [\"a ⟦WORD⟧ b c d\\n\"]\nfixed = \"a w b c d\\n\"\nclean = [\"x\\n\"]\n";

#[test]
fn a_field_that_got_quotes_comes_back_without_them() {
    let rows =
        "id,text,n\r\n1,one COMMA two WORD three four five,x\r\n2,one WORD two three,\"y\"\r\n";
    let folder = folder(&[
        ("p.toml", PUTS_IN.as_bytes()),
        ("corpus-lint.toml", b"trust = [\"mine\"]\n"),
        ("a.csv", rows.as_bytes()),
    ]);
    let path = folder.path().join("a.csv");
    let now = || fs::read_to_string(&path).unwrap();
    let fix = ["--fix", "a.csv", "--rules", "p.toml", "--ledger", "l.jsonl"];
    let got = run(folder.path(), &fix);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    let fixed = "id,text,n\r\n1,\"one , two w three four five\",x\r\n2,one w two three,\"y\"\r\n";
    assert_eq!(now(), fixed);
    // One removal alone cannot go back where one entry tells all of the field.
    let got = run(
        folder.path(),
        &["restore", "l.jsonl", "--rule", "mine-word"],
    );
    assert_eq!(got.status.code(), Some(2));
    assert!(err(&got).contains("the field got quotes"), "{}", err(&got));
    assert_eq!(now(), fixed);
    let got = run(folder.path(), &["restore", "l.jsonl", "--document", "2"]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert_eq!(now(), fixed.replace("one w two", "one WORD two"));
    let got = run(folder.path(), &["restore", "l.jsonl"]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert_eq!(now(), rows);
}

#[test]
fn a_part_of_an_archive_goes_back_with_its_lengths_and_digests() {
    let other = |text: &str| conversion(text).replace("uuid:conversion", "uuid:other");
    let before = conversion(RESIDUE) + &other(RESIDUE);
    let folder = folder(&[("a.warc", before.as_bytes())]);
    let path = folder.path().join("a.warc");
    let now = || fs::read_to_string(&path).unwrap();
    assert_eq!(
        run(folder.path(), &["--fix", "a.warc"]).status.code(),
        Some(0)
    );
    let id = "urn:uuid:other";
    let got = run(folder.path(), &["restore", "--document", id]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert_eq!(now(), conversion(CLEANED) + &other(RESIDUE));
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
    assert_eq!(now(), before);
}
