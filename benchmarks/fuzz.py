"""`python -m benchmarks.fuzz N`: nasty texts, dictionaries, configurations and records; prints what broke.

A text must come out with the guarantees of `broken`; of a file only an MtfixError may come. Every input follows from
its number, so `--first NUMBER` shows it again. `--atheris` lets coverage lead instead (pip install atheris).
"""

import argparse
import json
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random

from mtfix import Cleaner, Config, MtfixError
from mtfix.batch import formats, pieces
from mtfix.batch.outcome import Desk
from mtfix.batch.repairing import Repairing
from mtfix.dictionary import compile_entries, read_entries
from mtfix.dictionary.matcher import Matcher, read_rows
from mtfix.habit import read_frequencies
from mtfix.options import nearest

ROOT = Path(__file__).parent.parent
SIGNS = [
    *"aAbİßǅﬁ世ก́\u0301\u0336\u0489\u200b\u200d\u202a\u202e\u2066\u2069\ufeff\ufffe\ud800\udfff\0\x1b\x1c\x1f\x85",
    *"\u2028\u2029\x0b\x0c\t\r\n \u00a0\u3000.,;:!?…'\"’´“”‘«»()[]{}<>&#@$%^*_-–—/\\|~`0123456789½²٣",
    *(
        "\r\n",
        "\n\n",
        "👩‍👩‍👧",
        "```",
        "<!--",
        "-->",
        "http://",
        "www.",
        ".com",
        "a@b.c",
        "mtfix: ignore",
        "U.S.",
        "Gen.",
    ),
    *(
        "mtfix: off",
        "mtfix: on",
        "mtfix: ignore[MT1",
        "]",
        "{{x}}",
        "%(a)s",
        "${a}",
        "1,552.10",
        "7th",
        "1000’s",
        "<b>",
    ),
]
WORDS = """the of and to in a an that said mentioned officers struggle common navy individuals Center East White Home
colossal information profound learning bosom peril assault for reason within wake Friday Iran’s it's Soleimani were
not No I people town ledger intellectual author put question into force stepped THE Navy's vicinity U.S.""".split()
# What a rule may never change; of numbers, but for those that are about them and say so.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_NUMBER = re.compile(r"\d+")
_OF_NUMBERS = ("MT104", "MT307")
_BREAK = re.compile(r"\r\n|\r|\n")


def text(random: Random, longest: int = 400) -> str:
    """Words of spinners among signs that programs stumble over."""
    size = random.choice((3, 20, 60, longest // 4))
    share = random.choice((0.0, 0.1, 0.5, 1.0))
    pieces = []
    for _ in range(random.randint(0, size)):
        piece = random.choice(SIGNS) if random.random() < share else random.choice(WORDS)
        pieces.append(piece * (random.randint(2, 40) if random.random() < 0.02 else 1))
        pieces.append(random.choice((" ", " ", " ", "", "\n", ". ")))
    return "".join(pieces)


def mutated(random: Random, data: bytes) -> bytes:
    """A valid file with a few bytes, lines or stretches changed, or random bytes."""
    if random.random() < 0.1:
        return random.randbytes(random.randint(0, 200))
    out = bytearray(data)
    for _ in range(random.randint(1, 6)):
        at = random.randint(0, len(out))
        piece = random.choice(
            (random.randbytes(1), b"\t", b"\n", b"=", b"\0", b"nan", b"1e999", b'"', b"[", b"\xff", b"-1")
        )
        match random.randint(0, 3):
            case 0:
                out[at : at + 1] = piece
            case 1:
                out[at:at] = piece * random.choice((1, 1, 30))
            case 2:
                del out[at : at + random.randint(1, 20)]
            case _:
                out[at:at] = out[random.randint(0, len(out)) :][:40]
    return bytes(out)


def broken(cleaner: Cleaner, before: str) -> Iterator[str]:
    """The guarantees that the repair of a text does not keep."""
    made = cleaner.repair(before)
    if made.before != before or made.revert() != before:
        yield "it cannot be reverted"
    if any(before[slice(*e.span)] != e.before for e in made.edits):
        yield "an edit expects another text"
    if any(a.span.end > b.span.start for a, b in zip(made.edits, made.edits[1:], strict=False)):
        yield "edits overlap"
    if cleaner.clean(made.after) != made.after:
        yield "a second run changes more"
    if _BREAK.findall(made.after) != _BREAK.findall(before):
        yield "line breaks changed"
    if all(e.rule not in _OF_NUMBERS for e in made.edits) and _NUMBER.findall(made.after) != _NUMBER.findall(before):
        yield "a number changed"
    addresses = [m.span() for m in _ADDRESS.finditer(before)]
    if any(e.span.start < end and start < e.span.end for e in made.edits for start, end in addresses):
        yield "an address changed"
    found = cleaner.find(before)
    if sorted(f.span for f in found) != sorted([*(e.span for e in made.edits), *(f.finding.span for f in made.left)]):
        yield "the same text was read differently"
    if not all(0 <= f.span.start < f.span.end <= len(before) for f in found):
        yield "a finding is nowhere"


def texts(cleaner: Cleaner) -> Callable[[Random], Iterator[str]]:
    return lambda random: broken(cleaner, text(random))


def dictionaries(folder: Path) -> Callable[[Random], Iterator[str]]:
    """Sources, compiled rows and frequencies, read as users' files are."""
    rows = "# a comment\nnavy\tn\tmilitary\ncommon\tx\tgeneral\tcap next=<name>\nstruggle\tn\twar\tw=1.5 notnear=a,b\n"
    rows += "u.s. navy\ts\tu.s. navy\nput in question\tv\tcall into question\tdoc=report\n"
    compiled = "navy\tmilitary\tcap\tspin\ta\t0.0\nfor the reason\tsince\tnext=that\tspin\ta\t1.5\n"

    def work(random: Random) -> Iterator[str]:
        path = folder / random.choice(("spin-a.tsv", "calque-es.tsv"))
        match random.randint(0, 2):
            case 0:
                path.write_bytes(mutated(random, rows.encode()))
                Matcher(compile_entries(read_entries(path)))
            case 1:
                path.write_bytes(mutated(random, compiled.encode()))
                Matcher(read_rows(path))
            case _:
                path.write_bytes(mutated(random, b"said\t900.0\nheart attack\t4.0\n"))
                read_frequencies(path)
        yield from ()

    return work


def configurations(folder: Path) -> Callable[[Random], Iterator[str]]:
    """pyproject.toml."""
    valid = '[project]\nname = "x"\n[tool.mtfix]\nbudget = 1.0\nallow = ["class struggle"]\nnames-files = ["n.txt"]\n'
    valid += (
        'off = ["MT2"]\nmin-score = 0.5\npasses = 3\nexclude = ["a/**"]\nper-path-ignores = {"docs/**" = ["MT2"]}\n'
    )

    def work(random: Random) -> Iterator[str]:
        (folder / "pyproject.toml").write_bytes(mutated(random, valid.encode()))
        nearest(folder)
        config = Config.load(folder / "pyproject.toml")
        hash(config)
        Cleaner(config)
        yield from ()

    return work


def records(cleaner: Cleaner) -> Callable[[Random], Iterator[str]]:
    """JSONL: as many lines out as in, and what failed unchanged but for its error."""

    def work(random: Random) -> Iterator[str]:
        record = {"id": 1, "text": text(random, 80), "deep": {"text": [None, 1.5e300]}, "é": "\ud800"}
        line = json.dumps(record, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
        lines = [line if random.random() < 0.3 else mutated(random, line).replace(b"\n", b"") for _ in range(2)]
        for before in lines:
            yield from _record(before, Repairing(cleaner))

    return work


def _record(before: bytes, step: Repairing) -> Iterator[str]:
    desk = Desk(step, lambda _: None, {})
    after = b"".join(formats.make("jsonl").write(chunk, desk) for chunk in pieces.chunks(pieces.lines(BytesIO(before))))
    tally = desk.tally
    if not tally.edits and not tally.failed and after != before:
        yield "an unchanged record changed"
    if b"\n" in after.strip(b"\r\n"):
        yield "one line became two"


def tried(kinds: dict[str, Callable[[Random], Iterator[str]]], number: int) -> list[str]:
    """What broke with one input."""
    name = list(kinds)[number % len(kinds)]
    try:
        return [f"{name} {number}: {wrong}" for wrong in kinds[name](Random(number))]
    except MtfixError:
        return []
    except Exception:
        return [f"{name} {number}: {traceback.format_exc()}"]


def guided(cleaner: Cleaner, count: int) -> None:
    """Coverage of mtfix leads; stops behind so many inputs, or at the first one that breaks something."""
    import atheris

    def one(data: bytes) -> None:
        before = atheris.FuzzedDataProvider(data).ConsumeUnicode(2000)
        if wrong := list(broken(cleaner, before)):
            raise AssertionError(f"{before!r}: {wrong}")

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-runs={count}"], one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--model", default="", help='"" for the dictionary alone (default)')
    parser.add_argument("--atheris", action="store_true")
    given = parser.parse_args()
    # From a low score on, so that much is repaired; no language, or nothing would be looked at.
    cleaner = Cleaner(Config(model=given.model, language="", min_score=0.05))
    if given.atheris:
        guided(cleaner, given.count)
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = {
            "text": texts(cleaner),
            "dictionary": dictionaries(folder),
            "configuration": configurations(folder),
            "record": records(cleaner),
        }
        for number in range(given.first, given.first + given.count):
            for wrong in tried(kinds, number):
                failures += 1
                print(wrong, flush=True)
    print(f"{given.count:,} inputs, {failures} broke something")
    return int(failures > 0)


if __name__ == "__main__":
    raise SystemExit(main())
