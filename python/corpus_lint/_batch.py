"""Cleans a batch of rows: what each adapter does to a part of its data."""


def clean_batch(batch, ruleset, text="text", *, unsafe=False, removals=None, threads=None):
    """Cleans the column `text` of a pyarrow record batch or table and keeps the others; with
    `removals`, adds a column of that name. What stands beside a text in its row is looked at by
    rules that ask for it.

    Raises KeyError where there is no such column.
    """
    import pyarrow as pa

    names = batch.schema.names
    beside = [name for name in ruleset.fields if name in names]
    fields = batch.select(beside) if beside else None
    cleaned = pa.table(ruleset.clean(batch.column(text), unsafe, fields, threads=threads))
    if isinstance(batch, pa.RecordBatch):
        column = lambda name: _one(cleaned.column(name))
    else:
        column = cleaned.column
    batch = batch.set_column(names.index(text), text, column("text"))
    return batch if removals is None else batch.append_column(removals, column("removals"))


def _one(chunked):
    """A chunked array as an array; in one piece already it is not copied."""
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()
