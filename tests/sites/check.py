#!/usr/bin/env python3
"""Defines how a cleaning of the invented sites is judged: which plants went, and which traps lost something.

    check.py CORPUS GOLD [--safe CLEANED] [--unsafe CLEANED] [--by kind|site] [--show N]
             [--min-safe R] [--min-unsafe R] [--max-traps-safe N] [--max-traps-unsafe N] [--max-loss-unsafe R]

All are JSONL files with "id"; CORPUS and CLEANED have "text". --safe and --unsafe name the corpus as safe fixes and as
all fixes left it; give one or both. What went is found by comparing texts. White space is left out of every count.
  recall       bytes of plants removed / bytes of plants
  whole        plants removed completely / plants
  traps hurt   traps that lost at least one byte
  body loss    bytes of the articles removed / bytes of the articles; metadata and plants left out, traps counted in
The exit code is 1 if a threshold fails or a document is missing, else 0.
"""
import argparse
import collections
import sys

sys.dont_write_bytecode = True
from removed import Tokens, read, removed  # noqa: E402


def ratio(x, y, digits=4):
    return f"{x / y:.{digits}f}" if y else "n/a"


def judge(doc, gold, cleaned):
    """[(label, bytes, bytes removed, text, text removed)] of a document; label None for the rest of the article."""
    a = Tokens(doc["text"])
    at, labels = a.chars(), [s["label"] for s in gold["spans"]]
    owner_of = [None] * len(a.text)
    for k, s in enumerate(gold["spans"]):
        for i in range(at[s["start"]], at[s["end"]]):
            owner_of[i] = k
    owner = [owner_of[s] for s, _ in a.spans]
    worth = [(1 if o is not None and labels[o].startswith("plant") else 0 if o is not None and labels[o] == "metadata" else -1) * n
             for o, n in zip(owner, a.size)]
    gone, added = removed(a, cleaned, worth)
    mine = collections.defaultdict(list)
    for i, o in enumerate(owner):
        mine[o].append(i)
    out = []
    for o, tokens in mine.items():
        text = a.text[a.spans[tokens[0]][0]:a.spans[tokens[-1]][1]] if o is not None else ""
        out.append((labels[o] if o is not None else None, sum(a.size[i] for i in tokens),
                    sum(a.size[i] for i in tokens if gone[i]), text, " ".join(a.words[i] for i in tokens if gone[i])))
    return out, added


def report(grade, corpus, gold, cleaned, args):
    """Prints the tables of one cleaning. Returns recall, traps hurt, body loss and the missing documents."""
    table = {"kind": collections.defaultdict(collections.Counter), "site": collections.defaultdict(collections.Counter)}
    total, hurt, losses, missed, missing = collections.Counter(), [], [], [], []
    for name, g in gold.items():
        if name not in corpus or name not in cleaned:
            missing.append(name)
            continue
        rows, added = judge(corpus[name], g, cleaned[name]["text"])
        total["added"] += added
        total["docs"] += 1
        for label, size, gone, text, lost in rows:
            kind = label or "body"
            count = collections.Counter()
            if kind.startswith("plant"):
                count.update(bp=size, gone=gone, plants=1, whole=gone == size)
                if gone < size:
                    missed.append((name, kind, text))
            elif kind == "metadata":
                count.update(meta_gone=gone)
            else:
                count.update(body=size, body_gone=gone)
                if kind.startswith("trap"):
                    count.update(traps=1, hurt=gone > 0)
                if gone:
                    (hurt if kind.startswith("trap") else losses).append((name, kind, lost))
            total.update(count)
            table["site"][g["site"]].update(count)
            table["kind"][kind].update(count)
    print(f"== {grade} fixes, {total['docs']} documents: recall {ratio(total['gone'], total['bp'])}"
          f" whole {total['whole']}/{total['plants']} traps hurt {total['hurt']}/{total['traps']}"
          f" body loss {ratio(total['body_gone'], total['body'], 5)} ({total['body_gone']} bytes)"
          f" metadata bytes removed {total['meta_gone']}")
    for by in [args.by] if args.by else ["kind", "site"]:
        print(f"-- by {by}")
        for name in sorted(table[by]):
            c = table[by][name]
            line = f"{name:24}"
            if c["plants"]:
                line += f" recall {ratio(c['gone'], c['bp']):7} whole {c['whole']:4}/{c['plants']:<5}"
            if c["traps"]:
                line += f" traps hurt {c['hurt']:4}/{c['traps']:<5}"
            if by == "site" or name == "body":
                line += f" body bytes removed {c['body_gone']}"
            if name != "metadata":
                print(line)
    if total["added"]:
        print(f"{total['added']} tokens of the cleaned texts are not in the originals")
    for title, items in (("traps hurt", hurt), ("other article text removed", losses), ("plants left", missed)):
        if items and args.show:
            print(f"-- {title}: {len(items)}")
            step = max(1, len(items) // args.show)       # some of every site
            for name, kind, text in items[::step][:args.show]:
                print(f"{name} [{kind}] {text[:160]}")
    return (total["gone"] / total["bp"] if total["bp"] else 1.0, total["hurt"],
            total["body_gone"] / total["body"] if total["body"] else 0.0, missing)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus"); ap.add_argument("gold")
    ap.add_argument("--safe"); ap.add_argument("--unsafe")
    ap.add_argument("--by", choices=["kind", "site"], help="only this table (both by default)")
    ap.add_argument("--show", type=int, default=0, metavar="N", help="examples to print of each defect")
    ap.add_argument("--min-safe", type=float); ap.add_argument("--min-unsafe", type=float)
    ap.add_argument("--max-traps-safe", type=int); ap.add_argument("--max-traps-unsafe", type=int)
    ap.add_argument("--max-loss-unsafe", type=float)
    args = ap.parse_args()
    if not args.safe and not args.unsafe:
        ap.error("give --safe or --unsafe, or both")
    corpus, gold, failed = read(args.corpus), read(args.gold), []
    for grade, path, least, most, loss_most in (
            ("safe", args.safe, args.min_safe, args.max_traps_safe, None),
            ("unsafe", args.unsafe, args.min_unsafe, args.max_traps_unsafe, args.max_loss_unsafe)):
        if not path:
            continue
        recall, hurt, loss, missing = report(grade, corpus, gold, read(path), args)
        if missing:
            failed.append(f"{grade}: {len(missing)} documents are missing, the first is {missing[0]}")
        if least is not None and recall < least:
            failed.append(f"{grade}: recall {recall:.4f} is under {least}")
        if most is not None and hurt > most:
            failed.append(f"{grade}: {hurt} traps hurt, more than {most}")
        if loss_most is not None and loss > loss_most:
            failed.append(f"{grade}: body loss {loss:.5f} is over {loss_most}")
    for f in failed:
        print("FAILED:", f)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
