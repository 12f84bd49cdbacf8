//! The ledger: restoring whole runs, single files, rules or documents, in every encoding and compression.

use std::fs;
use std::path::Path;

use super::support::{
    escaped_json_row, folder_with_files, gzipped, read_text, run_program, stderr_of, stdout_of,
    write_file,
};

const DIRTY: &str = "أعيد فتح الميناء.\nتعليقات الزوار\nspot_img_2\n";
const CLEANED: &str = "أعيد فتح الميناء.\n";
const WITHOUT_TEMPLATE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";

/// Removes a heading of comments with their number, which has a comma and quotes.
const COMMENTS_WITH_NUMBER: &str = r#"
[pack]
name = "own"
about = "A heading with a number"
[[rule]]
id = "own-comments"
kind = "line"
category = "comments"
summary = "the heading of the comments"
why = "It is followed by the number of comments."
fix = "safe"
patterns = ['تعليقات الزوار, "[0-9]+"']
[[rule.test]]
flag = ["One line.\n⟦تعليقات الزوار, \"3\"⟧\n"]
clean = ["تعليقات الزوار كثيرة.\n"]
"#;

/// Three rows with the same text.
fn three_rows(text: &str) -> String {
    ["a", "b", "c"]
        .map(|id| escaped_json_row(id, text))
        .concat()
}

/// Restores, and expects success.
fn restore(folder: &Path, args: &[&str]) {
    let got = run_program(folder, &[&["restore"], args].concat());
    assert_eq!(got.status.code(), Some(0), "{args:?} {}", stderr_of(&got));
}

#[test]
fn the_removals_of_one_file_can_be_restored() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes()), ("b.txt", DIRTY.as_bytes())]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "."]).status.code(),
        Some(0)
    );
    restore(folder.path(), &["--file", "b.txt"]);
    assert_eq!(read_text(folder.path(), "a.txt"), CLEANED);
    assert_eq!(read_text(folder.path(), "b.txt"), DIRTY);
    restore(folder.path(), &[]);
    assert_eq!(read_text(folder.path(), "a.txt"), DIRTY);
}

#[test]
fn the_removals_of_one_rule_can_be_restored_and_the_rest_later() {
    let before = three_rows(DIRTY);
    let folder = folder_with_files(&[
        ("rows.jsonl", before.as_bytes()),
        ("a.txt", DIRTY.as_bytes()),
    ]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "."]).status.code(),
        Some(0)
    );
    assert_eq!(read_text(folder.path(), "rows.jsonl"), three_rows(CLEANED));
    restore(folder.path(), &["--rule", "ar-comments"]);
    assert_eq!(
        read_text(folder.path(), "rows.jsonl"),
        three_rows(WITHOUT_TEMPLATE)
    );
    assert_eq!(read_text(folder.path(), "a.txt"), WITHOUT_TEMPLATE);
    // What was restored cannot be restored again.
    let again = run_program(folder.path(), &["restore", "--rule", "ar-comments"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(
        read_text(folder.path(), "rows.jsonl"),
        three_rows(WITHOUT_TEMPLATE)
    );
    restore(folder.path(), &[]);
    assert_eq!(read_text(folder.path(), "rows.jsonl"), before);
    assert_eq!(read_text(folder.path(), "a.txt"), DIRTY);
}

#[test]
fn the_removals_of_one_document_can_be_restored() {
    let before = three_rows(DIRTY);
    for document in ["b", "rows.jsonl[1]"] {
        let folder = folder_with_files(&[("rows.jsonl", before.as_bytes())]);
        let fix = run_program(folder.path(), &["--fix", "rows.jsonl"]);
        assert_eq!(fix.status.code(), Some(0));
        restore(folder.path(), &["--document", document]);
        let one_back = [
            escaped_json_row("a", CLEANED),
            escaped_json_row("b", DIRTY),
            escaped_json_row("c", CLEANED),
        ]
        .concat();
        assert_eq!(read_text(folder.path(), "rows.jsonl"), one_back);
        restore(folder.path(), &["--document", "a", "--document", "c"]);
        assert_eq!(read_text(folder.path(), "rows.jsonl"), before);
    }
}

/// Runs a restore that must be refused for this reason and change nothing.
fn refused(folder: &Path, name: &str, args: &[&str], reason: &str) {
    let before = fs::read(folder.join(name)).unwrap();
    let got = run_program(folder, &[&["restore"], args].concat());
    assert_eq!(got.status.code(), Some(2), "{args:?} {}", stderr_of(&got));
    assert!(
        stderr_of(&got).contains(reason),
        "{args:?} {}",
        stderr_of(&got)
    );
    assert_eq!(fs::read(folder.join(name)).unwrap(), before, "{args:?}");
}

#[test]
fn a_document_comes_back_although_another_changed() {
    let folder = folder_with_files(&[("rows.jsonl", three_rows(DIRTY).as_bytes())]);
    let fix = run_program(folder.path(), &["--fix", "rows.jsonl"]);
    assert_eq!(fix.status.code(), Some(0));
    let own = escaped_json_row("c", "أعيد فتح الميناء اليوم.\n");
    let file = |a: &str, b: &str| {
        [&escaped_json_row("a", a), &escaped_json_row("b", b), &own]
            .map(String::as_str)
            .concat()
    };
    fs::write(folder.path().join("rows.jsonl"), file(CLEANED, CLEANED)).unwrap();
    let refused = |args: &[&str], reason| refused(folder.path(), "rows.jsonl", args, reason);
    refused(&[], "the file is no longer what the run left");
    refused(
        &["--document", "c"],
        "the document is no longer what the run left",
    );
    refused(
        &["--rule", "ar-comments"],
        "the document is no longer what the run left",
    );
    // A part of a document, and then the rest of it.
    restore(folder.path(), &["--document", "a", "--rule", "ar-comments"]);
    assert_eq!(
        read_text(folder.path(), "rows.jsonl"),
        file(WITHOUT_TEMPLATE, CLEANED)
    );
    restore(folder.path(), &["--document", "a"]);
    assert_eq!(read_text(folder.path(), "rows.jsonl"), file(DIRTY, CLEANED));
    // What changed stays protected in the ledger that the restore wrote.
    refused(&[], "other documents of the file have changed");
    refused(
        &["--document", "c"],
        "the document is no longer what the run left",
    );
    restore(folder.path(), &["--document", "b"]);
    assert_eq!(read_text(folder.path(), "rows.jsonl"), file(DIRTY, DIRTY));
}

#[test]
fn a_changed_document_does_not_come_back() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes())]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "a.txt"])
            .status
            .code(),
        Some(0)
    );
    fs::write(folder.path().join("a.txt"), "أعيد فتح الميناء أمس.\n").unwrap();
    let reason = "the document is no longer what the run left";
    refused(folder.path(), "a.txt", &["--document", "a.txt"], reason);
}

/// A kept original would bring back the rows that changed, too.
#[test]
fn a_compressed_file_with_a_changed_document_comes_back_only_in_part() {
    let zipped = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    let folder = folder_with_files(&[("rows.jsonl.zst", &zipped(&three_rows(DIRTY)))]);
    let path = folder.path().join("rows.jsonl.zst");
    assert_eq!(
        run_program(folder.path(), &["--fix", "."]).status.code(),
        Some(0)
    );
    let own = escaped_json_row("c", "أعيد فتح الميناء اليوم.\n");
    let clean = ["a", "b"].map(|id| escaped_json_row(id, CLEANED)).concat();
    fs::write(&path, zipped(&(clean + &own))).unwrap();
    restore(folder.path(), &["--document", "a"]);
    let left = zstd::decode_all(&fs::read(&path).unwrap()[..]).unwrap();
    let expected = [
        escaped_json_row("a", DIRTY),
        escaped_json_row("b", CLEANED),
        own,
    ]
    .concat();
    assert_eq!(String::from_utf8(left).unwrap(), expected);
    let reason = "other documents of the file have changed";
    refused(folder.path(), "rows.jsonl.zst", &[], reason);
}

/// A table that another program has written again, with other quotes, is still restored as a table.
#[test]
fn a_text_comes_back_in_the_quotes_of_a_file_that_was_written_again() {
    let dirty = "A ship came in, \"late\".\nأعيد فتح الميناء.\nتعليقات الزوار, \"12\"";
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let table = |a: &str, b: &str| format!("id,text\na,{a}\nb,{b}\n");
    let folder = folder_with_files(&[
        ("pack.toml", COMMENTS_WITH_NUMBER.as_bytes()),
        (
            "corpus-lint.toml",
            b"packs = [\"pack.toml\"]\ntrust = [\"own\"]\n",
        ),
        ("t.csv", table(&quoted(dirty), "x").as_bytes()),
    ]);
    let fixed = run_program(folder.path(), &["--fix", "t.csv"]);
    assert_eq!(fixed.status.code(), Some(0), "{}", stderr_of(&fixed));
    let cleaned = "A ship came in, \"late\".\nأعيد فتح الميناء.";
    assert_eq!(
        read_text(folder.path(), "t.csv"),
        table(&quoted(cleaned), "x")
    );
    write_file(
        folder.path(),
        "t.csv",
        table(&quoted(cleaned), "\"changed\""),
    );
    restore(folder.path(), &["--document", "a"]);
    assert_eq!(
        read_text(folder.path(), "t.csv"),
        table(&quoted(dirty), "\"changed\"")
    );
}

/// Two records with the same text are not confused when records were removed.
#[test]
fn a_removal_does_not_go_back_into_another_record() {
    let folder = folder_with_files(&[("rows.jsonl", three_rows(DIRTY).as_bytes())]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "."]).status.code(),
        Some(0)
    );
    let moved = ["b", "c"].map(|id| escaped_json_row(id, CLEANED)).concat();
    write_file(folder.path(), "rows.jsonl", &moved);
    let reason = "no longer what the run left";
    refused(folder.path(), "rows.jsonl", &["--document", "a"], reason);
    assert_eq!(read_text(folder.path(), "rows.jsonl"), moved);
}

/// A run after a change and a partial restore can be undone like any other.
#[test]
fn a_run_after_a_partial_restore_can_be_undone() {
    let folder = folder_with_files(&[("rows.jsonl", three_rows(DIRTY).as_bytes())]);
    let fix = || {
        let got = run_program(
            folder.path(),
            &["--fix", "--ledger", "own.jsonl", "rows.jsonl"],
        );
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    };
    fix();
    let changed = read_text(folder.path(), "rows.jsonl").replacen("\"n\":1.0", "\"n\":2.0", 1);
    write_file(folder.path(), "rows.jsonl", &changed);
    restore(folder.path(), &["own.jsonl", "--document", "b"]);
    let with_b = read_text(folder.path(), "rows.jsonl");
    assert_ne!(with_b, changed);
    fix();
    restore(folder.path(), &["own.jsonl"]);
    assert_eq!(read_text(folder.path(), "rows.jsonl"), with_b);
}

/// What an earlier run removed stays removed.
#[test]
fn restoring_a_rule_undoes_only_the_run_that_it_is_in() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes())]);
    for rule in ["template-name", "ar-comments"] {
        let got = run_program(
            folder.path(),
            &["--fix", "--ledger", "own.jsonl", "--select", rule, "a.txt"],
        );
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    }
    restore(folder.path(), &["own.jsonl", "--rule", "ar-comments"]);
    assert_eq!(read_text(folder.path(), "a.txt"), WITHOUT_TEMPLATE);
}

#[test]
fn files_keep_their_encoding_and_are_restored_in_it() {
    let cases = [
        ("utf-16le", true),
        ("utf-16be", true),
        ("windows-1256", false),
        ("iso-8859-6", false),
    ];
    // Guessing an encoding needs more than two short lines.
    let text = |tail: &str| {
        format!("أعيد فتح الميناء صباح اليوم بعد عاصفة طويلة أبقت السفن في عرض البحر.\r\n{tail}")
    };
    for (label, is_marked) in cases {
        let encode = |text: &str| {
            let mark = if is_marked { "\u{feff}" } else { "" };
            let text = format!("{mark}{text}");
            match label {
                "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => {
                    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
                    encoding.encode(&text).0.into_owned()
                }
            }
        };
        let before: Vec<u8> = encode(&text("تعليقات الزوار\r\n"));
        let folder = folder_with_files(&[("a.txt", &before)]);
        let path = folder.path().join("a.txt");
        let got = run_program(folder.path(), &["--fix", "a.txt"]);
        // An encoding without a byte order mark is a finding, and no safe fix removes it.
        assert_eq!(
            got.status.code(),
            Some(i32::from(!is_marked)),
            "{label} {}",
            stderr_of(&got)
        );
        assert_eq!(fs::read(&path).unwrap(), encode(&text("")), "{label}");
        restore(folder.path(), &[]);
        assert_eq!(fs::read(&path).unwrap(), before, "{label}");
        let got = run_program(folder.path(), &["--fix", "--unsafe-fixes", "a.txt"]);
        assert_eq!(got.status.code(), Some(0), "{label} {}", stderr_of(&got));
        let left: Vec<u8> = if is_marked {
            encode(&text(""))
        } else {
            text("").into_bytes()
        };
        assert_eq!(fs::read(&path).unwrap(), left, "{label}");
        restore(folder.path(), &[]);
        assert_eq!(fs::read(&path).unwrap(), before, "{label}");
    }
}

#[test]
fn a_truncated_compressed_ledger_can_still_be_used() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes()), ("b.txt", DIRTY.as_bytes())]);
    let ledger = folder.path().join("l.zst");
    let fix = |name| {
        let got = run_program(folder.path(), &["--fix", name, "--ledger", "l.zst"]);
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    };
    fix("a.txt");
    let whole = fs::read(&ledger).unwrap();
    // What a run leaves that was killed while it wrote a frame.
    fs::write(&ledger, [&whole[..], &whole[..whole.len() / 2]].concat()).unwrap();
    fix("b.txt");
    restore(folder.path(), &["l.zst"]);
    for name in ["a.txt", "b.txt"] {
        assert_eq!(read_text(folder.path(), name), DIRTY, "{name}");
    }
}

#[test]
fn a_compressed_file_is_restored_byte_for_byte() {
    // Two members, at a level that the program does not use.
    let member = |text: &str| {
        let mut bytes = Vec::new();
        let mut encoder = flate2::GzBuilder::new()
            .filename("old.txt")
            .write(&mut bytes, flate2::Compression::none());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap();
        bytes
    };
    let before = [
        member(&escaped_json_row("a", DIRTY)),
        member(&escaped_json_row("b", DIRTY)),
    ]
    .concat();
    let folder = folder_with_files(&[("rows.jsonl.gz", &before)]);
    let path = folder.path().join("rows.jsonl.gz");
    let got = run_program(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert!(fs::read(&path).unwrap() != before);
    restore(folder.path(), &["--document", "a"]);
    let got = run_program(
        folder.path(),
        &["rows.jsonl.gz", "--output-format", "concise", "--quiet"],
    );
    let found = stdout_of(&got);
    assert!(found.contains("[0]") && !found.contains("[1]"), "{found}");
    restore(folder.path(), &[]);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn originals_in_the_ledger_folder_are_not_checked_in_later_runs() {
    let before = gzipped(DIRTY);
    let folder = folder_with_files(&[("news/a.txt.gz", &before)]);
    let fix = ["--fix", "news", "--ledger", "news/l.jsonl"];
    for _ in 0..2 {
        let got = run_program(folder.path(), &fix);
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    }
    restore(folder.path(), &["news/l.jsonl"]);
    assert_eq!(
        fs::read(folder.path().join("news/a.txt.gz")).unwrap(),
        before
    );
}

#[test]
fn a_file_that_is_not_a_ledger_is_not_overwritten() {
    let folder = folder_with_files(&[
        ("a.txt", DIRTY.as_bytes()),
        ("notes.txt", b"mine\n"),
        ("b.zst", b"mine too"),
    ]);
    for ledger in ["notes.txt", "b.zst"] {
        let before = fs::read(folder.path().join(ledger)).unwrap();
        let got = run_program(folder.path(), &["--fix", "a.txt", "--ledger", ledger]);
        assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
        assert_eq!(fs::read(folder.path().join(ledger)).unwrap(), before);
        assert_eq!(read_text(folder.path(), "a.txt"), DIRTY);
    }
}

#[test]
fn restoring_what_the_ledger_does_not_hold_is_an_error() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes())]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "a.txt"])
            .status
            .code(),
        Some(0)
    );
    for wanted in [
        ["--rule", "no-such-rule"],
        ["--file", "typo.txt"],
        ["--document", "typo"],
    ] {
        let got = run_program(folder.path(), &[&["restore"][..], &wanted].concat());
        assert_eq!(got.status.code(), Some(2), "{wanted:?} {}", stderr_of(&got));
        assert!(
            stderr_of(&got).contains("nothing in the ledger is what was asked for"),
            "{}",
            stderr_of(&got)
        );
    }
    assert_eq!(read_text(folder.path(), "a.txt"), CLEANED);
}

#[test]
fn a_damaged_ledger_is_reported_and_nothing_is_restored() {
    let folder = folder_with_files(&[("a.txt", DIRTY.as_bytes()), ("b.txt", DIRTY.as_bytes())]);
    for name in ["a.txt", "b.txt"] {
        let got = run_program(folder.path(), &["--fix", name, "--ledger", "l.zst"]);
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    }
    let mut bytes = fs::read(folder.path().join("l.zst")).unwrap();
    let last = bytes.len() - 30;
    bytes[last] ^= 0xff;
    write_file(folder.path(), "l.zst", &bytes);
    let got = run_program(folder.path(), &["restore", "l.zst"]);
    assert_eq!(got.status.code(), Some(2), "{}", stderr_of(&got));
    assert_eq!(
        [
            read_text(folder.path(), "a.txt"),
            read_text(folder.path(), "b.txt")
        ],
        [CLEANED, CLEANED]
    );
}

#[cfg(unix)]
#[test]
fn copies_never_overwrite_their_originals_through_links() {
    use std::os::unix::fs::symlink;
    let folder = folder_with_files(&[
        ("in/a.txt", DIRTY.as_bytes()),
        ("in/deep/b.txt", DIRTY.as_bytes()),
    ]);
    fs::create_dir(folder.path().join("out")).unwrap();
    symlink("../in/a.txt", folder.path().join("out/a.txt")).unwrap();
    symlink("../in/deep", folder.path().join("out/deep")).unwrap();
    symlink("in/a.txt", folder.path().join("link.txt")).unwrap();
    let got = run_program(folder.path(), &["--fix", "in", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("a link leads out of the output folder"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "out/a.txt"), CLEANED);
    let got = run_program(folder.path(), &["--fix", "in/a.txt", "-o", "link.txt"]);
    assert_eq!(got.status.code(), Some(2));
    for name in ["in/a.txt", "in/deep/b.txt"] {
        assert_eq!(read_text(folder.path(), name), DIRTY, "{name}");
    }
}
