"""Windows and hypotheses as plain text, and which piece of a tokenizer belongs to which token of the document."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from mtfix.candidates import Candidate
from mtfix.lm import Ask
from mtfix.spans import Document, Span

CONTEXT = 24  # tokens before the window that the model reads too; they also hold an article that an edit may reach

_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """The text with a sign of its own for each half of a character: Python has such, tokenizers refuse them."""
    return _SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a window with its left context."""

    document: Document
    first: int
    last: int
    start: int
    end: int

    @classmethod
    def of(cls, ask: Ask) -> "Stretch":
        """The stretch that a question is about."""
        tokens = ask.document.tokens
        start = tokens[max(0, ask.first - CONTEXT)].start if ask.last > ask.first else 0
        return cls(ask.document, ask.first, ask.last, start, tokens[ask.last - 1].end if ask.last > ask.first else 0)

    def render(self, hypothesis: Sequence[Candidate]) -> tuple[str, list[Span]]:
        """The text with edits applied, and where in it each edit's text stands."""
        text, parts, places, at, length = self.document.text, [], [], self.start, 0
        for c in hypothesis:
            start, after = c.span.start, c.after
            if start < at:  # its article is part of the edit before, which speaks for itself
                start, after = self.document.tokens[c.first].start, c.after[-len(c.phrase) :]
            parts += [text[at:start], after]
            length += start - at + len(after)
            places.append(Span(length - len(after), length))
            at = c.span.end
        return "".join([*parts, text[at : self.end]]), places

    def owners(self, offsets: Sequence[tuple[int, int]]) -> list[int]:
        """For each piece of the unedited text the token of the window to which it belongs, from 0; -1 for none."""
        tokens, text = self.document.tokens, self.document.text
        starts = [tokens[k].start for k in range(self.first, self.last)]
        out = []
        for low, high in offsets:
            piece = text[self.start + low : self.start + high]
            at = self.start + low + len(piece) - len(piece.lstrip())
            out.append(bisect_right(starts, at) - 1 if piece.strip() else -1)
        return out
