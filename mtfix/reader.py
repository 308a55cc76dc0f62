"""One pass over a text: what the dictionary and the model see in it, what the document as a whole says, what to do.

Protected spans and foreign lines are set aside, the dictionary proposes, the model weighs every proposal in its window,
the document prior raises or lowers them all, the thesaurus is asked where the model is surprised, the policy decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mtfix import assets, decide
from mtfix.artefacts import artefacts
from mtfix.artefacts.found import Artefact
from mtfix.artefacts.furniture import whole_lines
from mtfix.candidates import Candidate, from_matches, from_thesaurus
from mtfix.config import Config
from mtfix.dictionary import Matcher, compile_entries, read_entries, read_rows
from mtfix.edits import Edit, Left
from mtfix.errors import ConfigError
from mtfix.habit import read_frequencies
from mtfix.language import foreign
from mtfix.lm import LanguageModel
from mtfix.prior import Belief
from mtfix.protect import Cover, protected
from mtfix.rules import speaks
from mtfix.spans import Document, Span
from mtfix.thesaurus import Thesaurus
from mtfix.windows import windows


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass decided, and the document prior it used."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    beliefs: Mapping[str, Belief] = field(default_factory=dict)

    @property
    def spun(self) -> float:
        """The probability that a machine rewrote the text, by the family that most speaks for it."""
        return max((belief.spun for belief in self.beliefs.values()), default=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the dictionary and the model see it: what is closed to repairs and reported at once, the gain and the
    log-odds of every candidate, the log-odds of every word, what translation left, the lines to remove."""

    doc: Document
    closed: Sequence[Span]
    left: tuple[Left, ...]
    gains: Mapping[Candidate, float]
    odds: Mapping[Candidate, float]
    words: Sequence[float]
    artefacts: Sequence[Artefact]
    furniture: tuple[Edit, ...]


class Reader:
    """The assets of a configuration, loaded when first needed, and what they say of a text."""

    def __init__(self, config: Config, model: LanguageModel | None = None) -> None:
        self._config = config
        self._given = model
        self._last: Reading | None = None  # the last pass of a run and the first of the next read the same text

    @cached_property
    def model(self) -> LanguageModel:
        """The language model of the configuration."""
        if self._given is not None:
            return self._given
        from mtfix.lm.load import load

        return load(self._config.model)

    @cached_property
    def matcher(self) -> Matcher:
        rows = []
        for name in self._config.dictionaries:
            if name.endswith(".tsv"):
                rows += compile_entries(read_entries(Path(name)))
            else:
                rows += read_rows(assets.locate(name).path / "compiled.tsv")
        return Matcher(rows)

    @cached_property
    def frequency(self) -> dict[str, float]:
        folders = [assets.locate(name).path for name in self._config.dictionaries if not name.endswith(".tsv")]
        tables = [folder / "frequency.tsv" for folder in folders if (folder / "frequency.tsv").is_file()]
        return {word: count for path in tables for word, count in read_frequencies(path).items()}

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return Thesaurus(assets.locate(self._config.thesaurus).path / "thesaurus.tsv.gz")

    @cached_property
    def _never(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Allowed phrases and protected names, files included."""
        config = self._config
        return (*config.allow, *_listed(config.allow_files)), (*config.names, *_listed(config.names_files))

    def decide(self, text: str, floor: Mapping[str, Belief], shut: Iterable[Span] = ()) -> Round:
        """One reading of a text. `floor` is the document prior of earlier passes: what showed that the text was spun
        has been repaired by now, and a prior that never falls makes the last pass agree with any later run."""
        reading = self.read(text)
        doc, calibration = reading.doc, self.model.calibration
        if not doc.tokens:
            return Round((), reading.left)
        shut = tuple(shut)
        closed = Cover([*reading.closed, *shut])
        gains = {c: gain for c, gain in reading.gains.items() if not closed.touches(c.span)}
        odds = {c: reading.odds[c] for c in gains}
        beliefs = decide.firmer(decide.believe(doc, odds, reading.words, calibration, reading.artefacts), floor)
        words = decide.word_scores(doc, reading.words, beliefs[decide.WORD], closed)
        odd = {k: score for k, score in words.items() if score >= calibration.odd}
        explained = {k for c in gains for k in range(c.first, c.last)}
        suspects = [k for k in odd if k not in explained]
        if suspects and self._config.thesaurus:
            more = [c for k in suspects for c in from_thesaurus(doc, k, self._thesaurus.near(doc.words[k]))]
            touched = [w for w in windows(doc) if any(w[0] <= k < w[1] for k in suspects)]
            _, found = decide.ask(self.model, doc, touched, self._open(more, closed))
            gains |= found
            odds |= decide.log_odds(doc, found, calibration, self.frequency)
        weighed = decide.weigh(doc, gains, odds, beliefs, self.frequency)
        damage = [a for a in reading.artefacts if not closed.touches(a.span)]
        edits, rest = decide.edits_and_rest(doc, weighed, odd, self._threshold, calibration.report, artefacts=damage)
        edits = _removed(reading.furniture, edits, Cover(shut))
        left = [*reading.left, *rest]
        if self._speaks("MT202"):
            covered = Cover([*(e.span for e in edits), *(item.finding.span for item in left)])
            left += (
                _unexplained(doc.tokens[k], score) for k, score in odd.items() if not covered.touches(doc.tokens[k])
            )
        return Round(edits, tuple(left), beliefs)

    def read(self, text: str) -> Reading:
        """What the dictionary and the model say of a text, whatever is believed of it."""
        if (last := self._last) and last.doc.text == text:
            return last
        self._last = reading = self._read(text)
        return reading

    def _read(self, text: str) -> Reading:
        doc = Document(text)
        strange = foreign(doc, self._config.language) if self._config.language else []
        kept = protected(doc, *self._never)
        closed = [*kept, *strange]
        left = tuple(
            Left(decide.finding(line, "MT402", 1.0, ()), (), "another language")
            for line in strange
            if self._speaks("MT402")
        )
        candidates = self._open(from_matches(doc, self.matcher.matches(doc)), Cover(closed))
        answers, gains = decide.ask(self.model, doc, list(windows(doc)), candidates)
        calibration = self.model.calibration
        odds = decide.log_odds(doc, gains, calibration, self.frequency)
        damage = [a for a in artefacts(doc) if self._speaks(a.rule)]
        furniture: tuple[Edit, ...] = ()
        if self._config.strip_furniture:
            lines = [item.finding.span for item in left] + [a.span for a in damage if a.rule == "MT403"]
            furniture = _furniture(doc, lines, Cover(kept))
        words = decide.word_odds(answers, calibration)
        return Reading(doc, closed, left, gains, odds, words, damage, furniture)

    @property
    def _threshold(self) -> float:
        """The score from which on an edit is made."""
        given = self._config.min_score
        return self.model.calibration.threshold(self._config.budget) if given is None else given

    def _open(self, candidates: Iterable[Candidate], closed: Cover) -> list[Candidate]:
        return [c for c in candidates if self._speaks(c.rule) and not closed.touches(c.span)]

    def _speaks(self, rule: str) -> bool:
        return speaks(rule, self._config.off, self._config.only)


def _furniture(doc: Document, lines: Sequence[Span], kept: Cover) -> tuple[Edit, ...]:
    """Edits that remove lines; none in a text of which they would take more than half."""
    whole = whole_lines(doc.text, sorted(line for line in lines if not kept.touches(line)))
    if 2 * sum(end - start for start, end in whole) > len(doc.text):
        return ()
    return tuple(Edit(line, doc[line], "", "MT403", "unsafe", 0.9, 0.0, "furniture") for line in whole)


def _removed(furniture: Sequence[Edit], edits: Sequence[Edit], shut: Cover) -> tuple[Edit, ...]:
    """The edits and the removed lines, in which nothing else is done."""
    lines = [line for line in furniture if not shut.touches(line.span)]
    gone = Cover(line.span for line in lines)
    return tuple(sorted([*lines, *(e for e in edits if not gone.touches(e.span))], key=lambda e: e.span))


def _unexplained(span: Span, score: float) -> Left:
    return Left(decide.finding(span, "MT202", score, ()), (), "no candidate fits")


def _listed(paths: Iterable[str]) -> list[str]:
    """The lines of word lists, comments and blanks left out."""
    out = []
    for path in paths:
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read as a word list: {error}") from None
        out += [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
    return out
