"""Windows: stretches of whole sentences that a model reads at once."""

from collections.abc import Iterator

from mtfix.spans import Document

TOKENS = 72  # about 90 pieces, the length the compact model was trained on


def windows(doc: Document) -> Iterator[tuple[int, int]]:
    """(first, last) token indices of windows that cover the document, cut between sentences where possible."""
    first = last = 0
    ends = [sentence.end for sentence in doc.sentences]
    token = 0
    for end in ends:
        while token < len(doc.tokens) and doc.tokens[token].end <= end:
            token += 1
        if token - first > TOKENS and last > first:
            yield first, last
            first = last
        while token - first > TOKENS:  # one sentence longer than a window
            yield first, first + TOKENS
            first += TOKENS
        last = token
    if last > first:
        yield first, last
