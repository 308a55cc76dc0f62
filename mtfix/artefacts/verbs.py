"""Verbs as another language builds them: "without be", "for to avoid", "asked to the citizens to leave"."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import NEVER, SLIP, WEAK, Artefact
from mtfix.spans import Document, Span

RULE = "MT337"
# Verbs that are no nouns, in the form that Romance languages put behind a preposition.
_BARE = (
    "accept|achieve|allow|analyze|announce|apply|approve|arrive|assume|attend|avoid|be|become|begin|believe|bring|"
    "carry|choose|come|commit|comply|consider|continue|create|decide|declare|defend|deliver|deny|destroy|discuss|divide|"
    "eliminate|enter|establish|explain|extend|follow|generate|give|guarantee|happen|have|"
    "improve|include|inform|instigate|invade|know|lose|maintain|make|obtain|organize|participate|"
    "perform|permit|possess|prevent|promote|protect|provide|provoke|put|reach|receive|reduce|reject|remain|"
    "remove|retake|say|see|seek|sell|send|solve|strengthen|suffer|take|tell|threaten|understand|"
    "win|withdraw|write"
)
_AFTER_PREPOSITION = regex.compile(
    rf"\b(?P<small>without|of|after|before|"
    rf"by) (?P<to>to )?(?P<verb>{_BARE})\b(?![-’'])"
)
_FOR_TO = regex.compile(
    r"(?<!\b(?:used|look\w*|stand\w*|called|ask\w*|wait\w*|exist\w*|hop\w*|live\w*|care\w*|"
    r"there) )\b(?P<word>[Ff]or to) (?=\p{Ll}{2,}\b)"
)
_ASKED_TO = regex.compile(
    r"\b(?:ask|asks|asked|urge|urges|urged|demand|demands|demanded|exhort|exhorts|exhorted|accuse|accuses|accused|"
    r"accusing|oblige|obliged|forced|prevented|helped)(?P<to> to)(?= (?:the|all|his|her|its|their|those|"
    r"\p{Lu}\p{Ll}+)\b)"
    r"(?= (?:[\p{L}’'-]+ ){1,5}(?:to|of)\b)"
)
_TOLD_TO = regex.compile(
    r"\b(?:has|have|had|he|she|who|they|I|we|also|\p{Lu}\p{Ll}+) "
    r"(?:told|informed|reminded|assured|advised|asked)(?P<to> to)"
    r"(?= (?:the|a|an|reporters|journalists|lawmakers|his|her|its|their|my|our|this|state|local|\p{Lu}\p{Ll}+)\b)"
)
_NUMBER = regex.compile(
    r"(?<!\b(?:of|in|to|by|from|with|about|for) )\b[Tt]he (?:news (?P<one>are|were|have)|police (?P<many>is|was|has))\b"
)
_OTHER_NUMBER = {"are": "is", "were": "was", "have": "has", "is": "are", "was": "were", "has": "have"}


def bare_after_preposition(doc: Document) -> Iterator[Artefact]:
    """An infinitive where English has the form in -ing.

    >>> text = "They left without be seen, accused of to have lied. A cause of put options. We asked for to go."
    >>> [f.after for f in bare_after_preposition(Document(text))][:2]
    ['without being', 'of having']
    """
    for m in _AFTER_PREPOSITION.finditer(doc.text):
        sure = m["to"] is not None or m["verb"] in ("be", "have", "become") or m["small"] == "without"
        yield Artefact(Span(*m.span()), f"{m['small']} {_ing(m['verb'])}", RULE, SLIP if sure else WEAK)


def _ing(verb: str) -> str:
    """The form in -ing of a listed verb.

    >>> _ing("make"), _ing("be"), _ing("begin"), _ing("see")
    ('making', 'being', 'beginning', 'seeing')
    """
    if verb in ("begin", "commit", "put"):
        return f"{verb}{verb[-1]}ing"
    return f"{verb[:-1] if verb.endswith('e') and verb not in ('be', 'see') else verb}ing"


def for_to(doc: Document) -> Iterator[Artefact]:
    """ "for to avoid" for "to avoid"."""
    for m in _FOR_TO.finditer(doc.text):
        yield Artefact(Span(*m.span("word")), "To" if m["word"][0] == "F" else "to", RULE, SLIP)


def asked_to_whom(doc: Document) -> Iterator[Artefact]:
    """ "asked to the citizens to leave", "has told to a magazine"; what "was told to the judge" stays.

    >>> text = "We ask to the citizens to leave. He has told to the police all that was told to the judge."
    >>> [text[f.span.start - 4 : f.span.end] for f in asked_to_whom(Document(text))]
    [' ask to', 'told to']
    """
    for pattern, score in ((_ASKED_TO, WEAK), (_TOLD_TO, NEVER)):
        for m in pattern.finditer(doc.text):
            yield Artefact(Span(*m.span("to")), "", RULE, score)


def in_number(doc: Document) -> Iterator[Artefact]:
    """ "the news are" for "the news is", "the police has" for "the police have".

    >>> text = "The police has held two men. The news are bad. The head of the police has left."
    >>> [f.after for f in in_number(Document(text))]
    ['have', 'is']
    """
    for m in _NUMBER.finditer(doc.text):
        name = "one" if m["one"] else "many"
        yield Artefact(Span(*m.span(name)), _OTHER_NUMBER[m[name]], RULE, WEAK)
