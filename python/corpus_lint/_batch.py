"""Cleans a batch of rows. The adapters do this with each part of their data."""


def clean_batch(batch, ruleset, text="text", *, unsafe=False, removals=None, threads=None):
    """Cleans the column `text` of a pyarrow record batch or table, and keeps the other columns. With
    `removals`, adds a column with that name. Rules can use the other columns of a row.

    Raises KeyError if there is no such column.
    """
    import pyarrow as pa

    names = batch.schema.names
    others = [name for name in ruleset.fields if name in names]
    fields = batch.select(others) if others else None
    cleaned = pa.table(ruleset.clean(batch.column(text), unsafe, fields, threads=threads))
    texts, removed = cleaned.columns
    if isinstance(batch, pa.RecordBatch):
        texts, removed = _one(texts), _one(removed)
    at = names.index(text)
    batch = batch.set_column(at, batch.schema.field(at).with_type(texts.type), texts)
    return batch if removals is None else batch.append_column(removals, removed)


def _one(chunked):
    """A chunked array as one array. It is not copied if it has only one chunk."""
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()
