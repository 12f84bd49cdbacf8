//! The baseline: findings in it are neither reported nor fixed, new findings are. Its file is sorted and
//! changes only when its findings change.

use std::fs;
use std::path::Path;

use super::support::{
    Rule, empty_folder, folder_with_texts, json_row, pack, read_text, run_program, seed_articles,
    stderr_of, stdout_of, write_file,
};

const ONE: &str = "Ships came back.\n\nLeave a comment\n";
const TWO: &str = "Ships came back.\n\nLeave a comment\n\nThe port opened.\n\nLeave a comment\n";
const FILE: &str = "known.jsonl";

/// Runs the program with the baseline. Gives the exit code and the place of each finding.
fn lint_with_baseline(folder: &Path, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let options = ["--select", "comments", "--output-format", "concise"];
    let got = run_program(
        folder,
        &[&options[..], &["--baseline", FILE], args].concat(),
    );
    let said = stdout_of(&got);
    (
        got.status.code(),
        said.lines()
            .map(|line| line.split(": ").next().unwrap().to_owned())
            .collect(),
    )
}

/// The rows of the baseline, without its header.
fn known_rows(folder: &Path) -> Vec<String> {
    let text = read_text(folder, FILE);
    assert!(text.starts_with("{\"corpus-lint-baseline\":1}\n") && text.ends_with('\n'));
    text.lines().skip(1).map(str::to_owned).collect()
}

/// Each case: a file when the baseline is made, the same file later, and what is then reported.
#[test]
fn only_new_findings_are_reported() {
    let moved = format!("The mayor spoke.\n\n{ONE}");
    let spelled = ONE.replace("Leave a comment", "LEAVE  A COMMENT");
    let a = json_row("a", ONE);
    let b = json_row("b", "The mayor spoke.\n");
    let a_twice = json_row("a", TWO);
    let b_too = json_row("b", ONE);
    let nameless = |text: &str| json_row("", text).replace("\"id\":\"\",", "");
    let (x, y) = (nameless(ONE), nameless(&ONE.replace("Ships", "Boats")));
    let by_address = |text: &str| {
        format!(
            "{}\n",
            serde_json::json!({"url": "https://a.example/1", "text": text})
        )
    };
    for (name, before, after, new) in [
        ("a.txt", ONE, ONE, &[][..]),
        ("a.txt", ONE, &moved, &[]),
        ("a.txt", ONE, &spelled, &[]),
        ("a.txt", ONE, TWO, &["a.txt:7:1"]),
        ("a.txt", TWO, ONE, &[]),
        ("a.jsonl", &a, &[&b[..], &a].concat(), &[]),
        (
            "a.jsonl",
            &a,
            &[&b_too[..], &a].concat(),
            &["a.jsonl[0]:3:1"],
        ),
        ("a.jsonl", &a, &a_twice, &["a.jsonl[0]:7:1"]),
        ("a.jsonl", &x, &[&y[..], &x].concat(), &["a.jsonl[0]:3:1"]),
        // Equal records share what the baseline holds about them.
        ("a.jsonl", &x, &[&x[..], &x].concat(), &["a.jsonl[1]:3:1"]),
        (
            "a.jsonl",
            &[&x[..], &x].concat(),
            &[&x[..], &b, &x].concat(),
            &[],
        ),
        ("a.jsonl", &by_address(ONE), &by_address(&moved), &[]),
    ] {
        let folder = folder_with_texts(&[(name, before)]);
        let folder = folder.path();
        assert_eq!(
            lint_with_baseline(folder, &["--update-baseline", name]),
            (Some(0), vec![])
        );
        fs::write(folder.join(name), after).unwrap();
        let code = i32::from(!new.is_empty());
        let new: Vec<_> = new.iter().map(|&place| place.to_owned()).collect();
        assert_eq!(
            lint_with_baseline(folder, &[name]),
            (Some(code), new),
            "{before:?} {after:?}"
        );
    }
}

/// The baseline begins with one finding in `a.txt` and one in `b.txt`. Each case: options, the new
/// content of the two files, the paths on the command line, and how many findings of each file the
/// baseline holds afterwards.
#[test]
fn an_update_changes_only_the_rows_of_files_that_it_read() {
    let clean = "Ships came back.\n";
    for (options, a, b, named, holds) in [
        (
            &["--update-baseline"][..],
            TWO,
            ONE,
            &["a.txt", "b.txt"][..],
            (2, 1),
        ),
        (
            &["--update-baseline"],
            clean,
            ONE,
            &["a.txt", "b.txt"],
            (1, 1),
        ),
        (
            &["--update-baseline", "--prune"],
            clean,
            TWO,
            &["a.txt", "b.txt"],
            (0, 2),
        ),
        (
            &["--update-baseline", "--prune"],
            clean,
            clean,
            &["b.txt"],
            (1, 0),
        ),
        (&["--prune"], clean, TWO, &["."], (0, 1)),
        (&["--prune"], "", ONE, &["."], (0, 1)),
        (&["--prune"], "", ONE, &["b.txt"], (1, 1)),
        (
            &["--prune", "--ignore", "comments"],
            clean,
            clean,
            &["."],
            (1, 1),
        ),
        (
            &["--prune", "--max-record", "1"],
            clean,
            ONE,
            &["."],
            (0, 1),
        ),
    ] {
        let folder = folder_with_texts(&[("a.txt", ONE), ("b.txt", ONE)]);
        let folder = folder.path();
        lint_with_baseline(folder, &["--update-baseline", "."]);
        assert_eq!(known_rows(folder).len(), 2);
        for (name, text) in [("a.txt", a), ("b.txt", b)] {
            match text {
                "" => fs::remove_file(folder.join(name)).unwrap(),
                text => fs::write(folder.join(name), text).unwrap(),
            }
        }
        let case = format!("{options:?} {a:?} {b:?} {named:?}");
        let select = match options.contains(&"--ignore") {
            true => &[][..],
            false => &["--select", "comments"],
        };
        let args = [&["--baseline", FILE], select, options, named].concat();
        let got = run_program(folder, &args);
        assert!(got.status.code() < Some(2), "{case}: {}", stderr_of(&got));
        let count = |path: &str| -> u64 {
            let rows = known_rows(folder);
            let rows = rows
                .iter()
                .map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
            rows.filter(|row| row["path"] == path)
                .map(|row| row["count"].as_u64().unwrap_or(1))
                .sum()
        };
        assert_eq!((count("a.txt"), count("b.txt")), holds, "{case}");
    }
}

#[test]
fn findings_of_rows_that_are_gone_are_pruned() {
    let folder = folder_with_texts(&[(
        "a.jsonl",
        &[json_row("a", ONE), json_row("b", ONE)].concat(),
    )]);
    let folder = folder.path();
    lint_with_baseline(folder, &["--update-baseline", "a.jsonl"]);
    // With a row that cannot be read, the file was not checked completely.
    for (rest, holds) in [
        (json_row("b", ONE) + "{\"text\": 1}\n", 2),
        (json_row("b", ONE), 1),
    ] {
        fs::write(folder.join("a.jsonl"), rest).unwrap();
        lint_with_baseline(folder, &["--prune", "a.jsonl"]);
        assert_eq!(known_rows(folder).len(), holds);
    }
}

#[test]
fn findings_in_the_baseline_are_not_fixed() {
    let folder = folder_with_texts(&[("a.txt", ONE), ("b.jsonl", &json_row("b", ONE))]);
    let folder = folder.path();
    lint_with_baseline(folder, &["--update-baseline", "."]);
    fs::write(folder.join("a.txt"), TWO).unwrap();
    let got = run_program(
        folder,
        &[
            "--select",
            "comments",
            "--baseline",
            FILE,
            "--diff",
            "a.txt",
            "b.jsonl",
        ],
    );
    let said = stdout_of(&got);
    assert_eq!(said.matches("\n-Leave a comment").count(), 1, "{said}");
    assert_eq!(
        lint_with_baseline(folder, &["--fix", "."]),
        (Some(0), vec![])
    );
    let fixed = read_text(folder, "a.txt");
    assert_eq!(
        fixed,
        "Ships came back.\n\nLeave a comment\n\nThe port opened.\n"
    );
    assert_eq!(read_text(folder, "b.jsonl"), json_row("b", ONE));
    let without = ["--no-baseline", "--select", "comments", "--fix", "a.txt"];
    assert_eq!(run_program(folder, &without).status.code(), Some(0));
    assert!(!read_text(folder, "a.txt").contains("comment"));
}

/// A new finding inside one of the baseline is reported, but its fix is not applied.
#[test]
fn a_fix_removes_no_part_of_a_finding_in_the_baseline() {
    let pack = pack(&[
        Rule {
            id: "mine-line",
            keys: "fix = \"none\"\nphrases = [\"Get the Harbour app today\"]",
            ..Rule::default()
        },
        Rule {
            id: "mine-span",
            kind: "span",
            keys: "fix = \"safe\"\nphrases = [\"Harbour app\"]",
            ..Rule::default()
        },
    ]);
    let text = "Ships came back.\nGet the Harbour app today\nThe Harbour app is here.\n";
    let folder = folder_with_texts(&[("a.txt", text), ("mine.toml", &pack)]);
    let folder = folder.path();
    let base = ["--rules", "mine.toml", "--baseline", FILE, "a.txt"];
    let with = |args: &[&str]| run_program(folder, &[&base[..], args].concat());
    with(&["--select", "mine-line", "--update-baseline"]);
    assert_eq!(known_rows(folder).len(), 1);
    let fix = ["--select", "mine-line,mine-span", "--fix", "--unsafe-fixes"];
    let got = with(&[&fix[..], &["--output-format", "concise"]].concat());
    let said = stdout_of(&got);
    assert_eq!(got.status.code(), Some(1), "{}", stderr_of(&got));
    assert!(
        said.starts_with("a.txt:2:9: ") && said.lines().count() == 1,
        "{said}"
    );
    let fixed = read_text(folder, "a.txt");
    assert!(fixed.contains("Get the Harbour app today\n"), "{fixed}");
    assert!(!fixed.contains("The Harbour app"), "{fixed}");
}

/// After a baseline of all findings, no finding is reported and no byte is fixed.
#[test]
fn seeds_in_the_baseline_stay_as_they_are() {
    let folder = empty_folder();
    let folder = folder.path();
    let seeds = seed_articles();
    for (name, text) in &seeds {
        write_file(folder, &format!("seeds/{name}"), text);
    }
    for options in [
        &["--update-baseline"][..],
        &[],
        &["--fix", "--unsafe-fixes", "--jobs", "4"],
    ] {
        let got = run_program(
            folder,
            &[&["--baseline", FILE, "--fail-on", "info", "seeds"], options].concat(),
        );
        assert_eq!(
            got.status.code(),
            Some(0),
            "{options:?} {}",
            stderr_of(&got)
        );
        assert!(got.stdout.is_empty(), "{options:?}");
    }
    for (name, text) in seeds {
        let left = fs::read_to_string(folder.join("seeds").join(&name)).unwrap();
        assert!(left == text, "{name:?} was changed");
    }
}

/// The baseline fits its documents from every folder, and it is not a document itself.
#[test]
fn paths_are_relative_to_the_baseline() {
    let folder = folder_with_texts(&[
        ("news/a.txt", ONE),
        ("checks/.keep", ""),
        ("news/deep/b.txt", ONE),
    ]);
    let settings = "baseline = \"checks/known.jsonl\"\nselect = [\"comments\"]\n";
    write_file(folder.path(), "corpus-lint.toml", settings);
    assert_eq!(
        run_program(folder.path(), &["--update-baseline", "news"])
            .status
            .code(),
        Some(0)
    );
    let absolute = folder.path().join("news");
    for (from, named) in [
        (".", "news"),
        (".", "./news/"),
        (".", "news/deep/../a.txt"),
        (".", "."),
        ("news", "."),
        ("news/deep", "b.txt"),
        ("checks", "../news"),
        ("checks", absolute.to_str().unwrap()),
        ("checks", "known.jsonl"),
    ] {
        let got = run_program(&folder.path().join(from), &[named]);
        assert_eq!(
            got.status.code(),
            Some(0),
            "{from} {named} {}",
            stderr_of(&got)
        );
    }
    assert_eq!(
        run_program(folder.path(), &["--no-baseline", "news"])
            .status
            .code(),
        Some(1)
    );
}

#[test]
fn the_file_is_sorted_and_changes_only_when_its_findings_change() {
    let folder = folder_with_texts(&[
        ("b.txt", ONE),
        ("a.txt", TWO),
        ("c.jsonl", &json_row("خ \u{202e}", ONE)),
    ]);
    let folder = folder.path();
    lint_with_baseline(folder, &["--update-baseline", "c.jsonl", "b.txt", "a.txt"]);
    let before = fs::metadata(folder.join(FILE)).unwrap().modified().unwrap();
    let written = known_rows(folder);
    assert!(written.is_sorted(), "{written:?}");
    assert_eq!(written.len(), 3);
    assert!(written[0].ends_with("\"count\":2}"), "{written:?}");
    assert!(
        !written[2].contains('\u{202e}'),
        "a terminal would turn it around"
    );
    lint_with_baseline(folder, &["--update-baseline", "--prune", "."]);
    assert_eq!(
        fs::metadata(folder.join(FILE)).unwrap().modified().unwrap(),
        before
    );
    // A merge that keeps both sides.
    let mut both = read_text(folder, FILE);
    both = format!(
        "{both}{}\n{}\n",
        written[1],
        written[0].replace("\"count\":2", "\"count\":1")
    );
    fs::write(folder.join(FILE), both).unwrap();
    assert_eq!(lint_with_baseline(folder, &["."]), (Some(0), vec![]));
    lint_with_baseline(folder, &["--update-baseline", "."]);
    assert_eq!(
        known_rows(folder).len(),
        5,
        "rows that did not change are not written again"
    );
}

/// The message for a baseline that cannot be used. Nothing is then read or written.
#[test]
fn a_broken_baseline_is_reported_with_a_remedy() {
    let header = "{\"corpus-lint-baseline\":1}\n";
    let good = "{\"path\":\"a.txt\",\"rule\":\"x\",\"text\":\"0f\"}\n";
    for (text, place, remedy) in [
        (
            String::new(),
            "known.jsonl:1: this is not a baseline",
            "--update-baseline",
        ),
        (
            good.into(),
            "known.jsonl:1: this is not a baseline",
            "check the path",
        ),
        (
            header.replace('1', "7"),
            "known.jsonl:1: another version",
            "use that version",
        ),
        (
            format!("{header}{good}oops\n"),
            "known.jsonl:3: this row is broken",
            "version control",
        ),
        (
            format!("{header}{{\"path\":\"a\"}}\n"),
            "known.jsonl:2: this row",
            "delete this row",
        ),
        (
            good.replace("0f", "zz")
                .replace("{\"path", &format!("{header}{{\"path")),
            "known.jsonl:2: this row",
            "counts as new",
        ),
        (
            format!("{header}<<<<<<< ours\n{good}"),
            "known.jsonl:2: this line is a conflict marker of a merge",
            "keep the rows of both",
        ),
    ] {
        let folder = folder_with_texts(&[("a.txt", ONE), (FILE, &text)]);
        for options in [&[][..], &["--update-baseline"], &["--fix"]] {
            let got = run_program(
                folder.path(),
                &[&["--baseline", FILE, "a.txt"], options].concat(),
            );
            let said = stderr_of(&got).replace("\n  │ ", " ");
            assert_eq!(got.status.code(), Some(2), "{text}");
            assert!(
                said.contains(place) && said.contains(remedy),
                "{text}\n{said}"
            );
            assert_eq!(read_text(folder.path(), FILE), text);
        }
    }
    let folder = folder_with_texts(&[("a.txt", ONE)]);
    for (args, said) in [
        (
            &["--baseline", "none.jsonl"][..],
            "there is no such baseline",
        ),
        (
            &["--baseline", "none.jsonl", "--prune"],
            "there is no such baseline",
        ),
        (&["--update-baseline"], "no baseline was named"),
        (
            &["--baseline", "none/known.jsonl", "--update-baseline"],
            "cannot write the baseline",
        ),
        (
            &["--baseline", "k", "--update-baseline", "--fix"],
            "cannot be used with",
        ),
    ] {
        let got = run_program(folder.path(), &[args, &["a.txt"]].concat());
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(
            stderr_of(&got).contains(said),
            "{args:?} {}",
            stderr_of(&got)
        );
    }
}
