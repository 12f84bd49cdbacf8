"""Steps for datatrove pipelines: one cleans documents, one drops documents that are mostly boilerplate.

    from corpus_lint import Ruleset
    from corpus_lint.datatrove import Cleaner, ResidueFilter
    pipeline = [reader, ResidueFilter(Ruleset.load(), most=0.5), Cleaner(Ruleset.load()), writer]

They need datatrove, pyarrow and, like the filters of datatrove, regex. They are pickled with their rules.
"""

import pyarrow as pa
from datatrove.data import DocumentsPipeline
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.utils.batching import batched
from datatrove.utils.typeshelper import StatHints


class Cleaner(PipelineStep):
    """Cleans the text of documents with the safe fixes, or also with the unsafe fixes.

    Statistics: the number of documents; those that were cleaned; those that could not be checked
    (`not_judged`); removals by rule; bytes removed.

    Args:
        ruleset: the rules
        unsafe: whether to apply the unsafe fixes
        removals: the metadata key under which the removals are stored, as a list of dicts with the
            keys that `Ruleset.clean` describes; if None, they are not stored
        batch_size: how many documents are checked together
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
                # datatrove runs one task per core.
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
    """Drops documents if a larger share than `most` is flagged. The reason is the rule that flags most.
    Findings of severity info, such as dates, do not count. Documents that cannot be checked are kept.

    Args:
        ruleset: the rules
        most: the share of a text's bytes that may be flagged, from 0 to 1
        exclusion_writer: writes the documents that are dropped
        batch_size: how many documents are checked together
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
        return [self._keeps(len(text), spans) for text, spans in zip(texts, spans)]

    def _keeps(self, length, spans):
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
    """The texts of documents, and a table with those values of their metadata that the rules use."""
    others = {
        name: pa.array([_bytes(document.metadata.get(name)) for document in batch], pa.binary())
        for name in ruleset.fields
    }
    return [_bytes(document.text) for document in batch], pa.table(others)


def _bytes(value):
    """A value as UTF-8. The rules report half a surrogate pair as a text that is not UTF-8."""
    return None if value is None else str(value).encode("utf-8", "surrogatepass")
