"""What a transformer is fed: plain sequences, and trees of sequences that share their beginnings.

A tree holds a text and all its variants at once. Every piece is computed once and sees only the way from the root to
itself, so hundreds of hypotheses cost no more than the pieces in which they differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(slots=True)
class Row:
    """One line of a batch. `parents` leads from each piece to the one before it; None means a plain sequence.

    Each target (at, piece, slot) asks how likely `piece` is by what the model says at index `at`; sums go by slot.
    """

    ids: list[int]
    parents: list[int] | None = None
    targets: list[tuple[int, int, int]] = field(default_factory=list)

    def moved(self, by: int) -> "Row":
        """The same row with its slots counted from `by`."""
        return Row(self.ids, self.parents, [(at, piece, slot + by) for at, piece, slot in self.targets])


@dataclass(frozen=True, slots=True)
class Path:
    """A variant of a text: the same pieces before `first`; those from there on are summed up in `slot`."""

    ids: list[int]
    first: int
    slot: int


def chain(path: Path) -> Row:
    """A row for one path alone."""
    targets = [(k - 1, path.ids[k], path.slot) for k in range(path.first, len(path.ids))]
    return Row(path.ids[:-1] or path.ids, None, targets)


def trunk(ids: Sequence[int], slot: int) -> Row:
    """A row for a text whose pieces, from the second on, have slots of their own."""
    return Row(list(ids), None, [(k, piece, slot + k) for k, piece in enumerate(ids[1:])])


def forest(base: Row, paths: Iterable[Path], nodes: int) -> list[Row]:
    """Trees that hold a text and its variants, each up to about `nodes` pieces longer than the text.

    >>> base = trunk([0, 5, 6, 7], slot=0)
    >>> rows = forest(base, [Path([0, 5, 8, 7], 2, 3), Path([0, 5, 8, 9], 2, 4)], nodes=99)
    >>> rows[0].ids, rows[0].parents  # 8 stands there once
    ([0, 5, 6, 7, 8], [-1, 0, 1, 2, 1])
    """
    line = [k - 1 for k in range(len(base.ids))]
    rows = [Row(list(base.ids), list(line), list(base.targets))]
    known: dict[tuple[int, int], int] = {}
    for path in sorted(paths, key=lambda path: (path.ids, path.slot)):
        if len(rows[-1].ids) + len(path.ids) - path.first > len(line) + nodes and known:
            rows.append(Row(list(base.ids), list(line)))
            known = {}
        _graft(rows[-1], path, known)
    return rows


def _graft(row: Row, path: Path, known: dict[tuple[int, int], int]) -> None:
    """Adds a path to a tree; its last piece is only asked for, never fed."""
    assert row.parents is not None
    at = path.first - 1
    for k in range(path.first, len(path.ids)):
        piece = path.ids[k]
        row.targets.append((at, piece, path.slot))
        if k + 1 < len(path.ids):
            if (at, piece) not in known:
                known[at, piece] = len(row.ids)
                row.ids.append(piece)
                row.parents.append(at)
            at = known[at, piece]


def ancestry(parents: Sequence[int], size: int) -> tuple[Any, Any]:
    """Which pieces each piece sees (itself and those before it), and its distance from the root, padded to `size`."""
    sees, depth = np.eye(size, dtype=bool), np.zeros(size, np.int64)
    for k, parent in enumerate(parents):
        if parent >= 0:
            sees[k] |= sees[parent]
            depth[k] = depth[parent] + 1
    return sees, depth


def differing(base: Sequence[int], ids: Sequence[int], tail: int) -> tuple[int, int, int]:
    """Where two sequences part, and where to stop in each: `tail` pieces after they have met for good.

    >>> differing([0, 1, 2, 3, 4, 5], [0, 1, 9, 9, 3, 4, 5], tail=2)
    (2, 5, 6)
    """
    short = min(len(base), len(ids))
    first = next((k for k in range(short) if base[k] != ids[k]), short)
    same = next((k for k in range(short - first) if base[-1 - k] != ids[-1 - k]), short - first)
    return first, min(len(base), len(base) - same + tail), min(len(ids), len(ids) - same + tail)


def batches(rows: Sequence[Row], room: int) -> Iterable[list[Row]]:
    """Rows of like length together, longest first, at most `room` pieces a batch with padding."""
    batch: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.parents is None, -len(row.ids))):
        mixed = batch and (row.parents is None) != (batch[0].parents is None)
        if batch and (mixed or (len(batch) + 1) * len(batch[0].ids) > room):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
