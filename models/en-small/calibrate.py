"""From gains to probabilities: finds calibration.json on text that the model was not trained on.

    PYTHONPATH=. python models/en-small/calibrate.py TEXT.txt.gz... [--pairs DIRTY_CLEAN.tsv...] [--words 25000]

Run from the repository root, with mtfix and rapidfuzz installed. Everything is read once; then each figure of the
calibration is moved by itself as long as that helps (coordinate search), judged by what the first pass makes of the
development passages of `corpora/` (and of further pairs, each file one document) and of clean documents:
`benchmarks.harm` says which of them serve to calibrate and which to measure. The table from budget to threshold comes
from those clean documents too.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from channel import HELD_OUT
from numpy.typing import NDArray

from benchmarks import corpus, metrics
from benchmarks.corpus import CORPORA, SPUN, Passage
from benchmarks.harm import documents
from benchmarks.metrics import Tally
from benchmarks.systems import Found, Output
from mtfix import Config, decide, weighing, witnesses
from mtfix.assets import seal
from mtfix.candidates import Candidate
from mtfix.edits import Edit, apply
from mtfix.kit import Kit
from mtfix.lm import Calibration
from mtfix.protect import Cover
from mtfix.reader import Reader
from mtfix.spans import Document

HERE = Path(__file__).parent
VERSION = "0.8.0"
BUDGETS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
USUAL = 1.0  # the default budget; the search keeps harm below it
HARM = 0.05  # of the quality figure for each changed word per 10,000 above ALLOWED
ALLOWED = 0.6  # a budget is to hold on sources that were not measured, too
LOWEST = 0.35  # scores below are no edits under any budget
UNHEARD = 3.0  # not searched: the development passages would have it ever higher, clean text of other fields would not
START = Calibration(0.9, -1.3, 0.55, -0.2, 0.3, ((USUAL, 0.54),), 0.48, 0.9, 0.6, UNHEARD)
STEPS = {
    "scale": 0.06,
    "offset": 0.2,
    "surprise_scale": 0.06,
    "surprise_offset": 0.2,
    "rate": 0.04,
    "habit": 0.2,
    "threshold": 0.03,
    "report": 0.03,
    "odd": 0.03,
}
POLICY = ("threshold", "report", "odd")


@dataclass(frozen=True, slots=True)
class Case:
    """A text as the model reads it; `passage` is None where it is clean."""

    doc: Document
    gains: Mapping[Candidate, float]
    surprise: NDArray[np.float64]
    passage: Passage | None


def main() -> None:
    parser = argparse.ArgumentParser(description="find calibration.json")
    parser.add_argument("texts", nargs="+", type=Path, help="clean texts; every 20th document of each is read")
    parser.add_argument("--newswire", nargs="+", type=Path, default=[], help="clean texts that nothing was trained on")
    parser.add_argument("--pairs", nargs="+", type=Path, default=[], help="dirty TAB clean, one document a file")
    parser.add_argument("--words", type=int, default=25_000, help="clean words of each text")
    parser.add_argument("--folder", type=Path, default=HERE)
    options = parser.parse_args()
    calibrate(options.folder, options.texts, options.newswire, options.pairs, options.words)


def calibrate(
    folder: Path, texts: Sequence[Path], newswire: Sequence[Path] = (), pairs: Sequence[Path] = (), words: int = 25_000
) -> None:
    """Write the model's calibration and seal it.

    An arbiter was fitted to figures made of this calibration, so where there is one only the POLICY is searched.
    """
    settled = (folder / "arbiter.json").is_file()
    if not settled:
        write(folder, START)
    config = Config(model=str(folder))
    reader = Reader(config, Kit(config))
    start = reader.kit.model.calibration
    passages = [p for p in corpus.read(CORPORA / "dev.jsonl") if p.channel in SPUN] + [_pairs(path) for path in pairs]
    clean = [t for path in texts for t in documents(path, HELD_OUT, words, part=0)]
    clean += [t for path in newswire for t in documents(path, 1, words, part=0)]
    cases = [_case(reader, p.dirty, p) for p in passages] + [_case(reader, text, None) for text in clean]
    best = search(cases, reader.kit.frequency, start, POLICY if settled else tuple(STEPS))
    write(folder, replace(best, thresholds=thresholds(cases, best, reader.kit.frequency)))
    print((folder / "calibration.json").read_text())


def write(folder: Path, calibration: Calibration) -> None:
    """The figures and the manifest of the model as it is now."""
    table = {
        name: round(v, 4) if isinstance(v, float) else v
        for name, v in asdict(replace(calibration, arbiter=None)).items()
    }
    del table["arbiter"]
    (folder / "calibration.json").write_text(json.dumps(table, indent=2) + "\n")
    facts = {"kind": "model", "backend": "compact", "version": VERSION, "language": "en", "licence": "Apache-2.0"}
    arbiter = ["arbiter.json"] if (folder / "arbiter.json").is_file() else []
    seal(folder, ["model.onnx", "tokenizer.json", "calibration.json", *arbiter], **facts)


def _pairs(path: Path) -> Passage:
    rows = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    dirty, clean = zip(*rows, strict=True)
    return Passage(path.stem, "", "pairs", "\n".join(dirty), "\n".join(clean))


def _case(reader: Reader, text: str, passage: Passage | None) -> Case:
    page = reader.page(text)
    reading = reader.read(page)
    scale, offset = reader.kit.model.calibration.surprise_scale, reader.kit.model.calibration.surprise_offset
    words = np.array([reading.words[k] for k in range(len(page.doc.tokens))])
    return Case(page.doc, reading.gains, (words - offset) / scale, passage)


def search(
    cases: Sequence[Case], frequency: Mapping[str, float], start: Calibration, names: Sequence[str]
) -> Calibration:
    """Move each figure of these names up or down as long as the quality rises."""
    best, quality = start, judged(cases, start, frequency)
    moved = True
    while moved:
        moved = False
        for name in names:
            for sign in (1, -1):
                step = STEPS[name]
                while (found := judged(cases, other := _moved(best, name, sign * step), frequency)) > quality + 1e-4:
                    best, quality, moved = other, found, True
                    print(f"{name} {quality:.4f}", flush=True)
    return best


def _moved(one: Calibration, name: str, by: float) -> Calibration:
    if name == "threshold":
        return replace(one, thresholds=((USUAL, one.threshold(USUAL) + by),))
    changed: dict[str, Any] = {name: getattr(one, name) + by}
    return replace(one, **changed)


def judged(cases: Sequence[Case], calibration: Calibration, frequency: Mapping[str, float]) -> float:
    """Mean F0.5 of repair and detection over the channels, less a fine for harm."""
    figures: dict[str, Tally] = {}
    read = changed = 0
    for case in cases:
        edits, found = decided(case, calibration, frequency, calibration.threshold(USUAL))
        if case.passage is None:
            read += len(case.doc.text.split())
            changed += sum(len(e.before.split()) for e in edits)
        else:
            output = Output(apply(case.doc.text, edits), found)
            channel = case.passage.channel
            figures[channel] = figures.get(channel, Tally()) + metrics.tally(case.passage, output)
    scores = [metrics.score(*counts).f_half for t in figures.values() for counts in (t.repair, t.detect)]
    return sum(scores) / len(scores) - HARM * max(0.0, 1e4 * changed / max(1, read) - ALLOWED)


def decided(
    case: Case, calibration: Calibration, frequency: Mapping[str, float], threshold: float
) -> tuple[tuple[Edit, ...], tuple[Found, ...]]:
    """The edits of the first pass, and all that it finds; the thesaurus is not asked."""
    words = dict(enumerate((calibration.surprise_scale * case.surprise + calibration.surprise_offset).tolist()))
    odds = weighing.log_odds(case.doc, case.gains, calibration, frequency)
    beliefs = witnesses.believe(case.doc, odds, words, calibration)
    if case.passage is None and max(b.spun for b in beliefs.values()) < threshold:
        return (), ()
    asked = weighing.open_words(case.doc, words, Cover(()))
    evidence = weighing.gather(case.doc, case.gains, odds, words, asked=asked, beliefs=beliefs, frequency=frequency)
    weighed, wrong = weighing.weigh(evidence, beliefs[witnesses.WORD].spun, calibration.arbiter)
    odd = {k: score for k, score in wrong.items() if score >= calibration.odd}
    edits, rest = decide.edits_and_rest(case.doc, weighed, odd, threshold, calibration.report)
    spans = [*(e.span for e in edits), *(item.finding.span for item in rest)]
    covered = Cover(spans)
    spans += (token for token in (case.doc.tokens[k] for k in odd) if not covered.touches(token))
    return edits, tuple(map(Found, spans))


def thresholds(
    cases: Sequence[Case], calibration: Calibration, frequency: Mapping[str, float]
) -> tuple[tuple[float, float], ...]:
    """For each budget the lowest score that keeps the changed words of clean text under it.

    The default budget takes what the search found, or more; larger ones go lower.
    """
    clean = [case for case in cases if case.passage is None]
    read = sum(len(case.doc.text.split()) for case in clean)
    made = [e for case in clean for e in decided(case, calibration, frequency, LOWEST)[0]]
    scores = sorted(((e.score, len(e.before.split())) for e in made), reverse=True)
    print(read, "clean words;", scores[:40])
    usual = calibration.threshold(USUAL)
    levels = ((b, _level(scores, ALLOWED * b * read / 1e4)) for b in BUDGETS)
    return tuple((b, max(usual, level) if b <= USUAL else min(usual, level)) for b, level in levels)


def _level(scores: Sequence[tuple[float, int]], allowed: float) -> float:
    """The lowest threshold under which no more words than allowed are changed, of edits sorted best first."""
    for score, changed in scores:
        allowed -= changed
        if allowed < 0:
            return round(min(0.9999, score + 0.0001), 4)
    return LOWEST


if __name__ == "__main__":
    main()
