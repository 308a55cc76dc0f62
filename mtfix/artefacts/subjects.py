"""Subjects that a language without obligatory pronouns dropped: "Did not give a timeline."

The last sentence says who is meant: the body or the person that spoke in it. Questions, orders and headlines are left.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import LIKELY, WEAK, Artefact
from mtfix.artefacts.lexicon import BODIES
from mtfix.spans import Document, Span

RULE = "MT334"
_SURE, _LIKE = 0.92, 0.5
_VERB = regex.compile(
    r"(?:Did not|Does not|Didn['’]t|Doesn['’]t|Has not|Had not|Would not|Will not|Could not|Was not|Were not|Is not)"
    r" (?:also |yet |immediately |only )?(?:(?:give|gave|provide|specify|elaborate|say|comment|respond|mention|"
    r"explain|offer|"
    r"detail|name|identify|indicate|rule|confirm|clarify|disclose|reveal|deny|accept|allow|want|make|have|take|know|"
    r"been|be|given|made|said|provided|specified|responded|commented|ruled|confirmed)\b)"
    r"|(?:Also|Then) (?:said|added|announced|urged|called|warned|stressed|noted|confirmed|denied|asked|"
    r"explained) (?!to\b)"
    r"|(?:Said|Added|Announced|Stressed|Explained|Assured|Recalled|Indicated|Affirmed|Pointed out|Insisted|"
    r"Warned|Confirmed) "
    r"that\b|(?:Has|Had|Will|Would) (?:also )?(?:been|be|have been) "
)
_EXPLETIVE = regex.compile(
    r"(Is|Was) (?=(?:not )?(?:necessary|important|possible|impossible|clear|unclear|expected|likely|unlikely|"
    r"essential|"
    r"fundamental|estimated|believed|feared|hoped|recalled|noteworthy|known|worth noting|said) (?:that|to|"
    r"whether|if)\b[^?]*$)"
)
_SAID_IS = regex.compile(
    r"\b(?:said|believes|believed|considers|considered|stressed|insisted|argued|explained|added|thinks|warned) that "
    r"(?=(?:is|was) (?:necessary|important|essential|fundamental|possible|impossible|likely) (?:to|that)\b)"
)
_TOLD = regex.compile(
    r"(?<=, )(?P<told>informed|indicated|affirmed|assured|signaled|manifested) (?P<who>(?:the|a|an|its|"
    r"his) [\p{L} -]{3,40}?|"
    r"(?:\p{Ll}+ )?sources(?: [\p{L} ]{3,30}?)?)(?=[.,;])"
)
_BODY = "|".join(sorted(BODIES, key=len, reverse=True))
_SPOKE = r"(?:said|added|announced|reported|stated|declared|confirmed|denied|warned|told)"
_BODY_SPOKE = regex.compile(
    rf"\b(?:[Tt]he|[Ii]ts|a|['’]s) (?:[\p{{L}}-]+ ){{0,3}}?(?:{_BODY})(?: of [\p{{L}} ]{{3,40}}?)? {_SPOKE}\b"
)
_NAME_SPOKE = regex.compile(
    rf"\b\p{{Lu}}[\p{{Ll}}-]+ (?:\p{{Lu}}[\p{{Ll}}-]+ )?{_SPOKE}\b|\b(?:[Hh]e|[Ss]he) {_SPOKE}\b|{_SPOKE} "
    rf"\p{{Lu}}\p{{Ll}}+"
)
_THEY_SPOKE = regex.compile(
    rf"\b(?:officials|authorities|police|sources|witnesses|ministers|leaders|residents|troops) {_SPOKE}\b"
)


def dropped_subject(doc: Document) -> Iterator[Artefact]:
    """A sentence that starts with its verb; the repair where the sentence before names a body that speaks.

    >>> text = "The plan stands, the minister’s office said in a statement. Did not give a timeline."
    >>> [(text[f.span.start : f.span.end], f.after) for f in dropped_subject(Document(text))]
    [('Did', 'It did')]
    """
    if _VERB.search(doc.text):
        for k, sentence in enumerate(doc.sentences):
            m = _VERB.match(doc.text, sentence.start, sentence.end)
            if m is None or not k or doc[sentence].rstrip("\"”’»'").endswith(("?", ":")):
                continue
            before = doc.sentences[k - 1]
            if "\n" in doc.text[before.end : sentence.start]:
                continue
            pronoun = _pronoun(doc, doc[before])
            verb = doc[sentence].split(" ")[0]
            span = Span(sentence.start, sentence.start + len(verb))
            told = _LIKE if pronoun is None else LIKELY
            sure = pronoun == "It" and m.group().split()[0] in ("Did", "Does", "Didn't", "Didn’t", "Also")
            yield Artefact(span, pronoun and f"{pronoun} {verb.lower()}", RULE, _SURE if sure else told)


def _pronoun(doc: Document, before: str) -> str | None:
    """Who spoke in the sentence before, as a pronoun; None where nothing says so."""
    if _BODY_SPOKE.search(before):
        return "It"
    if _THEY_SPOKE.search(before):
        return "They"
    if _NAME_SPOKE.search(before):
        male, female = (
            len(regex.findall(rf"\b{form}\b", doc.text, flags=regex.I)) for form in ("he|his|him", "she|her")
        )
        return "He" if male > 2 * female else "She" if female > 2 * male else None
    return None


def dropped_it(doc: Document) -> Iterator[Artefact]:
    """The empty subject that only English needs: "Is necessary to act."

    >>> [f.after for f in dropped_it(Document("We met. Is necessary to act now. He said that is necessary to act."))]
    ['It is', 'that it']
    """
    if _EXPLETIVE.search(doc.text) or "that is" in doc.text or "that was" in doc.text:
        for sentence in doc.sentences:
            m = _EXPLETIVE.match(doc.text, sentence.start, sentence.end)
            if m and not doc[sentence].rstrip("\"”’»'").endswith("?"):
                yield Artefact(Span(m.start(1), m.end(1)), f"It {m[1].lower()}", RULE, _SURE)
        for m in _SAID_IS.finditer(doc.text):
            yield Artefact(Span(m.end() - 5, m.end() - 1), "that it", RULE, _SURE)


def told_behind(doc: Document) -> Iterator[Artefact]:
    """A verb of saying without an object, before who says it.

    >>> [f.after for f in told_behind(Document("Two people died, informed the health ministry."))]
    ['the health ministry said']
    """
    for m in _TOLD.finditer(doc.text):
        yield Artefact(Span(*m.span()), f"{m['who']} said", RULE, WEAK)
