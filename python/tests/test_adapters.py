"""Compares the adapters to engines within this process and its children with the command line."""

import pickle

import corpus_lint.duckdb
import corpus_lint.hf
import corpus_lint.polars
import datasets
import duckdb
import polars as pl
import pyarrow as pa
import pytest

NAMES = ["n", "id", "url", "title", "text", "removals"]
BOILERPLATE = "The council met.\n\nLeave a comment\n"


def same(table, corpus):
    """Checks that a pyarrow table contains the cleaned rows of the corpus, with all other columns."""
    table = table.sort_by("n")
    assert table.column_names == NAMES
    assert table["text"].to_pylist() == corpus.texts
    assert table["removals"].to_pylist() == corpus.removals
    assert (
        table.select(["id", "url", "title"]).to_pylist()
        == corpus.table.select(["id", "url", "title"]).to_pylist()
    )


def test_polars(rules, corpus):
    frame = pl.read_parquet(corpus.parts / "*.parquet")
    same(corpus_lint.polars.clean(frame, rules, removals="removals").to_arrow(), corpus)
    assert corpus_lint.polars.clean(frame, rules).columns == NAMES[:-1]
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        corpus_lint.polars.clean(frame, rules, "body")


def test_polars_lazily(rules, corpus):
    lazy = corpus_lint.polars.clean(
        pl.scan_parquet(corpus.parts / "*.parquet"), rules, removals="removals"
    )
    assert lazy.collect_schema().names() == NAMES
    same(lazy.collect(engine="streaming").to_arrow(), corpus)
    # A filter on the cleaned text runs after the cleaning.
    changed = [
        n
        for n, (text, record) in enumerate(zip(corpus.texts, corpus.records))
        if text != record["text"]
    ]
    one = corpus.texts[changed[0]]
    kept = lazy.filter(pl.col("text") == one).select("n").collect()["n"].to_list()
    assert kept == [n for n, text in enumerate(corpus.texts) if text == one]


def test_duckdb(rules, corpus):
    connection = duckdb.connect()
    corpus_lint.duckdb.register(connection, rules)
    table = connection.sql(
        f"""SELECT n, id, url, title, c.text AS text, c.removals AS removals
        FROM (SELECT *, clean_text(text) AS c FROM '{corpus.parts}/*.parquet')"""
    ).to_arrow_table()
    same(table, corpus)
    rows = connection.sql(
        "SELECT clean_text(text) FROM (VALUES (NULL), ($1)) t(text)", params=[BOILERPLATE]
    ).fetchall()
    assert [row[0]["text"] for row in rows] == [None, "The council met.\n"]
    assert [row[0]["removals"][0]["reason"] for row in rows] == ["the text is null", None]


@pytest.mark.parametrize("processes", [None, 2])
def test_datasets(rules, corpus, processes, tmp_path):
    dataset = datasets.Dataset.from_parquet(
        str(corpus.parts / "*.parquet"), cache_dir=str(tmp_path)
    )
    cleaned = corpus_lint.hf.clean(dataset, rules, removals="removals", num_proc=processes)
    same(cleaned.with_format("arrow")[:], corpus)
    assert isinstance(cleaned[0]["text"], str)


def test_datasets_streamed(rules, corpus):
    files = sorted(map(str, corpus.parts.glob("*.parquet")))
    dataset = datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)
    rows = list(corpus_lint.hf.clean(dataset, rules, removals="removals", batch_size=300))
    same(pa.Table.from_pylist(rows, schema=corpus.schema), corpus)


def test_datasets_cleaned_in_the_same_way_have_the_same_fingerprint(rules, corpus, tmp_path):
    dataset = datasets.Dataset.from_parquet(
        str(corpus.parts / "0.parquet"), cache_dir=str(tmp_path)
    )
    again = pickle.loads(pickle.dumps(rules))
    first, second = (corpus_lint.hf.clean(dataset, one) for one in (rules, again))
    assert first._fingerprint == second._fingerprint
    assert first._fingerprint != corpus_lint.hf.clean(dataset, rules, unsafe=True)._fingerprint
