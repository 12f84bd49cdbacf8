"""Finds the boilerplate that scraping leaves in texts, and removes it.

    >>> import corpus_lint, pyarrow
    >>> rules = corpus_lint.Ruleset.load()
    >>> texts = pyarrow.array(["The council met on Monday.\\n\\nLeave a comment\\n"])
    >>> pyarrow.table(rules.clean(texts))["text"][0].as_py()
    'The council met on Monday.\\n'

There are adapters, each a module that needs its engine: ``spark``, ``datatrove``, ``ray``, ``hf`` (Hugging
Face datasets), ``polars``, ``duckdb``.
"""

from functools import lru_cache as _lru_cache

from ._native import LoadError, Ruleset, Table

__all__ = ["LoadError", "Ruleset", "Table"]


@_lru_cache(maxsize=8)
def _restored(recipe: str, survey: bytes | None) -> Ruleset:
    """Unpickles rules. An engine sends them with every task, but a process compiles them only once."""
    return Ruleset._from_recipe(recipe, survey)
