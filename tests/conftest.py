"""What the tests share: a small dictionary, a cleaner with the tiny model, the mark of tests that need the real one."""

from pathlib import Path

import pytest
from hypothesis import settings
from shell import dictionary, here  # noqa: F401  (fixtures of the command line)
from tiny import SWAPS, Tiny

from mtfix.cleaner import Cleaner
from mtfix.config import Config

MODELS = Path(__file__).parent.parent / "models"
ROWS = """\
1000's	x	thousands
assault	v	attack
center east	x	middle east	cap
common	x	general	cap next=<name>
for the reason that	x	since
individuals	x	people	lower
intermission	n	break
mistake	n	error
navy	n	military
struggle	n	war
u.s. navy	s	u.s. navy
vicinity	n	area
"""
DISLIKED = """
1000's assault assaults assaulted assaulting center common individuals mistake mistakes navy reason struggle struggles
vicinity
"""

settings.register_profile("mtfix", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("mtfix")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_model: needs models/en-small, and is skipped where it is not built")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not (MODELS / "en-small" / "model.onnx").is_file():
        for item in items:
            if item.get_closest_marker("real_model"):
                item.add_marker(pytest.mark.skip(reason="models/en-small/model.onnx is not built"))


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A configuration without assets: the small dictionary, no thesaurus."""
    path = tmp_path_factory.mktemp("dictionary") / "spin-test.tsv"
    path.write_text(ROWS + "".join(f"{dirty}\tx\t{clean}\n" for dirty, clean in SWAPS.items()), encoding="utf-8")
    return Config(dictionaries=(str(path),), thesaurus="", model="")


@pytest.fixture(scope="session")
def cleaner(config: Config) -> Cleaner:
    """A cleaner whose model dislikes exactly the dirty words of the small dictionary."""
    return Cleaner(config, Tiny([*DISLIKED.split(), *SWAPS, "1000", "'s"]))
