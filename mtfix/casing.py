"""Capitals: a replacement is written the way the phrase it replaces was written."""

import regex

_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
_DOTTED = regex.compile(r"(?:\p{L}\.){2,}")  # "u.s.": capitals in any title


def recase(written: str, phrase: str, opens: bool = False) -> str:
    """`phrase` with the capitals of `written`; `opens` says that a sentence starts with it.

    >>> recase("Center East", "middle east"), recase("ASSAULT", "attack"), recase("However", "but", opens=True)
    ('Middle East', 'ATTACK', 'But')
    >>> recase("individuals", "Americans")
    'Americans'
    >>> recase("1000’s", "thousands", opens=True)
    'Thousands'
    """
    words = written.split()
    letters = [w for w in words if w[:1].isalpha()]
    if not letters or not phrase:
        return phrase[:1].upper() + phrase[1:] if opens else phrase
    plain = " ".join(w for w in words if "." not in w)  # "U.S." is in capitals everywhere, and says nothing
    if plain.isupper() and len(plain) > 2:
        return phrase.upper()
    long = [w for w in letters if w.lower() not in _SMALL]
    if long and all(w[0].isupper() for w in long) and (len(letters) > 1 or not opens):
        title = _title(phrase)
        return title[0].upper() + title[1:] if letters[0][0].isupper() else title
    if letters[0][0].isupper() and opens:
        return phrase[0].upper() + phrase[1:]
    return phrase


def _title(phrase: str) -> str:
    return " ".join(p if p in _SMALL else "-".join(map(_capital, p.split("-"))) for p in phrase.split(" "))


def _capital(word: str) -> str:
    return word.upper() if _DOTTED.fullmatch(word) else word[:1].upper() + word[1:]
