"""Pronouns of grammatical gender that only a proven translation makes suspicious: "Russia, who", "the firm ... his".

`pronouns` holds those that are sure in any document.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import WEAK, Artefact
from mtfix.artefacts.lexicon import BODIES, COUNTRIES, PEOPLE, THINGS
from mtfix.artefacts.pronouns import named
from mtfix.spans import Document, Span

RULE = "MT333"
_STATE = rf"(?:[Tt]he )?(?:United States|United Kingdom|European Union|United Nations|{'|'.join(sorted(COUNTRIES))})"
_NO_PERSON = (THINGS | BODIES) - PEOPLE
_BODY = "|".join(sorted(BODIES - {"state", "statement", "work"}, key=len, reverse=True))
# The subject of a clause: a state, or a body with at most two words before it.
_SUBJECT = rf"(?:{_STATE}|(?:[Tt]he|[Aa]n?|[Tt]his) (?:[\p{{L}}-]+ ){{0,2}}?(?:{_BODY}))"
_OWN = regex.compile(
    rf"(?:^|(?<=[.!?] |, |\bthat ))(?P<who>{_SUBJECT})\b(?P<between>[^.!?;\n“”\"]{{1,120}}?)\b(?P<his>his|"
    rf"her) \p{{Ll}}",
    regex.MULTILINE,
)
_WHO = regex.compile(
    rf"\b(?P<what>{_STATE}|(?:[Tt]he|[Aa]n?) (?:[\p{{L}}-]+ )?(?P<noun>\p{{Ll}}+)), (?P<who>who) (?=has|had|is|"
    rf"was|will|would|does|did|\p{{Ll}}+s\b)"
)
_THAT = regex.compile(
    r"(?<=\b(?:the|a|an|his|its) \p{Ll}+, )(?P<that>that) (?=has|had|was|were|will|would|could|can|lasted|"
    r"killed|left|began|started|took|includes|included|caused|reached|covered|occurred|happened)\b"
)
_THEY = regex.compile(
    rf"\b[Tt]he (?P<body>{_BODY}) (?:said|announced|added|warned|confirmed|"
    rf"denied)(?: on \p{{L}}+)?(?: that)? (?P<they>they) (?!are|were|have\b)"
)


def own_of_a_body(doc: Document) -> Iterator[Artefact]:
    """What a state or a body has, as "his" or "her", where the clause names nobody else.

    >>> text = "France plans to cut his debt. The minister wants his plan. The firm cut, Mr. X says, his jobs."
    >>> [f.after for f in own_of_a_body(Document(text))]
    ['its']
    """
    if " his " in doc.text or " her " in doc.text:
        for m in _OWN.finditer(doc.text):
            words = set(regex.findall(r"\p{Ll}+", m["between"]))
            if not named(f"X {m['between']}") and PEOPLE.isdisjoint(words | {w.removesuffix("s") for w in words}):
                yield Artefact(Span(*m.span("his")), "its", RULE, WEAK)


def who_of_a_thing(doc: Document) -> Iterator[Artefact]:
    """ "the treaty, who is ready" and "the war, that has lasted" for "which".

    >>> [f.after for f in who_of_a_thing(Document("France, who has sent troops, signed the treaty, that was ready."))]
    ['which', 'which']
    """
    for m in _WHO.finditer(doc.text):
        if m["noun"] is None or m["noun"] in _NO_PERSON:
            yield Artefact(Span(*m.span("who")), "which", RULE, WEAK)
    for m in _THAT.finditer(doc.text):
        yield Artefact(Span(*m.span("that")), "which", RULE, WEAK)


def body_as_they(doc: Document) -> Iterator[Artefact]:
    """A body that says what "they" do.

    >>> [f.after for f in body_as_they(Document("The group said that they condemned it."))]
    ['it']
    """
    for m in _THEY.finditer(doc.text):
        yield Artefact(Span(*m.span("they")), "it", RULE, WEAK)
