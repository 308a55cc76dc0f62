"""What may have stood there: dictionary rows and thesaurus neighbours as concrete edits of one text."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mtfix.casing import recase
from mtfix.dictionary import Match, Row, starts_sentence
from mtfix.spans import Document, Span, tokenize
from mtfix.thesaurus import Near

THESAURUS = "thesaurus"
_GAP = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CALQUES = {
    "calque-es": "MT121",
    "calque-fr": "MT122",
    "calque-pt": "MT123",
    "calque-de": "MT124",
    "calque-ru": "MT125",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `first` up to `last` may once have read `phrase`; as an edit: at `span` put `after`.

    The span is that of the tokens, shorter by words that both sides share at their ends, longer by an indefinite
    article that has to follow the phrase. `families` leave
    this damage, each with a prior of its own; `weight` is the log-probability of the swap against that of an
    ordinary row (nats). Candidates of one text are equal where place and phrase are.
    """

    first: int
    last: int
    phrase: str
    span: Span = field(compare=False)
    after: str = field(compare=False)
    rule: str = field(compare=False)
    families: tuple[str, ...] = field(compare=False)
    weight: float = field(default=0.0, compare=False)


def from_matches(doc: Document, matches: Iterable[Match]) -> list[Candidate]:
    """Candidates of dictionary matches, one for each place and phrase."""
    places: dict[tuple[int, int, str], list[Row]] = {}
    for first, last, rows in matches:
        breaks = _breaks(doc.text[doc.tokens[first].start : doc.tokens[last - 1].end])
        for row in rows:
            if breaks and (
                any(len(_LINE_END.findall(gap)) > 1 for gap in breaks.values()) or row.clean.count(" ") < len(breaks)
            ):
                continue  # a phrase ends with its paragraph, and a line break needs a blank to take the place of
            places.setdefault((first, last, row.clean.lower()), []).append(row)
    return [
        _candidate(doc, first, last, sorted(rows, key=_rank))
        for (first, last, phrase), rows in places.items()
        if not _made_of_others(doc, first, last, tokenize(phrase), places)
    ]


def _rank(row: Row) -> tuple[bool, float, bool]:
    """The row that explains a candidate best comes first: one about names, a favourite of spinners, general prose."""
    return not _named(row), -row.weight, row.family != "spin"


def _named(row: Row) -> bool:
    """Whether the row is about names and titles only."""
    return "cap" in row.guards.split() or "<name>" in row.guards


def _made_of_others(
    doc: Document, first: int, last: int, phrase: list[str], known: Container[tuple[int, int, str]]
) -> bool:
    """Whether shorter candidates lead to the same text; the same repair twice would halve the probability of each."""
    words = doc.words[first:last]
    if len(words) == 1:
        return False
    if len(words) == len(phrase):
        swapped = [k for k in range(len(words)) if words[k] != phrase[k]]
        if all((first + k, first + k + 1, phrase[k]) in known for k in swapped):
            return True
    head = next(
        (k for k, (a, b) in enumerate(zip(words, phrase, strict=False)) if a != b), min(len(words), len(phrase))
    )
    tail = 0
    while tail < min(len(words), len(phrase)) - head and words[-1 - tail] == phrase[-1 - tail]:
        tail += 1
    core = (first + head, last - tail, " ".join(phrase[head : len(phrase) - tail]))
    return (head or tail) != 0 and core in known


def from_thesaurus(doc: Document, index: int, near: Sequence[Near]) -> list[Candidate]:
    """Candidates for token `index` from its neighbours in meaning."""
    rows = [Row(doc.words[index], n.word, "", THESAURUS, n.article) for n in near]
    return [_candidate(doc, index, index + 1, [row]) for row in rows]


def _rule(row: Row) -> str:
    if row.family == THESAURUS:
        return "MT201"
    if _digits(row.dirty) != _digits(row.clean):
        return "MT104"
    if row.family in _CALQUES:
        return _CALQUES[row.family]
    several = " " in row.dirty
    if row.family == "tortured":
        return "MT112" if several else "MT111"
    return "MT103" if _named(row) else "MT102" if several else "MT101"


def _digits(phrase: str) -> str:
    return "".join(c for c in phrase if c.isdigit())


def _candidate(doc: Document, first: int, last: int, rows: Sequence[Row]) -> Candidate:
    row = rows[0]
    start, end = doc.tokens[first].start, doc.tokens[last - 1].end
    after = recase(doc.text[start:end], row.clean, starts_sentence(doc, first))
    after = _with_breaks(after, _breaks(doc.text[start:end]))
    if "'" in after and "’" in doc.text:
        after = after.replace("'", "’")
    span, after = _narrowed(doc.text, Span(start, end), after)
    if span.start == start and first and doc.words[first - 1] in ("a", "an") and doc.words[first - 1] != row.article:
        before = doc.tokens[first - 1]
        gap = doc.text[before.end : start]
        if gap.isspace() and "\n" not in gap:
            written = doc[before]
            n = "" if row.article == "a" else "N" if written.isupper() and after.isupper() else "n"
            span, after = Span(before.start, span.end), written[0] + n + gap + after
    families = tuple(dict.fromkeys(r.family for r in rows))
    return Candidate(first, last, row.clean.lower(), span, after, _rule(row), families, max(r.weight for r in rows))


def _breaks(before: str) -> dict[int, str]:
    """White space with a line break in it, by its number among the gaps of a phrase."""
    if "\n" not in before and "\r" not in before:
        return {}
    return {k: gap for k, gap in enumerate(_GAP.findall(before)) if _LINE_END.search(gap)}


def _with_breaks(after: str, breaks: Mapping[int, str]) -> str:
    r"""A phrase with line breaks for as many of its blanks, as near to where they were as there are blanks.

    >>> _with_breaks("call into question", {0: "\n"}), _with_breaks("given that", {2: "\r\n"})
    ('call\ninto question', 'given\r\nthat')
    """
    words = after.split(" ")
    seams = [" "] * (len(words) - 1)
    at = -1
    for done, (k, gap) in enumerate(sorted(breaks.items())):
        at = max(at + 1, min(k, len(seams) - len(breaks) + done))
        seams[at] = gap
    return "".join(part for pair in zip(words, [*seams, ""], strict=True) for part in pair)


def _narrowed(text: str, span: Span, after: str) -> tuple[Span, str]:
    """The edit without the words that both sides share at their ends; each side keeps at least one word.

    >>> _narrowed("within the wake", Span(0, 10), "in the")
    (Span(start=0, end=6), 'in')
    """
    start, end = span
    while True:
        before = text[start:end]
        head, _, rest = after.partition(" ")
        if rest and before.startswith(head + " ") and not before[len(head) :].isspace():
            start, after = start + len(head) + 1, rest
            continue
        rest, _, tail = after.rpartition(" ")
        if rest and before.endswith(" " + tail):
            end, after = end - len(tail) - 1, rest
            continue
        return Span(start, end), after
