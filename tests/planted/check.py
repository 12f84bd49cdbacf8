#!/usr/bin/env python3
"""Defines how a cleaning of the planted set is judged: what was found, what was hurt, and what it left behind.

    check.py TEXTS GOLD CLEANED [--grade safe|unsafe] [--by kind|lang|shape] [--show N]
             [--min-recall R] [--min-precision P] [--max-traps N]

All three are JSONL files; TEXTS and CLEANED have {"id","text"}. What the cleaner did is worked out by comparing
the two texts, so it need not be believed. White space is left out of every byte count.
  recall           boilerplate bytes removed / boilerplate bytes
  precision        boilerplate bytes removed / all bytes removed; metadata counts for neither
  whole            plants removed completely / plants
  traps hurt       traps that lost at least one byte
  words joined     words of the kept text that stood apart before and touch now
  endings lost     kept sentences whose last mark went while the word before it stayed
The exit code is 1 if a threshold fails or a document is missing, else 0. --grade is only printed.
"""
import argparse
import collections
import difflib
import json
import re
import sys

CJK = "\u3400-\u9fff"
# Chinese characters one by one; Latin letters and digits apart from other letters (an address may touch a word).
TOKEN = re.compile(rf"[{CJK}]|[A-Za-z0-9_]+|[^\W{CJK}A-Za-z0-9_]+|[^\w\s]|_")
ENDS = set(".?!…؟۔。！？")
CLOSERS = set("\"'”’»“›)]）】」")
OPENERS = set("\"'“‘«„‹([（【「")


def read(path):
    with open(path, encoding="utf8") as f:
        return {r["id"]: r for r in (json.loads(line) for line in f if line.strip())}


def tokens(text):
    """The tokens of a text, and where each starts and ends (in characters)."""
    found = list(TOKEN.finditer(text))
    return [m.group() for m in found], [m.span() for m in found]


def split_fused(words, spans, known):
    """Cut a word that the original does not have into two that it has: the cleaner joined them."""
    out, out_spans = [], []
    for word, (start, end) in zip(words, spans):
        cut = None
        if word not in known:
            cut = next((k for k in range(1, len(word)) if word[:k] in known and word[k:] in known), None)
        if cut:
            out += [word[:cut], word[cut:]]
            out_spans += [(start, start + cut), (start + cut, end)]
        else:
            out.append(word)
            out_spans.append((start, end))
    return out, out_spans


def align(a, b, worth):
    """For each token of a, the index of the token of b it became, or None. Also the number of tokens added.

    "x. PLANT. y" cleaned to "x. y" can be read in two ways: either full stop may be the one that went. Such a
    removal is moved to where it takes most boilerplate, so that the cleaner gets the benefit of the doubt.
    """
    became, added = [None] * len(a), 0
    removed = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            for k in range(i2 - i1):
                became[i1 + k] = j1 + k
        elif tag == "delete":
            removed.append((i1, i2))
        else:
            added += j2 - j1
    for i1, i2 in removed:
        def neat(s, e):
            """Does the removal take whole sentences: from behind one sentence's end to another's?"""
            return int(a[e - 1] in ENDS | CLOSERS and s > 0 and a[s - 1] in ENDS | CLOSERS)

        choices = [(0, neat(i1, i2), 0)]                 # gain, neatness, tokens moved
        s, e, gain = i1, i2, 0                           # to the left, one token at a time
        while s > 0 and became[s - 1] is not None and a[s - 1] == a[e - 1]:
            s, e = s - 1, e - 1
            gain += worth[s] - worth[e]
            choices.append((gain, neat(s, e), s - i1))
        s, e, gain = i1, i2, 0                           # and to the right
        while e < len(a) and became[e] is not None and a[s] == a[e]:
            gain += worth[e] - worth[s]
            s, e = s + 1, e + 1
            choices.append((gain, neat(s, e), s - i1))
        move = max(choices, key=lambda c: (c[0], c[1], -abs(c[2])))[2]
        s, e = i1, i2
        for _ in range(-move):
            s, e = s - 1, e - 1
            became[e], became[s] = became[s], None
        for _ in range(move):
            became[s], became[e] = became[e], None
            s, e = s + 1, e + 1
    return became, added


class Document:
    """One document: which of its tokens belong to what, and what became of them."""

    def __init__(self, gold, text, cleaned):
        self.gold, self.text, self.cleaned = gold, text, cleaned
        at, n = {0: 0}, 0                                # byte offset -> character index
        for i, ch in enumerate(text):
            n += len(ch.encode())
            at[n] = i + 1
        self.a, self.spans = tokens(text)
        self.b, self.b_spans = split_fused(*tokens(cleaned), set(self.a))
        self.size = [len(t.encode()) for t in self.a]
        char_owner = [None] * len(text)                  # index of the inline label, or None for kept text
        for k, label in enumerate(gold["inline"]):
            for i in range(at[label["start"]], at[label["end"]]):
                char_owner[i] = k
        self.owner = [char_owner[s] for s, _ in self.spans]
        self.plants = [label["label"].split(":")[0] == "boilerplate" for label in gold["inline"]]
        self.traps = [(at[t["start"]], at[t["end"]], t.get("looks_like", "")) for t in gold["traps"]]
        # What the removal of a token is worth where a removal can be read in two ways; metadata counts for nothing.
        worth = [-size if k is None else size if self.plants[k] else 0 for size, k in zip(self.size, self.owner)]
        self.became, self.added = align(self.a, self.b, worth)

    def is_kept(self, i):
        return self.owner[i] is None

    def is_plant(self, i):
        return self.owner[i] is not None and self.plants[self.owner[i]]

    def near(self, i):
        """The text around token i, for messages."""
        start, end = self.spans[i]
        return self.text[max(0, start - 40):end + 40].replace("\n", "⏎")

    def plants_removed(self):
        """For each plant: its kind, its bytes, the bytes removed, its text."""
        out = []
        for k, label in enumerate(self.gold["inline"]):
            if self.plants[k]:
                mine = [i for i, o in enumerate(self.owner) if o == k]
                gone = sum(self.size[i] for i in mine if self.became[i] is None)
                text = self.text[self.spans[mine[0]][0]:self.spans[mine[-1]][1]]
                out.append((label["kind"], sum(self.size[i] for i in mine), gone, text))
        return out

    def kept_removed(self):
        """Kept text that went: bytes, and the pieces."""
        pieces, last = [], None
        n = 0
        for i, new in enumerate(self.became):
            if self.is_kept(i) and new is None:
                n += self.size[i]
                if last == i - 1:
                    pieces[-1][1] = self.spans[i][1]
                else:
                    pieces.append(list(self.spans[i]))
                last = i
        return n, [self.text[s:e].replace("\n", "⏎") for s, e in pieces]

    def traps_hurt(self):
        out = []
        for start, end, looks_like in self.traps:
            lost = [self.a[i] for i, (s, _) in enumerate(self.spans)
                    if start <= s < end and self.became[i] is None]
            if lost:
                out.append((looks_like, self.text[start:end], " ".join(lost)))
        return out

    def words_joined(self):
        """Two kept words that stood apart (white space or a plant between them) and touch now."""
        out, last = [], None
        for i, new in enumerate(self.became):
            if new is None:
                continue
            if last is not None and new == self.became[last] + 1 and self.is_kept(i) and self.is_kept(last):
                gap = self.text[self.spans[last][1]:self.spans[i][0]]
                touch = self.b_spans[new][0] == self.b_spans[self.became[last]][1]
                word = self.a[i][0].isalnum() or self.a[i] in OPENERS
                chinese = re.match(rf"[{CJK}]", self.a[i] + " ") or self.gold["lang"] == "zh"
                if gap and touch and word and not chinese:
                    out.append(self.near(i))
            last = i
        return out

    def endings_lost(self):
        """Sentence marks (and closing quotes) at a sentence's end that went while the word before them stayed."""
        out, i = [], 0
        while i < len(self.a):
            if not (self.is_kept(i) and self.a[i] in ENDS | CLOSERS):
                i += 1
                continue
            first = i                                    # a run of marks, such as ?”
            while i + 1 < len(self.a) and self.a[i + 1] in ENDS | CLOSERS and self.is_kept(i + 1) \
                    and self.spans[i + 1][0] == self.spans[i][1]:
                i += 1
            run = range(first, i + 1)
            end = self.spans[i][1]
            at_end = end == len(self.text) or self.text[end].isspace() or \
                (i + 1 < len(self.a) and self.spans[i + 1][0] == end and not self.is_kept(i + 1)) or \
                self.gold["lang"] == "zh"
            if at_end and any(self.a[k] in ENDS for k in run) and any(self.became[k] is None for k in run) \
                    and first > 0 and self.is_kept(first - 1) and self.became[first - 1] is not None:
                out.append(self.near(first))
            i += 1
        return out


def ratio(x, y):
    return f"{x / y:.4f}" if y else "n/a"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("texts"); ap.add_argument("gold"); ap.add_argument("cleaned")
    ap.add_argument("--grade", choices=["safe", "unsafe"])
    ap.add_argument("--by", choices=["kind", "lang", "shape"], help="only this table (all by default)")
    ap.add_argument("--show", type=int, default=5, metavar="N", help="examples to print of each defect")
    ap.add_argument("--min-recall", type=float); ap.add_argument("--min-precision", type=float)
    ap.add_argument("--max-traps", type=int)
    args = ap.parse_args()

    texts, gold, cleaned = read(args.texts), read(args.gold), read(args.cleaned)
    total = collections.Counter()
    tables = {"kind": collections.defaultdict(collections.Counter), "lang": collections.defaultdict(collections.Counter),
              "shape": collections.defaultdict(collections.Counter)}
    hurt, joined, endings, losses, missed, missing = [], [], [], [], [], []
    for name, g in gold.items():
        if name not in texts or name not in cleaned:
            missing.append(name)
            continue
        doc = Document(g, texts[name]["text"], cleaned[name]["text"])
        n, pieces = doc.kept_removed()
        count = collections.Counter(kept_gone=n, added=doc.added, docs=1, traps=len(g["traps"]))
        losses += [(name, p) for p in pieces]
        for kind, size, gone, text in doc.plants_removed():
            mine = {"bp": size, "gone": gone, "plants": 1, "whole": int(gone == size)}
            count.update(mine)
            tables["kind"][kind].update(mine)
            if gone < size:
                missed.append((name, f"{kind}: {text}"))
        traps = [(name,) + t for t in doc.traps_hurt()]
        j, e = [(name, x) for x in doc.words_joined()], [(name, x) for x in doc.endings_lost()]
        count.update(hurt=len(traps), joined=len(j), endings=len(e))
        hurt += traps; joined += j; endings += e
        total.update(count)
        tables["lang"][g["lang"]].update(count)
        tables["shape"][g["kind_of"]].update(count)

    def row(name, c):
        line = f"{name:18} recall {ratio(c['gone'], c['bp']):7} whole {c['whole']:4}/{c['plants']:<4}"
        if "docs" in c:                 # lost kept text cannot be put down to one kind
            line += (f" precision {ratio(c['gone'], c['gone'] + c['kept_gone']):7} kept bytes removed {c['kept_gone']:6}"
                     f" traps hurt {c['hurt']:3}/{c['traps']:<4} joined {c['joined']:3} endings lost {c['endings']:3}")
        return line

    print(f"{total['docs']} documents" + (f", {args.grade} fixes" if args.grade else ""))
    print(row("all", total))
    for by in [args.by] if args.by else ["kind", "lang", "shape"]:
        print(f"-- by {by}")
        for name in sorted(tables[by]):
            print(row(name, tables[by][name]))
    if total["added"]:
        print(f"{total['added']} tokens of the cleaned texts are not in the originals")
    if args.show:
        print("-- traps hurt")
        for name, looks_like, text, lost in hurt[:args.show]:
            print(f"{name} [{looks_like}] {text}\n    lost: {lost[:200]}")
        for title, items in (("kept text removed", losses), ("words joined", joined), ("endings lost", endings),
                             ("plants left, wholly or in part", missed)):
            print(f"-- {title}")
            for name, text in items[:args.show]:
                print(f"{name} {text[:200]}")

    failed = []
    if missing:
        failed.append(f"{len(missing)} documents are missing, the first is {missing[0]}")
    recall = total["gone"] / total["bp"] if total["bp"] else 1.0
    removed = total["gone"] + total["kept_gone"]
    precision = total["gone"] / removed if removed else 1.0
    if args.min_recall is not None and recall < args.min_recall:
        failed.append(f"recall {recall:.4f} is under {args.min_recall}")
    if args.min_precision is not None and precision < args.min_precision:
        failed.append(f"precision {precision:.4f} is under {args.min_precision}")
    if args.max_traps is not None and total["hurt"] > args.max_traps:
        failed.append(f"{total['hurt']} traps hurt, more than {args.max_traps}")
    for f in failed:
        print("FAILED:", f)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
