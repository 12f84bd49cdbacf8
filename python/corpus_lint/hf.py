"""Cleans a column of a dataset of Hugging Face, streamed or not.

from corpus_lint import Ruleset, hf
clean = hf.clean(dataset, Ruleset.load(), text="body", removals="removals")
"""

from functools import partial

from ._batch import clean_batch


def cleaner(ruleset, text="text", *, unsafe=False, removals=None, threads=None):
    """A function for `dataset.with_format("arrow").map(…, batched=True)`: takes and gives a pyarrow
    table, with the column `text` cleaned and, with `removals`, a column of that name added."""
    return partial(
        clean_batch, ruleset=ruleset, text=text, unsafe=unsafe, removals=removals, threads=threads
    )


def clean(dataset, ruleset, text="text", *, unsafe=False, removals=None, **options):
    """The dataset (`Dataset`, `IterableDataset`, or a dict of either) with the column `text` cleaned
    and all others kept, without a format; with `removals`, a column of that name is added. `options`
    are those of `map`, such as `batch_size` and, where it is not streamed, `num_proc`.
    """
    # Each of several processes has a core.
    threads = 1 if options.get("num_proc") else None
    cleaned = cleaner(ruleset, text, unsafe=unsafe, removals=removals, threads=threads)
    return dataset.with_format("arrow").map(cleaned, batched=True, **options).with_format(None)
