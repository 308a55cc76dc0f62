"""Hugging Face `datasets`: what `Dataset.map` does to batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mtfix.batch.parquet import TableRow
from mtfix.errors import InputError
from mtfix.integrations.work import Work, check, tell


@dataclass(frozen=True)
class Cleaning(Work):
    """Repairs the text fields of a batch, for `.map(..., batched=True)`; empty fields (None) stay empty.

    `dataset.map(Cleaning(["title", "text"]), batched=True, num_proc=2)`. It pickles, so `num_proc` and cached results
    work; what it left out and put beside the texts follows the options of `Work`.
    """

    def __call__(self, batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """The columns of the batch as they now are; raises InputError for a column that is missing or holds no text."""
        if not isinstance(batch, Mapping) or any(isinstance(batch.get(name), str) for name in self.text_fields):
            raise InputError("found a single record, expected a batch of them: .map(..., batched=True)")
        check(self, {name: all(isinstance(v, str | None) for v in values) for name, values in batch.items()})
        out: dict[str, list[Any]] = {name: [] for name in (*batch, *self.adds)}
        desk = self.desk()
        for number, values in enumerate(zip(*batch.values(), strict=True), 1):
            made = desk.lead(number, partial(TableRow, dict(zip(batch, values, strict=True))))
            if isinstance(made, TableRow):
                for name, column in out.items():
                    column.append(made.values.get(name))
        tell(desk)
        return out
