"""The language gate: passages in other languages are left alone.

Function words settle nearly every passage; langdetect (281 texts/s) is asked only about the rest.
"""

from functools import lru_cache

import regex

from mtfix.spans import Document, Span

# English prose has 40-55 % of these among its words; other languages share a few by accident ("die", "in", "a").
_COMMON = frozenset(
    """
    the of and to in a is that for it was on are as with be by at this have from or had not but what all were
    when we there can an your which their said if will each about how up out them then she many some so these
    would other into has her two him time who its now been they he his i you our more no than my
    """.split()
)
_ENOUGH = 0.2
_PREFIX = 400
_FEW = 4  # words
_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Latin}]")


def foreign(doc: Document, language: str) -> list[Span]:
    """The lines of the document that are not in the language, judged once each on a prefix."""
    return [
        line for line in doc.lines if not _speaks(doc.text[line.start : min(line.end, line.start + _PREFIX)], language)
    ]


def _speaks(passage: str, language: str) -> bool:
    words = [w for w in passage.split() if any(c.isalpha() for c in w)]
    if language == "en" and words:
        known = sum(w.lower().strip(".,;:!?\"'“”‘’()") in _COMMON for w in words)
        if known >= _ENOUGH * len(words):
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
        best = detect_langs(passage)[0]
    except LangDetectException:  # nothing but digits and signs
        return True
    # Headlines and lists of names in English are often taken for Dutch or Catalan, with little conviction.
    return bool(best.lang == language or best.prob < 0.95)
