"""Damage that translation leaves and no word swap explains: one small function of the document for each kind.

A rule reads the whole document (its quotation style, its spelling of names), never the line alone. It proposes; the
policy in `mtfix.decide` makes what is safe and sure enough and reports the rest.
"""

from collections.abc import Callable, Iterator

from mtfix.artefacts.found import Artefact
from mtfix.spans import Document

Find = Callable[[Document], Iterator[Artefact]]

FINDERS: tuple[Find, ...] = ()


def artefacts(doc: Document) -> list[Artefact]:
    """What all rules find in a document, by place; findings may overlap."""
    return sorted((found for find in FINDERS for found in find(doc)), key=lambda a: (a.span, a.rule, a.after or ""))
