"""English word forms, computed: the forms of a phrase in a fixed order, and the article that a phrase takes.

Needed when a dictionary is compiled, never when one is used, so both libraries are imported late.
"""

from functools import lru_cache

# Penn tags in the order in which forms of the dirty and the clean side are paired.
TAGS = {
    "n": ("NN", "NNS"),
    "v": ("VB", "VBZ", "VBD", "VBN", "VBG"),
    "a": ("JJ", "JJR", "JJS"),
    "r": ("RB",),
    "x": ("X",),
}
# Where the lexicon's first form is the rarer one in news prose.
_USUAL = {("get", "VBN"): "got", ("bear", "VBN"): "borne", ("prove", "VBN"): "proven"}
_SMALL = frozenset(
    """
    of for in to on at from with by under over against between into about without as and
    """.split()
)


def head(words: list[str], pos: str) -> int:
    """Index of the word that inflects: a verb phrase's first, a noun phrase's last before a preposition."""
    if pos != "n":
        return 0
    return next((i - 1 for i, word in enumerate(words) if i and word in _SMALL), len(words) - 1)


@lru_cache(maxsize=50_000)
def inflect(lemma: str, tag: str) -> str:
    """One form of one lemma; adjectives without forms of their own take more and most."""
    from lemminflect import getInflection

    if tag in ("NN", "VB", "JJ", "RB", "X"):
        return lemma
    if tag in ("JJR", "JJS"):
        own = getInflection(lemma, tag, inflect_oov=False)
        return own[0] if own else f"{'more' if tag == 'JJR' else 'most'} {lemma}"
    if (lemma, tag) in _USUAL:
        return _USUAL[lemma, tag]
    found = getInflection(lemma, tag)
    return found[0] if found else lemma


def forms(phrase: str, pos: str) -> tuple[str, ...]:
    """All forms of a phrase, one for each tag of its part of speech.

    >>> forms("bear in mind", "v")
    ('bear in mind', 'bears in mind', 'bore in mind', 'borne in mind', 'bearing in mind')
    >>> forms("weapon of war", "n")
    ('weapon of war', 'weapons of war')
    """
    words = phrase.split()
    at = head(words, pos)
    return tuple(" ".join([*words[:at], inflect(words[at], tag), *words[at + 1 :]]) for tag in TAGS[pos])


@lru_cache(maxsize=50_000)
def article(phrase: str) -> str:
    """The indefinite article that the phrase takes.

    >>> article("honest error"), article("U.S. base"), article("union")
    ('an', 'a', 'a')
    """
    return _engine().a(phrase).split()[0].lower()  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _engine():  # type: ignore[no-untyped-def]
    import inflect as library

    return library.engine()
