"""What a report shows of a text: its repairs with some words around them, never more than a few thousand characters."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from mtfix.edits import Edit, Repair
from mtfix.spans import Span

AROUND = 90  # code points of unchanged text on either side of a repair
PHRASE = 160  # code points of one side of a repair, of a document's name, of anything else that could be long
TOGETHER = 6  # repairs that are shown side by side in one piece
REPAIRS = 50  # repairs of one document that are shown; the others are counted


class Change(NamedTuple):
    """One repair as it is shown: offsets in the document, both sides cut to PHRASE, `score` rounded to millionths."""

    start: int
    end: int
    before: str
    after: str
    rule: str
    family: str
    score: float
    gain: float
    runner_up: str


class Hunk(NamedTuple):
    """Repairs that stand close together: `texts` go before, between and behind the `changes`; `line` counts from 1."""

    line: int
    texts: tuple[str, ...]
    changes: tuple[Change, ...]


def clip(text: str, most: int = PHRASE) -> str:
    """A text of at most `most` code points: its ends, where it is longer.

    >>> clip("abcdefghij", 5)
    'ab…ij'
    """
    if len(text) <= most:
        return text
    head = (most - 1) // 2
    return f"{text[:head]}…{text[len(text) - (most - 1 - head) :]}"


def change(edit: Edit) -> Change:
    """An edit as it is shown."""
    sides = clip(edit.before), clip(edit.after), edit.rule, clip(edit.family)
    return Change(*edit.span, *sides, round(edit.score, 6), round(edit.gain, 2), clip(edit.runner_up))


def around(text: str, within: Span, most: int = AROUND, bounds: Span | None = None) -> tuple[str, str]:
    """What stands before and behind a span, cut at a blank where one is near, and at `bounds`.

    >>> around("one two three four", Span(4, 7), 8)
    ('one ', ' three…')
    """
    first, last = bounds or Span(0, len(text))
    start, end = max(first, within.start - most), min(last, within.end + most)
    return _tail(text[start : within.start], start > first), _head(text[within.end : end], end < last)


def hunks(made: Repair) -> tuple[Hunk, ...]:
    """The first REPAIRS repairs of a text, up to TOGETHER of one line and in reach of each other in one piece."""
    out, line, counted = [], 1, 0
    groups = list(_groups(made.before, made.edits[:REPAIRS]))
    gaps = [Span(0, len(made.before))]
    gaps += [_gap(made.before, one[-1].span.end, other[0].span.start) for one, other in pairwise(groups)]
    for group, first, last in zip(groups, gaps, [*gaps[1:], gaps[0]], strict=True):
        whole = Span(group[0].span.start, group[-1].span.end)
        line += made.before.count("\n", counted, whole.start)
        counted = whole.start
        left, right = around(made.before, whole, bounds=Span(first.start, last.end))
        between = [made.before[a.span.end : b.span.start] for a, b in pairwise(group)]
        out.append(Hunk(line, (left, *between, right), tuple(map(change, group))))
    return tuple(out)


def _gap(text: str, end: int, start: int) -> Span:
    """What lies between two pieces: the second begins at its start, the first stops at its end. So one text may be
    shown by both, but for line breaks, which part it."""
    close = text.find("\n", end, min(start, end + 2 * AROUND))
    opened = text.rfind("\n", max(end, start - 2 * AROUND), start)
    return Span(opened + 1 or end, start if close < 0 else close)


def _groups(text: str, edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    group: list[Edit] = []
    for edit in edits:
        if group:
            end, start = group[-1].span.end, edit.span.start
            if len(group) == TOGETHER or start - end > 2 * AROUND or "\n" in text[end:start]:
                yield group
                group = []
        group.append(edit)
    if group:
        yield group


def _tail(text: str, cut: bool) -> str:
    blank = text.find(" ", 0, 20) if cut else -1
    return "…" + text[blank + 1 :] if cut else text


def _head(text: str, cut: bool) -> str:
    blank = text.rfind(" ", max(0, len(text) - 20)) if cut else -1
    return (text[:blank] if blank > 0 else text) + "…" if cut else text


def hunk_from(value: Any) -> Hunk:
    """What a Hunk became in JSON, back again; TypeError or ValueError for anything else."""
    line, texts, changes = value
    hunk = Hunk(int(line), tuple(map(_text, texts)), tuple(map(change_from, changes)))
    if len(hunk.texts) != len(hunk.changes) + 1:
        raise ValueError("a hunk has one text more than changes")
    return hunk


def change_from(value: Any) -> Change:
    """What a Change became in JSON, back again; TypeError or ValueError for anything else."""
    start, end, before, after, rule, family, score, gain, runner_up = value
    before, after, rule, family, runner_up = map(_text, (before, after, rule, family, runner_up))
    return Change(int(start), int(end), before, after, rule, family, float(score), float(gain), runner_up)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, found {value!r:.40}")
    return value
