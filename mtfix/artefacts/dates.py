"""Days and dates with the articles of another language: "the past month", "this Thursday", "the January 9".

English has most of these too, in other places; so but for the order of words they need a document that is proven
translated.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import SLIP, WEAK, Artefact
from mtfix.artefacts.lexicon import DAYS, MONTHS
from mtfix.spans import Document, Span

RULE = "MT335"
_DAY = "|".join(DAYS)
_END = r"(?=[.,;:)]|$| (?:in|at|with|by|for|that|when|after|from|to|of|and|a|the)\b)"
_PREPOSITION = (
    r"(?<!\b(?i:in|on|at|over|during|for|of|within|from|since|by|until|till|before|after|through|throughout|to|"
    r"into|than|"
    r"between|about|all|and|around|under|across|is|was|be|as|with) )"
)
# "affirmed this Thursday that": a day after a verb in the past is past.
_THIS_DAY = regex.compile(
    rf"(?<=\b(?:\p{{Ll}}+ed|said|told|met|began|left|held|won|"
    rf"made) )this (?P<day>{_DAY})\b(?! (?:{'|'.join(MONTHS)}))"
)
_LAST = regex.compile(
    rf"{_PREPOSITION}\b[Tt]he (?P<which>past|next|last) (?P<what>week|month|year|{_DAY})(?=[.;)”]|,|$)"
)
_THE_DAY = regex.compile(rf"{_PREPOSITION}\bthe (?P<day>{_DAY})(?=[.,;]| (?:in|at|with|by)\b)")
_ON_THE = regex.compile(
    rf"\b[Oo]n (?P<the>the )(?:(?P<date>\d{{1,2}} (?:{'|'.join(MONTHS)})\b)|"
    rf"(?:{_DAY})\b(?! (?:of|before|after|night|morning|evening|\p{{Lu}})|['’]))"
)
_THE_DATE = regex.compile(
    rf"\b(?P<before>(?:on|in|from|until|till|before|after|since|by|to|beyond|"
    rf"of) )?the (?P<date>(?:{'|'.join(MONTHS)}) \d{{1,2}})"
    r"(?=[.;)]|,(?! \d{4} \p{L})| (?:in|at|with|and|to|that|when|after)\b|$)"
)
_BEHIND = regex.compile(rf"\b[Tt]he (?P<what>week|month|year|{_DAY}) (?P<which>last|past){_END}")


def day_with_article(doc: Document) -> Iterator[Artefact]:
    """A day, week or month with an article or a "this" that English leaves out.

    >>> text = "He affirmed this Thursday that they would meet the Monday in Rome, beyond the January 9."
    >>> [f.after for f in day_with_article(Document(text))]
    ['on Thursday', 'on Monday', 'beyond January 9']
    """
    text = doc.text
    for m in _THIS_DAY.finditer(text):
        yield Artefact(Span(*m.span()), f"on {m['day']}", RULE, WEAK)
    for m in _LAST.finditer(text):
        which = "last" if m["which"] == "past" else m["which"]
        yield Artefact(Span(*m.span()), f"{which.title() if m[0][0] == 'T' else which} {m['what']}", RULE, WEAK)
    for m in _THE_DAY.finditer(text):
        yield Artefact(Span(*m.span()), f"on {m['day']}", RULE, WEAK)
    for m in _ON_THE.finditer(text):
        yield Artefact(Span(*m.span("the")), "", RULE, SLIP if m["date"] else WEAK)
    for m in _THE_DATE.finditer(text):
        yield Artefact(Span(*m.span()), f"{m['before'] or 'on '}{m['date']}", RULE, SLIP)


def last_behind(doc: Document) -> Iterator[Artefact]:
    """ "the week last" for "last week".

    >>> [f.after for f in last_behind(Document("They decided the week last to go."))]
    ['last week']
    """
    for m in _BEHIND.finditer(doc.text):
        yield Artefact(Span(*m.span()), f"{m['which'].replace('past', 'last')} {m['what']}", RULE, SLIP)
