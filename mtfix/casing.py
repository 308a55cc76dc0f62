"""Capitals: a replacement is written the way the phrase it replaces was written."""

_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def recase(written: str, phrase: str, opens: bool = False) -> str:
    """`phrase` with the capitals of `written`; `opens` says that a sentence starts with it.

    >>> recase("Center East", "middle east"), recase("ASSAULT", "attack"), recase("However", "but", opens=True)
    ('Middle East', 'ATTACK', 'But')
    >>> recase("individuals", "Americans")
    'Americans'
    """
    words = written.split()
    letters = [w for w in words if w[:1].isalpha()]
    if not letters or not phrase:
        return phrase
    if written.isupper() and (len(written) > 2 or "." in written) and not any("." in w for w in words):
        return phrase.upper()
    long = [w for w in letters if w.lower() not in _SMALL]
    if long and all(w[0].isupper() for w in long) and (len(letters) > 1 or not opens):
        return _title(phrase)
    if letters[0][0].isupper() and opens:
        return phrase[0].upper() + phrase[1:]
    return phrase


def _title(phrase: str) -> str:
    parts = [p if p in _SMALL else "-".join(h[:1].upper() + h[1:] for h in p.split("-")) for p in phrase.split(" ")]
    return " ".join(parts)
