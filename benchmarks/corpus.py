"""The aligned passages, as values: what is dirty, what it should read, which repairs are acceptable where."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mtfix.edits import apply
from mtfix.errors import MtfixError, StaleEdit
from mtfix.spans import Span

CORPORA = Path(__file__).parent.parent / "corpora"
SPUN = ("spun", "tortured")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reference edit: at `span`, which reads `before`, any of `options` is right, the first in the clean side.

    `known`: the dictionary held the pair when the passages were made.
    """

    span: Span
    before: str
    options: tuple[str, ...]
    known: bool

    @property
    def after(self) -> str:
        """What the clean side reads."""
        return self.options[0]


@dataclass(frozen=True, slots=True)
class Passage:
    """A dirty document beside its clean side; sets without alignment have no edits."""

    id: str
    register: str
    channel: str
    dirty: str
    clean: str
    wanted: tuple[Wanted, ...] = ()


def read(path: Path) -> list[Passage]:
    """The passages of a .jsonl file of `corpora/`; raises MtfixError with file and line for anything else."""
    out = []
    for number, line in enumerate(_lines(path), 1):
        try:
            row = json.loads(line)
            wanted = tuple(
                Wanted(Span(e["start"], e["end"]), e["before"], tuple(e["after"]), e["known"]) for e in row["edits"]
            )
            out.append(Passage(row["id"], row["register"], row["channel"], row["dirty"], row["clean"], wanted))
            if apply(row["dirty"], wanted) != row["clean"]:
                raise ValueError("the edits do not lead from the dirty to the clean side")
        except (ValueError, KeyError, TypeError, StaleEdit) as error:
            raise MtfixError(f"{path}:{number}: is no aligned passage: {error!r}") from None
    return out


def read_hard(path: Path) -> list[tuple[str, str]]:
    """The hard negatives: a word of the dictionary, and a sentence in which it is right."""
    rows = [json.loads(line) for line in _lines(path)]
    return [(row["word"], row["text"]) for row in rows]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MtfixError(f"{path}: cannot be read: {error}; `python corpora/build.py` makes it") from None


def digest(paths: Iterable[Path]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the files' contents, in the order given."""
    whole = sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
