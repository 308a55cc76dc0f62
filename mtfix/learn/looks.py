"""What two phrases look like that a machine may have swapped: how long they are, of which words, how close in meaning.

The nats were set by reading what became of 75 spun sentences.
"""

from collections.abc import Callable, Sequence

FUNCTION = frozenset(
    """
    a an the this that these those i you he she it we they me him her us them my your his its our their who whom whose
    which what and or but nor if so as at by for from in into of off on onto to with without within through throughout
    toward towards against between among amid upon about over under up down out via than then because while is are was
    were been being be am do does did have has had having will would can could may might must shall should not no ever
    never there here when where why how 's n't don't doesn't didn't won't can't couldn't wouldn't isn't aren't wasn't
    weren't hasn't haven't hadn't during before after since until all each every any some both either neither such
    whether ought though although much
    """.split()
)
NUMBERS = frozenset(  # "one" is a word like others: "one thing" for something
    """
    two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion first second third fourth fifth sixth seventh eighth ninth tenth half twice
    """.split()
)
STAYED = 0.5  # nats for a word that stands on both sides
_ARTICLES = frozenset(["a", "an", "the"])
_LOOSE = frozenset(["a", "an", "the", "and", "or"])  # few phrases end so
_LINKS = frozenset(["of", "and", "or"])  # and few begin so

Related = Callable[[str, str], bool]


def pairable(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two stretches may be a pair: words, with figures on both sides or none, and no shared end.

    >>> pairable(["close", "to"], ["near"]), pairable(["final", "night"], ["last", "night"]), pairable([","], ["and"])
    (True, False, False)
    """
    if any(map(is_figure, one)) != any(map(is_figure, other)):
        return False
    if min(len(one), len(other)) > 1 and (one[0] == other[0] or one[-1] == other[-1]):
        return False
    return all(word[0].isalnum() or word[0] == "'" for word in (*one, *other))


def is_figure(word: str) -> bool:
    """Whether a word is a number, in digits or spelled out."""
    return word[0].isdigit() or word in NUMBERS


def alone(word: str) -> float:
    """Nats for a word having been dropped or added."""
    if word in _ARTICLES or not word[0].isalnum():
        return -1.0
    return -4.0 if word in FUNCTION else -3.5


def fit(one: Sequence[str], other: Sequence[str], related: Related) -> float:
    """Nats for two phrases being a pair, where no other passage has it.

    >>> def unrelated(one, other): return False
    >>> fit(["navy"], ["military"], unrelated), fit(["navy"], ["the"], unrelated)
    (0.0, -3.0)
    >>> fit(["keep", "away", "from"], ["avoid"], unrelated), fit(["away", "from", "the"], ["avoid"], unrelated)
    (-3.0, -7.0)
    """
    plain, plain_too = ([word not in FUNCTION for word in side] for side in (one, other))
    if len(one) == len(other) == 1:
        if related(one[0], other[0]):
            return 1.5
        return 0.0 if plain[0] and plain_too[0] else -3.0 if plain[0] != plain_too[0] else -1.6
    score = -(len(one) + len(other) - 2.0) - 0.5 * abs(len(one) - len(other))
    if any(plain) != any(plain_too):
        score -= 1.0
    elif plain == plain_too:  # as good as its words one by one
        score -= 0.7
    if (one[-1] in _LOOSE) != (other[-1] in _LOOSE):
        score -= 4.0
    if any(len(side) > 1 and side[0] in _LINKS for side in (one, other)):
        score -= 3.0
    if min(len(one), len(other)) > 1 and not FUNCTION.issuperset(set(one) & set(other)):
        score -= 2.0
    if (one[0] == other[0] or one[-1] == other[-1]) and not (any(plain) and any(plain_too)):
        score -= 1.5  # a function word more or less
    return score
