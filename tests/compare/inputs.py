"""Builds the corpora that both programs read, in a folder that is then copied for each of them."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent

SMALL, MEDIUM, LARGE = range(3)
"""SMALL corpora go through every section; LARGE ones are left out of quick runs."""


@dataclass(frozen=True)
class Corpus:
    """A corpus: where it is in the folder of inputs, and the options it is read with."""

    path: str
    size: int
    options: tuple[str, ...] = ()

    @property
    def name(self):
        return self.path.removeprefix("in/")


def build(folder: Path, shared: Path | None, quick: bool) -> list[Corpus]:
    """Writes all corpora below `folder`."""
    corpora = [*from_repository(folder), *generated(folder)]
    if shared:
        corpora += from_shared(folder, shared, quick)
    return [corpus for corpus in corpora if not (quick and corpus.size == LARGE)]


def from_repository(folder: Path) -> list[Corpus]:
    """The seeds, the fixtures, the guards and the tests of the rules."""
    for old, new in [("seeds", "seeds"), ("tests/reports", "reports"), ("fuzz/cases", "fuzz"), ("tests/broken", "broken")]:
        shutil.copytree(ROOT / old, folder / new)
    (folder / "furniture").mkdir()
    shutil.copy(ROOT / "tests/furniture/texts.jsonl", folder / "furniture")
    guards = list(guard_records())
    write_rows(folder / "guards.jsonl", guards)
    write_rows(folder / "rules.jsonl", rule_records())
    write_formats(folder / "formats", guards[:40])
    return [
        Corpus("in/seeds", SMALL),
        Corpus("in/reports/news", SMALL, ("--config", "in/reports/corpus-lint.toml")),
        Corpus("in/furniture", SMALL),
        Corpus("in/fuzz", SMALL),
        Corpus("in/formats", SMALL),
        Corpus("in/guards.jsonl", SMALL),
        Corpus("in/rules.jsonl", MEDIUM),
    ]


def generated(folder: Path) -> list[Corpus]:
    """The corpus of the benchmarks."""
    into = folder / "generated"
    into.mkdir()
    generator = folder.parent / "generate"
    subprocess.run(
        ["rustc", "--edition", "2024", "-O", ROOT / "benches/compare/generate.rs", "-o", generator], check=True
    )
    kinds = [("mixed.jsonl", "2"), ("clean.jsonl", "1", "clean"), ("three-bytes.jsonl", "1", "three-bytes"), ("folder", "150")]
    for name, *arguments in kinds:
        subprocess.run([generator, into / name, *arguments], check=True)
    return [Corpus(f"in/generated/{name}", MEDIUM) for name, *_ in kinds]


def from_shared(folder: Path, shared: Path, quick: bool) -> list[Corpus]:
    """Labelled and crawled texts that are not part of the repository."""
    into = folder / "shared"
    shutil.copytree(shared / "gold", into / "gold")
    write_rows(into / "markers.jsonl", marker_records(shared / "markers"))
    write_cases(into / "cases", shared / "reports/reports.jsonl")
    corpora = [Corpus("in/shared/markers.jsonl", MEDIUM), Corpus("in/shared/cases", MEDIUM)]
    for texts in sorted(into.glob("gold/*.texts.jsonl")):
        size = LARGE if texts.stat().st_size > 5_000_000 else MEDIUM
        corpora.append(Corpus(f"in/shared/gold/{texts.name}", size))
    if not quick:
        shutil.copytree(shared / "corpus", into / "corpus")
        for crawl in sorted(into.glob("corpus/*.jsonl")):
            corpora.append(Corpus(f"in/shared/corpus/{crawl.name}", LARGE, ("--source-field", "outlet")))
    return corpora


# ---- Records ----


def write_rows(path: Path, records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def read_rows(path: Path) -> list[dict]:
    """The records of a file. Lines end only with a line feed, whatever other separators texts contain."""
    return [json.loads(row) for row in path.read_bytes().split(b"\n") if row]


def unmarked(text: str) -> str:
    return text.replace("⟦", "").replace("⟧", "")


def guard_records():
    """A record for each article of `tests/guards.toml`."""
    for kind, guards in tomllib.loads((ROOT / "tests/guards.toml").read_text("utf-8")).items():
        for n, guard in enumerate(guards):
            yield {"id": f"{kind}-{n}", "title": guard["trap"], "text": unmarked(guard["text"]).lstrip()}


def rule_records():
    """A record for each text in the tests of the shipped rules; a test is a source of its own."""
    for rule in shipped_rules():
        for t, test in enumerate(rule["test"]):
            fixed = [test["fixed"]] if "fixed" in test else []
            texts = {**{key: test.get(key, []) for key in ("flag", "clean", "others")}, "fixed": fixed}
            for key, list_of_texts in texts.items():
                for n, text in enumerate(list_of_texts):
                    name = f"{rule['id']}-{t}-{key}-{n}"
                    yield {"id": name, "url": f"https://{rule['id']}-{t}.example/{name}", "text": unmarked(text)}


def shipped_rules():
    for pack in sorted((ROOT / "rules").glob("*.toml")):
        yield from tomllib.loads(pack.read_text("utf-8")).get("rule", [])


def marker_records(markers: Path):
    """Each known line of a language in the middle and at the end of an article."""
    for given in sorted(markers.glob("*.given*.txt")):
        language = given.name.split(".")[0]
        body = lines_of(markers / f"{language}.body.txt")
        for n, line in enumerate(lines_of(given)):
            for place, at in (("middle", 4), ("end", len(body))):
                text = "".join(f"{one}\n" for one in [*body[:at], line, *body[at:]])
                yield {"id": f"{given.stem}-{n}-{place}", "url": f"https://{n}.{language}.example/{place}", "text": text}


def lines_of(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def write_cases(folder: Path, reports: Path):
    """The cases of reported bugs: a folder each, as text or, with further fields, as JSON Lines."""
    for case in read_rows(reports):
        into = folder / case["id"]
        into.mkdir(parents=True)
        if "title" not in case and "others" not in case:
            (into / case.get("name", "a.txt")).write_text(case["input"], "utf-8", newline="")
            continue
        fields = {key: case[key] for key in ("title", "url") if key in case}
        others = [other if isinstance(other, dict) else {"text": other} for other in case.get("others", [])]
        records = [{"id": "case", **fields, "text": case["input"]}]
        records += [{"id": f"o{n}", **other} for n, other in enumerate(others)]
        write_rows(into / "a.jsonl", records)


# ---- Formats ----


def write_formats(folder: Path, records: list[dict]):
    """The same records in every format, compression and encoding that this script can write, and some bad rows."""
    folder.mkdir()
    rows = "".join(json.dumps(record) + "\n" for record in records).encode()
    warc = b"".join(map(warc_record, records))
    text = records[0]["text"]
    english = "The café reopened on Monday, said its owner.\n\nLeave a comment\n\nIt had been closed for a year.\n"
    files = {
        "news.csv": separated(records, ","),
        "news.tsv": separated(records, "\t"),
        "news.json": json.dumps(records, ensure_ascii=False, indent=2).encode(),
        "escapes.jsonl": rows,
        "news.jsonl.gz": gzip.compress(rows, mtime=0),
        "news.warc": warc,
        "news.warc.gz": b"".join(gzip.compress(warc_record(record), mtime=0) for record in records),
        "bad.jsonl": b'not json\n{"text": 1}\n{"id": "x"}\n\n{"text": "\xff"}\r\n' + rows.splitlines(keepends=True)[1],
        "utf-16.txt": b"\xff\xfe" + text.encode("utf-16le"),
        "windows-1256.txt": (text * 2).encode("cp1256", "ignore"),
        "latin-1.txt": english.encode("latin-1"),
        "byte-order-mark.txt": "\ufeff".encode() + english.encode(),
        "crlf.txt": english.replace("\n", "\r\n").encode(),
        "one-line.txt": english.replace("\n", " ").encode(),
        "empty.txt": b"",
        "page.html": b"<p>" + english.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    shutil.copy(HERE / "news.parquet", folder)


def separated(records: list[dict], separator: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "title", "text"], delimiter=separator)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def warc_record(record: dict) -> bytes:
    body = record["text"].encode()
    headers = [
        "WARC/1.0",
        "WARC-Type: conversion",
        f"WARC-Target-URI: https://news.example/{record['id']}",
        "WARC-Date: 2024-01-01T00:00:00Z",
        f"WARC-Record-ID: <urn:x:{record['id']}>",
        "Content-Type: text/plain",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"
