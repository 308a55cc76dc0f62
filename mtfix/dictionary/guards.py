"""The conditions of a row, and whether a place in a text meets them."""

from dataclasses import dataclass
from math import isfinite

from mtfix.spans import Document, tokenize

NEAR = 12
_TESTS = ("next", "prev", "near", "doc")
_MARKS = frozenset(["<name>", "<num>"])
_TITLES = frozenset("mr mrs ms dr prof gen maj col lt sgt cpl capt cmdr adm sen rep gov rev hon st mt no vs".split())


@dataclass(frozen=True, slots=True)
class Guard:
    """The conditions of a row, parsed."""

    shape: str
    tests: tuple[tuple[str, bool, frozenset[str]], ...]

    @classmethod
    def parse(cls, text: str) -> "Guard":
        shape, tests = "", []
        for term in text.split():
            name, equals, values = term.partition("=")
            if term in ("cap", "lower"):
                shape = term
            elif name == "w":
                if not isfinite(float(values)):
                    raise ValueError(f"weight {term!r} is no finite number")
            elif (kind := name.removeprefix("not")) in _TESTS and equals and values:
                words = frozenset([","] if values == "," else values.split(","))
                marks = _MARKS if kind in ("next", "prev") else frozenset[str]()
                for word in words - marks:
                    if tokenize(word) != [word] or word != word.lower():
                        raise ValueError(f"{word!r} in guard {term!r} is no lower-case token, so it is never met")
                tests.append((kind, name.startswith("not"), words))
            else:
                raise ValueError(f"guard {term!r} is none of cap, lower, [not]next=, [not]prev=, [not]near=, [not]doc=")
        return cls(shape, tuple(tests))

    def holds(self, doc: Document, first: int, last: int) -> bool:
        """Whether tokens first..last of the document satisfy every condition."""
        return self._shaped(doc, first, last) and all(
            _present(doc, name, values, first, last) != negated for name, negated, values in self.tests
        )

    def _shaped(self, doc: Document, first: int, last: int) -> bool:
        if not self.shape:
            return True
        written = [doc[token] for token in doc.tokens[first:last]]
        if self.shape == "lower":
            return all(word == word.lower() for word in written)
        if any(word[0].islower() for word in written if len(word) > 3) or not any(
            word[0].isupper() for word in written
        ):
            return False
        # "Individuals ..." opens a sentence with a capital that says nothing
        return last - first > 1 or bool(self.tests) or not starts_sentence(doc, first)


def starts_sentence(doc: Document, index: int) -> bool:
    """Whether token `index` is the first word of a sentence or of a quotation."""
    if not index:
        return True
    before = doc.tokens[index - 1].end
    gap = doc.text[before : doc.tokens[index].start]
    if "\n" in gap or "\r" in gap:
        return True
    if doc.words[index - 1] == ".":
        return index < 2 or doc.words[index - 2] not in _TITLES
    return doc.text[before - 1] in "!?…:\"'“‘«([—–-"  # "U.S." is one token, and a name follows it more often than not


def _present(doc: Document, name: str, values: frozenset[str], first: int, last: int) -> bool:
    words = doc.words
    if name == "doc":
        return not values.isdisjoint(words)
    if name == "near":
        return not values.isdisjoint(words[max(0, first - NEAR) : first] + words[last : last + NEAR])
    at = last if name == "next" else first - 1
    if not 0 <= at < len(words):
        return False
    written = doc[doc.tokens[at]]
    return (
        words[at] in values
        or ("<name>" in values and written[0].isupper())
        or ("<num>" in values and written[0].isdigit())
    )
