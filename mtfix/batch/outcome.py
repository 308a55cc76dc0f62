"""What a chunk came to: the bytes to write, and what to count and to tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Self

from mtfix.batch.rows import Row
from mtfix.batch.steps import Made, Step
from mtfix.edits import Repair
from mtfix.errors import FATAL, InputError

Add = Callable[[int, Repair], None]


@dataclass(slots=True)
class Tally:
    """Counts of records."""

    records: int = 0
    changed: int = 0
    edits: int = 0
    left: int = 0
    failed: int = 0
    dropped: int = 0
    words: int = 0

    def add(self, other: Self) -> None:
        """Counts what another one has counted."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class Done:
    """A worked chunk: its packed bytes, its counts, records that failed without room for the error, its summary."""

    data: bytes
    tally: Tally
    told: list[tuple[int, str]] = field(default_factory=list)
    summary: str = ""


class Unread(Exception):  # noqa: N818  (no error of ours: what was wrong has been counted and told)
    """A record that cannot be read as a row, and stays as it is."""


@dataclass
class Desk:
    """Leads the records of one chunk through a step. `at` hears the number of each record before it is read, `skip` are
    records that must not be read, and why; `add` hears every repair."""

    step: Step
    at: Callable[[int], None]
    skip: Mapping[int, str]
    add: Add | None = None
    tally: Tally = field(default_factory=Tally)
    told: list[tuple[int, str]] = field(default_factory=list)

    def lead(self, number: int, read: Callable[[], Row]) -> Row | None:
        """The row to write for a record, None to leave it out; raises Unread where there is none."""
        self.tally.records += 1
        self.at(number)
        try:
            row = read()
        except Exception as error:
            self.fail(number, error)
            raise Unread from None
        try:
            if number in self.skip:
                raise InputError(self.skip[number])
            made = self.step(row)
        except FATAL:
            raise
        except Exception as error:
            return self._failed(number, row, error)
        self._count(number, made)
        return made.row

    def fail(self, number: int, error: Exception) -> None:
        """Counts and tells a record that stays as it is."""
        self.tally.failed += 1
        self.told.append((number, told(error)))

    def _failed(self, number: int, row: Row, error: Exception) -> Row:
        try:
            beside = self.step.failed(row, told(error))
        except Exception:
            beside = row
        if beside is row:
            self.fail(number, error)
        else:
            self.tally.failed += 1
        return beside

    def _count(self, number: int, made: Made) -> None:
        tally = self.tally
        tally.changed += made.edits > 0
        tally.edits += made.edits
        tally.left += made.left
        tally.words += made.words
        tally.dropped += made.row is None
        if self.add:
            for repair in made.repairs:
                self.add(number, repair)


def told(error: Exception) -> str:
    """An error as the user reads it."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {error}"
