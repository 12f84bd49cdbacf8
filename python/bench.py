"""Compares the speed of the wheel with the command line, and of each adapter with the library. All of
them read the same Parquet files, clean them on all cores and write Parquet.

    target/python/bin/python python/bench.py --program target/release/corpus-lint

Run `bash python/test.sh` first; it installs what this script needs. The fastest of several rounds counts.
CPU seconds include this process and its children, but not the workers of datatrove and Spark. So these two
have no CPU seconds. Other work on the machine hardly changes CPU seconds. The last line is the speed on
many copies of the five seeds.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# This folder contains the Python sources of the package, but not the compiled part.
sys.path[0] = str(Path(__file__).parent / "tests")

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from corpus_lint import Ruleset  # noqa: E402
from corpus_lint._batch import clean_batch  # noqa: E402
from documents import documents, seeds  # noqa: E402

CORES = os.cpu_count()
FILES = 4 * CORES
BATCH = 1000


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--program",
        default=Path(sys.executable).parent / "corpus-lint",
        help="the program to compare with [default: the one of the wheel]",
    )
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="measure only these ways")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), args)


def measure(folder, args):
    records = [one for one in documents(args.documents) if one["text"]]
    table = pa.Table.from_pylist(records, pa.schema([(name, pa.string()) for name in records[0]]))
    size = sum(len(one["text"].encode()) for one in records) / 1e6
    parts, out = folder / "parts", folder / "out"
    parts.mkdir()
    for n in range(FILES):
        start, end = len(records) * n // FILES, len(records) * (n + 1) // FILES
        pq.write_table(table.slice(start, end - start), parts / f"{n}.parquet")
    rules = Ruleset.load()

    def command_line():
        # Do not report the remaining findings, because the other ways do not report any.
        alone = ["--isolated", "--no-survey", "--quiet", "--max-findings", "0"]
        run = subprocess.run([args.program, "--fix", *alone, "-o", out, parts], capture_output=True)
        assert run.returncode in (0, 1), run.stderr

    def in_memory():
        for batch in table.to_batches(BATCH * CORES):
            rules.clean(batch["text"])

    def library():
        for part in sorted(parts.iterdir()):
            pq.write_table(clean_batch(pq.read_table(part), rules), out / part.name)

    ways = {"command line": command_line, "`.clean` in memory": in_memory, "library": library}
    ways |= {name: way(rules, parts, out) for name, way in ADAPTERS.items()}
    best, cpu = {}, {}
    for _ in range(args.rounds):
        for name, way in ways.items():
            if args.only and name not in args.only:
                continue
            shutil.rmtree(out, ignore_errors=True)
            if name != "Spark":
                out.mkdir()
            began, used = time.perf_counter(), cpu_seconds()
            way()
            took, used = time.perf_counter() - began, cpu_seconds() - used
            best[name] = min(took, best.get(name, took))
            if name not in ("datatrove", "Spark"):
                cpu[name] = min(used, cpu.get(name, used))
    print(f"{len(records)} documents, {size:.1f} MB of text, {CORES} cores, {args.rounds} rounds\n")
    print("| way | s | / command line | / library | CPU s | MB per CPU s |")
    print("|---|---|---|---|---|---|")
    for name, took in best.items():
        cells = [f"{took:.2f}"]
        cells += [
            f"{took / best[one]:.2f}" if one in best else "" for one in ("command line", "library")
        ]
        cells += [f"{cpu[name]:.2f}", f"{size / cpu[name]:.2f}"] if name in cpu else ["", ""]
        print("|", " | ".join([name, *cells]), "|")
    articles = pa.array([one["text"] for one in seeds()] * 300)
    used = cpu_seconds()
    rules.clean(articles)
    print(f"\nSeeds: {articles.nbytes / 1e6 / (cpu_seconds() - used):.2f} MB per CPU s")


def cpu_seconds():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def polars(rules, parts, out):
    import corpus_lint.polars
    import polars as pl

    def run():
        lazy = corpus_lint.polars.clean(pl.scan_parquet(parts / "*.parquet"), rules)
        lazy.sink_parquet(out / "all.parquet")

    return run


def duckdb(rules, parts, out):
    import corpus_lint.duckdb
    import duckdb

    connection = duckdb.connect()
    corpus_lint.duckdb.register(connection, rules)
    query = f"SELECT * REPLACE (clean_text(text).text AS text) FROM '{parts}/*.parquet'"
    return lambda: connection.execute(f"COPY ({query}) TO '{out}/all.parquet'")


def datasets(rules, parts, out):
    import corpus_lint.hf
    import datasets

    datasets.disable_progress_bars()

    def run():
        dataset = datasets.Dataset.from_parquet(str(parts / "*.parquet"), cache_dir=str(out))
        # The result of an earlier round must not be reused.
        options = {"num_proc": CORES, "load_from_cache_file": False}
        corpus_lint.hf.clean(dataset, rules, **options).to_parquet(out / "all.parquet")

    return run


def datatrove(rules, parts, out):
    from corpus_lint.datatrove import Cleaner
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter
    from loguru import logger

    logger.remove()

    def run():
        steps = [ParquetReader(str(parts)), Cleaner(rules), ParquetWriter(str(out / "all"))]
        LocalPipelineExecutor(
            steps, tasks=FILES, workers=CORES, logging_dir=str(out / "logs")
        ).run()

    return run


def spark(rules, parts, out):
    import corpus_lint.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_SUBMIT_ARGS"] = (
        "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell"
    )
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{CORES}]").config("spark.ui.enabled", "false")
    # The session starts once, and this is not measured.
    session = builder.config("spark.log.level", "ERROR").getOrCreate()
    session.read.parquet(str(parts)).count()
    return lambda: corpus_lint.spark.clean(session.read.parquet(str(parts)), rules).write.parquet(
        str(out)
    )


ADAPTERS = {
    "Polars": polars,
    "DuckDB": duckdb,
    "datasets": datasets,
    "datatrove": datatrove,
    "Spark": spark,
}

if __name__ == "__main__":
    main()
