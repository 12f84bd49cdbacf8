"""Cleans a column of a Spark DataFrame.

from corpus_lint import Ruleset, spark
clean = spark.clean(df, Ruleset.load(), text="body", removals="removals")
"""

from ._batch import clean_batch


def clean(df, ruleset, text="text", *, unsafe=False, removals=None):
    """A DataFrame with the column `text` cleaned and all others kept, in as many rows and partitions;
    with `removals`, a column of that name is added. Rules go to the workers with the plan: these need
    the wheel, and no rule files.

    Raises ValueError where there is no such column, or one of the added name already.
    """
    from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

    if text not in df.columns:
        raise ValueError(f"no column `{text}`; there are: {', '.join(df.columns)}")
    schema = df.schema
    if removals is not None:
        if removals in df.columns:
            raise ValueError(f"a column `{removals}` is there already")
        types = {"start": LongType(), "end": LongType()}
        names = ["rule", "start", "end", "removed", "inserted", "reason"]
        removal = StructType([StructField(name, types.get(name, StringType())) for name in names])
        schema = StructType([*schema.fields, StructField(removals, ArrayType(removal))])

    def cleaned(batches):
        # Spark runs a task on a core.
        for batch in batches:
            yield clean_batch(batch, ruleset, text, unsafe=unsafe, removals=removals, threads=1)

    return df.mapInArrow(cleaned, schema)
