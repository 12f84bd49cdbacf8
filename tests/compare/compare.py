#!/usr/bin/env python3
"""Compares what two builds of corpus-lint do, byte for byte.

    python3 tests/compare/compare.py OLD NEW [--only lint fix] [--quick] [--python OLD_PY NEW_PY]

OLD and NEW are the programs. Run it before and after a change that must not change behaviour. It reads the seeds, all
fixtures, the guards, the tests of every rule, a generated corpus, and labelled texts in ../shared (or where
CORPUS_LINT_SHARED says) if there are any. Each section prints a line; the first lines that differ follow. The exit code is 1
where anything differs. --list names the sections.

Only the id of a run (the time at which it began) is normalised, in ledgers and on standard error, as is the folder that
each program works in.

When wording changes on purpose:
    --ignore-wording   leaves out texts for readers (standard error, explain, help, formats such as full), and in JSON the
                       fields that hold such text (message, help, summary, why, title ...); all else stays byte for byte
    --allow FILE       a line of FILE is either `regex => replacement`, done on both sides before comparing, or a pattern
                       such as `errors/page.html.*`: artefacts that may differ (section, slash, name); # begins a comment

rustc builds the generator of the corpus. --python takes two interpreters that have the wheel and pyarrow installed.
"""

import argparse
import difflib
import fnmatch
import json
import os
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import inputs
from sections import SECTIONS, Section
from side import Artefact, Kind, Side

WORDING_KEYS = {
    *("message", "help", "summary", "why", "reason", "about"),
    *("title", "contents"),  # of the language server
    *("description", "shortDescription", "fullDescription"),  # of SARIF and GitLab
}
LINES_SHOWN = 20
COLUMNS_SHOWN = 160


class Allowed:
    """What may differ: the file of --allow."""

    def __init__(self, path: Path | None):
        self.substitutions, self.patterns = [], []
        for line in path.read_text("utf-8").splitlines() if path else []:
            if " => " in line and not line.startswith("#"):
                old, new = line.split(" => ", 1)
                self.substitutions.append((re.compile(old.encode(), re.M), new.encode()))
            elif line.strip() and not line.startswith("#"):
                self.patterns.append(line.strip())

    def normalise(self, content: bytes) -> bytes:
        for old, new in self.substitutions:
            content = old.sub(new, content)
        return content

    def is_allowed(self, name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns)


def main() -> int:
    options = arguments()
    if options.list:
        for section in SECTIONS:
            print(f"{section.name:15} {section.about}")
        return 0
    allowed = Allowed(options.allow)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="corpus-lint-compare-") as folder:
        sides = prepare(Path(folder).resolve(), options)
        failed = [section.name for section in chosen(options) if not compare(section, sides, allowed, options)]
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{time.monotonic() - begun:.0f} s, of which the programs computed {spent.ru_utime + spent.ru_stime:.0f} s (both together)")
    print(f"different: {', '.join(failed)}" if failed else "no difference")
    return 1 if failed else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", type=Path, metavar="OLD NEW")
    parser.add_argument("--python", nargs=2, metavar=("OLD_PY", "NEW_PY"))
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[section.name for section in SECTIONS])
    parser.add_argument("--quick", action="store_true", help="leave out the large corpora; some sections read only the small ones")
    parser.add_argument("--ignore-wording", action="store_true")
    parser.add_argument("--allow", type=Path, metavar="FILE")
    parser.add_argument("--list", action="store_true", help="name the sections")
    options = parser.parse_args()
    if not options.list and (len(options.programs) != 2 or not all(map(Path.is_file, options.programs))):
        parser.error("OLD and NEW must be two programs")
    return options


def chosen(options) -> list[Section]:
    is_chosen = lambda section: (section.name in options.only) if options.only else True
    return [one for one in SECTIONS if is_chosen(one) and not (options.ignore_wording and one.only_wording)]


def prepare(folder: Path, options) -> list[Side]:
    """A folder for each program: with the inputs, and with the program under its usual name."""
    shared = Path(os.environ.get("CORPUS_LINT_SHARED", inputs.ROOT.parent / "shared"))
    shared = shared if (shared / "gold").is_dir() else None
    (folder / "in").mkdir()
    corpora = inputs.build(folder / "in", shared, options.quick)
    print(f"{len(corpora)} corpora" + ("" if shared else "; no shared texts"), flush=True)
    # The names are equally long, so that lines are wrapped in the same places.
    sides = []
    for name, program, python in zip(("old", "new"), options.programs, options.python or (None, None)):
        (folder / name / "bin").mkdir(parents=True)
        shutil.copytree(folder / "in", folder / name / "in", copy_function=shutil.copyfile)
        link = folder / name / "bin/corpus-lint"
        link.symlink_to(program.resolve())
        sides.append(Side(link, folder / name, corpora, options.quick, python))
    return sides


def compare(section: Section, sides: list[Side], allowed: Allowed, options) -> bool:
    """Runs a section on both sides at once, and prints what differs."""
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        old, new = pool.map(lambda side: collect(section, side, options.ignore_wording), sides)
    size = sum(len(artefact.content) for artefact in old.values())
    differing = []
    for name in sorted(old.keys() | new.keys()):
        pair = [normalised(artefacts.get(name), allowed, options.ignore_wording) for artefacts in (old, new)]
        if pair[0] != pair[1] and not allowed.is_allowed(f"{section.name}/{name}"):
            differing.append((name, *pair))
    verdict = "DIFFERENT" if differing else "same" if old else "NOTHING"
    seconds = time.monotonic() - begun
    print(f"{verdict:9} {section.name:15} {len(old):6} artefacts {size:12,} bytes {seconds:6.1f} s", flush=True)
    if differing:
        names = [name for name, *_ in differing]
        print(f"  {len(names)} differ: {', '.join(names[:8])}{' ...' if len(names) > 8 else ''}")
        print(*(f"  {line}" for line in difference(*differing[0])), sep="\n", flush=True)
    return not differing


def collect(section: Section, side: Side, ignore_wording: bool) -> dict[str, Artefact]:
    """All artefacts of a section, by name. A side that fails gives that as an artefact."""
    artefacts = {}
    try:
        for artefact in section.artefacts(side):
            assert artefact.name not in artefacts, f"two artefacts are called {artefact.name}"
            if not (ignore_wording and artefact.kind is Kind.WORDING):
                artefacts[artefact.name] = artefact
    except Exception:
        failure = side.without_place(traceback.format_exc().encode())
        sys.stderr.write(f"{section.name}: {failure.decode()}")
        # Never the same on both sides: a section that failed has not compared anything.
        artefacts["failure"] = Artefact("failure", Kind.EXACT, f"{side.folder.name} {failure.decode()}".encode())
    return artefacts


def normalised(artefact: Artefact | None, allowed: Allowed, ignore_wording: bool) -> bytes | None:
    if artefact is None:
        return None
    content = allowed.normalise(artefact.content)
    return without_wording(content) if ignore_wording and artefact.kind is Kind.JSON else content


def without_wording(content: bytes) -> bytes:
    """JSON, or JSON Lines, without the fields that hold text for readers; anything else as it is."""
    for documents in ([content], content.splitlines()):
        try:
            return b"\n".join(json.dumps(dropped(json.loads(one)), ensure_ascii=False).encode() for one in documents)
        except ValueError:
            pass
    return content


def dropped(value):
    match value:
        case dict():
            return {key: dropped(inner) for key, inner in value.items() if key not in WORDING_KEYS}
        case list():
            return [dropped(inner) for inner in value]
    return value


def difference(name: str, old: bytes | None, new: bytes | None) -> list[str]:
    """The first lines that differ, cut to the columns around the first difference."""
    if old is None or new is None:
        return [f"{name}: only the {'new' if old is None else 'old'} program gives it"]
    olds, news = ([*content.decode("utf-8", "replace").split("\n")] for content in (old, new))
    first = common(olds, news)
    pair = [lines[first] if first < len(lines) else "" for lines in (olds, news)]
    column = common(*pair)
    start = max(0, column - COLUMNS_SHOWN // 2)
    windows = [[line[start : start + COLUMNS_SHOWN] for line in lines[max(0, first - 2) : first + 8]] for lines in (olds, news)]
    shown = difflib.unified_diff(*windows, "old", "new", lineterm="", n=2)
    return [f"{name}, line {first + 1}, column {column + 1}:", *list(shown)[:LINES_SHOWN]]


def common(old, new) -> int:
    """How long the common beginning is."""
    return next((n for n, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))


if __name__ == "__main__":
    sys.exit(main())
