//! What tests of the command line share: the folders that it runs in, and reading what it says.

#![allow(dead_code, reason = "no test uses all of it")]

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder.
pub fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap()
}

/// What it said on standard output.
pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The rows of JSON Lines that it said there.
pub fn rows(output: &Output) -> Vec<serde_json::Value> {
    let row = |line: &str| serde_json::from_str(line).unwrap();
    out(output).lines().map(row).collect()
}

/// What it said on standard error.
pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with these files.
pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        write(folder.path(), name, bytes);
    }
    folder
}

/// A folder with these texts.
pub fn texts(files: &[(&str, &str)]) -> tempfile::TempDir {
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    folder(&files)
}

/// Writes a file, in folders that need not be there.
pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The text of a file.
pub fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The articles of `seeds/`, by name.
pub fn seeds() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut seeds: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

/// A row of JSON Lines.
pub fn row(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}

/// A row with an escape that no writer of ours would choose.
pub fn escaped_row(id: &str, text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    let text = text.replace("\\n", "\\u000A");
    format!("{{\"id\": \"{id}\",  \"text\":{text}, \"n\":1.0}}\n")
}
