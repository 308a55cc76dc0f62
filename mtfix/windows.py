"""Windows: stretches of whole sentences that a model reads at once."""

from collections.abc import Iterator

from mtfix.spans import Document, Span

TOKENS = 72  # about 90 pieces, the length the compact model was trained on
BLOCK = 40_000  # code points; about 7,000 words, more than any page; ten times as much took 800 MB


def blocks(text: str) -> Iterator[Span]:
    """Stretches of at most BLOCK code points that cover the text, cut after a line or a blank where there is one."""
    start = 0
    while len(text) - start > BLOCK:
        end = start + BLOCK
        cut = text.rfind("\n", start + BLOCK // 2, end)
        cut = cut if cut >= 0 else text.rfind(" ", start + BLOCK // 2, end)
        end = cut + 1 if cut >= 0 else end
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


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
