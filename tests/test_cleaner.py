"""The guarantees of the design, each as a test, with the tiny model in the place of the real one."""

import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import PROOF, PROVEN, SWAPS, Arbitrary, Fickle, Reader, Tiny

import mtfix
from mtfix.candidates import Candidate
from mtfix.cleaner import Cleaner
from mtfix.config import Config
from mtfix.edits import clash
from mtfix.errors import AssetError, ConfigError, DictionaryError
from mtfix.lm import Answer, Ask
from mtfix.rules import RULES
from mtfix.spans import Document
from mtfix.windows import windows

CLEAN = [
    "The military said on Friday that it had attacked a base in the area.",
    "It was the first break in a war that has lasted 12 years.",
    "The U.S. Navy sent 3,500 people to the Middle East on 7 May 2019.",
    "“We won’t stop,” said Gen. Mark Milley of the U.S. Army.",
    "See https://example.org/navy/struggle?center=east or write to navy@example.org.",
    "Run `git navy struggle` or {navy} and <b navy='struggle'>read</b> on.",
    "He met Individuals Ltd. and 1000 others; 5 > 3.",
    "Новости о войне на Ближнем Востоке читайте на сайте.",
]
SPUN = {
    "The navy struggle went on for 12 years.": "The military war went on for 12 years.",
    "It was a mistake in the Center East, they said.": "It was an error in the Middle East, they said.",
    "Navy men had assaulted 1000’s of individuals.": "Military men had attacked thousands of people.",
    "“For the reason that it began,” said Common Mark Milley.": "“Since it began,” said General Mark Milley.",
    "THE NAVY LEFT THE VICINITY.": "THE MILITARY LEFT THE AREA.",
    "Iran’s Navy’s struggles are not the U.S. Navy’s.": "Iran’s Military’s wars are not the U.S. Navy’s.",
    "A mistake! Struggle in 2019?": "An error! War in 2019?",
}
BREAKS = st.sampled_from([" ", " ", "  ", "\n", "\r\n", "\n\n", "\r", "\t", " \n "])


def texts(*sentences: str) -> st.SearchStrategy[str]:
    """Sentences, joined by all kinds of white space."""
    parts = st.lists(st.tuples(st.sampled_from(sentences), BREAKS), max_size=8)
    return parts.map(lambda pairs: "".join(sentence + gap for sentence, gap in pairs))


ANY = texts(*CLEAN, *SPUN) | texts(*CLEAN, *SPUN).map(f"{PROOF}\n{{}}".format)


@given(texts(*CLEAN))
def test_clean_text_comes_back_byte_for_byte(cleaner: Cleaner, text: str) -> None:
    made = cleaner.repair(text)
    assert made.after == text
    assert made.edits == ()


@pytest.mark.parametrize("text", ["", " ", "\r\n\r\n", "\ufeff", "\x00", "🙂", "...", "a" * 10_000, "navy" * 1_000])
def test_odd_texts_come_back(cleaner: Cleaner, text: str) -> None:
    assert cleaner.clean(text) == text


@given(st.text())
def test_any_text_comes_back_where_no_rule_is_about_its_signs(cleaner: Cleaner, text: str) -> None:
    assert cleaner.without(["MT3"]).clean(text) == text


@pytest.mark.parametrize("spun", SPUN)
def test_spun_text_is_repaired(cleaner: Cleaner, spun: str) -> None:
    assert cleaner.clean(f"{PROOF}\n{spun}") == f"{PROVEN}\n{SPUN[spun]}"


@given(ANY)
def test_cleaning_twice_is_cleaning_once(cleaner: Cleaner, text: str) -> None:
    once = cleaner.clean(text)
    assert cleaner.clean(once) == once


@given(ANY)
def test_numbers_addresses_and_names_survive(cleaner: Cleaner, text: str) -> None:
    def facts(of: str) -> Counter[str]:
        return Counter(
            re.findall(r"https?:\S+|\S+@\S+|`[^`]*`|<[^>]*>|Milley|Friday|May|U\.S\.|\b(?!1000’s)[\d,]+", of)
        )

    assert facts(cleaner.clean(text)) == facts(text)


@given(ANY)
def test_lines_stay_lines(cleaner: Cleaner, text: str) -> None:
    after = cleaner.clean(text)
    assert re.findall(r"[\r\n]", after) == re.findall(r"[\r\n]", text)
    assert [not line.strip() for line in after.splitlines()] == [not line.strip() for line in text.splitlines()]


@given(ANY)
def test_every_edit_is_explained_and_reversible(cleaner: Cleaner, text: str) -> None:
    made = cleaner.repair(text)
    assert made.before == text
    assert made.revert() == text
    for edit in made.edits:
        assert text[edit.span.start : edit.span.end] == edit.before != edit.after
        assert edit.rule in RULES
        assert edit.safety == "safe"
        assert 0.9 <= edit.score <= 1
        assert edit.gain > 0
        assert edit.family == "spin-test".split("-", maxsplit=1)[0]
    spans = [edit.span for edit in made.edits]
    assert spans == sorted(spans)
    assert not any(clash(*pair) for pair in pairwise(spans))


@given(ANY)
def test_find_covers_what_repair_changes(cleaner: Cleaner, text: str) -> None:
    made, found = cleaner.repair(text), cleaner.find(text)
    places = [(finding.span, finding.rule) for finding in found]
    assert places == sorted(places)
    expected = [(e.span, e.rule) for e in made.edits] + [(item.finding.span, item.finding.rule) for item in made.left]
    assert sorted(expected) == places
    for edit in made.edits:
        assert any(edit.after == f.suggestions[0] and edit.score == f.score for f in found if f.span == edit.span)


@given(st.lists(ANY, max_size=5))
def test_a_text_comes_out_the_same_alone_and_in_a_stream(config: Config, cleaner: Cleaner, some: list[str]) -> None:
    alone = [Cleaner(config, cleaner.model).repair(text) for text in some]
    assert list(cleaner.repair_many(iter(some))) == alone
    assert list(cleaner.clean_many(some)) == [made.after for made in alone]
    assert list(cleaner.find_many(some)) == [cleaner.find(text) for text in some]


def test_streams_are_lazy(cleaner: Cleaner) -> None:
    def endless() -> Iterator[str]:
        while True:
            yield PROOF

    assert next(iter(cleaner.clean_many(endless()))) == PROVEN


@given(ANY)
def test_models_that_read_each_set_repair_the_same(config: Config, cleaner: Cleaner, text: str) -> None:
    reader = Reader(cleaner.model.disliked)  # type: ignore[attr-defined]
    assert Cleaner(config, reader).clean(text) == cleaner.clean(text)


@pytest.mark.parametrize("value", [b"The navy left.", None, ["The navy left."]])
def test_anything_but_text_is_refused(cleaner: Cleaner, value: object) -> None:
    for function in (cleaner.find, cleaner.repair, cleaner.clean):
        with pytest.raises(TypeError, match="mtfix works on str"):
            function(value)  # type: ignore[operator]


# What the model and the dictionary may do


@pytest.fixture
def rows(tmp_path: Path, config: Config) -> Callable[[str], Config]:
    """A configuration with other rows: one "dirty>clean" for each word."""

    def write(pairs: str) -> Config:
        path = tmp_path / "spin-rows.tsv"
        swaps = [*SWAPS.items(), *(pair.split(">") for pair in pairs.split())]
        path.write_text("".join(f"{dirty}\tx\t{clean}\n" for dirty, clean in swaps), encoding="utf-8")
        return replace(config, dictionaries=(str(path),))

    return write


@pytest.mark.parametrize(
    "pairs",
    ["navy>army army>navy", "navy>army army>fleet fleet>navy", "navy>navy-navy", "navy>army army>navy-army"],
)
def test_a_model_that_wavers_cannot_loop(rows: Callable[[str], Config], pairs: str) -> None:
    cleaner = Cleaner(rows(pairs), Fickle())
    for line in ("The navy left.", "The army left.", "The navy and the army and the fleet left."):
        text = f"{PROOF}\n{line}"
        once = cleaner.clean(text)
        assert cleaner.clean(once) == once
        assert len(once) < 2 * len(text)
        assert cleaner.repair(text).revert() == text


def test_cleaning_twice_is_cleaning_once_whatever_the_model_thinks(config: Config, tmp_path: Path) -> None:
    words = "alpha bravo charlie delta echo foxtrot golf hotel".split()
    random = Random(0)
    for _ in range(60):
        paths = []
        for family in ("spin-rows", "calque-es"):
            sides = [" ".join(random.sample(words, random.choice([1, 1, 2]))) for _ in range(10)]
            pairs = {(dirty, clean) for dirty, clean in zip(sides[::2], sides[1::2], strict=True) if dirty != clean}
            pairs |= set(SWAPS.items() if family == "spin-rows" else [])
            paths.append(tmp_path / f"{family}.tsv")
            paths[-1].write_text("".join(f"{dirty}\tx\t{clean}\n" for dirty, clean in sorted(pairs)), encoding="utf-8")
        cleaner = Cleaner(replace(config, dictionaries=tuple(map(str, paths)), language=""), Arbitrary())
        for _ in range(6):
            once = cleaner.clean(f"{PROOF} {' '.join(random.choices(words, k=random.randint(1, 25)))}")
            assert cleaner.clean(once) == once


def test_a_chain_of_repairs_is_one_edit_of_the_callers_text(rows: Callable[[str], Config]) -> None:
    made = Cleaner(rows("navy>army army>military"), Tiny([*SWAPS, "navy", "army"])).repair(f"{PROOF}\nThe navy left.")
    assert made.after.removeprefix(f"{PROVEN}\n") in ("The military left.", "The navy left.", "The army left.")
    assert made.revert() == f"{PROOF}\nThe navy left."
    assert sum(edit.span.start > len(PROOF) for edit in made.edits) <= 1


def test_what_the_model_doubts_is_reported_and_left(config: Config) -> None:
    class Doubtful(Tiny):
        def gain(self, ask: Ask, candidate: Candidate) -> float:
            return super().gain(ask, candidate) if candidate.phrase in SWAPS.values() else -2.0

    made = Cleaner(config, Doubtful(SWAPS)).repair(f"{PROOF} The navy struggle, the mistake, the vicinity.")
    assert {edit.after for edit in made.edits} == set(SWAPS.values())
    assert {item.finding.suggestions[0] for item in made.left} <= {"military", "war", "error", "area"}
    assert made.left
    for item in made.left:
        assert 0.5 <= item.finding.score < 0.9
        assert item.finding.suggestions[0] == item.candidates[0].after
        assert item.reason == "no candidate reaches 0.90"


def test_a_word_that_surprises_and_has_no_candidate_is_reported(config: Config) -> None:
    text = f"{PROOF}\nThe envoy was brief on the talks."
    made = Cleaner(config, Tiny(SWAPS, surprise={"brief": 20.0})).repair(text)
    assert made.after == text.replace(PROOF, PROVEN)
    (item,) = made.left
    assert (text[item.finding.span.start : item.finding.span.end], item.finding.rule) == ("brief", "MT202")


def test_the_thesaurus_is_asked_about_a_word_that_surprises(config: Config) -> None:
    text = f"{PROOF}\nThe storm caused heavy harm to the coast."
    cleaner = Cleaner(replace(config, thesaurus="thesaurus-en"), Tiny([*SWAPS, "harm"], {"harm": 20.0}))
    (finding,) = [found for found in cleaner.find(text) if found.span.start > len(PROOF)]
    assert (text[finding.span.start : finding.span.end], finding.rule) == ("harm", "MT201")
    assert "damage" in finding.suggestions


# Configuration


def variant(cleaner: Cleaner, **changes: object) -> Cleaner:
    return Cleaner(replace(cleaner.config, **changes), cleaner.model)  # type: ignore[arg-type]


TEXT = "The navy struggle in the Center East was a mistake."
AFTER = "The military war in the Middle East was an error."


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({}, AFTER),
        ({"off": ("MT103",)}, "The military war in the Center East was an error."),
        ({"only": ("MT101",)}, "The military war in the Center East was an error."),
        ({"off": ("MT",)}, TEXT),
        ({"allow": ("navy", "center east")}, "The navy war in the Center East was an error."),
        ({"names": ("Center East", "Navy")}, "The military war in the Center East was an error."),
        ({"passes": 2}, AFTER),
    ],
)
def test_settings(cleaner: Cleaner, changes: dict[str, object], after: str) -> None:
    made = variant(cleaner, **changes).clean(f"{PROOF}\n{TEXT}")
    assert made.partition("\n")[2] == after


def test_word_lists_are_read(cleaner: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "allow.txt").write_text("# words\n\nnavy # not the military\n", encoding="utf-8")
    (tmp_path / "names.txt").write_text("Center East\n", encoding="utf-8")
    changed = variant(cleaner, allow_files=(str(tmp_path / "allow.txt"),), names_files=(str(tmp_path / "names.txt"),))
    assert changed.clean(f"{PROOF}\n{TEXT}") == f"{PROVEN}\nThe navy war in the Center East was an error."


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"allow_files": ("nowhere.txt",)}, ConfigError),
        ({"names_files": ("nowhere.txt",)}, ConfigError),
        ({"dictionaries": ("nowhere.tsv",)}, DictionaryError),
        ({"dictionaries": ("nowhere",)}, AssetError),
    ],
)
def test_missing_files_are_told(cleaner: Cleaner, changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error, match="nowhere"):
        variant(cleaner, **changes).clean(TEXT)


def test_inline_marks_hold(cleaner: Cleaner) -> None:
    text = f"{PROOF}\nThe navy left. <!-- mtfix: ignore -->\nThe navy left."
    assert cleaner.clean(text) == f"{PROVEN}\nThe navy left. <!-- mtfix: ignore -->\nThe military left."


def test_foreign_lines_are_left_and_reported(cleaner: Cleaner) -> None:
    line = "Die navy hat gestern beschlossen, die Struggle in der Stadt zu beenden."
    made = cleaner.repair(f"{PROOF}\n{line}")
    assert made.after == f"{PROVEN}\n{line}"
    (item,) = made.left
    assert item.finding.rule == "MT402"
    assert made.before[item.finding.span.start : item.finding.span.end] == line
    assert variant(cleaner, language="").repair(made.before).left == ()


def test_the_signature_says_what_was_used(cleaner: Cleaner) -> None:
    signature = cleaner.repair(TEXT).signature
    assert signature == cleaner.repair("Another text.").signature
    assert signature == f"mtfix:{mtfix.__version__}|spin-test.tsv|tiny|budget:1"
    for changes in ({"budget": 2.0}, {"min_score": 0.5}):
        assert variant(cleaner, **changes).signature != signature


def test_a_cleaner_travels_as_its_configuration(config: Config) -> None:
    cleaner = Cleaner(config)
    text = "For the reason that the navy left the Center East. " * 3
    expected = cleaner.repair(text)  # loads everything
    assert len(pickle.dumps(cleaner)) < 2_000
    other = pickle.loads(pickle.dumps(cleaner))
    assert other.config == config
    assert other.repair(text) == expected


# The package's own functions


def test_the_functions_are_those_of_a_cleaner(config: Config) -> None:
    text = "For the reason that it began in the Center East. " * 20
    cleaner = mtfix.Cleaner(config)
    assert mtfix.find(text, config) == cleaner.find(text)
    assert mtfix.repair(text, config) == cleaner.repair(text)
    assert mtfix.clean(text, config) == cleaner.clean(text)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cleaner_of_windows'"):
        _ = mtfix.cleaner_of_windows


# The real model


@pytest.mark.real_model
@pytest.mark.parametrize("text", [s for s in CLEAN if "Individuals" not in s])
def test_the_real_model_leaves_clean_text_alone(text: str) -> None:
    assert mtfix.clean(text) == text


@pytest.mark.real_model
def test_the_real_model_repairs_a_spun_passage_and_is_content() -> None:
    spun = (
        "Iran’s top navy commander was killed in Baghdad, officers mentioned on Friday. For the reason that invasion, "
        "1000’s of individuals have fled the Center East, and the White Home has despatched extra troops to the area. "
        "Protection Secretary Mark Esper instructed reporters that the assault was a navy mistake. Different nations "
        "have referred to as for an finish to the struggle, and the United Nations Safety Council will meet subsequent "
        "week. The Supreme Courtroom dominated that the regulation was void, in keeping with the lawyer common."
    )
    made = mtfix.repair(spun)
    assert made.edits
    assert made.revert() == spun
    assert mtfix.clean(made.after) == made.after


class Counting(Tiny):
    """Remembers how many windows it was asked about."""

    asked = 0

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        self.asked += len(asks)
        return super().read(asks)


def test_a_long_clean_text_is_not_read_in_full_and_a_half_spun_one_is(config: Config) -> None:
    clean = [f"They had {k} {k + 1} boats there, and no two of them were built in the same year." for k in range(1000)]
    model = Counting([*SWAPS])
    cleaner = Cleaner(config, model)
    text = "\n".join(clean)
    windows_of_it = len(list(windows(Document(text[:40_000]))))
    assert windows_of_it > 108
    assert cleaner.clean(text) == text
    assert model.asked < 0.5 * windows_of_it
    half = "\n".join([*clean[:100], *[PROOF] * 100])
    assert cleaner.clean(half) == half.replace(PROOF, PROVEN)
