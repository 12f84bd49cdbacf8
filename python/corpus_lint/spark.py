"""Cleans a column of a Spark DataFrame, and makes its survey.

from corpus_lint import Ruleset, spark
spark.write_survey(spark.survey(df, text="body"), "counts.parquet")
clean = spark.clean(df, Ruleset.load(survey="counts.parquet"), text="body", removals="removals")
"""

import os

from . import Ruleset
from ._batch import clean_batch

# The columns of a survey that count something, and those that name documents.
COUNTS = ["n", "titles", "leads"]
EXAMPLES = [f"example_{n}" for n in range(1, 9)]
# All columns of numbers.
NUMBERS = ["h", *COUNTS, "articles", "source", *EXAMPLES]


def clean(df, ruleset, text="text", *, unsafe=False, removals=None):
    """Cleans the column `text` of a DataFrame, and keeps all other columns, rows and partitions. With
    `removals`, a column with that name is added. Spark sends the rules to the workers with the plan,
    so workers need the wheel but no rule files.

    Raises ValueError if there is no such column, or if the column to add exists already.
    """
    from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

    _check(df, text)
    schema = df.schema
    if removals is not None:
        if removals in df.columns:
            raise ValueError(f"the DataFrame already has a column `{removals}`")
        types = {"start": LongType(), "end": LongType()}
        names = ["rule", "start", "end", "removed", "inserted", "reason"]
        removal = StructType([StructField(name, types.get(name, StringType())) for name in names])
        schema = StructType([*schema.fields, StructField(removals, ArrayType(removal))])

    def cleaned(batches):
        # Spark runs one task per core.
        for batch in batches:
            yield clean_batch(batch, ruleset, text, unsafe=unsafe, removals=removals, threads=1)

    return df.mapInArrow(cleaned, schema)


def survey(df, ruleset=None, text="text", *, min_documents=1):
    """The survey of a DataFrame, as a DataFrame with the columns of survey tables (docs/survey.md), in
    no order. The columns `id`, `url` and `title`, if present, name a document, its source and its
    title. The configuration of `ruleset` may name other columns. Lines that occur in fewer than
    `min_documents` documents are left out, if they are no titles. Checks need the lines in 2 or more documents; merging
    needs all of them.

    Only the content of the result is shuffled: hashes, counts, and names of documents and sources.

    Raises ValueError if there is no such column. Needs Spark 4.2 or later.
    """
    import pyarrow as pa
    from pyspark.sql import functions as F

    _check(df, text)
    ruleset = Ruleset.load() if ruleset is None else ruleset
    others = [name for name in ruleset.fields if name in df.columns and name != text]

    def counted(batches):
        # Spark runs one task per core.
        for batch in batches:
            fields = batch.select(others) if others else None
            yield from pa.table(ruleset.survey(batch.column(text), fields, threads=1)).to_batches()

    numbers = ", ".join(f"{name} long" for name in NUMBERS)
    rows = df.select(text, *others).mapInArrow(counted, f"kind string, {numbers}, name string")
    # The smallest examples of all are among the smallest of each batch.
    known = F.array_distinct(F.flatten(F.collect_list(F.array_compact(F.array(*EXAMPLES)))))
    # Each batch is aggregated already. Aggregating again before the shuffle would save few rows, and
    # make each row nearly twice as large.
    counts = rows.repartition("kind", "h").groupBy("kind", "h").agg(
        *(F.sum(name).alias(name) for name in COUNTS),
        F.min("source").alias("source"),
        F.slice(F.sort_array(known), 1, len(EXAMPLES)).alias("examples"),
        F.min("name").alias("name"),
    )
    if min_documents > 1:
        # Rules look for titles in the lines of other documents, which may have more around them.
        is_known = (F.col("n") >= min_documents) | (F.col("titles") > 0)
        counts = counts.where((F.col("kind") != "line") | is_known)
    # The settings of the survey are stored in the DataFrame, and in the files that Spark writes from it.
    stamp = pa.schema(ruleset.survey(pa.array([], pa.string()))).metadata
    stamp = {key.decode(): value.decode() for key, value in stamp.items()}
    examples = [F.get("examples", F.lit(n)).alias(name) for n, name in enumerate(EXAMPLES)]
    articles = F.lit(None).cast("long").alias("articles")
    h = F.col("h").alias("h", metadata=stamp)
    return counts.select("kind", h, *COUNTS, articles, "source", *examples, "name")


def write_survey(counts, path):
    """Writes the result of `survey` as one Parquet file on the driver, for `corpus-lint --survey` and
    `Ruleset.load(survey=…)`. Spark sorts the rows, and the driver holds one partition at a time. At any
    moment, the file is the old one or the complete new one.

    Raises ValueError for a DataFrame that `survey` did not make.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stamp = counts.schema["h"].metadata if "h" in counts.columns else None
    if not stamp:
        raise ValueError("this DataFrame is not a survey: make one with corpus_lint.spark.survey")
    numbers = [(name, pa.int64()) for name in NUMBERS]
    columns = [("kind", pa.string()), *numbers, ("name", pa.string())]
    schema = pa.schema(columns, metadata=stamp)

    def packed(batches):
        for batch in batches:
            one = batch.cast(schema).serialize().to_pybytes()
            yield pa.record_batch({"batch": pa.array([one], pa.binary())})

    ordered = counts.select(schema.names).orderBy("kind", "h").mapInArrow(packed, "batch binary")
    part = f"{os.fspath(path)}.part"
    # Hashes do not repeat. But they are sorted, so their differences are smaller than the hashes.
    encoding = {"use_dictionary": ["kind"], "column_encoding": {"h": "DELTA_BINARY_PACKED"}}
    with pq.ParquetWriter(part, schema, compression="zstd", **encoding) as writer:
        for row in ordered.toLocalIterator(prefetchPartitions=True):
            writer.write_batch(pa.ipc.read_record_batch(pa.py_buffer(row["batch"]), schema))
    os.replace(part, path)


def _check(df, text):
    if text not in df.columns:
        raise ValueError(f"no column `{text}`; the columns are: {', '.join(df.columns)}")
