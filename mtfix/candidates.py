"""What may have stood there: dictionary rows and thesaurus neighbours as concrete edits of one text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtfix.casing import recase
from mtfix.dictionary import Match, starts_sentence
from mtfix.spans import Document, Span
from mtfix.thesaurus import Near

THESAURUS = "thesaurus"
_CALQUES = {
    "calque-es": "MT121",
    "calque-fr": "MT122",
    "calque-pt": "MT123",
    "calque-de": "MT124",
    "calque-ru": "MT125",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `first` up to `last` may once have read `phrase`; as an edit: at `span` put `after`.

    The span is that of the tokens, or longer by an indefinite article that has to follow the phrase.
    """

    first: int
    last: int
    phrase: str
    span: Span
    after: str
    rule: str
    family: str


def from_matches(doc: Document, matches: Iterable[Match]) -> list[Candidate]:
    """Candidates of dictionary matches."""
    out = []
    for first, last, rows in matches:
        for row in rows:
            capital = "cap" in row.guards.split()
            rule = _rule(row.dirty, row.family, capital)
            out.append(_candidate(doc, first, last, row.clean, row.article, rule, row.family))
    return _distinct(out)


def from_thesaurus(doc: Document, index: int, near: Sequence[Near]) -> list[Candidate]:
    """Candidates for token `index` from its neighbours in meaning."""
    return [_candidate(doc, index, index + 1, n.word, n.article, "MT201", THESAURUS) for n in near]


def _rule(dirty: str, family: str, capital: bool) -> str:
    if family in _CALQUES:
        return _CALQUES[family]
    if any(c.isdigit() for c in dirty):
        return "MT104"
    several = " " in dirty
    if family.startswith("science"):
        return "MT112" if several else "MT111"
    return "MT103" if capital else "MT102" if several else "MT101"


def _candidate(doc: Document, first: int, last: int, phrase: str, article: str, rule: str, family: str) -> Candidate:
    start, end = doc.tokens[first].start, doc.tokens[last - 1].end
    after = recase(doc.text[start:end], phrase, starts_sentence(doc, first))
    if "’" in doc.text and "'" in after:
        after = after.replace("'", "’")
    if first and doc.words[first - 1] in ("a", "an") and doc.words[first - 1] != article:
        before = doc.tokens[first - 1]
        written = doc[before]
        if doc.text[before.end : start].isspace() and "\n" not in doc.text[before.end : start]:
            letter = written[0]
            new = letter if article == "a" else letter + ("N" if written.isupper() and len(written) > 1 else "n")
            after = new + doc.text[before.end : start] + after
            start = before.start
    return Candidate(first, last, phrase.lower(), Span(start, end), after, rule, family)


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each place and phrase (two word classes often share a form); the first family keeps it."""
    return list({(c.first, c.last, c.phrase): c for c in reversed(list(candidates))}.values())[::-1]
