"""Shared by the tests: the rules, the documents, and the results of the command line for them."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
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
# With these options, Java starts faster on a small machine.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="session")
def rules():
    return Ruleset.load()


@pytest.fixture(scope="session")
def command():
    """Runs the command line: the program named in CORPUS_LINT_BIN, or else the one of the wheel."""
    program = os.environ.get("CORPUS_LINT_BIN") or WHEEL

    def run(*args, **options):
        options = {"capture_output": True, "text": True, **options}
        return subprocess.run([program, *map(str, args)], **options)

    return run


@pytest.fixture(scope="session")
def corpus(tmp_path_factory, command):
    """The seeds and generated documents: as records, as files, and as cleaned by the command line.

    `jsonl` (a file in a folder), `records`, `table` and `parts` (a folder of Parquet files) contain the
    same documents. `texts` and `removals` are what the command line leaves and removes, by row.
    `findings` are its json-lines. `schema` is the schema of the table with removals.
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
    # Make sure that there is something to compare.
    assert sum(map(bool, removals)) > DOCUMENTS / 3
    removal = [
        (name, pa.string() if name not in ("start", "end") else pa.int64()) for name in REMOVAL
    ]
    return SimpleNamespace(
        jsonl=jsonl,
        records=records,
        table=table,
        parts=parts,
        schema=schema.append(pa.field("removals", pa.list_(pa.struct(removal)))),
        texts=texts,
        removals=removals,
        findings=findings,
    )


@pytest.fixture(scope="session")
def spark():
    """A Spark cluster of two workers on this machine."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_SUBMIT_ARGS"] = f'--driver-java-options "{JAVA}" pyspark-shell'
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.executor.extraJavaOptions", JAVA)
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "200")
        .getOrCreate()
    )
    yield session
    session.stop()


@contextmanager
def a_worker_killed(frame, folder):
    """The same DataFrame. In its first job, one of the workers is killed."""
    killed = folder / "killed"

    def kill_once(batches):
        # The first task kills the process that it runs in, after some of its rows.
        for n, batch in enumerate(batches):
            if n == 1 and not killed.exists():
                executor = executor_of(os.getpid())
                killed.write_text(str(executor))
                os.kill(executor, signal.SIGKILL)
            yield batch

    def executor_of(process):
        """The Java process that started a Python worker."""
        while Path(f"/proc/{process}/comm").read_text().strip() != "java":
            process = int(Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[1])
        return process

    yield frame.mapInArrow(kill_once, frame.schema)
    assert not Path(f"/proc/{killed.read_text()}").exists()


def without_second_pass(command, counts, folder):
    """A copy of a survey with which the command line finds what the library finds: it has the habits of another
    source, so that the command line does not count those of the corpus in a second pass, which the library lacks.
    """
    other, own, habits, table = (
        folder / name for name in ("other.jsonl", "own.parquet", "habits.parquet", "table.parquet")
    )
    other.write_text(json.dumps({"url": "https://other.example/1", "text": "One line.\n"}) + "\n")
    for args in (
        [other, "-o", own],
        ["--habits", own, other, "-o", habits],
        ["--merge", counts, habits, "-o", table],
    ):
        run = command("survey", "--quiet", *args, cwd=folder)
        assert run.returncode == 0, run.stderr
    return table


@pytest.fixture(scope="session")
def surveyed(corpus, command, tmp_path_factory):
    """The results of the command line for the corpus, with a survey of the whole corpus.

    `counts` is the survey table. `findings` come from a run that uses the table. `texts` and `removals`, by row,
    come from a run with all fixes.
    """
    folder = tmp_path_factory.mktemp("surveyed")
    # The source of a record without a source is the folder of its file. Here it is `.`, as for a
    # record without a file.
    here = {"cwd": corpus.jsonl.parent}
    counts = folder / "counts.parquet"
    run = command("survey", "--isolated", corpus.jsonl.name, "-o", counts, **here)
    assert run.returncode == 0, run.stderr
    lint = ["--isolated", "--quiet", "--output-format", "json-lines"]
    table = without_second_pass(command, counts, folder)
    findings = command(*lint, "--survey", table, corpus.jsonl.name, **here).stdout
    # Make sure that the survey matters.
    assert json.loads(findings.splitlines()[0]) and findings.count('"kind":"foreign"') > 100
    fix = ["--isolated", "--quiet", "--fix", "--unsafe-fixes", "--survey", table]
    out, ledger = folder / "out.jsonl", folder / "ledger.jsonl"
    run = command(*fix, "-o", out, "--ledger", ledger, corpus.jsonl.name, **here)
    assert run.returncode in (0, 1), run.stderr
    removals = [[] for _ in corpus.records]
    for line in ledger.open():
        entry = json.loads(line)
        if entry["rule"]:
            removals[entry["record"]].append({name: entry.get(name) for name in REMOVAL})
    return SimpleNamespace(
        counts=counts,
        findings=[json.loads(line) for line in findings.splitlines()],
        texts=[json.loads(line)["text"] for line in out.open()],
        removals=removals,
    )
