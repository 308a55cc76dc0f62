"""Amounts and spans of time in the words of another language: "more of 150", "since six weeks", "other two months".

Romance languages and German count with one preposition where English has another. What English never has is put right;
what it has in other places speaks where translation is proven.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import NEVER, WEAK, Artefact
from mtfix.spans import Document, Span

RULE = "MT338"
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    "ninety"
)
_COUNT = rf"(?:\d[\d.,]*\d|\d|{_WORDS})"
_SPANS = "seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries"
_MORE_OF = regex.compile(
    rf"\b(?P<than>[Mm]ore|[Ll]ess|[Ff]ewer) of (?={_COUNT} (?!of\b))|"
    rf"\b(?P<over>[Oo]ver|[Aa]bove|[Aa]bout|[Aa]round) of (?=(?:a )?{_COUNT}\b)"
)
_SINCE = regex.compile(
    rf"\b(?P<since>[Ss]ince) (?=(?:(?:more than|over|about|nearly|almost|at least|some) )?"
    rf"(?:(?P<sure>{_COUNT}|several|many) )?(?:{_SPANS})\b"
    r"(?! (?:ago|earlier|before|after|old|later|of|when|past|gone|in)\b))"
)
_FIRST = regex.compile(r"\b(?:first|most|worst|best|\p{Ll}{3,}est)\b[^.,;:]*\Z")  # "the first since three weeks"
_DURING = regex.compile(rf"\b(?P<during>[Dd]uring) (?={_COUNT} (?:{_SPANS})\b(?! (?:of|in|as|when)\b))")
_OTHER = regex.compile(
    r"(?<!\b(?i:the|these|those|all|any|some|no|each|every|its|his|her|their|our|my|your|whose|which|or|most)|['’]s?) "
    rf"other (?P<count>{_COUNT})(?: (?P<span>{_SPANS})\b|(?= (?:\p{{Ll}}+s|people|men|women|children)\b))"
)
_AGED = regex.compile(
    r"\b(?:(?:[Hh]e|[Ss]he)(?: is| was|['’]s)|I(?: am| was|['’]m))(?: only| just)? "
    rf"{_COUNT}(?P<years> years)(?=[.,;”\"])"
)
_NAMED = regex.compile(rf"(?<=\p{{Lu}}\p{{Ll}}+), (?P<aged>of (?P<age>{_COUNT}) years)(?= ?[,.])")
_LEAST = regex.compile(rf"\b(?:at|to) the less(?= {_COUNT}\b)")
_OF = regex.compile(r"\b(?:before|after)(?P<of> of)(?= (?!(?:course|all|which|whom)\b)\p{Lu}?\p{Ll})")
_CLOCK = regex.compile(
    r"(?<=\bat (?:\p{Ll}+|\d{1,2}(?:[:.]\d\d)?) )of (?:the )?(?P<part>morning|afternoon|evening|night)\b"
)
_MOST = regex.compile(
    r"(?<=\bthe )more(?= \p{Ll}+(?: \p{Ll}+)? (?:in|of) (?:the|its|our|their) "
    r"(?:world|country|region|history|century|year)\b)"
)
_AVERAGE = regex.compile(rf"\b(?P<in>[Ii]n) average(?=,| {_COUNT}\b| (?:per|every|a) )")


def compared(doc: Document) -> Iterator[Artefact]:
    """ "more of 150" for "more than 150", "over of 100" for "over 100", "to the less 20" for "at least 20", "in average
    5" for "on average 5".

    >>> text = "More of 150 came, over of 20 stayed, in average two a day. No more of this."
    >>> [f.after for f in compared(Document(text))]
    ['More than ', 'over ', 'on']
    """
    for m in _MORE_OF.finditer(doc.text):
        yield Artefact(Span(*m.span()), f"{m['than']} than " if m["than"] else f"{m['over']} ", RULE, NEVER)
    for m in _LEAST.finditer(doc.text):
        yield Artefact(Span(*m.span()), "at least", RULE, NEVER)
    for m in _MOST.finditer(doc.text):
        yield Artefact(Span(*m.span()), "most", RULE, NEVER)
    for m in _AVERAGE.finditer(doc.text):
        yield Artefact(Span(*m.span("in")), "On" if m["in"] == "In" else "on", RULE, WEAK)


def how_long(doc: Document) -> Iterator[Artefact]:
    """ "since six weeks", "during two days" for "for six weeks", "for two days"; "before of noon" for "before noon".

    >>> text = "Closed since six weeks, the first loss since two years, open during three days. Since two weeks ago."
    >>> [(text[f.span.start : f.span.end], f.after) for f in how_long(Document(text))]
    [('since', 'for'), ('since', 'in'), ('during', 'for')]
    """
    for m in _SINCE.finditer(doc.text):
        after = "in" if _FIRST.search(doc.text, max(0, m.start() - 40), m.start()) else "for"
        score = NEVER if m["sure"] else WEAK
        yield Artefact(Span(*m.span("since")), after.title() if m["since"] == "Since" else after, RULE, score)
    for m in _OF.finditer(doc.text):
        yield Artefact(Span(*m.span("of")), "", RULE, NEVER)
    for m in _CLOCK.finditer(doc.text):
        yield Artefact(Span(*m.span()), "at night" if m["part"] == "night" else f"in the {m['part']}", RULE, NEVER)
    for m in _DURING.finditer(doc.text):
        yield Artefact(Span(*m.span("during")), "For" if m["during"] == "During" else "for", RULE, WEAK)


def others(doc: Document) -> Iterator[Artefact]:
    """ "other six months" for "another six months", "other six people" for "six other people".

    >>> text = "It may last other six months. He and other six people fled. The other six people stayed."
    >>> [f.after for f in others(Document(text))]
    ['another six months', 'six other']
    """
    for m in _OTHER.finditer(doc.text):
        after = f"another {m['count']} {m['span']}" if m["span"] else f"{m['count']} other"
        yield Artefact(Span(m.start() + 1, m.end()), after, RULE, NEVER)


def ages(doc: Document) -> Iterator[Artefact]:
    """ "She is 21 years." for "She is 21.", "Jan Novak, of 30 years," for "Jan Novak, 30,".

    >>> text = "She is 21 years. Jan Novak, of 30 years, came. The term is 21 years."
    >>> [(text[f.span.start : f.span.end], f.after) for f in ages(Document(text))]
    [('of 30 years', '30'), (' years', '')]
    """
    for m in _NAMED.finditer(doc.text):
        yield Artefact(Span(*m.span("aged")), m["age"], RULE, NEVER)
    for m in _AGED.finditer(doc.text):
        yield Artefact(Span(*m.span("years")), "", RULE, WEAK)
