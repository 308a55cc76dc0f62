"""Words close in meaning, inflected to fit: weak candidates for words that the dictionary does not know.

An extract of Open English WordNet (synonyms, hypernyms, hyponyms, sisters of frequent lemmas), one lemma a line:
lemma, part of speech, article, forms, neighbours best first.
"""

import gzip
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

# Function words have synsets too ("as": arsenic); a spinner's habit with them belongs into the dictionary.
_CLOSED = frozenset(
    """
    a an the this that these those i you he she it we they me him her us them my your his its our their who whom
    which what and or but nor if so as at by for from in of on to with be is are was were been being am do does
    did done have has had having will would can could may might must shall should not no than then there here
    when where why how all one two three four five six seven eight nine ten first second third
    """.split()
)


# A number or a date never changes its value; a month's name that is a verb too is taken for the month.
_NUMBERS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth half quarter dozen once twice
    hundreds thousands millions billions trillions dozens halves quarters thirds fourths fifths tens march august
    """.split()
)


class Near(NamedTuple):
    """One neighbour of a word, in the word's own form, and the article it takes."""

    word: str
    article: str


class Thesaurus:
    """The extract in memory, keyed by surface form."""

    def __init__(self, path: Path) -> None:
        self._lemmas: dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...]]] = {}
        self._forms: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                lemma, pos, article, forms, near = line.rstrip("\n").split("\t")
                self._lemmas[lemma, pos] = article, tuple(forms.split("|")), tuple(near.split("|"))
                for slot, form in enumerate(forms.split("|")):
                    self._forms[form].append((lemma, pos, slot))

    def near(self, word: str, limit: int = 12) -> tuple[Near, ...]:
        """Neighbours of a lower-case surface form, in the same form, nearest first, at most `limit`."""
        if word in _CLOSED or word in _NUMBERS:
            return ()
        lists = []
        for lemma, pos, slot in self._forms.get(word, ()):
            others = [self._lemmas[other, pos] for other in self._lemmas[lemma, pos][2] if (other, pos) in self._lemmas]
            lists.append([Near(forms[slot], article) for article, forms, _ in others])
        merged = dict.fromkeys(n for rank in range(limit) for each in lists if rank < len(each) for n in [each[rank]])
        return tuple(n for n in merged if n.word != word and n.word not in _NUMBERS)[:limit]

    def forms(self, word: str) -> tuple[str, ...]:
        """The other forms of a lower-case surface form's lemmas; none of a closed word."""
        if word in _CLOSED or word in _NUMBERS:
            return ()
        own = (form for lemma, pos, _ in self._forms.get(word, ()) for form in self._lemmas[lemma, pos][1])
        return tuple(dict.fromkeys(form for form in own if form != word and " " not in form))
