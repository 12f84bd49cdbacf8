//! Generated documents must be up to date, and the examples in documents must work.
//! `UPDATE_DOCS=1 cargo test --test suite documents` generates the documents again.

use std::fs;

use corpus_lint::io::formats::{Compression, FORMATS};

use super::support::{
    empty_folder, program, read_text, repository_root, run_program, stderr_of, stdout_of,
    write_file,
};

/// What a command that succeeds prints.
fn output_of(args: &[&str]) -> String {
    let output = program().arg("--isolated").args(args).output().unwrap();
    assert!(output.status.success(), "{}", stderr_of(&output));
    stdout_of(&output)
}

#[test]
fn generated_documents_are_up_to_date() {
    for (file, args) in [
        ("docs/reference.md", &["rules", "--format", "markdown"][..]),
        ("docs/rules.schema.json", &["schema", "rules"]),
        ("docs/config.schema.json", &["schema", "config"]),
    ] {
        let generated = output_of(args);
        let path = repository_root().join(file);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &generated).unwrap();
        }
        let current = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            current == generated,
            "{file} is out of date: UPDATE_DOCS=1 cargo test --test suite documents"
        );
    }
}

/// The TOML blocks of a Markdown file.
fn toml_blocks(file: &str) -> Vec<String> {
    let text = read_text(repository_root(), file);
    let fenced = text.split("```toml\n").skip(1);
    fenced
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn packs_in_documents_pass_their_tests() {
    let folder = empty_folder();
    let mut packs = 0;
    for file in ["README.md", "docs/rules.md", "docs/comparison.md"] {
        for block in toml_blocks(file)
            .iter()
            .filter(|block| block.contains("[pack]"))
        {
            let path = folder.path().join("pack.toml");
            fs::write(&path, block).unwrap();
            output_of(&["test", path.to_str().unwrap()]);
            packs += 1;
        }
    }
    assert!(packs >= 3, "{packs} packs were found");
}

/// The hooks take every file name by which the program recognises a format.
#[test]
fn pre_commit_hooks_take_every_format() {
    let hooks = read_text(repository_root(), ".pre-commit-hooks.yaml");
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

#[test]
fn the_configuration_in_the_documents_works() {
    let folder = empty_folder();
    fs::create_dir(folder.path().join("rules")).unwrap();
    let pack = toml_blocks("docs/rules.md").remove(0);
    write_file(folder.path(), "rules/my-site.toml", pack);
    write_file(
        folder.path(),
        "corpus-lint.toml",
        &toml_blocks("docs/configuration.md")[0],
    );
    write_file(
        folder.path(),
        "known.jsonl",
        "{\"corpus-lint-baseline\":1}\n",
    );
    write_file(folder.path(), "a.jsonl", "{\"body\":\"x\"}\n");
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    output_of(&[
        "survey",
        &at("a.jsonl"),
        "--text-field",
        "body",
        "-o",
        &at("counts.parquet"),
    ]);
    let output = run_program(folder.path(), &["a.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr_of(&output));
}
