"""Numbers in the style of another language. The rule is about numbers and may change their marks, never a digit."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import LIKELY, SLIP, Artefact
from mtfix.spans import Document, Span

_UNITS = (
    r"million|billion|trillion|thousand|per ?cent|percentage|%|°|degrees|k(?:ilo)?m(?:et(?:er|re)s?)?\b|kilos?|"
    r"kg|cm|mm"
    r"|met(?:er|re)s|inches|feet|tonn?es|tons|lit(?:er|re)s|hectares|square|euros?|dollars|points|seconds|times|hours"
)
_DECIMAL = regex.compile(rf"(?<![\d.,$€£-]\s?)\b\d{{1,3}}(?P<comma>,)\d{{1,2}}(?=[ \u00a0\u202f-]?(?:{_UNITS}))")
# A point between thousands; of what is counted one by one there are no three decimals.
_THOUSANDS = regex.compile(
    r"(?<![\d.,$€£-]\s?)\b[1-9]\d{0,2}(?:(?P<point>\.)\d{3})+(?![\d.,]\d)(?= (?:people|men|women|children|jobs|posts|"
    r"troops|soldiers|workers|employees|inhabitants|residents|refugees|migrants|students|pupils|teachers|"
    r"doctors|companies|"
    r"homes|houses|households|copies|visitors|tourists|passengers|vehicles|cars|votes|voters|members|participants|"
    r"patients|deaths|dead|victims|cases|species|islands|books|words|francs|pesos|rubles|roubles)\b)"
)
_MILLIONS = regex.compile(
    r"(?<=\b(?:\d|\d[\d.,]*\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|"
    r"forty|fifty) )"
    r"(?P<one>[mb]illion|thousand)s(?P<of> of(?! (?:the|these|those|this|its|his|their|our|which|them|"
    r"us)\b))?(?= (?!of\b)(?:[a-z]|US|U\.S\.))"
)
_SPACED = regex.compile(
    r"(?<![\d.,$€£%-][ \u00a0\u202f]?)\b[1-9]\d{0,2}(?P<space>[ \u00a0\u202f])(?:000|\d{3}(?= (?:soldiers|"
    r"people|troops|men|jobs|euros"
    r"|dollars|workers|copies|voters|migrants|refugees|inhabitants|members)\b))(?![\d.,]\d)(?= \p{Ll}| ?[$€£])"
)
_POINTED = regex.compile(r"(?<![\d.,$€£-])\d{1,3}\.\d{1,2}(?![\d.,]*\d)")  # a decimal as English writes it, no date
_WITH_COMMA = regex.compile(r"(?<![\d.,])\d{1,3},\d{1,2}(?![\d.,]*\d)")
_NUMBER = regex.compile(r"\b[Nn][°º]\.?[ \u00a0\u202f]?(?=\d)")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ORDINAL = regex.compile(
    r"(?<=\b(?:on|from|until|since|to|of|the|between|before|after|by|and) (?:[12]?\d|3[01]))\."
    rf"(?= (?:{_MONTHS})\b(?: \d| \p{{Ll}}| ?[,.]))"
)
_FEW = 2  # decimal commas that make no style yet
_OWN = 0.5
_CLOCK = regex.compile(r"\b(?P<hour>[01]?\d|2[0-3]) ?h ?(?P<minute>[0-5]\d)\b(?! ?m)")


def styled(doc: Document) -> Iterator[Artefact]:
    """ "1,2 million" for "1.2 million", "15.000 people" for "15,000 people", "n° 5" for "No. 5", "on 21. July 1944" for
    "on 21 July 1944", "two millions of euros", "5 000 soldiers"."""
    text = doc.text
    if commas := [Span(*m.span("comma")) for m in _DECIMAL.finditer(text)]:
        points, written = len(_POINTED.findall(text)), len(_WITH_COMMA.findall(text))
        # What a document writes throughout is its own: of 11 such commas in MT from Romanian its editors left 9.
        own = points < written > _FEW
        yield from (Artefact(span, ".", "MT307", _OWN if own else LIKELY) for span in commas)
    for m in _THOUSANDS.finditer(text):
        yield from (Artefact(Span(*span), ",", "MT307", SLIP) for span in m.spans("point"))
    if "°" in text or "º" in text:
        for m in _NUMBER.finditer(text):
            yield Artefact(Span(*m.span()), "No. ", "MT307", 0.93)
    for m in _MILLIONS.finditer(text) if "ns " in text or "ds " in text else ():
        yield Artefact(Span(*m.span()), m["one"], "MT307", 0.9)
    for m in _SPACED.finditer(text):
        yield Artefact(Span(*m.span("space")), ",", "MT307", SLIP)
    for m in _ORDINAL.finditer(text):
        yield Artefact(Span(*m.span()), "", "MT307", 0.9)
    for m in _CLOCK.finditer(text):
        yield Artefact(Span(*m.span()), f"{m['hour']}:{m['minute']}", "MT307", 0.85)
