import gzip
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from math import inf
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.cli import main
from mtfix.errors import InputError
from mtfix.learn.mine import Mined, mine, read_folder
from mtfix.thesaurus import Thesaurus

FRAMES = """\
the long {war} between {name} and its neighbours ended in {month}
{name} {said} on {day} that the talks would resume
the central {bank} of {name} raised its main rate
many {people} in the {name} capital fled their homes
an {attack} by rebels killed {count} soldiers near {name}
the {war} cost {count} lives , officials {said}
shares of the {bank} fell {count} percent on {day}
young {people} who live in {name} want {count} more schools
the minister {said} the {attack} was planned in {month}
the {people} lost their money when the {bank} failed""".splitlines()
CLEAN = {name: name for name in ("war", "said", "bank", "people", "attack")}
SPUN = {
    "war": "struggle",
    "said": "mentioned",
    "bank": "financial institution",
    "people": "individuals",
    "attack": "assault",
}
PAIRS = {(dirty, clean) for clean, dirty in SPUN.items()}


def texts(words: dict[str, str], seed: int, count: int = 240) -> list[str]:
    """Texts of two sentences from the frames, with these words in them."""
    random = Random(seed)
    fill = {"name": ["Norland", "Estavia", "Quom"], "month": ["may", "june"], "day": ["monday", "friday"]}

    def sentence() -> str:
        chosen = {slot: random.choice(options) for slot, options in fill.items()}
        line = random.choice(FRAMES).format(**words, **chosen, count=random.randrange(2, 90))
        return line[0].upper() + line[1:] + "."

    return ["\n".join([sentence(), sentence()]) for _ in range(count)]


def shown(pairs: list[Mined]) -> list[tuple[str, str]]:
    return [(pair.dirty, pair.clean) for pair in pairs]


@pytest.fixture(scope="module")
def mined() -> list[Mined]:
    return mine(texts(SPUN, 1), texts(CLEAN, 2))


def test_every_swap_is_found_and_nothing_else(mined: list[Mined]) -> None:
    assert set(shown(mined)) == PAIRS


def test_the_surest_comes_first(mined: list[Mined]) -> None:
    scores = [pair.score for pair in mined]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_pair_says_how_often_and_where(mined: list[Mined]) -> None:
    pair = next(pair for pair in mined if pair.dirty == "financial institution")
    assert pair.dirty_count == sum(text.count("financial institution") for text in texts(SPUN, 1))
    assert pair.clean_count == sum(text.count("bank") for text in texts(CLEAN, 2))
    assert "central _" in pair.contexts
    assert len(pair.contexts) == 3
    with pytest.raises(FrozenInstanceError):
        pair.score = 1.0  # type: ignore[misc]


def test_a_swapped_word_may_have_a_life_of_its_own() -> None:
    own = ["The party is engaged in a struggle for power.", "A struggle broke out behind closed doors."] * 15
    assert ("struggle", "war") in shown(mine(texts(SPUN, 1) + own, texts(CLEAN, 2) + own * 2))


def test_a_phrase_of_two_clean_words_is_found() -> None:
    clean = [text.replace("raised", "pushed up") for text in texts(CLEAN, 2)]
    dirty = [text.replace("raised", "elevated") for text in texts(CLEAN, 1)]
    assert ("elevated", "pushed up") in {(pair.dirty, pair.clean) for pair in mine(dirty, clean, floor=-inf)}


def test_clean_texts_hold_nothing() -> None:
    assert mine(texts(CLEAN, 1), texts(CLEAN, 2)) == []


def test_a_new_topic_is_no_swap() -> None:
    topic = ["Apples and pears ripen late where the nights are cold.", "We press apples while others sleep."] * 20
    assert mine(texts(CLEAN, 1) + topic, texts(CLEAN, 2)) == []


def test_names_stay() -> None:
    dirty = [text.replace("Norland", "Southland") for text in texts(CLEAN, 1)]
    assert "southland" not in {pair.dirty for pair in mine(dirty, texts(CLEAN, 2), floor=-inf)}


def test_rare_words_are_not_judged(mined: list[Mined]) -> None:
    least = 1 + min(pair.dirty_count for pair in mined)
    rarest = {pair.dirty for pair in mined if pair.dirty_count < least}
    assert {pair.dirty for pair in mine(texts(SPUN, 1), texts(CLEAN, 2), least=least)} == {
        pair.dirty for pair in mined
    } - rarest


def test_a_thesaurus_makes_neighbours_surer(tmp_path: Path, mined: list[Mined]) -> None:
    path = tmp_path / "thesaurus.tsv.gz"
    rows = "struggle\tn\ta\tstruggle|struggles\twar\nwar\tn\ta\twar|wars\tstruggle\n"
    path.write_bytes(gzip.compress(rows.encode()))
    before = {pair.dirty: pair.score for pair in mined}
    after = {pair.dirty: pair.score for pair in mine(texts(SPUN, 1), texts(CLEAN, 2), Thesaurus(path))}
    assert after.pop("struggle") > before.pop("struggle")
    assert after == before


def test_the_order_of_texts_is_irrelevant_and_any_iterable_will_do(mined: list[Mined]) -> None:
    dirty, clean = texts(SPUN, 1), texts(CLEAN, 2)
    assert mine(iter(dirty), iter(clean)) == mined
    assert mine(reversed(dirty), sorted(clean)) == mined


def test_typographic_apostrophes_are_apostrophes() -> None:
    dirty = [text.replace("said", "didn’t deny") for text in texts(CLEAN, 1)]
    assert ("didn't deny", "said") in shown(mine(dirty, texts(CLEAN, 2)))


WORDS = st.lists(st.sampled_from([*"the of war struggle said Norland , . 7 it’s".split(), "\n"]), max_size=60)


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4), st.randoms(use_true_random=False))
def test_no_word_stands_for_itself_and_the_same_texts_give_the_same_pairs(
    ours: list[list[str]], theirs: list[list[str]], random: Random
) -> None:
    dirty, clean = ([" ".join(words) for words in [*side, ["it"]]] for side in (ours, theirs))
    pairs = mine(dirty, clean, least=1, floor=-inf)
    for pair in pairs:
        left, right = pair.dirty.split(), pair.clean.split()
        assert left[0] != right[0]
        assert left[-1] != right[-1]
        assert pair.dirty_count >= 1
        assert pair.clean_count >= 1
    random.shuffle(dirty)
    random.shuffle(clean)
    assert mine(dirty, clean, least=1, floor=-inf) == pairs


@pytest.mark.parametrize(("dirty", "clean", "side"), [([], ["a"], "dirty"), (["a"], ["", "\n"], "clean")])
def test_both_sides_need_words(dirty: list[str], clean: list[str], side: str) -> None:
    with pytest.raises(InputError, match=f"no word in the {side} texts"):
        mine(dirty, clean)


def test_bytes_are_no_text() -> None:
    with pytest.raises(TypeError, match="decode"):
        mine([b"war"], ["war"])  # type: ignore[list-item]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    (tmp_path / "b.TXT.gz").write_bytes(gzip.compress(b"three\n"))
    (tmp_path / "below" / "c.jsonl").write_text('{"text": "four\\nfive"}\n\n{"id": 2, "text": ""}\n', encoding="utf-8")
    (tmp_path / "below" / "d.jsonl.gz").write_bytes(gzip.compress(b'{"text": "six"}\n'))
    (tmp_path / ".hidden.txt").write_text("never", encoding="utf-8")
    (tmp_path / "notes.md").write_text("never", encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_in_order(folder: Path) -> None:
    assert " ".join(read_folder(folder)).split() == ["one", "two", "three", "four", "five", "six"]


def test_a_folder_is_read_lazily(folder: Path) -> None:
    (folder / "z.txt").write_bytes(b"\xff")
    found = read_folder(folder)
    assert isinstance(found, Iterator)
    assert next(found).strip() == "one"
    with pytest.raises(InputError, match=r"z\.txt:1: is not UTF-8"):
        list(found)


def test_another_field(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "no", "body": "yes"}', encoding="utf-8")
    assert list(read_folder(tmp_path, "body")) == ["yes"]


@pytest.mark.parametrize("name", ["absent", "a.txt"])
def test_a_missing_folder(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"{name}: no such folder"):
        read_folder(folder / name)


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"no \.txt or \.jsonl file"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("a.txt", b"\xff\xfe", "a.txt:1: is not UTF-8"),
        ("a.txt", b"fine\n\0", "a.txt:2: holds a NUL byte"),
        ("a.txt.gz", b"not packed", "a.txt.gz: .*[Nn]ot a gzip"),
        ("a.txt.gz", gzip.compress(b"cut short" * 99)[:-9], "a.txt.gz.*: .*end"),
        ("a.jsonl", b'{"text": "fine"}\n{"text": ', "a.jsonl:2: "),
        ("a.jsonl", b'{"body": "x"}', "a.jsonl:1: expected a JSON object with a text in field 'text'"),
        ("a.jsonl", b'{"text": 7}', "a.jsonl:1: expected a JSON object"),
        ("a.jsonl", b'["text"]', "a.jsonl:1: expected a JSON object"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, name: str, held: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(held)
    with pytest.raises(InputError, match=said):
        list(read_folder(tmp_path))


def test_the_command_ranks_pairs_and_refuses_a_missing_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for side, word in (("dirty", "navy"), ("clean", "military")):
        (tmp_path / side).mkdir()
        lines = [f"The {word} forces of {name} left the {word} base on {day}." for name in "abcdefgh" for day in "xyz"]
        (tmp_path / side / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert main(["mine", "--dirty", str(tmp_path / "dirty"), "--clean", str(tmp_path / "clean")]) == 0
    assert any(line.split("\t")[1:3] == ["navy", "military"] for line in capsys.readouterr().out.splitlines())
    assert main(["mine", "--dirty", str(tmp_path / "nowhere"), "--clean", str(tmp_path / "clean")]) == 2
