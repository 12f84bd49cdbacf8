#!/usr/bin/env python3
"""Defines how the planted set is made: the TOML files of this folder become texts and gold with known boilerplate.

    generate.py [--seed N] OUT_DIR

Writes planted.texts.jsonl, planted.gold.jsonl and planted.expected.jsonl (the texts as a perfect cleaning leaves
them) into OUT_DIR. The same seed and the same TOML files give the same bytes.
"""
import argparse
import hashlib
import json
import os
import random
import re
import string
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = ["ar", "fa", "ur", "en", "id", "tr", "es", "pt", "fr", "de", "ru", "zh"]
SHAPES = ["lined", "flat"]
PLACES = {"between", "paragraph-start", "paragraph-end", "article-end"}
DOMAINS = ["kestrelpost.example", "lagoondaily.example", "nordweg-news.example", "alwadi.example"]
HANDLES = ["delta_desk", "mara.vale", "kestrel7", "lagoon_live"]
NO_SPACE = {"zh"}           # languages written without a space between sentences


class Unit:
    """One sentence, trap or plant: a list of parts, each a text with the role it plays."""

    def __init__(self, role, text, plant=None, glued=False):
        self.role = role                    # "body", "trap" or "plant"
        self.parts = [(text, plant)]        # plant: None for the article's own words, else the plant's table
        self.plant = plant
        self.glued = glued                  # no space on either side
        self.looks_like = None

    def text(self):
        return "".join(t for t, _ in self.parts)


def load(lang):
    """Read one language, with the plants that all languages share added to its own."""
    with open(os.path.join(HERE, lang + ".toml"), "rb") as f:
        data = tomllib.load(f)
    with open(os.path.join(HERE, "common.toml"), "rb") as f:
        common = tomllib.load(f)["plant"]
    plants = {}
    for table in common + data["plant"]:
        bad = set(table["place"]) - PLACES
        if bad:
            raise SystemExit(f"{lang}: unknown place {bad} for {table['kind']}")
        if table["kind"] in plants:
            plants[table["kind"]]["texts"] = plants[table["kind"]]["texts"] + table["texts"]
        else:
            plants[table["kind"]] = dict(table)
    data["plants"] = plants
    return data


class Variants:
    """Hands out the variants of each kind in turn, so that all are used about equally often."""

    def __init__(self, plants, rng):
        self.rng, self.plants, self.left = rng, plants, {}

    def next(self, kind):
        if not self.left.get(kind):
            self.left[kind] = list(self.plants[kind]["texts"])
            self.rng.shuffle(self.left[kind])
        return self.left[kind].pop()


def deal(kinds, rng):
    """Shuffle the kinds and deal them into hands of 3 to 6."""
    kinds = list(kinds)
    rng.shuffle(kinds)
    hands = []
    while kinds:
        sizes = [n for n in (3, 4, 5, 6) if len(kinds) == n or len(kinds) - n >= 3]
        n = rng.choice(sizes)
        hands.append(kinds[:n])
        kinds = kinds[n:]
    return hands


def fill(text, data, headlines, rng):
    """Replace {headline}, {site} and so on. {words} stays: it stands for words of the article."""
    topics = rng.sample(data["topics"], 3)
    letters = string.ascii_letters + string.digits
    chosen = {}                             # the same value wherever a name recurs in one plant

    def value(match):
        name = match.group(1)
        if name not in chosen:
            chosen[name] = choose(name)
        return chosen[name]

    def choose(name):
        if name == "headline":
            return headlines.pop()
        if name.startswith("topic"):
            return topics[int(name[5:]) - 1]
        return {
            "site": lambda: rng.choice(data["sites"]),
            "name": lambda: rng.choice(data["names"]),
            "domain": lambda: rng.choice(DOMAINS),
            "handle": lambda: rng.choice(HANDLES),
            "code": lambda: "".join(rng.choice(letters) for _ in range(10)),
            "id": lambda: str(rng.randrange(1_000_000, 10_000_000)),
            "k": lambda: str(rng.randrange(2, 10)),
        }[name]()

    return re.sub(r"\{(headline|site|name|domain|handle|code|id|k|topic[123])\}", value, text)


def wrap(paragraphs, text, plant, lang, rng):
    """Put a pair of tags around a few words of a sentence. False if no sentence is long enough."""
    before, after = text.split("{words}")
    units = [u for p in paragraphs for u in p if u.role == "body" and len(u.parts) == 1]
    rng.shuffle(units)
    for unit in units:
        sentence = unit.text()
        if lang in NO_SPACE:
            spots = [m.start() + 1 for m in re.finditer(r"[\u4e00-\u9fff]{6,}", sentence)]
            spots = [(s, s + rng.choice((2, 3, 4))) for s in spots]
        else:
            words = list(re.finditer(r"\S+", sentence))
            size = rng.choice((1, 2, 3))
            spots = [(words[i].start(), words[i + size - 1].end()) for i in range(2, len(words) - size - 1)
                     if all(w.group().isalpha() and len(w.group()) > 2 for w in words[i:i + size])]
        if spots:
            start, end = rng.choice(spots)
            unit.parts = [(sentence[:start], None), (before, plant), (sentence[start:end], None),
                          (after, plant), (sentence[end:], None)]
            return True
    return False


def insert(paragraphs, unit, places, rng):
    """Put a plant at one of its places, if possible not next to another one (at the article's end it may be)."""
    def is_plant(paragraph, i):
        return 0 <= i < len(paragraph) and paragraph[i].role == "plant"

    places = list(places)
    for attempt in range(100):
        place = rng.choice(places)
        if place == "article-end":
            paragraphs[-1].append(unit)
            return
        paragraph = rng.choice(paragraphs[:-1] if place == "paragraph-end" else paragraphs)
        if place == "paragraph-start":
            at = 0
        elif place == "paragraph-end":
            at = len(paragraph)
        else:
            last = max(i for i, u in enumerate(paragraph) if u.role != "plant")
            if last < 1:
                continue
            at = rng.randrange(1, last + 1)
        crowded = is_plant(paragraph, at - 1) or is_plant(paragraph, at)
        if not crowded or attempt >= 50:            # a full article: better two together than one missing
            paragraph.insert(at, unit)
            return
    raise SystemExit("no place left for a plant")


def joint(before, after, left, right, lang):
    """What stands between two neighbours of one paragraph."""
    if lang in NO_SPACE or left.glued or right.glued:
        if before[-1:].isalnum() and after[:1].isalnum():
            # Two words of one script never touch: nobody could say where the plant ends.
            latin = [ord(ch) < 0x250 for ch in (before[-1], after[0])]
            if all(latin) or not any(latin) and lang not in NO_SPACE:
                return " "
        return ""
    return " "


def render(title, paragraphs, shape, gap, lang, with_plants=True):
    """Write out a document. Returns its text, inline labels, traps and lines, all offsets in bytes."""
    out, size, inline, traps, lines = [], 0, [], [], []

    def put(text):
        nonlocal size
        out.append(text)
        size += len(text.encode())

    put(title)
    if shape == "lined":
        lines.append({"start": 0, "end": size, "label": "title"})
    for paragraph in paragraphs:
        if not with_plants:
            paragraph = [u for u in paragraph if u.role != "plant" or u.plant["label"].startswith("metadata")]
        put(gap if shape == "lined" else " ")
        line_start = size
        for i, unit in enumerate(paragraph):
            if i:
                put(joint(paragraph[i - 1].text(), unit.text(), paragraph[i - 1], unit, lang))
            unit_start = size
            for text, plant in unit.parts:
                if plant and not with_plants and plant["label"].startswith("boilerplate"):
                    continue
                start = size
                put(text)
                if plant:
                    inline.append({"start": start, "end": size, "label": plant["label"], "kind": plant["kind"]})
            if unit.role == "trap":
                traps.append({"start": unit_start, "end": size, "looks_like": unit.looks_like})
        if shape == "lined":
            lines.append({"start": line_start, "end": size, "label": "body"})
    if shape == "flat":
        lines.append({"start": 0, "end": size, "label": "body"})
    return "".join(out), inline, traps, lines


def document(data, lang, article, shape, kinds, variants, traps, rng):
    """One document: an article with its traps first, then its plants."""
    paragraphs = [[Unit("body", s.strip()) for s in p.strip().split("\n")] for p in article["paragraphs"]]
    for trap in traps:
        unit = Unit("trap", trap["text"])
        unit.looks_like = trap["looks_like"]
        paragraph = rng.choice(paragraphs)
        paragraph.insert(rng.randrange(1, len(paragraph) + 1), unit)
    headlines = rng.sample(data["headlines"], len(data["headlines"]))
    for kind in kinds:
        plant = data["plants"][kind]
        text = fill(variants.next(kind), data, headlines, rng)
        if "{words}" in text:
            if wrap(paragraphs, text, plant, lang, rng):
                continue
            text = text.replace("{words}", "")
        glued = bool(plant.get("glue")) and rng.random() < 0.25
        insert(paragraphs, Unit("plant", text, plant, glued), plant["place"], rng)
    gap = rng.choice(["\n", "\n\n"])
    return [render(article["title"], paragraphs, shape, gap, lang, w) for w in (True, False)]


def pick_traps(pool, n, data, rng):
    """Take traps in turn, so that all are used about equally often, none twice in a document."""
    chosen = []
    while len(chosen) < n:
        if not pool:
            pool.extend(rng.sample(data["trap"], len(data["trap"])))
        trap = pool.pop()
        if trap not in chosen:
            chosen.append(trap)
    return chosen


def generate(seed):
    """All documents, language by language."""
    for lang in LANGUAGES:
        data = load(lang)
        rng = random.Random(f"{seed}/{lang}")
        variants, pool, number = Variants(data["plants"], rng), [], 0
        for a, article in enumerate(data["article"]):
            jobs = [(shape, hand) for shape in SHAPES for hand in deal(data["plants"], rng)]
            jobs.append((SHAPES[a % 2], []))                       # one document with traps and no plant
            for shape, kinds in jobs:
                number += 1
                n = rng.choice((1, 2)) if kinds else rng.choice((2, 3))
                full, clean = document(data, lang, article, shape, kinds, variants,
                                       pick_traps(pool, n, data, rng), rng)
                # An outlet for each document: articles recur, and corpus evidence would see them twice.
                yield lang, f"planted/{lang}/{number:03}", f"outlet-{lang}-{number:03}", a, shape, kinds, full, clean


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out_dir")
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    os.makedirs(args.out_dir, exist_ok=True)
    texts, gold, expected = [], [], []
    for lang, name, outlet, a, shape, kinds, full, clean in generate(args.seed):
        text, inline, traps, lines = full
        raw = text.encode()
        texts.append({"id": name, "text": text, "lang": lang, "outlet": outlet})
        expected.append({"id": name, "text": clean[0], "lang": lang, "outlet": outlet})
        gold.append({"id": name, "outlet": outlet, "lang": lang, "sha256": hashlib.sha256(raw).hexdigest(),
                     "n_bytes": len(raw), "lines": lines, "inline": inline, "traps": traps,
                     "kind_of": shape if kinds else shape + "-no-plant", "article": a})
    for name, rows in (("texts", texts), ("gold", gold), ("expected", expected)):
        with open(os.path.join(args.out_dir, f"planted.{name}.jsonl"), "w", encoding="utf8", newline="\n") as f:
            for row in rows:
                f.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(texts)} documents, {sum(len(g['inline']) for g in gold)} inline labels, "
          f"{sum(len(g['traps']) for g in gold)} traps")


if __name__ == "__main__":
    main()
