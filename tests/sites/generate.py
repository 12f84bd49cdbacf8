#!/usr/bin/env python3
"""Defines how the invented sites are made: the TOML files of this folder become a corpus and gold with known boilerplate.

    generate.py [--seed N] [--documents N] OUT_DIR

Writes sites.corpus.jsonl ({"id","site","lang","url","title","text"}), sites.gold.jsonl ({"id","site","lang","sha256",
"spans":[{"start","end","label"}]}, byte offsets in UTF-8) and sites.expected.jsonl (the corpus as a perfect cleaning
leaves it) into OUT_DIR. Labels are plant:KIND (must go), trap:KIND (must stay) and metadata (counts for neither);
all other text is the article and must stay. The same seed and files give the same bytes.

A site is a list of documents in the order of publication. Most are news: 5 to 12 paragraphs made of frames and clauses
about one topic, with names of their own. Some of them belong to an event: they share its place and one or two
background paragraphs. The rest are poems, columns, answers to readers and weather bulletins. Then each document gets
its site's boilerplate. Titles and leads of other stories are taken from neighbours, as on a page of one day.
"""
import argparse
import hashlib
import json
import os
import random
import re
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
COMMA = {"en": ",", "es": ".", "id": ".", "ar": ",", "ur": ","}          # between thousands
PAR = (90, 500)                                                         # length of a paragraph
POEMS, ADVICE, WEATHER, COLUMNS = 6, 10, 4, 8                           # documents of each sort on a site of 120
EVENTS = (3, 4, 5, 6, 4)                                                # stories of each event
NEAR = 12                                                               # how far away other titles and leads come from


def load(name):
    with open(os.path.join(HERE, name + ".toml"), "rb") as f:
        data = tomllib.load(f)
    for table in [data] + data.get("topic", []):
        for key in ("frames", "reported", "poem_lines", "clauses", "headlines"):
            if key in table:
                table[key] = table[key].strip().split("\n")
    return data


def grouped(n, mark):
    """12345 -> 12,345"""
    return f"{n:,}".replace(",", mark)


class Voice:
    """Writes sentences of one language about one topic, with a cast of its own."""

    def __init__(self, lang, data, topic, rng, place=None, org=None):
        self.lang, self.data, self.topic, self.rng = lang, data, topic, rng
        self.pl = place or self.place()
        self.org = org or rng.choice(topic["orgs"]).replace("{pl}", self.pl)
        self.cast = [self.person() for _ in range(3)]
        self.near = [self.place() for _ in range(2)]
        self.left = {}

    def place(self):
        starts, ends = self.data["places"]
        return self.rng.choice(starts) + self.data["joint"] + self.rng.choice(ends)

    def person(self):
        return self.rng.choice(self.data["first"]) + " " + self.rng.choice(self.data["last"])

    def deal(self, items):
        """One item of a list, none twice before all were used."""
        key = id(items)
        if not self.left.get(key):
            self.left[key] = self.rng.sample(items, len(items))
        return self.left[key].pop()

    def fill(self, text):
        rng, data = self.rng, self.data
        word = rng.sample(data["poem_words"], 2)

        def value(m):
            name = m.group(1)
            if name in ("c", "C", "c2"):
                clause = self.fill(self.deal(self.topic["clauses"]))
                return clause[0].upper() + clause[1:] if name == "C" else clause
            return {
                "pl": lambda: self.pl, "o": lambda: self.org, "p": lambda: self.cast[0], "p2": lambda: self.cast[1],
                "q": lambda: rng.choice(self.near + [self.place()]), "x": lambda: rng.choice(self.cast[1:] + [self.person()] * 3),
                "n": lambda: str(rng.randrange(3, 97)), "day": lambda: str(rng.randrange(2, 29)), "b": lambda: grouped(rng.randrange(1200, 98000), COMMA[self.lang]),
                "y": lambda: str(rng.randrange(1890, 2020)), "d": lambda: rng.choice(data["days"]),
                "m": lambda: rng.choice(data["months"]), "t": lambda: rng.choice(self.topic["things"]),
                "w": lambda: word[0], "w2": lambda: word[1],
            }[name]()

        text = re.sub(r"\{n\}(?= (?:de )?\{m\})", "{day}", text)       # a day of a month
        return re.sub(r"\{(\w+)\}", value, text)

    def sentence(self, last=False):
        """last: one that ends in a clause, so that articles do not end in the same words."""
        frame = self.deal(self.data["frames"])
        while last and not re.search(r"\{c2?\}.$", frame):
            frame = self.rng.choice(self.data["frames"])
        if len(frame) < 6:                              # a clause alone: one with a name or a number in it
            clause = self.rng.choice([c for c in self.topic["clauses"] if "{" in c])
            frame = clause + frame[-1]
        s = self.fill(frame)
        return s[0].upper() + s[1:]

    def paragraph(self, sentences=None):
        """One to four sentences, 90 to 500 characters."""
        while True:
            want = sentences or self.rng.choice((1, 2, 2, 3, 3, 4))
            text = self.sentence(last=True)
            for _ in range(1, want):
                text = self.sentence() + " " + text
            while len(text) < PAR[0]:
                text = self.sentence() + " " + text
            if len(text) <= PAR[1]:
                return text


class Document:
    """Lines of an article: each line is a list of (text, label), label None for the article's own words."""

    def __init__(self, sort, title, voice):
        self.sort, self.title, self.voice, self.event = sort, title, voice, None
        self.body, self.mail, self.author = [], None, None

    def lead(self):
        return "".join(t for t, _ in self.body[0])


def trap(kind):
    return "trap:" + kind


def news(voice, title, background=()):
    """An ordinary article. Background paragraphs stand below the third paragraph or at the end."""
    doc = Document("news", title, voice)
    rng = voice.rng
    for i in range(rng.randrange(5, 13) - len(background)):
        if i > 1 and rng.random() < 0.2:
            said = voice.fill(voice.deal(voice.data["reported"]))
            line = [(said, trap("reported"))]
            while sum(len(t) for t, _ in line) < PAR[0]:
                line.append((" " + voice.sentence(last=True), None))
        else:
            line = [(voice.paragraph(), None)]
        doc.body.append(line)
    for paragraph in background:
        at = rng.choice([len(doc.body)] + list(range(3, len(doc.body) + 1)))
        doc.body.insert(at, [(paragraph, trap("background"))])
    return doc


def headline(voice, used):
    """A title that no other document of the site has."""
    while True:
        title = voice.fill(voice.deal(voice.topic["headlines"]))
        if title not in used:
            used.add(title)
            return title


def titled(voice, options, used):
    while True:
        title = voice.fill(voice.rng.choice(options))
        if title not in used:
            used.add(title)
            return title


def site_documents(site, data, rng, count):
    """The articles of one site without its boilerplate, in the order of publication, and the ghosts: stories that
    only other documents' titles and leads tell of."""
    lang, used = site["lang"], set(data["sentence_titles"])

    def voice(place=None, org=None, topic=None):
        return Voice(lang, data, topic or rng.choice(data["topic"]), rng, place, org)

    special = []
    for k in range(POEMS):
        v = voice()
        doc = Document("poem", titled(v, data["poem_title"], used), v)
        doc.body.append([(v.fill(data["poem_intro"][k % 2]), None)])
        refrain = data["refrains"][(k >= 4) != (site["column"] == "b")]
        for _ in range(rng.choice((2, 3))):
            doc.body += [[(v.fill(v.deal(data["poem_lines"])), None)] for _ in range(3)]
            doc.body.append([(refrain, trap("refrain"))])
        special.append(doc)
    column = data["column"][site["column"]]
    for k in range(site.get("columns", COLUMNS)):
        v = voice()
        doc = news(v, titled(v, data["column_title"], used))
        doc.sort, doc.author = "column", column["author"]
        opener = (column["opener"], trap("column-opener"))
        if site["column"] == "a":
            doc.body[0] = [opener, (" ", None)] + doc.body[0]
        else:
            doc.body.insert(0, [opener])
        doc.body.append([(column["close"], trap("column-close"))])
        special.append(doc)
    for k in range(ADVICE):
        v = voice()
        doc = Document("advice", titled(v, data["advice_title"], used), v)
        doc.body = [[(v.fill(t), None)] for t in data["advice_body"]]
        doc.body.append([(v.paragraph(), None)])
        doc.body.append([(data["advice_close"], trap("advice-close"))])
        special.append(doc)
    for k in range(WEATHER):
        v = voice()
        doc = Document("weather", titled(v, data["weather_title"], used), v)
        doc.body = [[(t, trap("weather"))] for t in data["weather"]]
        if k >= 2:
            doc.body[0] = [(v.paragraph(), None)]
        special.append(doc)

    blocks = []                                        # stories of one event stand together
    for k, size in enumerate(EVENTS):
        v = voice()
        shared = [v.paragraph(2) for _ in range(rng.choice((1, 2)))]
        block = []
        for _ in range(size):
            mine = voice(v.pl, v.org, v.topic)
            doc = news(mine, headline(mine, used), [p for p in shared if rng.random() < 0.9 or p is shared[0]])
            doc.event = k
            block.append(doc)
        blocks.append(block)
    lone = count - len(special) - sum(EVENTS)
    for _ in range(lone + site.get("ghosts", 15)):
        v = voice()
        blocks.append([news(v, headline(v, used))])
    ghosts = [b[0] for b in blocks[-site.get("ghosts", 15):]]
    blocks = blocks[:-len(ghosts)] + [[d] for d in special]
    rng.shuffle(blocks)
    docs = [d for b in blocks for d in b]

    # An ordinary sentence that is another document's title: three documents have such a title, nine others say it.
    plain = [d for d in docs if d.sort == "news" and d.event is None]
    stop = "۔" if lang == "ur" else "."
    for k, title in enumerate(data["sentence_titles"][:3] if site["column"] == "a" else data["sentence_titles"][3:]):
        plain.pop().title = title
        for where in ("in", "in", "alone"):
            doc, label = plain.pop(), trap("title-sentence")
            at = rng.randrange(1, len(doc.body))
            if where == "in":
                doc.body[at] = doc.body[at] + [(" ", None), (title + stop, label)]
            else:
                doc.body.insert(at, [(title + stop, label)])
    return docs, ghosts


def others(docs, ghosts, i, rng, ghost_share):
    """Neighbours of document i that are of another event, in random order, with some ghosts among them."""
    near = [d for k, d in enumerate(docs) if 0 < abs(k - i) <= NEAR and (d.event is None or d.event != docs[i].event)]
    at = i * len(ghosts) // len(docs)
    old = [g for k, g in enumerate(ghosts) if abs(k - at) <= 3]
    pool = [d for d in near if d.sort == "news"]
    out = rng.sample(pool, len(pool))
    rng.shuffle(old)
    mixed = []
    while out:
        mixed.append(old.pop() if old and rng.random() < ghost_share else out.pop())
    return mixed


def cut(title, rng):
    """The beginning of a title, cut at a word, at least 20 characters long."""
    words = title.split()
    n = max(3, int(len(words) * rng.choice((0.6, 0.7, 0.8))))
    while n < len(words) - 1 and len(" ".join(words[:n])) < 20:
        n += 1
    return " ".join(words[:min(n, len(words) - 1)])


def dress(site, docs, ghosts, i, rng):
    """The lines of document i with its site's boilerplate. A line is a list of (text, label)."""
    doc, data, v = docs[i], docs[i].voice.data, docs[i].voice
    names = others(docs, ghosts, i, rng, 0.2)
    leads = [d for d in others(docs, ghosts, i, rng, 0.2) if len(d.lead()) >= 90]
    mark = COMMA[site["lang"]]

    def instances(plant):
        """For each time it stands in this document: its lines."""
        if rng.random() >= plant["rate"]:
            return []
        low, high = plant.get("count", (1, 1))
        out = []
        for _ in range(rng.randint(low, high)):
            lines = []
            for text in plant["lines"]:
                if "{title}" in text or "{cut}" in text:
                    if plant["kind"] in ("title-line", "cut-title"):     # only what the corpus can show
                        while names and names[-1] in ghosts:
                            names.pop()
                    if not names:
                        continue
                    title = names.pop().title
                    text = text.replace("{title}", title).replace("{cut}", cut(title, rng))
                if "{lead}" in text:
                    if not leads:
                        continue
                    text = text.replace("{lead}", leads.pop().lead())
                text = text.replace("{views}", grouped(rng.randrange(12, 98000), mark))
                lines.append([(text, "plant:" + plant["kind"])])
            if lines:
                out.append(lines)
        return out

    body = [list(line) for line in doc.body]
    top, tail, middle = [], [], []
    for plant in site["plant"]:
        for lines in instances(plant):
            if plant["place"] == "top":
                top += lines
            elif plant["place"] == "tail":
                tail += lines
            elif plant["place"] == "middle":
                middle.append(lines)
            elif plant["place"] == "start":
                body[0] = lines[0] + [(plant["space"], None)] + body[0]
            elif plant["space"] or doc.sort != "poem":   # two words of a verse and a plant never touch
                body[-1] = body[-1] + [(plant["space"], None)] + lines[0]
    # Blocks in the middle: between paragraphs, not next to each other.
    if doc.sort != "poem":
        gaps = rng.sample(range(1, len(body)), min(len(middle), len(body) - 1))
        for at, lines in sorted(zip(gaps, middle), key=lambda g: -g[0]):
            body[at:at] = lines
    meta = []
    if doc.author or rng.random() < 0.6:
        meta.append(v.fill(rng.choice(data["byline"]).replace("{x}", doc.author or "{x}")))
    if rng.random() < 0.4:
        meta.append(v.fill(rng.choice(data["dateline"])))
    meta = [[(t, "metadata")] for t in meta]
    if doc.author or rng.random() < 0.08:
        who = doc.author or v.cast[0]
        address = "desk" + str(int(hashlib.sha256(who.encode()).hexdigest(), 16) % 900 + 100) + "@" + site["name"]
        body.append([(rng.choice(data["mail"]).replace("{mail}", address), "metadata")])
    title = [[(doc.title, None)]] if site.get("title_line") else []
    return title + top + meta + body + tail if title else top + meta + body + tail


def render(lines, gap, with_plants=True):
    """Text and spans, offsets in bytes."""
    out, size, spans = [], 0, []
    if not with_plants:
        lines = [[(t, label) for t, label in line if not (label or "").startswith("plant")] for line in lines]
        lines = [line for line in lines if "".join(t for t, _ in line).strip()]
    for k, line in enumerate(lines):
        if k:
            out.append(gap)
            size += len(gap.encode())
        if not with_plants and line[0][0].isspace():
            line = line[1:]
        if not with_plants and line[-1][0].isspace():
            line = line[:-1]
        for text, label in line:
            start = size
            out.append(text)
            size += len(text.encode())
            if label:
                spans.append({"start": start, "end": size, "label": label})
    return "".join(out), spans


def generate(seed, count):
    for number, site in enumerate(load("sites")["site"]):
        rng = random.Random(f"{seed}/{site['name']}")
        data = load(site["lang"])
        docs, ghosts = site_documents(site, data, rng, count)
        gap = " " if site.get("flat") else site.get("gap", "\n")
        for i, doc in enumerate(docs):
            lines = dress(site, docs, ghosts, i, rng)
            text, spans = render(lines, gap)
            clean, _ = render(lines, gap, False)
            name = f"sites/{site['name'].split('.')[0]}/{i + 1:03}"
            base = {"id": name, "site": site["name"], "lang": site["lang"], "url": f"https://{site['name']}/{number * 1000 + i + 1}"}
            yield (dict(base, title=doc.title, text=text), dict(base, title=doc.title, text=clean),
                   {"id": name, "site": site["name"], "lang": site["lang"], "sort": doc.sort,
                    "sha256": hashlib.sha256(text.encode()).hexdigest(), "n_bytes": len(text.encode()), "spans": spans})


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out_dir")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--documents", type=int, default=120, metavar="N", help="documents of each site (at least 80; 120 by default)")
    args = ap.parse_args()
    if args.documents < 80:
        ap.error("--documents: at least 80, for the traps need their places")
    os.makedirs(args.out_dir, exist_ok=True)
    rows = list(generate(args.seed, args.documents))
    for k, name in enumerate(("corpus", "expected", "gold")):
        with open(os.path.join(args.out_dir, f"sites.{name}.jsonl"), "w", encoding="utf8", newline="\n") as f:
            for row in rows:
                f.write(json.dumps(row[k], ensure_ascii=False) + "\n")
    labels = [s["label"].split(":")[0] for _, _, g in rows for s in g["spans"]]
    print(f"{len(rows)} documents of {len({g['site'] for _, _, g in rows})} sites, "
          + ", ".join(f"{labels.count(k)} {k}" for k in ("plant", "trap", "metadata")))


if __name__ == "__main__":
    main()
