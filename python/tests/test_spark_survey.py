"""Compares surveys made by Spark, on a cluster of two workers on this machine, with the command line."""

import re
from types import SimpleNamespace

import corpus_lint.spark
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import a_worker_killed
from corpus_lint import Ruleset
from test_adapters import same


@pytest.fixture(scope="module")
def frame(spark, corpus):
    return spark.read.parquet(str(corpus.parts))


@pytest.fixture(scope="module")
def counts(frame, tmp_path_factory):
    """The survey table that Spark makes of the corpus."""
    path = tmp_path_factory.mktemp("spark") / "counts.parquet"
    corpus_lint.spark.write_survey(corpus_lint.spark.survey(frame), path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return path


def test_the_table_is_the_same_as_that_of_the_command_line(counts, surveyed, command, tmp_path):
    ours, theirs = (pq.read_table(path) for path in (counts, surveyed.counts))
    assert ours.schema.names == theirs.schema.names
    assert ours.to_pylist() == theirs.to_pylist()
    # A merge by the program gives the same bytes. So the metadata is also the same.
    run = command("survey", "--merge", counts, "-o", tmp_path / "merged.parquet")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "merged.parquet").read_bytes() == surveyed.counts.read_bytes()


def test_with_the_table_the_command_line_finds_the_same_as_in_two_passes(
    counts, corpus, command
):
    options = ["--isolated", "--quiet", "--output-format", "json-lines", "--survey", counts]
    found = command(*options, corpus.jsonl.name, cwd=corpus.jsonl.parent).stdout
    whole = command(*options[:4], corpus.jsonl.name, cwd=corpus.jsonl.parent).stdout
    assert found == whole and found.count("\n") > 100


def test_the_table_is_the_same_if_a_worker_is_killed(frame, counts, tmp_path):
    path = tmp_path / "counts.parquet"
    with a_worker_killed(frame, tmp_path) as dying:
        corpus_lint.spark.write_survey(corpus_lint.spark.survey(dying), path)
    assert pq.read_table(path).equals(pq.read_table(counts))


def test_with_the_table_spark_cleans_like_the_command_line(frame, counts, corpus, surveyed):
    # Workers get the counts with the rules. They do not read the file.
    rules = Ruleset.load(survey=counts)
    cleaned = corpus_lint.spark.clean(frame, rules, unsafe=True, removals="removals")
    expected = SimpleNamespace(
        table=corpus.table, texts=surveyed.texts, removals=surveyed.removals
    )
    same(cleaned.toArrow(), expected)


def test_halves_merge_to_the_whole_no_matter_where_they_were_counted(
    frame, corpus, surveyed, command, tmp_path
):
    half = len(corpus.records) // 2
    lines = corpus.jsonl.read_text().splitlines(keepends=True)
    (tmp_path / "south.jsonl").write_text("".join(lines[half:]))
    north, south, both = (tmp_path / f"{name}.parquet" for name in ("north", "south", "both"))
    corpus_lint.spark.write_survey(corpus_lint.spark.survey(frame.where(f"n < {half}")), north)
    command("survey", "--isolated", "south.jsonl", "-o", south, cwd=tmp_path)
    run = command("survey", "--merge", south, north, "-o", both)
    assert run.returncode == 0, run.stderr
    assert both.read_bytes() == surveyed.counts.read_bytes()


def test_no_text_is_shuffled(frame, spark, corpus):
    counts = corpus_lint.spark.survey(frame).orderBy("kind", "h")
    plan = counts._jdf.queryExecution().explainString(
        spark._jvm.org.apache.spark.sql.execution.ExplainMode.fromString("formatted")
    )
    shuffled = re.findall(r"^\(\d+\) Exchange\s*\nInput \[\d+\]: \[(.*)\]$", plan, re.MULTILINE)
    assert len(shuffled) == 2, plan
    columns = {re.sub(r"#.*", "", column) for one in shuffled for column in one.split(", ")}
    assert columns == set(counts.columns)
    # Two of these are strings, and neither contains text of a document.
    assert {name for name, of in counts.dtypes if of == "string"} == {"kind", "name"}
    names = {row["name"] for row in counts.where("name IS NOT NULL").collect()}
    ids = {record["id"] for record in corpus.records}
    assert names - ids == {".", *(f"site{n}.example.org" for n in range(7))}


def test_lines_of_few_documents_can_be_left_out(frame, counts, corpus, surveyed, tmp_path):
    path = tmp_path / "repeated.parquet"
    corpus_lint.spark.write_survey(corpus_lint.spark.survey(frame, min_documents=2), path)
    kept = [
        row
        for row in pq.read_table(counts).to_pylist()
        if row["kind"] != "line" or row["n"] > 1 or row["titles"] > 0
    ]
    assert pq.read_table(path).to_pylist() == kept
    cleaned = Ruleset.load(survey=path).clean(corpus.table["text"], True, corpus.table)
    assert pa.table(cleaned)["text"].to_pylist() == surveyed.texts


def test_the_configuration_of_the_rules_names_the_columns(frame, counts, tmp_path):
    config = tmp_path / "corpus-lint.toml"
    config.write_text('id_field = "name"\nsource_field = "site"\ntitle_field = "head"\n')
    other = frame.selectExpr("id AS name", "url AS site", "title AS head", "text AS body")
    path = tmp_path / "counts.parquet"
    rules = Ruleset.load(config=config)
    corpus_lint.spark.write_survey(corpus_lint.spark.survey(other, rules, "body"), path)
    table = pq.read_table(path)
    assert table.to_pylist() == pq.read_table(counts).to_pylist()
    assert table.schema.metadata[b"corpus-lint.source-field"] == b"site"
    assert table.schema.metadata[b"corpus-lint.title-field"] == b"head"


def test_a_survey_that_spark_wrote_is_a_survey(frame, spark, counts, tmp_path):
    corpus_lint.spark.survey(frame).write.parquet(str(tmp_path / "parts"))
    path = tmp_path / "counts.parquet"
    corpus_lint.spark.write_survey(spark.read.parquet(str(tmp_path / "parts")), path)
    assert pq.read_table(path).equals(pq.read_table(counts))
    with pytest.raises(ValueError, match="not a survey"):
        corpus_lint.spark.write_survey(frame, path)
    with pytest.raises(ValueError, match="no column `body`"):
        corpus_lint.spark.survey(frame, text="body")


def test_parts_without_a_common_source_give_the_same_as_the_whole(frame, corpus, surveyed, tmp_path):
    from pyspark.sql import functions as F

    host = F.regexp_replace(F.lower(F.try_parse_url("url", F.lit("HOST"))), "^www[.]", "")
    part = F.pmod(F.xxhash64(host), F.lit(2))
    texts = {}
    for n in range(2):
        some, path = frame.where(part == n), tmp_path / f"{n}.parquet"
        corpus_lint.spark.write_survey(corpus_lint.spark.survey(some, min_documents=2), path)
        rules = Ruleset.load(survey=path)
        cleaned = corpus_lint.spark.clean(some, rules, unsafe=True).toArrow()
        assert 0 < cleaned.num_rows < len(corpus.records)
        texts |= dict(zip(cleaned["n"].to_pylist(), cleaned["text"].to_pylist()))
    assert [texts[n] for n in range(len(corpus.records))] == surveyed.texts
