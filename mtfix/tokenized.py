"""Corpora in Moses style: read as people write, repaired there, written back token by token.

Detokenising and tokenising again does not give back the same line (277 of 320 did). So every token keeps its place in
the plain text, and only tokens that an edit touches are written anew; all others stay byte for byte.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import Any

import regex

from mtfix.edits import Edit, Left, Repair, apply
from mtfix.errors import ConfigError
from mtfix.spans import Span

_TOKEN = regex.compile(r"[^ \t\r\n]+")
_LINE = regex.compile(r"[^\r\n]+")
_ESCAPES = ("&apos;", "&quot;", "&amp;", "&#124;")


@dataclass(frozen=True)
class View:
    """A tokenised text, the same as people write it, and where each token stands in both."""

    before: str
    text: str
    tokens: Sequence[tuple[Span, Span]]

    def back(self, made: Repair) -> Repair:
        """The repair of the plain text, told of the tokenised one."""
        edits = tuple(self._edits(made.edits))
        left = tuple(self._left(item) for item in made.left)
        return Repair(self.before, apply(self.before, edits), edits, left, made.signature, made.spun)

    def _edits(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in edits:
            first, last = self._touched(edit.span)
            if groups and first < groups[-1][1]:
                start, end, together = groups.pop()
                groups.append((start, max(end, last), [*together, edit]))
            else:
                groups.append((first, last, [edit]))
        for first, last, together in groups:
            places, plain = zip(*self.tokens[first:last], strict=True)
            whole, start = Span(places[0].start, places[-1].end), plain[0].start
            inner = [replace(e, span=e.span.shifted(-start)) for e in together]
            after = self._tokenised(apply(self.text[start : plain[-1].end], inner))
            if not after:  # a token that goes takes a blank along
                whole = self._with_blank(whole)
            before = self.before[whole.start : whole.end]
            if after != before:
                surest = max(together, key=lambda e: e.score)
                score, gain = min(e.score for e in together), sum(e.gain for e in together)
                yield replace(surest, span=whole, before=before, after=after, score=score, gain=gain, runner_up="")

    def _touched(self, span: Span) -> tuple[int, int]:
        """First and last (not included) of the tokens that cover a span of the plain text, blanks at its ends too."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = min(len(self.tokens), bisect_left(self._ends, span.end) + 1)
        return first, max(first + 1, last)

    @cached_property
    def _starts(self) -> list[int]:
        return [plain.start for _, plain in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [plain.end for _, plain in self.tokens]

    def _with_blank(self, span: Span) -> Span:
        if self.before[span.end : span.end + 1] == " ":
            return Span(span.start, span.end + 1)
        return Span(span.start - (self.before[max(0, span.start - 1) : span.start] == " "), span.end)

    def _left(self, item: Left) -> Left:
        first, last = self._touched(item.finding.span)
        span = Span(self.tokens[first][0].start, self.tokens[last - 1][0].end)
        return Left(replace(item.finding, span=span), tuple(self._edits(item.candidates[:1])), item.reason)

    def _tokenised(self, plain: str) -> str:
        escape = any(mark in self.before for mark in _ESCAPES)
        return str(_moses().tokenizer.tokenize(plain, return_str=True, escape=escape)) if plain.strip() else ""


def view(text: str) -> View:
    """A tokenised text as people write it; a line that Moses would change in more than its blanks stays as it is."""
    pieces: list[str] = []
    tokens: list[tuple[Span, Span]] = []
    end = length = 0
    for line in _LINE.finditer(text):
        pieces.append(text[end : line.start()])
        length += len(pieces[-1])
        places = [Span(*m.span()) for m in _TOKEN.finditer(text, line.start(), line.end())]
        words = [unescape(text[a:b]) for a, b in places]
        written = _moses().detokenizer.detokenize([text[a:b] for a, b in places]) if places else ""
        found = _places(words, written)
        if found is None:
            written = line[0]
            found = [place.shifted(-line.start()) for place in places]
        pieces.append(written)
        tokens += ((place, plain.shifted(length)) for place, plain in zip(places, found, strict=True))
        length += len(written)
        end = line.end()
    return View(text, "".join([*pieces, text[end:]]), tokens)


def _places(words: Sequence[str], written: str) -> list[Span] | None:
    """Where each token stands in the line as people write it; None where their characters differ."""
    out, at = [], 0
    for word in words:
        while at < len(written) and written[at] == " ":
            at += 1
        if not written.startswith(word, at):
            return None
        out.append(Span(at, at + len(word)))
        at += len(word)
    return out if not written[at:].strip() else None


@dataclass(frozen=True)
class _Moses:
    tokenizer: Any
    detokenizer: Any


_LOADED: list[_Moses] = []


def _moses() -> _Moses:
    """sacremoses for English, loaded once; raises ConfigError where it is not installed."""
    if not _LOADED:
        try:
            from sacremoses import MosesDetokenizer, MosesTokenizer
        except ImportError:
            raise ConfigError("tokenized text needs sacremoses: pip install 'mtfix[moses]'") from None
        _LOADED.append(_Moses(MosesTokenizer("en"), MosesDetokenizer("en")))
    return _LOADED[0]
