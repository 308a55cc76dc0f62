"""Every part is off while it is measured, and back afterwards."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from tiny import PROOF, PROVEN, SWAPS, Tiny

from benchmarks.ablations import ABLATIONS, without_habit, without_joint, without_prior
from benchmarks.corpus import CORPORA
from mtfix import Cleaner, Config
from mtfix.candidates import Candidate
from mtfix.edits import Repair
from mtfix.lm import Ask

Switch = Callable[[], AbstractContextManager[object]]
PAIRS = [*SWAPS.items(), ("navy", "military"), ("struggle", "fight"), ("struggle", "war")]


class Faint(Tiny):
    """Likes every change a little, so that the habit of the document can overrule it."""

    calibration = replace(Tiny.calibration, habit=1.0)

    def gain(self, ask: Ask, candidate: Candidate) -> float:
        return 1.0


# switch, model, a text, what becomes of it without the part and with it
PARTS = [
    # one hit proves nothing, but for who takes every text for a spun one
    (without_prior, Tiny(["navy"]), ("The navy left.", "The military left.", "The navy left.")),
    # of two repairs that exclude each other neither is sure
    (
        without_joint,
        Tiny([*SWAPS, "struggle"]),
        (f"{PROOF} The struggle ended.", f"{PROVEN} The fight ended.", f"{PROVEN} The struggle ended."),
    ),
    # a document that also writes "military" means the navy
    (
        without_habit,
        Faint(),
        (
            f"{PROOF} The navy and the military left.",
            f"{PROVEN} The military and the military left.",
            f"{PROVEN} The navy and the military left.",
        ),
    ),
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A dictionary of PAIRS and nothing else."""
    path = tmp_path_factory.mktemp("dictionary") / "spin-test.tsv"
    path.write_text("".join(f"{dirty}\tx\t{clean}\n" for dirty, clean in PAIRS), encoding="utf-8")
    return Config(dictionaries=(str(path),), thesaurus="", model="")


@pytest.mark.parametrize(("switch", "model", "texts"), PARTS)
def test_what_a_part_is_for(plain: Config, switch: Switch, model: Tiny, texts: tuple[str, str, str]) -> None:
    dirty, without, whole = texts
    cleaner = Cleaner(plain, model)
    before = cleaner.repair(dirty)
    assert before.after == whole
    with switch():
        assert cleaner.clean(dirty) == without
    assert cleaner.repair(dirty) == before


@pytest.mark.parametrize(("switch", "model", "texts"), PARTS)
def test_a_part_is_back_after_an_error(plain: Config, switch: Switch, model: Tiny, texts: tuple[str, str, str]) -> None:
    dirty, _, whole = texts
    with pytest.raises(KeyError), switch():
        raise KeyError
    assert Cleaner(plain, model).clean(dirty) == whole


TEXT = (CORPORA / "examples" / "spun-news.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole() -> Repair:
    return Cleaner().repair(TEXT)


def rules(repair: Repair) -> set[str]:
    return {e.rule for e in repair.edits} | {item.finding.rule for item in repair.left}


@pytest.mark.real_model
@pytest.mark.parametrize("name", ABLATIONS)
def test_the_packaged_model_without_a_part(name: str, whole: Repair) -> None:
    config, switch = ABLATIONS[name]
    with switch():
        made = Cleaner(config).repair(TEXT)
    assert made.revert() == TEXT
    if name == "mtfix":
        assert made == whole
    elif name in ("model only", "dictionary only"):
        assert len(made.edits) < len(whole.edits)
    elif name != "without thesaurus":  # which has little to say here
        assert (made.edits, made.left) != (whole.edits, whole.left)
    assert Cleaner().repair(TEXT) == whole
