//! Tells the program what it was built from: the commit, if the source is a clone of the repository, and the
//! target.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    let build = match commit() {
        Some(commit) => format!("{commit}, {target}"),
        None => target,
    };
    println!("cargo:rustc-env=CORPUS_LINT_BUILD={build}");
}

/// The commit that is checked out; `None` outside of git or inside the repository of another project.
fn commit() -> Option<String> {
    let same =
        |top: String| Path::new(&top).canonicalize().ok() == Path::new(".").canonicalize().ok();
    git(&["rev-parse", "--show-toplevel"]).filter(|top| same(top.clone()))?;
    for file in ["HEAD", "logs/HEAD"] {
        // A file that does not exist would make cargo build the program again each time.
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !said.is_empty()).then_some(said)
}
