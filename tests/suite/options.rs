//! Options about exit codes, limits and colours; the version, shell completions and manual pages.

use super::support::{
    empty_folder, folder_with_texts, program, run_program, stderr_of, stdout_of, write_file,
};

const DIRTY: &str = "Ships came back.\nLeave a comment\nLeave a comment\n";

#[test]
fn the_exit_code_follows_fail_on() {
    let folder = folder_with_texts(&[("warning.txt", DIRTY), ("clean.txt", "Ships came back.\n")]);
    let info = "[rules.comments]\nseverity = \"info\"\n";
    write_file(folder.path(), "info.toml", info);
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
        let got = run_program(folder.path(), &[args, &comments].concat());
        assert_eq!(
            got.status.code(),
            Some(code),
            "{args:?}\n{}",
            stderr_of(&got)
        );
    }
}

#[test]
fn max_findings_limits_what_is_shown_but_not_what_is_counted() {
    let folder = folder_with_texts(&[("a.txt", DIRTY), ("b.txt", DIRTY)]);
    let lint = |max: &str, format: &str| {
        let args = [
            ".",
            "--max-findings",
            max,
            "--output-format",
            format,
            "--quiet",
        ];
        let got = run_program(
            folder.path(),
            &[&args[..], &["--select", "comments"]].concat(),
        );
        assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
        let said = stderr_of(&got);
        (stdout_of(&got), said)
    };
    let (all, said) = lint("100", "concise");
    let count = all.lines().count();
    assert!(count >= 2 && said.is_empty(), "{all}{said}");
    let (some, said) = lint("1", "concise");
    assert_eq!(some, all.split_inclusive('\n').next().unwrap());
    let more = format!("And {} more finding", count - 1);
    assert!(said.starts_with(&more), "{said}");
    for max in ["0", "1"] {
        let (json, _) = lint(max, "json");
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(rows.len().to_string(), max);
        // A document whose findings are not shown is not reported as clean.
        assert!(!lint(max, "junit").0.contains("no findings"));
    }
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    let folder = folder_with_texts(&[("a.txt", DIRTY)]);
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
            let mut command = program();
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
fn the_version_names_the_source_that_was_built() {
    let folder = empty_folder();
    let said = |flag| stdout_of(&run_program(folder.path(), &[flag]));
    let short = format!("corpus-lint {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(said("-V").trim(), short);
    assert!(said("--version").starts_with(&format!("{short} (")));
}

#[test]
fn completions_and_manual_pages_contain_the_options() {
    let folder = empty_folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let got = run_program(folder.path(), &["completions", shell]);
        let script = stdout_of(&got);
        assert!(script.contains("output-format"), "{shell}");
    }
    let got = run_program(folder.path(), &["man"]);
    assert!(stdout_of(&got).contains("output\\-format"));
    run_program(folder.path(), &["man", "pages"]);
    assert!(folder.path().join("pages/corpus-lint-explain.1").is_file());
}
