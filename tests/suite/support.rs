//! What the tests share: folders with files, running the program, reading what it printed, rule packs.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use corpus_lint::rules::{RuleSet, shipped_packs};
use tempfile::TempDir;

/// An article in Arabic with a line of boilerplate below it.
pub const ARABIC: &str = "أعيد فتح الميناء.\nتعليقات الزوار\n";
/// [`ARABIC`] after a fix.
pub const ARABIC_CLEANED: &str = "أعيد فتح الميناء.\n";

/// The folder of this repository.
pub fn repository_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command that starts the program.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_corpus-lint"))
}

/// Runs the program in a folder.
pub fn run_program(folder: &Path, args: &[&str]) -> Output {
    program().current_dir(folder).args(args).output().unwrap()
}

/// Runs the program in a folder with this text on its standard input.
pub fn run_program_on_input(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut command = program();
    command.current_dir(folder).args(args);
    output_on_input(&mut command, input)
}

/// Runs a command with this text on its standard input.
pub fn output_on_input(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses to run does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a run printed on standard output.
pub fn stdout_of(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a run printed on standard error.
pub fn stderr_of(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The JSON Lines that a run printed on standard output.
pub fn json_lines_of(output: &Output) -> Vec<serde_json::Value> {
    let value = |line: &str| serde_json::from_str(line).unwrap();
    stdout_of(output).lines().map(value).collect()
}

pub fn empty_folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn folder_with_files(files: &[(&str, &[u8])]) -> TempDir {
    let folder = empty_folder();
    for (name, bytes) in files {
        write_file(folder.path(), name, bytes);
    }
    folder
}

pub fn folder_with_texts(files: &[(&str, &str)]) -> TempDir {
    let folder = empty_folder();
    for (name, text) in files {
        write_file(folder.path(), name, text);
    }
    folder
}

/// Writes a file, and makes the folders above it where they are missing.
pub fn write_file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

pub fn read_text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The content in gzip.
pub fn gzipped(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(content.as_ref()).unwrap();
    gzip.finish().unwrap()
}

/// Whether a text has no characters that affect a terminal. It does not use the list of the program.
pub fn is_printable(text: &str) -> bool {
    let is_bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.contains(is_bad)
}

/// The articles of `seeds/`: their names and texts.
pub fn seed_articles() -> Vec<(String, String)> {
    let folder = repository_root().join("seeds");
    let mut seeds: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| (name.clone(), read_text(&folder, &name)))
        .collect();
    seeds.sort();
    seeds
}

/// A text as a JSON string.
pub fn json_string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A line of JSON Lines.
pub fn json_row(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "text": text}))
}

/// A line of JSON Lines, spaced and escaped in a way in which the program never writes.
pub fn escaped_json_row(id: &str, text: &str) -> String {
    let text = json_string(text).replace("\\n", "\\u000A");
    format!("{{\"id\": \"{id}\",  \"text\":{text}, \"n\":1.0}}\n")
}

/// The rules of all shipped packs, compiled once for all tests.
pub fn shipped_rules() -> &'static RuleSet {
    static RULES: LazyLock<RuleSet> =
        LazyLock::new(|| RuleSet::new(shipped_packs().unwrap()).unwrap());
    &RULES
}

/// A rule for [`pack()`]. A test sets the fields that matter to it, and takes the others from
/// `Rule::default()`.
#[derive(Clone)]
pub struct Rule<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    pub category: &'a str,
    pub summary: &'a str,
    pub why: &'a str,
    /// More lines of TOML.
    pub keys: &'a str,
    /// A text that the rule must flag. What must be flagged is between `⟦` and `⟧`.
    pub flag: &'a str,
    /// More keys of the rule's test, in TOML.
    pub test_keys: &'a str,
    /// A text in which the rule must flag nothing.
    pub clean: &'a str,
}

impl Default for Rule<'_> {
    fn default() -> Self {
        Self {
            id: "mine",
            kind: "line",
            category: "other",
            summary: "a line of mine",
            why: "It is mine.",
            keys: "",
            // No rule flags a symbol for NUL: such a test fails when it is run, and most are not.
            flag: "⟦\u{2400}⟧",
            test_keys: "",
            clean: "x",
        }
    }
}

/// The rule file of a pack named `mine` with these rules.
pub fn pack(rules: &[Rule]) -> String {
    pack_with("", rules)
}

/// As [`pack()`], with more TOML between the name of the pack and its rules.
pub fn pack_with(more: &str, rules: &[Rule]) -> String {
    // A string of JSON is one of TOML as well.
    let rule = |rule: &Rule| {
        let [id, kind, category] = [rule.id, rule.kind, rule.category].map(json_string);
        let [summary, why] = [rule.summary, rule.why].map(json_string);
        let [flag, clean] = [rule.flag, rule.clean].map(json_string);
        let lines = [
            "\n[[rule]]".to_owned(),
            format!("id = {id}"),
            format!("kind = {kind}"),
            format!("category = {category}"),
            format!("summary = {summary}"),
            format!("why = {why}"),
            rule.keys.to_owned(),
            "[[rule.test]]".to_owned(),
            format!("flag = [{flag}]"),
            rule.test_keys.to_owned(),
            format!("clean = [{clean}]"),
        ];
        lines
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(|line| line + "\n")
            .collect::<String>()
    };
    let rules: String = rules.iter().map(rule).collect();
    format!("[pack]\nname = \"mine\"\nabout = \"A pack of a test\"\n{more}{rules}")
}
