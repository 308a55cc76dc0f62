import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.spans import Document, Span, tokenize

TEXTS = st.text(st.sampled_from("aZé ́İß.,'’!?“”\"\n\r\t\x0b\x1c\x85 -19§€🙂") | st.characters(), max_size=60)


@given(TEXTS)
def test_tokens_cover_everything_but_white_space(text: str) -> None:
    doc = Document(text)
    assert "".join(doc[token] for token in doc.tokens) == "".join(text.split())


@given(TEXTS)
def test_tokens_are_in_order_and_have_one_word_each(text: str) -> None:
    doc = Document(text)
    ends = [0, *(token.end for token in doc.tokens)]
    assert all(end <= token.start < token.end for end, token in zip(ends, doc.tokens, strict=False))
    assert len(doc.words) == len(doc.tokens)


@given(TEXTS)
def test_words_are_as_long_as_their_tokens(text: str) -> None:
    doc = Document(text)
    assert [len(word) for word in doc.words] == [token.end - token.start for token in doc.tokens]


@given(TEXTS)
def test_lines_and_sentences_cover_all_text_and_never_a_line_break(text: str) -> None:
    doc = Document(text)
    for parts in (doc.lines, doc.sentences):
        assert "".join("".join(doc[part].split()) for part in parts) == "".join(text.split())
        assert not any(c in doc[part] for part in parts for c in "\r\n")
    assert all(doc[sentence] == doc[sentence].strip() for sentence in doc.sentences)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("U.S. forces", ["U.S.", "forces"]),
        ("The U.S.-led raid", ["The", "U.S.", "-", "led", "raid"]),
        ("Iran’s top", ["Iran", "’s", "top"]),
        ("IRAN'S", ["IRAN", "'S"]),
        ("don’t can't", ["don’t", "can't"]),
        ("O'Brien’s", ["O'Brien", "’s"]),
        ("O’Brién", ["O’Brién"]),  # a combining acute after the apostrophe
        ("café", ["café"]),
        ("İstanbul", ["İstanbul"]),
        ("1000’s 7th 1,552.10 9:30", ["1000’s", "7th", "1,552.10", "9:30"]),
        ("well-known", ["well", "-", "known"]),
        ("a\r\nb", ["a", "b"]),
        ("5%—$3", ["5", "%", "—", "$", "3"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. Navy", ["the", "u.s.", "navy"]),
        ("Iran’s Won´t", ["iran", "'s", "won't"]),
        ("İSTANBUL Işık", ["İstanbul", "işık"]),  # "İ" would grow when lowered
    ],
)
def test_words_are_spelt_as_in_the_dictionary(text: str, words: list[str]) -> None:
    assert Document(text).words == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It ended. A new one began.", ["It ended.", "A new one began."]),
        ("Gen. Mark Milley spoke.", ["Gen. Mark Milley spoke."]),
        ("The U.S. Embassy closed. It was late.", ["The U.S. Embassy closed.", "It was late."]),
        ("He left. “Why?” she asked. Silence.", ["He left.", "“Why?” she asked.", "Silence."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("It cost 3.5 million. Then 4.", ["It cost 3.5 million.", "Then 4."]),
        ("Really?! Yes… Maybe.", ["Really?!", "Yes…", "Maybe."]),
        ("one\r\ntwo\n\n three ", ["one", "two", "three"]),
        ("no stop. not a capital", ["no stop. not a capital"]),
        (" \n\t\r\n", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    doc = Document(text)
    assert [doc[sentence] for sentence in doc.sentences] == sentences


@pytest.mark.parametrize("value", [b"bytes", None, 5, ["text"]])
def test_anything_but_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=rf"str, not {type(value).__name__}"):
        Document(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Span(0, 2), Span(1, 3), True),
        (Span(0, 2), Span(2, 3), False),
        (Span(0, 9), Span(4, 5), True),
        (Span(2, 2), Span(1, 3), True),
        (Span(1, 1), Span(1, 3), False),
        (Span(2, 2), Span(2, 2), False),
    ],
)
def test_overlap(one: Span, other: Span, shared: bool) -> None:
    assert one.overlaps(other) is other.overlaps(one) is shared


@pytest.mark.parametrize("run", ["a.", "A.", ".", "!", "a'", "1.", "Ab. ", "“", "\n"])
def test_long_runs_take_no_long_time(run: str) -> None:
    doc = Document(run * 20_000 + "x")  # a quadratic pattern would need minutes
    assert doc.tokens
    assert doc.sentences
