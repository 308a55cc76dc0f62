"""What may have stood where another language's grammar shines through: small words and forms, within closed classes.

Every language draws the lines between its prepositions, articles, pronouns and tenses elsewhere, so a translation has
"depends of", "the life" and "has said" where English has others, or none. The classes are small enough to be offered
whole, and no dictionary could list where they are wrong; only a model that has read the sentence can choose (confusion
sets: Golding and Roth 1999; for articles and prepositions Rozovskaya and Roth 2010).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mtfix.spans import Document

PREPOSITIONS = (
    "of in to for on with at by from as about over after before during since until under against between through into "
    "within towards among without"
).split()
ARTICLES = ("the", "a", "an")
_CLASSES = (
    PREPOSITIONS,
    "his her its their our the".split(),
    "he she it they".split(),
    "him her it them".split(),
    "who which that what whom whose where".split(),
    "this that these those the".split(),
    "is are was were be been being".split(),
    "has have had".split(),
    "will would shall should".split(),
    "can could may might must".split(),
    "do does did".split(),
    "much many".split(),
    "some any".split(),
    "other others another".split(),
    "more most".split(),
    "if whether".split(),
    "than that as of".split(),
    "like as".split(),
    "also too".split(),
    "not no".split(),
    "there it".split(),
    "when while where".split(),
    "very much".split(),
    "the a".split(),
)
# A repair never says the opposite; negation stays, and so do "and", "or" and "but".
_OPPOSITE = (
    {"before", "after"},
    {"with", "without"},
    {"since", "until"},
    {"over", "under"},
    {"for", "against"},
    {"from", "to"},
)
_TWO = {("has", "been"): ("was",), ("have", "been"): ("were",), ("had", "been"): ("was", "were")}
_ONE = {"was": ("has been", "had been"), "were": ("have been", "had been")}
# Of these one may be too many before the next word, or missing before it.
ADDED = frozenset([*PREPOSITIONS, *ARTICLES, *"that it they he she him them so has have had is are was were".split()])
ADDED |= frozenset("will would more its his her their also and to who which been".split())
ADDED -= {"without", "against"}  # dropped, they leave the opposite
_DETERMINERS = frozenset("the a an this that these those his her its their our my your no any some each every".split())
MISSING = ("of", "to", "for", "in", "on", "by", "with", "from", "that")
_VOWELS = frozenset("aeiou")


def _others() -> dict[str, tuple[str, ...]]:
    """Of every word of a class the others of its classes."""
    out: dict[str, dict[str, None]] = defaultdict(dict)
    for words in _CLASSES:
        for word in words:
            others = (other for other in words if other != word and {word, other} not in _OPPOSITE)
            out[word] |= dict.fromkeys(others)
    return {word: tuple(own) for word, own in out.items()}


OTHERS = _others()
Forms = Callable[[str], tuple[str, ...]]


class Variant(NamedTuple):
    """Tokens `first` up to `last` may have read `phrase`."""

    first: int
    last: int
    phrase: str


def variants(doc: Document, k: int, forms: Forms) -> Iterator[Variant]:
    """What may have stood at token `k`: another of its class, nothing, one more word before it, another form of it.

    `forms` gives the other forms of a word's lemmas. Names stay as they are, and so do words beside them.

    >>> doc = Document("It depends of the weather.")
    >>> found = {v.phrase for k in range(5) for v in variants(doc, k, lambda word: ())}
    >>> sorted(found & {"on", "weather", "about the", "of depends", "the weather"})
    ['of depends', 'on', 'weather']
    """
    words, tokens = doc.words, doc.tokens
    word, written = words[k], doc[tokens[k]]
    after = words[k + 1] if k + 1 < len(words) and doc[tokens[k + 1]].islower() and words[k + 1].isalpha() else ""
    before = words[k - 1] if k else ""
    if not word.isalpha() or not (written.islower() or word in OTHERS or word in ARTICLES):
        return
    for other in OTHERS.get(word, ()):
        yield Variant(k, k + 1, _fitting(other, after) if other == "a" else other)
    for other in _ONE.get(word, ()):
        yield Variant(k, k + 1, other)
    if after:
        for other in _TWO.get((word, after), ()):
            yield Variant(k, k + 2, other)
        if word in ADDED:
            yield Variant(k, k + 2, after)
        if word == "to":
            yield from (Variant(k, k + 2, form) for form in forms(after) if form.endswith("ing"))
    if not written.islower():
        return
    if word in _DETERMINERS or word not in OTHERS:
        if before not in PREPOSITIONS:
            yield from (Variant(k, k + 1, f"{other} {word}") for other in MISSING)
        if word not in _DETERMINERS and before not in _DETERMINERS:
            yield Variant(k, k + 1, f"the {word}")
            yield Variant(k, k + 1, f"{_fitting('a', word)} {word}")
    if word not in OTHERS and word not in ADDED:
        yield from (Variant(k, k + 1, form) for form in forms(word))


def _fitting(article: str, noun: str) -> str:
    return "an" if article == "a" and noun[:1] in _VOWELS else article
