"""Measures surveys: how fast the command line and Spark make one of the same texts, what Spark
shuffles, how large the table is, and how much data rules with this survey send to workers.

    target/python/bin/python python/bench_survey.py --program target/release/corpus-lint

Run `bash python/test.sh` first. The start of the Spark session is not measured.
"""

import argparse
import json
import os
import pickle
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# This folder contains the Python sources of the package, but not the compiled part.
sys.path[0] = str(Path(__file__).parent / "tests")

import corpus_lint.spark  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from corpus_lint import Ruleset  # noqa: E402
from documents import documents  # noqa: E402

CORES = os.cpu_count()
# The maximum number of lines in several documents that a check holds.
MOST = 1 << 20


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--program", default=Path(sys.executable).parent / "corpus-lint")
    parser.add_argument("--documents", type=int, default=50_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), args)


def measure(folder, args):
    records = [one for one in documents(args.documents) if one["text"]]
    table = pa.Table.from_pylist(records, pa.schema([(name, pa.string()) for name in records[0]]))
    parts, counts = folder / "parts", folder / "counts.parquet"
    parts.mkdir()
    step = -(-len(records) // (4 * CORES))
    for start in range(0, len(records), step):
        pq.write_table(table.slice(start, step), parts / f"{start}.parquet")
    size = sum(len(one["text"].encode()) for one in records) / 1e6

    began, used = time.perf_counter(), cpu_seconds()
    subprocess.run(
        [args.program, "survey", "--isolated", "--quiet", parts, "-o", counts], check=True
    )
    took, used = time.perf_counter() - began, cpu_seconds() - used
    rows = pq.read_table(counts)
    print(f"{len(records)} documents, {size:.1f} MB of text, {CORES} cores")
    print(f"{rows.num_rows} rows of the table, {rows.num_rows / len(records):.1f} per document")
    print(f"command line: {took:.2f} s, {size / used:.1f} MB per CPU s")
    print(f"its table: {counts.stat().st_size / rows.num_rows:.1f} bytes per row")

    session = start_spark(folder / "events")
    frame = session.read.parquet(str(parts))
    frame.count()
    began = time.perf_counter()
    corpus_lint.spark.write_survey(corpus_lint.spark.survey(frame), folder / "spark.parquet")
    print(f"Spark: {time.perf_counter() - began:.2f} s")
    theirs = pq.read_table(folder / "spark.parquet")
    assert theirs.cast(rows.schema).equals(rows), "Spark made a different table"
    session.stop()
    counted, ordered = shuffles(folder / "events")[-2:]
    for what, (bytes_, sent) in [("counting", counted), ("sorting", ordered)]:
        print(
            f"its shuffle for {what}: {sent} rows, {bytes_ / sent:.1f} bytes per row, "
            f"{bytes_ / len(records):.0f} per document"
        )

    repeated = rows.filter((pc.field("kind") == "line") & (pc.field("n") > 1)).num_rows
    more = len(pickle.dumps(Ruleset.load(survey=counts))) - len(pickle.dumps(Ruleset.load()))
    print(f"checks: {repeated} lines in several documents, {more / repeated:.0f} bytes each")
    full(rows, folder / "full.parquet")
    both = [pickle.dumps(Ruleset.load(survey=path)) for path in (None, folder / "full.parquet")]
    without, with_it = (worker(rules) for rules in both)
    print(
        f"the maximum, {MOST} lines and names: {len(both[1]) / 1e6:.0f} MB sent to workers, "
        f"at most {with_it - without:.0f} MB of memory in a worker"
    )


def full(like, path):
    """Writes a survey with the maximum number of lines in several documents, and as many documents."""
    dice = random.Random(1)
    keys = sorted(dice.sample(range(1 << 61), MOST))
    named = [sorted((3 << 61) | dice.choice(keys) for _ in range(3)) for _ in range(MOST)]
    nothing = [None] * 2 * MOST
    rows = {
        "kind": ["line"] * MOST + ["name"] * MOST,
        "h": sorted(dice.sample(range(1 << 62), MOST)) + keys,
        "n": [3] * MOST + [1] * MOST,
        "titles": [0] * 2 * MOST,
        "leads": [0] * 2 * MOST,
        "articles": nothing,
        "source": nothing,
        "name": [None] * MOST + [f"https://site.example.org/news/{n}" for n in range(MOST)],
    }
    for n in range(8):
        rows[f"example_{n + 1}"] = [one[n] for one in named] + [None] * MOST if n < 3 else nothing
    pq.write_table(pa.Table.from_pydict(rows, like.schema), path)


def worker(pickled):
    """The peak memory in MB of a process that unpickles rules."""
    program = (
        "import pickle, sys; rules = pickle.load(sys.stdin.buffer); "
        "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    run = subprocess.run([sys.executable, "-c", program], input=pickled, stdout=subprocess.PIPE, check=True)
    # `getrusage` would also count the memory of the process that started this one.
    return int(run.stdout.split()[1]) * 1024 / 1e6


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start_spark(events):
    events.mkdir()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_SUBMIT_ARGS"] = (
        "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
    )
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": str(2 * CORES),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": f"file:{events}",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }
    builder = SparkSession.builder.master(f"local[{CORES}]")
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def shuffles(events):
    """The bytes and rows that each stage wrote for the next one, in the order of the stages."""
    written = {}
    for line in next(events.iterdir()).open():
        event = json.loads(line)
        if event["Event"] != "SparkListenerStageCompleted":
            continue
        stage = event["Stage Info"]
        values = {one.get("Name"): one.get("Value") for one in stage["Accumulables"]}
        kind = "internal.metrics.shuffle.write."
        if f"{kind}bytesWritten" in values:
            written[stage["Stage ID"]] = (
                int(values[f"{kind}bytesWritten"]),
                int(values[f"{kind}recordsWritten"]),
            )
    return [written[stage] for stage in sorted(written)]


if __name__ == "__main__":
    main()
