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
    """Compiled rules. They do not change: use one from as many threads as you like, fork, or
    pickle it. The pickle contains the rule files and the part of the survey that checks
    need, so that no file is needed where it is unpickled."""

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
        """Loads the shipped rules and the rules of `packs` (rule files, or folders of rule
        files), as the options `--rules`, `--config`, `--survey`, `--select`, `--ignore` and
        `--extend-select` do. Unlike the command line, it reads a `corpus-lint.toml` only if
        `config` names it. Without a survey (the path of a table that `corpus-lint survey` or
        an engine wrote), it checks each text alone.

        Raises LoadError for a file that cannot be read, for every error of the rule files,
        for a name that selects nothing, and for a file that is not a survey or was made of
        other fields. Warns with UserWarning if more lines occur in several documents than can
        be held in memory."""

    @property
    def fields(self) -> list[str]:
        """The columns that are used besides the text: those that the configuration or a rule
        names, and `id`, `url` and `title`. Only checks with a survey, and making a survey,
        use `id`."""

    def survey(
        self,
        texts: _Arrow,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Surveys a column of texts: counts in how many texts each line occurs. Arguments and
        errors are those of `check`. Rows that cannot be checked do not count. Rows without a
        source have the source `.`, like files in the working directory on the command line.

        Returns the table that `docs/survey.md` describes, with hashes, counts and names. Each
        key occurs once, and keys are in order. The metadata make a Parquet file of it a
        survey. Tables can be added up."""

    def check(
        self,
        texts: _Arrow,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Finds boilerplate in a column of texts: an Arrow array or chunked array of string,
        large_string, string_view or binary. `fields` is a table or record batch with the same
        number of rows; its columns that `Ruleset.fields` names are used. `threads` is the
        number of threads, one for each core by default.

        Returns a table with one line for each finding, in order: `row` (from 0), `rule`,
        `kind`, `category`, `severity`, `message`, `start` and `end` (UTF-8 bytes of the
        text), `line` and `column` (from 1, in characters), `text` (the first 200 characters
        of the flagged text), `fix` (null, or `applicability` and `edits`: `start`, `end`,
        `content`). A row that cannot be checked has one line, whose `rule` is null and whose
        `message` says why.

        Raises TypeError for data that is not Arrow of these types, and ValueError if texts
        and fields have different numbers of rows."""

    def clean(
        self,
        texts: _Arrow,
        unsafe: bool = False,
        fields: _Arrow | None = None,
        *,
        threads: int | None = None,
    ) -> Table:
        """Cleans a column of texts with the safe fixes, or with the unsafe fixes, too. Arguments
        and errors are those of `check`.

        Returns a table with the same number of rows: `text` (of the same type as the input;
        large_string for string_view) and `removals`, a list of `rule`, `start` and `end`
        (UTF-8 bytes of the original text), `removed`, `inserted`, `reason`. A row that cannot
        be checked (null, not UTF-8, larger than `max_record` of the configuration, which is
        32 MiB by default) keeps its text. It has one removal with only the reason."""

    def clean_one(self, text: str, unsafe: bool = False) -> str:
        """Cleans one text. A text that cannot be checked is returned unchanged."""

    @staticmethod
    def _from_recipe(recipe: str, survey: bytes | None) -> Ruleset: ...
    def __reduce__(self) -> tuple[Any, tuple[str, bytes | None]]: ...

def main() -> int:
    """Runs the program `corpus-lint` with the arguments of this process and returns its exit code."""
