//! Documents that are made from the code or the packs, and documents that must run: none may be
//! stale. `UPDATE_DOCS=1 cargo test --test documents` writes them anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use corpus_lint::io::formats::{Compression, FORMATS};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .arg("--isolated")
        .args(args)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn made_documents_are_fresh() {
    for (file, args) in [
        ("docs/reference.md", &["rules", "--format", "markdown"][..]),
        ("docs/rules.schema.json", &["schema", "rules"]),
        ("docs/config.schema.json", &["schema", "config"]),
    ] {
        let fresh = printed(args);
        let path = root().join(file);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &fresh).unwrap();
        }
        let stands = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stands == fresh,
            "{file} is stale: UPDATE_DOCS=1 cargo test --test documents"
        );
    }
}

/// The TOML blocks of a Markdown file.
fn blocks(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let fenced = text.split("```toml\n").skip(1);
    fenced
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

/// Every pack that the documents show works as it stands.
#[test]
fn packs_in_documents_pass_their_tests() {
    let folder = tempfile::tempdir().unwrap();
    let mut packs = 0;
    for file in ["README.md", "docs/rules.md", "docs/comparison.md"] {
        for block in blocks(file).iter().filter(|block| block.contains("[pack]")) {
            let path = folder.path().join("pack.toml");
            fs::write(&path, block).unwrap();
            printed(&["test", path.to_str().unwrap()]);
            packs += 1;
        }
    }
    assert!(packs >= 3, "{packs} packs were found");
}

/// The hooks of pre-commit take files of every name that tells a format.
#[test]
fn hooks_take_every_format() {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let parts = |start: &str| -> Vec<&str> {
        let (_, rest) = hooks.split_once(start).unwrap();
        rest.split_once(')').unwrap().0.split('|').collect()
    };
    let formats = FORMATS.iter().flat_map(|format| format.extensions);
    assert_eq!(parts(r".*\.("), formats.copied().collect::<Vec<_>>());
    let mut compressions = parts(r"(\.(");
    let mut known: Vec<_> = Compression::ALL.iter().map(|one| one.name()).collect();
    compressions.sort_unstable();
    known.sort_unstable();
    assert_eq!(compressions, known);
}

/// The configuration that its document shows is one.
#[test]
fn the_configuration_in_the_documents_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    let pack = blocks("docs/rules.md").remove(0);
    fs::write(folder.path().join("rules/my-site.toml"), pack).unwrap();
    fs::write(
        folder.path().join("corpus-lint.toml"),
        &blocks("docs/configuration.md")[0],
    )
    .unwrap();
    fs::write(
        folder.path().join("known.jsonl"),
        "{\"corpus-lint-baseline\":1}\n",
    )
    .unwrap();
    fs::write(folder.path().join("a.jsonl"), "{\"body\":\"x\"}\n").unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    printed(&[
        "survey",
        &at("a.jsonl"),
        "--text-field",
        "body",
        "-o",
        &at("counts.parquet"),
    ]);
    let out = Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder.path())
        .arg("a.jsonl")
        .output()
        .unwrap();
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}
