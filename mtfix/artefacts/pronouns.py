"""Pronouns with the gender or number of the other language: a treaty is "he", a state "he", a group "their".

Only a sure antecedent is repaired: the subject right before is a thing or a body from a written list and nobody has
been mentioned whom the pronoun could mean. Where somebody has, it is reported at most.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from mtfix.artefacts.found import LIKELY, Artefact
from mtfix.artefacts.lexicon import BODIES, CAPITALS, COUNTRIES, DAYS, DEMONYMS, MONTHS, PEOPLE, THINGS
from mtfix.spans import Document, Span

RULE = "MT333"
_SURE, _LIKE = 0.93, 0.5
_NEUTRAL = {"he": "it", "she": "it", "his": "its", "her": "its", "him": "it"}
_BACK = 4  # sentences in which a person would still be meant
_PERSON = regex.compile(
    r"\b(?:he|she|him|his|her|hers|himself|herself|who|whom|whose|I|my|me|we|mr|mrs|ms|dr)\b", regex.I
)
_CAPITAL = regex.compile(r"\b\p{Lu}[\p{L}'’-]*+")
_HARMLESS = COUNTRIES | CAPITALS | DEMONYMS | {*MONTHS, *DAYS} | frozenset(
    """
    The This That These Those It Its A An In On At But And However Also After Before By For From With As If When While
    There They Their Our Under According Both All Each Some Many Most Such Since During Although Despite Following Last
    Next Moreover Meanwhile United States Nations Kingdom European Union Middle East Council Security Parliament
    Congress Senate Pentagon Kremlin House White UN EU NATO US UK Europe Asia Africa America Western Eastern Northern
    Southern
    """.split()
)  # fmt: skip
_SUBJECT = regex.compile(
    r"(?:The|This|That|Its|Their|A|An)((?: [\p{Ll}-]+){1,4}?) (?:is|was|has|had|will|would|can|could|may|must|"
    r"does|did)\b"
)
# What is done to treaties and never said of the person who is not mentioned.
_DONE = (
    "signed published adopted ratified implemented launched built presented approved enacted repealed extended amended "
    "renewed discussed debated submitted completed finished opened closed inaugurated held broadcast delivered built "
    "used installed destroyed repaired applied put financed funded negotiated drafted revised suspended cancelled "
    "canceled postponed scheduled located based expected"
).replace(" ", "|")
_OPENS = regex.compile(
    rf"(He|She)(?= (?:(?:will|would|can|could|must|should|may|might|has|had|is|was)(?: not| also| now| still| "
    rf"already| then| soon)?"
    rf"(?: been| be| have been)? (?:{_DONE})\b|(?:enters|entered|will enter|came|comes|will come) into (?:force|effect)"
    r"|(?:consists|consisted|includes|included|contains|contained|provides|provided|lasts|lasted|costs) ))"
)
_BODY = "|".join(sorted(BODIES, key=len, reverse=True))
_STATE = rf"(?:[Tt]he United States|[Tt]he United Kingdom|[Tt]he European Union|{'|'.join(sorted(COUNTRIES))})"
_SAID = r"(?:said|says|announced|added|denied|confirmed|declared|claimed|warned|insisted|promised|reported|stated)"
_DAY = rf"(?: (?:on )?(?:{'|'.join(DAYS)}))?"
# What states do: send, deploy, withdraw. Of a prisoner it would be said that he was sent.
_ACTS = (
    "sending|deploying|withdrawing|imposing|lifting|considering sending|preparing|planning|suspending|expelling|"
    "closing|"
    "opening its|recalling|ready to send|willing to|committed to|prepared to|ready to|in favor of|opposed to|"
    "seeking to|"
    "monitoring|reviewing|negotiating|strengthening|stepping up|increasing|reducing|maintaining|supplying|"
    "buying|exporting|"
    "importing|producing|enriching|evacuating|mobilizing|conducting|carrying out|providing|working to|working with"
)
_STATE_SAID = regex.compile(
    rf"\b({_STATE}) {_SAID}{_DAY}(?: that)? (he|she) (?:(?:was|is|were) (?:also |now |still )?(?:{_ACTS})\b"
    r"|(?:would|will|has|had|could) (?:also |not )?(?:send|sent|deploy|deployed|withdraw|withdrawn|impose|"
    r"imposed|recognize|ratify|"
    r"suspend|export|import|expel|expelled|lift|lifted|deliver|retaliate)\b)"
)
_ANY_SAID = regex.compile(rf"\b(?:{_STATE}|[Tt]he (?:{_BODY})) {_SAID}{_DAY}(?: that)? (he|she)\b(?! said)")
_LEADS = frozenset([*_SAID[3:-1].split("|"), "that", *(day.lower() for day in DAYS)])
_THEIR = regex.compile(
    rf"\b[Tt]he (group|company|firm|agency|militia|organi[sz]ation|movement|party|ministry|government|bank) "
    rf"said{_DAY}(?: that)? (their)\b(?= \p{{Ll}})"
)
# What only a state has.
_OWN = (
    "territory|sovereignty|borders|airspace|interventions|nuclear (?:program|programme|weapons|facilities)|"
    "troops|armed forces|"
    "military presence|territorial integrity|exports|imports|foreign policy|currency|embassy"
)
_OWNED = frozenset(phrase.strip("(?:").split(" ")[0] for phrase in _OWN.split("|"))
_STATES_OWN = regex.compile(rf"(?<![\p{{L}}] )\b({_STATE})\b[^.!?\n]{{1,160}}?\b(his|her) (?:{_OWN})\b")


def thing_as_person(doc: Document) -> Iterator[Artefact]:
    """A sentence about "he" or "she" right after one about a thing.

    >>> [f.after for f in thing_as_person(Document("The treaty is ready. He will be signed in May."))]
    ['It']
    >>> list(thing_as_person(Document("The minister is ready. He will be signed in May.")))
    []
    """
    if not _OPENS.search(doc.text):
        return
    for k, sentence in enumerate(doc.sentences):
        m = _OPENS.match(doc.text, sentence.start, sentence.end)
        if m is None or not k:
            continue
        before = doc[doc.sentences[k - 1]]
        subject = _SUBJECT.match(before)
        if subject and _thing(subject[1]) and not _people(before):
            nobody = not any(_people(doc[s]) for s in doc.sentences[max(0, k - _BACK) : k])
            yield Artefact(Span(m.start(1), m.end(1)), "It", RULE, _SURE if nobody else LIKELY)


def _thing(phrase: str) -> bool:
    """Whether a noun phrase without its article names a thing: some word of it does and none names a person."""
    words = phrase.split()
    return bool(words) and words[-1] in THINGS and PEOPLE.isdisjoint(words)


def _people(text: str) -> bool:
    """Whether somebody is mentioned: a word for people, a pronoun, a name that is not known to be a place."""
    words = {word.removesuffix("s") for word in regex.findall(r"\p{L}+", text.lower())}
    return not PEOPLE.isdisjoint(words) or named(text)


def named(text: str) -> bool:
    """Whether a pronoun or a name that is not known to be a place stands in a text, its first capital left out."""
    return _PERSON.search(text) is not None or any(
        name.removesuffix("’s").removesuffix("'s") not in _HARMLESS for name in _CAPITAL.findall(text)[1:]
    )


def state_as_person(doc: Document) -> Iterator[Artefact]:
    """A state or a body that says what "he" does; sure where only states do it.

    >>> [f.after for f in state_as_person(Document("The United States said Friday that he was sending more troops."))]
    ['it']
    """
    words = doc.words
    for k, (before, word) in enumerate(pairwise(words), 1):
        if word in ("he", "she") and before in _LEADS:
            start, end = doc.tokens[max(0, k - 8)].start, doc.tokens[k].end
            span = doc.tokens[k]
            if any(m.start(2) == span.start for m in _STATE_SAID.finditer(doc.text, start, end + 40)):
                yield Artefact(span, "it", RULE, _SURE)
            elif any(m.start(1) == span.start for m in _ANY_SAID.finditer(doc.text, start, end)) and not _earlier(
                doc, start
            ):
                yield Artefact(span, "it", RULE, _LIKE)


def _earlier(doc: Document, at: int) -> bool:
    """Whether somebody is mentioned in the two hundred characters before."""
    return _people(doc.text[max(0, at - 200) : at])


def states_own(doc: Document) -> Iterator[Artefact]:
    """What a state has, as "his" or "her": reported where somebody else may be meant.

    >>> [f.after for f in states_own(Document("Iran will defend his sovereignty."))]
    ['its']
    """
    for k, (word, after) in enumerate(pairwise(doc.words)):
        if word in ("his", "her") and after in _OWNED:
            span = doc.tokens[k]
            start = max(0, span.start - 170)
            for m in _STATES_OWN.finditer(doc.text, start, span.end + 30):
                between = doc.text[m.end(1) : m.start(2)]
                if m.start(2) == span.start and not named(f"X {between}"):
                    sure = len(between) < 40 and not _people(f"X {between}")
                    yield Artefact(span, "its", RULE, _SURE if sure else _LIKE)


def group_as_many(doc: Document) -> Iterator[Artefact]:
    """A body that says what "their" people do.

    >>> [f.after for f in group_as_many(Document("The group said their doctors were attacked."))]
    ['its']
    """
    for m in _THEIR.finditer(doc.text):
        yield Artefact(Span(m.start(2), m.end(2)), "its", RULE, _SURE)
