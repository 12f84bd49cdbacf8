"""Compares surveys made by the library, and checks with a survey, with the command line."""

import pickle
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus_lint import LoadError, Ruleset

LINE = "Download the newest version of our reader for your telephone."


@pytest.fixture(scope="module")
def survey_rules(surveyed):
    return Ruleset.load(survey=surveyed.counts)


def kind(table, name):
    return [row for row in table.to_pylist() if row["kind"] == name]


def test_it_is_the_table_of_the_command_line(rules, corpus, surveyed, command, tmp_path):
    counts = pa.table(rules.survey(corpus.table["text"], corpus.table))
    theirs = pq.read_table(surveyed.counts)
    assert counts.column_names == theirs.column_names
    assert counts.to_pylist() == theirs.to_pylist()
    assert max(counts["n"].to_pylist()) > 100
    pq.write_table(counts, tmp_path / "ours.parquet")
    run = command("survey", "--merge", tmp_path / "ours.parquet", "-o", tmp_path / "merged.parquet")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "merged.parquet").read_bytes() == surveyed.counts.read_bytes()


def test_check_finds_the_same_as_the_command_line_in_two_passes(survey_rules, corpus, surveyed):
    found = pa.table(survey_rules.check(corpus.table["text"], corpus.table)).to_pylist()
    expected = [
        {"row": finding["record"]}
        | {name: value for name, value in finding.items() if name not in ("path", "record", "id")}
        for finding in surveyed.findings
    ]
    assert found == expected


def test_clean_removes_the_same_as_the_command_line(survey_rules, corpus, surveyed):
    cleaned = pa.table(survey_rules.clean(corpus.table["text"], True, corpus.table))
    assert cleaned["text"].to_pylist() == surveyed.texts
    assert cleaned["removals"].to_pylist() == surveyed.removals


def test_pickled_rules_need_no_file(corpus, surveyed, tmp_path):
    counts = tmp_path / "counts.parquet"
    counts.write_bytes(surveyed.counts.read_bytes())
    config = tmp_path / "corpus-lint.toml"
    config.write_text('survey = "counts.parquet"\n')
    rules = Ruleset.load(config=config)
    counts.unlink()
    pickled = pickle.dumps(rules)
    assert pickle.dumps(pickle.loads(pickled)) == pickled
    # The pickle contains only the lines that occur in several documents.
    assert len(pickled) < surveyed.counts.stat().st_size
    program = (
        "import pickle, sys, pyarrow as pa, pyarrow.parquet as pq; "
        "rules = pickle.load(sys.stdin.buffer); rows = pq.read_table(sys.argv[1]); "
        "pq.write_table(pa.table(rules.clean(rows['text'], True, rows)), sys.argv[2])"
    )
    out = tmp_path / "out.parquet"
    run = [sys.executable, "-c", program, corpus.parts, out]
    subprocess.run(list(map(str, run)), input=pickled, check=True)
    assert pq.read_table(out)["text"].to_pylist() == surveyed.texts


def test_rows_that_cannot_be_checked_do_not_count(rules):
    texts = pa.array([LINE.encode(), None, b"\xff", LINE.encode()], pa.binary())
    fields = pa.table({"id": [7, 8, 9, None], "url": ["north.example"] * 4})
    counts = pa.table(rules.survey(texts, fields))
    lines = {(row["n"], row["example_2"]) for row in kind(counts, "line")}
    assert lines == {(2, None)}, "a line and its beginning, in versions of one article"
    names = {(row["name"], row["n"]) for row in kind(counts, "name")}
    assert names == {("", 2)}, "a row without an id has no name, which is the smallest"
    assert [(row["name"], row["n"]) for row in kind(counts, "source")] == [("north.example", 2)]


def test_an_id_of_another_type_names_nothing(rules):
    fields = pa.table({"id": pa.array([1.5]), "title": ["The harbour opens"]})
    counts = pa.table(rules.survey(pa.array([LINE]), fields))
    assert [row["name"] for row in kind(counts, "name")] == [""]
    assert [row["titles"] for row in kind(counts, "line")].count(1) == 1


def test_no_rows_give_a_survey_without_rows(rules):
    empty = pa.table(rules.survey(pa.array([], pa.string())))
    assert empty.num_rows == 0
    assert empty.schema.metadata == {
        b"corpus-lint.survey": b"2",
        b"corpus-lint.source-field": b"url",
        b"corpus-lint.title-field": b"title",
    }


def test_errors_have_the_message_of_the_command_line(surveyed, command, tmp_path):
    config = tmp_path / "corpus-lint.toml"
    config.write_text('source_field = "site"\n')
    bare = tmp_path / "bare.parquet"
    pq.write_table(pa.table({"n": [1]}), bare)
    cases = [
        (dict(survey=tmp_path / "none.parquet"), ["--isolated"]),
        (dict(survey=bare), ["--isolated"]),
        (dict(survey=surveyed.counts, config=config), ["--config", config]),
    ]
    for said, args in cases:
        with pytest.raises(LoadError) as error:
            Ruleset.load(**said)
        run = command("--survey", said["survey"], *args, config, env={"NO_COLOR": "1"})
        assert run.returncode == 2
        assert str(error.value).strip() == run.stderr.strip()


def test_too_many_lines_give_a_warning(rules, tmp_path):
    empty = pa.table(rules.survey(pa.array([], pa.string())))
    count = (1 << 20) + 10
    columns = {
        "kind": pa.array(["line"] * count),
        "h": pa.array(range(count)),
        "n": pa.array([2 + h % 2 for h in range(count)]),
        "titles": pa.array([0] * count),
        "leads": pa.array([0] * count),
    }
    columns |= {name: pa.nulls(count, pa.int64()) for name in empty.column_names[5:15]}
    table = pa.table(columns | {"name": pa.nulls(count, pa.string())}, schema=empty.schema)
    pq.write_table(table, tmp_path / "many.parquet")
    with pytest.warns(UserWarning, match="lines in fewer than 3 documents were left out"):
        many = Ruleset.load(survey=tmp_path / "many.parquet")
    assert len(pickle.dumps(many)) < 20 * count
