"""What the tests share: the rules, the documents, and what the command line makes of these."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus_lint import Ruleset
from documents import documents, seeds

DOCUMENTS = 5000
REMOVAL = ["rule", "start", "end", "removed", "inserted", "reason"]
WHEEL = Path(sys.executable).parent / "corpus-lint"


@pytest.fixture(scope="session")
def rules():
    return Ruleset.load()


@pytest.fixture(scope="session")
def command():
    """Runs the command line: the program named in CORPUS_LINT_BIN, or else the wheel's."""
    program = os.environ.get("CORPUS_LINT_BIN") or WHEEL

    def run(*args, **options):
        options = {"capture_output": True, "text": True, **options}
        return subprocess.run([program, *map(str, args)], **options)

    return run


@pytest.fixture(scope="session")
def corpus(tmp_path_factory, command):
    """The seeds and generated documents: as records, as files, and as the command line cleans them.

    `records`, `table` and `parts` (a folder of Parquet) are the same; `texts` and `removals` are what
    the command line leaves and removes, by row; `findings` are its json-lines; `schema` is that of
    the table with removals.
    """
    folder = tmp_path_factory.mktemp("corpus")
    records = seeds() + documents(DOCUMENTS)
    records = [{"n": n, **record} for n, record in enumerate(records)]
    jsonl = folder / "news.jsonl"
    jsonl.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    schema = pa.schema(
        [("n", pa.int64())] + [(name, pa.string()) for name in ("id", "url", "title", "text")]
    )
    table = pa.Table.from_pylist(records, schema)
    parts = folder / "parts"
    parts.mkdir()
    for n in range(8):
        start, end = len(records) * n // 8, len(records) * (n + 1) // 8
        pq.write_table(table.slice(start, end - start), parts / f"{n}.parquet")

    alone = ["--isolated", "--no-survey", "--quiet"]
    run = command(
        "--fix", *alone, "-o", folder / "out.jsonl", "--ledger", folder / "ledger.jsonl", jsonl
    )
    assert run.returncode in (0, 1), run.stderr
    texts = [json.loads(line)["text"] for line in (folder / "out.jsonl").open()]
    removals = [[] for _ in records]
    for line in (folder / "ledger.jsonl").open():
        entry = json.loads(line)
        if entry["rule"]:
            removals[entry["record"]].append({name: entry.get(name) for name in REMOVAL})
    run = command(*alone, "--output-format", "json-lines", jsonl)
    findings = [json.loads(line) for line in run.stdout.splitlines()]
    # Otherwise the comparisons would compare nothing.
    assert sum(map(bool, removals)) > DOCUMENTS / 3
    removal = [
        (name, pa.string() if name not in ("start", "end") else pa.int64()) for name in REMOVAL
    ]
    return SimpleNamespace(
        records=records,
        table=table,
        parts=parts,
        schema=schema.append(pa.field("removals", pa.list_(pa.struct(removal)))),
        texts=texts,
        removals=removals,
        findings=findings,
    )
