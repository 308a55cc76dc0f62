"""What a document as a whole says: was it rewritten, by which family of machine; was it translated.

`mtfix.prior` knows how evidence adds up; here the evidence is gathered from candidates, words and artefacts.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from mtfix import lattice, prior
from mtfix.artefacts.found import Artefact
from mtfix.candidates import GRAMMAR, THESAURUS, Candidate
from mtfix.lm import Calibration
from mtfix.prior import NOTHING, Belief, translated, with_signs
from mtfix.spans import Document

CERTAIN = 0.9  # what an artefact needs to speak for translation
OF_ONE_KIND = 2  # places of one rule that speak, and idioms: a name that looks reversed may return in ten forms
# From which belief on translation is proven; that takes two signs, or idioms enough.
PROVEN = 0.7
LITERAL = "calque"  # how the families of literal translation begin
TRANSLATION = "translation"  # the pseudo-family of damage that is no matter of words
WORD = "word"  # the pseudo-family of words that no candidate explains
_PSEUDO = (TRANSLATION, GRAMMAR, THESAURUS, WORD)


def sites(doc: Document, odds: Mapping[Candidate, float]) -> list[prior.Site]:
    """Log-odds by family at each place, for the document prior. Of places that overlap the strangest speaks alone:
    "day by" in "day by day" is no second swap."""
    places: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for c, value in odds.items():
        at = places[c.first, c.last]
        for family in c.families:
            at[family] = lattice.log_add(at[family], value) if family in at else value
    taken: set[int] = set()
    out = []
    for (first, last), own in sorted(places.items(), key=lambda item: (-max(item[1].values()), item[0])):
        if taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            out.append(prior.Site(" ".join(doc.words[first:last]), own))
    return out


def believe(
    doc: Document,
    odds: Mapping[Candidate, float],
    words: Mapping[int, float],
    calibration: Calibration,
    artefacts: Sequence[Artefact] = (),
    *,
    idioms: int = 0,
) -> dict[str, Belief]:
    """The document prior of every family, by its own candidates or by the words of the text, whichever says more.

    `words` are log-odds by token; of tokens that no model has read nothing is said. Sure artefacts and so many
    `idioms` speak for translation. The thesaurus and words without any candidate share the strongest one's belief.
    """
    plain = [k for k in words if doc[doc.tokens[k]].islower()]  # a name may well be a surprise
    nats = prior.by_words([doc.words[k] for k in plain], [words[k] for k in plain])
    found = prior.beliefs(sites(doc, odds), calibration.rate, nats)
    shown, length = signs(doc, artefacts), len(doc.words)
    literal = translated(shown + min(OF_ONE_KIND, idioms), length)
    found = {
        family: Belief(max(with_signs(belief.spun, shown, length), literal), belief.shift)
        if family.startswith(LITERAL)
        else belief
        for family, belief in found.items()
    }
    spun = max([prior.rewritten(0.0, nats), *(belief.spun for belief in found.values())])
    bent = max([literal, *(belief.spun for family, belief in found.items() if family.startswith(LITERAL))])
    pseudo = {TRANSLATION: literal, GRAMMAR: bent, THESAURUS: spun, WORD: spun}
    return {**found, **{family: Belief(probability, 0.0) for family, probability in pseudo.items()}}


def suspicion(beliefs: Mapping[str, Belief]) -> float:
    """The belief of a reading that more of the same text could confirm; 1 where translation is proven.

    Words alone and artefacts do not count: words alone prove nothing, and the artefacts of the whole text are known.
    """
    if proven(beliefs):
        return 1.0
    literal = beliefs[TRANSLATION].spun
    families = (b.spun for family, b in beliefs.items() if family not in _PSEUDO)
    return max((spun for spun in families if spun > literal), default=0.0)


def signs(doc: Document, artefacts: Sequence[Artefact]) -> int:
    """How many sure artefacts say that a text was translated; of one rule a few at most, each wording once."""
    sure = {(a.rule, doc[a.span].lower()) for a in artefacts if a.after is not None and a.score >= CERTAIN}
    return sum(min(OF_ONE_KIND, count) for count in Counter(rule for rule, _ in sure).values())


def proven(beliefs: Mapping[str, Belief]) -> bool:
    """Whether a document is proven translated: by signs, or by literal idioms where no other family says more.

    In 110,000 words of newswire, debates and statements no document has literal idioms that are believed above .3.
    """
    literal = max((b.spun for family, b in beliefs.items() if family.startswith(LITERAL)), default=0.0)
    signs = beliefs.get(TRANSLATION, NOTHING).spun
    return max(signs, literal if literal > _rival(beliefs) else 0.0) >= PROVEN


def foreign(beliefs: Mapping[str, Belief]) -> bool:
    """Whether another language's grammar is to be expected: translation is proven, and no spinner is believed more.

    A long spun text shows a few signs of translation too, and there is much to ask about in it.
    """
    return proven(beliefs) and beliefs[GRAMMAR].spun > _rival(beliefs)


def _rival(beliefs: Mapping[str, Belief]) -> float:
    """The belief in the likeliest spinner."""
    others = (b.spun for family, b in beliefs.items() if not family.startswith(LITERAL) and family not in _PSEUDO)
    return max(others, default=0.0)


def firmer(one: Mapping[str, Belief], other: Mapping[str, Belief]) -> dict[str, Belief]:
    """Of two readings of a document the stronger belief in each family."""
    out = {**one, **other}
    for family in one.keys() & other.keys():
        a, b = one[family], other[family]
        out[family] = Belief(max(a.spun, b.spun), max(a.shift, b.shift))
    return out
