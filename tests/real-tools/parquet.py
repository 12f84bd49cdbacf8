"""Checks with pyarrow and DuckDB that --fix changes only the texts of Parquet files.

Usage: python parquet.py path/to/corpus-lint    (needs: pip install pyarrow duckdb)
"""

import datetime
import itertools
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

BOILERPLATE = "أعيد فتح الميناء.\nتعليقات الزوار\n"
CLEANED = "أعيد فتح الميناء.\n"
PLAIN = "وصلت السفينة مساء.\n"
ROWS = 1_000
FIELDS = "text,article.body,paragraphs"


def table():
    """A table with texts in three places, and with other columns of many types."""
    texts = [(BOILERPLATE, PLAIN, None)[n % 3] for n in range(ROWS)]
    columns = {
        "id": pa.array([f"أ-{n}" for n in range(ROWS)]),
        "hash": pa.array([2**64 - 1 - n for n in range(ROWS)], pa.uint64()),
        "text": pa.array(texts),
        "day": pa.array([datetime.date(2026, 1, 1 + n % 28) for n in range(ROWS)]),
        "at": pa.array([n * 1_000 for n in range(ROWS)], pa.timestamp("ns", "UTC")),
        "source": pa.array([f"وكالة {n % 3}" for n in range(ROWS)]).dictionary_encode(),
        "article": pa.array([{"body": text, "n": n} for n, text in enumerate(texts)]),
        "paragraphs": pa.array([[PLAIN, None, BOILERPLATE], [], None, [BOILERPLATE]] * (ROWS // 4)),
        "tags": pa.array([{"a": 1}, None] * (ROWS // 2), pa.map_(pa.string(), pa.int64())),
        "score": pa.array([None if n % 7 == 0 else n / 8 for n in range(ROWS)]),
        "blob": pa.array([bytes([n % 256, 255]) for n in range(ROWS)]),
    }
    return pa.table(columns).replace_schema_metadata({"made by": "a test"})


def clean(value):
    """The expected value of a text column after the fix."""
    if isinstance(value, list):
        return [clean(one) for one in value]
    if isinstance(value, dict):
        return {name: clean(one) if name == "body" else one for name, one in value.items()}
    return CLEANED if value == BOILERPLATE else value


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def encodings(chunk):
    """The encodings of the values of a chunk. Tools differ in the other encodings that they list."""
    names = {name.replace("PLAIN_DICTIONARY", "RLE_DICTIONARY") for name in chunk.encodings}
    return names - {"PLAIN", "RLE", "BIT_PACKED"}


def check_same_layout(old, new):
    """Compares everything in the footers except sizes and offsets."""
    check(old.schema.equals(new.schema), "schema")
    for what in ("metadata", "created_by", "format_version", "num_rows", "num_row_groups"):
        check(getattr(old, what) == getattr(new, what), what)
    for group, column in itertools.product(range(old.num_row_groups), range(old.num_columns)):
        was, now = old.row_group(group), new.row_group(group)
        check(was.num_rows == now.num_rows, "rows of a row group")
        was, now = was.column(column), now.column(column)
        place = f"of {was.path_in_schema}: {now} for {was}"
        check(encodings(was) == encodings(now), f"encodings {place}")
        for what in ("path_in_schema", "physical_type", "compression", "num_values", "is_stats_set",
                     "has_dictionary_page", "has_offset_index", "has_column_index"):
            check(getattr(was, what) == getattr(now, what), f"{what} {place}")


def check_pyarrow(path, old):
    new = pq.read_table(path)
    check(new.schema.equals(old.schema, check_metadata=True), "pyarrow: schema")
    for name in old.column_names:
        was, now = old[name].to_pylist(), new[name].to_pylist()
        if name in ("text", "article", "paragraphs"):
            was = [clean(value) for value in was]
        check(was == now, f"pyarrow: column {name}")


def check_duckdb(path, copy):
    """Compares with a copy of the original file."""
    others = "* exclude (text, article, paragraphs), article.n"
    query = "select {} from read_parquet('{}')"
    for one, other in ((path, copy), (copy, path)):
        both = f"{query.format(others, one)} except all {query.format(others, other)}"
        check(not duckdb.sql(both).fetchall(), "duckdb: a column that is not a text column")
    texts = "text, article.body, paragraphs"
    was, now = (duckdb.sql(query.format(texts, file)).fetchall() for file in (copy, path))
    check([tuple(map(clean, row)) for row in was] == now, "duckdb: texts")
    # Readers skip data by statistics and Bloom filters. They must find the new texts, and only them.
    count = "select count(*) from read_parquet('{}') where text = '{}'"
    for text, wanted in ((CLEANED, len(range(0, ROWS, 3))), (BOILERPLATE, 0)):
        [(found,)] = duckdb.sql(count.format(path, text)).fetchall()
        check(found == wanted, f"duckdb: {found} rows found, {wanted} expected")


def check_file(tool, folder, name, write):
    path, copy = folder / f"{name}.parquet", folder / f"{name}.copy"
    write(path)
    bytes_before, old = path.read_bytes(), pq.read_table(path)
    copy.write_bytes(bytes_before)
    metadata = pq.ParquetFile(path).metadata
    done = subprocess.run([tool, "--fix", "--quiet", path.name, "--text-field", FIELDS], cwd=folder)
    check(done.returncode == 0, f"exit code {done.returncode}")
    check(path.read_bytes() != bytes_before, "nothing was fixed")
    check_same_layout(metadata, pq.ParquetFile(path).metadata)
    check_pyarrow(path, old)
    check_duckdb(path, copy)
    done = subprocess.run([tool, "restore"], cwd=folder, stderr=subprocess.DEVNULL)
    check(done.returncode == 0 and path.read_bytes() == bytes_before, "restore")
    print(f"ok: {name}")


def by_pyarrow(**options):
    return lambda path: pq.write_table(table(), path, row_group_size=300, **options)


def by_duckdb(options):
    def write(path):
        news = table().drop_columns(["source"])
        check(news.num_rows == ROWS, "rows")
        duckdb.sql(f"copy news to '{path}' (format parquet, row_group_size 300, {options})")

    return write


def main():
    tool = str(pathlib.Path(sys.argv[1]).resolve())
    files = {
        f"pyarrow-{codec}-v{version}": by_pyarrow(
            compression=codec, data_page_version=version, write_page_index=True
        )
        for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")
        for version in ("1.0", "2.0")
    }
    files["pyarrow-no-dictionary"] = by_pyarrow(use_dictionary=False)
    files["pyarrow-no-statistics"] = by_pyarrow(write_statistics=False)
    files["pyarrow-format-1.0"] = by_pyarrow(version="1.0")
    files["pyarrow-delta"] = by_pyarrow(
        use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"}
    )
    for codec in ("snappy", "zstd"):
        files[f"duckdb-{codec}"] = by_duckdb(f"compression {codec}")
    files["duckdb-v2"] = by_duckdb("parquet_version v2")
    for name, write in files.items():
        with tempfile.TemporaryDirectory() as folder:
            check_file(tool, pathlib.Path(folder), name, write)


main()
