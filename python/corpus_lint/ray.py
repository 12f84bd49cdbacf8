"""Cleans a column of a Ray dataset.

from corpus_lint import Ruleset, ray
clean = ray.clean(dataset, Ruleset.load(), text="body", removals="removals")
"""

from functools import partial

from ._batch import clean_batch


def clean(dataset, ruleset, text="text", *, unsafe=False, removals=None, **options):
    """Cleans the column `text` of a dataset, and keeps all other columns. With `removals`, a column with
    that name is added. `options` are passed to `ray.data.Dataset.map_batches`, such as `batch_size`.
    """
    # Ray runs one task per core.
    cleaned = partial(
        clean_batch, ruleset=ruleset, text=text, unsafe=unsafe, removals=removals, threads=1
    )
    return dataset.map_batches(cleaned, batch_format="pyarrow", zero_copy_batch=True, **options)
