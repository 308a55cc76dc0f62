"""Standoff edits: what a repair would do, as a value beside a text that stays; and the ways from there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mtfix.batch.rows import Row
from mtfix.batch.steps import Made
from mtfix.edits import Edit, Repair, apply, invert
from mtfix.errors import InputError
from mtfix.spans import Span

NOTE = "mtfix"  # the field that holds it


def note(repairs: Mapping[str, Repair], signature: str, spun: float) -> dict[str, Any]:
    """The edits and findings of the texts of a record, as JSON has them; offsets are code points of each text."""
    edits = [{"field": name, **_edit(e)} for name, made in repairs.items() for e in made.edits]
    left = [
        {
            "field": name,
            "start": item.finding.span.start,
            "end": item.finding.span.end,
            "text": made.before[slice(*item.finding.span)],
            "rule": item.finding.rule,
            "score": round(item.finding.score, 4),
            "suggestions": list(item.finding.suggestions),
            "reason": item.reason,
        }
        for name, made in repairs.items()
        for item in made.left
    ]
    return {"signature": signature, "spun": round(spun, 4), "edits": edits, "left": left}


def _edit(e: Edit) -> dict[str, Any]:
    places = {"start": e.span.start, "end": e.span.end}
    return places | {"before": e.before, "after": e.after, "rule": e.rule, "score": round(e.score, 4)}


def edits_of(value: object) -> dict[str, tuple[Edit, ...]]:
    """The edits of a note by their fields; raises InputError for what is no note."""
    out: dict[str, tuple[Edit, ...]] = {}
    try:
        for e in value["edits"]:  # type: ignore[index]
            span = Span(int(e["start"]), int(e["end"]))
            edit = Edit(span, str(e["before"]), str(e["after"]), str(e["rule"]), "safe", float(e["score"]), 0.0)
            out[str(e["field"])] = (*out.get(str(e["field"]), ()), edit)
    except (TypeError, KeyError, ValueError) as error:
        raise InputError(f"field {NOTE!r} holds no edits of `mtfix batch --mode annotate` ({error!r})") from None
    return out


@dataclass(frozen=True)
class Turning:
    """Makes the edits that a record has beside it, or with `back` unmakes them; with `bare` the note goes.

    A note tells whether its edits are made: `"applied": true`, or the old spelling of texts that JSON or CSV could have
    written in another way, so that the way back is exact.
    """

    back: bool = False
    bare: bool = False
    fields: tuple[str, ...] = field(default=(NOTE,), init=False)
    adds: Mapping[str, str] = field(default_factory=dict, init=False)

    @property
    def removes(self) -> tuple[str, ...]:
        return (NOTE,) if self.bare else ()

    def __call__(self, row: Row) -> Made:
        held = row.note(NOTE)
        if held is None:
            return Made(self._end(row))
        if isinstance(held, dict) and "error" in held:
            return Made(self._end(row if self.back or not self.bare else row.without(NOTE).failed(str(held["error"]))))
        edits = edits_of(held)
        assert isinstance(held, dict)
        applied = held.get("applied", False)
        if bool(applied) == (not self.back):
            return Made(self._end(row))
        made = sum(map(len, edits.values()))
        if self.back:
            return Made(self._end(_unmade(row, held, edits)), edits=made)
        return Made(self._end(_applied(row, held, edits)), edits=made)

    def _end(self, row: Row) -> Row:
        return row.without(NOTE) if self.bare else row

    def failed(self, row: Row, message: str) -> Row:
        return row.failed(message)


def _applied(row: Row, held: Mapping[str, Any], edits: Mapping[str, tuple[Edit, ...]]) -> Row:
    spelt: dict[str, str] = {}
    for name, some in edits.items():
        text = row.text(name)
        old, row = row.spelling(name), row.put(name, apply(text, some))
        if row.put(name, text).spelling(name) != old:
            spelt[name] = old
    return row.put(NOTE, {**held, "applied": spelt or True})


def _unmade(row: Row, held: Mapping[str, Any], edits: Mapping[str, tuple[Edit, ...]]) -> Row:
    applied = held["applied"]
    for name, some in edits.items():
        before = apply(row.text(name), invert(some))
        spelling = applied.get(name) if isinstance(applied, dict) else None
        row = row.put(name, before)
        if spelling is not None:
            row = row.respell(name, spelling)
    return row.put(NOTE, {key: value for key, value in held.items() if key != "applied"})
