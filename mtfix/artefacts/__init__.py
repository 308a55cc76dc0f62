"""Damage that translation leaves and no word swap explains: one small function of the document for each kind.

A rule reads the whole document (its quotation style, its spelling of names), never the line alone. It proposes; the
policy in `mtfix.decide` makes what is safe and sure enough and reports the rest.
"""

from collections.abc import Callable, Iterator

from mtfix.artefacts.articles import (
    article_before_name,
    article_of_ideas,
    date_in_words,
    doubled_determiner,
    name_without_article,
)
from mtfix.artefacts.found import Artefact
from mtfix.artefacts.names import bent_names
from mtfix.artefacts.pronouns import group_as_many, state_as_person, states_own, thing_as_person
from mtfix.artefacts.subjects import dropped_it, dropped_subject
from mtfix.artefacts.titles import bracketed, nation_after, office_of, reversed_names
from mtfix.spans import Document

Find = Callable[[Document], Iterator[Artefact]]

FINDERS: tuple[Find, ...] = (
    bent_names,
    reversed_names,
    nation_after,
    office_of,
    bracketed,
    thing_as_person,
    state_as_person,
    states_own,
    group_as_many,
    dropped_subject,
    dropped_it,
    article_before_name,
    name_without_article,
    doubled_determiner,
    article_of_ideas,
    date_in_words,
)


def artefacts(doc: Document) -> list[Artefact]:
    """What all rules find in a document, by place; findings may overlap."""
    return sorted((found for find in FINDERS for found in find(doc)), key=lambda a: (a.span, a.rule, a.after or ""))
