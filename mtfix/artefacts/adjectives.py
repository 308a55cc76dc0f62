"""Adjectives behind their nouns, as Romance languages put them: "a source diplomatic", "the market European".

Nations behind a noun are sure where the noun is a listed one and nothing follows that they could belong to. Other
adjectives stand behind nouns in English too ("made the plan public"), so they need a document that is proven translated.
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
    accidental administrative aerial armed climatic extraordinary foreign immediate initial local agricultural annual antitrust antiterrorist automobile banking bilateral budgetary central
    civil collective colonial commercial conjugal constitutional consecutive cultural definitive
    democratic diplomatic diplomatical domestic economic economical electoral electric electronic energetic environmental
    ethnic exceptional federal financial fiscal fundamental global governmental historic
    humanitarian independent industrial informal institutional internal international irregular islamist
    islamic judicial juridical legal legislative mandatory maritime massive maximum medical
    meteorological military minimum ministerial monetary monthly multilateral municipal mutual national
    naval nuclear nocturnal operational parliamentary partial penal permanent petroleum political
    preliminary presidential preventive prosecutorial provincial provisional public racial regional regulatory religious
    sanitary scientific seismic sexual social strategic syndical technical telephonic temporary
    territorial tropical unanimous unilateral urban urgent violent vocational
    """.split()
)
_HEADS = (
    NATIONAL
    | (PEOPLE | THINGS | BODIES)
    | frozenset(
        """
        abuse access activities activity agenda aid alert allowance appeal areas assault assistance authority balance ban body
        bombs camp camps career cell change charge climate coast code commitment competition context control corruption
        coup court courts crime debt decree deficit delegations democracy development dialogue dispute disturbances dress
        emergency enemy engagement escort escalation event experience export exports feelings figures finance finances forces
        funeral future growth holiday hostilities identity implementation income independence influence
        inspection insurance integration invasion investigations issues journey justice law leave life line management march
        meeting memory message mourning negotiation negotiations objective objectives offensive office opinion order
        organizations patrol pause personnel planning position posts practice presence prices procedure process production
        protection protocol provocation purposes quota radio raids recession recognition recovery record referendum
        refugee regions registry relief response responsibility results round route rules safety scale season sentence
        service session situation society solution sphere spending status stop strikes struggle study subsidies supply
        surveillance survey target tasks television tests text ties traffic transition transport treatment turnout unity use
        violence visit voting withdrawal worker workers zone zones world
        accord action adviser aggression aid attack attacks arms balance base budget capital circles companies
        conditions cooperation crimes crisis deal debate delegation detachment education elections exercises expenses
        experts firms flag forces fraud group help homologue investment investors inflation interests interference
        jurisdiction leaders margin market markets measures mission operations operator pact party plans platform policy
        power pressure products project prison publication reform reforms relations representation rights sanctions
        sector services source sources strike structures support system talks tensions territory threat toll training
        troops weapons week year quarter time victory weekend month day airports authorities soldiers
        """.split()
    )
)
_BESIDE_NAMES = frozenset("rival partner unit giant maker operator group bank company firm agency".split())
_NATIONS = frozenset(nation.lower() for nation in DEMONYMS)
_LEADS = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]his|former|by|of|with|from|against|several|some|two|three|other"
    r"|\d+(?:st|nd|rd|th))"
)
_ENDS = (
    r"(?=[.,;:)”\"]|$|\n| (?:is|was|were|are|has|had|have|will|would|said|says|told|announced|met|called|added|decided"
    r"|in|on|to|of|for|with|at|by|from|after|before|since|who|which|that|against|during|between|but|about|over)\b)"
)
_NATION_BEHIND = regex.compile(
    rf"\b{_LEADS} (?P<swap>(?P<noun>(?:[\p{{L}}-]+ )?[\p{{L}}-]+) (?P<nation>{'|'.join(sorted(DEMONYMS, key=len, reverse=True))}))"
    rf"(?:{_ENDS}|(?= \p{{Lu}}\p{{Ll}}+ \p{{Lu}}\p{{Ll}}+))",
    regex.MULTILINE,
)
_KIND_BEHIND = regex.compile(rf"\b{_LEADS} (?P<swap>(?P<noun>\p{{Ll}}+) (?P<kind>{'|'.join(_KINDS)})){_ENDS}", regex.MULTILINE)
# "made the accord provisional", "The more the crisis political": what makes a predicate of an adjective.
_MADE = regex.compile(r"\b(?:ma[dk]e|makes|making|keeps?|kept|consider\w*|call\w*|f[io]nds?|found|declar\w*)(?: \w+)?\s\Z", regex.I)
_IN_FRONT = frozenset("prime foreign defense defence interior deputy vice first".split())


def nation_behind(doc: Document) -> Iterator[Artefact]:
    """A nation behind the noun that it belongs to; `titles.nation_after` has offices and states' bodies.

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
                if noun in _BESIDE_NAMES and doc.text[m.end() : m.end() + 2].strip().isalpha() and doc.text[m.end() + 1].isupper():
                    continue  # "its rival British Midland Airways"
                whole = not first or first.lower() in _IN_FRONT
                start = m.start("noun") if whole else m.start("noun") + len(first) + 1
                if first and not whole and last[0].isupper():
                    continue
                yield Artefact(Span(start, m.end("nation")), f"{m['nation']} {m['noun'] if whole else last}", RULE, _SURE)


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
