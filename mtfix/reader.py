"""One pass over a text: what the dictionary and the model see in it, what the document as a whole says, what to do.

Protected spans and foreign lines are set aside, the dictionary proposes, the model weighs every proposal in its window,
the document prior raises or lowers them all, the thesaurus is asked where the model is surprised, the policy decides.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from mtfix import decide, weighing, witnesses
from mtfix.artefacts import artefacts
from mtfix.artefacts.found import Artefact
from mtfix.artefacts.furniture import removals
from mtfix.candidates import Candidate, from_grammar, from_matches, from_thesaurus
from mtfix.config import Config
from mtfix.dictionary import Match
from mtfix.edits import Edit, Left
from mtfix.features import Evidence
from mtfix.grammar import variants
from mtfix.kit import Kit
from mtfix.language import foreign
from mtfix.prior import Belief
from mtfix.protect import Cover, ignored, protected
from mtfix.rules import RULES, speaks
from mtfix.spans import Document, Span
from mtfix.weighing import Weighed
from mtfix.windows import windows

# From so many windows on every so-many-th is read first, and the rest only where these raise a suspicion: clean texts,
# which most are, do not. Fewer windows than a dozen did not show that half of a text was spun.
STRIDES, CALM = ((108, 9), (12, 3)), 1e-3
COMMON = 0.1  # times in a million words: a rarer form is hardly ever what stood there

Words = tuple[str, ...]  # of a window, as they are written


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass decided, and the document prior it used."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    beliefs: Mapping[str, Belief] = field(default_factory=dict)

    @property
    def spun(self) -> float:
        """The probability that a machine rewrote the text, by the family that most speaks for it."""
        return max((b.spun for family, b in self.beliefs.items() if family != witnesses.TRANSLATION), default=0.0)


@dataclass(frozen=True, slots=True)
class Page:
    """A text before any model has seen it: what is closed to repairs, where which rule is silent, what is reported
    at once, the windows that a model would read and what the dictionary knows in each; which windows may hold idioms
    that need no other witness, what translation left, which lines to remove."""

    doc: Document
    closed: Sequence[Span]
    silent: Mapping[str, Cover]
    left: tuple[Left, ...]
    windows: Sequence[tuple[int, int]]
    matches: Sequence[Sequence[Match]]
    idioms: Sequence[int]
    damage: Sequence[Artefact]
    furniture: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of some windows of a page: the gain and the log-odds of every candidate, the log-odds of
    every word by its index."""

    gains: Mapping[Candidate, float]
    odds: Mapping[Candidate, float]
    words: Mapping[int, float]

    def __or__(self, other: "Reading") -> "Reading":
        return Reading({**self.gains, **other.gains}, {**self.odds, **other.odds}, {**self.words, **other.words})


class Reader:
    """What the assets of a configuration say of a text."""

    def __init__(self, config: Config, kit: Kit) -> None:
        self._config = config
        self.kit = kit

    def decide(
        self,
        text: str,
        floor: Mapping[str, Belief],
        shut: Iterable[Span] = (),
        seen: set[Words] | None = None,
    ) -> Round:
        """One reading of a text. `floor` is the document prior of earlier passes: what showed that the text was spun
        has been repaired by now, and a prior that never falls makes the last pass agree with any later run.

        Windows whose words are among `seen` were decided on before and are left out; those read now are added.
        """
        page = self.page(text, seen or frozenset())
        if seen is not None:
            seen.update(_words(page.doc, window) for window in page.windows)
        if not page.windows:
            return Round((), page.left, floor)
        shut = tuple(shut)
        closed = Cover([*page.closed, *shut])
        reading, beliefs = self._believed(page, floor)
        spun = max(belief.spun for belief in beliefs.values())
        weighed: list[Weighed] = []
        odd: dict[int, float] = {}
        proven = witnesses.proven(beliefs)
        if page.idioms or proven or spun >= self._lowest:  # no score is above `spun`
            weighed, odd = self._weighed(page, reading, beliefs, closed)
        damage = [a for a in page.damage if not closed.touches(a.span)]
        report = decide.FAINT if proven else self.kit.model.calibration.report
        edits, rest = decide.edits_and_rest(
            page.doc,
            weighed,
            odd,
            self._threshold(proven),
            report,
            artefacts=damage,
            needed=self._threshold(),
            proven=proven,
        )
        edits = decide.beside_removals(page.furniture, edits, Cover(shut))
        left = [*page.left, *rest]
        if self._speaks("MT202"):
            covered = Cover([*(e.span for e in edits), *(item.finding.span for item in left)])
            words = ((page.doc.tokens[k], score) for k, score in odd.items())
            left += (
                _unexplained(span, score)
                for span, score in words
                if not covered.touches(span) and not _hushed("MT202", span, page.silent)
            )
        return Round(edits, tuple(left), beliefs)

    def _believed(self, page: Page, floor: Mapping[str, Belief]) -> tuple[Reading, dict[str, Belief]]:
        """What the model says, and what that says of the document. Of a long text a sample may be enough."""
        count = len(page.windows)
        reading, done = Reading({}, {}, {}), set[int]()
        for stride in self._strides(count, floor):
            numbers = {*range(0, count, stride), *page.idioms} - done
            done |= numbers
            reading |= self.read(page, sorted(numbers))
            beliefs = self.believe(page, reading)
            if stride > 1 and witnesses.suspicion(beliefs) < CALM:
                return reading, beliefs
        return reading, witnesses.firmer(beliefs, floor)

    def _strides(self, windows: int, floor: Mapping[str, Belief]) -> Sequence[int]:
        """In which steps a text is read; in one where more is known or where the least suspicion is asked for."""
        if floor or self._lowest <= CALM:
            return [1]
        return [*(stride for least, stride in STRIDES if windows >= least), 1]

    def evidence(self, page: Page, reading: Reading, beliefs: Mapping[str, Belief], closed: Cover) -> Evidence:
        """All that is known of a page once the document prior is: with candidates from the thesaurus for words that the
        dictionary does not know, and other small words and forms where translation is proven."""
        doc, calibration = page.doc, self.kit.model.calibration
        gains = {c: gain for c, gain in reading.gains.items() if not closed.touches(c.span)}
        odds = {c: reading.odds[c] for c in gains}
        open_words = weighing.open_words(doc, reading.words, closed)
        more: list[Candidate] = []
        if self._config.thesaurus and self._speaks("MT201"):
            explained = {k for c in gains for k in range(c.first, c.last)}
            suspects = [k for k in open_words if reading.words[k] >= calibration.suspect and k not in explained]
            more += (c for k in suspects for c in from_thesaurus(doc, k, self.kit.thesaurus.near(doc.words[k])))
        if self._config.thesaurus and self._speaks("MT339") and witnesses.foreign(beliefs):
            known = {(c.first, c.last, c.phrase) for c in [*gains, *more]}
            bent = (c for k in sorted(reading.words) for c in from_grammar(doc, variants(doc, k, self._forms)))
            more += (c for c in bent if (c.first, c.last, c.phrase) not in known and not closed.touches(c.span))
        found = self._ask(page, more) if more else {}
        gains |= found
        odds |= weighing.log_odds(doc, found, calibration, self.kit.frequency)
        return weighing.gather(
            doc, gains, odds, reading.words, asked=open_words, beliefs=beliefs, frequency=self.kit.frequency
        )

    def _forms(self, word: str) -> tuple[str, ...]:
        return tuple(form for form in self.kit.thesaurus.forms(word) if self.kit.frequency.get(form, 0.0) >= COMMON)

    def _weighed(
        self, page: Page, reading: Reading, beliefs: Mapping[str, Belief], closed: Cover
    ) -> tuple[list[Weighed], dict[int, float]]:
        """Candidates with their probabilities, and the words that are wrong whatever stood there."""
        calibration = self.kit.model.calibration
        evidence = self.evidence(page, reading, beliefs, closed)
        spun, proven = beliefs[witnesses.WORD].spun, witnesses.proven(beliefs)
        weighed, wrong = weighing.weigh(evidence, spun, calibration.arbiter, proven)
        least = decide.ODD if proven else calibration.odd
        return weighed, {k: score for k, score in wrong.items() if score >= least}

    def page(self, text: str, seen: Set[Words] = frozenset()) -> Page:
        """A text with all that needs no model, but for the windows whose words are among `seen`."""
        doc = Document(text)
        strange = foreign(doc, self._config.language, self.kit.frequency) if self._config.language else []
        kept = protected(doc, *self.kit.kept)
        closed = [*kept, *strange]
        silent = ignored(doc, RULES)
        left = tuple(
            Left(decide.finding(line, "MT402", 1.0, ()), (), "another language")
            for line in strange
            if self._speaks("MT402") and not _hushed("MT402", line, silent)
        )
        cuts = [window for window in windows(doc) if not seen or _words(doc, window) not in seen]
        known = weighing.by_window(self.kit.matcher.matches(doc), cuts)
        idioms = [k for k, own in enumerate(known) if any(weighing.literal(doc, m, self.kit.frequency) for m in own)]
        damage = [a for a in artefacts(doc) if self._speaks(a.rule) and not _hushed(a.rule, a.span, silent)]
        furniture: tuple[Edit, ...] = ()
        if self._config.strip_furniture:
            lines = [item.finding.span for item in left] + [a.span for a in damage if a.rule == "MT403"]
            furniture = removals(doc, lines, Cover(kept))
        return Page(doc, closed, silent, left, cuts, known, idioms, damage, furniture)

    def read(self, page: Page, numbers: Sequence[int] | None = None) -> Reading:
        """What the model says of a page, or of the windows of these numbers, whatever is believed of it."""
        numbers = range(len(page.windows)) if numbers is None else numbers
        calibration = self.kit.model.calibration
        cuts = [page.windows[k] for k in numbers]
        offered = from_matches(page.doc, (match for k in numbers for match in page.matches[k]))
        offered = self._open(offered, Cover(page.closed), page.silent)
        answers, gains = weighing.ask(self.kit.model, page.doc, cuts, weighing.by_window(offered, cuts))
        odds = weighing.log_odds(page.doc, gains, calibration, self.kit.frequency)
        words = {
            k: calibration.surprise_scale * surprise + calibration.surprise_offset
            for (first, last), answer in zip(cuts, answers, strict=True)
            for k, surprise in zip(range(first, last), answer.surprise, strict=True)
        }
        return Reading(gains, odds, words)

    def _ask(self, page: Page, candidates: Sequence[Candidate]) -> Mapping[Candidate, float]:
        """The gains of further candidates."""
        asked = weighing.by_window(self._open(candidates, Cover(page.closed), page.silent), page.windows)
        touched = [k for k, own in enumerate(asked) if own]
        cuts = [page.windows[k] for k in touched]
        return weighing.ask(self.kit.model, page.doc, cuts, [asked[k] for k in touched])[1]

    def believe(self, page: Page, reading: Reading) -> dict[str, Belief]:
        """The document prior of what was read."""
        idioms = weighing.idioms(page.doc, reading.gains, self.kit.frequency)
        calibration = self.kit.model.calibration
        return witnesses.believe(page.doc, reading.odds, reading.words, calibration, page.damage, idioms=idioms)

    def _threshold(self, proven: bool = False) -> float:
        """The score from which on an edit is made; the budget is one of clean text, which a document that is proven
        translated is not."""
        given, budget = self._config.min_score, self._config.budget * (decide.PATIENCE if proven else 1.0)
        return self.kit.model.calibration.threshold(budget) if given is None else given

    @property
    def _lowest(self) -> float:
        """The lowest score that anything is done at."""
        return min(self._threshold(), self.kit.model.calibration.report)

    def _open(self, candidates: Iterable[Candidate], closed: Cover, silent: Mapping[str, Cover]) -> list[Candidate]:
        return [
            c
            for c in candidates
            if self._speaks(c.rule) and not closed.touches(c.span) and not _hushed(c.rule, c.span, silent)
        ]

    def _speaks(self, rule: str) -> bool:
        return speaks(rule, self._config.off, self._config.only)


def _words(doc: Document, window: tuple[int, int]) -> Words:
    first, last = window
    return tuple(doc[token] for token in doc.tokens[first:last])


def _hushed(rule: str, span: Span, silent: Mapping[str, Cover]) -> bool:
    return rule in silent and silent[rule].touches(span)


def _unexplained(span: Span, score: float) -> Left:
    return Left(decide.finding(span, "MT202", score, ()), (), "no candidate fits")
