"""Cleans a column of a Hugging Face dataset, streamed or not.

from corpus_lint import Ruleset, hf
clean = hf.clean(dataset, Ruleset.load(), text="body", removals="removals")
"""

from functools import partial

from ._batch import clean_batch


def cleaner(ruleset, text="text", *, unsafe=False, removals=None, threads=None):
    """A function for `dataset.with_format("arrow").map(…, batched=True)`. It takes a pyarrow table and
    returns it with a clean column `text`. With `removals`, it adds a column with that name."""
    return partial(
        clean_batch, ruleset=ruleset, text=text, unsafe=unsafe, removals=removals, threads=threads
    )


def clean(dataset, ruleset, text="text", *, unsafe=False, removals=None, **options):
    """Cleans the column `text` of a dataset (`Dataset`, `IterableDataset`, or a dict of either), and
    keeps all other columns. The result has no format. With `removals`, a column with that name is
    added. `options` are passed to `map`: `batch_size`, or `num_proc` if the dataset is not streamed.
    """
    # Each of several processes has one core.
    threads = 1 if options.get("num_proc") else None
    cleaned = cleaner(ruleset, text, unsafe=unsafe, removals=removals, threads=threads)
    return dataset.with_format("arrow").map(cleaned, batched=True, **options).with_format(None)
