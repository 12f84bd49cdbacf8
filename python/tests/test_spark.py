"""Compares Spark, as a cluster of two workers on this machine, with the command line."""

import corpus_lint.spark
import pytest
from conftest import a_worker_killed
from corpus_lint import LoadError, Ruleset
from test_adapters import same

def test_a_cluster_gives_the_same_as_the_command_line(spark, rules, corpus):
    frame = spark.read.parquet(str(corpus.parts))
    cleaned = corpus_lint.spark.clean(frame, rules, removals="removals")
    same(cleaned.toArrow(), corpus)
    assert corpus_lint.spark.clean(frame, rules).schema == frame.schema


def test_the_result_is_the_same_if_a_worker_is_killed(spark, rules, corpus, tmp_path):
    frame = spark.read.parquet(str(corpus.parts))
    cleaned = corpus_lint.spark.clean(frame, rules, removals="removals")
    with a_worker_killed(cleaned, tmp_path) as cleaned:
        same(cleaned.toArrow(), corpus)


def test_bad_rows_keep_their_places(spark, rules):
    large = "a" * (33 << 20)
    half = b"\xed\xa0\xbd and on"
    rows = [(0, None), (1, "The council met.\n\nLeave a comment\n"), (2, large)]
    frame = spark.createDataFrame(rows, "n long, body string").coalesce(1)
    # A string that is not UTF-8. Spark reads such strings from files.
    frame = frame.unionByName(spark.sql(f"SELECT 3L AS n, CAST(X'{half.hex()}' AS STRING) AS body"))
    left = corpus_lint.spark.clean(frame, rules, "body", removals="why").orderBy("n")
    left = left.selectExpr(
        "n", "CAST(body AS BINARY) AS body", "transform(why, r -> r.reason) AS why"
    ).collect()
    assert [row["n"] for row in left] == [0, 1, 2, 3]
    bodies = [row["body"] and bytes(row["body"]) for row in left]
    assert bodies == [None, b"The council met.\n", large.encode(), half]
    assert [row["why"][0] for row in left] == [
        "the text is null",
        None,
        "the text is larger than 32 MiB",
        "not UTF-8: byte 0 is 0xed",
    ]


def test_errors_are_raised_before_the_job(spark, rules, tmp_path):
    frame = spark.createDataFrame([(1, "a")], "n long, text string")
    with pytest.raises(ValueError, match="no column `body`; the columns are: n, text"):
        corpus_lint.spark.clean(frame, rules, "body")
    with pytest.raises(ValueError, match="already has a column `n`"):
        corpus_lint.spark.clean(frame, rules, removals="n")
    pack = tmp_path / "broken.toml"
    pack.write_text("[pack]\nname = 1\n")
    with pytest.raises(LoadError):
        corpus_lint.spark.clean(frame, Ruleset.load(packs=[pack]))
