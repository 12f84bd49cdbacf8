#!/usr/bin/env python3
"""Defines how the appended set is made: leads of other stories are put under articles of ten outlets of a crawl.

    generate.py [CRAWL.jsonl] OUT_DIR [--seed N] [--share F] [--pool F] [--window N]

CRAWL has {"id","outlet","url","title","text"}; by default it is ../shared/corpus/arabic_crawl.dev.jsonl, seen from the
project's folder. Writes appended.60.corpus.jsonl, appended.60.gold.jsonl and the same for 30 and 15 into OUT_DIR. The
number is the percentage of the appended leads whose story is in the corpus as a document of its own.

  outlets    the ten with the most clean articles: at least three paragraphs, and no line below the first that stands in
             another article of the outlet. All other outlets are copied as they are: nothing may be removed there
  lead       the first paragraph of an article (80 to 700 characters). It must stand in no other article of the outlet
  pool       so many of these leads are used as teasers: --pool (by default half) of the number of articles, if there are
  hosts      a share of the articles (--share, by default .6) gets 5 to 10 leads at its end, a line each, in random order
             --pool 1 --window 0 is the hard case: nearly every story is a teaser, so most leads stand under one or two
             articles once their own documents are left out
  window     they come from the nearest teasers of the crawl's order (--window, by default 14), as on a site whose pages
             of one day show the same list. So a lead stands under several articles
  never      an article's own lead, one that shares more than half of its words with it, or one that is in its text
  presence   for 60, 30 and 15, documents of pool stories are left out until the share of appended leads whose story is
             there fits. A host has the same text in all three

Gold: {"id","outlet","habit","n_bytes","appended":[{"start","end","present"}],"repeated":[{"start","end"}]}, byte offsets in
UTF-8. "repeated" are lines of the article itself that stand in at least five articles of the outlet in the crawl, numbers
and addresses left out (the site's own boilerplate, mostly): their removal is counted apart. The same seed and crawl give the same bytes.
"""
import argparse
import collections
import json
import os
import random
import re
import sys

DEFAULT = os.path.join("..", "shared", "corpus", "arabic_crawl.dev.jsonl")
PRESENT = (60, 30, 15)
OUTLETS, REPEATED = 10, 5
LEAD = (80, 700)
HOW_MANY = (5, 10)


def paragraphs(text):
    """The lines that are paragraphs: at least 80 characters."""
    return [line.strip() for line in text.split("\n") if len(line.strip()) >= LEAD[0]]


def fold(line):
    return re.sub(r"\W+", " ", line).strip()


def mask(line):
    """Lines that differ in numbers and addresses only are the same."""
    return fold(re.sub(r"\d+", "0", re.sub(r"\S*[@]\S+?(?=[^\x21-\x7e]|$)|https?://\S+", " ", line)))


def words(text):
    return {w for w in fold(text).split() if len(w) >= 4}


def choose_outlets(by):
    """The ten outlets with the most clean articles."""
    clean = {}
    for outlet, rows in by.items():
        count = collections.Counter(line for r in rows for line in set(paragraphs(r["text"])))
        clean[outlet] = sum(len(p) >= 3 and all(count[line] == 1 for line in p[1:])
                            for p in (paragraphs(r["text"]) for r in rows))
    return sorted(sorted(clean), key=lambda o: -clean[o])[:OUTLETS], clean


def teasers(rows, rng, pool):
    """[(position, lead, ids of the documents that begin with it)]: the stories whose leads are appended."""
    first, holds = collections.defaultdict(list), collections.Counter()
    for i, r in enumerate(rows):
        lines = paragraphs(r["text"])
        holds.update({fold(line) for line in lines})
        if lines:
            first[fold(lines[0])].append((i, lines[0]))
    found = [(at[0][0], at[0][1], [rows[i]["id"] for i, _ in at]) for key, at in first.items()
             if len(at[0][1]) <= LEAD[1] and holds[key] == len(at) and len(at) <= 2]
    found.sort()
    return sorted(rng.sample(found, min(len(found), int(len(rows) * pool))))


def append(rows, rng, stories, share, window):
    """For each host's id: the stories whose leads are put under it."""
    out = {}
    hosts = [i for i, r in enumerate(rows) if paragraphs(r["text"])]
    for i in sorted(rng.sample(hosts, round(len(hosts) * share))):
        r = rows[i]
        lead, text, mine = paragraphs(r["text"])[0], fold(r["text"]), words(paragraphs(r["text"])[0])
        near = sorted(range(len(stories)), key=lambda k: (abs(stories[k][0] - i), k))[:window or None]
        fit = []
        for k in near:
            other = words(stories[k][1])
            alike = len(mine & other) / max(1, min(len(mine), len(other)))
            if r["id"] not in stories[k][2] and fold(stories[k][1]) != fold(lead) and alike <= 0.5 \
                    and fold(stories[k][1]) not in text:
                fit.append(k)
        n = min(rng.randint(*HOW_MANY), len(fit))
        if n >= HOW_MANY[0]:
            out[r["id"]] = rng.sample(fit, n)
    return out


def absent(rows, given, stories, percent, order):
    """The stories without a document, so that `percent` of the appended leads have one. Taken in a fixed order, so that
    a story that is there at 15 is there at 30 and 60."""
    here, gone = set(order), set()
    owner = {name: k for k in order for name in stories[k][2]}

    def share():
        """Hosts that are left out do not count."""
        out = [k for name, ks in given.items() if owner.get(name) not in gone for k in ks]
        return sum(k in here for k in out) / max(1, len(out))

    now = share()
    for k in order:
        here.discard(k)
        gone.add(k)
        before, now = now, share()
        if now <= percent / 100:
            if before - percent / 100 < percent / 100 - now:
                gone.discard(k)
            break
    return gone


def build(by, chosen, args):
    """Yields (percent, corpus rows, gold rows, lines about the outlets)."""
    plan = {}
    for outlet in chosen:
        rng = random.Random(f"{args.seed}/{outlet}")
        rows = by[outlet]
        stories = teasers(rows, rng, args.pool)
        given = append(rows, rng, stories, args.share, args.window)
        order = rng.sample(range(len(stories)), len(stories))
        count = collections.Counter(line for r in rows for line in {mask(x) for x in r["text"].split("\n")})
        plan[outlet] = rows, stories, given, order, count
    for percent in PRESENT:
        corpus, gold, about = [], [], []
        for outlet in sorted(by):
            if outlet not in plan:
                for r in by[outlet]:
                    corpus.append({k: r.get(k, "") for k in ("id", "outlet", "url", "title", "text")})
                    gold.append({"id": r["id"], "outlet": outlet, "habit": False, "n_bytes": len(r["text"].encode()),
                                 "appended": [], "repeated": []})
                continue
            rows, stories, given, order, count = plan[outlet]
            gone = absent(rows, given, stories, percent, order)
            left_out = {name for k in gone for name in stories[k][2]}
            seen, n_docs, n_hosts = collections.Counter(), 0, 0
            for r in rows:
                if r["id"] in left_out:
                    continue
                text, spans, repeated, at = r["text"], [], [], 0
                for line in text.split("\n"):
                    size = len(line.encode())
                    if line.strip() and count[mask(line)] >= REPEATED:
                        repeated.append({"start": at, "end": at + size})
                    at += size + 1
                if r["id"] in given:
                    text = text.rstrip()
                    for k in given[r["id"]]:
                        start = len(text.encode()) + 1
                        text += "\n" + stories[k][1]
                        spans.append({"start": start, "end": len(text.encode()), "present": k not in gone})
                        seen[k] += 1
                    n_hosts += 1
                corpus.append({"id": r["id"], "outlet": outlet, "url": r.get("url", ""), "title": r.get("title", ""), "text": text})
                gold.append({"id": r["id"], "outlet": outlet, "habit": True, "n_bytes": len(text.encode()),
                             "appended": spans, "repeated": repeated})
                n_docs += 1
            total = sum(seen.values())
            there = sum(n for k, n in seen.items() if k not in gone)
            about.append(f"{percent:3} % {outlet:14} {n_docs:5} documents, {n_hosts:4} with {total:5} leads of {len(seen):4} stories"
                         f" ({total / max(1, len(seen)):.1f} times each), {there / max(1, total):.3f} present")
        yield percent, corpus, gold, about


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("crawl", nargs="?", default=DEFAULT)
    ap.add_argument("out_dir")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--share", type=float, default=0.6, help="share of articles that get leads (.6)")
    ap.add_argument("--pool", type=float, default=0.5, help="stories used as teasers, per article of the outlet (.5)")
    ap.add_argument("--window", type=int, default=14, help="how many near teasers a host can choose from (14); 0: all of the outlet")
    args = ap.parse_args()
    if not os.path.exists(args.crawl):
        sys.exit(f"generate.py: the crawl is missing: {args.crawl}\nIt is not part of this repository. Give its path as the first argument.")
    by, have = collections.defaultdict(list), set()
    with open(args.crawl, encoding="utf8") as f:
        for line in f:
            r = json.loads(line)
            if r["id"] not in have:
                have.add(r["id"])
                by[r["outlet"]].append(r)
    chosen, clean = choose_outlets(by)
    print("outlets with the habit: " + ", ".join(f"{o} ({clean[o]} clean of {len(by[o])})" for o in chosen))
    os.makedirs(args.out_dir, exist_ok=True)
    for percent, corpus, gold, about in build(by, chosen, args):
        for name, rows in (("corpus", corpus), ("gold", gold)):
            with open(os.path.join(args.out_dir, f"appended.{percent}.{name}.jsonl"), "w", encoding="utf8", newline="\n") as f:
                for row in rows:
                    f.write(json.dumps(row, ensure_ascii=False) + "\n")
        print("\n".join(about))


if __name__ == "__main__":
    main()
