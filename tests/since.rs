//! What changed in git: only that is judged, whatever its files are called and however they came there.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{err, row, rows, run, texts, write};

const RESIDUE: &str = "Ships came back.\n\nLeave a comment\n";

/// A step of a history, on the way to what is judged.
enum Do<'a> {
    Write(&'a str, String),
    Remove(&'a str),
    Git(&'a [&'a str]),
}
use Do::{Git, Remove, Write};

const ADD: Do = Git(&["add", "--all"]);
const COMMIT: Do = Git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    // As a user may have set it: none of it may matter.
    for odd in [
        "color.ui=always",
        "diff.relative=true",
        "diff.noprefix=true",
        "diff.external=false",
        "core.quotePath=true",
    ] {
        git.args(["-c", odd]);
    }
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "A")
            .env(format!("GIT_{who}_EMAIL"), "a@example.org");
    }
    let got = git.args(args).current_dir(folder).output().unwrap();
    assert!(
        got.status.success(),
        "{args:?} {}",
        String::from_utf8_lossy(&got.stderr)
    );
}

fn repository(steps: &[Do]) -> tempfile::TempDir {
    let folder = texts(&[]);
    git(folder.path(), &["init", "--quiet", "-b", "main"]);
    for (key, value) in [
        ("color.ui", "always"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
    ] {
        git(folder.path(), &["config", key, value]);
    }
    for step in steps {
        match step {
            Write(name, text) => write(folder.path(), name, text),
            Remove(name) => fs::remove_file(folder.path().join(name)).unwrap(),
            Git(args) => git(folder.path(), args),
        }
    }
    folder
}

fn text(name: &str) -> Do<'_> {
    Write(name, RESIDUE.into())
}

/// A file of JSON Lines, a row each.
fn records(name: &str, ids: &[&str]) -> Do<'static> {
    let rows = ids.iter().map(|id| row(id, RESIDUE));
    Write(name.to_owned().leak(), rows.collect())
}

/// Which documents have findings: files, or ids of records.
fn judged(folder: &Path, args: &[&str]) -> BTreeSet<String> {
    let options = [
        "--isolated",
        "--select",
        "comments",
        "--output-format",
        "json-lines",
    ];
    let got = run(folder, &[&options[..], args].concat());
    assert!(got.status.code() < Some(2), "{args:?} {}", err(&got));
    let name = |finding: &serde_json::Value| {
        let key = if finding["record"].is_null() {
            "path"
        } else {
            "id"
        };
        finding[key]
            .as_str()
            .unwrap()
            .trim_start_matches("./")
            .to_owned()
    };
    rows(&got).iter().map(name).collect()
}

const SINCE: &[&str] = &["--since", "main"];
const STAGED: &[&str] = &["--staged"];
const BRANCH: Do = Git(&["switch", "--quiet", "--create", "branch"]);

#[test]
fn only_what_changed_is_judged() {
    let many: Vec<String> = (0..40).map(|n| format!("r{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let with = |at: usize, id: &'static str| {
        let mut rows = many.clone();
        rows.insert(at, id);
        rows
    };
    let without_last = &many[..39];
    let odd = [
        "a b.txt",
        "-x.txt",
        "\"quoted\"\\.txt",
        "new\nline.txt",
        "خبر.txt",
        "[ab]*?.txt",
        ":(top)x.txt",
    ];
    let mut odd_names: Vec<Do> = vec![text("old.txt"), ADD, COMMIT, BRANCH];
    odd_names.extend(odd.iter().map(|name| text(name)));
    let mut odd_staged: Vec<Do> = odd.iter().map(|name| text(name)).collect();
    odd_staged.extend([ADD, text("later.txt")]);
    for (case, steps, args, expected) in [
        ("nothing", vec![text("a.txt"), ADD, COMMIT], SINCE, &[][..]),
        (
            "committed",
            vec![
                text("a.txt"),
                ADD,
                COMMIT,
                BRANCH,
                text("b.txt"),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "main went on",
            vec![
                text("a.txt"),
                ADD,
                COMMIT,
                Git(&["branch", "branch"]),
                text("m.txt"),
                ADD,
                COMMIT,
                Git(&["switch", "--quiet", "branch"]),
                text("b.txt"),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "staged, changed, new",
            vec![
                text("a.txt"),
                Write("c.txt", "x".into()),
                ADD,
                COMMIT,
                text("b.txt"),
                ADD,
                text("c.txt"),
                text("d.txt"),
            ],
            SINCE,
            &["b.txt", "c.txt", "d.txt"],
        ),
        (
            "ignored",
            vec![
                Write(".gitignore", "*.tmp.txt\n".into()),
                ADD,
                COMMIT,
                text("a.tmp.txt"),
                text("b.txt"),
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "deleted",
            vec![text("a.txt"), text("b.txt"), ADD, COMMIT, Remove("a.txt")],
            SINCE,
            &[],
        ),
        (
            "renamed",
            vec![text("a.txt"), ADD, COMMIT, Git(&["mv", "a.txt", "b.txt"])],
            SINCE,
            &[],
        ),
        (
            "renamed and changed",
            vec![
                Write("a.txt", "Ships.\n".repeat(50)),
                ADD,
                COMMIT,
                Git(&["mv", "a.txt", "b.txt"]),
                Write("b.txt", "Ships.\n".repeat(50) + "\nLeave a comment\n"),
            ],
            SINCE,
            &["b.txt"],
        ),
        ("odd names", odd_names, SINCE, &odd),
        ("odd names staged", odd_staged, STAGED, &odd),
        (
            "below a path",
            vec![
                COMMIT,
                text("news/a.txt"),
                text("news/deep/b.txt"),
                text("newsreel/c.txt"),
                text("news/.hidden/d.txt"),
            ],
            &["--since", "main", "news"],
            &["news/a.txt", "news/deep/b.txt"],
        ),
        (
            "one path",
            vec![COMMIT, text("a.txt"), text("b.txt")],
            &["--since", "main", "a.txt"],
            &["a.txt"],
        ),
        (
            "first commit",
            vec![text("a.txt"), ADD, text("b.txt")],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, then mended",
            vec![text("a.txt"), ADD, Write("a.txt", "Ships.\n".into())],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, then spoilt",
            vec![Write("a.txt", "Ships.\n".into()), ADD, text("a.txt")],
            STAGED,
            &[],
        ),
        (
            "staged, then gone",
            vec![text("a.txt"), ADD, Remove("a.txt")],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, named, then gone",
            vec![text("a.txt"), ADD, Remove("a.txt")],
            &["--staged", "a.txt"],
            &["a.txt"],
        ),
        (
            "row added",
            vec![
                records("a.jsonl", &many),
                ADD,
                COMMIT,
                records("a.jsonl", &with(7, "new")),
            ],
            SINCE,
            &["new"],
        ),
        (
            "rows at both ends",
            vec![
                records("a.jsonl", &many),
                ADD,
                COMMIT,
                BRANCH,
                records("a.jsonl", &[&["first"], &many[..], &["last"]].concat()),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["first", "last"],
        ),
        (
            "row removed",
            vec![
                records("a.jsonl", &many),
                ADD,
                COMMIT,
                records("a.jsonl", without_last),
            ],
            SINCE,
            &[],
        ),
        (
            "row staged, another not",
            vec![
                records("a.jsonl", &many),
                ADD,
                COMMIT,
                records("a.jsonl", &with(7, "new")),
                ADD,
                records("a.jsonl", &[&["later"], &with(7, "new")[..]].concat()),
            ],
            STAGED,
            &["new"],
        ),
        (
            "file of rows renamed",
            vec![
                records("a.jsonl", &many),
                ADD,
                COMMIT,
                Git(&["mv", "a.jsonl", "b.jsonl"]),
                records("b.jsonl", &with(3, "new")),
                ADD,
            ],
            SINCE,
            &["new"],
        ),
        (
            "file of rows new",
            vec![COMMIT, records("a.jsonl", &["x", "y"])],
            SINCE,
            &["x", "y"],
        ),
        (
            "kept elsewhere",
            vec![
                Write(".gitattributes", "*.jsonl filter=up\n".into()),
                Git(&["config", "filter.up.clean", "wc -l"]),
                records("a.jsonl", &["x"]),
                ADD,
                COMMIT,
                records("a.jsonl", &["x", "y"]),
            ],
            SINCE,
            &["x", "y"],
        ),
    ] {
        let folder = repository(&steps);
        let expected: BTreeSet<String> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(judged(folder.path(), args), expected, "{case}");
    }
}

/// From a folder below, paths are told from there on.
#[test]
fn a_folder_below_sees_what_lies_there() {
    let folder = repository(&[COMMIT, text("news/a.txt"), text("b.txt")]);
    let news = folder.path().join("news");
    assert_eq!(judged(&news, SINCE), BTreeSet::from(["a.txt".into()]));
    let up = judged(&news, &["--since", "HEAD", ".."]);
    assert_eq!(
        up,
        BTreeSet::from(["../b.txt".into(), "../news/a.txt".into()])
    );
}

/// A fix takes rows that changed, and leaves the bytes of the others.
#[test]
fn rows_that_did_not_change_are_not_fixed() {
    let folder = repository(&[records("a.jsonl", &["x", "y"]), ADD, COMMIT]);
    let path = folder.path().join("a.jsonl");
    let before = fs::read_to_string(&path).unwrap();
    let broken = "{\"id\": \"broken\"\n";
    fs::write(
        &path,
        format!("{before}{{\"id\":\"new\",\"text\":\"Ships.\\n\\nLeave a comment\\n\"}}\n"),
    )
    .unwrap();
    let args = [
        "--isolated",
        "--select",
        "comments",
        "--fix",
        "--no-ledger",
        "--since",
        "main",
        "a.jsonl",
    ];
    let got = run(folder.path(), &args);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
    let fixed = format!("{before}{{\"id\":\"new\",\"text\":\"Ships.\\n\"}}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed);
    // A broken row is told of when it is new.
    fs::write(&path, format!("{broken}{before}")).unwrap();
    assert_eq!(run(folder.path(), &args).status.code(), Some(2));
    git(
        folder.path(),
        &["commit", "--quiet", "--all", "--message", "x"],
    );
    assert_eq!(run(folder.path(), &args).status.code(), Some(0));
}

#[test]
fn what_is_staged_is_fixed_where_it_stands_on_the_disk() {
    let folder = repository(&[text("a.txt"), ADD]);
    let path = folder.path().join("a.txt");
    let args = [
        "--isolated",
        "--select",
        "comments",
        "--fix",
        "--no-ledger",
        "--staged",
    ];
    fs::write(&path, format!("{RESIDUE}\nMore.\n")).unwrap();
    let got = run(folder.path(), &args);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("what is staged of this file"),
        "{}",
        err(&got)
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("{RESIDUE}\nMore.\n")
    );
    fs::write(&path, RESIDUE).unwrap();
    assert_eq!(run(folder.path(), &args).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "Ships came back.\n");
}

/// A baseline that only saw what changed is not pruned of the rest.
#[test]
fn pruning_leaves_what_was_not_looked_at() {
    let folder = repository(&[records("a.jsonl", &["x", "y"]), text("b.txt"), ADD, COMMIT]);
    let base = [
        "--isolated",
        "--select",
        "comments",
        "--baseline",
        "known.jsonl",
    ];
    let count = |args: &[&str]| {
        let got = run(folder.path(), &[&base[..], args].concat());
        assert_eq!(got.status.code(), Some(0), "{}", err(&got));
        fs::read_to_string(folder.path().join("known.jsonl"))
            .unwrap()
            .lines()
            .count()
            - 1
    };
    assert_eq!(count(&["--update-baseline", "."]), 3);
    fs::write(
        folder.path().join("a.jsonl"),
        row("x", "Ships.\n") + &row("y", RESIDUE),
    )
    .unwrap();
    fs::remove_file(folder.path().join("b.txt")).unwrap();
    assert_eq!(count(&["--prune", "--since", "main"]), 2);
    assert_eq!(count(&["--prune", "."]), 1);
}

#[test]
fn what_git_cannot_answer_is_said() {
    let outside = texts(&[("a.txt", RESIDUE)]);
    let empty = repository(&[]);
    let repository = repository(&[COMMIT]);
    let elsewhere = outside.path().to_str().unwrap();
    for (folder, args, said) in [
        (
            outside.path(),
            &["--since", "main"][..],
            "not a git repository",
        ),
        (
            outside.path(),
            &["--staged", "a.txt"],
            "run in the repository",
        ),
        (
            empty.path(),
            &["--since", "HEAD"],
            "git knows no such commit",
        ),
        (repository.path(), &["--since", "nowhere"], "fetch-depth"),
        (
            repository.path(),
            &["--since=--output=x"],
            "git knows no such commit",
        ),
        (
            repository.path(),
            &["--since", "main", elsewhere],
            "not in the repository",
        ),
        (
            repository.path(),
            &["--since", "main", "none.txt"],
            "cannot open",
        ),
        (repository.path(), &["--staged", "-"], "standard input"),
        (
            repository.path(),
            &["--staged", "--since", "main"],
            "cannot be used with",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corpus-lint"));
        command
            .current_dir(folder)
            .args(args)
            .env("GIT_CEILING_DIRECTORIES", "/");
        let got = command.output().unwrap();
        assert_eq!(got.status.code(), Some(2), "{args:?} {}", err(&got));
        assert!(err(&got).contains(said), "{args:?} {}", err(&got));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_corpus-lint"));
    let got = command
        .args(["--staged", "."])
        .env("PATH", elsewhere)
        .output()
        .unwrap();
    assert!(
        err(&got).contains("cannot run git") && err(&got).contains("install git"),
        "{}",
        err(&got)
    );
}
