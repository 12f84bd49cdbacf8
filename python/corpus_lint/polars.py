"""Cleans a column of a Polars frame.

from corpus_lint import Ruleset, polars
clean = polars.clean(frame, Ruleset.load(), text="body", removals="removals")
"""


def clean(frame, ruleset, text="text", *, unsafe=False, removals=None):
    """A `DataFrame` with the column `text` cleaned and all others kept; with `removals`, a column of
    that name is added. A `LazyFrame` stays lazy, and is cleaned in the parts that it comes in.

    Raises polars.exceptions.ColumnNotFoundError where there is no such column.
    """
    import polars as pl

    def cleaned(part):
        beside = [name for name in ruleset.fields if name in part.columns]
        fields = part.select(beside) if beside else None
        table = pl.DataFrame(ruleset.clean(part.get_column(text), unsafe, fields))
        columns = [table["text"].alias(text)]
        if removals is not None:
            columns.append(table["removals"].alias(removals))
        return part.with_columns(columns)

    if isinstance(frame, pl.DataFrame):
        return cleaned(frame)
    # What is filtered behind the cleaning must not be filtered before it.
    return frame.map_batches(
        cleaned,
        schema=cleaned(frame.collect_schema().to_frame()).schema,
        predicate_pushdown=False,
        projection_pushdown=False,
        streamable=True,
    )
