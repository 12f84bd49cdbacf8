"""One of the two programs, the folder it works in, and what it leaves there to be compared."""

import enum
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from inputs import MEDIUM, SMALL, Corpus


class Kind(enum.Enum):
    """What an artefact is, and so what `--ignore-wording` leaves of it."""

    EXACT = "compared byte for byte"
    JSON = "JSON or JSON Lines; values that are wording are dropped"
    WORDING = "text for readers; not compared"


@dataclass
class Artefact:
    name: str
    kind: Kind
    content: bytes


RUN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:?\d\d:?\d\d\.\d{6}Z")
"""The id of a run is the time at which it began. It is in ledger rows (`run`, and the name in `original`), in the names of
ledgers, and in messages that name a ledger. Nothing else of a ledger differs between runs."""


@dataclass
class Side:
    program: Path
    folder: Path
    corpora: list[Corpus]
    is_quick: bool
    python: str | None = None
    env: dict = field(init=False)

    def __post_init__(self):
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def up_to(self, size: int):
        return [corpus for corpus in self.corpora if corpus.size <= size]

    def some(self):
        """The corpora for sections that take long: in quick runs only the small ones."""
        return self.up_to(SMALL if self.is_quick else MEDIUM)

    def run(self, name, *args, out=Kind.JSON, stdin=b"", cwd=None, isolated=True, program=None):
        """Runs the program; gives what it wrote on standard output and standard error, and its exit code."""
        isolated = isolated and "--config" not in args
        command = [program or self.program, *args, *(["--isolated"] if isolated else [])]
        done = subprocess.run(command, cwd=cwd or self.folder, env=self.env, input=stdin, capture_output=True)
        yield Artefact(f"{name}.out", out, self.without_place(done.stdout))
        yield Artefact(f"{name}.err", Kind.WORDING, RUN.sub(b"RUN", self.without_place(done.stderr)))
        yield Artefact(f"{name}.code", Kind.EXACT, str(done.returncode).encode())

    def without_place(self, content: bytes) -> bytes:
        return content.replace(str(self.folder).encode(), b"ROOT")

    def new_folder(self, name) -> Path:
        folder = self.folder / "work" / name.replace("/", "-")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def file(self, name, path: Path, kind=Kind.EXACT):
        """A file that should have been written."""
        if path.is_file():
            yield Artefact(name, kind, path.read_bytes())

    def ledger(self, name, path: Path):
        for artefact in self.file(name, path):
            yield Artefact(name, Kind.EXACT, RUN.sub(b"RUN", self.without_place(artefact.content)))

    def tree(self, name, folder: Path):
        """Every file below a folder but ledgers and git's own."""
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not inside.parts[0].startswith((".", "ledger")):
                yield Artefact(f"{name}/{inside}", Kind.EXACT, path.read_bytes())
