"""Compares the datatrove steps, run by its executors, with the command line."""

import os
import sys
from pathlib import Path

import corpus_lint.datatrove
import pyarrow as pa
import pyarrow.parquet as pq
from corpus_lint import Ruleset
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor, SlurmPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter

HALF = "\ud83d"

# Runs the tasks of an array one after another, in processes that have only the pickled data.
SBATCH = """#!/bin/bash
script=${@: -1}
last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
for task in $(seq 0 "${last:--1}"); do
    SLURM_NODELIST=localhost SLURM_ARRAY_TASK_ID=$task bash "$script" >&2 || exit 1
done
echo 1
"""


def pipeline(rules, corpus, folder):
    columns = ["text", "id", "n", "url", "title", "removals"]
    return [
        ParquetReader(str(corpus.parts)),
        corpus_lint.datatrove.Cleaner(rules, removals="removals"),
        ParquetWriter(
            str(folder / "out"),
            schema=pa.schema([corpus.schema.field(name) for name in columns]),
            adapter=lambda writer, document: {
                "text": document.text,
                "id": document.id,
                **{name: document.metadata.get(name) for name in columns[2:]},
            },
        ),
    ]


def same(corpus, folder):
    table = pq.read_table(folder / "out").sort_by("n")
    # The reader of datatrove drops documents without a text.
    kept = [n for n, record in enumerate(corpus.records) if record["text"]]
    assert table["n"].to_pylist() == kept
    assert table["text"].to_pylist() == [corpus.texts[n] for n in kept]
    assert table["removals"].to_pylist() == [corpus.removals[n] for n in kept]
    return kept


def test_on_this_machine(rules, corpus, tmp_path):
    steps = pipeline(rules, corpus, tmp_path)
    executor = LocalPipelineExecutor(steps, tasks=4, workers=2, logging_dir=str(tmp_path / "logs"))
    stats = executor.run()
    kept = same(corpus, tmp_path)
    removed = [one for n in kept for one in corpus.removals[n]]
    counts = {name: stat.total for name, stat in stats.stats[1].stats.items()}
    assert counts["total"] == len(kept)
    assert counts["cleaned"] == sum(bool(corpus.removals[n]) for n in kept)
    assert counts["removed"] == sum(one["end"] - one["start"] for one in removed)
    rule = removed[0]["rule"]
    assert counts[f"removal_{rule}"] == sum(one["rule"] == rule for one in removed)


def test_on_slurm_with_substitutes_for_its_commands(rules, corpus, tmp_path, monkeypatch):
    for name, program in [("sbatch", SBATCH), ("scontrol", "#!/bin/sh\necho localhost\n")]:
        (tmp_path / name).write_text(program)
        (tmp_path / name).chmod(0o755)
    programs = [str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]]
    monkeypatch.setenv("PATH", ":".join(programs))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    SlurmPipelineExecutor(
        pipeline(rules, corpus, tmp_path),
        tasks=2,
        time="1:00:00",
        partition="none",
        with_srun=False,
        logging_dir=str(tmp_path / "logs"),
        slurm_logs_folder=str(tmp_path / "slurm"),
    ).run()
    same(corpus, tmp_path)


def test_mostly_boilerplate_is_dropped_with_the_reason():
    rules = Ruleset.load(select=["comments"])
    whole = "The council met on Monday, and everybody went back to work as they had before.\n"
    boilerplate = "Leave a comment\nComments (12)\nPost a comment\nLeave a Reply\n"
    texts = [whole, whole + boilerplate, boilerplate + "Thanks.\n", HALF]
    step = corpus_lint.datatrove.ResidueFilter(rules, most=0.5)
    kept = list(step.run(Document(text=text, id=str(n)) for n, text in enumerate(texts)))
    assert [document.text for document in kept] == [whole, whole + boilerplate, HALF]
    counts = {name: stat.total for name, stat in step.stats.stats.items()}
    assert counts["dropped"] == 1 and counts["forwarded"] == 3
    assert [name for name in counts if name.startswith("dropped_")] == ["dropped_ar-comments"]


def test_invalid_text_stays_and_is_counted(rules):
    step = corpus_lint.datatrove.Cleaner(rules, removals="removals")
    texts = [HALF, "The council met.\n\nLeave a comment\n"]
    left = list(step.run(Document(text=text, id=str(n)) for n, text in enumerate(texts)))
    assert [document.text for document in left] == [HALF, "The council met.\n"]
    assert left[0].metadata["removals"][0]["reason"].startswith("not UTF-8")
    assert step.stats.stats["not_judged"].total == 1
