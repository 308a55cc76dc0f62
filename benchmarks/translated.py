"""News in the manner of machine translation, repaired against its clean side:

    python -m benchmarks.translated [--part dev|test] [--language es fr ...] [--joined] [--show]

Reads `corpora/written/translated/LANGUAGE.txt`, each passage as a document by itself, or with `--joined` all passages
of a language as one. Prints edit-level repair and token-level detection, precision, recall and F0.5, and how much of
the distance to the clean side is closed. `--show` prints every edit (development passages only: nothing may be
decided by what the test ones look like).
"""

import argparse
from collections.abc import Iterator

from benchmarks.corpus import CORPORA, Passage
from benchmarks.metrics import Score, Tally, score, tally
from benchmarks.systems import Output
from corpora.build import read
from mtfix import Cleaner
from mtfix.edits import Repair

TRANSLATED = CORPORA / "written" / "translated"


def passages(language: str, part: str) -> Iterator[Passage]:
    """The passages of a language and half, in the order of the file."""
    for name, sections in read(TRANSLATED / f"{language}.txt").items():
        if f"-{part}-" in name:
            dirty, clean = ("\n".join(sections[side]) for side in ("dirty", "clean"))
            yield Passage(name, "news", language, dirty, clean)


def joined(group: list[Passage]) -> Passage:
    """Several passages as one document."""
    dirty, clean = ("\n".join(getattr(p, side) for p in group) for side in ("dirty", "clean"))
    return Passage(group[0].channel, "news", group[0].channel, dirty, clean)


def main() -> None:
    parser = argparse.ArgumentParser(description="news in the manner of machine translation")
    parser.add_argument("--part", choices=("dev", "test"), default="dev")
    parser.add_argument("--language", nargs="*", default=[path.stem for path in sorted(TRANSLATED.glob("*.txt"))])
    parser.add_argument("--joined", action="store_true", help="all passages of a language as one document")
    parser.add_argument("--show", action="store_true", help="print every edit of the development passages")
    options = parser.parse_args()
    cleaner = Cleaner()
    for language in options.language:
        group = list(passages(language, options.part))
        total = Tally()
        for passage in [joined(group)] if options.joined else group:
            repair = cleaner.repair(passage.dirty)
            found = cleaner.find(passage.dirty)
            total += tally(passage, Output(repair.after, found, repair.spun))
            if options.show and options.part == "dev":
                show(passage, repair)
        print(f"{language} {len(group):2} passages  repair {said(total.repair)}  detect {said(total.detect)}  ", end="")
        print(f"closed {total.closed:.3f} of {total.before} edits in {total.words} words")


def said(counts: tuple[float, ...]) -> str:
    """Precision, recall and F0.5 of (right, made, wanted)."""
    result: Score = score(*counts)
    return " ".join(f"{figure:.3f}" for figure in result)


def show(passage: Passage, repair: Repair) -> None:
    """The edits that were made and what was only reported, for reading beside the clean side."""
    print(f"== {passage.id}\n{passage.dirty}\n--\n{passage.clean}")
    for edit in repair.edits:
        print(f"  made {edit.rule} {edit.score:.2f} [{edit.before}] -> {edit.after!r}")
    for left in repair.left:
        text = passage.dirty[left.finding.span.start : left.finding.span.end]
        print(f"  told {left.finding.rule} {left.finding.score:.2f} [{text}] {left.finding.suggestions}")


if __name__ == "__main__":
    main()
