"""Capitals inside a sentence on words that are no names."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.common import plain
from mtfix.artefacts.found import LIKELY, SLIP, Artefact
from mtfix.spans import Document, Span

_INSIDE = regex.compile(
    r"(?<=(?<before>\b\p{Ll}+),? )(?P<word>\p{Lu}\p{Ll}{3,})(?=,? (?P<after>\p{Ll}+)\b|"
    r"[.;] |\.?$)"
)
_QUOTED = regex.compile(r"(?<=\p{Ll} [“\"])(?P<word>\p{Lu}\p{Ll}{3,})(?=[”\"])")
_LETTERS = regex.compile(r"\b\p{L}{4,}")
# Plain words that newswire also has as names.
_NAMES = frozenset("Daily Time Times Windows Half Giant Open Post Target Orange Sprint Shell Gap Independent".split())
_TITLE = 0.4  # share of capitals among the longer words of a sentence from which on it is a heading


def inside(doc: Document) -> Iterator[Artefact]:
    """A plain word with a capital; a term that the document keeps capitalising is its own.

    "as the Tensions increased" for "as the tensions increased", "spoke of “Cooperate” with".
    """
    text = doc.text
    for sentence in doc.sentences:
        for m in _INSIDE.finditer(text, sentence.start, sentence.end):
            word = m["word"]
            if word.lower() not in plain() or word in _NAMES or _heading(text[sentence.start : sentence.end]):
                continue
            again = len(regex.findall(rf"(?<=\p{{Ll}},? ){word}\b", text))
            if again == 1:
                yield Artefact(Span(*m.span("word")), word.lower(), "MT304", SLIP)
    for m in _QUOTED.finditer(text):
        if m["word"].lower() in plain() and text.count(m["word"]) == 1:
            yield Artefact(Span(*m.span("word")), m["word"].lower(), "MT304", LIKELY)


def _heading(sentence: str) -> bool:
    words = _LETTERS.findall(sentence)
    capitals = sum(w[0].isupper() for w in words)
    return bool(capitals >= _TITLE * len(words))
