"""Rows that cannot be checked keep their place and their text, and have a reason."""

import polars as pl
import pyarrow as pa
import pytest

TEXT = "The council met on Monday.\n\nLeave a comment\n"
CLEAN = "The council met on Monday.\n"
HALF = "\ud83d and on".encode("utf-8", "surrogatepass")
LARGE = b"a" * (50 << 20)
ROWS = [None, TEXT.encode(), HALF, b"", LARGE, b"\xff", TEXT.encode()]
REASONS = [
    "the text is null",
    None,
    "not UTF-8: byte 0 is 0xed",
    None,
    "the text is larger than 32 MiB",
    "not UTF-8: byte 0 is 0xff",
    None,
]
LEFT = [None, CLEAN.encode(), HALF, b"", LARGE, b"\xff", CLEAN.encode()]


def as_strings(rows):
    """A column of strings with the same bytes, even where these are not valid strings."""
    column = pa.array(rows, pa.binary())
    return pa.StringArray.from_buffers(len(column), *column.buffers()[1:], column.buffers()[0])


@pytest.mark.parametrize("column", [pa.array(ROWS, pa.binary()), as_strings(ROWS)])
def test_they_stay_and_have_a_reason(rules, column):
    cleaned = pa.table(rules.clean(column))
    assert cleaned["text"].type == column.type
    assert cleaned["text"].combine_chunks().view(pa.binary()).to_pylist() == LEFT
    for removals, reason in zip(cleaned["removals"].to_pylist(), REASONS):
        assert [one["reason"] for one in removals if one["reason"]] == ([reason] if reason else [])
        if reason:
            assert {name for name, value in removals[0].items() if value is not None} == {"reason"}
    found = pa.table(rules.check(column)).to_pylist()
    assert {one["row"]: one["message"] for one in found if one["rule"] is None} == {
        row: reason for row, reason in enumerate(REASONS) if reason
    }
    assert {one["row"] for one in found if one["rule"]} == {1, 6}


def test_a_column_of_nulls(rules):
    for column in (pa.nulls(3), pa.nulls(3, pa.string())):
        cleaned = pa.table(rules.clean(column))
        assert cleaned["text"].to_pylist() == [None] * 3
        assert [one[0]["reason"] for one in cleaned["removals"].to_pylist()] == [
            "the text is null"
        ] * 3


def test_the_configuration_limits_the_size_of_a_text(tmp_path):
    from corpus_lint import Ruleset

    config = tmp_path / "corpus-lint.toml"
    config.write_text("max_record = 1\n")
    cleaned = pl.DataFrame(
        Ruleset.load(config=config).clean(pl.Series(["a" * (1 << 20), "a" * (1 << 21)]))
    )
    assert [[one["reason"] for one in row] for row in cleaned["removals"]] == [
        [],
        ["the text is larger than 1 MiB"],
    ]
