"""The step of `mtfix batch`: repairs, or notes of what would be repaired."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mtfix.batch.rows import Row
from mtfix.batch.standoff import NOTE, note
from mtfix.batch.steps import Made
from mtfix.cleaner import Cleaner
from mtfix.errors import InputError

MARK = "mtfix_spun"  # the field of --mark


@dataclass(frozen=True)
class Repairing:
    """Repairs the texts of a record, or notes beside them what would be repaired.

    A record whose texts are spun with a probability of `drop` or more is left out, with `mark` only marked.
    """

    cleaner: Cleaner
    fields: tuple[str, ...] = ("text",)
    annotate: bool = False
    drop: float | None = None
    mark: bool = False
    removes: tuple[str, ...] = field(default=(), init=False)

    @property
    def adds(self) -> Mapping[str, str]:
        return ({NOTE: "text"} if self.annotate else {}) | ({MARK: "number"} if self.mark else {})

    def __call__(self, row: Row) -> Made:
        texts = {name: row.text(name) for name in self.fields}
        for name in self.adds:
            if row.note(name) is not None:
                raise InputError(
                    f"has a field {name!r} already; `mtfix apply --bare` or `mtfix revert --bare` removes it"
                )
        repairs = {name: self.cleaner.repair(text) for name, text in texts.items()}
        spun = max((made.spun for made in repairs.values()), default=0.0)
        words = sum(len(text.split()) for text in texts.values())
        all_of = tuple(repairs.values())
        if self.drop is not None and spun >= self.drop:
            if not self.mark:
                return Made(None, all_of, words=words)
            row = row.put(MARK, round(spun, 4))
        edits, left = sum(len(made.edits) for made in all_of), sum(len(made.left) for made in all_of)
        if self.annotate:
            if edits or left:
                row = row.put(NOTE, note(repairs, self.cleaner.signature, spun))
        else:
            for name, made in repairs.items():
                row = row.put(name, made.after) if made.edits else row
        return Made(row, all_of, edits, left, words)

    def failed(self, row: Row, message: str) -> Row:
        return row.put(NOTE, {"error": message}) if self.annotate and row.note(NOTE) is None else row.failed(message)
