"""Tenses of another language: "has announced on Monday", "has he declared", where English has the past tense."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.found import SLIP, WEAK, Artefact
from mtfix.artefacts.lexicon import DAYS
from mtfix.spans import Document, Span

RULE = "MT336"
_SURE = 0.93
# Participles that are the past tense too; of "set Monday as" or "declared Friday a holiday" the perfect may be meant.
_DID = (
    rf"(?!(?:set|declared|scheduled|designated|named|picked|fixed|used|reserved|proclaimed|"
    rf"missed) (?:{'|'.join(DAYS)}) (?!that|on)\b)"
    r"(?:said|told|met|left|held|made|sent|read|heard|led|lost|paid|sold|shot|struck|found|won|brought|bought|caught|"
    r"put|hit|cut|\p{Ll}{2,}ed)"
)
_PERFECT = regex.compile(
    rf"\b(?:has|have) (?=(?:{_DID}) (?:on |this )?(?:{'|'.join(DAYS)}|yesterday)\b(?!['’]s| (?:as|night|"
    rf"\p{{Lu}}|to be)))"
)
_SAID = (
    "said|declared|affirmed|explained|added|announced|commented|estimated|assured|stressed|underlined|indicated|"
    "recalled|deplored|denounced|warned|insisted|concluded|precised|specified|hammered|reacted|judged|argued|confirmed"
)
# In a document with such perfects the others of events that are told are the translator's too.
_EVENT = regex.compile(
    r"\b(?P<have>has|have) (?:(?P<been>been) )?(?=(?P<did>announced|declared|affirmed|confirmed|estimated|"
    r"denounced|condemned|rejected|"
    r"accused|arrested|seized|opened|decided|signed|voted|adopted|presented|proposed|promised|elected|called|"
    r"asked|demanded|"
    r"killed|wounded|injured|destroyed|hit|touched|struck|provoked|caused|perished|died|found|discovered|fired|"
    r"launched|"
    r"claimed|evacuated|placed|deployed|received|met|visited|thanked|insisted|warned|recalled|stressed|added|"
    r"explained|"
    r"precised|indicated|obtained|won|lost|interrupted|suspended|cancelled|canceled|postponed|condemned|sentenced|"
    r"decreed|ordered|permitted|allowed|welcomed|saluted|regretted|judged|qualified|evoked|mobilized)\b)"
)
_STILL = regex.compile(
    r"\b(?:since|already|yet|ever|never|always|recently|so far|lately|still|years|months|weeks|now|who|which|that)\b"
)
_ASKED_BACK = regex.compile(rf"(?<=[”\"»“],? |,[”\"»] |, )has (?P<he>he|she) (?P<said>{_SAID})\b")
_BEHIND_QUOTE = (
    regex.compile(  # a sentence that opens with the quotation: "X, who said “no”, has said" is something else
        rf"(?:^|(?<=[.!?][”\"»]? ))[“\"«][^“”«»\"\n]{{3,400}}[”\"»“]?,?[”\"»“]?,? (?P<has>has )(?:also )?(?:{_SAID})\b",
        regex.MULTILINE,
    )
)


def perfect_of_a_day(doc: Document) -> Iterator[Artefact]:
    """The perfect of a day that is over.

    >>> text = "He has announced Monday that talks go on. He has met Monday's deadline."
    >>> [(text[f.span.start : f.span.end], f.after) for f in perfect_of_a_day(Document(text))]
    [('has ', '')]
    """
    for m in _PERFECT.finditer(doc.text):
        yield Artefact(Span(*m.span()), "", RULE, SLIP)


def perfect_of_a_quote(doc: Document) -> Iterator[Artefact]:
    """The perfect, or the order of a question, behind what somebody said.

    >>> text = "“We go on,” has she declared. “They lost”, has explained the coach."
    >>> [(text[f.span.start : f.span.end], f.after) for f in perfect_of_a_quote(Document(text))]
    [('has she declared', 'she declared'), ('has ', '')]
    """
    if "has " in doc.text:
        for m in _ASKED_BACK.finditer(doc.text):
            yield Artefact(Span(*m.span()), f"{m['he']} {m['said']}", RULE, _SURE)
        for m in _BEHIND_QUOTE.finditer(doc.text):
            yield Artefact(Span(*m.span("has")), "", RULE, _SURE)


def perfect_throughout(doc: Document) -> Iterator[Artefact]:
    """The perfect of events in a document that shows elsewhere that its perfects are those of the source.

    >>> text = "He has met the king Monday. Police have been deployed. They have announced talks, has he declared."
    >>> [f.after for f in perfect_throughout(Document(text))]
    ['', 'were ', '']
    """
    shown = {m.end() for m in _PERFECT.finditer(doc.text)}
    if not shown and not _ASKED_BACK.search(doc.text):
        return
    for sentence in doc.sentences:
        if not _STILL.search(doc.text, sentence.start, sentence.end):
            for m in _EVENT.finditer(doc.text, sentence.start, sentence.end):
                passive = {"has": "was ", "have": "were "}[m["have"]] if m["been"] else ""
                if m.end() not in shown:
                    yield Artefact(Span(*m.span()), passive, RULE, WEAK)
