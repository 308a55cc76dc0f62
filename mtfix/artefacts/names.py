"""Names bent within a document: a translator that meets "Soleimani" five times writes "Soleiman" the sixth.

The document's own majority decides. A form is repaired only if it looks like a slip of one letter and nothing says that
it is another person or another word; names that sound alike but are spelled further apart are reported.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from mtfix.artefacts.found import SLIP, Artefact
from mtfix.artefacts.lexicon import COUNTRIES, DEMONYMS
from mtfix.spans import Document, Span

RULE = "MT331"
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞŠŽČĆĐ](?<![\w'’.-].)\w{3,}(?![\w-])")
_OFTEN = 3  # a majority form stands so often at least, and so many times as often as the bent one
_LIKE = 0.5
_OPENING = frozenset(
    """
    A After Although An And As At Before But By During For From He How However If In Its Like Mr Mrs Ms Near No Of On
    Or Our She Since So That The Then There These They This To Under Until We What When Where While Who Why With
    """.split()
)
# Words in capitals that are spelled in two ways or have a neighbour; 40 of 88 findings in 3.4 million clean words.
_WORDS = frozenset(
    """
    Organisation Organization Centre Center Programme Program Defence Defense Labour Labor Chapter Charter Theatre
    Theater     Channel Harbour Harbor Muhammad Mohammad Mohammed Mohamed Ahmed Ahmad Khomeini Khamenei
    """.split()
)
# Endings that make another word of a name: Russia, Russian; Clinton, Clintons; Marin, Marine.
_ENDINGS = ("s", "es", "n", "an", "e", "a", "o", "y", "d", "ed", "er", "r", "ic", "t", "l", "m", "h", "z", "k")


def bent_names(doc: Document) -> Iterator[Artefact]:
    """Rare spellings of a name that the document mostly spells otherwise.

    >>> text = "Soleimani died. They mourned Soleimani. For Soleiman's funeral the Soleimani family came to Kerman."
    >>> [(text[f.span.start : f.span.end], f.after) for f in bent_names(Document(text))]
    [('Soleiman', 'Soleimani')]
    """
    count = Counter(_NAME.findall(doc.text))
    often: dict[str, list[str]] = defaultdict(list)
    for name, n in count.items():
        if n >= _OFTEN and name[1:].islower():
            often[_initial(name)].append(name)
    if not often:
        return
    for name, n in count.items():
        usual = (
            [o for o in often[_initial(name)] if count[o] >= _OFTEN * n and _kin(name, o)] if name[1:].islower() else []
        )
        if len(usual) == 1 and not _ordinary(name) and not _ordinary(usual[0]):
            places = {form: [Span(*m.span()) for m in _whole(form).finditer(doc.text)] for form in (name, usual[0])}
            if score := _score(doc.text, name, usual[0], places):
                yield from (Artefact(span, usual[0], RULE, score) for span in places[name])


def _whole(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’.-]){form}(?![\w-])")


def _score(text: str, name: str, usual: str, places: Mapping[str, Sequence[Span]]) -> float:
    """The probability that a form is a slip of the usual one; 0 for what had better be left alone."""
    if any(_whole(form.lower()).search(text) for form in (name, usual)):
        return 0.0  # an ordinary word of this text
    first, others = ({_before(text, span) for span in places[form]} - {""} for form in (name, usual))
    if first - others:
        return 0.0  # a first name of its own: another person
    if one_slip(name, usual):
        return SLIP if first or _slip(name, usual) else _LIKE if len(name) > 6 and name[-1] == usual[-1] else 0.0
    return _LIKE if first else 0.0


def _before(text: str, span: Span) -> str:
    """The capitalised word before a name that may be a first name, or nothing."""
    found = re.search(r"([^\W\d_a-z]\w+)[ \u00a0]$", text[max(0, span.start - 30) : span.start])
    return found.group(1) if found and found.group(1) not in _OPENING else ""


def _initial(name: str) -> str:
    return {"Q": "K", "G": "K", "C": "K", "I": "Y", "J": "Y"}.get(name[0], name[0])


def _ordinary(name: str) -> bool:
    return name in _WORDS or name in COUNTRIES or name in DEMONYMS or name.removesuffix("s") in DEMONYMS


def _kin(name: str, usual: str) -> bool:
    """Whether two different forms may be one name."""
    if name == usual or abs(len(name) - len(usual)) > 2:
        return False
    alike = one_slip(name, usual) or (min(len(name), len(usual)) > 5 and _sound(name) == _sound(usual) != "")
    return alike and not any(a == b + end for end in _ENDINGS for a, b in ((name, usual), (usual, name)))


def _slip(name: str, usual: str) -> bool:
    """Whether a form lacks a letter, or has two swapped: what translators do and parents do not."""
    return 4 < len(name) < len(usual) or sorted(name) == sorted(usual)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter, or the order of two neighbours, is all that differs; the first letter is always the same.

    >>> one_slip("Kiyv", "Kyiv"), one_slip("Soleiman", "Soleimani"), one_slip("Hassan", "Hussein")
    (True, True, False)
    """
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    a, b = one[head:], other[head:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else b[1:] == a


@lru_cache(maxsize=10_000)
def _sound(name: str) -> str:
    """The consonants of a name, those that transliterations mix taken for one; nothing where few are left.

    >>> _sound("Gaddafi") == _sound("Qadhafi") == _sound("Kadafi")
    True
    """
    low = name.lower().replace("ph", "f").replace("dh", "d").replace("kh", "k").replace("gh", "k").replace("th", "t")
    plain = low.translate(str.maketrans("qgcwz", "kkkvs", "aeiouyh'"))
    kept = plain[:1] + "".join(b for a, b in pairwise(plain) if a != b)
    return kept if len(kept) > 2 else ""
