//! The baseline: what is known is neither reported nor fixed, what is new is; the file stays small, in
//! order, and whole.

mod common;

use std::fs;
use std::path::Path;

use common::{err, out, row, run, seeds, texts, write};

const ONE: &str = "Ships came back.\n\nLeave a comment\n";
const TWO: &str = "Ships came back.\n\nLeave a comment\n\nThe port opened.\n\nLeave a comment\n";
const FILE: &str = "known.jsonl";

/// What a run with the baseline said: its exit code and the findings, a line each.
fn lint(folder: &Path, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let options = ["--select", "comments", "--output-format", "concise"];
    let got = run(
        folder,
        &[&options[..], &["--baseline", FILE], args].concat(),
    );
    let said = out(&got);
    (
        got.status.code(),
        said.lines()
            .map(|line| line.split(": ").next().unwrap().to_owned())
            .collect(),
    )
}

fn rows(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join(FILE)).unwrap();
    assert!(text.starts_with("{\"corpus-lint-baseline\":1}\n") && text.ends_with('\n'));
    text.lines().skip(1).map(str::to_owned).collect()
}

/// Each case: a file as the baseline knows it, what becomes of it, and what is then reported.
#[test]
fn what_is_new_is_reported() {
    let moved = format!("The mayor spoke.\n\n{ONE}");
    let spelled = ONE.replace("Leave a comment", "LEAVE  A COMMENT");
    let a = row("a", ONE);
    let b = row("b", "The mayor spoke.\n");
    let a_twice = row("a", TWO);
    let b_too = row("b", ONE);
    let nameless = |text: &str| row("", text).replace("\"id\":\"\",", "");
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
        // Records that nothing tells apart share what is known of them.
        ("a.jsonl", &x, &[&x[..], &x].concat(), &["a.jsonl[1]:3:1"]),
        (
            "a.jsonl",
            &[&x[..], &x].concat(),
            &[&x[..], &b, &x].concat(),
            &[],
        ),
        ("a.jsonl", &by_address(ONE), &by_address(&moved), &[]),
    ] {
        let folder = texts(&[(name, before)]);
        let folder = folder.path();
        assert_eq!(
            lint(folder, &["--update-baseline", name]),
            (Some(0), vec![])
        );
        fs::write(folder.join(name), after).unwrap();
        let code = i32::from(!new.is_empty());
        let new: Vec<_> = new.iter().map(|&place| place.to_owned()).collect();
        assert_eq!(
            lint(folder, &[name]),
            (Some(code), new),
            "{before:?} {after:?}"
        );
    }
}

/// Each case: options, what is in `a.txt` and `b.txt`, which of them are named, and how many findings the
/// baseline, which knows one of each, holds then.
#[test]
fn updates_change_what_they_saw() {
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
        let folder = texts(&[("a.txt", ONE), ("b.txt", ONE)]);
        let folder = folder.path();
        lint(folder, &["--update-baseline", "."]);
        assert_eq!(rows(folder).len(), 2);
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
        let got = run(folder, &args);
        assert!(got.status.code() < Some(2), "{case}: {}", err(&got));
        let count = |path: &str| -> u64 {
            let rows = rows(folder);
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
fn rows_that_are_gone_are_pruned_with_their_file() {
    let folder = texts(&[("a.jsonl", &[row("a", ONE), row("b", ONE)].concat())]);
    let folder = folder.path();
    lint(folder, &["--update-baseline", "a.jsonl"]);
    // A row that cannot be judged: the file was not seen whole.
    for (rest, holds) in [(row("b", ONE) + "{\"text\": 1}\n", 2), (row("b", ONE), 1)] {
        fs::write(folder.join("a.jsonl"), rest).unwrap();
        lint(folder, &["--prune", "a.jsonl"]);
        assert_eq!(rows(folder).len(), holds);
    }
}

#[test]
fn what_is_known_is_not_fixed() {
    let folder = texts(&[("a.txt", ONE), ("b.jsonl", &row("b", ONE))]);
    let folder = folder.path();
    lint(folder, &["--update-baseline", "."]);
    fs::write(folder.join("a.txt"), TWO).unwrap();
    let got = run(
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
    let said = out(&got);
    assert_eq!(said.matches("\n-Leave a comment").count(), 1, "{said}");
    assert_eq!(lint(folder, &["--fix", "."]), (Some(0), vec![]));
    let fixed = fs::read_to_string(folder.join("a.txt")).unwrap();
    assert_eq!(
        fixed,
        "Ships came back.\n\nLeave a comment\n\nThe port opened.\n"
    );
    assert_eq!(
        fs::read_to_string(folder.join("b.jsonl")).unwrap(),
        row("b", ONE)
    );
    let without = ["--no-baseline", "--select", "comments", "--fix", "a.txt"];
    assert_eq!(run(folder, &without).status.code(), Some(0));
    assert!(
        !fs::read_to_string(folder.join("a.txt"))
            .unwrap()
            .contains("comment")
    );
}

const PACK: &str = r#"
[pack]
name = "mine"
about = "Residue of a page"

[[rule]]
id = "mine-line"
kind = "line"
category = "follow"
summary = "an invitation to the app"
why = "The template puts this line under every article."
fix = "none"
phrases = ["Get the Harbour app today"]
[[rule.test]]
flag = ["Ships.\n⟦Get the Harbour app today⟧\n"]
clean = ["Ships.\n"]

[[rule]]
id = "mine-span"
kind = "span"
category = "share"
summary = "a name of the app"
why = "The template puts this name anywhere."
fix = "safe"
phrases = ["Harbour app"]
[[rule.test]]
flag = ["Ships.\nGet the ⟦Harbour app⟧ today\n"]
clean = ["Ships.\n"]
"#;

/// A new finding inside a known one is reported, and does not take a part of what is known.
#[test]
fn fixes_take_no_part_of_what_is_known() {
    let text = "Ships came back.\nGet the Harbour app today\nThe Harbour app is here.\n";
    let folder = texts(&[("a.txt", text), ("mine.toml", PACK)]);
    let folder = folder.path();
    let base = ["--rules", "mine.toml", "--baseline", FILE, "a.txt"];
    let with = |args: &[&str]| run(folder, &[&base[..], args].concat());
    with(&["--select", "mine-line", "--update-baseline"]);
    assert_eq!(rows(folder).len(), 1);
    let fix = ["--select", "mine-line,mine-span", "--fix", "--unsafe-fixes"];
    let got = with(&[&fix[..], &["--output-format", "concise"]].concat());
    let said = out(&got);
    assert_eq!(got.status.code(), Some(1), "{}", err(&got));
    assert!(
        said.starts_with("a.txt:2:9: ") && said.lines().count() == 1,
        "{said}"
    );
    let fixed = fs::read_to_string(folder.join("a.txt")).unwrap();
    assert!(fixed.contains("Get the Harbour app today\n"), "{fixed}");
    assert!(!fixed.contains("The Harbour app"), "{fixed}");
}

/// On the seeds: no finding is left to report, and not a byte is fixed, with all that rules do.
#[test]
fn the_seeds_stay_as_they_are() {
    let folder = texts(&[]);
    let folder = folder.path();
    let seeds = seeds();
    for (name, text) in &seeds {
        write(folder, &format!("seeds/{name}"), text);
    }
    for options in [
        &["--update-baseline"][..],
        &[],
        &["--fix", "--unsafe-fixes", "--jobs", "4"],
    ] {
        let got = run(
            folder,
            &[&["--baseline", FILE, "--fail-on", "info", "seeds"], options].concat(),
        );
        assert_eq!(got.status.code(), Some(0), "{options:?} {}", err(&got));
        assert!(got.stdout.is_empty(), "{options:?}");
    }
    for (name, text) in seeds {
        let left = fs::read_to_string(folder.join("seeds").join(&name)).unwrap();
        assert!(left == text, "{name:?} was changed");
    }
}

/// The same documents are known from wherever they are named, and the baseline itself is none.
#[test]
fn paths_count_from_the_baseline_on() {
    let folder = texts(&[
        ("news/a.txt", ONE),
        ("checks/.keep", ""),
        ("news/deep/b.txt", ONE),
    ]);
    let settings = "baseline = \"checks/known.jsonl\"\nselect = [\"comments\"]\n";
    fs::write(folder.path().join("corpus-lint.toml"), settings).unwrap();
    assert_eq!(
        run(folder.path(), &["--update-baseline", "news"])
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
        let got = run(&folder.path().join(from), &[named]);
        assert_eq!(got.status.code(), Some(0), "{from} {named} {}", err(&got));
    }
    assert_eq!(
        run(folder.path(), &["--no-baseline", "news"]).status.code(),
        Some(1)
    );
}

#[test]
fn the_file_is_sorted_and_changes_only_with_its_findings() {
    let folder = texts(&[
        ("b.txt", ONE),
        ("a.txt", TWO),
        ("c.jsonl", &row("خ \u{202e}", ONE)),
    ]);
    let folder = folder.path();
    lint(folder, &["--update-baseline", "c.jsonl", "b.txt", "a.txt"]);
    let before = fs::metadata(folder.join(FILE)).unwrap().modified().unwrap();
    let written = rows(folder);
    assert!(written.is_sorted(), "{written:?}");
    assert_eq!(written.len(), 3);
    assert!(written[0].ends_with("\"count\":2}"), "{written:?}");
    assert!(!written[2].contains('\u{202e}'), "a terminal would turn");
    lint(folder, &["--update-baseline", "--prune", "."]);
    assert_eq!(
        fs::metadata(folder.join(FILE)).unwrap().modified().unwrap(),
        before
    );
    // A merge that keeps both sides.
    let mut both = fs::read_to_string(folder.join(FILE)).unwrap();
    both = format!(
        "{both}{}\n{}\n",
        written[1],
        written[0].replace("\"count\":2", "\"count\":1")
    );
    fs::write(folder.join(FILE), both).unwrap();
    assert_eq!(lint(folder, &["."]), (Some(0), vec![]));
    lint(folder, &["--update-baseline", "."]);
    assert_eq!(rows(folder).len(), 5, "what is known is not written anew");
}

/// What is said of a baseline that is none; nothing is read or written then.
#[test]
fn broken_baselines_are_named_with_a_remedy() {
    let header = "{\"corpus-lint-baseline\":1}\n";
    let good = "{\"path\":\"a.txt\",\"rule\":\"x\",\"text\":\"0f\"}\n";
    for (text, place, remedy) in [
        (
            String::new(),
            "known.jsonl:1: this is no baseline",
            "--update-baseline",
        ),
        (
            good.into(),
            "known.jsonl:1: this is no baseline",
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
            "known.jsonl:2: a merge left its marks",
            "keep the rows of both",
        ),
    ] {
        let folder = texts(&[("a.txt", ONE), (FILE, &text)]);
        for options in [&[][..], &["--update-baseline"], &["--fix"]] {
            let got = run(
                folder.path(),
                &[&["--baseline", FILE, "a.txt"], options].concat(),
            );
            let said = err(&got).replace("\n  │ ", " ");
            assert_eq!(got.status.code(), Some(2), "{text}");
            assert!(
                said.contains(place) && said.contains(remedy),
                "{text}\n{said}"
            );
            assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), text);
        }
    }
    let folder = texts(&[("a.txt", ONE)]);
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
        let got = run(folder.path(), &[args, &["a.txt"]].concat());
        assert_eq!(got.status.code(), Some(2), "{args:?}");
        assert!(err(&got).contains(said), "{args:?} {}", err(&got));
    }
}
