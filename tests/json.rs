//! JSON in its forms: arrays, single objects, objects one after another; fields in fields, several
//! text fields, records that are too large.

mod common;

use common::{err, folder, out, read, rows, run, texts};

const RESIDUE: &str = "Ships came back.\\nLeave a comment\\n";
const CLEANED: &str = "Ships came back.\\n";

/// Each content with what a fix makes of it, given options.
#[test]
fn only_the_text_changes_in_any_form() {
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
        // Content tells the format where the name does not.
        ("rows", "{\"text\":\"TEXT\"}\n{\"text\":\"TEXT\"}\n", &[]),
        ("one", "[{\"text\":\"TEXT\"}]", &[]),
    ];
    for (name, content, options) in cases {
        let folder = texts(&[(name, &content.replace("TEXT", RESIDUE))]);
        let got = run(folder.path(), &[&["--fix", "."], *options].concat());
        assert_eq!(got.status.code(), Some(0), "{content}\n{}", err(&got));
        assert_eq!(
            read(folder.path(), name),
            content.replace("TEXT", CLEANED),
            "{}",
            err(&got)
        );
        assert_eq!(run(folder.path(), &["restore"]).status.code(), Some(0));
        assert_eq!(read(folder.path(), name), content.replace("TEXT", RESIDUE));
    }
}

#[test]
fn a_dot_leads_into_a_field_unless_a_field_is_named_so() {
    let row = format!("{{\"a\":{{\"b\":\"{RESIDUE}\"}},\"a.b\":\"{RESIDUE}\"}}\n");
    let folder = texts(&[("a.jsonl", &row)]);
    run(folder.path(), &["--fix", "a.jsonl", "--text-field", "a.b"]);
    assert_eq!(
        read(folder.path(), "a.jsonl"),
        format!("{{\"a\":{{\"b\":\"{RESIDUE}\"}},\"a.b\":\"{CLEANED}\"}}\n")
    );
}

#[test]
fn findings_in_several_fields_are_told_apart() {
    let row = format!("{{\"title\":\"{RESIDUE}\",\"body\":\"{RESIDUE}\"}}\n");
    let folder = texts(&[("a.jsonl", &row)]);
    let got = run(
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
    let said = out(&got);
    assert!(
        said.contains("a.jsonl[0].title:2:1:") && said.contains("a.jsonl[0].body:2:1:"),
        "{said}"
    );
    let got = run(
        folder.path(),
        &[
            "a.jsonl",
            "--text-field",
            "title,body",
            "--output-format",
            "json-lines",
        ],
    );
    let fields: Vec<_> = rows(&got).iter().map(|row| row["field"].clone()).collect();
    assert_eq!(fields, ["title", "body"]);
}

#[test]
fn bad_values_are_named_and_pass_through() {
    let good = format!("{{\"text\":\"{RESIDUE}\"}}");
    let bad = [
        "{\"text\":NaN}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"n\":\"\\ud83d\",\"text\":\"a\"}",
        "{\"a\":{},\"a\":1,\"text\":\"a\"}",
    ];
    let content = format!("[{},\n{}, 7]\n", bad.join(",\n"), good);
    let folder = texts(&[("a.json", &content)]);
    let got = run(folder.path(), &["--fix", "a.json"]);
    assert_eq!(got.status.code(), Some(2));
    let said = err(&got);
    for problem in [
        "a.json:1:9: not a JSON object",
        "a.json:2: the field `text` stands in the record more than once",
        "a.json:3: half a surrogate pair",
        "a.json:4: the field `a` stands in the record more than once",
        "a.json:5: something stands here that is not a JSON object",
    ] {
        assert!(said.contains(problem), "{problem}\n{said}");
    }
    assert_eq!(
        read(folder.path(), "a.json"),
        content.replace(RESIDUE, CLEANED)
    );
}

#[test]
fn a_record_that_is_too_large_passes_through() {
    let large = format!(
        "{{\"text\":\"{}\\nLeave a comment\\n\"}}",
        "x".repeat(3 << 20)
    );
    let small = format!("{{\"text\":\"{RESIDUE}\"}}");
    for (name, content) in [
        ("a.jsonl", format!("{small}\n{large}\n{small}\n")),
        ("a.json", format!("[{small},\n{large},\n{small}]\n")),
    ] {
        let folder = folder(&[(name, content.as_bytes())]);
        let got = run(folder.path(), &["--fix", name, "--max-record", "1"]);
        assert_eq!(got.status.code(), Some(2));
        assert!(err(&got).contains(&format!("{name}:2: ")), "{}", err(&got));
        assert!(err(&got).contains("is larger than 1 MiB"), "{}", err(&got));
        assert!(read(folder.path(), name) == content.replace(RESIDUE, CLEANED));
    }
}

#[test]
fn a_large_text_file_is_left_as_it_was() {
    let content = format!("{}\nLeave a comment\n", "x".repeat(1 << 20));
    let folder = texts(&[("a.txt", &content)]);
    let got = run(folder.path(), &["--fix", "a.txt", "--max-record", "1"]);
    assert_eq!(got.status.code(), Some(2));
    assert!(
        err(&got).contains("a.txt: the file is larger than 1 MiB"),
        "{}",
        err(&got)
    );
    assert_eq!(read(folder.path(), "a.txt"), content);
    let got = run(folder.path(), &["--fix", "a.txt", "--max-record", "2"]);
    assert_eq!(got.status.code(), Some(0), "{}", err(&got));
}

#[test]
fn a_problem_of_every_row_is_shown_a_few_times_and_counted() {
    let rows = "{\"body\":\"x\"}\n".repeat(500);
    let folder = texts(&[("a.jsonl", &rows)]);
    let got = run(folder.path(), &["a.jsonl"]);
    let said = err(&got);
    assert_eq!(got.status.code(), Some(2));
    assert_eq!(said.matches("has no field `text`").count(), 11, "{said}");
    assert!(
        said.contains("And 490 more of: the record has no field `text`"),
        "{said}"
    );
    assert!(said.contains("500 problems above."), "{said}");
}
