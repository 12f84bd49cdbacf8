//! CSV, WARC and compressed files: a fix changes only the texts, every other byte stays, and a restore
//! brings the files back byte for byte.

use std::fs;
use std::io::{Read, Write};

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::support::{
    ARABIC, ARABIC_CLEANED, Rule, empty_folder, folder_with_files, json_string, pack, run_program,
    stderr_of, stdout_of,
};

/// Fixes a file and restores it. Gives the fixed file and what was printed on standard error.
fn fix_and_restore(name: &str, bytes: &[u8], args: &[&str], code: i32) -> (Vec<u8>, String) {
    let folder = folder_with_files(&[(name, bytes)]);
    let args = [&["--fix", name][..], args].concat();
    let got = run_program(folder.path(), &args);
    assert_eq!(got.status.code(), Some(code), "{name}: {}", stderr_of(&got));
    let fixed = fs::read(folder.path().join(name)).unwrap();
    if folder.path().join(".corpus-lint").exists() {
        let got = run_program(folder.path(), &["restore"]);
        assert_eq!(got.status.code(), Some(0), "{name}: {}", stderr_of(&got));
        assert!(
            fs::read(folder.path().join(name)).unwrap() == bytes,
            "{name} did not come back as it was"
        );
    }
    (fixed, stderr_of(&got))
}

/// As [`fix_and_restore()`], for text.
fn fix_and_restore_text(name: &str, text: &str, args: &[&str], code: i32) -> (String, String) {
    let (bytes, said) = fix_and_restore(name, text.as_bytes(), args, code);
    (String::from_utf8(bytes).unwrap(), said)
}

/// Compresses content, as two members one after the other.
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

/// The content of each member of compressed bytes.
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

fn uppercase_hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A record as a crawler writes it. `more` are more headers.
fn warc_record(kind: &str, media_type: &str, more: &str, block: &str) -> String {
    let digest = uppercase_hex(&Sha1::digest(block));
    let length = block.len();
    format!(
        "WARC/1.0\r\nwarc-type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\n\
         Content-Type:  {media_type} \r\n{more}WARC-Block-Digest: sha1:{digest}\r\n\
         content-length: {length}\r\nX-Mine: ä; b\r\n\r\n{block}\r\n\r\n"
    )
}

fn conversion_record(text: &str) -> String {
    warc_record(
        "conversion",
        "text/plain",
        "WARC-Target-URI: https://www.harbour.example/a\r\n",
        text,
    )
}

fn response_record(media_type: &str, more: &str, text: &str) -> String {
    let payload = uppercase_hex(&Sha256::digest(text)).to_lowercase();
    let length = text.len();
    warc_record(
        "response",
        "application/http; msgtype=response",
        &format!("WARC-Payload-Digest: sha256:{payload}\r\n"),
        &format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{more}\
             Server: x\r\n\r\n{text}"
        ),
    )
}

/// A file of each format with this text in it.
fn files_of_every_format(text: &str) -> Vec<(&'static str, String)> {
    let row = |n: usize, text: &str| format!("{{\"id\": {n},  \"text\":{}}}\n", json_string(text));
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
                warc_record("warcinfo", "application/warc-fields", "", "a: b\r\n"),
                conversion_record(text),
                response_record("text/plain; charset=\"UTF-8\"", "", text),
                response_record("text/html", "", ARABIC),
                response_record("text/plain; charset=windows-1256", "", ARABIC),
                response_record("text/plain", "Transfer-Encoding: chunked\r\n", ARABIC),
                response_record("text/plain", "Content-Encoding: gzip\r\n", ARABIC),
                warc_record("metadata", "text/plain", "", ARABIC),
                warc_record("conversion", "text/html", "", ARABIC),
                warc_record(
                    "conversion",
                    "text/plain",
                    "WARC-Segment-Number: 1\r\n",
                    ARABIC,
                ),
                conversion_record("x"),
            ]
            .concat(),
        ),
    ]
}

const ENDINGS: &[&str] = &["", ".gz", ".bz2", ".xz", ".zst"];

/// A file of each format in each compression: its name, the ending of the compression, its content.
fn files_in_every_compression(text: &str) -> Vec<(String, &'static str, String)> {
    let in_all = |(name, content): (&'static str, String)| {
        let one =
            move |ending: &&'static str| (format!("{name}{ending}"), *ending, content.clone());
        ENDINGS.iter().map(one).collect::<Vec<_>>()
    };
    files_of_every_format(text)
        .into_iter()
        .flat_map(in_all)
        .collect()
}

#[test]
fn a_fix_changes_only_texts_in_every_format_and_compression() {
    let folder = empty_folder();
    let path = |name: &str| folder.path().join(name);
    for (name, ending, content) in files_in_every_compression(ARABIC) {
        fs::write(path(&name), compressed(ending, content.as_bytes())).unwrap();
    }
    let got = run_program(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    for (name, ending, after) in files_in_every_compression(ARABIC_CLEANED) {
        let members = members(ending, &fs::read(path(&name)).unwrap());
        let content = String::from_utf8(members.concat()).unwrap();
        assert_eq!(content, after, "{name}");
        if name.starts_with("a.warc.") {
            assert_eq!(members.len(), 11, "{name}");
            let begins = |member: &Vec<u8>| member.starts_with(b"WARC/1.0\r\n");
            assert!(members.iter().all(begins), "{name}");
        }
    }
    let got = run_program(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    for (name, ending, content) in files_in_every_compression(ARABIC) {
        let before = compressed(ending, content.as_bytes());
        assert!(fs::read(path(&name)).unwrap() == before, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_findings_is_not_written() {
    use std::os::unix::fs::MetadataExt;
    let folder = empty_folder();
    let written = |name: &String| {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let mut names = Vec::new();
    for (name, ending, content) in files_in_every_compression(ARABIC_CLEANED) {
        fs::write(
            folder.path().join(&name),
            compressed(ending, content.as_bytes()),
        )
        .unwrap();
        names.push(name);
    }
    let before: Vec<_> = names.iter().map(written).collect();
    let got = run_program(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(names.iter().map(written).collect::<Vec<_>>(), before);
}

#[test]
fn bad_rows_are_reported_and_stay_as_they_are() {
    let good = |text: &str| format!("1,\"{text}\"\n");
    let bad = "2\n3,a,b\n4,\"x\" y\n5,\"x\n\"y,z\n\n";
    let (got, said) = fix_and_restore_text(
        "a.csv",
        &format!("id,text\n{}{bad}{}", good(ARABIC), good(ARABIC)),
        &[],
        2,
    );
    assert_eq!(
        got,
        format!(
            "id,text\n{}{bad}{}",
            good(ARABIC_CLEANED),
            good(ARABIC_CLEANED)
        )
    );
    for place in [
        "a.csv:5: the row has 1 fields, the header 2",
        "a.csv:6: the row has 3 fields, the header 2",
        "a.csv:7: there is text after the closing quote of field 2",
        "a.csv:8: there is text after the closing quote of field 2",
    ] {
        assert!(said.contains(place), "{place}\n{said}");
    }
    let rows = [b"id,text\n1,\xff\n", good(ARABIC).as_bytes()].concat();
    let (got, said) = fix_and_restore("a.csv", &rows, &[], 2);
    assert!(said.contains("a.csv:2: not UTF-8: byte 2"), "{said}");
    assert_eq!(
        got,
        [b"id,text\n1,\xff\n", good(ARABIC_CLEANED).as_bytes()].concat()
    );
}

#[test]
fn the_rows_after_an_unclosed_quote_stay_as_they_are() {
    let good = |text: &str| format!("1,\"{text}\"\n");
    let open = "2,\"x\n3,y\n4,z\n";
    let (got, said) =
        fix_and_restore_text("a.csv", &format!("id,text\n{}{open}", good(ARABIC)), &[], 2);
    assert_eq!(got, format!("id,text\n{}{open}", good(ARABIC_CLEANED)));
    assert!(
        said.contains("a.csv:5: a quote in the row never closes"),
        "{said}"
    );
    let open = open.to_owned() + &"5,z\n".repeat(600_000);
    let (got, said) = fix_and_restore_text(
        "a.csv",
        &format!("id,text\n{}{open}", good(ARABIC)),
        &["--max-record", "1"],
        2,
    );
    assert!(got == format!("id,text\n{}{open}", good(ARABIC_CLEANED)));
    let message = "a.csv:5: the row, in which a quote is still open, is larger than 1 MiB";
    assert!(said.contains(message), "{said}");
}

#[test]
fn a_missing_column_is_reported_once_for_a_file() {
    let rows = format!("id,txt,body\n1,\"{ARABIC}\",x\n2,\"{ARABIC}\",x\n");
    let (got, said) = fix_and_restore_text("a.csv", &rows, &[], 2);
    assert_eq!(got, rows);
    assert_eq!(said.matches("no column `text`").count(), 1, "{said}");
    let help = "did you mean --text-field txt? the header has: id, txt, body";
    assert!(said.replace("\n        ", " ").contains(help), "{said}");
}

#[test]
fn several_columns_can_hold_text() {
    let rows = |text: &str| {
        format!("body,n,title\n\"{text}\",\"a, b\",\"{text}\"\n,,\nأعيد,\"\",\"{text}\"\n")
    };
    for name in ["a.csv", "a.csv.gz"] {
        let (got, _) = fix_and_restore(
            name,
            &compressed(&name[5..], rows(ARABIC).as_bytes()),
            &["--text-field", "title,body"],
            0,
        );
        let got = members(&name[5..], &got).concat();
        assert_eq!(String::from_utf8(got).unwrap(), rows(ARABIC_CLEANED));
    }
    let jsonl = format!("{{\"title\":{0},\"body\":{0}}}\n", json_string(ARABIC));
    let (got, _) = fix_and_restore_text("a.jsonl", &jsonl, &["--text-field", "title,body"], 0);
    assert_eq!(
        got,
        jsonl.replace(&json_string(ARABIC), &json_string(ARABIC_CLEANED))
    );
}

#[test]
fn a_record_that_is_too_large_stays_as_it_is() {
    let large = format!("{}{ARABIC}", "The harbour. ".repeat(170_000));
    let row = |text: &str| format!("1,\"{text}\"\n");
    let csv = |text: &str| format!("id,text\n{}{}{}", row(text), row(&large), row(text));
    let (got, said) = fix_and_restore_text("a.csv", &csv(ARABIC), &["--max-record", "1"], 2);
    assert!(got == csv(ARABIC_CLEANED));
    assert!(said.contains("a.csv:5: the row, in which"), "{said}");
    let warc = |text: &str| {
        let image = response_record("image/png", "", &large);
        [
            conversion_record(text),
            image,
            conversion_record(&large),
            conversion_record(text),
        ]
        .concat()
    };
    for ending in ["", ".gz"] {
        let bytes = compressed(ending, warc(ARABIC).as_bytes());
        let (got, said) = fix_and_restore("a.wet", &bytes, &["--max-record", "1"], 2);
        let members = members(ending, &got);
        assert!(members.concat() == warc(ARABIC_CLEANED).as_bytes());
        assert_eq!(members.len(), if ending.is_empty() { 1 } else { 4 });
        assert_eq!(said.matches("the record is larger").count(), 1, "{said}");
        let at = warc(ARABIC).match_indices("WARC/1.0").nth(2).unwrap().0;
        let place = format!("a.wet, byte {at}: the record is larger than 1 MiB");
        assert!(said.contains(&place), "{said}");
    }
}

#[test]
fn a_truncated_compressed_file_stays_as_it_is() {
    for ending in &ENDINGS[1..] {
        let whole = compressed(ending, ARABIC.repeat(300).as_bytes());
        let cut = &whole[..whole.len() - 9];
        let (got, said) = fix_and_restore("a.txt", cut, &[], 2);
        assert_eq!(got, cut);
        assert!(said.contains("a.txt: cannot read"), "{said}");
        assert!(said.contains("left as it was"), "{said}");
    }
}

#[test]
fn bytes_that_are_no_record_are_reported_with_their_offset_and_stay() {
    let torn = conversion_record(ARABIC).replace("content-length", "length");
    let file = |text: &str| {
        let one = conversion_record(text);
        format!("{one}junk\r\n{one}{torn}{one}{}", &torn[..40])
    };
    let (got, said) = fix_and_restore_text("a.warc", &file(ARABIC), &[], 2);
    assert_eq!(got, file(ARABIC_CLEANED));
    let one = conversion_record(ARABIC).len();
    for (at, message) in [
        (one, "this is not a WARC record"),
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
fn a_record_whose_digest_cannot_be_computed_again_stays_as_it_is() {
    let changed = |from: &str, to: &str| conversion_record(ARABIC).replace(from, to);
    for (file, place) in [
        (
            changed("sha1:", "md5:") + &conversion_record("x"),
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
        let (got, said) = fix_and_restore_text("a.warc", &file, &[], 2);
        assert_eq!(got, file);
        assert!(said.contains(place), "{place}\n{said}");
    }
    let latin: Vec<u8> = conversion_record("caf_")
        .bytes()
        .map(|byte| if byte == b'_' { 0xe9 } else { byte })
        .collect();
    let (got, said) = fix_and_restore("a.warc", &latin, &[], 2);
    assert_eq!(got, latin);
    assert!(said.contains("a.warc[0]: not UTF-8: byte 3"), "{said}");
}

#[test]
fn the_headers_of_a_record_are_its_fields() {
    let pack = pack(&[Rule {
        keys: r#"
phrases = ["Buy the print edition"]
when = { field = "WARC-Target-URI", host = "harbour.example" }"#,
        ..Rule::default()
    }]);
    let text = "Ships are back.\nBuy the print edition\n";
    let here = conversion_record(text);
    let there = here.replace("harbour.example", "river.example");
    let folder = folder_with_files(&[
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
        let got = run_program(folder.path(), &[&args[..], more].concat());
        let rows = stdout_of(&got);
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

/// A rule that replaces a phrase.
fn replacing<'a>(id: &'a str, keys: &'a str) -> Rule<'a> {
    Rule {
        id,
        kind: "span",
        keys,
        ..Rule::default()
    }
}

#[test]
fn a_field_that_got_quotes_is_restored_without_them() {
    // The comma makes quotes necessary.
    let pack = pack(&[
        replacing(
            "mine-comma",
            "fix = \"safe\"\nphrases = [\"COMMA\"]\nreplace = \",\"",
        ),
        replacing(
            "mine-word",
            "fix = \"safe\"\nphrases = [\"WORD\"]\nreplace = \"w\"",
        ),
    ]);
    let rows =
        "id,text,n\r\n1,one COMMA two WORD three four five,x\r\n2,one WORD two three,\"y\"\r\n";
    let folder = folder_with_files(&[
        ("p.toml", pack.as_bytes()),
        ("corpus-lint.toml", b"trust = [\"mine\"]\n"),
        ("a.csv", rows.as_bytes()),
    ]);
    let path = folder.path().join("a.csv");
    let content = || fs::read_to_string(&path).unwrap();
    let fix = ["--fix", "a.csv", "--rules", "p.toml", "--ledger", "l.jsonl"];
    let got = run_program(folder.path(), &fix);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    let fixed = "id,text,n\r\n1,\"one , two w three four five\",x\r\n2,one w two three,\"y\"\r\n";
    assert_eq!(content(), fixed);
    // One change of this field cannot be undone alone: one entry of the ledger holds them all.
    let got = run_program(
        folder.path(),
        &["restore", "l.jsonl", "--rule", "mine-word"],
    );
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("the field got quotes"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(content(), fixed);
    let got = run_program(folder.path(), &["restore", "l.jsonl", "--document", "2"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(content(), fixed.replace("one w two", "one WORD two"));
    let got = run_program(folder.path(), &["restore", "l.jsonl"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(content(), rows);
}

#[test]
fn a_partial_restore_of_an_archive_updates_lengths_and_digests() {
    let other = |text: &str| conversion_record(text).replace("uuid:conversion", "uuid:other");
    let before = conversion_record(ARABIC) + &other(ARABIC);
    let folder = folder_with_files(&[("a.warc", before.as_bytes())]);
    let path = folder.path().join("a.warc");
    let content = || fs::read_to_string(&path).unwrap();
    assert_eq!(
        run_program(folder.path(), &["--fix", "a.warc"])
            .status
            .code(),
        Some(0)
    );
    let id = "urn:uuid:other";
    let got = run_program(folder.path(), &["restore", "--document", id]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(
        content(),
        conversion_record(ARABIC_CLEANED) + &other(ARABIC)
    );
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
    assert_eq!(content(), before);
}
