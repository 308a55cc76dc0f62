"""Tenses of another language: "has announced on Monday", where English has the past tense."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import SLIP, Artefact
from mtfix.artefacts.lexicon import DAYS
from mtfix.spans import Document, Span

RULE = "MT336"
# Verbs whose participle is their past tense, of what is over when it is reported.
_DID = (
    "said|announced|declared|stated|affirmed|warned|confirmed|told|met|denounced|condemned|rejected|accused|signed|"
    "voted|approved|published|decided|killed|arrived|left|visited|received"
)
_PERFECT = regex.compile(
    rf"\b(?:has|have) (?=(?:{_DID}) (?:on |this )?(?:{'|'.join(DAYS)}|yesterday)\b(?!['’]s| (?:as|\p{{Lu}}|to be)))"
)


def perfect_of_a_day(doc: Document) -> Iterator[Artefact]:
    """The perfect of a day that is over.

    >>> text = "He has announced Monday that talks go on. He has met Monday's deadline."
    >>> [(text[f.span.start : f.span.end], f.after) for f in perfect_of_a_day(Document(text))]
    [('has ', '')]
    """
    for m in _PERFECT.finditer(doc.text):
        yield Artefact(Span(*m.span()), "", RULE, SLIP)
