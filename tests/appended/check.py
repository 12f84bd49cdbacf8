#!/usr/bin/env python3
"""Defines how a cleaning of the appended set is judged: how much of what was appended went, and what else went.

    check.py CORPUS GOLD CLEANED [CORPUS GOLD CLEANED ...] [--by outlet] [--show N] [--min-precision P]
             [--min-recall R[,R...]] [--max-other BYTES]

Three files for each variant, all JSONL. What went is found by comparing texts, line by line. White space is left out.
  recall       appended bytes removed / appended bytes; also for leads whose story is in the corpus and for the others
  precision    appended bytes removed / (those + bytes removed in paragraphs of the articles), in outlets with the habit.
               A paragraph is a line of at least 80 characters. Lines that the outlet repeats in five or more articles
               are left out: they are mostly the site's own boilerplate, as are short lines
  strict       the same with every byte of the articles that went; the crawl's own boilerplate makes it low, so use it
               only to compare two cleanings
  no habit     outlets with nothing appended: bytes removed in lines of at least 80 characters, and how many lines
The exit code is 1 if a threshold fails or a document is missing, else 0. --min-recall takes one value for each variant.
"""
import argparse
import collections
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "sites"))
from removed import Tokens, read, removed  # noqa: E402

LONG = 80


def ratio(x, y):
    return f"{x / y:.4f}" if y else "n/a"


def judge(doc, gold, cleaned):
    """Counts of one document, and the pieces of its article that went."""
    a = Tokens(doc["text"])
    at, owner = a.chars(), [None] * len(doc["text"])
    for name in ("repeated", "appended"):
        for s in gold[name]:
            for i in range(at[s["start"]], at[s["end"]]):
                owner[i] = name if name == "repeated" else "present" if s["present"] else "absent"
    who = [owner[s] for s, _ in a.spans]
    worth = [n if w in ("present", "absent") else 0 if w == "repeated" else -n for w, n in zip(who, a.size)]
    gone, added = removed(a, cleaned, worth)
    count, pieces = collections.Counter(docs=1, added=added), []
    for w, n, x in zip(who, a.size, gone):
        count[w or "body"] += n
        if x:
            count[(w or "body") + " gone"] += n
    for s, e in a.lines:
        lost = sum(a.size[i] for i in range(s, e) if gone[i] and who[i] is None)
        if lost:
            line = a.text[a.spans[s][0]:a.spans[e - 1][1]]
            if len(line) >= LONG:
                count.update({"long gone": lost, "long lines": 1})
                pieces.append(line)
    return count, pieces


def row(name, c):
    got, all_ = c["present gone"] + c["absent gone"], c["present"] + c["absent"]
    return (f"{name:16} {c['docs']:5} documents  recall {ratio(got, all_):7} (story present {ratio(c['present gone'], c['present']):7}"
            f" absent {ratio(c['absent gone'], c['absent']):7})  precision {ratio(got, got + c['long gone']):7}"
            f" strict {ratio(got, got + c['body gone'] + c['repeated gone']):7}"
            f"  removed in paragraphs {c['long gone']} ({c['long lines']}), in short lines {c['body gone'] - c['long gone']},"
            f" in repeated lines {c['repeated gone']}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("files", nargs="+", metavar="CORPUS GOLD CLEANED")
    ap.add_argument("--by", choices=["outlet"])
    ap.add_argument("--show", type=int, default=0, metavar="N", help="paragraphs of articles that lost something, to print")
    ap.add_argument("--min-recall", help="one value for each variant, with commas between")
    ap.add_argument("--min-precision", type=float)
    ap.add_argument("--max-other", type=int, help="most bytes that may go in long lines of outlets without the habit")
    args = ap.parse_args()
    if len(args.files) % 3:
        ap.error("give three files for each variant: CORPUS GOLD CLEANED")
    least = [float(x) for x in args.min_recall.split(",")] if args.min_recall else []
    failed = []
    for v, k in enumerate(range(0, len(args.files), 3)):
        name = os.path.basename(args.files[k]).replace(".corpus.jsonl", "")
        corpus, gold, cleaned = (read(p) for p in args.files[k:k + 3])
        habit, other, missing = collections.Counter(), collections.Counter(), []
        table, shown = collections.defaultdict(collections.Counter), []
        for i, g in gold.items():
            if i not in corpus or i not in cleaned:
                missing.append(i)
                continue
            count, pieces = judge(corpus[i], g, cleaned[i]["text"])
            (habit if g["habit"] else other).update(count)
            table[not g["habit"], g["outlet"]].update(count)
            shown += [(g["outlet"], i, p) for p in pieces]
        got, all_ = habit["present gone"] + habit["absent gone"], habit["present"] + habit["absent"]
        print(f"== {name}")
        print(row("with the habit", habit))
        means = [(c["present gone"] + c["absent gone"]) / (c["present"] + c["absent"]) for (no, _), c in table.items()
                 if not no and c["present"] + c["absent"]]
        print(f"{'mean of outlets':16} recall {sum(means) / max(1, len(means)):.4f}, lowest {min(means, default=0):.4f}")
        print(f"{'no habit':16} {other['docs']:5} documents  bytes removed in long lines {other['long gone']} ({other['long lines']} lines),"
              f" in all {other['body gone']}")
        if args.by:
            for (no, outlet), c in sorted(table.items()):
                print(row(outlet, c) if not no else
                      f"{outlet:16} {c['docs']:5} documents  no habit: bytes removed in long lines {c['long gone']} ({c['long lines']} lines),"
                      f" in all {c['body gone']}")
        for outlet, i, piece in shown[::max(1, len(shown) // args.show)][:args.show] if args.show else []:
            print(f"  lost: {outlet} {i} {piece[:160]}")
        if missing:
            failed.append(f"{name}: {len(missing)} documents are missing, the first is {missing[0]}")
        if v < len(least) and all_ and got / all_ < least[v]:
            failed.append(f"{name}: recall {got / all_:.4f} is under {least[v]}")
        if args.min_precision is not None and got and got / (got + habit["long gone"]) < args.min_precision:
            failed.append(f"{name}: precision {got / (got + habit['long gone']):.4f} is under {args.min_precision}")
        if args.max_other is not None and other["long gone"] > args.max_other:
            failed.append(f"{name}: {other['long gone']} bytes went in outlets without the habit")
    for f in failed:
        print("FAILED:", f)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
