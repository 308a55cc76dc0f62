"""What several rules ask of a document: where sentences open, which words are plain, which lines are prose."""

from functools import cache
from pathlib import Path

import regex

PLAIN = Path(__file__).with_name("plain.txt")
_OPENS = regex.compile(r"(?:^|[\r\n]|[.!?…:][\"'”’»)\]]*\s)\s*[\"'“‘«(\[]*\Z")
# What clean text writes with a capital or in another script behind a full stop that ends a sentence.
LOWER_NAMES = r"(?!(?:i[A-Z]|e[A-Z]|al|el|de|la|von|van|bin|ibn|www|http)\b|\p{L}+[A-Z]|al-|el-|https?:)"


@cache
def plain() -> frozenset[str]:
    """Words that clean English writes without a capital inside a sentence, as `benchmarks.plain` counted."""
    return frozenset(PLAIN.read_text(encoding="utf-8").split())


def opens(text: str, at: int) -> bool:
    """Whether what starts at `at` opens a sentence or a line.

    >>> opens("He left. The end", 9), opens("He left the end", 8)
    (True, False)
    """
    return _OPENS.search(text, max(0, at - 6), at) is not None if at else True


def line_at(text: str, at: int) -> str:
    """The line that holds the code point at `at`."""
    return text[text.rfind("\n", 0, at) + 1 : end if (end := text.find("\n", at)) >= 0 else len(text)]
