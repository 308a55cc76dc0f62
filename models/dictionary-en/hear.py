"""Dictionary rows of documents rewritten by hand in a machine's manner: writes the FAMILY-heard.tsv of each.

    python models/dictionary-en/hear.py [FOLDER]

Run `build.py` afterwards. FOLDER holds NAME.clean.txt beside NAME.spun.txt, NAME.tortured.txt or NAME.LANGUAGE.txt
(translated from that language), line for line; it is that of the embedded model, which learns from the same documents.
What is learned, and what is left out as noise, says `mtfix/learn`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from mtfix.dictionary import Entry, read_entries
from mtfix.learn import Terms, learn, rows

HERE = Path(__file__).parent
LANGUAGES = {language: f"calque-{language}" for language in ("es", "fr", "pt", "de", "ru")}
FAMILIES = {"spun": "spin", "tortured": "tortured", **LANGUAGES}  # by channel
HEARD = "-heard.tsv"
KEPT = -1.0  # weight (nats): where a phrase was kept so much more often than changed, it costs more than it repairs


def pairs(folder: Path, channel: str) -> Iterator[tuple[str, str]]:
    """The lines of a channel that differ from their clean side, with it."""
    for path in sorted(folder.glob(f"*.{channel}.txt")):
        clean = path.with_name(path.name.replace(f".{channel}.", ".clean."))
        sides = (side.read_text(encoding="utf-8").splitlines() for side in (path, clean))
        yield from ((dirty, text) for dirty, text in zip(*sides, strict=True) if dirty != text)


def others(family: str) -> Iterator[Entry]:
    """The rows of a family that were written, not heard."""
    for path in sorted(HERE.glob(f"{family}*.tsv")):
        if not path.name.endswith(HEARD):
            yield from read_entries(path)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "en-small" / "taught"
    for channel, family in FAMILIES.items():
        lessons = learn(pairs(folder, channel), terms=Terms(habits=not family.startswith("calque")))
        written = {row[:4] for row in others(family)}
        lines = list(rows(each for each in lessons if each.weight > KEPT and each.entry[:4] not in written))
        (HERE / f"{family}{HEARD}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(f"{family}: {len(lines)} rows of {len(lessons)}")


if __name__ == "__main__":
    main()
