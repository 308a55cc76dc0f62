"""Spans that must not change: what is no prose, what the user named, what an inline mark excludes."""

from collections.abc import Iterable, Iterator

import regex

from mtfix.spans import Document, Span

# Every alternative starts where its run of characters starts: a line of 20,000 letters and dots took 90 seconds before.
# As in Markdown and HTML, a fence or comment that nobody closes goes to the end.
_NO_PROSE = regex.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`"  # code
    r"|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,500}>|&#?\w+;"  # markup
    r"|\{\{?[^{}\n]{0,200}\}?\}|%\(?\w*\)?[sd]\b|\$\{?\w+\}?"  # placeholders
    r"|(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+"
    r"|(?<![\w.-])[.-]*+(?:[\w-]++\.++)+(?:com|org|net|gov|edu|io|co|uk|de|fr|es)\b(?:/\S*)?"
    r"|(?<!\w)[@#]\w+|(?<![\w./-])/*+(?:[\w.-]++/++){2,}[\w.-]*",
    regex.DOTALL,
)
_IGNORE_LINE = regex.compile(r"mtfix:[^\S\r\n]*ignore(?:\[([^\[\]\r\n]*+)\])?")
_IGNORE_BLOCK = regex.compile(r"mtfix:\s*off\b.*?(?:mtfix:\s*on\b|\Z)", regex.DOTALL)


def protected(doc: Document, allow: Iterable[str] = (), names: Iterable[str] = ()) -> list[Span]:
    """Spans in which nothing may be touched, by place.

    `allow` are words and phrases in any capitals, `names` in exactly the spelling given. A line with "mtfix: ignore"
    and everything from "mtfix: off" to "mtfix: on" is left out too; of "mtfix: ignore[MT101]" only the mark itself.
    """
    found = [Span(*m.span()) for m in _NO_PROSE.finditer(doc.text)] if _odd(doc.text) else []
    if "mtfix:" in doc.text:
        found += [doc.line_at(m.start()) if m.group(1) is None else Span(*m.span()) for m in _marks(doc)]
        found += [Span(*m.span()) for m in _IGNORE_BLOCK.finditer(doc.text)]
    for phrases, flags in ((allow, regex.IGNORECASE), (names, 0)):
        wanted = [regex.escape(p) for p in sorted(phrases, key=len, reverse=True) if p.strip()]
        if wanted:
            pattern = regex.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", flags)
            found += [Span(*m.span()) for m in pattern.finditer(doc.text)]
    return sorted(found)


def ignored(doc: Document, rules: Iterable[str]) -> "dict[str, Cover]":
    """Where each of these rules is silent because its line says so: "mtfix: ignore[MT101, MT2]" names prefixes."""
    if "mtfix:" not in doc.text:
        return {}
    marks = ((m.start(), m.group(1)) for m in _marks(doc) if m.group(1) is not None)
    lines = [(doc.line_at(at), tuple(p.strip().upper() for p in named.split(",") if p.strip())) for at, named in marks]
    return {rule: Cover(line for line, prefixes in lines if rule.startswith(prefixes)) for rule in rules if lines}


def _marks(doc: Document) -> Iterator[regex.Match[str]]:
    return _IGNORE_LINE.finditer(doc.text)


def _odd(text: str) -> bool:
    """Whether the text has any character that starts or marks a stretch without prose."""
    return (
        any(c in text for c in "`<&{%$@#/_")
        or "www." in text
        or regex.search(r"\w\.(?:com|org|net|gov|edu|io|co|uk|de|fr|es)\b", text) is not None
    )


class Cover:
    """Answers whether a span touches any of many, in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        from bisect import bisect_left

        self._bisect = bisect_left
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, span: Span) -> bool:
        """Whether `span` shares a code point with a covered stretch."""
        k = self._bisect(self._starts, span.end) - 1
        return k >= 0 and self._ends[k] > span.start
