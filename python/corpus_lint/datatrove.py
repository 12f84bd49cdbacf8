"""Steps for pipelines of datatrove: one cleans documents, one drops those that are mostly residue.

    from corpus_lint import Ruleset
    from corpus_lint.datatrove import Cleaner, ResidueFilter
    pipeline = [reader, ResidueFilter(Ruleset.load(), most=0.5), Cleaner(Ruleset.load()), writer]

They need pyarrow beside datatrove, and regex as its own filters do. They are pickled with their rules.
"""

import pyarrow as pa
from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.utils.batching import batched
from datatrove.utils.typeshelper import StatHints


class Cleaner(PipelineStep):
    """Cleans the text of documents with the safe fixes, or with the unsafe ones, too.

    Statistics: documents in all, cleaned, not judged; removals by rule; bytes removed.

    Args:
        ruleset: the rules
        unsafe: whether to apply the unsafe fixes
        removals: the key of the metadata that takes what was removed, a list of dicts as
            `Ruleset.clean` says; none is kept unless named
        batch_size: documents that are judged together
    """

    type = "✂️ - FORMAT"
    name = "🧹 corpus-lint"

    def __init__(self, ruleset, unsafe=False, removals=None, batch_size=1000):
        super().__init__()
        self.ruleset = ruleset
        self.unsafe = unsafe
        self.removals = removals
        self.batch_size = batch_size

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for batch in batched(data, self.batch_size):
            with self.track_time("batch"):
                texts, fields = _columns(batch, self.ruleset)
                # datatrove runs a task on a core.
                texts = pa.array(texts, pa.binary())
                table = pa.table(self.ruleset.clean(texts, self.unsafe, fields, threads=1))
                cleaned = table["text"].to_pylist()
                removals = table["removals"].to_pylist()
            for document, text, removed in zip(batch, cleaned, removals):
                self._count(removed)
                if any(one["reason"] is None for one in removed):
                    document.text = text.decode()
                if self.removals is not None:
                    document.metadata[self.removals] = removed
                self.update_doc_stats(document)
                yield document

    def _count(self, removals):
        self.stat_update(StatHints.total)
        if any(one["reason"] for one in removals):
            self.stat_update("not_judged")
        elif removals:
            self.stat_update("cleaned")
            for one in removals:
                self.stat_update(f"removal_{one['rule']}")
                self.stat_update("removed", value=one["end"] - one["start"], unit="bytes")


class ResidueFilter(BaseFilter):
    """Drops documents of which more is flagged than `most`; the reason is the rule that flags most of
    it. Findings that are only infos, such as a date, do not count, and what cannot be judged is kept.

    Args:
        ruleset: the rules
        most: the share of a text's bytes that may be flagged, from 0 to 1
        exclusion_writer: takes the documents that are dropped
        batch_size: documents that are judged together
    """

    name = "🧹 corpus-lint"

    def __init__(self, ruleset, most=0.5, exclusion_writer=None, batch_size=1000):
        super().__init__(exclusion_writer, batch_size)
        self.ruleset = ruleset
        self.most = most

    def filter(self, doc):
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch):
        texts, fields = _columns(batch, self.ruleset)
        found = pa.table(self.ruleset.check(pa.array(texts, pa.binary()), fields, threads=1))
        spans = [[] for _ in batch]
        columns = ("row", "severity", "start", "end", "rule")
        for row, severity, *span in zip(*(found[name].to_pylist() for name in columns)):
            if severity in ("warning", "error"):
                spans[row].append(span)
        return [self._judged(len(text), spans) for text, spans in zip(texts, spans)]

    def _judged(self, length, spans):
        flagged, by_rule, seen = 0, {}, 0
        for start, end, rule in sorted(spans):
            new = max(end - max(start, seen), 0)
            seen = max(seen, end)
            flagged += new
            by_rule[rule] = by_rule.get(rule, 0) + new
        if flagged <= self.most * length:
            return True
        return False, max(by_rule, key=by_rule.get)


def _columns(batch, ruleset):
    """The texts of documents, and a table of what their metadata says that rules look at."""
    beside = {
        name: pa.array([_bytes(document.metadata.get(name)) for document in batch], pa.binary())
        for name in ruleset.fields
    }
    return [_bytes(document.text) for document in batch], pa.table(beside)


def _bytes(value):
    """A value as UTF-8; half a surrogate pair, which is no text, is told as such by the rules."""
    return None if value is None else str(value).encode("utf-8", "surrogatepass")
