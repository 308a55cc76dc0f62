"""The gate: worse is refused, weaker needs a reason, and other passages are other figures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import gate, metrics, systems
from mtfix.errors import MtfixError

TABLE: dict[str, Any] = {
    "corpus": "c0ffee",
    "floors": {"spun.repair": 0.7, "spun.closed": 0.5},
    "ceilings": {"harm.untouched.words": 2},
    "weakened": [],
}
GOOD = {"spun.repair": 0.72, "spun.closed": 0.5, "harm.untouched.words": 2}
names = st.sampled_from(["spun.repair", "spun.closed", "tortured.repair", "harm.untouched.words", "harm.hard"])
shares = st.floats(0, 1).map(lambda x: round(x, 4))


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """TABLE as a file, its corpora and the figures GOOD; nothing is measured."""
    monkeypatch.setattr(gate, "corpora_digest", lambda: TABLE["corpus"])
    monkeypatch.setattr(gate, "measured", lambda: GOOD)
    path = tmp_path / "floors.json"
    gate.save(path, TABLE)
    return path


def run(floors: Path, *words: str) -> int:
    return gate.main([*words, "--floors", str(floors)])


@pytest.mark.parametrize(
    ("figures", "failures"),
    [
        (GOOD, []),
        (GOOD | {"spun.repair": 0.7}, []),  # the floor itself is good enough
        (GOOD | {"spun.repair": 0.69}, ["spun.repair is 0.69, below its floor 0.7"]),
        (GOOD | {"harm.untouched.words": 3}, ["harm.untouched.words is 3, above its ceiling 2"]),
        (GOOD | {"harm.untouched.words": 0}, []),
        (GOOD | {"spun.auroc": 0.9}, ["spun.auroc has neither floor nor ceiling; --raise sets it"]),
        (
            GOOD | {"spun.repair": 0.1, "spun.closed": -0.1},
            ["spun.repair is 0.1, below its floor 0.7", "spun.closed is -0.1, below its floor 0.5"],
        ),
    ],
)
def test_failures(figures: Mapping[str, float], failures: list[str]) -> None:
    assert gate.failures(TABLE, figures) == failures


def test_a_floor_that_nothing_is_measured_for_is_a_failure() -> None:
    assert gate.failures(TABLE, {"spun.repair": 0.72, "harm.untouched.words": 2}) != []


@pytest.mark.parametrize(
    ("figures", "floors", "ceilings"),
    [
        ({"spun.repair": 0.8}, {"spun.repair": 0.785}, {}),  # a little slack for rounding
        ({"spun.repair": 0.712}, {}, {}),
        ({"spun.repair": 0.1}, {}, {}),
        ({"harm.untouched.words": 0}, {}, {"harm.untouched.words": 0}),
        ({"harm.untouched.words": 9}, {}, {}),
        ({"tortured.repair": 0.2, "harm.hard": 4}, {"tortured.repair": 0.185}, {"harm.hard": 4}),
    ],
)
def test_tightened(figures: dict[str, float], floors: dict[str, float], ceilings: dict[str, float]) -> None:
    assert gate.tightened(TABLE, figures) == {
        **TABLE,
        "floors": TABLE["floors"] | floors,
        "ceilings": TABLE["ceilings"] | ceilings,
    }


@given(st.dictionaries(names, shares), st.dictionaries(names, shares))
def test_tightening_never_weakens(first: dict[str, float], second: dict[str, float]) -> None:
    before = gate.tightened(TABLE, first)
    after = gate.tightened(before, second)
    assert all(after["floors"][name] >= bound for name, bound in before["floors"].items())
    assert all(after["ceilings"][name] <= bound for name, bound in before["ceilings"].items())
    assert gate.tightened(after, second) == after


@given(st.dictionaries(names, shares))
def test_what_was_measured_passes_the_gate_that_it_sets(figures: dict[str, float]) -> None:
    empty = {"corpus": "", "floors": {}, "ceilings": {}, "weakened": []}
    assert gate.failures(gate.tightened(empty, figures), figures) == []


def test_a_negative_figure_passes_the_gate_that_it_sets() -> None:
    empty = {"corpus": "", "floors": {}, "ceilings": {}, "weakened": []}
    figures = {"tortured.closed": -0.02}
    assert gate.failures(gate.tightened(empty, figures), figures) == []


@pytest.mark.parametrize("setting", ["spun.repair=0.8", "spun.repair=0.7", "harm.untouched.words=1"])
def test_a_stricter_bound_needs_no_reason(setting: str) -> None:
    name, value = setting.split("=")
    table = gate.changed(TABLE, setting, "")
    assert (table["floors"] | table["ceilings"])[name] == float(value)
    assert table["weakened"] == []


@pytest.mark.parametrize(
    ("setting", "was"), [("spun.repair=0.6", 0.7), ("spun.repair=-1", 0.7), ("harm.untouched.words=3", 2)]
)
def test_a_weaker_bound_needs_a_reason_which_is_kept(setting: str, was: float) -> None:
    name, value = setting.split("=")
    with pytest.raises(MtfixError, match=rf"{name} would be weakened from {was} to .*--reason"):
        gate.changed(TABLE, setting, "")
    once = gate.changed(TABLE, setting, "a smaller model")
    assert (once["floors"] | once["ceilings"])[name] == float(value)
    assert once["weakened"] == [{"name": name, "from": was, "to": float(value), "reason": "a smaller model"}]
    twice = gate.changed(once, "spun.closed=0.1", "fewer rows")
    assert [entry["reason"] for entry in twice["weakened"]] == ["a smaller model", "fewer rows"]
    assert TABLE["weakened"] == []


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("repair=0.1", "repair: is neither a floor nor a ceiling; known: spun.repair, spun.closed, harm"),
        ("spun.repair", "expected NAME=VALUE with a number"),
        ("spun.repair=", "expected NAME=VALUE with a number"),
        ("spun.repair=much", "expected NAME=VALUE with a number"),
        ("=0.5", "is neither a floor nor a ceiling"),
    ],
)
def test_a_setting_that_is_none(setting: str, message: str) -> None:
    with pytest.raises(MtfixError, match=message):
        gate.changed(TABLE, setting, "because")


@pytest.mark.parametrize("setting", ["spun.repair=nan", "harm.untouched.words=nan"])
def test_a_bound_that_is_no_number_is_refused(setting: str) -> None:
    with pytest.raises(MtfixError):
        gate.changed(TABLE, setting, "")


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    gate.save(tmp_path / "floors.json", TABLE)
    assert gate.read(tmp_path / "floors.json") == TABLE
    assert gate.read(tmp_path / "none.json") == {"corpus": "", "floors": {}, "ceilings": {}, "weakened": []}


def test_good_figures_pass(floors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = floors.read_bytes()
    assert run(floors) == 0
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines()] == [
        ["spun.repair", "0.7200", "floor", "0.7"],
        ["spun.closed", "0.5000", "floor", "0.5"],
        ["harm.untouched.words", "2.0000", "ceiling", "2"],
    ]
    assert err == ""
    assert floors.read_bytes() == before


@pytest.mark.parametrize(
    ("worse", "message"),
    [
        ({"spun.repair": 0.65}, "spun.repair is 0.65, below its floor 0.7"),
        ({"harm.untouched.words": 3}, "harm.untouched.words is 3, above its ceiling 2"),
        ({"new.figure": 0.5}, "new.figure has neither floor nor ceiling; --raise sets it"),
    ],
)
def test_a_broken_floor_fails(
    floors: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    worse: dict[str, float],
    message: str,
) -> None:
    monkeypatch.setattr(gate, "measured", lambda: GOOD | worse)
    before = floors.read_bytes()
    assert run(floors) == 1
    assert capsys.readouterr().err == f"benchmarks.gate: {message}\n"
    assert floors.read_bytes() == before


def test_raising(floors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    better = {"spun.repair": 0.8, "spun.closed": 0.3, "harm.untouched.words": 1, "spun.auroc": 0.9}
    monkeypatch.setattr(gate, "measured", lambda: better)
    assert run(floors, "--raise") == 0
    table = gate.read(floors)
    assert table["floors"] == {"spun.repair": 0.785, "spun.closed": 0.5, "spun.auroc": 0.885}
    assert table["ceilings"] == {"harm.untouched.words": 1}
    assert run(floors) == 1  # raising lowers nothing: what was broken stays broken


def test_other_corpora_are_other_figures(
    floors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "corpora_digest", lambda: "decaf")
    assert run(floors) == 2
    assert capsys.readouterr().err == (
        f"benchmarks.gate: {floors}: was set for corpora c0ffee, these are decaf; see --raise\n"
    )
    assert run(floors, "--raise") == 0
    assert gate.read(floors)["corpus"] == "decaf"
    assert run(floors) == 0


def test_corpora_are_compared_before_anything_is_measured(floors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measured() -> dict[str, float]:
        raise AssertionError("it takes a minute")

    monkeypatch.setattr(gate, "measured", measured)
    monkeypatch.setattr(gate, "corpora_digest", lambda: "decaf")
    assert run(floors) == 2
    assert run(floors, "--set", "spun.repair=0.9") == 0


def test_setting_by_hand(floors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = floors.read_bytes()
    assert run(floors, "--set", "spun.repair=0.6") == 2
    assert "say why with --reason" in capsys.readouterr().err
    assert floors.read_bytes() == before
    assert run(floors, "--set", "spun.repair=0.6", "--reason", "a smaller model") == 0
    table = gate.read(floors)
    assert table["floors"]["spun.repair"] == 0.6
    assert table["weakened"] == [{"name": "spun.repair", "from": 0.7, "to": 0.6, "reason": "a smaller model"}]
    assert table["corpus"] == "c0ffee"


@pytest.mark.parametrize("words", [[], ["--raise"], ["--set", "spun.repair=0.9"]])
@pytest.mark.parametrize(
    "damage", [b"{", b"", b"[]", b"7", b'{"floors": {}}', b"\xff", json.dumps({**TABLE, "corpus": None}).encode()[:-1]]
)
def test_damaged_floors(floors: Path, capsys: pytest.CaptureFixture[str], damage: bytes, words: list[str]) -> None:
    floors.write_bytes(damage)
    assert run(floors, *words) == 2
    assert f"{floors}: is no table of floors" in capsys.readouterr().err
    assert floors.read_bytes() == damage


@pytest.mark.parametrize("damage", [{"floors": []}, {"ceilings": None}, {"floors": {"spun.repair": "0.7"}}])
def test_floors_damaged_inside(floors: Path, damage: Mapping[str, Any]) -> None:
    floors.write_text(json.dumps({**TABLE, **damage}), encoding="utf-8")
    assert run(floors) == 2


def test_the_shipped_floors_belong_to_the_shipped_corpora() -> None:
    table = gate.read(gate.FLOORS)
    assert table["corpus"] == gate.corpora_digest()
    assert all(entry["reason"] for entry in table["weakened"])


def test_doing_nothing_is_harmless_and_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured, without a model; every figure has its bound in the shipped table."""
    monkeypatch.setattr(systems, "mtfix", lambda: systems.nothing)
    monkeypatch.setattr(metrics, "interval", lambda *_: (0.0, 0.0))
    figures = gate.measured()
    assert {name: value for name, value in figures.items() if value} == {"spun.auroc": 0.5, "tortured.auroc": 0.5}
    table = gate.read(gate.FLOORS)
    assert set(figures) == {*table["floors"], *table["ceilings"]}
    assert {line.split()[0] for line in gate.failures(table, figures)} == set(table["floors"])
