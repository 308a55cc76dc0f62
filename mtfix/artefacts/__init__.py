"""Damage that translation leaves and no word swap explains: one small function of the document for each kind.

A rule reads the whole document (its quotation style, its spelling of names), never the line alone. It proposes; the
policy in `mtfix.decide` makes what is safe and sure enough and reports the rest.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from mtfix.artefacts import (
    abbreviations,
    adjectives,
    articles,
    capitals,
    cuts,
    dates,
    doubles,
    furniture,
    measures,
    names,
    numbers,
    pronouns,
    quotes,
    relatives,
    spacing,
    subjects,
    tenses,
    titles,
    verbs,
)
from mtfix.artefacts.found import SLIP, Artefact
from mtfix.spans import Document

Find = Callable[[Document], Iterator[Artefact]]

FINDERS: tuple[Find, ...] = (
    abbreviations.blown_up,
    abbreviations.cut_before_titles,
    abbreviations.undotted,
    abbreviations.in_the_other_language,
    abbreviations.mixed,
    cuts.restarted,
    cuts.postposed,
    cuts.stopped,
    cuts.period,
    doubles.words,
    doubles.names,
    doubles.near,
    capitals.inside,
    spacing.before_points,
    spacing.doubled_points,
    spacing.glued,
    spacing.inside_brackets,
    spacing.apostrophes,
    spacing.percent,
    quotes.curly,
    quotes.straight,
    quotes.foreign,
    numbers.styled,
    furniture.lines,
    furniture.leftovers,
    names.bent_names,
    titles.reversed_names,
    titles.office_of,
    titles.bracketed,
    pronouns.thing_as_person,
    pronouns.state_as_person,
    pronouns.states_own,
    pronouns.group_as_many,
    relatives.own_of_a_body,
    relatives.who_of_a_thing,
    relatives.body_as_they,
    subjects.dropped_subject,
    subjects.dropped_it,
    subjects.told_behind,
    articles.article_before_name,
    articles.article_before_title,
    articles.name_without_article,
    articles.doubled_determiner,
    articles.article_of_ideas,
    articles.articles_of_a_judgement,
    articles.article_of_abstracts,
    articles.lower_title,
    articles.a_or_an,
    articles.date_in_words,
    adjectives.nation_behind,
    adjectives.kind_behind,
    dates.day_with_article,
    dates.last_behind,
    tenses.perfect_of_a_day,
    tenses.perfect_of_a_quote,
    tenses.perfect_throughout,
    verbs.bare_after_preposition,
    verbs.for_to,
    verbs.asked_to_whom,
    verbs.in_number,
    measures.compared,
    measures.how_long,
    measures.others,
    measures.ages,
)


_FEW = 3  # words; less has no style to go by
_DENSE = 150  # tokens to a place: 14 of 6,638 clean documents are so dense, all of them leads of 40 words
_IN_COMPANY = 0.9
_ALONE = ("MT304", "MT308")  # capitals prove nothing: names are full of them


def artefacts(doc: Document) -> list[Artefact]:
    """What all rules find in a document, by place; findings may overlap.

    Slips that people make too are believed where damage is dense, as it is in translated text and in short passages.
    """
    words = (word for word in doc.words if len(word) > 1 and word.isalpha())
    if len(list(islice(words, _FEW))) < _FEW:
        return []
    found = sorted((a for find in FINDERS for a in find(doc)), key=lambda a: (a.span, a.rule, a.after or ""))
    places = {a.span.start for a in found if a.score >= SLIP and a.rule < "MT4" and a.rule not in _ALONE}
    if not places or len(places) * _DENSE < len(doc.tokens):
        return found
    return [a._replace(score=_IN_COMPANY) if a.score == SLIP else a for a in found]
