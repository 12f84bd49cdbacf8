//! Survey tables: making them, merging them, checking with them, and refusing files that are none.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use corpus_lint::run::survey::table::{Merge, Stamp, Table, write};
use corpus_lint::run::survey::{Count, Kind, Row, Sketch};
use corpus_lint::text::Document;
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use super::support::{
    empty_folder, folder_with_texts, read_text, run_program, run_program_on_input, stderr_of,
    stdout_of, write_file,
};

const SUBJECTS: [&str; 7] = [
    "harbour",
    "bridge",
    "bakery",
    "school",
    "library",
    "lighthouse",
    "market",
];

/// An article of one of two sites. Some articles share titles, paragraphs and lines of the site.
fn article(n: usize) -> String {
    let (subject, other) = (SUBJECTS[n % 7], SUBJECTS[(n + 3) % 7]);
    let host = ["north.example", "south.example"][n % 2];
    let mut text = format!(
        "The {subject} of the town opens again, part {n}\n\
         After {n} months of work the doors of the {subject} will stand open on Monday, said the mayor, \
         and whoever wants to see the {subject} may come and see it.\n"
    );
    if n.is_multiple_of(3) {
        text += "Download the newest version of our reader for your telephone.\n";
    }
    if n.is_multiple_of(4) {
        let twin = n.saturating_sub(4);
        text += &format!("The {other} has been closed since the year {}.\n", n / 8);
        text += &format!(
            "The {} of the town opens again, part {twin}\n",
            SUBJECTS[twin % 7]
        );
    }
    let url = format!("https://www.{host}/{n}");
    format!(
        "{}\n",
        serde_json::json!({"id": format!("a{n}"), "url": url, "text": text})
    )
}

/// These articles as JSON Lines.
fn articles(numbers: impl Iterator<Item = usize>) -> String {
    numbers.map(article).collect()
}

fn take_survey(folder: &Path, args: &[&str]) {
    let output = run_program(folder, &[&["survey", "--quiet"][..], args].concat());
    assert_eq!(stderr_of(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn merging_the_surveys_of_two_parts_gives_the_survey_of_both() {
    let (a, b) = (articles(0..70), articles(50..120));
    let folder = folder_with_texts(&[("a.jsonl", &a), ("b.jsonl", &b)]);
    take_survey(folder.path(), &["a.jsonl", "b.jsonl", "-o", "all.parquet"]);
    take_survey(folder.path(), &["a.jsonl", "-o", "a.parquet"]);
    take_survey(
        folder.path(),
        &["b.jsonl", "-o", "b.parquet", "--jobs", "1"],
    );
    take_survey(
        folder.path(),
        &["--merge", "b.parquet", "a.parquet", "-o", "merged.parquet"],
    );
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("merged.parquet") == read("all.parquet"));
    assert!(read("a.parquet") != read("all.parquet"));
}

#[test]
fn a_survey_made_earlier_gives_the_same_findings_as_a_first_pass() {
    let all = articles(0..120);
    let folder = folder_with_texts(&[("news/all.jsonl", &all)]);
    let found = |args: &[&str]| {
        let args = [
            &["--output-format", "json-lines", "-q", "--isolated"][..],
            args,
        ]
        .concat();
        let output = run_program(folder.path(), &args);
        assert_eq!(stderr_of(&output), "");
        stdout_of(&output)
    };
    let rules = ["--select", "site-line,site-line-likely,other-title"];
    let judged = |more: &[&str]| found(&[&rules[..], more].concat());
    let own = judged(&["news"]);
    assert!(
        own.contains("site-line") && own.contains("other-title"),
        "{own}"
    );
    // The table is in the folder of the documents, but is not a document.
    take_survey(folder.path(), &["news", "-o", "news/counts.parquet"]);
    take_survey(folder.path(), &["news", "-o", "news/counts.parquet"]);
    let by_table = ["--survey", "news/counts.parquet"];
    assert_eq!(judged(&[&by_table[..], &["news"]].concat()), own);
    // A row that is checked alone has the findings that it had among all rows.
    let one = own.lines().next().unwrap();
    let record = serde_json::from_str::<serde_json::Value>(one).unwrap()["record"].clone();
    let row = all.lines().nth(record.as_u64().unwrap() as usize).unwrap();
    write_file(folder.path(), "one.jsonl", row);
    let alone = judged(&[&by_table[..], &["one.jsonl"]].concat());
    let expected = one.replace(
        &format!("\"path\":\"news/all.jsonl\",\"record\":{record},"),
        "\"path\":\"one.jsonl\",\"record\":0,",
    );
    assert_eq!(alone.lines().next(), Some(expected.as_str()));
    assert_eq!(judged(&["one.jsonl"]), "");
    // The same with a survey that the configuration names.
    let config = "survey = \"news/counts.parquet\"\n";
    write_file(folder.path(), "other.toml", config);
    let configured = |more: &[&str]| {
        let args = [
            "--output-format",
            "json-lines",
            "-q",
            "--config",
            "other.toml",
        ];
        let output = run_program(
            folder.path(),
            &[&args[..], &rules, &["one.jsonl"], more].concat(),
        );
        assert_eq!(stderr_of(&output), "");
        stdout_of(&output)
    };
    assert_eq!(configured(&[]), alone);
    assert_eq!(configured(&["--no-survey"]), "");
}

#[test]
fn fixing_with_a_survey_removes_the_same_as_fixing_with_a_first_pass() {
    let all = articles(0..60);
    let folder = folder_with_texts(&[("all.jsonl", &all)]);
    take_survey(folder.path(), &["all.jsonl", "-o", "counts.parquet"]);
    let fix = [
        "--fix",
        "--unsafe-fixes",
        "-q",
        "--select",
        "site-line-likely",
    ];
    run_program(
        folder.path(),
        &[&fix[..], &["-o", "own.jsonl", "all.jsonl"]].concat(),
    );
    let by_table = [&fix[..], &["--survey", "counts.parquet"]].concat();
    run_program(
        folder.path(),
        &[&by_table[..], &["-o", "table.jsonl", "all.jsonl"]].concat(),
    );
    let read = |name: &str| read_text(folder.path(), name);
    assert_eq!(read("table.jsonl"), read("own.jsonl"));
    assert!(read("own.jsonl") != all);
    let output = run_program_on_input(
        folder.path(),
        &[&by_table[..], &["--format", "jsonl", "-"]].concat(),
        &all,
    );
    assert_eq!(stdout_of(&output), read("own.jsonl"));
}

#[test]
fn unreadable_input_is_reported_and_the_rest_is_counted() {
    let good = articles(0..7);
    let bad = format!("{good}{{\"text\": 1}}\n");
    let folder = folder_with_texts(&[("bad.jsonl", &bad), ("good.jsonl", &good)]);
    let output = run_program(
        folder.path(),
        &["survey", "bad.jsonl", "none.jsonl", "-o", "bad.parquet"],
    );
    assert_eq!(output.status.code(), Some(2));
    let said = stderr_of(&output);
    assert!(
        said.contains("bad.jsonl:8") && said.contains("none.jsonl"),
        "{said}"
    );
    assert!(
        said.contains("holds 7 documents of 2 sources: 48 lines, 4 of them"),
        "{said}"
    );
    take_survey(folder.path(), &["good.jsonl", "-o", "good.parquet"]);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("bad.parquet") == read("good.parquet"));
}

fn stamp() -> Stamp {
    Stamp::new("url", "title")
}

fn write_rows(path: &Path, stamp: &Stamp, rows: &[Row]) {
    let written: std::io::Result<()> = write(path, stamp, |write| {
        rows.iter().cloned().try_for_each(write)
    });
    written.unwrap();
}

fn counted<'d>(documents: impl IntoIterator<Item = &'d Document>) -> Vec<Row> {
    let mut count = Count::default();
    for document in documents {
        count.add(&Sketch::of(document)).unwrap();
    }
    let mut rows = Vec::new();
    count
        .rows(|row| {
            rows.push(row);
            Ok(())
        })
        .unwrap();
    rows
}

fn read_table(path: &Path) -> Result<Vec<Row>, String> {
    let table = Table::open(path).map_err(|problem| problem.to_string())?;
    let rows: Result<Vec<Row>, _> = table.rows().collect();
    rows.map_err(|problem| problem.to_string())
}

#[test]
fn a_survey_that_does_not_fit_is_refused_with_the_reason() {
    let all = articles(0..6);
    let folder = folder_with_texts(&[("all.jsonl", &all)]);
    let at = |name: &str| folder.path().join(name);
    take_survey(folder.path(), &["all.jsonl", "-o", "counts.parquet"]);
    let table = read_table(&at("counts.parquet")).unwrap();
    let version = Stamp {
        version: 99,
        ..stamp()
    };
    write_rows(&at("version.parquet"), &version, &table);
    write_rows(&at("fields.parquet"), &Stamp::new("site", "title"), &table);
    let reversed: Vec<Row> = table.iter().rev().cloned().collect();
    write_rows(&at("unsorted.parquet"), &stamp(), &reversed);
    let none = Row {
        n: 0,
        ..table[0].clone()
    };
    write_rows(&at("none.parquet"), &stamp(), &[none]);
    let whole = fs::read(at("counts.parquet")).unwrap();
    fs::write(at("cut.parquet"), &whole[..whole.len() / 2]).unwrap();
    let schema = Arc::new(parse_message_type("message x { optional int64 h; }").unwrap());
    let file = fs::File::create(at("other.parquet")).unwrap();
    let other = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    other.close().unwrap();
    fs::copy(at("counts.parquet"), at("same.parquet")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("counts.parquet", at("link.parquet")).unwrap();
    fs::write(at("text.parquet"), &all).unwrap();
    let lint = |name: &'static str| vec!["--survey", name, "all.jsonl"];
    let merge = |name: &'static str| {
        vec![
            "survey",
            "--merge",
            "counts.parquet",
            name,
            "-o",
            "merged.parquet",
        ]
    };
    for (args, reason) in [
        (
            lint("version.parquet"),
            "has version 99, but version 2 is needed",
        ),
        (
            lint("fields.parquet"),
            "made with --source-field site, but url is needed",
        ),
        (
            lint("unsorted.parquet"),
            "its rows are not sorted, or a key occurs twice",
        ),
        (lint("none.parquet"), "a row is not valid in a survey"),
        (lint("cut.parquet"), "cannot read the survey"),
        (lint("text.parquet"), "this is not a survey"),
        (lint("other.parquet"), "this is not a survey"),
        (lint("gone.parquet"), "cannot read the survey"),
        (
            merge("version.parquet"),
            "has version 99, but version 2 is needed",
        ),
        (
            merge("fields.parquet"),
            "made with --source-field site, but url is needed",
        ),
        (merge("unsorted.parquet"), "its rows are not sorted"),
        (merge("counts.parquet"), "named twice"),
        #[cfg(unix)]
        (merge("link.parquet"), "named twice"),
        (merge("cut.parquet"), "cannot read the survey"),
    ] {
        let output = run_program(folder.path(), &args);
        let said = stderr_of(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        // Messages are wrapped.
        let words = said.split_whitespace().filter(|word| *word != "│");
        let said = words.collect::<Vec<_>>().join(" ");
        assert!(said.contains(reason), "{args:?}: {said}");
        assert!(!at("merged.parquet").exists());
    }
    // Another file with the same content is not refused: rows can be equal by chance.
    take_survey(
        folder.path(),
        &[
            "--merge",
            "counts.parquet",
            "same.parquet",
            "-o",
            "merged.parquet",
        ],
    );
    assert_eq!(
        read_table(&at("merged.parquet")).unwrap()[0].n,
        2 * table[0].n
    );
}

#[test]
fn a_damaged_table_never_causes_a_panic() {
    let folder = empty_folder();
    let path = folder.path().join("counts.parquet");
    let documents = [
        Document::new("One line\nAnother"),
        Document::new("One line"),
    ];
    let rows = counted(&documents);
    write_rows(&path, &stamp(), &rows);
    let whole = fs::read(&path).unwrap();
    assert_eq!(read_table(&path), Ok(rows));
    for at in 0..whole.len() {
        fs::write(&path, &whole[..at]).unwrap();
        assert!(read_table(&path).is_err());
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&path, &damaged).unwrap();
        let _ = read_table(&path);
    }
}

/// The schema as other programs write it: every column may be null, the order is different, and there is
/// one more column.
const FOREIGN: &str = "message schema {
    optional int64 n;
    optional int64 h;
    optional int64 more;
    optional binary name (string);
    optional binary kind (string);
    optional int64 titles;
    optional int64 leads;
    optional int64 articles;
    optional int64 source;
    optional int64 example_1;
    optional int64 example_2;
    optional int64 example_3;
    optional int64 example_4;
    optional int64 example_5;
    optional int64 example_6;
    optional int64 example_7;
    optional int64 example_8;
}";

#[test]
fn tables_written_by_other_programs_are_read() {
    let folder = empty_folder();
    let path = folder.path().join("counts.parquet");
    let documents: Vec<Document> = (0..9).map(|n| Document::new(format!("A\n{n}"))).collect();
    let rows = counted(&documents);
    let metadata = stamp().metadata();
    let metadata = metadata.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(metadata.to_vec()))
        .build();
    let schema = Arc::new(parse_message_type(FOREIGN).unwrap());
    let file = fs::File::create(&path).unwrap();
    let mut file = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for part in rows.chunks(5) {
        let mut group = file.next_row_group().unwrap();
        for column in 0.. {
            let Some(mut writer) = group.next_column().unwrap() else {
                break;
            };
            let number = |row: &Row| match column {
                0 => Some(row.n),
                1 => Some(row.h),
                5 => Some(row.titles),
                6 => Some(row.leads),
                7 => row.articles,
                8 => row.source,
                9.. => row
                    .examples
                    .iter()
                    .nth(column - 9)
                    .map(|example| example.number()),
                _ => None,
            };
            let text = |row: &Row| match column {
                3 => row.name.as_deref().map(ByteArray::from),
                _ => Some(row.kind.name().into()),
            };
            match writer.untyped() {
                ColumnWriter::Int64ColumnWriter(writer) => {
                    let levels: Vec<i16> = part
                        .iter()
                        .map(|row| number(row).is_some().into())
                        .collect();
                    let values: Vec<i64> = part.iter().filter_map(number).collect();
                    writer.write_batch(&values, Some(&levels), None).unwrap();
                }
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let levels: Vec<i16> =
                        part.iter().map(|row| text(row).is_some().into()).collect();
                    let values: Vec<ByteArray> = part.iter().filter_map(text).collect();
                    writer.write_batch(&values, Some(&levels), None).unwrap();
                }
                _ => unreachable!(),
            }
            writer.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
    assert_eq!(read_table(&path), Ok(rows));
}

fn any_documents() -> impl Strategy<Value = Vec<(Document, u8)>> {
    let line = prop::sample::select(vec![
        "One line",
        "Another line",
        "A third",
        "",
        "A fourth line",
    ]);
    let text = prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"));
    let site = prop::sample::select(vec!["north.example", "south.example"]);
    let document =
        (text, site, 0..9_u64, any::<bool>()).prop_map(|(text, site, id, titled)| Document {
            path: "x.jsonl".into(),
            record: Some(id),
            source: Some(site.into()),
            title: titled.then(|| "A third".into()),
            ..Document::new(text)
        });
    prop::collection::vec((document, 0..4_u8), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The merged table does not depend on how documents are divided among tables, on the order of these
    /// tables, or on whether they are merged at once or one after another.
    #[test]
    fn tables_can_be_merged_in_any_order(parted in any_documents(), order in Just(vec![0, 1, 2, 3_u8]).prop_shuffle()) {
        let folder = empty_folder();
        let at = |name: &str| folder.path().join(name);
        let save = |name: &str, rows: &[Row]| write_rows(&at(name), &stamp(), rows);
        save("all", &counted(parted.iter().map(|(document, _)| document)));
        for part in &order {
            let of_part = parted.iter().filter(|(_, of)| of == part);
            save(&part.to_string(), &counted(of_part.map(|(document, _)| document)));
        }
        let merge = |names: &[String]| -> Vec<Row> {
            let tables: Vec<Table> = names.iter().map(|name| Table::open(&at(name)).unwrap()).collect();
            let merge = Merge::new(&tables).unwrap();
            merge.map(Result::unwrap).collect()
        };
        let names: Vec<String> = order.iter().map(u8::to_string).collect();
        save("at once", &merge(&names));
        save("sum", &merge(&names[..1]));
        for name in &names[1..] {
            save("sum", &merge(&["sum".into(), name.clone()]));
        }
        let all = fs::read(at("all")).unwrap();
        prop_assert!(fs::read(at("at once")).unwrap() == all);
        prop_assert!(fs::read(at("sum")).unwrap() == all);
        let rows = read_table(&at("all")).unwrap();
        let sources = rows.iter().filter(|row| row.kind == Kind::Source);
        prop_assert_eq!(sources.map(|row| row.n).sum::<i64>(), parted.len() as i64);
    }
}
