"""Spaces around punctuation, measured against what the document itself does most of the time.

Text with spaces before most of its commas is a tokenised corpus or French typesetting, and stays so.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.common import line_at
from mtfix.artefacts.found import SLIP, WEAK, Artefact
from mtfix.spans import Document, Span

_BEFORE_COMMA = regex.compile(r"(?<=[\p{L}\d\]%”’]|\S\")(?P<space>[ \u00a0\u202f]),(?=\s|$|[\"”’)])")
_BEFORE_STOP = regex.compile(
    r"(?<!\bSec)(?<=[\p{Ll})”’]|\S\")(?P<space>[ \u00a0\u202f])\.(?=\s|$|[\"”’)])(?! ?\.)(?! \()"
)
_BEFORE_HIGH = regex.compile(r"(?<=[\p{L}\d)\]%\"”’])(?P<space>[ \u00a0\u202f])[;:!?](?=\s|$|[\"”’)])")
_FINE_LOW = regex.compile(r"(?<=[\p{L}\d)\]%\"”’])[,.](?=\s|$|[\"”’)])")
_FINE_HIGH = regex.compile(r"(?<!&\w{2,8})(?<=[\p{L}\d)\]%\"”’])[;:!?](?=\s|$|[\"”’)])")
_TWO_STOPS = regex.compile(
    r"(?:(?<=[\p{L}\d)\]%][\"”’]?)(?P<extra>\. )\.|(?<=[!?])(?P<extra> \.))(?=\s*$|\s*[\r\n]|\s\p{Lu}|[\"”])(?! ?\.)"
)
_STOP_COMMA = regex.compile(r"(?<=\p{Ll}{3})(?P<extra>\. ?),(?= )")
_GLUED = regex.compile(r"(?<=\b\p{Ll}{2,}),(?=\p{Ll}{2,}\b)")
_GLUED_STOP = regex.compile(
    r"(?<=\b\p{Ll}{3,})\.(?=(?:The|He|She|It|They|But|And|We|This|That|These|Those|When|However)\b )"
)
_BRACKETS = regex.compile(r"\((?P<one> )[^()\n]{1,200}?(?P<two> )\)")
_POSSESSIVE = regex.compile(r"(?<=\b\p{L}{2,})(?P<gap> ['’] ?)s\b(?= \p{L})")
_PERCENT = regex.compile(r"(?<=\d)[ \u00a0\u202f]%")
_TABLE = regex.compile(r"\S {2,}\S|\t|[|=]|^\s*[-*+>#]|[_~^\\]")
_WORDS = 4
_FRENCH = 2  # spaces before ; : ! ? that make French typesetting of a text
_HABIT = 2  # spaces before full stops; executive orders head every section so


def before_points(doc: Document) -> Iterator[Artefact]:
    """ "Lebanon , at" for "Lebanon, at", unless the document spaces its points throughout."""
    text = doc.text
    commas, stops, high = (
        [m for m in loose.finditer(text) if _prose(text, m.start()) and not _label(text, m.end())]
        for loose in (_BEFORE_COMMA, _BEFORE_STOP, _BEFORE_HIGH)
    )
    stops = stops if len(stops) <= _HABIT else []
    low = sum(1 for _ in _FINE_LOW.finditer(text)) if commas or stops or high else 0
    if low >= 2 * len(commas + stops) or (low and len(commas + stops) == 1):
        for m in commas + stops:
            yield Artefact(Span(*m.span("space")), "", "MT305", SLIP)
    # Commas set as in English: the spaces before the others are French. Where commas stand off too it is a habit.
    usual = sum(1 for _ in _FINE_HIGH.finditer(text)) if high else 0
    french = len(high) >= _FRENCH and low >= 2 * len(high)
    if low >= 2 * len(commas) and (usual >= 2 * len(high) or french):
        for m in high:
            yield Artefact(Span(*m.span("space")), "", "MT305", SLIP)


def doubled_points(doc: Document) -> Iterator[Artefact]:
    """ "the crisis. ." for "the crisis.", "the light. , to" for "the light, to"; ellipses are left."""
    text = doc.text
    if " ." in text:
        for m in _TWO_STOPS.finditer(text):
            if _prose(text, m.start()):
                yield Artefact(Span(*m.span("extra")), "", "MT305", SLIP)
    if ". ," in text or ".," in text:
        for m in _STOP_COMMA.finditer(text):
            spaced = " " in m["extra"]
            if spaced and _prose(text, m.start()):
                yield Artefact(Span(*m.span("extra")), "", "MT305", SLIP)


def glued(doc: Document) -> Iterator[Artefact]:
    """ "said,but" for "said, but", "the end.The next" for "the end. The next"."""
    text = doc.text
    for pattern in (_GLUED, _GLUED_STOP):
        for m in pattern.finditer(text):
            if _prose(text, m.start()):
                yield Artefact(Span(*m.span()), f"{m[0]} ", "MT305", SLIP)


def inside_brackets(doc: Document) -> Iterator[Artefact]:
    """ "( the group )" for "(the group)", unless the document does so throughout."""
    text = doc.text
    found = [m for m in _BRACKETS.finditer(text) if _prose(text, m.start())] if "( " in text else []
    if found and len(found) < len(regex.findall(r"\(\S[^()\n]*\S\)", text)):
        for m in found:
            yield Artefact(Span(*m.span("one")), "", "MT305", SLIP)
            yield Artefact(Span(*m.span("two")), "", "MT305", SLIP)


def apostrophes(doc: Document) -> Iterator[Artefact]:
    """ "the company ' s" for "the company's"."""
    text = doc.text
    found = list(_POSSESSIVE.finditer(text)) if " '" in text or " ’" in text else []
    if found and len(found) <= len(regex.findall(r"\p{L}['’]s\b", text)):
        for m in found:
            if _prose(text, m.start()):
                yield Artefact(Span(*m.span("gap")), m["gap"].strip(), "MT305", SLIP)


def percent(doc: Document) -> Iterator[Artefact]:
    """ "50 %" where the document writes "20%" more often, or is proven translated."""
    text = doc.text
    found = list(_PERCENT.finditer(text)) if "%" in text else []
    if found:
        minority = len(regex.findall(r"\d%", text)) >= len(found)
        for m in found:
            yield Artefact(Span(m.start(), m.start() + 1), "", "MT305", SLIP if minority else WEAK)


def _prose(text: str, at: int) -> bool:
    """Whether the line is neither table, code nor art."""
    line = line_at(text, at)
    return not _TABLE.search(line) and len(regex.findall(r"\p{L}{2,}", line)) >= _WORDS


def _label(text: str, at: int) -> bool:
    """Whether the point is the colon of "Name : value" at the start of a line."""
    line = text[text.rfind("\n", 0, at) + 1 : at + 1]
    return line.endswith(":") and len(line.split()) <= _WORDS + 1
