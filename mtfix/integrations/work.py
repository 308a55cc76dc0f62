"""What records of a table go through, whichever library holds the table: the step of `mtfix batch`, and its options."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtfix._version import __version__
from mtfix.batch.outcome import Desk
from mtfix.batch.repairing import Repairing
from mtfix.config import Config
from mtfix.errors import ConfigError, InputError
from mtfix.integrations import cleaner

_log = logging.getLogger("mtfix")


@dataclass(frozen=True)
class Work:
    """What to do to records, as a value that travels to workers; models are loaded there, once a process.

    A record whose texts were spun with a probability of `drop` or more is left out, with `mark` it gets the probability
    as `mtfix_spun`. `annotate` leaves texts and puts what would be repaired beside them as `mtfix`, in JSON.
    """

    text_fields: Sequence[str] = ("text",)
    config: Config = field(default_factory=Config)
    annotate: bool = False
    drop: float | None = None
    mark: bool = False
    version: str = field(default=__version__, init=False)  # caches of results must not outlive it

    def __post_init__(self) -> None:
        if isinstance(self.text_fields, str) or not self.text_fields:
            raise ConfigError(f"text_fields must be a list of names, found {self.text_fields!r}")
        if self.mark and self.drop is None:
            raise ConfigError("mark needs drop, the probability from which on records are marked, such as 0.9")
        if self.drop is not None and not 0 <= self.drop <= 1:
            raise ConfigError(f"drop must be a probability from 0 to 1, found {self.drop!r}")
        object.__setattr__(self, "text_fields", tuple(self.text_fields))

    @property
    def adds(self) -> Mapping[str, str]:
        """Columns that a table gets, with their kind: "text" or "number"; loads nothing."""
        return self._step(None).adds

    def desk(self) -> Desk:
        """Where the records of one batch are led through."""
        return Desk(self._step(cleaner(self.config)), lambda _: None, {})

    def _step(self, made: Any) -> Repairing:
        return Repairing(made, tuple(self.text_fields), self.annotate, self.drop, self.mark)


def check(work: Work, texts: Mapping[str, bool]) -> None:
    """Raises InputError unless a table, given as its columns and whether they hold text, can be worked on."""
    for name in work.text_fields:
        if name not in texts:
            raise InputError(f"no column {name!r} (columns: {', '.join(texts)})")
        if not texts[name]:
            raise InputError(f"column {name!r} does not hold text")
    for name in work.adds:
        if name in texts:
            raise InputError(f"has a column {name!r} already")


def tell(desk: Desk) -> None:
    """Logs the records of a batch that failed and stay as they are."""
    for number, message in desk.told:
        _log.warning("record %d of a batch stays as it is: %s", number, message)
