"""Two versions of one passage, aligned: which words of the first became which words of the second.

A Levenshtein alignment of tokens whose costs know a little more than equal and different: words that share their
beginning belong together, a word and a punctuation mark do not. What changed between two unchanged tokens is one
change; where as many words went as came, they are paired one by one, because spinners work word by word.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mtfix.edits import apply
from mtfix.spans import Document, Span

_RELATED = 0.6  # cost of replacing a word by one that begins alike ("Force" by "Forces"); 1 for any other
_STEM = 4
_STRANGE = 3.0  # of replacing a word by a mark, dearer than dropping one and adding the other


class Change(NamedTuple):
    """At `span` of the first text, which reads `before`, the second reads `after`; either may be empty."""

    span: Span
    before: str
    after: str


def align(before: str, after: str) -> tuple[Change, ...]:
    """The changes that lead from one text to the other, by place; applied to `before` they give `after` exactly.

    Texts of as many lines are aligned line by line.

    >>> for _, was, now in align("within the worldwide regulation, they mentioned", "in international law, they said"):
    ...     print(repr(was), repr(now))
    'within the worldwide regulation' 'in international law'
    'mentioned' 'said'
    >>> [(was, now) for _, was, now in align("a navy motion", "a military action")]
    [('navy', 'military'), ('motion', 'action')]
    """
    ours, theirs = before.split("\n"), after.split("\n")
    if len(ours) != len(theirs):
        ours, theirs = [before], [after]
    out: list[Change] = []
    offset = 0
    for one, other in zip(ours, theirs, strict=True):
        if one != other:
            changes = _changes(Document(one), Document(other))
            out += (Change(span.shifted(offset), was, now) for span, was, now in changes)
        offset += len(one) + 1
    return tuple(out)


def became(dirty: str, changes: Sequence[Change], span: Span) -> str | None:
    """What the changes make of a span; None where one of them reaches over its edge.

    >>> became("a navy motion", align("a navy motion", "a military action"), Span(2, 6))
    'military'
    """
    inside = [c for c in changes if span.start <= c.span.start and c.span.end <= span.end]
    if any(c.span.overlaps(span) for c in changes if c not in inside):
        return None
    return apply(dirty[span.start : span.end], [c._replace(span=c.span.shifted(-span.start)) for c in inside])


def _changes(one: Document, other: Document) -> Iterator[Change]:
    """The stretches between kept tokens, wherever they differ."""
    ends = Span(len(one.text), len(one.text)), Span(len(other.text), len(other.text))
    kept = [(one.tokens[i], other.tokens[j]) for i, j in _kept(_written(one), _written(other))]
    for (left, left_too), (right, right_too) in pairwise([(Span(0, 0), Span(0, 0)), *kept, ends]):
        gap, gap_too = Span(left.end, right.start), Span(left_too.end, right_too.start)
        if one[gap] != other[gap_too]:
            yield from _split(one, gap, other, gap_too)


def _written(doc: Document) -> list[str]:
    return [doc[token] for token in doc.tokens]


def _split(one: Document, span: Span, other: Document, span_too: Span) -> Iterator[Change]:
    """One stretch as pairs of words where their number is the same on both sides, as a whole otherwise."""
    ours, theirs = (
        [token for token in doc.tokens if within.start <= token.start and token.end <= within.end]
        for doc, within in ((one, span), (other, span_too))
    )
    gaps, gaps_too = _between(one, span, ours), _between(other, span_too, theirs)
    if (
        gaps == gaps_too
        and len(ours) > 1
        and all(one.text[a.start].isalnum() == other.text[b.start].isalnum() for a, b in zip(ours, theirs, strict=True))
    ):
        for a, b in zip(ours, theirs, strict=True):
            if one[a] != other[b]:
                yield Change(a, one[a], other[b])
        return
    yield _trimmed(one, span, other[span_too])


def _between(doc: Document, span: Span, tokens: Sequence[Span]) -> list[str]:
    """What stands around and between some tokens of a stretch."""
    edges = [span.start, *(edge for token in tokens for edge in token), span.end]
    return [doc.text[edges[k] : edges[k + 1]] for k in range(0, len(edges), 2)]


def _trimmed(doc: Document, span: Span, after: str) -> Change:
    """A change without the white space that both sides begin or end with."""
    start, end = span
    while start < end and after and doc.text[start] == after[0] and after[0].isspace():
        start, after = start + 1, after[1:]
    while start < end and after and doc.text[end - 1] == after[-1] and after[-1].isspace():
        end, after = end - 1, after[:-1]
    return Change(Span(start, end), doc.text[start:end], after)


def _kept(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of equal tokens on the cheapest path; of equally cheap paths the one that keeps tokens early."""
    head = 0
    while head < min(len(ours), len(theirs)) and ours[head] == theirs[head]:
        head += 1
    tail = 0
    while tail < min(len(ours), len(theirs)) - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    a, b = ours[head : len(ours) - tail], theirs[head : len(theirs) - tail]
    middle = [(head + i, head + j) for i, j in _path(a, b) if a[i] == b[j]] if a and b else []
    ends = [(len(ours) - k, len(theirs) - k) for k in range(tail, 0, -1)]
    return [(k, k) for k in range(head)] + middle + ends


def _path(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Replaced and kept pairs of the cheapest alignment (Wagner and Fischer 1974)."""
    cost = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a), -1, -1):
        for j in range(len(b), -1, -1):
            if i < len(a) and j < len(b):
                cost[i][j] = min(cost[i + 1][j + 1] + _swap(a[i], b[j]), cost[i + 1][j] + 1, cost[i][j + 1] + 1)
            else:
                cost[i][j] = float(len(a) - i + len(b) - j)
    i = j = 0
    out = []
    while i < len(a) and j < len(b):
        if cost[i][j] == cost[i + 1][j + 1] + _swap(a[i], b[j]):
            out.append((i, j))
            i, j = i + 1, j + 1
        elif cost[i][j] == cost[i + 1][j] + 1:
            i += 1
        else:
            j += 1
    return out


def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one[0].isalnum() != other[0].isalnum():
        return _STRANGE
    return _RELATED if one[:_STEM].lower() == other[:_STEM].lower() else 1.0
