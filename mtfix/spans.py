"""Where things are: half-open spans of code points, and a text with its lines, sentences and tokens.

Every offset in mtfix counts code points of the caller's own string, from 0. Nothing is ever
normalised, padded or decoded again, so a span always cuts the same characters out of the same text.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import regex

# One token: an abbreviation with dots, a word (inner apostrophes kept, a possessive 's split off),
# a possessive, a number with what hangs on it ("1,552.10", "7th", "1000’s"), or one other character.
_TOKEN = regex.compile(
    r"(?:\p{L}\.){2,}"
    r"|\p{L}[\p{L}\p{M}]*+(?:['’´](?![sS]\b)\p{L}[\p{L}\p{M}]*+)*"
    r"|['’´][sS]\b"
    r"|\d+(?:[.,:]\d+)*(?:['’´]?\p{L}+)?"
    r"|[^\s\x1c-\x1f]"  # the four separators are white space to Python, which trims lines and sentences
)
# Python's own line breaks would also cut at form feeds and separators that editors show inline.
_LINE = regex.compile(r"[^\r\n]+")
# A sentence ends after .!? and closing quotes, where a capital or an opening quote follows and what stands
# before the dot is no capitalised abbreviation of up to four letters ("Gen.", "U.S.").
_STOP = regex.compile(
    r"(?<![.!?…])(?:(?<!\b\p{Lu}\p{L}{0,3})\.|\.(?=[.!?…])|[!?…])[.!?…]*+['\"”’»)\]]*+(?=\s++['\"“‘«(\[]*+[\p{Lu}\d])"
)


class Span(NamedTuple):
    """Code points `start` up to, not including, `end`."""

    start: int
    end: int

    def shifted(self, by: int) -> "Span":
        """The same stretch, `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a code point; an empty span does when it lies strictly inside."""
        return self.start < other.end and other.start < self.end


def tokenize(text: str) -> list[str]:
    """The tokens of a short text, as strings."""
    return [m.group() for m in _TOKEN.finditer(text)]


def require_text(text: object) -> str:
    """The text itself; raises TypeError for bytes and anything else that is no str."""
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(f"mtfix works on str, not {kind}; decode bytes first: data.decode('utf-8')")
    return text


@dataclass(frozen=True)
class Document:
    """A text that never changes, and where its parts are. Parts are found when first asked for.

    >>> doc = Document("He said so. “We won’t,” she said.")
    >>> [doc.text[s.start:s.end] for s in doc.sentences]
    ['He said so.', '“We won’t,” she said.']
    >>> doc.words[:4]
    ['he', 'said', 'so', '.']
    """

    text: str
    _lower: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lower = require_text(self.text).lower()
        if len(lower) != len(self.text):  # "İ" grows when lowered; offsets must hold
            lower = "".join(c if len(low := c.lower()) != 1 else low for c in self.text)
        object.__setattr__(self, "_lower", lower)

    @cached_property
    def tokens(self) -> list[Span]:
        """Words, numbers and single other characters, in order."""
        return [Span(*m.span()) for m in _TOKEN.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        """The tokens in lower case, typewriter apostrophes, as the dictionary spells them."""
        lower = self._lower.replace("’", "'").replace("´", "'")
        return [lower[start:end] for start, end in self.tokens]

    @cached_property
    def lines(self) -> list[Span]:
        """The stretches between line breaks, blank ones left out."""
        return [Span(*m.span()) for m in _LINE.finditer(self.text) if not m.group().isspace()]

    def line_at(self, offset: int) -> Span:
        """The line of a code point that is neither white space nor a line break."""
        return self.lines[bisect_right(self.lines, offset, key=lambda line: line.start) - 1]

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences; none crosses a line break, white space around them is left out."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[Span]:
        for line in self.lines:
            ends = [m.end() for m in _STOP.finditer(self.text, line.start, line.end)]
            for start, end in pairwise([line.start, *ends, line.end]):
                piece = self.text[start:end]
                if piece.strip():
                    yield Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]
