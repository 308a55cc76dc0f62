from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.spans import Document
from mtfix.windows import BLOCK, TOKENS, blocks, windows

SENTENCES = st.integers(1, 200).map(lambda words: " ".join(["Word"] * (words - 1)) + " end.")
TEXTS = st.lists(SENTENCES, max_size=8).map(" ".join) | st.text("A. \n\r\x1c\x85", max_size=300)


@given(TEXTS)
def test_windows_cover_all_tokens_in_order(text: str) -> None:
    doc = Document(text)
    found = list(windows(doc))
    assert [k for first, last in found for k in range(first, last)] == list(range(len(doc.tokens)))
    assert all(0 < last - first <= TOKENS for first, last in found)


@given(st.lists(st.integers(2, TOKENS - 1), min_size=1, max_size=12))
def test_windows_are_cut_between_sentences_and_as_long_as_can_be(lengths: list[int]) -> None:
    doc = Document(" ".join("Word " * (words - 1) + "end." for words in lengths))
    ends = [sum(words + 1 for words in lengths[: k + 1]) for k in range(len(lengths))]
    found = list(windows(doc))
    assert all(last in ends for _, last in found)
    for (first, _), (_, after) in pairwise(found):
        assert after - first > TOKENS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("One sentence. Another one.", [(0, 6)]),
        ("word " * (TOKENS + 5), [(0, TOKENS), (TOKENS, TOKENS + 5)]),
        ("A short one. " + "Word " * (TOKENS + 5), [(0, 4), (4, 4 + TOKENS), (4 + TOKENS, 9 + TOKENS)]),
    ],
)
def test_windows(text: str, expected: list[tuple[int, int]]) -> None:
    assert list(windows(Document(text))) == expected


def test_blocks_cover_a_long_text_and_are_cut_after_lines() -> None:
    text = ("A line of some words.\n" * (3 * BLOCK // 22)) + "the end"
    found = list(blocks(text))
    assert len(found) > 1
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= BLOCK for start, end in found)
    assert all(text[end - 1] == "\n" for _, end in found[:-1])


def test_a_word_longer_than_a_block_is_cut_anywhere() -> None:
    text = "x" * (BLOCK + 5)
    assert [tuple(b) for b in blocks(text)] == [(0, BLOCK), (BLOCK, BLOCK + 5)]
