"""What happens to a record. A step takes a row and tells what became of it, and which columns it adds to a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from mtfix.batch.rows import Row
from mtfix.edits import Repair


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a record: its row, or None where it is left out."""

    row: Row | None
    repairs: tuple[Repair, ...] = ()
    edits: int = 0
    left: int = 0
    words: int = 0


class Step(Protocol):
    """What is done to each record. Errors that it raises leave the record as it was."""

    @property
    def adds(self) -> Mapping[str, str]:
        """Columns that a table gets, with their kind: "text" or "number"."""
        ...

    @property
    def removes(self) -> tuple[str, ...]:
        """Columns that a table loses."""
        ...

    @property
    def fields(self) -> tuple[str, ...]:
        """Columns that a table must have."""
        ...

    def __call__(self, row: Row) -> Made: ...

    def failed(self, row: Row, message: str) -> Row:
        """The row with an error beside it; the same row where there is no place for it."""
        ...
