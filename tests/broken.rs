//! Broken rule files: each of `tests/broken` gives one error that points into it, before any
//! document is touched. The snapshots are what a user sees.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn each_broken_rule_file_gives_its_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(root.join("tests/broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    for file in files {
        let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
            .current_dir(root)
            .args(["--rules", &format!("tests/broken/{file}"), "seeds"])
            .output()
            .unwrap();
        let err = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(2), "{file}: {err}");
        assert!(out.stdout.is_empty(), "{file}: documents were read");
        insta::assert_snapshot!(file.trim_end_matches(".toml"), err);
    }
}
