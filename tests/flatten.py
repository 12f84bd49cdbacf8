#!/usr/bin/env python3
"""Makes flattened copies of labelled texts: each document becomes one line, as in corpora that lost their line breaks.

    python3 tests/flatten.py GOLD TEXTS OUT_PREFIX [--method newspaper,recall]

GOLD is a file of gold rows (docs/gold.md). TEXTS is a JSONL file with "id" and "text", or a folder of text files whose
names are the ids. Two files are written: OUT_PREFIX.texts.jsonl and OUT_PREFIX.gold.jsonl. For example:

    python3 tests/flatten.py ../shared/gold/arabic.dev.gold.jsonl ../shared/gold/arabic.dev.texts.jsonl /tmp/arabic.flat
    python3 tests/flatten.py ../shared/gold/seeds.gold.jsonl ../shared/seeds /tmp/seeds.flat
    python3 tests/flatten.py ../shared/gold/world.dev.gold.jsonl ../shared/gold/world.dev.texts.jsonl /tmp/world.flat \\
        --method newspaper,recall
    corpus-lint eval --gold /tmp/arabic.flat.gold.jsonl /tmp/arabic.flat.texts.jsonl

The texts: lines are trimmed, blank lines are dropped, and one space joins the rest. A byte order mark (U+FEFF) is
dropped at the edge of a line. Inside a line, nothing changes. Documents without a gold row are left out.

The labels: a row has one entry in `lines`, the label `body` from the first to the last byte. Every other label is in
`inline`: boilerplate, title, subhead, metadata, unscored, and every label with "conf": "low", which stays out of all
figures. Text that had no label becomes `unscored`, and a label on no text, such as a missing line break, is dropped. `sha256` and
`n_bytes` are those of the new text. Other fields are kept.

--method keeps the documents whose id ends in one of these methods, as in `page-17.newspaper`.

The exit code is 2 where an input is missing or does not fit, and then nothing is written. The last line says how many
labelled bytes there are, without white space; the program stops if a label lost or gained one.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

BOM = "\ufeff"


class BadInput(Exception):
    """An input that is missing or does not fit; the message is for the user."""


def read_rows(path, what, fields):
    """The rows of a JSONL file, by id."""
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; it should hold {what}")
    rows = {}
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadInput(f"{path}:{number}: not JSON: {error}") from None
            missing = [field for field in fields if not isinstance(row, dict) or field not in row]
            if missing:
                raise BadInput(f"{path}:{number}: {what} need `{missing[0]}`")
            if row["id"] in rows:
                raise BadInput(f"{path}:{number}: a second row with the id `{row['id']}`")
            rows[row["id"]] = row
    return rows


def read_texts(path, ids):
    """The rows with the texts of these ids. In a folder, only the files of these names are read."""
    if not path.is_dir():
        return read_rows(path, "texts", ["id", "text"])
    found = [name for name in ids if (path / name).is_file()]
    return {name: {"id": name, "text": (path / name).read_bytes().decode()} for name in found}


def is_edge(char):
    return char.isspace() or char == BOM


def flatten(text):
    """The text on one line, and for each of its characters the index of the one it was. A joining space has None."""
    chars, origins = [], []
    start = 0
    for line in text.splitlines(keepends=True):
        first, last = start, start + len(line)
        start = last
        while first < last and is_edge(text[first]):
            first += 1
        while first < last and is_edge(text[last - 1]):
            last -= 1
        if first == last:
            continue
        if chars:
            chars.append(" ")
            origins.append(None)
        chars.extend(text[first:last])
        origins.extend(range(first, last))
    return "".join(chars), origins


def byte_offsets(text):
    """The byte offset of each character, and of the end."""
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + len(char.encode()))
    return offsets


def owners(row, text):
    """For each character, the label that counts: a later one overrides an earlier one, as in `score.py` and `eval`."""
    index_of = {offset: index for index, offset in enumerate(byte_offsets(text))}
    labels = row["lines"] + row.get("inline", [])
    found = [None] * len(text)
    for label in labels:
        start, end = index_of.get(label["start"]), index_of.get(label["end"])
        if start is None or end is None or start > end:
            raise BadInput(f"{row['id']}: bytes {label['start']} to {label['end']} are no span of the text")
        found[start:end] = [label] * (end - start)
    return found


def runs(text, origins, owned):
    """The label of each run of characters: (start, end, label), in characters of the flat text."""
    labels = [None if at is None else owned[at] for at in origins]
    for index, origin in enumerate(origins):
        # The space that joins two lines belongs to a label that covers both.
        if origin is None and labels[index - 1] is labels[index + 1]:
            labels[index] = labels[index + 1]
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or labels[end] is not labels[start]:
            if text[start:end].strip():
                yield start, end, labels[start]
            start = end


def flat_row(row, text, flat, origins):
    """The gold row of the flat text."""
    offsets = byte_offsets(flat)
    inline = []
    for start, end, label in runs(flat, origins, owners(row, text)):
        label = label or {"label": "unscored"}
        if label["label"] != "body" or label.get("conf") == "low":
            inline.append({**label, "start": offsets[start], "end": offsets[end]})
    whole = [{"start": 0, "end": offsets[-1], "label": "body"}] if flat else []
    raw = flat.encode()
    new = {**row, "sha256": hashlib.sha256(raw).hexdigest(), "lines": whole, "inline": inline}
    if "n_bytes" in row:
        new["n_bytes"] = len(raw)
    return new


def tally(row, text):
    """Bytes of each label, without white space and byte order marks. Text that does not count is all `unscored`."""
    counts = Counter()
    for char, label in zip(text, owners(row, text)):
        if is_edge(char):
            continue
        scored = label and label.get("conf") != "low"
        counts[label["label"] if scored else "unscored"] += len(char.encode())
    return counts


def check_text(row, text):
    """Offsets are worth nothing if the text is not the labelled one."""
    raw = text.encode()
    if row.get("n_bytes", len(raw)) != len(raw):
        raise BadInput(f"{row['id']}: {len(raw)} bytes, but the labelled text has {row['n_bytes']}")
    if row.get("sha256", "") not in ("", None, hashlib.sha256(raw).hexdigest()):
        raise BadInput(f"{row['id']}: not the labelled text (its sha256 differs)")


def of_methods(rows, methods):
    """The rows whose id ends in one of the methods."""
    method_of = {name: name.rpartition(".")[2] for name in rows if "." in name}
    for method in methods:
        if method not in method_of.values():
            there = ", ".join(sorted(set(method_of.values()))[:10]) or "none"
            raise BadInput(f"--method {method}: no id ends in it; ids end in: {there}")
    return {name: row for name, row in rows.items() if method_of.get(name) in methods}


def run(gold_path, texts_path, prefix, methods):
    if not texts_path.exists():
        raise BadInput(f"{texts_path}: there is no such file or folder; it should hold the texts")
    gold = read_rows(gold_path, "gold rows", ["id", "lines"])
    if methods:
        gold = of_methods(gold, methods)
    if not gold:
        raise BadInput(f"{gold_path}: no rows")
    texts = read_texts(texts_path, gold)
    missing = [name for name in gold if name not in texts]
    if missing:
        raise BadInput(f"{texts_path}: no text for {len(missing)} of {len(gold)} gold rows: {', '.join(missing[:3])}")

    new_texts, new_gold, before, after = [], [], Counter(), Counter()
    for name, row in gold.items():
        text = texts[name]["text"]
        check_text(row, text)
        flat, origins = flatten(text)
        new_row = flat_row(row, text, flat, origins)
        new_texts.append({**texts[name], "text": flat})
        new_gold.append(new_row)
        before += tally(row, text)
        after += tally(new_row, flat)
    if before != after:
        raise SystemExit(f"flatten.py has a bug: labelled bytes were {dict(before)} and are {dict(after)}")

    for path, rows in ((f"{prefix}.texts.jsonl", new_texts), (f"{prefix}.gold.jsonl", new_gold)):
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    kinds = Counter()
    for label, count in after.items():
        kinds[label.split(":")[0]] += count
    shown = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    print(f"{prefix}: {len(new_gold)} documents; labelled bytes: {shown}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out_prefix")
    parser.add_argument("--method", default="", help="keep only the ids that end in these, separated by commas")
    options = parser.parse_args()
    methods = [method for method in options.method.split(",") if method]
    try:
        run(options.gold, options.texts, options.out_prefix, methods)
    except BadInput as error:
        print(f"flatten.py: {error}", file=sys.stderr)
        sys.exit(2)
    except (OSError, UnicodeError) as error:
        print(f"flatten.py: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
