"""Defines which tokens of a text a cleaner removed. Used by the check.py of this folder and of ../appended.

The original and the cleaned text are compared line by line, then token by token where a line was changed. Nothing that
the cleaner says about itself is used. Tokens and alignment are those of ../planted/check.py.
"""
import importlib.util
import os

_path = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "planted", "check.py")
_spec = importlib.util.spec_from_file_location("planted_check", _path)
planted = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(planted)
read = planted.read


class Tokens:
    """The tokens of a text: words, where each starts and ends (characters), its bytes, and where its lines begin."""

    def __init__(self, text):
        self.text = text
        self.words, self.spans = planted.tokens(text)
        self.size = [len(w.encode()) for w in self.words]
        self.lines, last = [], None                      # [first token, behind the last token] of each line
        for i, (start, _) in enumerate(self.spans):
            if last is None or "\n" in text[last:start]:
                self.lines.append([i, i])
            self.lines[-1][1] = i + 1
            last = start

    def chars(self):
        """byte offset -> character index"""
        at, n = {0: 0}, 0
        for i, ch in enumerate(self.text):
            n += len(ch.encode())
            at[n] = i + 1
        return at


def removed(a, cleaned, worth):
    """For each token of a whether it went, and the number of tokens that are new. worth: what the removal of a token
    earns where a removal can be read in two ways (plants positive, kept text negative)."""
    b = Tokens(cleaned)
    gone = [False] * len(a.words)
    if a.words == b.words:
        return gone, 0
    keys_a = [tuple(a.words[s:e]) for s, e in a.lines]
    keys_b = [tuple(b.words[s:e]) for s, e in b.lines]
    became, _ = planted.align(keys_a, keys_b, [sum(worth[s:e]) for s, e in a.lines])
    added, at_a, at_b = 0, 0, 0
    for i in range(len(keys_a) + 1):
        if i < len(keys_a) and became[i] is None:
            continue
        j = became[i] if i < len(keys_a) else len(keys_b)
        if at_a < i or at_b < j:                         # lines that went or changed
            s = a.lines[at_a][0] if at_a < i else 0
            e = a.lines[i - 1][1] if at_a < i else 0
            new, new_spans = [], []
            if at_b < j:
                t, u = b.lines[at_b][0], b.lines[j - 1][1]
                new, new_spans = planted.split_fused(b.words[t:u], b.spans[t:u], set(a.words[s:e]))
            if not new:
                gone[s:e] = [True] * (e - s)
            else:
                part, more = planted.align(a.words[s:e], new, worth[s:e])
                added += more
                for k, x in enumerate(part):
                    gone[s + k] = x is None
        at_a, at_b = i + 1, j + 1
    return gone, added
