"""Cleans and checks the texts of a JSON Lines file with the installed wheel, and prints the tables as JSON Lines."""

import json
import sys

import pyarrow
from corpus_lint import Ruleset

with open(sys.argv[1], encoding="utf-8") as file:
    records = [json.loads(line) for line in file]
texts = pyarrow.array([record.get("text") for record in records], pyarrow.string())
rules = Ruleset.load()
columns = {name: [str(record.get(name) or "") for record in records] for name in ("id", "url", "title")}
fields = pyarrow.table(columns)
for table in (
    rules.check(texts, fields),
    rules.clean(texts),
    rules.clean(texts, unsafe=True, fields=fields),
    rules.survey(texts, fields),
):
    for row in pyarrow.table(table).to_pylist():
        print(json.dumps(row, ensure_ascii=False, default=repr))
print(json.dumps([rules.clean_one(text.as_py() or "") for text in texts[:50]], ensure_ascii=False))
