"""Checks with DuckDB and pyarrow that a GROUP BY over the surveys of single documents gives the survey
of all of them, and that a table written by pyarrow is a valid survey.

Usage: python survey.py path/to/corpus-lint    (needs: pip install pyarrow duckdb)
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow.parquet as pq

DOCUMENTS = 40
NOTICE = "Download the newest version of our reader for your telephone."

EXAMPLES = [f"example_{n}" for n in range(1, 9)]
SMALLEST = ", ".join(f"examples[{n}] AS {name}" for n, name in enumerate(EXAMPLES, 1))

# `list_distinct` drops nulls.
GROUP_BY = f"""
    SELECT kind, h, n, titles, leads, NULL::BIGINT AS articles, source, {SMALLEST}, name
    FROM (
        SELECT kind, h, sum(n)::BIGINT AS n, sum(titles)::BIGINT AS titles, sum(leads)::BIGINT AS leads,
            min(source) AS source, min(name) AS name,
            list_sort(list_distinct(flatten(list([{", ".join(EXAMPLES)}])))) AS examples
        FROM read_parquet('{{}}') GROUP BY kind, h
    ) ORDER BY kind, h
"""


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def document(n):
    site = ("north", "south")[n % 2]
    text = f"The harbour opens again, part {n}\n" + f"Ships of {n} lands came on Monday. " * 5
    text += f"\nThe harbour opens again, part {n // 4}\n{NOTICE}\n"
    return {"id": f"a{n % 30}", "url": f"https://{site}.example/{n}", "text": text}


def main(program):
    def run(*args, code=0):
        done = subprocess.run([program, *map(str, args)], cwd=folder, capture_output=True, text=True)
        check(done.returncode == code, f"{args} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "alone").mkdir()
        rows = [json.dumps(document(n)) + "\n" for n in range(DOCUMENTS)]
        (folder / "all.jsonl").write_text("".join(rows))
        for n, row in enumerate(rows):
            (folder / "row.jsonl").write_text(row)
            run("survey", "row.jsonl", "-o", f"alone/{n}.parquet")
        run("survey", "all.jsonl", "-o", "all.parquet")

        whole = pq.read_table(folder / "all.parquet")
        summed = duckdb.sql(GROUP_BY.format(folder / "alone/*.parquet")).to_arrow_table()
        check(summed.column_names == whole.column_names, summed.column_names)
        check(summed.to_pylist() == whole.to_pylist(), "a GROUP BY does not give the survey of all documents")
        check(max(whole["n"].to_pylist()) == DOCUMENTS // 2, "lines are not counted by source")

        # The settings of a survey are in the metadata of the file. pyarrow takes them from the schema.
        keys = (b"corpus-lint.survey", b"corpus-lint.source-field", b"corpus-lint.title-field")
        stamp = {key: whole.schema.metadata[key] for key in keys}
        check(stamp == dict(zip(keys, (b"2", b"url", b"title"))), stamp)
        pq.write_table(summed, folder / "bare.parquet")
        run("--survey", "bare.parquet", "all.jsonl", code=2)
        pq.write_table(summed.replace_schema_metadata(stamp), folder / "summed.parquet")
        run("survey", "--merge", "summed.parquet", "-o", "merged.parquet")
        merged, all_ = ((folder / f"{name}.parquet").read_bytes() for name in ("merged", "all"))
        check(merged == all_, "the merge of one table is not the same table")
        lint = ("--output-format", "json-lines", "--select", "site-line,site-line-likely,other-title", "-q")
        found = run(*lint, "all.jsonl", code=1)
        check(NOTICE in found, "nothing was found")
        by_table = run(*lint, "--survey", "summed.parquet", "all.jsonl", code=1)
        check(by_table == found, "a run with the table finds something else")
    print("surveys: a GROUP BY in DuckDB gives the same table, and a table written by pyarrow is read")


main(pathlib.Path(sys.argv[1]).resolve())
