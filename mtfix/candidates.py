"""What may have stood there: dictionary rows and thesaurus neighbours as concrete edits of one text."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from mtfix.casing import recase
from mtfix.dictionary import Match, Row
from mtfix.dictionary.guards import starts_sentence
from mtfix.grammar import Variant
from mtfix.spans import Document, Span, tokenize
from mtfix.thesaurus import Near

THESAURUS, GRAMMAR = "thesaurus", "grammar"
_GAP = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CALQUES = {
    "calque-es": "MT121",
    "calque-fr": "MT122",
    "calque-pt": "MT123",
    "calque-de": "MT124",
    "calque-ru": "MT125",
}


class Candidate(NamedTuple):
    """Tokens `first` up to `last` may once have read `phrase`; as an edit: at `span` put `after`.

    The span is that of the tokens, shorter by words that both sides share at their ends, longer by an indefinite
    article that has to follow the phrase. `families` leave
    this damage, each with a prior of its own; `weight` is the log-probability of the swap against that of an
    ordinary row (nats).
    """

    first: int
    last: int
    phrase: str
    span: Span
    after: str
    rule: str
    families: tuple[str, ...]
    weight: float = 0.0


class _Option(NamedTuple):
    """What a dirty phrase may have read: rows that put the same in its place, as one."""

    clean: str
    article: str
    rule: str
    families: tuple[str, ...]
    weight: float


def from_matches(doc: Document, matches: Iterable[Match]) -> list[Candidate]:
    """Candidates of dictionary matches, one for each place and phrase."""
    found = [(first, last, *_fitting(doc, first, last, _options(rows))) for first, last, rows in matches]
    known = {(first, last, option.clean.lower()) for first, last, _, options in found for option in options}
    return [
        _candidate(doc, first, last, option, breaks)
        for first, last, breaks, options in found
        for option in options
        if last - first == 1 or not _made_of_others(doc, first, last, tokenize(option.clean.lower()), known)
    ]


def _fitting(
    doc: Document, first: int, last: int, options: Sequence[_Option]
) -> tuple[Mapping[int, str], Sequence[_Option]]:
    """The line breaks within a phrase, and the options that can keep them: a phrase ends with its paragraph, and a
    break needs a blank to take the place of."""
    if last - first == 1:
        return {}, options
    breaks = _breaks(doc.text[doc.tokens[first].start : doc.tokens[last - 1].end])
    if any(len(_LINE_END.findall(gap)) > 1 for gap in breaks.values()):
        return breaks, ()
    return breaks, [option for option in options if option.clean.count(" ") >= len(breaks)] if breaks else options


@lru_cache(maxsize=1 << 16)
def _options(rows: tuple[Row, ...]) -> tuple[_Option, ...]:
    """The rows of one dirty phrase by what they put in its place."""
    phrases: dict[str, list[Row]] = {}
    for row in rows:
        phrases.setdefault(row.clean.lower(), []).append(row)
    return tuple(_option(sorted(own, key=_rank)) for own in phrases.values())


def _option(ranked: Sequence[Row]) -> _Option:
    row = ranked[0]
    families = tuple(dict.fromkeys(r.family for r in ranked))
    return _Option(row.clean, row.article, _rule(row), families, max(r.weight for r in ranked))


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
    options = (_Option(n.word, n.article, "MT201", (THESAURUS,), 0.0) for n in near)
    return [_candidate(doc, index, index + 1, option, {}) for option in options]


def from_grammar(doc: Document, found: Iterable[Variant]) -> list[Candidate]:
    """Candidates for small words and forms."""
    return [
        _candidate(doc, first, last, _Option(phrase, "", "MT339", (GRAMMAR,), 0.0), {}) for first, last, phrase in found
    ]


def _rule(row: Row) -> str:
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


def _candidate(doc: Document, first: int, last: int, option: _Option, breaks: Mapping[int, str]) -> Candidate:
    start, end = doc.tokens[first].start, doc.tokens[last - 1].end
    written, after = doc.text[start:end], option.clean
    if not (written.islower() and written[0].isalpha()):  # most are, and have no capitals to hand on
        after = recase(written, after, starts_sentence(doc, first))
    if breaks:
        after = _with_breaks(after, breaks)
    if "'" in after and "’" in doc.text:
        after = after.replace("'", "’")
    span = Span(start, end)
    if " " in after:
        span, after = _narrowed(doc.text, span, after)
    article = doc.words[first - 1] if first else ""
    if article in ("a", "an") and article != option.article and span.start == start:
        before = doc.tokens[first - 1]
        gap = doc.text[before.end : start]
        if gap.isspace() and "\n" not in gap:
            indefinite = doc[before]
            n = "" if option.article == "a" else "N" if indefinite.isupper() and after.isupper() else "n"
            span, after = Span(before.start, span.end), indefinite[0] + n + gap + after
    return Candidate(first, last, option.clean.lower(), span, after, option.rule, option.families, option.weight)


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
