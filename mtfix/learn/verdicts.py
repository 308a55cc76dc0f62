"""What a person marked on the page of a report, as a dictionary and as a list of what is never touched.

Accepted repairs become rows. Their weight is the log-odds of having been accepted and not rejected, as `mtfix.learn`
counts them. Where all marks of a phrase say that it was right as it stood, the phrase goes onto the allow-list, and
its rows go; where one place was, that place goes with its neighbouring words.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any, NamedTuple

from mtfix.dictionary import Entry, Row, compile_entries, parse_entry
from mtfix.errors import InputError
from mtfix.learn import LEAST, MOST
from mtfix.summary import fold

_ARTICLE = re.compile(r"an? (?=.)", re.IGNORECASE)
_BEFORE = re.compile(r"(?:(?<!\S)\S+ ){0,2}\Z")
_BEHIND = re.compile(r"\S*(?: \S+(?!\S)){0,2}")


class Verdict(NamedTuple):
    """A mark on a repair. `times` places are meant; `left` and `right` are the words around a single place, and None
    for a mark on all places of a repair."""

    before: str
    after: str
    rule: str
    accepted: bool
    times: int = 1
    left: str | None = None
    right: str | None = None


class Learned(NamedTuple):
    """Rows to write, phrases to allow, and what was left out with the reason."""

    rows: tuple[Entry, ...]
    allowed: tuple[str, ...]
    out: tuple[str, ...]


def read_review(written: str) -> list[Verdict]:
    """The marks in an exported review; raises InputError for anything else."""
    try:
        review = json.loads(written)
    except ValueError as error:
        raise InputError(f"is no JSON: {error}; export the marks of the report again") from None
    if not isinstance(review, dict) or review.get("mtfix-review") != 1:
        raise InputError(
            'is no review: expected {"mtfix-review": 1, "pairs": [...], "places": [...]}, as a report exports'
        )
    verdicts = []
    for kind in ("pairs", "places"):
        listed = review.get(kind)
        if not isinstance(listed, list):
            raise InputError(f"{kind!r} should be a list, found {type(listed).__name__}")
        for number, mark in enumerate(listed, 1):
            try:
                verdicts.append(_verdict(mark, kind == "places"))
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(f"{kind} {number}: {error!s}; found {mark!r:.200}") from None
    return verdicts


def _verdict(mark: Any, place: bool) -> Verdict:
    if not isinstance(mark, dict):
        raise TypeError("expected an object")
    for name in ("before", "after", "rule", "mark", *(("left", "right") if place else ())):
        if not isinstance(mark.get(name), str):
            raise TypeError(f"{name!r} should be a string")
    if mark["mark"] not in ("accept", "reject"):
        raise ValueError('\'mark\' should be "accept" or "reject"')
    sides = mark["before"], mark["after"], mark["rule"], mark["mark"] == "accept"
    if place:
        return Verdict(*sides, 1, mark["left"], mark["right"])
    count = mark.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError("'count' should be a whole number from 1 on")
    return Verdict(*sides, count)


def learn(
    verdicts: Iterable[Verdict],
    base: Iterable[Entry] = (),
    known: Iterable[Row] = (),
    family: str = "reviewed",
) -> Learned:
    """Rows and allowed phrases. The rows of `base` come along, but for what the marks say otherwise; a row for what
    one of the `known` rows did has the guards of that row.

    >>> marks = Verdict("struggle", "war", "MT101", True, 5), Verdict("navy", "military", "MT101", False, 3)
    >>> made = learn(marks)
    >>> [row[:4] for row in made.rows], made.allowed
    ([('struggle', 'x', 'war', 'w=1.8')], ('navy',))
    """
    out: list[str] = []
    marks = _counted(verdicts, out)
    spoken = {before for (before, _), mark in marks.items() if mark.accepted}
    allowed: dict[str, None] = {}
    for (before, _), mark in marks.items():
        whole = mark.banned and before not in spoken
        for phrase in mark.forms if whole else mark.places:
            allowed[phrase] = None
    settled: set[tuple[str, str]] = set()
    rows = list(_revised(base, marks, settled))
    guards: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in known:
        guards[row.dirty, row.clean].add(row.guards)
    for (before, after), mark in marks.items():
        if not mark.accepted or (before, after) in settled:
            continue
        if mark.weight <= 0:
            out.append(f"{before} → {after}: rejected as often as accepted")
            continue
        for needs in sorted(guards.get((before, after)) or {"cap" * (mark.rule == "MT103")}):
            try:
                rows.append(parse_entry(f"{before}\tx\t{after}\t{_weighted(needs, mark.weight)}", family))
            except ValueError as error:
                out.append(f"{before} → {after}: {error}")
    return Learned(tuple(sorted(set(rows))), tuple(phrase for phrase in allowed if _listable(phrase, out)), tuple(out))


@dataclass(slots=True)
class _Mark:
    """All that was said about one repair; `places` are rejected ones with their neighbours."""

    rule: str
    accepted: int = 0
    rejected: int = 0
    banned: bool = False
    forms: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        nats = log((self.accepted + 1) / (self.rejected + 1))
        return round(min(MOST, max(-MOST, nats)), 1)


def _counted(verdicts: Iterable[Verdict], out: list[str]) -> dict[tuple[str, str], _Mark]:
    """Marks by repair; one on all places counts those that have no mark of their own."""
    marks: dict[tuple[str, str], _Mark] = {}
    for verdict in sorted(verdicts, key=lambda v: v.left is None):  # places first
        if "…" in verdict.before + verdict.after:
            out.append(f"{verdict.before} → {verdict.after}: was shortened by the report")
            continue
        written, before, after = _sides(verdict.before, verdict.after)
        mark = marks.setdefault((before, after), _Mark(verdict.rule))
        if verdict.left is None:
            count = max(0, verdict.times - mark.accepted - mark.rejected)
            mark.banned |= not verdict.accepted
        else:
            count = 1
        mark.accepted += count * verdict.accepted
        mark.rejected += count * (not verdict.accepted)
        if not verdict.accepted:
            mark.forms[written] = None
        if verdict.left is not None and verdict.right is not None and not verdict.accepted:
            behind = _BEHIND.match(verdict.right)
            left, right = _BEFORE.findall(verdict.left)[0], behind[0] if behind else ""
            phrase = f"{left}{verdict.before}{right}".strip()
            if phrase == verdict.before:
                out.append(f"{phrase}: stands alone, so its place cannot be told from others")
            else:
                mark.places[phrase] = None
    return marks


def _sides(before: str, after: str) -> tuple[str, str, str]:
    """What was written, then both sides as a dictionary has them: no article that only followed its noun."""
    if _ARTICLE.match(before) and _ARTICLE.match(after):
        before, after = _ARTICLE.sub("", before, count=1), _ARTICLE.sub("", after, count=1)
    return before, *fold(before.replace("’", "'"), after.replace("’", "'"))


def _revised(
    base: Iterable[Entry], marks: Mapping[tuple[str, str], _Mark], settled: set[tuple[str, str]]
) -> Iterator[Entry]:
    """The rows of a dictionary as the marks leave them; what they settle needs no row of its own."""
    for entry in base:
        sides = {(row.dirty, row.clean) for row in compile_entries([entry])} & marks.keys()
        if entry.pos == "s" or not sides:
            yield entry
            continue
        settled |= sides
        said = [marks[each] for each in sides]
        whole = _Mark("", sum(m.accepted for m in said), sum(m.rejected for m in said))
        if whole.accepted or not any(m.banned for m in said):
            terms = [term for term in entry.guards.split() if not term.startswith("w=")]
            yield entry._replace(guards=_weighted(" ".join(terms), whole.weight))


def _weighted(guards: str, weight: float) -> str:
    return f"{guards} w={weight:g}".strip() if abs(weight) >= LEAST else guards


def _listable(phrase: str, out: list[str]) -> bool:
    """Whether a line of an allow-list can hold a phrase."""
    if phrase.isprintable() and phrase.strip() and "#" not in phrase and "…" not in phrase:
        return True
    out.append(f"{phrase!a}: no line of an allow-list can say this")
    return False


def with_allowed(known: str, phrases: Iterable[str]) -> str:
    """The text of an allow-list, with the phrases that it lacks at its end."""
    there = {line.strip().lower() for line in known.splitlines()}
    more = [phrase for phrase in phrases if phrase.lower() not in there]
    start = known if known.endswith("\n") or not known else known + "\n"
    return start + "".join(f"{phrase}\n" for phrase in more)
