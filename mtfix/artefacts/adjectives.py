"""Adjectives behind their nouns, as Romance languages put them: "a source diplomatic", "the market European".

Nations behind a noun are sure where the noun is a listed one and nothing follows that they could belong to. Other
adjectives stand behind nouns in English too ("made the plan public"), so they need a document that is proven
translated.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from mtfix.artefacts.found import WEAK, Artefact
from mtfix.artefacts.lexicon import BODIES, DEMONYMS, NATIONAL, PEOPLE, THINGS
from mtfix.spans import Document, Span

RULE = "MT332"
_SURE = 0.93
# Adjectives that classify: before their noun always, and hardly ever a predicate.
_KINDS = frozenset(
    """
    accidental administrative aerial agricultural annual antiterrorist antitrust armed automobile banking bilateral
    budgetary central civil climatic collective colonial commercial conjugal consecutive constitutional cultural
    definitive democratic diplomatic diplomatical domestic economic economical electoral electric electronic
    energetic environmental ethnic exceptional extraordinary federal financial fiscal foreign fundamental global
    governmental historic humanitarian immediate independent industrial informal initial institutional internal
    international irregular islamic islamist judicial juridical legal legislative local mandatory maritime massive
    maximum medical meteorological military minimum ministerial monetary monthly multilateral municipal mutual
    national naval nocturnal nuclear operational parliamentary partial penal permanent petroleum political
    preliminary presidential preventive prosecutorial provincial provisional public racial regional regulatory
    religious sanitary scientific seismic sexual social strategic syndical technical telephonic temporary
    territorial tropical unanimous unilateral urban urgent violent vocational
    """.split()
)
_HEADS = (
    NATIONAL
    | (PEOPLE | THINGS | BODIES)
    | frozenset(
        """
        abuse access accord action activities activity adviser agenda aggression aid airports alert allowance appeal
        areas arms assault assistance attack attacks authorities authority balance ban base body bombs budget camp
        camps capital career cell change charge circles climate coast code commitment companies competition
        conditions context control cooperation corruption coup court courts crime crimes crisis day deal debate debt
        decree deficit delegation delegations democracy detachment development dialogue dispute disturbances dress
        education elections emergency enemy engagement escalation escort event exercises expenses experience experts
        export exports feelings figures finance finances firms flag forces fraud funeral group growth help
        holiday homologue hostilities identity implementation income independence inflation influence inspection
        insurance integration interests interference invasion investigations investment investors issues journey
        jurisdiction justice law leaders leave life line management march margin market markets measures meeting
        memory message mission month mourning negotiation negotiations objective objectives offensive office
        operations operator opinion order organizations pact party patrol pause personnel planning plans platform
        policy position posts power practice presence pressure prices prison procedure process production products
        project protection protocol provocation publication purposes quarter quota radio raids recession recognition
        record recovery referendum reform reforms refugee regions registry relations relief representation response
        responsibility results rights round route rules safety sanctions scale season sector sentence service
        services session situation society soldiers solution source sources spending sphere status stop strike
        strikes structures struggle study subsidies supply support surveillance survey system talks target tasks
        television tensions territory tests text threat ties time toll traffic training transition transport
        treatment troops turnout unity use victory violence visit voting weapons week weekend withdrawal worker
        workers world year zone zones
        """.split()
    )
)
_BESIDE_NAMES = frozenset("rival partner unit giant maker operator group bank company firm agency".split())
_NATIONS = frozenset(nation.lower() for nation in DEMONYMS)
_LEADS = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]his|former|by|of|with|from|against|several|some|two|"
    r"three|other"
    r"|\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|last|next)"
)
_ENDS = (
    r"(?=[.,;:)”\"]|$|\n| (?:is|was|were|are|has|had|have|will|would|said|says|told|met|left|spoke|sent|won"
    r"|in|on|to|of|for|with|at|by|from|after|before|since|who|which|that|against|during|between|but|about|over"
    r"|\p{Ll}{3,}ed)\b)"
)
_NATION = "|".join(sorted(DEMONYMS, key=len, reverse=True))
_NATION_BEHIND = regex.compile(
    rf"\b{_LEADS} (?P<swap>(?P<noun>(?:[\p{{L}}-]+ )?[\p{{L}}-]+) (?P<nation>{_NATION}))"
    rf"(?:{_ENDS}|(?= \p{{Lu}}\p{{Ll}}+ \p{{Lu}}\p{{Ll}}+))",
    regex.MULTILINE,
)
_KIND_BEHIND = regex.compile(
    rf"\b{_LEADS} (?P<swap>(?P<noun>\p{{Ll}}+) (?P<kind>{'|'.join(_KINDS)})){_ENDS}", regex.MULTILINE
)
# "made the accord provisional", "The more the crisis political": what makes a predicate of an adjective.
_MADE = regex.compile(
    r"\b(?:ma[dk]e|makes|making|keeps?|kept|consider\w*|call\w*|f[io]nds?|found|declar\w*)(?: \w+)?\s\Z", regex.I
)
_IN_FRONT = frozenset("prime foreign defense defence interior deputy vice first".split())


def nation_behind(doc: Document) -> Iterator[Artefact]:
    """A nation behind the office, body or thing that it belongs to.

    >>> text = "The writer Belgian Anna Maes said so. The market European is firm, the press French readers like."
    >>> [f.after for f in nation_behind(Document(text))]
    ['Belgian writer', 'European market']
    """
    words = doc.words
    for k, (noun, nation) in enumerate(pairwise(words)):
        if nation in _NATIONS and noun in _HEADS and doc.text[doc.tokens[k + 1].start].isupper():
            start = doc.tokens[max(0, k - 2)].start
            m = _NATION_BEHIND.search(doc.text, start, doc.tokens[k + 1].end + 60)
            if m and m.end("nation") == doc.tokens[k + 1].end:
                first, _, last = m["noun"].rpartition(" ")
                if (
                    noun in _BESIDE_NAMES
                    and doc.text[m.end() : m.end() + 2].strip().isalpha()
                    and doc.text[m.end() + 1].isupper()
                ):
                    continue  # "its rival British Midland Airways"
                whole = not first or first.lower() in _IN_FRONT
                start = m.start("noun") if whole else m.start("noun") + len(first) + 1
                if first and not whole and last[0].isupper():
                    continue
                yield Artefact(
                    Span(start, m.end("nation")), f"{m['nation']} {m['noun'] if whole else last}", RULE, _SURE
                )


def kind_behind(doc: Document) -> Iterator[Artefact]:
    """An adjective that classifies, behind its noun.

    >>> text = "According to a source diplomatic, they made the accord provisional."
    >>> [f.after for f in kind_behind(Document(text))]
    ['diplomatic source']
    """
    for k, (noun, kind) in enumerate(pairwise(doc.words)):
        if kind in _KINDS and noun in _HEADS:
            start = doc.tokens[max(0, k - 1)].start
            m = _KIND_BEHIND.match(doc.text, start, doc.tokens[k + 1].end + 20)
            if m and not _MADE.search(doc.text, max(0, start - 24), start):
                yield Artefact(Span(*m.span("swap")), f"{m['kind']} {m['noun']}", RULE, WEAK)
