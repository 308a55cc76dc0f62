"""Input that nobody means well with: every guarantee holds, and what cannot be read is told by an MtfixError."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiny import PROOF

from benchmarks import fuzz
from mtfix.cleaner import Cleaner
from mtfix.config import Config

BIG = 1_000_000  # code points
PIECES = st.sampled_from([*fuzz.SIGNS, *fuzz.WORDS, PROOF, " ", " ", " ", "struggle", "Common Soleimani"])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(st.characters(), max_size=80)


@given(TEXTS)
@example(f"{PROOF} We waited for the\nreason that it rained.\r\nIndividuals left.")
@example(f"{PROOF} We waited for\n\nthe reason that it rained.")
def test_repairs_of_any_text_keep_the_guarantees(cleaner: Cleaner, text: str) -> None:
    assert list(fuzz.broken(cleaner, text)) == []


@given(TEXTS)
@settings(max_examples=200)
def test_repairs_by_the_whole_dictionary_keep_the_guarantees(everything: Cleaner, text: str) -> None:
    assert list(fuzz.broken(everything, text)) == []


@pytest.mark.real_model
@given(TEXTS)
@settings(max_examples=40)
def test_repairs_by_the_embedded_model_keep_the_guarantees(embedded: Cleaner, text: str) -> None:
    assert list(fuzz.broken(embedded, text)) == []


@pytest.fixture(scope="module")
def everything() -> Cleaner:
    """The packaged dictionary without a model, repairing whatever it can."""
    return Cleaner(Config(model="", language="", min_score=0.05))


@pytest.fixture(scope="module")
def embedded() -> Cleaner:
    return Cleaner(Config(min_score=0.1))


def test_a_wrapped_phrase_is_repaired_and_its_line_break_stays(cleaner: Cleaner) -> None:
    before = f"{PROOF} He met the envoy to the Center\r\nEast there."
    assert "to the Middle\r\nEast there" in cleaner.clean(before)
    assert "for the\nreason that" in cleaner.clean(f"{PROOF} We left for the\nreason that it rained.")


NASTY = {
    "without a blank": "x",
    "letters and dots": "a.",
    "digits": "1,",
    "nested quotes": "“‘",
    "quotes in a row": "'\"",
    "combining marks": "\u0301",
    "zalgo": "o\u0301\u0336\u0489\u0315 ",
    "bidirectional controls": "\u202eabc\u202c ",
    "half characters": "\ud800 the ",
    "NULs": "the\0",
    "empty lines": "\n",
    "lines of a letter": "a\r",
    "dots": ".",
    "dots and blanks": ". ",
    "open brackets": "{<[(",
    "open comments": "<!--",
    "open code": "`a\n",
    "addresses": "a@b-",
    "slashes": "a/",
    "marks": "mtfix: ignore\n",
    "marks in a line": "mtfix: ignore[MT101] ",
    "letters that grow": "İ ",
    "a guarded word": "Common Soleimani ",
    "one sentence": "the man and the boy ",
}


@pytest.mark.slow
@pytest.mark.parametrize("piece", NASTY.values(), ids=list(NASTY))
def test_a_million_characters_of_one_kind(cleaner: Cleaner, piece: str) -> None:
    text = piece * (BIG // len(piece))
    made = cleaner.repair(text)
    assert made.revert() == text
    assert cleaner.clean(made.after) == made.after


def test_a_hundred_thousand_nested_quotes_around_a_word(cleaner: Cleaner) -> None:
    text = "“" * 100_000 + "struggle" + "”" * 100_000
    assert cleaner.repair(text).revert() == text


def test_marks_on_many_lines_hush_the_lines_they_stand_on(config: Config) -> None:
    marked, bare = "The struggle went on. mtfix: ignore[MT101]\n", "The struggle went on.\n"
    text = (marked + bare) * 2000
    found = {f.span.start for f in Cleaner(replace(config, min_score=0.0, language="")).find(text)}
    wanted = range(len(marked) + bare.index("struggle"), len(text), len(marked + bare))
    assert found == set(wanted)


# Files


FILES: dict[str, Callable[[Path], Callable[[Random], Iterator[str]]]] = {
    "dictionary": fuzz.dictionaries,
    "configuration": fuzz.configurations,
}


@pytest.mark.parametrize("kind", FILES)
@given(number=st.integers(0, 1 << 40))
@settings(max_examples=300)
def test_a_damaged_file_is_told(tmp_path_factory: pytest.TempPathFactory, kind: str, number: int) -> None:
    assert fuzz.tried({kind: FILES[kind](tmp_path_factory.getbasetemp())}, number) == []


@given(number=st.integers(0, 1 << 40))
@settings(max_examples=300)
def test_a_damaged_record_costs_itself_alone(cleaner: Cleaner, number: int) -> None:
    assert fuzz.tried({"record": fuzz.records(cleaner)}, number) == []


def test_what_breaks_is_seen(cleaner: Cleaner) -> None:
    class Careless(Cleaner):
        def clean(self, text: str) -> str:
            return text + "."

    assert list(fuzz.broken(Careless(cleaner.config, cleaner.model), "All is well.")) == ["a second run changes more"]
