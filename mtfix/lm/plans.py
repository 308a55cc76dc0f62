"""From a question to what a transformer must read for it, and from what that says back to an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mtfix.candidates import Candidate
from mtfix.lm import Answer, Ask
from mtfix.lm.rows import Path, Row, chain, differing, forest, trunk
from mtfix.lm.texts import Stretch
from mtfix.spans import Span

TAIL = 12  # pieces after the last edit that still count; 24 cost half as much again and rank candidates no better
NODES = 384  # pieces that a tree may be longer than its text; longer ones spend their time on attention
STRIDE = 8  # every eighth token is hidden at once, about the share of words that masked models are trained with
ABSENT = -20.0  # nats for what stands beyond the piece limit
Encode = Callable[[str], tuple[list[int], list[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows to read, the number of sums of log-probabilities they fill, and what these sums mean."""

    rows: list[Row]
    slots: int
    answer: Callable[[Any], Answer]


def causal(ask: Ask, encode: Encode, root: int, longest: int, branching: bool) -> Plan:
    """Text and hypotheses read from left to right: as one tree, or each on its own where the model allows no trees.

    A hypothesis is compared with the text from the first piece in which they differ to TAIL pieces after the last.
    """
    stretch = Stretch.of(ask)
    found, offsets = encode(stretch.render(())[0])
    base = [root, *found]
    paths, ends = [], []
    slots = max(0, len(base[:longest]) - 1)
    for hypothesis in ask.hypotheses:
        ids = [root, *encode(stretch.render(hypothesis)[0])[0]]
        first, end, own_end = differing(base, ids, TAIL)
        ends.append((first, end, slots))
        if max(end, own_end) <= longest:
            paths.append(Path(ids[:own_end], first, slots))
        else:
            ends[-1] = (0, 0, slots)
        slots += 1
    text = trunk(base[:longest], 0)
    rows = forest(text, paths, NODES) if branching else [text, *map(chain, paths)]
    owners = stretch.owners(offsets)[: longest - 1]

    def answer(sums: Any) -> Answer:
        gains = [float(sums[slot] - sums[first - 1 : end - 1].sum()) if first else ABSENT for first, end, slot in ends]
        return Answer(_surprise(ask, owners, sums), _rounded(gains))

    return Plan(rows, slots, answer)


def masked(ask: Ask, encode: Encode, mask: int, longest: int) -> Plan:
    """Each phrase hidden in its place, the text's own and every candidate's, and revealed piece by piece.

    A piece sees those of its phrase to its left only (Kauf and Ivanova 2023): pieces that see the rest of their own
    word guess it from there, which favours long words. Gains of several candidates add up.
    """
    stretch = Stretch.of(ask)
    text = stretch.render(())[0]
    base, offsets = encode(text)
    owners = stretch.owners(offsets)[: longest - 1]
    rows = _hidden(base[:longest], owners, mask)
    slots = len(base)
    phrases: dict[tuple[Span, str], tuple[int, bool]] = {}

    def add(span: Span, place: Span, ids: Sequence[int], where: Sequence[tuple[int, int]], phrase: str) -> None:
        nonlocal slots
        own = [k for k, (low, high) in enumerate(where) if low < place.end and high > place.start]
        fits = bool(own) and len(ids) <= longest
        phrases[span, phrase] = slots, fits
        rows.extend(_revealed(ids, own, mask, slots) if fits else ())
        slots += 1

    for c in dict.fromkeys(c for hypothesis in ask.hypotheses for c in hypothesis):
        written = ask.document[c.span]
        if (c.span, written) not in phrases:
            add(c.span, Span(c.span.start - stretch.start, c.span.end - stretch.start), base, offsets, written)
        if (c.span, c.after) not in phrases:
            changed, places = stretch.render((c,))
            add(c.span, places[0], *encode(changed), c.after)

    def gain(c: Candidate, sums: Any) -> float:
        (after, fits), (before, fitted) = phrases[c.span, c.after], phrases[c.span, ask.document[c.span]]
        return float(sums[after] - sums[before]) if fits and fitted else ABSENT

    def answer(sums: Any) -> Answer:
        gains = [sum(gain(c, sums) for c in hypothesis) for hypothesis in ask.hypotheses]
        return Answer(_surprise(ask, owners, sums), _rounded(gains))

    return Plan(rows, slots, answer)


def _hidden(ids: Sequence[int], owners: Sequence[int], mask: int) -> list[Row]:
    """The text with every STRIDEth token hidden, STRIDE times; slot k is what piece k + 1 has in `causal`, too."""
    rows = []
    for turn in range(STRIDE):
        own = [k for k, token in enumerate(owners) if token >= 0 and token % STRIDE == turn and k < len(ids)]
        hidden = [mask if k in own else piece for k, piece in enumerate(ids)]
        rows.append(Row(hidden, None, [(k, ids[k], k) for k in own]))
    return [row for row in rows if row.targets]


def _revealed(ids: Sequence[int], own: Sequence[int], mask: int, slot: int) -> list[Row]:
    rows = []
    for done, at in enumerate(own):
        closed = set(own[done:])
        rows.append(Row([mask if k in closed else p for k, p in enumerate(ids)], None, [(at, ids[at], slot)]))
    return rows


def _surprise(ask: Ask, owners: Sequence[int], sums: Any) -> tuple[float, ...]:
    """Nats by token: 0 for one without pieces of its own ("..." may be a single piece), ABSENT beyond the limit."""
    out = [0.0] * (ask.last - ask.first)
    for k, token in enumerate(owners):
        if token >= 0:
            out[token] -= float(sums[k])
    reached = max(owners, default=-1)
    return _rounded(out[: reached + 1] + [ABSENT] * (len(out) - reached - 1))


def _rounded(nats: Sequence[float]) -> tuple[float, ...]:
    """To a thousandth of a nat: far below what decides, and far above how processors differ."""
    return tuple(round(x, 3) for x in nats)
