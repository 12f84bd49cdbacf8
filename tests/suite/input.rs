//! Bad input is reported with its place, and the run continues: nothing is lost, and no control characters
//! reach the terminal. Also standard input, copies, and links.

use std::fs;
use std::process::Stdio;

use super::support::{
    ARABIC, ARABIC_CLEANED, Rule, empty_folder, folder_with_files, is_printable, json_string, pack,
    program, read_text, run_program, run_program_on_input, stderr_of, stdout_of, write_file,
};

#[test]
fn a_missing_path_does_not_end_the_run() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes())]);
    let got = run_program(
        folder.path(),
        &["nowhere.txt", "a.txt", "--output-format", "concise"],
    );
    assert_eq!(got.status.code(), Some(2));
    assert!(stderr_of(&got).contains("nowhere.txt: cannot open"));
    assert!(stdout_of(&got).starts_with("a.txt:2:1: warning: ar-comments"));
}

/// A file that the user names is never skipped silently.
#[test]
fn a_named_file_of_unknown_format_is_an_error_with_a_remedy() {
    let page = "<html><body>\nLeave a comment\n</body></html>\n";
    let folder = folder_with_files(&[
        ("page.html", page.as_bytes()),
        ("page.html.gz", page.as_bytes()),
        ("a.txt", ARABIC.as_bytes()),
        ("README", b"Leave a comment\n"),
        ("notes.log", b"Leave a comment\n"),
        ("site.com-2024.05", b"Leave a comment\n"),
    ]);
    for name in ["page.html", "page.html.gz"] {
        for args in [
            &[name, "a.txt"][..],
            &["--diff", name, "a.txt"],
            &["--statistics", name, "a.txt"],
        ] {
            let got = run_program(folder.path(), args);
            assert_eq!(got.status.code(), Some(2), "{args:?}");
            let said = stderr_of(&got);
            assert!(
                said.contains(&format!("{name}: skipped: it is not plain text")),
                "{said}"
            );
            assert!(said.contains("--format text reads it"), "{said}");
            assert!(
                stdout_of(&got).contains("ar-comments") || args[0] == "--diff",
                "{args:?}"
            );
        }
    }
    let got = run_program(folder.path(), &["--fix", "page.html"]);
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(
        fs::read_to_string(folder.path().join("page.html")).unwrap(),
        page
    );
    // The remedy works, other names are those of plain text, and folders may contain other files.
    let got = run_program(
        folder.path(),
        &[
            "--format",
            "text",
            "--output-format",
            "concise",
            "page.html",
        ],
    );
    assert!(
        stdout_of(&got).contains("page.html:2:1: "),
        "{}",
        stdout_of(&got)
    );
    for name in ["README", "notes.log", "site.com-2024.05"] {
        let got = run_program(folder.path(), &["--output-format", "concise", name]);
        assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
    }
    let got = run_program(folder.path(), &["."]);
    assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
    assert!(
        stderr_of(&got).contains("Skipped 5 files of unknown format"),
        "{}",
        stderr_of(&got)
    );
}

#[test]
fn a_file_of_invalid_utf8_is_reported_and_stays_as_it_is() {
    let damaged = [ARABIC.as_bytes(), b"\xef\n"].concat();
    let folder = folder_with_files(&[("a.txt", damaged.as_slice()), ("b.txt", ARABIC.as_bytes())]);
    let got = run_program(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("./a.txt: not UTF-8: byte 60 (line 3) is 0xef"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(fs::read(folder.path().join("a.txt")).unwrap(), damaged);
    assert_eq!(read_text(folder.path(), "b.txt"), ARABIC_CLEANED);
}

#[test]
fn bad_rows_are_reported_and_stay_as_they_are() {
    let good = format!("{{\"id\":1,\"text\":{}}}\n", json_string(ARABIC));
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
    let folder = folder_with_files(&[("rows.jsonl", rows.as_bytes())]);
    let got = run_program(folder.path(), &["--fix", "rows.jsonl"]);
    assert_eq!(got.status.code(), Some(2));
    let said = stderr_of(&got);
    for place in [
        "rows.jsonl:2:2: not a JSON object",
        "rows.jsonl:3: the record has no field `text`",
        "did you mean --text-field txt?",
        "rows.jsonl:5:1: not a JSON object: invalid type",
        "rows.jsonl:6: the field `text` is not a string",
        "rows.jsonl:7: the field `text` occurs more than once in the record",
        "rows.jsonl:8: the record contains half a surrogate pair",
        "rows.jsonl:10:",
    ] {
        assert!(said.contains(place), "{place}\n{said}");
    }
    let fixed = format!("{{\"id\":1,\"text\":{}}}\n", json_string(ARABIC_CLEANED));
    assert_eq!(
        read_text(folder.path(), "rows.jsonl"),
        format!("{fixed}{}", bad.concat())
    );
}

#[test]
fn hostile_text_is_printed_without_control_characters() {
    let hostile = "\u{1b}[31m\u{0}\u{202e}\u{9b}2J\nتعليقات \u{202e}الزوار\u{1b}]0;x\u{7}\nلا تعليقات\u{202e}\n";
    let rows = format!(
        "{{\"id\":\"\\u001b[2J\",\"text\":{}}}\n",
        json_string(hostile)
    );
    let folder = folder_with_files(&[
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
        let got = run_program(folder.path(), args);
        assert_eq!(got.status.code(), Some(1), "{args:?}: {}", stderr_of(&got));
        // The colours of the diff come from the program.
        let said = ["0", "1", "31", "32", "36"]
            .iter()
            .fold(stdout_of(&got), |said, n| {
                said.replace(&format!("\n\u{1b}[{n}m"), "\n")
                    .replace(&format!("\u{1b}[{n}m\n"), "\n")
            });
        let said = said.trim_start_matches("\u{1b}[1m").to_owned();
        assert!(
            is_printable(&said) && is_printable(&stderr_of(&got)),
            "{args:?}\n{said:?}"
        );
        assert!(said.len() < 40_000, "{args:?}");
    }
}

#[test]
fn a_document_of_boilerplate_only_is_not_emptied() {
    let folder = folder_with_files(&[("a.txt", "تعليقات الزوار\nلا تعليقات\n".as_bytes())]);
    let got = run_program(
        folder.path(),
        &["--fix", "a.txt", "--output-format", "concise"],
    );
    assert_eq!(got.status.code(), Some(1));
    assert!(stdout_of(&got).contains("not removed: nothing would be left of the document"));
    assert!(!folder.path().join(".corpus-lint").exists());
}

#[test]
fn standard_input_is_checked_and_cleaned() {
    let folder = empty_folder();
    let give = |args: &[&str], text: &str| run_program_on_input(folder.path(), args, text);
    let got = give(&["-", "--output-format", "concise"], ARABIC);
    assert_eq!(got.status.code(), Some(1));
    assert!(stdout_of(&got).starts_with("-:2:1: "));
    let got = give(&["--fix", "-"], ARABIC);
    assert_eq!(
        (got.status.code(), stdout_of(&got).as_str()),
        (Some(0), ARABIC_CLEANED)
    );
    let row = format!("{{\"body\":{}}}", json_string(ARABIC));
    let got = give(
        &["--fix", "-", "--format", "jsonl", "--text-field", "body"],
        &row,
    );
    assert_eq!(
        stdout_of(&got),
        format!("{{\"body\":{}}}", json_string(ARABIC_CLEANED))
    );
}

#[test]
fn copies_are_written_to_the_output_folder_and_the_input_stays() {
    let folder = folder_with_files(&[
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
    write_file(folder.path(), "in/deep/a.txt", ARABIC);
    let got = run_program(folder.path(), &["--fix", "in", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(stderr_of(&got).contains("Skipped 1 file"));
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("out/deep/a.txt"), ARABIC_CLEANED.as_bytes());
    assert_eq!(read("in/deep/a.txt"), ARABIC.as_bytes());
    assert_eq!(read("out/clean.txt"), b"Nothing here.\n");
    assert_eq!(read("out/bad.txt"), b"\0\xff");
    assert!(!folder.path().join("out/skip.png").exists());
    for args in [["--fix", "in", "-o", "in/out"], ["--fix", "in", "-o", "."]] {
        let got = run_program(folder.path(), &args);
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(
            stderr_of(&got).contains("would mix with the input"),
            "{}",
            stderr_of(&got)
        );
    }
}

#[test]
fn restore_changes_nothing_if_a_file_has_changed() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes()), ("b.txt", ARABIC.as_bytes())]);
    assert_eq!(
        run_program(folder.path(), &["--fix", "."]).status.code(),
        Some(0)
    );
    let changed = format!("{ARABIC_CLEANED}more\n");
    write_file(folder.path(), "b.txt", &changed);
    let got = run_program(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("b.txt: the file is no longer what the run left"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "a.txt"), ARABIC_CLEANED);
    assert_eq!(read_text(folder.path(), "b.txt"), changed);
    write_file(folder.path(), "b.txt", ARABIC_CLEANED);
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
    assert_eq!(read_text(folder.path(), "b.txt"), ARABIC);
    // A second restore has nothing to do.
    assert_eq!(
        run_program(folder.path(), &["restore"]).status.code(),
        Some(0)
    );
}

#[test]
fn two_runs_in_one_ledger_are_undone_one_after_the_other() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes())]);
    let fix = ["--fix", "a.txt", "--ledger", "l.jsonl"];
    assert_eq!(run_program(folder.path(), &fix).status.code(), Some(0));
    let longer = format!("{ARABIC_CLEANED}وعادت السفن.\nاترك تعليقا\n");
    write_file(folder.path(), "a.txt", &longer);
    assert_eq!(run_program(folder.path(), &fix).status.code(), Some(0));
    // The file was edited between the runs, so only the second run can be undone.
    let restore = ["restore", "l.jsonl"];
    let path = folder.path().join("a.txt");
    assert_eq!(run_program(folder.path(), &restore).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), longer);
    // When the file is again what the first run left, that run can be undone as well.
    fs::write(&path, ARABIC_CLEANED).unwrap();
    assert_eq!(run_program(folder.path(), &restore).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), ARABIC);
}

#[test]
fn a_ledger_with_half_a_row_still_restores_the_complete_rows() {
    for torn in [
        &b"{\"path\":\"a.txt\",\"removed\":\"cu"[..],
        b"{\"path\":\"a.txt\",\"removed\":\"\xd8",
        b"{\"path\"\n",
    ] {
        let folder =
            folder_with_files(&[("a.txt", ARABIC.as_bytes()), ("b.txt", ARABIC.as_bytes())]);
        let ledger = folder.path().join("l.jsonl");
        assert_eq!(
            run_program(folder.path(), &["--fix", "a.txt", "--ledger", "l.jsonl"])
                .status
                .code(),
            Some(0)
        );
        let mut rows = fs::read(&ledger).unwrap();
        rows.extend_from_slice(torn);
        fs::write(&ledger, rows).unwrap();
        assert_eq!(
            run_program(folder.path(), &["--fix", "b.txt", "--ledger", "l.jsonl"])
                .status
                .code(),
            Some(0)
        );
        let got = run_program(folder.path(), &["restore", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
        for name in ["a.txt", "b.txt"] {
            assert_eq!(read_text(folder.path(), name), ARABIC);
        }
    }
}

#[test]
fn fix_and_restore_can_be_repeated_with_one_ledger() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes()), ("b.txt", ARABIC.as_bytes())]);
    for paths in [
        ["a.txt", "b.txt"],
        ["./a.txt", "./b.txt"],
        ["a.txt", "./a.txt"],
    ] {
        let fix = ["--fix", paths[0], paths[1], "--ledger", "l.jsonl"];
        assert_eq!(
            run_program(folder.path(), &fix).status.code(),
            Some(0),
            "{paths:?}"
        );
        assert_eq!(read_text(folder.path(), "a.txt"), ARABIC_CLEANED);
        let got = run_program(folder.path(), &["restore", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{paths:?} {}", stderr_of(&got));
        assert_eq!(read_text(folder.path(), "a.txt"), ARABIC);
        assert_eq!(read_text(folder.path(), "b.txt"), ARABIC);
    }
}

#[test]
fn two_inputs_with_the_same_name_do_not_overwrite_each_other() {
    let folder = empty_folder();
    for name in ["x", "y"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("a.txt"), format!("{name}\n")).unwrap();
    }
    let got = run_program(folder.path(), &["--fix", "x", "y", "-o", "out"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("y/a.txt: another input was already written to the same path"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "out/a.txt"), "x\n");
}

#[test]
fn a_ledger_cannot_be_an_input() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes())]);
    let got = run_program(folder.path(), &["--fix", "a.txt", "--ledger", "a.txt"]);
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(read_text(folder.path(), "a.txt"), ARABIC);
    // A ledger in an input folder is skipped.
    for _ in 0..2 {
        let got = run_program(folder.path(), &["--fix", ".", "--ledger", "l.jsonl"]);
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    }
    assert_eq!(
        run_program(folder.path(), &["restore", "l.jsonl"])
            .status
            .code(),
        Some(0)
    );
    let got = run_program(folder.path(), &["--fix", "-", "--ledger", "l.jsonl"]);
    assert_eq!(got.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn only_writable_files_are_replaced_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder_with_files(&[
        ("a.txt", ARABIC.as_bytes()),
        ("locked.txt", ARABIC.as_bytes()),
    ]);
    symlink("a.txt", folder.path().join("link.txt")).unwrap();
    symlink("/dev/null", folder.path().join("null")).unwrap();
    let locked = folder.path().join("locked.txt");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
    let got = run_program(folder.path(), &["--fix", "locked.txt"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("the file is read-only"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(fs::read_to_string(&locked).unwrap(), ARABIC);
    let got = run_program(folder.path(), &["--fix", "a.txt", "-o", "null"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("this path exists and is not a file"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(
        run_program(folder.path(), &["--fix", "link.txt"])
            .status
            .code(),
        Some(0)
    );
    assert!(folder.path().join("link.txt").is_symlink());
    assert_eq!(read_text(folder.path(), "a.txt"), ARABIC_CLEANED);
}

#[test]
fn a_rule_file_cannot_send_control_characters_to_the_terminal() {
    let pack = pack(&[Rule {
        id: "mine-a",
        summary: "s\u{1b}[31m",
        why: "w\u{1b}[31m\u{202e}",
        keys: "phrases = [\"x\"]",
        ..Rule::default()
    }]);
    let long = pack.replace(
        "[\"x\"]",
        &format!("[{} \"@no\"]", "\"a\", ".repeat(30_000)),
    );
    let folder = folder_with_files(&[
        ("p.toml", pack.as_bytes()),
        ("long.toml", long.as_bytes()),
        ("a.txt", b"x\ny\n"),
    ]);
    for args in [
        &["explain", "mine-a", "--rules", "p.toml"][..],
        &["rules", "--rules", "p.toml"],
        &["a.txt", "--rules", "p.toml"],
    ] {
        let got = run_program(folder.path(), args);
        assert!(
            is_printable(&stdout_of(&got)) && is_printable(&stderr_of(&got)),
            "{args:?}"
        );
    }
    let got = run_program(folder.path(), &["a.txt", "--rules", "long.toml"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("unknown list `no`") && stderr_of(&got).len() < 2_000,
        "{}",
        stderr_of(&got)
    );
}

#[test]
fn the_number_of_threads_does_not_change_the_output() {
    let rows: String = (0..300)
        .map(|n| {
            format!(
                "{{\"id\":{n},\"text\":{}}}\n",
                json_string(&format!("{ARABIC}{n}\n"))
            )
        })
        .collect();
    let folder = folder_with_files(&[("rows.jsonl", rows.as_bytes())]);
    let lint = |jobs| {
        stdout_of(&run_program(
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
        run_program(
            folder.path(),
            &["--fix", "rows.jsonl", "-o", &name, "--jobs", jobs],
        );
        fs::read(folder.path().join(name)).unwrap()
    };
    assert_eq!(fix("1"), fix("7"));
}

#[test]
fn a_closed_pipe_ends_the_output_without_an_error() {
    let folder = folder_with_files(&[("a.txt", ARABIC.repeat(2_000).as_bytes())]);
    let mut child = program()
        .current_dir(folder.path())
        .args(["a.txt", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let got = child.wait_with_output().unwrap();
    assert_eq!(got.status.code(), Some(1));
    assert_eq!(stderr_of(&got), "");
}

/// Needs `/dev/full`, which refuses every write.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_for_standard_output_is_reported() {
    let folder = folder_with_files(&[("a.txt", ARABIC.as_bytes())]);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let got = program()
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
        stderr_of(&got).contains("standard output: cannot write"),
        "{}",
        stderr_of(&got)
    );
}
