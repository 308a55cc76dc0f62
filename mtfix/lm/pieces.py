"""Word pieces of the compact model, cut word by word so that every token knows its own pieces."""

from collections.abc import Sequence

from tokenizers import Tokenizer

from mtfix.lm.texts import readable
from mtfix.spans import tokenize

UNKNOWN, CLS, SEP = 100, 101, 102  # BERT's own numbers
PHRASE = 8  # pieces of a candidate or of a word; the rest says nothing new


class Pieces:
    """A word-piece tokenizer with a memory: most words of a text were cut before."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[list[int], int]] = {}
        self._phrases: dict[str, list[int]] = {}

    def word(self, word: str) -> tuple[list[int], int]:
        """Piece ids of one token as written, and its shape: 0 lower case, 1 capitalised, 2 capitals, 3 mixed."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 200_000:
                self._known.clear()
            # a token of hundreds of letters is no word; its beginning is enough to know that
            ids = self._tokenizer.encode(readable(word[:100]), add_special_tokens=False).ids[:PHRASE]
            known = self._known[word] = (ids or [UNKNOWN], shape(word))
        return known

    def encode(self, words: Sequence[str], longest: int) -> tuple[list[int], list[int], list[int]]:
        """Ids and shapes of a window; for each token that fits the index of its first piece, then the end."""
        ids, shapes, starts = [CLS], [0], [1]
        for word in words:
            own, form = self.word(word)
            if len(ids) + len(own) >= longest:
                break
            ids += own
            shapes += [form] * len(own)
            starts.append(len(ids))
        return [*ids, SEP], [*shapes, 0], starts

    def phrase(self, phrase: str) -> list[int]:
        """Piece ids of a candidate phrase, at most PHRASE."""
        known = self._phrases.get(phrase)
        if known is None:
            if len(self._phrases) > 200_000:
                self._phrases.clear()
            known = self._phrases[phrase] = [i for w in tokenize(phrase.lower()) for i in self.word(w)[0]][:PHRASE]
        return known


def shape(word: str) -> int:
    """How a token is capitalised; what has no letters counts as lower case."""
    if word.islower() or not word[0].isalpha():
        return 0
    if word.isupper() and len(word) > 1:
        return 2
    return 1 if word[0].isupper() else 3
