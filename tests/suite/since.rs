//! `--since` and `--staged`: only what changed in git is checked, whatever the names of files and however
//! they changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{
    empty_folder, folder_with_texts, json_lines_of, json_row, program, read_text, run_program,
    stderr_of, write_file,
};

const DIRTY: &str = "Ships came back.\n\nLeave a comment\n";

/// A step in the history of a repository.
enum Do<'a> {
    Write(&'a str, String),
    Remove(&'a str),
    Git(&'a [&'a str]),
}
use Do::{Git, Remove, Write};

const ADD: Do = Git(&["add", "--all"]);
const COMMIT: Do = Git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);

/// Runs git, which must succeed.
fn run_git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    // Settings that a user may have. None of them may matter.
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

/// A repository after these steps.
fn repository_after(steps: &[Do]) -> tempfile::TempDir {
    let folder = empty_folder();
    run_git(folder.path(), &["init", "--quiet", "-b", "main"]);
    for (key, value) in [
        ("color.ui", "always"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
    ] {
        run_git(folder.path(), &["config", key, value]);
    }
    for step in steps {
        match step {
            Write(name, text) => write_file(folder.path(), name, text),
            Remove(name) => fs::remove_file(folder.path().join(name)).unwrap(),
            Git(args) => run_git(folder.path(), args),
        }
    }
    folder
}

/// Writes a text with a finding.
fn dirty_text(name: &str) -> Do<'_> {
    Write(name, DIRTY.into())
}

/// Writes JSON Lines with a finding in each row.
fn dirty_rows(name: &str, ids: &[&str]) -> Do<'static> {
    let rows = ids.iter().map(|id| json_row(id, DIRTY));
    Write(name.to_owned().leak(), rows.collect())
}

/// The documents with findings: the paths of files, the ids of records.
fn documents_with_findings(folder: &Path, args: &[&str]) -> BTreeSet<String> {
    let options = [
        "--isolated",
        "--select",
        "comments",
        "--output-format",
        "json-lines",
    ];
    let got = run_program(folder, &[&options[..], args].concat());
    assert!(got.status.code() < Some(2), "{args:?} {}", stderr_of(&got));
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
    json_lines_of(&got).iter().map(name).collect()
}

const SINCE: &[&str] = &["--since", "main"];
const STAGED: &[&str] = &["--staged"];
const BRANCH: Do = Git(&["switch", "--quiet", "--create", "branch"]);

#[test]
fn only_what_changed_is_checked() {
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
    let mut odd_names: Vec<Do> = vec![dirty_text("old.txt"), ADD, COMMIT, BRANCH];
    odd_names.extend(odd.iter().map(|name| dirty_text(name)));
    let mut odd_staged: Vec<Do> = odd.iter().map(|name| dirty_text(name)).collect();
    odd_staged.extend([ADD, dirty_text("later.txt")]);
    for (case, steps, args, expected) in [
        (
            "nothing",
            vec![dirty_text("a.txt"), ADD, COMMIT],
            SINCE,
            &[][..],
        ),
        (
            "committed",
            vec![
                dirty_text("a.txt"),
                ADD,
                COMMIT,
                BRANCH,
                dirty_text("b.txt"),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "main went on",
            vec![
                dirty_text("a.txt"),
                ADD,
                COMMIT,
                Git(&["branch", "branch"]),
                dirty_text("m.txt"),
                ADD,
                COMMIT,
                Git(&["switch", "--quiet", "branch"]),
                dirty_text("b.txt"),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "staged, changed, new",
            vec![
                dirty_text("a.txt"),
                Write("c.txt", "x".into()),
                ADD,
                COMMIT,
                dirty_text("b.txt"),
                ADD,
                dirty_text("c.txt"),
                dirty_text("d.txt"),
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
                dirty_text("a.tmp.txt"),
                dirty_text("b.txt"),
            ],
            SINCE,
            &["b.txt"],
        ),
        (
            "deleted",
            vec![
                dirty_text("a.txt"),
                dirty_text("b.txt"),
                ADD,
                COMMIT,
                Remove("a.txt"),
            ],
            SINCE,
            &[],
        ),
        (
            "renamed",
            vec![
                dirty_text("a.txt"),
                ADD,
                COMMIT,
                Git(&["mv", "a.txt", "b.txt"]),
            ],
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
                dirty_text("news/a.txt"),
                dirty_text("news/deep/b.txt"),
                dirty_text("newsreel/c.txt"),
                dirty_text("news/.hidden/d.txt"),
            ],
            &["--since", "main", "news"],
            &["news/a.txt", "news/deep/b.txt"],
        ),
        (
            "one path",
            vec![COMMIT, dirty_text("a.txt"), dirty_text("b.txt")],
            &["--since", "main", "a.txt"],
            &["a.txt"],
        ),
        (
            "first commit",
            vec![dirty_text("a.txt"), ADD, dirty_text("b.txt")],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, then mended",
            vec![dirty_text("a.txt"), ADD, Write("a.txt", "Ships.\n".into())],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, then spoilt",
            vec![Write("a.txt", "Ships.\n".into()), ADD, dirty_text("a.txt")],
            STAGED,
            &[],
        ),
        (
            "staged, then gone",
            vec![dirty_text("a.txt"), ADD, Remove("a.txt")],
            STAGED,
            &["a.txt"],
        ),
        (
            "staged, named, then gone",
            vec![dirty_text("a.txt"), ADD, Remove("a.txt")],
            &["--staged", "a.txt"],
            &["a.txt"],
        ),
        (
            "row added",
            vec![
                dirty_rows("a.jsonl", &many),
                ADD,
                COMMIT,
                dirty_rows("a.jsonl", &with(7, "new")),
            ],
            SINCE,
            &["new"],
        ),
        (
            "rows at both ends",
            vec![
                dirty_rows("a.jsonl", &many),
                ADD,
                COMMIT,
                BRANCH,
                dirty_rows("a.jsonl", &[&["first"], &many[..], &["last"]].concat()),
                ADD,
                COMMIT,
            ],
            SINCE,
            &["first", "last"],
        ),
        (
            "row removed",
            vec![
                dirty_rows("a.jsonl", &many),
                ADD,
                COMMIT,
                dirty_rows("a.jsonl", without_last),
            ],
            SINCE,
            &[],
        ),
        (
            "row staged, another not",
            vec![
                dirty_rows("a.jsonl", &many),
                ADD,
                COMMIT,
                dirty_rows("a.jsonl", &with(7, "new")),
                ADD,
                dirty_rows("a.jsonl", &[&["later"], &with(7, "new")[..]].concat()),
            ],
            STAGED,
            &["new"],
        ),
        (
            "file of rows renamed",
            vec![
                dirty_rows("a.jsonl", &many),
                ADD,
                COMMIT,
                Git(&["mv", "a.jsonl", "b.jsonl"]),
                dirty_rows("b.jsonl", &with(3, "new")),
                ADD,
            ],
            SINCE,
            &["new"],
        ),
        (
            "file of rows new",
            vec![COMMIT, dirty_rows("a.jsonl", &["x", "y"])],
            SINCE,
            &["x", "y"],
        ),
        (
            "kept elsewhere",
            vec![
                Write(".gitattributes", "*.jsonl filter=up\n".into()),
                Git(&["config", "filter.up.clean", "wc -l"]),
                dirty_rows("a.jsonl", &["x"]),
                ADD,
                COMMIT,
                dirty_rows("a.jsonl", &["x", "y"]),
            ],
            SINCE,
            &["x", "y"],
        ),
    ] {
        let folder = repository_after(&steps);
        let expected: BTreeSet<String> = expected.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(
            documents_with_findings(folder.path(), args),
            expected,
            "{case}"
        );
    }
}

/// In a folder below the root, paths are relative to that folder.
#[test]
fn a_run_in_a_folder_checks_what_is_in_that_folder() {
    let folder = repository_after(&[COMMIT, dirty_text("news/a.txt"), dirty_text("b.txt")]);
    let news = folder.path().join("news");
    assert_eq!(
        documents_with_findings(&news, SINCE),
        BTreeSet::from(["a.txt".into()])
    );
    let up = documents_with_findings(&news, &["--since", "HEAD", ".."]);
    assert_eq!(
        up,
        BTreeSet::from(["../b.txt".into(), "../news/a.txt".into()])
    );
}

#[test]
fn rows_that_did_not_change_are_not_fixed() {
    let folder = repository_after(&[dirty_rows("a.jsonl", &["x", "y"]), ADD, COMMIT]);
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
    let got = run_program(folder.path(), &args);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    let fixed = format!("{before}{{\"id\":\"new\",\"text\":\"Ships.\\n\"}}\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed);
    // A broken row is reported only if it is new.
    fs::write(&path, format!("{broken}{before}")).unwrap();
    assert_eq!(run_program(folder.path(), &args).status.code(), Some(2));
    run_git(
        folder.path(),
        &["commit", "--quiet", "--all", "--message", "x"],
    );
    assert_eq!(run_program(folder.path(), &args).status.code(), Some(0));
}

#[test]
fn a_staged_file_is_fixed_only_if_the_file_on_disk_is_the_same() {
    let folder = repository_after(&[dirty_text("a.txt"), ADD]);
    let path = folder.path().join("a.txt");
    let args = [
        "--isolated",
        "--select",
        "comments",
        "--fix",
        "--no-ledger",
        "--staged",
    ];
    fs::write(&path, format!("{DIRTY}\nMore.\n")).unwrap();
    let got = run_program(folder.path(), &args);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("the staged content of this file"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("{DIRTY}\nMore.\n")
    );
    fs::write(&path, DIRTY).unwrap();
    assert_eq!(run_program(folder.path(), &args).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "Ships came back.\n");
}

#[test]
fn pruning_keeps_findings_of_documents_that_were_not_checked() {
    let folder = repository_after(&[
        dirty_rows("a.jsonl", &["x", "y"]),
        dirty_text("b.txt"),
        ADD,
        COMMIT,
    ]);
    let base = [
        "--isolated",
        "--select",
        "comments",
        "--baseline",
        "known.jsonl",
    ];
    let count = |args: &[&str]| {
        let got = run_program(folder.path(), &[&base[..], args].concat());
        assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
        read_text(folder.path(), "known.jsonl").lines().count() - 1
    };
    assert_eq!(count(&["--update-baseline", "."]), 3);
    write_file(
        folder.path(),
        "a.jsonl",
        json_row("x", "Ships.\n") + &json_row("y", DIRTY),
    );
    fs::remove_file(folder.path().join("b.txt")).unwrap();
    assert_eq!(count(&["--prune", "--since", "main"]), 2);
    assert_eq!(count(&["--prune", "."]), 1);
}

#[test]
fn errors_of_git_are_reported() {
    let outside = folder_with_texts(&[("a.txt", DIRTY)]);
    let empty = repository_after(&[]);
    let repository = repository_after(&[COMMIT]);
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
            "git does not know this commit",
        ),
        (repository.path(), &["--since", "nowhere"], "fetch-depth"),
        (
            repository.path(),
            &["--since=--output=x"],
            "git does not know this commit",
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
        let mut command = program();
        command
            .current_dir(folder)
            .args(args)
            .env("GIT_CEILING_DIRECTORIES", "/");
        let got = command.output().unwrap();
        assert_eq!(got.status.code(), Some(2), "{args:?} {}", stderr_of(&got));
        assert!(
            stderr_of(&got).contains(said),
            "{args:?} {}",
            stderr_of(&got)
        );
    }
    let got = program()
        .args(["--staged", "."])
        .env("PATH", elsewhere)
        .output()
        .unwrap();
    assert!(
        stderr_of(&got).contains("cannot run git") && stderr_of(&got).contains("install git"),
        "{}",
        stderr_of(&got)
    );
}
