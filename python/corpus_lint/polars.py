"""Cleans a column of a Polars frame.

from corpus_lint import Ruleset, polars
clean = polars.clean(frame, Ruleset.load(), text="body", removals="removals")
"""


def clean(frame, ruleset, text="text", *, unsafe=False, removals=None):
    """Cleans the column `text` of a `DataFrame`, and keeps all other columns. With `removals`, a column
    with that name is added. A `LazyFrame` stays lazy; its parts are cleaned as they arrive.

    Raises polars.exceptions.ColumnNotFoundError if there is no such column.
    """
    import polars as pl

    def cleaned(part):
        others = [name for name in ruleset.fields if name in part.columns]
        fields = part.select(others) if others else None
        table = pl.DataFrame(ruleset.clean(part.get_column(text), unsafe, fields))
        columns = [table["text"].alias(text)]
        if removals is not None:
            columns.append(table["removals"].alias(removals))
        return part.with_columns(columns)

    if isinstance(frame, pl.DataFrame):
        return cleaned(frame)
    # A filter that comes after the cleaning must not be moved before it.
    return frame.map_batches(
        cleaned,
        schema=cleaned(frame.collect_schema().to_frame()).schema,
        predicate_pushdown=False,
        projection_pushdown=False,
        streamable=True,
    )
