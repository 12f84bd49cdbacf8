//! JSON: arrays, single objects, objects one after another, nested fields, several text fields, records
//! that are too large.

use super::support::{
    folder_with_files, folder_with_texts, json_lines_of, read_text, run_program, stderr_of,
    stdout_of,
};

const DIRTY: &str = "Ships came back.\\nLeave a comment\\n";
const CLEANED: &str = "Ships came back.\\n";

/// Each case: a file name, its content with `TEXT` for the text, and options.
#[test]
fn a_fix_changes_only_the_text() {
    let array = "\u{feff}[\n  {\"id\" : 1e0, \"text\": \"TEXT\", \"x\": [{\"text\": \"}]\"}]},\r\n\t{\"text\":\"TEXT\"} ]\n";
    let several = "{\"text\":\"TEXT\"}{\"text\":\"TEXT\"}\n\n {\n\"text\":\n\"TEXT\"\n}";
    let nested = "{\"article\": {\"title\": \"TEXT\", \"body\": {\"plain\": \"TEXT\"}}, \"article.title\": \"x\"}\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("a.json", array, &[]),
        ("a.json", "{\n  \"text\": \"TEXT\"\n}\n", &[]),
        ("a.json", several, &[]),
        (
            "a.jsonl",
            &nested.replacen("\"title\": \"TEXT\"", "\"title\": \"t\"", 1),
            &["--text-field", "article.body.plain"],
        ),
        (
            "a.jsonl",
            "{\"title\": \"TEXT\",\"n\":null, \"body\":\"TEXT\"}\n{\"body\":\"TEXT\"}\n{\"title\":null,\"body\":\"TEXT\"}\n",
            &["--text-field", "body,title"],
        ),
        // If the name does not say the format, the content does.
        ("rows", "{\"text\":\"TEXT\"}\n{\"text\":\"TEXT\"}\n", &[]),
        ("one", "[{\"text\":\"TEXT\"}]", &[]),
    ];
    for (name, content, options) in cases {
        let folder = folder_with_texts(&[(name, &content.replace("TEXT", DIRTY))]);
        let got = run_program(folder.path(), &[&["--fix", "."], *options].concat());
        assert_eq!(got.status.code(), Some(0), "{content}\n{}", stderr_of(&got));
        assert_eq!(
            read_text(folder.path(), name),
            content.replace("TEXT", CLEANED),
            "{}",
            stderr_of(&got)
        );
        assert_eq!(
            run_program(folder.path(), &["restore"]).status.code(),
            Some(0)
        );
        assert_eq!(
            read_text(folder.path(), name),
            content.replace("TEXT", DIRTY)
        );
    }
}

#[test]
fn a_dot_means_a_nested_field_unless_a_field_has_that_name() {
    let row = format!("{{\"a\":{{\"b\":\"{DIRTY}\"}},\"a.b\":\"{DIRTY}\"}}\n");
    let folder = folder_with_texts(&[("a.jsonl", &row)]);
    run_program(folder.path(), &["--fix", "a.jsonl", "--text-field", "a.b"]);
    assert_eq!(
        read_text(folder.path(), "a.jsonl"),
        format!("{{\"a\":{{\"b\":\"{DIRTY}\"}},\"a.b\":\"{CLEANED}\"}}\n")
    );
}

#[test]
fn findings_name_the_field_when_there_are_several() {
    let row = format!("{{\"title\":\"{DIRTY}\",\"body\":\"{DIRTY}\"}}\n");
    let folder = folder_with_texts(&[("a.jsonl", &row)]);
    let got = run_program(
        folder.path(),
        &[
            "a.jsonl",
            "--text-field",
            "title,body",
            "--output-format",
            "concise",
            "--quiet",
        ],
    );
    let said = stdout_of(&got);
    assert!(
        said.contains("a.jsonl[0].title:2:1:") && said.contains("a.jsonl[0].body:2:1:"),
        "{said}"
    );
    let got = run_program(
        folder.path(),
        &[
            "a.jsonl",
            "--text-field",
            "title,body",
            "--output-format",
            "json-lines",
        ],
    );
    let fields: Vec<_> = json_lines_of(&got)
        .iter()
        .map(|row| row["field"].clone())
        .collect();
    assert_eq!(fields, ["title", "body"]);
}

#[test]
fn bad_values_are_reported_and_stay_as_they_are() {
    let good = format!("{{\"text\":\"{DIRTY}\"}}");
    let bad = [
        "{\"text\":NaN}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"n\":\"\\ud83d\",\"text\":\"a\"}",
        "{\"a\":{},\"a\":1,\"text\":\"a\"}",
    ];
    let content = format!("[{},\n{}, 7]\n", bad.join(",\n"), good);
    let folder = folder_with_texts(&[("a.json", &content)]);
    let got = run_program(folder.path(), &["--fix", "a.json"]);
    assert_eq!(got.status.code(), Some(2));
    let said = stderr_of(&got);
    for problem in [
        "a.json:1:9: not a JSON object",
        "a.json:2: the field `text` occurs more than once in the record",
        "a.json:3: the record contains half a surrogate pair",
        "a.json:4: the field `a` occurs more than once in the record",
        "a.json:5: this is not a JSON object",
    ] {
        assert!(said.contains(problem), "{problem}\n{said}");
    }
    assert_eq!(
        read_text(folder.path(), "a.json"),
        content.replace(DIRTY, CLEANED)
    );
}

#[test]
fn a_record_that_is_too_large_stays_as_it_is() {
    let large = format!(
        "{{\"text\":\"{}\\nLeave a comment\\n\"}}",
        "x".repeat(3 << 20)
    );
    let small = format!("{{\"text\":\"{DIRTY}\"}}");
    for (name, content) in [
        ("a.jsonl", format!("{small}\n{large}\n{small}\n")),
        ("a.json", format!("[{small},\n{large},\n{small}]\n")),
    ] {
        let folder = folder_with_files(&[(name, content.as_bytes())]);
        let got = run_program(folder.path(), &["--fix", name, "--max-record", "1"]);
        assert_eq!(got.status.code(), Some(2));
        assert!(
            stderr_of(&got).contains(&format!("{name}:2: ")),
            "{}",
            stderr_of(&got)
        );
        assert!(
            stderr_of(&got).contains("is larger than 1 MiB"),
            "{}",
            stderr_of(&got)
        );
        assert!(read_text(folder.path(), name) == content.replace(DIRTY, CLEANED));
    }
}

#[test]
fn a_text_file_that_is_too_large_stays_as_it_is() {
    let content = format!("{}\nLeave a comment\n", "x".repeat(1 << 20));
    let folder = folder_with_texts(&[("a.txt", &content)]);
    let got = run_program(folder.path(), &["--fix", "a.txt", "--max-record", "1"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("a.txt: the file is larger than 1 MiB"),
        "{}",
        stderr_of(&got)
    );
    assert_eq!(read_text(folder.path(), "a.txt"), content);
    let got = run_program(folder.path(), &["--fix", "a.txt", "--max-record", "2"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
}

#[test]
fn a_problem_of_every_row_is_shown_a_few_times_and_counted() {
    let rows = "{\"body\":\"x\"}\n".repeat(500);
    let folder = folder_with_texts(&[("a.jsonl", &rows)]);
    let got = run_program(folder.path(), &["a.jsonl"]);
    let said = stderr_of(&got);
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(said.matches("has no field `text`").count(), 11, "{said}");
    assert!(
        said.contains("And 490 more: the record has no field `text`"),
        "{said}"
    );
    assert!(said.contains("500 problems above."), "{said}");
}
