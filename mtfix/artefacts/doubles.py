"""Words and names written twice in a row, where English writes them once."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import regex

from mtfix.artefacts.common import plain
from mtfix.artefacts.found import SLIP, Artefact
from mtfix.spans import Document, Span

_TWICE = regex.compile(r"(?<![\w'’.-])(?P<again>(?P<one>\p{L}+) )(?P=one)(?![\w'’-])(?! (?P=one)\b)")
# Never twice in a row on purpose; "had had", "that that", "is is", "in in" do occur.
_NEVER = frozenset(
    """
    the a an of and to for from with by at as its their his our or if was were are be been has have will would
    which who than into about under between through while because such these those they we
    """.split()
)
_EMPHASIS = frozenset(
    """
    very really long much many more never ever again over please what right years yeah sure good okay there now
    here yes some that will higher lower further down round bigger better faster back well high deep hard work
    great real that had blah hush knock step word fine true false little poor dear hear come look wait left home
    first last hope days months this like
    """.split()
)
_DOUBLED_NAMES = frozenset(
    """
    Duran Walla Pago Bora Sirhan Lang Boutros Baden Sing Ping Wagga Moa Jar Zsa Humbert Chitty Major Wong Tsui
    Yo Chi Can Coca Chap Mau Tata Bang Knock Kitty Sen Puka Neville Owen Thomas Ellen John James George Ahmed
    Mohamed Mohammed Ali Hassan Omar Ibrahim Hussein Ahmad Muhammad Salem Said Abdi Adam Isa Musa Saleh Hamad
    Khalid Liu Wang Chen Yang Ling Ming Ning Jing Ting Marcus Curtis Dallas Paul Day Very Never More Holy Hey
    Yes Hello Goodbye Bye Louie Gong Talk Beri Cous Wiki Hong
    """.split()
)


def words(doc: Document) -> Iterator[Artefact]:
    """ "a document document" for "a document", "of of the state" for "of the state"."""
    found = list(_TWICE.finditer(doc.text))
    count = Counter(m["one"].lower() for m in found)
    for m in found:
        one = m["one"]
        if count[one.lower()] > 1 or not one.islower():
            continue
        if one in _NEVER:
            yield Artefact(Span(*m.span("again")), "", "MT303", SLIP)
        elif len(one) >= 4 and one not in _EMPHASIS and not doc.text.startswith(":", m.end()):  # a lost line end
            yield Artefact(Span(*m.span("again")), "", "MT303", 0.92)


def names(doc: Document) -> Iterator[Artefact]:
    """ "William William Seely" for "William Seely"; names that are doubled on purpose are left."""
    found = [m for m in _TWICE.finditer(doc.text) if m["one"][0].isupper()]
    count = Counter(m["one"] for m in found)
    for m in found:
        one = m["one"]
        if count[one] > 1 or len(one) < 4 or one.isupper() or one in _DOUBLED_NAMES:
            continue
        before = doc.text[max(0, m.start() - 2) : m.start()]
        named = regex.match(r" \p{Lu}\p{Ll}", doc.text[m.end() : m.end() + 3]) is not None
        sure = (named or one.lower() in plain()) and before.endswith(" ")
        yield Artefact(Span(*m.span("again")), "", "MT303", 0.9 if sure else 0.5)


def near(doc: Document) -> Iterator[Artefact]:
    """ "Abdel Abdul Mahdi": two spellings of one name in a row; which is right, nobody can tell."""
    tokens = [t for t in doc.tokens if doc.text[t.start].isupper()]
    for one, two in pairwise(tokens):
        a, b = doc[one], doc[two]
        beside = two.start == one.end + 1 and doc.text[one.end] == " " and a not in _DOUBLED_NAMES
        alike = a[1:].islower() and 4 <= len(a) == len(b) and a[:2] == b[:2] and a[-1] == b[-1]
        if beside and alike and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
            yield Artefact(one, None, "MT303", 0.5)
