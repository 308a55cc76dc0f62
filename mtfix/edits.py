"""What was found, what was changed, what was left: plain values, and the few laws that bind them.

An edit carries the text it expects, and is applied by its span. Edits of one text are sorted and disjoint;
`apply` copies slices once; `invert` leads back; `compose` folds two rounds into one set that speaks of the
first text. The edits are the explanation: the repaired text is computed from them and from nothing else.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, Protocol

from mtfix.errors import StaleEdit
from mtfix.spans import Span

Safety = Literal["safe", "unsafe", "display"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that a machine probably rewrote.

    `rule` is an id that `mtfix explain` knows; `score` the calibrated probability that the span is wrong;
    `suggestions` what may have stood there, best first.
    """

    span: Span
    rule: str
    score: float
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair: at `span`, which must read `before`, put `after`.

    `score` is the calibrated probability that the edit is right, `gain` how much likelier the text becomes (nats),
    `family` what leaves such damage (a spinner, a source language), `runner_up` the second-best replacement.
    """

    span: Span
    before: str
    after: str
    rule: str
    safety: Safety
    score: float
    gain: float
    family: str = ""
    runner_up: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that was not repaired: its candidates, best first, and why."""

    finding: Finding
    candidates: tuple[Edit, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A text before and after, with every edit that leads from one to the other.

    `spun` is the probability that a machine rewrote the text at all.

    >>> edit = Edit(Span(0, 4), "Navy", "Military", "MT101", "safe", 0.99, 6.0)
    >>> fixed = Repair("Navy action.", "Military action.", (edit,), (), "doc")
    >>> fixed.revert(), fixed.map(5)
    ('Navy action.', 9)
    """

    before: str
    after: str
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    signature: str
    spun: float = 0.0

    def revert(self) -> str:
        """`before`, computed from `after` by the inverted edits; raises StaleEdit if `after` was tampered with."""
        return apply(self.after, invert(self.edits))

    def map(self, offset: int) -> int:
        """Where the code point at `offset` of `before` is in `after`; inside an edit, the edit's start."""
        i = bisect_right(self.edits, offset, key=lambda e: e.span.start)
        shift = sum(len(e.after) - len(e.before) for e in self.edits[: i - 1]) if i else 0
        if not i:
            return offset
        last = self.edits[i - 1]
        if offset < last.span.end:
            return last.span.start + shift
        return offset + shift + len(last.after) - len(last.before)


def _place(edit: Edit) -> tuple[Span, str]:
    return edit.span, edit.after


def clash(one: Span, other: Span) -> bool:
    """Whether edits at the two spans (`one` not after `other`) could not both be applied."""
    return other.start < one.end or one == other


def choose(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The disjoint subset that a greedy pass in order of score keeps, sorted by place; the same for any input order."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (-e.score, -e.gain, *_place(e), e.before, e.rule, e.family, e.runner_up)):
        at = bisect_right(kept, _place(edit), key=_place)
        # those kept are disjoint, so only the two neighbours can be in the way
        if not any(clash(*sorted((edit.span, other.span))) for other in kept[max(0, at - 1) : at + 1]):
            insort(kept, edit, key=_place)
    return tuple(kept)


class Replacement(Protocol):
    """What `apply` needs of an edit."""

    @property
    def span(self) -> Span: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


def apply(text: str, edits: Sequence[Replacement]) -> str:
    """The text with all edits made. They must be sorted and disjoint and find what they expect, else StaleEdit."""
    for one, other in pairwise(edits):
        if one.span > other.span or clash(one.span, other.span):
            raise StaleEdit(
                f"edits at {tuple(one.span)} and {tuple(other.span)} overlap or are not sorted; use choose() first"
            )
    pieces, end = [], 0
    for edit in edits:
        start, stop = edit.span
        if not 0 <= start <= stop <= len(text) or text[start:stop] != edit.before:
            raise StaleEdit(
                f"expected {edit.before!r} at {start}, found {text[start:stop]!r}: these edits belong to another text"
            )
        pieces += [text[end:start], edit.after]
        end = stop
    return "".join([*pieces, text[end:]])


def landed(edits: Iterable[Edit]) -> list[Span]:
    """Where the replacement of each edit stands in the text that the edits lead to."""
    out, shift = [], 0
    for edit in edits:
        start = edit.span.start + shift
        out.append(Span(start, start + len(edit.after)))
        shift += len(edit.after) - len(edit.before)
    return out


def invert(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that lead back: `apply(apply(text, edits), invert(edits)) == text`."""
    out: list[Edit] = []
    for edit, span in zip(edits, landed(edits), strict=True):
        back = replace(edit, span=span, before=edit.after, after=edit.before)
        if out and out[-1].span == back.span:  # two neighbouring deletions come back as one insertion
            back = replace(back, after=out.pop().after + back.after)
        out.append(back)
    return tuple(out)


def moved(span: Span, edits: Sequence[Edit]) -> Span:
    """Where a span that no edit touches stands after the edits."""
    shift = sum(len(e.after) - len(e.before) for e in edits if e.span.end <= span.start)
    return span.shifted(shift)


def _meet(one: Span, other: Span) -> bool:
    """Whether edits at the two spans (`one` not after `other`) share text, or touch where one of them leaves none."""
    return other.start < one.end or (other.start == one.end and (one.start == one.end or other.start == other.end))


def compose(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One set of edits of `text` that does what `first` and then `second` do.

    `second` speaks of `apply(text, first)`. Edits of the two rounds that share text become one, which keeps the rule
    and family of its surest part, the lowest score and the sum of the gains.
    """
    middle = apply(text, first)
    rounds = [(e.span, e, False) for e in second]
    rounds += ((span, e, True) for span, e in zip(landed(first), first, strict=True))
    groups: list[tuple[Span, list[Edit], list[Edit]]] = []
    for span, edit, is_first in sorted(rounds, key=lambda r: (r[0], not r[2])):
        if groups and _meet(groups[-1][0], span):
            whole, ones, twos = groups.pop()
            groups.append((Span(whole.start, max(whole.end, span.end)), ones, twos))
        else:
            groups.append((span, [], []))
        (groups[-1][1] if is_first else groups[-1][2]).append(edit)
    out: list[Edit] = []
    shift = 0
    for span, ones, twos in groups:
        grown = sum(len(e.after) - len(e.before) for e in ones)
        at = Span(span.start - shift, span.end - shift - grown)
        shift += grown
        if not twos:
            out += ones
            continue
        if not ones:
            out += [replace(e, span=e.span.shifted(-shift)) for e in twos]
            continue
        inner = [replace(e, span=e.span.shifted(-span.start)) for e in twos]
        after = apply(middle[span.start : span.end], inner)
        if after != text[at.start : at.end]:
            parts = ones + twos
            sure = max(parts, key=lambda e: e.score)
            merged = replace(sure, span=at, before=text[at.start : at.end], after=after, runner_up="")
            out.append(replace(merged, score=min(e.score for e in parts), gain=sum(e.gain for e in parts)))
    return tuple(out)
