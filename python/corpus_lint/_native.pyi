from collections.abc import Sequence
from os import PathLike
from typing import Any, Protocol

class _ArrowArray(Protocol):
    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

_Arrow = _ArrowArray | _ArrowStream

class LoadError(ValueError):
    """Rules that cannot be loaded; the text is what the command line prints."""

class Table:
    """A table for any library that reads Arrow: `pyarrow.table(t)`, `polars.DataFrame(t)`, DuckDB's
    `FROM t`. It can be read any number of times."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

class Ruleset:
    """Compiled rules. They do not change: use one from as many threads as you like, fork, pickle
    it (what it was loaded from goes with it, and what judging knows of the survey; no file is needed
    where it is unpickled)."""

    @staticmethod
    def load(
        packs: Sequence[str | PathLike[str]] = (),
        config: str | PathLike[str] | None = None,
        *,
        survey: str | PathLike[str] | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        extend_select: Sequence[str] = (),
    ) -> Ruleset:
        """Loads the shipped rules and those of `packs` (rule files, or folders of them), as the
        options `--rules`, `--config`, `--survey`, `--select`, `--ignore` and `--extend-select` do.
        Unlike the command line it reads no `corpus-lint.toml` that is not named, and without a
        survey (the path of a table that `corpus-lint survey` or an engine wrote) it judges each
        text alone.

        Raises LoadError for a file that cannot be read, every error of the rule files, a name that
        selects nothing, or a survey that is none or was taken of other fields. Warns with
        UserWarning where more lines stand in several documents than are held for judging."""

    @property
    def fields(self) -> list[str]:
        """The columns that are looked at beside the text: those that the configuration or a rule
        names, `id`, `url` and `title`. Only judging by a survey and taking one look at `id`."""

    def survey(
        self,
        texts: _Arrow,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Surveys a column of texts: counts in how many of them each line stands. Arguments and errors
        are those of `check`; rows that cannot be judged do not count, and rows without a source are of
        the source `.`, as files in the working directory are for the command line.

        Gives the table that `docs/survey.md` describes, of hashes, counts and names, each key once and
        in order, with the metadata that makes a survey of a Parquet file. Tables add up."""

    def check(
        self,
        texts: _Arrow,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Finds residue in a column of texts: an Arrow array or chunked array of string,
        large_string, string_view or binary. `fields` is a table or record batch of as many rows, of
        which the columns that `Ruleset.fields` names are looked at. `threads` are one a core unless
        said.

        Gives a table of a finding a line, in order: `row` (from 0), `rule`, `kind`, `category`,
        `severity`, `message`, `start` and `end` (UTF-8 bytes of the text), `line` and `column` (from
        1, in characters), `text` (what is flagged, its first 200 characters), `fix` (null, or
        `applicability` and `edits`: `start`, `end`, `content`). A row that cannot be judged has a
        line whose `rule` is null and whose `message` says why.

        Raises TypeError for what is no Arrow of these types, ValueError where the rows of texts and
        fields differ."""

    def clean(
        self,
        texts: _Arrow,
        unsafe: bool = False,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Cleans a column of texts with the safe fixes, or with the unsafe ones, too. Arguments and
        errors are those of `check`.

        Gives a table of as many rows: `text` (of the type that came in; large_string for
        string_view) and `removals`, a list of `rule`, `start` and `end` (UTF-8 bytes of the original
        text), `removed`, `inserted`, `reason`. A row that cannot be judged (null, not UTF-8, larger
        than `max_record` of the configuration, which is 32 MiB unless set) keeps its text; its only
        removal says the reason, and all else in it is null."""

    def clean_one(self, text: str, unsafe: bool = False) -> str:
        """Cleans one text. What cannot be judged comes back as it is."""

    @staticmethod
    def _from_recipe(recipe: str, survey: bytes | None) -> Ruleset: ...
    def __reduce__(self) -> tuple[Any, tuple[str, bytes | None]]: ...

def main() -> int:
    """Runs the program `corpus-lint` with the arguments of this process and returns its exit code."""
