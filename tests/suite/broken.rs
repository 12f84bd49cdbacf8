//! Broken rule files: each file of `tests/broken` gives one error that points into it, before any
//! document is read. The snapshots are what a user sees.

use std::fs;

use super::support::{repository_root, run_program, stderr_of};

#[test]
fn each_broken_rule_file_gives_its_error() {
    let root = repository_root();
    let mut files: Vec<_> = fs::read_dir(root.join("tests/broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    for file in files {
        let output = run_program(root, &["--rules", &format!("tests/broken/{file}"), "seeds"]);
        let error = stderr_of(&output);
        assert_eq!(output.status.code(), Some(2), "{file}: {error}");
        assert!(output.stdout.is_empty(), "{file}: documents were read");
        insta::assert_snapshot!(file.trim_end_matches(".toml"), error);
    }
}
