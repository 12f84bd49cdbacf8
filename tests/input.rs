//! Bad input: said with its place, the rest of the run goes on, nothing is lost, nothing raw
//! reaches the terminal.

mod common;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use common::{err, folder, out, run};

const RESIDUE: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";
const CLEANED: &str = "أعيد فتح الميناء.\n";

fn is_safe(text: &str) -> bool {
    !text.contains(|c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[test]
fn a_missing_path_does_not_end_the_run() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes())]);
    let got = run(
        folder.path(),
        &["nowhere.txt", "a.txt", "--output-format", "concise"],
    );
    assert_eq!(got.status.code(), Some(2));
    assert!(err(&got).contains("nowhere.txt: cannot open"));
    assert!(out(&got).starts_with("a.txt:2:1: warning: ar-comments"));
}

#[test]
fn a_file_of_damaged_utf8_is_named_and_left_as_it_was() {
    let damaged = [RESIDUE.as_bytes(), b"\xef\n"].concat();
    let folder = folder(&[("a.txt", damaged.as_slice()), ("b.txt", RESIDUE.as_bytes())]);
    let got = run(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("./a.txt: not UTF-8: byte 60 (line 3) is 0xef"),
        "{}",
        err(&got)
    );
    assert_eq!(fs::read(folder.path().join("a.txt")).unwrap(), damaged);
    assert_eq!(
        fs::read_to_string(folder.path().join("b.txt")).unwrap(),
        CLEANED
    );
}

#[test]
fn bad_rows_are_named_and_pass_through() {
    let good = format!(
        "{{\"id\":1,\"text\":{}}}\n",
        serde_json::to_string(RESIDUE).unwrap()
    );
    let bad = [
        "not json\n",
        "{\"id\":2}\n",
        "{\"txt\":\"a\"}\n",
        "[1]\n",
        "{\"text\":5}\n",
        "{\"text\":\"a\",\"text\":\"b\"}\n",
        "{\"text\":\"\\ud800\"}\n",
        "\n",
        "{\"text\":\"cut",
    ];
    let rows = format!("{good}{}", bad.concat());
    let folder = folder(&[("rows.jsonl", rows.as_bytes())]);
    let got = run(folder.path(), &["--fix", "rows.jsonl"]);
    assert_eq!(got.status.code(), Some(2));
    let said = err(&got);
    for place in [
        "rows.jsonl:2:2: not a JSON object",
        "rows.jsonl:3: the record has no field `text`",
        "did you mean --text-field txt?",
        "rows.jsonl:5:1: not a JSON object: invalid type",
        "rows.jsonl:6: the field `text` is not a string",
        "rows.jsonl:7: the field `text` stands in the record more than once",
        "rows.jsonl:8: half a surrogate pair",
        "rows.jsonl:10:",
    ] {
        assert!(said.contains(place), "{place}\n{said}");
    }
    let fixed = format!(
        "{{\"id\":1,\"text\":{}}}\n",
        serde_json::to_string(CLEANED).unwrap()
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("rows.jsonl")).unwrap(),
        format!("{fixed}{}", bad.concat())
    );
}

#[test]
fn hostile_text_gives_no_panic_and_nothing_raw() {
    let hostile = "\u{1b}[31m\u{0}\u{202e}\u{9b}2J\nتعليقات \u{202e}الزوار\u{1b}]0;x\u{7}\nلا تعليقات\u{202e}\n";
    let rows = format!(
        "{{\"id\":\"\\u001b[2J\",\"text\":{}}}\n",
        serde_json::to_string(hostile).unwrap()
    );
    let folder = folder(&[
        ("hostile.txt", hostile.as_bytes()),
        ("hostile.jsonl", rows.as_bytes()),
        ("empty.txt", b""),
        ("bom.txt", "\u{feff}".as_bytes()),
        ("breaks.txt", b"\n\n\r\n"),
        ("long.txt", "تعليق ".repeat(180_000).as_bytes()),
        ("name\u{1b}[31m.txt", "لا تعليقات\n".as_bytes()),
    ]);
    for args in [
        &["."][..],
        &[".", "--output-format", "concise"],
        &[".", "--output-format", "json-lines"],
        &[".", "--diff", "--unsafe-fixes", "--color", "always"],
    ] {
        let got = run(folder.path(), args);
        assert_eq!(got.status.code(), Some(1), "{args:?}: {}", err(&got));
        // The colours of the diff are the program's own.
        let said = ["0", "1", "31", "32", "36"]
            .iter()
            .fold(out(&got), |said, n| {
                said.replace(&format!("\n\u{1b}[{n}m"), "\n")
                    .replace(&format!("\u{1b}[{n}m\n"), "\n")
            });
        let said = said.trim_start_matches("\u{1b}[1m").to_owned();
        assert!(is_safe(&said) && is_safe(&err(&got)), "{args:?}\n{said:?}");
        assert!(said.len() < 40_000, "{args:?}");
    }
}

#[test]
fn a_document_of_residue_alone_is_not_emptied() {
    let folder = folder(&[("a.txt", "تعليقات الزوار\nلا تعليقات\n".as_bytes())]);
    let got = run(
        folder.path(),
        &["--fix", "a.txt", "--output-format", "concise"],
    );
    assert_eq!(got.status.code(), Some(1));
    assert!(out(&got).contains("not removed: nothing would be left of the document"));
    assert!(!folder.path().join(".corpus-lint").exists());
}

#[test]
fn standard_input_is_linted_and_cleaned() {
    let give = |args: &[&str], text: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    };
    let got = give(&["-", "--output-format", "concise"], RESIDUE);
    assert_eq!(got.status.code(), Some(1));
    assert!(out(&got).starts_with("-:2:1: "));
    let got = give(&["--fix", "-"], RESIDUE);
    assert_eq!((got.status.code(), out(&got).as_str()), (Some(0), CLEANED));
    let row = format!("{{\"body\":{}}}", serde_json::to_string(RESIDUE).unwrap());
    let got = give(
        &["--fix", "-", "--format", "jsonl", "--text-field", "body"],
        &row,
    );
    assert_eq!(
        out(&got),
        format!("{{\"body\":{}}}", serde_json::to_string(CLEANED).unwrap())
    );
}

#[test]
fn copies_go_where_output_says_and_leave_the_input() {
    let folder = folder(&[
        ("clean.txt", b"Nothing here.\n"),
        ("bad.txt", b"\0\xff"),
        ("skip.png", b"x"),
    ]);
    fs::create_dir(folder.path().join("in")).unwrap();
    for name in ["clean.txt", "bad.txt", "skip.png"] {
        fs::rename(
            folder.path().join(name),
            folder.path().join("in").join(name),
        )
        .unwrap();
    }
    fs::create_dir(folder.path().join("in/deep")).unwrap();
    fs::write(folder.path().join("in/deep/a.txt"), RESIDUE).unwrap();
    let got = run(folder.path(), &["--fix", "in", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(err(&got).contains("Passed over 1 file"));
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("out/deep/a.txt"), CLEANED.as_bytes());
    assert_eq!(read("in/deep/a.txt"), RESIDUE.as_bytes());
    assert_eq!(read("out/clean.txt"), b"Nothing here.\n");
    assert_eq!(read("out/bad.txt"), b"\0\xff");
    assert!(!folder.path().join("out/skip.png").exists());
    for args in [["--fix", "in", "-o", "in/out"], ["--fix", "in", "-o", "."]] {
        let got = run(folder.path(), &args);
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(
            err(&got).contains("would mix with the input"),
            "{}",
            err(&got)
        );
    }
}

#[test]
fn restore_refuses_a_file_that_has_changed_and_changes_nothing() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
    assert_eq!(run(folder.path(), &["--fix", "."]).status.code(), Some(0));
    let changed = format!("{CLEANED}more\n");
    fs::write(folder.path().join("b.txt"), &changed).unwrap();
    let got = run(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("b.txt: the file is no longer what the run left"),
        "{}",
        err(&got)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("a.txt")).unwrap(),
        CLEANED
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("b.txt")).unwrap(),
        changed
    );
    fs::write(folder.path().join("b.txt"), CLEANED).unwrap();
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
    assert_eq!(
        fs::read_to_string(folder.path().join("b.txt")).unwrap(),
        RESIDUE
    );
    // A second restore finds everything in its place.
    assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
}

#[test]
fn two_runs_in_one_ledger_are_undone_in_turn() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes())]);
    let fix = ["--fix", "a.txt", "--ledger", "l.jsonl"];
    assert_eq!(run(folder.path(), &fix).status.code(), Some(0));
    let longer = format!("{CLEANED}وعادت السفن.\nاترك تعليقا\n");
    fs::write(folder.path().join("a.txt"), &longer).unwrap();
    assert_eq!(run(folder.path(), &fix).status.code(), Some(0));
    // The file was edited between the runs: only the second can be undone, and is.
    let restore = ["restore", "l.jsonl"];
    let path = folder.path().join("a.txt");
    assert_eq!(run(folder.path(), &restore).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), longer);
    // Once what the first run left stands there again, it can be undone as well.
    fs::write(&path, CLEANED).unwrap();
    assert_eq!(run(folder.path(), &restore).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), RESIDUE);
}

#[test]
fn a_ledger_with_half_a_row_still_restores_what_is_whole() {
    for torn in [
        &b"{\"path\":\"a.txt\",\"removed\":\"cu"[..],
        b"{\"path\":\"a.txt\",\"removed\":\"\xd8",
        b"{\"path\"\n",
    ] {
        let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
        let ledger = folder.path().join("l.jsonl");
        assert_eq!(
            run(folder.path(), &["--fix", "a.txt", "--ledger", "l.jsonl"])
                .status
                .code(),
            Some(0)
        );
        let mut rows = fs::read(&ledger).unwrap();
        rows.extend_from_slice(torn);
        fs::write(&ledger, rows).unwrap();
        assert_eq!(
            run(folder.path(), &["--fix", "b.txt", "--ledger", "l.jsonl"])
                .status
                .code(),
            Some(0)
        );
        let got = run(folder.path(), &["restore", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
        for name in ["a.txt", "b.txt"] {
            assert_eq!(
                fs::read_to_string(folder.path().join(name)).unwrap(),
                RESIDUE
            );
        }
    }
}

#[test]
fn fix_and_restore_may_be_repeated_with_one_ledger() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes()), ("b.txt", RESIDUE.as_bytes())]);
    for paths in [
        ["a.txt", "b.txt"],
        ["./a.txt", "./b.txt"],
        ["a.txt", "./a.txt"],
    ] {
        let fix = ["--fix", paths[0], paths[1], "--ledger", "l.jsonl"];
        assert_eq!(run(folder.path(), &fix).status.code(), Some(0), "{paths:?}");
        assert_eq!(
            fs::read_to_string(folder.path().join("a.txt")).unwrap(),
            CLEANED
        );
        let got = run(folder.path(), &["restore", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{paths:?} {}", err(&got));
        assert_eq!(
            fs::read_to_string(folder.path().join("a.txt")).unwrap(),
            RESIDUE
        );
        assert_eq!(
            fs::read_to_string(folder.path().join("b.txt")).unwrap(),
            RESIDUE
        );
    }
}

#[test]
fn inputs_of_one_name_are_not_written_over_one_another() {
    let folder = folder(&[]);
    for name in ["x", "y"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("a.txt"), format!("{name}\n")).unwrap();
    }
    let got = run(folder.path(), &["--fix", "x", "y", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("y/a.txt: another input was written to the same place"),
        "{}",
        err(&got)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("out/a.txt")).unwrap(),
        "x\n"
    );
}

#[test]
fn a_ledger_is_kept_apart_from_the_input() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes())]);
    let got = run(folder.path(), &["--fix", "a.txt", "--ledger", "a.txt"]);
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(folder.path().join("a.txt")).unwrap(),
        RESIDUE
    );
    // In a folder that is walked it is passed over.
    for _ in 0..2 {
        let got = run(folder.path(), &["--fix", ".", "--ledger", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    }
    assert_eq!(
        run(folder.path(), &["restore", "l.jsonl"]).status.code(),
        Some(0)
    );
    let got = run(folder.path(), &["--fix", "-", "--ledger", "l.jsonl"]);
    assert_eq!(got.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn only_files_are_replaced_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[
        ("a.txt", RESIDUE.as_bytes()),
        ("locked.txt", RESIDUE.as_bytes()),
    ]);
    symlink("a.txt", folder.path().join("link.txt")).unwrap();
    symlink("/dev/null", folder.path().join("null")).unwrap();
    let locked = folder.path().join("locked.txt");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
    let got = run(folder.path(), &["--fix", "locked.txt"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(err(&got).contains("the file is read-only"), "{}", err(&got));
    assert_eq!(fs::read_to_string(&locked).unwrap(), RESIDUE);
    let got = run(folder.path(), &["--fix", "a.txt", "-o", "null"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("not a file stands there"),
        "{}",
        err(&got)
    );
    assert_eq!(
        run(folder.path(), &["--fix", "link.txt"]).status.code(),
        Some(0)
    );
    assert!(folder.path().join("link.txt").is_symlink());
    assert_eq!(
        fs::read_to_string(folder.path().join("a.txt")).unwrap(),
        CLEANED
    );
}

#[test]
fn a_rule_file_cannot_reach_the_terminal_either() {
    let pack = "[pack]\nname = \"mine\"\nabout = \"x\"\n[[rule]]\nid = \"mine-a\"\nkind = \"line\"\ncategory = \"ad\"\n\
        summary = \"s\\u001b[31m\"\nwhy = \"w\\u001b[31m\\u202e\"\nphrases = [\"x\"]\n[[rule.test]]\nflag = [\"⟦x⟧\"]\nclean = [\"y\"]\n";
    let long = pack.replace(
        "[\"x\"]",
        &format!("[{} \"@no\"]", "\"a\", ".repeat(30_000)),
    );
    let folder = folder(&[
        ("p.toml", pack.as_bytes()),
        ("long.toml", long.as_bytes()),
        ("a.txt", b"x\ny\n"),
    ]);
    for args in [
        &["explain", "mine-a", "--rules", "p.toml"][..],
        &["rules", "--rules", "p.toml"],
        &["a.txt", "--rules", "p.toml"],
    ] {
        let got = run(folder.path(), args);
        assert!(is_safe(&out(&got)) && is_safe(&err(&got)), "{args:?}");
    }
    let got = run(folder.path(), &["a.txt", "--rules", "long.toml"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("unknown list `no`") && err(&got).len() < 2_000,
        "{}",
        err(&got)
    );
}

#[test]
fn the_same_bytes_come_out_whatever_the_number_of_threads() {
    let rows: String = (0..300)
        .map(|n| {
            format!(
                "{{\"id\":{n},\"text\":{}}}\n",
                serde_json::to_string(&format!("{RESIDUE}{n}\n")).unwrap()
            )
        })
        .collect();
    let folder = folder(&[("rows.jsonl", rows.as_bytes())]);
    let lint = |jobs| {
        out(&run(
            folder.path(),
            &[
                "rows.jsonl",
                "--jobs",
                jobs,
                "--output-format",
                "json-lines",
            ],
        ))
    };
    assert_eq!(lint("1"), lint("7"));
    let fix = |jobs: &str| {
        let name = format!("out{jobs}.jsonl");
        run(
            folder.path(),
            &["--fix", "rows.jsonl", "-o", &name, "--jobs", jobs],
        );
        fs::read(folder.path().join(name)).unwrap()
    };
    assert_eq!(fix("1"), fix("7"));
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let folder = folder(&[("a.txt", RESIDUE.repeat(2_000).as_bytes())]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder.path())
        .args(["a.txt", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let got = child.wait_with_output().unwrap();
    assert_eq!(got.status.code(), Some(1));
    assert_eq!(err(&got), "");
}

/// Needs `/dev/full`, which refuses every write.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_output_is_said() {
    let folder = folder(&[("a.txt", RESIDUE.as_bytes())]);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let got = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder.path())
        .arg("a.txt")
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("standard output: cannot write"),
        "{}",
        err(&got)
    );
}
