//! Options that say how much is shown, what fails, in which colours; what the program says of itself.

mod common;

use std::process::Command;

use common::{err, out, run, texts};

const RESIDUE: &str = "Ships came back.\nLeave a comment\nLeave a comment\n";

/// What makes the exit code 1, by what is left.
#[test]
fn the_exit_code_follows_fail_on() {
    let folder = texts(&[
        ("warning.txt", RESIDUE),
        ("clean.txt", "Ships came back.\n"),
    ]);
    let info = "# This file makes its findings infos.\n[rules.comments]\nseverity = \"info\"\n";
    std::fs::write(folder.path().join("info.toml"), info).unwrap();
    let comments = ["--select", "comments"];
    let as_info = ["--config", "info.toml"];
    for (args, code) in [
        (&["warning.txt"][..], 1),
        (&["warning.txt", "--fail-on", "error"], 0),
        (&["warning.txt", "--fail-on", "warning"], 1),
        (&["warning.txt", "--fail-on", "info"], 1),
        (&["warning.txt", "--fail-on", "never"], 0),
        (&["warning.txt", "--fail-on", "never", "--diff"], 0),
        (&["warning.txt", "--fail-on", "warning", "--statistics"], 1),
        (&["warning.txt", as_info[0], as_info[1]], 0),
        (
            &["warning.txt", as_info[0], as_info[1], "--fail-on", "info"],
            1,
        ),
        (&["clean.txt", "--fail-on", "info"], 0),
        (&["missing.txt", "--fail-on", "never"], 2),
    ] {
        let got = run(folder.path(), &[args, &comments].concat());
        assert_eq!(got.status.code(), Some(code), "{args:?}\n{}", err(&got));
    }
}

#[test]
fn max_findings_stops_showing_and_counts_on() {
    let folder = texts(&[("a.txt", RESIDUE), ("b.txt", RESIDUE)]);
    let run = |max: &str, format: &str| {
        let args = [
            ".",
            "--max-findings",
            max,
            "--output-format",
            format,
            "--quiet",
        ];
        let got = run(
            folder.path(),
            &[&args[..], &["--select", "comments"]].concat(),
        );
        assert_eq!(got.status.code(), Some(1), "{}", err(&got));
        let said = err(&got);
        (out(&got), said)
    };
    let (all, said) = run("100", "concise");
    let count = all.lines().count();
    assert!(count >= 2 && said.is_empty(), "{all}{said}");
    let (some, said) = run("1", "concise");
    assert_eq!(some, all.split_inclusive('\n').next().unwrap());
    let more = format!("And {} more finding", count - 1);
    assert!(said.starts_with(&more), "{said}");
    for max in ["0", "1"] {
        let (json, _) = run(max, "json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(rows.len().to_string(), max);
        // A document is not called clean because its findings are not shown.
        assert!(!run(max, "junit").0.contains("no findings"));
    }
}

#[test]
fn colours_are_decided_in_one_place() {
    let folder = texts(&[("a.txt", RESIDUE)]);
    for (option, variables, coloured) in [
        (None, &[][..], false),
        (Some("always"), &[], true),
        (Some("always"), &["NO_COLOR"], true),
        (Some("never"), &["CLICOLOR_FORCE"], false),
        (None, &["CLICOLOR_FORCE"], true),
        (None, &["NO_COLOR", "CLICOLOR_FORCE"], false),
    ] {
        for more in [
            &["--output-format", "full"][..],
            &["--output-format", "grouped"],
            &["--diff"],
        ] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_corpus-lint"));
            command.current_dir(folder.path()).arg("a.txt").args(more);
            command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
            command.envs(variables.iter().map(|name| (name, "1")));
            command.args(option.map(|when| format!("--color={when}")));
            let said = command.output().unwrap().stdout;
            let case = format!("{option:?} {variables:?} {more:?}");
            assert_eq!(said.contains(&0x1b), coloured, "{case}");
        }
    }
}

#[test]
fn the_version_says_what_it_was_built_from() {
    let folder = texts(&[]);
    let said = |flag| out(&run(folder.path(), &[flag]));
    let short = format!("corpus-lint {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(said("-V").trim(), short);
    assert!(said("--version").starts_with(&format!("{short} (")));
}

#[test]
fn shells_and_manuals_know_the_options() {
    let folder = texts(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let got = run(folder.path(), &["completions", shell]);
        let script = out(&got);
        assert!(script.contains("output-format"), "{shell}");
    }
    let got = run(folder.path(), &["man"]);
    assert!(out(&got).contains("output\\-format"));
    run(folder.path(), &["man", "pages"]);
    assert!(folder.path().join("pages/corpus-lint-explain.1").is_file());
}
