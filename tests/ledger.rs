//! The ledger and the way back: whole runs, single files, rules and documents, in every layer.

mod common;

use std::fs;
use std::path::Path;

use common::{err, escaped_row, folder, out, read, run};

const RESIDUE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\nspot_img_2\n";
const CLEANED: &str = "أعيد فتح الميناء.\n";
const WITHOUT_TEMPLATE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";

fn rows(text: &str) -> String {
    ["a", "b", "c"].map(|id| escaped_row(id, text)).concat()
}

fn restore(folder: &Path, args: &[&str]) {
    let got = run(folder, &[&["restore"], args].concat());
    assert_eq!(got.status.code(), Some(0), "{args:?} {}", err(&got));
}

#[test]
fn one_files_removals_come_back_alone() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
    assert_eq!(run(folder.path(), &["--fix", "."]).status.code(), Some(0));
    restore(folder.path(), &["--file", "b.txt"]);
    assert_eq!(read(folder.path(), "a.txt"), CLEANED);
    assert_eq!(read(folder.path(), "b.txt"), RESIDUE);
    restore(folder.path(), &[]);
    assert_eq!(read(folder.path(), "a.txt"), RESIDUE);
}

#[test]
fn one_rules_removals_come_back_alone_and_the_rest_after_them() {
    let before = rows(RESIDUE);
    let folder = folder(&[
        ("rows.jsonl", before.as_bytes()),
        ("a.txt", RESIDUE.as_bytes()),
    ]);
    assert_eq!(run(folder.path(), &["--fix", "."]).status.code(), Some(0));
    assert_eq!(read(folder.path(), "rows.jsonl"), rows(CLEANED));
    restore(folder.path(), &["--rule", "ar-comments"]);
    assert_eq!(read(folder.path(), "rows.jsonl"), rows(WITHOUT_TEMPLATE));
    assert_eq!(read(folder.path(), "a.txt"), WITHOUT_TEMPLATE);
    // What is back already is not gone any more.
    let again = run(folder.path(), &["restore", "--rule", "ar-comments"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(read(folder.path(), "rows.jsonl"), rows(WITHOUT_TEMPLATE));
    restore(folder.path(), &[]);
    assert_eq!(read(folder.path(), "rows.jsonl"), before);
    assert_eq!(read(folder.path(), "a.txt"), RESIDUE);
}

#[test]
fn one_documents_removals_come_back_alone() {
    let before = rows(RESIDUE);
    for document in ["b", "rows.jsonl[1]"] {
        let folder = folder(&[("rows.jsonl", before.as_bytes())]);
        let fix = run(folder.path(), &["--fix", "rows.jsonl"]);
        assert_eq!(fix.status.code(), Some(0));
        restore(folder.path(), &["--document", document]);
        let one_back = [
            escaped_row("a", CLEANED),
            escaped_row("b", RESIDUE),
            escaped_row("c", CLEANED),
        ]
        .concat();
        assert_eq!(read(folder.path(), "rows.jsonl"), one_back);
        restore(folder.path(), &["--document", "a", "--document", "c"]);
        assert_eq!(read(folder.path(), "rows.jsonl"), before);
    }
}

#[test]
fn a_part_of_a_changed_file_is_refused() {
    let folder = folder(&[("rows.jsonl", rows(RESIDUE).as_bytes())]);
    let fix = run(folder.path(), &["--fix", "rows.jsonl"]);
    assert_eq!(fix.status.code(), Some(0));
    let changed = format!("{}\n", read(folder.path(), "rows.jsonl"));
    fs::write(folder.path().join("rows.jsonl"), &changed).unwrap();
    let got = run(folder.path(), &["restore", "--document", "a"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("no longer what the run left"),
        "{}",
        err(&got)
    );
    assert_eq!(read(folder.path(), "rows.jsonl"), changed);
}

#[test]
fn files_in_other_encodings_keep_them_and_come_back() {
    let cases = [
        ("utf-16le", true),
        ("utf-16be", true),
        ("windows-1256", false),
        ("iso-8859-6", false),
    ];
    // A guess wants more than two lines to go by.
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
        let folder = folder(&[("a.txt", &before)]);
        let path = folder.path().join("a.txt");
        let got = run(folder.path(), &["--fix", "a.txt"]);
        // Another encoding than a marked one is a finding that is left.
        assert_eq!(
            got.status.code(),
            Some(i32::from(!is_marked)),
            "{label} {}",
            err(&got)
        );
        assert_eq!(fs::read(&path).unwrap(), encode(&text("")), "{label}");
        restore(folder.path(), &[]);
        assert_eq!(fs::read(&path).unwrap(), before, "{label}");
        let got = run(folder.path(), &["--fix", "--unsafe-fixes", "a.txt"]);
        assert_eq!(got.status.code(), Some(0), "{label} {}", err(&got));
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
fn a_compressed_ledger_survives_a_cut() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
    let ledger = folder.path().join("l.zst");
    let fix = |name| {
        let got = run(folder.path(), &["--fix", name, "--ledger", "l.zst"]);
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    };
    fix("a.txt");
    let whole = fs::read(&ledger).unwrap();
    // What a run that was killed while it wrote a frame leaves.
    fs::write(&ledger, [&whole[..], &whole[..whole.len() / 2]].concat()).unwrap();
    fix("b.txt");
    restore(folder.path(), &["l.zst"]);
    for name in ["a.txt", "b.txt"] {
        assert_eq!(read(folder.path(), name), RESIDUE, "{name}");
    }
}

#[test]
fn the_original_of_a_compressed_file_comes_back_to_the_byte() {
    // Two members at a level that is not ours.
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
        member(&escaped_row("a", RESIDUE)),
        member(&escaped_row("b", RESIDUE)),
    ]
    .concat();
    let folder = folder(&[("rows.jsonl.gz", &before)]);
    let path = folder.path().join("rows.jsonl.gz");
    let got = run(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    assert!(fs::read(&path).unwrap() != before);
    restore(folder.path(), &["--document", "a"]);
    let got = run(
        folder.path(),
        &["rows.jsonl.gz", "--output-format", "concise", "--quiet"],
    );
    let found = out(&got);
    assert!(found.contains("[0]") && !found.contains("[1]"), "{found}");
    restore(folder.path(), &[]);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn kept_originals_are_no_documents_of_later_runs() {
    let zipped = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let before = zipped(RESIDUE);
    let folder = folder(&[("news/a.txt.gz", &before)]);
    let fix = ["--fix", "news", "--ledger", "news/l.jsonl"];
    for _ in 0..2 {
        let got = run(folder.path(), &fix);
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    }
    restore(folder.path(), &["news/l.jsonl"]);
    assert_eq!(
        fs::read(folder.path().join("news/a.txt.gz")).unwrap(),
        before
    );
}

#[test]
fn a_file_that_is_no_ledger_is_not_made_one() {
    let folder = folder(&[
        ("a.txt", RESIDUE.as_bytes()),
        ("notes.txt", b"mine\n"),
        ("b.zst", b"mine too"),
    ]);
    for ledger in ["notes.txt", "b.zst"] {
        let before = fs::read(folder.path().join(ledger)).unwrap();
        let got = run(folder.path(), &["--fix", "a.txt", "--ledger", ledger]);
        assert_eq!(got.status.code(), Some(2), "{}", err(&got));
        assert_eq!(fs::read(folder.path().join(ledger)).unwrap(), before);
        assert_eq!(read(folder.path(), "a.txt"), RESIDUE);
    }
}

#[test]
fn what_is_not_in_the_ledger_is_told() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes())]);
    assert_eq!(
        run(folder.path(), &["--fix", "a.txt"]).status.code(),
        Some(0)
    );
    for wanted in [
        ["--rule", "no-such-rule"],
        ["--file", "typo.txt"],
        ["--document", "typo"],
    ] {
        let got = run(folder.path(), &[&["restore"][..], &wanted].concat());
        assert_eq!(got.status.code(), Some(2), "{wanted:?} {}", err(&got));
        assert!(
            err(&got).contains("nothing in the ledger is what was asked for"),
            "{}",
            err(&got)
        );
    }
    assert_eq!(read(folder.path(), "a.txt"), CLEANED);
}

#[test]
fn a_damaged_ledger_is_told_and_nothing_is_restored() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
    for name in ["a.txt", "b.txt"] {
        let got = run(folder.path(), &["--fix", name, "--ledger", "l.zst"]);
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    }
    let mut bytes = fs::read(folder.path().join("l.zst")).unwrap();
    let last = bytes.len() - 30;
    bytes[last] ^= 0xff;
    fs::write(folder.path().join("l.zst"), &bytes).unwrap();
    let got = run(folder.path(), &["restore", "l.zst"]);
    assert_eq!(got.status.code(), Some(2), "{}", err(&got));
    assert_eq!(
        [read(folder.path(), "a.txt"), read(folder.path(), "b.txt")],
        [CLEANED, CLEANED]
    );
}

#[cfg(unix)]
#[test]
fn copies_never_go_over_what_they_are_copies_of() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[
        ("in/a.txt", RESIDUE.as_bytes()),
        ("in/deep/b.txt", RESIDUE.as_bytes()),
    ]);
    fs::create_dir(folder.path().join("out")).unwrap();
    symlink("../in/a.txt", folder.path().join("out/a.txt")).unwrap();
    symlink("../in/deep", folder.path().join("out/deep")).unwrap();
    symlink("in/a.txt", folder.path().join("link.txt")).unwrap();
    let got = run(folder.path(), &["--fix", "in", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("a link leads out of the output folder"),
        "{}",
        err(&got)
    );
    assert_eq!(read(folder.path(), "out/a.txt"), CLEANED);
    let got = run(folder.path(), &["--fix", "in/a.txt", "-o", "link.txt"]);
    assert_eq!(got.status.code(), Some(2));
    for name in ["in/a.txt", "in/deep/b.txt"] {
        assert_eq!(read(folder.path(), name), RESIDUE, "{name}");
    }
}
