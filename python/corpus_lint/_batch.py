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
    texts, removed = cleaned.columns
    if isinstance(batch, pa.RecordBatch):
        texts, removed = _one(texts), _one(removed)
    at = names.index(text)
    batch = batch.set_column(at, batch.schema.field(at).with_type(texts.type), texts)
    return batch if removals is None else batch.append_column(removals, removed)


def _one(chunked):
    """A chunked array as an array; in one piece already it is not copied."""
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()
