"""The language gate: passages in other languages are left alone.

Function words settle nearly every passage, common words most headlines; langdetect (281 texts/s, and 0.3 s to load) is
asked only about the rest.
"""

from collections.abc import Container
from functools import lru_cache
from threading import Lock

import regex

from mtfix.spans import Document, Span

# English prose has 40-55 % of these among its words; other languages share a few by accident ("die", "in", "a").
_COMMON = frozenset(
    """
    the of and to in a is that for it was on are as with be by at this have from or had not but what all were
    when we there can an your which their said if will each about how up out them then she many some so these
    would other into has her two him time who its now been they he his i you our more no than my
    after against before between during since until while because though through under over without within
    also only very most even still just any such both few many much own same both being did does do should
    could might may must shall about among across around where why could me us those these here
    """.split()
)
_ENOUGH = 0.2
_MOSTLY = 0.6  # share of words that English often has; of Spanish, French, Dutch and German news 7-15 % are among them
_PREFIX = 400
_FEW = 4  # words
_ONE = Lock()  # langdetect draws from Python's common random numbers
_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Latin}]")


def foreign(doc: Document, language: str, usual: Container[str] = frozenset()) -> list[Span]:
    """The lines of the document that are not in the language, judged once each on a prefix.

    `usual` are words that English often has.
    """
    passages = [(line, doc.text[line.start : min(line.end, line.start + _PREFIX)]) for line in doc.lines]
    return [line for line, passage in passages if not _speaks(passage, language, usual)]


def _speaks(passage: str, language: str, usual: Container[str]) -> bool:
    words = [w for w in passage.split() if any(c.isalpha() for c in w)]
    if language == "en" and words:
        plain = [w.lower().strip(".,;:!?\"'“”‘’()") for w in words]
        if sum(w in _COMMON for w in plain) >= _ENOUGH * len(words):
            return True
        if sum(w in usual for w in plain) >= _MOSTLY * len(words):
            return True
    latin = 2 * len(_OTHER_SCRIPT.findall(passage)) <= sum(c.isalpha() for c in passage)
    if language == "en" and not latin:
        return False
    # Of a heading ("Naïve Bayes") or a list of names in Latin letters no detector can tell the language.
    names = all(w[0].isupper() for w in words) and not passage.isupper()
    return (latin and (len(words) < _FEW or names)) or _detect(passage, language)


@lru_cache(maxsize=10_000)
def _detect(passage: str, language: str) -> bool:
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0  # its answers are random otherwise
    try:
        with _ONE:
            best = detect_langs(passage)[0]
    except LangDetectException:  # nothing but digits and signs
        return True
    # Headlines and lists of names in English are often taken for Dutch or Catalan, with little conviction.
    return bool(best.lang == language or best.prob < 0.95)
