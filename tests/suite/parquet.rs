//! Parquet: a fix changes only the texts, whatever the layout of the file, and a restore brings back every
//! byte.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::metadata::{KeyValue, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::metadata::{PageEncodingStats, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::properties::{WriterPropertiesBuilder, WriterPropertiesPtr};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Row;
use parquet::schema::parser::parse_message_type;

use super::support::{
    ARABIC, ARABIC_CLEANED, empty_folder, gzipped, program, run_program, stderr_of, stdout_of,
};

const PLAIN: &str = "وصلت السفينة مساء.\n";

/// A column of texts: the values that are not null, with the levels of all.
#[derive(Clone, Default)]
struct Texts {
    values: Vec<ByteArray>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl Texts {
    fn required(texts: &[&str]) -> Self {
        Self {
            values: texts.iter().map(|&text| text.into()).collect(),
            ..Self::default()
        }
    }

    /// `full` is the definition level of a value. A null has one less.
    fn optional(texts: &[Option<&str>], full: i16) -> Self {
        let level = |text: &Option<&str>| full - i16::from(text.is_none());
        Self {
            values: texts.iter().flatten().map(|&text| text.into()).collect(),
            definitions: texts.iter().map(level).collect(),
            repetitions: Vec::new(),
        }
    }
}

/// A column of a row group.
enum Column {
    Texts(Texts),
    Longs(Vec<i64>),
    Floats(Vec<f64>),
    Bools(Vec<bool>),
}

fn write_parquet(
    path: &Path,
    schema: &str,
    properties: WriterPropertiesBuilder,
    groups: &[Vec<Column>],
) {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties: WriterPropertiesPtr = Arc::new(properties.build());
    let file = File::create(path).unwrap();
    let mut file = SerializedFileWriter::new(file, schema, properties).unwrap();
    for group in groups {
        let mut writer = file.next_row_group().unwrap();
        for column in group {
            let mut out = writer.next_column().unwrap().unwrap();
            match (out.untyped(), column) {
                (ColumnWriter::ByteArrayColumnWriter(out), Column::Texts(texts)) => {
                    let some = |levels: &'static [i16]| Some(levels).filter(|l| !l.is_empty());
                    let definitions = some(texts.definitions.clone().leak());
                    let repetitions = some(texts.repetitions.clone().leak());
                    out.write_batch(&texts.values, definitions, repetitions)
                }
                (ColumnWriter::Int64ColumnWriter(out), Column::Longs(longs)) => {
                    out.write_batch(longs, None, None)
                }
                (ColumnWriter::DoubleColumnWriter(out), Column::Floats(floats)) => {
                    out.write_batch(floats, None, None)
                }
                (ColumnWriter::BoolColumnWriter(out), Column::Bools(bools)) => {
                    out.write_batch(bools, None, None)
                }
                _ => panic!("the column does not fit the schema"),
            }
            .unwrap();
            out.close().unwrap();
        }
        writer.close().unwrap();
    }
    file.close().unwrap();
}

const NEWS: &str = "message news {
    required int64 id (integer(64, false));
    required binary source (string);
    optional binary text (string);
    required double score;
    required boolean kept;
}";

/// A row group of [`NEWS`] with these texts.
fn news(first: i64, texts: &[Option<&str>]) -> Vec<Column> {
    let n = texts.len() as i64;
    let sources: Vec<String> = (0..n).map(|n| format!("وكالة {}", n % 3)).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    vec![
        Column::Longs((first..first + n).collect()),
        Column::Texts(Texts::required(&sources)),
        Column::Texts(Texts::optional(texts, 1)),
        Column::Floats((0..n).map(|n| n as f64 / 4.0).collect()),
        Column::Bools((0..n).map(|n| n % 2 == 0).collect()),
    ]
}

fn metadata_of(path: &Path) -> ParquetMetaData {
    ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(&File::open(path).unwrap())
        .unwrap()
}

fn rows_of(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The rows as text.
fn rows_as_text(path: &Path) -> String {
    rows_of(path).iter().map(|row| format!("{row}\n")).collect()
}

fn without_boilerplate(shown: &str) -> String {
    shown.replace(ARABIC, ARABIC_CLEANED)
}

/// Fixes `x.parquet`, compares it with the original, and restores it.
fn assert_fixed_and_restored(folder: &Path, args: &[&str]) {
    let path = folder.join("x.parquet");
    let (bytes, before, old) = (
        fs::read(&path).unwrap(),
        rows_as_text(&path),
        metadata_of(&path),
    );
    let got = run_program(folder, &[&["--fix", "x.parquet"], args].concat());
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_ne!(before, without_boilerplate(&before), "nothing to fix");
    assert_eq!(rows_as_text(&path), without_boilerplate(&before));
    assert_alike(&old, &metadata_of(&path));
    let got = run_program(folder, &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

/// Checks everything that a fix must not change.
fn assert_alike(old: &ParquetMetaData, new: &ParquetMetaData) {
    let (old_file, new_file) = (old.file_metadata(), new.file_metadata());
    assert_eq!(old_file.schema(), new_file.schema());
    assert_eq!(old_file.version(), new_file.version());
    assert_eq!(old_file.num_rows(), new_file.num_rows());
    assert_eq!(old_file.created_by(), new_file.created_by());
    assert_eq!(old_file.key_value_metadata(), new_file.key_value_metadata());
    assert_eq!(old_file.column_orders(), new_file.column_orders());
    assert_eq!(old.num_row_groups(), new.num_row_groups());
    for (n, (old_group, new_group)) in old.row_groups().iter().zip(new.row_groups()).enumerate() {
        assert_eq!(old_group.num_rows(), new_group.num_rows());
        assert_eq!(old_group.ordinal(), new_group.ordinal());
        assert_eq!(old_group.sorting_columns(), new_group.sorting_columns());
        let columns = old_group.columns().iter().zip(new_group.columns());
        for (column, (old_chunk, new_chunk)) in columns.enumerate() {
            assert_eq!(old_chunk.compression(), new_chunk.compression());
            assert_eq!(old_chunk.num_values(), new_chunk.num_values());
            assert!(old_chunk.encodings().eq(new_chunk.encodings()));
            let dictionary = |chunk: &parquet::file::metadata::ColumnChunkMetaData| {
                chunk.dictionary_page_offset().is_some()
            };
            assert_eq!(dictionary(old_chunk), dictionary(new_chunk));
            let types = |pages: Option<&Vec<PageEncodingStats>>| {
                pages.map(|pages| pages.iter().map(|page| page.page_type).collect::<Vec<_>>())
            };
            assert_eq!(
                types(old_chunk.page_encoding_stats()),
                types(new_chunk.page_encoding_stats())
            );
            assert_eq!(
                old_chunk.statistics().is_some(),
                new_chunk.statistics().is_some()
            );
            assert_eq!(
                old_chunk.definition_level_histogram(),
                new_chunk.definition_level_histogram()
            );
            assert_eq!(
                old_chunk.bloom_filter_length(),
                new_chunk.bloom_filter_length()
            );
            let (old, new) = (
                old.page_index_for_row_group(n),
                new.page_index_for_row_group(n),
            );
            assert_eq!(
                old.column_index(column).is_some(),
                new.column_index(column).is_some()
            );
            assert_eq!(
                old.offset_index(column).is_some(),
                new.offset_index(column).is_some()
            );
        }
    }
}

#[test]
fn files_in_every_compression_are_fixed_and_restored() {
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
        Compression::BROTLI(BrotliLevel::default()),
    ] {
        let folder = empty_folder();
        let properties = WriterProperties::builder()
            .set_compression(codec)
            .set_key_value_metadata(Some(vec![
                KeyValue::new("pandas".into(), "{}".to_owned()),
                KeyValue::new("ARROW:schema".into(), "x".to_owned()),
            ]))
            .set_created_by("another tool version 7".into());
        let groups = [
            news(0, &[Some(ARABIC), None, Some(PLAIN), Some("")]),
            news(4, &[Some(PLAIN), Some(PLAIN)]),
            news(6, &[None, Some(PLAIN), Some(ARABIC)]),
        ];
        write_parquet(&folder.path().join("x.parquet"), NEWS, properties, &groups);
        assert_fixed_and_restored(folder.path(), &[]);
    }
}

#[test]
fn pages_and_indexes_keep_their_kind() {
    let versions = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    let levels = [
        EnabledStatistics::None,
        EnabledStatistics::Chunk,
        EnabledStatistics::Page,
    ];
    for (version, level) in versions
        .iter()
        .flat_map(|&version| levels.map(|level| (version, level)))
    {
        for has_dictionary in [false, true] {
            let folder = empty_folder();
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_statistics_enabled(level)
                .set_offset_index_disabled(level == EnabledStatistics::None)
                .set_dictionary_enabled(has_dictionary)
                .set_bloom_filter_enabled(has_dictionary)
                .set_data_page_row_count_limit(10)
                .set_write_batch_size(5);
            // Many equal texts, so that a dictionary is used.
            let mut texts = [Some(PLAIN); 100];
            texts[70] = Some(ARABIC);
            let groups = [news(0, &texts), news(100, &[Some(PLAIN)])];
            write_parquet(&folder.path().join("x.parquet"), NEWS, properties, &groups);
            assert_fixed_and_restored(folder.path(), &[]);
        }
    }
}

#[test]
fn other_columns_row_groups_and_encodings_stay_as_they_are() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    let by_id = SortingColumn {
        column_idx: 0,
        descending: false,
        nulls_first: false,
    };
    let by_text = SortingColumn {
        column_idx: 2,
        ..by_id.clone()
    };
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::PLAIN)
        .set_column_encoding("text".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .set_sorting_columns(Some(vec![by_id.clone(), by_text]));
    let groups = [
        news(0, &[Some(PLAIN), Some(PLAIN)]),
        news(2, &[Some(ARABIC), None]),
    ];
    write_parquet(&path, NEWS, properties, &groups);
    let (old, old_bytes) = (metadata_of(&path), fs::read(&path).unwrap());
    let got = run_program(folder.path(), &["--fix", "x.parquet"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    let (new, new_bytes) = (metadata_of(&path), fs::read(&path).unwrap());
    for (group, columns) in [(0, &[0, 1, 2, 3, 4][..]), (1, &[0, 1, 3, 4])] {
        for &column in columns {
            let bytes = |metadata: &ParquetMetaData, bytes: &[u8]| {
                let (start, length) = metadata.row_group(group).column(column).byte_range();
                bytes[start as usize..(start + length) as usize].to_vec()
            };
            assert_eq!(bytes(&old, &old_bytes), bytes(&new, &new_bytes));
        }
    }
    let text = |metadata: &ParquetMetaData| {
        metadata
            .row_group(1)
            .column(2)
            .encodings()
            .collect::<Vec<_>>()
    };
    assert_eq!(text(&old), text(&new));
    // Changed texts may no longer be in the order that the file states.
    assert_eq!(
        new.row_group(0).sorting_columns(),
        old.row_group(0).sorting_columns()
    );
    assert_eq!(new.row_group(1).sorting_columns(), Some(&vec![by_id]));
}

#[test]
fn a_bloom_filter_contains_the_new_texts() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    let properties = WriterProperties::builder()
        .set_bloom_filter_enabled(true)
        .set_bloom_filter_max_ndv(100);
    write_parquet(
        &path,
        NEWS,
        properties,
        &[news(0, &[Some(ARABIC), Some(PLAIN)])],
    );
    let contains = |text: &str| {
        let metadata = metadata_of(&path);
        let chunk = metadata.row_group(0).column(2);
        let bloom = Sbbf::read_from_column_chunk(chunk, &File::open(&path).unwrap());
        bloom.unwrap().unwrap().check(text)
    };
    assert!(contains(ARABIC) && contains(PLAIN) && !contains(ARABIC_CLEANED));
    assert_eq!(
        run_program(folder.path(), &["--fix", "x.parquet"])
            .status
            .code(),
        Some(0)
    );
    assert!(!contains(ARABIC) && contains(PLAIN) && contains(ARABIC_CLEANED));
}

const NESTED: &str = "message news {
    required int64 id;
    optional group article {
        optional binary title (string);
        optional binary body (string);
    }
    optional group paragraphs (list) {
        repeated group list {
            optional binary element (string);
        }
    }
}";

/// Writes a file of [`NESTED`].
fn write_nested(properties: WriterPropertiesBuilder, path: &Path) {
    let paragraphs = Texts {
        values: [PLAIN, ARABIC, ARABIC, PLAIN].map(ByteArray::from).to_vec(),
        // Two and a null between them; an empty list; no list; two.
        definitions: vec![3, 2, 3, 1, 0, 3, 3],
        repetitions: vec![0, 1, 1, 0, 0, 0, 1],
    };
    let group = || {
        vec![
            Column::Longs(vec![10, 11, 12, 13]),
            Column::Texts(Texts {
                values: vec![ByteArray::from(PLAIN); 3],
                definitions: vec![2, 2, 0, 2],
                repetitions: Vec::new(),
            }),
            Column::Texts(Texts {
                values: [ARABIC, PLAIN].map(ByteArray::from).to_vec(),
                definitions: vec![2, 1, 0, 2],
                repetitions: Vec::new(),
            }),
            Column::Texts(paragraphs.clone()),
        ]
    };
    write_parquet(path, NESTED, properties, &[group(), group()]);
}

#[test]
fn nested_fields_and_list_elements_are_documents() {
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        let folder = empty_folder();
        let path = folder.path().join("x.parquet");
        for fields in [
            "article.body",
            "paragraphs",
            "paragraphs.list.element",
            "paragraphs,article.title,article.body",
        ] {
            let properties = WriterProperties::builder().set_writer_version(version);
            write_nested(properties, &path);
            let before = rows_of(&path).len();
            let args = ["--fix", "x.parquet", "--text-field", fields];
            let old = metadata_of(&path);
            let (bytes, old_rows) = (fs::read(&path).unwrap(), rows_as_text(&path));
            let got = run_program(folder.path(), &args);
            assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
            assert_alike(&old, &metadata_of(&path));
            assert_eq!(rows_of(&path).len(), before);
            let cleaned_parts = |row: &str, part: &str| {
                // A row is shown as its fields in order, and only the fields of the option change.
                let (head, tail) = row.split_once("paragraphs").unwrap();
                match part {
                    "article.body" => format!("{}paragraphs{tail}", without_boilerplate(head)),
                    _ if part.contains(',') => without_boilerplate(row),
                    _ => format!("{head}paragraphs{}", without_boilerplate(tail)),
                }
            };
            let records: String = old_rows
                .split_inclusive("}\n")
                .map(|row| cleaned_parts(row, fields))
                .collect();
            assert_eq!(rows_as_text(&path), records, "{fields}");
            let got = run_program(folder.path(), &["restore"]);
            assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }
}

#[test]
fn findings_name_the_record_the_id_and_the_field() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    write_nested(WriterProperties::builder(), &path);
    let fields = "article.body,paragraphs";
    let lint = |format| {
        let args = ["x.parquet", "--text-field", fields, "--output-format"];
        stdout_of(&run_program(
            folder.path(),
            &[&args[..], &[format]].concat(),
        ))
    };
    let found: Vec<_> = lint("json-lines")
        .lines()
        .map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            let id = finding["id"].as_str().unwrap_or_default().to_owned();
            (finding["record"].as_u64().unwrap(), id)
        })
        .collect();
    let wanted = [
        (0, "10"),
        (0, "10"),
        (3, "13"),
        (4, "10"),
        (4, "10"),
        (7, "13"),
    ];
    assert_eq!(found, wanted.map(|(record, id)| (record, id.to_owned())));
    let concise = lint("concise");
    let places: Vec<_> = concise
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let wanted = [
        "x.parquet[0].article.body",
        "x.parquet[0].paragraphs[2]",
        "x.parquet[3].paragraphs[0]",
        "x.parquet[4].article.body",
        "x.parquet[4].paragraphs[2]",
        "x.parquet[7].paragraphs[0]",
    ];
    assert_eq!(places, wanted);
}

#[test]
fn one_document_can_be_restored_and_the_rest_later() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    write_nested(WriterProperties::builder(), &path);
    let (bytes, before) = (fs::read(&path).unwrap(), rows_as_text(&path));
    let fix = ["--fix", "x.parquet", "--text-field", "paragraphs"];
    assert_eq!(run_program(folder.path(), &fix).status.code(), Some(0));
    let fixed = rows_as_text(&path);
    let part = ["restore", "--document", "x.parquet[3]"];
    let got = run_program(folder.path(), &part);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    let records =
        |shown: &str| -> Vec<String> { shown.split_inclusive("}\n").map(str::to_owned).collect() };
    let (now, before, fixed) = (
        records(&rows_as_text(&path)),
        records(&before),
        records(&fixed),
    );
    assert_eq!(now.len(), fixed.len());
    for (n, row) in now.iter().enumerate() {
        let wanted = if n == 3 { &before } else { &fixed };
        assert_eq!(row, &wanted[n], "{n}");
    }
    let got = run_program(folder.path(), &["restore"]);
    assert_eq!(got.status.code(), Some(0), "{}", stderr_of(&got));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_without_findings_is_not_written_and_its_copy_is_equal() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    let groups = [news(0, &[Some(PLAIN), None])];
    write_parquet(&path, NEWS, WriterProperties::builder(), &groups);
    let bytes = fs::read(&path).unwrap();
    let modified = || fs::metadata(&path).unwrap().modified().unwrap();
    let before = modified();
    assert_eq!(
        run_program(folder.path(), &["--fix", "x.parquet"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(
        (modified(), fs::read(&path).unwrap()),
        (before, bytes.clone())
    );
    let copy = ["--fix", "x.parquet", "-o", "copy.parquet"];
    assert_eq!(run_program(folder.path(), &copy).status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("copy.parquet")).unwrap(), bytes);
}

#[test]
fn bad_values_are_reported_and_stay_as_they_are() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    let large = "ا".repeat(1 << 20);
    let mut group = news(5, &[Some(PLAIN), Some(ARABIC), Some(&large)]);
    if let Column::Texts(texts) = &mut group[2] {
        texts.values[0] = ByteArray::from(b"caf\xe9\n".to_vec());
    }
    write_parquet(&path, NEWS, WriterProperties::builder(), &[group]);
    let got = run_program(folder.path(), &["--fix", "x.parquet", "--max-record", "1"]);
    assert_eq!(got.status.code(), Some(2));
    for said in [
        "x.parquet[0]: not UTF-8: byte 3 (line 1) is 0xe9",
        "x.parquet[2]: the text is larger than 1 MiB",
    ] {
        assert!(
            stderr_of(&got).contains(said),
            "{said}\n{}",
            stderr_of(&got)
        );
    }
    let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
    let group = reader.get_row_group(0).unwrap();
    let mut column = match group.get_column_reader(2).unwrap() {
        parquet::column::reader::ColumnReader::ByteArrayColumnReader(column) => column,
        _ => unreachable!(),
    };
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    column
        .read_records(9, Some(&mut levels), None, &mut values)
        .unwrap();
    let wanted = [
        b"caf\xe9\n".as_slice(),
        ARABIC_CLEANED.as_bytes(),
        large.as_bytes(),
    ];
    assert!(values.iter().map(ByteArray::data).eq(wanted));
}

#[test]
fn a_text_of_boilerplate_only_never_becomes_null() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    let texts = [Some("تعليقات الزوار\n"), None, Some("")];
    write_parquet(&path, NEWS, WriterProperties::builder(), &[news(0, &texts)]);
    run_program(folder.path(), &["--fix", "x.parquet"]);
    let texts: Vec<_> = rows_of(&path)
        .iter()
        .map(|row| row.get_column_iter().nth(2).unwrap().1.to_string())
        .collect();
    // A guard may keep such a text.
    assert_ne!(texts[0], "null");
    assert_eq!(texts[1..], ["null", "\"\""]);
}

#[test]
fn unreadable_files_are_reported_and_the_others_fixed() {
    let folder = empty_folder();
    let file = |name: &str| folder.path().join(name);
    let groups = [news(0, &[Some(ARABIC), Some(PLAIN)])];
    write_parquet(
        &file("x.parquet"),
        NEWS,
        WriterProperties::builder(),
        &groups,
    );
    let whole = fs::read(file("x.parquet")).unwrap();
    fs::write(file("a.parquet.gz"), gzipped(&whole)).unwrap();
    fs::write(file("b.parquet"), "no columns here").unwrap();
    fs::write(file("c.parquet"), &whole[..whole.len() - 9]).unwrap();
    fs::write(file("d.parquet"), [b"PARE", &whole[4..]].concat()).unwrap();
    let mut hurt = whole.clone();
    hurt[4..200].fill(0xff);
    fs::write(file("e.parquet"), &hurt).unwrap();
    let got = run_program(folder.path(), &["--fix", "."]);
    assert_eq!(got.status.code(), Some(2));
    for said in [
        "a.parquet.gz: the Parquet file is compressed as a whole",
        "b.parquet: this is not a Parquet file",
        "c.parquet: cannot read: Parquet error",
        "d.parquet: the Parquet file is encrypted",
        "e.parquet: cannot read: ",
    ] {
        assert!(
            stderr_of(&got).contains(said),
            "{said}\n{}",
            stderr_of(&got)
        );
    }
    assert!(rows_as_text(&file("x.parquet")).contains(ARABIC_CLEANED));
    assert!(!rows_as_text(&file("x.parquet")).contains(ARABIC));
    assert_eq!(fs::read(file("e.parquet")).unwrap(), hurt);
}

#[test]
fn a_column_that_is_missing_or_holds_no_text_is_reported() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    write_nested(WriterProperties::builder(), &path);
    for (field, said) in [
        ("body", "the file has no column `body`"),
        ("article.bdy", "did you mean --text-field article.body?"),
        ("text", "the file has: id, article.title,"),
        ("id", "the column `id` does not hold text but INT64"),
    ] {
        let got = run_program(folder.path(), &["x.parquet", "--text-field", field]);
        assert_eq!(got.status.code(), Some(2));
        assert!(
            stderr_of(&got).contains(said),
            "{said}\n{}",
            stderr_of(&got)
        );
    }
}

#[test]
fn parquet_on_standard_input_is_refused() {
    let folder = empty_folder();
    let path = folder.path().join("x.parquet");
    write_nested(WriterProperties::builder(), &path);
    let got = program()
        .arg("-")
        .stdin(File::open(&path).unwrap())
        .output()
        .unwrap();
    assert_eq!(got.status.code(), Some(2));
    assert!(
        stderr_of(&got).contains("-: Parquet is read from its end"),
        "{}",
        stderr_of(&got)
    );
}
