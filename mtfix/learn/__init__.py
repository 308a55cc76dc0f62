"""Dictionary rows from aligned passages: what a machine writes, and what stood there before.

The swaps of all passages are folded into rows of lemmas (`swaps`) and counted. What is noise, or has too little to
speak for it (`evidence`), is left out with the reason. The weight of a row is the log-odds of its dirty phrase having
been changed to its clean phrase in these passages, and not kept or changed to another.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log
from pathlib import Path
from typing import NamedTuple

from mtfix import assets
from mtfix.dictionary import Entry
from mtfix.errors import InputError
from mtfix.files import decode
from mtfix.habit import read_frequencies
from mtfix.learn.evidence import NAME, Evidence, Sides, Usage, asked, usage
from mtfix.learn.looks import FUNCTION
from mtfix.learn.phrases import Passage, Swap, segment
from mtfix.learn.swaps import Found, look_around, rows_of, written
from mtfix.spans import tokenize
from mtfix.thesaurus import Thesaurus

MOST = 3.0  # nats either way that a weight may say
LEAST = 0.3  # what is less is not said
_STAYED = 2  # times that a phrase may stay which was changed once
_LISTED = 4  # words that a guard lists at most
_ASTRAY = 0.05  # share of the other occurrences that a guard may let pass
_AROUND = 3  # words of an example on either side


@dataclass(frozen=True, slots=True)
class Terms:
    """What a row needs to be learned, and how it is written.

    `habits`: whether more must speak for a pair that was seen once where few pairs come back, because machines have
    habits; translation has hardly any.
    """

    min_count: int = 1
    max_per_million: float = inf
    guards: bool = False
    family: str = "learned"
    habits: bool = True


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row and its evidence; `reason` tells why it was left out where it was, else what speaks for it.

    `kept` counts where the dirty phrase stayed or became something else, `per_million` how often clean text has it
    (None where nobody counted); `guard` tells changed occurrences from all others.
    """

    entry: Entry
    changed: int
    kept: int
    weight: float
    per_million: float | None
    guard: str
    learned: bool
    reason: str
    example: str


REVIEW = "dirty pos clean changed kept weight clean_per_million guard decision reason example".split()


class _Court(NamedTuple):
    """All that a row is judged by; `least` are the nats that must speak for one that was seen once."""

    evidence: Evidence
    seen: Usage
    least: float
    terms: Terms


def learn(pairs: Iterable[tuple[str, str]], clean: Iterable[str] = (), terms: Terms | None = None) -> list[Lesson]:
    """All rows that dirty passages and their clean sides hold, learned or left out, sorted.

    `clean` is more clean text, in which the dirty phrases are false alarms.

    >>> lessons = learn([("The navy motion failed.", "The military action failed."), ("A navy.", "A military.")])
    >>> [lesson.entry[:4] for lesson in lessons if lesson.learned]
    [('motion', 'n', 'action', 'w=0.7'), ('navy', 'n', 'military', 'w=1.1')]
    """
    evidence = _evidence()
    passages = segment(pairs, evidence.related)
    found = rows_of(passages, evidence.exists)
    look_around(passages, found)
    sound = [each for each in found if not each.noise]
    sides = {side.lower() for each in sound for pair in each.pairs for side in pair}
    seen = usage(clean, sides.union(*(each.forms for each in sound)))
    terms = terms or Terms()
    court = _Court(evidence, seen, asked(len(each.uses) for each in sound) if terms.habits else 0.0, terms)
    return sorted((_lesson(each, court) for each in found), key=lambda lesson: (lesson.entry, lesson.reason))


@lru_cache(maxsize=1)
def _evidence() -> Evidence:
    return Evidence(
        Thesaurus(assets.locate("thesaurus-en").path / "thesaurus.tsv.gz"),
        read_frequencies(assets.locate("dictionary-en").path / "frequency.tsv"),
    )


def _lesson(each: Found, court: _Court) -> Lesson:
    seen, terms, count = court.seen, court.terms, len(each.uses)
    outside = [seen.sides[form] for form in sorted(each.forms) if form in seen.sides]
    guard, past = _guard(each.changed, each.others, outside)
    guarded = terms.guards and guard != ""
    weight = log((count + 1) / ((past if guarded else each.others.total) + 1))
    weight = round(min(MOST, max(-MOST, weight)), 1)
    per_million = (
        sum(seen.per_million(form, each.capital) for form in each.forms) if seen.words and not each.noise else None
    )
    doubt = each.noise or _doubt(each, weight, 0 if guarded else each.stayed, per_million, court)
    guards = ["cap"] * each.capital + [guard] * guarded + [f"w={weight:g}"] * (abs(weight) >= LEAST)
    return Lesson(
        entry=Entry(*each.row, " ".join(guards), terms.family),
        changed=count,
        kept=each.others.total,
        weight=weight,
        per_million=per_million,
        guard=guard,
        learned=not doubt,
        reason=doubt or ("seen once, and plausible" if count == 1 else f"seen {count:,} times"),
        example=_example(*each.uses[0]),
    )


def _doubt(each: Found, weight: float, stayed: int, per_million: float | None, court: _Court) -> str:
    """Why a row is left out for what its counts say, or nothing."""
    count, limit = len(each.uses), court.terms.max_per_million
    small = any(FUNCTION.issuperset(tokenize(side)) for side in (each.row.dirty, each.row.clean))
    reasons = {
        f"seen less than {court.terms.min_count:,} times": count < court.terms.min_count,
        "nearly always kept": weight <= -MOST,
        "function words, more often kept": small and stayed > count,
        f"more than {limit:g} in a million words of clean text": (per_million or 0.0) > limit,
        "seen once, more often kept": count == 1 and stayed > _STAYED,
    }
    told = next((reason for reason, holds in reasons.items() if holds), "")
    if told or count > 1:
        return told
    [(dirty, clean)] = each.pairs
    return court.evidence.doubt(dirty, clean, same_form=each.row.pos != "x", least=court.least, seen=court.seen)


def _guard(changed: Sides, others: Sides, outside: Sequence[Sides]) -> tuple[str, int]:
    """Neighbours that tell changed occurrences from all others, and how many others of the passages they let pass."""
    total = others.total + sum(side.total for side in outside)
    if changed.total < 2 or not total:
        return "", others.total
    for name, ours, theirs, rest in (
        ("next", changed.after, others.after, [side.after for side in outside]),
        ("prev", changed.before, others.before, [side.before for side in outside]),
    ):
        everywhere = sum(rest, theirs)
        words = {NAME} if ours[NAME] == changed.total else set(+ours) - {NAME}
        if _listable(words, changed.total) and sum(everywhere[word] for word in words) <= _ASTRAY * total:
            return f"{name}={','.join(sorted(words))}", sum(theirs[word] for word in words)
        words = set(+everywhere) - {NAME}
        if _listable(words, total) and not any(ours[word] for word in words):
            return f"not{name}={','.join(sorted(words))}", 0
    return "", others.total


def _listable(words: set[str], places: int) -> bool:
    """Whether a guard can list some words, and they come back often enough to be more than chance."""
    fine = all(word == NAME or (word.isalpha() and tokenize(word) == [word]) for word in words)
    return fine and len(words) <= min(_LISTED, places // 2)


def _example(passage: Passage, swap: Swap) -> str:
    """A swap with the words around it."""
    doc = passage.dirty
    first, last, start, end = swap
    before = written(doc, max(0, first - _AROUND), first)
    after = written(doc, last, min(len(doc.tokens), last + _AROUND))
    return f"{before} [{written(doc, first, last)} -> {written(passage.clean, start, end)}] {after}".strip()


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Dirty and clean passages, tab-separated, one pair a line, gzipped or not; further columns are ignored,
    and so are pairs with nothing on one side.

    Raises InputError with file and line for a line that is no such pair, OSError for a file that is not there.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    text = decode(line).text.rstrip("\r\n")
                except InputError as error:
                    raise InputError(f"{path}:{number}: {error}") from None
                if "\t" not in text and text.strip():
                    raise InputError(f"{path}:{number}: expected dirty text, a tab and clean text; found {text[:80]!r}")
                dirty, clean = (*text.split("\t"), "")[:2]
                if dirty.strip() and clean.strip():
                    yield dirty, clean
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: is no whole gzip file: {error}") from None


def rows(lessons: Iterable[Lesson]) -> Iterator[str]:
    """What was learned, as the lines of a dictionary file."""
    for lesson in lessons:
        if lesson.learned:
            yield "\t".join(lesson.entry[:4]).rstrip("\t")


def review(lessons: Iterable[Lesson]) -> Iterator[str]:
    """All lessons as the lines of a table with a header."""
    yield "\t".join(REVIEW)
    for it in lessons:
        often = "" if it.per_million is None else f"{it.per_million:.2f}"
        guards = " ".join(["cap"] * it.entry.guards.startswith("cap") + [it.guard] * (it.guard != ""))
        facts = (it.changed, it.kept, f"{it.weight:g}", often, guards, "learned" if it.learned else "left out")
        yield "\t".join(map(str, (*it.entry[:3], *facts, it.reason, it.example)))
